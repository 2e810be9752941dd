package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
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
	var queue []counter.Queued
	for _, e := range entries {
		q := counter.Queued{Summary: d.summary(e, s.profile)}
		q.Why = d.pressing(q.Summary, len(e.Submission.Acknowledged))
		queue = append(queue, q)
	}
	elsewhere, err := d.elsewhere(ctx, queue, s.profile)
	if err != nil && !errors.Is(err, counter.ErrOffline) {
		return nil, fmt.Errorf("review queue: %w", err)
	}
	queue = append(queue, elsewhere...)
	slices.SortStableFunc(queue, func(a, b counter.Queued) int {
		return cmp.Or(cmp.Compare(weight(a), weight(b)), cmp.Compare(a.ChangedAt.UnixNano(), b.ChangedAt.UnixNano()))
	})
	return queue, nil
}

// elsewhere returns what the registry lists of other terminals, and marks in own
// what somebody else is reviewing.
func (d *Desk) elsewhere(ctx context.Context, own []counter.Queued, who operator.Profile) ([]counter.Queued, error) {
	var listed []Waiting
	err := d.withSession(ctx, operator.Review, func(registry string) error {
		var err error
		listed, err = d.Config.Line.Reviews(ctx, registry)
		return err
	})
	if err != nil {
		return nil, err
	}
	var queue []counter.Queued
	for _, w := range listed {
		claimed := w.ClaimedBy
		if claimed == who.ID {
			claimed = ""
		}
		if i := slices.IndexFunc(own, func(q counter.Queued) bool { return q.ID == w.ID }); i >= 0 {
			own[i].ClaimedBy = claimed
			continue
		}
		if w.Terminal == d.Terminal {
			continue // decided here a moment ago
		}
		q := counter.Queued{ClaimedBy: claimed, Summary: counter.Summary{
			ID: w.ID, Kind: w.Kind, State: notification.Entered, Revision: w.Revision, Receipt: d.Receipt(w.ID),
			Writer: w.Writer, WriterName: d.nameOf(w.Writer), Mine: w.Writer == who.ID, Terminal: w.Terminal,
			BegunAt: w.WrittenAt, ChangedAt: w.WrittenAt, Approvals: w.Approvals, Needed: w.Needed,
		}}
		if q.Mine {
			q.MayReview = &review.Refusal{Why: review.EnteredIt}
		}
		q.Why = d.pressing(q.Summary, 0) // what was acknowledged comes with the claim
		queue = append(queue, q)
	}
	return queue, nil
}

// pressing returns why an entry, in which alerts were acknowledged, should be reviewed
// before others (D13).
func (d *Desk) pressing(s counter.Summary, alerts int) []counter.Pressing {
	var why []counter.Pressing
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
	if s.Kind == notification.MovingIn {
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

// Claim opens an entry for review and reserves it where there is a line.
func (d *Desk) Claim(ctx context.Context, id notification.EntryID) (*counter.Sitting, error) {
	s, err := d.active(operator.Review)
	if err != nil {
		return nil, fmt.Errorf("claim: %w", err)
	}
	e, err := d.entry(ctx, id)
	here := err == nil
	if err != nil && !errors.Is(err, counter.ErrGone) {
		return nil, fmt.Errorf("claim: %w", err)
	}
	if here { // before anything is reserved
		if err := d.mayReview(e, s.profile); err != nil {
			return nil, fmt.Errorf("claim: %w", err)
		}
	}
	var sub *notification.Submission
	var reviews []notification.Review
	err = d.withSession(ctx, operator.Review, func(registry string) error {
		var err error
		sub, reviews, err = d.Config.Line.Claim(ctx, registry, id)
		return err
	})
	switch {
	case err == nil && !here:
		if e, err = entryOf(sub, reviews); err != nil {
			return nil, fmt.Errorf("claim: %w", err)
		}
		if e.Needed, err = d.needed(ctx, &e.Content); err != nil {
			return nil, fmt.Errorf("claim: %w", err)
		}
	case here && (err == nil || errors.Is(err, counter.ErrOffline) || errors.Is(err, counter.ErrGone)):
		// Offline, or handed over so lately that the registry does not have it yet:
		// the review is made here and travels with it.
	case err != nil:
		return nil, fmt.Errorf("claim: %w", err)
	}
	if err := d.mayReview(e, s.profile); err != nil {
		return nil, fmt.Errorf("claim: %w", err)
	}
	return d.sit(ctx, e)
}

// sit opens the sitting over an entry and fetches what it changes.
func (d *Desk) sit(ctx context.Context, e *notification.Entry) (*counter.Sitting, error) {
	schema, err := notification.SchemaOf(e.Content.Kind, e.Content.Version)
	if err != nil {
		return nil, fmt.Errorf("open sitting: %w", err)
	}
	sitting := &counter.Sitting{Entry: e, Before: make([]*resident.Record, len(e.Content.Persons))}
	for i, p := range e.Content.Persons {
		id := resident.ID(p.Get(notification.PersonID))
		if id == "" || sitting.Before[i] != nil {
			continue
		}
		members, err := d.Household(ctx, id, counter.ForReview)
		if errors.Is(err, counter.ErrOffline) || errors.Is(err, counter.ErrNoRight) || errors.Is(err, counter.ErrGone) {
			sitting.BeforeUnknown = true
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("open sitting: %w", err)
		}
		fillBefore(sitting.Before, e.Content.Persons, members)
	}
	sitting.Case = review.Open(&e.Content, schema, e.Submission.Acknowledged, d.Now)
	if err := d.log(ctx, d.record(audit.Claimed, string(e.ID), e.Content.Kind.Key())); err != nil {
		return nil, fmt.Errorf("open sitting: %w", err)
	}
	return sitting, nil
}

func fillBefore(before []*resident.Record, persons []notification.Values, members []resident.Record) {
	for i, p := range persons {
		for k := range members {
			if string(members[k].ID) == p.Get(notification.PersonID) {
				before[i] = &members[k]
			}
		}
	}
}

// Release gives a claimed entry back undecided. Without a line the reservation
// ends by itself.
func (d *Desk) Release(ctx context.Context, id notification.EntryID) error {
	err := d.withSession(ctx, operator.Review, func(registry string) error {
		return d.Config.Line.Release(ctx, registry, id)
	})
	if err != nil && !errors.Is(err, counter.ErrOffline) && !errors.Is(err, counter.ErrGone) {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// Approve signs and keeps the approval of a finished sitting and owes it to the
// registry. It returns once that is safe on disk.
func (d *Desk) Approve(ctx context.Context, sitting *counter.Sitting) error {
	evidence, err := sitting.Case.Approve()
	if err != nil {
		return err
	}
	return d.decide(ctx, sitting, notification.Review{Decision: notification.Approve, Evidence: evidence})
}

// GiveBack signs and keeps a return.
func (d *Desk) GiveBack(ctx context.Context, sitting *counter.Sitting, reasons []notification.Reason, note string) error {
	evidence, err := sitting.Case.Evidence().Encode()
	if err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	return d.decide(ctx, sitting, notification.Review{Decision: notification.GiveBack, Reasons: reasons, Note: note, Evidence: evidence})
}

func (d *Desk) decide(ctx context.Context, sitting *counter.Sitting, r notification.Review) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.active(operator.Review)
	if err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	elsewhere := *sitting.Entry // changed only once it is kept
	elsewhere.Reviews = slices.Clone(elsewhere.Reviews)
	e := &elsewhere
	current, err := d.entry(ctx, e.ID)
	here := err == nil
	switch {
	case here && current.Revision != e.Revision:
		return fmt.Errorf("decide: %w", counter.ErrChanged)
	case here:
		e = current
	case !errors.Is(err, counter.ErrGone):
		return fmt.Errorf("decide: %w", err)
	}
	if err := d.mayReview(e, s.profile); err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	r.EntryID, r.Revision, r.Hash = e.ID, e.Revision, e.Submission.Hash
	r.Reviewer, r.ReviewedAt = s.profile.ID, millis(d.Now())
	r.Signature = s.sign(r.Signable())
	if err := e.Add(r); err != nil {
		return err
	}
	step := Step{Events: []Event{{Review: &r}}, Audit: d.record(reviewKind(e.State), string(e.ID), decisionKey(r.Decision))}
	if here {
		step.Entries = []*notification.Entry{e}
	}
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	sitting.Entry = e
	d.Wake()
	return nil
}

// reviewKind names the review that brought an entry to a state.
func reviewKind(s notification.State) audit.Kind {
	switch s {
	case notification.Approved:
		return audit.Approved
	case notification.Returned:
		return audit.Returned
	}
	return audit.Reviewed
}

// needed asks the review policy; the locked configuration can only raise it. A
// support measure that is not known here the registry brings in; see [Desk.Take].
func (d *Desk) needed(ctx context.Context, c *notification.Content) (int, error) {
	v, err := d.view(ctx)
	if err != nil {
		return 0, err
	}
	about := review.Circumstances{Minimum: d.Reviewers}
	for i := range c.Persons {
		if c.Kind == notification.MovingIn {
			break // quotes nobody
		}
		target, _ := rules.Target(c, i, v)
		about.Protected = about.Protected || target != nil && target.Protected
	}
	return review.Needed(c, about), nil
}

func (d *Desk) mayReview(e *notification.Entry, who operator.Profile) error {
	by := review.Reviewer{ID: who.ID, Ward: who.Ward}
	for _, r := range who.Rights {
		by.Reviews = by.Reviews || r == operator.Review
		by.Officer = by.Officer || r == operator.SupportMeasure
	}
	return review.MayReview(e, review.Subject{Ward: d.Ward}, by)
}

// entryOf makes an entry of what another terminal handed over.
func entryOf(sub *notification.Submission, reviews []notification.Review) (*notification.Entry, error) {
	content, err := notification.Decode(sub.Content)
	if err != nil {
		return nil, err
	}
	return &notification.Entry{
		ID: sub.EntryID, State: notification.Entered, Revision: sub.Revision, Writer: sub.Writer, Content: content,
		Submission: sub, Reviews: reviews, BegunAt: sub.WrittenAt, ChangedAt: sub.WrittenAt,
	}, nil
}
