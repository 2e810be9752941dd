package link_test

import (
	"testing"
	"time"

	"madoguchi/sync/link"
)

func TestClock(t *testing.T) {
	noon := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	local := noon
	now := func() time.Time { return local }
	var c *link.Clock
	tests := []struct {
		name    string
		do      func()
		want    time.Time
		setBack bool
	}{
		{"the terminal's own time until an answer tells", func() { c = link.NewClock(now, nil, time.Time{}) }, noon, false},
		{"an answer tells, half its way counted", func() {
			local = noon.Add(2 * time.Second)
			c.Observe(noon, local, noon.Add(11*time.Second))
		}, noon.Add(12 * time.Second), false},
		{"and it goes on with the terminal's clock", func() { local = noon.Add(time.Hour) }, noon.Add(time.Hour + 10*time.Second), false},
		{"set back a little is a correction", func() { local = noon.Add(59 * time.Minute) }, noon.Add(time.Hour + 10*time.Second), false},
		{"set back is noticed, and time stands still", func() { local = noon.Add(-24 * time.Hour) }, noon.Add(time.Hour + 10*time.Second), true},
		{"also after a restart", func() { c = link.NewClock(now, nil, c.Highest()) }, noon.Add(time.Hour + 10*time.Second), true},
		{"an answer sets it right", func() { c.Observe(local, local, noon.Add(2*time.Hour)) }, noon.Add(2 * time.Hour), false},
		{"a clock that ran ahead", func() { local = local.Add(1000 * time.Hour); c.Now() }, noon.Add(1002 * time.Hour), false},
		{"is set right, too", func() { c.Observe(local, local, noon.Add(3*time.Hour)) }, noon.Add(3 * time.Hour), false},
	}
	for _, tt := range tests {
		tt.do()
		if got := c.SetBack(); got != tt.setBack {
			t.Errorf("%s: set back = %v, want %v", tt.name, got, tt.setBack)
		}
		if got := c.Now(); !got.Equal(tt.want) {
			t.Errorf("%s: now = %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestClockThatIsSet is what a wall clock does to registry time on a machine that tells how
// long it has been up: before the registry told the time it may only bring it forward, after
// it nothing (DOMAIN 1.4).
func TestClockThatIsSet(t *testing.T) {
	noon := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	local, up := noon, time.Hour
	pass := func(d time.Duration) { local, up = local.Add(d), up+d }
	c := link.NewClock(func() time.Time { return local }, func() time.Duration { return up }, noon.Add(30*time.Minute))
	for _, tt := range []struct {
		name    string
		do      func()
		want    time.Time
		setBack bool
		ahead   time.Duration // of the registry; 0: not told
	}{
		{"behind the time kept, from the start", func() {}, noon.Add(30 * time.Minute), true, 0},
		{"time goes on from there", func() { pass(10 * time.Minute) }, noon.Add(40 * time.Minute), true, 0},
		{"somebody sets the clock right", func() { local = noon.Add(45 * time.Minute) }, noon.Add(45 * time.Minute), false, 0},
		{"the registry tells", func() { c.Observe(local, local, noon.Add(46*time.Minute)) }, noon.Add(46 * time.Minute), false, time.Minute},
		{"set back a day: nothing changes but how far it is off", func() { local = local.AddDate(0, 0, -1); pass(time.Minute) }, noon.Add(47 * time.Minute), false, 24*time.Hour + time.Minute},
		{"set ahead a year", func() { local = local.AddDate(1, 0, 1); pass(time.Minute) }, noon.Add(48 * time.Minute), false, time.Minute - 365*24*time.Hour},
		{"suspended for a night, which counts", func() { pass(10 * time.Hour) }, noon.Add(48*time.Minute + 10*time.Hour), false, time.Minute - 365*24*time.Hour},
		{"the registry was ahead and is set right", func() { c.Observe(local, local, noon.Add(9*time.Hour)) }, noon.Add(9 * time.Hour), false, -(365*24*time.Hour + 107*time.Minute)},
	} {
		tt.do()
		if got := c.Now(); !got.Equal(tt.want) {
			t.Errorf("%s: now = %v, want %v", tt.name, got, tt.want)
		}
		if got := c.SetBack(); got != tt.setBack {
			t.Errorf("%s: set back = %v, want %v", tt.name, got, tt.setBack)
		}
		if got, told := c.Offset(); got != tt.ahead || told != (tt.ahead != 0) {
			t.Errorf("%s: registry time is %v ahead (%v), want %v", tt.name, got, told, tt.ahead)
		}
	}
}
