package kit

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// An Option is one of a [Choice].
type Option struct {
	Value   string // what is kept; never shown
	Code    string // what is typed to choose it: "1", "02"
	Label   string
	Reading string // letters or kana that also find it; may be empty
}

// A ChoiceSpec says what a [Choice] is.
type ChoiceSpec struct {
	Label     string
	Required  bool
	LabelEm   float32 // as in [Spec]
	BoxEm     float32 // width of the box of a long list; 0: 10
	Options   []Option
	Long      bool // always a box with the neighbours beside it, never all in a row
	ReadOnly  bool
	Skip      bool
	OnChanged func(value string)
	OnEnter   func() bool
}

// A Choice picks one of several by its code number, by the first letters of its
// label or reading, or with the arrow keys. It is one tab stop and opens nothing:
// a short list stands in a row, a long one shows what is chosen and its neighbours.
type Choice struct {
	widget.BaseWidget
	spec   ChoiceSpec
	frame  frame
	chosen int // -1: nothing yet
	typed  string
	failed bool // what was typed found nothing
}

// NewChoice returns a choice for spec, with nothing chosen.
func NewChoice(spec ChoiceSpec) *Choice {
	if spec.BoxEm == 0 && spec.Long {
		spec.BoxEm = 10
	}
	c := &Choice{spec: spec, chosen: -1, frame: newFrame(spec.Label, spec.Required, spec.LabelEm, spec.BoxEm)}
	c.frame.readOnly = spec.ReadOnly
	c.ExtendBaseWidget(c)
	return c
}

// Value returns what is chosen, "" for nothing yet.
func (c *Choice) Value() string {
	if c.chosen < 0 {
		return ""
	}
	return c.spec.Options[c.chosen].Value
}

// SetValue chooses value; an unknown one chooses nothing. OnChanged is not called.
func (c *Choice) SetValue(value string) {
	c.chosen = -1
	for i, o := range c.spec.Options {
		if o.Value == value {
			c.chosen = i
		}
	}
	c.typed, c.failed = "", false
	c.Refresh()
}

// SetOptions replaces the options and keeps what is chosen if it is still there.
func (c *Choice) SetOptions(options []Option) {
	value := c.Value()
	c.spec.Options = options
	c.SetValue(value)
}

// Finding returns the finding shown.
func (c *Choice) Finding() Finding { return c.frame.finding }

// SetFinding shows a finding below the choice; the zero Finding takes it away.
func (c *Choice) SetFinding(finding Finding) {
	if c.frame.finding != finding {
		c.frame.finding = finding
		c.Refresh()
	}
}

// SetReadOnly says whether the choice can be changed.
func (c *Choice) SetReadOnly(on bool) {
	c.spec.ReadOnly, c.frame.readOnly = on, on
	c.Refresh()
}

// SetRequired says whether the choice bears the mark of a required one.
func (c *Choice) SetRequired(on bool) {
	c.frame.mark.Text = ""
	if on {
		c.frame.mark.Text = words.T(words.KitRequired)
	}
	c.Refresh()
}

// Disabled keeps the keyboard away from a choice that cannot be changed.
func (c *Choice) Disabled() bool { return c.spec.ReadOnly }

// Disable makes the choice read-only.
func (c *Choice) Disable() { c.SetReadOnly(true) }

// Enable makes the choice one to change.
func (c *Choice) Enable() { c.SetReadOnly(false) }

// SkippedByEnter reports whether Enter passes over the choice.
func (c *Choice) SkippedByEnter() bool { return c.spec.Skip }

// FocusGained implements [fyne.Focusable].
func (c *Choice) FocusGained() {
	c.frame.focused, c.typed, c.failed = true, "", false
	c.Refresh()
	reveal(c)
}

// FocusLost implements [fyne.Focusable].
func (c *Choice) FocusLost() {
	c.frame.focused, c.typed, c.failed = false, "", false
	c.Refresh()
}

// TypedRune implements [fyne.Focusable].
func (c *Choice) TypedRune(r rune) {
	if c.spec.ReadOnly {
		return
	}
	if r == ' ' || r == '　' {
		c.move(1)
		return
	}
	s := HalfWidth(string(r))
	for _, typed := range []string{c.typed + s, s} {
		if i, ok := c.find(typed); ok {
			c.typed, c.failed = typed, false
			c.choose(i)
			return
		}
	}
	c.typed, c.failed = "", true
	c.Refresh()
}

// find returns the option for what was typed. A whole code wins over the start of
// a longer one, codes win over letters.
func (c *Choice) find(typed string) (int, bool) {
	matches := []func(Option) bool{
		func(o Option) bool { return o.Code == typed || strings.TrimLeft(o.Code, "0") == typed },
		func(o Option) bool { return strings.HasPrefix(o.Code, typed) },
		func(o Option) bool { return strings.HasPrefix(o.Label, typed) },
		func(o Option) bool { return o.Reading != "" && strings.HasPrefix(fold(o.Reading), fold(typed)) },
	}
	for _, match := range matches {
		for i, o := range c.spec.Options {
			if match(o) {
				return i, true
			}
		}
	}
	return 0, false
}

// fold makes letters small and hiragana of katakana, so that either finds.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ァ' && r <= 'ヶ' {
			return r - 'ァ' + 'ぁ'
		}
		return unicode.ToLower(r)
	}, s)
}

// TypedKey implements [fyne.Focusable].
func (c *Choice) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		shift := shiftHeld()
		if !shift && c.spec.OnEnter != nil && c.spec.OnEnter() {
			return
		}
		step(c, shift)
	case fyne.KeyLeft:
		c.move(-1)
	case fyne.KeyRight:
		c.move(1)
	case fyne.KeyUp:
		step(c, true)
	case fyne.KeyDown:
		step(c, false)
	case fyne.KeyHome:
		c.choose(0)
	case fyne.KeyEnd:
		c.choose(len(c.spec.Options) - 1)
	case fyne.KeyPageUp, fyne.KeyPageDown:
		turn(c, e.Name == fyne.KeyPageDown)
	case fyne.KeyDelete, fyne.KeyBackspace:
		c.typed = ""
		c.choose(-1)
	}
}

func (c *Choice) move(by int) {
	if n := len(c.spec.Options); n > 0 {
		c.typed = ""
		c.choose(((c.chosen+by)%n + n) % n)
	}
}

func (c *Choice) choose(i int) {
	if c.spec.ReadOnly || i >= len(c.spec.Options) {
		return
	}
	changed := i != c.chosen
	c.chosen, c.failed = i, false
	c.Refresh()
	if changed && c.spec.OnChanged != nil {
		c.spec.OnChanged(c.Value())
	}
}

// Tapped implements [fyne.Tappable].
func (c *Choice) Tapped(e *fyne.PointEvent) {
	if c.spec.ReadOnly {
		return
	}
	Focus(c)
	for _, p := range c.places() {
		if e.Position.X >= p.from && e.Position.X < p.to {
			c.choose(p.option)
			return
		}
	}
}

// MinSize implements [fyne.Widget].
func (c *Choice) MinSize() fyne.Size {
	c.ExtendBaseWidget(c)
	return c.frame.minSize()
}

// a place is where an option stands.
type place struct {
	option   int
	text     string
	from, to float32
}

func (c *Choice) text(i int) string {
	o := c.spec.Options[i]
	if o.Code == "" {
		return o.Label
	}
	return o.Code + " " + o.Label
}

// inRow reports whether all options fit side by side.
func (c *Choice) inRow() bool {
	if c.spec.Long {
		return false
	}
	var w float32
	for i := range c.spec.Options {
		w += look.Width(c.text(i), look.Body()) + look.Space(5)
	}
	return w <= c.frame.contentSize.Width+look.Space(2)
}

// places returns where the options stand: all in a row, or the chosen one in the
// box and, with the keyboard here, the ones around it to the right of the box.
func (c *Choice) places() []place {
	x := c.frame.content.X
	if c.inRow() {
		return c.row(0, x-look.Space(1), c.frame.size.Width)
	}
	var out []place
	if c.chosen >= 0 {
		text := look.Fit(c.text(c.chosen), look.Body(), c.frame.contentSize.Width)
		out = append(out, place{c.chosen, text, x, x + c.frame.contentSize.Width})
	}
	if c.frame.focused && !c.failed {
		out = append(out, c.row(max(c.chosen-1, 0), x+c.frame.contentSize.Width+look.Space(4), c.frame.size.Width)...)
	}
	return out
}

func (c *Choice) row(first int, x, limit float32) []place {
	var out []place
	for i := first; i < len(c.spec.Options); i++ {
		w := look.Width(c.text(i), look.Body()) + look.Space(4)
		if x+w > limit {
			break
		}
		out = append(out, place{i, c.text(i), x, x + w})
		x += w + look.Space(1)
	}
	return out
}

type choiceRenderer struct {
	c       *Choice
	objects []fyne.CanvasObject
}

// CreateRenderer implements [fyne.Widget].
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	r := &choiceRenderer{c: c}
	r.update()
	return r
}

func (r *choiceRenderer) Destroy()                     {}
func (r *choiceRenderer) MinSize() fyne.Size           { return r.c.frame.minSize() }
func (r *choiceRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *choiceRenderer) Layout(size fyne.Size) {
	r.c.frame.size = size
	r.update()
}

func (r *choiceRenderer) Refresh() {
	before := r.c.frame.laid
	r.update()
	canvas.Refresh(r.c)
	if before != 0 && r.c.frame.laid != before {
		reflow(r.c)
	}
}

func (r *choiceRenderer) update() {
	c := r.c
	c.frame.note, c.frame.noteTone = "", look.Plain
	if c.failed {
		c.frame.note, c.frame.noteTone = words.T(words.KitNoOption), look.Alert
	}
	c.frame.layout(c.frame.size)
	c.frame.paint()
	r.objects = c.frame.objects()
	row := c.inRow()
	for n, p := range c.places() {
		boxed := row || n > 0 || c.chosen < 0
		r.option(p, boxed)
	}
}

// option draws one option; those that stand side by side show by their ground
// which is chosen.
func (r *choiceRenderer) option(p place, beside bool) {
	c, h := r.c, look.RowHeight()
	t := look.Text(p.text, look.Body(), look.Ink)
	x := p.from
	if beside {
		x += look.Space(2)
		if p.option == c.chosen {
			ground := canvas.NewRectangle(look.Accent)
			ground.CornerRadius = look.Radius
			ground.Move(fyne.NewPos(p.from, h*0.14))
			ground.Resize(fyne.NewSize(p.to-p.from, h*0.72))
			r.objects = append(r.objects, ground)
			t.Color, t.TextStyle.Bold = look.InkInvert, true
		} else if c.spec.ReadOnly {
			t.Color = look.InkFaint
		}
	}
	put(t, x, 0, h)
	r.objects = append(r.objects, t)
}
