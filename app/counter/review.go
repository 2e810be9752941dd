package counter

import (
	"time"

	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/review"
)

// A Pressing is why an entry stands where it does in the review queue (D13). It is
// stored in no place and sent to none. The screen shows the translation key queue.why.<key>.
type Pressing uint8

// The reasons, the most pressing first.
const (
	ProtectedResident Pressing = 1 // a resident under a support measure
	PastDeadline      Pressing = 2 // the period the Act sets is over
	SecondReview      Pressing = 3 // approved once, one approval is missing
	AlertsOverridden  Pressing = 4 // the writer acknowledged alerts
	GivenBackBefore   Pressing = 5 // handed over again after a return
	FromOutside       Pressing = 6 // moving in from outside: two reviews
	WaitingLong       Pressing = 7 // since before today
)

// Key returns the stable ASCII name of p.
func (p Pressing) Key() string {
	names := [...]string{"unknown", "protected", "past_deadline", "second_review", "alerts_overridden", "given_back", "from_outside", "waiting_long"}
	if int(p) >= len(names) {
		return names[0]
	}
	return names[p]
}

// A Queued is an entry that awaits a review.
type Queued struct {
	Summary
	Why       []Pressing  // the most pressing first; empty for an ordinary one
	ClaimedBy operator.ID // has it open elsewhere; empty for nobody
	// ClaimedUntil is when that ends by itself.
	ClaimedUntil time.Time
	Protected    bool // a resident is under a support measure, as far as is known
	// Compared says that the signed-in operator finished the sitting and put the
	// approval off, to approve several at once.
	Compared bool
	// Apart is why it cannot be approved together with others, 0 if it can.
	Apart review.Apart
}

// A Sitting is an entry that the signed-in operator has open for review.
type Sitting struct {
	Entry *notification.Entry
	Case  *review.Case
	// Before are the records that the entry changes as they are now, by person of
	// the content; nil for a newcomer and for what cannot be had without a line.
	Before []*resident.Record
	// BeforeUnknown says that records are missing because there is no line.
	BeforeUnknown bool
	// Protected says that a resident is under a support measure, as far as is known.
	Protected bool
	// Protection are the holds and measures of the persons, where the entry is about one.
	Protection Protection
}
