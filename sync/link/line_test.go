package link_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/sync/link"
)

var errNoAnswer = errors.New("no answer")

// A bench is a line with a registry that answers or not, on a clock of its own.
type bench struct {
	t      *testing.T
	line   *link.Line
	up     atomic.Bool
	hang   atomic.Bool
	probes []time.Duration // when the registry was asked, from the start on
	states []link.State
	waits  []time.Duration // the most each wait could take
	began  time.Time
}

// run starts a line in a bubble and ends it with f.
func run(t *testing.T, f func(*bench)) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, began: time.Now()}
		b.line = link.NewLine(b.probe, time.Now)
		b.line.SetJitter(func(most time.Duration) time.Duration {
			b.waits = append(b.waits, most)
			return most
		})
		b.line.Subscribe(func(s link.Status) { b.states = append(b.states, s.State) })
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); b.line.Run(ctx) }()
		synctest.Wait() // the first try has failed
		f(b)
		cancel()
		<-done
		if s := b.line.Status(); s.State != link.Offline {
			t.Errorf("state after the end = %v", s.State)
		}
	})
}

func (b *bench) probe(ctx context.Context) error {
	b.probes = append(b.probes, time.Since(b.began))
	if b.hang.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	if !b.up.Load() {
		return errNoAnswer
	}
	return nil
}

func (b *bench) after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (b *bench) want(s link.State) {
	b.t.Helper()
	if got := b.line.Status(); got.State != s {
		b.t.Errorf("at %v: state = %v (%v), want %v", time.Since(b.began), got.State, got.Err, s)
	}
}

func TestBackoff(t *testing.T) {
	run(t, func(b *bench) {
		b.after(5 * time.Minute)
		b.want(link.Offline)
		s := time.Second
		want := []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 60 * s, 60 * s, 60 * s, 60 * s}
		if !slices.Equal(b.waits[:len(want)], want) {
			t.Errorf("waits = %v, want %v", b.waits, want)
		}
		if err := b.line.Status().Err; !errors.Is(err, errNoAnswer) {
			t.Errorf("reason = %v", err)
		}
	})
}

func TestFullJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []time.Time
		line := link.NewLine(func(context.Context) error { asked = append(asked, time.Now()); return errNoAnswer }, time.Now)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Hour)
		defer cancel()
		line.Run(ctx)
		low := 0
		for i := 8; i < len(asked); i++ {
			wait := asked[i].Sub(asked[i-1])
			if wait > time.Minute {
				t.Errorf("waited %v", wait)
			}
			if wait < 30*time.Second {
				low++
			}
		}
		if n := len(asked) - 8; low < n/4 || low > 3*n/4 {
			t.Errorf("%d of %d waits in the lower half; jitter is not full", low, n)
		}
	})
}

func TestLinkUpEndsTheWait(t *testing.T) {
	run(t, func(b *bench) {
		b.after(4 * time.Minute)
		asked := len(b.probes)
		b.line.LinkUp()
		b.after(time.Millisecond)
		if len(b.probes) != asked+1 {
			t.Errorf("probes = %d, want one at once", len(b.probes)-asked)
		}
		if last := b.waits[len(b.waits)-1]; last != time.Second {
			t.Errorf("wait after link-up = %v, want it to begin anew", last)
		}
		b.up.Store(true)
		b.line.LinkUp()
		b.after(time.Millisecond)
		b.want(link.Online)
	})
}

func TestOnline(t *testing.T) {
	tests := []struct {
		name string
		do   func(*bench)
		want link.State
	}{
		{"beats keep it online", func(b *bench) { b.after(10 * time.Minute) }, link.Online},
		{"silence ends it within beat and timeout", func(b *bench) {
			b.hang.Store(true)
			b.after(41 * time.Second)
		}, link.Connecting},
		{"and then it is offline", func(b *bench) {
			b.hang.Store(true)
			b.after(48500 * time.Millisecond)
		}, link.Offline},
		{"a call without an answer asks at once", func(b *bench) {
			b.up.Store(false)
			b.line.Lost(errNoAnswer)
			b.after(time.Millisecond)
		}, link.Offline},
		{"one lost call on a good line does no harm", func(b *bench) {
			b.line.Lost(errNoAnswer)
			b.after(time.Millisecond)
		}, link.Online},
		{"heard while offline connects at once", func(b *bench) {
			b.up.Store(false)
			b.line.Lost(errNoAnswer)
			b.after(20 * time.Second)
			b.up.Store(true)
			b.line.Heard()
			b.after(time.Millisecond)
		}, link.Online},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run(t, func(b *bench) {
				b.up.Store(true)
				b.line.LinkUp()
				b.after(2 * time.Second)
				b.want(link.Online)
				tt.do(b)
				b.want(tt.want)
			})
		})
	}
}

func TestCallsSpareBeats(t *testing.T) {
	run(t, func(b *bench) {
		b.up.Store(true)
		b.line.LinkUp()
		b.after(time.Second)
		asked := len(b.probes)
		for range 60 {
			b.line.Heard()
			b.after(10 * time.Second)
		}
		if len(b.probes) != asked {
			t.Errorf("%d beats beside calls that were answered", len(b.probes)-asked)
		}
	})
}

func TestSinceAndStates(t *testing.T) {
	run(t, func(b *bench) {
		b.after(500 * time.Millisecond)
		b.up.Store(true)
		b.after(time.Second)
		b.want(link.Online)
		if since := b.line.Status().Since.Sub(b.began); since != time.Second {
			t.Errorf("online since %v, want 1s", since)
		}
		want := []link.State{link.Connecting, link.Offline, link.Connecting, link.Online}
		if !slices.Equal(b.states, want) {
			t.Errorf("states = %v, want %v", b.states, want)
		}
	})
}
