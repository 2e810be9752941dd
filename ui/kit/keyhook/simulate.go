//go:build ci

package keyhook

import "fyne.io/fyne/v2"

var installed Listener

func install(l Listener) { installed = l }

// Screen returns 0: there is no display.
func Screen() (width, height int) { return 0, 0 }

// Simulate lets the hook hear a function key and reports whether it was kept from
// the focused widget. Another key name is only input.
func Simulate(key fyne.KeyName) bool {
	if installed.Input == nil {
		return false
	}
	installed.Input()
	for _, f := range functionKeys {
		if f == key {
			return installed.Key(key)
		}
	}
	return false
}

// Displays returns the one display of a simulated window.
func Displays() []Display {
	return []Display{{Name: "simulated", Width: 1366, Height: 768, Here: true}}
}

// Origin returns 0: there is no display.
func Origin() (x, y int) { return 0, 0 }
