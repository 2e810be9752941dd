package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
)

// A ProtectionLine is the way to what the registry keeps of holds and measures. It
// answers as a [Line] does. None of it is had without a line: what protects somebody
// may have changed an hour ago.
type ProtectionLine interface {
	// Of returns what protects a resident and the household.
	Of(ctx context.Context, session string, id resident.ID, purpose counter.Purpose) (counter.Protection, error)
	Measures(ctx context.Context, session string, ended bool) ([]counter.ListedMeasure, error)
	Holds(ctx context.Context, session string) ([]counter.ListedHold, error)
	Perpetrator(ctx context.Context, session, measure string) (resident.Perpetrator, error)
	Tick(ctx context.Context, session string, proof counter.TripwireProof) (resident.Measure, error)
	Lift(ctx context.Context, session string, order counter.LiftOrder) (until time.Time, err error)
	Address(ctx context.Context, session string, id resident.ID, purpose counter.Purpose) (resident.Address, error)
	CheckRelease(ctx context.Context, session string, list counter.ReleaseList) ([]counter.ReleaseLine, error)
	ProposeRelease(ctx context.Context, session string, list counter.ReleaseList, confirmed []resident.ID) error
	Releases(ctx context.Context, session string) ([]counter.ProposedRelease, error)
	DoRelease(ctx context.Context, session, id string) error
}

// asOfficer asks the registry in the name of the signed-in officer for support measures
// (支援措置責任者), and leaves a record of it before.
func (d *Desk) asOfficer(ctx context.Context, what string, kind audit.Kind, whose string, detail []string, call func(session string) error) error {
	if _, err := d.active(operator.SupportMeasure); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := d.log(ctx, d.record(kind, whose, detail...)); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := d.withSession(ctx, operator.SupportMeasure, call); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Measures returns the support measures of the city in force, or the ended ones, the
// nearest end first.
func (d *Desk) Measures(ctx context.Context, ended bool) (all []counter.ListedMeasure, err error) {
	err = d.asOfficer(ctx, "list measures", audit.ProtectionShown, "", nil, func(session string) (err error) {
		all, err = d.Protection.Measures(ctx, session, ended)
		return err
	})
	return all, err
}

// StandingHolds returns the holds of the city that nobody released, those that are
// overdue first.
func (d *Desk) StandingHolds(ctx context.Context) (all []counter.ListedHold, err error) {
	err = d.asOfficer(ctx, "list holds", audit.ProtectionShown, "", nil, func(session string) (err error) {
		all, err = d.Protection.Holds(ctx, session)
		return err
	})
	return all, err
}

// Perpetrator returns who the applicant of a measure fled.
func (d *Desk) Perpetrator(ctx context.Context, measure resident.Measure) (p resident.Perpetrator, err error) {
	err = d.asOfficer(ctx, "show perpetrator", audit.PerpetratorShown, string(measure.Applicant), nil, func(session string) (err error) {
		p, err = d.Protection.Perpetrator(ctx, session, measure.ID)
		return err
	})
	return p, err
}

// Tick keeps the proof that a measure has reached a place, and returns the measure.
func (d *Desk) Tick(ctx context.Context, whose resident.ID, proof counter.TripwireProof) (m resident.Measure, err error) {
	detail := []string{"place=" + strconv.Itoa(int(proof.Place))}
	err = d.asOfficer(ctx, "tick tripwire", audit.TripwireTicked, string(whose), detail, func(session string) (err error) {
		m, err = d.Protection.Tick(ctx, session, proof)
		return err
	})
	return m, err
}

// Lift lifts a measure or a hold for some minutes and returns until when.
func (d *Desk) Lift(ctx context.Context, whose resident.ID, order counter.LiftOrder) (until time.Time, err error) {
	detail := []string{"minutes=" + strconv.Itoa(order.Minutes), "reason=" + strconv.Itoa(int(order.Reason))}
	err = d.asOfficer(ctx, "lift", audit.Lifted, string(whose), detail, func(session string) (err error) {
		until, err = d.Protection.Lift(ctx, session, order)
		return err
	})
	return until, err
}

// RevealAddress returns the address of a protected resident. The officer has to have
// lifted every measure before (E20). It is logged first.
func (d *Desk) RevealAddress(ctx context.Context, id resident.ID, purpose counter.Purpose) (at resident.Address, err error) {
	if _, err := d.active(operator.Search); err != nil {
		return at, fmt.Errorf("reveal address: %w", err)
	}
	if err := d.log(ctx, d.looked(audit.AddressShown, id, purpose)); err != nil {
		return at, fmt.Errorf("reveal address: %w", err)
	}
	err = d.withSession(ctx, operator.Search, func(session string) (err error) {
		at, err = d.Protection.Address(ctx, session, id, purpose)
		return err
	})
	if err != nil {
		return resident.Address{}, fmt.Errorf("reveal address: %w", err)
	}
	return at, nil
}

// CheckRelease says line by line what a release list would do.
func (d *Desk) CheckRelease(ctx context.Context, list counter.ReleaseList) (lines []counter.ReleaseLine, err error) {
	detail := []string{"lines=" + strconv.Itoa(len(list.Residents))}
	err = d.asOfficer(ctx, "check release", audit.ProtectionShown, "", detail, func(session string) (err error) {
		lines, err = d.Protection.CheckRelease(ctx, session, list)
		return err
	})
	return lines, err
}

// ProposeRelease has a list wait for a second officer: all of it, or of a list with
// conflicts the lines that were confirmed one by one.
func (d *Desk) ProposeRelease(ctx context.Context, list counter.ReleaseList, confirmed []resident.ID) error {
	detail := []string{"lines=" + strconv.Itoa(len(list.Residents)), "confirmed=" + strconv.Itoa(len(confirmed))}
	return d.asOfficer(ctx, "propose release", audit.ReleaseProposed, "", detail, func(session string) error {
		return d.Protection.ProposeRelease(ctx, session, list, confirmed)
	})
}

// Releases returns the lists that wait for a second officer.
func (d *Desk) Releases(ctx context.Context) (all []counter.ProposedRelease, err error) {
	err = d.asOfficer(ctx, "list releases", audit.ProtectionShown, "", nil, func(session string) (err error) {
		all, err = d.Protection.Releases(ctx, session)
		return err
	})
	return all, err
}

// DoRelease carries out a list that another officer proposed.
func (d *Desk) DoRelease(ctx context.Context, id string) error {
	return d.asOfficer(ctx, "release", audit.ReleaseDone, id, nil, func(session string) error {
		return d.Protection.DoRelease(ctx, session, id)
	})
}

// Holds implements rules.View for what was opened here: holds that bind now.
func (v *view) Holds(id resident.ID, household resident.HouseholdID) ([]resident.Hold, bool) {
	_, knownOne := v.records[id]
	_, knownAll := v.households[household]
	if id != "" && !knownOne || household != "" && !knownAll {
		return nil, false
	}
	var binding []resident.Hold
	for _, h := range v.holds {
		on := id != "" && h.Resident == id || household != "" && h.Household == household
		if on && h.Binds(v.now) {
			binding = append(binding, h)
		}
	}
	return binding, true
}

// Measures implements rules.View for what was opened here.
func (v *view) Measures(id resident.ID) ([]resident.Measure, bool) {
	if v.records[id] == nil {
		return nil, false
	}
	var of []resident.Measure
	for _, m := range v.measures {
		if !m.Ended() && m.Covers(id) {
			of = append(of, m)
		}
	}
	return of, true
}

// withheld reports why a paper that is handed out at the counter may not be printed: an
// address of a household with a protected resident stands on it, and the officer has not
// lifted every measure (E20). A review list stays in the office.
func (d *Desk) withheld(ctx context.Context, paper document.Paper) error {
	if paper.Kind == document.ReviewListPaper {
		return nil
	}
	for _, id := range paper.Entries {
		e, err := d.entry(ctx, id)
		if errors.Is(err, counter.ErrGone) {
			continue // of another terminal: it is printed there
		}
		if err != nil {
			return err
		}
		for _, v := range e.Content.Persons {
			whose := resident.ID(v.Get(notification.PersonID))
			if whose == "" {
				continue
			}
			measures, err := d.measuresOf(ctx, whose)
			if err != nil {
				return err
			}
			if !resident.Lifted(measures, d.Now()) {
				return counter.ErrWithheld
			}
		}
	}
	return nil
}

// measuresOf returns the measures on a household as the registry has them now, or
// without a line as they were when it was opened here: then a lift that came after is
// not known, and one that was open is over in time by itself.
func (d *Desk) measuresOf(ctx context.Context, id resident.ID) ([]resident.Measure, error) {
	var now counter.Protection
	err := d.withSession(ctx, operator.Search, func(session string) (err error) {
		if d.Protection == nil {
			return counter.ErrOffline
		}
		now, err = d.Protection.Of(ctx, session, id, counter.ForNotification)
		return err
	})
	if !errors.Is(err, counter.ErrOffline) {
		return now.Measures, err
	}
	kept, err := d.keptHousehold(ctx, id)
	if errors.Is(err, counter.ErrOffline) {
		return nil, nil // never opened here: nothing of the register stands on the paper
	}
	return kept.Protection.Measures, err
}
