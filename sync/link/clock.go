package link

import (
	"sync"
	"time"
)

// A Clock tells registry time. The terminal's own clock may be wrong, and may be set
// back to make an expired credential or an old form valid again; the highest time seen
// is a floor under it, kept over restarts by the caller.
//
// Once the registry has told the time, the clock goes on from there by how long the machine
// has been up, and a wall clock that is set meanwhile changes nothing. Before, there is
// nothing better than the wall clock, above the floor.
type Clock struct {
	local func() time.Time
	up    func() time.Duration // since any moment, suspended time included; never set by anybody

	mu      sync.Mutex // guards all below
	known   bool       // the registry told the time
	base    time.Time  // it was that
	baseUp  time.Duration
	highest time.Time
}

// setBackAfter is how far the local clock may fall behind the highest time seen before it
// counts as set back: small corrections by the operating system are none.
const setBackAfter = 2 * time.Minute

// NewClock returns a clock over the terminal's own. The highest time is what
// [Clock.Highest] returned when the program last ran, or the zero time. up tells how long
// the machine has been up, suspended time included; nil takes the wall clock for that, for
// systems that do not tell.
func NewClock(local func() time.Time, up func() time.Duration, highest time.Time) *Clock {
	if up == nil {
		begin := local().Round(0)
		up = func() time.Duration { return local().Round(0).Sub(begin) }
	}
	return &Clock{local: local, up: up, base: highest, baseUp: up(), highest: highest}
}

// Observe takes the registry's time from an answer to a call that was sent and received
// at the given local times. The registry is the truth: a floor above its time came from
// a clock that was wrong.
func (c *Clock) Observe(sent, received, registry time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.baseUp, c.known = registry.Add(received.Sub(sent)/2), c.up(), true
	c.highest = registry
}

// Now returns registry time as well as it is known. It never goes below the highest time
// seen.
func (c *Clock) Now() time.Time {
	local := c.local().Round(0) // wall time: monotonic time stands still in suspend
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now(local)
}

func (c *Clock) now(local time.Time) time.Time {
	now := c.counted()
	if !c.known && local.After(now) {
		now = local
	}
	if now.After(c.highest) {
		c.highest = now
	}
	return c.highest
}

// counted is the time last known, and how long the machine has been up since.
func (c *Clock) counted() time.Time { return c.base.Add(c.up() - c.baseUp) }

// Highest returns the highest time seen, to be kept over a restart.
func (c *Clock) Highest() time.Time { return c.Now() }

// Offset returns how far registry time is ahead of the terminal's clock, and false while
// no answer has told.
func (c *Clock) Offset() (time.Duration, bool) {
	local := c.local().Round(0)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known {
		return 0, false
	}
	return c.now(local).Sub(local), true
}

// SetBack reports whether nobody knows what time it is: what there is to tell it by is
// behind a time that was seen before. Once the registry has told the time, only a system
// that does not tell how long it has been up comes to that.
func (c *Clock) SetBack() bool {
	local := c.local().Round(0)
	c.mu.Lock()
	defer c.mu.Unlock()
	tells := local
	if c.known {
		tells = c.counted()
	}
	return tells.Before(c.now(local).Add(-setBackAfter))
}
