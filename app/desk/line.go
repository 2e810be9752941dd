package desk

import (
	"context"
	"crypto/ed25519"
	"errors"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
)

// Errors a [Line] answers with besides those of package counter. Whatever else it
// answers is a fault of the line or the registry.
var (
	// ErrRefused says that the registry did not accept the proof of an operator.
	ErrRefused = errors.New("operator refused")
	// ErrSession says that the registry knows no such session (any more).
	ErrSession = errors.New("no session at the registry")
	// ErrPINDue says that the operator has to set a PIN before anything else.
	ErrPINDue = errors.New("PIN was issued and has to be set anew")
	// ErrWeakPIN says that a new PIN has not the form, is easy to guess, or is the old one.
	ErrWeakPIN = errors.New("PIN cannot be used")
)

// A WaitError says that the operator has to wait before trying again, or, with
// Disabled, that IT has to reset the PIN. It wraps [ErrRefused].
type WaitError struct {
	Until    time.Time
	Left     int // tries before the next wait, if known
	Disabled bool
}

// Error implements error.
func (e *WaitError) Error() string {
	if e.Disabled {
		return "operator refused: PIN disabled"
	}
	return "operator refused: wait"
}

// Unwrap returns [ErrRefused].
func (e *WaitError) Unwrap() error { return ErrRefused }

// A Line is the way to the registry. Every call fails with [counter.ErrOffline] while
// there is none, at once rather than after a time-out.
type Line interface {
	// State tells how the line is now.
	State() counter.LineState
	SignIn(ctx context.Context, id operator.ID, pin, code string, key ed25519.PublicKey) (SignedIn, error)
	// Resume opens a session for whoever signed in without a line.
	Resume(ctx context.Context, id operator.ID, key ed25519.PrivateKey) (session string, err error)
	SignOut(ctx context.Context, session string) error
	Search(ctx context.Context, session string, q counter.Query) (counter.Found, error)
	// Searches returns what the session's operator searched by before, newest first.
	Searches(ctx context.Context, session string) ([]counter.KeptSearch, error)
	Open(ctx context.Context, session string, id resident.ID, purpose counter.Purpose) (counter.Opened, error)
	Reveal(ctx context.Context, session string, id resident.ID, number counter.Number, purpose counter.Purpose) (string, error)
	Reviews(ctx context.Context, session string) ([]Waiting, error)
	Claim(ctx context.Context, session string, id notification.EntryID) (Claimed, error)
	Release(ctx context.Context, session string, id notification.EntryID) error
}

// SignedIn is the registry's answer to a sign-in.
type SignedIn struct {
	Session      string
	Profile      operator.Profile
	TokenSeed    []byte
	TokenStep    int64
	OfflineUntil time.Time
	// PINDue says that the session opens nothing until its holder has set a PIN.
	PINDue bool
}

// A Holder is the part of the line that is about the operator at work.
type Holder interface {
	// ChangePIN sets another PIN at the registry.
	ChangePIN(ctx context.Context, session, old, now string) error
	// AskPasskey returns what the registry asks of an authenticator (WebAuthn, in JSON).
	AskPasskey(ctx context.Context, typed operator.ID) ([]byte, error)
	// SignInWith is Line.SignIn with the answer of an authenticator.
	SignInWith(ctx context.Context, id operator.ID, pin, code string, key ed25519.PublicKey, passkey []byte) (SignedIn, error)
}

// Waiting is an entry of the ward that awaits a review, as the registry lists it.
type Waiting struct {
	ID        notification.EntryID
	Revision  int
	Kind      notification.Kind
	Writer    operator.ID
	WrittenAt time.Time
	Approvals int
	Needed    int
	ClaimedBy operator.ID
	Terminal  string

	ClaimedUntil time.Time
	Deadline     civil.Date // of the Act, zero for none
	Alerts       int        // that the writer acknowledged
	Protected    bool       // a resident is under a support measure
	Officer      bool       // whose responsible officer approved already
}

// Claimed is an entry reserved for a reviewer.
type Claimed struct {
	Submission *notification.Submission
	Reviews    []notification.Review
	Until      time.Time // the reservation ends by itself; it is renewed by claiming again
	Protected  bool      // a resident is under a support measure
}
