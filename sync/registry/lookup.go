package registry

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
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
		if f, err = readFile(tx, resident.ID(q.GetResidentId())); err != nil {
			return err
		}
		officer := who.Has(operator.SupportMeasure, r.cfg.Now())
		if err := withheld(tx, f.members[0], officer, r.cfg.Now()); err != nil {
			return err
		}
		answer.Protection, err = protectionOf(tx, f.members, officer)
		return err
	})
	if err != nil {
		return nil, err
	}
	f.mask()
	for _, right := range operator.Sights() {
		if !who.Has(right, r.cfg.Now()) {
			answer.Masked = append(answer.Masked, uint32(right))
			f.maskItems(right)
		}
	}
	if err := f.fill(answer); err != nil {
		return nil, err
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
	members  []resident.Record // the resident first
	history  []resident.Record // newest first
	numbers  []PastNumbers
	pending  []Case
	headless bool
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
		if err := f.readHousehold(tx, own); err != nil {
			return f, err
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
	if f.numbers, err = tx.PastNumbers(id); err != nil {
		return f, err
	}
	return f, f.readPending(tx)
}

func (f *file) readHousehold(tx Tx, own resident.Record) error {
	all, err := tx.Members(own.Household)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.ID != own.ID {
			f.members = append(f.members, m)
		}
	}
	h, err := tx.Household(own.Household)
	f.headless = h.Headless
	return err
}

// readPending finds the entries about the members that are not decided yet.
func (f *file) readPending(tx Tx) error {
	var seen []notification.EntryID
	for _, m := range f.members {
		for _, s := range subjectsOf(m.ID, "") {
			entries, err := tx.Undecided(s)
			if err != nil {
				return err
			}
			for _, e := range entries {
				if slices.Contains(seen, e) {
					continue
				}
				seen = append(seen, e)
				c, err := tx.Case(e)
				if err != nil {
					return err
				}
				f.pending = append(f.pending, c)
			}
		}
	}
	return nil
}

// mask leaves out every address when somebody of the household is under a support
// measure: the address of one is that of all.
func (f *file) mask() {
	if !slices.ContainsFunc(f.members, func(r resident.Record) bool { return r.Protected }) {
		return
	}
	f.each(func(r *resident.Record) {
		r.Address, r.Previous, r.Destination, r.LastRegistered = resident.Address{}, resident.Address{}, resident.Address{}, resident.Address{}
		r.Arrival = nil
	})
}

// maskItems leaves out what the operator has no right to see (STD 10.3). The numbers are
// never in a record; [Registry.RevealNumber] asks for the right.
func (f *file) maskItems(right operator.Right) {
	switch right {
	case operator.SeeDomicile:
		f.each(func(r *resident.Record) { r.Domicile, r.DomicileHead = "", "" })
	case operator.SeeStay:
		f.each(func(r *resident.Record) {
			if r.Stay != nil {
				r.Stay = &resident.Stay{Nationality: r.Stay.Nationality}
			}
		})
	}
}

func (f *file) each(do func(*resident.Record)) {
	for _, rows := range [][]resident.Record{f.members, f.history} {
		for i := range rows {
			do(&rows[i])
		}
	}
}

// fill writes the file into the answer.
func (f *file) fill(answer *wirev1.OpenRecordResponse) error {
	answer.Headless = f.headless
	for i := range f.members {
		m, err := snapshot(&f.members[i])
		if err != nil {
			return err
		}
		m.HasIndividualNumber, m.HasResidentCode = !f.members[i].Number.IsZero(), !f.members[i].Code.IsZero()
		answer.Members = append(answer.Members, m)
	}
	own := answer.Members[0]
	for i := range f.history {
		m, err := snapshot(&f.history[i])
		if err != nil {
			return err
		}
		m.HasIndividualNumber, m.HasResidentCode = own.HasIndividualNumber, own.HasResidentCode
		for _, then := range f.numbers { // the first that reaches this row
			if f.history[i].History <= then.Until {
				m.HasIndividualNumber, m.HasResidentCode = then.HasNumber, then.HasCode
				m.OtherIndividualNumber, m.OtherResidentCode = then.HasNumber && !then.SameNumber, then.HasCode && !then.SameCode
				break
			}
		}
		answer.History = append(answer.History, m)
	}
	for _, c := range f.pending {
		answer.PendingEntryIds = append(answer.PendingEntryIds, string(c.ID))
		answer.Pending = append(answer.Pending, &wirev1.PendingEntry{EntryId: string(c.ID), Kind: uint32(c.Kind), Stage: wirev1.EntryStage(c.Stage),
			WrittenAt: c.WrittenAt.UnixMilli(), Approvals: uint32(c.Approvals), Needed: uint32(c.Needed)})
	}
	return nil
}

func snapshot(r *resident.Record) (*wirev1.Snapshot, error) {
	body, err := r.Encode()
	if err != nil {
		return nil, err
	}
	return &wirev1.Snapshot{ResidentId: string(r.ID), HistoryNumber: uint32(r.History), Record: body}, nil
}

// RevealNumber implements the service.
func (r *Registry) RevealNumber(ctx context.Context, q *wirev1.RevealNumberRequest) (*wirev1.RevealNumberResponse, error) {
	why, err := purpose(q.GetPurpose())
	if err != nil {
		return nil, err
	}
	kind := NumberKind(q.GetNumber())
	if wire.CheckCode("number", uint32(q.GetNumber())) != nil || kind != IndividualNumber && kind != ResidentCode {
		return nil, wire.Errorf(wire.Malformed, "number")
	}
	see := operator.SeeNumber
	if kind == ResidentCode {
		see = operator.SeeCode
	}
	var who caller
	var own resident.Record
	err = r.cfg.Store.View(ctx, func(tx Tx) (err error) {
		if who, err = r.caller(ctx, tx, q.GetSessionId(), operator.Search); err != nil {
			return err
		}
		if !who.Has(see, r.cfg.Now()) {
			return wire.Errorf(wire.NoRight, "number")
		}
		own, err = tx.Current(resident.ID(q.GetResidentId()))
		if errors.Is(err, ErrNotFound) {
			return wire.Errorf(wire.NotFound, "resident_id")
		}
		if err != nil {
			return err
		}
		if err := withheld(tx, own, who.Has(operator.SupportMeasure, r.cfg.Now()), r.cfg.Now()); err != nil {
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
