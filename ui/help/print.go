package help

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"madoguchi/app/document/pdf"
	"madoguchi/app/document/typeset"
	"madoguchi/ui/words"
)

// The measures of a printed page, in points.
const (
	edge     = 54.0 // of the paper
	bodySize = 9.5
	headSize = 12.0
	pageSize = 17.0
	spacing  = 1.6
	column   = typeset.Width - 2*edge
	bottom   = typeset.Height - edge - 14
)

// mostPasses is how often the pages are laid out until every page number is that of the
// page: a number with another digit may move a line.
const mostPasses = 5

// Print writes the manual as a PDF of A4: a title with the contents, then every page.
func Print(m *Manual, fonts typeset.Fonts) ([]byte, error) {
	at := map[string]int{}
	for range mostPasses {
		p := &printer{fonts: fonts, before: at, at: map[string]int{}}
		p.manual(m)
		if p.err != nil {
			return nil, fmt.Errorf("print manual: %w", p.err)
		}
		if maps.Equal(at, p.at) {
			p.feet(m)
			return pdf.Write(&typeset.Document{Fonts: fonts, Pages: p.pages}), nil
		}
		at = p.at
	}
	return nil, fmt.Errorf("print manual: page numbers do not settle: %w", errManual)
}

// A printer lays the manual out.
type printer struct {
	fonts  typeset.Fonts
	before map[string]int // on which sheet each page began in the pass before
	at     map[string]int // and in this one
	pages  []typeset.Page
	y      float64
	err    error // the first character that a font lacks
}

func (p *printer) manual(m *Manual) {
	p.sheet()
	p.paragraph(text(words.T(words.HelpTitle)), 0, 24, true)
	p.paragraph(text(saying(m)), 0, bodySize, false)
	p.y += 12
	for _, page := range m.Pages()[1:] {
		p.entry(page)
	}
	p.sheet()
	for _, page := range m.Pages()[1:] {
		if p.y > edge && (strings.HasPrefix(page.Name, kindPages) || p.y > bottom*0.6) {
			p.sheet()
		}
		p.at[page.Name] = len(p.pages)
		p.paragraph(text(page.Title), 0, pageSize, true)
		p.y += 4
		for _, b := range page.Blocks {
			if b.Anchor == checksAnchor {
				break // on paper the pages of the checks follow, once
			}
			p.block(b)
		}
		p.y += 16
	}
}

// saying is the edition in words.
func saying(m *Manual) string {
	return words.T(words.HelpEdition, m.Edition, words.LongDay(m.Day))
}

// entry is a line of the contents.
func (p *printer) entry(page *Page) {
	p.room(bodySize * spacing)
	y := p.y
	p.paragraph(text(page.Title), 0, bodySize, false)
	number := p.lines(text(strconv.Itoa(p.before[page.Name])), bodySize, column, false)
	last := number[0][len(number[0])-1]
	p.put(number[0], edge+column-last.X-p.width(last), y+bodySize*1.2)
}

// sheet begins a sheet of paper.
func (p *printer) sheet() {
	p.pages = append(p.pages, typeset.Page{})
	p.y = edge
}

// room begins another sheet where there is less than h left.
func (p *printer) room(h float64) {
	if p.y+h > bottom {
		p.sheet()
	}
}

func (p *printer) block(b Block) {
	switch b.Sort {
	case Heading:
		size := headSize
		if b.Level > 2 {
			size = bodySize + 0.5
		}
		p.y += size * 0.7
		p.room(size*spacing + 3*bodySize*spacing) // never alone at the foot
		p.paragraph(b.Spans, 0, size, true)
	case Item:
		p.room(bodySize * spacing)
		mark := p.lines(text(b.Mark), bodySize, column, false)
		p.put(mark[0], edge, p.y+bodySize*1.2)
		p.paragraph(b.Spans, 16, bodySize, false)
	case Note:
		p.note(b)
	case Table:
		p.table(b)
	default:
		p.paragraph(b.Spans, 0, bodySize, false)
		p.y += 2
	}
}

func (p *printer) note(b Block) {
	lines := p.lines(b.Spans, bodySize, column-16, false)
	h := float64(len(lines))*bodySize*spacing + 8
	p.room(h + 6)
	p.box(typeset.Box{X: edge, Y: p.y + 2, W: column, H: h, Line: 0.6})
	p.y += 6
	for _, line := range lines {
		p.put(line, edge+8, p.y+bodySize*1.2)
		p.y += bodySize * spacing
	}
	p.y += 8
}

func (p *printer) table(b Block) {
	widths := p.columns(b)
	for i, row := range b.Rows {
		cells, most := make([][][]typeset.Run, len(row)), 1
		for j, cell := range row {
			cells[j] = p.lines(cell, bodySize, widths[min(j, len(widths)-1)]-10, i == 0)
			most = max(most, len(cells[j]))
		}
		h := float64(most)*bodySize*spacing + 4
		p.room(h)
		if i == 0 {
			p.box(typeset.Box{X: edge, Y: p.y, W: column, H: h, Fill: 0.9, Filled: true})
		}
		x := edge
		for j, lines := range cells {
			for n, line := range lines {
				p.put(line, x+5, p.y+2+bodySize*(1.2+float64(n)*spacing))
			}
			x += widths[min(j, len(widths)-1)]
		}
		p.y += h
		p.box(typeset.Box{X: edge, Y: p.y, W: column, H: 0.4, Fill: 0.6, Filled: true})
	}
	p.y += 6
}

// columns gives the columns but the last what their longest cell needs, up to a share.
func (p *printer) columns(b Block) []float64 {
	n := len(b.Rows[0])
	widths, rest := make([]float64, n), column
	for j := range n - 1 {
		for _, row := range b.Rows {
			if j < len(row) {
				for _, line := range p.lines(row[j], bodySize, column, true) {
					if k := len(line); k > 0 {
						widths[j] = max(widths[j], line[k-1].X+p.width(line[k-1])+bodySize+14)
					}
				}
			}
		}
		widths[j] = min(widths[j], column*0.4)
		rest -= widths[j]
	}
	widths[n-1] = rest
	return widths
}

func (p *printer) paragraph(spans []Span, indent, size float64, bold bool) {
	for _, line := range p.lines(spans, size, column-indent, bold) {
		p.room(size * spacing)
		p.put(line, edge+indent, p.y+size*1.2)
		p.y += size * spacing
	}
}

func (p *printer) box(b typeset.Box) {
	page := &p.pages[len(p.pages)-1]
	page.Boxes = append(page.Boxes, b)
}

func (p *printer) put(line []typeset.Run, x, y float64) {
	page := &p.pages[len(p.pages)-1]
	for _, r := range line {
		r.X, r.Y = r.X+x, y
		page.Runs = append(page.Runs, r)
	}
}

func (p *printer) width(r typeset.Run) (w float64) {
	for _, g := range r.Glyphs {
		w += p.fonts.Of(r.Face).Advance(g.ID) * r.Size
	}
	return w
}

// lines cuts spans into lines of runs, each with its X from the head of the line.
func (p *printer) lines(spans []Span, size, width float64, bold bool) [][]typeset.Run {
	lines, x := [][]typeset.Run{nil}, 0.0
	for _, s := range spans {
		face := typeset.Plain
		if bold || s.Bold || s.Key {
			face = typeset.Strong
		}
		for _, part := range broken(p.printed(s)) {
			run := typeset.Run{Face: face, Size: size, Glyphs: p.glyphs(face, part)}
			w := p.width(run)
			if x+w > width-size && x > 0 && !strings.ContainsAny(firstOf(part), noStart) {
				lines, x = append(lines, nil), 0
			}
			run.X = x
			x += w
			line := &lines[len(lines)-1]
			if n := len(*line); n > 0 && (*line)[n-1].Face == face {
				(*line)[n-1].Glyphs = append((*line)[n-1].Glyphs, run.Glyphs...)
				continue
			}
			*line = append(*line, run)
		}
	}
	return lines
}

// printed is how a span reads on paper: a key in brackets, a link with its page.
func (p *printer) printed(s Span) string {
	switch {
	case s.Key:
		return "[" + s.Text + "]"
	case s.Link != "":
		name, _, _ := strings.Cut(s.Link, "#")
		return s.Text + words.T(words.HelpOnPage, p.before[name])
	}
	return s.Text
}

func (p *printer) glyphs(face typeset.Face, s string) []typeset.Glyph {
	var all []typeset.Glyph
	for _, r := range s {
		id, ok := p.fonts.Of(face).Glyph([]rune{r})
		if !ok && p.err == nil {
			p.err = &typeset.MissingError{Face: face, Position: 1, Character: []rune{r}}
		}
		all = append(all, typeset.Glyph{ID: id, Character: []rune{r}})
	}
	return all
}

// feet writes the edition and the number of the sheet below each.
func (p *printer) feet(m *Manual) {
	for i := range p.pages {
		number := strconv.Itoa(i+1) + " / " + strconv.Itoa(len(p.pages))
		for _, foot := range []struct {
			text  string
			right bool
		}{{words.T(words.HelpTitle) + "  " + saying(m), false}, {number, true}} {
			run := typeset.Run{Face: typeset.Plain, Size: 8, Gray: 0.3, X: edge, Y: typeset.Height - 30, Glyphs: p.glyphs(typeset.Plain, foot.text)}
			if foot.right {
				run.X = typeset.Width - edge - p.width(run)
			}
			p.pages[i].Runs = append(p.pages[i].Runs, run)
		}
	}
}
