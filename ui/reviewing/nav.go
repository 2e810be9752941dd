package reviewing

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/notification"
	"madoguchi/app/review"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// navigator lists every block of the paper with whether it was shown, and below
// them how far the sitting has come. It takes no tab stop; a click shows a block.
type navigator struct {
	widget.BaseWidget
	form    *Form
	lines   []line
	objects []fyne.CanvasObject
}

// a line is a head, with block -1, or a block.
type line struct {
	block int
	text  string
	name  bool
}

func newNavigator(f *Form) *navigator {
	n := &navigator{form: f}
	person := notification.Header - 1
	for i, b := range f.Blocks() {
		if b.Person != person {
			person = b.Person
			n.lines = append(n.lines, n.head(b))
		}
		n.lines = append(n.lines, line{block: i, text: words.T(words.Section(b.Key))})
	}
	n.ExtendBaseWidget(n)
	return n
}

func (n *navigator) head(b review.Section) line {
	if b.Person == notification.Header {
		return line{block: -1, text: words.T(words.ReviewingHeader)}
	}
	name := n.form.Entry().Content.Persons[b.Person].Get(notification.FullName)
	return line{block: -1, text: words.T(words.ReviewingPersonOf, b.Person+1, name), name: true}
}

// rowHeight makes all lines fit where there are many.
func (n *navigator) rowHeight() float32 {
	room := n.Size().Height - look.Space(4) - 2*look.RowHeight()
	return max(look.Small()*1.35, min(look.Body()*1.75, room/float32(len(n.lines))))
}

// MinSize implements [fyne.Widget].
func (n *navigator) MinSize() fyne.Size {
	n.ExtendBaseWidget(n)
	return fyne.NewSize(13.5*look.Body(), 100)
}

// Tapped implements [fyne.Tappable].
func (n *navigator) Tapped(e *fyne.PointEvent) {
	i := int((e.Position.Y - look.Space(2)) / n.rowHeight())
	if i >= 0 && i < len(n.lines) && n.lines[i].block >= 0 {
		n.form.Jump(n.lines[i].block)
	}
}

type navRenderer struct{ n *navigator }

// CreateRenderer implements [fyne.Widget].
func (n *navigator) CreateRenderer() fyne.WidgetRenderer { return &navRenderer{n} }

func (r *navRenderer) Destroy()                     {}
func (r *navRenderer) MinSize() fyne.Size           { return r.n.MinSize() }
func (r *navRenderer) Objects() []fyne.CanvasObject { return r.n.objects }
func (r *navRenderer) Layout(fyne.Size)             { r.n.draw() }

func (r *navRenderer) Refresh() {
	r.n.draw()
	canvas.Refresh(r.n)
}

func (n *navigator) draw() {
	size := n.Size()
	ground := canvas.NewRectangle(look.Paper)
	ground.Resize(size)
	edge := canvas.NewRectangle(look.Line)
	edge.Move(fyne.NewPos(size.Width-look.Hair, 0))
	edge.Resize(fyne.NewSize(look.Hair, size.Height))
	n.objects = append(n.objects[:0], ground, edge)
	y := look.Space(2)
	for _, l := range n.lines {
		n.drawLine(l, y, size.Width)
		y += n.rowHeight()
	}
	seen, blocks, matched, rekeys := n.form.Progress()
	h := look.RowHeight() * 0.8
	n.put(look.BoldText(words.T(words.ReviewingProgressSeen, seen, blocks), look.Body(), look.Ink), look.Space(3), size.Height-2*h-look.Space(2), h)
	n.put(look.BoldText(words.T(words.ReviewingProgressMatch, matched, rekeys), look.Body(), look.Ink), look.Space(3), size.Height-h-look.Space(2), h)
}

func (n *navigator) drawLine(l line, y, width float32) {
	h := n.rowHeight()
	if l.block < 0 {
		t := look.BoldText(look.Fit(l.text, look.Body(), width-look.Space(5)), look.Body(), look.Ink)
		if l.name {
			t = look.NameText(look.Fit(l.text, look.Body(), width-look.Space(5)), look.Body(), look.Ink)
		}
		n.put(t, look.Space(3), y, h)
		return
	}
	if l.block == n.form.Block() {
		mark := canvas.NewRectangle(look.Chosen)
		mark.Move(fyne.NewPos(0, y))
		mark.Resize(fyne.NewSize(width-look.Hair, h))
		bar := canvas.NewRectangle(look.Accent)
		bar.Move(fyne.NewPos(0, y))
		bar.Resize(fyne.NewSize(look.Space(1), h))
		n.objects = append(n.objects, mark, bar)
	}
	n.put(look.Text(l.text, look.Small(), look.Ink), look.Space(6), y, h)
	sign, tone := "－", look.Plain
	if n.form.Seen(n.form.Blocks()[l.block]) {
		sign, tone = look.Good.Sign(), look.Good
	}
	t := look.BoldText(sign, look.Small(), tone.Ink())
	n.put(t, width-look.Space(4)-t.MinSize().Width, y, h)
}

func (n *navigator) put(t *canvas.Text, x, y, h float32) {
	m := t.MinSize()
	t.Move(fyne.NewPos(x, y+(h-m.Height)/2))
	t.Resize(m)
	n.objects = append(n.objects, t)
}
