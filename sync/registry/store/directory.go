package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/keys"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/registry"
)

// Terminal implements [registry.Directory].
func (t *tx) Terminal(id string) (registry.Terminal, error) {
	found := registry.Terminal{ID: id}
	var watermark int64
	var revoked *int64
	err := t.one("SELECT ward, watermark, policy, revoked_at, revoked_for, revoked_by, personality FROM terminals WHERE id = ?", []any{id},
		&found.Ward, &watermark, &found.Policy, &revoked, &found.RevokedFor, &found.RevokedBy, &found.Personality)
	found.Watermark, found.RevokedAt = uint64(watermark), fromNull(revoked)
	return found, err
}

// PutTerminal implements [registry.Directory]. The watermark only moves with receipts.
func (t *tx) PutTerminal(p registry.Terminal) error {
	if p.Personality == 0 {
		p.Personality = policy.RegisterTerminal
	}
	return t.exec("INSERT INTO terminals (id, ward, policy, revoked_at, revoked_for, revoked_by, personality) VALUES (?, ?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET ward = excluded.ward, policy = excluded.policy, revoked_at = excluded.revoked_at, "+
		"revoked_for = excluded.revoked_for, revoked_by = excluded.revoked_by, personality = excluded.personality",
		p.ID, p.Ward, p.Policy, toNull(p.RevokedAt), p.RevokedFor, string(p.RevokedBy), p.Personality)
}

// Terminals implements [registry.Directory].
func (t *tx) Terminals() ([]registry.Terminal, error) {
	var all []registry.Terminal
	err := t.each("SELECT id, ward, watermark, policy, revoked_at, revoked_for, revoked_by, personality FROM terminals ORDER BY id", nil, func(scan func(...any) error) error {
		var found registry.Terminal
		var watermark int64
		var revoked *int64
		err := scan(&found.ID, &found.Ward, &watermark, &found.Policy, &revoked, &found.RevokedFor, &found.RevokedBy, &found.Personality)
		found.Watermark, found.RevokedAt = uint64(watermark), fromNull(revoked)
		all = append(all, found)
		return err
	})
	return all, err
}

// Keys implements [registry.Directory].
func (t *tx) Keys(op operator.ID, terminal string) ([]registry.Key, error) {
	var found []registry.Key
	err := t.each("SELECT public_key, enrolled_at, replaced_at FROM operator_keys WHERE operator = ? AND terminal = ? ORDER BY replaced_at IS NULL DESC, enrolled_at DESC",
		[]any{string(op), terminal}, func(scan func(...any) error) error {
			k := registry.Key{Operator: op, Terminal: terminal}
			var enrolled int64
			var replaced *int64
			err := scan(&k.Public, &enrolled, &replaced)
			k.EnrolledAt, k.ReplacedAt = fromMilli(enrolled), fromNull(replaced)
			found = append(found, k)
			return err
		})
	return found, err
}

// Enrol implements [registry.Directory].
func (t *tx) Enrol(k registry.Key) error {
	err := t.exec("UPDATE operator_keys SET replaced_at = ? WHERE operator = ? AND terminal = ? AND replaced_at IS NULL AND public_key <> ?",
		toMilli(k.EnrolledAt), string(k.Operator), k.Terminal, k.Public)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO operator_keys (operator, terminal, public_key, enrolled_at) VALUES (?, ?, ?, ?) "+
		"ON CONFLICT (operator, terminal, public_key) DO UPDATE SET replaced_at = NULL",
		string(k.Operator), k.Terminal, k.Public, toMilli(k.EnrolledAt))
}

// Session implements [registry.Directory].
func (t *tx) Session(id [32]byte) (registry.Session, error) {
	s := registry.Session{ID: id}
	var opened int64
	var closed *int64
	err := t.one("SELECT operator, terminal, opened_at, closed_at FROM sessions WHERE id = ?", []any{id[:]}, &s.Operator, &s.Terminal, &opened, &closed)
	s.OpenedAt, s.ClosedAt = fromMilli(opened), fromNull(closed)
	return s, err
}

// PutSession implements [registry.Directory].
func (t *tx) PutSession(s registry.Session) error {
	return t.exec("INSERT INTO sessions (id, operator, terminal, opened_at, closed_at) VALUES (?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET closed_at = excluded.closed_at",
		s.ID[:], string(s.Operator), s.Terminal, toMilli(s.OpenedAt), toNull(s.ClosedAt))
}

func toNull(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	n := t.UnixMilli()
	return &n
}

func fromNull(n *int64) time.Time {
	if n == nil {
		return time.Time{}
	}
	return time.UnixMilli(*n)
}

func seedPlace(id operator.ID) keys.Place {
	return keys.Place{Table: "operators", Row: string(id), Column: "seed", Schema: 1}
}

// Account implements [registry.Directory].
func (t *tx) Account(id operator.ID) (registry.Account, error) {
	var a registry.Account
	var profile, sealed, attempts []byte
	err := t.one("SELECT profile, pin, seed, step, attempts, pin_due, passkeys FROM operators WHERE id = ?", []any{string(id)}, &profile, &a.PIN, &sealed, &a.Step, &attempts, &a.PINDue, &a.Passkeys)
	if err != nil {
		return a, err
	}
	if err := errors.Join(json.Unmarshal(profile, &a.Profile), json.Unmarshal(attempts, &a.Guard)); err != nil {
		return a, fmt.Errorf("read account: %w", err)
	}
	a.Seed, err = t.sealer.Open(seedPlace(id), sealed)
	return a, err
}

// PutAccount implements [registry.Directory].
func (t *tx) PutAccount(a registry.Account) error {
	profile, err := json.Marshal(a.Profile)
	if err != nil {
		return fmt.Errorf("write account: %w", err)
	}
	attempts, err := json.Marshal(a.Guard)
	if err != nil {
		return fmt.Errorf("write account: %w", err)
	}
	sealed, err := t.sealer.Seal(seedPlace(a.Profile.ID), a.Seed)
	if err != nil {
		return err
	}
	if a.Passkeys == nil {
		a.Passkeys = []byte{}
	}
	return t.exec("INSERT INTO operators (id, profile, pin, seed, step, attempts, pin_due, passkeys, login) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET profile = excluded.profile, pin = excluded.pin, seed = excluded.seed, step = excluded.step, attempts = excluded.attempts, "+
		"pin_due = excluded.pin_due, passkeys = excluded.passkeys, login = excluded.login",
		string(a.Profile.ID), profile, a.PIN, sealed, a.Step, attempts, a.PINDue, a.Passkeys, string(a.Profile.Login))
}
