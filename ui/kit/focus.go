package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// shiftHeld reports whether a shift key is down. Tests put their own in its place:
// Fyne's test driver knows no modifiers.
var shiftHeld = func() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// A skipper is a field that Enter passes over when nothing is needed there. Tab
// reaches it all the same.
type skipper interface{ SkippedByEnter() bool }

// step moves the keyboard from w to the next field, or back with back. Fields that
// Enter passes over are passed over.
func step(w fyne.CanvasObject, back bool) {
	c := fyne.CurrentApp().Driver().CanvasForObject(w)
	if c == nil {
		return
	}
	start := c.Focused()
	for range 200 {
		if back {
			c.FocusPrevious()
		} else {
			c.FocusNext()
		}
		now := c.Focused()
		if now == nil || now == start {
			return
		}
		if s, ok := now.(skipper); !ok || !s.SkippedByEnter() {
			return
		}
	}
}

// Focus gives w the keyboard.
func Focus(w fyne.Focusable) {
	o, ok := w.(fyne.CanvasObject)
	if !ok {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		c.Focus(w)
	}
}
