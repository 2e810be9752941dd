package main

import (
	"testing"
	"time"
)

// TestOfficeHours is R122: the hours outside of which work is reported.
func TestOfficeHours(t *testing.T) {
	for _, tt := range []struct {
		text       string
		open, shut time.Duration
		refused    bool
	}{
		{"", 0, 0, false},
		{"08:30-19:00", 8*time.Hour + 30*time.Minute, 19 * time.Hour, false},
		{"08:30", 0, 0, true},
		{"19:00-08:30", 0, 0, true},
		{"8-19", 0, 0, true},
		{"08:30-25:00", 0, 0, true},
	} {
		open, shut, err := Config{OfficeHours: tt.text}.officeHours()
		if open != tt.open || shut != tt.shut || (err != nil) != tt.refused {
			t.Errorf("%q: %v to %v, %v", tt.text, open, shut, err)
		}
	}
}
