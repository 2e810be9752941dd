package registry

import (
	"time"

	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/pinned"
)

// An Act is what may be asked for about a terminal. Stored and sent.
type Act uint8

// The acts.
const (
	ActAdd     Act = 1 // designate it (R032)
	ActEnrol   Act = 2 // a new file or a new key; the old key ends
	ActRevoke  Act = 3
	ActRestore Act = 4
)

// A RequestState is how far a request has come. Stored and sent.
type RequestState uint8

// The states of a request. The zero value waits for somebody.
const (
	RequestWaits     RequestState = 0
	RequestApproved  RequestState = 1
	RequestRefused   RequestState = 2
	RequestEmergency RequestState = 3 // one person did it at once; nobody else has said a word to it
	RequestConfirmed RequestState = 4 // an emergency that another person knows of
)

// A TerminalRequest is what one person asked for and another decided.
type TerminalRequest struct {
	Number      uint64
	Act         Act
	Terminal    string
	Ward        string // of a terminal to be added
	Personality policy.Personality
	Reason      string // a code of [reasons]
	Key         []byte // a pin, of a certificate issued offline
	AskedBy     operator.ID
	AskedAt     time.Time
	State       RequestState
	DecidedBy   operator.ID
	DecidedAt   time.Time // zero while it waits
}

// An Enrolment is the newest one-time code of a terminal.
type Enrolment struct {
	Terminal string
	Key      pinned.EnrolmentKey // none when used, burnt or over; a secret
	Until    time.Time
	Failures int
}

// A TerminalKey is a key that a terminal may come in with.
type TerminalKey struct {
	Terminal string
	Pin      pinned.Pin
	Since    time.Time
	EndedAt  time.Time // zero while it is good
}

// A Standing is what a terminal last said of itself.
type Standing struct {
	At   time.Time
	Body []byte // a marshalled ReportRequest
}

// A Designation is the part of a transaction that the designating of terminals is kept in.
type Designation interface {
	// AskTerminal keeps a request under the next number, which it returns.
	AskTerminal(TerminalRequest) (uint64, error)
	TerminalRequest(number uint64) (TerminalRequest, error)
	// TerminalRequests returns the requests that wait, or all, oldest first.
	TerminalRequests(all bool) ([]TerminalRequest, error)
	// DecideTerminal keeps state, decider and time of a request that waits.
	DecideTerminal(TerminalRequest) error
	Enrolment(terminal string) (Enrolment, error)
	// PutEnrolment keeps e in place of the terminal's one before.
	PutEnrolment(e Enrolment) error
	// TerminalKeys returns every key of a terminal, oldest first.
	TerminalKeys(terminal string) ([]TerminalKey, error)
	// PutTerminalKey keeps a key; one that is there gets the new end.
	PutTerminalKey(TerminalKey) error
	// Administrators returns who has the right to administer, valid now or not.
	Administrators() ([]operator.ID, error)
	Standing(terminal string) (Standing, error)
	PutStanding(terminal string, s Standing) error
}
