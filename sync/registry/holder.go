package registry

import (
	"context"
	"errors"
	"sync"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var _ wirev1connect.HolderServiceHandler = (*Registry)(nil)

// meant returns whom an ID typed at a terminal means: at an integrated terminal the
// operator with that 照合ID (R117). Whoever has one is nobody there by the 操作者ID; and
// nowhere else is a 照合ID anybody's.
func (r *Registry) meant(ctx context.Context, typed operator.ID, terminal string) (operator.ID, error) {
	id := typed
	err := r.cfg.Store.View(ctx, func(tx Tx) (err error) {
		id, err = meantAt(tx, typed, terminal)
		return err
	})
	return id, err
}

func meantAt(tx Tx, typed operator.ID, terminal string) (operator.ID, error) {
	t, err := tx.Terminal(terminal)
	if err != nil || t.Personality != policy.IntegratedTerminal {
		return typed, err
	}
	id, err := tx.ByLogin(typed)
	if !errors.Is(err, ErrNotFound) {
		return id, err
	}
	a, err := tx.Account(typed)
	switch {
	case errors.Is(err, ErrNotFound):
		return typed, nil
	case err != nil:
		return "", err
	case a.Profile.Login != "":
		return nobody, nil
	}
	return typed, nil
}

// nobody is an ID that ParseID refuses, so that no account has it.
const nobody operator.ID = ""

// ChangePIN implements the service.
func (r *Registry) ChangePIN(ctx context.Context, q *wirev1.ChangePINRequest) (*wirev1.ChangePINResponse, error) {
	if err := operator.CheckPIN(q.GetNewPin()); err != nil || q.GetNewPin() == q.GetPin() {
		return nil, wire.Errorf(wire.WeakPIN, "new_pin")
	}
	var who caller
	err := r.cfg.Store.View(ctx, func(tx Tx) (err error) { _, who, err = r.holder(ctx, tx, q.GetSessionId()); return err })
	if err != nil {
		return nil, err
	}
	account, err := r.charge(ctx, who.ID, who.terminal.ID)
	if err != nil {
		return nil, err
	}
	right, verifier := false, ""
	err = r.hashed(ctx, func() {
		if right = checkPIN(account.PIN, q.GetPin()); right {
			verifier = HashPIN(q.GetNewPin())
		}
	})
	if err != nil {
		return nil, err
	}
	if !right {
		return nil, r.refuseSignIn(ctx, who.ID, who.terminal.ID, wire.Credentials)
	}
	answer := &wirev1.ChangePINResponse{RegistryTime: r.time()}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		a, _, err := r.holder(ctx, tx, q.GetSessionId())
		if err != nil {
			return err
		}
		if a.PIN != account.PIN { // reset in between
			return wire.Errorf(wire.Credentials, "pin")
		}
		now := r.cfg.Now()
		a.PIN, a.PINDue, a.Guard = verifier, false, a.Guard.Succeed(now)
		if err := tx.PutAccount(a); err != nil {
			return err
		}
		return record(tx, audit.Record{Kind: audit.PINChanged, At: now, Operator: who.ID, Terminal: who.terminal.ID})
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// hashed runs f when there is memory for it: each check of a PIN takes 64 MiB.
func (r *Registry) hashed(ctx context.Context, f func()) error {
	select {
	case r.hashing <- struct{}{}:
		defer func() { <-r.hashing }()
		f()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// maxStandings is how many operators a terminal asks for at once.
const maxStandings = 500

// Standings implements the service. What a terminal holds of an operator is worth
// something while the key that was enrolled with it there is the current one.
func (r *Registry) Standings(ctx context.Context, q *wirev1.StandingsRequest) (*wirev1.StandingsResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	if len(q.GetOperatorIds()) > maxStandings {
		return nil, wire.Errorf(wire.TooLarge, "operator_ids")
	}
	answer := &wirev1.StandingsResponse{RegistryTime: r.time()}
	err = r.cfg.Store.View(ctx, func(tx Tx) error {
		if answer.Roll, err = tx.Roll(); err != nil {
			return err
		}
		for _, typed := range q.GetOperatorIds() {
			s, err := r.stands(tx, operator.ID(typed), peer.Terminal)
			if err != nil {
				return err
			}
			s.OperatorId = typed
			answer.Standings = append(answer.Standings, s)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func (r *Registry) stands(tx Tx, typed operator.ID, terminal string) (*wirev1.Standing, error) {
	id, err := meantAt(tx, typed, terminal)
	if err != nil {
		return nil, err
	}
	a, err := tx.Account(id)
	if errors.Is(err, ErrNotFound) {
		return &wirev1.Standing{Drop: true, Ended: true}, nil
	}
	if err != nil {
		return nil, err
	}
	keys, err := tx.Keys(id, terminal)
	if err != nil {
		return nil, err
	}
	now := r.cfg.Now()
	ended := !a.Profile.ValidUntil.IsZero() && !now.Before(a.Profile.ValidUntil)
	current := len(keys) > 0 && keys[0].ReplacedAt.IsZero()
	return &wirev1.Standing{Drop: ended || !current, Ended: ended}, nil
}

// A Passkeys checks proofs with user verification (R116): a FIDO2 authenticator that saw a
// finger or a PIN of its own, and whose signature the registry can check. State goes from
// the asking to the answer and is kept here; held is what [Account.Passkeys] keeps.
type Passkeys interface {
	Offer(who operator.Profile, held []byte) (options, state []byte, err error)
	Add(state, answer []byte, who operator.Profile, held []byte) (now []byte, err error)
	Ask(who operator.Profile, held []byte) (options, state []byte, err error)
	Check(state, answer []byte, who operator.Profile, held []byte) (now []byte, err error)
}

// passkeyTime is how long an authenticator may take to answer.
const passkeyTime = 2 * time.Minute

// An asking is what was asked of an authenticator at a terminal.
type asking struct {
	state []byte
	until time.Time
}

// askings are what was asked and not answered. One of a terminal and an operator replaces
// the one before, so that they are no more than there are people at work. They are of this
// process: whoever is asked by one node is answered by it.
type askings struct {
	mu   sync.Mutex
	open map[string]asking
}

func (a *askings) put(terminal string, id operator.ID, state []byte, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open == nil {
		a.open = make(map[string]asking)
	}
	for key, one := range a.open {
		if now.After(one.until) {
			delete(a.open, key)
		}
	}
	a.open[terminal+" "+string(id)] = asking{state, now.Add(passkeyTime)}
}

// take returns what was asked, once.
func (a *askings) take(terminal string, id operator.ID, now time.Time) ([]byte, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := terminal + " " + string(id)
	one, ok := a.open[key]
	delete(a.open, key)
	return one.state, ok && !now.After(one.until)
}

// errNoPasskeys says that this registry checks none.
var errNoPasskeys = wire.Errorf(wire.NotFound, "passkeys")

// OfferPasskey implements the service.
func (r *Registry) OfferPasskey(ctx context.Context, q *wirev1.OfferPasskeyRequest) (*wirev1.OfferPasskeyResponse, error) {
	if r.cfg.Passkeys == nil {
		return nil, errNoPasskeys
	}
	answer := &wirev1.OfferPasskeyResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		a, who, err := r.holder(ctx, tx, q.GetSessionId())
		if err != nil {
			return err
		}
		options, state, err := r.cfg.Passkeys.Offer(a.Profile, a.Passkeys)
		if err != nil {
			return err
		}
		answer.Options = options
		r.offered.put(who.terminal.ID, who.ID, state, r.cfg.Now())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// AddPasskey implements the service.
func (r *Registry) AddPasskey(ctx context.Context, q *wirev1.AddPasskeyRequest) (*wirev1.AddPasskeyResponse, error) {
	if r.cfg.Passkeys == nil {
		return nil, errNoPasskeys
	}
	answer := &wirev1.AddPasskeyResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		a, who, err := r.holder(ctx, tx, q.GetSessionId())
		if err != nil {
			return err
		}
		now := r.cfg.Now()
		state, asked := r.offered.take(who.terminal.ID, who.ID, now)
		if !asked {
			return wire.Errorf(wire.Credentials, "answer")
		}
		if a.Passkeys, err = r.cfg.Passkeys.Add(state, q.GetAnswer(), a.Profile, a.Passkeys); err != nil {
			return wire.Errorf(wire.Credentials, "answer")
		}
		if err := tx.PutAccount(a); err != nil {
			return err
		}
		return record(tx, audit.Record{Kind: audit.PasskeyAdded, At: now, Operator: who.ID, Terminal: who.terminal.ID})
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// AskPasskey implements the service.
func (r *Registry) AskPasskey(ctx context.Context, q *wirev1.AskPasskeyRequest) (*wirev1.AskPasskeyResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	typed, err := operator.ParseID(q.GetOperatorId())
	if err != nil {
		return nil, wire.Errorf(wire.Malformed, "operator_id")
	}
	if r.cfg.Passkeys == nil {
		return nil, errNoPasskeys
	}
	answer := &wirev1.AskPasskeyResponse{RegistryTime: r.time()}
	err = r.cfg.Store.View(ctx, func(tx Tx) error {
		id, err := meantAt(tx, typed, peer.Terminal)
		if err != nil {
			return err
		}
		a, err := tx.Account(id)
		if errors.Is(err, ErrNotFound) {
			a.Profile.ID = typed // asked as anybody would be, and never answered rightly
		} else if err != nil {
			return err
		}
		options, state, err := r.cfg.Passkeys.Ask(a.Profile, a.Passkeys)
		if err != nil {
			return err
		}
		answer.Options = options
		r.asked.put(peer.Terminal, id, state, r.cfg.Now())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// verified checks the proof with user verification where the terminal asks for one: an
// integrated terminal does (R116). It is looked at only after PIN and code were right.
func (r *Registry) verified(tx Tx, a *Account, terminal string, answer []byte) (wire.Kind, error) {
	t, err := tx.Terminal(terminal)
	if err != nil || r.cfg.Passkeys == nil || t.Personality != policy.IntegratedTerminal {
		return 0, err
	}
	state, asked := r.asked.take(terminal, a.Profile.ID, r.cfg.Now())
	if !asked || len(answer) == 0 {
		return wire.NeedsPasskey, nil
	}
	held, err := r.cfg.Passkeys.Check(state, answer, a.Profile, a.Passkeys)
	if err != nil {
		return wire.NeedsPasskey, nil
	}
	a.Passkeys = held
	return 0, nil
}
