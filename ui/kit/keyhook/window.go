//go:build !ci

package keyhook

import (
	"log/slog"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// install hooks the window whose context is current.
func install(l Listener) {
	w := glfw.GetCurrentContext()
	if w == nil {
		slog.Error("keyhook: no current window; function keys and the idle lock will not work")
		return
	}
	hookKeys(w, l)
	hookPointer(w, l)
}

func hookKeys(w *glfw.Window, l Listener) {
	var onKey glfw.KeyCallback
	onKey = w.SetKeyCallback(func(w *glfw.Window, key glfw.Key, code int, action glfw.Action, mods glfw.ModifierKey) {
		l.Input()
		plain := mods&(glfw.ModControl|glfw.ModAlt|glfw.ModSuper) == 0
		if action == glfw.Press && plain && key >= glfw.KeyF1 && key <= glfw.KeyF12 && l.Key(functionKeys[key-glfw.KeyF1]) {
			return
		}
		if onKey != nil {
			onKey(w, key, code, action, mods)
		}
	})
	var onChar glfw.CharCallback
	onChar = w.SetCharCallback(func(w *glfw.Window, char rune) {
		l.Input()
		if onChar != nil {
			onChar(w, char)
		}
	})
}

func hookPointer(w *glfw.Window, l Listener) {
	var onButton glfw.MouseButtonCallback
	onButton = w.SetMouseButtonCallback(func(w *glfw.Window, b glfw.MouseButton, a glfw.Action, m glfw.ModifierKey) {
		l.Input()
		if onButton != nil {
			onButton(w, b, a, m)
		}
	})
	var onScroll glfw.ScrollCallback
	onScroll = w.SetScrollCallback(func(w *glfw.Window, x, y float64) {
		l.Input()
		if onScroll != nil {
			onScroll(w, x, y)
		}
	})
	var onMove glfw.CursorPosCallback
	var lastX, lastY float64
	onMove = w.SetCursorPosCallback(func(w *glfw.Window, x, y float64) {
		if x != lastX || y != lastY { // the window system also reports a pointer at rest
			lastX, lastY = x, y
			l.Input()
		}
		if onMove != nil {
			onMove(w, x, y)
		}
	})
}
