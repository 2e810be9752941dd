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
	c := canvasOf(w)
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
	if c := canvasOf(o); c != nil {
		c.Focus(w)
	}
}

// canvasOf returns the canvas o is on. The driver knows that only once o was
// painted; what was just put on the stage is in the one window there is.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	driver := fyne.CurrentApp().Driver()
	if c := driver.CanvasForObject(o); c != nil {
		return c
	}
	if all := driver.AllWindows(); len(all) == 1 {
		return all[0].Canvas()
	}
	return nil
}
