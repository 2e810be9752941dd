package cover_test

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/desk"
	"madoguchi/ui/cover"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
)

// desk answers every return alike.
type fakeDesk struct{ answer error }

func (d fakeDesk) Unlock(context.Context, string, string) error { return d.answer }

func newCover(t *testing.T, answer error) (f *cover.Form, w fyne.Window, uncovered, taken *int, work chan func()) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.Theme{})
	uncovered, taken, work = new(int), new(int), make(chan func(), 10)
	f = cover.NewForm("佐藤 花子（sato）", proof.Asks{})
	f.Presenter = cover.New(cover.Config{
		Desk: fakeDesk{answer}, View: f, Now: time.Now, Do: func(do func()) { work <- do },
		Uncover: func() bool { *uncovered++; return true }, TakeOver: func() { *taken++ },
	})
	w = test.NewTempWindow(t, f.Content())
	w.Resize(fyne.NewSize(1366, 620))
	f.Shown()
	t.Cleanup(f.Hidden)
	return f, w, uncovered, taken, work
}

func TestReturn(t *testing.T) {
	tests := []struct {
		name   string
		answer error
		want   int
	}{
		{"right", nil, 1},
		{"wrong", &desk.WaitError{Left: 4}, 0},
		{"session over", desk.ErrSignedOut, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, w, uncovered, _, work := newCover(t, tt.answer)
			for _, text := range []string{"482915", "123456"} {
				test.Type(w.Canvas().Focused(), text)
				w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			}
			(<-work)()
			if *uncovered != tt.want {
				t.Errorf("uncovered %d times, want %d", *uncovered, tt.want)
			}
			if f.Text(proof.PIN) != "" || f.Text(proof.Code) != "" {
				t.Error("the proof is still in the fields")
			}
		})
	}
}

// TestTakeOver checks that another operator needs no proof of the first one, and
// that it does not happen while a proof is being checked.
func TestTakeOver(t *testing.T) {
	f, _, uncovered, taken, work := newCover(t, nil)
	f.Presenter.Return("482915", "123456")
	f.Presenter.TakeOver()
	if *taken != 0 {
		t.Error("taken over during a check")
	}
	(<-work)()
	f.Presenter.TakeOver()
	if *taken != 1 || *uncovered != 1 {
		t.Errorf("taken %d, uncovered %d, want 1, 1", *taken, *uncovered)
	}
}

func TestLook(t *testing.T) {
	_, w, _, _, _ := newCover(t, nil)
	test.AssertRendersToMarkup(t, "cover.xml", w.Canvas())
	kittest.ByKeyboard(t, w.Canvas())
}
