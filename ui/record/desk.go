package record

import (
	"context"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// A Desk is what the record screen needs of the terminal.
type Desk interface {
	// OpenRecord returns a resident with household and history. It is logged, also
	// when it is answered from the copy this terminal keeps.
	OpenRecord(ctx context.Context, id resident.ID, purpose counter.Purpose) (counter.Opened, error)
	// RevealNumber returns the digits of one of the two numbers. It is logged first.
	RevealNumber(ctx context.Context, id resident.ID, number counter.Number, purpose counter.Purpose) (digits string, err error)
	// RevealAddress returns an address that is withheld, while the officer has lifted
	// what withholds it. It is logged first.
	RevealAddress(ctx context.Context, id resident.ID, purpose counter.Purpose) (resident.Address, error)
	// Line returns how the line to the registry is.
	Line() counter.LineState
}

// A Guide leads to the other screens.
type Guide interface {
	// Leave goes back to where the record was opened from.
	Leave()
	// OpenRecord opens another resident's record.
	OpenRecord(id resident.ID, purpose counter.Purpose)
	// BeginWith starts an entry of a kind with the household of a resident.
	BeginWith(kind notification.Kind, id resident.ID)
	// ShowCharacters opens the screen for the characters of a name, to be looked at.
	ShowCharacters(label words.Key, name string)
}
