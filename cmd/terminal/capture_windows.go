package main

import (
	"unsafe"

	"fyne.io/fyne/v2/driver"
	"golang.org/x/sys/windows"

	"madoguchi/app/counter"
)

var (
	user32      = windows.NewLazySystemDLL("user32.dll")
	setAffinity = user32.NewProc("SetWindowDisplayAffinity")
	getAffinity = user32.NewProc("GetWindowDisplayAffinity")
)

// What a window may be copied to (winuser.h). Windows before version 2004 knows the first
// two only: the window is black in a picture then, where the third leaves it out.
const (
	affinityNone    = 0x00
	affinityMonitor = 0x01
	affinityExclude = 0x11
)

// keepOut leaves the window out of pictures of the screen, of sharing and of remote support,
// or lets it in again, and looks whether the system does so.
func keepOut(context any, exclude bool) counter.Capture {
	native, ok := context.(driver.WindowsWindowContext)
	if !ok || native.HWND == 0 {
		return counter.CaptureUnpreventable
	}
	if !exclude {
		_, _, _ = setAffinity.Call(native.HWND, affinityNone)
		return counter.CaptureAllowed
	}
	for _, affinity := range []uintptr{affinityExclude, affinityMonitor} {
		if done, _, _ := setAffinity.Call(native.HWND, affinity); done != 0 && isAffinity(native.HWND, affinity) {
			return counter.CaptureExcluded
		}
	}
	return counter.CaptureFailed
}

// isAffinity asks the system what it does with a window.
func isAffinity(window, want uintptr) bool {
	var is uint32
	done, _, _ := getAffinity.Call(window, uintptr(unsafe.Pointer(&is)))
	return done != 0 && uintptr(is) == want
}
