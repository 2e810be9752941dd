package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"madoguchi/app/counter"
	"madoguchi/ui/shell"
)

// A standing keeps what the head of the window says ready, so that drawing it
// never waits for the disk.
type standing struct {
	terminal string
	tells    *events
	wake     chan struct{}

	mu     sync.Mutex // guards what follows
	parts  *parts     // nil until the sealed file is open
	counts counter.Counts
	known  bool          // counts were counted
	told   shell.Trouble // the trouble last logged
}

// standingEvery is how often to look again without being told: ages grow.
const standingEvery = time.Minute

func newStanding(terminal string, tells *events) *standing {
	return &standing{terminal: terminal, tells: tells, wake: make(chan struct{}, 1)}
}

// use says that the sealed file is open.
func (s *standing) use(p *parts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parts = p
}

// changed says that the counts may have changed. It never waits.
func (s *standing) changed() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run keeps the counts until ctx ends, and calls told after each look.
func (s *standing) run(ctx context.Context, told func()) {
	timer := time.NewTicker(standingEvery)
	defer timer.Stop()
	second := time.NewTicker(time.Second)
	defer second.Stop()
	_, parts := s.held()
	for {
		counts, err := parts.desk.Counts(ctx)
		if err == nil {
			s.mu.Lock()
			s.counts, s.known = counts, true
			s.mu.Unlock()
			told()
		} else if ctx.Err() == nil {
			parts.log.ErrorContext(ctx, "count entries", "err", err)
		}
	wait:
		for {
			counts, _ := s.held()
			s.tells.status(parts.desk.Line(), counts)
			select {
			case <-ctx.Done():
				return
			case <-s.wake:
				break wait
			case <-timer.C:
				break wait
			case <-second.C:
			}
		}
	}
}

func (s *standing) held() (counter.Counts, *parts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts, s.parts
}

// status is what the head says now.
func (s *standing) status() shell.Status {
	counts, parts := s.held()
	if parts == nil {
		return shell.Status{Terminal: s.terminal, Line: counter.Offline}
	}
	st := shell.Status{
		Terminal: s.terminal, Line: parts.desk.Line(), Policy: parts.policy().Version, Counted: s.counted(),
		Unsent: counts.Of[counter.Unsent], Sent: counts.Of[counter.Sent], Accepted: counts.Of[counter.Accepted],
	}
	if who, signedIn := parts.desk.Operator(); signedIn {
		st.Operator = fmt.Sprintf("%s（%s）", who.Name, who.ID)
	}
	found := parts.symptoms(counts)
	st.Trouble, st.Amount = found.trouble()
	s.note(parts, st.Trouble, found)
	return st
}

func (s *standing) counted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known
}

// note logs a trouble once, for IT, and that it is over.
func (s *standing) note(p *parts, t shell.Trouble, found symptoms) {
	s.mu.Lock()
	changed := t != s.told
	s.told = t
	s.mu.Unlock()
	switch {
	case !changed:
	case t == 0:
		p.log.Info("trouble is over")
	default:
		p.log.Warn("trouble", "kind", int(t), "line", found.line, "handover", found.handover, "clock", found.ahead, "certificate", found.ends)
	}
}
