package registry

import (
	"testing"
	"time"
)

func TestBucket(t *testing.T) {
	start := time.Date(2026, 4, 1, 10, 0, 0, 0, time.UTC)
	rate := Rate{Second: 2, Burst: 4}
	var b bucket
	steps := []struct {
		name string
		at   time.Duration
		n    float64
		want time.Duration
	}{
		{"a burst", 0, 4, 0},
		{"over", 0, 1, 500 * time.Millisecond},
		{"half a second later", 500 * time.Millisecond, 1, 0},
		{"over again", 500 * time.Millisecond, 1, 500 * time.Millisecond},
		{"a clock set back gives nothing", -time.Hour, 1, 500 * time.Millisecond},
		{"no more than a burst after a night", 12 * time.Hour, 5, 500 * time.Millisecond},
		{"a burst after a night", 12 * time.Hour, 4, 0},
		{"what came already was more than foreseen", 12 * time.Hour, 0, 0},
	}
	for _, s := range steps {
		if got := b.wait(rate, start.Add(s.at), s.n); got != s.want {
			t.Errorf("%s: wait %v, want %v", s.name, got, s.want)
		} else if got == 0 {
			b.take(s.n)
		}
	}
	b.take(10) // read beyond the burst
	if got := b.wait(rate, start.Add(12*time.Hour), 0); got != 5*time.Second {
		t.Errorf("in debt: wait %v, want 5s", got)
	}
}
