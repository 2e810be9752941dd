package fingerprint_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"madoguchi/app/operator"
	"madoguchi/cmd/terminal/fingerprint"
)

const fprintd = "/usr/libexec/fprintd"

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// A machine is a private bus with the real fprintd on it, whose reader is libfprint's
// virtual one.
type machine struct {
	*testing.T
	socket string // of the virtual reader
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	for _, tool := range []string{fprintd, "dbus-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	folder, err := os.MkdirTemp("", "fp") // short: a socket's path must be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	m := &machine{T: t, socket: filepath.Join(folder, "reader")}
	bus := filepath.Join(folder, "bus")
	config := filepath.Join(folder, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, bus), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+bus)
	t.Setenv("FP_VIRTUAL_DEVICE", m.socket)
	t.Setenv("STATE_DIRECTORY", filepath.Join(folder, "state"))
	m.run("dbus-daemon", "--config-file="+config, "--nofork")
	m.until("the bus", func() bool { _, err := os.Stat(bus); return err == nil })
	m.allow()
	m.run(fprintd, "-t")
	m.until("fprintd", func() bool { return m.owned("net.reactivated.Fprint") })
	return m
}

// run starts a program that ends with the test.
func (m *machine) run(name string, args ...string) {
	m.Helper()
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil {
		m.Fatal(err)
	}
	m.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

func (m *machine) until(what string, ready func() bool) {
	m.Helper()
	for limit := time.Now().Add(20 * time.Second); !ready(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			m.Fatalf("%s did not come", what)
		}
	}
}

func (m *machine) bus() *dbus.Conn {
	m.Helper()
	c, err := dbus.ConnectSystemBus()
	if err != nil {
		m.Fatal(err)
	}
	m.Cleanup(func() { _ = c.Close() })
	return c
}

func (m *machine) owned(name string) bool {
	c, err := dbus.ConnectSystemBus()
	if err != nil {
		return false
	}
	defer c.Close() //nolint:errcheck // of a test
	var has bool
	return c.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, name).Store(&has) == nil && has
}

// authority is a polkit that allows everything: who may use the reader is the machine's
// matter.
type authority struct{}

type subject struct {
	Kind    string
	Details map[string]dbus.Variant
}

type result struct {
	Allowed, Challenge bool
	Details            map[string]string
}

// CheckAuthorization answers polkit's call of that name.
func (authority) CheckAuthorization(subject, string, map[string]string, uint32, string) (result, *dbus.Error) {
	return result{Allowed: true, Details: map[string]string{}}, nil
}

func (m *machine) allow() {
	m.Helper()
	c := m.bus()
	const name, path = "org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority"
	if err := c.Export(authority{}, path, name+".Authority"); err != nil {
		m.Fatal(err)
	}
	if reply, err := c.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		m.Fatalf("polkit's name: %v, %v", reply, err)
	}
}

// command has the virtual reader do something, such as see a finger.
func (m *machine) command(format string, args ...any) {
	m.Helper()
	time.Sleep(150 * time.Millisecond)
	c, err := net.Dial("unix", m.socket)
	if err != nil {
		m.Error(err)
		return
	}
	defer c.Close() //nolint:errcheck // of a test
	if _, err := fmt.Fprintf(c, format, args...); err != nil {
		m.Error(err)
	}
}

// enrol enrols a finger of somebody, as IT does with fprintd-enroll.
func (m *machine) enrol(who, finger string) {
	m.Helper()
	c := m.bus()
	var path dbus.ObjectPath
	if err := c.Object("net.reactivated.Fprint", "/net/reactivated/Fprint/Manager").Call("net.reactivated.Fprint.Manager.GetDefaultDevice", 0).Store(&path); err != nil {
		m.Fatal(err)
	}
	o := c.Object("net.reactivated.Fprint", path)
	call := func(method string, args ...any) {
		m.Helper()
		if err := o.Call("net.reactivated.Fprint.Device."+method, 0, args...).Err; err != nil {
			m.Fatalf("%s: %v", method, err)
		}
	}
	if err := c.AddMatchSignal(dbus.WithMatchMember("EnrollStatus")); err != nil {
		m.Fatal(err)
	}
	signals := make(chan *dbus.Signal, 16)
	c.Signal(signals)
	call("Claim", who)
	call("EnrollStart", "right-index-finger")
	for range 5 {
		m.command("SCAN %s", finger)
	}
	for done := false; !done; {
		select {
		case s := <-signals:
			done = len(s.Body) == 2 && s.Body[1] == true
		case <-time.After(10 * time.Second):
			m.Fatal("nothing was enrolled")
		}
	}
	call("EnrollStop")
	call("Release")
}

// TestVerify runs the real fprintd: the operator's finger, another, one that was read badly,
// a reader that breaks, and an operator who enrolled none.
func TestVerify(t *testing.T) {
	m := newMachine(t)
	m.enrol("n05", "sato-right")
	r, err := fingerprint.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // of a test
	tests := []struct {
		name string
		who  operator.ID
		do   []string
		want error
	}{
		{"the operator's finger", "n05", []string{"SCAN sato-right"}, nil},
		{"another finger", "n05", []string{"SCAN mallory"}, fingerprint.ErrNoMatch},
		{"read badly, then the finger", "n05", []string{"RETRY 1", "SCAN sato-right"}, nil},
		{"the reader breaks", "n05", []string{"ERROR 4"}, fingerprint.ErrReader},
		{"nobody touches it", "n05", nil, context.DeadlineExceeded},
		{"the operator's finger again", "n05", []string{"SCAN sato-right"}, nil},
		{"nothing enrolled", "daemon", nil, fingerprint.ErrUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			got := make(chan error, 1)
			go func() { got <- r.Verify(ctx, tt.who) }()
			for _, command := range tt.do {
				time.Sleep(300 * time.Millisecond)
				m.command("%s", command)
			}
			if err := <-got; !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Errorf("verify = %v, want %v", err, tt.want)
			} else if err != nil && strings.Contains(err.Error(), "mallory") {
				t.Error("the error names a finger")
			}
		})
	}
}

// TestNoReader: a machine without one says so.
func TestNoReader(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	if _, err := fingerprint.Open(); !errors.Is(err, fingerprint.ErrMissing) {
		t.Errorf("open = %v", err)
	}
}
