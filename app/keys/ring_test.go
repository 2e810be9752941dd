package keys_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/godbus/dbus/v5"

	"madoguchi/app/keys"
	"madoguchi/app/keys/keystest"
)

// stuck is a keyring whose prompt nobody answers.
type stuck struct{ release chan struct{} }

func (s stuck) Get(string) ([]byte, error) { <-s.release; return nil, nil }
func (s stuck) Set(string, []byte) error   { <-s.release; return nil }

// broken is a keyring whose adapter panics.
type broken struct{}

func (broken) Get(string) ([]byte, error) { panic("closed channel") }
func (broken) Set(string, []byte) error   { panic("closed channel") }

// forgetful is a keyring that takes a secret and answers with another, or with none.
type forgetful struct{ answer []byte }

func (f forgetful) Set(string, []byte) error { return nil }
func (f forgetful) Get(string) ([]byte, error) {
	if f.answer == nil {
		return nil, keys.ErrNoSecret
	}
	return f.answer, nil
}

func TestRingThatForgets(t *testing.T) {
	if _, _, err := keys.Create(forgetful{}); !errors.Is(err, keys.ErrNoSecret) {
		t.Errorf("secret gone: error = %v, want %v", err, keys.ErrNoSecret)
	}
	if _, _, err := keys.Create(forgetful{make([]byte, 32)}); !errors.Is(err, keys.ErrMismatch) {
		t.Errorf("secret changed: error = %v, want %v", err, keys.ErrMismatch)
	}
}

func TestRingThatBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := stuck{make(chan struct{})}
		defer close(ring.release)
		start := time.Now()
		_, _, err := keys.Create(ring)
		if !errors.Is(err, keys.ErrRingTimeout) {
			t.Errorf("error = %v, want %v", err, keys.ErrRingTimeout)
		}
		if took := time.Since(start); took != keys.CallLimit {
			t.Errorf("gave up after %v, want %v", took, keys.CallLimit)
		}
	})
}

func TestRingThatPanics(t *testing.T) {
	if _, _, err := keys.Create(broken{}); !errors.Is(err, keys.ErrRingMissing) {
		t.Errorf("error = %v, want %v", err, keys.ErrRingMissing)
	}
}

// osScenarios run in a child process that has a keyring of its own.
var osScenarios = map[string]func() error{
	"secret comes back": func() error {
		created, material, err := keys.Create(keys.OSRing())
		if err != nil {
			return err
		}
		opened, err := keys.Open(keys.OSRing(), material)
		if err != nil {
			return err
		}
		return sameKeys(created, opened)
	},
	"half was never there": func() error {
		_, material, err := keys.Create(&keystest.Ring{})
		if err != nil {
			return err
		}
		_, err = keys.Open(keys.OSRing(), material)
		return wantError(err, keys.ErrHalfMissing)
	},
	"locked": func() error {
		_, material, err := keys.Create(keys.OSRing())
		if err != nil {
			return err
		}
		if err := lockLogin(); err != nil {
			return err
		}
		_, err = keys.Open(keys.OSRing(), material)
		// Which of the two depends on whether a prompter is installed that could ask.
		if errors.Is(err, keys.ErrRingTimeout) {
			return nil
		}
		return wantError(err, keys.ErrRingLocked)
	},
}

// TestOSRing runs each scenario against a real gnome-keyring-daemon in a private
// D-Bus session. The packages it needs are dbus and gnome-keyring.
func TestOSRing(t *testing.T) {
	if name := os.Getenv("KEYS_TEST_SCENARIO"); name != "" {
		if err := waitForService(); err != nil {
			t.Fatal(err)
		}
		if err := osScenarios[name](); err != nil {
			t.Fatal(err)
		}
		return
	}
	for name := range osScenarios {
		t.Run(name, func(t *testing.T) { inSession(t, name) })
	}
}

// bus is a session bus that starts no service by itself: one started by activation
// would outlive the session.
const bus = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`

// inSession runs this test again, in a session with a keyring of its own.
func inSession(t *testing.T, scenario string) {
	const script = `printf 'pw\n' | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
		"$0" -test.run='^TestOSRing$' -test.count=1 -test.timeout=20s; code=$?
		kill $!; exit $code`
	home := t.TempDir()
	config := filepath.Join(home, "bus.conf")
	if err := os.WriteFile(config, []byte(bus), 0o600); err != nil {
		t.Fatal(err)
	}
	// A file and not a pipe: a daemon left behind would keep a pipe open.
	out, err := os.Create(filepath.Join(home, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	child := exec.CommandContext(t.Context(), "dbus-run-session", "--config-file="+config, "--", "sh", "-c", script, os.Args[0])
	child.Stdout, child.Stderr = out, out
	child.Env = append(os.Environ(), "KEYS_TEST_SCENARIO="+scenario, "HOME="+home,
		"XDG_DATA_HOME="+home, "XDG_RUNTIME_DIR="+home, "DISPLAY=")
	if err := child.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		t.Fatalf("in a session with its own keyring: %v\n%s", err, said)
	}
}

func TestOSRingWithoutSession(t *testing.T) {
	if os.Getenv("KEYS_TEST_SCENARIO") == "none" {
		_, _, err := keys.Create(keys.OSRing())
		if err := wantError(err, keys.ErrRingMissing); err != nil {
			t.Fatal(err)
		}
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^TestOSRingWithoutSession$", "-test.count=1")
	child.Env = append(os.Environ(), "KEYS_TEST_SCENARIO=none",
		"DBUS_SESSION_BUS_ADDRESS=unix:path="+t.TempDir()+"/none")
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("without a session bus: %v\n%s", err, out)
	}
}

// waitForService waits until the keyring daemon has taken its name on the bus.
func waitForService() error {
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		return err
	}
	defer func() { _ = bus.Close() }()
	for range 100 {
		var there bool
		if err := bus.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.secrets").Store(&there); err != nil {
			return err
		}
		if there {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("keyring daemon did not start")
}

// lockLogin locks the login keyring, as leaving the desktop session does.
func lockLogin() error {
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		return err
	}
	defer func() { _ = bus.Close() }()
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	login := []dbus.ObjectPath{"/org/freedesktop/secrets/collection/login"}
	return bus.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
		Call("org.freedesktop.Secret.Service.Lock", 0, login).Store(&locked, &prompt)
}

func wantError(got, want error) error {
	if !errors.Is(got, want) {
		return fmt.Errorf("error = %v, want %v", got, want)
	}
	if strings.Contains(got.Error(), "cGlu") {
		return fmt.Errorf("error quotes a secret")
	}
	return nil
}
