//go:build x11

package inputmethod_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/cmd/training/play"
)

// both runs a test with each input method.
func both(t *testing.T, large bool, run func(*testing.T, *clerk)) {
	t.Helper()
	for _, kind := range []string{play.IBus, play.Fcitx5} {
		t.Run(kind, func(t *testing.T) { run(t, newClerk(t, kind, large)) })
	}
}

// TestConversion types as a clerk does: no key of a conversion reaches the form, and every
// other does.
func TestConversion(t *testing.T) {
	both(t, false, func(t *testing.T, c *clerk) {
		check := func(step string, ok func(state) bool) {
			t.Helper()
			if s := c.rest(); !ok(s) {
				c.Shot("wrong")
				t.Fatalf("%s: %+v", step, s)
			}
		}
		c.Type("tanaka")
		check("typed", func(s state) bool { return s.Composing && s.Text["name"] == "" })
		c.Shot("typed")
		c.Key("BackSpace")
		check("Backspace inside a reading", func(s state) bool { return s.Composing && s.Text["name"] == "" })
		c.Key("Escape")
		check("Escape restores", func(s state) bool { return !s.Composing && s.Text["name"] == "" && s.Focus == "name" })

		c.Type("tanaka")
		c.Key("F7")
		check("F7 is the conversion's", func(s state) bool { return s.Composing && s.Functions == 0 })
		c.Key("Escape", "Escape", "Escape")
		check("given up", func(s state) bool { return !s.Composing && s.Text["name"] == "" })

		c.Type("tanaka")
		c.Key("space", "Return")
		check("Enter commits and does not go on", func(s state) bool { return s.Text["name"] == "田中" && s.Submitted == 0 && s.Focus == "name" })
		c.Key("space")
		c.Type("tarou")
		c.Key("space")
		c.Shot("first")
		c.Key("space")
		c.Shot("second")
		c.Key("Return")
		check("the second candidate", func(s state) bool {
			given, ok := strings.CutPrefix(s.Text["name"], "田中　")
			return ok && given != "太郎" && given != "" && s.Submitted == 0
		})
		c.Key("Return")
		check("Enter goes on", func(s state) bool {
			return s.Submitted == 1 && s.Focus == "reading" && s.Reading == "タナカ　タロウ"
		})
		c.Shot("reading")
		c.Key("Return")
		check("the reading that was typed is taken", func(s state) bool { return s.Text["reading"] == "タナカ　タロウ" && s.Focus == "address" })

		c.Type("minatoku")
		c.Key("space")
		c.Shot("address")
		c.Key("Return", "Return")
		check("the address", func(s state) bool { return s.Text["address"] == "港区" && s.Focus == "number" })
		c.Type("12-3")
		c.Key("Return")
		c.Type("s60.5.3")
		c.Key("Return")
		c.Type("4829")
		check("what is no kanji is as it was typed", func(s state) bool {
			return s.Text["number"] == "12-3" && s.Text["date"] == "s60.5.3" && s.Text["pin"] == "4829" && s.Focus == "pin" && !s.Composing
		})
		c.Key("shift+Return", "shift+Return", "F5")
		check("function keys", func(s state) bool { return s.Functions == 1 && s.Focus == "number" })
	})
}

// TestLarge writes pictures of a conversion in large type.
func TestLarge(t *testing.T) {
	both(t, true, func(t *testing.T, c *clerk) {
		c.Type("tanakatarouha")
		c.Shot("typed")
		c.Key("space", "Right")
		c.Shot("second-segment")
		if s := c.rest(); !s.Composing || s.Text["name"] != "" {
			t.Errorf("%+v", s)
		}
	})
}

// TestSwitching leaves a field in the middle of a conversion: what is shown stays there,
// and nothing of it comes to the next.
func TestSwitching(t *testing.T) {
	both(t, false, func(t *testing.T, c *clerk) {
		c.Type("tanaka")
		c.Key("space")
		c.rest()
		if err := c.stage.Command(t.Context(), "xdotool", "mousemove", "600", "92", "click", "1").Run(); err != nil {
			t.Fatal(err)
		}
		s := c.await("the other field", func(s state) bool { return s.Focus == "address" })
		if s.Text["name"] != "田中" || s.Composing {
			t.Errorf("left behind: %+v", s)
		}
		c.Type("minatoku")
		c.Key("space", "Return")
		if s := c.rest(); s.Text["address"] != "港区" || s.Text["name"] != "田中" {
			t.Errorf("%+v", s)
		}
	})
}

// TestLocking covers the form in the middle of a conversion: the cover shows nothing of
// it, what was committed is there afterwards, and keys reach nobody else.
func TestLocking(t *testing.T) {
	both(t, false, func(t *testing.T, c *clerk) {
		c.Type("tanaka")
		c.Key("space", "Return")
		c.Type("hanako")
		c.Key("space", "space")
		c.rest()
		if err := os.WriteFile(c.file+".lock", nil, 0o600); err != nil {
			t.Fatal(err)
		}
		s := c.await("the cover", func(s state) bool { return s.Covered })
		time.Sleep(300 * time.Millisecond)
		c.Shot("covered")
		if !strings.HasPrefix(s.Text["name"], "田中") || s.Composing {
			t.Errorf("behind the cover: %+v", s)
		}
		kept := s.Text["name"]
		c.Type("12")
		c.Key("F9")
		c.await("the form again", func(s state) bool { return s.Focus == "name" && !s.Covered })
		if s := c.rest(); s.Text["name"] != kept || s.Composing {
			t.Errorf("after the cover: %+v, want %q", s, kept)
		}
		c.Key("End")
		c.Type("ta")
		c.Key("Return")
		if s := c.rest(); s.Text["name"] != kept+"た" || s.Submitted != 0 {
			t.Errorf("going on: %+v", s)
		}
	})
}

// TestShownIsTaken: the candidate that stands in the field is the one that Enter takes,
// however fast it was chosen.
func TestShownIsTaken(t *testing.T) {
	both(t, false, func(t *testing.T, c *clerk) {
		for i := range 6 {
			c.Type("misaki")
			c.Key(slices.Repeat([]string{"space"}, i+1)...)
			shown := c.rest().Preedit
			c.Key("Return")
			if s := c.rest(); s.Text["name"] != shown || shown == "" {
				t.Errorf("round %d: shown %q, taken %q", i, shown, s.Text["name"])
			}
			c.Key("ctrl+a", "BackSpace")
		}
	})
}

// TestRestart: while the daemon is gone the fields are plain ones, and when it is back they
// convert again. What was being converted stays as it was shown.
func TestRestart(t *testing.T) {
	both(t, false, func(t *testing.T, c *clerk) {
		kind := map[bool]string{true: play.Fcitx5, false: play.IBus}[strings.HasPrefix(c.now().Method, "Fcitx")]
		c.Type("tanaka")
		c.rest()
		c.stage.StopInputMethod()
		c.await("the end", func(s state) bool { return s.Method == "" })
		if s := c.rest(); s.Text["name"] != "たなか" || s.Composing {
			t.Errorf("left behind: %+v", s)
		}
		c.Type("ab")
		if s := c.rest(); s.Text["name"] != "たなかab" {
			t.Errorf("a plain field has %+v", s)
		}
		if err := c.stage.RestartInputMethod(t.Context(), kind); err != nil {
			t.Fatal(err)
		}
		c.await("the method", func(s state) bool { return s.Method != "" })
		c.Type("ta")
		if s := c.rest(); !s.Composing || s.Text["name"] != "たなかab" {
			t.Errorf("after the restart: %+v", s)
		}
	})
}

// TestFast types without a pause: nothing is lost and nothing changes places.
func TestFast(t *testing.T) {
	run := func(t *testing.T, c *clerk) {
		scan := func(text string) {
			t.Helper()
			if err := c.stage.Command(t.Context(), "xdotool", "type", "--delay", "0", "--args", "1", text, "key", "--delay", "0", "Return").Run(); err != nil {
				t.Fatal(err)
			}
		}
		c.Key("Down", "Down", "Down") // the house number
		c.await("the house number", func(s state) bool { return s.Focus == "number" })
		for range 5 {
			scan("A1234567890B-")
			c.Key("shift+Return")
		}
		if s := c.rest(); s.Text["number"] != "A1234567890B-" || s.Submitted != 5 {
			t.Errorf("scanned: %+v", s)
		}
	}
	both(t, false, run)
	t.Run("none", func(t *testing.T) { run(t, newClerk(t, "", false)) })
}

// TestPlain: without an input method, the fields are plain ones.
func TestPlain(t *testing.T) {
	c := newClerk(t, "", false)
	c.Enter("Suzuki 鈴木")
	c.Enter("suzuki")
	if s := c.rest(); s.Text["name"] != "Suzuki 鈴木" || s.Text["reading"] != "スズキ" || s.Method != "" || s.Submitted != 2 {
		t.Errorf("%+v", s)
	}
}
