package adapter

import (
	"context"
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// searchLimit is how many hits fit a list that a clerk still reads.
const searchLimit = 50

// Search implements desk.Line.
func (l *Line) Search(ctx context.Context, session string, q counter.Query) (counter.Found, error) {
	r, err := l.client.Search(ctx, &wirev1.SearchRequest{
		SessionId: session, Name: q.Name, Given: q.Given, Exact: q.Exact, Birth: q.Birth.String(), Address: q.Address,
		ResidentId: string(q.ResidentID), HouseholdId: string(q.HouseholdID), ResidentCode: q.ResidentCode,
		IndividualNumber: q.IndividualNumber, ResidenceCard: q.ResidenceCard,
		Purpose: uint32(q.Purpose), Limit: searchLimit, IncludeRemoved: q.IncludeRemoved,
	})
	if err != nil {
		return counter.Found{}, l.told(err)
	}
	found := counter.Found{More: r.GetMore()}
	for _, m := range r.GetHits() {
		hit, err := hitOf(m)
		if err != nil {
			return counter.Found{}, err
		}
		found.Hits = append(found.Hits, hit)
	}
	return found, nil
}

func hitOf(m *wirev1.Hit) (counter.Hit, error) {
	hit := counter.Hit{
		ID: resident.ID(m.GetResidentId()), Household: resident.HouseholdID(m.GetHouseholdId()), Name: m.GetName(), Reading: m.GetReading(),
		Sex: resident.Sex(m.GetSex()), Address: m.GetAddress(), Status: resident.Status(m.GetStatus()),
		Relationship: m.GetRelationship(), Protected: m.GetProtected(), PastName: m.GetPastName(), PastAddress: m.GetPastAddress(),
	}
	for _, by := range m.GetMatched() {
		hit.Matched = append(hit.Matched, counter.Matched(by))
	}
	if err := hit.Birth.UnmarshalText([]byte(m.GetBirth())); err != nil {
		return counter.Hit{}, fmt.Errorf("search: answer: birth: %w", wire.Malformed)
	}
	return hit, nil
}

// Searches implements desk.Line.
func (l *Line) Searches(ctx context.Context, session string) ([]counter.KeptSearch, error) {
	r, err := l.client.ListSearches(ctx, &wirev1.ListSearchesRequest{SessionId: session})
	if err != nil {
		return nil, l.told(err)
	}
	var kept []counter.KeptSearch
	for _, m := range r.GetSearches() {
		q := m.GetRequest()
		birth, err := civil.ParseCanonical(q.GetBirth())
		if err != nil {
			return nil, fmt.Errorf("searches: answer: birth: %w", wire.Malformed)
		}
		kept = append(kept, counter.KeptSearch{
			Query: counter.Query{
				Name: q.GetName(), Given: q.GetGiven(), Exact: q.GetExact(), Birth: birth, Address: q.GetAddress(),
				ResidentID: resident.ID(q.GetResidentId()), HouseholdID: resident.HouseholdID(q.GetHouseholdId()), ResidenceCard: q.GetResidenceCard(),
				IncludeRemoved: q.GetIncludeRemoved(), Purpose: counter.Purpose(q.GetPurpose()),
			},
			ByNumber: m.GetByIndividualNumber(), ByCode: m.GetByResidentCode(), At: time.UnixMilli(m.GetSearchedAt()), Hits: int(m.GetHits()),
		})
	}
	return kept, nil
}

// Open implements desk.Line.
func (l *Line) Open(ctx context.Context, session string, id resident.ID, purpose counter.Purpose) (counter.Opened, error) {
	r, err := l.client.OpenRecord(ctx, &wirev1.OpenRecordRequest{
		SessionId: session, ResidentId: string(id), Purpose: uint32(purpose),
	})
	if err != nil {
		return counter.Opened{}, l.told(err)
	}
	opened := counter.Opened{Headless: r.GetHeadless()}
	if opened.Members, err = records(r.GetMembers()); err != nil {
		return counter.Opened{}, err
	}
	if opened.History, err = records(r.GetHistory()); err != nil {
		return counter.Opened{}, err
	}
	for _, s := range r.GetHistory() {
		opened.Numbers = append(opened.Numbers, counter.Numbers{HasNumber: s.GetHasIndividualNumber(), OtherNumber: s.GetOtherIndividualNumber(),
			HasCode: s.GetHasResidentCode(), OtherCode: s.GetOtherResidentCode()})
	}
	if opened.Protection, err = protectionOf(r.GetProtection()); err != nil {
		return counter.Opened{}, fmt.Errorf("open record: %w", err)
	}
	for _, m := range r.GetPending() {
		opened.Pending = append(opened.Pending, pendingOf(m))
	}
	for _, right := range r.GetMasked() {
		opened.Masked = append(opened.Masked, operator.Right(right))
	}
	return opened, nil
}

func pendingOf(m *wirev1.PendingEntry) counter.Pending {
	state := notification.Entered
	if m.GetStage() == wirev1.EntryStage_ENTRY_STAGE_RETURNED {
		state = notification.Returned
	}
	return counter.Pending{ID: notification.EntryID(m.GetEntryId()), Kind: notification.Kind(m.GetKind()), State: state,
		WrittenAt: time.UnixMilli(m.GetWrittenAt()), Approvals: int(m.GetApprovals()), Needed: int(m.GetNeeded())}
}
