package intake

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/notification"
	"madoguchi/ui/look"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// navigator shows, at the left of the page, every block of the header and every
// person, and how each stands. It takes no tab stop; a click shows the page.
type navigator struct {
	widget.BaseWidget
	form    *Form
	entries []entry
	objects []fyne.CanvasObject
}

// an entry is one line of the navigator.
type entry struct {
	page  int
	text  string
	name  bool
	inner bool // a block of a page, under its head
	mark  Mark
}

func newNavigator(f *Form) *navigator {
	n := &navigator{form: f}
	n.ExtendBaseWidget(n)
	n.collect()
	return n
}

func (n *navigator) update() {
	n.collect()
	n.Refresh()
}

// collect puts the marks together: block by block for the page shown, in one line
// for the others.
func (n *navigator) collect() {
	n.entries = nil
	for _, m := range n.form.Marks() {
		last := len(n.entries) - 1
		if last < 0 || n.page(last) != m.Page {
			n.entries = append(n.entries, n.head(m.Page))
		}
		n.add(m)
	}
}

func (n *navigator) page(i int) int { return n.entries[i].page }

func (n *navigator) head(page int) entry {
	if page == notification.Header {
		return entry{page: page, text: words.T(words.IntakeHeader)}
	}
	name := n.form.Entry().Content.Persons[page].Get(notification.FullName)
	if name == "" {
		name = words.T(words.IntakeUnnamed)
	}
	return entry{page: page, text: words.T(words.IntakePerson, page+1, name), name: true}
}

// add counts a block into the head of its page, and gives it a line of its own if
// its page is shown.
func (n *navigator) add(m Mark) {
	for i := range n.entries {
		if e := &n.entries[i]; e.page == m.Page && !e.inner {
			e.mark.Missing += m.Missing
			e.mark.Stops += m.Stops
			e.mark.Alerts += m.Alerts
			e.mark.Filled += m.Filled
		}
	}
	if m.Page == n.form.Page() {
		n.entries = append(n.entries, entry{page: m.Page, text: words.T(paper.Head(n.form.Entry().Content.Kind, m.Section)), inner: true, mark: m})
	}
}

// sign says how a line stands: a sign, a number, a colour.
func (e entry) sign() (string, look.Tone) {
	switch {
	case e.mark.Stops > 0:
		return words.T(words.IntakeMarkStops, e.mark.Stops), look.Stop
	case e.mark.Alerts > 0:
		return words.T(words.IntakeMarkAlerts, e.mark.Alerts), look.Alert
	case e.mark.Missing > 0:
		return words.T(words.IntakeMarkMissing, e.mark.Missing), look.Plain
	case e.mark.Filled > 0:
		return look.Good.Sign(), look.Good
	}
	return "－", look.Plain
}

// rowHeight makes all lines fit above the foot where there are many.
func (n *navigator) rowHeight() float32 {
	room := n.Size().Height - look.Space(3) - n.footHeight()
	return max(look.Small()*1.35, min(look.Body()*1.75, room/float32(max(len(n.entries), 1))))
}

func (n *navigator) footHeight() float32 { return look.Body() * 1.75 }

// MinSize implements [fyne.Widget].
func (n *navigator) MinSize() fyne.Size {
	n.ExtendBaseWidget(n)
	return fyne.NewSize(12.5*look.Body(), 100)
}

// Tapped implements [fyne.Tappable].
func (n *navigator) Tapped(e *fyne.PointEvent) {
	if i := int((e.Position.Y - look.Space(2)) / n.rowHeight()); i >= 0 && i < len(n.entries) {
		n.form.Turn(n.entries[i].page - n.form.Page())
	}
}

type navRenderer struct{ n *navigator }

// CreateRenderer implements [fyne.Widget].
func (n *navigator) CreateRenderer() fyne.WidgetRenderer {
	r := &navRenderer{n}
	r.update()
	return r
}

func (r *navRenderer) Destroy()                     {}
func (r *navRenderer) Layout(fyne.Size)             { r.update() }
func (r *navRenderer) MinSize() fyne.Size           { return r.n.MinSize() }
func (r *navRenderer) Objects() []fyne.CanvasObject { return r.n.objects }

func (r *navRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.n)
}

func (r *navRenderer) update() {
	n, size := r.n, r.n.Size()
	ground := canvas.NewRectangle(look.Paper)
	ground.Resize(size)
	edge := canvas.NewRectangle(look.Line)
	edge.Move(fyne.NewPos(size.Width-look.Hair, 0))
	edge.Resize(fyne.NewSize(look.Hair, size.Height))
	n.objects = append(n.objects[:0], ground, edge)
	y := look.Space(2)
	for _, e := range n.entries {
		n.draw(e, y, size.Width)
		y += n.rowHeight()
	}
	n.drawSaved(size)
}

func (n *navigator) draw(e entry, y, width float32) {
	h := n.rowHeight()
	sign, tone := e.sign()
	right := look.BoldText(sign, look.Small(), tone.Ink())
	rightX := width - look.Space(3) - right.MinSize().Width
	x, ink := look.Space(3), look.Ink
	if e.inner {
		x, ink = look.Space(6), look.InkSoft
	}
	if !e.inner && e.page == n.form.Page() {
		mark := canvas.NewRectangle(look.Chosen)
		mark.Move(fyne.NewPos(0, y))
		mark.Resize(fyne.NewSize(width-look.Hair, h))
		bar := canvas.NewRectangle(look.Accent)
		bar.Move(fyne.NewPos(0, y))
		bar.Resize(fyne.NewSize(look.Space(1), h))
		n.objects = append(n.objects, mark, bar)
	}
	room := rightX - x - look.Space(1)
	left := look.Text(look.Fit(e.text, look.Body(), room), look.Body(), ink)
	if e.name {
		left = look.NameText(look.Fit(e.text, look.Body(), room), look.Body(), ink)
	}
	left.TextStyle.Bold = !e.inner && !e.name
	if e.inner {
		left.TextSize = look.Small()
		left.Text = look.Fit(e.text, look.Small(), room)
	}
	n.put(left, x, y, h)
	n.put(right, rightX, y, h)
}

// drawSaved says at the foot how the draft stands.
func (n *navigator) drawSaved(size fyne.Size) {
	key, tone := words.IntakeSavedKept, look.Good
	switch n.form.Saved() {
	case Nothing:
		return
	case Unkept:
		key, tone = words.IntakeSavedUnkept, look.Plain
	case NotKept:
		key, tone = words.IntakeSavedFailed, look.Stop
	}
	t := look.Text(words.T(key), look.Small(), tone.Ink())
	n.put(t, look.Space(3), size.Height-n.footHeight(), n.footHeight())
}

func (n *navigator) put(t *canvas.Text, x, y, h float32) {
	m := t.MinSize()
	t.Move(fyne.NewPos(x, y+(h-m.Height)/2))
	t.Resize(m)
	n.objects = append(n.objects, t)
}
