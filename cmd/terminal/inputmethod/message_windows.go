package inputmethod

import "unsafe"

// Messages of winuser.h and imm.h.
const (
	startComposition = 0x010d // WM_IME_STARTCOMPOSITION
	endComposition   = 0x010e // WM_IME_ENDCOMPOSITION
	composition      = 0x010f // WM_IME_COMPOSITION
	setContext       = 0x0281 // WM_IME_SETCONTEXT

	showComposition = 0x80000000 // ISC_SHOWUICOMPOSITIONWINDOW: the method would draw it itself
)

// message handles a message of the window: what is being converted is the field's to draw.
func (m *IMM) message(window, message, w, l uintptr) uintptr {
	switch message {
	case setContext:
		done, _, _ := defaultWindow.Call(window, message, w, l&^showComposition)
		return done
	case startComposition:
		return 0
	case composition:
		m.with(func(c uintptr) { m.put(composed(part(c), l)...) })
		return 0
	case endComposition:
		m.put(composed(nil, 0)...)
	}
	done, _, _ := callWindow.Call(m.before, window, message, w, l)
	return done
}

// part reads the parts of a composition.
func part(c uintptr) func(what uintptr) []byte {
	return func(what uintptr) []byte {
		n, _, _ := compositionString.Call(c, what, 0, 0)
		if what == partCaret {
			return []byte{byte(n), byte(n >> 8)}
		}
		if int32(n) <= 0 {
			return nil
		}
		b := make([]byte, int32(n))
		_, _, _ = compositionString.Call(c, what, uintptr(unsafe.Pointer(&b[0])), n)
		return b
	}
}
