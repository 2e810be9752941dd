package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"madoguchi/app/operator"
	"madoguchi/cmd/training/city"
	"madoguchi/cmd/training/play"
)

// Sizes of the measurement of windows.
const (
	windowStarts = 7
	windowSettle = 2 * time.Second  // after the first paint, before memory is read
	idleSlices   = 3                // pairs
	idleSlice    = 10 * time.Second // of each, both windows at once
)

// windows measures the terminal's window at the sign-in against a bare one on the same
// display: how long until it is painted, and its memory then; and how much processor
// time it takes at the worklist, with somebody signed in who does nothing.
func (b *bench) windows(ctx context.Context) (_ []row, err error) {
	w, err := b.openWindows(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			said, _ := os.ReadFile(w.log.Name()) // what the programs said of it
			err = fmt.Errorf("%w\n%s", err, said)
		}
		err = errors.Join(err, w.close())
	}()
	b.say("starting windows")
	for _, p := range []*program{&w.terminal, &w.bare} {
		if err := w.look(ctx, p); err != nil {
			return nil, err
		}
	}
	starts, err := interleave(windowStarts, func() (float64, error) { return w.start(ctx, &w.terminal) },
		func() (float64, error) { return w.start(ctx, &w.bare) })
	if err != nil {
		return nil, err
	}
	memory := make([]pair, windowStarts)
	for i := range memory {
		memory[i] = pair{w.terminal.memory[i], w.bare.memory[i]}
	}
	b.say("leaving windows alone")
	idle, signedIn, err := w.idle(ctx)
	if err != nil {
		return nil, err
	}
	share := func(of func(pair) float64) float64 {
		return spreadOf(each(idle, of)).median / idleSlice.Seconds() * 100
	}
	return []row{
		{what: "(c) start to first sign-in", pairs: starts, of: timesLimit, aim: atMost(1.3), unit: "ms", scale: 1e3, notes: []string{
			"from exec until the window is on the display as it will settle (four fifths of it, half of its ink), looked for every 2 ms"}},
		{what: "(d) memory at the sign-in", pairs: memory, of: overLimit, aim: aim{false, 60 * mebibyte, "%+.0f MB"}, unit: "MB", scale: 1.0 / mebibyte, ratio: 1.0 / mebibyte, notes: []string{
			fmt.Sprintf("proportional set size %v after the first paint; signed in, at the worklist, it is %.0f MB", windowSettle, signedIn/mebibyte)}},
		{what: "(f) processor, signed in and idle", pairs: idle, of: timesLimit, aim: atMost(1.2), unit: "ms a slice", scale: 1e3, notes: []string{
			fmt.Sprintf("of one core %.2f%% the terminal, %.2f%% the bare window, over slices of %v, both at once",
				share(func(p pair) float64 { return p.ours }), share(func(p pair) float64 { return p.limit }), idleSlice)}},
	}, nil
}

const mebibyte = 1 << 20

// A program is one of the two that have a window.
type program struct {
	name    string
	command []string
	paint   paint
	memory  []float64 // bytes, after each start
}

// A windows is a display, a registry, and the two programs.
type windows struct {
	stage          *play.Stage
	screen         *screen
	events, dir    string
	log            *os.File
	registry       *exec.Cmd
	terminal, bare program
	clerk          city.Operator
}

func (w *windows) close() error {
	var errs []error
	if w.registry != nil {
		errs = append(errs, end(w.registry))
	}
	if w.screen != nil {
		errs = append(errs, w.screen.file.Close())
	}
	if w.stage != nil {
		errs = append(errs, w.stage.Close())
	}
	return errors.Join(append(errs, w.log.Close())...)
}

// launch starts a program of the measurement on the display.
func (w *windows) launch(ctx context.Context, command []string) (*exec.Cmd, error) {
	cmd := w.stage.Command(context.WithoutCancel(ctx), command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = w.log, w.log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(command[0]), err)
	}
	return cmd, nil
}

// end asks a program to end, as logging off does, and waits.
func end(cmd *exec.Cmd) error {
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	force := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	defer force.Stop()
	_ = cmd.Wait() // by a signal is as good as by itself
	return nil
}

// look learns what the window of a program looks like, which also warms the caches.
func (w *windows) look(ctx context.Context, p *program) (err error) {
	cmd, err := w.launch(ctx, p.command)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end(cmd)) }()
	time.Sleep(3 * windowSettle)
	img, err := w.stage.Picture()
	if err != nil {
		return err
	}
	if p.paint, err = paintOf(img); err != nil {
		return fmt.Errorf("look at %s: %w", p.name, err)
	}
	return nil
}

// start starts a program and returns the seconds until it is painted.
func (w *windows) start(ctx context.Context, p *program) (_ float64, err error) {
	time.Sleep(500 * time.Millisecond) // what ended before is gone from the display
	if p.paint.painted(w.screen.at) {
		return 0, fmt.Errorf("start %s: its window is still there", p.name)
	}
	began := time.Now()
	cmd, err := w.launch(ctx, p.command)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, end(cmd)) }()
	if err := w.screen.await(ctx, p.paint); err != nil {
		return 0, fmt.Errorf("start %s: %w", p.name, err)
	}
	took := time.Since(began).Seconds()
	time.Sleep(windowSettle)
	memory, err := pss(cmd.Process.Pid)
	p.memory = append(p.memory, memory)
	return took, err
}

// idle signs a clerk in, opens the bare window beside, and returns the processor time
// of both, and the terminal's memory.
func (w *windows) idle(ctx context.Context) (_ []pair, memory float64, err error) {
	if err := os.Remove(w.events); err != nil && !os.IsNotExist(err) {
		return nil, 0, err
	}
	terminal, err := w.launch(ctx, w.terminal.command)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, end(terminal)) }()
	p := play.NewPlayer(ctx, w.stage, w.events, w.dir)
	w.signIn(p, terminal.Process.Pid)
	bare, err := w.launch(ctx, w.bare.command)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, end(bare)) }()
	time.Sleep(windowSettle)
	p.Front(terminal.Process.Pid) // it has the keyboard, as at the counter
	time.Sleep(2 * windowSettle)
	if err := p.Err(); err != nil {
		return nil, 0, err
	}
	if memory, err = pss(terminal.Process.Pid); err != nil {
		return nil, 0, err
	}
	// Both run through the same slices, which is closer than one after the other.
	slices := make([]pair, idleSlices)
	for i := range slices {
		before, err := both(terminal, bare)
		if err != nil {
			return nil, 0, err
		}
		time.Sleep(idleSlice)
		after, err := both(terminal, bare)
		if err != nil {
			return nil, 0, err
		}
		slices[i] = pair{after.ours - before.ours, after.limit - before.limit}
	}
	return slices, memory, nil
}

func both(terminal, bare *exec.Cmd) (p pair, err error) {
	var err2 error
	p.ours, err = processor(terminal.Process.Pid)
	p.limit, err2 = processor(bare.Process.Pid)
	return p, errors.Join(err, err2)
}

// signIn signs the clerk in by keyboard and confirms that visitors do not see the
// screen.
func (w *windows) signIn(p *play.Player, pid int) {
	p.AwaitScreen("signin")
	p.Front(pid)
	p.AwaitLine("online")
	p.Enter(string(w.clerk.ID))
	p.Enter(w.clerk.PIN)
	now := time.Now()
	if left := operator.TokenPeriod - now.Sub(now.Truncate(operator.TokenPeriod)); left < 3*time.Second {
		time.Sleep(left)
	}
	code, _ := operator.TokenCode(w.clerk.Seed, time.Now()) // a seed of the city is long enough
	p.Type(code)
	p.Key("F12")
	for _, screen := range []string{"position", "notice"} {
		p.AwaitScreen(screen)
		p.Key("F12")
	}
	p.AwaitScreen("worklist")
}
