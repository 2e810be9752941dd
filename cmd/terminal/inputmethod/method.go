package inputmethod

import (
	"context"

	"madoguchi/ui/kit/ime"
)

// A Method is the input method of a desktop.
type Method interface {
	ime.Method
	// Run keeps in touch with it until ctx ends.
	Run(ctx context.Context)
	// Name returns what it is called, "" while there is none.
	Name() string
}
