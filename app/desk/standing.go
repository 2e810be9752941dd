package desk

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/operator"
)

// PINDue reports whether whoever is signed in has to set a PIN before anything else.
func (d *Desk) PINDue() bool {
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	return d.session != nil && d.session.pinDue
}

// ChangePIN sets another PIN for whoever is signed in, at the registry first, and seals what
// is held here for the times without a line under it.
func (d *Desk) ChangePIN(ctx context.Context, old, now string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.present()
	if err != nil {
		return fmt.Errorf("change PIN: %w", err)
	}
	if err := operator.CheckPIN(now); err != nil || old == now {
		return fmt.Errorf("change PIN: %w", ErrWeakPIN)
	}
	if d.Config.Holder == nil {
		return fmt.Errorf("change PIN: %w", ErrSession)
	}
	err = d.asking(ctx, s, func(registry string) error { return d.Config.Holder.ChangePIN(ctx, registry, old, now) })
	if err != nil {
		return fmt.Errorf("change PIN: %w", err)
	}
	if err := d.reseal(ctx, s, old, now); err != nil {
		return fmt.Errorf("change PIN: keep credential: %w", err)
	}
	var asked []counter.Asked
	if s.pinDue { // nothing could be asked before
		if err := d.asking(ctx, s, func(registry string) error { asked = d.askedOf(ctx, registry); return nil }); err != nil {
			d.Log.WarnContext(ctx, "fetch what an operator is asked", "err", err)
		}
	}
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	if d.session != nil {
		d.session.pinDue = false
		if s.pinDue {
			d.session.asked = asked
		}
	}
	return nil
}

// present returns the session of whoever sits here, also while the PIN is due.
func (d *Desk) present() (session, error) {
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	switch {
	case d.session == nil, d.session.ended:
		return session{}, ErrSignedOut
	case d.session.locked:
		return session{}, ErrLocked
	}
	return *d.session, nil
}

// reseal seals the credential under the new PIN. One that the old PIN does not open is
// dropped: the next sign-in with a line brings another.
func (d *Desk) reseal(ctx context.Context, s session, old, now string) error {
	held, err := d.Cabinet.Credential(ctx, s.typed)
	if err != nil {
		return err
	}
	kind := audit.CredentialKept
	c, err := d.openCredential(held, old)
	if err == nil {
		c.PINDue = false
		held.Credential, err = d.sealCredential(s.typed, c, now)
	}
	if err != nil {
		held.Credential, kind = nil, audit.CredentialGone
	}
	if held.Guard, err = encodeGuard(operator.Guard{}.Succeed(d.Now())); err != nil {
		return err
	}
	records := append(d.record(audit.PINChanged, s.row.ID), d.record(kind, s.row.ID)...)
	return d.Cabinet.Commit(ctx, Step{Held: &held, Audit: records})
}

// A Standing is what the registry says of an operator whom a credential is held of.
type Standing struct {
	Typed operator.ID // the ID as it is typed here
	Drop  bool        // what is held opens nothing any more
	Ended bool        // the operator may not work any more
}

// Holders returns whom credentials are held of, by the IDs as they are typed here.
func (d *Desk) Holders(ctx context.Context) ([]operator.ID, error) { return d.Cabinet.Holders(ctx) }

// TakeStandings drops what is held of operators whom the registry revoked, or whose rights,
// PIN or token it changed, and ends the session of one (R027).
func (d *Desk) TakeStandings(ctx context.Context, standings []Standing) error {
	out := false
	for _, s := range standings {
		if !s.Drop {
			continue
		}
		if err := d.dropCredential(ctx, s); err != nil {
			return fmt.Errorf("drop credential: %w", err)
		}
		out = out || d.expel(s.Typed)
	}
	switch {
	case !out:
		return nil
	case d.Ended != nil:
		d.Ended()
		return nil
	}
	return d.SignOut(ctx, "revoked")
}

func (d *Desk) dropCredential(ctx context.Context, s Standing) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	held, err := d.Cabinet.Credential(ctx, s.Typed)
	if errors.Is(err, ErrNotFound) || err == nil && held.Credential == nil {
		return nil
	}
	if err != nil {
		return err
	}
	why := "changed"
	if s.Ended {
		why = "revoked"
	}
	held.Operator, held.Credential = s.Typed, nil
	return d.Cabinet.Commit(ctx, Step{Held: &held, Audit: d.recordBy(s.Typed, audit.CredentialGone, "", why)})
}

// expel takes what the session opens away from whoever is signed in, if that is who.
func (d *Desk) expel(typed operator.ID) bool {
	d.sessionMu.Lock()
	defer d.sessionMu.Unlock()
	if d.session == nil || d.session.typed != typed || d.session.ended {
		return false
	}
	d.session.ended = true
	return true
}
