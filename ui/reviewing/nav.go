package reviewing

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/notification"
	"madoguchi/app/review"
	"madoguchi/ui/look"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// navigator lists the blocks of the page being compared with whether each was
// shown, the other pages in a line each, and below them how far the sitting has
// come. It takes no tab stop; a click shows a block.
type navigator struct {
	widget.BaseWidget
	form    *Form
	lines   []line
	objects []fyne.CanvasObject
}

// a line is the head of a page or a block.
type line struct {
	block        int // what a click shows: for a head the first of its page
	head         bool
	text         string
	name         bool
	seen, blocks int
}

func newNavigator(f *Form) *navigator {
	n := &navigator{form: f}
	n.ExtendBaseWidget(n)
	return n
}

// collect counts the blocks that were shown, page by page.
func (n *navigator) collect() {
	n.lines = nil
	blocks := n.form.Blocks()
	at, head := blocks[n.form.Block()].Person, 0
	for i, b := range blocks {
		if i == 0 || b.Person != blocks[i-1].Person {
			head = len(n.lines)
			n.lines = append(n.lines, n.head(i, b))
		}
		seen := 0
		if n.form.Seen(b) {
			seen = 1
		}
		n.lines[head].seen += seen
		n.lines[head].blocks++
		if b.Person == at {
			n.lines = append(n.lines, line{block: i, text: words.T(paper.Head(n.form.Entry().Content.Kind, b.Key)), seen: seen, blocks: 1})
		}
	}
}

func (n *navigator) head(i int, b review.Section) line {
	if b.Person == notification.Header {
		return line{block: i, head: true, text: words.T(words.ReviewingHeader)}
	}
	name := n.form.Entry().Content.Persons[b.Person].Get(notification.FullName)
	return line{block: i, head: true, text: words.T(words.IntakePerson, b.Person+1, name), name: true}
}

// rowHeight makes all lines fit where there are many.
func (n *navigator) rowHeight() float32 {
	room := n.Size().Height - look.Space(4) - 2*look.RowHeight()
	return max(look.Small()*1.35, min(look.Body()*1.75, room/float32(max(len(n.lines), 1))))
}

// MinSize implements [fyne.Widget].
func (n *navigator) MinSize() fyne.Size {
	n.ExtendBaseWidget(n)
	return fyne.NewSize(13.5*look.Body(), 100)
}

// Tapped implements [fyne.Tappable].
func (n *navigator) Tapped(e *fyne.PointEvent) {
	i := int((e.Position.Y - look.Space(2)) / n.rowHeight())
	if i >= 0 && i < len(n.lines) {
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
	n.collect()
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
	sign, tone := "－", look.Plain
	switch {
	case l.seen == l.blocks:
		sign, tone = look.Good.Sign(), look.Good
	case l.head:
		sign = words.T(words.ReviewingPageSeen, l.seen, l.blocks)
	}
	right := look.BoldText(sign, look.Small(), tone.Ink())
	rightX := width - look.Space(3) - right.MinSize().Width
	n.put(right, rightX, y, h)
	if l.head {
		room := rightX - look.Space(4)
		left := look.BoldText(look.Fit(l.text, look.Body(), room), look.Body(), look.Ink)
		if l.name {
			left = look.NameText(look.Fit(l.text, look.Body(), room), look.Body(), look.Ink)
		}
		n.put(left, look.Space(3), y, h)
		return
	}
	if l.block == n.form.Block() {
		mark := canvas.NewRectangle(look.Chosen)
		mark.Move(fyne.NewPos(0, y))
		mark.Resize(fyne.NewSize(width-look.Hair, h))
		bar := canvas.NewRectangle(look.Accent)
		bar.Move(fyne.NewPos(0, y))
		bar.Resize(fyne.NewSize(look.Space(1), h))
		n.objects = append(n.objects[:len(n.objects)-1], mark, bar, right)
	}
	n.put(look.Text(look.Fit(l.text, look.Small(), rightX-look.Space(7)), look.Small(), look.Ink), look.Space(6), y, h)
}

func (n *navigator) put(t *canvas.Text, x, y, h float32) {
	m := t.MinSize()
	t.Move(fyne.NewPos(x, y+(h-m.Height)/2))
	t.Resize(m)
	n.objects = append(n.objects, t)
}
