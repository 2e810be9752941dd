package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"madoguchi/app/civil"
	"madoguchi/cmd/training/city"
	"madoguchi/cmd/training/play"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// nameFonts are where the font for names is installed.
var nameFonts = []string{"/usr/share/fonts/truetype/ipamj/ipamjm.ttf", "/usr/share/fonts/opentype/ipamj/ipamjm.ttf"}

// startTime is how long the registry may take to listen.
const startTime = 30 * time.Second

// A cityRun is a training city that is running.
type cityRun struct {
	folder
	terminals int
	input     string // the input method of a played day, "" for none
	plan      plan
	bin       string   // folder of the programs
	env       []string // added to the environment of the programs
	cable     *cable
	say       func(string)
}

func runCity(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags, data := flagsOf("run", stderr)
	terminals := flags.Int("terminals", 1, "how many terminals to start")
	residents := flags.Int("residents", 20_000, "how many residents the city has")
	seed := flags.Uint64("seed", 1, "what the city is invented from")
	played := flags.Bool("play", false, "play a day at the counter on a display of its own")
	input := flags.String("input", "", "with -play, type the first family by readings with an input `method`: ibus or fcitx5, with mozc; not as root")
	toured := flags.Bool("tour", false, "take every kind of notification from the menu to the registry on a display of its own")
	keys := flags.String("kinds", "", "`keys` of the kinds of the tour, with commas between them (default: all)")
	pictures := flags.String("pictures", "", "`folder` for the pictures of the day (default: one in -data)")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	if *terminals < 1 || *terminals > 9 || *residents < 1 {
		fmt.Fprintln(stderr, "training run: 1 to 9 terminals and at least one resident")
		return errUsage
	}
	kinds, err := kindsOf(*keys)
	if err = errors.Join(err, inputMethod(*input)); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &cityRun{folder: folder(*data), terminals: *terminals, input: *input, say: func(s string) { fmt.Fprintln(stderr, s) }}
	if err := r.prepare(ctx, plan{planVersion, *seed, *residents, civil.FromTime(time.Now())}); err != nil {
		return err
	}
	if *toured {
		return r.tour(ctx, stdout, *pictures, kinds)
	}
	if *played || os.Getenv("DISPLAY") == "" {
		return r.day(ctx, stdout, *pictures, (*day).play)
	}
	return r.open(ctx, stdout)
}

// prepare makes or opens the city and finds the programs.
func (r *cityRun) prepare(ctx context.Context, want plan) (err error) {
	if r.plan, err = r.folder.open(ctx, want, r.say); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find programs: %w", err)
	}
	r.bin = filepath.Dir(self)
	for _, name := range []string{"registry", "terminal"} {
		if _, err := os.Stat(filepath.Join(r.bin, name)); err != nil {
			return fmt.Errorf("find programs: %w (make build)", err)
		}
	}
	return r.enrol(ctx)
}

// id returns the ID of the terminal with a number from 1.
func id(n int) string { return fmt.Sprintf("T-01-%02d", n) }

// stock is how many resident record codes the registry of the city is given to allot.
const stock = 500

// enrol makes the terminals known to the registry, which must not run, and sees that it
// has codes to allot.
func (r *cityRun) enrol(ctx context.Context) (err error) {
	s, err := store.Open(ctx, r.path("registry", "registry.db"), store.KeyFile(r.path("registry", "keys.json")))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if _, _, err := registry.AddCodes(ctx, s, city.Codes(r.plan.Seed, stock)); err != nil {
		return err
	}
	return s.Update(ctx, func(tx registry.Tx) error {
		for n := 1; n <= r.terminals; n++ {
			switch _, err := tx.Terminal(id(n)); {
			case errors.Is(err, registry.ErrNotFound):
				if err := tx.PutTerminal(registry.Terminal{ID: id(n), Ward: ward(1)}); err != nil {
					return err
				}
			case err != nil:
				return err
			}
		}
		return nil
	})
}

// open shows the terminals on the display there is, until they end or ctx does.
func (r *cityRun) open(ctx context.Context, stdout io.Writer) error {
	session, err := play.OpenSession(ctx, string(r.folder))
	if err != nil {
		return err
	}
	defer session.Close()
	r.env = session.Env()
	return r.with(ctx, stdout, func(ctx context.Context, terminals []*program) error {
		for _, p := range terminals {
			if err := <-p.ended; err != nil {
				return err
			}
		}
		return nil
	})
}

// with runs the registry and the terminals in the environment r.env, and f beside
// them. When it returns everything has ended, the terminals before the registry so
// that they can still log off.
func (r *cityRun) with(ctx context.Context, stdout io.Writer, f func(ctx context.Context, terminals []*program) error) error {
	pins, address, err := r.configureRegistry()
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	log := r.path("registry", "log.txt")
	server, err := r.start(serving, log, "registry", "run", "-config", r.path("registry", "config.json"))
	if err != nil {
		stop()
		return err
	}
	defer func() {
		stop()
		<-server.ended
	}()
	if err := listening(ctx, address, server.ended); err != nil {
		return fmt.Errorf("registry (see %s): %w", log, err)
	}
	if r.cable, err = layCable(address); err != nil {
		return err
	}
	return errors.Join(r.withTerminals(ctx, stdout, pins, f), r.cable.Close())
}

func (r *cityRun) withTerminals(ctx context.Context, stdout io.Writer, pins []string, f func(ctx context.Context, terminals []*program) error) error {
	ctx, stop := context.WithCancel(ctx)
	var running []*program
	defer func() {
		stop()
		for _, p := range running {
			<-p.ended
		}
	}()
	for n := 1; n <= r.terminals; n++ {
		p, err := r.startTerminal(ctx, n, pins)
		if err != nil {
			return err
		}
		running = append(running, p)
	}
	if err := operatorTable(stdout, city.Operators(r.plan.Seed), time.Now()); err != nil {
		return err
	}
	return f(ctx, running)
}

// configureRegistry writes the registry's certificates and configuration.
func (r *cityRun) configureRegistry() (pins []string, address string, err error) {
	for _, file := range []string{"server.pem", "backup.pem"} {
		pin, err := r.certifyServer(file, time.Now())
		if err != nil {
			return nil, "", fmt.Errorf("certify registry: %w", err)
		}
		pins = append(pins, pin)
	}
	if err := r.lock(pins); err != nil {
		return nil, "", fmt.Errorf("publish policy: %w", err)
	}
	if address, err = freeAddress(); err != nil {
		return nil, "", err
	}
	if err := r.auditKey(); err != nil {
		return nil, "", err
	}
	return pins, address, writeJSON(r.path("registry", "config.json"), map[string]any{
		"listen": address, "database": "registry.db", "keys": "keys.json",
		"authority": "../ca.pem", "identity": "server.pem",
		"audit_key": "audit.key", "audit_export": "audit",
	})
}

// lock has the registry, which must not run, give out a signed configuration.
func (r *cityRun) lock(pins []string) (err error) {
	ctx := context.Background()
	s, err := store.Open(ctx, r.path("registry", "registry.db"), store.KeyFile(r.path("registry", "keys.json")))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return r.publishPolicy(ctx, s, pins)
}

// startTerminal sets a terminal up if that was not done, and starts it.
func (r *cityRun) startTerminal(ctx context.Context, n int, pins []string) (*program, error) {
	dir := r.terminal(n)
	if err := os.MkdirAll(dir.path("data"), 0o700); err != nil {
		return nil, err
	}
	config := map[string]any{
		"terminal": id(n), "ward": ward(1), "data": "data", "registry": r.cable.Addr(), "host": host,
		"authority": "../ca.pem", "certificate": "certificate.pem", "pins": pins,
		"city": city.Name, "gazetteer": "../postal", "root": "../" + rootFile, "training": true, "events": "events.jsonl",
	}
	for _, font := range nameFonts {
		if _, err := os.Stat(font); err == nil {
			config["name_font"] = font
		}
	}
	if err := writeJSON(dir.path("config.json"), config); err != nil {
		return nil, err
	}
	if err := r.setUp(ctx, n); err != nil {
		return nil, fmt.Errorf("set up terminal %d: %w", n, err)
	}
	if err := os.Remove(dir.path("events.jsonl")); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	return r.start(ctx, dir.path("log.txt"), "terminal", "run", "-config", dir.path("config.json"))
}

// setUp has the terminal make its sealed file the first time, and its certificate
// renewed every time.
func (r *cityRun) setUp(ctx context.Context, n int) error {
	dir := r.terminal(n)
	request := dir.path("request.pem")
	if _, err := os.Stat(request); os.IsNotExist(err) {
		cmd := r.command(ctx, "terminal", "setup", "-config", dir.path("config.json"), "-request", request)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	return r.certifyTerminal(request, dir.path("certificate.pem"), id(n), ward(1), time.Now())
}

func (r *cityRun) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	return play.Command(ctx, r.env, filepath.Join(r.bin, program), args...)
}

// A program was started by the training.
type program struct {
	pid   int
	ended <-chan error // says how it ended, unless it was asked to, and is closed then
}

// start starts a program that writes into a log file.
func (r *cityRun) start(ctx context.Context, log, name string, args ...string) (*program, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close() // the program has its own
	cmd := r.command(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	ended := make(chan error, 1)
	go func() { // ends with the program
		defer close(ended)
		if err := cmd.Wait(); err != nil && ctx.Err() == nil {
			ended <- fmt.Errorf("%s (see %s): %w", name, log, err)
		}
	}()
	return &program{cmd.Process.Pid, ended}, nil
}

// freeAddress returns an address of this machine that nobody listens at.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// listening waits until somebody listens at an address, or the program has ended.
func listening(ctx context.Context, address string, end <-chan error) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			return conn.Close()
		}
		select {
		case err := <-end:
			return errors.Join(errors.New("ended at once"), err)
		case <-ctx.Done():
			return errors.New("does not listen")
		case <-time.After(50 * time.Millisecond):
		}
	}
}
