package shell

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/counter"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A fact is one thing the head says: a small caption and below it the value.
type fact struct {
	caption *canvas.Text
	value   *canvas.Text
	text    string  // what it says; value may be cut
	em      float32 // least width of the value in full-width characters
}

// head is the strip at the top of the window. It is one widget, and only texts that
// changed are painted anew.
type head struct {
	widget.BaseWidget
	back    *canvas.Rectangle
	product *canvas.Text
	city    *canvas.Text

	terminal, operator, line, unsent, sent, accepted, lock, policy, clock fact
}

func newHead(city string) *head {
	h := &head{
		back:     canvas.NewRectangle(look.Brand),
		product:  look.BoldText(words.T(words.ShellProduct), look.Head(), look.InkInvert),
		city:     look.Text(city, look.Small(), look.BrandSoft),
		terminal: newFact(words.ShellTerminal, 6),
		operator: newFact(words.ShellOperator, 8),
		line:     newFact(words.ShellLine, 6),
		unsent:   newFact(words.ShellUnsent, 7),
		sent:     newFact(words.ShellSent, 7),
		accepted: newFact(words.ShellAccepted, 4),
		lock:     newFact(words.ShellUntilLock, 5),
		policy:   newFact(words.ShellPolicy, 4),
		clock:    newFact(words.ShellClock, 5),
	}
	h.ExtendBaseWidget(h)
	return h
}

func newFact(caption words.Key, em float32) fact {
	return fact{
		caption: look.Text(words.T(caption), look.Small()*0.92, look.BrandSoft),
		value:   look.BoldText("", look.Small()*1.08, look.InkInvert),
		em:      em,
	}
}

func (h *head) facts() []*fact {
	return []*fact{&h.terminal, &h.operator, &h.line, &h.unsent, &h.sent, &h.accepted, &h.lock, &h.policy, &h.clock}
}

// show brings the head up to date. Counting is whether the time to the lock runs.
func (h *head) show(s Status, counting bool, untilLock time.Duration, now time.Time) {
	operator := s.Operator
	if operator == "" {
		operator = words.T(words.ShellNobody)
	}
	policy := words.T(words.ShellPolicyNone)
	if s.Policy > 0 {
		policy = words.T(words.ShellPolicyNumber, s.Policy)
	}
	lineText, lineTone := line(s.Line)
	changed := h.terminal.set(s.Terminal, look.Plain)
	changed = h.operator.set(operator, look.Plain) || changed
	changed = h.line.set(lineTone.Sign()+" "+lineText, lineTone) || changed
	changed = h.unsent.set(counted(s, s.Unsent, now), waiting(s.Unsent, now)) || changed
	changed = h.sent.set(counted(s, s.Sent, now), waiting(s.Sent, now)) || changed
	changed = h.accepted.set(counted(s, counter.Count{N: s.Accepted.N}, now), look.Plain) || changed
	changed = h.lock.set(remaining(untilLock, counting)) || changed
	changed = h.policy.set(policy, look.Plain) || changed
	changed = h.clock.set(now.Format("15:04"), look.Plain) || changed
	if changed {
		h.Refresh()
	}
}

func (f *fact) set(text string, tone look.Tone) bool {
	if f.text == text && f.value.Color == tone.OnBrand() {
		return false
	}
	f.text, f.value.Text, f.value.Color = text, text, tone.OnBrand()
	return true
}

// remaining shows whole minutes while there is time, so that an idle window is not
// painted each second.
func remaining(d time.Duration, counting bool) (string, look.Tone) {
	switch {
	case !counting:
		return unknown, look.Plain
	case d > time.Minute:
		return words.T(words.ShellMinutes, int(d.Minutes())), look.Plain
	}
	return time.Time{}.Add(max(d, 0)).Format("4:05"), look.Alert
}

// MinSize implements [fyne.Widget].
func (h *head) MinSize() fyne.Size {
	h.ExtendBaseWidget(h)
	return fyne.NewSize(600, look.Small()*3.4)
}

// CreateRenderer implements [fyne.Widget].
func (h *head) CreateRenderer() fyne.WidgetRenderer { return &headRenderer{h} }

type headRenderer struct{ h *head }

func (r *headRenderer) Destroy()           {}
func (r *headRenderer) MinSize() fyne.Size { return r.h.MinSize() }

func (r *headRenderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.h.back, r.h.product, r.h.city}
	for _, f := range r.h.facts() {
		all = append(all, f.caption, f.value)
	}
	return all
}

func (r *headRenderer) Refresh() {
	r.Layout(r.h.Size())
	canvas.Refresh(r.h)
}

// Layout puts the name at the left and the facts at the right, each as wide as it
// needs. Where that is too much, as in large type with a long name, the facts move
// together, then the operator's name is cut, then the product's goes.
func (r *headRenderer) Layout(size fyne.Size) {
	h := r.h
	h.back.Resize(size)
	h.product.TextSize = look.Head()
	room := size.Width - look.Space(1)
	brand := max(h.product.MinSize().Width, h.city.MinSize().Width) + look.Space(6)
	h.operator.value.Text = h.operator.text
	gap := look.Space(3)
	if h.width(gap) > room-brand {
		gap = look.Space(1.5)
	}
	h.fit(gap, room-brand)
	h.product.Hidden = h.width(gap) > room-brand
	h.city.Hidden = h.product.Hidden
	if h.product.Hidden {
		h.fit(gap, room)
	}
	r.row(h.product, look.Space(3), 0)
	r.row(h.city, look.Space(3), 1)
	x := size.Width - look.Space(1)
	facts := h.facts()
	for i := len(facts) - 1; i >= 0; i-- {
		x -= facts[i].width() + gap
		r.row(facts[i].caption, x, 0)
		r.row(facts[i].value, x, 1)
	}
}

// row puts a text at x into the upper row, 0, or the lower, 1.
func (r *headRenderer) row(t *canvas.Text, x, n float32) {
	height := r.h.Size().Height
	top, pitch := height*0.08, height*0.42
	m := t.MinSize()
	t.Move(fyne.NewPos(x, top+n*pitch+(pitch-m.Height)/2))
	t.Resize(m)
}

// width is how much room the facts take with a gap before each.
func (h *head) width(gap float32) float32 {
	var w float32
	for _, f := range h.facts() {
		w += f.width() + gap
	}
	return w
}

// fit cuts the operator's name as far as it must for the facts to have room.
func (h *head) fit(gap, room float32) {
	h.operator.value.Text = h.operator.text
	if over := h.width(gap) - room; over > 0 {
		h.operator.cut(h.operator.width() - over)
	}
}

func (f *fact) width() float32 {
	return max(f.caption.MinSize().Width, f.value.MinSize().Width, f.em*look.Small())
}

// cut shortens what is shown to a width, but not below the least.
func (f *fact) cut(width float32) {
	f.value.Text = look.Fit(f.text, f.value.TextSize, max(width, f.em*look.Small()))
}
