package play

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// keyringPassword opens the keyring of a session. It is no secret: what lies in that
// keyring opens training data only.
const keyringPassword = "training"

// A Session is a session bus with an unlocked keyring of its own, so that nothing is
// asked of, or left in, the keyring of whoever runs the training.
type Session struct {
	env     []string
	running []*exec.Cmd
}

// OpenSession starts a session whose keyring is kept in dir, for the next time too. It
// ends with [Session.Close], not with ctx.
func OpenSession(ctx context.Context, dir string) (*Session, error) {
	s := &Session{}
	if err := s.open(context.WithoutCancel(ctx), dir); err != nil {
		s.Close()
		return nil, fmt.Errorf("open session: %w", err)
	}
	return s, nil
}

// Env returns what has to be added to the environment of a program that shall see
// the session's bus and keyring.
func (s *Session) Env() []string { return s.env }

// Close ends the session.
func (s *Session) Close() {
	stop(s.running)
	s.running = nil
}

func (s *Session) open(ctx context.Context, dir string) error {
	if err := missing("dbus-daemon", "dbus-send", "gnome-keyring-daemon"); err != nil {
		return err
	}
	kept, control := filepath.Join(dir, "keyring"), filepath.Join(dir, "control")
	for _, d := range []string{kept, control} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return err
		}
	}
	bus, err := s.startBus(ctx)
	if err != nil {
		return err
	}
	s.env = []string{"DBUS_SESSION_BUS_ADDRESS=" + bus}
	return s.startKeyring(ctx, kept, control)
}

func (s *Session) startBus(ctx context.Context) (address string, err error) {
	cmd := Command(ctx, nil, "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start dbus-daemon: %w", err)
	}
	s.running = append(s.running, cmd)
	address, err = firstLine(out)
	if err != nil {
		return "", fmt.Errorf("start dbus-daemon: %w", err)
	}
	return address, nil
}

// startKeyring returns when the keyring answers on the bus.
func (s *Session) startKeyring(ctx context.Context, kept, control string) error {
	cmd := Command(ctx, append(s.env, "XDG_DATA_HOME="+kept, "GNOME_KEYRING_CONTROL="), "gnome-keyring-daemon",
		"--foreground", "--unlock", "--components=secrets", "--control-directory="+control)
	cmd.Stdin = strings.NewReader(keyringPassword)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start gnome-keyring-daemon: %w", err)
	}
	s.running = append(s.running, cmd)
	ctx, cancel := context.WithTimeout(ctx, upTime)
	defer cancel()
	for !s.keyringAnswers(ctx) {
		select {
		case <-ctx.Done():
			return errors.New("start gnome-keyring-daemon: it does not come up")
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}

func (s *Session) keyringAnswers(ctx context.Context) bool {
	// Asked first, because a call to a name without an owner would make the bus start
	// a second, locked keyring.
	return s.ask(ctx, "boolean true", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
		"org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets") &&
		s.ask(ctx, "/collection/", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets",
			"org.freedesktop.Secret.Service.ReadAlias", "string:default")
}

// ask reports whether the answer to a call on the bus contains what is wanted.
func (s *Session) ask(ctx context.Context, want string, call ...string) bool {
	args := append([]string{"--session", "--print-reply"}, call...)
	out, err := Command(ctx, s.env, "dbus-send", args...).Output()
	return err == nil && strings.Contains(string(out), want)
}
