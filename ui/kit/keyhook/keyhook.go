// Package keyhook hears every key, click and motion in the window, whatever widget
// has the keyboard. Fyne gives F1 to F12 only to the focused widget, and none at
// all to a screen whose focus is on a list; and idleness (R126) cannot be counted
// by widgets.
//
// It hooks the GLFW window that Fyne made, which it reaches from inside the drawing
// of a one-pixel raster, where that window's context is current, and calls Fyne's
// own callbacks on. With the build tag ci there is no window: [Simulate] stands in.
//
// What a key does, and what idleness leads to, is ui/shell's.
package keyhook

import (
	"image"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"madoguchi/ui/kit/ime"
)

// A Listener is told of input, on Fyne's goroutine.
type Listener struct {
	// Key is called when a function key goes down. Returning true keeps it from
	// the focused widget.
	Key func(key fyne.KeyName) bool
	// Router, if there is one, is asked before everybody else: what an input method uses
	// is nobody's, function keys of a conversion among them.
	Router *ime.Router
	// Input is called for every key, click, wheel and motion.
	Input func()
}

// New returns an object that hooks the window it is first drawn in. It is one
// pixel large and takes no input. Each window has at most one.
func New(l Listener) fyne.CanvasObject {
	var once sync.Once
	r := canvas.NewRaster(func(w, h int) image.Image {
		once.Do(func() { install(l) })
		return image.NewNRGBA(image.Rect(0, 0, max(w, 1), max(h, 1)))
	})
	r.SetMinSize(fyne.NewSize(1, 1))
	return r
}

// functionKeys are F1 to F12 in order.
var functionKeys = [...]fyne.KeyName{
	fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
	fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12,
}

// A Display is one of the displays of the machine.
type Display struct {
	Name                string
	X, Y, Width, Height int  // pixels
	Here                bool // holds the middle of the window
}
