//go:build x11

package inputmethod_test

import (
	"testing"

	"madoguchi/cmd/training/play"
)

// TestConversion types as a clerk does, with each input method.
func TestConversion(t *testing.T) {
	for _, kind := range []string{play.IBus, play.Fcitx5} {
		t.Run(kind, func(t *testing.T) {
			c := newClerk(t, kind, false)
			c.Type("tanaka")
			s := c.rest()
			c.Shot("typed")
			if !s.Composing || s.Text["name"] != "" {
				t.Fatalf("typed: %+v", s)
			}
			c.Key("space", "space")
			c.Shot("second")
			c.Key("Return")
			s = c.rest()
			t.Logf("%+v", s)
		})
	}
}
