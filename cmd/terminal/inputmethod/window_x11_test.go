//go:build x11

package inputmethod_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/cmd/training/play"
)

// What tells the test that it is the form, where to say what stands in it, and whether
// its type is large.
const (
	stateVariable = "INPUTMETHOD_STATE"
	largeVariable = "INPUTMETHOD_LARGE"
)

// keepVariable names a folder for the pictures, to be looked at.
const keepVariable = "MADOGUCHI_LOOK"

// TestMain is the form when the test has started itself as one. Mozc refuses to work
// for root: then all of the test runs again as somebody else.
func TestMain(m *testing.M) {
	switch {
	case os.Getenv(stateVariable) != "":
		show(os.Getenv(stateVariable), os.Getenv(largeVariable) != "")
	case os.Getuid() == 0:
		os.Exit(asNobody())
	default:
		os.Exit(m.Run())
	}
}

// nobody is the user who owns nothing.
const nobody = 65534

func asNobody() int {
	dir, err := os.MkdirTemp("", "inputmethod")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	home, self := filepath.Join(dir, "home"), filepath.Join(dir, "test")
	err = errors.Join(os.Chmod(dir, 0o755), os.Mkdir(home, 0o700), os.Chown(home, nobody, nobody), copyFile(os.Args[0], self))
	if err != nil {
		panic(err)
	}
	args := slices.DeleteFunc(slices.Clone(os.Args[1:]), func(arg string) bool {
		return strings.HasPrefix(arg, "-test.testlogfile") // is not nobody's to write
	})
	cmd := exec.Command(self, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = home, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "HOME="+home, "TMPDIR="+home, "XDG_RUNTIME_DIR="+home, "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if cmd.Run() != nil {
		return 1
	}
	return 0
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// A clerk types into the form on a stage with an input method.
type clerk struct {
	*play.Player
	t     *testing.T
	stage *play.Stage
	file  string
}

// newClerk opens the form. Kind "" is no input method.
func newClerk(t *testing.T, kind string, large bool) *clerk {
	t.Helper()
	if kind != "" {
		for _, name := range []string{map[string]string{play.IBus: "ibus-daemon", play.Fcitx5: "fcitx5"}[kind], "/usr/lib/mozc/mozc_server"} {
			if _, err := exec.LookPath(name); err != nil {
				t.Skipf("%s is not installed", name)
			}
		}
	}
	dir := t.TempDir()
	stage, err := play.Open(t.Context(), dir, 1366, 768)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stage.Close() })
	if kind != "" {
		if err := stage.StartInputMethod(t.Context(), kind); err != nil {
			t.Fatal(err)
		}
	}
	c := &clerk{t: t, stage: stage, file: filepath.Join(dir, "state")}
	pictures := dir
	if keep := os.Getenv(keepVariable); keep != "" {
		pictures = filepath.Join(keep, "inputmethod_"+kind)
		if large {
			pictures += "_large"
		}
		if err := os.MkdirAll(pictures, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := stage.Command(t.Context(), os.Args[0])
	cmd.Env = append(cmd.Env, stateVariable+"="+c.file)
	if large {
		cmd.Env = append(cmd.Env, largeVariable+"=1")
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	c.Player = play.NewPlayer(t.Context(), stage, filepath.Join(dir, "none"), pictures)
	c.await("the form", func(s state) bool { return s.Focus == "name" })
	if kind != "" {
		c.await("the input method", func(s state) bool { return s.Method != "" })
	}
	return c
}

// now returns the state of the form.
func (c *clerk) now() (s state) {
	b, err := os.ReadFile(c.file)
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err != nil && !os.IsNotExist(err) {
		c.t.Fatal(err)
	}
	return s
}

// await waits until the form fulfils a condition.
func (c *clerk) await(what string, done func(state) bool) state {
	c.t.Helper()
	for late := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		s := c.now()
		if done(s) {
			return s
		}
		if time.Now().After(late) {
			c.Shot("late")
			c.t.Fatalf("%s does not come: %+v", what, s)
		}
	}
}

// rest returns the state once all that was typed has been drawn.
func (c *clerk) rest() state {
	c.t.Helper()
	if err := c.Err(); err != nil {
		c.t.Fatal(err)
	}
	seen := c.now().Seen
	return c.await("rest", func(s state) bool { return s.Seen > seen+5 })
}
