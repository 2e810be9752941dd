package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// Findings lists what checks found: errors first, which stop, then alerts, which
// need an acknowledgement each. It is one tab stop: Up and Down choose, Enter goes
// to the field, Space acknowledges an alert.
type Findings struct {
	widget.BaseWidget
	OnJump        func(Finding) // Enter: show the field it is about
	OnAcknowledge func(Finding) // Space on an alert, once for each
	Fixed         bool          // only to be read: no tab stop, no keys

	all     []Finding
	row     int
	focused bool
	width   float32
	tops    []float32
	bottom  float32
	objects []fyne.CanvasObject
}

// NewFindings returns an empty list.
func NewFindings() *Findings {
	f := &Findings{}
	f.ExtendBaseWidget(f)
	return f
}

// Set replaces what is listed.
func (f *Findings) Set(all []Finding) {
	var sorted []Finding
	for _, tone := range []look.Tone{look.Stop, look.Alert, look.Info, look.Good} {
		for _, one := range all {
			if one.Tone == tone {
				sorted = append(sorted, one)
			}
		}
	}
	if slices.Equal(sorted, f.all) {
		return
	}
	f.all = sorted
	f.row = max(0, min(f.row, len(f.all)-1))
	f.Refresh()
}

// All returns what is listed, with what has been acknowledged.
func (f *Findings) All() []Finding { return f.all }

// Marked returns the one that is marked, and false if there is none.
func (f *Findings) Marked() (Finding, bool) {
	if f.row < 0 || f.row >= len(f.all) {
		return Finding{}, false
	}
	return f.all[f.row], true
}

// Open returns how many errors there are and how many alerts nobody acknowledged.
func (f *Findings) Open() (errors, alerts int) {
	for _, one := range f.all {
		switch {
		case one.Tone == look.Stop:
			errors++
		case one.Tone == look.Alert && !one.Acknowledged:
			alerts++
		}
	}
	return errors, alerts
}

// Disabled keeps the keyboard away from an empty list.
func (f *Findings) Disabled() bool { return f.Fixed || len(f.all) == 0 }

// Disable does nothing: an empty list disables itself.
func (f *Findings) Disable() {}

// Enable does nothing.
func (f *Findings) Enable() {}

// FocusGained implements [fyne.Focusable].
func (f *Findings) FocusGained() {
	f.focused = true
	f.Refresh()
	reveal(f)
}

// FocusLost implements [fyne.Focusable].
func (f *Findings) FocusLost() {
	f.focused = false
	f.Refresh()
}

// TypedRune implements [fyne.Focusable]: Space acknowledges.
func (f *Findings) TypedRune(r rune) {
	if r != ' ' && r != '　' || f.row >= len(f.all) {
		return
	}
	one := &f.all[f.row]
	if one.Tone != look.Alert || one.Acknowledged {
		return
	}
	one.Acknowledged = true
	acknowledged := *one
	f.row = f.nextOpen()
	f.Refresh()
	if f.OnAcknowledge != nil {
		f.OnAcknowledge(acknowledged)
	}
}

// nextOpen returns the next alert that waits, or where the mark is.
func (f *Findings) nextOpen() int {
	for i := range f.all {
		n := (f.row + i) % len(f.all)
		if f.all[n].Tone == look.Alert && !f.all[n].Acknowledged {
			return n
		}
	}
	return f.row
}

// TypedKey implements [fyne.Focusable].
func (f *Findings) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		f.mark(f.row - 1)
	case fyne.KeyDown:
		f.mark(f.row + 1)
	case fyne.KeyHome:
		f.mark(0)
	case fyne.KeyEnd:
		f.mark(len(f.all) - 1)
	case fyne.KeyPageUp, fyne.KeyPageDown:
		turn(f, e.Name == fyne.KeyPageDown)
	case fyne.KeyReturn, fyne.KeyEnter:
		switch {
		case shiftHeld():
			step(f, true)
		case f.row < len(f.all) && f.OnJump != nil:
			f.OnJump(f.all[f.row])
		}
	}
}

func (f *Findings) mark(row int) {
	f.row = max(0, min(row, len(f.all)-1))
	f.Refresh()
}

// Tapped implements [fyne.Tappable].
func (f *Findings) Tapped(e *fyne.PointEvent) {
	for i, top := range f.tops {
		if e.Position.Y >= top {
			f.row = i
		}
	}
	if !f.Disabled() {
		Focus(f)
	}
	f.Refresh()
}

// MinSize implements [fyne.Widget].
func (f *Findings) MinSize() fyne.Size {
	f.ExtendBaseWidget(f)
	return fyne.NewSize(16*look.Body(), f.bottom)
}

// Resize implements [fyne.Widget].
func (f *Findings) Resize(size fyne.Size) {
	if size.Width != f.width {
		f.width = size.Width
		f.draw()
	}
	f.BaseWidget.Resize(size)
}

// CreateRenderer implements [fyne.Widget].
func (f *Findings) CreateRenderer() fyne.WidgetRenderer {
	f.draw()
	return &findingsRenderer{f}
}

type findingsRenderer struct{ f *Findings }

func (r *findingsRenderer) Destroy()                     {}
func (r *findingsRenderer) Layout(fyne.Size)             {}
func (r *findingsRenderer) MinSize() fyne.Size           { return r.f.MinSize() }
func (r *findingsRenderer) Objects() []fyne.CanvasObject { return r.f.objects }

func (r *findingsRenderer) Refresh() {
	r.f.draw()
	canvas.Refresh(r.f)
}

func (f *Findings) draw() {
	f.objects, f.tops = nil, nil
	y := float32(0)
	for i := range f.all {
		f.tops = append(f.tops, y)
		y = f.drawOne(i, y) + look.Space(1)
	}
	if len(f.all) > 0 && !f.Fixed {
		keys := look.Text(words.T(words.KitFindingKeys), look.Small(), look.InkSoft)
		put(keys, look.Space(1), y, look.RowHeight()*0.8)
		f.objects = append(f.objects, keys)
		y += look.RowHeight() * 0.8
	}
	f.bottom = y
}

// drawOne draws the i-th finding from y and returns where it ends.
func (f *Findings) drawOne(i int, y float32) float32 {
	one := f.all[i]
	left, h := look.Space(2), lineHeight(look.Body())
	tag := tagOf(one)
	textX := left + look.Width("×　確認済み　", look.Small()) + look.Space(2)
	var lines []string
	head := one.Reason
	if one.Label != "" {
		head = one.Label + "：" + head
	}
	if one.Code != "" {
		head = one.Code + "　" + head
	}
	lines = append(lines, look.Wrap(head, look.Body(), f.width-textX-left)...)
	strong := len(lines)
	if one.Remedy != "" {
		lines = append(lines, look.Wrap("→ "+one.Remedy, look.Body(), f.width-textX-left)...)
	}
	height := float32(len(lines))*h + look.Space(2)

	back := look.Box(one.Tone.Fill(), one.Tone.Edge())
	if one.Acknowledged {
		back.FillColor, back.StrokeColor = look.Fixed, look.Line
	}
	if f.focused && i == f.row {
		back.FillColor, back.StrokeColor, back.StrokeWidth = look.FocusFill, look.Focus, look.Ring
	}
	back.Move(fyne.NewPos(look.Ring/2, y+look.Ring/2))
	back.Resize(fyne.NewSize(max(f.width-look.Ring, 0), height-look.Ring))
	mark := look.BoldText(tag, look.Small(), one.Tone.Ink())
	put(mark, left, y+look.Space(1), h)
	f.objects = append(f.objects, back, mark)
	for n, s := range lines {
		t := look.Text(s, look.Body(), look.Ink)
		t.TextStyle.Bold = n < strong && !one.Acknowledged
		put(t, textX, y+look.Space(1)+float32(n)*h, h)
		f.objects = append(f.objects, t)
	}
	return y + height
}

func tagOf(one Finding) string {
	word := map[look.Tone]words.Key{
		look.Stop: words.KitStop, look.Alert: words.KitAlert,
		look.Info: words.KitInfo, look.Good: words.KitGood,
	}[one.Tone]
	if one.Acknowledged {
		word = words.KitAcknowledged
	}
	return one.Tone.Sign() + " " + words.T(word)
}
