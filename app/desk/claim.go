package desk

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	"madoguchi/app/rules"
)

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
		if err := d.mayReview(e, s.profile, false); err != nil {
			return nil, fmt.Errorf("claim: %w", err)
		}
	}
	claimed, err := d.reserve(ctx, s, id)
	switch {
	case err == nil && !here:
		if e, err = entryOf(claimed.Submission, claimed.Reviews); err != nil {
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
	sitting, err := d.sit(ctx, e, claimed.Protected, s)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("claim: %w", err), d.Release(ctx, id))
	}
	return sitting, nil
}

// reserve claims an entry at the registry and remembers until when.
func (d *Desk) reserve(ctx context.Context, s session, id notification.EntryID) (Claimed, error) {
	var claimed Claimed
	err := d.withSession(ctx, operator.Review, func(registry string) error {
		var err error
		claimed, err = d.Config.Line.Claim(ctx, registry, id)
		return err
	})
	if err == nil {
		s.sittings.claim(id, claimed.Until)
	}
	return claimed, err
}

// renew reserves an entry again whose reservation ran out or was given back under the
// cover, before it is decided on: another may have it by now. Without a line the
// registry decides who came first.
func (d *Desk) renew(ctx context.Context, id notification.EntryID) error {
	s, err := d.active(operator.Review)
	if err != nil {
		return err
	}
	if d.Config.Line.State() != counter.Online || s.sittings.holds(id, d.Now()) {
		return nil
	}
	switch _, err := d.reserve(ctx, s, id); {
	case err == nil, errors.Is(err, counter.ErrOffline), errors.Is(err, counter.ErrGone):
		return nil // what is gone was decided, which shows below, or is not there yet
	default:
		return err
	}
}

// releaseAll gives back what a session has reserved.
func (d *Desk) releaseAll(ctx context.Context, s session) {
	for _, id := range s.sittings.dropClaims() {
		if s.registry == "" || d.Config.Line.State() != counter.Online {
			continue // it ends by itself
		}
		if err := d.Config.Line.Release(ctx, s.registry, id); err != nil && !errors.Is(err, counter.ErrOffline) && !errors.Is(err, counter.ErrGone) {
			d.Log.WarnContext(ctx, "release review", "entry", id, "err", err)
		}
	}
}

// sit opens the sitting over an entry and fetches what it changes. protectedThere says that
// the registry knows of a support measure.
func (d *Desk) sit(ctx context.Context, e *notification.Entry, protectedThere bool, s session) (*counter.Sitting, error) {
	schema, err := notification.SchemaOf(e.Content.Kind, e.Content.Version)
	if err != nil {
		return nil, fmt.Errorf("open sitting: %w", err)
	}
	sitting := &counter.Sitting{Entry: e, Protected: protectedThere, Before: make([]*resident.Record, len(e.Content.Persons))}
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
	v, err := d.view(ctx)
	if err != nil {
		return nil, fmt.Errorf("open sitting: %w", err)
	}
	sitting.Protected = sitting.Protected || protected(&e.Content, v)
	sitting.Protection = protectionBefore(e.Content.Kind, sitting.Before, v)
	raise(e, sitting.Protected, d.Terms().Reviewers)
	if err := d.mayReview(e, s.profile, sitting.Protected); err != nil {
		return nil, err
	}
	s.sittings.forget(e.ID) // compared again from the beginning
	sitting.Case = review.Open(&e.Content, schema, e.Submission.Acknowledged, d.Now)
	if s.profile.Has(operator.SupportMeasure, d.Now()) {
		sitting.Case.SetOfficer()
	}
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
	if s, err := d.active(operator.Review); err == nil {
		s.sittings.unclaim(id)
	}
	err := d.withSession(ctx, operator.Review, func(registry string) error {
		return d.Config.Line.Release(ctx, registry, id)
	})
	if err != nil && !errors.Is(err, counter.ErrOffline) && !errors.Is(err, counter.ErrGone) {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// protectionBefore returns the holds and measures of residents, for a review of an entry
// that is about one of them.
func protectionBefore(kind notification.Kind, before []*resident.Record, v rules.View) counter.Protection {
	var all counter.Protection
	if !kind.Is(notification.Protects) {
		return all
	}
	for _, r := range before {
		if r == nil {
			continue
		}
		holds, _ := v.Holds(r.ID, r.Household)
		measures, _ := v.Measures(r.ID)
		all.Holds, all.Measures = append(all.Holds, holds...), append(all.Measures, measures...)
	}
	return all
}
