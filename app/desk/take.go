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
	// Pending says that the registry still waits for reviews.
	Pending bool
}

// Take brings news into the entries of this terminal, reviews made elsewhere and
// verdicts, and notes how far the news went, in one step. News of other terminals'
// entries, of revisions that are no longer current, and news heard before change
// nothing.
func (d *Desk) Take(ctx context.Context, news []News, cursor uint64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := taking{desk: d, entries: make(map[notification.EntryID]*notification.Entry), step: Step{Cursor: cursor}}
	for _, n := range news {
		if err := t.take(ctx, n); err != nil {
			return fmt.Errorf("take news of entry %s: %w", n.ID, err)
		}
	}
	if err := t.commit(ctx); err != nil {
		return fmt.Errorf("take news: %w", err)
	}
	return nil
}

// A RefusedEvent is an event that the registry will never take.
type RefusedEvent struct {
	Event
	Kind int // the wire error's
}

// Acknowledged notes up to where the registry holds this terminal's events, and
// which of them it refused. An approved entry none of whose events is owed any
// more is sent. A refused submission is a refused entry; a refused approval is
// taken out again, and the entry awaits another review.
func (d *Desk) Acknowledged(ctx context.Context, watermark uint64, refused []RefusedEvent) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := taking{desk: d, entries: make(map[notification.EntryID]*notification.Entry), step: Step{Watermark: watermark}}
	for _, r := range refused {
		if err := t.refuse(ctx, r); err != nil {
			return fmt.Errorf("acknowledge events: %w", err)
		}
	}
	settled, err := d.Cabinet.Settled(ctx, watermark)
	if err != nil {
		return fmt.Errorf("acknowledge events: %w", err)
	}
	for _, id := range settled {
		if t.entries[id] != nil {
			continue // a part of it was refused
		}
		e, err := t.entry(ctx, id)
		if err != nil {
			return fmt.Errorf("acknowledge events: %w", err)
		}
		if e == nil || e.MarkSent(d.Now()) != nil {
			continue // another terminal's, or not approved yet
		}
		t.put(e, d.recordBy("", audit.Sent, string(e.ID), e.Content.Kind.Key()))
	}
	if err := t.commit(ctx); err != nil {
		return fmt.Errorf("acknowledge events: %w", err)
	}
	return nil
}

// A taking gathers what several pieces of news change into one step.
type taking struct {
	desk    *Desk
	entries map[notification.EntryID]*notification.Entry
	step    Step
}

func (t *taking) commit(ctx context.Context) error {
	for _, e := range t.entries {
		t.step.Entries = append(t.step.Entries, e)
	}
	if err := t.desk.Cabinet.Commit(ctx, t.step); err != nil {
		return err
	}
	if len(t.entries) > 0 {
		t.desk.Changed()
	}
	return nil
}

func (t *taking) put(e *notification.Entry, records []audit.Record) {
	t.entries[e.ID] = e
	t.step.Audit = append(t.step.Audit, records...)
}

// entry returns an entry of this terminal as the step so far leaves it, or nil.
func (t *taking) entry(ctx context.Context, id notification.EntryID) (*notification.Entry, error) {
	if e := t.entries[id]; e != nil {
		return e, nil
	}
	e, err := t.desk.entry(ctx, id)
	if errors.Is(err, counter.ErrGone) {
		return nil, nil
	}
	return e, err
}

func (t *taking) take(ctx context.Context, n News) error {
	e, err := t.entry(ctx, n.ID)
	if err != nil || e == nil || e.Revision != n.Revision {
		return err
	}
	d := t.desk
	for _, r := range n.Reviews {
		if e.MayReview(r.Reviewer) != nil {
			continue // known, or already decided
		}
		if err := e.Add(r); err != nil {
			// Not a reason to hear of nothing else any more: the verdict will tell.
			d.Log.ErrorContext(ctx, "review in the news does not fit its entry", "entry", e.ID, "err", err)
			continue
		}
		t.put(e, d.recordBy(r.Reviewer, audit.Reviewed, string(e.ID), decisionKey(r.Decision), "elsewhere"))
	}
	if n.Pending && e.Await(approvals(n)+1, d.Now()) == nil {
		t.put(e, d.recordBy("", audit.Reviewed, string(e.ID), "elsewhere", fmt.Sprintf("needed=%d", e.Needed)))
	}
	if n.Verdict == nil || e.Decide(*n.Verdict, d.Now()) != nil {
		return nil // no verdict, or known already
	}
	kind := audit.Refused
	if n.Verdict.Accepted {
		kind = audit.Accepted
		t.step.Forget = append(t.step.Forget, touched(e)...)
	}
	t.put(e, d.recordBy("", kind, string(e.ID), e.Content.Kind.Key()))
	return nil
}

// approvals counts the approvals that the registry holds.
func approvals(n News) int {
	count := 0
	for _, r := range n.Reviews {
		if r.Decision == notification.Approve {
			count++
		}
	}
	return count
}

func (t *taking) refuse(ctx context.Context, r RefusedEvent) error {
	d := t.desk
	switch {
	case r.Submission != nil:
		verdict := notification.Verdict{DecidedAt: d.Now(), ErrorKind: r.Kind}
		return t.take(ctx, News{ID: r.Submission.EntryID, Revision: r.Submission.Revision, Verdict: &verdict})
	case r.Review != nil:
		e, err := t.entry(ctx, r.Review.EntryID)
		if err != nil || e == nil || e.Revision != r.Review.Revision || e.Disallow(r.Review.Reviewer, d.Now()) != nil {
			return err // another terminal's entry, or decided already
		}
		t.put(e, d.recordBy(r.Review.Reviewer, audit.Refused, string(e.ID), "review", fmt.Sprintf("kind=%d", r.Kind)))
	}
	return nil // a withdrawal that came too late: the verdict tells
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
