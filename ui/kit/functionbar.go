package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// An Action is what a function key does on a screen.
type Action struct {
	Key   fyne.KeyName // fyne.KeyF1 … fyne.KeyF12
	Label string       // at most 6 full-width characters
	Do    func()
	Lead  bool // the one that leads on, drawn in the leading colour

	// Why says why the key cannot be used now; "" when it can. It is asked each
	// time the key is pressed and each time the bar is drawn.
	Why func() string
}

func (a Action) why() string {
	if a.Why == nil {
		return ""
	}
	return a.Why()
}

// functionKeys are the keys of the bar, in the order of the keyboard.
var functionKeys = [...]fyne.KeyName{
	fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
	fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12,
}

// A FunctionBar shows what F1 to F12 do, in their places on the keyboard, in
// groups of four. It takes no tab stop; a click does what the key does. A key that
// cannot be used says why when it is pressed, instead of doing nothing.
type FunctionBar struct {
	widget.BaseWidget
	OnRefused func(why string) // a key was pressed that cannot be used now

	actions [len(functionKeys)]Action
	hovered int
}

// NewFunctionBar returns a bar without actions.
func NewFunctionBar(onRefused func(why string)) *FunctionBar {
	b := &FunctionBar{OnRefused: onRefused, hovered: -1}
	b.ExtendBaseWidget(b)
	return b
}

// SetActions replaces all actions.
func (b *FunctionBar) SetActions(actions []Action) {
	b.actions = [len(functionKeys)]Action{}
	for i, key := range functionKeys {
		for _, a := range actions {
			if a.Key == key {
				b.actions[i] = a
			}
		}
	}
	b.Refresh()
}

// Press does what key does and reports whether it is a key of this bar.
func (b *FunctionBar) Press(key fyne.KeyName) bool {
	for i, k := range functionKeys {
		if k == key {
			return b.press(i)
		}
	}
	return false
}

func (b *FunctionBar) press(i int) bool {
	a := b.actions[i]
	if a.Do == nil {
		return false
	}
	if why := a.why(); why != "" {
		b.Refresh() // the reason may be newer than the drawing
		if b.OnRefused != nil {
			b.OnRefused(why)
		}
		return true
	}
	a.Do()
	return true
}

// Tapped implements [fyne.Tappable].
func (b *FunctionBar) Tapped(e *fyne.PointEvent) {
	input.Settle() // the field keeps the keyboard: what is being converted there is its text first
	if i := b.at(e.Position.X); i >= 0 && !b.press(i) && b.OnRefused != nil {
		b.OnRefused(words.T(words.KitKeyUnused))
	}
}

// MouseIn implements [desktop.Hoverable].
func (b *FunctionBar) MouseIn(e *desktop.MouseEvent) { b.MouseMoved(e) }

// MouseMoved implements [desktop.Hoverable].
func (b *FunctionBar) MouseMoved(e *desktop.MouseEvent) {
	if i := b.at(e.Position.X); i != b.hovered {
		b.hovered = i
		b.Refresh()
	}
}

// MouseOut implements [desktop.Hoverable].
func (b *FunctionBar) MouseOut() {
	b.hovered = -1
	b.Refresh()
}

func (b *FunctionBar) slot(i int) (x, w float32) {
	gap, group := look.Space(1), look.Space(4)
	room := b.Size().Width - 9*gap - 2*group
	w = room / float32(len(functionKeys))
	return float32(i)*(w+gap) + float32(i/4)*(group-gap), w
}

func (b *FunctionBar) at(x float32) int {
	for i := range functionKeys {
		if from, w := b.slot(i); x >= from && x < from+w {
			return i
		}
	}
	return -1
}

// MinSize implements [fyne.Widget].
func (b *FunctionBar) MinSize() fyne.Size {
	b.ExtendBaseWidget(b)
	return fyne.NewSize(600, lineHeight(look.Small())+lineHeight(look.Body())+look.Space(1))
}

type barRenderer struct {
	b       *FunctionBar
	objects []fyne.CanvasObject
}

// CreateRenderer implements [fyne.Widget].
func (b *FunctionBar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{b: b}
	r.update()
	return r
}

func (r *barRenderer) Destroy()                     {}
func (r *barRenderer) MinSize() fyne.Size           { return r.b.MinSize() }
func (r *barRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *barRenderer) Layout(fyne.Size)             { r.update() }

func (r *barRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.b)
}

func (r *barRenderer) update() {
	r.objects = r.objects[:0]
	for i := range functionKeys {
		r.slot(i)
	}
}

func (r *barRenderer) slot(i int) {
	b, a := r.b, r.b.actions[i]
	x, w := b.slot(i)
	h := b.Size().Height
	fill, line, key, ink := look.Paper, look.FieldLine, look.Accent, look.Ink
	switch {
	case a.Do == nil:
		fill, line, key = look.Ground, look.Line, look.InkFaint
	case a.why() != "":
		fill, line, key, ink = look.Fixed, look.Line, look.InkFaint, look.InkFaint
	case a.Lead:
		fill, line, key, ink = look.Accent, look.Accent, look.InkInvert, look.InkInvert
	case i == b.hovered:
		fill = look.Chosen
	}
	box := look.Box(fill, line)
	box.Move(fyne.NewPos(x, 0))
	box.Resize(fyne.NewSize(w, h))
	name := look.BoldText(string(functionKeys[i]), look.Small(), key)
	put(name, x+look.Space(1.5), look.Space(0.5), lineHeight(look.Small()))
	r.objects = append(r.objects, box, name)
	if a.Do == nil {
		return
	}
	label := look.BoldText(look.Fit(a.Label, look.Body(), w-look.Space(2)), look.Body(), ink)
	put(label, x+(w-label.MinSize().Width)/2, lineHeight(look.Small()), lineHeight(look.Body()))
	r.objects = append(r.objects, label)
}
