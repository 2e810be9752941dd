package desk

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// News is what the registry tells of one entry.
type News struct {
	ID       notification.EntryID
	Revision int
	Reviews  []notification.Review // held by the registry, of every terminal
	Verdict  *notification.Verdict
	// Withdrawn says that the entry was taken back.
	Withdrawn bool
}

// Take brings news into the entries of this terminal: reviews made elsewhere and
// verdicts. News of other terminals' entries, of revisions that are no longer
// current, and news heard before change nothing.
func (d *Desk) Take(ctx context.Context, news []News) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, n := range news {
		if err := d.takeOne(ctx, n); err != nil {
			return fmt.Errorf("take news of entry %s: %w", n.ID, err)
		}
	}
	if len(news) > 0 {
		d.Changed()
	}
	return nil
}

func (d *Desk) takeOne(ctx context.Context, n News) error {
	e, err := d.entry(ctx, n.ID)
	if errors.Is(err, counter.ErrGone) {
		return nil
	}
	if err != nil {
		return err
	}
	if e.Revision != n.Revision {
		return nil
	}
	step := Step{Entries: []*notification.Entry{e}}
	for _, r := range n.Reviews {
		if e.MayReview(r.Reviewer) != nil {
			continue // known, or already decided
		}
		if err := e.Add(r); err != nil {
			return err
		}
		step.Audit = append(step.Audit, d.recordBy(r.Reviewer, audit.Reviewed, string(e.ID), decisionKey(r.Decision), "elsewhere")...)
	}
	if v := n.Verdict; v != nil && e.State != notification.Accepted && e.State != notification.Refused {
		if err := e.Decide(*v, d.Now()); err != nil {
			return err
		}
		kind := audit.Refused
		if v.Accepted {
			kind, step.Forget = audit.Accepted, touched(e)
		}
		step.Audit = append(step.Audit, d.recordBy("", kind, string(e.ID), e.Content.Kind.Key())...)
	}
	if len(step.Audit) == 0 {
		return nil
	}
	return d.Cabinet.Commit(ctx, step)
}

// Acknowledged notes up to where the registry holds this terminal's events. An
// approved entry none of whose events is owed any more is sent.
func (d *Desk) Acknowledged(ctx context.Context, watermark uint64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	step := Step{Watermark: watermark}
	approved, err := d.entries(ctx, notification.Approved)
	if err != nil {
		return fmt.Errorf("acknowledge events: %w", err)
	}
	owed, err := d.Cabinet.Owed(ctx, watermark)
	if err != nil {
		return fmt.Errorf("acknowledge events: %w", err)
	}
	for _, e := range approved {
		if owed[e.ID] {
			continue
		}
		if err := e.MarkSent(d.Now()); err != nil {
			return fmt.Errorf("acknowledge events: %w", err)
		}
		step.Entries = append(step.Entries, e)
		step.Audit = append(step.Audit, d.recordBy("", audit.Sent, string(e.ID), e.Content.Kind.Key())...)
	}
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return fmt.Errorf("acknowledge events: %w", err)
	}
	d.Changed()
	return nil
}

// touched returns the households that an accepted entry changed: what was opened
// of them is out of date.
func touched(e *notification.Entry) []resident.HouseholdID {
	var ids []resident.HouseholdID
	for _, item := range []notification.Item{notification.FormerHousehold, notification.TargetHouseholdID} {
		if id := e.Content.Header.Get(item); id != "" {
			ids = append(ids, resident.HouseholdID(id))
		}
	}
	return ids
}

func decisionKey(d notification.Decision) string {
	if d == notification.Approve {
		return "approve"
	}
	return "return"
}
