package shell

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/kit"
)

// helped is a room that stands at a topic of the manual.
type helped struct {
	*room
	topic string
}

func (h helped) Help() string { return h.topic }

// TestManual checks that F1 opens the manual at the screen's topic wherever the window
// stands, and that the screen below is not disturbed: what was half typed is there, with
// the keyboard where it was.
func TestManual(t *testing.T) {
	c := newCounterSide(t, false)
	c.Key(fyne.KeyF1) // nobody is signed in yet
	c.shown(t, "manual ")
	c.Key(fyne.KeyF3)
	c.shown(t, "entrance ")

	form := helped{newRoom("form", &c.log), "kind/moving_in#new_number"}
	c.Begin(newRoom("home", &c.log))
	c.Show(form)
	test.Type(form.field, "half ty")
	c.log = nil
	c.Key(fyne.KeyF1)
	c.shown(t, "manual kind/moving_in#new_number")
	c.Key(fyne.KeyF3)
	c.shown(t, "form")
	if want := []string{"manual kind/moving_in#new_number shown", "manual kind/moving_in#new_number hidden"}; !slices.Equal(c.log, want) {
		t.Errorf("happened = %q, want %q", c.log, want)
	}
	if got := c.window.Canvas().Focused(); got != fyne.Focusable(form.field) {
		t.Errorf("the keyboard is at %T, want the field", got)
	}
	for _, r := range "ped" { // test.Type would give it the keyboard anew
		form.field.TypedRune(r)
	}
	if got := form.field.Text(); got != "half typed" {
		t.Errorf("typed = %q", got)
	}
}

// TestManualGivesWay checks that the cover comes over the manual, too, that what was typed
// below is kept then, and that a screen shown by something else takes its place.
func TestManualGivesWay(t *testing.T) {
	c := newCounterSide(t, false)
	form := newRoom("form", &c.log)
	c.Begin(form)
	c.Key(fyne.KeyF1)
	c.log = nil
	c.after(301 * time.Second)
	c.shown(t, "cover")
	if !slices.Contains(c.log, "form hidden") {
		t.Errorf("happened = %q: the form did not keep what was typed", c.log)
	}
	c.Key(fyne.KeyF1) // over the cover
	c.shown(t, "manual ")
	c.Key(fyne.KeyF3)
	c.shown(t, "cover")
	c.Uncover()
	c.shown(t, "form")
	c.Key(fyne.KeyF1)
	c.ActionsChanged() // of the form below: the manual keeps its keys
	c.shown(t, "manual ")
	c.Show(newRoom("next", &c.log))
	c.shown(t, "next")
	if c.current() != kit.Screen(c.top()) {
		t.Error("the manual is still open")
	}
}
