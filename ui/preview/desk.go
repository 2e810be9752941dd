package preview

import (
	"context"

	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/app/document/typeset"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/output"
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
	// PrintLoad returns how many residents a printing would put on paper, and the limits.
	PrintLoad(ctx context.Context, d *typeset.Document, copies int) (counter.Load, error)
	// AskOutput asks the managers to approve a printing.
	AskOutput(ctx context.Context, d *typeset.Document, how counter.Printout, reason string) (output.Approval, error)
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
