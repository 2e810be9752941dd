package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"madoguchi/cmd/training/city"
	"madoguchi/cmd/training/play"
)

// The display of a played day: the smallest that a counter has.
const dayWidth, dayHeight = 1366, 768

var errTerminalEnded = errors.New("the terminal has ended")

// A day is a day at the counter that is being played.
type day struct {
	*play.Player
	cable     *cable
	terminals []*program
	operators map[string]city.Operator
	used      []string // token codes shown so far
	input     string   // the input method; "": what has no key is put on spare keys
}

// day plays a script on a display of its own and leaves pictures and a summary.
func (r *cityRun) day(ctx context.Context, stdout io.Writer, pictures string, script func(*day)) (err error) {
	if pictures == "" {
		pictures = r.path("day-" + time.Now().Format("20060102-150405"))
	}
	if err := os.MkdirAll(pictures, 0o700); err != nil {
		return err
	}
	stage, err := play.Open(ctx, string(r.folder), dayWidth, dayHeight)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stage.Close()) }()
	if r.input != "" {
		if err := stage.StartInputMethod(ctx, r.input); err != nil {
			return err
		}
	}
	summary, err := os.Create(filepath.Join(pictures, "summary.txt"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, summary.Close()) }()
	both := io.MultiWriter(stdout, summary)
	began := time.Now()
	tell := func(step string) { fmt.Fprintf(both, "%6.1f s  %s\n", time.Since(began).Seconds(), step) }
	r.env = stage.Env()
	err = r.with(ctx, stdout, func(ctx context.Context, terminals []*program) error {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		for _, terminal := range terminals {
			go func() { // ends with the terminal
				if err := <-terminal.ended; err != nil {
					cancel(err)
				}
				cancel(errTerminalEnded)
			}()
		}
		p := play.NewPlayer(ctx, stage, r.terminal(1).path("events.jsonl"), pictures)
		p.Log = tell
		d := &day{Player: p, cable: r.cable, terminals: terminals, input: r.input, operators: map[string]city.Operator{}}
		for _, o := range city.Operators(r.plan.Seed) {
			d.operators[string(o.ID)] = o
		}
		script(d)
		if p.Err() != nil {
			d.lastPicture(stage, pictures)
		}
		return p.Err()
	})
	if err == nil {
		tell("the day is over, everything as it should be")
	} else {
		tell("the day was broken off: " + err.Error())
	}
	fmt.Fprintln(both, "pictures and summary:", pictures)
	return err
}
