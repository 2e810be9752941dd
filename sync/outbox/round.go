package outbox

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// round pulls, pushes until nothing is owed, and pulls again if anything was pushed. News
// that cannot be stored does not keep back what is owed.
func (p *Pusher) round(ctx context.Context) error {
	held, pullErr := p.pull(ctx)
	if pullErr != nil && !errors.Is(pullErr, errSink) && !errors.Is(pullErr, ErrNonsense) {
		return pullErr
	}
	pushed, pushErr := p.push(ctx, held)
	if pushErr == nil && pullErr == nil && pushed {
		_, pullErr = p.pull(ctx)
	}
	return errors.Join(pushErr, pullErr)
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
			return held, fmt.Errorf("pull: %w", err)
		}
		held = answer.GetWatermark()
		if err := checkPull(cursor, answer); err != nil {
			return held, fmt.Errorf("pull: %w", err)
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
	for from := min(acked, held); ; pushed = true {
		events, err := p.cfg.Source.Pending(ctx, from, wire.MaxBatchEvents, wire.MaxBatchBytes)
		if err != nil {
			return pushed, fmt.Errorf("push: pending: %w", err)
		}
		events = events[:wire.Batch(events)]
		if len(events) == 0 {
			if from < acked {
				return pushed, fmt.Errorf("push: %w: after %d", ErrLost, from)
			}
			return pushed, nil
		}
		if err := checkEvents(from, acked, events); err != nil {
			return pushed, fmt.Errorf("push: %w", err)
		}
		if from, err = p.pushBatch(ctx, events); err != nil {
			return pushed, fmt.Errorf("push: %w", err)
		}
	}
}

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

// pushBatch sends a batch and acknowledges what the registry says it holds of it. It
// returns the number of the last event acknowledged.
func (p *Pusher) pushBatch(ctx context.Context, events []*wirev1.Event) (uint64, error) {
	answer, err := p.cfg.Registry.Push(ctx, &wirev1.PushRequest{Events: events})
	if err != nil {
		if kind, ok := wire.KindOf(err); ok && (kind == wire.Malformed || kind == wire.TooLarge) {
			return 0, fmt.Errorf("%w: events %d to %d: %w", ErrRefusedWhole, events[0].GetSeq(), events[len(events)-1].GetSeq(), err)
		}
		if errors.Is(err, wire.Fork) {
			return 0, fmt.Errorf("%w: %w", ErrFork, err)
		}
		return 0, err
	}
	watermark, results, err := checkPush(events, answer)
	if err != nil {
		return 0, err
	}
	if err := p.cfg.Source.Ack(ctx, watermark, results); err != nil {
		return 0, fmt.Errorf("acknowledge: %w", err)
	}
	return watermark, nil
}

// checkPush returns how far the answer acknowledges the events, and their results.
func checkPush(events []*wirev1.Event, a *wirev1.PushResponse) (uint64, []*wirev1.EventResult, error) {
	first, last := events[0].GetSeq(), events[len(events)-1].GetSeq()
	results := make(map[uint64]*wirev1.EventResult, len(events))
	for _, r := range a.GetResults() {
		if r.GetOutcome() == wirev1.EventOutcome_EVENT_OUTCOME_FORK {
			return 0, nil, fmt.Errorf("%w: event %d", ErrFork, r.GetSeq())
		}
		if r.GetSeq() < first || r.GetSeq() > last || results[r.GetSeq()] != nil {
			return 0, nil, fmt.Errorf("%w: result of event %d", ErrNonsense, r.GetSeq())
		}
		results[r.GetSeq()] = r
	}
	// The watermark may stand beyond this batch, or beyond what was answered of it: then
	// that is not acknowledged yet.
	var acked []*wirev1.EventResult
	for seq := first; seq <= min(a.GetWatermark(), last) && results[seq] != nil; seq++ {
		if results[seq].GetOutcome() == wirev1.EventOutcome_EVENT_OUTCOME_UNSPECIFIED {
			return 0, nil, fmt.Errorf("%w: no outcome of event %d", ErrNonsense, seq)
		}
		acked = append(acked, results[seq])
	}
	if len(acked) == 0 {
		return 0, nil, fmt.Errorf("%w: watermark %d without a result of event %d", ErrNonsense, a.GetWatermark(), first)
	}
	return first + uint64(len(acked)) - 1, acked, nil
}
