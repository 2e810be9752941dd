package kittest

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// keysOf are the widgets that answer the mouse and cannot have the keyboard, with the
// keys that do the same. Anything else that can be tapped has to be focusable.
var keysOf = map[string]string{
	"*kit.FunctionBar":      "F1 to F12",
	"*intake.navigator":     "F7 and F8 turn the pages, Enter goes through their fields",
	"*reviewing.navigator":  "F7 and F8",
	"*worklist.folders":     "left and right",
	"*worklist.groups":      "left and right, A to H",
	"*help.tap":             "the digit beside the link; left, right and Enter",
	"*widget.scrollBarArea": "see scrolls",
}

// ByKeyboard checks that what a canvas shows is worked without a mouse: something has
// the keyboard at once, Tab leads from there to everything that can have it and back,
// what does not fit is scrolled by it, and nothing else answers a mouse but what a key
// does, too.
func ByKeyboard(t *testing.T, c fyne.Canvas) {
	t.Helper()
	if n := len(stops(c)); n > 0 { // else the function keys are all there is
		first := c.Focused()
		if first == nil {
			t.Errorf("nothing has the keyboard, and %d things could", n)
			return
		}
		// By kind: some screens draw a part anew as the keyboard passes.
		reached := kinds(lap(c))
		for kind, n := range kinds(stops(c)) {
			if reached[kind] < n {
				t.Errorf("Tab leads to %d of %d %s", reached[kind], n, kind)
			}
		}
		if c.Focused() != first {
			t.Error("Tab does not come back to where it began")
		}
	}
	for _, o := range shown(c) {
		_, focusable := o.(fyne.Focusable)
		_, tappable := o.(fyne.Tappable)
		if tappable && !focusable && keysOf[fmt.Sprintf("%T", o)] == "" {
			t.Errorf("%T can only be clicked on", o)
		}
		page, ok := o.(*container.Scroll)
		if !ok || page.Content.MinSize().Height <= page.Size().Height+1 {
			continue
		}
		if !slices.ContainsFunc(stops(c), func(f fyne.Focusable) bool { return scrolls(f, page) }) {
			t.Error("a page that does not fit can only be scrolled with the mouse")
		}
	}
}

// shown is everything on a canvas, or on the question over it.
func shown(c fyne.Canvas) []fyne.CanvasObject {
	if top := c.Overlays().Top(); top != nil {
		return test.LaidOutObjects(top)
	}
	return test.LaidOutObjects(c.Content())
}

// stops is what can have the keyboard.
func stops(c fyne.Canvas) (all []fyne.Focusable) {
	for _, o := range shown(c) {
		if f, ok := o.(fyne.Focusable); ok && !disabled(o) {
			all = append(all, f)
		}
	}
	return all
}

func kinds(all []fyne.Focusable) map[string]int {
	n := map[string]int{}
	for _, f := range all {
		n[fmt.Sprintf("%T", f)]++
	}
	return n
}

// lap presses Tab until the keyboard is where it began, and returns where it was.
func lap(c fyne.Canvas) (reached []fyne.Focusable) {
	first := c.Focused()
	for range 2*len(stops(c)) + 1 {
		reached = append(reached, c.Focused())
		if c.FocusNext(); c.Focused() == first {
			break
		}
	}
	return reached
}

// scrolls reports whether something that has the keyboard moves a page: it stands on the
// page, which follows it, or holds the page and scrolls it itself.
func scrolls(f fyne.Focusable, page *container.Scroll) bool {
	o, ok := f.(fyne.CanvasObject)
	return ok && (slices.Contains(test.LaidOutObjects(page.Content), o) || slices.Contains(test.LaidOutObjects(o), fyne.CanvasObject(page)))
}

func disabled(o fyne.CanvasObject) bool {
	d, ok := o.(fyne.Disableable)
	return ok && d.Disabled()
}
