package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// window shows objects in a window of the test driver, in our look.
func window(t *testing.T, objects ...fyne.CanvasObject) fyne.Window {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	w := test.NewTempWindow(t, container.NewVBox(objects...))
	w.Resize(fyne.NewSize(700, 400))
	return w
}

// press sends keys to whatever has the keyboard.
func press(w fyne.Window, keys ...fyne.KeyName) {
	for _, k := range keys {
		if f := w.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: k})
		}
	}
}

func withShift(t *testing.T) {
	t.Helper()
	old := shiftHeld
	shiftHeld = func() bool { return true }
	t.Cleanup(func() { shiftHeld = old })
}

func TestFieldEditing(t *testing.T) {
	const katsura = "葛\U000e0102"
	tests := []struct {
		name  string
		start string
		keys  []fyne.KeyName
		want  string
	}{
		{"backspace takes a base with its selector", "城" + katsura, []fyne.KeyName{fyne.KeyEnd, fyne.KeyBackspace}, "城"},
		{"delete takes a base with its selector", katsura + "城", []fyne.KeyName{fyne.KeyHome, fyne.KeyDelete}, "城"},
		{"left steps over both", katsura + "城", []fyne.KeyName{fyne.KeyEnd, fyne.KeyLeft, fyne.KeyBackspace}, "城"},
		{"combining mark goes with its letter", "か\u3099き", []fyne.KeyName{fyne.KeyHome, fyne.KeyDelete}, "き"},
		{"backspace over what was selected on entering", "城", []fyne.KeyName{fyne.KeyBackspace}, ""},
		{"escape brings back", "城", []fyne.KeyName{fyne.KeyBackspace, fyne.KeyEscape}, "城"},
		{"backspace at the start does nothing", "城", []fyne.KeyName{fyne.KeyHome, fyne.KeyBackspace}, "城"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := NewField(Spec{Label: "氏名", Name: true})
			w := window(t, f)
			f.SetText(tt.start)
			w.Canvas().Focus(f)
			press(w, tt.keys...)
			if got := f.Text(); got != tt.want {
				t.Errorf("text = %+q, want %+q", got, tt.want)
			}
		})
	}
}

func TestFieldTaking(t *testing.T) {
	tests := []struct {
		name  string
		spec  Spec
		paste string
		want  string
		why   string // what is said
	}{
		{"paste", Spec{}, "みなと野市", "みなと野市", ""},
		{"trailing line break is dropped", Spec{}, "みなと野市\r\n", "みなと野市", ""},
		{"oversized paste is refused whole", Spec{Max: 3}, "みなと野市", "", words.T(words.KitTooLong, 5, 3)},
		{"selectors do not count", Spec{Max: 2}, "葛\U000e0102城", "葛\U000e0102城", ""},
		{"line break inside", Spec{}, "a\nb", "", words.T(words.KitControl, 2)},
		{"bidirectional override", Spec{}, "a\u202eb", "", words.T(words.KitControl, 2)},
		{"private use", Spec{}, "葛\U000E0102\ue000", "", words.T(words.KitControl, 2)},
		{"digits only", Spec{Accept: Digits}, "12a", "", words.T(words.KitNotAccepted)},
		{"digits are folded", Spec{Accept: Digits, Fold: HalfWidth}, "１２３", "123", ""},
		{"read-only", Spec{ReadOnly: true, Masked: true}, "1", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := NewField(tt.spec)
			w := window(t, f)
			w.Canvas().Focus(f)
			clip := test.NewClipboard()
			clip.SetContent(tt.paste)
			f.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
			if got := f.Text(); got != tt.want {
				t.Errorf("text = %q, want %q", got, tt.want)
			}
			if f.refused != tt.why {
				t.Errorf("said %q, want %q", f.refused, tt.why)
			}
		})
	}
}

// romaji converts just enough for the tests: "ka" and "n'".
func romaji(typed string) (done, pending string) {
	switch {
	case strings.HasSuffix(typed, "ka"):
		return strings.Replace(typed, "ka", "カ", 1), ""
	case typed == "n'":
		return "ン", ""
	case typed == "k", typed == "n":
		return "", typed
	}
	return typed, ""
}

func TestKana(t *testing.T) {
	tests := []struct {
		name, typed, want string
	}{
		{"a syllable", "ka", "カ"},
		{"an unfinished one stands until it is left", "k", "k"},
		{"a lone n at the end", "kan", "カン"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			left := ""
			f := NewKana(Spec{OnLeft: func(s string) { left = s }}, romaji)
			w := window(t, f, NewField(Spec{}))
			w.Canvas().Focus(f)
			test.Type(f, tt.typed)
			press(w, fyne.KeyReturn)
			if f.Text() != tt.want || left != tt.want {
				t.Errorf("text = %q, left with %q, want %q", f.Text(), left, tt.want)
			}
		})
	}
	t.Run("backspace takes a letter of the rest first", func(t *testing.T) {
		f := NewKana(Spec{}, romaji)
		w := window(t, f)
		w.Canvas().Focus(f)
		test.Type(f, "kak")
		press(w, fyne.KeyBackspace)
		if got := f.Text(); got != "カ" {
			t.Errorf("text = %q, want カ", got)
		}
	})
}

func TestEnter(t *testing.T) {
	first, fixed, skipped, last := NewField(Spec{}), NewField(Spec{ReadOnly: true}), NewField(Spec{Skip: true}), NewField(Spec{})
	w := window(t, first, fixed, skipped, last)
	w.Canvas().Focus(first)
	press(w, fyne.KeyReturn)
	if w.Canvas().Focused() != last {
		t.Error("Enter stops at a field that cannot be changed or is not needed")
	}
	w.Canvas().Focus(first)
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != skipped {
		t.Error("Tab passes over a field that is not needed")
	}
	w.Canvas().Focus(last)
	withShift(t)
	press(w, fyne.KeyReturn)
	if w.Canvas().Focused() != first {
		t.Error("Shift+Enter does not go back to the first")
	}
}

// TestSecrecy checks what of a secret or masked field can be seen or taken away.
func TestSecrecy(t *testing.T) {
	shown := 0
	number := NewMasked(Spec{ReadOnly: true}, func() { shown++ })
	number.SetText("123456789018")
	pin := NewSecret(Spec{})
	pin.SetText("482915")
	w := window(t, number, pin)
	visible := func(f *Field) string { return strings.Join(f.drawn(), "") }

	w.Canvas().Focus(number)
	if strings.ContainsAny(visible(number), "0123456789") {
		t.Error("a masked field shows its digits")
	}
	number.KeyDown(&fyne.KeyEvent{Name: fyne.KeyF2})
	number.KeyDown(&fyne.KeyEvent{Name: fyne.KeyF2})
	if visible(number) != "123456789018" || shown != 1 {
		t.Errorf("held: shows %q and was logged %d times, want all digits, once", visible(number), shown)
	}
	number.KeyUp(&fyne.KeyEvent{Name: fyne.KeyF2})
	if strings.Contains(visible(number), "1") {
		t.Error("it still shows after the key was let go")
	}
	number.KeyDown(&fyne.KeyEvent{Name: fyne.KeySpace})
	w.Canvas().Focus(pin)
	if strings.Contains(visible(number), "1") || shown != 2 {
		t.Errorf("it still shows after the keyboard left, logged %d times", shown)
	}
	for _, f := range []*Field{number, pin} {
		clip := test.NewClipboard()
		f.TypedShortcut(&fyne.ShortcutSelectAll{})
		f.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clip})
		f.TypedShortcut(&fyne.ShortcutCut{Clipboard: clip})
		if clip.Content() != "" {
			t.Error("it was copied")
		}
	}
	if strings.ContainsAny(visible(pin), "0123456789") {
		t.Error("a PIN is shown")
	}
}

// TestFindingMakesRoom checks that a finding stands below the field in full.
func TestFindingMakesRoom(t *testing.T) {
	f := NewField(Spec{Label: "生年月日", BoxEm: 9})
	window(t, f)
	before := f.MinSize().Height
	f.SetFinding(Finding{Tone: look.Stop, Code: "E02", Reason: "この日付はありません。", Remedy: strings.Repeat("届書を確かめてください。", 6)})
	if f.MinSize().Height <= before+look.Small() {
		t.Error("the finding has no room")
	}
	var text strings.Builder
	for _, l := range f.frame.lines {
		text.WriteString(l.Text)
		if l.MinSize().Width > 700 {
			t.Errorf("%q is cut off", l.Text)
		}
	}
	if !strings.Contains(text.String(), "E02") || strings.Count(text.String(), "届書を") != 6 {
		t.Errorf("it says %q", text.String())
	}
	f.SetFinding(Finding{})
	if f.MinSize().Height != before {
		t.Error("the room stays after the finding went")
	}
}

// TestNameGuard checks that a shape the font lacks is shown as such (D4).
func TestNameGuard(t *testing.T) {
	f := NewField(Spec{Name: true})
	window(t, f)
	f.SetText("斎\U000e01ef藤")
	if got := strings.Join(f.drawn(), ""); got != look.Undrawn+"藤" {
		t.Errorf("drawn = %q", got)
	}
	if got := f.Text(); got != "斎\U000e01ef藤" {
		t.Errorf("text = %+q: what is kept must not change", got)
	}
}

// TestProposals: what is proposed stands in the field only once it was taken.
func TestProposals(t *testing.T) {
	proposals := []string{"ナカタ　タロウ", "ナカダ　タロウ"}
	tests := []struct {
		name, before, typed string
		keys                []fyne.KeyName
		want, faint         string // faint: the proposal that is left in sight
	}{
		{"nothing is done: nothing stands", "", "", nil, "", "案：ナカタ　タロウ"},
		{"Enter takes", "", "", []fyne.KeyName{fyne.KeyReturn}, "ナカタ　タロウ", ""},
		{"Space shows the next", "", " ", nil, "", "案：ナカダ　タロウ"},
		{"Space, Enter", "", "　", []fyne.KeyName{fyne.KeyReturn}, "ナカダ　タロウ", ""},
		{"Space twice is the first again", "", "  ", nil, "", "案：ナカタ　タロウ"},
		{"typing replaces", "", "ka", nil, "カ", ""},
		{"a rest that is not complete replaces", "", "k", nil, "k", ""},
		{"Escape, then Enter takes nothing", "", "", []fyne.KeyName{fyne.KeyEscape, fyne.KeyReturn}, "", ""},
		{"Up goes away and takes nothing", "", "", []fyne.KeyName{fyne.KeyUp}, "", "案：ナカタ　タロウ"},
		{"a family name begun is completed", "ナカダ　", "", []fyne.KeyName{fyne.KeyReturn}, "ナカダ　タロウ", ""},
		{"another family name is left alone", "ヤマダ　", "", []fyne.KeyName{fyne.KeyReturn}, "ヤマダ　", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			told := ""
			f := NewKana(Spec{Proposals: func() []string { return proposals }, OnChanged: func(s string) { told = s }}, romaji)
			f.SetText(tt.before)
			other := NewField(Spec{})
			w := window(t, other, f)
			w.Canvas().Focus(f)
			f.SetCaret(len(tt.before))
			for _, r := range tt.typed {
				f.TypedRune(r)
			}
			press(w, tt.keys...)
			if f.Text() != tt.want || !strings.HasPrefix(f.faint(), tt.faint) || tt.faint == "" && f.faint() != "" {
				t.Errorf("text %q, proposes %q", f.Text(), f.faint())
			}
			if tt.before == "" && told != tt.want {
				t.Errorf("told %q", told)
			}
		})
	}
	fixed := NewKana(Spec{ReadOnly: true, Proposals: func() []string { return proposals }}, romaji)
	if fixed.faint() != "" {
		t.Error("proposes where nothing can be typed")
	}
}

// TestCaret: the caret can be put behind a character, counted with its selector, and
// what is typed then goes in there.
func TestCaret(t *testing.T) {
	f := NewField(Spec{Name: true})
	f.SetText("葛\U000E0102城")
	w := window(t, f)
	w.Canvas().Focus(f)
	f.SetCaret(1)
	if f.Caret() != 1 {
		t.Errorf("caret at %d", f.Caret())
	}
	f.TypedRune('西')
	if f.Text() != "葛\U000E0102西城" {
		t.Errorf("text = %+q", f.Text())
	}
}

// TestBegun: a name that ends in a space is gone on with, any other is replaced.
func TestBegun(t *testing.T) {
	for before, want := range map[string]string{"山田　": "山田　x", "山田": "x"} {
		f := NewField(Spec{Name: true})
		f.SetText(before)
		w := window(t, NewField(Spec{}), f)
		w.Canvas().Focus(f)
		f.TypedRune('x')
		if f.Text() != want {
			t.Errorf("%q became %q", before, f.Text())
		}
	}
}

// TestEscapeLeaves: Escape brings back what stood in the field, and only then leaves.
func TestEscapeLeaves(t *testing.T) {
	left := 0
	f := NewField(Spec{OnEscape: func() { left++ }})
	w := window(t, f)
	w.Canvas().Focus(f)
	f.TypedRune('a')
	press(w, fyne.KeyEscape)
	if f.Text() != "" || left != 0 {
		t.Errorf("text %q, left %d times", f.Text(), left)
	}
	press(w, fyne.KeyEscape)
	if left != 1 {
		t.Errorf("left %d times", left)
	}
}
