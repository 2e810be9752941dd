package main

import (
	"context"
	"log/slog"
	"time"
)

// How the clocks of the machine are watched.
const (
	clockLook    = 10 * time.Second
	jumpLeast    = 5 * time.Second // less is a correction by the operating system
	suspendLeast = 30 * time.Second
	// highestKept is how often the time is kept for the next start: after a power cut no
	// clock takes the terminal back further than that.
	highestKept = 5 * time.Minute
)

// A timekeeper notices that somebody set the wall clock, and that the machine slept, by
// comparing that clock with how long the machine has been up (DOMAIN 1.4). Registry time goes on through
// both; the log says that it happened, and the line is looked at anew.
type timekeeper struct {
	now func() time.Time     // the wall clock
	up  func() time.Duration // suspended time included; nil where the system does not tell
	// jumped and slept log what was noticed; wake has the line looked at; keep keeps the time.
	jumped, slept func(time.Duration)
	wake          func()
	keep          func(context.Context) error
	log           *slog.Logger

	wall, kept time.Time // at the last look
	at         time.Duration
}

// run watches until ctx ends.
func (t *timekeeper) run(ctx context.Context) {
	tick := time.NewTicker(clockLook)
	defer tick.Stop()
	t.look(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			t.look(ctx)
		}
	}
}

func (t *timekeeper) look(ctx context.Context) {
	if t.up == nil {
		return
	}
	wall, up := t.now().Round(0), t.up()
	first := t.wall.IsZero()
	passed, shown := up-t.at, wall.Sub(t.wall)
	t.wall, t.at = wall, up
	switch {
	case first:
		return
	case passed >= clockLook+suspendLeast:
		t.slept(passed - clockLook)
		t.wake()
	}
	if by := shown - passed; by.Abs() >= jumpLeast {
		t.jumped(by)
		t.wake()
	}
	if wall.Sub(t.kept).Abs() >= highestKept {
		t.kept = wall
		if err := t.keep(ctx); err != nil && ctx.Err() == nil {
			t.log.ErrorContext(ctx, "keep the time", "err", err)
		}
	}
}

// timekeeper returns the watch over this machine's clocks.
func (p *parts) timekeeper() *timekeeper {
	return &timekeeper{
		now: time.Now, up: uptime, jumped: p.journal.Jumped, slept: p.journal.Slept, wake: p.client.Line.LinkUp, keep: p.keepHighest, log: p.log,
	}
}
