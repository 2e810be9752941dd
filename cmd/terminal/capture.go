package main

import (
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"madoguchi/app/counter"
	"madoguchi/ui/shell"
)

// A shield keeps the window out of pictures of the screen (R129), where the system can. It
// is raised before anything is known of the policy, and lowered only where that says so.
type shield struct {
	frame  fyne.Window
	wanted bool
	tried  bool
	state  atomic.Uint32 // counter.Capture, read by the machine screen
}

// want raises or lowers the shield. It is called each second on the window's goroutine, and
// does something when there is another wish only.
func (s *shield) want(exclude bool) {
	if s.tried && s.wanted == exclude {
		return
	}
	native, ok := s.frame.(driver.NativeWindow)
	if !ok {
		s.state.Store(uint32(counter.CaptureUnpreventable))
		return
	}
	s.tried, s.wanted = true, exclude
	native.RunNative(func(context any) { s.state.Store(uint32(keepOut(context, exclude))) })
}

// status is what the head says, once the shield is as the policy wants it.
func (w *window) status(s *shield) func() shell.Status {
	return func() shell.Status {
		exclude := true
		if _, parts := w.stand.held(); parts != nil {
			exclude = parts.policy().Screen.Exclude == 1
			parts.capture.Store(s.state.Load())
		}
		s.want(exclude)
		return w.stand.status()
	}
}
