package machine_test

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/counter"
	"madoguchi/ui/kit"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/machine"
)

// stage is a stage on which nothing else happens.
type stage struct{ kit.Stage }

// TestForm compares the screen with what it looked like when it was last looked at.
func TestForm(t *testing.T) {
	spoilt := good
	spoilt.KeyringFault, spoilt.Line = "locked", counter.Offline
	spoilt.Policy = []counter.Value{
		{Name: "idle.lock_seconds", Value: "300", Origin: "built_in"},
		{Name: "sync.warn_minutes", Value: "15", Origin: "terminal", Since: now},
		{Name: "push.events", Value: "100", Origin: "elsewhere", Since: now, Until: now},
	}
	for _, tt := range []struct {
		name string
		desk desk
	}{
		{"in_order", desk{facts: good}},
		{"to_look_after", desk{facts: spoilt}},
		{"failed", desk{err: errors.New("boom")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			test.NewTempApp(t).Settings().SetTheme(look.Theme{})
			f := machine.NewForm(start(tt.desk, true), stage{})
			w := test.NewTempWindow(t, f.Content())
			w.Resize(fyne.NewSize(1366, 600))
			f.Shown()
			test.AssertRendersToMarkup(t, tt.name+".xml", w.Canvas())
			kittest.Picture(t, w.Canvas(), "machine_"+tt.name)
		})
	}
}

// TestKeys checks that F9 reads anew and F3 goes back through the presenter.
func TestKeys(t *testing.T) {
	test.NewTempApp(t)
	f := machine.NewForm(start(desk{facts: good}, true), stage{})
	actions := f.Actions()
	if len(actions) != 1 || actions[0].Key != fyne.KeyF9 {
		t.Fatalf("actions %+v", actions)
	}
	f.ShowMachine()
	if !f.Back() {
		t.Error("the shell went back by itself")
	}
}
