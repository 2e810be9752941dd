package keys_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
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
		if err := osScenarios[name](); err != nil {
			t.Fatal(err)
		}
		return
	}
	for name := range osScenarios {
		t.Run(name, func(t *testing.T) {
			const script = `printf 'pw\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
				exec "$0" -test.run='^TestOSRing$' -test.count=1`
			child := exec.Command("dbus-run-session", "--", "sh", "-c", script, os.Args[0])
			home := t.TempDir()
			child.Env = append(os.Environ(), "KEYS_TEST_SCENARIO="+name, "HOME="+home,
				"XDG_DATA_HOME="+home, "XDG_RUNTIME_DIR="+home, "DISPLAY=")
			if out, err := child.CombinedOutput(); err != nil {
				t.Fatalf("in a session with its own keyring: %v\n%s", err, out)
			}
		})
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
