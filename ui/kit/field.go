package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/kit/ime"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// DefaultMax is how many characters a field takes unless its Spec says otherwise.
const DefaultMax = 100

// A Spec says what a field is. The zero Spec is a field for any printable text.
type Spec struct {
	Label    string
	Required bool
	Hint     string  // stands in the empty box
	LabelEm  float32 // width of the label's cell in characters; 0: DefaultLabel, negative: no label
	BoxEm    float32 // width of the box in full-width characters; 0: all there is
	Max      int     // characters; 0: DefaultMax
	Name     bool    // drawn with the font for names, with a check of its shapes; opens with the conversion on
	Kanji    bool    // opens with the conversion to kanji on; without, text opens with it off

	// Fold is applied to what is typed or pasted, Accept then says whether it may
	// stand here. Nil folds nothing and accepts all that is printable.
	Fold   func(string) string
	Accept func(string) bool

	// Note gives what stands beside the box for the text so far: a date as it was
	// recognised, the town of a postal code.
	Note func(text string) (note string, tone look.Tone)

	// Convert turns what was typed into what will stand, and the rest that is not
	// yet complete ("k" of "ka").
	Convert func(typed string) (done, pending string)

	// Proposals gives what may stand here, the likeliest first. While nothing is typed,
	// or a part that ends in a space, one that begins so is drawn faintly with a mark:
	// Enter takes it, Space shows the next, Escape none. Nothing of it stands in the
	// field before. Names are proposed only without an input method. It may be nil.
	Proposals func() []string

	// Written gives the names that may be meant by a part of a name that was typed as kana
	// or in small letters, the family name or another: without an input method they are
	// proposed as kanji. It may be nil.
	Written func(typed string, family bool) []string

	ReadOnly bool
	Skip     bool // Enter passes over it; Tab does not

	// Masked shows dots but while F2 is held (or Space, where nothing can be
	// typed); OnShown is called each time, for the log, and OnHidden once the dots
	// stand again. Secret shows dots always.
	Masked   bool
	OnShown  func()
	OnHidden func()
	Secret   bool
	NoCopy   bool // neither copied nor cut, as masked and secret fields are not (R035)

	OnChanged func(text string)
	// OnRead is called before OnLeft where it is known how everything that stands in the
	// field was read as it was typed; in hiragana. It may be nil.
	OnRead   func(text, reading string)
	OnLeft   func(text string) // the keyboard went elsewhere
	OnEnter  func() bool       // true: handled, the keyboard stays
	OnEscape func()            // Escape where there is nothing to bring back; may be nil
}

// A Field is a line of text to fill in. Make one with [NewField].
type Field struct {
	widget.BaseWidget
	spec    Spec
	frame   frame
	line    line
	entered string // the text when the keyboard came, for Escape
	pending string // what Convert has not taken yet
	refused string // why the last keystroke or paste was not taken
	shown   bool   // a masked field whose key is held

	proposal int  // which of the proposals is shown
	declined bool // none is
	written  written

	preedit ime.Preedit // what is being converted; not the field's text yet
	heard   []heard     // how what was converted was read
	history history
}

// NewField returns a field for spec.
func NewField(spec Spec) *Field {
	f := &Field{spec: spec, frame: newFrame(spec.Label, spec.Required, spec.LabelEm, spec.BoxEm)}
	f.frame.readOnly = spec.ReadOnly
	f.ExtendBaseWidget(f)
	return f
}

// NewKana returns a field for a reading: what is typed in romaji or kana becomes
// full-width katakana by convert.
func NewKana(spec Spec, convert func(typed string) (done, pending string)) *Field {
	spec.Convert = convert
	return NewField(spec)
}

// NewDate returns a field for a date typed as clerks type it. Note says what was
// recognised, or that nothing was.
func NewDate(spec Spec, note func(text string) (string, look.Tone)) *Field {
	spec.Note, spec.Fold = note, HalfWidth
	if spec.BoxEm == 0 {
		spec.BoxEm = 9
	}
	if spec.Max == 0 {
		spec.Max = 24
	}
	return NewField(spec)
}

// NewPostal returns a field for a postal code. Note gives the town.
func NewPostal(spec Spec, note func(text string) (string, look.Tone)) *Field {
	spec.Note, spec.Fold = note, HalfWidth
	spec.Accept = func(s string) bool { return Digits(strings.ReplaceAll(s, "-", "")) }
	spec.BoxEm, spec.Max = 6, 8
	return NewField(spec)
}

// NewSecret returns a field for a PIN. It shows dots and cannot be copied.
func NewSecret(spec Spec) *Field {
	spec.Secret = true
	return NewField(spec)
}

// NewMasked returns a field that shows dots but while F2 is held. Each showing is
// told to onShown, before it is shown.
func NewMasked(spec Spec, onShown func()) *Field {
	spec.Masked, spec.OnShown = true, onShown
	return NewField(spec)
}

// Text returns what stands in the field. A rest that was not converted counts.
func (f *Field) Text() string { return f.line.text() + f.pending }

// SetText puts text into the field. OnChanged is not called.
func (f *Field) SetText(text string) {
	f.giveUp()
	f.history = history{}
	f.line, f.pending, f.refused = newLine(text), "", ""
	f.proposal, f.declined = 0, false
	f.Refresh()
}

// Caret returns behind how many characters the caret stands.
func (f *Field) Caret() int { return f.line.caret }

// SetCaret puts the caret behind so many characters, with nothing selected.
func (f *Field) SetCaret(characters int) {
	f.line.moveTo(characters, false)
	f.Refresh()
}

// TakesKey reports whether a function key is the field's own while it has the keyboard:
// the one that shows a masked number.
func (f *Field) TakesKey(key fyne.KeyName) bool { return f.spec.Masked && key == fyne.KeyF2 }

// Refused returns why the last keystroke or paste was not taken, "" if it was.
func (f *Field) Refused() string { return f.refused }

// Finding returns the finding shown.
func (f *Field) Finding() Finding { return f.frame.finding }

// SetFinding shows a finding below the field; the zero Finding takes it away.
func (f *Field) SetFinding(finding Finding) {
	if f.frame.finding == finding {
		return
	}
	f.frame.finding = finding
	f.Refresh()
}

// SetReadOnly says whether the field can be changed.
func (f *Field) SetReadOnly(on bool) {
	f.spec.ReadOnly, f.frame.readOnly = on, on
	f.Refresh()
}

// SetRequired says whether the field bears the mark of a required one.
func (f *Field) SetRequired(on bool) {
	f.spec.Required, f.frame.required, f.frame.mark.Text = on, on, ""
	if on {
		f.frame.mark.Text = words.T(words.KitRequired)
	}
	f.Refresh()
}

// Disabled keeps the keyboard away from a field that cannot be changed. A masked
// one stays reachable, because it can be shown.
func (f *Field) Disabled() bool { return f.spec.ReadOnly && !f.spec.Masked }

// Disable makes the field read-only.
func (f *Field) Disable() { f.SetReadOnly(true) }

// Enable makes the field one to fill in.
func (f *Field) Enable() { f.SetReadOnly(false) }

// SkippedByEnter reports whether Enter passes over the field.
func (f *Field) SkippedByEnter() bool { return f.spec.Skip }

// SetSkip says whether Enter passes over the field.
func (f *Field) SetSkip(on bool) { f.spec.Skip = on }

// FocusGained implements [fyne.Focusable]: what stands there is replaced by what is
// typed, but a family name with the space behind it is gone on with.
func (f *Field) FocusGained() {
	f.frame.focused = true
	f.entered = f.Text()
	f.line.selectAll()
	if strings.HasSuffix(f.entered, "　") {
		f.line.end(false)
	}
	f.Refresh()
	reveal(f)
	input.Attach(f, f.mode())
}

// FocusLost implements [fyne.Focusable].
func (f *Field) FocusLost() {
	input.Detach(f)
	f.frame.focused = false
	f.hide()
	f.flush()
	f.read()
	f.line.end(false)
	f.refused = ""
	f.Refresh()
	if f.spec.OnLeft != nil {
		f.spec.OnLeft(f.Text())
	}
}

// TypedRune implements [fyne.Focusable].
func (f *Field) TypedRune(r rune) {
	if f.spec.ReadOnly || (r == ' ' || r == '　') && f.nextProposal() {
		return
	}
	if f.spec.Convert != nil {
		f.typeConverted(string(r))
		return
	}
	f.take(string(r))
}

// TypedKey implements [fyne.Focusable].
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	shift := shiftHeld()
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		f.enter(shift)
		return
	case fyne.KeyUp:
		step(f, true)
		return
	case fyne.KeyDown:
		step(f, false)
		return
	case fyne.KeyPageUp, fyne.KeyPageDown:
		turn(f, e.Name == fyne.KeyPageDown)
		return
	case fyne.KeyLeft:
		f.flush()
		f.line.left(shift)
	case fyne.KeyRight:
		f.flush()
		f.line.right(shift)
	case fyne.KeyHome:
		f.flush()
		f.line.home(shift)
	case fyne.KeyEnd:
		f.flush()
		f.line.end(shift)
	case fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyEscape:
		f.erase(e.Name)
	default:
		return
	}
	f.refused = ""
	f.history.typing = false
	f.Refresh()
	input.Moved()
}

func (f *Field) enter(shift bool) {
	f.flush()
	f.read()
	if !shift && f.takeWritten() {
		return
	}
	if !shift {
		f.takeProposal()
	}
	if !shift && f.spec.OnEnter != nil && f.spec.OnEnter() {
		return
	}
	step(f, shift)
}

// erase is Backspace, Delete, and Escape, which brings back what stood here when
// the keyboard came.
func (f *Field) erase(key fyne.KeyName) {
	if f.spec.ReadOnly {
		return
	}
	before := f.Text()
	f.history.keep(f.line)
	switch {
	case key == fyne.KeyEscape && f.decline():
		return
	case key == fyne.KeyEscape:
		f.line, f.pending = newLine(f.entered), ""
	case f.pending != "" && key == fyne.KeyBackspace:
		f.pending = f.pending[:len(f.pending)-1]
	case key == fyne.KeyBackspace:
		f.line.backspace()
	default:
		f.line.remove()
	}
	switch {
	case f.Text() != before:
		f.changed()
	case key == fyne.KeyEscape && f.spec.OnEscape != nil:
		f.spec.OnEscape()
	}
}

// TypedShortcut implements [fyne.Shortcutable].
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutPaste:
		if !f.spec.ReadOnly {
			f.flush()
			f.paste(s.Clipboard.Content())
		}
	case *fyne.ShortcutCopy:
		f.copy(s.Clipboard)
	case *fyne.ShortcutCut:
		if f.copy(s.Clipboard) && !f.spec.ReadOnly {
			f.history.keep(f.line)
			f.line.insert("")
			f.changed()
		}
	case *fyne.ShortcutUndo:
		f.step(f.history.undo)
	case *fyne.ShortcutRedo:
		f.step(f.history.redo)
	case *desktop.CustomShortcut:
		f.byWord(s)
	case *fyne.ShortcutSelectAll:
		f.line.selectAll()
		f.Refresh()
	}
}

func (f *Field) copy(to fyne.Clipboard) bool {
	if f.spec.Secret || f.spec.Masked || f.spec.NoCopy {
		f.refuse(words.T(words.KitCopyRefused))
		return false
	}
	if s := f.line.selected(); s != "" {
		keepCopied(to, s)
	}
	return true
}

func (f *Field) paste(text string) {
	text = strings.TrimRight(text, "\r\n")
	if f.spec.Convert != nil {
		done, pending := f.spec.Convert(text)
		text = done + pending
	}
	f.take(text)
}

// take puts text in at the caret, all of it or nothing.
func (f *Field) take(text string) {
	if f.spec.Fold != nil {
		text = f.spec.Fold(text)
	}
	limit := f.max()
	next := f.line.preview(text)
	bad := unprintable(text)
	switch {
	case text == "":
		return
	case bad > 0:
		f.refuse(words.T(words.KitControl, bad))
	case f.spec.Accept != nil && !f.spec.Accept(text):
		f.refuse(words.T(words.KitNotAccepted))
	case len(next.clusters) > limit && len([]rune(text)) > 2:
		f.refuse(words.T(words.KitTooLong, len(next.clusters), limit))
	case len(next.clusters) > limit:
		f.refuse(words.T(words.KitFull, limit))
	default:
		f.history.typed(f.line, text)
		f.line, f.refused = next, ""
		f.changed()
	}
}

func (f *Field) max() int {
	if f.spec.Max > 0 {
		return f.spec.Max
	}
	return DefaultMax
}

func (f *Field) refuse(why string) {
	f.refused = why
	f.Refresh()
}

func (f *Field) changed() {
	f.Refresh()
	if f.spec.OnChanged != nil {
		f.spec.OnChanged(f.Text())
	}
}

// typeConverted adds what was typed to the rest and takes what became complete.
func (f *Field) typeConverted(typed string) {
	if unprintable(typed) > 0 {
		f.refuse(words.T(words.KitControl, 1))
		return
	}
	done, pending := f.spec.Convert(f.pending + typed)
	if len(f.line.preview(done+pending).clusters) > f.max() {
		f.refuse(words.T(words.KitFull, f.max()))
		return
	}
	if done != "" {
		f.history.typed(f.line, done)
	}
	f.line.insert(done)
	f.pending, f.refused = pending, ""
	f.changed()
}

// flush ends a conversion: a lone "n" becomes its kana, any other rest stands as
// it was typed and is for the checks to find.
func (f *Field) flush() {
	if f.pending == "" {
		return
	}
	rest := f.pending
	f.pending = ""
	if done, _ := f.spec.Convert(rest + "'"); done != "" && rest == "n" {
		rest = done
	}
	f.line.insert(rest)
	f.changed()
}

// KeyDown implements [desktop.Keyable]: the key that shows a masked field.
func (f *Field) KeyDown(e *fyne.KeyEvent) {
	if !f.spec.Masked || f.shown || !f.showsWith(e.Name) || f.Text() == "" {
		return
	}
	if f.spec.OnShown != nil {
		f.spec.OnShown()
	}
	f.shown = true
	f.Refresh()
}

// KeyUp implements [desktop.Keyable].
func (f *Field) KeyUp(e *fyne.KeyEvent) {
	if f.showsWith(e.Name) {
		f.hide()
	}
}

// hide puts the dots of a masked field back.
func (f *Field) hide() {
	if !f.shown {
		return
	}
	f.shown = false
	f.Refresh()
	if f.spec.OnHidden != nil {
		f.spec.OnHidden()
	}
}

func (f *Field) showsWith(key fyne.KeyName) bool {
	return key == fyne.KeyF2 || key == fyne.KeySpace && f.spec.ReadOnly
}

// Tapped implements [fyne.Tappable]. The caret went there when the button went down.
func (f *Field) Tapped(*fyne.PointEvent) {}

// MouseDown implements [desktop.Mouseable]: the caret goes there, and what was being
// converted stands as it is shown. With Shift, what lies between is selected.
func (f *Field) MouseDown(e *desktop.MouseEvent) {
	if f.Disabled() || e.Button != desktop.MouseButtonPrimary {
		return
	}
	if f.frame.focused {
		f.flush()
		input.Settle()
	} else {
		Focus(f)
	}
	f.line.moveTo(f.clusterAt(e.Position.X), e.Modifier&fyne.KeyModifierShift != 0)
	f.history.typing = false
	f.Refresh()
	input.Moved()
}

// MouseUp implements [desktop.Mouseable].
func (f *Field) MouseUp(*desktop.MouseEvent) {}

// Dragged implements [fyne.Draggable]: what is passed over is selected.
func (f *Field) Dragged(e *fyne.DragEvent) {
	if f.Disabled() || !f.frame.focused || f.preedit.Text != "" {
		return
	}
	f.line.moveTo(f.clusterAt(e.Position.X), true)
	f.Refresh()
}

// DragEnd implements [fyne.Draggable].
func (f *Field) DragEnd() { input.Moved() }

// DoubleTapped implements [fyne.DoubleTappable].
func (f *Field) DoubleTapped(*fyne.PointEvent) {
	f.line.selectAll()
	f.Refresh()
}

// Cursor implements [desktop.Cursorable].
func (f *Field) Cursor() desktop.Cursor {
	if f.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.TextCursor
}
