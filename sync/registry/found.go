package registry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/policy"
	"madoguchi/sync/pinned"
)

// ErrFounded means that there are administrators: every other right comes from them.
var ErrFounded = errors.New("the registry has administrators already; ask one of them")

// A First is what a registry begins with.
type First struct {
	Seat, Ward     string
	Key            pinned.Pin // of the seat
	Administrators []Account
	// Again is for when no seat, or too few administrators, are left to ask: there may be
	// administrators, and Seat or Administrators may be missing. Whoever was one stays one.
	Again bool
}

// Found makes the first admin seat and administrators, once.
func Found(ctx context.Context, s Store, f First, now time.Time) error {
	err := s.Update(ctx, func(tx Tx) error {
		held, err := tx.Administrators()
		if err != nil {
			return err
		}
		if len(held) > 0 && !f.Again {
			return ErrFounded
		}
		if err := foundSeat(tx, f, now); err != nil {
			return err
		}
		for _, a := range f.Administrators {
			if err := SetUp(tx, a, now); err != nil {
				return err
			}
		}
		details := []string{"seat=" + f.Seat, detail("administrators", len(f.Administrators))}
		if f.Again {
			details = append(details, "again")
		}
		return record(tx, audit.Record{Kind: audit.RegistryFounded, At: now, Terminal: registryItself, Detail: details})
	})
	if err != nil {
		return fmt.Errorf("found registry: %w", err)
	}
	return nil
}

// errNotSeat says that an ID is a counter's already.
var errNotSeat = errors.New("there is a terminal of this ID that is no admin seat")

// foundSeat makes the seat, or has the one there is come in with the key of f.
func foundSeat(tx Tx, f First, now time.Time) error {
	if f.Seat == "" {
		return nil
	}
	t, err := tx.Terminal(f.Seat)
	switch {
	case errors.Is(err, ErrNotFound):
		t = Terminal{ID: f.Seat, Ward: f.Ward, Personality: policy.AdminSeat}
	case err != nil:
		return err
	case t.Personality != policy.AdminSeat:
		return errNotSeat
	}
	t.Ward, t.RevokedAt, t.RevokedFor, t.RevokedBy = f.Ward, time.Time{}, "", ""
	return errors.Join(tx.PutTerminal(t), replaceKeys(tx, f.Seat, f.Key, now))
}
