//go:build !linux && !windows

package inputmethod

import "log/slog"

// New returns nil: no input method can be spoken to here.
func New(*slog.Logger, func()) Method { return nil }
