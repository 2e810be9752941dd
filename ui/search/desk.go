package search

import (
	"context"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// A Desk is what the search needs of the terminal.
type Desk interface {
	// Search asks the registry, which logs it with the purpose. Without a line it is
	// counter.ErrOffline.
	Search(ctx context.Context, query counter.Query) (counter.Found, error)
	// Searches returns what the operator searched by before, newest first.
	Searches(ctx context.Context) ([]counter.KeptSearch, error)
	// TypedShown logs that a number typed to search by is shown.
	TypedShown(ctx context.Context, number counter.Number) error
	// Line returns how the line to the registry is.
	Line() counter.LineState
}

// A Guide leads to the other screens.
type Guide interface {
	// Leave goes back to where the search was opened from.
	Leave()
	// OpenRecord opens a resident's record.
	OpenRecord(id resident.ID, purpose counter.Purpose)
	// Picked gives the resident chosen for an entry back to the form.
	Picked(id resident.ID)
	// EnterFromPaper starts an entry without the register.
	EnterFromPaper(kind notification.Kind)
}
