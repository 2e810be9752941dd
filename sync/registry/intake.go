package registry

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"google.golang.org/protobuf/proto"

	"madoguchi/app/audit"
	"madoguchi/app/notification"
	"madoguchi/app/rules"
	"madoguchi/sync/bundle"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// An Intake takes the events of terminals and decides entries. All fields are
// required but Minimum.
type Intake struct {
	Store Store
	// Repertoire is the set of characters names may be written in (E28).
	Repertoire rules.Repertoire
	// Minimum is how many approvals every entry needs at least; it only raises what
	// app/review asks for.
	Minimum int
	Now     func() time.Time
	Log     *slog.Logger
}

// A Result is what became of one event.
type Result struct {
	Seq     uint64
	Outcome Outcome
	Kind    wire.Kind // when refused or forked
}

// Take holds the events that follow the terminal's watermark, all in one transaction
// that is durable when it returns, and decides the entries that they complete. An event
// that cannot be held is refused alone and does not undo the others.
//
// The events must be contiguous ([wire.CheckPush]). Take fails with [wire.Gap] when
// they begin after the watermark.
func (in *Intake) Take(ctx context.Context, terminal string, events []*wirev1.Event) (watermark uint64, results []Result, err error) {
	return in.TakeAgain(ctx, terminal, events, nil)
}

// TakeAgain is Take with what the terminal says the registry had decided of these events,
// which it holds no more.
func (in *Intake) TakeAgain(ctx context.Context, terminal string, events []*wirev1.Event, earlier []*wirev1.Change) (watermark uint64, results []Result, err error) {
	awaits := false
	err = in.Store.Update(ctx, func(tx Tx) error {
		b := &batch{Intake: in, ctx: ctx, tx: tx, now: in.Now(), read: make(map[notification.Hash]form)}
		if b.terminal, err = tx.Terminal(terminal); err != nil {
			return fmt.Errorf("take events: terminal: %w", err)
		}
		results, awaits = results[:0], false
		if err := b.remember(earlier); err != nil {
			return err
		}
		for _, e := range events {
			r, err := b.take(e)
			if errors.Is(err, errAwaits) {
				awaits = true
				break
			}
			if err != nil {
				return fmt.Errorf("take event %d: %w", e.GetSeq(), err)
			}
			results = append(results, r)
		}
		watermark = b.terminal.Watermark
		return nil
	})
	if err != nil {
		return 0, nil, err
	}
	if awaits && len(results) == 0 {
		return 0, nil, wire.Errorf(wire.Awaits, "events")
	}
	return watermark, results, nil
}

// A batch is one call of Take.
type batch struct {
	*Intake
	ctx      context.Context // of the call
	tx       Tx
	now      time.Time
	terminal Terminal
	// read holds the contents read so far: each stands here once and is asked for by
	// the submission and by every review.
	read map[notification.Hash]form
	// editions are those of the locked configuration given out; nil: not read yet.
	editions map[bundle.Ring]bundle.Edition
}

// A form is a content with its schema. Nobody changes either.
type form struct {
	content *notification.Content
	schema  *notification.Schema
}

// take holds one event. Its error ends the whole batch: it is the store's, or a gap.
func (b *batch) take(e *wirev1.Event) (Result, error) {
	digest, err := digestOf(e)
	if err != nil {
		return Result{}, err
	}
	switch {
	case e.GetSeq() <= b.terminal.Watermark:
		return b.again(e.GetSeq(), digest)
	case e.GetSeq() != b.terminal.Watermark+1:
		return Result{}, wire.Errorf(wire.Gap, "%d", b.terminal.Watermark)
	}
	receipt := Receipt{Terminal: b.terminal.ID, Seq: e.GetSeq(), Digest: digest, Outcome: Taken}
	err = b.tx.Try(func() error { return b.hold(e) })
	if errors.Is(err, errAwaits) {
		return Result{}, errAwaits
	}
	if err != nil {
		receipt.Outcome, receipt.Kind = RefusedEvent, b.refusalOf(e, err)
		if receipt.Kind == wire.SameIDOther {
			receipt.Outcome = ForkedOutcome
		}
		if err := b.alarm(e, receipt.Kind); err != nil {
			return Result{}, err
		}
	}
	if err := b.tx.AddReceipt(receipt); err != nil {
		return Result{}, err
	}
	b.terminal.Watermark = receipt.Seq
	return Result{receipt.Seq, receipt.Outcome, receipt.Kind}, nil
}

// digestOf returns what tells two events under one number apart.
func digestOf(e *wirev1.Event) ([sha256.Size]byte, error) {
	body, err := proto.MarshalOptions{Deterministic: true}.Marshal(e)
	if err != nil {
		return [sha256.Size]byte{}, fmt.Errorf("digest: %w", err)
	}
	return sha256.Sum256(body), nil
}

// again answers an event that is held already: known, or a fork.
func (b *batch) again(seq uint64, digest [sha256.Size]byte) (Result, error) {
	held, err := b.tx.Receipt(b.terminal.ID, seq)
	if err != nil {
		return Result{}, err
	}
	if held.Digest != digest {
		b.Log.ErrorContext(b.ctx, "fork: another event under the same number", "terminal", b.terminal.ID, "seq", seq)
		err := record(b.tx, audit.Record{Kind: audit.ForkFound, At: b.now, Terminal: b.terminal.ID, Detail: []string{"event", detail("seq", int(seq))}})
		if err == nil { // one of the two files is a copy; nobody knows which
			err = stopForked(b.tx, b.terminal.ID, "event", b.now)
		}
		return Result{seq, ForkedOutcome, wire.Fork}, err
	}
	if held.Outcome == Taken {
		return Result{seq, Known, 0}, nil
	}
	return Result{seq, held.Outcome, held.Kind}, nil
}

// refusalOf returns the kind an event is refused with. An error without one is a fault
// of this program, which must not hold up the terminal for ever; when it is the store
// that is at fault, holding the receipt fails as well and the batch with it.
func (b *batch) refusalOf(e *wirev1.Event, err error) wire.Kind {
	if kind, ok := wire.KindOf(err); ok {
		return kind
	}
	b.Log.ErrorContext(b.ctx, "event could not be held", "terminal", b.terminal.ID, "seq", e.GetSeq(), "err", err)
	return wire.Internal
}

// alarm logs a refusal; of what is refused nothing else is kept.
func (b *batch) alarm(e *wirev1.Event, kind wire.Kind) error {
	what := audit.Refused
	if kind == wire.SameIDOther {
		what = audit.ForkFound
		b.Log.ErrorContext(b.ctx, "fork: another content under the same entry", "terminal", b.terminal.ID, "seq", e.GetSeq())
	}
	return record(b.tx, audit.Record{Kind: what, At: b.now, Terminal: b.terminal.ID, Detail: []string{"event", detail("seq", int(e.GetSeq())), detail("kind", int(kind))}})
}
