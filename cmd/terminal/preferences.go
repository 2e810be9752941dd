package main

import (
	"os"
	"path/filepath"
)

// windowID names this terminal to the window library, which keeps a file of preferences by
// that name. The terminal has none: whatever lies there, and a program that was killed leaves
// an empty one, is removed before the library complains of it. Each terminal has a name of
// its own, so that two on one machine do not watch each other's file.
func windowID(terminal string) string {
	id := appID + "." + terminal
	if folder, err := os.UserConfigDir(); err == nil {
		_ = os.Remove(filepath.Join(folder, "fyne", id, "preferences.json")) // there is none, or the library says why
	}
	return id
}
