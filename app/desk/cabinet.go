package desk

import (
	"context"
	"errors"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
)

// ErrNotFound says that the cabinet holds no such entry or credential.
var ErrNotFound = errors.New("not found")

// A Cabinet is the terminal's durable, sealed file. Its methods may be called
// from several goroutines.
type Cabinet interface {
	// Commit makes the whole of a step durable before it returns, or nothing of it.
	Commit(ctx context.Context, s Step) error
	// Entry returns an encoded entry, or an error that wraps [ErrNotFound].
	Entry(ctx context.Context, id notification.EntryID) ([]byte, error)
	// Entries returns the encoded entries in one of the states, oldest change first.
	Entries(ctx context.Context, states ...notification.State) ([][]byte, error)
	// Tally counts the entries by state, with the oldest change of each.
	Tally(ctx context.Context) (map[notification.State]Tally, error)
	// Settled returns the entries whose last event a watermark covers, and the one
	// before did not.
	Settled(ctx context.Context, watermark uint64) ([]notification.EntryID, error)
	// Credential returns what is held for an operator, or an error that wraps [ErrNotFound].
	Credential(ctx context.Context, id operator.ID) (Held, error)
	// Holders returns the IDs, as they are typed here, of whom a credential is held.
	Holders(ctx context.Context) ([]operator.ID, error)
	// OpenSession returns the session that was never closed, if there is one.
	OpenSession(ctx context.Context) (SessionRow, bool, error)
	// PositionConfirmed reports whether an operator confirmed the screen's position on a day.
	PositionConfirmed(ctx context.Context, id operator.ID, day string) (bool, error)
	// NoticeTaken returns on which day an operator last confirmed that what is done here is
	// logged, the zero Date if never.
	NoticeTaken(ctx context.Context, id operator.ID) (civil.Date, error)
	// PrintedOn returns how many residents an operator printed on a day without an approval.
	PrintedOn(ctx context.Context, id operator.ID, day string) (int, error)
	// Households returns every household opened at this terminal.
	Households(ctx context.Context) ([][]byte, error)
}

// A Tally is how many there are and since when the oldest has been waiting.
type Tally struct {
	Count  int
	Oldest time.Time // of the last change of the oldest; zero if none
}

// Held is what the cabinet holds for an operator.
type Held struct {
	Operator   operator.ID
	Credential []byte // sealed under the PIN; nil before the first sign-in with a line
	TokenStep  int64  // the last used; codes up to it are replays
	Guard      []byte // operator.Guard, encoded
}

// A SessionRow is a session in the cabinet.
type SessionRow struct {
	ID       string
	Operator operator.ID
	OpenedAt time.Time
	ClosedAt time.Time // zero while open
	Offline  bool      // opened without a line
}

// A Step is everything one step of the procedure changes.
type Step struct {
	Entries []*notification.Entry
	// Events are appended to the outbox in this order.
	Events []Event
	// Audit is appended to the chain in the same transaction.
	Audit    []audit.Record
	Held     *Held
	Session  *SessionRow
	Position *Position
	Notice   *Notice
	// Printed is added to what an operator printed on the day.
	Printed *Printed
	// Household is kept until it is purged.
	Household *OpenedHousehold
	// Forget drops opened households; ForgetAll drops all of them.
	Forget    []resident.HouseholdID
	ForgetAll bool
	// Watermark is the last event the registry holds; 0 leaves it as it was.
	Watermark uint64
	// Cursor is how far the registry's news were taken; 0 leaves it as it was.
	Cursor uint64
}

// A Position is the confirmation that visitors do not see the screen.
type Position struct {
	Operator operator.ID
	Day      string
	Display  string
}

// An OpenedHousehold is what the register said about a household.
type OpenedHousehold struct {
	ID       resident.HouseholdID
	Body     []byte
	OpenedAt time.Time
}

// An Event is one thing this terminal owes the registry: exactly one is set.
type Event struct {
	Submission *notification.Submission
	Review     *notification.Review
	Withdrawal *notification.Withdrawal
}
