package municipality

import "strings"

// A Postal is a postal code (郵便番号) of seven digits. It is comparable, and the zero
// Postal stands for "none".
type Postal struct {
	n uint32 // one more than the digits say, so that 000-0000 is not none
}

// ParsePostal reads seven digits as they are typed: half-width or full-width, with or
// without a hyphen after the third and a postal mark before the first.
func ParsePostal(s string) (Postal, error) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '－' || r == '‐' || r == 'ー' || r == '−':
			return '-'
		case r == '〒' || r == ' ' || r == '　':
			return -1
		}
		return r
	}, s)
	if len(s) == 8 && s[3] == '-' {
		s = s[:3] + s[4:]
	}
	n, ok := digits(s, 7)
	if !ok {
		return Postal{}, ErrPostal
	}
	return Postal{n + 1}, nil
}

// IsZero reports whether p is absent.
func (p Postal) IsZero() bool { return p == Postal{} }

// String returns the seven digits, "" for none. This is how it is stored and sent.
func (p Postal) String() string {
	if p.IsZero() {
		return ""
	}
	return fill(p.n-1, 7)
}

// Format returns the code as it is shown: 060-0001.
func (p Postal) Format() string {
	s := p.String()
	if s == "" {
		return ""
	}
	return s[:3] + "-" + s[3:]
}

// MarshalText writes what [Postal.String] gives.
func (p Postal) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a postal code; no text is the zero Postal.
func (p *Postal) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Postal{}
		return nil
	}
	parsed, err := ParsePostal(string(text))
	if err == nil {
		*p = parsed
	}
	return err
}
