//go:build x11

package play_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
	"github.com/zalando/go-keyring"

	"madoguchi/cmd/training/play"
)

// What the window of this test puts its text and its events into.
const (
	typedVariable  = "PLAY_TYPED"
	eventsVariable = "PLAY_EVENTS"
	// secretVariable has the test store a secret, or say it: "set" or "get".
	secretVariable = "PLAY_SECRET"
)

// TestMain is the window, or who uses the keyring, when the test has started itself as
// one.
func TestMain(m *testing.M) {
	switch os.Getenv(secretVariable) {
	case "set":
		if err := keyring.Set("madoguchi-play", "kept", "half"); err != nil {
			panic(err)
		}
		return
	case "get":
		secret, err := keyring.Get("madoguchi-play", "kept")
		fmt.Print(secret, err)
		return
	}
	if file := os.Getenv(typedVariable); file != "" {
		window(file)
		return
	}
	os.Exit(m.Run())
}

// window shows one field and says what it holds, and whether the keyring opens.
func window(file string) {
	a := app.NewWithID("madoguchi.play.test")
	w := a.NewWindow("play")
	entry := widget.NewEntry()
	entry.OnChanged = func(s string) { _ = os.WriteFile(file, []byte(s), 0o600) }
	screen := "typing"
	if err := keyring.Set("madoguchi-play", "test", "value"); err != nil {
		screen = "nokeyring"
	}
	entry.OnSubmitted = func(string) { say(play.Event{Counts: map[string]int{"submitted": 1}}) }
	w.SetContent(container.NewVBox(entry))
	w.Resize(fyne.NewSize(400, 200))
	w.Canvas().Focus(entry)
	a.Lifecycle().SetOnEnteredForeground(func() { say(play.Event{Screen: screen}) })
	w.ShowAndRun()
}

func say(e play.Event) {
	f, err := os.OpenFile(os.Getenv(eventsVariable), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	_ = json.NewEncoder(f).Encode(e)
}

// TestTyping types into a real window on a real stage, with characters that no key
// has, and looks at the picture.
func TestTyping(t *testing.T) {
	dir := t.TempDir()
	stage, err := play.Open(t.Context(), dir, 640, 480)
	if err != nil {
		t.Fatal(err)
	}
	defer stage.Close()
	events, typed := filepath.Join(dir, "events"), filepath.Join(dir, "typed")
	cmd := stage.Command(t.Context(), os.Args[0])
	cmd.Env = append(cmd.Env, typedVariable+"="+typed, eventsVariable+"="+events)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()

	p := play.NewPlayer(t.Context(), stage, events, dir)
	p.AwaitScreen("typing")
	p.Shot("empty")
	const text = "R081123 Aa-1 佐藤　花子 髙﨑𠮷 サトウ ハナコ 葛\U000E0102"
	p.Enter(text)
	p.AwaitCount("submitted", 1)
	p.Shot("typed")
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(typed); string(got) != text {
		t.Errorf("typed %q, want %q", got, text)
	}
	empty, _ := os.Stat(filepath.Join(dir, "01-empty.png"))
	full, _ := os.Stat(filepath.Join(dir, "02-typed.png"))
	if empty == nil || full == nil || empty.Size() == full.Size() {
		t.Error("pictures are missing or the same")
	}
	if keep := os.Getenv("PLAY_KEEP"); keep != "" {
		_ = os.CopyFS(keep, os.DirFS(dir))
	}
}

// TestSessionKeepsItsKeyring stores a secret in one session and reads it in the next,
// as a terminal does that is set up once and started every day.
func TestSessionKeepsItsKeyring(t *testing.T) {
	dir := t.TempDir()
	use := func(what string) string {
		t.Helper()
		session, err := play.OpenSession(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		defer session.Close()
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(append(os.Environ(), session.Env()...), secretVariable+"="+what)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", what, err, out)
		}
		return string(out)
	}
	use("set")
	if got := use("get"); got != "half<nil>" {
		t.Errorf("the next session finds %q", got)
	}
}

// TestPatience sees that a script ends with the first thing that does not come.
func TestPatience(t *testing.T) {
	p := play.NewPlayer(t.Context(), nil, filepath.Join(t.TempDir(), "none"), t.TempDir())
	p.Patience = 50 * time.Millisecond
	p.AwaitScreen("never")
	p.Key("F12") // would panic without a stage
	p.Shot("nothing")
	if err := p.Err(); err == nil || err.Error() != "await screen never: it does not come" {
		t.Errorf("error = %v", err)
	}
}
