package adapter_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/desk"
	"madoguchi/cmd/attack/attacktest"
	"madoguchi/ui/proof"
)

// TestAttackGuessedPIN: E02, R026. Somebody at a terminal without a line guesses, starts
// the program again after each guess, and sets the clock forth and back. The tenth guess
// is the last, and each one is in the log.
func TestAttackGuessedPIN(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	b.must(b.SignOut(b.Context(), "operator"))
	b.registry.cut()
	b.later(time.Minute)
	begun := len(b.audits())
	said := func(err error) string {
		f := proof.Explain(err).Finding(b.now())
		return f.Reason + "→ " + f.Remedy
	}
	var saw string
	waited, guesses := time.Duration(0), 0
	for ; guesses < 100; guesses++ {
		err := b.SignIn(b.Context(), sato, fmt.Sprintf("%06d", guesses), b.code(sato))
		var wait *desk.WaitError
		if !errors.As(err, &wait) {
			t.Fatalf("guess %d: %v", guesses, err)
		}
		if wait.Disabled {
			break
		}
		for _, jump := range []time.Duration{0, -24 * time.Hour, 24*time.Hour + 10*time.Second} {
			b.later(jump)
			b.restart()
			if left := wait.Until.Sub(b.at); left > 0 {
				if err := b.SignIn(b.Context(), sato, pins[sato], b.code(sato)); !errors.Is(err, desk.ErrRefused) {
					t.Fatalf("the right PIN within the wait after guess %d: %v", guesses, err)
				} else if jump == 0 && saw == "" {
					saw = said(err)
				}
			}
		}
		if left := wait.Until.Sub(b.at); left > 0 {
			waited += left
			b.later(left)
		}
	}
	if guesses != 9 || waited < 100*time.Minute {
		t.Errorf("disabled after %d guesses and %v of waiting", guesses+1, waited)
	}
	b.later(365 * 24 * time.Hour)
	b.restart()
	err := b.SignIn(b.Context(), sato, pins[sato], b.code(sato))
	var wait *desk.WaitError
	if !errors.As(err, &wait) || !wait.Disabled {
		t.Fatalf("the right PIN a year later: %v", err)
	}
	logged := 0
	for _, r := range b.audits()[begun:] {
		if r.Kind == audit.SignInRefused {
			logged++
		}
	}
	if logged < guesses+1 {
		t.Errorf("%d refusals in the log, want %d at least", logged, guesses+1)
	}
	attacktest.Refused(t, attacktest.GuessedPIN, fmt.Sprintf("waits of %v in all that neither a restart nor a clock set back shortens; the PIN is disabled at guess %d", waited.Round(time.Minute), guesses+1),
		saw+"  and then: "+said(err))
}
