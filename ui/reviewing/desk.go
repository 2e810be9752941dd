package reviewing

import (
	"context"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
)

// A Desk is what reviewing needs of the terminal.
type Desk interface {
	// Queue returns what awaits a review, the most pressing first: this terminal's
	// entries always, the ward's where there is a line.
	Queue(ctx context.Context) ([]counter.Queued, error)
	// Claim reserves an entry for the signed-in operator and opens it. An entry that
	// another operator has open is counter.ErrClaimed; why this one may not review
	// it, review.WhyOf tells.
	Claim(ctx context.Context, id notification.EntryID) (*counter.Sitting, error)
	// Release gives a claimed entry back undecided.
	Release(ctx context.Context, id notification.EntryID) error
	// Approve signs and keeps the approval and queues it for the registry. It
	// returns once that is safe on disk; Sitting.Entry is then as it is kept.
	Approve(ctx context.Context, sitting *counter.Sitting) error
	// GiveBack does the same with a return.
	GiveBack(ctx context.Context, sitting *counter.Sitting, reasons []notification.Reason, note string) error
	// NumberShown logs that a masked number was shown.
	NumberShown(ctx context.Context, id notification.EntryID, person int, item notification.Item) error
	// Line returns how the line to the registry is.
	Line() counter.LineState
}

// A Guide leads to the other screens.
type Guide interface {
	// Leave goes back to where reviewing was opened from.
	Leave()
}
