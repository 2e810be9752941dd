//go:build ci

package keyhook_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/ui/kit/keyhook"
)

// TestSimulate checks that the hook is in place once it was drawn, and not before.
func TestSimulate(t *testing.T) {
	test.NewTempApp(t)
	var keys []fyne.KeyName
	inputs := 0
	w := test.NewTempWindow(t, keyhook.New(keyhook.Listener{
		Key:   func(k fyne.KeyName) bool { keys = append(keys, k); return k == fyne.KeyF5 },
		Input: func() { inputs++ },
	}))
	if keyhook.Simulate(fyne.KeyF5) {
		t.Error("heard before it was drawn")
	}
	w.Canvas().Capture()
	if !keyhook.Simulate(fyne.KeyF5) || keyhook.Simulate(fyne.KeyF12) || keyhook.Simulate(fyne.KeyA) {
		t.Error("used up: want F5 only")
	}
	if len(keys) != 2 || inputs != 3 {
		t.Errorf("%d function keys and %d inputs heard, want 2 and 3", len(keys), inputs)
	}
}
