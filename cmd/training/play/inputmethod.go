package play

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Input methods a stage can have.
const (
	IBus   = "ibus"
	Fcitx5 = "fcitx5"
)

// fcitxProfile has Fcitx know mozc beside the bare keyboard.
const fcitxProfile = `[Groups/0]
Name=Default
Default Layout=us
DefaultIM=mozc
[Groups/0/Items/0]
Name=keyboard-us
Layout=
[Groups/0/Items/1]
Name=mozc
Layout=
[GroupOrder]
0=Default
`

// mozcServer converts. It is started here, and not by what asks it, so that it ends with
// the stage.
const mozcServer = "/usr/lib/mozc/mozc_server"

// StartInputMethod starts one of the two with mozc, with settings of its own that are
// gone with the stage. Mozc does not work for root.
func (s *Stage) StartInputMethod(ctx context.Context, kind string) error {
	if os.Getuid() == 0 {
		return errors.New("start input method: mozc does not work for root")
	}
	ctx = context.WithoutCancel(ctx)
	config, running := filepath.Join(s.dir, "config"), filepath.Join(s.dir, "run")
	s.env = append(s.env, "HOME="+s.dir, "XDG_CONFIG_HOME="+config, "XDG_CACHE_HOME="+filepath.Join(s.dir, "cache"), "XDG_RUNTIME_DIR="+running, "NO_AT_BRIDGE=1")
	err := errors.Join(os.MkdirAll(filepath.Join(config, "fcitx5"), 0o700), os.MkdirAll(running, 0o700), os.MkdirAll(filepath.Join(s.dir, "cache"), 0o700),
		os.WriteFile(filepath.Join(config, "fcitx5", "profile"), []byte(fcitxProfile), 0o600))
	if err != nil {
		return fmt.Errorf("start input method: %w", err)
	}
	if err := s.start(s.Command(ctx, mozcServer)); err != nil {
		return err
	}
	return s.RestartInputMethod(ctx, kind)
}

// RestartInputMethod starts the daemon anew after [Stage.StopInputMethod].
func (s *Stage) RestartInputMethod(ctx context.Context, kind string) error {
	command := []string{"ibus-daemon", "--panel", "disable"}
	switch kind {
	case IBus:
	case Fcitx5:
		command = []string{"fcitx5"}
	default:
		return fmt.Errorf("start input method: there is no %q", kind)
	}
	if err := s.start(s.Command(context.WithoutCancel(ctx), command[0], command[1:]...)); err != nil {
		return err
	}
	return s.awaitInputMethod(filepath.Join(s.dir, "config"))
}

// awaitInputMethod waits until the daemon has written where it listens.
func (s *Stage) awaitInputMethod(config string) error {
	for late := time.Now().Add(upTime); time.Now().Before(late); time.Sleep(50 * time.Millisecond) {
		if files, _ := filepath.Glob(filepath.Join(config, "ibus", "bus", "*")); len(files) > 0 {
			return nil
		}
	}
	return errors.New("start input method: it does not come up")
}

// StopInputMethod ends its daemon, the last that was started, as if it had died.
func (s *Stage) StopInputMethod() {
	last := len(s.running) - 1
	stop(s.running[last:])
	s.running = s.running[:last]
}
