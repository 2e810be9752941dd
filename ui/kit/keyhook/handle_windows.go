//go:build !ci

package keyhook

import "unsafe"

// Handle returns the window for the functions of Windows, 0 while there is none. Call it
// on Fyne's goroutine.
func Handle() uintptr {
	if hooked == nil {
		return 0
	}
	return uintptr(unsafe.Pointer(hooked.GetWin32Window()))
}
