package main

import (
	"bytes"
	"log"
	"log/slog"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// TestLibraryLog: what the window library says of its preferences is not told, what it says
// of anything else is.
func TestLibraryLog(t *testing.T) {
	var told bytes.Buffer
	flags, before := log.Flags(), log.Writer()
	log.SetFlags(0)
	log.SetOutput(&libraryLog{log: slog.New(slog.NewTextHandler(&told, nil))})
	t.Cleanup(func() { log.SetFlags(flags); log.SetOutput(before) })
	fyne.LogError("Preferences load error:", bytes.ErrTooLarge)
	if told.Len() > 0 {
		t.Errorf("told %s", told.String())
	}
	fyne.LogError("font cannot be read", bytes.ErrTooLarge)
	for _, want := range []string{"font cannot be read", "too large", "preferences_test.go"} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("no %q in %s", want, told.String())
		}
	}
	if windowID("KT-01") == windowID("KT-02") {
		t.Error("two terminals share their preferences")
	}
}
