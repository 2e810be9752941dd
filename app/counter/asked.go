package counter

import (
	"time"

	"madoguchi/app/operator"
)

// An Asked is what a chief or IT asked an operator about a report over the operation log
// (R122): it waits for an answer from sign-in to sign-in.
type Asked struct {
	ID   string
	By   operator.ID
	At   time.Time
	Text string
}

// MaxAnswer bounds an answer, in characters.
const MaxAnswer = 500
