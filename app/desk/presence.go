package desk

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"madoguchi/app/counter"
	"madoguchi/app/operator"
)

// ErrPresence says that the operator did not prove by their body to be there (R116).
var ErrPresence = errors.New("operator is not proved to be present")

// A Presence has whoever sits at the terminal prove by their body who they are: by a finger
// on the machine's reader, which is the terminal's own claim, or by an authenticator that
// verified its user, which the registry checks. An integrated terminal asks for it besides
// PIN and token, at each sign-in and each return.
type Presence interface {
	// Prove waits for the operator with the ID that was typed. ask returns what the registry
	// asks of an authenticator; the answer to that is for the registry, nil where there is
	// nothing that it could check.
	Prove(ctx context.Context, typed operator.ID, ask func(context.Context) ([]byte, error)) (answer []byte, err error)
}

// presence has the operator prove it where this terminal asks for it.
func (d *Desk) presence(ctx context.Context, typed operator.ID) ([]byte, error) {
	terms := d.Terms()
	switch {
	case !terms.Integrated, d.Config.Presence == nil && !terms.Presence:
		return nil, nil
	case d.Config.Presence == nil:
		return nil, ErrPresence // the policy asks for what this machine has not got
	}
	answer, err := d.Presence.Prove(ctx, typed, func(ctx context.Context) ([]byte, error) {
		if d.Config.Holder == nil || d.Config.Line.State() != counter.Online {
			return nil, counter.ErrOffline
		}
		return d.Config.Holder.AskPasskey(ctx, typed)
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPresence, err)
	}
	return answer, nil
}

// signInLine signs in at the registry, with the proof of presence where there is one for it.
func (d *Desk) signInLine(ctx context.Context, typed operator.ID, pin, code string, key ed25519.PublicKey) (SignedIn, error) {
	answer, err := d.presence(ctx, typed)
	switch {
	case err != nil:
		return SignedIn{}, err
	case answer == nil:
		return d.Config.Line.SignIn(ctx, typed, pin, code, key)
	}
	return d.Config.Holder.SignInWith(ctx, typed, pin, code, key, answer)
}
