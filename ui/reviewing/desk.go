package reviewing

import (
	"context"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/review"
	"madoguchi/ui/words"
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
	// ReviewTerms returns what the locked configuration says of reviewing.
	ReviewTerms() counter.ReviewTerms
	// Approve signs and keeps the approval, with the key that the proof opens, and
	// queues it for the registry. It returns once that is safe on disk; Sitting.Entry
	// is then as it is kept. What keeps the proof from counting is package desk's.
	Approve(ctx context.Context, sitting *counter.Sitting, proof counter.Proof) error
	// Apart returns why the entry cannot be approved together with others, 0 if it can.
	Apart(sitting *counter.Sitting) review.Apart
	// PutOff keeps a finished sitting until it is approved together with others.
	PutOff(ctx context.Context, sitting *counter.Sitting) error
	// ApproveTogether approves entries whose sittings were put off with one proof.
	ApproveTogether(ctx context.Context, ids []notification.EntryID, proof counter.Proof) ([]counter.BulkResult, error)
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
	// PrintReviewList shows the review list of the entry under review, to be printed.
	PrintReviewList(s *counter.Sitting)
	// ShowCharacters opens the screen for the characters of a name, to be looked at.
	ShowCharacters(label words.Key, name string)
}
