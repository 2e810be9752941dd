package registry

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// How long a session lasts at most, and how far a terminal's clock may be off when it
// resumes one.
const (
	sessionLife = 16 * time.Hour
	maxSkew     = 5 * time.Minute
)

// noVerifier takes as long to check as any, so that an ID nobody has cannot be told from
// a wrong PIN.
var noVerifier = sync.OnceValue(func() string { return HashPIN("no operator has this one") })

// SignIn implements the service. Each try is charged as a failure before it is checked
// and given back when it succeeds: whoever breaks the line before the answer has used
// the try up, on as many connections as they like.
func (r *Registry) SignIn(ctx context.Context, m *wirev1.SignInRequest) (*wirev1.SignInResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	id, err := operator.ParseID(m.GetOperatorId())
	if n := len(m.GetPublicKey()); err != nil || len(m.GetPin()) > 64 || len(m.GetTokenCode()) > 16 || n != 0 && n != ed25519.PublicKeySize {
		return nil, wire.Errorf(wire.Malformed, "sign in")
	}
	if id, err = r.meant(ctx, id, peer.Terminal); err != nil {
		return nil, err
	}
	account, err := r.charge(ctx, id, peer.Terminal)
	if err != nil {
		return nil, err
	}
	right := false
	if err := r.hashed(ctx, func() { right = checkPIN(account.PIN, m.GetPin()) }); err != nil {
		return nil, err
	}
	if !right || account.Profile.ID == "" {
		return nil, r.refuseSignIn(ctx, id, peer.Terminal, wire.Credentials)
	}
	return r.admit(ctx, id, peer.Terminal, m)
}

// charge counts a try against the operator and returns the account, one that nothing
// opens for an ID nobody has.
func (r *Registry) charge(ctx context.Context, id operator.ID, terminal string) (Account, error) {
	nobody := Account{PIN: noVerifier()}
	account := nobody
	var refused *wire.Error
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		account, refused = nobody, nil
		a, err := tx.Account(id)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		now := r.cfg.Now()
		switch err := a.Guard.Check(now); {
		case errors.Is(err, operator.ErrDisabled):
			refused = wire.Errorf(wire.PINDisabled, "pin")
		case err != nil:
			refused = &wire.Error{Kind: wire.Waiting, Wait: a.Guard.Wait(now)}
		}
		if refused != nil {
			return record(tx, audit.Record{Kind: audit.SignInRefused, At: now, Operator: id, Terminal: terminal, Detail: []string{detail("kind", int(refused.Kind))}})
		}
		a.Guard = a.Guard.Fail(now)
		account = a
		return tx.PutAccount(a)
	})
	if err == nil && refused != nil {
		err = refused
	}
	return account, err
}

// refuseSignIn logs a failed try and returns its error.
func (r *Registry) refuseSignIn(ctx context.Context, id operator.ID, terminal string, kind wire.Kind) error {
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		return record(tx, audit.Record{Kind: audit.SignInRefused, At: r.cfg.Now(), Operator: id, Terminal: terminal, Detail: []string{detail("kind", int(kind))}})
	})
	if err != nil {
		return err
	}
	return wire.Errorf(kind, "sign in")
}

// admit checks the code of an operator whose PIN was right and opens the session, all
// in one transaction: a code opens once.
func (r *Registry) admit(ctx context.Context, id operator.ID, terminal string, m *wirev1.SignInRequest) (*wirev1.SignInResponse, error) {
	answer := &wirev1.SignInResponse{}
	kind := wire.Kind(0)
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		kind = 0
		now := r.cfg.Now()
		a, err := tx.Account(id)
		if err != nil {
			return err
		}
		step, err := operator.CheckToken(a.Seed, m.GetTokenCode(), now, a.Step)
		if kind = signInKind(err); kind != 0 {
			return nil
		}
		if kind, err = r.verified(tx, &a, terminal, m.GetPasskey()); kind != 0 || err != nil {
			return err
		}
		a.Step, a.Guard = step, a.Guard.Succeed(now)
		if err := tx.PutAccount(a); err != nil {
			return err
		}
		if kind, err = r.mayWork(tx, a.Profile, terminal); kind != 0 || err != nil {
			return err
		}
		if err := enrol(tx, id, terminal, m.GetPublicKey(), now); err != nil {
			kind = wire.NotEnrolled
			return onlyUnless(err, wire.NotEnrolled)
		}
		if answer.SessionId, err = open(tx, id, terminal, now, "online"); err != nil {
			return err
		}
		if err := leftBehind(tx, terminal, func(c Case) bool { return true }); err != nil {
			return err
		}
		answer.Profile, answer.TokenSeed, answer.TokenStep, answer.PinDue = profileMessage(a.Profile), a.Seed, step, a.PINDue
		until := now.Add(r.cfg.OfflineUse)
		if v := a.Profile.ValidUntil; !v.IsZero() && v.Before(until) {
			until = v
		}
		answer.OfflineUntil, answer.RegistryTime = until.UnixMilli(), now.UnixMilli()
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case kind != 0:
		return nil, r.refuseSignIn(ctx, id, terminal, kind)
	}
	return answer, nil
}

// signInKind returns what a token's error is told as, 0 for none.
func signInKind(err error) wire.Kind {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, operator.ErrTokenUsed):
		return wire.CodeUsed
	}
	return wire.Credentials
}

// mayWork reports why an operator may not work at a terminal now, 0 if they may.
func (r *Registry) mayWork(tx Tx, p operator.Profile, terminal string) (wire.Kind, error) {
	t, err := tx.Terminal(terminal)
	switch {
	case err != nil:
		return 0, err
	case !p.Valid(r.cfg.Now()):
		return wire.OperatorInvalid, nil
	case !covers(p.Ward, t.Ward):
		return wire.OtherWard, nil
	}
	return 0, nil
}

// enrol makes key the one the operator signs with at the terminal. Without a key there
// must be one already.
func enrol(tx Tx, id operator.ID, terminal string, key []byte, now time.Time) error {
	if len(key) > 0 {
		return tx.Enrol(Key{Operator: id, Terminal: terminal, Public: key, EnrolledAt: now})
	}
	held, err := tx.Keys(id, terminal)
	if err == nil && len(held) == 0 {
		return wire.NotEnrolled
	}
	return err
}

// onlyUnless returns err, or nil when it is of the kind.
func onlyUnless(err error, kind wire.Kind) error {
	if errors.Is(err, kind) {
		return nil
	}
	return err
}

// open opens a session and returns the id that only the terminal will know.
func open(tx Tx, id operator.ID, terminal string, now time.Time, how string) (string, error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	session := hex.EncodeToString(secret)
	if err := tx.PutSession(Session{ID: sha256.Sum256([]byte(session)), Operator: id, Terminal: terminal, OpenedAt: now}); err != nil {
		return "", err
	}
	return session, record(tx, audit.Record{Kind: audit.SignIn, At: now, Operator: id, Terminal: terminal, Detail: []string{how}})
}

// leftBehind ends the reservations that a terminal made before somebody signed in at it:
// one operator at a time works there, so that whoever made them went without a word,
// after a crash or without a line.
func leftBehind(tx Tx, terminal string, those func(Case) bool) error {
	t, err := tx.Terminal(terminal)
	if err != nil {
		return err
	}
	return unclaimAll(tx, t.Ward, func(c Case) bool { return c.ClaimedAt == terminal && those(c) })
}

func profileMessage(p operator.Profile) *wirev1.Profile {
	m := &wirev1.Profile{OperatorId: string(p.ID), Name: p.Name, Ward: p.Ward, Login: string(p.Login), Unit: p.Unit}
	for _, right := range p.Rights {
		m.Rights = append(m.Rights, uint32(right))
	}
	if !p.ValidFrom.IsZero() {
		m.ValidFrom = civil.FromTime(p.ValidFrom).String()
	}
	if !p.ValidUntil.IsZero() { // sent is the last day that counts
		m.ValidUntil = civil.FromTime(p.ValidUntil.Add(-1)).String()
	}
	return m
}

// ResumeSession implements the service.
func (r *Registry) ResumeSession(ctx context.Context, q *wirev1.ResumeSessionRequest) (*wirev1.ResumeSessionResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	id, err := operator.ParseID(q.GetOperatorId())
	if err != nil {
		return nil, wire.Errorf(wire.Malformed, "operator_id")
	}
	at, now := time.UnixMilli(q.GetSignedAt()), r.cfg.Now()
	if skew := now.Sub(at); skew > maxSkew || skew < -maxSkew {
		return nil, wire.Errorf(wire.ClockSkew, "signed_at")
	}
	answer := &wirev1.ResumeSessionResponse{RegistryTime: now.UnixMilli()}
	kind := wire.Kind(0)
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		a, err := tx.Account(id)
		if errors.Is(err, ErrNotFound) {
			kind = wire.NotEnrolled
			return nil
		}
		if err != nil {
			return err
		}
		if kind, err = resumable(tx, a, peer.Terminal, at, now, q.GetSignature()); kind != 0 || err != nil {
			return err
		}
		if kind, err = r.mayWork(tx, a.Profile, peer.Terminal); kind != 0 || err != nil {
			return err
		}
		answer.Profile = profileMessage(a.Profile)
		if answer.SessionId, err = open(tx, id, peer.Terminal, now, "resumed"); err != nil {
			return err
		}
		return leftBehind(tx, peer.Terminal, func(c Case) bool { return c.ClaimedBy != id })
	})
	switch {
	case err != nil:
		return nil, err
	case kind != 0:
		return nil, r.refuseSignIn(ctx, id, peer.Terminal, kind)
	}
	return answer, nil
}

// resumable reports why a session may not be resumed, 0 if it may. Only the current key
// counts: whoever enrolled another has signed in since.
func resumable(tx Tx, a Account, terminal string, at, now time.Time, signature []byte) (wire.Kind, error) {
	if errors.Is(a.Guard.Check(now), operator.ErrDisabled) {
		return wire.PINDisabled, nil
	}
	keys, err := tx.Keys(a.Profile.ID, terminal)
	if err != nil {
		return 0, err
	}
	if len(keys) == 0 || !keys[0].ReplacedAt.IsZero() {
		return wire.NotEnrolled, nil
	}
	if !ed25519.Verify(keys[0].Public, operator.ResumeSignable(terminal, a.Profile.ID, at), signature) {
		return wire.BadSignature, nil
	}
	return 0, nil
}

// SignOut implements the service. Closing a session twice is no error.
func (r *Registry) SignOut(ctx context.Context, q *wirev1.SignOutRequest) (*wirev1.SignOutResponse, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return nil, err
	}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		s, err := tx.Session(sha256.Sum256([]byte(q.GetSessionId())))
		switch {
		case errors.Is(err, ErrNotFound), err == nil && s.Terminal != peer.Terminal:
			return wire.Errorf(wire.NoSession, "session_id")
		case err != nil:
			return err
		case !s.ClosedAt.IsZero():
			return nil
		}
		s.ClosedAt = r.cfg.Now()
		if err := tx.PutSession(s); err != nil {
			return err
		}
		err = unclaimAll(tx, peer.Ward, func(c Case) bool { return c.ClaimedBy == s.Operator && c.ClaimedAt == s.Terminal })
		if err != nil {
			return err
		}
		return record(tx, audit.Record{Kind: audit.SignOut, At: s.ClosedAt, Operator: s.Operator, Terminal: s.Terminal})
	})
	if err != nil {
		return nil, err
	}
	r.bell.ring() // what was under review is free
	return &wirev1.SignOutResponse{RegistryTime: r.time()}, nil
}

// A caller is the operator who asks, at the terminal they ask from.
type caller struct {
	operator.Profile
	terminal Terminal
}

// caller returns who asks within a session, if they have the right. A session counts
// only at the terminal it was opened at, and rights as they are now (R012, R017).
func (r *Registry) caller(ctx context.Context, tx Tx, session string, right operator.Right) (caller, error) {
	return r.callerOf(ctx, tx, session, right)
}

// callerOf is caller for what several rights open: one of them is enough.
func (r *Registry) callerOf(ctx context.Context, tx Tx, session string, rights ...operator.Right) (caller, error) {
	a, c, err := r.holder(ctx, tx, session)
	now := r.cfg.Now()
	switch {
	case err != nil:
		return caller{}, err
	case a.PINDue:
		return c, wire.Errorf(wire.PINDue, "operator")
	case !slices.ContainsFunc(rights, func(right operator.Right) bool { return c.Has(right, now) }):
		return c, wire.Errorf(wire.NoRight, "operator")
	}
	return c, nil
}

// holder returns whose session it is and where, whatever rights they have.
func (r *Registry) holder(ctx context.Context, tx Tx, session string) (Account, caller, error) {
	peer, err := r.peer(ctx)
	if err != nil {
		return Account{}, caller{}, err
	}
	s, err := tx.Session(sha256.Sum256([]byte(session)))
	now := r.cfg.Now()
	switch {
	case errors.Is(err, ErrNotFound):
		return Account{}, caller{}, wire.Errorf(wire.NoSession, "session_id")
	case err != nil:
		return Account{}, caller{}, err
	case s.Terminal != peer.Terminal, !s.ClosedAt.IsZero(), now.Sub(s.OpenedAt) > sessionLife:
		return Account{}, caller{}, wire.Errorf(wire.NoSession, "session_id")
	}
	a, err := tx.Account(s.Operator)
	if err != nil {
		return Account{}, caller{}, fmt.Errorf("caller: %w", err)
	}
	c := caller{Profile: a.Profile}
	if c.terminal, err = tx.Terminal(peer.Terminal); err != nil {
		return Account{}, caller{}, fmt.Errorf("caller: %w", err)
	}
	switch {
	case !c.Valid(now):
		return a, c, wire.Errorf(wire.OperatorInvalid, "operator")
	case !covers(c.Ward, c.terminal.Ward):
		return a, c, wire.Errorf(wire.OtherWard, "operator")
	}
	return a, c, nil
}
