package store

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/sync/registry"
)

// PutRequest implements [registry.Rights].
func (t *tx) PutRequest(r operator.Request) error {
	body, err := r.Encode()
	if err != nil {
		return fmt.Errorf("write request: %w", err)
	}
	effective := ""
	if !r.Effective.IsZero() {
		effective = r.Effective.String()
	}
	return t.exec("INSERT INTO rights_requests (id, state, effective, body) VALUES (?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET state = excluded.state, effective = excluded.effective, body = excluded.body",
		r.ID, r.State, effective, body)
}

// Request implements [registry.Rights].
func (t *tx) Request(id string) (operator.Request, error) {
	var body []byte
	if err := t.one("SELECT body FROM rights_requests WHERE id = ?", []any{id}, &body); err != nil {
		return operator.Request{}, err
	}
	return operator.DecodeRequest(body)
}

// Requests implements [registry.Rights].
func (t *tx) Requests() ([]operator.Request, error) {
	return t.requests("SELECT body FROM rights_requests ORDER BY n")
}

// DueRequests implements [registry.Rights].
func (t *tx) DueRequests(day civil.Date) ([]operator.Request, error) {
	return t.requests("SELECT body FROM rights_requests WHERE state = 3 AND effective <= ? ORDER BY effective, n", day.String())
}

func (t *tx) requests(query string, args ...any) ([]operator.Request, error) {
	var all []operator.Request
	err := t.each(query, args, func(scan func(...any) error) error {
		var body []byte
		if err := scan(&body); err != nil {
			return err
		}
		r, err := operator.DecodeRequest(body)
		all = append(all, r)
		return err
	})
	return all, err
}

// AddCheck implements [registry.Rights].
func (t *tx) AddCheck(c registry.RegisterCheck) error {
	return t.exec("INSERT INTO rights_checks (at, by, seat, digest, note) VALUES (?, ?, ?, ?, ?)", toMilli(c.At), string(c.By), c.Seat, c.Digest, c.Note)
}

// Checks implements [registry.Rights].
func (t *tx) Checks() ([]registry.RegisterCheck, error) {
	var all []registry.RegisterCheck
	err := t.each("SELECT at, by, seat, digest, note FROM rights_checks ORDER BY n", nil, func(scan func(...any) error) error {
		var c registry.RegisterCheck
		var at int64
		err := scan(&at, &c.By, &c.Seat, &c.Digest, &c.Note)
		c.At = fromMilli(at)
		all = append(all, c)
		return err
	})
	return all, err
}

// ByLogin implements [registry.Rights].
func (t *tx) ByLogin(login operator.ID) (operator.ID, error) {
	var id string
	err := t.one("SELECT id FROM operators WHERE login = ? AND login <> ''", []any{string(login)}, &id)
	return operator.ID(id), err
}

// Retire implements [registry.Rights].
func (t *tx) Retire(id operator.ID, at time.Time) error {
	return errors.Join(
		t.exec("UPDATE operator_keys SET replaced_at = ? WHERE operator = ? AND replaced_at IS NULL", toMilli(at), string(id)),
		t.exec("UPDATE sessions SET closed_at = ? WHERE operator = ? AND closed_at IS NULL", toMilli(at), string(id)),
	)
}

// PutRoll implements [registry.Rights].
func (t *tx) PutRoll(id operator.ID) error {
	return t.exec("INSERT OR REPLACE INTO roll (operator) VALUES (?)", string(id))
}

// Roll implements [registry.Rights].
func (t *tx) Roll() (uint64, error) {
	var n int64
	err := t.one("SELECT coalesce(max(n), 0) FROM roll", nil, &n)
	return uint64(n), err
}
