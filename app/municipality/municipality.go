// Package municipality holds the codes of municipalities (全国地方公共団体コード),
// postal codes, and the gazetteer that finds a town by either.
//
// The gazetteer ends at the town: block and house numbers (番地) and the name of a
// building (方書) are typed, and whether an address exists is not known here. Where
// the tables come from is left to assets.
package municipality

import (
	"errors"
	"strconv"
)

// Errors of the codes. They never quote what they reject: it may be an address.
var (
	ErrCode       = errors.New("municipality code is not 6 digits")
	ErrCheckDigit = errors.New("municipality code has a wrong check digit")
	ErrPostal     = errors.New("postal code is not 7 digits")
)

// A Code is a municipality code: two digits for the prefecture (JIS X 0401), three
// for the municipality (JIS X 0402) and a check digit. It is comparable, and the zero
// Code stands for "none".
type Code struct {
	base uint32 // the first five digits; 00000 is no municipality
}

// ParseCode reads the six digits of a code (E10).
func ParseCode(s string) (Code, error) {
	if len(s) != 6 {
		return Code{}, ErrCode
	}
	c, err := CodeOf(s[:5])
	if err != nil || s[5] < '0' || s[5] > '9' {
		return Code{}, ErrCode
	}
	if s[5] != c.check() {
		return Code{}, ErrCheckDigit
	}
	return c, nil
}

// CodeOf returns the code that begins with the given five digits, the form in which
// most tables have it.
func CodeOf(base string) (Code, error) {
	n, ok := digits(base, 5)
	if !ok || n == 0 {
		return Code{}, ErrCode
	}
	return Code{n}, nil
}

// check is the rule of JIS X 0402: weights 6 to 2, and the last digit of 11 less the
// remainder. A remainder of 0 thus gives 1 and one of 1 gives 0. That a sum below 11
// is taken from 11 as it is makes no difference.
func (c Code) check() byte {
	sum, rest := 0, int(c.base)
	for weight := 2; weight <= 6; weight++ {
		sum += rest % 10 * weight
		rest /= 10
	}
	return byte('0' + (11-sum%11)%10)
}

// IsZero reports whether c is absent.
func (c Code) IsZero() bool { return c == Code{} }

// Base returns the five digits without the check digit, "" for none.
func (c Code) Base() string {
	if c.IsZero() {
		return ""
	}
	return fill(c.base, 5)
}

// Prefecture returns the two digits of the prefecture, "" for none.
func (c Code) Prefecture() string {
	if c.IsZero() {
		return ""
	}
	return fill(c.base, 5)[:2]
}

// String returns the six digits, "" for none.
func (c Code) String() string {
	if c.IsZero() {
		return ""
	}
	return fill(c.base, 5) + string(c.check())
}

// MarshalText writes what [Code.String] gives.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads six digits; no text is the zero Code.
func (c *Code) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = Code{}
		return nil
	}
	parsed, err := ParseCode(string(text))
	if err == nil {
		*c = parsed
	}
	return err
}

// digits reads exactly n half-width digits.
func digits(s string, n int) (uint32, bool) {
	if len(s) != n {
		return 0, false
	}
	value := uint32(0)
	for i := range n {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		value = value*10 + uint32(s[i]-'0')
	}
	return value, true
}

func fill(n uint32, width int) string {
	s := strconv.FormatUint(uint64(n), 10)
	for len(s) < width {
		s = "0" + s
	}
	return s
}
