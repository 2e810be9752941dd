package notice_test

import (
	"context"
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/notice"
	"madoguchi/ui/words"
)

type fakeDesk struct {
	answer error
	taken  int
}

func (d *fakeDesk) TakeNotice(context.Context) error {
	d.taken++
	return d.answer
}

// recorder is a View that writes down what it was told to show.
type recorder struct{ state words.Key }

func (r *recorder) ShowState(_ look.Tone, state words.Key) { r.state = state }
func (r *recorder) ActionsChanged()                        {}

// TestConfirm is R034: it goes on once the confirmation is logged, and not before.
func TestConfirm(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault error
		state words.Key
		taken bool
	}{
		{"logged", nil, "", true},
		{"not logged", errors.New("disk full"), words.NoticeFailed, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			desk, view, taken := fakeDesk{answer: tt.fault}, recorder{}, false
			work := make(chan func(), 1)
			p := notice.New(notice.Config{Desk: &desk, View: &view, Do: func(f func()) { work <- f }, Taken: func() { taken = true }})
			p.Confirm()
			if p.Why() != words.NoticeWriting || taken {
				t.Error("it goes on before it is logged")
			}
			p.Confirm() // the key is pressed twice
			p.Wait()
			(<-work)()
			if desk.taken != 1 || taken != tt.taken || view.state != tt.state || p.Why() != "" {
				t.Errorf("logged %d times, taken %v, state %q", desk.taken, taken, view.state)
			}
		})
	}
}

// TestLook checks the layout, and writes pictures where they are asked for.
func TestLook(t *testing.T) {
	for _, tt := range []struct {
		name   string
		large  bool
		lang   words.Language
		failed bool
	}{{"notice", false, words.Japanese, false}, {"failed_large", true, words.Japanese, true}, {"en_large", true, words.English, true}} {
		t.Run(tt.name, func(t *testing.T) {
			test.NewTempApp(t).Settings().SetTheme(look.Theme{})
			look.SetLarge(tt.large)
			defer look.SetLarge(false)
			if err := words.Use(tt.lang); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = words.Use(words.Japanese) }() // it was there before
			f := notice.NewForm()
			f.Presenter = notice.New(notice.Config{Desk: &fakeDesk{}, View: f, Do: func(f func()) { f() }})
			w := test.NewTempWindow(t, f.Content())
			w.Resize(fyne.NewSize(1366, 600))
			f.Shown()
			if tt.failed {
				f.ShowState(look.Stop, words.NoticeFailed)
			} else {
				test.AssertRendersToMarkup(t, "notice.xml", w.Canvas())
			}
			if least := f.Content().MinSize(); least.Width > 1366 || least.Height > 600 {
				t.Errorf("needs %v", least)
			}
			kittest.ByKeyboard(t, w.Canvas())
			kittest.Picture(t, w.Canvas(), "notice_"+tt.name)
		})
	}
}
