package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"madoguchi/app/keys"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
	"madoguchi/sync/registry"
)

// RestoredAt implements [registry.Restoration].
func (t *tx) RestoredAt() (time.Time, error) {
	var at *int64
	err := t.one("SELECT max(at) FROM restorations", nil, &at)
	return fromNull(at), err
}

// PutEarlier implements [registry.Restoration].
func (t *tx) PutEarlier(id notification.EntryID, revision int, e registry.Earlier) error {
	said, err := json.Marshal(outcome{Persons: e.Verdict.Persons, Findings: e.Verdict.Findings})
	if err != nil {
		return fmt.Errorf("write earlier verdict: %w", err)
	}
	return t.exec("INSERT INTO earlier_verdicts (entry, revision, sure, accepted, processed_on, decided_at, kind, outcome) "+
		"SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM verdicts WHERE entry = ? AND revision = ?) ON CONFLICT (entry, revision) DO NOTHING",
		string(id), revision, e.Sure, e.Verdict.Accepted, e.Verdict.ProcessedOn.String(), toMilli(e.Verdict.DecidedAt), e.Verdict.ErrorKind, string(said),
		string(id), revision)
}

// Earlier implements [registry.Restoration].
func (t *tx) Earlier(id notification.EntryID, revision int) (registry.Earlier, error) {
	var e registry.Earlier
	var day, said string
	var decided int64
	err := t.one("SELECT sure, accepted, processed_on, decided_at, kind, outcome FROM earlier_verdicts WHERE entry = ? AND revision = ?", []any{string(id), revision},
		&e.Sure, &e.Verdict.Accepted, &day, &decided, &e.Verdict.ErrorKind, &said)
	if err != nil {
		return e, err
	}
	var o outcome
	if err := errors.Join(e.Verdict.ProcessedOn.UnmarshalText([]byte(day)), json.Unmarshal([]byte(said), &o)); err != nil {
		return e, fmt.Errorf("read earlier verdict: %w", err)
	}
	e.Verdict.DecidedAt, e.Verdict.Persons, e.Verdict.Findings = fromMilli(decided), o.Persons, o.Findings
	return e, nil
}

// Awaiting implements [registry.Restoration].
func (t *tx) Awaiting() ([]notification.EntryID, error) {
	var all []notification.EntryID
	err := t.each("SELECT e.id FROM entries e JOIN earlier_verdicts v ON v.entry = e.id AND v.revision = e.revision "+
		"WHERE e.stage = 1 AND e.approvals >= e.needed AND v.accepted = 1 ORDER BY v.decided_at, e.id", nil, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		all = append(all, notification.EntryID(id))
		return err
	})
	return all, err
}

// GivenOut implements [registry.Restoration].
func (t *tx) GivenOut(series registry.Series, number string) (bool, error) {
	if serial.Check(number) != nil {
		return false, nil
	}
	n, err := strconv.ParseUint(number[:len(number)-1], 10, 63)
	if err != nil {
		return false, nil //nolint:nilerr // not a number of this city
	}
	table := "residents"
	if series == registry.HouseholdSeries {
		table = "households"
	}
	var free bool
	err = t.one("SELECT EXISTS (SELECT 1 FROM restorations WHERE ? > "+table+" AND ? <= "+table+" + ?) AND NOT EXISTS (SELECT 1 FROM "+table+" WHERE id = ?)",
		[]any{int64(n), int64(n), skipped, number}, &free)
	return free, err
}

func earlierCodePlace(id resident.ID) keys.Place {
	return keys.Place{Table: "earlier_codes", Row: string(id), Column: "sealed", Schema: 1}
}

// EarlierCode implements [registry.Restoration].
func (t *tx) EarlierCode(id resident.ID) (code residentcode.Code, err error) {
	var sealed []byte
	if err := t.one("SELECT sealed FROM earlier_codes WHERE resident = ?", []any{string(id)}, &sealed); err != nil {
		return code, err
	}
	digits, err := t.sealer.Open(earlierCodePlace(id), sealed)
	if err != nil {
		return code, err
	}
	if code, err = residentcode.Parse(string(digits)); err != nil {
		return code, errors.New("open earlier code: not one") // not quoted
	}
	return code, nil
}

// carryVerdicts keeps how the database before had decided what the terminals hand over
// again.
func (t *tx) carryVerdicts(gone *tx) error {
	type decided struct {
		id       notification.EntryID
		revision int
	}
	var all []decided
	err := gone.each("SELECT entry, revision FROM verdicts", nil, func(scan func(...any) error) error {
		var d decided
		err := scan(&d.id, &d.revision)
		all = append(all, d)
		return err
	})
	if err != nil {
		return err
	}
	for _, d := range all {
		if _, err := t.Verdict(d.id, d.revision); err == nil {
			continue
		} else if !errors.Is(err, registry.ErrNotFound) {
			return err
		}
		v, err := gone.Verdict(d.id, d.revision)
		if err != nil {
			return err
		}
		if err := t.PutEarlier(d.id, d.revision, registry.Earlier{Verdict: v, Sure: true}); err != nil {
			return err
		}
	}
	return t.carryCodes(gone)
}

// carryCodes takes out of the stock what was allotted since the backup, and keeps it for
// the same people.
func (t *tx) carryCodes(gone *tx) error {
	left, err := t.movables("SELECT n, '', code_index, sealed FROM code_stock WHERE sealed IS NOT NULL")
	if err != nil {
		return err
	}
	for _, m := range left {
		digits, err := t.sealer.Open(stockPlace(m.index), m.sealed)
		if err != nil {
			return err
		}
		index, err := gone.blind(registry.ResidentCode, string(digits))
		if err != nil {
			return err
		}
		var there bool
		if err := gone.one("SELECT EXISTS (SELECT 1 FROM code_stock WHERE code_index = ? AND sealed IS NULL)", []any{index}, &there); err != nil {
			return err
		}
		if !there {
			continue
		}
		if err := t.exec("UPDATE code_stock SET sealed = NULL WHERE n = ?", m.n); err != nil {
			return err
		}
		var holder string
		switch err := gone.one("SELECT r.id FROM numbers n JOIN residents r ON r.n = n.resident WHERE n.code_index = ?", []any{index}, &holder); {
		case errors.Is(err, registry.ErrNotFound):
			continue // allotted, and given up since
		case err != nil:
			return err
		}
		sealed, err := t.sealer.Seal(earlierCodePlace(resident.ID(holder)), digits)
		clear(digits)
		if err != nil {
			return err
		}
		if err := t.exec("INSERT INTO earlier_codes (resident, sealed) VALUES (?, ?) ON CONFLICT (resident) DO NOTHING", holder, sealed); err != nil {
			return err
		}
	}
	return nil
}
