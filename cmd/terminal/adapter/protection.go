package adapter

import (
	"context"
	"fmt"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

var _ desk.ProtectionLine = (*Line)(nil)

// withheld are the kinds of errors that calls about protection answer.
var withheld = map[wire.Kind]error{
	wire.Withheld: counter.ErrWithheld, wire.SamePerson: counter.ErrSamePerson, wire.ReleaseConflict: counter.ErrReleaseConflict,
	wire.Malformed: counter.ErrNotTaken, wire.NotApproved: counter.ErrNotApproved, wire.OverApproved: counter.ErrOverApproved, wire.RequestState: counter.ErrDecided,
}

// protectionOf reads what protects residents.
func protectionOf(m *wirev1.Protection) (counter.Protection, error) {
	var p counter.Protection
	for _, body := range m.GetHolds() {
		h, err := resident.DecodeHold(body)
		if err != nil {
			return p, fmt.Errorf("answer: %w", err)
		}
		p.Holds = append(p.Holds, h)
	}
	for _, body := range m.GetMeasures() {
		measure, err := resident.DecodeMeasure(body)
		if err != nil {
			return p, fmt.Errorf("answer: %w", err)
		}
		p.Measures = append(p.Measures, measure)
	}
	return p, nil
}

// Of implements desk.ProtectionLine.
func (l *Line) Of(ctx context.Context, session string, id resident.ID, purpose counter.Purpose) (counter.Protection, error) {
	r, err := l.client.ListProtection(ctx, &wirev1.ListProtectionRequest{SessionId: session, ResidentId: string(id), Purpose: uint32(purpose)})
	if err != nil {
		return counter.Protection{}, l.told(err)
	}
	return protectionOf(r.GetProtection())
}

// Measures implements desk.ProtectionLine. It asks until it has all.
func (l *Line) Measures(ctx context.Context, session string, ended bool) ([]counter.ListedMeasure, error) {
	var all []counter.ListedMeasure
	for {
		r, err := l.client.ListMeasures(ctx, &wirev1.ListMeasuresRequest{SessionId: session, Ended: ended, Offset: uint32(len(all))})
		if err != nil {
			return nil, l.told(err)
		}
		for _, m := range r.GetMeasures() {
			listed, err := listedMeasure(m)
			if err != nil {
				return nil, fmt.Errorf("list measures: answer: %w", err)
			}
			all = append(all, listed)
		}
		if !r.GetMore() || len(r.GetMeasures()) == 0 {
			return all, nil
		}
	}
}

func listedMeasure(m *wirev1.ListedMeasure) (counter.ListedMeasure, error) {
	measure, err := resident.DecodeMeasure(m.GetMeasure())
	listed := counter.ListedMeasure{Measure: measure, HasPerpetrator: m.GetHasPerpetrator()}
	for _, p := range m.GetPersons() {
		person, err := personOf(p)
		if err != nil {
			return listed, err
		}
		listed.Persons = append(listed.Persons, person)
	}
	return listed, err
}

func personOf(m *wirev1.ProtectedPerson) (counter.ProtectedPerson, error) {
	person := counter.ProtectedPerson{ID: resident.ID(m.GetResidentId()), Name: m.GetName(), Reading: m.GetReading()}
	if err := person.Birth.UnmarshalText([]byte(m.GetBirth())); err != nil {
		return person, wire.Malformed
	}
	return person, nil
}

// Holds implements desk.ProtectionLine. It asks until it has all.
func (l *Line) Holds(ctx context.Context, session string) ([]counter.ListedHold, error) {
	var all []counter.ListedHold
	for {
		r, err := l.client.ListHolds(ctx, &wirev1.ListHoldsRequest{SessionId: session, Offset: uint32(len(all))})
		if err != nil {
			return nil, l.told(err)
		}
		for _, m := range r.GetHolds() {
			hold, err := resident.DecodeHold(m.GetHold())
			if err != nil {
				return nil, fmt.Errorf("list holds: answer: %w", err)
			}
			person, err := personOf(m.GetPerson())
			if err != nil {
				return nil, fmt.Errorf("list holds: answer: %w", err)
			}
			all = append(all, counter.ListedHold{Hold: hold, Person: person})
		}
		if !r.GetMore() || len(r.GetHolds()) == 0 {
			return all, nil
		}
	}
}

// Perpetrator implements desk.ProtectionLine.
func (l *Line) Perpetrator(ctx context.Context, session, measure string) (resident.Perpetrator, error) {
	r, err := l.client.RevealPerpetrator(ctx, &wirev1.RevealPerpetratorRequest{SessionId: session, MeasureId: measure})
	if err != nil {
		return resident.Perpetrator{}, l.told(err)
	}
	return resident.Perpetrator{Name: r.GetName(), Birth: r.GetBirth(), Address: r.GetAddress(), Relationship: r.GetRelationship(), Note: r.GetNote()}, nil
}

// Tick implements desk.ProtectionLine.
func (l *Line) Tick(ctx context.Context, session string, proof counter.TripwireProof) (resident.Measure, error) {
	r, err := l.client.TickTripwire(ctx, &wirev1.TickTripwireRequest{SessionId: session, MeasureId: proof.Measure, Place: uint32(proof.Place),
		Target: proof.Target, Reference: proof.Reference})
	if err != nil {
		return resident.Measure{}, l.told(err)
	}
	return resident.DecodeMeasure(r.GetMeasure())
}

// Lift implements desk.ProtectionLine.
func (l *Line) Lift(ctx context.Context, session string, order counter.LiftOrder) (time.Time, error) {
	r, err := l.client.Lift(ctx, &wirev1.LiftRequest{SessionId: session, MeasureId: order.Measure, HoldId: order.Hold,
		Reason: uint32(order.Reason), Minutes: uint32(max(order.Minutes, 0))})
	if err != nil {
		return time.Time{}, l.told(err)
	}
	return time.UnixMilli(r.GetUntil()), nil
}

// Address implements desk.ProtectionLine.
func (l *Line) Address(ctx context.Context, session string, id resident.ID, purpose counter.Purpose) (resident.Address, error) {
	r, err := l.client.RevealAddress(ctx, &wirev1.RevealAddressRequest{SessionId: session, ResidentId: string(id), Purpose: uint32(purpose)})
	if err != nil {
		return resident.Address{}, l.told(err)
	}
	return resident.Address{Postal: r.GetPostal(), Ward: r.GetWard(), Town: r.GetTown(), Number: r.GetNumber(), Building: r.GetBuilding()}, nil
}

// CheckRelease implements desk.ProtectionLine.
func (l *Line) CheckRelease(ctx context.Context, session string, list counter.ReleaseList) ([]counter.ReleaseLine, error) {
	r, err := l.client.CheckRelease(ctx, &wirev1.CheckReleaseRequest{SessionId: session, MadeAt: list.MadeAt.UnixMilli(), ResidentIds: idsOf(list.Residents)})
	if err != nil {
		return nil, l.told(err)
	}
	return linesOf(r.GetLines()), nil
}

// ProposeRelease implements desk.ProtectionLine.
func (l *Line) ProposeRelease(ctx context.Context, session string, list counter.ReleaseList, confirmed []resident.ID) error {
	_, err := l.client.ProposeRelease(ctx, &wirev1.ProposeReleaseRequest{SessionId: session, MadeAt: list.MadeAt.UnixMilli(),
		ResidentIds: idsOf(list.Residents), ConfirmedIds: idsOf(confirmed)})
	return l.told(err)
}

// Releases implements desk.ProtectionLine.
func (l *Line) Releases(ctx context.Context, session string) ([]counter.ProposedRelease, error) {
	r, err := l.client.ListReleases(ctx, &wirev1.ListReleasesRequest{SessionId: session})
	if err != nil {
		return nil, l.told(err)
	}
	var all []counter.ProposedRelease
	for _, m := range r.GetReleases() {
		all = append(all, counter.ProposedRelease{ID: m.GetReleaseId(), MadeAt: time.UnixMilli(m.GetMadeAt()), ProposedBy: operator.ID(m.GetProposedBy()),
			ProposedAt: time.UnixMilli(m.GetProposedAt()), Lines: linesOf(m.GetLines())})
	}
	return all, nil
}

// DoRelease implements desk.ProtectionLine.
func (l *Line) DoRelease(ctx context.Context, session, id string) error {
	_, err := l.client.DoRelease(ctx, &wirev1.DoReleaseRequest{SessionId: session, ReleaseId: id})
	return l.told(err)
}

func idsOf(all []resident.ID) []string {
	out := make([]string, len(all))
	for i, id := range all {
		out[i] = string(id)
	}
	return out
}

func linesOf(messages []*wirev1.ReleaseLine) []counter.ReleaseLine {
	var lines []counter.ReleaseLine
	for _, m := range messages {
		lines = append(lines, counter.ReleaseLine{Resident: resident.ID(m.GetResidentId()), Name: m.GetName(), Measures: int(m.GetMeasures()),
			Conflict: resident.Conflict(m.GetConflict())})
	}
	return lines
}
