package preview

import (
	"context"

	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/app/document/typeset"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
)

// A Desk is what printing needs of the terminal.
type Desk interface {
	// Material returns what a paper about an entry is made from, and logs the look.
	Material(ctx context.Context, id notification.EntryID) (document.Material, error)
	// NumberShown logs that a masked number was shown.
	NumberShown(ctx context.Context, id notification.EntryID, person int, item notification.Item) error
	// Queues returns the print queues, or counter.ErrNoPrintSystem.
	Queues(ctx context.Context) ([]counter.PrintQueue, error)
	// Print logs the printing and then hands the document over; what cannot be logged is
	// not printed.
	Print(ctx context.Context, d *typeset.Document, how counter.Printout) error
	// Operator returns who is signed in.
	Operator() (operator.Profile, bool)
}

// A Guide leads to the other screens.
type Guide interface {
	// Leave goes back to where the preview was opened from.
	Leave()
}

// A Table names characters by their MJ number. *letters.Table is one.
type Table interface {
	Lookup(cluster string) (letters.Char, bool)
}
