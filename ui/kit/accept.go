package kit

import (
	"strings"
	"unicode"
)

// printable reports whether s has no control, format or bidirectional character,
// no private-use code point and no replacement mark. Variation selectors and
// combining marks are part of characters and pass.
func printable(s string) bool {
	for _, r := range s {
		switch {
		case r == unicode.ReplacementChar,
			unicode.Is(unicode.Cc, r),
			unicode.Is(unicode.Cf, r),
			unicode.Is(unicode.Co, r),
			unicode.Is(unicode.Cs, r),
			r == '\u2028', r == '\u2029':
			return false
		}
	}
	return true
}

// HalfWidth folds full-width ASCII and the ideographic space to their half-width
// forms. It is a fold for fields of digits and codes, never for names.
func HalfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		case r == 'ー' || r == '−' || r == '‐' || r == '―':
			return '-'
		}
		return r
	}, s)
}

// Digits accepts half-width digits.
func Digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// ASCII accepts printable half-width characters.
func ASCII(s string) bool {
	for _, r := range s {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return true
}
