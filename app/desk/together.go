package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
)

// PutOff keeps a finished sitting (照合済) until it is approved together with others by
// [Desk.ApproveTogether], or the session ends. The entry stays reserved. An entry that
// needs a decision of its own is [counter.ErrApart]; see [Desk.Apart].
func (d *Desk) PutOff(_ context.Context, sitting *counter.Sitting) error {
	s, err := d.active(operator.Review)
	if err != nil {
		return fmt.Errorf("put off: %w", err)
	}
	evidence, err := sitting.Case.Approve()
	if err != nil {
		return fmt.Errorf("put off: %w", err)
	}
	if d.Apart(sitting) != 0 {
		return fmt.Errorf("put off: %w", counter.ErrApart)
	}
	s.sittings.putOff(sitting.Entry.ID, comparison{sitting: sitting, evidence: evidence})
	return nil
}

// Apart returns why an entry under review cannot be approved together with others, 0
// if it can.
func (d *Desk) Apart(sitting *counter.Sitting) review.Apart {
	if len(sitting.Case.Outstanding()) > 0 {
		return review.NotCompared
	}
	_, quick := review.TooQuick(sitting.Case.Evidence(), d.Terms().Review.Floor)
	return review.WhyApart(sitting.Entry, sitting.Protected, quick)
}

// ApproveTogether approves entries whose sittings were put off, all with one proof and
// in one step (STD 4.0.8), never more than the locked configuration allows. An entry that
// changed meanwhile is left out and says why in its result; the others are kept.
func (d *Desk) ApproveTogether(ctx context.Context, ids []notification.EntryID, shown counter.Proof) ([]counter.BulkResult, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 || len(ids) > d.Terms().Review.BulkCap {
		return nil, fmt.Errorf("approve together: %d entries: %w", len(ids), counter.ErrCap)
	}
	claims := make(map[notification.EntryID]error)
	for _, id := range ids {
		claims[id] = d.renew(ctx, id)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.active(operator.Review)
	if err != nil {
		return nil, fmt.Errorf("approve together: %w", err)
	}
	var results []counter.BulkResult
	var all []*prepared
	for _, id := range ids {
		p, err := d.prepareCompared(ctx, s, id)
		if err = errors.Join(claims[id], err); err == nil {
			all = append(all, p)
		}
		results = append(results, counter.BulkResult{Summary: counter.Summary{ID: id, Receipt: d.Receipt(id)}, Err: err})
	}
	if len(all) == 0 {
		return results, nil
	}
	key, held, err := d.approvalKey(ctx, s, shown)
	if err != nil {
		return nil, fmt.Errorf("approve together: %w", err)
	}
	defer clear(key)
	if err := d.keep(ctx, s, key, held, all...); err != nil {
		return nil, fmt.Errorf("approve together: %w", err)
	}
	for _, p := range all {
		for i := range results {
			if results[i].ID == p.entry.ID {
				results[i].Summary = d.summary(p.entry, s.profile)
			}
		}
	}
	return results, nil
}

// prepareCompared prepares the approval of an entry whose sitting was put off. d.mu is held.
func (d *Desk) prepareCompared(ctx context.Context, s session, id notification.EntryID) (*prepared, error) {
	c, ok := s.sittings.comparison(id)
	if !ok {
		return nil, counter.ErrApart
	}
	p, err := d.prepare(ctx, s, c.sitting, notification.Review{Decision: notification.Approve, Evidence: c.evidence})
	if err != nil {
		s.sittings.forget(id)
		return nil, err
	}
	v, err := d.view(ctx)
	if err != nil {
		return nil, err
	}
	// What was true when the sitting ended need not be now.
	if review.WhyApart(p.entry, c.sitting.Protected || protected(&p.entry.Content, v), false) != 0 {
		s.sittings.forget(id)
		return nil, counter.ErrApart
	}
	return p, nil
}
