package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"madoguchi/app/desk"
	"madoguchi/app/keys"
	"madoguchi/app/keys/keystest"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/rules"
	"madoguchi/app/store"
	"madoguchi/assets"
	"madoguchi/cmd/terminal/adapter"
	"madoguchi/sync/link"
	"madoguchi/sync/outbox"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	registrystore "madoguchi/sync/registry/store"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// Sizes of the measurement of draining.
const (
	drainEntries   = 10_000
	drainPairs     = 10
	eventsPerEntry = 3 // moving in from outside: the handing over and two approvals
)

// drain measures how a terminal that was cut off hands over what was approved
// meanwhile: from its sealed file through the outbox, the line and pinned TLS into a
// registry that applies it, until the terminal has stored the acknowledgement. The
// limit is the same events straight into another copy of that registry, a hundred at a
// time. Both go on by a tenth in turns.
func (b *bench) drain(ctx context.Context) (_ []row, err error) {
	d, err := b.openDrain(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	b.say("draining")
	d.start(ctx)
	const share = drainEntries * eventsPerEntry / drainPairs
	pairs, err := interleave(drainPairs, func() (float64, error) { return d.overLine(ctx, share) },
		func() (float64, error) { return d.direct(ctx, share) })
	if err != nil {
		return nil, err
	}
	verdicts, err := d.verdicts(ctx)
	if err != nil {
		return nil, err
	}
	rate := func(side func(pair) float64) float64 {
		return drainEntries / drainPairs / spreadOf(each(pairs, side)).median
	}
	return []row{{
		what: fmt.Sprintf("(b) draining %d entries", drainEntries), pairs: pairs, of: ofLimit, aim: atLeast(0.7), unit: "s a tenth", scale: 1,
		notes: []string{
			fmt.Sprintf("%.0f entries/s over the line, %.0f entries/s without (submission and two reviews each, %d events)",
				rate(func(p pair) float64 { return p.ours }), rate(func(p pair) float64 { return p.limit }), drainEntries*eventsPerEntry),
			fmt.Sprintf("all %d were accepted by both registries; their verdicts were back in the terminal's file %.1f s after the last acknowledgement", drainEntries, verdicts.Seconds()),
		},
	}}, nil
}

// A drain is a terminal with all that it owes, its registry, and that registry's twin.
type drain struct {
	table        *letters.Table
	taking, twin *registrystore.Store
	intake       *registry.Intake // of the twin
	store        *store.Store
	post         *adapter.Post
	valve        *valve
	client       *link.Client
	pusher       *outbox.Pusher
	server       *http.Server
	pushed       uint64 // events, over the line
	straight     uint64 // and into the twin
	running      sync.WaitGroup
	stop         context.CancelFunc
}

func (b *bench) openDrain(ctx context.Context) (_ *drain, err error) {
	d := &drain{stop: func() {}}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if d.table, err = letters.OpenTable(bytes.NewReader(assets.Chars), bytes.NewReader(assets.Sequences)); err != nil {
		return nil, err
	}
	dir, err := b.folder("drain")
	if err != nil {
		return nil, err
	}
	counter, err := newCounter(terminalID)
	if err != nil {
		return nil, err
	}
	b.say("making two registers of 20000 residents")
	if err := d.openRegisters(ctx, b.town, counter, dir); err != nil {
		return nil, err
	}
	b.say(fmt.Sprintf("approving %d entries", drainEntries))
	config := store.Config{Path: filepath.Join(dir, "terminal.db"), Ring: &keystest.Ring{}, Terminal: terminalID}
	if err := store.Create(ctx, config); err != nil {
		return nil, err
	}
	if d.store, err = store.Open(ctx, config); err != nil {
		return nil, err
	}
	if err := d.fill(ctx, b.town, counter); err != nil {
		return nil, err
	}
	return d, d.connect(ctx)
}

// openRegisters makes a register that knows the counter, and its twin.
func (d *drain) openRegisters(ctx context.Context, t *town, c *counter, dir string) error {
	first, _, err := t.register(ctx, filepath.Join(dir, "registry"), 20_000, 20_000)
	if err != nil {
		return err
	}
	s, err := first.open(ctx)
	if err != nil {
		return err
	}
	err = s.Update(ctx, func(tx registry.Tx) error {
		if err := t.keepStaff(tx, terminalID); err != nil {
			return err
		}
		return c.enrol(tx, time.Now())
	})
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	second, err := first.copyTo(filepath.Join(dir, "twin"))
	if err != nil {
		return err
	}
	if d.taking, err = first.open(ctx); err != nil {
		return err
	}
	d.twin, err = second.open(ctx)
	d.intake = &registry.Intake{Store: d.twin, Repertoire: d.table, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	return err
}

// fill approves households as they come, a hundred in a transaction.
func (d *drain) fill(ctx context.Context, t *town, c *counter) error {
	cabinet := adapter.NewCabinet(d.store, time.Now)
	all, err := t.newcomers()
	if err != nil {
		return err
	}
	next, stop := iter.Pull(all)
	defer stop()
	var heap desk.Step
	for n := 0; n < drainEntries; {
		house, ok := next()
		if !ok {
			return errors.New("fill file: not enough households")
		}
		if leaving(house) {
			continue
		}
		n++
		entry, step, err := c.entered(house, t.arrivals[n%len(t.arrivals)], time.Now())
		if err != nil {
			return err
		}
		evidence, err := evidenceOf(entry)
		if err != nil {
			return err
		}
		for _, by := range []operator.ID{firstReviewer, secondReviewer} {
			review, err := c.approve(entry, by, evidence, time.Now())
			if err != nil {
				return err
			}
			review.Entries = nil // it stands in the step already
			step = join(step, review)
		}
		if heap = join(heap, step); len(heap.Entries) == 100 || n == drainEntries {
			if err := cabinet.Commit(ctx, heap); err != nil {
				return err
			}
			heap = desk.Step{}
		}
	}
	return nil
}

// connect starts the registry and lays the line, as the programs do.
func (d *drain) connect(ctx context.Context) error {
	const host = "127.0.0.1"
	now := time.Now()
	authority, err := pinned.NewAuthority("Bench", now, pinned.MaxValidity)
	if err != nil {
		return err
	}
	key, err := pinned.NewKey()
	if err != nil {
		return err
	}
	server, err := authority.IssueServer(key.Public(), []string{host}, now, pinned.MinValidity)
	if err != nil {
		return err
	}
	certificate, err := authority.IssueTerminal(d.store.Keys().Terminal().Public(), terminalID, ward, now, pinned.MinValidity)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	handler, err := registry.New(registry.Config{Store: d.taking, Repertoire: d.table, Now: time.Now, Log: log})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return err
	}
	d.server = &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute,
		TLSConfig: pinned.ServerConfig(pinned.Identity{Certificate: server, Key: key}, authority.Certificate(), time.Now)}
	d.running.Go(func() { _ = d.server.ServeTLS(listener, "", "") }) // it ends by being closed
	// The backup pin is of a key that nobody shows.
	d.client, err = link.NewClient(link.Config{Address: listener.Addr().String(),
		Identity: pinned.Identity{Certificate: certificate, Key: d.store.Keys().Terminal()},
		Trust:    pinned.Trust{Authority: authority.Certificate(), Host: host, Pins: []pinned.Pin{pinned.PinOf(server), {}}}, Now: time.Now})
	if err != nil {
		return err
	}
	return d.join(ctx, log)
}

// join joins the file, the line and the outbox, with the valve between.
func (d *drain) join(ctx context.Context, log *slog.Logger) error {
	at, err := desk.New(ctx, desk.Config{
		Cabinet: adapter.NewCabinet(d.store, time.Now), Line: adapter.NewLine(d.client, terminalID, time.Now),
		Sealer: d.store.Keys().Sealer(), PINCost: keys.DefaultCost, Rules: rules.New(d.table), PolicyVersion: 1, Reviewers: 1,
		Terminal: terminalID, Ward: ward, Now: time.Now, Wake: func() {}, Log: log,
	})
	if err != nil {
		return err
	}
	d.post = adapter.NewPost(d.store, at)
	d.valve = &valve{Source: d.post, Registry: d.client, moved: make(chan struct{}), turned: make(chan struct{})}
	d.pusher = outbox.New(outbox.Config{Source: d.valve, Sink: d.post, Registry: d.valve, Line: d.client.Line, Now: time.Now, Log: log,
		PolicyVersion: func() uint32 { return 1 }})
	return nil
}

// start runs the line and the outbox.
func (d *drain) start(ctx context.Context) {
	ctx, d.stop = context.WithCancel(ctx)
	d.running.Go(func() { d.client.Run(ctx) })
	d.running.Go(func() { d.pusher.Run(ctx) })
}

func (d *drain) close() error {
	d.stop()
	var errs []error
	if d.server != nil {
		errs = append(errs, d.server.Close())
	}
	d.running.Wait()
	if d.store != nil {
		errs = append(errs, d.store.Close())
	}
	for _, s := range []*registrystore.Store{d.taking, d.twin} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(errs...)
}

// overLine lets the next events through and returns the seconds until the terminal has
// stored that the registry holds them.
func (d *drain) overLine(ctx context.Context, events uint64) (float64, error) {
	start := time.Now()
	d.pushed += events
	d.valve.let(d.pushed)
	if err := d.valve.await(ctx, d.pushed); err != nil {
		return 0, errors.Join(err, d.pusher.Status().Err)
	}
	return time.Since(start).Seconds(), nil
}

// direct gives the twin the next events without a line.
func (d *drain) direct(ctx context.Context, events uint64) (float64, error) {
	var took time.Duration
	for end := d.straight + events; d.straight < end; {
		batch, err := d.post.Pending(ctx, d.straight, wire.MaxBatchEvents, wire.MaxBatchBytes)
		if err != nil {
			return 0, err
		}
		batch = batch[:wire.Batch(batch)]
		start := time.Now()
		d.straight, _, err = d.intake.Take(ctx, terminalID, batch)
		if err != nil {
			return 0, err
		}
		took += time.Since(start)
	}
	return took.Seconds(), nil
}

// verdicts waits until the terminal knows that everything was accepted, and checks that
// the registers say so, too.
func (d *drain) verdicts(ctx context.Context) (time.Duration, error) {
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for {
		counts, err := d.store.Tally(ctx)
		if err != nil {
			return 0, err
		}
		if counts[int(notification.Accepted)].Count == drainEntries {
			break
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("verdicts: %d of %d entries accepted: %w", counts[int(notification.Accepted)].Count, drainEntries, errors.Join(ctx.Err(), d.pusher.Status().Err))
		case <-time.After(20 * time.Millisecond):
		}
	}
	took := time.Since(start)
	for _, s := range []*registrystore.Store{d.taking, d.twin} {
		if n, err := accepted(ctx, s); err != nil || n != drainEntries {
			return 0, fmt.Errorf("verdicts: a register accepted %d of %d entries: %w", n, drainEntries, err)
		}
	}
	return took, nil
}

func accepted(ctx context.Context, s *registrystore.Store) (n int, err error) {
	err = s.View(ctx, func(tx registry.Tx) error {
		news, err := tx.News(ward, 0, drainEntries+1)
		for _, entry := range news {
			if entry.Case.Stage == registry.Accepted {
				n++
			}
		}
		return err
	})
	return n, err
}

// A valve stands between the outbox, its source and its registry. It lets events
// through up to a number, so that the line can be measured in shares.
type valve struct {
	outbox.Source
	outbox.Registry

	mu     sync.Mutex
	open   uint64        // number of the last event that may pass
	acked  uint64        // number of the last one that the terminal knows to be held
	turned chan struct{} // closed when open moves
	moved  chan struct{} // closed when acked moves
}

func (v *valve) let(upTo uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.open = upTo
	close(v.turned)
	v.turned = make(chan struct{})
}

// Push implements outbox.Registry. Shares are whole batches or a little more.
func (v *valve) Push(ctx context.Context, q *wirev1.PushRequest) (*wirev1.PushResponse, error) {
	for {
		v.mu.Lock()
		open, turned := v.open, v.turned
		v.mu.Unlock()
		if q.GetEvents()[0].GetSeq() <= open {
			return v.Registry.Push(ctx, q)
		}
		select {
		case <-turned:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Ack implements outbox.Source.
func (v *valve) Ack(ctx context.Context, watermark uint64, results []*wirev1.EventResult) error {
	if err := v.Source.Ack(ctx, watermark, results); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.acked = watermark
	close(v.moved)
	v.moved = make(chan struct{})
	return nil
}

// await waits until the terminal has stored that events up to a number are held.
func (v *valve) await(ctx context.Context, seq uint64) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for {
		v.mu.Lock()
		acked, moved := v.acked, v.moved
		v.mu.Unlock()
		if acked >= seq {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return fmt.Errorf("drain: event %d of %d: %w", acked, seq, ctx.Err())
		}
	}
}
