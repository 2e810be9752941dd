package worklist

import (
	"context"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
)

// A Desk is what the worklist needs of the terminal. All of it is answered from
// the terminal's own file; none of it waits for the line.
type Desk interface {
	// Counts returns how many entries each folder has.
	Counts(ctx context.Context) (counter.Counts, error)
	// List returns the entries of a folder, the one to be dealt with first at the top.
	List(ctx context.Context, folder counter.Folder) ([]counter.Summary, error)
	// Withdraw takes an entry back that is not approved yet.
	Withdraw(ctx context.Context, id notification.EntryID) error
	// Line returns how the line to the registry is.
	Line() counter.LineState
}

// A Guide leads to the other screens.
type Guide interface {
	// BeginEntry starts an entry of a kind.
	BeginEntry(kind notification.Kind)
	// OpenMenu opens the menu of all kinds at a group.
	OpenMenu(group notification.Group)
	// OpenEntry opens an entry: to go on writing it, or to look at it.
	OpenEntry(id notification.EntryID)
	// ReviewEntry opens an entry for review.
	ReviewEntry(id notification.EntryID)
	// OpenQueue opens the list of everything that awaits a review.
	OpenQueue()
	// OpenSearch opens the search.
	OpenSearch()
	// OpenSlips opens what there is to learn from reviews.
	OpenSlips()
	// Print shows the papers about the first of some entries, or about all of them, to be
	// printed: for a reviewer, or for the resident.
	Print(ids []notification.EntryID, forReview bool)
	// OpenMachine opens the facts about this terminal.
	OpenMachine()
}
