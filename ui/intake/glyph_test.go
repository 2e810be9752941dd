package intake_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/rules"
	"madoguchi/assets"
	"madoguchi/ui/intake"
	"madoguchi/ui/kit"
	"madoguchi/ui/kit/ime"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/words"
)

// A07: a name that the font lacks a character of is an alert at its field. It holds the
// entry until it is acknowledged, goes with the entry, and is open again when the name
// changes.
func TestUndrawn(t *testing.T) {
	s := startWith(t, &desk{line: counter.Online}, func(cfg *intake.Config) {
		cfg.Draws = func(name string) bool { return !strings.Contains(name, "㒴") }
	})
	s.Begin(notification.MovingIn)
	s.typeAll()
	at := person(0, notification.FullName)
	s.Type(at, "山㒴　太郎")
	s.Confirm()
	want := notification.Finding{Rule: "A07", Person: 0, Item: notification.FullName}
	problems := s.Problems(at)
	if s.Stage() != intake.Filling || len(problems) != 1 || problems[0].Rule != rules.Undrawn || problems[0].Stops {
		t.Fatalf("stage %d, problems %+v", s.Stage(), problems)
	}
	if !s.Acknowledge(problems[0], "") {
		t.Fatal("it cannot be acknowledged")
	}
	s.Confirm()
	if s.Stage() != intake.Confirming {
		t.Fatalf("stage %d, problems %+v", s.Stage(), s.AllProblems())
	}
	s.Return()
	s.Type(at, "川㒴　太郎")
	s.Confirm()
	if s.Stage() != intake.Filling || s.Problems(at)[0].Acknowledged {
		t.Fatal("another name is taken for acknowledged")
	}
	s.Acknowledge(s.Problems(at)[0], "")
	s.Confirm()
	s.Confirm()
	if s.Stage() != intake.Done || !slices.Contains(s.desk.acks, counter.Ack{Finding: want}) {
		t.Errorf("stage %d, acknowledged %+v", s.Stage(), s.desk.acks)
	}
}

// A character picked on the other screen goes to the caret of the field it was asked
// from, which has the keyboard again with nothing selected.
func TestCharacterComesBack(t *testing.T) {
	f, stage, s := screen(t, kittest.Sizes[0], &desk{line: counter.Online})
	s.Begin(notification.MovingIn)
	stage.Show(f)
	at := person(0, notification.FullName)
	s.Go(at)
	stage.Type("田　太郎")
	stage.Key(fyne.KeyHome)
	stage.Press(fyne.KeyF2)
	if s.shown.Name != "田　太郎" || s.shown.Caret != 0 || s.shown.Take == nil || words.T(s.shown.Label) == "" {
		t.Fatalf("asked for %+v", s.shown)
	}
	f.Hidden()
	f.Shown() // the other screen went back
	s.shown.Take("𠮷田　太郎", 1)
	if got := f.Entry().Content.Persons[0].Get(notification.FullName); got != "𠮷田　太郎" {
		t.Errorf("name = %q", got)
	}
	if here, _ := f.PlaceOf(stage.Window.Canvas().Focused()); here != at {
		t.Errorf("the keyboard is at %v", here)
	}
	stage.Type("川")
	if got := f.Entry().Content.Persons[0].Get(notification.FullName); got != "𠮷川田　太郎" {
		t.Errorf("typed on: %q", got)
	}
}

// From a field that is no name the first name of the page is shown; one that the
// register gave can only be looked at.
func TestCharactersOfAFixedName(t *testing.T) {
	f, stage, s := screen(t, kittest.Sizes[0], &desk{line: counter.Online})
	s.Begin(notification.MovingIn)
	stage.Show(f)
	s.Go(person(0, notification.Birth))
	stage.Press(fyne.KeyF2)
	if s.shown.Name != "" {
		t.Errorf("shows %+v where there is no name", s.shown)
	}
	persons := f.Entry().Content.Persons
	persons[0].Set(notification.FullName, "佐藤　太郎")
	stage.Press(fyne.KeyF2)
	if s.shown.Name != "佐藤　太郎" || s.shown.Take == nil {
		t.Errorf("shows %+v", s.shown)
	}
	s.shown.Take("佐藤　太郎", 0) // nothing was picked
	if here, _ := f.PlaceOf(stage.Window.Canvas().Focused()); here != person(0, notification.Birth) {
		t.Errorf("the keyboard is at %v", here)
	}
	persons[0].Set(notification.BaseVersion, "3")
	persons[0].Set(notification.PersonID, "000000019")
	if f.Fixed(person(0, notification.FullName)) { // on forms that quote the register
		stage.Press(fyne.KeyF2)
		if s.shown.Take != nil {
			t.Error("a name of the register can be changed")
		}
	}
}

// A proposed reading is nowhere before Enter took it, and the resident's confirmation
// is still the clerk's to say.
func TestProposedReading(t *testing.T) {
	stage := kittest.New(t, kittest.Sizes[0])
	s := startWith(t, &desk{line: counter.Online}, func(cfg *intake.Config) {
		cfg.Propose = func(name string, family bool) []string {
			if family || name != "髙橋　花子" {
				return nil
			}
			return []string{"タカハシ　ハナコ", "タカバシ　ハナコ"}
		}
	})
	f := intake.NewForm(s.Presenter, stage)
	s.Begin(notification.MovingIn)
	stage.Show(f)
	s.Go(person(0, notification.FullName))
	stage.Type("髙橋　花子")
	reading := person(0, notification.FullReading)
	s.Go(reading)
	values := &f.Entry().Content.Persons[0]
	if values.Has(notification.FullReading) || s.Value(reading) != "" {
		t.Fatal("a proposal is recorded before anybody took it")
	}
	if os.Getenv("MADOGUCHI_LOOK") != "" {
		stage.Picture("intake-proposal")
	}
	stage.Type(" ")
	if values.Has(notification.FullReading) {
		t.Fatal("turning proposals over takes one")
	}
	stage.Key(fyne.KeyReturn)
	if got := values.Get(notification.FullReading); got != "タカバシ　ハナコ" {
		t.Errorf("reading = %q", got)
	}
	if values.Has(notification.ReadingConfirmed) {
		t.Error("it is confirmed by nobody")
	}
}

// What is typed wins over what was proposed, and passing with Tab takes nothing.
func TestProposalNotTaken(t *testing.T) {
	s := startWith(t, &desk{line: counter.Online}, func(cfg *intake.Config) {
		cfg.Propose = func(string, bool) []string { return []string{"タカハシ　ハナコ"} }
	})
	stage := kittest.New(t, kittest.Sizes[0])
	f := intake.NewForm(s.Presenter, stage)
	s.Begin(notification.MovingIn)
	stage.Show(f)
	if s.Proposals(person(0, notification.FullReading)) != nil {
		t.Error("a reading is proposed of no name")
	}
	s.Type(person(0, notification.FullName), "高橋　花子")
	s.Go(person(0, notification.FullReading))
	stage.Window.Canvas().FocusNext()
	values := &f.Entry().Content.Persons[0]
	if values.Has(notification.FullReading) {
		t.Fatal("passing took it")
	}
	s.Go(person(0, notification.FullReading))
	stage.Type("takabasi hanako")
	stage.Key(fyne.KeyReturn)
	if got := values.Get(notification.FullReading); got != "タカバシ　ハナコ" {
		t.Errorf("reading = %q", got)
	}
}

// Every way in spells alike: what a sequence of an input method became is said, and what
// may not stand is refused with its place, pasted or typed; the register's own spelling
// of a name that was quoted is left alone.
func TestWaysIn(t *testing.T) {
	at := person(0, notification.FullName)
	open := func(t *testing.T) (*intake.Form, *kittest.Stage, *setup) {
		stage := kittest.New(t, kittest.Sizes[0])
		s := startWith(t, &desk{line: counter.Online}, func(cfg *intake.Config) { cfg.Repertoire = repertoire(t) })
		f := intake.NewForm(s.Presenter, stage)
		s.Begin(notification.MovingIn)
		stage.Show(f)
		s.Go(at)
		return f, stage, s
	}
	paste := func(stage *kittest.Stage, text string) {
		clip := test.NewClipboard()
		clip.SetContent(text)
		stage.Window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	}
	spelled := words.T(words.GlyphSpelled, words.T(words.ItemName), "2")
	tests := []struct {
		name, text string
		want       string // as it is recorded
		says       string // what the message line says last
		fault      string // begins what is said at the field
	}{
		{"sequence of an input method", "大葛\U000E0100　花子", "大葛\U000E0102　花子", spelled, ""},
		{"sequence of the register", "大葛\U000E0102　花子", "大葛\U000E0102　花子", "", ""},
		{"half-width kana", "大葛ﾊﾅｺ", "", "", "3文字目"},
		{"unknown sequence", "葛\U000E0102斎\U000E01EF", "", "", "2文字目"},
	}
	for _, way := range []string{"typed", "pasted", "picked"} {
		for _, tt := range tests {
			t.Run(way+" "+tt.name, func(t *testing.T) {
				f, stage, s := open(t)
				switch way {
				case "typed":
					stage.Type(tt.text)
				case "pasted":
					paste(stage, tt.text)
				case "picked":
					stage.Press(fyne.KeyF2)
					s.shown.Take(tt.text, 1)
				}
				stage.Key(fyne.KeyReturn)
				if got := f.Entry().Content.Persons[0].Get(notification.FullName); got != tt.want {
					t.Errorf("recorded %+q, want %+q", got, tt.want)
				}
				said := stage.Said[len(stage.Said)-1]
				if way != "picked" && said != tt.says {
					t.Errorf("says %q, want %q", said, tt.says)
				}
				problems := s.Problems(at)
				if tt.fault == "" && len(problems) > 0 {
					t.Errorf("problems %+v", problems)
				}
				if tt.fault != "" && (len(problems) != 1 || problems[0].Rule != "E28" || !strings.HasPrefix(words.T(problems[0].Reason, problems[0].Args...), tt.fault)) {
					t.Errorf("problems %+v", problems)
				}
			})
		}
	}
	for name, text := range map[string]string{"line feed": "大葛\n花子", "private use": "大葛\ue000", "override": "大葛\u202e"} {
		t.Run("pasted "+name, func(t *testing.T) {
			f, stage, _ := open(t)
			stage.Type("佐藤")
			paste(stage, text)
			if got := f.Entry().Content.Persons[0].Get(notification.FullName); got != "佐藤" {
				t.Errorf("recorded %+q", got)
			}
			field := stage.Window.Canvas().Focused().(*kit.Field)
			if refused := field.Refused(); refused != words.T(words.KitControl, 3) {
				t.Errorf("says %q", refused)
			}
		})
	}
}

func repertoire(t *testing.T) *letters.Table {
	t.Helper()
	table, err := letters.OpenTable(bytes.NewReader(assets.Chars), bytes.NewReader(assets.Sequences))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// STD 4.0.10: the family name that F10 copied, and its reading, are gone on with by the
// given name.
func TestCopiedNameIsGoneOnWith(t *testing.T) {
	f, stage, s := screen(t, kittest.Sizes[0], &desk{line: counter.Online})
	s.Begin(notification.MovingIn)
	stage.Show(f)
	s.Type(person(0, notification.FullName), "山田　太郎")
	s.Type(person(0, notification.FullReading), "yamada tarou")
	s.AddPerson()
	stage.Press(fyne.KeyF10)
	s.Go(person(1, notification.FullName))
	stage.Type("花子")
	s.Go(person(1, notification.FullReading))
	stage.Type("hanako")
	values := f.Entry().Content.Persons[1]
	if name, reading := values.Get(notification.FullName), values.Get(notification.FullReading); name != "山田　花子" || reading != "ヤマダ　ハナコ" {
		t.Errorf("%q, read %q", name, reading)
	}
}

// A name that was typed as kana and converted proposes how it was typed before anything
// else, unless the name became another one or a part of it was not converted.
func TestHeardReading(t *testing.T) {
	type part struct{ text, kana string }
	for _, tt := range []struct {
		name  string
		parts []part
		later string // the name is changed to it
		want  string
	}{
		{"converted", []part{{"中田", "なかだ"}, {"　", "　"}, {"太郎", "たろう"}}, "", "ナカダ　タロウ"},
		{"a character was called by its name", []part{{"中田", "はしごなかだ"}, {"　", "　"}, {"太郎", "たろう"}}, "", "ナカタ　タロウ"},
		{"a part of it was pasted", []part{{"中田", "なかだ"}, {"　太郎", ""}}, "", "ナカタ　タロウ"},
		{"changed afterwards", []part{{"中田", "なかだ"}, {"　", "　"}, {"太郎", "たろう"}}, "仲田　太郎", "ナカタ　タロウ"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stage := kittest.New(t, kittest.Sizes[0])
			s := startWith(t, &desk{line: counter.Online}, func(cfg *intake.Config) {
				cfg.Propose = func(string, bool) []string { return []string{"ナカタ　タロウ"} }
			})
			f := intake.NewForm(s.Presenter, stage)
			s.Begin(notification.MovingIn)
			stage.Show(f)
			name, reading := person(0, notification.FullName), person(0, notification.FullReading)
			s.Go(name)
			for _, p := range tt.parts {
				stage.Window.Canvas().Focused().(ime.Client).Commit(p.text, p.kana)
			}
			if tt.later != "" {
				s.Go(reading)
				s.Type(name, tt.later)
				s.Left(name)
			}
			s.Go(reading)
			stage.Key(fyne.KeyReturn)
			if got := s.Value(reading); got != tt.want {
				t.Errorf("reading = %q, want %q", got, tt.want)
			}
		})
	}
}
