package main

import (
	"log/slog"
	"strings"
)

// windowID names this terminal to the window library, which keeps a file of preferences by
// that name. The terminal has none; with a name of its own, two on one machine do not watch
// each other's file.
func windowID(terminal string) string { return appID + "." + terminal }

// A libraryLog passes on what the window library writes with package log, but for its trouble
// with its own file of preferences: it empties the file as it ends and complains of what it
// reads there then.
type libraryLog struct {
	log     *slog.Logger
	dropped bool // the lines that go with the one that was
}

// Write implements io.Writer, for one line at a time.
func (l *libraryLog) Write(line []byte) (int, error) {
	text := strings.TrimRight(string(line), "\n")
	if detail := strings.HasPrefix(text, "  "); !detail {
		l.dropped = strings.Contains(text, "Preferences load error") || strings.Contains(text, "watching removed settings file")
	}
	if !l.dropped {
		l.log.Warn("window library", "says", strings.TrimSpace(text))
	}
	return len(line), nil
}
