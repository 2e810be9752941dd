package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
)

// A Fact is one label with what stands there: to be read, not typed.
type Fact struct {
	Label  string
	Text   string
	Name   bool      // drawn with the font for names
	Tone   look.Tone // other than Plain: in its colours, with its sign
	Before string    // what stood there before, when it changes
	Note   string    // small, at the right
}

// Facts shows facts one below the other, as a form that is filled in: the label in
// its tinted cell, the text beside it, wrapped where it is long. It takes no tab
// stop.
type Facts struct {
	widget.BaseWidget
	labelEm float32
	facts   []Fact
	width   float32
	height  float32
	objects []fyne.CanvasObject
}

// NewFacts returns facts with label cells of labelEm full-width characters; 0 is
// DefaultLabel.
func NewFacts(labelEm float32, facts ...Fact) *Facts {
	if labelEm == 0 {
		labelEm = DefaultLabel
	}
	f := &Facts{labelEm: labelEm, facts: facts}
	f.ExtendBaseWidget(f)
	return f
}

// Set replaces the facts.
func (f *Facts) Set(facts ...Fact) {
	f.facts = facts
	f.arrange()
	f.Refresh()
}

// MinSize implements [fyne.Widget]: the height at the width last given.
func (f *Facts) MinSize() fyne.Size {
	f.ExtendBaseWidget(f)
	if f.width == 0 {
		return fyne.NewSize(f.cell()+8*look.Body(), float32(len(f.facts))*f.row())
	}
	return fyne.NewSize(f.cell()+8*look.Body(), f.height)
}

// Resize implements [fyne.Widget].
func (f *Facts) Resize(size fyne.Size) {
	if size.Width != f.width {
		f.width = size.Width
		f.arrange()
	}
	f.BaseWidget.Resize(size)
}

func (f *Facts) cell() float32 { return f.labelEm*look.Body() + look.Space(4) }
func (f *Facts) row() float32  { return look.Body() * 1.85 }

func (f *Facts) arrange() {
	f.objects = f.objects[:0]
	y := float32(0)
	for _, fact := range f.facts {
		y = f.place(fact, y)
	}
	f.height = y
}

// place puts a fact at y and returns where the next begins.
func (f *Facts) place(fact Fact, y float32) float32 {
	x := f.cell() + look.Space(2)
	note := look.Text(fact.Note, look.Small(), look.InkSoft)
	room := f.width - x - look.Space(2)
	if fact.Note != "" {
		room -= note.MinSize().Width + look.Space(2)
	}
	lines := f.lines(fact, max(room, 4*look.Body()))
	h := f.row() + float32(len(lines)-1)*look.Body()*1.4
	cell := canvas.NewRectangle(look.Cell)
	cell.Move(fyne.NewPos(0, y))
	cell.Resize(fyne.NewSize(f.cell(), h-look.Hair))
	rule := canvas.NewRectangle(look.Line)
	rule.Move(fyne.NewPos(0, y+h-look.Hair))
	rule.Resize(fyne.NewSize(f.width, look.Hair))
	label := look.Text(look.Fit(fact.Label, look.Body(), f.cell()-look.Space(3)), look.Body(), look.Ink)
	put(label, look.Space(2), y, f.row())
	if fact.Tone != look.Plain {
		ground := canvas.NewRectangle(fact.Tone.Fill())
		ground.Move(fyne.NewPos(f.cell(), y))
		ground.Resize(fyne.NewSize(f.width-f.cell(), h-look.Hair))
		f.objects = append(f.objects, ground)
	}
	f.objects = append(f.objects, cell, rule, label)
	for i, t := range lines {
		put(t, x, y+float32(i)*look.Body()*1.4, f.row())
		f.objects = append(f.objects, t)
	}
	if fact.Note != "" {
		put(note, f.width-look.Space(2)-note.MinSize().Width, y, f.row())
		f.objects = append(f.objects, note)
	}
	return y + h
}

// lines are what stands beside the label: what was before, then what will be.
func (f *Facts) lines(fact Fact, room float32) []*canvas.Text {
	var out []*canvas.Text
	if fact.Before != "" {
		for _, s := range look.Wrap(fact.Before, look.Small(), room) {
			out = append(out, look.Text(s, look.Small(), look.InkSoft))
		}
	}
	text := fact.Text
	if s := fact.Tone.Sign(); s != "" {
		text = s + " " + text
	}
	for _, s := range look.Wrap(text, look.Body(), room) {
		switch {
		case fact.Name:
			out = append(out, look.NameText(s, look.Head(), look.Ink))
		case fact.Tone != look.Plain:
			out = append(out, look.BoldText(s, look.Body(), fact.Tone.Ink()))
		default:
			out = append(out, look.Text(s, look.Body(), look.Ink))
		}
	}
	return out
}

type factsRenderer struct{ f *Facts }

// CreateRenderer implements [fyne.Widget].
func (f *Facts) CreateRenderer() fyne.WidgetRenderer { return &factsRenderer{f} }

func (r *factsRenderer) Destroy()                     {}
func (r *factsRenderer) Layout(fyne.Size)             {}
func (r *factsRenderer) MinSize() fyne.Size           { return r.f.MinSize() }
func (r *factsRenderer) Objects() []fyne.CanvasObject { return r.f.objects }
func (r *factsRenderer) Refresh()                     { canvas.Refresh(r.f) }

// columns is the layout of [Columns].
type columns struct{ n int }

// Columns puts objects, which keep their order, into n columns of about the same
// height: down the first column, then down the next, which is the order of the
// keyboard.
func Columns(n int, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: columns{n}, Objects: objects}
}

func (c columns) width(total float32) float32 {
	return (total - look.Space(3)*float32(c.n-1)) / float32(c.n)
}

// split returns the column of each object, so that the highest column is as low as
// the order allows.
func (c columns) split(objects []fyne.CanvasObject) []int {
	heights := make([]float32, len(objects))
	var least, most float32
	for i, o := range objects {
		heights[i] = o.MinSize().Height + look.Space(2)
		least, most = max(least, heights[i]), most+heights[i]
	}
	for most-least > 1 {
		if limit := (least + most) / 2; c.needed(heights, limit) <= c.n {
			most = limit
		} else {
			least = limit
		}
	}
	of := make([]int, len(objects))
	column, filled := 0, float32(0)
	for i, h := range heights {
		if filled > 0 && filled+h > most {
			column, filled = column+1, 0
		}
		of[i] = min(column, c.n-1)
		filled += h
	}
	return of
}

// needed returns how many columns of a height it takes.
func (c columns) needed(heights []float32, limit float32) int {
	n, filled := 1, float32(0)
	for _, h := range heights {
		if filled > 0 && filled+h > limit {
			n, filled = n+1, 0
		}
		filled += h
	}
	return n
}

func (c columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := c.width(size.Width)
	for _, o := range objects {
		if o.Size().Width != w {
			o.Resize(fyne.NewSize(w, o.MinSize().Height)) // a height may follow the width
		}
	}
	tops := make([]float32, c.n)
	for i, column := range c.split(objects) {
		o := objects[i]
		o.Move(fyne.NewPos(float32(column)*(w+look.Space(3)), tops[column]))
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
		tops[column] += o.MinSize().Height + look.Space(2)
	}
}

func (c columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	heights := make([]float32, c.n)
	for i, column := range c.split(objects) {
		m := objects[i].MinSize()
		size.Width = max(size.Width, m.Width)
		heights[column] += m.Height + look.Space(2)
	}
	for _, h := range heights {
		size.Height = max(size.Height, h)
	}
	size.Width = size.Width*float32(c.n) + look.Space(3)*float32(c.n-1)
	return size
}
