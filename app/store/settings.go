package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"madoguchi/app/keys"
)

// A Setting is a value of the program that belongs to the terminal.
type Setting struct {
	Name  string
	Value []byte // nil removes it
}

func settingPlace(name string) keys.Place {
	return keys.Place{Table: "settings", Row: name, Column: "value", Schema: 1}
}

func (w *writing) putSetting(x Setting) error {
	if x.Value == nil {
		return w.exec(`DELETE FROM settings WHERE name = ?`, x.Name)
	}
	value, err := w.store.sealer.Seal(settingPlace(x.Name), x.Value)
	if err != nil {
		return err
	}
	return w.exec(`INSERT INTO settings (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, x.Name, value)
}

// Setting returns a setting's value, or [ErrNotFound].
func (s *Store) Setting(ctx context.Context, name string) ([]byte, error) {
	var sealed []byte
	err := s.read.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = ?`, name).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read setting %q: %w", name, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read setting %q: %w", name, kindOf(err))
	}
	value, err := s.sealer.Open(settingPlace(name), sealed)
	if err != nil {
		return nil, fmt.Errorf("read setting %q: %w", name, err)
	}
	return value, nil
}
