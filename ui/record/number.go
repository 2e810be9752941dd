package record

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/counter"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// number is one of the two numbers: a tab stop that shows dots, and the digits
// while F2 or Space is held. The digits are not in the program before that: they
// come from the registry when the key goes down.
type number struct {
	widget.BaseWidget
	form    *Form
	which   counter.Number
	digits  string
	held    bool
	focused bool
	objects []fyne.CanvasObject
}

var _ desktop.Keyable = (*number)(nil)

func newNumber(f *Form, which counter.Number) *number {
	n := &number{form: f, which: which}
	n.ExtendBaseWidget(n)
	return n
}

func (n *number) label() words.Key {
	if n.which == counter.IndividualNumber {
		return words.ItemIndividualNumber
	}
	return words.ItemResidentCode
}

func (n *number) reveal(digits string) {
	if n.digits == digits {
		return
	}
	n.digits = digits
	n.Refresh()
}

// MinSize implements [fyne.Widget].
func (n *number) MinSize() fyne.Size {
	n.ExtendBaseWidget(n)
	return fyne.NewSize(20*look.Body(), look.RowHeight())
}

// FocusGained implements [fyne.Focusable].
func (n *number) FocusGained() { n.focused = true; n.Refresh() }

// FocusLost implements [fyne.Focusable]: the mask falls.
func (n *number) FocusLost() {
	n.focused = false
	n.release()
	n.Refresh()
}

// TypedRune implements [fyne.Focusable].
func (n *number) TypedRune(rune) {}

// TypedKey implements [fyne.Focusable].
func (n *number) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		kit.Step(n, true)
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		kit.Step(n, false)
	}
}

// KeyDown implements [desktop.Keyable].
func (n *number) KeyDown(e *fyne.KeyEvent) {
	if !n.held && (e.Name == fyne.KeyF2 || e.Name == fyne.KeySpace) {
		n.held = true
		n.form.Hold(n.which)
	}
}

// KeyUp implements [desktop.Keyable].
func (n *number) KeyUp(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyF2 || e.Name == fyne.KeySpace {
		n.release()
	}
}

func (n *number) release() {
	if n.held {
		n.held = false
		n.form.Release()
	}
}

type numberRenderer struct{ n *number }

// CreateRenderer implements [fyne.Widget].
func (n *number) CreateRenderer() fyne.WidgetRenderer { return &numberRenderer{n} }

func (r *numberRenderer) Destroy()                     {}
func (r *numberRenderer) MinSize() fyne.Size           { return r.n.MinSize() }
func (r *numberRenderer) Objects() []fyne.CanvasObject { return r.n.objects }

func (r *numberRenderer) Refresh() {
	r.Layout(r.n.Size())
	canvas.Refresh(r.n)
}

// Layout draws the number in the columns of the facts above it.
func (r *numberRenderer) Layout(size fyne.Size) {
	n := r.n
	cellWidth := 8*look.Body() + look.Space(4)
	cell := canvas.NewRectangle(look.Cell)
	cell.Resize(fyne.NewSize(cellWidth, size.Height-look.Hair))
	label := look.Text(words.T(n.label()), look.Body(), look.Ink)
	label.Move(fyne.NewPos(look.Space(2), (size.Height-label.MinSize().Height)/2))
	box := look.Box(look.Fixed, look.Line)
	if n.focused {
		box = look.Box(look.FocusFill, look.Focus)
		box.StrokeWidth = look.Ring
	}
	box.Move(fyne.NewPos(cellWidth+look.Space(1), 2))
	box.Resize(fyne.NewSize(11*look.Body(), size.Height-4))
	text := look.Text(words.T(words.RecordMasked), look.Body(), look.InkSoft)
	if n.digits != "" {
		text = look.BoldText(n.digits, look.Body(), look.Ink)
	}
	text.Move(fyne.NewPos(cellWidth+look.Space(3), (size.Height-text.MinSize().Height)/2))
	n.objects = []fyne.CanvasObject{cell, label, box, text}
}
