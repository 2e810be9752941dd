package truetype

import "encoding/binary"

// An Op is what a [Segment] does.
type Op uint8

// The operations of an outline.
const (
	MoveTo  Op = 1 // begin a contour at To
	LineTo  Op = 2
	CurveTo Op = 3 // a quadratic curve by By to To
)

// A Point is a place in a glyph at size 1: from the baseline up, from the left edge.
type Point struct{ X, Y float64 }

// A Segment is a piece of an outline. A contour ends where it began.
type Segment struct {
	Op     Op
	By, To Point
}

// maxDepth bounds glyphs that are made of glyphs.
const maxDepth = 8

// Outline returns the outline of a glyph; none for a space.
func (f *Font) Outline(g Glyph) []Segment {
	var out []Segment
	f.outline(g, matrix{a: 1, d: 1}, 0, &out)
	scale := 1 / float64(f.upem)
	for i := range out {
		s := &out[i]
		s.By.X, s.By.Y, s.To.X, s.To.Y = s.By.X*scale, s.By.Y*scale, s.To.X*scale, s.To.Y*scale
	}
	return out
}

// data returns the bytes of a glyph, none for an empty or unknown one.
func (f *Font) data(g Glyph) []byte {
	if int(g) >= f.glyphs {
		return nil
	}
	from, to := f.offset(int(g)), f.offset(int(g)+1)
	if from > to || to > len(f.tables["glyf"]) || to-from < 10 {
		return nil
	}
	return f.tables["glyf"][from:to]
}

func (f *Font) offset(i int) int {
	loca := f.tables["loca"]
	if f.long {
		return int(binary.BigEndian.Uint32(loca[4*i:]))
	}
	return 2 * int(binary.BigEndian.Uint16(loca[2*i:]))
}

// A matrix moves and stretches a part of a compound glyph.
type matrix struct{ a, b, c, d, e, f float64 }

func (m matrix) apply(x, y float64) Point {
	return Point{m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f}
}

// after returns the matrix that first does n and then m.
func (m matrix) after(n matrix) matrix {
	return matrix{
		a: m.a*n.a + m.c*n.b, b: m.b*n.a + m.d*n.b,
		c: m.a*n.c + m.c*n.d, d: m.b*n.c + m.d*n.d,
		e: m.a*n.e + m.c*n.f + m.e, f: m.b*n.e + m.d*n.f + m.f,
	}
}

func (f *Font) outline(g Glyph, m matrix, depth int, out *[]Segment) {
	data := f.data(g)
	if data == nil || depth > maxDepth {
		return
	}
	if contours := signed(data); contours >= 0 {
		simple(data, contours, m, out)
		return
	}
	for _, p := range parts(data) {
		f.outline(p.glyph, m.after(p.place), depth+1, out)
	}
}

// A part is a glyph that a compound glyph is made of.
type part struct {
	glyph Glyph
	place matrix
}

// Flags of a part, as the format names them.
const (
	wordArguments = 0x0001
	argumentsXY   = 0x0002
	oneScale      = 0x0008
	moreParts     = 0x0020
	twoScales     = 0x0040
	fourScales    = 0x0080
)

// parts returns what a compound glyph is made of; none if its bytes are cut short.
func parts(data []byte) []part {
	var all []part
	r := reader{data: data, at: 10}
	for {
		flags := r.u16()
		p := part{glyph: Glyph(r.u16()), place: matrix{a: 1, d: 1}}
		var x, y int
		if flags&wordArguments != 0 {
			x, y = int(int16(r.u16())), int(int16(r.u16()))
		} else {
			x, y = int(int8(r.u8())), int(int8(r.u8()))
		}
		if flags&argumentsXY != 0 { // else points to match, which no font here uses
			p.place.e, p.place.f = float64(x), float64(y)
		}
		switch {
		case flags&oneScale != 0:
			p.place.a = r.f2dot14()
			p.place.d = p.place.a
		case flags&twoScales != 0:
			p.place.a, p.place.d = r.f2dot14(), r.f2dot14()
		case flags&fourScales != 0:
			p.place.a, p.place.b, p.place.c, p.place.d = r.f2dot14(), r.f2dot14(), r.f2dot14(), r.f2dot14()
		}
		if r.short {
			return nil
		}
		all = append(all, p)
		if flags&moreParts == 0 {
			return all
		}
	}
}

// A dot is a point of a contour as the file has it.
type dot struct {
	x, y float64
	on   bool
}

// simple appends the outline of a glyph that has its own points.
func simple(data []byte, contours int, m matrix, out *[]Segment) {
	r := reader{data: data, at: 10}
	ends := make([]int, contours)
	for i := range ends {
		ends[i] = int(r.u16())
	}
	r.at += int(r.u16()) // instructions
	if contours == 0 || r.short {
		return
	}
	dots := r.dots(ends[contours-1] + 1)
	if r.short {
		return
	}
	from := 0
	for _, end := range ends {
		if end+1 < from || end >= len(dots) {
			return
		}
		contour(dots[from:end+1], m, out)
		from = end + 1
	}
}

// dots reads n points: their flags, then how far each is from the one before.
func (r *reader) dots(n int) []dot {
	flags := make([]byte, 0, n)
	for len(flags) < n && !r.short {
		b := r.u8()
		flags = append(flags, b)
		if b&8 != 0 {
			for range min(int(r.u8()), n-len(flags)) {
				flags = append(flags, b)
			}
		}
	}
	if r.short {
		return nil
	}
	dots := make([]dot, n)
	at := 0
	for i, b := range flags {
		at += r.delta(b, 0x02, 0x10)
		dots[i].x, dots[i].on = float64(at), b&1 != 0
	}
	at = 0
	for i, b := range flags {
		at += r.delta(b, 0x04, 0x20)
		dots[i].y = float64(at)
	}
	return dots
}

func (r *reader) delta(flags, short, same byte) int {
	switch {
	case flags&short != 0 && flags&same != 0:
		return int(r.u8())
	case flags&short != 0:
		return -int(r.u8())
	case flags&same != 0:
		return 0
	}
	return int(int16(r.u16()))
}

// contour appends one closed line. Between two points off the curve stands one on it.
func contour(dots []dot, m matrix, out *[]Segment) {
	if len(dots) < 2 {
		return
	}
	start := dots[0]
	if !start.on {
		last := dots[len(dots)-1]
		start = last
		if !last.on {
			start = middle(last, dots[0])
		}
	}
	*out = append(*out, Segment{Op: MoveTo, To: m.apply(start.x, start.y)})
	var by *dot
	to := func(d dot) {
		s := Segment{Op: LineTo, To: m.apply(d.x, d.y)}
		if by != nil {
			s.Op, s.By = CurveTo, m.apply(by.x, by.y)
		}
		*out = append(*out, s)
		by = nil
	}
	for i := range dots {
		d := dots[i]
		switch {
		case d.on:
			to(d)
		case by != nil:
			to(middle(*by, d))
			by = &dots[i]
		default:
			by = &dots[i]
		}
	}
	to(start)
}

func middle(a, b dot) dot { return dot{(a.x + b.x) / 2, (a.y + b.y) / 2, true} }

// A reader reads numbers and notes when there are no more bytes.
type reader struct {
	data  []byte
	at    int
	short bool
}

func (r *reader) u8() byte {
	if r.at >= len(r.data) {
		r.short = true
		return 0
	}
	r.at++
	return r.data[r.at-1]
}

func (r *reader) u16() uint16 {
	high := uint16(r.u8())
	return high<<8 | uint16(r.u8())
}

func (r *reader) f2dot14() float64 { return float64(int16(r.u16())) / (1 << 14) }
