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
		{"the terminal's own time until an answer tells", func() { c = link.NewClock(now, time.Time{}) }, noon, false},
		{"an answer tells, half its way counted", func() {
			c.Observe(noon, noon.Add(2*time.Second), noon.Add(11*time.Second))
			local = noon.Add(2 * time.Second)
		}, noon.Add(12 * time.Second), false},
		{"and it goes on with the terminal's clock", func() { local = noon.Add(time.Hour) }, noon.Add(time.Hour + 10*time.Second), false},
		{"set back a little is a correction", func() { local = noon.Add(59 * time.Minute) }, noon.Add(time.Hour + 10*time.Second), false},
		{"set back is noticed, and time stands still", func() { local = noon.Add(-24 * time.Hour) }, noon.Add(time.Hour + 10*time.Second), true},
		{"also after a restart", func() { c = link.NewClock(now, c.Highest()) }, noon.Add(time.Hour + 10*time.Second), true},
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
