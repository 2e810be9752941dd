package position_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/position"
	"madoguchi/ui/words"
)

type fakeDesk struct {
	answer error
	logged []string
}

func (d *fakeDesk) ConfirmPosition(_ context.Context, display string) error {
	d.logged = append(d.logged, display)
	return d.answer
}

// recorder is a View that writes down what it was told to show.
type recorder struct {
	displays int
	state    words.Key
}

func (r *recorder) ShowDisplays(d []position.Display)      { r.displays = len(d) }
func (r *recorder) ShowState(_ look.Tone, state words.Key) { r.state = state }
func (r *recorder) ActionsChanged()                        {}

var (
	staff   = position.Display{Name: "DELL", Width: 1920, Height: 1080}
	visitor = position.Display{Name: "EIZO", Width: 1280, Height: 1024, Visitor: true}
)

func here(d position.Display) position.Display {
	d.Here = true
	return d
}

func TestConfirm(t *testing.T) {
	tests := []struct {
		name      string
		displays  []position.Display
		answer    error
		logged    []string
		state     words.Key
		confirmed bool
	}{
		{"one display", []position.Display{here(staff)}, nil, []string{"DELL"}, "", true},
		{"on the one for staff", []position.Display{visitor, here(staff)}, nil, []string{"DELL"}, "", true},
		{"on the one for visitors", []position.Display{here(visitor), staff}, nil, nil, words.PositionWrong, false},
		{"displays unknown", nil, nil, []string{""}, "", true},
		{"not logged", []position.Display{here(staff)}, errors.New("disk full"), []string{"DELL"}, words.PositionFailed, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			desk, view, confirmed := fakeDesk{answer: tt.answer}, recorder{}, false
			work := make(chan func(), 1)
			p := position.New(position.Config{
				Desk: &desk, View: &view, Displays: func() []position.Display { return tt.displays },
				Do: func(f func()) { work <- f }, Confirmed: func() { confirmed = true },
			})
			p.Look()
			p.Confirm()
			p.Confirm() // the key is pressed twice
			p.Wait()
			close(work)
			for f := range work {
				f()
			}
			if !slices.Equal(desk.logged, tt.logged) || confirmed != tt.confirmed || view.state != tt.state {
				t.Errorf("logged %q, confirmed %v, state %q; want %q, %v, %q",
					desk.logged, confirmed, view.state, tt.logged, tt.confirmed, tt.state)
			}
			if view.displays != len(tt.displays) {
				t.Errorf("%d displays shown, want %d", view.displays, len(tt.displays))
			}
		})
	}
}

func TestLook(t *testing.T) {
	for name, displays := range map[string][]position.Display{
		"staff": {here(staff), visitor}, "visitor": {staff, here(visitor)},
	} {
		t.Run(name, func(t *testing.T) {
			test.NewTempApp(t).Settings().SetTheme(look.Theme{})
			f := position.NewForm()
			f.Presenter = position.New(position.Config{
				Desk: &fakeDesk{}, View: f, Do: func(f func()) { f() },
				Displays: func() []position.Display { return displays },
			})
			w := test.NewTempWindow(t, f.Content())
			w.Resize(fyne.NewSize(1366, 620))
			f.Shown()
			test.AssertRendersToMarkup(t, name+".xml", w.Canvas())
			kittest.ByKeyboard(t, w.Canvas())
		})
	}
}
