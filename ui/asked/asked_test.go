package asked_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/ui/asked"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

type fakeDesk struct {
	asked  []counter.Asked
	answer error
	got    []string
}

func (d *fakeDesk) Asked() []counter.Asked { return d.asked }
func (d *fakeDesk) Answer(_ context.Context, id, answer string) error {
	d.got = append(d.got, id+" "+answer)
	return d.answer
}

var questions = []counter.Asked{
	{ID: "q1", By: "boss", At: time.Date(2026, 11, 24, 0, 30, 0, 0, time.UTC), Text: "11月20日（金）21時ごろの検索3件について、業務上の理由を教えてください。"},
	{ID: "q2", By: "it01", At: time.Date(2026, 11, 24, 0, 31, 0, 0, time.UTC), Text: "同じ日に番号で検索した理由は？"},
}

// seat is the screen in a window, typed at.
type seat struct {
	desk   *fakeDesk
	form   *asked.Form
	window fyne.Window
	done   bool
	work   chan func()
}

func newSeat(t *testing.T, d *fakeDesk) *seat {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	s := &seat{desk: d, form: asked.NewForm(), work: make(chan func(), 10)}
	s.form.Presenter = asked.New(asked.Config{Desk: d, View: s.form, Do: func(f func()) { s.work <- f }, Done: func() { s.done = true }})
	s.window = test.NewTempWindow(t, s.form.Content())
	s.window.Resize(fyne.NewSize(1366, 620))
	s.form.Shown()
	return s
}

// answer types an answer and sends it by keyboard.
func (s *seat) answer(text string) {
	test.Type(s.window.Canvas().Focused(), text)
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.form.Presenter.Wait()
	select {
	case f := <-s.work:
		f()
	default:
	}
}

func (s *seat) markup() string {
	size := s.window.Canvas().Size()
	s.window.Resize(size.AddWidthHeight(1, 1))
	s.window.Resize(size)
	return strings.Join(strings.Fields(test.RenderToMarkup(s.window.Canvas())), "")
}

// TestAnswer is R122: one question after the other, and then to work.
func TestAnswer(t *testing.T) {
	s := newSeat(t, &fakeDesk{asked: questions})
	if !strings.Contains(s.markup(), "業務上の理由を") {
		t.Error("the question is not on the screen")
	}
	s.answer("")
	if len(s.desk.got) != 0 || !strings.Contains(s.markup(), words.T(words.AskedEmpty)) {
		t.Errorf("sent without an answer: %v", s.desk.got)
	}
	s.answer("災害対応のため")
	if s.done || !strings.Contains(s.markup(), "番号で検索した理由は？") {
		t.Error("the second question does not follow")
	}
	s.form.Hidden() // the cover, and back
	s.form.Shown()
	s.answer("本人の申出による")
	if !s.done || !slices.Equal(s.desk.got, []string{"q1 災害対応のため", "q2 本人の申出による"}) {
		t.Errorf("done %v, sent %q", s.done, s.desk.got)
	}
}

// TestKept: what was typed stays when it could not be sent, and when the cover came.
func TestKept(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		done bool
		says words.Key
	}{
		{"no line", fmt.Errorf("answer: %w", counter.ErrOffline), false, words.AskedOffline},
		{"anything else", errors.New("disk"), false, words.AskedFailed},
		{"answered elsewhere", fmt.Errorf("answer: %w", counter.ErrGone), true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSeat(t, &fakeDesk{asked: questions[:1], answer: tt.err})
			s.answer("災害対応のため")
			if s.done != tt.done {
				t.Errorf("done %v", s.done)
			}
			if tt.done {
				return
			}
			s.form.Hidden()
			s.form.Shown()
			beginning := string([]rune(words.T(tt.says))[:12]) // it is broken into lines
			if m := s.markup(); !strings.Contains(m, beginning) || !strings.Contains(m, "災害対応のため") {
				t.Errorf("%s is not on the screen, or the answer is gone", tt.says)
			}
		})
	}
}

// TestLater: both ways of putting it off, and not while an answer is on its way.
func TestLater(t *testing.T) {
	s := newSeat(t, &fakeDesk{asked: questions})
	if s.form.Back(); !s.done || len(s.desk.got) != 0 {
		t.Error("going back does not put it off")
	}
	s = newSeat(t, &fakeDesk{asked: questions})
	s.form.Presenter.Send("本人の申出による")
	s.form.Presenter.Later()
	if s.done || s.form.Presenter.Why() != words.AskedSending {
		t.Error("it is put off while the answer is on its way")
	}
	s.form.Presenter.Wait()
}

// TestLook checks the layout, and writes pictures where they are asked for.
func TestLook(t *testing.T) {
	for _, tt := range []struct {
		name  string
		large bool
		lang  words.Language
	}{{"asked", false, words.Japanese}, {"large", true, words.Japanese}, {"en_large", true, words.English}} {
		t.Run(tt.name, func(t *testing.T) {
			look.SetLarge(tt.large)
			defer look.SetLarge(false)
			if err := words.Use(tt.lang); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = words.Use(words.Japanese) }() // it was there before
			long := questions[0]
			if tt.large {
				long.Text = string([]rune(strings.Repeat(long.Text, 20))[:500]) // as long as it may be
			}
			s := newSeat(t, &fakeDesk{asked: []counter.Asked{long, questions[1]}, answer: counter.ErrOffline})
			s.answer("庁舎の停電に備えた処理を、課長の指示で行いました。")
			s.markup()
			if !tt.large {
				test.AssertRendersToMarkup(t, "asked.xml", s.window.Canvas())
			}
			if least := s.form.Content().MinSize(); least.Width > 1366 || least.Height > 600 {
				t.Errorf("needs %v", least)
			}
			kittest.ByKeyboard(t, s.window.Canvas())
			kittest.Picture(t, s.window.Canvas(), "asked_"+tt.name)
		})
	}
}
