//go:build !ci

package keyhook

import (
	"cmp"
	"log/slog"
	"slices"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// install hooks the window whose context is current.
func install(l Listener) {
	w := glfw.GetCurrentContext()
	if w == nil {
		slog.Error("keyhook: no current window; function keys and the idle lock will not work")
		return
	}
	hooked = w
	hookKeys(w, l)
	hookPointer(w, l)
}

func hookKeys(w *glfw.Window, l Listener) {
	var onKey glfw.KeyCallback
	through := &strokes{router: l.Router}
	onKey = w.SetKeyCallback(func(w *glfw.Window, key glfw.Key, code int, action glfw.Action, mods glfw.ModifierKey) {
		l.Input()
		through.key(key, code, action, mods, func() {
			plain := mods&(glfw.ModControl|glfw.ModAlt|glfw.ModSuper) == 0
			if action == glfw.Press && plain && key >= glfw.KeyF1 && key <= glfw.KeyF12 && l.Key(functionKeys[key-glfw.KeyF1]) {
				return
			}
			if onKey != nil {
				onKey(w, key, code, action, mods)
			}
		})
	})
	var onChar glfw.CharCallback
	onChar = w.SetCharCallback(func(w *glfw.Window, char rune) {
		l.Input()
		through.char(char, func() {
			if onChar != nil {
				onChar(w, char)
			}
		})
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

// hooked is the window that was hooked; it is touched on Fyne's goroutine only.
var hooked *glfw.Window

// usual is the density, in points to the inch, above which Fyne itself enlarges
// what it draws.
const usual = 120

// Screen returns how many points the main display has, if it is one of a usual
// density; else 0. Call it on the main goroutine, before there is a window.
func Screen() (width, height int) {
	if glfw.Init() != nil {
		return 0, 0 // Fyne will say why
	}
	m := glfw.GetPrimaryMonitor()
	if m == nil || m.GetVideoMode() == nil {
		return 0, 0
	}
	mode := m.GetVideoMode()
	if mm, _ := m.GetPhysicalSize(); float64(mode.Width)*25.4 > usual*float64(mm) && mm > 0 {
		return 0, 0
	}
	return mode.Width, mode.Height
}

// Displays returns the displays from left to right. Call it on Fyne's goroutine.
func Displays() []Display {
	if hooked == nil {
		return nil
	}
	x, y := hooked.GetPos()
	w, h := hooked.GetSize()
	x, y = x+w/2, y+h/2
	var all []Display
	for _, m := range glfw.GetMonitors() {
		d := Display{Name: m.GetName()}
		d.X, d.Y = m.GetPos()
		if mode := m.GetVideoMode(); mode != nil {
			d.Width, d.Height = mode.Width, mode.Height
		}
		d.Here = x >= d.X && x < d.X+d.Width && y >= d.Y && y < d.Y+d.Height
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Display) int { return cmp.Compare(a.X, b.X) })
	return all
}

// Origin returns where on the screen the inside of the window begins. Call it on Fyne's
// goroutine.
func Origin() (x, y int) {
	if hooked == nil {
		return 0, 0
	}
	return hooked.GetPos()
}
