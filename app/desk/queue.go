package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/app/rules"
)

// Queue returns what awaits a review, the most pressing first: this terminal's
// entries always, the ward's where there is a line.
func (d *Desk) Queue(ctx context.Context) ([]counter.Queued, error) {
	s, err := d.active(operator.Review)
	if err != nil {
		return nil, fmt.Errorf("review queue: %w", err)
	}
	entries, err := d.entries(ctx, notification.Entered)
	if err != nil {
		return nil, fmt.Errorf("review queue: %w", err)
	}
	v, err := d.view(ctx)
	if err != nil {
		return nil, fmt.Errorf("review queue: %w", err)
	}
	queue := make([]counter.Queued, 0, len(entries))
	for _, e := range entries {
		queue = append(queue, d.queued(e, v, s))
	}
	elsewhere, err := d.elsewhere(ctx, queue, s)
	if err != nil && !errors.Is(err, counter.ErrOffline) {
		return nil, fmt.Errorf("review queue: %w", err)
	}
	queue = append(queue, elsewhere...)
	slices.SortStableFunc(queue, pressingFirst)
	return queue, nil
}

// pressingFirst orders by the most pressing reason, within one by the deadline of the
// Act, and then by how long an entry waits (D13).
func pressingFirst(a, b counter.Queued) int {
	return cmp.Or(cmp.Compare(weight(a), weight(b)), compareDeadlines(a.Deadline, b.Deadline), cmp.Compare(a.ChangedAt.UnixNano(), b.ChangedAt.UnixNano()))
}

// compareDeadlines puts what has no deadline last.
func compareDeadlines(a, b civil.Date) int {
	switch {
	case a == b:
		return 0
	case a.IsZero() || !b.IsZero() && a.After(b):
		return 1
	}
	return -1
}

// queued is an entry of this terminal as a line of the queue.
func (d *Desk) queued(e *notification.Entry, v rules.View, s session) counter.Queued {
	q := counter.Queued{Summary: d.summary(e, s.profile), Protected: protected(&e.Content, v), Apart: review.NotCompared}
	if q.MayReview == nil && q.Protected {
		q.MayReview = d.mayReview(e, s.profile, true)
	}
	if s.sittings.isCompared(e.ID, e.Revision) {
		q.Compared, q.Apart = true, 0
	}
	q.Why = d.pressing(q, len(e.Submission.Acknowledged))
	return q
}

// elsewhere returns what the registry lists of other terminals, and adds to own what it
// knows of this one's.
func (d *Desk) elsewhere(ctx context.Context, own []counter.Queued, s session) ([]counter.Queued, error) {
	var listed []Waiting
	err := d.withSession(ctx, operator.Review, func(registry string) error {
		var err error
		listed, err = d.Config.Line.Reviews(ctx, registry)
		return err
	})
	if err != nil {
		return nil, err
	}
	mine := make(map[notification.EntryID]int, len(own))
	for i, q := range own {
		mine[q.ID] = i
	}
	var queue []counter.Queued
	for _, w := range listed {
		if w.ClaimedBy == s.profile.ID {
			w.ClaimedBy, w.ClaimedUntil = "", time.Time{}
		}
		if i, here := mine[w.ID]; here {
			d.complete(&own[i], w)
		} else if w.Terminal != d.Terminal { // else decided here a moment ago
			queue = append(queue, d.listed(w, s))
		}
	}
	return queue, nil
}

// complete adds what the registry knows of an entry of this terminal.
func (d *Desk) complete(q *counter.Queued, w Waiting) {
	q.ClaimedBy, q.ClaimedUntil = w.ClaimedBy, w.ClaimedUntil
	if w.Protected && !q.Protected {
		q.Protected = true
		q.Why = append([]counter.Pressing{counter.ProtectedResident}, q.Why...)
		if q.Compared {
			q.Apart = review.OfProtected
		}
	}
}

// listed is an entry of another terminal as a line of the queue.
func (d *Desk) listed(w Waiting, s session) counter.Queued {
	q := counter.Queued{ClaimedBy: w.ClaimedBy, ClaimedUntil: w.ClaimedUntil, Protected: w.Protected, Apart: review.NotCompared, Summary: counter.Summary{
		ID: w.ID, Kind: w.Kind, State: notification.Entered, Revision: w.Revision, Receipt: d.Receipt(w.ID),
		Writer: w.Writer, WriterName: d.nameOf(w.Writer), Mine: w.Writer == s.profile.ID, Terminal: w.Terminal,
		BegunAt: w.WrittenAt, ChangedAt: w.WrittenAt, Approvals: w.Approvals, Needed: w.Needed, Deadline: w.Deadline,
	}}
	switch {
	case q.Mine:
		q.MayReview = &review.Refusal{Why: review.EnteredIt}
	case w.Protected && !w.Officer && w.Approvals+1 >= w.Needed && !slices.Contains(s.profile.Rights, operator.SupportMeasure):
		q.MayReview = &review.Refusal{Why: review.NeedsOfficer}
	}
	if s.sittings.isCompared(w.ID, w.Revision) {
		q.Compared, q.Apart = true, 0
	}
	q.Why = d.pressing(q, w.Alerts)
	return q
}

// pressing returns why an entry, in which alerts were acknowledged, should be reviewed
// before others (D13).
func (d *Desk) pressing(s counter.Queued, alerts int) []counter.Pressing {
	var why []counter.Pressing
	if s.Protected {
		why = append(why, counter.ProtectedResident)
	}
	today := d.today()
	if !s.Deadline.IsZero() && today.After(s.Deadline) {
		why = append(why, counter.PastDeadline)
	}
	if s.Approvals > 0 {
		why = append(why, counter.SecondReview)
	}
	if alerts > 0 {
		why = append(why, counter.AlertsOverridden)
	}
	if s.Revision > 1 {
		why = append(why, counter.GivenBackBefore)
	}
	if s.Kind.Is(notification.TwoReviews) {
		why = append(why, counter.FromOutside)
	}
	if civil.FromTime(s.ChangedAt).Before(today) {
		why = append(why, counter.WaitingLong)
	}
	return why
}

// weight is smaller the more pressing an entry is.
func weight(q counter.Queued) int {
	if len(q.Why) == 0 {
		return 255
	}
	return int(slices.Min(q.Why))
}
