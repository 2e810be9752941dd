package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/keys"
	"madoguchi/app/operator"
)

// An Operator is what the terminal holds of one, for signing in without a line.
type Operator struct {
	ID         operator.ID
	Credential []byte // sealed under the PIN by the caller; nil for none
	TokenStep  int64  // last used; never goes back
	Guard      []byte // operator.Guard, encoded by the caller
}

func operatorPlace(id operator.ID) keys.Place {
	return keys.Place{Table: "operators", Row: string(id), Column: "state", Schema: 1}
}

func (w *writing) putOperator(o Operator) error {
	before, err := w.store.operator(w.ctx, w.tx, o.ID)
	switch {
	case errors.Is(err, ErrNotFound):
	case err != nil:
		return err
	case o.TokenStep < before.TokenStep:
		return ErrTokenStep
	}
	state := binary.BigEndian.AppendUint64(nil, uint64(o.TokenStep))
	sealed, err := w.store.sealer.Seal(operatorPlace(o.ID), append(state, o.Guard...))
	if err != nil {
		return err
	}
	return w.exec(`INSERT INTO operators (id, credential, state) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET credential = excluded.credential, state = excluded.state`,
		string(o.ID), o.Credential, sealed)
}

// Operator returns what is held of an operator, or [ErrNotFound].
func (s *Store) Operator(ctx context.Context, id operator.ID) (Operator, error) {
	o, err := s.operator(ctx, s.read, id)
	if err != nil {
		return Operator{}, fmt.Errorf("read operator: %w", err)
	}
	return o, nil
}

// Holders returns whom a credential is held of, in the order of their IDs.
func (s *Store) Holders(ctx context.Context) ([]operator.ID, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id FROM operators WHERE credential IS NOT NULL ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list holders: %w", kindOf(err))
	}
	defer rows.Close() //nolint:errcheck // Err tells what matters
	var ids []operator.ID
	for rows.Next() {
		var id operator.ID
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("list holders: %w", kindOf(err))
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list holders: %w", kindOf(err))
	}
	return ids, nil
}

func (s *Store) operator(ctx context.Context, q querier, id operator.ID) (Operator, error) {
	o := Operator{ID: id}
	var sealed []byte
	err := q.QueryRowContext(ctx, `SELECT credential, state FROM operators WHERE id = ?`, string(id)).Scan(&o.Credential, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return o, ErrNotFound
	}
	if err != nil {
		return o, kindOf(err)
	}
	state, err := s.sealer.Open(operatorPlace(id), sealed)
	if err != nil {
		return o, err
	}
	if len(state) < 8 {
		return o, fmt.Errorf("operator state: %w", ErrDamaged)
	}
	o.TokenStep = int64(binary.BigEndian.Uint64(state))
	if len(state) > 8 {
		o.Guard = state[8:]
	}
	return o, nil
}

// Operators returns what is held of every operator, in the order of their IDs.
func (s *Store) Operators(ctx context.Context) ([]Operator, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id FROM operators ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("read operators: %w", kindOf(err))
	}
	var ids []operator.ID
	for rows.Next() {
		var id operator.ID
		if err := rows.Scan(&id); err != nil {
			return nil, errors.Join(fmt.Errorf("read operators: %w", kindOf(err)), rows.Close())
		}
		ids = append(ids, id)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("read operators: %w", kindOf(err))
	}
	var all []Operator
	for _, id := range ids {
		o, err := s.Operator(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// A Session is one operator's time at the terminal.
type Session struct {
	ID       string
	Operator operator.ID
	OpenedAt time.Time
	ClosedAt time.Time // zero while open
	How      int       // why it ended, the desk's number; 0 while open
	Offline  bool      // opened without a line
}

func (w *writing) putSession(s Session) error {
	if s.ID == "" || s.OpenedAt.IsZero() {
		return errors.New("put session: id and time are required")
	}
	return w.exec(`INSERT INTO sessions (id, operator, opened_at, closed_at, how, offline) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET closed_at = excluded.closed_at, how = excluded.how, offline = excluded.offline`,
		s.ID, string(s.Operator), s.OpenedAt.UnixMicro(), micros(s.ClosedAt), s.How, s.Offline)
}

// OpenSessions returns the sessions that were never closed, the oldest first. At a
// start there is one if the program ended without closing it.
func (s *Store) OpenSessions(ctx context.Context) ([]Session, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, operator, opened_at, how, offline
		FROM sessions WHERE closed_at IS NULL ORDER BY opened_at, id`)
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", kindOf(err))
	}
	defer func() { _ = rows.Close() }()
	var out []Session
	for rows.Next() {
		var one Session
		var opened int64
		if err := rows.Scan(&one.ID, &one.Operator, &opened, &one.How, &one.Offline); err != nil {
			return nil, fmt.Errorf("read sessions: %w", kindOf(err))
		}
		one.OpenedAt = time.UnixMicro(opened).UTC()
		out = append(out, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read sessions: %w", kindOf(err))
	}
	return out, nil
}

// A Position is the confirmation that visitors cannot see the screen (R039, R128).
type Position struct {
	Operator operator.ID
	Day      string // YYYY-MM-DD
	Display  string // which display the window was on
	At       time.Time
}

func (w *writing) putPosition(p Position) error {
	return w.exec(`INSERT INTO positions (operator, day, display, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (operator, day) DO UPDATE SET display = excluded.display, at = excluded.at`,
		string(p.Operator), p.Day, p.Display, p.At.UnixMicro())
}

// PositionConfirmed reports whether an operator confirmed the screen's position on a day.
func (s *Store) PositionConfirmed(ctx context.Context, id operator.ID, day string) (bool, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM positions WHERE operator = ? AND day = ?`, string(id), day).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read position: %w", kindOf(err))
	}
	return n > 0, nil
}
