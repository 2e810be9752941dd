package resident

import (
	"strings"

	"golang.org/x/text/width"
)

// FoldNumber makes a house number comparable: full-width digits, letters and the many
// hyphens that keyboards give become one form, spaces go. It is for comparing only;
// what is recorded keeps its spelling.
func FoldNumber(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t':
			return -1
		case '‐', '‑', '‒', '–', '—', '―', '−', 'ー', '─':
			return '-'
		}
		return r
	}, strings.ToUpper(width.Fold.String(s)))
}

// SamePlace reports whether a and b are at the same house number (地番), whatever the
// building. The wards are compared when both are known.
func (a Address) SamePlace(b Address) bool {
	if a.Ward != "" && b.Ward != "" && a.Ward != b.Ward {
		return false
	}
	return a.Town == b.Town && FoldNumber(a.Number) == FoldNumber(b.Number)
}
