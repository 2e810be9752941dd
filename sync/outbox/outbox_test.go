package outbox_test

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"madoguchi/sync/faultnet"
	"madoguchi/sync/link"
	"madoguchi/sync/outbox"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var (
	rounds = flag.Int("rounds", 400, "rounds of the harness")
	seed   = flag.Uint64("seed", 1, "seed of the harness")
)

// A bench is a pusher with a terminal, a bad network and a registry behind real TLS.
type bench struct {
	t        *testing.T
	registry *registry
	terminal *terminal
	proxy    *faultnet.Proxy
	client   *link.Client
	pusher   *outbox.Pusher
}

func newBench(t *testing.T, seed uint64, bad bool) *bench {
	t.Helper()
	var moods [2]*rand.Rand
	if bad {
		moods = [2]*rand.Rand{rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2))}
	}
	b := &bench{t: t, registry: newRegistry(moods[0]), terminal: newTerminal(moods[1])}
	quiet := slog.New(slog.DiscardHandler)
	mux := http.NewServeMux()
	mux.Handle(wirev1connect.NewRegistryServiceHandler(b.registry, wire.HandlerOptions(quiet)...))
	city := pinnedtest.New(t)
	b.proxy = faultnet.Start(t, city.Serve(mux).Listener.Addr().String(), seed)
	client, err := link.NewClient(link.Config{
		Address: b.proxy.Addr(), Identity: city.Terminal("T-01"), Trust: city.Trust, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	b.client = client
	b.pusher = outbox.New(outbox.Config{
		Source: b.terminal, Sink: b.terminal, Registry: client, Line: client.Line,
		Now: time.Now, Log: quiet, PolicyVersion: func() uint32 { return 1 },
	})
	return b
}

func (b *bench) check() {
	b.t.Helper()
	if err := check(b.registry, b.terminal); err != nil {
		b.t.Fatal(err)
	}
}

// reset ends the connection there is; the next one has these faults.
func (b *bench) reset(f faultnet.Faults) {
	b.proxy.Set(f)
	b.proxy.Reset()
	time.Sleep(2 * time.Millisecond) // until the client has noticed, as it would have
}

// start runs line and pusher until the test ends.
func (b *bench) start() {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { b.client.Run(ctx) })
	wg.Go(func() { b.pusher.Run(ctx) })
	b.t.Cleanup(func() { cancel(); wg.Wait() })
}

// drained waits until everything is handed over and everything is back.
func (b *bench) drained(within time.Duration) {
	b.t.Helper()
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if b.isDrained() {
			b.check()
			return
		}
	}
	b.t.Fatalf("not drained in %v: %+v, line %+v", within, b.pusher.Status(), b.client.Line.Status())
}

func (b *bench) isDrained() bool {
	b.registry.mu.Lock()
	defer b.registry.mu.Unlock()
	b.terminal.mu.Lock()
	defer b.terminal.mu.Unlock()
	return b.terminal.acked == uint64(len(b.terminal.events)) && len(b.terminal.taken) == len(b.registry.changes)
}

// TestInvariants cuts the line at any byte, lets registry and disk fail before and after
// each commit, and checks after every round that nothing was lost, nothing was applied
// twice and the watermark is contiguous.
func TestInvariants(t *testing.T) {
	b := newBench(t, *seed, true)
	dice := rand.New(rand.NewPCG(*seed, 3))
	failed := 0
	for range *rounds {
		faults := faultnet.Faults{HalfClose: dice.IntN(3) == 0}
		switch dice.IntN(5) {
		case 0: // within the handshake
			faults.CutAfter = 4_000
		case 1: // within the first calls
			faults.CutAfter = 8_000
		case 2: // within a push
			faults.CutAfter = 100_000
		}
		b.reset(faults)
		b.terminal.write(dice.IntN(12), 8+dice.IntN(4000), "entry")
		if dice.IntN(20) == 0 { // a long cut: several batches are owed
			b.terminal.write(100+dice.IntN(200), 100, "entry")
		}
		if err := b.pusher.Round(t.Context()); err != nil {
			failed++
			if b.pusher.Status().Alarm {
				t.Fatalf("false alarm: %v", err)
			}
		}
		b.check()
	}
	t.Logf("%d of %d rounds failed, %d connections, %d events", failed, *rounds, b.proxy.Opened(), len(b.terminal.events))
	if failed < *rounds/4 || failed > *rounds*19/20 {
		t.Errorf("%d of %d rounds failed: the network is not what this test needs", failed, *rounds)
	}
	b.reset(faultnet.Faults{})
	b.registry.rand, b.terminal.rand = nil, nil
	if err := b.pusher.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !b.isDrained() {
		t.Error("a good round left something")
	}
	b.check()
}

// TestRunDrains: entries written while the line is cut arrive when it returns.
func TestRunDrains(t *testing.T) {
	b := newBench(t, 1, false)
	b.start()
	b.terminal.write(3, 100, "entry")
	b.pusher.Wake()
	b.drained(10 * time.Second)

	b.proxy.Cut()
	b.terminal.write(250, 1000, "entry")
	b.pusher.Wake()
	time.Sleep(50 * time.Millisecond)
	if b.isDrained() {
		t.Fatal("drained through a cut line")
	}
	b.proxy.Restore()
	b.client.Line.LinkUp()
	b.drained(10 * time.Second)
	if s := b.pusher.Status(); s.Err != nil || s.Synced.IsZero() {
		t.Errorf("status = %+v", s)
	}
}

// TestRunHearsNews: a change by others arrives without waiting for the poll.
func TestRunHearsNews(t *testing.T) {
	b := newBench(t, 1, false)
	b.start()
	b.terminal.write(1, 100, "entry")
	b.pusher.Wake()
	b.drained(10 * time.Second)
	time.Sleep(1200 * time.Millisecond) // until it follows
	b.registry.mu.Lock()
	b.registry.tell(&wirev1.Change{EntryId: "another's", Revision: 1, Stage: wirev1.EntryStage_ENTRY_STAGE_PENDING})
	b.registry.mu.Unlock()
	b.drained(3 * time.Second)
}

func TestBatches(t *testing.T) {
	tests := []struct {
		name         string
		events, size int
		pushes       int
	}{
		{"nothing owed", 0, 8, 0},
		{"one batch", 100, 100, 1},
		{"one event more", 101, 100, 2},
		{"by bytes", 10, 200 << 10, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t, 1, false)
			b.terminal.write(tt.events, tt.size, "entry")
			if err := b.pusher.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
			if b.registry.pushes != tt.pushes || !b.isDrained() {
				t.Errorf("%d pushes, drained %v; want %d", b.registry.pushes, b.isDrained(), tt.pushes)
			}
			b.check()
		})
	}
}

// TestAlarms: what waiting does not mend.
func TestAlarms(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*bench)
		want  error
	}{
		{"terminal restored from a copy, nothing written since", func(b *bench) {
			b.terminal.events, b.terminal.acked = b.terminal.events[:6], 6
		}, outbox.ErrFork},
		{"restored, and others written under the same numbers", func(b *bench) {
			b.terminal.events, b.terminal.acked = b.terminal.events[:6], 6
			b.terminal.write(4, 100, "other")
		}, outbox.ErrFork},
		{"restored, and more written than were lost", func(b *bench) {
			b.terminal.events, b.terminal.acked = b.terminal.events[:6], 6
			b.terminal.write(40, 100, "other")
		}, outbox.ErrFork},
		{"registry restored from a copy, events still here", func(b *bench) { b.forget() }, nil},
		{"registry restored from a copy, events gone", func(b *bench) {
			b.forget()
			b.terminal.purged = 9
		}, outbox.ErrLost},
		{"registry restored from a copy, all events gone", func(b *bench) {
			b.forget()
			b.terminal.purged = 10
		}, outbox.ErrLost},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t, 1, false)
			b.terminal.write(10, 100, "entry")
			if err := b.pusher.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
			tt.spoil(b)
			before := b.terminal.acked
			err := b.pusher.Round(t.Context())
			if !errors.Is(err, tt.want) || b.pusher.Status().Alarm != (tt.want != nil) {
				t.Fatalf("error = %v, want %v; status %+v", err, tt.want, b.pusher.Status())
			}
			if tt.want != nil && b.terminal.acked != before {
				t.Errorf("acknowledged up to %d in spite of the alarm", b.terminal.acked)
			}
			if tt.want == nil && !b.isDrained() {
				t.Error("not sent again")
			}
		})
	}
}

// forget sets the registry back to a copy from before its last four events.
func (b *bench) forget() {
	r := b.registry
	r.events, r.results = r.events[:6], r.results[:6]
	r.applied = map[string]int{}
	for _, e := range b.terminal.events[:6] {
		r.applied[e.GetSubmission().GetEntryId()] = 1
	}
	b.terminal.taken = nil
	b.terminal.cursor = 0
	r.changes = nil
}
