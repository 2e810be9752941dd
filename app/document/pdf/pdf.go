// Package pdf writes a laid-out document as a PDF: the fonts cut down to the glyphs
// used and embedded (Type0, Identity-H), every glyph named by its number, and a table
// back to the characters with their variation selectors, so that what is copied out of
// the file is what the register holds.
//
// The same document always gives the same bytes: no time, no path, no name of a
// machine is in them.
//
// Where the glyphs stand is package typeset's.
package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"madoguchi/app/document/truetype"
	"madoguchi/app/document/typeset"
)

// Write returns the PDF of a document.
func Write(d *typeset.Document) []byte {
	w := &writer{doc: d, used: map[typeset.Face]map[truetype.Glyph]string{}}
	w.b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	contents := make([]string, len(d.Pages))
	for i := range d.Pages {
		contents[i] = w.content(&d.Pages[i])
	}
	fonts := ""
	for _, face := range typeset.Faces() {
		if len(w.used[face]) > 0 {
			fonts += fmt.Sprintf("/%s %d 0 R", fontName(face), w.font(face))
		}
	}
	w.pages(contents, fonts)
	return w.b.Bytes()
}

// A writer writes the objects of a file, which are numbered from 1.
type writer struct {
	doc     *typeset.Document
	b       bytes.Buffer
	offsets []int
	used    map[typeset.Face]map[truetype.Glyph]string // with the character each stands for
}

func (w *writer) object(body string) int {
	w.offsets = append(w.offsets, w.b.Len())
	fmt.Fprintf(&w.b, "%d 0 obj\n%s\nendobj\n", len(w.offsets), body)
	return len(w.offsets)
}

func (w *writer) stream(extra string, data []byte) int {
	var z bytes.Buffer
	zw := zlib.NewWriter(&z)
	_, _ = zw.Write(data) // a buffer takes everything
	_ = zw.Close()
	return w.object(fmt.Sprintf("<</Filter/FlateDecode/Length %d%s>>\nstream\n%s\nendstream", z.Len(), extra, z.String()))
}

func fontName(face typeset.Face) string { return fmt.Sprintf("F%d", face) }

// content returns the drawing of a page.
func (w *writer) content(p *typeset.Page) string {
	var b strings.Builder
	for _, box := range p.Boxes {
		y := typeset.Height - box.Y - box.H
		switch {
		case box.Filled && box.Line > 0:
			fmt.Fprintf(&b, "%.3g g %.2f w %.3f %.3f %.3f %.3f re B\n", box.Fill, box.Line, box.X, y, box.W, box.H)
		case box.Filled:
			fmt.Fprintf(&b, "%.3g g %.3f %.3f %.3f %.3f re f\n", box.Fill, box.X, y, box.W, box.H)
		default:
			fmt.Fprintf(&b, "%.2f w %.3f %.3f %.3f %.3f re S\n", box.Line, box.X, y, box.W, box.H)
		}
	}
	for _, r := range p.Runs {
		w.run(&b, r)
	}
	return b.String()
}

func (w *writer) run(b *strings.Builder, r typeset.Run) {
	var hex, text strings.Builder
	plain := true
	for _, g := range r.Glyphs {
		fmt.Fprintf(&hex, "%04X", g.ID)
		text.WriteString(string(g.Character))
		plain = w.use(r.Face, g) && plain
	}
	if !plain {
		fmt.Fprintf(b, "/Span<</ActualText<FEFF%s>>>BDC\n", utf16Hex(text.String()))
	}
	fmt.Fprintf(b, "%.3g g BT /%s %.3f Tf %.3f %.3f Td <%s> Tj ET\n", r.Gray, fontName(r.Face), r.Size, r.X, typeset.Height-r.Y, &hex)
	if !plain {
		b.WriteString("EMC\n")
	}
}

// use notes a glyph, and reports whether the table back to characters says what it
// stands for here: a font may have one glyph for a character alone and with a selector.
func (w *writer) use(face typeset.Face, g typeset.Glyph) bool {
	if w.used[face] == nil {
		w.used[face] = map[truetype.Glyph]string{}
	}
	c, known := w.used[face][g.ID]
	if !known {
		w.used[face][g.ID] = string(g.Character)
		return true
	}
	return c == string(g.Character)
}

// font writes a face with the glyphs used.
func (w *writer) font(face typeset.Face) int {
	font := w.doc.Fonts.Of(face)
	glyphs := slices.Sorted(maps.Keys(w.used[face]))
	file := font.Subset(glyphs)
	name := fmt.Sprintf("MDGAA%c+Madoguchi%d", 'A'+face, face)
	data := w.stream(fmt.Sprintf("/Length1 %d", len(file)), file)
	descriptor := w.object(fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-1000 -1000 3000 3000]/ItalicAngle 0/Ascent %.0f/Descent %.0f/CapHeight 700/StemV 80/FontFile2 %d 0 R>>",
		name, font.Ascent()*1000, font.Descent()*1000, data))
	var widths strings.Builder
	for _, g := range glyphs {
		fmt.Fprintf(&widths, "%d[%.2f]", g, font.Advance(g)*1000)
	}
	back := w.stream("", []byte(w.unicode(face, glyphs)))
	descendant := w.object(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW 1000/W[%s]/FontDescriptor %d 0 R>>",
		name, &widths, descriptor))
	return w.object(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, descendant, back))
}

// unicode returns the table from glyphs back to whole characters.
func (w *writer) unicode(face typeset.Face, glyphs []truetype.Glyph) string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Madoguchi def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for part := range slices.Chunk(glyphs, 100) { // the format allows no more at once
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, g := range part {
			fmt.Fprintf(&b, "<%04X> <%s>\n", g, utf16Hex(w.used[face][g]))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap end end\n")
	return b.String()
}

func utf16Hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// pages writes the pages, the catalogue and the table of objects.
func (w *writer) pages(contents []string, fonts string) {
	parent := len(w.offsets) + 2*len(contents) + 1
	var kids strings.Builder
	for _, c := range contents {
		at := w.stream("", []byte(c))
		kid := w.object(fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources<</Font<<%s>>>>/Contents %d 0 R>>",
			parent, typeset.Width, typeset.Height, fonts, at))
		fmt.Fprintf(&kids, "%d 0 R ", kid)
	}
	w.object(fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", &kids, len(contents)))
	catalogue := w.object(fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang(ja-JP)>>", parent))
	at := w.b.Len()
	fmt.Fprintf(&w.b, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for _, o := range w.offsets {
		fmt.Fprintf(&w.b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&w.b, "trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(w.offsets)+1, catalogue, at)
}
