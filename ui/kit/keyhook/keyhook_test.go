//go:build !ci

package keyhook_test

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"madoguchi/ui/kit/keyhook"
)

// TestMain runs Fyne on the main goroutine, as it must be, and the tests beside it.
func TestMain(m *testing.M) {
	if os.Getenv("DISPLAY") == "" {
		fmt.Fprintln(os.Stderr, "the window system is what is tested: run it under xvfb-run")
		os.Exit(1)
	}
	app := fyneapp.NewWithID("madoguchi.keyhook.test")
	code := make(chan int, 1)
	app.Lifecycle().SetOnStarted(func() {
		go func() {
			code <- m.Run()
			fyne.Do(app.Quit)
		}()
	})
	app.Run()
	os.Exit(<-code)
}

// TestHook presses real keys while an entry has the keyboard. An upgrade of Fyne
// or GLFW that takes the hook away fails here.
func TestHook(t *testing.T) {
	if _, err := exec.LookPath("xdotool"); err != nil {
		t.Skip("xdotool is not installed")
	}
	keys := make(chan fyne.KeyName, 10)
	inputs := make(chan struct{}, 1000)
	entry := widget.NewEntry()
	var w fyne.Window
	fyne.DoAndWait(func() {
		w = fyne.CurrentApp().NewWindow("keyhook")
		hook := keyhook.New(keyhook.Listener{
			Key:   func(k fyne.KeyName) bool { keys <- k; return k == fyne.KeyF5 },
			Input: func() { inputs <- struct{}{} },
		})
		w.SetContent(container.NewStack(entry, container.NewWithoutLayout(hook)))
		hook.Resize(fyne.NewSize(1, 1))
		w.Resize(fyne.NewSize(300, 100))
		w.Show()
		w.Canvas().Focus(entry)
	})
	press(t, "--sync", "--onlyvisible", "--name", "keyhook")
	press(t, "a")
	press(t, "F5")
	press(t, "F12")
	for _, want := range []fyne.KeyName{fyne.KeyF5, fyne.KeyF12} {
		select {
		case got := <-keys:
			if got != want {
				t.Errorf("key = %q, want %q", got, want)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("%s was not heard", want)
		}
	}
	if len(inputs) < 4 {
		t.Errorf("%d inputs heard, want at least 4", len(inputs))
	}
	fyne.DoAndWait(func() {
		if got, want := entry.Text, "a"; got != want {
			t.Errorf("the entry has %q, want %q: Fyne's own callbacks are not called on", got, want)
		}
		w.Close()
	})
}

// press presses a key, or with options waits for a window and gives it the focus.
func press(t *testing.T, args ...string) {
	t.Helper()
	args = append(map[bool][]string{true: {"search"}, false: {"key"}}[len(args) > 1], args...)
	if len(args) > 2 {
		args = append(args, "windowfocus", "--sync")
	}
	if out, err := exec.Command("xdotool", args...).CombinedOutput(); err != nil {
		t.Fatalf("xdotool %v: %v %s", args, err, out)
	}
	time.Sleep(300 * time.Millisecond)
}
