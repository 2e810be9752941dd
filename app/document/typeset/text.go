package typeset

import (
	"slices"
	"unicode"

	"madoguchi/app/document"
	"madoguchi/app/document/truetype"
)

// characters cuts a text into what has a glyph of its own: a base with its selector or
// combining marks is one. A base with marks is in no font here and so is refused.
func characters(s string) [][]rune {
	var all [][]rune
	for _, r := range s {
		if n := len(all); n > 0 && (truetype.Selector(r) || unicode.Is(unicode.Mn, r)) {
			all[n-1] = append(all[n-1], r)
			continue
		}
		all = append(all, []rune{r})
	}
	return all
}

// glyphs sets a text in a face.
func (f Fonts) glyphs(face Face, s string, place document.Place) ([]Glyph, error) {
	var all []Glyph
	for i, c := range characters(s) {
		g, ok := f.Of(face).Glyph(c)
		if !ok {
			return nil, &MissingError{Face: face, Place: place, Position: i + 1, Character: c}
		}
		all = append(all, Glyph{g, c})
	}
	return all, nil
}

// width returns how wide glyphs are at a size.
func (f Fonts) width(face Face, glyphs []Glyph, size float64) float64 {
	font, w := f.Of(face), 0.0
	for _, g := range glyphs {
		w += font.Advance(g.ID) * size
	}
	return w
}

// noStart are the characters that no line begins with.
var noStart = []rune("、。，．・ー）」』】〕？！：；)],.:;")

// noEnd are those that no line ends with.
var noEnd = []rune("（「『【〔([")

// wrap cuts glyphs into lines no wider than width, between any two characters but for
// words of Latin letters and digits, which are cut only when one fills a line.
func (f Fonts) wrap(face Face, glyphs []Glyph, size, width float64) [][]Glyph {
	font := f.Of(face)
	var lines [][]Glyph
	for len(glyphs) > 0 {
		n, w := 0, 0.0
		for n < len(glyphs) {
			w += font.Advance(glyphs[n].ID) * size
			if w > width && n > 0 {
				break
			}
			n++
		}
		if n < len(glyphs) {
			n = breakAt(glyphs, n)
		}
		lines = append(lines, glyphs[:n])
		glyphs = glyphs[n:]
		for len(glyphs) > 0 && glyphs[0].Character[0] == ' ' {
			glyphs = glyphs[1:]
		}
	}
	return lines
}

// breakAt returns where to cut, at n or before it.
func breakAt(glyphs []Glyph, n int) int {
	at := n
	for at > 1 && (slices.Contains(noStart, glyphs[at].Character[0]) || slices.Contains(noEnd, glyphs[at-1].Character[0]) ||
		inWord(glyphs[at-1]) && inWord(glyphs[at])) {
		at--
	}
	if at <= n/2 { // a word as long as the line
		return n
	}
	return at
}

func inWord(g Glyph) bool {
	r := g.Character[0]
	return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
