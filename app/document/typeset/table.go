package typeset

import (
	"slices"
	"strings"

	"madoguchi/app/document"
)

// table sets rows under a head. It goes on over pages under the same head, which never
// stands alone at the foot of one.
func (s *setter) table(t document.Table) {
	s.need(headHeight + 14 + 2*rowHeight(1))
	s.y += 5
	s.tableHead(t, "")
	for _, row := range t.Rows {
		s.row(t, row)
	}
}

const headHeight = 16.0

// tableHead sets the band above the rows, with what follows the name.
func (s *setter) tableHead(t document.Table, after string) {
	s.box(Box{X: left, Y: s.y, W: room, H: headHeight, Line: hair, Fill: 0.88, Filled: true})
	s.text(Strong, body, left+padding+1, s.y+11.5, t.Head+after, document.Place{})
	if t.Aside.Text != "" {
		face := faceOf(t.Aside)
		glyphs := s.set(face, t.Aside.Text, t.Aside.Place)
		s.run(face, body, right-s.doc.Fonts.width(face, glyphs, body)-padding, s.y+11.5, glyphs)
	}
	s.y += headHeight
}

// titles sets the titles of columns, unless the same stand above on this page.
func (s *setter) titles(columns []document.Column) {
	if slices.Equal(columns, s.shown) {
		return
	}
	s.shown = columns
	if !slices.ContainsFunc(columns, func(c document.Column) bool { return c.Title != "" }) {
		return
	}
	const high = 11.0
	x := left
	for _, c := range columns {
		w := c.Share * room
		s.box(Box{X: x, Y: s.y, W: w, H: high, Line: hair, Fill: 0.96, Filled: true})
		s.fit(Plain, small-0.5, x+padding, s.y+8, w-2*padding, document.Cell{Text: c.Title})
		x += w
	}
	s.y += high
}

func rowHeight(lines int) float64 { return float64(lines)*value*1.22 + 2*padding - 2 }

// row sets one row. A cell that does not fit wraps; a row stays on one page.
func (s *setter) row(t document.Table, cells []document.Cell) {
	columns := t.Columns
	wrapped := make([][][]Glyph, len(cells))
	most := 1
	for i, c := range cells {
		for line := range strings.SplitSeq(c.Text, "\n") {
			glyphs := s.set(faceOf(c), line, c.Place)
			wrapped[i] = append(wrapped[i], s.doc.Fonts.wrap(faceOf(c), glyphs, sizeOf(c), columns[i].Share*room-2*padding)...)
		}
		most = max(most, len(wrapped[i]))
	}
	high := rowHeight(most)
	if s.y+high+11 > bottom {
		s.need(bottom) // turns the page
		s.tableHead(t, s.texts.Text(document.KeyContinued))
	}
	s.titles(columns)
	x := left
	for i, c := range columns {
		w := c.Share * room
		b := Box{X: x, Y: s.y, W: w, H: high, Line: hair}
		if cells[i].Name && cells[i].Strong {
			b.Fill, b.Filled = 0.85, true
		}
		s.box(b)
		if c.Tick {
			s.box(Box{X: x + (w-8)/2, Y: s.y + (high-8)/2, W: 8, H: 8, Line: 0.7})
		}
		size := sizeOf(cells[i])
		for n, line := range wrapped[i] {
			s.run(faceOf(cells[i]), size, x+padding, s.y+padding+value*0.88+float64(n)*value*1.22, line)
		}
		x += w
	}
	s.y += high
}

// sizeOf is the size of a text: a resident's data is set larger than labels.
func sizeOf(c document.Cell) float64 {
	if c.Name {
		return value
	}
	return body
}
