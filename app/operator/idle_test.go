package operator_test

import (
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/app/operator"
)

// clock is both clocks of a machine.
type clock operator.Moment

func (c *clock) now() operator.Moment         { return operator.Moment(*c) }
func (c *clock) run(d time.Duration)          { c.Wall, c.Up = c.Wall.Add(d), c.Up+d }
func (c *clock) suspend(d time.Duration)      { c.Wall = c.Wall.Add(d) }
func (c *clock) setWallClock(d time.Duration) { c.Wall = c.Wall.Add(d) }

// TestIdle is R126 and D7, D8: what happens to a session, and its state after that.
func TestIdle(t *testing.T) {
	const s, m = time.Second, time.Minute
	type session struct {
		*operator.Idle
		*clock
	}
	tests := []struct {
		name string
		do   func(session)
		want operator.IdleState
		next time.Duration
	}{
		{"just signed in", func(session) {}, operator.Active, 270 * s},
		{"before the countdown", func(x session) { x.run(270*s - 1) }, operator.Active, 1},
		{"countdown begins", func(x session) { x.run(270 * s) }, operator.Warning, 30 * s},
		{"last of the countdown", func(x session) { x.run(300*s - 1) }, operator.Warning, 1},
		{"locked at five minutes", func(x session) { x.run(300 * s) }, operator.Locked, 30 * m},
		{"one key extends", func(x session) { x.run(299 * s); x.Input(x.now()); x.run(269 * s) }, operator.Active, s},
		{"a key after the lock does not", func(x session) { x.run(300 * s); x.Input(x.now()) }, operator.Locked, 30 * m},
		{"suspend counts", func(x session) { x.suspend(300 * s) }, operator.Locked, 30 * m},
		{"the key that wakes it does not unlock", func(x session) { x.suspend(310 * s); x.Input(x.now()) }, operator.Locked, 30*m - 10*s},
		{"suspended twice", func(x session) { x.suspend(150 * s); x.At(x.now()); x.run(10 * s); x.suspend(140 * s) }, operator.Locked, 30 * m},
		{"clock set back does not keep it open", func(x session) {
			x.run(200 * s)
			x.At(x.now())
			x.setWallClock(-time.Hour)
			x.At(x.now())
			x.run(100 * s)
		}, operator.Locked, 30 * m},
		{"clock set back between two looks", func(x session) { x.run(200 * s); x.setWallClock(-time.Hour); x.run(100 * s) }, operator.Locked, 30 * m},
		{"clock set back after the lock", func(x session) { x.run(300 * s); x.At(x.now()); x.setWallClock(-time.Hour) }, operator.Locked, 30 * m},
		{"clock set forward locks early", func(x session) { x.setWallClock(5 * m) }, operator.Locked, 30 * m},
		{"leave-seat key", func(x session) { x.run(s); x.Leave(x.now()) }, operator.Locked, 30 * m},
		{"leave-seat key twice", func(x session) { x.Leave(x.now()); x.run(m); x.Leave(x.now()) }, operator.Locked, 29 * m},
		{"unlocked", func(x session) { x.Leave(x.now()); x.run(m); x.Unlock(x.now()) }, operator.Active, 270 * s},
		{"logged off", func(x session) { x.run(35 * m) }, operator.LoggedOff, 0},
		{"not yet logged off", func(x session) { x.run(35*m - 1) }, operator.Locked, 1},
		{"asleep over night", func(x session) { x.suspend(12 * time.Hour) }, operator.LoggedOff, 0},
		{"nothing leads back", func(x session) { x.run(35 * m); x.Unlock(x.now()); x.Input(x.now()) }, operator.LoggedOff, 0},
		{"policy shortens during the session", func(x session) {
			x.run(m)
			x.SetLimits(operator.IdleLimits{Lock: m}, x.now())
		}, operator.Locked, 30 * m},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &clock{Wall: noon, Up: time.Hour}
			i := operator.NewIdle(operator.IdleLimits{}, c.now())
			tt.do(session{i, c})
			if got, next := i.At(c.now()); got != tt.want || next != tt.next {
				t.Errorf("state = %d for %v, want %d for %v", got, next, tt.want, tt.next)
			}
		})
	}
}

// TestIdleLimits is R126: a policy may shorten the times and never lengthen them.
func TestIdleLimits(t *testing.T) {
	const s, m = time.Second, time.Minute
	longest := operator.IdleLimits{Warn: 270 * s, Lock: 300 * s, LogOff: 30 * m}
	tests := []struct {
		name     string
		in, want operator.IdleLimits
	}{
		{"not set", operator.IdleLimits{}, longest},
		{"longer", operator.IdleLimits{Warn: time.Hour, Lock: time.Hour, LogOff: time.Hour}, longest},
		{"negative", operator.IdleLimits{Warn: -1, Lock: -1, LogOff: -1}, longest},
		{"shorter", operator.IdleLimits{Warn: m, Lock: 2 * m, LogOff: 5 * m}, operator.IdleLimits{Warn: m, Lock: 2 * m, LogOff: 5 * m}},
		{"lock before the usual warning", operator.IdleLimits{Lock: 100 * s}, operator.IdleLimits{Warn: 90 * s, Lock: 100 * s, LogOff: 30 * m}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.in.Bounded(); got != tt.want {
				t.Errorf("bounded = %+v, want %+v", got, tt.want)
			}
		})
	}
	if operator.MaxIdleLimits != longest {
		t.Errorf("longest = %+v, want %+v", operator.MaxIdleLimits, longest)
	}
}

func TestMomentClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := operator.MomentClock()
		first := now()
		time.Sleep(time.Minute)
		second := now()
		if d := second.Up - first.Up; d != time.Minute {
			t.Errorf("monotonic clock ran %v", d)
		}
		if d := second.Wall.Sub(first.Wall); d != time.Minute {
			t.Errorf("wall clock ran %v", d)
		}
	})
}
