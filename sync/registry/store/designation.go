package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"madoguchi/app/keys"
	"madoguchi/app/operator"
	"madoguchi/sync/registry"
)

// AskTerminal implements [registry.Designation].
func (t *tx) AskTerminal(r registry.TerminalRequest) (uint64, error) {
	var n int64
	if err := t.one("SELECT coalesce(max(number), 0) + 1 FROM terminal_requests", nil, &n); err != nil {
		return 0, err
	}
	return uint64(n), t.exec("INSERT INTO terminal_requests (number, act, terminal, ward, personality, reason, key, asked_by, asked_at, state, decided_by, decided_at) "+
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		n, r.Act, r.Terminal, r.Ward, r.Personality, r.Reason, blob(r.Key), string(r.AskedBy), toMilli(r.AskedAt), r.State, string(r.DecidedBy), toNull(r.DecidedAt))
}

const requestColumns = "number, act, terminal, ward, personality, reason, key, asked_by, asked_at, state, decided_by, decided_at"

// scanRequest reads a row of requestColumns.
func scanRequest(scan func(...any) error) (r registry.TerminalRequest, err error) {
	var n, asked int64
	var decided *int64
	err = scan(&n, &r.Act, &r.Terminal, &r.Ward, &r.Personality, &r.Reason, &r.Key, &r.AskedBy, &asked, &r.State, &r.DecidedBy, &decided)
	r.Number, r.AskedAt, r.DecidedAt = uint64(n), fromMilli(asked), fromNull(decided)
	return r, err
}

// TerminalRequest implements [registry.Designation].
func (t *tx) TerminalRequest(number uint64) (registry.TerminalRequest, error) {
	return scanRequest(func(into ...any) error {
		return t.one("SELECT "+requestColumns+" FROM terminal_requests WHERE number = ?", []any{int64(number)}, into...)
	})
}

// TerminalRequests implements [registry.Designation].
func (t *tx) TerminalRequests(all bool) ([]registry.TerminalRequest, error) {
	var found []registry.TerminalRequest
	err := t.each("SELECT "+requestColumns+" FROM terminal_requests WHERE ? OR state IN (?, ?) ORDER BY number", []any{all, registry.RequestWaits, registry.RequestEmergency}, func(scan func(...any) error) error {
		r, err := scanRequest(scan)
		found = append(found, r)
		return err
	})
	return found, err
}

// DecideTerminal implements [registry.Designation].
func (t *tx) DecideTerminal(r registry.TerminalRequest) error {
	n, err := t.change("UPDATE terminal_requests SET state = ?, decided_by = ?, decided_at = ? WHERE number = ? AND state IN (?, ?)",
		r.State, string(r.DecidedBy), toNull(r.DecidedAt), int64(r.Number), registry.RequestWaits, registry.RequestEmergency)
	if err == nil && n == 0 {
		return registry.ErrNotFound
	}
	return err
}

func enrolmentPlace(terminal string) keys.Place {
	return keys.Place{Table: "enrolments", Row: terminal, Column: "sealed", Schema: 1}
}

// Enrolment implements [registry.Designation].
func (t *tx) Enrolment(terminal string) (registry.Enrolment, error) {
	e := registry.Enrolment{Terminal: terminal}
	var sealed []byte
	var until int64
	if err := t.one("SELECT sealed, until, failures FROM enrolments WHERE terminal = ?", []any{terminal}, &sealed, &until, &e.Failures); err != nil {
		return e, err
	}
	e.Until = fromMilli(until)
	if len(sealed) == 0 {
		return e, nil
	}
	key, err := t.sealer.Open(enrolmentPlace(terminal), sealed)
	e.Key = key
	return e, err
}

// PutEnrolment implements [registry.Designation].
func (t *tx) PutEnrolment(e registry.Enrolment) error {
	sealed := []byte{}
	if len(e.Key) > 0 {
		var err error
		if sealed, err = t.sealer.Seal(enrolmentPlace(e.Terminal), e.Key); err != nil {
			return err
		}
	}
	return t.exec("INSERT INTO enrolments (terminal, sealed, until, failures) VALUES (?, ?, ?, ?) "+
		"ON CONFLICT (terminal) DO UPDATE SET sealed = excluded.sealed, until = excluded.until, failures = excluded.failures",
		e.Terminal, sealed, toMilli(e.Until), e.Failures)
}

// errPin says that a pin in the file is not one.
var errPin = errors.New("pin is not of 32 bytes")

// TerminalKeys implements [registry.Designation].
func (t *tx) TerminalKeys(terminal string) ([]registry.TerminalKey, error) {
	var found []registry.TerminalKey
	err := t.each("SELECT pin, since, ended_at FROM terminal_keys WHERE terminal = ? ORDER BY since, pin", []any{terminal}, func(scan func(...any) error) error {
		k := registry.TerminalKey{Terminal: terminal}
		var pin []byte
		var since int64
		var ended *int64
		if err := scan(&pin, &since, &ended); err != nil {
			return err
		}
		if copy(k.Pin[:], pin) != len(k.Pin) {
			return errPin
		}
		k.Since, k.EndedAt = fromMilli(since), fromNull(ended)
		found = append(found, k)
		return nil
	})
	return found, err
}

// PutTerminalKey implements [registry.Designation].
func (t *tx) PutTerminalKey(k registry.TerminalKey) error {
	return t.exec("INSERT INTO terminal_keys (terminal, pin, since, ended_at) VALUES (?, ?, ?, ?) ON CONFLICT (terminal, pin) DO UPDATE SET ended_at = excluded.ended_at",
		k.Terminal, k.Pin[:], toMilli(k.Since), toNull(k.EndedAt))
}

// Standing implements [registry.Designation].
func (t *tx) Standing(terminal string) (registry.Standing, error) {
	var s registry.Standing
	var at int64
	err := t.one("SELECT at, body FROM standings WHERE terminal = ?", []any{terminal}, &at, &s.Body)
	s.At = fromMilli(at)
	return s, err
}

// PutStanding implements [registry.Designation].
func (t *tx) PutStanding(terminal string, s registry.Standing) error {
	return t.exec("INSERT INTO standings (terminal, at, body) VALUES (?, ?, ?) ON CONFLICT (terminal) DO UPDATE SET at = excluded.at, body = excluded.body",
		terminal, toMilli(s.At), blob(s.Body))
}

// Administrators implements [registry.Designation].
func (t *tx) Administrators() ([]operator.ID, error) {
	var found []operator.ID
	err := t.each("SELECT profile FROM operators ORDER BY id", nil, func(scan func(...any) error) error {
		var body []byte
		var p operator.Profile
		if err := scan(&body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &p); err != nil {
			return fmt.Errorf("read account: %w", err)
		}
		if slices.Contains(p.Rights, operator.AdminIT) {
			found = append(found, p.ID)
		}
		return nil
	})
	return found, err
}
