package inputmethod

import (
	"context"
	"log/slog"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"

	"madoguchi/ui/kit/ime"
	"madoguchi/ui/kit/keyhook"
)

var (
	imm32  = windows.NewLazySystemDLL("imm32.dll")
	user32 = windows.NewLazySystemDLL("user32.dll")

	getContext        = imm32.NewProc("ImmGetContext")
	releaseContext    = imm32.NewProc("ImmReleaseContext")
	associateContext  = imm32.NewProc("ImmAssociateContextEx")
	setOpenStatus     = imm32.NewProc("ImmSetOpenStatus")
	setConversion     = imm32.NewProc("ImmSetConversionStatus")
	notify            = imm32.NewProc("ImmNotifyIME")
	compositionString = imm32.NewProc("ImmGetCompositionStringW")
	setComposition    = imm32.NewProc("ImmSetCompositionWindow")
	setCandidates     = imm32.NewProc("ImmSetCandidateWindow")

	setWindowLong  = user32.NewProc("SetWindowLongPtrW")
	callWindow     = user32.NewProc("CallWindowProcW")
	defaultWindow  = user32.NewProc("DefWindowProcW")
	screenToClient = user32.NewProc("ScreenToClient")
)

// Constants of imm.h and winuser.h.
const (
	handler = ^uintptr(3) // GWLP_WNDPROC, -4

	associateDefault = 0x0010 // IACE_DEFAULT

	native, fullWidth = 0x0001, 0x0008 // IME_CMODE_NATIVE, IME_CMODE_FULLSHAPE

	compositionChange = 0x0015 // NI_COMPOSITIONSTR
	cancel            = 0x0004 // CPS_CANCEL

	forcePosition   = 0x0020 // CFS_FORCE_POSITION
	excludePosition = 0x0080 // CFS_EXCLUDE
)

// IMM is the input method of Windows. The system asks it about each key before the window
// hears of it, and what it says comes by messages to the window. All of it happens on the
// goroutine that the window belongs to.
type IMM struct {
	*queue
	log    *slog.Logger
	window uintptr // 0: not known yet
	before uintptr // what handled the messages of the window
}

// New returns the input method of Windows. Wake is called when it has said something.
func New(log *slog.Logger, wake func()) Method { return &IMM{queue: newQueue(wake), log: log} }

// Run implements [Method]. It is the system that calls: there is nothing to keep up.
func (m *IMM) Run(context.Context) {}

// Name implements [Method].
func (m *IMM) Name() string {
	if imm32.Load() != nil {
		return ""
	}
	return "Windows"
}

// Ready implements [ime.Method].
func (m *IMM) Ready() bool { return imm32.Load() == nil }

// Asked implements [ime.Method].
func (m *IMM) Asked() bool { return false }

// Key implements [ime.Method]. Nobody asks.
func (m *IMM) Key(ime.Stroke) {}

// Surrounding implements [ime.Method]. IMM32 asks for it only to convert anew what is
// committed, which is not offered.
func (m *IMM) Surrounding(string, int, int) {}

// Focus implements [ime.Method]: the method is given to the window, on or off.
func (m *IMM) Focus(mode ime.Mode) {
	if !m.hook() {
		return
	}
	m.Reset()
	_, _, _ = associateContext.Call(m.window, 0, associateDefault)
	m.with(func(c uintptr) {
		open := uintptr(0)
		if mode == ime.Kanji {
			open = 1
			_, _, _ = setConversion.Call(c, native|fullWidth, 0)
		}
		_, _, _ = setOpenStatus.Call(c, open)
	})
	m.all() // of the field before
}

// Blur implements [ime.Method]: the window has no method, so that every key is what it
// says.
func (m *IMM) Blur() {
	if !m.hook() {
		return
	}
	m.Reset()
	_, _, _ = associateContext.Call(m.window, 0, 0)
	m.all()
}

// Reset implements [ime.Method].
func (m *IMM) Reset() {
	m.with(func(c uintptr) { _, _, _ = notify.Call(c, compositionChange, cancel, 0) })
}

// with calls f with the context of the window, if it has one.
func (m *IMM) with(f func(context uintptr)) {
	if m.window == 0 {
		return
	}
	if c, _, _ := getContext.Call(m.window); c != 0 {
		f(c)
		_, _, _ = releaseContext.Call(m.window, c)
	}
}

// hook has the messages of the window come here first, and reports whether there is a
// window.
func (m *IMM) hook() bool {
	if m.window != 0 {
		return true
	}
	if m.window = keyhook.Handle(); m.window == 0 || imm32.Load() != nil {
		m.window = 0
		return false
	}
	before, _, err := setWindowLong.Call(m.window, handler, syscall.NewCallback(m.message))
	if before == 0 {
		m.log.Error("hear the input method", "err", err)
		m.window = 0
		return false
	}
	m.before = before
	return true
}

// Structures of imm.h.
type (
	point           struct{ x, y int32 }
	rectangle       struct{ left, top, right, bottom int32 }
	compositionForm struct {
		style uint32
		at    point
		area  rectangle
	}
	candidateForm struct {
		index, style uint32
		at           point
		area         rectangle
	}
)

// Place implements [ime.Method]: candidates stand beside the conversion and leave it free.
func (m *IMM) Place(r ime.Rect) {
	at := point{int32(r.X), int32(r.Y)}
	_, _, _ = screenToClient.Call(m.window, uintptr(unsafe.Pointer(&at)))
	area := rectangle{at.x, at.y, at.x + int32(r.Width), at.y + int32(r.Height)}
	m.with(func(c uintptr) {
		_, _, _ = setComposition.Call(c, uintptr(unsafe.Pointer(&compositionForm{style: forcePosition, at: at, area: area})))
		below := point{at.x, area.bottom}
		_, _, _ = setCandidates.Call(c, uintptr(unsafe.Pointer(&candidateForm{style: excludePosition, at: below, area: area})))
	})
}
