package link

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// A State is what is known of the line.
type State uint8

// The states of a line.
const (
	Offline    State = 1 // no answer; waiting to try again
	Connecting State = 2 // trying
	Online     State = 3 // the registry answers
)

// String names the state for logs.
func (s State) String() string {
	switch s {
	case Offline:
		return "offline"
	case Connecting:
		return "connecting"
	case Online:
		return "online"
	}
	return "unknown"
}

// How a line is kept. The back-off starts at a second, so that a registry restart is
// hardly noticed, and is capped at a minute, so that no clerk waits longer than that
// for a line that is back (DOMAIN 4.4).
const (
	backoffBase  = time.Second
	backoffCap   = time.Minute
	beatEvery    = 30 * time.Second
	probeTimeout = 10 * time.Second
)

// A Status is a state with its history.
type Status struct {
	State State
	Since time.Time // when the line last became or stopped being online
	Err   error     // why the line is not online; kept while connecting again
}

// A Line is the state of the line. Make one with [NewLine] and keep it in one goroutine
// with [Line.Run]; the other methods may be called from anywhere.
type Line struct {
	probe  func(context.Context) error
	now    func() time.Time
	jitter func(time.Duration) time.Duration
	limit  time.Duration // of one probe

	up    chan struct{} // LinkUp
	heard chan struct{} // the registry answered somebody
	lost  chan error    // it did not

	mu        sync.Mutex // guards all below
	status    Status
	listeners map[int]func(Status)
	next      int
}

// NewLine returns an offline line. The probe asks the registry for a sign of life.
func NewLine(probe func(context.Context) error, now func() time.Time) *Line {
	return &Line{
		probe:     probe,
		now:       now,
		jitter:    jitter,
		limit:     probeTimeout,
		up:        make(chan struct{}, 1),
		heard:     make(chan struct{}, 1),
		lost:      make(chan error, 1),
		status:    Status{State: Offline, Since: now()},
		listeners: map[int]func(Status){},
	}
}

// Status returns the state of the line.
func (l *Line) Status() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.status
}

// Subscribe calls f with each change from now on, one after the other, on the line's
// goroutine: f must not wait. It returns how to stop.
func (l *Line) Subscribe(f func(Status)) (cancel func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := l.next
	l.next++
	l.listeners[id] = f
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.listeners, id)
	}
}

// LinkUp tells the line that a try is worth while now: the operating system has a
// network again, or somebody pressed a key. The back-off begins anew.
func (l *Line) LinkUp() { offer(l.up, struct{}{}) }

// Heard tells the line that the registry answered a call.
func (l *Line) Heard() { offer(l.heard, struct{}{}) }

// Lost tells the line that a call got no answer.
func (l *Line) Lost(err error) { offer(l.lost, err) }

// offer puts v into c unless something is waiting there already.
func offer[T any](c chan T, v T) {
	select {
	case c <- v:
	default:
	}
}

// Run keeps the line until ctx ends and leaves it offline.
func (l *Line) Run(ctx context.Context) {
	attempt := 0
	for ctx.Err() == nil {
		l.set(Connecting, l.Status().Err)
		err := l.try(ctx)
		if err == nil {
			attempt = 0
			l.set(Online, nil)
			err = l.stayOnline(ctx)
			if ctx.Err() != nil {
				break
			}
			l.set(Connecting, err)
			continue
		}
		if ctx.Err() != nil {
			break
		}
		l.set(Offline, err)
		if l.waitOffline(ctx, l.jitter(backoff(attempt))) {
			attempt = 0
		} else {
			attempt++
		}
	}
	l.set(Offline, context.Cause(ctx))
}

// Wait returns how long to wait after the given number of failures in a row: full jitter
// over 1, 2, 4 … 60 seconds.
func Wait(failures int) time.Duration { return jitter(backoff(max(0, failures-1))) }

func jitter(most time.Duration) time.Duration { return rand.N(most + 1) }

// backoff returns the most an attempt waits: 1, 2, 4 … 60 seconds.
func backoff(attempt int) time.Duration {
	if attempt > 5 {
		return backoffCap
	}
	return min(backoffCap, backoffBase<<attempt)
}

func (l *Line) try(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, l.limit)
	defer cancel()
	drain(l.lost) // it is about an older connection
	return l.probe(ctx)
}

// stayOnline returns the error that ended the line, or nil when ctx did.
func (l *Line) stayOnline(ctx context.Context) error {
	beat := time.NewTimer(beatEvery)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.heard:
			beat.Reset(beatEvery)
			continue
		case err := <-l.lost:
			return err
		case <-l.up: // perhaps another network: look
		case <-beat.C:
		}
		if err := l.try(ctx); err != nil {
			return err
		}
		beat.Reset(beatEvery)
	}
}

// waitOffline waits and reports whether the back-off begins anew.
func (l *Line) waitOffline(ctx context.Context, wait time.Duration) (anew bool) {
	drain(l.heard) // from before the failure
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
		return false
	case <-l.up:
	case <-l.heard:
	}
	return true
}

func drain[T any](c chan T) {
	select {
	case <-c:
	default:
	}
}

// set changes the status and tells it. Only Run calls it.
func (l *Line) set(s State, err error) {
	l.mu.Lock()
	before := l.status
	if (before.State == Online) != (s == Online) {
		l.status.Since = l.now()
	}
	l.status.State, l.status.Err = s, err
	after := l.status
	var told []func(Status)
	if before.State != s {
		for _, f := range l.listeners {
			told = append(told, f)
		}
	}
	l.mu.Unlock()
	for _, f := range told {
		f(after)
	}
}
