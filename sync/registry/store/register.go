package store

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/keys"
	"madoguchi/app/mynumber"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
	"madoguchi/sync/registry"
)

// errHistory says that a row would not follow the one before.
var errHistory = errors.New("history number does not follow")

// Current implements [registry.Register].
func (t *tx) Current(id resident.ID) (resident.Record, error) {
	return t.record("SELECT h.record, r.protected FROM residents r JOIN history h ON h.resident = r.n AND h.number = r.history WHERE r.id = ?", string(id))
}

// Row implements [registry.Register].
func (t *tx) Row(id resident.ID, number int) (resident.Record, error) {
	return t.record("SELECT h.record, r.protected FROM residents r JOIN history h ON h.resident = r.n WHERE r.id = ? AND h.number = ?", string(id), number)
}

func (t *tx) record(query string, args ...any) (resident.Record, error) {
	var b []byte
	var protected bool
	if err := t.one(query, args, &b, &protected); err != nil {
		return resident.Record{}, err
	}
	return decode(b, protected)
}

// decode returns a row as it was kept, and whether its resident is protected now: a
// measure protects what was recorded before it, too.
func decode(b []byte, protected bool) (resident.Record, error) {
	r, err := resident.Decode(b)
	r.Protected = protected
	return r, err
}

// History implements [registry.Register].
func (t *tx) History(id resident.ID) ([]resident.Record, error) {
	return t.records("SELECT h.record, r.protected FROM residents r JOIN history h ON h.resident = r.n WHERE r.id = ? ORDER BY h.number DESC", string(id))
}

// Members implements [registry.Register].
func (t *tx) Members(id resident.HouseholdID) ([]resident.Record, error) {
	return t.records(current+"WHERE r.household = ? AND r.status <= 2 ORDER BY r.place, r.n", string(id))
}

// current selects current rows; a condition on r follows.
const current = "SELECT h.record, r.protected FROM residents r JOIN history h ON h.resident = r.n AND h.number = r.history "

func (t *tx) records(query string, args ...any) ([]resident.Record, error) {
	var found []resident.Record
	err := t.each(query, args, func(scan func(...any) error) error {
		var b []byte
		var protected bool
		if err := scan(&b, &protected); err != nil {
			return err
		}
		r, err := decode(b, protected)
		found = append(found, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// CardHolders implements [registry.Register].
func (t *tx) CardHolders(card string) ([]resident.Record, error) {
	if card == "" {
		return nil, nil
	}
	return t.records(current+"WHERE r.card = ? AND r.card <> ''", card)
}

// Alike implements [registry.Register].
func (t *tx) Alike(name string, birth civil.Uncertain) ([]resident.Record, error) {
	found, err := t.records(current+"WHERE r.birth = ? AND r.name = ? ORDER BY r.n", birth.SortKey().String(), name)
	if err != nil {
		return nil, err
	}
	same := found[:0]
	for _, r := range found {
		if r.Birth == birth {
			same = append(same, r)
		}
	}
	return same, nil
}

// Departing implements [registry.Register].
func (t *tx) Departing(until civil.Date) ([]resident.Record, error) {
	return t.records(current+"WHERE r.status = 2 AND r.leaves <= ? ORDER BY r.leaves, r.n", until.String())
}

// HouseholdsAt implements [registry.Register].
func (t *tx) HouseholdsAt(at resident.Address) (n int, err error) {
	err = t.one("SELECT count(DISTINCT household) FROM residents WHERE spot = ? AND status <= 2", []any{spot(at)}, &n)
	return n, err
}

// spot is an address as one key. Its postal code is left out: it says nothing more.
func spot(a resident.Address) string {
	if a.IsZero() {
		return ""
	}
	return strings.Join([]string{a.Ward, a.Town, a.Number, a.Building}, "\n")
}

// Residents implements [registry.Register].
func (t *tx) Residents(f func(resident.Record) error) error {
	return t.each(current+"ORDER BY r.n", nil, func(scan func(...any) error) error {
		var b []byte
		var protected bool
		if err := scan(&b, &protected); err != nil {
			return err
		}
		r, err := decode(b, protected)
		if err != nil {
			return err
		}
		return f(r)
	})
}

// Household implements [registry.Register].
func (t *tx) Household(id resident.HouseholdID) (registry.Household, error) {
	h := registry.Household{ID: id}
	err := t.one("SELECT headless FROM households WHERE id = ?", []any{string(id)}, &h.Headless)
	return h, err
}

// PutHousehold implements [registry.Register].
func (t *tx) PutHousehold(h registry.Household) error {
	return t.exec("INSERT INTO households (id, headless) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET headless = excluded.headless", string(h.ID), h.Headless)
}

// Allot implements [registry.Register].
func (t *tx) Allot(series registry.Series) (string, error) {
	var last int64
	err := t.one("SELECT last FROM serials WHERE series = ?", []any{string(series)}, &last)
	if err != nil && !errors.Is(err, registry.ErrNotFound) {
		return "", err
	}
	next, number := serial.Next(uint64(last))
	err = t.exec("INSERT INTO serials (series, last) VALUES (?, ?) ON CONFLICT (series) DO UPDATE SET last = excluded.last", string(series), int64(next))
	return number, err
}

// Append implements [registry.Register].
func (t *tx) Append(r *resident.Record) (err error) {
	if r.Protected, err = t.protected(r.ID); err != nil {
		return err
	}
	body, err := r.Encode()
	if err != nil {
		return err
	}
	var n int64
	var newest int
	var before registry.Terms
	err = t.one("SELECT n, history, names, past_names, address, past_addresses FROM residents WHERE id = ?", []any{string(r.ID)},
		&n, &newest, &before.Names, &before.PastNames, &before.Addresses, &before.PastAddresses)
	if err != nil && !errors.Is(err, registry.ErrNotFound) {
		return err
	}
	if r.History != newest+1 {
		return fmt.Errorf("append history: %w", errHistory)
	}
	terms := registry.TermsOf(r, before)
	n, err = t.putResident(n, r, terms)
	if err != nil {
		return err
	}
	if err := t.exec("INSERT INTO history (resident, number, record, entry) VALUES (?, ?, ?, nullif(?, ''))", n, r.History, body, r.Entry); err != nil {
		return err
	}
	if newest > 0 {
		if err := t.exec("DELETE FROM name_index WHERE rowid = ?", n); err != nil {
			return err
		}
	}
	if err := t.index(n, terms); err != nil {
		return err
	}
	return t.putNumbers(n, r)
}

func numbersPlace(id resident.ID) keys.Place {
	return keys.Place{Table: "numbers", Row: string(id), Column: "sealed", Schema: 1}
}

func (t *tx) putNumbers(n int64, r *resident.Record) error {
	if r.Number.IsZero() && r.Code.IsZero() {
		return nil
	}
	sealed, err := t.sealer.Seal(numbersPlace(r.ID), []byte(r.Number.Reveal()+"\n"+r.Code.Reveal()))
	if err != nil {
		return err
	}
	number, err := t.blind(registry.IndividualNumber, r.Number.Reveal())
	if err != nil {
		return err
	}
	code, err := t.blind(registry.ResidentCode, r.Code.Reveal())
	if err != nil {
		return err
	}
	if err := t.keepPastNumbers(n, r.History-1, number, code); err != nil {
		return err
	}
	return t.exec("INSERT INTO numbers (resident, sealed, number_index, code_index) VALUES (?, ?, ?, ?) "+
		"ON CONFLICT (resident) DO UPDATE SET sealed = excluded.sealed, number_index = excluded.number_index, code_index = excluded.code_index",
		n, sealed, number, code)
}

// keepPastNumbers keeps which numbers stood in the history up to a row, when others
// follow.
func (t *tx) keepPastNumbers(n int64, until int, number, code []byte) error {
	if until == 0 {
		return nil
	}
	var oldNumber, oldCode []byte
	err := t.one("SELECT number_index, code_index FROM numbers WHERE resident = ?", []any{n}, &oldNumber, &oldCode)
	if err != nil && !errors.Is(err, registry.ErrNotFound) {
		return err
	}
	if bytes.Equal(oldNumber, number) && bytes.Equal(oldCode, code) {
		return nil
	}
	return t.exec("INSERT INTO past_numbers (resident, until, number_index, code_index) VALUES (?, ?, ?, ?)", n, until, oldNumber, oldCode)
}

// PastNumbers implements [registry.Register].
func (t *tx) PastNumbers(id resident.ID) ([]registry.PastNumbers, error) {
	var all []registry.PastNumbers
	err := t.each("SELECT p.until, p.number_index IS NOT NULL, p.code_index IS NOT NULL, coalesce(p.number_index = s.number_index, 0), coalesce(p.code_index = s.code_index, 0) "+
		"FROM residents r JOIN past_numbers p ON p.resident = r.n LEFT JOIN numbers s ON s.resident = r.n WHERE r.id = ? ORDER BY p.until", []any{string(id)},
		func(scan func(...any) error) error {
			var p registry.PastNumbers
			err := scan(&p.Until, &p.HasNumber, &p.HasCode, &p.SameNumber, &p.SameCode)
			all = append(all, p)
			return err
		})
	return all, err
}

// blind returns what stands for a number in its index, nil for none.
func (t *tx) blind(kind registry.NumberKind, digits string) ([]byte, error) {
	if digits == "" {
		return nil, nil
	}
	column := "number_index"
	if kind == registry.ResidentCode {
		column = "code_index"
	}
	return t.sealer.BlindIndex(column, digits)
}

// Numbers implements [registry.Register].
func (t *tx) Numbers(r *resident.Record) error {
	var sealed []byte
	err := t.one("SELECT s.sealed FROM residents r JOIN numbers s ON s.resident = r.n WHERE r.id = ?", []any{string(r.ID)}, &sealed)
	if errors.Is(err, registry.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	body, err := t.sealer.Open(numbersPlace(r.ID), sealed)
	if err != nil {
		return err
	}
	number, code, _ := strings.Cut(string(body), "\n")
	if number != "" {
		if r.Number, err = mynumber.Parse(number); err != nil {
			return fmt.Errorf("open numbers: %w", err)
		}
	}
	if code != "" {
		if r.Code, err = residentcode.Parse(code); err != nil {
			return fmt.Errorf("open numbers: %w", err)
		}
	}
	return nil
}

// Holder implements [registry.Register].
func (t *tx) Holder(kind registry.NumberKind, digits string) (resident.ID, error) {
	blind, err := t.blind(kind, digits)
	if err != nil {
		return "", err
	}
	query := "SELECT r.id FROM numbers s JOIN residents r ON r.n = s.resident WHERE s.number_index = ?"
	if kind == registry.ResidentCode {
		query = "SELECT r.id FROM numbers s JOIN residents r ON r.n = s.resident WHERE s.code_index = ?"
	}
	var id string
	err = t.one(query, []any{blind}, &id)
	return resident.ID(id), err
}
