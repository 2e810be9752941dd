package desk

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/app/rules"
)

// ReviewTerms returns what the locked configuration says of reviewing.
func (d *Desk) ReviewTerms() counter.ReviewTerms { return d.Terms().Review }

// Approve signs and keeps the approval of a finished sitting and owes it to the
// registry: with the key that the proof opens, which is the reviewer's own act. It
// returns once that is safe on disk. A wrong proof is counted as at the sign-in and is
// [ErrRefused] or a [WaitError].
func (d *Desk) Approve(ctx context.Context, sitting *counter.Sitting, shown counter.Proof) error {
	evidence, err := sitting.Case.Approve()
	if err != nil {
		return err
	}
	if _, quick := sitting.Case.TooQuick(d.Terms().Review.Floor); quick {
		return fmt.Errorf("approve: %w", counter.ErrHasty)
	}
	if err := d.renew(ctx, sitting.Entry.ID); err != nil {
		return fmt.Errorf("approve: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.active(operator.Review)
	if err != nil {
		return fmt.Errorf("approve: %w", err)
	}
	p, err := d.prepare(ctx, s, sitting, notification.Review{Decision: notification.Approve, Evidence: evidence})
	if err != nil {
		return fmt.Errorf("approve: %w", err)
	}
	key, held, err := d.approvalKey(ctx, s, shown)
	if err != nil {
		return fmt.Errorf("approve: %w", err)
	}
	defer clear(key)
	return d.keep(ctx, s, key, held, p)
}

// approvalKey returns a copy of the key that an approval is signed with, and what of the
// reviewer is to be stored with it. d.mu is held.
func (d *Desk) approvalKey(ctx context.Context, s session, shown counter.Proof) (ed25519.PrivateKey, *Held, error) {
	if d.Terms().Review.Proof == counter.NoProof {
		return slices.Clone(s.key), nil, nil
	}
	held, err := d.Cabinet.Credential(ctx, s.typed)
	if errors.Is(err, ErrNotFound) || err == nil && held.Credential == nil {
		return nil, nil, ErrUnknownHere
	}
	if err != nil {
		return nil, nil, err
	}
	var code *string
	if d.Terms().Review.Proof == counter.PINTokenProof {
		code = &shown.Code
	}
	held.Operator = s.typed
	p, err := d.proveHeld(ctx, held, shown.PIN, code, "approval")
	if err != nil {
		return nil, nil, err
	}
	return p.key, &p.held, nil
}

// GiveBack signs and keeps a return.
func (d *Desk) GiveBack(ctx context.Context, sitting *counter.Sitting, reasons []notification.Reason, note string) error {
	evidence, err := sitting.Case.Evidence().Encode()
	if err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	if err := d.renew(ctx, sitting.Entry.ID); err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.active(operator.Review)
	if err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	p, err := d.prepare(ctx, s, sitting, notification.Review{Decision: notification.GiveBack, Reasons: reasons, Note: note, Evidence: evidence})
	if err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	return d.keep(ctx, s, s.key, nil, p)
}

// A prepared decision may be made and is not signed yet.
type prepared struct {
	sitting *counter.Sitting
	entry   *notification.Entry
	here    bool // the entry is this terminal's
	review  notification.Review
}

// prepare asks once more whether the decision may be made. d.mu is held.
func (d *Desk) prepare(ctx context.Context, s session, sitting *counter.Sitting, r notification.Review) (*prepared, error) {
	elsewhere := *sitting.Entry // changed only once it is kept
	elsewhere.Reviews = slices.Clone(elsewhere.Reviews)
	p := &prepared{sitting: sitting, entry: &elsewhere, review: r}
	current, err := d.entry(ctx, elsewhere.ID)
	switch p.here = err == nil; {
	case p.here && current.Revision != elsewhere.Revision:
		return nil, counter.ErrChanged
	case p.here:
		p.entry = current
	case !errors.Is(err, counter.ErrGone):
		return nil, err
	}
	raise(p.entry, sitting.Protected, d.Terms().Reviewers)
	// A support measure does not keep anybody from giving an entry back.
	if err := d.mayReview(p.entry, s.profile, sitting.Protected && r.Decision == notification.Approve); err != nil {
		return nil, err
	}
	return p, nil
}

// sign completes a decision and takes it into its entry.
func (p *prepared) sign(by operator.ID, key ed25519.PrivateKey, now time.Time) error {
	e, r := p.entry, &p.review
	r.EntryID, r.Revision, r.Hash = e.ID, e.Revision, e.Submission.Hash
	r.Reviewer, r.ReviewedAt = by, millis(now)
	r.Signature = ed25519.Sign(key, r.Signable())
	return e.Add(*r)
}

// keep signs decisions and makes them durable, all in one step.
func (d *Desk) keep(ctx context.Context, s session, key ed25519.PrivateKey, held *Held, all ...*prepared) error {
	step := Step{Held: held}
	for _, p := range all {
		if err := p.sign(s.profile.ID, key, d.Now()); err != nil {
			return err
		}
		step.Events = append(step.Events, Event{Review: &p.review})
		step.Audit = append(step.Audit, d.record(reviewKind(p.entry.State), string(p.entry.ID), decisionKey(p.review.Decision))...)
		if p.here {
			step.Entries = append(step.Entries, p.entry)
		}
	}
	if err := d.Cabinet.Commit(ctx, step); err != nil {
		return fmt.Errorf("keep review: %w", err)
	}
	for _, p := range all {
		p.sitting.Entry = p.entry
		s.sittings.unclaim(p.entry.ID)
		s.sittings.forget(p.entry.ID)
	}
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
	return review.Needed(c, review.Circumstances{Minimum: d.Terms().Reviewers, Protected: protected(c, v)}), nil
}

// protected reports whether a content is about a support measure, or a resident whom it
// quotes is known here to be under one.
func protected(c *notification.Content, v rules.View) bool {
	if review.Guarded(c.Kind) {
		return true
	}
	if !c.Kind.Quotes() {
		return false
	}
	for i := range c.Persons {
		if target, _ := rules.Target(c, i, v); target != nil && target.Protected {
			return true
		}
	}
	return false
}

// raise asks for as many approvals of an entry as a support measure needs that was not
// known when it was handed over.
func raise(e *notification.Entry, protected bool, minimum int) {
	if protected {
		e.Needed = max(e.Needed, review.Needed(&e.Content, review.Circumstances{Protected: true, Minimum: minimum}))
	}
}

// mayReview asks the review policy. ofProtected says that a resident is under a support
// measure; the last approval is then that of a responsible officer. Who approved
// elsewhere may have been one, which the registry knows.
func (d *Desk) mayReview(e *notification.Entry, who operator.Profile, ofProtected bool) error {
	by := review.Reviewer{ID: who.ID, Ward: who.Ward}
	for _, r := range who.Rights {
		by.Reviews = by.Reviews || r == operator.Review
		by.Officer = by.Officer || r == operator.SupportMeasure
	}
	about := review.Subject{Ward: d.Ward, Protected: ofProtected}
	for _, r := range e.Approvals() {
		evidence, err := review.DecodeEvidence(r.Evidence)
		about.Officer = about.Officer || err != nil || evidence.Version < 2 || evidence.Officer
	}
	return review.MayReview(e, about, by)
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
