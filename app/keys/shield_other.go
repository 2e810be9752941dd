//go:build !linux && !windows

package keys

// Shield does nothing: only Linux and Windows are supported, the rest is for development.
func Shield() error { return nil }
