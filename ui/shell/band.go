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

// rows puts objects one below the other without space between them.
type rows struct{}

func (rows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range objects {
		h := o.MinSize().Height
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h
	}
}

func (rows) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
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

func titleRow(title *canvas.Text) fyne.CanvasObject {
	return container.NewStack(canvas.NewRectangle(look.Paper),
		container.NewBorder(nil, canvas.NewLine(look.Line), nil, nil,
			container.NewHBox(kit.Pad(0.5, container.NewHBox(kit.Gap(2), title)))))
}

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

// CreateRenderer implements [fyne.Widget].
func (c *countdown) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(c.back, container.NewCenter(kit.Pad(3, c.text))))
}
