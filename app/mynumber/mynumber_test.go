package mynumber_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"madoguchi/app/mynumber"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		err      error
	}{
		{"remainder 3", "123456789018", nil},
		{"published example", "983205673214", nil},
		{"another", "379474484458", nil},
		{"remainder 0 gives 0", "454972364860", nil},
		{"remainder 10 gives 1", "507957100721", nil},
		{"remainder 10 not 2", "507957100722", mynumber.ErrCheckDigit},
		{"remainder 2 gives 9", "000000000019", nil},
		{"remainder 1 gives 0", "000000000060", nil},
		{"one digit off", "123456789017", mynumber.ErrCheckDigit},
		{"short", "12345678901", mynumber.ErrFormat},
		{"long", "1234567890180", mynumber.ErrFormat},
		{"letter", "12345678901x", mynumber.ErrFormat},
		{"letter inside", "12345x789018", mynumber.ErrFormat},
		{"full width", "１２３４", mynumber.ErrFormat},
		{"empty", "", mynumber.ErrFormat},
	}
	for _, tt := range tests {
		t.Run("E10 "+tt.name, func(t *testing.T) {
			n, err := mynumber.Parse(tt.in)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if err == nil && n.Reveal() != tt.in {
				t.Error("Reveal does not give the digits back")
			}
			if err != nil && !n.IsZero() {
				t.Error("a refused number is not zero")
			}
			if err != nil && len(tt.in) > 4 && strings.Contains(err.Error(), tt.in) {
				t.Error("error quotes the number")
			}
		})
	}
}

func TestLast4(t *testing.T) {
	n, err := mynumber.Parse("123456789018")
	if err != nil {
		t.Fatal(err)
	}
	if got := n.Last4(); got != "9018" {
		t.Errorf("Last4 = %q", got)
	}
	if got := (mynumber.Number{}).Last4(); got != "" {
		t.Errorf("Last4 of none = %q", got)
	}
}

func TestPrintsAsterisks(t *testing.T) {
	n, err := mynumber.Parse("123456789018")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%v %+v %#v", n, struct{ n mynumber.Number }{n}, n); strings.Contains(got, "9018") {
		t.Errorf("leaks: %s", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"123456789018", "", "12345678901x", "０１２３"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := mynumber.Parse(s); err == nil && n.Reveal() != s {
			t.Error("accepted number does not round-trip")
		}
	})
}

func TestComplete(t *testing.T) {
	for _, tt := range []struct {
		name, base, want string
		err              error
	}{
		{"published example", "98320567321", "983205673214", nil},
		{"remainder 1 gives 0", "00000000006", "000000000060", nil},
		{"short", "1234567890", "", mynumber.ErrFormat},
		{"letter", "1234567890x", "", mynumber.ErrFormat},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, err := mynumber.Complete(tt.base)
			if !errors.Is(err, tt.err) || n.Reveal() != tt.want {
				t.Errorf("error = %v, want %v, or the digits differ", err, tt.err)
			}
		})
	}
}
