package link

import (
	"sync"
	"time"
)

// A Clock tells registry time. The terminal's own clock may be wrong, and may be set
// back to make an expired credential or an old form valid again; the highest time seen
// is a floor under it, kept over restarts by the caller.
type Clock struct {
	local func() time.Time

	mu      sync.Mutex // guards all below
	offset  time.Duration
	known   bool
	highest time.Time
}

// setBackAfter is how far the local clock may fall behind the highest time seen before it
// counts as set back: small corrections by the operating system are none.
const setBackAfter = 2 * time.Minute

// NewClock returns a clock over the terminal's own. The highest time is what
// [Clock.Highest] returned when the program last ran, or the zero time.
func NewClock(local func() time.Time, highest time.Time) *Clock {
	return &Clock{local: local, highest: highest}
}

// Observe takes the registry's time from an answer to a call that was sent and received
// at the given local times. The registry is the truth: a floor above its time came from
// a clock that was wrong.
func (c *Clock) Observe(sent, received, registry time.Time) {
	middle := sent.Add(received.Sub(sent) / 2)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset, c.known = registry.Sub(middle), true
	c.highest = registry
}

// Now returns registry time as well as it is known. It never goes below the highest time
// seen.
func (c *Clock) Now() time.Time {
	local := c.local().Round(0) // wall time: monotonic time stands still in suspend
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := local.Add(c.offset); now.After(c.highest) {
		c.highest = now
	}
	return c.highest
}

// Highest returns the highest time seen, to be kept over a restart.
func (c *Clock) Highest() time.Time { return c.Now() }

// Offset returns how far registry time is ahead of the terminal's clock, and false while
// no answer has told.
func (c *Clock) Offset() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset, c.known
}

// SetBack reports whether the terminal's clock is behind a time that was seen before.
func (c *Clock) SetBack() bool {
	local := c.local().Round(0)
	c.mu.Lock()
	defer c.mu.Unlock()
	return local.Add(c.offset).Before(c.highest.Add(-setBackAfter))
}
