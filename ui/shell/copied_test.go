package shell

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/ui/kit"
)

// TestClipboardIsCleared is R035: what was copied here is on the clipboard for half a minute,
// and not after the terminal is locked, left or logged off.
func TestClipboardIsCleared(t *testing.T) {
	for name, then := range map[string]func(c *counterSide){
		"half a minute": func(c *counterSide) { c.after(kit.CopiedStays + time.Second) },
		"left the seat": func(c *counterSide) { c.LeaveSeat() },
		"logged off":    func(c *counterSide) { c.TakeOver() },
		"quit":          func(c *counterSide) { c.Quit() },
	} {
		c := newCounterSide(t, false)
		home := newRoom("home", &c.log)
		c.Begin(home)
		clip := fyne.CurrentApp().Clipboard()
		home.field.SetText("架空市中央区")
		home.field.TypedShortcut(&fyne.ShortcutSelectAll{})
		home.field.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clip})
		c.after(20 * time.Second)
		if clip.Content() != "架空市中央区" {
			t.Fatalf("%s: %q after 20 seconds", name, clip.Content())
		}
		then(c)
		if clip.Content() != "" {
			t.Errorf("%s: %q is still on the clipboard", name, clip.Content())
		}
		c.Wait()
	}
}
