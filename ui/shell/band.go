package shell

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// rows puts objects one below the other without space between them. What is hidden
// takes no room.
type rows struct{}

func (rows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(size.Width, o.Size().Height)) // heights may follow widths
		h := o.MinSize().Height
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h
	}
}

func (rows) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		size.Height += m.Height
		size.Width = max(size.Width, m.Width)
	}
	return size
}

// bottomRows are the message line and the function keys, with a little air.
type bottomRows struct{}

func (bottomRows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := look.Space(1)
	y := gap
	for _, o := range objects {
		h := o.MinSize().Height
		o.Move(fyne.NewPos(gap, y))
		o.Resize(fyne.NewSize(size.Width-2*gap, h))
		y += h + gap
	}
}

func (bottomRows) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := rows{}.MinSize(objects)
	return size.AddWidthHeight(0, look.Space(1)*float32(len(objects)+1))
}

// trainingBand is the unmistakable band of training (D25), striped at both ends so
// that it is told without colour as well.
func trainingBand() fyne.CanvasObject {
	back := canvas.NewRectangle(look.TrainingBand)
	text := look.BoldText(words.T(words.ShellTrainingBand), look.Body(), look.InkInvert)
	return container.NewStack(back, &fyne.Container{Layout: stripes{}, Objects: stripeObjects()},
		container.NewCenter(kit.Pad(1, text)))
}

// stripes lays out a row of bars over both ends of the band.
type stripes struct{}

const stripeCount = 8 // at each end

func stripeObjects() []fyne.CanvasObject {
	all := make([]fyne.CanvasObject, 2*stripeCount)
	for i := range all {
		all[i] = canvas.NewRectangle(look.TrainingDark)
	}
	return all
}

func (stripes) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := look.Space(3)
	for i, o := range objects {
		x := float32(i%stripeCount) * 2 * w
		if i >= stripeCount {
			x = size.Width - x - w
		}
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(w, size.Height))
	}
}

func (stripes) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// titleRow is the head of the screen on paper, with a line below.
type titleRow struct{}

func newTitleRow(title *canvas.Text) *fyne.Container {
	return container.New(titleRow{}, canvas.NewRectangle(look.Paper), canvas.NewRectangle(look.Line), title)
}

func (titleRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	paper, line, title := objects[0], objects[1], objects[2]
	paper.Resize(size)
	line.Move(fyne.NewPos(0, size.Height-look.Hair))
	line.Resize(fyne.NewSize(size.Width, look.Hair))
	h := title.MinSize().Height
	title.Move(fyne.NewPos(look.Space(3), (size.Height-h)/2))
	title.Resize(fyne.NewSize(size.Width-look.Space(6), h))
}

func (titleRow) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, look.Title()*1.55) }

// overFoot gives the first object all the room and lays the second over its foot,
// also while that is hidden.
type overFoot struct{}

func (overFoot) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
	h := objects[1].MinSize().Height
	objects[1].Move(fyne.NewPos(look.Space(1), size.Height-h))
	objects[1].Resize(fyne.NewSize(size.Width-look.Space(2), h))
}

func (overFoot) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// countdown stands over the foot of the screen for the last half minute before the
// cover. It moves nothing.
type countdown struct {
	widget.BaseWidget
	back *canvas.Rectangle
	text *canvas.Text
}

func newCountdown() *countdown {
	c := &countdown{
		back: look.Box(look.Alert.Fill(), look.Alert.Edge()),
		text: look.BoldText("", look.Body(), look.Alert.Ink()),
	}
	c.back.StrokeWidth = look.Ring
	c.ExtendBaseWidget(c)
	c.Hide()
	return c
}

func (c *countdown) show(left time.Duration) {
	text := words.T(words.ShellCountdown, int((left+time.Second-1)/time.Second))
	if text == c.text.Text && c.Visible() {
		return
	}
	c.text.Text = look.Alert.Sign() + " " + text
	c.Show()
	c.Refresh()
}

func (c *countdown) hide() {
	if c.Visible() {
		c.Hide()
	}
}

// MinSize implements [fyne.Widget].
func (c *countdown) MinSize() fyne.Size {
	c.ExtendBaseWidget(c)
	return fyne.NewSize(1, look.RowHeight()*1.6)
}

// CreateRenderer implements [fyne.Widget].
func (c *countdown) CreateRenderer() fyne.WidgetRenderer { return &countdownRenderer{c} }

type countdownRenderer struct{ c *countdown }

func (r *countdownRenderer) Destroy()           {}
func (r *countdownRenderer) MinSize() fyne.Size { return r.c.MinSize() }
func (r *countdownRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.back, r.c.text}
}

func (r *countdownRenderer) Layout(size fyne.Size) {
	r.c.back.Resize(size)
	m := r.c.text.MinSize()
	r.c.text.Move(fyne.NewPos(look.Space(4), (size.Height-m.Height)/2))
	r.c.text.Resize(m)
}

func (r *countdownRenderer) Refresh() {
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}
