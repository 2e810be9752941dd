// Command bench measures this program against what the machine can do at best, and
// prints a table of ratios (make bench). A ratio says on any machine what a time says
// on one: ours and its limit are taken in the same run, in turns, and the median of
// the pairs counts.
//
//	bench [-only abcdefghi] [-residents N [-keep DIR]] [-profile DIR]
//
//	(a) an approval, durable             of write + fdatasync of the same bytes
//	(b) draining approved entries        of the registry's own rate without a line
//	(c) start to the first sign-in       over a bare window (cmd/bench/bare)
//	(d) memory                           more than the bare window
//	(e) search of 20,000 and 200,000     over the bare indexed query
//	(f) processor of the idle terminal   over the bare window
//	(g) work on the window's goroutine   of a frame at 60 Hz (cmd/bench/frames)
//	(h) verifying seven years' log       of SHA-256 over the same bytes
//	(i) a key until its pixel            over Fyne's entry; what an input method adds
//
// (c), (d), (f), (g) and (i) run programs on a display of their own and need what
// "make deps" installs. (e) searches in a tenth of -residents and in all of them: with
// -residents 2000000 -keep DIR in a large city, whose register of 4 GB is made once, in
// some ten minutes. What is measured is tested elsewhere; here only the
// arithmetic is.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"syscall"
	"time"
)

// terminalID is the terminal of every measurement.
const terminalID = "T-01-01"

// defaultResidents is how many are searched in unless another number is asked for.
const defaultResidents = 200_000

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A bench is one run.
type bench struct {
	dir     string // of all files, removed at the end
	profile string // folder for processor profiles; none if empty
	// residents is the larger of the two registers that are searched.
	residents int
	// keep is where those registers are kept between runs; nowhere if empty.
	keep string
	town *town
	say  func(string)
}

// A measurement makes the rows of one or more letters.
type measurement struct {
	letters string
	run     func(*bench, context.Context) ([]row, error)
}

var measurements = []measurement{
	{"a", (*bench).durable},
	{"b", (*bench).drain},
	{"cdf", (*bench).windows},
	{"e", (*bench).search},
	{"g", (*bench).frames},
	{"h", (*bench).prove},
	{"i", (*bench).typing},
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("only", "abcdefghi", "`letters` of what to measure")
	profile := flags.String("profile", "", "`folder` to write processor profiles into")
	residents := flags.Int("residents", defaultResidents, "`number` of residents to search in")
	keep := flags.String("keep", "", "`folder` to keep those registers in: a large one takes long to make")
	if err := flags.Parse(args); err != nil {
		return err
	}
	began := time.Now()
	b := &bench{profile: *profile, residents: *residents, keep: *keep, say: func(s string) { fmt.Fprintf(stderr, "%5.0f s  %s\n", time.Since(began).Seconds(), s) }}
	if b.dir, err = os.MkdirTemp("", "madoguchi-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if b.town, err = openTown(1, time.Now()); err != nil {
		return err
	}
	var rows []row
	for _, m := range measurements {
		if !strings.ContainsAny(*only, m.letters) {
			continue
		}
		b.say("measuring " + m.letters)
		more, err := b.profiled(ctx, m)
		if err != nil {
			return fmt.Errorf("%s: %w", m.letters, err)
		}
		rows = append(rows, more...)
	}
	slices.SortStableFunc(rows, byName)
	return printTable(stdout, rows)
}

// profiled runs a measurement and writes its profile if one was asked for.
func (b *bench) profiled(ctx context.Context, m measurement) (_ []row, err error) {
	if b.profile == "" {
		return m.run(b, ctx)
	}
	f, err := os.Create(filepath.Join(b.profile, m.letters+".pprof"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	defer pprof.StopCPUProfile()
	return m.run(b, ctx)
}

// folder makes a folder for a measurement's files.
func (b *bench) folder(name string) (string, error) {
	dir := filepath.Join(b.dir, name)
	return dir, os.MkdirAll(dir, 0o700)
}
