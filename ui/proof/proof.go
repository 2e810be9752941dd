// Package proof holds what the two screens have in common on which an operator
// shows PIN and token code: signing in and coming back to a covered terminal. It
// says in words why a proof was refused and what to do now.
//
// Whether a proof is right is app/desk's.
package proof

import (
	"context"
	"errors"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// Digits a token code and a PIN have.
const (
	CodeDigits = 6
	MinPIN     = 6
	MaxPIN     = 12
)

// A Refusal is why an operator was not let in.
type Refusal struct {
	Tone   look.Tone
	Reason words.Key
	Remedy words.Key
	Left   int       // tries left before the PIN is disabled; 0: not said
	Until  time.Time // no try before; zero: at once
	Known  bool      // false: a fault, to be logged
}

// Explain says what err means to the operator. Which of PIN and code was wrong is
// not told: whoever guesses must not learn it.
func Explain(err error) Refusal {
	var wait *desk.WaitError
	switch {
	case errors.As(err, &wait) && wait.Disabled:
		return Refusal{Tone: look.Stop, Reason: words.ProofDisabled, Remedy: words.ProofDisabledRemedy, Known: true}
	case errors.As(err, &wait):
		return Refusal{Tone: look.Stop, Reason: words.ProofRefused, Remedy: words.ProofRefusedRemedy, Left: wait.Left, Until: wait.Until, Known: true}
	case errors.Is(err, desk.ErrPresence):
		return Refusal{Tone: look.Stop, Reason: words.ProofPresence, Remedy: words.ProofPresenceRemedy, Known: true}
	case errors.Is(err, desk.ErrStopped):
		return Refusal{Tone: look.Stop, Reason: words.ProofStopped, Remedy: words.ProofStoppedRemedy, Known: true}
	case errors.Is(err, desk.ErrRefused):
		return Refusal{Tone: look.Stop, Reason: words.ProofRefused, Remedy: words.ProofRefusedRemedy, Known: true}
	case errors.Is(err, desk.ErrUnknownHere):
		return Refusal{Tone: look.Alert, Reason: words.ProofUnknownHere, Remedy: words.ProofUnknownHereRemedy, Known: true}
	case errors.Is(err, desk.ErrExpired):
		return Refusal{Tone: look.Alert, Reason: words.ProofExpired, Remedy: words.ProofExpiredRemedy, Known: true}
	case errors.Is(err, desk.ErrOther):
		return Refusal{Tone: look.Alert, Reason: words.ProofOther, Remedy: words.ProofOtherRemedy, Known: true}
	case errors.Is(err, desk.ErrSignedOut):
		return Refusal{Tone: look.Alert, Reason: words.ProofEnded, Remedy: words.ProofEndedRemedy, Known: true}
	case errors.Is(err, counter.ErrNoRight):
		return Refusal{Tone: look.Alert, Reason: words.ProofNoRight, Remedy: words.ProofNoRightRemedy, Known: true}
	case errors.Is(err, operator.ErrID):
		return Refusal{Tone: look.Alert, Reason: words.ProofID, Remedy: words.ProofIDRemedy, Known: true}
	case errors.Is(err, counter.ErrBusy):
		return Refusal{Tone: look.Alert, Reason: words.ProofBusy, Remedy: words.ProofBusyRemedy, Known: true}
	case errors.Is(err, counter.ErrClock):
		return Refusal{Tone: look.Stop, Reason: words.ProofClock, Remedy: words.ProofClockRemedy, Known: true}
	case errors.Is(err, counter.ErrOffline), errors.Is(err, context.DeadlineExceeded):
		return Refusal{Tone: look.Alert, Reason: words.ProofLine, Remedy: words.ProofLineRemedy, Known: true}
	}
	return Refusal{Tone: look.Stop, Reason: words.ProofFault, Remedy: words.ProofFaultRemedy}
}

// ExplainApproval says what err means to a reviewer who showed the proof of a decision.
// The reviewer is signed in: it is the PIN that was wrong, or the code where one is asked.
func ExplainApproval(err error, withCode bool) Refusal {
	r := Explain(err)
	if r.Reason != words.ProofRefused {
		return r
	}
	r.Reason, r.Remedy = words.ProofApproval, words.ProofApprovalRemedy
	if withCode {
		r.Reason, r.Remedy = words.ProofApprovalCode, words.ProofRefusedRemedy
	}
	return r
}

// CheckApproval says what is missing before the proof of a decision is worth showing.
func CheckApproval(pin, code string, withCode bool) (pinWrong, codeWrong words.Key) {
	pinWrong, codeWrong = check(pin, code)
	if !withCode {
		codeWrong = ""
	}
	return pinWrong, codeWrong
}

// Finding is the refusal as it stands below the fields at now.
func (r Refusal) Finding(now time.Time) kit.Finding {
	f := kit.Finding{Tone: r.Tone, Reason: words.T(r.Reason), Remedy: words.T(r.Remedy)}
	if r.Left > 0 {
		f.Reason += words.T(words.ProofLeft, r.Left)
	}
	if wait := r.Wait(now); wait > 0 {
		f.Remedy = words.T(words.ProofWait, int(wait.Minutes()), int(wait.Seconds())%60)
	}
	return f
}

// Wait returns how long it is until the next try, in whole seconds, rounded up.
func (r Refusal) Wait(now time.Time) time.Duration {
	return max(0, (r.Until.Sub(now) + time.Second - 1).Truncate(time.Second))
}

// check says what is missing before a proof is worth showing.
func check(pin, code string) (pinWrong, codeWrong words.Key) {
	if len(pin) < MinPIN || len(pin) > MaxPIN || !kit.Digits(pin) {
		pinWrong = words.ProofPINShape
	}
	if len(code) != CodeDigits || !kit.Digits(code) {
		codeWrong = words.ProofCodeShape
	}
	return pinWrong, codeWrong
}
