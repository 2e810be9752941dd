package help

import (
	"image/color"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
)

// widest is how wide a line of text gets, in full-width characters: a longer one is hard
// to read.
const widest = 76

// A flow lays the blocks of a page out for a width: every text that is drawn alike on a
// line is one object.
type flow struct {
	objects []fyne.CanvasObject
	anchors map[string]spot      // where the places of the page are
	links   []fyne.Position      // where each begins
	sizes   []fyne.Size          // and how large its first part is
	widths  map[string]float32   // of atoms: most come again
	follow  func(link int)       // a click on a link
	y       float32              // how far down the page is filled
	into    *[]fyne.CanvasObject // where text goes; a table draws its ground first
}

// leading is the height of a line, for a size of 1.
const leading = 1.6

// A spot is where a place of the page is.
type spot struct{ top, bottom, width float32 }

// lay lays a page out. follow is called when a link is clicked.
func lay(p *Page, width float32, follow func(int)) *flow {
	f := &flow{anchors: map[string]spot{}, widths: map[string]float32{}, follow: follow}
	f.into = &f.objects
	width = min(width, widest*look.Body())
	for i, b := range p.Blocks {
		f.block(b, width, i == 0)
	}
	f.y += look.Space(6)
	return f
}

func (f *flow) block(b Block, width float32, first bool) {
	switch {
	case b.Sort == Heading && !first:
		f.y += look.Space(float32(6 - b.Level))
	case b.Sort == Text && !first:
		f.y += look.Space(1)
	}
	if b.Anchor != "" {
		top := f.y
		defer func() { f.anchors[b.Anchor] = spot{top, f.y, width} }()
	}
	switch b.Sort {
	case Heading:
		f.heading(b, width)
	case Item:
		mark := look.Text(b.Mark, look.Body(), look.Ink)
		f.put(mark, 0, f.y+(look.Body()*leading-mark.MinSize().Height)/2)
		f.y += f.spans(b.Spans, look.Space(6), f.y, width-look.Space(6), style{size: look.Body(), ink: look.Ink}) + look.Space(0.5)
	case Note:
		f.note(b, width)
	case Table:
		f.table(b, width)
	default:
		f.y += f.spans(b.Spans, 0, f.y, width, style{size: look.Body(), ink: look.Ink}) + look.Space(1)
	}
}

func (f *flow) heading(b Block, width float32) {
	s, x := style{size: look.Body(), ink: look.Accent, bold: true}, float32(0)
	if b.Level == 2 {
		s.size, s.ink, x = look.Head(), look.Ink, look.Space(3)
		bar := canvas.NewRectangle(look.Accent)
		bar.Resize(fyne.NewSize(look.Space(1), look.Head()*1.1))
		f.put(bar, 0, f.y+look.Head()*0.2)
	}
	f.y += f.spans(b.Spans, x, f.y, width-x, s) + look.Space(1)
}

// note stands in a box: amber where something was not verified.
func (f *flow) note(b Block, width float32) {
	tone := look.Info
	if strings.HasPrefix(plain(b.Spans), "※") {
		tone = look.Alert
	}
	box := look.Box(tone.Fill(), tone.Edge())
	f.put(box, 0, f.y+look.Space(1))
	h := f.spans(b.Spans, look.Space(3), f.y+look.Space(2), width-look.Space(6), style{size: look.Body(), ink: look.Ink})
	box.Resize(fyne.NewSize(width, h+look.Space(2)))
	f.y += h + look.Space(5)
}

func (f *flow) table(b Block, width float32) {
	widths := f.columns(b, width)
	var ground, all []fyne.CanvasObject
	f.into = &all
	for i, row := range b.Rows {
		s := style{size: look.Body(), ink: look.Ink}
		if i == 0 {
			s = style{size: look.Small(), ink: look.InkSoft, bold: true}
		}
		height, x := float32(0), float32(0)
		for j, cell := range row {
			if j < len(widths) {
				height = max(height, f.spans(cell, x+look.Space(2), f.y+look.Space(1), widths[j]-look.Space(4), s))
				x += widths[j]
			}
		}
		height += look.Space(2)
		if i == 0 {
			fill := canvas.NewRectangle(look.Cell)
			fill.Resize(fyne.NewSize(width, height))
			fill.Move(fyne.NewPos(0, f.y))
			ground = append(ground, fill)
		}
		f.y += height
		rule := canvas.NewRectangle(look.Line)
		rule.Resize(fyne.NewSize(width, look.Hair))
		rule.Move(fyne.NewPos(0, f.y))
		ground = append(ground, rule)
	}
	f.objects = append(append(f.objects, ground...), all...)
	f.into = &f.objects
	f.y += look.Space(3)
}

// columns gives each column what its longest cell needs, up to a share of the table; the
// last has the rest.
func (f *flow) columns(b Block, width float32) []float32 {
	n := len(b.Rows[0])
	widths := make([]float32, n)
	rest := width
	for j := range n - 1 {
		for _, row := range b.Rows {
			if j < len(row) {
				widths[j] = max(widths[j], f.natural(row[j])+look.Space(5))
			}
		}
		widths[j] = min(widths[j], width*0.45, max(rest-width*0.3, width*0.1))
		rest -= widths[j]
	}
	widths[n-1] = rest
	return widths
}

// natural is how wide a cell is on one line; a line leaves room for a mark at its end.
func (f *flow) natural(spans []Span) (w float32) {
	w = look.Body()
	for _, s := range spans {
		w += f.width(s.Text, style{size: look.Body(), bold: s.Bold})
		switch {
		case s.Link != "":
			w += look.Space(6)
		case s.Key:
			w += look.Space(4)
		}
	}
	return w
}

// style is how a text is drawn.
type style struct {
	size float32
	ink  color.Color
	bold bool
	key  bool
	link bool
}

func (f *flow) width(s string, st style) float32 {
	key := s + strconv.FormatBool(st.bold) + strconv.Itoa(int(st.size*10))
	w, ok := f.widths[key]
	if !ok {
		w = fyne.MeasureText(s, st.size, fyne.TextStyle{Bold: st.bold}).Width
		f.widths[key] = w
	}
	return w
}

func (f *flow) put(o fyne.CanvasObject, x, y float32) {
	if t, ok := o.(*canvas.Text); ok {
		t.Resize(t.MinSize())
	}
	o.Move(fyne.NewPos(x, y))
	*f.into = append(*f.into, o)
}

// An atom is what a line never breaks inside.
type atom struct {
	text  string
	style style
	link  int  // its number, -1 for none
	first bool // the head of a link, which bears its number
}

// spans draws spans from x, y into a width and returns how high they are.
func (f *flow) spans(spans []Span, x, y, width float32, base style) float32 {
	l := &liner{f: f, x0: x, x: x, y: y, right: x + width - base.size, height: base.size * leading}
	for _, a := range f.atoms(spans, base) {
		l.add(a)
	}
	l.flush()
	return l.y + l.height - y
}

func (f *flow) atoms(spans []Span, base style) []atom {
	var all []atom
	for _, s := range spans {
		st := base
		st.bold = st.bold || s.Bold
		if s.Key {
			st.key, st.bold, st.size = true, true, base.size*0.9
			all = append(all, atom{text: s.Text, style: st, link: -1})
			continue
		}
		link := -1
		if s.Link != "" {
			st.link, st.ink, link = true, look.Accent, len(f.links)
			f.links, f.sizes = append(f.links, fyne.Position{}), append(f.sizes, fyne.Size{})
			all = append(all, atom{text: strconv.Itoa(link + 1), style: st, link: link, first: true})
		}
		for _, part := range broken(s.Text) {
			all = append(all, atom{text: part, style: st, link: link})
		}
	}
	return all
}

// Characters that never begin a line, and those that never end one.
const (
	noStart = "、。，．・：；？！ー）］｝」』】〉》％％,.!?)]}々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
	noEnd   = "（［｛「『【〈《([{"
)

// broken cuts a text where a line may break: between Japanese characters, behind spaces.
func broken(s string) []string {
	var parts []string
	var last rune
	for _, r := range s {
		glue := len(parts) > 0 && (strings.ContainsRune(noStart, r) || strings.ContainsRune(noEnd, last) || last < 0x2e80 && r < 0x2e80 && last != ' ')
		if glue {
			parts[len(parts)-1] += string(r)
		} else {
			parts = append(parts, string(r))
		}
		last = r
	}
	return parts
}

// A liner fills lines with atoms. What is drawn alike is drawn as one.
type liner struct {
	f           *flow
	x0, x, y    float32
	right       float32
	height      float32
	text        string // on this line, not drawn yet
	style       style
	link        int
	from        float32
	lineStarted bool
}

func (l *liner) add(a atom) {
	w := l.f.width(a.text, a.style)
	switch {
	case a.style.key:
		w += look.Space(3.5)
	case a.first:
		w = l.f.width(a.text, badgeStyle()) + look.Space(3)
	}
	begins := strings.ContainsAny(firstOf(a.text), noStart)
	if l.x+w > l.right && l.lineStarted && !begins {
		l.flush()
		l.x, l.y, l.lineStarted = l.x0, l.y+l.height, false
		a.text = strings.TrimLeft(a.text, " ")
	}
	switch {
	case a.style.key:
		l.key(a, w)
	case a.first:
		l.badge(a, w)
	default:
		if l.text != "" && (l.style != a.style || l.link != a.link) {
			l.flush()
		}
		if l.text == "" {
			l.style, l.link, l.from = a.style, a.link, l.x
		}
		l.text += a.text
		l.x += w
	}
	l.lineStarted = true
}

func firstOf(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// flush draws the text of this line that is drawn alike.
func (l *liner) flush() {
	if l.text == "" {
		return
	}
	t := look.Text(l.text, l.style.size, l.style.ink)
	t.TextStyle.Bold = l.style.bold
	size := t.MinSize()
	l.f.put(t, l.from, l.y+(l.height-size.Height)/2)
	if l.style.link {
		under := canvas.NewRectangle(look.Accent)
		under.Resize(fyne.NewSize(size.Width, look.Hair))
		l.f.put(under, l.from, l.y+(l.height+l.style.size)/2+look.Hair)
		area := newTap(func() { l.f.follow(l.link) }, l.link)
		area.Resize(fyne.NewSize(size.Width, l.height))
		l.f.put(area, l.from, l.y)
		if at := &l.f.sizes[l.link]; at.Height == 0 || l.f.links[l.link].Y == l.y {
			*at = fyne.NewSize(l.from+size.Width-l.f.links[l.link].X, l.height)
		}
	}
	l.text = ""
}

// key draws a key of the keyboard.
func (l *liner) key(a atom, w float32) {
	l.flush()
	box := look.Box(look.Fixed, look.FieldLine)
	box.Resize(fyne.NewSize(w-look.Space(1), l.height*0.84))
	l.f.put(box, l.x+look.Space(0.5), l.y+l.height*0.08)
	t := look.BoldText(a.text, a.style.size, look.Ink)
	l.f.put(t, l.x+look.Space(0.5)+(w-look.Space(1)-t.MinSize().Width)/2, l.y+(l.height-t.MinSize().Height)/2)
	l.x += w
}

func badgeStyle() style { return style{size: look.Small() * 0.85, bold: true} }

// badge draws the number of a link.
func (l *liner) badge(a atom, w float32) {
	l.flush()
	l.f.links[a.link] = fyne.NewPos(l.x, l.y)
	l.f.sizes[a.link] = fyne.NewSize(w, 0)
	box := canvas.NewRectangle(look.Accent)
	box.CornerRadius = look.Radius
	box.Resize(fyne.NewSize(w-look.Space(1), l.height*0.68))
	l.f.put(box, l.x, l.y+l.height*0.16)
	t := look.BoldText(a.text, badgeStyle().size, look.InkInvert)
	l.f.put(t, l.x+(w-look.Space(1)-t.MinSize().Width)/2, l.y+(l.height-t.MinSize().Height)/2)
	l.x += w
}

// tap is a place to click on.
type tap struct {
	widget.BaseWidget
	do   func()
	link int
}

func newTap(do func(), link int) *tap {
	t := &tap{do: do, link: link}
	t.ExtendBaseWidget(t)
	return t
}

// Tapped implements [fyne.Tappable].
func (t *tap) Tapped(*fyne.PointEvent) { t.do() }

// CreateRenderer implements [fyne.Widget].
func (t *tap) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}
