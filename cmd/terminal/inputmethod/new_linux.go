package inputmethod

import "log/slog"

// New returns the input method of the desktop. Wake is called, on any goroutine, when it
// has said something.
func New(log *slog.Logger, wake func()) Method { return NewIBus(log, wake) }
