package play

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// How long a part of a stage may take to come up, and to go.
const (
	upTime   = 15 * time.Second
	downTime = 10 * time.Second
)

// A Stage is a display with what a desktop program expects around it.
type Stage struct {
	Width, Height int

	dir     string // of the stage's files
	display string
	env     []string
	running []*exec.Cmd // in the order they were started
}

// Open starts a stage of the size given; dir is a folder for its files. It ends with
// [Stage.Close], not with ctx: what plays on it ends before it.
func Open(ctx context.Context, dir string, width, height int) (*Stage, error) {
	s := &Stage{Width: width, Height: height, dir: dir}
	err := s.open(context.WithoutCancel(ctx))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open stage: %w", err), s.Close())
	}
	return s, nil
}

func (s *Stage) open(ctx context.Context) error {
	if err := missing("Xvfb", "openbox", "xdotool", "xkbcomp"); err != nil {
		return err
	}
	session, err := OpenSession(ctx, s.dir)
	if err != nil {
		return err
	}
	s.running = session.running
	// The input method is off: it would take keys before the program sees them.
	s.env = append(session.Env(), "XMODIFIERS=@im=none", "LIBGL_ALWAYS_SOFTWARE=1", "WAYLAND_DISPLAY=")
	s.display, err = s.startDisplay(ctx)
	if err != nil {
		return err
	}
	s.env = append(s.env, "DISPLAY="+s.display)
	if err := s.start(s.Command(ctx, "openbox", "--sm-disable")); err != nil {
		return err
	}
	return s.awaitManager(ctx)
}

// startDisplay starts Xvfb on the first number that is free and returns its name.
func (s *Stage) startDisplay(ctx context.Context) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer r.Close()
	cmd := Command(ctx, nil, "Xvfb", "-displayfd", "3", "-noreset", "-nolisten", "tcp", "-fbdir", s.dir,
		"-screen", "0", fmt.Sprintf("%dx%dx24", s.Width, s.Height))
	cmd.ExtraFiles = []*os.File{w}
	err = s.start(cmd)
	_ = w.Close() // ours; Xvfb has its own
	if err != nil {
		return "", err
	}
	number, err := firstLine(r)
	if err != nil {
		return "", fmt.Errorf("start Xvfb: %w", err)
	}
	return ":" + number, nil
}

// awaitManager waits until there is a window manager; without one no window would
// get the keyboard.
func (s *Stage) awaitManager(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, upTime)
	defer cancel()
	for s.Command(ctx, "xdotool", "get_num_desktops").Run() != nil {
		select {
		case <-ctx.Done():
			return errors.New("start openbox: it does not come up")
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}

// Command returns a command that sees the stage and nothing of the caller's display,
// bus and keyring; see [Command].
func (s *Stage) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	return Command(ctx, s.Env(), name, args...)
}

// Env returns what has to be added to the environment of a program on the stage.
func (s *Stage) Env() []string { return s.env }

func (s *Stage) start(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", filepath.Base(cmd.Path), err)
	}
	s.running = append(s.running, cmd)
	return nil
}

// Close ends everything on the stage, the last first.
func (s *Stage) Close() error {
	stop(s.running)
	s.running = nil
	return nil
}

// Command returns a command whose environment is the caller's but for the values in
// env, and which is interrupted, not killed, when ctx ends. It does not hear the
// Ctrl-C that is meant for the caller: programs are ended in their order.
func Command(ctx context.Context, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = downTime
	detach(cmd)
	return cmd
}

// stop ends programs in the reverse order of their start and waits for each.
func stop(running []*exec.Cmd) {
	for i := len(running) - 1; i >= 0; i-- {
		cmd := running[i]
		_ = cmd.Process.Signal(os.Interrupt) // it may have ended by itself
		force := time.AfterFunc(downTime, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait() // how it ended is of no matter
		force.Stop()
	}
}

// missing returns an error that names the programs that are not installed.
func missing(names ...string) error {
	var absent []string
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			absent = append(absent, name)
		}
	}
	if len(absent) > 0 {
		return fmt.Errorf("not installed: %s (make deps)", strings.Join(absent, " "))
	}
	return nil
}

// firstLine returns the first line of r, which must come in time.
func firstLine(r io.Reader) (string, error) {
	type answer struct {
		line string
		err  error
	}
	got := make(chan answer, 1)
	go func() { // ends with the line, or when the caller closes r
		line, err := bufio.NewReader(r).ReadString('\n')
		got <- answer{strings.TrimSpace(line), err}
	}()
	select {
	case a := <-got:
		return a.line, a.err
	case <-time.After(upTime):
		return "", errors.New("no answer")
	}
}
