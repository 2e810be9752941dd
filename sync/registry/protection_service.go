package registry

import (
	"context"
	"errors"
	"slices"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var _ wirev1connect.ProtectionServiceHandler = (*Registry)(nil)

// measuresPage is how many measures travel at once.
const measuresPage = 300

// told translates an error of app/resident for the line.
func told(err error, place string) error {
	for _, t := range []struct {
		is   error
		kind wire.Kind
	}{
		{ErrNotFound, wire.NotFound}, {resident.ErrOver, wire.EntryClosed}, {resident.ErrConflict, wire.ReleaseConflict},
		{resident.ErrSamePerson, wire.SamePerson}, {resident.ErrLift, wire.Malformed}, {resident.ErrTripwire, wire.Malformed},
		{resident.ErrProtection, wire.Malformed},
	} {
		if errors.Is(err, t.is) {
			return wire.Errorf(t.kind, "%s", place)
		}
	}
	return err
}

// officer runs f in a transaction that may write, for whoever answers for support
// measures (支援措置責任者).
func (r *Registry) officer(ctx context.Context, session string, f func(Tx, caller, time.Time) error) error {
	return r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, session, operator.SupportMeasure)
		if err != nil {
			return err
		}
		return f(tx, who, r.cfg.Now())
	})
}

// note logs something that a caller did about a resident.
func (c caller) note(tx Tx, at time.Time, kind audit.Kind, whose resident.ID, why string, codes ...string) error {
	return record(tx, audit.Record{Kind: kind, At: at, Operator: c.ID, Terminal: c.terminal.ID, Subject: string(whose), Purpose: why, Detail: codes})
}

// protectionOf returns what protects residents and the household they live in: the
// holds nobody released and the measures nobody ended. Whoever is not the officer is
// told of a measure what everybody at a counter has to know.
func protectionOf(tx Tx, members []resident.Record, officer bool) (*wirev1.Protection, error) {
	ids := make([]resident.ID, len(members))
	for i, m := range members {
		ids[i] = m.ID
	}
	answer := &wirev1.Protection{}
	seen := map[string]bool{}
	for i, m := range members {
		household := m.Household
		if i > 0 {
			household = ""
		}
		holds, err := tx.HoldsOf(m.ID, household)
		if err != nil {
			return nil, err
		}
		for _, h := range holds {
			if !h.ReleasedAt.IsZero() {
				continue
			}
			body, err := h.Encode()
			if err != nil {
				return nil, err
			}
			answer.Holds = append(answer.Holds, body)
		}
		measures, err := measuresNow(tx, m.ID)
		if err != nil {
			return nil, err
		}
		for _, measure := range measures {
			if seen[measure.ID] {
				continue
			}
			seen[measure.ID] = true
			if !officer {
				measure = measure.Outline(ids...)
			}
			body, err := measure.Encode()
			if err != nil {
				return nil, err
			}
			answer.Measures = append(answer.Measures, body)
		}
	}
	return answer, nil
}

// livingWith returns a resident and, while the resident lives here, the other members.
func livingWith(tx Tx, id resident.ID) ([]resident.Record, error) {
	own, err := tx.Current(id)
	if err != nil {
		return nil, err
	}
	members := []resident.Record{own}
	if !own.Status.Current() {
		return members, nil
	}
	all, err := tx.Members(own.Household)
	for _, m := range all {
		if m.ID != id {
			members = append(members, m)
		}
	}
	return members, err
}

// ListProtection implements the service.
func (r *Registry) ListProtection(ctx context.Context, q *wirev1.ListProtectionRequest) (*wirev1.ListProtectionResponse, error) {
	why, err := purpose(q.GetPurpose())
	if err != nil {
		return nil, err
	}
	answer := &wirev1.ListProtectionResponse{RegistryTime: r.time()}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, q.GetSessionId(), operator.Search)
		if err != nil {
			return err
		}
		members, err := livingWith(tx, resident.ID(q.GetResidentId()))
		if err != nil {
			return told(err, "resident_id")
		}
		now := r.cfg.Now()
		if answer.Protection, err = protectionOf(tx, members, who.Has(operator.SupportMeasure, now)); err != nil {
			return err
		}
		return who.note(tx, now, audit.ProtectionShown, members[0].ID, why)
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// ListMeasures implements the service.
func (r *Registry) ListMeasures(ctx context.Context, q *wirev1.ListMeasuresRequest) (*wirev1.ListMeasuresResponse, error) {
	answer := &wirev1.ListMeasuresResponse{RegistryTime: r.time()}
	err := r.officer(ctx, q.GetSessionId(), func(tx Tx, who caller, now time.Time) error {
		all, err := tx.Measures(q.GetEnded())
		if err != nil {
			return err
		}
		all = all[min(len(all), int(q.GetOffset())):]
		answer.More = len(all) > measuresPage
		for _, m := range all[:min(len(all), measuresPage)] {
			listed, err := listedMeasure(tx, m)
			if err != nil {
				return err
			}
			answer.Measures = append(answer.Measures, listed)
		}
		return who.note(tx, now, audit.ProtectionShown, "", "", detail("measures", len(answer.Measures)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func listedMeasure(tx Tx, m resident.Measure) (*wirev1.ListedMeasure, error) {
	if err := tx.Perpetrator(&m); err != nil {
		return nil, err
	}
	listed := &wirev1.ListedMeasure{HasPerpetrator: m.Perpetrator != nil}
	for _, id := range m.Covered() {
		own, err := tx.Current(id)
		if err != nil {
			return nil, err
		}
		listed.Persons = append(listed.Persons, personOf(own))
	}
	var err error
	listed.Measure, err = m.Encode()
	return listed, err
}

// ListHolds implements the service.
func (r *Registry) ListHolds(ctx context.Context, q *wirev1.ListHoldsRequest) (*wirev1.ListHoldsResponse, error) {
	answer := &wirev1.ListHoldsResponse{RegistryTime: r.time()}
	err := r.officer(ctx, q.GetSessionId(), func(tx Tx, who caller, now time.Time) error {
		all, err := tx.Holds()
		if err != nil {
			return err
		}
		all = all[min(len(all), int(q.GetOffset())):]
		answer.More = len(all) > measuresPage
		for _, h := range all[:min(len(all), measuresPage)] {
			listed, err := listedHold(tx, h)
			if err != nil {
				return err
			}
			answer.Holds = append(answer.Holds, listed)
		}
		return who.note(tx, now, audit.ProtectionShown, "", "", detail("holds", len(answer.Holds)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func listedHold(tx Tx, h resident.Hold) (*wirev1.ListedHold, error) {
	body, err := h.Encode()
	if err != nil {
		return nil, err
	}
	listed := &wirev1.ListedHold{Hold: body}
	if h.Household == "" {
		own, err := tx.Current(h.Resident)
		listed.Person = personOf(own)
		return listed, err
	}
	members, err := tx.Members(h.Household)
	for _, m := range members {
		if listed.Person == nil || m.IsHead() {
			listed.Person = personOf(m)
		}
	}
	return listed, err
}

func personOf(r resident.Record) *wirev1.ProtectedPerson {
	return &wirev1.ProtectedPerson{ResidentId: string(r.ID), Name: r.Name, Reading: r.Reading, Birth: r.Birth.String()}
}

// RevealPerpetrator implements the service.
func (r *Registry) RevealPerpetrator(ctx context.Context, q *wirev1.RevealPerpetratorRequest) (*wirev1.RevealPerpetratorResponse, error) {
	answer := &wirev1.RevealPerpetratorResponse{RegistryTime: r.time()}
	err := r.officer(ctx, q.GetSessionId(), func(tx Tx, who caller, now time.Time) error {
		m, err := tx.Measure(q.GetMeasureId())
		if err != nil {
			return told(err, "measure_id")
		}
		if err := tx.Perpetrator(&m); err != nil {
			return err
		}
		if p := m.Perpetrator; p != nil {
			answer.Name, answer.Birth, answer.Address, answer.Relationship, answer.Note = p.Name, p.Birth, p.Address, p.Relationship, p.Note
		}
		return who.note(tx, now, audit.PerpetratorShown, m.Applicant, "")
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// TickTripwire implements the service.
func (r *Registry) TickTripwire(ctx context.Context, q *wirev1.TickTripwireRequest) (*wirev1.TickTripwireResponse, error) {
	answer := &wirev1.TickTripwireResponse{RegistryTime: r.time()}
	if err := wire.CheckCode("place", q.GetPlace()); err != nil {
		return nil, err
	}
	err := r.officer(ctx, q.GetSessionId(), func(tx Tx, who caller, now time.Time) error {
		m, err := tx.Measure(q.GetMeasureId())
		if err != nil {
			return told(err, "measure_id")
		}
		if m, err = m.Tick(resident.Place(q.GetPlace()), q.GetTarget(), q.GetReference(), who.ID, now); err != nil {
			return told(err, "place or reference")
		}
		if err := tx.PutMeasure(m); err != nil {
			return err
		}
		if answer.Measure, err = m.Encode(); err != nil {
			return err
		}
		return who.note(tx, now, audit.TripwireTicked, m.Applicant, "", detail("place", int(q.GetPlace())))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// Lift implements the service.
func (r *Registry) Lift(ctx context.Context, q *wirev1.LiftRequest) (*wirev1.LiftResponse, error) {
	answer := &wirev1.LiftResponse{RegistryTime: r.time()}
	if err := wire.CheckCode("reason", q.GetReason()); err != nil {
		return nil, err
	}
	minutes, reason := int(q.GetMinutes()), resident.LiftReason(q.GetReason())
	err := r.officer(ctx, q.GetSessionId(), func(tx Tx, who caller, now time.Time) error {
		var subject string
		var lift resident.Lift
		if q.GetHoldId() != "" {
			h, err := tx.Hold(q.GetHoldId())
			if err == nil {
				h, err = h.LiftFor(minutes, reason, who.ID, now)
			}
			if err == nil {
				err = tx.PutHold(h)
			}
			if err != nil {
				return told(err, "hold_id, minutes or reason")
			}
			subject, lift = string(h.Resident)+string(h.Household), h.Lift // one of the two
		} else {
			m, err := tx.Measure(q.GetMeasureId())
			if err == nil {
				m, err = m.LiftFor(minutes, reason, who.ID, now)
			}
			if err == nil {
				err = tx.PutMeasure(m)
			}
			if err != nil {
				return told(err, "measure_id, minutes or reason")
			}
			subject, lift = string(m.Applicant), m.Lift
		}
		answer.Until = lift.Until.UnixMilli()
		return who.note(tx, now, audit.Lifted, resident.ID(subject), "", detail("minutes", minutes), detail("reason", int(reason)))
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// RevealAddress implements the service. The address of one is that of all: every
// measure on somebody of the household has to be lifted (E20).
func (r *Registry) RevealAddress(ctx context.Context, q *wirev1.RevealAddressRequest) (*wirev1.RevealAddressResponse, error) {
	why, err := purpose(q.GetPurpose())
	if err != nil {
		return nil, err
	}
	answer := &wirev1.RevealAddressResponse{RegistryTime: r.time()}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, q.GetSessionId(), operator.Search)
		if err != nil {
			return err
		}
		members, err := livingWith(tx, resident.ID(q.GetResidentId()))
		if err != nil {
			return told(err, "resident_id")
		}
		now := r.cfg.Now()
		if err := withheld(tx, members[0], who.Has(operator.SupportMeasure, now), now); err != nil {
			return err
		}
		for _, m := range members {
			measures, err := measuresNow(tx, m.ID)
			if err != nil {
				return err
			}
			if !resident.Lifted(measures, now) {
				return wire.Errorf(wire.Withheld, "E20")
			}
		}
		at := members[0].Address
		answer.Postal, answer.Ward, answer.Town, answer.Number, answer.Building = at.Postal, at.Ward, at.Town, at.Number, at.Building
		return who.note(tx, now, audit.AddressShown, members[0].ID, why)
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// withheld reports why a resident's record may not be looked at: an inquiry hold
// (照会の抑止) of level error on the resident or the household binds everybody but the officer.
func withheld(tx Tx, of resident.Record, officer bool, now time.Time) error {
	if officer {
		return nil
	}
	holds, err := tx.HoldsOf(of.ID, of.Household)
	if err == nil && resident.InForce(holds, resident.ToInquire, now) == resident.ErrorLevel {
		return wire.Errorf(wire.Withheld, "hold")
	}
	return err
}

// shelter leaves out of what was found by an address who is protected: to leave out the
// address says nothing when it was what was asked by. They are found by everything else.
func (s *search) shelter(found []Hit, officer bool) []Hit {
	if officer || s.FoldedAddress() == "" {
		return found
	}
	return slices.DeleteFunc(found, func(h Hit) bool { return h.Protected })
}
