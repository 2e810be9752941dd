package main

import (
	"os"
	"testing"
)

// TestEnlarge checks from which display on everything is drawn larger, and that what
// IT has set stays.
func TestEnlarge(t *testing.T) {
	for _, tt := range []struct {
		name          string
		set           string
		width, height int
		want          string
	}{
		{"the smallest counter", "", 1366, 768, ""},
		{"no display", "", 0, 0, ""},
		{"wide but low", "", 1920, 900, ""},
		{"full high definition", "", 1920, 1080, "1.2"},
		{"larger", "", 2560, 1440, "1.5"},
		{"set by IT", "1", 1920, 1080, "1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(scaleVariable, tt.set)
			enlarge(tt.width, tt.height)
			if got := os.Getenv(scaleVariable); got != tt.want {
				t.Errorf("scale %q, want %q", got, tt.want)
			}
		})
	}
}
