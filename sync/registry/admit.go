package registry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/operator"
	"madoguchi/app/policy"
)

// AddTerminal designates a terminal (R032). One that was revoked comes back by it.
func AddTerminal(ctx context.Context, s Store, id, ward string) error {
	return putTerminal(ctx, s, id, func(t *Terminal) { t.Ward, t.RevokedAt = ward, time.Time{} })
}

// SetPersonality says what a designated terminal is for: an integrated terminal may
// search by two items at least (R103).
func SetPersonality(ctx context.Context, s Store, id string, p policy.Personality) error {
	return putTerminal(ctx, s, id, func(t *Terminal) { t.Personality = p })
}

// RevokeTerminal keeps a terminal out from the next request on.
func RevokeTerminal(ctx context.Context, s Store, id string, now time.Time) error {
	return putTerminal(ctx, s, id, func(t *Terminal) { t.RevokedAt = now })
}

func putTerminal(ctx context.Context, s Store, id string, edit func(*Terminal)) error {
	err := s.Update(ctx, func(tx Tx) error {
		t, err := tx.Terminal(id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		t.ID = id
		edit(&t)
		return tx.PutTerminal(t)
	})
	if err != nil {
		return fmt.Errorf("put terminal: %w", err)
	}
	return nil
}

// AddOperator issues an account, or another PIN and token to an operator who has one:
// failures and used codes are forgotten with them.
func AddOperator(ctx context.Context, s Store, p operator.Profile, pin string, seed []byte) error {
	if err := operator.CheckPIN(pin); err != nil {
		return fmt.Errorf("add operator: %w", err)
	}
	if _, err := operator.ParseID(string(p.ID)); err != nil {
		return fmt.Errorf("add operator: %w", err)
	}
	if _, err := operator.TokenCode(seed, time.Unix(0, 0)); err != nil {
		return fmt.Errorf("add operator: %w", err)
	}
	err := s.Update(ctx, func(tx Tx) error {
		return tx.PutAccount(Account{Profile: p, PIN: HashPIN(pin), Seed: seed})
	})
	if err != nil {
		return fmt.Errorf("add operator: %w", err)
	}
	return nil
}
