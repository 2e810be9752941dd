package kit

import (
	"strings"
	"unicode"

	"madoguchi/ui/look"
)

// unprintable returns the place, from 1, of the first character of s that is a control,
// format or bidirectional character, a private-use code point or a replacement mark; 0
// for none. Variation selectors and combining marks are part of characters and pass.
func unprintable(s string) int {
	for i, r := range []rune(s) {
		switch {
		case r == unicode.ReplacementChar,
			unicode.Is(unicode.Cc, r),
			unicode.Is(unicode.Cf, r),
			unicode.Is(unicode.Co, r),
			unicode.Is(unicode.Cs, r),
			r == '\u2028', r == '\u2029':
			return len(look.Clusters(string([]rune(s)[:i]))) + 1
		}
	}
	return 0
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
