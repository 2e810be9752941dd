package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
)

// Block is one block of a paper: a sheet with a head and the body close below it.
// Aside stands at the right of the head and may be empty.
func Block(title, aside string, body fyne.CanvasObject) *fyne.Container {
	bar := canvas.NewRectangle(look.Accent)
	bar.SetMinSize(fyne.NewSize(look.Space(1), look.Body()))
	head := container.NewBorder(nil, nil,
		Across(1.5, bar, look.BoldText(title, look.Body(), look.Ink)), look.Text(aside, look.Small(), look.InkSoft))
	return container.NewStack(look.Box(look.Paper, look.Line), Pad(1.5, container.NewBorder(Pad(0.5, head), nil, nil, nil, body)))
}

// A Reader is a page that is read: it takes the keyboard itself, and Up, Down,
// PageUp, PageDown, Home and End scroll it. What can be focused on it is reached by Tab.
type Reader struct {
	widget.BaseWidget
	OnEnter func()                 // may be nil
	OnRune  func(r rune)           // a letter typed on the page, but for Space; may be nil
	OnKey   func(key fyne.KeyName) // any other key; may be nil
	Bare    bool                   // without a ring: something on the page is marked instead

	scroll *container.Scroll
	ring   *canvas.Rectangle
}

// NewReader returns a page of content to be read.
func NewReader(content fyne.CanvasObject) *Reader {
	r := &Reader{scroll: container.NewVScroll(content), ring: canvas.NewRectangle(color.Transparent)}
	r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.CornerRadius = look.Focus, look.Ring, look.Radius
	r.ring.Hide()
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements [fyne.Widget].
func (r *Reader) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(r.scroll, r.ring))
}

// FocusGained implements [fyne.Focusable].
func (r *Reader) FocusGained() { r.ring.Hidden = r.Bare; r.ring.Refresh() }

// FocusLost implements [fyne.Focusable].
func (r *Reader) FocusLost() { r.ring.Hide() }

// TypedRune implements [fyne.Focusable]: Space turns the page.
func (r *Reader) TypedRune(c rune) {
	switch {
	case c == ' ' || c == '　':
		r.by(0.8 * r.scroll.Size().Height)
	case r.OnRune != nil:
		r.OnRune(c)
	}
}

// TypedKey implements [fyne.Focusable].
func (r *Reader) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		r.by(-look.RowHeight())
	case fyne.KeyDown:
		r.by(look.RowHeight())
	case fyne.KeyPageUp:
		r.by(-0.8 * r.scroll.Size().Height)
	case fyne.KeyPageDown:
		r.by(0.8 * r.scroll.Size().Height)
	case fyne.KeyHome:
		r.scroll.ScrollToTop()
	case fyne.KeyEnd:
		r.scroll.ScrollToBottom()
	case fyne.KeyReturn, fyne.KeyEnter:
		if r.OnEnter != nil {
			r.OnEnter()
		}
	default:
		if r.OnKey != nil {
			r.OnKey(e.Name)
		}
	}
}

// Offset returns how far the page is scrolled, and ScrollTo scrolls it so far.
func (r *Reader) Offset() float32 { return r.scroll.Offset.Y }

// ScrollTo scrolls so that what stands at y of the page is at the top, as far as there
// is something below.
func (r *Reader) ScrollTo(y float32) { r.by(y - r.scroll.Offset.Y) }

func (r *Reader) by(y float32) {
	most := max(0, r.scroll.Content.Size().Height-r.scroll.Size().Height)
	r.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(r.scroll.Offset.Y+y, most))))
}

// Reveal scrolls so that o is in sight, its head if it is taller than the page.
func (r *Reader) Reveal(o fyne.CanvasObject) {
	top, bottom := r.sight(o)
	margin := look.Space(2)
	switch {
	case top < margin:
		r.by(top - margin)
	case bottom > -margin:
		r.by(min(bottom+margin, top-margin))
	}
}

// Further shows more of o where its foot is below the page, and reports whether it
// was.
func (r *Reader) Further(o fyne.CanvasObject) bool {
	top, bottom := r.sight(o)
	if bottom < 1 || top < -o.Size().Height {
		return false
	}
	before := r.scroll.Offset.Y
	r.by(min(bottom+look.Space(2), 0.8*r.scroll.Size().Height))
	return r.scroll.Offset.Y > before
}

// sight returns how far the head of o is below the top of the page, and its foot
// below the bottom.
func (r *Reader) sight(o fyne.CanvasObject) (top, bottom float32) {
	driver := fyne.CurrentApp().Driver()
	top = driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(r).Y
	return top, top + o.Size().Height - r.scroll.Size().Height
}

// Step moves the keyboard from w to the next field, or back with back, as Enter in
// a field does. It is for widgets of a screen's own.
func Step(w fyne.CanvasObject, back bool) { step(w, back) }
