package machine

import (
	"context"

	"madoguchi/app/counter"
)

// A Desk is what the screen needs of the terminal.
type Desk interface {
	// Machine returns the facts as they are now.
	Machine(ctx context.Context) (counter.Machine, error)
	// ImportPolicy takes a bundle of locked configurations from a stick.
	ImportPolicy(ctx context.Context) (counter.Imported, error)
}

// A Guide leads to the other screens.
type Guide interface {
	// Leave goes back to where the screen was opened from.
	Leave()
}
