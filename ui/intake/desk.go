package intake

import (
	"context"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// A Desk is what the form needs of the terminal. The entries it is given are
// copies: the presenter goes on changing its own.
type Desk interface {
	// Load returns an entry as it is kept.
	Load(ctx context.Context, id notification.EntryID) (*notification.Entry, error)
	// Begin returns a new draft of a kind, by the signed-in operator. It is kept
	// with the first SaveDraft.
	Begin(kind notification.Kind) (*notification.Entry, error)
	// SaveDraft keeps an entry that is not handed over yet, with its Form.
	SaveDraft(ctx context.Context, entry *notification.Entry) error
	// Check runs the rules over a content: the register's where there is a line,
	// what this terminal knows otherwise.
	Check(ctx context.Context, content *notification.Content) ([]notification.Finding, error)
	// HandOver closes, signs and keeps the entry and queues it for the registry. It
	// returns once all of that is safe on disk; it does not wait for the line. The
	// entry it is given is then as it is kept.
	HandOver(ctx context.Context, entry *notification.Entry, acks []counter.Ack) error
	// Receipt returns the provisional number (仮受付番号) of an entry.
	Receipt(id notification.EntryID) string
	// OpenRecord returns a resident first and then the other members of the household,
	// and the resident's history. Without a line only what was opened here before is to
	// be had, without history; anything else is counter.ErrOffline.
	OpenRecord(ctx context.Context, id resident.ID, purpose counter.Purpose) (counter.Opened, error)
	// OpenHousehold returns the members of a household whose number was typed:
	// counter.ErrGone if it is nobody's, counter.ErrOffline without a line.
	OpenHousehold(ctx context.Context, id resident.HouseholdID, purpose counter.Purpose) ([]resident.Record, error)
	// NumberShown logs that a masked number on the form was shown.
	NumberShown(ctx context.Context, id notification.EntryID, person int, item notification.Item) error
	// Line returns how the line to the registry is.
	Line() counter.LineState
}

// A Guide leads to the other screens.
type Guide interface {
	// Leave goes back to where the form was opened from.
	Leave()
	// PickResident opens the search to choose a resident for an entry; the choice
	// comes back to [Presenter.Quote].
	PickResident(kind notification.Kind)
	// Print shows the papers about an entry, to be printed.
	Print(id notification.EntryID)
	// ShowCharacters opens the screen for the characters of a name.
	ShowCharacters(name Shown)
}
