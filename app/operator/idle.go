package operator

import "time"

// An IdleState is how a session stands after a time without input.
type IdleState uint8

// The states, in the order an idle session goes through them.
const (
	Active    IdleState = 1
	Warning   IdleState = 2 // countdown on screen, one key goes on
	Locked    IdleState = 3 // covered; PIN and token to return
	LoggedOff IdleState = 4 // ended; nothing leads back
)

// IdleLimits are the times after which an idle session is warned, covered and ended.
type IdleLimits struct {
	Warn   time.Duration // since the last input
	Lock   time.Duration // since the last input
	LogOff time.Duration // since it was locked
}

// MaxIdleLimits are the longest limits there are (R126: five minutes to the lock).
// A policy may shorten them and never lengthen them.
var MaxIdleLimits = IdleLimits{Warn: 270 * time.Second, Lock: 300 * time.Second, LogOff: 30 * time.Minute}

// Bounded returns l with what is missing, negative or longer than [MaxIdleLimits] set
// to the maximum. The warning always leaves time before the lock.
func (l IdleLimits) Bounded() IdleLimits {
	bound := func(d, longest time.Duration) time.Duration {
		if d <= 0 || d > longest {
			return longest
		}
		return d
	}
	l.Lock = bound(l.Lock, MaxIdleLimits.Lock)
	l.LogOff = bound(l.LogOff, MaxIdleLimits.LogOff)
	l.Warn = bound(l.Warn, MaxIdleLimits.Warn)
	if l.Warn >= l.Lock {
		l.Warn = l.Lock * 9 / 10
	}
	return l
}

// A Moment is one reading of both clocks. The monotonic one cannot be set and stands
// still while the machine is suspended; the wall clock runs on and can be set.
type Moment struct {
	Wall time.Time
	Up   time.Duration // monotonic, from any origin
}

// MomentClock returns a function that reads both clocks of the system.
func MomentClock() func() Moment {
	start := time.Now()
	return func() Moment {
		now := time.Now()
		return Moment{Wall: now.Round(0), Up: now.Sub(start)}
	}
}

// since returns the time from earlier to m, as the clock that counted more says it.
func (m Moment) since(earlier Moment) time.Duration {
	return max(0, m.Wall.Round(0).Sub(earlier.Wall.Round(0)), m.Up-earlier.Up)
}

// Idle decides when a session is covered and when it ends. It sleeps never: its owner
// calls [Idle.At] every second or so, and again after the machine woke up, and shows
// what it answers. It is not safe for concurrent use.
type Idle struct {
	limits IdleLimits
	state  IdleState     // never Warning: that follows from idle
	idle   time.Duration // without input, or locked
	last   Moment        // up to which idle counts
}

// NewIdle returns the state of a session that begins at m, under limits as bounded by
// [MaxIdleLimits].
func NewIdle(limits IdleLimits, m Moment) *Idle {
	return &Idle{limits: limits.Bounded(), state: Active, last: m}
}

// At returns the state at m and the time until the next one, zero once logged off.
func (i *Idle) At(m Moment) (IdleState, time.Duration) {
	i.count(m)
	switch {
	case i.state == LoggedOff:
		return LoggedOff, 0
	case i.state == Locked:
		return Locked, i.limits.LogOff - i.idle
	case i.idle >= i.limits.Warn:
		return Warning, i.limits.Lock - i.idle
	default:
		return Active, i.limits.Warn - i.idle
	}
}

// Input notes a key or the pointer at m. It extends an active session; a covered or
// ended one stays as it is, also when the lock came due without [Idle.At] being
// called, as over a suspend.
func (i *Idle) Input(m Moment) {
	i.count(m)
	if i.state == Active {
		i.idle = 0
	}
}

// Leave covers the session at once: the leave-seat key (D8).
func (i *Idle) Leave(m Moment) {
	i.count(m)
	if i.state == Active {
		i.state, i.idle = Locked, 0
	}
}

// Unlock uncovers the session after PIN and token were right, and reports whether it
// was still there to uncover.
func (i *Idle) Unlock(m Moment) bool {
	i.count(m)
	if i.state == LoggedOff {
		return false
	}
	i.state, i.idle = Active, 0
	return true
}

// SetLimits puts other limits in force, for a policy that arrives during a session.
func (i *Idle) SetLimits(limits IdleLimits, m Moment) {
	i.count(m)
	i.limits = limits.Bounded()
	i.count(m)
}

// count moves the state on to m. What idle time is left over from one state counts in
// the next: a machine that slept for an hour is logged off when it wakes.
func (i *Idle) count(m Moment) {
	i.idle += m.since(i.last)
	i.last = m
	if i.state == Active && i.idle >= i.limits.Lock {
		i.state, i.idle = Locked, i.idle-i.limits.Lock
	}
	if i.state == Locked && i.idle >= i.limits.LogOff {
		i.state = LoggedOff
	}
}
