package registry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
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
	verifier, now := HashPIN(pin), time.Now()
	err := s.Update(ctx, func(tx Tx) error {
		return SetUp(tx, Account{Profile: p, PIN: verifier, Seed: seed}, now)
	})
	if err != nil {
		return fmt.Errorf("add operator: %w", err)
	}
	return nil
}

// SetUp keeps an account without a request of two people: for the first administrators, and
// for a training city. It stands in the register of rights as such, and in the log. What
// terminals hold of an operator who was there before opens nothing any more.
func SetUp(tx Tx, a Account, now time.Time) error {
	now = now.UTC().Truncate(time.Millisecond)
	p := a.Profile
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	m := operator.Mark{At: now, Seat: registryItself}
	one := operator.Request{ID: id.String(), Act: operator.Grant, Operator: p.ID, Reason: "set up at the registry", State: operator.InForce, Asked: m, Agreed: m, Done: m, InForce: now,
		Terms: operator.Terms{Login: p.Login, Name: p.Name, Unit: p.Unit, Ward: p.Ward, Rights: p.Rights}}
	if !p.ValidFrom.IsZero() {
		one.Terms.From = civil.FromTime(p.ValidFrom)
	}
	if !p.ValidUntil.IsZero() {
		one.Terms.Until = civil.FromTime(p.ValidUntil.Add(-1))
	}
	_, err = tx.Account(p.ID)
	switch {
	case err == nil:
		one.Act = operator.Change
		err = tx.Retire(p.ID, now)
	case errors.Is(err, ErrNotFound):
		err = nil
	}
	return errors.Join(err, tx.PutAccount(a), tx.PutRequest(one), tx.PutRoll(p.ID),
		record(tx, audit.Record{Kind: audit.OperatorSetUp, At: now, Operator: "", Terminal: registryItself, Subject: string(p.ID), Detail: []string{"request=" + one.ID}}))
}
