// Package typeset lays a paper out in pages of A4: every glyph in its place, lines,
// boxes and the modules of QR codes. What is printed and what is shown before printing
// are drawn from the same [Document], so that they cannot differ.
//
// A character that the font lacks stops the whole document with a [MissingError]: no
// other glyph and no replacement mark ever stands for it.
//
// Reading fonts is package truetype's; writing the pages out, package pdf's and package
// raster's.
package typeset

import (
	"fmt"

	"madoguchi/app/document"
	"madoguchi/app/document/truetype"
)

// A Face says which of the fonts a text is set in.
type Face uint8

// The faces. Their numbers are indexes of [Faces].
const (
	Plain  Face = 1 // what the program says
	Strong Face = 2
	Names  Face = 3 // what a resident is called, and every other value
)

// Faces returns every face.
func Faces() []Face { return []Face{Plain, Strong, Names} }

// Fonts are the fonts of a document.
type Fonts struct{ Plain, Strong, Names *truetype.Font }

// Of returns the font of a face.
func (f Fonts) Of(face Face) *truetype.Font {
	switch face {
	case Strong:
		return f.Strong
	case Names:
		return f.Names
	}
	return f.Plain
}

// The size of A4, in points.
const (
	Width  = 595.28
	Height = 841.89
)

// A Glyph is a glyph with the character it stands for.
type Glyph struct {
	ID        truetype.Glyph
	Character []rune
}

// A Run is glyphs side by side. Y is the baseline, from the top of the page.
type Run struct {
	Face   Face
	Size   float64
	X, Y   float64
	Gray   float64 // 0 is black
	Glyphs []Glyph
}

// A Box is a rectangle. Y is its top.
type Box struct {
	X, Y, W, H float64
	Line       float64 // width of the line around it; 0 for none
	Fill       float64 // gray, 1 is white
	Filled     bool
}

// A Page is what is drawn, boxes below runs.
type Page struct {
	Boxes []Box
	Runs  []Run
}

// A Document is a paper in pages.
type Document struct {
	Paper *document.Paper
	Fonts Fonts
	Pages []Page
}

// Texts gives the few words that depend on the pages.
type Texts interface {
	Text(key document.Key, args ...any) string
}

// A MissingError says that a font lacks a character. It names the place and the code
// points of that one character, and nothing else of the text.
type MissingError struct {
	Face      Face
	Place     document.Place // zero where the text is the program's own
	Position  int            // 1 for the first character of the text
	Character []rune         // a base with its selector, where it has one
}

// Error names place and code points.
func (e *MissingError) Error() string {
	return fmt.Sprintf("font of face %d lacks %U: character %d of item %q of person %d", e.Face, e.Character, e.Position, e.Place.Item, e.Place.Person)
}
