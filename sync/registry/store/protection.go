package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"madoguchi/app/keys"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
)

// errPerpetrator says that sealed bytes are no perpetrator.
var errPerpetrator = errors.New("not an encoded perpetrator")

func measurePlace(id, column string) keys.Place {
	return keys.Place{Table: "measures", Row: id, Column: column, Schema: 1}
}

func holdPlace(id string) keys.Place {
	return keys.Place{Table: "holds", Row: id, Column: "body", Schema: 1}
}

func releasePlace(id string) keys.Place {
	return keys.Place{Table: "releases", Row: id, Column: "body", Schema: 1}
}

// protected reports whether a measure covers a resident.
func (t *tx) protected(id resident.ID) (yes bool, err error) {
	err = t.one("SELECT EXISTS (SELECT 1 FROM measure_residents WHERE resident = ? AND ended = 0)", []any{string(id)}, &yes)
	return yes, err
}

// PutMeasure implements [registry.Protection].
func (t *tx) PutMeasure(m resident.Measure) error {
	body, err := m.Encode()
	if err != nil {
		return err
	}
	sealed, err := t.sealer.Seal(measurePlace(m.ID, "body"), body)
	if err != nil {
		return err
	}
	err = t.exec("INSERT INTO measures (id, ended, ends, body) VALUES (?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, ends = excluded.ends, body = excluded.body", m.ID, m.Ended(), m.End.String(), sealed)
	if err != nil {
		return err
	}
	if err := t.putPerpetrator(m); err != nil {
		return err
	}
	if err := t.exec("UPDATE measure_residents SET ended = 1 WHERE measure = ?", m.ID); err != nil {
		return err
	}
	for _, id := range m.Covered() {
		err := t.exec("INSERT INTO measure_residents (resident, measure, ended) VALUES (?, ?, ?) "+
			"ON CONFLICT (resident, measure) DO UPDATE SET ended = excluded.ended", string(id), m.ID, m.Ended())
		if err != nil {
			return err
		}
	}
	return t.exec("UPDATE residents SET protected = EXISTS (SELECT 1 FROM measure_residents p WHERE p.resident = residents.id AND p.ended = 0) "+
		"WHERE id IN (SELECT resident FROM measure_residents WHERE measure = ?)", m.ID)
}

func (t *tx) putPerpetrator(m resident.Measure) error {
	if m.Perpetrator == nil || m.Perpetrator.IsZero() {
		return nil
	}
	body, err := json.Marshal(*m.Perpetrator)
	if err != nil {
		return fmt.Errorf("encode perpetrator: %w", errPerpetrator)
	}
	sealed, err := t.sealer.Seal(measurePlace(m.ID, "perpetrator"), body)
	if err != nil {
		return err
	}
	return t.exec("UPDATE measures SET perpetrator = ? WHERE id = ?", sealed, m.ID)
}

// Perpetrator implements [registry.Protection].
func (t *tx) Perpetrator(m *resident.Measure) error {
	var sealed []byte
	if err := t.one("SELECT perpetrator FROM measures WHERE id = ?", []any{m.ID}, &sealed); err != nil {
		return err
	}
	if len(sealed) == 0 {
		return nil
	}
	body, err := t.sealer.Open(measurePlace(m.ID, "perpetrator"), sealed)
	if err != nil {
		return err
	}
	var p resident.Perpetrator
	if json.Unmarshal(body, &p) != nil {
		return fmt.Errorf("open perpetrator: %w", errPerpetrator)
	}
	m.Perpetrator = &p
	return nil
}

// Measure implements [registry.Protection].
func (t *tx) Measure(id string) (resident.Measure, error) {
	return one(t.measures("SELECT id, body FROM measures WHERE id = ?", id))
}

// MeasuresOf implements [registry.Protection].
func (t *tx) MeasuresOf(id resident.ID) ([]resident.Measure, error) {
	return t.measures("SELECT m.id, m.body FROM measure_residents p JOIN measures m ON m.id = p.measure WHERE p.resident = ? ORDER BY m.ends DESC, m.id DESC", string(id))
}

// Measures implements [registry.Protection].
func (t *tx) Measures(ended bool) ([]resident.Measure, error) {
	return t.measures("SELECT id, body FROM measures WHERE ended = ? ORDER BY ends, id", ended)
}

func (t *tx) measures(query string, args ...any) ([]resident.Measure, error) {
	return opened(t, query, args, func(id string) keys.Place { return measurePlace(id, "body") }, resident.DecodeMeasure)
}

// PutHold implements [registry.Protection].
func (t *tx) PutHold(h resident.Hold) error {
	body, err := h.Encode()
	if err != nil {
		return err
	}
	sealed, err := t.sealer.Seal(holdPlace(h.ID), body)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO holds (id, subject, released, ends, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET released = excluded.released, ends = excluded.ends, body = excluded.body",
		h.ID, subject(registry.Subject{Resident: h.Resident, Household: h.Household}), !h.ReleasedAt.IsZero(), h.End.String(), sealed)
}

// Hold implements [registry.Protection].
func (t *tx) Hold(id string) (resident.Hold, error) {
	return one(t.holds("SELECT id, body FROM holds WHERE id = ?", id))
}

// Holds implements [registry.Protection].
func (t *tx) Holds() ([]resident.Hold, error) {
	return t.holds("SELECT id, body FROM holds WHERE released = 0 ORDER BY ends = '', ends, id")
}

// HoldsOf implements [registry.Protection].
func (t *tx) HoldsOf(id resident.ID, household resident.HouseholdID) ([]resident.Hold, error) {
	return t.holds("SELECT id, body FROM holds WHERE subject IN (?, ?) ORDER BY id",
		subject(registry.Subject{Resident: id}), subject(registry.Subject{Household: household}))
}

func (t *tx) holds(query string, args ...any) ([]resident.Hold, error) {
	return opened(t, query, args, holdPlace, resident.DecodeHold)
}

// PutReleaseList implements [registry.Protection].
func (t *tx) PutReleaseList(r resident.Release) error {
	body, err := r.Encode()
	if err != nil {
		return err
	}
	sealed, err := t.sealer.Seal(releasePlace(r.ID), body)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO releases (id, done, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET done = excluded.done, body = excluded.body",
		r.ID, !r.DoneAt.IsZero(), sealed)
}

// ReleaseList implements [registry.Protection].
func (t *tx) ReleaseList(id string) (resident.Release, error) {
	return one(opened(t, "SELECT id, body FROM releases WHERE id = ?", []any{id}, releasePlace, resident.DecodeRelease))
}

// ReleaseLists implements [registry.Protection].
func (t *tx) ReleaseLists() ([]resident.Release, error) {
	return opened(t, "SELECT id, body FROM releases WHERE done = 0 ORDER BY id", nil, releasePlace, resident.DecodeRelease)
}

// opened returns what is sealed in the rows (id, body) of a query.
func opened[T any](t *tx, query string, args []any, place func(id string) keys.Place, decode func([]byte) (T, error)) ([]T, error) {
	var all []T
	err := t.each(query, args, func(scan func(...any) error) error {
		var id string
		var sealed []byte
		if err := scan(&id, &sealed); err != nil {
			return err
		}
		body, err := t.sealer.Open(place(id), sealed)
		if err != nil {
			return err
		}
		v, err := decode(body)
		all = append(all, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// one returns the only one of a query by key.
func one[T any](all []T, err error) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	if len(all) == 0 {
		return none, registry.ErrNotFound
	}
	return all[0], nil
}
