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
}

// Found makes the first admin seat and administrators, once.
func Found(ctx context.Context, s Store, f First, now time.Time) error {
	err := s.Update(ctx, func(tx Tx) error {
		held, err := tx.Administrators()
		if err != nil {
			return err
		}
		if len(held) > 0 {
			return ErrFounded
		}
		if err := tx.PutTerminal(Terminal{ID: f.Seat, Ward: f.Ward, Personality: policy.AdminSeat}); err != nil {
			return err
		}
		if err := replaceKeys(tx, f.Seat, f.Key, now); err != nil {
			return err
		}
		for _, a := range f.Administrators {
			if err := SetUp(tx, a, now); err != nil {
				return err
			}
		}
		return record(tx, audit.Record{Kind: audit.RegistryFounded, At: now, Terminal: registryItself, Detail: []string{"seat=" + f.Seat, detail("administrators", len(f.Administrators))}})
	})
	if err != nil {
		return fmt.Errorf("found registry: %w", err)
	}
	return nil
}
