package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/kit/ime"
)

// willing is an input method that says what the test puts into its mouth.
type willing struct {
	focus, blur int
	events      []ime.Event
}

func (w *willing) Ready() bool                  { return true }
func (w *willing) Asked() bool                  { return true }
func (w *willing) Focus(ime.Mode)               { w.focus++ }
func (w *willing) Blur()                        { w.blur++ }
func (w *willing) Reset()                       {}
func (w *willing) Key(ime.Stroke)               {}
func (w *willing) Place(ime.Rect)               {}
func (w *willing) Surrounding(string, int, int) {}

func (w *willing) Events(int) []ime.Event {
	events := w.events
	w.events = nil
	return events
}

// withMethod has the fields of a test speak to a method.
func withMethod(t *testing.T) *willing {
	t.Helper()
	m, old := &willing{}, Input()
	UseInput(ime.NewRouter(m))
	t.Cleanup(func() { UseInput(old) })
	return m
}

// TestComposed: what is being converted stands at the caret, in the place of what is
// selected, and is not the field's text.
func TestComposed(t *testing.T) {
	tests := []struct {
		name, text    string
		caret, anchor int
		preedit       ime.Preedit
		want          string // [ ] around what is not committed, { } the segment, | the caret
	}{
		{"in an empty field", "", 0, 0, ime.Preedit{Text: "たな", Caret: 2}, "[たな|]"},
		{"at the end", "山田", 2, 2, ime.Preedit{Text: "た", Caret: 1}, "山田[た|]"},
		{"in the middle", "山田", 1, 1, ime.Preedit{Text: "た", Caret: 1}, "山[た|]田"},
		{"behind a selector", "葛\U000e0102城", 1, 1, ime.Preedit{Text: "た", Caret: 0}, "葛\U000e0102[|た]城"},
		{"in the place of a selection", "山田太郎", 4, 2, ime.Preedit{Text: "は", Caret: 1}, "山田[は|]"},
		{"a segment is chosen", "", 0, 0, ime.Preedit{Text: "東京都港区", Caret: 0, From: 3, To: 5}, "[|東京都{港区}]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := NewField(Spec{Kanji: true})
			window(t, f)
			f.SetText(tt.text)
			f.line.anchor, f.line.caret = tt.anchor, tt.caret
			f.SetPreedit(tt.preedit)
			c := f.composed()
			var got strings.Builder
			for i := 0; i <= len(c.clusters); i++ {
				for _, m := range []struct {
					at   bool
					sign string
				}{{i == c.from, "["}, {i == c.last && c.pick < c.last, "}"}, {i == c.caret, "|"}, {i == c.pick && c.pick < c.last, "{"}, {i == c.to, "]"}} {
					if m.at {
						got.WriteString(m.sign)
					}
				}
				if i < len(c.clusters) {
					got.WriteString(c.clusters[i])
				}
			}
			if got.String() != tt.want {
				t.Errorf("stands as %q, want %q", got.String(), tt.want)
			}
			if f.Text() != tt.text {
				t.Errorf("text %q before a commit, want %q", f.Text(), tt.text)
			}
		})
	}
}

// TestCommit: what is committed goes through all that a keystroke does, once.
func TestCommit(t *testing.T) {
	tests := []struct {
		name, before, text, want string
		spec                     Spec
	}{
		{"in the place of what was selected on entering", "山田", "田中", "田中", Spec{Name: true}},
		{"behind a family name", "田中　", "太郎", "田中　太郎", Spec{Name: true}},
		{"too long is refused whole", "", "田中太郎", "", Spec{Name: true, Max: 3}},
		{"folded as typed text is", "", "１２－３", "12-3", Spec{Fold: HalfWidth}},
		{"read-only", "山田", "田中", "山田", Spec{Name: true, ReadOnly: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			told := 0
			tt.spec.OnChanged = func(string) { told++ }
			f := NewField(tt.spec)
			w := window(t, f)
			f.SetText(tt.before)
			w.Canvas().Focus(f)
			f.Commit(tt.text, "")
			if f.Text() != tt.want {
				t.Errorf("text %q, want %q", f.Text(), tt.want)
			}
			if wanted := map[bool]int{true: 1}[tt.want != tt.before]; told != wanted {
				t.Errorf("told %d times, want %d", told, wanted)
			}
		})
	}
}

// TestModes: names open with the conversion on; what is secret or no kanji never reaches
// an input method.
func TestModes(t *testing.T) {
	for name, tt := range map[string]struct {
		field *Field
		want  ime.Mode
	}{
		"name": {NewField(Spec{Name: true}), ime.Kanji}, "address": {NewField(Spec{Kanji: true}), ime.Kanji},
		"house number": {NewField(Spec{}), ime.Latin}, "code": {NewField(Spec{Fold: HalfWidth}), ime.Direct}, "kana": {NewKana(Spec{Kanji: true}, romaji), ime.Direct},
		"PIN": {NewSecret(Spec{Kanji: true}), ime.Direct}, "number": {NewMasked(Spec{Kanji: true}, nil), ime.Direct},
		"read-only": {NewField(Spec{Name: true, ReadOnly: true}), ime.Direct},
	} {
		if got := tt.field.mode(); got != tt.want {
			t.Errorf("%s: mode %d, want %d", name, got, tt.want)
		}
	}
	m := withMethod(t)
	name, pin := NewField(Spec{Name: true}), NewSecret(Spec{})
	w := window(t, name, pin)
	w.Canvas().Focus(name)
	on := input.Wants()
	w.Canvas().Focus(pin)
	if !on || input.Wants() || m.focus != 1 || m.blur == 0 {
		t.Errorf("name %v, PIN %v, %d times on, %d off", on, input.Wants(), m.focus, m.blur)
	}
}

// TestReadingOf: a reading is told only of a text all of which was typed as kana.
func TestReadingOf(t *testing.T) {
	parts := []heard{{"田中", "たなか"}, {"太", "ふとし"}, {"太郎", "たろう"}}
	for text, want := range map[string]string{
		"田中　太郎": "たなか　たろう", "太郎": "たろう", "田中　サブロー": "たなか　サブロー",
		"田中　花子": "", "山田": "", "": "",
	} {
		if got := readingOf(text, parts); got != want {
			t.Errorf("%q is read %q, want %q", text, got, want)
		}
	}
	told := ""
	f := NewField(Spec{Name: true, OnRead: func(_, reading string) { told = reading }})
	w := window(t, f, NewField(Spec{}))
	w.Canvas().Focus(f)
	f.Commit("田中", "たなか")
	press(w, fyne.KeyReturn)
	if told != "たなか" {
		t.Errorf("told %q", told)
	}
}

// TestDeleteAround takes characters out around the caret, counted in runes.
func TestDeleteAround(t *testing.T) {
	for _, tt := range []struct {
		offset, length, caret int
		want                  string
	}{{-1, 1, 1, "あう"}, {0, 1, 2, "あい"}, {-2, 3, 0, ""}, {-9, 9, 0, ""}, {1, 1, 2, "あいう"}, {0, 0, 2, "あいう"}} {
		f := NewField(Spec{})
		f.SetText("あいう")
		f.SetCaret(2)
		f.DeleteAround(tt.offset, tt.length)
		if f.Text() != tt.want || f.Caret() != tt.caret {
			t.Errorf("%d, %d leaves %q with the caret at %d, want %q, %d", tt.offset, tt.length, f.Text(), f.Caret(), tt.want, tt.caret)
		}
	}
}

// TestHistory: changes are taken back and made again; nothing of a PIN comes back.
func TestHistory(t *testing.T) {
	undo, redo := &fyne.ShortcutUndo{}, &fyne.ShortcutRedo{}
	f := NewField(Spec{})
	w := window(t, f)
	w.Canvas().Focus(f)
	test.Type(f, "ab c")
	press(w, fyne.KeyBackspace)
	f.Commit("田", "")
	for i, step := range []struct {
		key  fyne.Shortcut
		want string
	}{{undo, "ab "}, {undo, "ab c"}, {undo, "ab "}, {undo, "ab"}, {undo, ""}, {undo, ""}, {redo, "ab"}, {redo, "ab "}, {redo, "ab c"}} {
		f.TypedShortcut(step.key)
		if f.Text() != step.want {
			t.Fatalf("step %d: text %q, want %q", i+1, f.Text(), step.want)
		}
	}
	f.TypedRune('x')
	f.TypedShortcut(redo)
	if f.Text() != "ab cx" {
		t.Errorf("text %q: what was undone came back after something was typed", f.Text())
	}
	pin := NewSecret(Spec{})
	test.Type(pin, "12")
	press(w, fyne.KeyBackspace)
	pin.TypedShortcut(undo)
	if pin.Text() != "12" {
		t.Errorf("a PIN was changed by undo: %q", pin.Text())
	}
}

// TestWords: Ctrl with an arrow steps over runs of the same letters.
func TestWords(t *testing.T) {
	const text = "港区みなと 1-2号"
	for _, tt := range []struct {
		key   fyne.KeyName
		from  int
		shift bool
		want  string // with | for the caret
	}{
		{fyne.KeyLeft, 10, false, "港区みなと 1-2|号"}, {fyne.KeyLeft, 6, false, "港区|みなと 1-2号"}, {fyne.KeyLeft, 0, false, "|" + text},
		{fyne.KeyRight, 0, false, "港区|みなと 1-2号"}, {fyne.KeyRight, 2, false, "港区みなと |1-2号"}, {fyne.KeyRight, 10, false, text + "|"},
		{fyne.KeyBackspace, 5, false, "港区| 1-2号"}, {fyne.KeyDelete, 2, false, "港区|1-2号"},
		{fyne.KeyHome, 5, false, "|" + text}, {fyne.KeyEnd, 5, false, text + "|"},
	} {
		f := NewField(Spec{})
		f.SetText(text)
		f.SetCaret(tt.from)
		f.TypedShortcut(&desktop.CustomShortcut{KeyName: tt.key, Modifier: fyne.KeyModifierControl})
		c := f.line.clusters
		if got := strings.Join(c[:f.Caret()], "") + "|" + strings.Join(c[f.Caret():], ""); got != tt.want {
			t.Errorf("Ctrl+%s at %d: %q, want %q", tt.key, tt.from, got, tt.want)
		}
	}
}

// TestMouse: the button puts the caret there, with Shift or drawn along it selects.
func TestMouse(t *testing.T) {
	f := NewField(Spec{LabelEm: -1})
	w := window(t, f)
	f.SetText("あいうえお")
	at := func(character int) fyne.PointEvent {
		return fyne.PointEvent{Position: fyne.NewPos(f.frame.content.X+f.width(f.line.clusters[:character])+1, 10)}
	}
	f.MouseDown(&desktop.MouseEvent{PointEvent: at(2), Button: desktop.MouseButtonPrimary})
	if w.Canvas().Focused() != f || f.Caret() != 2 || f.line.selected() != "" {
		t.Errorf("caret at %d, selected %q", f.Caret(), f.line.selected())
	}
	f.Dragged(&fyne.DragEvent{PointEvent: at(4)})
	if f.line.selected() != "うえ" {
		t.Errorf("drawn over %q, want うえ", f.line.selected())
	}
	f.MouseDown(&desktop.MouseEvent{PointEvent: at(0), Button: desktop.MouseButtonPrimary, Modifier: fyne.KeyModifierShift})
	if f.line.selected() != "あい" {
		t.Errorf("with Shift %q, want あい", f.line.selected())
	}
}

// TestTapSettles: a function key that is clicked finds in the field what is shown there.
func TestTapSettles(t *testing.T) {
	m := withMethod(t)
	f, found := NewField(Spec{Name: true}), ""
	bar := NewFunctionBar(nil)
	bar.SetActions([]Action{{Key: fyne.KeyF1, Label: "F1", Do: func() { found = f.Text() }}})
	w := window(t, f, bar)
	w.Canvas().Focus(f)
	m.events = []ime.Event{ime.Change{Preedit: ime.Preedit{Text: "たなか", Caret: 3}}}
	input.Drain()
	if f.Text() != "" || f.preedit.Text != "たなか" {
		t.Fatalf("text %q, converting %q", f.Text(), f.preedit.Text)
	}
	bar.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, 20)})
	if found != "たなか" || f.preedit.Text != "" || m.focus != 2 {
		t.Errorf("found %q, converting %q, method told %d times", found, f.preedit.Text, m.focus)
	}
}
