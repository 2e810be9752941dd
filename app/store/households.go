package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/keys"
)

// A Household is what the register said of one that was opened at this terminal.
type Household struct {
	ID       string // not in the clear on disk
	OpenedAt time.Time
	Body     []byte
}

// household names the column of the blind index.
const household = "households.key"

func householdPlace(key []byte, openedAt int64) keys.Place {
	return keys.Place{Table: "households", Row: fmt.Sprintf("%s|%d", hex.EncodeToString(key), openedAt), Column: "body", Schema: 1}
}

func (w *writing) putHousehold(h Household) error {
	key, err := w.store.sealer.BlindIndex(household, h.ID)
	if err != nil {
		return err
	}
	body, err := w.store.sealer.Seal(householdPlace(key, h.OpenedAt.UnixMicro()), h.Body)
	if err != nil {
		return err
	}
	return w.exec(`INSERT INTO households (key, opened_at, body) VALUES (?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET opened_at = excluded.opened_at, body = excluded.body`,
		key, h.OpenedAt.UnixMicro(), body)
}

// forget drops households. secure_delete overwrites them in the file.
func (w *writing) forget(ids []string, all bool) error {
	if all {
		return w.exec(`DELETE FROM households`)
	}
	return each(ids, func(id string) error {
		key, err := w.store.sealer.BlindIndex(household, id)
		if err != nil {
			return err
		}
		return w.exec(`DELETE FROM households WHERE key = ?`, key)
	})
}

// Household returns a household opened at this terminal, or [ErrNotFound].
func (s *Store) Household(ctx context.Context, id string) (Household, error) {
	key, err := s.sealer.BlindIndex(household, id)
	if err != nil {
		return Household{}, fmt.Errorf("read household: %w", err)
	}
	h := Household{ID: id}
	var opened int64
	var body []byte
	err = s.read.QueryRowContext(ctx, `SELECT opened_at, body FROM households WHERE key = ?`, key).Scan(&opened, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return Household{}, fmt.Errorf("read household: %w", ErrNotFound)
	}
	if err != nil {
		return Household{}, fmt.Errorf("read household: %w", kindOf(err))
	}
	h.OpenedAt = time.UnixMicro(opened).UTC()
	if h.Body, err = s.sealer.Open(householdPlace(key, opened), body); err != nil {
		return Household{}, fmt.Errorf("read household: %w", err)
	}
	return h, nil
}

// Households returns every household opened at this terminal, the first opened first.
// Their ids are in their bodies alone.
func (s *Store) Households(ctx context.Context) ([]Household, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT key, opened_at, body FROM households ORDER BY opened_at, key`)
	if err != nil {
		return nil, fmt.Errorf("read households: %w", kindOf(err))
	}
	defer func() { _ = rows.Close() }()
	var out []Household
	for rows.Next() {
		var key, sealed []byte
		var opened int64
		if err := rows.Scan(&key, &opened, &sealed); err != nil {
			return nil, fmt.Errorf("read households: %w", kindOf(err))
		}
		body, err := s.sealer.Open(householdPlace(key, opened), sealed)
		if err != nil {
			return nil, fmt.Errorf("read households: %w", err)
		}
		out = append(out, Household{OpenedAt: time.UnixMicro(opened).UTC(), Body: body})
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read households: %w", kindOf(err))
	}
	return out, nil
}
