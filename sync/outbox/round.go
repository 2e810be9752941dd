package outbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"connectrpc.com/connect"

	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// round pulls, pushes until nothing is owed, pulls again if anything was pushed, and hands
// the operation log over. News that cannot be stored does not keep back what is owed.
func (p *Pusher) round(ctx context.Context) error {
	held, pullErr := p.pull(ctx)
	if pullErr != nil && !errors.Is(pullErr, errSink) && !errors.Is(pullErr, ErrNonsense) {
		return pullErr
	}
	pushed, pushErr := p.push(ctx, held)
	if pushErr == nil && pullErr == nil && pushed {
		_, pullErr = p.pull(ctx)
	}
	if err := errors.Join(pushErr, pullErr); err != nil || p.cfg.Logbook == nil {
		return err
	}
	return p.handLog(ctx)
}

// handLog hands the operation log over. A log that the registry says is not the one it
// knows is a fork as much as an event would be: the file was copied or set back.
func (p *Pusher) handLog(ctx context.Context) error {
	err := p.cfg.Logbook(ctx)
	if kind, _ := wire.KindOf(err); kind == wire.Fork {
		return fmt.Errorf("hand over log: %w: %w", ErrFork, err)
	}
	if err != nil {
		return fmt.Errorf("hand over log: %w", answerError(err))
	}
	return nil
}

// errSink marks an error of this terminal's own store while it took news.
var errSink = errors.New("store news")

// pull takes news until there is none, and returns the watermark the registry holds of
// this terminal.
func (p *Pusher) pull(ctx context.Context) (held uint64, err error) {
	cursor, err := p.cfg.Sink.Cursor(ctx)
	if err != nil {
		return 0, fmt.Errorf("pull: cursor: %w", err)
	}
	for {
		answer, err := p.cfg.Registry.Pull(ctx, &wirev1.PullRequest{
			Cursor:        cursor,
			Limit:         pullLimit,
			PolicyVersion: p.cfg.PolicyVersion(),
		})
		if err != nil {
			return held, fmt.Errorf("pull: %w", answerError(err))
		}
		held = answer.GetWatermark()
		if err := checkPull(cursor, answer); err != nil {
			return held, fmt.Errorf("pull: %w", err)
		}
		if p.cfg.Pulled != nil {
			p.cfg.Pulled(ctx, answer)
		}
		if answer.GetCursor() > cursor {
			if err := p.cfg.Sink.Take(ctx, answer.GetChanges(), answer.GetCursor()); err != nil {
				return held, fmt.Errorf("pull: %w: %w", errSink, err)
			}
			cursor = answer.GetCursor()
		}
		if !answer.GetMore() {
			return held, nil
		}
	}
}

// checkPull: changes come in order, all after the cursor asked from and none after the
// one answered; and more to come means that there was something.
func checkPull(asked uint64, a *wirev1.PullResponse) error {
	last := asked
	for _, c := range a.GetChanges() {
		if c.GetCursor() <= last {
			return fmt.Errorf("%w: change %d after %d", ErrNonsense, c.GetCursor(), last)
		}
		last = c.GetCursor()
	}
	if a.GetCursor() < last || a.GetMore() && a.GetCursor() == asked {
		return fmt.Errorf("%w: cursor %d after %d", ErrNonsense, a.GetCursor(), last)
	}
	return nil
}

// push sends what is owed, batch by batch, and reports whether it sent any. The registry
// held events up to number held a moment ago.
func (p *Pusher) push(ctx context.Context, held uint64) (pushed bool, err error) {
	acked, last, err := p.cfg.Source.Position(ctx)
	if err != nil {
		return false, fmt.Errorf("push: position: %w", err)
	}
	if held > last {
		return false, fmt.Errorf("push: %w: it holds up to %d, written were %d", ErrFork, held, last)
	}
	// Never from held alone when it is more than acked: see the package comment. When it
	// is less, the registry went back to an older copy and gets them again.
	events, err := p.pending(ctx, min(acked, held), acked)
	var done answered
	for err == nil && len(events) > 0 {
		pushed = true
		// While the registry works on a batch, the answer to the one before is stored
		// and the next one is read. Should that fail, the registry only knows more than
		// we do, and is asked again.
		var next []*wirev1.Event
		var besideErr error
		var beside sync.WaitGroup
		before := done
		beside.Go(func() {
			if besideErr = p.ack(ctx, before); besideErr == nil {
				next, besideErr = p.pending(ctx, seqOfLast(events), acked)
			}
		})
		done, err = p.send(ctx, events, acked)
		beside.Wait()
		if besideErr != nil {
			done = answered{} // never stored before what precedes it
		}
		err = errors.Join(err, besideErr)
		if err == nil && done.watermark < seqOfLast(events) {
			next, err = p.pending(ctx, done.watermark, acked)
		}
		events = next
	}
	if err := errors.Join(err, p.ack(ctx, done)); err != nil {
		return pushed, fmt.Errorf("push: %w", err)
	}
	return pushed, nil
}

// answered is what the registry said of a batch.
type answered struct {
	watermark uint64
	results   []*wirev1.EventResult // none if there is nothing to store
}

func (p *Pusher) ack(ctx context.Context, a answered) error {
	if len(a.results) == 0 {
		return nil
	}
	if err := p.cfg.Source.Ack(ctx, a.watermark, a.results); err != nil {
		return fmt.Errorf("acknowledge: %w", err)
	}
	return nil
}

// pending returns the next batch after from, checked. There is none only if nothing is
// owed any more.
func (p *Pusher) pending(ctx context.Context, from, acked uint64) ([]*wirev1.Event, error) {
	most, size := p.batch()
	events, err := p.cfg.Source.Pending(ctx, from, most, size)
	if err != nil {
		return nil, fmt.Errorf("pending: %w", err)
	}
	if len(events) == 0 && from < acked {
		return nil, fmt.Errorf("%w: after %d", ErrLost, from)
	}
	events = events[:wire.Batch(events)]
	return events, checkEvents(from, acked, events)
}

// batch returns how much is sent at once.
func (p *Pusher) batch() (events, bytes int) {
	if p.cfg.Batch == nil {
		return wire.MaxBatchEvents, wire.MaxBatchBytes
	}
	events, bytes = p.cfg.Batch()
	return min(max(1, events), wire.MaxBatchEvents), min(max(1, bytes), wire.MaxBatchBytes)
}

func seqOfLast(events []*wirev1.Event) uint64 { return events[len(events)-1].GetSeq() }

// checkEvents: the source returned a contiguous run that follows from.
func checkEvents(from, acked uint64, events []*wirev1.Event) error {
	for i, e := range events {
		want := from + 1 + uint64(i)
		switch {
		case e.GetSeq() == want:
		case want <= acked:
			return fmt.Errorf("%w: event %d is not here any more", ErrLost, want)
		default:
			return fmt.Errorf("outbox has a hole at event %d", want)
		}
	}
	return nil
}

// send sends a batch and returns what the registry says of it. What it held before goes
// with what it had decided of it.
func (p *Pusher) send(ctx context.Context, events []*wirev1.Event, acked uint64) (answered, error) {
	push := &wirev1.PushRequest{Events: events}
	if p.cfg.Earlier != nil && events[0].GetSeq() <= acked {
		var err error
		if push.Earlier, err = p.cfg.Earlier(ctx, events); err != nil {
			return answered{}, fmt.Errorf("earlier verdicts: %w", err)
		}
	}
	answer, err := p.cfg.Registry.Push(ctx, push)
	if err == nil {
		return checkPush(events, answer)
	}
	kind, _ := wire.KindOf(err)
	switch kind {
	case wire.Malformed, wire.TooLarge:
		return answered{}, fmt.Errorf("%w: events %d to %d: %w", ErrRefusedWhole, events[0].GetSeq(), seqOfLast(events), err)
	case wire.Fork:
		return answered{}, fmt.Errorf("%w: %w", ErrFork, err)
	}
	return answered{}, answerError(err)
}

// answerError marks an answer that came and could not be read. Connect has no code for
// it (v1.21), only these texts; TestUnreadable fails when they change.
func answerError(err error) error {
	var e *connect.Error
	if !errors.As(err, &e) || connect.IsWireError(err) {
		return err
	}
	for _, part := range []string{"invalid content-type", "unmarshal message", "larger than configured max"} {
		if strings.Contains(e.Message(), part) {
			return fmt.Errorf("%w: %w", ErrNonsense, err)
		}
	}
	return err
}

// checkPush returns how far the answer acknowledges the events, and their results.
func checkPush(events []*wirev1.Event, a *wirev1.PushResponse) (answered, error) {
	first, last := events[0].GetSeq(), seqOfLast(events)
	results := make(map[uint64]*wirev1.EventResult, len(events))
	for _, r := range a.GetResults() {
		if r = settled(r); r.GetOutcome() == wirev1.EventOutcome_EVENT_OUTCOME_FORK {
			return answered{}, fmt.Errorf("%w: event %d", ErrFork, r.GetSeq())
		}
		if r.GetSeq() < first || r.GetSeq() > last || results[r.GetSeq()] != nil {
			return answered{}, fmt.Errorf("%w: result of event %d", ErrNonsense, r.GetSeq())
		}
		results[r.GetSeq()] = r
	}
	// The watermark may stand beyond this batch, or beyond what was answered of it: then
	// that is not acknowledged yet.
	var acked []*wirev1.EventResult
	for seq := first; seq <= min(a.GetWatermark(), last) && results[seq] != nil; seq++ {
		if results[seq].GetOutcome() == wirev1.EventOutcome_EVENT_OUTCOME_UNSPECIFIED {
			return answered{}, fmt.Errorf("%w: no outcome of event %d", ErrNonsense, seq)
		}
		acked = append(acked, results[seq])
	}
	if len(acked) == 0 {
		return answered{}, fmt.Errorf("%w: watermark %d without a result of event %d", ErrNonsense, a.GetWatermark(), first)
	}
	return answered{first + uint64(len(acked)) - 1, acked}, nil
}

// settled makes a refusal of an event that clashes with another terminal's entry: the
// registry holds our event, under our number, and has raised the alarm about the entry.
// The terminal's other entries need not wait for whoever looks into it.
func settled(r *wirev1.EventResult) *wirev1.EventResult {
	if r.GetOutcome() == wirev1.EventOutcome_EVENT_OUTCOME_FORK && wire.Kind(r.GetErrorKind()) == wire.SameIDOther {
		return &wirev1.EventResult{
			Seq:       r.GetSeq(),
			Outcome:   wirev1.EventOutcome_EVENT_OUTCOME_REFUSED,
			ErrorKind: r.GetErrorKind(),
		}
	}
	return r
}
