package registry

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// Limits of a look into the register.
const (
	defaultHits = 50
	maxHits     = 100
	maxTerm     = 100 // characters of a name or address searched by
	maxHistory  = 100 // rows of a history sent
)

// purpose returns the code of a purpose; none, or one nobody knows, is refused (R030).
func purpose(n uint32) (string, error) {
	if !slices.Contains(counter.Purposes(), counter.Purpose(n)) {
		return "", wire.Errorf(wire.NoPurpose, "purpose")
	}
	return strconv.FormatUint(uint64(n), 10), nil
}

// A search is what a search asks for, read.
type search struct {
	Query
	id   resident.ID
	code residentcode.Code
	why  string
	by   []string // what is searched by, for the log
}

func readSearch(m *wirev1.SearchRequest) (search, error) {
	s := search{Query: Query{Name: m.GetName(), Address: m.GetAddress(), Removed: m.GetIncludeRemoved(), Limit: int(min(m.GetLimit(), maxHits))}}
	if s.Limit == 0 {
		s.Limit = defaultHits
	}
	var err error
	if s.why, err = purpose(m.GetPurpose()); err != nil {
		return s, err
	}
	if utf8.RuneCountInString(s.Name) > maxTerm || utf8.RuneCountInString(s.Address) > maxTerm {
		return s, wire.Errorf(wire.TooLarge, "name or address")
	}
	if m.GetBirth() != "" {
		if s.Birth, err = civil.Parse(m.GetBirth()); err != nil {
			return s, wire.Errorf(wire.Malformed, "birth")
		}
	}
	if m.GetResidentId() != "" {
		if serial.Check(m.GetResidentId()) != nil {
			return s, wire.Errorf(wire.Malformed, "resident_id")
		}
		s.id = resident.ID(m.GetResidentId())
	}
	if m.GetResidentCode() != "" {
		if s.code, err = residentcode.Parse(m.GetResidentCode()); err != nil {
			return s, wire.Errorf(wire.Malformed, "resident_code")
		}
	}
	for _, by := range []struct {
		what string
		is   bool
	}{{"name", s.FoldedName() != ""}, {"birth", !s.Birth.IsZero()}, {"address", s.FoldedAddress() != ""}, {"id", s.id != ""}, {"code", !s.code.IsZero()}} {
		if by.is {
			s.by = append(s.by, by.what)
		}
	}
	if len(s.by) == 0 {
		return s, wire.Errorf(wire.TooBroad, "nothing to search by")
	}
	return s, nil
}

// find returns what the search asks for.
func (s search) find(tx Tx) (found []resident.Record, more bool, err error) {
	if s.id == "" && s.code.IsZero() {
		return tx.Search(s.Query)
	}
	id := s.id
	if !s.code.IsZero() {
		holder, err := tx.Holder(ResidentCode, s.code.Reveal())
		if errors.Is(err, ErrNotFound) || err == nil && id != "" && holder != id {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		id = holder
	}
	r, err := tx.Current(id)
	if errors.Is(err, ErrNotFound) || err == nil && !s.fits(&r) {
		return nil, false, nil
	}
	return []resident.Record{r}, false, err
}

// fits reports whether a resident found by number is also what else was asked for.
func (q Query) fits(r *resident.Record) bool {
	t := TermsOf(r)
	return (q.Removed || r.Status.Current()) && strings.Contains(t.Names, q.FoldedName()) && strings.Contains(t.Address, letters.Fold(q.Address)) &&
		(q.Birth.IsZero() || r.Birth.SortKey() == q.Birth)
}

// Search implements the service. The whole city is searched: whoever moves from one
// ward to another stands at the counter of the new one.
func (r *Registry) Search(ctx context.Context, q *wirev1.SearchRequest) (*wirev1.SearchResponse, error) {
	var who caller
	var s search
	var found []resident.Record
	answer := &wirev1.SearchResponse{}
	err := r.cfg.Store.View(ctx, func(tx Tx) (err error) {
		if who, err = r.caller(ctx, tx, q.GetSessionId(), operator.Search); err != nil {
			return err
		}
		if s, err = readSearch(q); err != nil {
			return err
		}
		found, answer.More, err = s.find(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	officer := who.Has(operator.SupportMeasure, r.cfg.Now())
	for i := range found {
		answer.Hits = append(answer.Hits, hit(&found[i], officer))
	}
	if err := r.logSearch(ctx, who, s, found); err != nil {
		return nil, err
	}
	answer.RegistryTime = r.time()
	return answer, nil
}

func hit(r *resident.Record, officer bool) *wirev1.Hit {
	h := &wirev1.Hit{ResidentId: string(r.ID), HouseholdId: string(r.Household), Name: r.Name, Reading: r.Reading, Birth: r.Birth.String(), Sex: uint32(r.Sex),
		Status: uint32(r.Status), Relationship: r.Relationship, Protected: r.Protected}
	if !r.Protected || officer {
		h.Address = r.Address.String()
	}
	return h
}

// subjectsInLog is how many 宛名番号 one record of the log names.
const subjectsInLog = 6

// logSearch logs a search before it is answered, also one that found nobody: by what
// and why, and whose information the answer shows.
func (r *Registry) logSearch(ctx context.Context, who caller, s search, found []resident.Record) error {
	codes := []string{"by=" + strings.Join(s.by, ","), detail("hits", len(found))}
	return r.cfg.Store.Update(ctx, func(tx Tx) error {
		ids := make([]string, len(found))
		for i := range found {
			ids[i] = string(found[i].ID)
		}
		if len(ids) == 0 {
			ids = []string{string(s.id)}
		}
		for some := range slices.Chunk(ids, subjectsInLog) {
			err := record(tx, audit.Record{Kind: audit.Searched, At: r.cfg.Now(), Operator: who.ID, Terminal: who.terminal.ID,
				Subject: strings.Join(some, ","), Purpose: s.why, Detail: codes})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// OpenRecord implements the service.
func (r *Registry) OpenRecord(ctx context.Context, q *wirev1.OpenRecordRequest) (*wirev1.OpenRecordResponse, error) {
	why, err := purpose(q.GetPurpose())
	if err != nil {
		return nil, err
	}
	var who caller
	var f file
	answer := &wirev1.OpenRecordResponse{}
	err = r.cfg.Store.View(ctx, func(tx Tx) (err error) {
		if who, err = r.caller(ctx, tx, q.GetSessionId(), operator.Search); err != nil {
			return err
		}
		f, err = readFile(tx, resident.ID(q.GetResidentId()))
		return err
	})
	if err != nil {
		return nil, err
	}
	f.mask(who.Has(operator.SupportMeasure, r.cfg.Now()))
	if answer.Members, err = snapshots(f.members); err != nil {
		return nil, err
	}
	if answer.History, err = snapshots(f.history); err != nil {
		return nil, err
	}
	for _, id := range f.pending {
		answer.PendingEntryIds = append(answer.PendingEntryIds, string(id))
	}
	if err := r.logOpening(ctx, who, audit.RecordOpened, f.members, why); err != nil {
		return nil, err
	}
	answer.RegistryTime = r.time()
	return answer, nil
}

// logOpening logs whose records are shown.
func (r *Registry) logOpening(ctx context.Context, who caller, kind audit.Kind, shown []resident.Record, why string, codes ...string) error {
	return r.cfg.Store.Update(ctx, func(tx Tx) error {
		for _, m := range shown {
			err := record(tx, audit.Record{Kind: kind, At: r.cfg.Now(), Operator: who.ID, Terminal: who.terminal.ID, Subject: string(m.ID), Purpose: why, Detail: codes})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// A file is what is shown of a resident.
type file struct {
	members []resident.Record // the resident first
	history []resident.Record // newest first
	pending []notification.EntryID
}

func readFile(tx Tx, id resident.ID) (file, error) {
	var f file
	own, err := tx.Current(id)
	if errors.Is(err, ErrNotFound) {
		return f, wire.Errorf(wire.NotFound, "resident_id")
	}
	if err != nil {
		return f, err
	}
	f.members = []resident.Record{own}
	if own.Status.Current() {
		all, err := tx.Members(own.Household)
		if err != nil {
			return f, err
		}
		for _, m := range all {
			if m.ID != id {
				f.members = append(f.members, m)
			}
		}
	}
	for i := range f.members {
		if err := tx.Numbers(&f.members[i]); err != nil {
			return f, err
		}
	}
	if f.history, err = tx.History(id); err != nil {
		return f, err
	}
	f.history = f.history[:min(len(f.history), maxHistory)]
	for i := range f.history { // the numbers as they are now; they have no history of their own yet
		f.history[i].Number, f.history[i].Code = f.members[0].Number, f.members[0].Code
	}
	for _, m := range f.members {
		for _, s := range subjectsOf(m.ID, "") {
			entries, err := tx.Undecided(s)
			if err != nil {
				return f, err
			}
			for _, e := range entries {
				if !slices.Contains(f.pending, e) {
					f.pending = append(f.pending, e)
				}
			}
		}
	}
	return f, nil
}

// mask leaves out every address when somebody of the household is under a support
// measure: the address of one is that of all.
func (f *file) mask(officer bool) {
	if officer || !slices.ContainsFunc(f.members, func(r resident.Record) bool { return r.Protected }) {
		return
	}
	for _, rows := range [][]resident.Record{f.members, f.history} {
		for i := range rows {
			rows[i].Address, rows[i].Previous, rows[i].Destination = resident.Address{}, resident.Address{}, resident.Address{}
		}
	}
}

func snapshots(rows []resident.Record) ([]*wirev1.Snapshot, error) {
	var out []*wirev1.Snapshot
	for i := range rows {
		body, err := rows[i].Encode()
		if err != nil {
			return nil, err
		}
		out = append(out, &wirev1.Snapshot{ResidentId: string(rows[i].ID), HistoryNumber: uint32(rows[i].History), Record: body,
			HasIndividualNumber: !rows[i].Number.IsZero(), HasResidentCode: !rows[i].Code.IsZero()})
	}
	return out, nil
}

// RevealNumber implements the service.
func (r *Registry) RevealNumber(ctx context.Context, q *wirev1.RevealNumberRequest) (*wirev1.RevealNumberResponse, error) {
	why, err := purpose(q.GetPurpose())
	if err != nil {
		return nil, err
	}
	kind := NumberKind(q.GetNumber())
	if kind != IndividualNumber && kind != ResidentCode {
		return nil, wire.Errorf(wire.Malformed, "number")
	}
	var who caller
	var own resident.Record
	err = r.cfg.Store.View(ctx, func(tx Tx) (err error) {
		if who, err = r.caller(ctx, tx, q.GetSessionId(), operator.Search); err != nil {
			return err
		}
		own, err = tx.Current(resident.ID(q.GetResidentId()))
		if errors.Is(err, ErrNotFound) {
			return wire.Errorf(wire.NotFound, "resident_id")
		}
		if err != nil {
			return err
		}
		return tx.Numbers(&own)
	})
	if err != nil {
		return nil, err
	}
	digits := own.Number.Reveal()
	if kind == ResidentCode {
		digits = own.Code.Reveal()
	}
	if digits == "" {
		return nil, wire.Errorf(wire.NotFound, "number")
	}
	if err := r.logOpening(ctx, who, audit.NumberShown, []resident.Record{own}, why, detail("number", int(kind))); err != nil {
		return nil, err
	}
	return &wirev1.RevealNumberResponse{Digits: digits, RegistryTime: r.time()}, nil
}
