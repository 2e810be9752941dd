package ime_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/ui/kit/ime"
)

// A method that says what the test has it say, one step a key.
type method struct {
	steps  [][]ime.Event // the answers to keys, in order
	events []ime.Event
	said   []string // what it was told
	dead   bool
}

func (m *method) Ready() bool    { return !m.dead }
func (m *method) Asked() bool    { return true }
func (m *method) Focus(ime.Mode) { m.said = append(m.said, "focus") }
func (m *method) Blur()          { m.said = append(m.said, "blur") }
func (m *method) Reset()         { m.said = append(m.said, "reset") }
func (m *method) Place(ime.Rect) {}
func (m *method) Events(int) []ime.Event {
	e := m.events
	m.events = nil
	return e
}
func (m *method) Surrounding(string, int, int) {}

func (m *method) Key(s ime.Stroke) {
	if s.Up {
		return
	}
	m.said = append(m.said, "key "+string(rune(s.Symbol)))
	if len(m.steps) > 0 {
		m.events = append(m.events, m.steps[0]...)
		m.steps = m.steps[1:]
	}
}

// A field that writes down what becomes of it.
type field struct{ text, preedit, reading string }

func (f *field) SetPreedit(p ime.Preedit) { f.preedit = p.Text }
func (f *field) Commit(text, reading string) {
	f.text += text
	f.reading += reading
}
func (f *field) Forwarded(s ime.Stroke)          { f.text += "<" + string(rune(s.Symbol)) + ">" }
func (f *field) DeleteAround(offset, length int) { f.text += fmt.Sprintf("<-%d,%d>", offset, length) }
func (f *field) Surrounding() (string, int, int) { return f.text, 0, 0 }

var (
	used = ime.Answer{Used: true}
	free = ime.Answer{}
)

func show(text string) ime.Change {
	return ime.Change{Preedit: ime.Preedit{Text: text, Caret: len([]rune(text))}}
}
func chose(text string) ime.Change {
	return ime.Change{Preedit: ime.Preedit{Text: text, To: len([]rune(text))}}
}

// TestRouter: keys and what the method says go in; the text, what is being converted, the
// reading, and the keys that came through to the form come out.
func TestRouter(t *testing.T) {
	type steps = [][]ime.Event
	typed := steps{{show("ｔ"), used}, {show("た"), used}}
	tests := []struct {
		name, keys             string
		steps                  steps
		text, preedit, reading string
		through                string
	}{
		{"typed, not committed", "ta", typed, "", "た", "", ""},
		{"committed once", "ta\r", append(steps{}, typed[0], typed[1], []ime.Event{ime.Commit{Text: "た"}, show(""), used}), "た", "", "た", ""},
		{"converted, with its reading", "ta \r", append(steps{}, typed[0], typed[1], []ime.Event{chose("田"), used}, []ime.Event{ime.Commit{Text: "田"}, show(""), used}), "田", "", "た", ""},
		{"the reading outlives a preedit hidden before the commit", "ta \r", append(steps{}, typed[0], typed[1], []ime.Event{chose("田"), used}, []ime.Event{show(""), ime.Commit{Text: "田"}, used}), "田", "", "た", ""},
		{"Enter after it is the form's", "t\r\r", steps{{show("ｔ"), used}, {ime.Commit{Text: "t"}, show(""), used}, {free}}, "t", "", "t", "\r"},
		{"Enter that the method leaves alone is nobody's while it converts", "ta\r", append(steps{}, typed[0], typed[1], []ime.Event{free}), "", "た", "", ""},
		{"Escape restores", "ta\x1b", append(steps{}, typed[0], typed[1], []ime.Event{show(""), used}), "", "", "", ""},
		{"what was given up has no part in a reading", "t\x1b1", steps{{show("ｔ"), used}, {show(""), used}, {ime.Commit{Text: "壱"}, used}}, "壱", "", "", ""},
		{"a reading not typed to its end is none", "tk \r", steps{{show("ｔ"), used}, {show("たｋ"), used}, {chose("多k"), used}, {ime.Commit{Text: "多k"}, used}}, "多k", "", "", ""},
		{"a commit in two parts has one reading", "ta", steps{{show("たなか"), used}, {ime.Commit{Text: "田"}, ime.Commit{Text: "中"}, used}}, "田中", "", "たなか", ""},
		{"the answer first, what it is about later", "ta", steps{{used, show("ｔ")}, {used, show("た")}}, "", "た", "", ""},
		{"keys that the method does not use", "1\r", steps{{free}, {free}}, "", "", "", "1\r"},
		{"a key given back", "t", steps{{ime.Forward{Stroke: ime.Stroke{Symbol: 'x'}}, used}}, "<x>", "", "", ""},
		{"text taken out around the caret", "t", steps{{ime.Delete{Offset: -1, Length: 1}, used}}, "<--1,1>", "", "", ""},
		{"the daemon dies: what is shown stays, keys come through", "ta12", append(steps{}, typed[0], typed[1], []ime.Event{ime.Gone{}}, []ime.Event{free}), "た", "", "た", "12"},
		{"no answer yet: keys wait in their order", "ta1", append(steps{}, typed[0], []ime.Event{}, []ime.Event{}), "", "ｔ", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, f, through := &method{steps: tt.steps}, &field{}, ""
			r := ime.NewRouter(m)
			r.Attach(f, ime.Kanji)
			for _, k := range tt.keys {
				if r.Wants() {
					r.Stroke(ime.Stroke{Symbol: uint32(k)}, func() { through += string(k) })
				}
			}
			if f.text != tt.text || f.preedit != tt.preedit || f.reading != tt.reading || through != tt.through {
				t.Errorf("text %q, converting %q, read %q, through %q; want %q, %q, %q, %q",
					f.text, f.preedit, f.reading, through, tt.text, tt.preedit, tt.reading, tt.through)
			}
		})
	}
}

// TestLateAnswers: a key that moves the keyboard decides where the next ones go, however
// late its answer comes.
func TestLateAnswers(t *testing.T) {
	m, first, second := &method{}, &field{}, &field{}
	r := ime.NewRouter(m)
	r.Attach(first, ime.Kanji)
	var got []string
	r.Stroke(ime.Stroke{Symbol: '\r'}, func() { r.Attach(second, ime.Direct) })
	for _, k := range "81" {
		r.Stroke(ime.Stroke{Symbol: uint32(k)}, func() { got = append(got, string(k)) })
	}
	if len(got) > 0 {
		t.Fatalf("%q came through before the key ahead of them was answered", got)
	}
	m.events = []ime.Event{free}
	r.Drain()
	if want := []string{"8", "1"}; !slices.Equal(got, want) {
		t.Errorf("through came %q, want %q: they are of a field without conversion", got, want)
	}
	if asked := strings.Join(m.said, " "); strings.Contains(asked, "key 8") {
		t.Errorf("the method was asked about keys of a PIN: %q", asked)
	}
}

// TestLeaving: what is being converted becomes text when the keyboard goes elsewhere, and
// what the method says afterwards reaches no other field.
func TestLeaving(t *testing.T) {
	m, first, second := &method{steps: [][]ime.Event{{show("にほん"), used}}}, &field{}, &field{}
	r := ime.NewRouter(m)
	r.Attach(first, ime.Kanji)
	r.Stroke(ime.Stroke{Symbol: 'n'}, func() { t.Error("a key came through") })
	r.Detach(first)
	if first.text != "にほん" || first.preedit != "" || r.Composing() {
		t.Errorf("left with %+v", first)
	}
	m.events = []ime.Event{ime.Commit{Text: "日本"}, show("日本")}
	r.Drain()
	r.Attach(second, ime.Direct)
	if second.text+second.preedit != "" || first.text != "にほん" {
		t.Errorf("a late commit came to %+v, %+v", first, second)
	}
}

// TestDeadMethod: a method that never answers is not waited for without end.
func TestDeadMethod(t *testing.T) {
	m, f, now := &method{}, &field{}, time.Now()
	r := ime.NewRouter(m)
	r.Now = func() time.Time { return now }
	r.Attach(f, ime.Kanji)
	got := ""
	press := func(k rune) { r.Stroke(ime.Stroke{Symbol: uint32(k)}, func() { got += string(k) }) }
	press('a')
	now = now.Add(4 * time.Second)
	press('b')
	if got != "a" {
		t.Errorf("through came %q after four seconds, want the key that was waited for", got)
	}
}

// TestCancel: text that is put into the field ends the conversion.
func TestCancel(t *testing.T) {
	m, f := &method{steps: [][]ime.Event{{show("た"), used}}}, &field{}
	r := ime.NewRouter(m)
	r.Attach(f, ime.Kanji)
	r.Stroke(ime.Stroke{Symbol: 't'}, func() {})
	r.Cancel(f)
	if f.preedit != "" || f.text != "" || !slices.Contains(m.said, "reset") {
		t.Errorf("%+v after %q", f, m.said)
	}
}
