package residentcode_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"madoguchi/app/residentcode"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		err      error
	}{
		{"specimen 1", "24727059608", nil},
		{"specimen 2", "24846016224", nil},
		{"specimen 3", "25208017643", nil},
		{"specimen 3 plus 1", "25208017644", residentcode.ErrCheckDigit},
		{"ascending", "12345678903", nil},
		{"remainder 0 gives 0", "00000000000", nil},
		{"remainder 1 gives 0", "00000000060", nil},
		{"remainder 2 gives 9", "00000000019", nil},
		{"short", "1234567890", residentcode.ErrFormat},
		{"an individual number", "123456789018", residentcode.ErrFormat},
		{"letter", "2472705960x", residentcode.ErrFormat},
		{"letter inside", "24727o59608", residentcode.ErrFormat},
		{"empty", "", residentcode.ErrFormat},
	}
	for _, tt := range tests {
		t.Run("E10 "+tt.name, func(t *testing.T) {
			c, err := residentcode.Parse(tt.in)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if err == nil && c.Reveal() != tt.in {
				t.Error("Reveal does not give the digits back")
			}
			if err != nil && !c.IsZero() {
				t.Error("a refused code is not zero")
			}
		})
	}
}

func TestPrintsAsterisks(t *testing.T) {
	c, err := residentcode.Parse("24727059608")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%v %+v %#v", c, struct{ c residentcode.Code }{c}, c); strings.Contains(got, "9608") {
		t.Errorf("leaks: %s", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"24727059608", "", "2472705960x", "０１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := residentcode.Parse(s); err == nil && c.Reveal() != s {
			t.Error("accepted code does not round-trip")
		}
	})
}

func TestComplete(t *testing.T) {
	for _, tt := range []struct {
		name, base, want string
		err              error
	}{
		{"specimen 1", "2472705960", "24727059608", nil},
		{"remainder 1 gives 0", "0000000006", "00000000060", nil},
		{"short", "247270596", "", residentcode.ErrFormat},
		{"letter", "247270596x", "", residentcode.ErrFormat},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := residentcode.Complete(tt.base)
			if !errors.Is(err, tt.err) || c.Reveal() != tt.want {
				t.Errorf("error = %v, want %v, or the digits differ", err, tt.err)
			}
		})
	}
}
