package operator

import (
	"errors"
	"time"
)

// Errors of a guard.
var (
	// ErrWait means that the next try is not due yet; [Guard.Wait] says how long.
	ErrWait = errors.New("wait before the next try")
	// ErrDisabled means that the PIN is out of use until IT issues a new one.
	ErrDisabled = errors.New("PIN is disabled")
)

// waits holds the wait after each failure from the fifth on.
var waits = []time.Duration{
	30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour,
}

const (
	freeFailures    = 4  // without a wait
	disableFailures = 10 // the PIN is out of use
	// clockSlack is how far registry time may fall behind what was seen before the clock
	// counts as having been wrong.
	clockSlack = 2 * time.Minute
)

// A Guard slows down whoever guesses an operator's PIN or token code. It is a value:
// each method that changes something returns the guard to store, in the same
// transaction as the record of the try. The zero Guard has seen no failure.
type Guard struct {
	Failures int       `json:"failures"` // since the last success
	Until    time.Time `json:"until"`    // no try before
	Seen     time.Time `json:"seen"`     // highest time seen at a try
}

// Check reports whether a try is due at now: nil, [ErrWait] or [ErrDisabled].
func (g Guard) Check(now time.Time) error {
	switch {
	case g.Failures >= disableFailures:
		return ErrDisabled
	case g.Wait(now) > 0:
		return ErrWait
	}
	return nil
}

// Wait returns how long it is until a try is due, zero if it is.
func (g Guard) Wait(now time.Time) time.Duration { return max(0, g.Until.Sub(now)) }

// Left returns how many failures there may be before the PIN is disabled.
func (g Guard) Left() int { return max(0, disableFailures-g.Failures) }

// Fail returns the guard after a failed try. The wait counts from the highest time
// ever seen, so that a clock set back before the try does not shorten it.
func (g Guard) Fail(now time.Time) Guard {
	g = g.see(now)
	g.Failures++
	if n := g.Failures - freeFailures; n > 0 {
		g.Until = g.Seen.Add(waits[min(n, len(waits))-1])
	}
	return g
}

// Succeed returns the guard after a sign-in.
func (g Guard) Succeed(now time.Time) Guard {
	g = g.see(now)
	g.Failures, g.Until = 0, time.Time{}
	return g
}

// Correct returns the guard once the registry has told the time: what was seen beyond it
// came from a clock that was wrong, and the wait that began there is the one that the
// failures earn, from now on. It never shortens a wait to less than that.
func (g Guard) Correct(registry time.Time) Guard {
	registry = registry.Round(0).UTC()
	if !g.Seen.After(registry.Add(clockSlack)) {
		return g
	}
	g.Seen = registry
	if n := g.Failures - freeFailures; n > 0 {
		g.Until = registry.Add(waits[min(n, len(waits))-1])
	}
	return g
}

func (g Guard) see(now time.Time) Guard {
	if now = now.Round(0).UTC(); now.After(g.Seen) { // without the monotonic reading, which is not stored
		g.Seen = now
	}
	return g
}
