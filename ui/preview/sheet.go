package preview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/document/typeset"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
)

// A leaf shows one page. It takes the keyboard: PageDown goes on, down the page and then
// to the next, PageUp back, the arrows move the page, Home and End go to the first and
// the last, Enter leads to the settings.
type leaf struct {
	widget.BaseWidget
	form    *Form
	scroll  *container.Scroll
	picture *canvas.Image
	ring    *canvas.Rectangle
	drawn   fyne.Size // of the room that the picture was drawn for
	page    int
	zoom    Zoom
}

func newLeaf(f *Form) *leaf {
	l := &leaf{form: f, picture: &canvas.Image{FillMode: canvas.ImageFillStretch, ScaleMode: canvas.ImageScaleSmooth}, ring: canvas.NewRectangle(color.Transparent)}
	edge := look.Box(color.Transparent, look.FieldLine)
	l.scroll = container.NewScroll(container.NewCenter(container.NewStack(l.picture, edge)))
	l.ring.StrokeColor, l.ring.StrokeWidth, l.ring.CornerRadius = look.Focus, look.Ring, look.Radius
	l.ring.Hide()
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer implements [fyne.Widget].
func (l *leaf) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(l.scroll, l.ring))
}

// Resize implements [fyne.Widget]: the page fits what room there is.
func (l *leaf) Resize(size fyne.Size) {
	l.BaseWidget.Resize(size)
	if size != l.drawn {
		l.draw()
	}
}

// show draws another page from its head, or the same in another size.
func (l *leaf) show() {
	another := l.page != l.form.Page()
	l.draw()
	if another {
		l.scroll.ScrollToTop()
	}
}

// draw draws the page as finely as the display shows it.
func (l *leaf) draw() {
	l.drawn = l.Size()
	if l.drawn.Width < 50 || l.form.Pages() == 0 {
		return
	}
	l.page, l.zoom = l.form.Page(), l.form.Zoom()
	units := l.units()
	pixels := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(l.form.room); c != nil {
		pixels = c.Scale()
	}
	l.picture.Image = l.form.Picture(float64(units * pixels))
	l.picture.SetMinSize(fyne.NewSize(units*typeset.Width, units*typeset.Height))
	l.picture.Refresh()
	l.scroll.Content.Refresh()
	l.scroll.Refresh()
}

// units is how many units of the screen a point of the paper takes.
func (l *leaf) units() float32 {
	bar := look.Space(4)
	switch l.zoom {
	case WholePage:
		return min((l.drawn.Height-look.Space(2))/typeset.Height, (l.drawn.Width-bar)/typeset.Width)
	case Double:
		return 2 * (l.drawn.Width - bar) / typeset.Width
	}
	return (l.drawn.Width - bar) / typeset.Width
}

// FocusGained implements [fyne.Focusable].
func (l *leaf) FocusGained() { l.ring.Show(); l.ring.Refresh() }

// FocusLost implements [fyne.Focusable].
func (l *leaf) FocusLost() { l.ring.Hide(); l.ring.Refresh() }

// TypedRune implements [fyne.Focusable].
func (l *leaf) TypedRune(r rune) {
	if r == ' ' || r == '　' {
		l.on(1)
	}
}

// TypedKey implements [fyne.Focusable].
func (l *leaf) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyPageDown:
		l.on(1)
	case fyne.KeyPageUp:
		l.on(-1)
	case fyne.KeyDown:
		l.by(0, look.RowHeight())
	case fyne.KeyUp:
		l.by(0, -look.RowHeight())
	case fyne.KeyRight:
		l.by(look.RowHeight(), 0)
	case fyne.KeyLeft:
		l.by(-look.RowHeight(), 0)
	case fyne.KeyHome:
		l.form.Turn(-l.form.Pages())
		l.scroll.ScrollToTop()
	case fyne.KeyEnd:
		l.form.Turn(l.form.Pages())
	case fyne.KeyReturn, fyne.KeyEnter:
		kit.Step(l, false)
	}
}

// on goes on down the page, or up it with -1, and at its end to the next one.
func (l *leaf) on(way float32) {
	if l.by(0, way*0.85*l.scroll.Size().Height) {
		return
	}
	if l.form.Turn(int(way)) && way < 0 {
		l.scroll.ScrollToBottom()
	}
}

// by moves the page under the window and reports whether it moved.
func (l *leaf) by(x, y float32) bool {
	before := l.scroll.Offset
	most := l.scroll.Content.Size().Subtract(l.scroll.Size())
	l.scroll.ScrollToOffset(fyne.NewPos(max(0, min(before.X+x, most.Width)), max(0, min(before.Y+y, most.Height))))
	moved := l.scroll.Offset.Subtract(before)
	return max(moved.X, -moved.X, moved.Y, -moved.Y) > 1
}
