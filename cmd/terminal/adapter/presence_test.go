package adapter_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/desk"
	"madoguchi/app/operator"
)

// A finger is a desk.Presence that answers as it is told.
type finger struct {
	err   error
	asked []operator.ID
}

func (f *finger) Prove(_ context.Context, typed operator.ID, _ func(context.Context) ([]byte, error)) ([]byte, error) {
	f.asked = append(f.asked, typed)
	return nil, f.err
}

// TestPresence is R116: an integrated terminal asks for it besides PIN and token, with a line
// and without, when somebody comes and when they return; a register terminal does not.
func TestPresence(t *testing.T) {
	b := newBench(t)
	f := &finger{}
	b.presence = f
	b.restart()
	b.signIn(sato)
	b.must(b.SignOut(b.Context(), "operator"))
	if len(f.asked) != 0 {
		t.Fatal("a register terminal asks for a finger")
	}
	b.integrated = true
	b.restart()
	no := errors.New("finger does not match")
	for _, offline := range []bool{false, true} {
		if offline {
			b.registry.cut()
		}
		f.err = no
		n := len(b.audits())
		b.later(time.Minute)
		b.want("sign in with another finger", b.SignIn(b.Context(), sato, pins[sato], b.code(sato)), desk.ErrPresence)
		b.logged(n, audit.SignInRefused)
		f.err = nil
		b.signIn(sato)
		b.must(b.Lock(b.Context(), "left_seat"))
		f.err = no
		b.later(time.Minute)
		b.want("return with another finger", b.Unlock(b.Context(), pins[sato], b.code(sato)), desk.ErrPresence)
		f.err = nil
		b.later(time.Minute)
		b.must(b.Unlock(b.Context(), pins[sato], b.code(sato)))
		b.must(b.SignOut(b.Context(), "operator"))
	}
	if len(f.asked) != 8 || f.asked[0] != sato {
		t.Errorf("asked %v", f.asked)
	}
}

// TestPresenceAlways: where the policy asks for it, an integrated terminal without the means
// lets nobody in.
func TestPresenceAlways(t *testing.T) {
	b := newBench(t)
	terms := b.Terms()
	terms.Presence = true
	b.Apply(terms)
	b.signIn(sato) // a register terminal
	b.must(b.SignOut(b.Context(), "operator"))
	terms.Integrated = true
	b.Apply(terms)
	b.later(time.Minute)
	b.want("sign in without the means", b.SignIn(b.Context(), sato, pins[sato], b.code(sato)), desk.ErrPresence)
}
