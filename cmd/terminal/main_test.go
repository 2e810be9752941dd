package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestWrongCommand checks that what cannot start says so in one line and with its
// exit status.
func TestWrongCommand(t *testing.T) {
	wrong := configuration()
	wrong["nobody_knows"] = true
	tests := []struct {
		name string
		args []string
		want string // in the line
	}{
		{"no file", []string{"run", "-config", "none.json"}, "none.json"},
		{"a folder", []string{"-config", t.TempDir()}, "directory"},
		{"a wrong key", []string{"run", "-config", writeConfig(t, wrong)}, "nobody_knows"},
		{"setup without request", []string{"setup", "-config", writeConfig(t, configuration())}, "-request"},
		{"unknown command", []string{"frob"}, "frob"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var stderr bytes.Buffer
			if code := run(t.Context(), tt.args, &stderr); code != 1 {
				t.Errorf("exit status %d, want 1", code)
			}
			said := stderr.String()
			if strings.Count(said, "\n") != 1 || !strings.Contains(said, tt.want) {
				t.Errorf("said %q, want one line with %q", said, tt.want)
			}
		})
	}
}
