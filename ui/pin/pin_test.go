package pin_test

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/pin"
	"madoguchi/ui/words"
)

// fakeDesk answers as it is told and writes down what it was asked.
type fakeDesk struct {
	answer error
	asked  []string
}

func (d *fakeDesk) ChangePIN(_ context.Context, old, now string) error {
	d.asked = append(d.asked, old+" "+now)
	return d.answer
}

// seat is the screen in a window, typed at.
type seat struct {
	desk   *fakeDesk
	form   *pin.Form
	window fyne.Window
	done   bool
	left   bool
	work   chan func()
}

func newSeat(t *testing.T, due bool) *seat {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	s := &seat{desk: &fakeDesk{}, form: pin.NewForm(due), work: make(chan func(), 10)}
	cfg := pin.Config{Desk: s.desk, View: s.form, Now: time.Now, Do: func(f func()) { s.work <- f }, Done: func() { s.done = true }}
	if !due {
		cfg.Leave = func() { s.left = true }
	}
	s.form.Presenter = pin.New(cfg)
	s.window = test.NewTempWindow(t, s.form.Content())
	s.window.Resize(fyne.NewSize(1366, 620))
	s.form.Shown()
	t.Cleanup(s.form.Hidden)
	return s
}

func (s *seat) fill(old, now, again string) {
	for _, text := range []string{old, now, again} {
		test.Type(s.window.Canvas().Focused(), text)
		s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
}

func (s *seat) answered(t *testing.T) {
	t.Helper()
	select {
	case f := <-s.work:
		f()
	case <-time.After(5 * time.Second):
		t.Fatal("no answer")
	}
}

func (s *seat) markup() string {
	size := s.window.Canvas().Size()
	s.window.Resize(size.AddWidthHeight(1, 1))
	s.window.Resize(size)
	return test.RenderToMarkup(s.window.Canvas())
}

// TestSet: by the keyboard alone, and nothing of what was typed is on the screen.
func TestSet(t *testing.T) {
	s := newSeat(t, false)
	s.fill("482913", "739165", "739165")
	s.answered(t)
	if !s.done || !slices.Equal(s.desk.asked, []string{"482913 739165"}) {
		t.Errorf("done %v, asked %v", s.done, s.desk.asked)
	}
	for _, typed := range []string{"482913", "739165"} {
		if strings.Contains(s.markup(), typed) {
			t.Error("a PIN stands on the screen")
		}
	}
}

// TestNotAsked: what cannot be right is said beside its field, and nobody is asked.
func TestNotAsked(t *testing.T) {
	for _, tt := range []struct {
		name, old, now, again string
		want                  words.Key
	}{
		{"too short", "482913", "73916", "73916", words.ProofPINShape},
		{"a run", "482913", "345678", "345678", words.PinGuessed},
		{"all one digit", "482913", "777777", "777777", words.PinGuessed},
		{"the same", "482913", "482913", "482913", words.PinSame},
		{"not the same twice", "482913", "739165", "739166", words.PinDiffers},
		{"no old one", "4829", "739165", "739165", words.ProofPINShape},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSeat(t, false)
			s.form.Presenter.Submit(tt.old, tt.now, tt.again)
			if len(s.desk.asked) != 0 {
				t.Error("the desk was asked")
			}
			if !strings.Contains(s.markup(), words.T(tt.want)) {
				t.Errorf("%s is not on the screen", tt.want)
			}
		})
	}
}

// TestRefused: why the PIN was not set, and that it was not.
func TestRefused(t *testing.T) {
	wrap := func(err error) error { return fmt.Errorf("change PIN: %w", err) }
	for _, tt := range []struct {
		name string
		err  error
		want words.Key
	}{
		{"wrong old PIN", wrap(desk.ErrRefused), words.PinWrong},
		{"easy to guess", wrap(desk.ErrWeakPIN), words.PinGuessed},
		{"no line", wrap(counter.ErrOffline), words.PinLine},
		{"disabled", wrap(&desk.WaitError{Disabled: true}), words.ProofDisabled},
		{"anything else", errors.New("disk"), words.ProofFault},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSeat(t, false)
			s.desk.answer = tt.err
			s.form.Presenter.Submit("482913", "739165", "739165")
			s.answered(t)
			if s.done || !strings.Contains(s.markup(), words.T(tt.want)) {
				t.Errorf("done %v, or %s is not on the screen", s.done, tt.want)
			}
		})
	}
}

// TestLook checks the layout, and writes pictures where they are asked for.
func TestLook(t *testing.T) {
	for name, due := range map[string]bool{"due": true, "wish": false} {
		t.Run(name, func(t *testing.T) {
			s := newSeat(t, due)
			s.desk.answer = desk.ErrRefused
			s.form.Presenter.Submit("482913", "739165", "739165")
			s.answered(t)
			s.markup()
			test.AssertRendersToMarkup(t, name+".xml", s.window.Canvas())
			kittest.ByKeyboard(t, s.window.Canvas())
			if folder := os.Getenv("MADOGUCHI_LOOK"); folder != "" {
				picture(t, filepath.Join(folder, "pin_"+name+".png"), s.window.Canvas())
			}
		})
	}
}

func picture(t *testing.T, name string, c fyne.Canvas) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, c.Capture()), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestDue: while the PIN is due nothing leads back.
func TestDue(t *testing.T) {
	s := newSeat(t, true)
	if s.form.Back(); s.left || !s.form.Presenter.Due() {
		t.Error("a PIN that is due is left")
	}
	if !strings.Contains(s.markup(), string([]rune(words.T(words.PinDue))[:12])) { // it is broken into lines
		t.Error("it is not said why")
	}
	s = newSeat(t, false)
	if s.form.Back(); !s.left {
		t.Error("nothing leads back")
	}
}
