package serial_test

import (
	"errors"
	"testing"

	"madoguchi/app/serial"
)

func TestAppend(t *testing.T) {
	tests := []struct {
		name   string
		serial uint64
		want   string
		ok     bool
	}{
		{"sum 2", 1, "000000019", true},
		{"sum 7", 12, "000000124", true},
		{"sum 30", 1234, "000012343", true},
		{"weight 4", 100, "000001007", true},
		{"all eight digits", 12345678, "123456785", true},
		{"two digits", 17, "000000175", true},
		{"remainder 0 gives 0", 14, "000000140", true},
		{"remainder 1 is skipped", 6, "", false},
		{"nine digits", 123456789, "1234567892", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := serial.Append(tt.serial)
			if ok != tt.ok || ok && got != tt.want {
				t.Errorf("Append = %q, %v, want %q, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestNext(t *testing.T) {
	n, number := serial.Next(5)
	if n != 7 || serial.Check(number) != nil {
		t.Errorf("Next(5) = %d, %q, want 7 because 6 is skipped", n, number)
	}
	if n, number := serial.Next(^uint64(0)); n != 0 || number != "" {
		t.Errorf("Next(max) = %d, %q", n, number)
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		name, in string
		err      error
	}{
		{"right", "000012343", nil},
		{"filled with zeros by another system", "000000000012343", nil},
		{"wrong digit", "000012344", serial.ErrCheckDigit},
		{"skipped serial with 0", "000000060", serial.ErrCheckDigit},
		{"skipped serial with dash", "00000006-", serial.ErrFormat},
		{"letter", "0000123a3", serial.ErrFormat},
		{"short", "1", serial.ErrFormat},
		{"long", "000000000000000012343", serial.ErrFormat},
	}
	for _, tt := range tests {
		t.Run("E10 "+tt.name, func(t *testing.T) {
			if err := serial.Check(tt.in); !errors.Is(err, tt.err) {
				t.Errorf("error = %v, want %v", err, tt.err)
			}
		})
	}
}

// Every single-digit error and every swap of neighbours is found, which is why
// serials with remainder 1 are skipped.
func TestFullDetection(t *testing.T) {
	for n := range uint64(3000) {
		number, ok := serial.Append(n)
		if !ok {
			continue
		}
		for i := range len(number) {
			for d := byte('0'); d <= '9'; d++ {
				b := []byte(number)
				b[i] = d
				if d != number[i] && serial.Check(string(b)) == nil {
					t.Fatalf("serial %d: digit %d changed to %c passes", n, i, d)
				}
			}
			if i > 0 && number[i] != number[i-1] {
				b := []byte(number)
				b[i], b[i-1] = b[i-1], b[i]
				if serial.Check(string(b)) == nil {
					t.Fatalf("serial %d: digits %d and %d swapped pass", n, i-1, i)
				}
			}
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{"000012343", "", "x", "９９"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if serial.Check(s) == nil && serial.Check("0"+s) != nil && len(s) < 20 {
			t.Error("a leading zero changes the result")
		}
	})
}
