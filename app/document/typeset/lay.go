package typeset

import (
	"fmt"

	"madoguchi/app/document"
)

// Where things stand on a page, in points.
const (
	left   = 42.0
	right  = Width - 42
	top    = 36.0
	bottom = Height - 48 // what is below is the foot
	room   = right - left

	body    = 9.0
	value   = 10.0
	small   = 7.5
	lead    = 1.4 // of a line, in sizes
	hair    = 0.4
	padding = 3.0
)

// A setter puts the parts of a paper on pages, one below the other.
type setter struct {
	doc   *Document
	texts Texts
	part  *document.Part
	y     float64
	err   error // the first; what is set after it is of no use
	// shown are the columns whose titles stand on this page last.
	shown []document.Column
}

// Lay sets a paper in pages, or tells the first character that cannot be set.
func Lay(paper *document.Paper, fonts Fonts, texts Texts) (*Document, error) {
	s := &setter{doc: &Document{Paper: paper, Fonts: fonts}, texts: texts}
	for i := range paper.Parts {
		s.part = &paper.Parts[i]
		s.setPart()
	}
	s.feet()
	if s.err != nil {
		return nil, fmt.Errorf("lay paper out: %w", s.err)
	}
	return s.doc, nil
}

func (s *setter) page() *Page { return &s.doc.Pages[len(s.doc.Pages)-1] }

// newPage begins a page.
func (s *setter) newPage() {
	s.doc.Pages = append(s.doc.Pages, Page{})
	s.y, s.shown = top, nil
	if stamp := s.doc.Paper.Stamp; stamp != "" {
		w := s.measure(Strong, stamp, body) + 24
		s.box(Box{X: (Width - w) / 2, Y: s.y - 12, W: w, H: 16, Line: 1})
		s.text(Strong, body, (Width-w)/2+12, s.y, stamp, document.Place{})
		s.y += 14
	}
}

// need turns the page unless there is room for h more. A page that goes on says of what.
func (s *setter) need(h float64) {
	if s.y+h <= bottom {
		return
	}
	s.newPage()
	head := s.part.Title + "　" + s.texts.Text(document.KeyContinued)
	if s.part.Mark != nil {
		head += "　" + s.part.Mark.Receipt
	}
	s.text(Strong, body, left, s.y+body, head, document.Place{})
	s.y += body * 2
}

func (s *setter) box(b Box) { s.page().Boxes = append(s.page().Boxes, b) }

// rule draws a line.
func (s *setter) rule(x, y, w, h float64) { s.box(Box{X: x, Y: y, W: w, H: h, Filled: true}) }

// set returns the glyphs of a text and keeps the first that is missing.
func (s *setter) set(face Face, text string, place document.Place) []Glyph {
	glyphs, err := s.doc.Fonts.glyphs(face, text, place)
	if err != nil && s.err == nil {
		s.err = err
	}
	return glyphs
}

func (s *setter) measure(face Face, text string, size float64) float64 {
	return s.doc.Fonts.width(face, s.set(face, text, document.Place{}), size)
}

func (s *setter) run(face Face, size, x, y float64, glyphs []Glyph) {
	if len(glyphs) > 0 {
		s.page().Runs = append(s.page().Runs, Run{Face: face, Size: size, X: x, Y: y, Glyphs: glyphs})
	}
}

// text sets one line.
func (s *setter) text(face Face, size, x, y float64, text string, place document.Place) {
	s.run(face, size, x, y, s.set(face, text, place))
}

// lines sets a text that wraps, and returns how high it is. y is its top.
func (s *setter) lines(face Face, size, x, y, width float64, text string) float64 {
	all := s.doc.Fonts.wrap(face, s.set(face, text, document.Place{}), size, width)
	for i, line := range all {
		s.run(face, size, x, y+size+float64(i)*size*lead, line)
	}
	return float64(len(all)) * size * lead
}

// setPart sets the part of one entry.
func (s *setter) setPart() {
	s.newPage()
	s.head()
	for _, n := range s.part.Notes {
		s.note(n)
	}
	for _, t := range s.part.Tables {
		s.table(t)
	}
	s.signature()
	s.boxes()
	s.markLine()
}

const qrSize = 76.0

// head sets the title, the frame beside it, the facts, and the mark at the right.
func (s *setter) head() {
	width := room
	y := s.y
	if m := s.part.Mark; m != nil {
		width -= qrSize + 10
		s.qr(*m, right-qrSize, y)
		short := s.measure(Strong, m.Short(), small)
		s.text(Strong, small, right-qrSize+(qrSize-short)/2, y+qrSize+small+1, m.Short(), document.Place{})
	}
	const title = 16
	s.text(Strong, title, left, s.y+title, s.part.Title, document.Place{})
	if s.part.Tag != "" {
		w := s.measure(Strong, s.part.Tag, body+1)
		x := left + s.measure(Strong, s.part.Title, title) + 14
		s.box(Box{X: x, Y: s.y + 1, W: w + 12, H: 18, Line: 1.2})
		s.text(Strong, body+1, x+6, s.y+14, s.part.Tag, document.Place{})
	}
	s.y += title + 10
	s.facts(width)
	if s.part.Mark != nil {
		s.y = max(s.y, y+qrSize+small+6)
	}
	s.y += 4
}

// facts sets labels and texts, two in a row.
func (s *setter) facts(width float64) {
	const label = 62
	half := width / 2
	for i, f := range s.part.Facts {
		x := left + float64(i%2)*half
		s.fit(Plain, small, x, s.y+body, label-4, document.Cell{Text: f.Label})
		s.fit(faceOf(f.Cell), body, x+label, s.y+body, half-label-4, f.Cell)
		if i%2 == 1 || i == len(s.part.Facts)-1 {
			s.y += body * 1.75
		}
	}
}

// fit sets one line, smaller where it is longer than width, as printed forms do.
func (s *setter) fit(face Face, size, x, y, width float64, c document.Cell) {
	glyphs := s.set(face, c.Text, c.Place)
	if w := s.doc.Fonts.width(face, glyphs, size); w > width {
		size *= width / w
	}
	s.run(face, size, x, y, glyphs)
}

func faceOf(c document.Cell) Face {
	switch {
	case c.Name:
		return Names
	case c.Strong:
		return Strong
	}
	return Plain
}

// note sets a line of text, a strong one in a frame.
func (s *setter) note(n document.Note) {
	if !n.Strong {
		s.need(small * lead * 2)
		s.y += s.lines(Plain, small, left, s.y, room, n.Text) + 3
		return
	}
	glyphs := s.set(Strong, n.Text, document.Place{})
	high := float64(len(s.doc.Fonts.wrap(Strong, glyphs, body, room-16)))*body*lead + 8
	s.need(high + 4)
	s.box(Box{X: left, Y: s.y, W: room, H: high, Line: 0.8})
	s.lines(Strong, body, left+8, s.y+4, room-16, n.Text)
	s.y += high + 5
}

// signature sets a line to sign on.
func (s *setter) signature() {
	if s.part.Line == "" {
		return
	}
	s.need(46)
	s.y += 30
	s.text(Plain, body, left, s.y, s.part.Line, document.Place{})
	x := left + s.measure(Plain, s.part.Line, body) + 8
	s.rule(x, s.y+2, right-x, hair)
	s.y += 14
}

// boxes sets the frames for stamps.
func (s *setter) boxes() {
	if len(s.part.Boxes) == 0 {
		return
	}
	const w, h, band = 92.0, 54.0, 15.0
	s.need(h + band + 20)
	s.y += 12
	x := right - w*float64(len(s.part.Boxes))
	for _, label := range s.part.Boxes {
		s.box(Box{X: x, Y: s.y, W: w, H: band, Line: hair, Fill: 0.92, Filled: true})
		s.text(Plain, body, x+(w-s.measure(Plain, label, body))/2, s.y+11, label, document.Place{})
		s.box(Box{X: x, Y: s.y + band, W: w, H: h, Line: hair})
		x += w
	}
	s.y += h + band + 6
}

// markLine sets the whole hash at the end of the part.
func (s *setter) markLine() {
	m := s.part.Mark
	if m == nil {
		return
	}
	s.need(3 * small * lead)
	s.y += 6
	s.y += s.lines(Plain, small, left, s.y, room, s.part.MarkTo)
	s.y += s.lines(Plain, small, left, s.y, room, s.texts.Text(document.KeyMarkFull, m.Full()))
}

// feet sets the foot of each page, now that it is known how many there are.
func (s *setter) feet() {
	n := len(s.doc.Pages)
	for i := range s.doc.Pages {
		p := &s.doc.Pages[i]
		p.Boxes = append(p.Boxes, Box{X: left, Y: Height - 40, W: room, H: hair, Filled: true})
		foot := s.set(Names, s.doc.Paper.Foot, document.Place{})
		number := s.set(Plain, s.texts.Text(document.KeyPage, i+1, n), document.Place{})
		p.Runs = append(p.Runs, Run{Face: Names, Size: small, X: left, Y: Height - 30, Glyphs: foot},
			Run{Face: Plain, Size: body, X: right - s.doc.Fonts.width(Plain, number, body), Y: Height - 29, Glyphs: number})
	}
}
