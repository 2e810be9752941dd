package registry

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/letters"
	"madoguchi/app/mynumber"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// A search is what a search asks for, read.
type search struct {
	Query
	id        resident.ID
	household resident.HouseholdID
	code      residentcode.Code
	number    mynumber.Number
	card      string
	why       string
	by        []string // what is searched by, for the log
	items     int      // how many of name, address and date of birth (E23)
	keys      int      // how many numbers
}

// readSearch reads a search. What it returns with an error is as much as the log may
// say of one that is refused.
func readSearch(m *wirev1.SearchRequest) (search, error) {
	s := search{Query: Query{Name: m.GetName(), Given: m.GetGiven(), Exact: m.GetExact(), Address: m.GetAddress(),
		Removed: m.GetIncludeRemoved(), Limit: int(min(m.GetLimit(), maxHits))}}
	if s.Limit == 0 {
		s.Limit = defaultHits
	}
	err := s.read(m)
	s.count()
	switch {
	case err != nil:
		return s, err
	case letters.IsCompany(s.Name):
		return s, wire.Errorf(wire.NoPerson, "name")
	case s.items+s.keys == 0:
		return s, wire.Errorf(wire.TooBroad, "nothing to search by")
	case s.keys == 0 && s.Match() == "":
		return s, wire.Errorf(wire.TooBroad, "address")
	}
	s.why, err = purpose(m.GetPurpose())
	return s, err
}

func (s *search) read(m *wirev1.SearchRequest) (err error) {
	if utf8.RuneCountInString(s.Name) > maxTerm || utf8.RuneCountInString(s.Address) > maxTerm || len(m.GetResidenceCard()) > maxTerm {
		return wire.Errorf(wire.TooLarge, "name or address")
	}
	if s.Birth, err = civil.ParseCanonical(m.GetBirth()); err != nil {
		return wire.Errorf(wire.Malformed, "birth")
	}
	if id := m.GetResidentId(); id != "" {
		if serial.Check(id) != nil {
			return wire.Errorf(wire.Malformed, "resident_id")
		}
		s.id = resident.ID(id)
	}
	if id := m.GetHouseholdId(); id != "" {
		if serial.Check(id) != nil {
			return wire.Errorf(wire.Malformed, "household_id")
		}
		s.household = resident.HouseholdID(id)
	}
	if code := m.GetResidentCode(); code != "" {
		if s.code, err = residentcode.Parse(code); err != nil {
			return wire.Errorf(wire.Malformed, "resident_code")
		}
	}
	if number := m.GetIndividualNumber(); number != "" {
		if s.number, err = mynumber.Parse(number); err != nil {
			return wire.Errorf(wire.Malformed, "individual_number")
		}
	}
	s.card = m.GetResidenceCard()
	return nil
}

// count counts what is searched by. Sex is none of it, and numbers count apart.
func (s *search) count() {
	for _, by := range []struct {
		what string
		is   bool
		into *int
	}{
		{"name", s.FoldedName() != "", &s.items}, {"birth", !s.Birth.IsZero(), &s.items}, {"address", s.FoldedAddress() != "", &s.items},
		{"id", s.id != "", &s.keys}, {"household", s.household != "", &s.keys}, {"code", !s.code.IsZero(), &s.keys},
		{"number", !s.number.IsZero(), &s.keys}, {"card", s.card != "", &s.keys},
	} {
		if by.is {
			s.by = append(s.by, by.what)
			*by.into++
		}
	}
}

// allowed reports why a caller may not search so. At an integrated terminal numbers do
// not count (R103): whoever may try one by itself can go through all of them.
func (s *search) allowed(who caller, has func(operator.Right) bool) error {
	switch {
	case who.terminal.Personality == policy.IntegratedTerminal && s.items < counter.LeastItems:
		return wire.Errorf(wire.TooBroad, "E23")
	case !s.number.IsZero() && !has(operator.SeeNumber), !s.code.IsZero() && !has(operator.SeeCode):
		// Whoever may try numbers out needs no list to see one.
		return wire.Errorf(wire.NoRight, "number")
	}
	return nil
}

// find returns what the search asks for.
func (s *search) find(tx Tx) (found []Hit, more bool, err error) {
	if s.keys == 0 {
		return tx.Search(s.Query)
	}
	listed, by, err := s.byKeys(tx)
	if err != nil {
		return nil, false, err
	}
	for _, h := range listed {
		if s.Fits(&h) {
			h.Matched = append(h.Matched, by)
			found = append(found, h)
		}
	}
	return found[:min(len(found), s.Limit)], len(found) > s.Limit, nil
}

// byKeys returns who has all of the numbers. A number that is nobody's any more finds
// who had it, and by tells so.
func (s *search) byKeys(tx Tx) (hits []Hit, by counter.Matched, err error) {
	var of [][]resident.ID // a list for each number
	by = counter.ByKey
	add := func(ids ...resident.ID) { of = append(of, ids) }
	if s.id != "" {
		add(s.id)
	}
	if s.household != "" {
		hits, err := tx.ListedIn(s.household)
		if err != nil {
			return nil, by, err
		}
		add(idsOf(hits)...)
	}
	for kind, digits := range map[NumberKind]string{ResidentCode: s.code.Reveal(), IndividualNumber: s.number.Reveal()} {
		if digits == "" {
			continue
		}
		holder, err := tx.Holder(kind, digits)
		if errors.Is(err, ErrNotFound) {
			by = counter.ByPastKey
			holder, err = tx.FormerHolder(kind, digits)
		}
		switch {
		case errors.Is(err, ErrNotFound):
			return nil, by, nil
		case err != nil:
			return nil, by, err
		}
		add(holder)
	}
	if s.card != "" {
		holders, err := tx.CardHolders(s.card)
		if err != nil {
			return nil, by, err
		}
		var ids []resident.ID
		for _, r := range holders {
			ids = append(ids, r.ID)
		}
		add(ids...)
	}
	for _, id := range of[0] {
		if slices.ContainsFunc(of, func(ids []resident.ID) bool { return !slices.Contains(ids, id) }) {
			continue
		}
		h, err := tx.Listed(id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, by, err
		}
		hits = append(hits, h)
	}
	return hits, by, nil
}

func idsOf(hits []Hit) []resident.ID {
	ids := make([]resident.ID, len(hits))
	for i := range hits {
		ids[i] = hits[i].ID
	}
	return ids
}

// Search implements the service. The whole city is searched: whoever moves from one
// ward to another stands at the counter of the new one.
func (r *Registry) Search(ctx context.Context, q *wirev1.SearchRequest) (*wirev1.SearchResponse, error) {
	var who caller
	var s search
	var found []Hit
	var refused error
	answer := &wirev1.SearchResponse{}
	err := r.cfg.Store.View(ctx, func(tx Tx) (err error) {
		if who, err = r.caller(ctx, tx, q.GetSessionId(), operator.Search); err != nil {
			return err
		}
		if s, refused = readSearch(q); refused == nil {
			refused = s.allowed(who, func(right operator.Right) bool { return who.Has(right, r.cfg.Now()) })
		}
		if refused == nil {
			found, answer.More, err = s.find(tx)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if refused != nil {
		return nil, r.refuseSearch(ctx, who, s, refused)
	}
	found = s.shelter(found, who.Has(operator.SupportMeasure, r.cfg.Now()))
	for i := range found {
		answer.Hits = append(answer.Hits, hitMessage(&found[i]))
	}
	if err := r.logSearch(ctx, who, s, q, found); err != nil {
		return nil, err
	}
	answer.RegistryTime = r.time()
	return answer, nil
}

func hitMessage(h *Hit) *wirev1.Hit {
	m := &wirev1.Hit{ResidentId: string(h.ID), HouseholdId: string(h.Household), Name: h.Name, Reading: h.Reading, Birth: h.Birth.String(), Sex: uint32(h.Sex),
		Status: uint32(h.Status), Relationship: h.Relationship, Protected: h.Protected, PastName: h.PastName}
	for _, by := range h.Matched {
		m.Matched = append(m.Matched, uint32(by))
	}
	if !h.Protected {
		m.Address, m.PastAddress = h.Address, h.PastAddress
	}
	return m
}

// subjectsInLog is how many 宛名番号 one record of the log names.
const subjectsInLog = 6

// logSearch logs a search before it is answered, also one that found nobody: by what
// and why, and whose information the answer shows. A search by numbers alone says so:
// the standard wants those listed (STD 10.2).
func (r *Registry) logSearch(ctx context.Context, who caller, s search, q *wirev1.SearchRequest, found []Hit) error {
	codes := []string{"by=" + strings.Join(s.by, ","), detail("hits", len(found))}
	if s.items == 0 && s.keys == 1 {
		codes = append(codes, "single")
	}
	return r.cfg.Store.Update(ctx, func(tx Tx) error {
		ids := []string{string(s.id)}
		if len(found) > 0 {
			ids = ids[:0]
		}
		for i := range found {
			ids = append(ids, string(found[i].ID))
		}
		for some := range slices.Chunk(ids, subjectsInLog) {
			err := record(tx, audit.Record{Kind: audit.Searched, At: r.cfg.Now(), Operator: who.ID, Terminal: who.terminal.ID,
				Subject: strings.Join(some, ","), Purpose: s.why, Detail: codes})
			if err != nil {
				return err
			}
		}
		return keepSearch(tx, who.ID, q, r.cfg.Now(), len(found))
	})
}

// refuseSearch logs a search that is not carried out and returns why.
func (r *Registry) refuseSearch(ctx context.Context, who caller, s search, why error) error {
	var e *wire.Error
	if !errors.As(why, &e) {
		return why
	}
	codes := []string{"by=" + strings.Join(s.by, ","), detail("kind", int(e.Kind))}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		return record(tx, audit.Record{Kind: audit.SearchRefused, At: r.cfg.Now(), Operator: who.ID, Terminal: who.terminal.ID, Purpose: s.why, Detail: codes})
	})
	if err != nil {
		return err
	}
	return why
}
