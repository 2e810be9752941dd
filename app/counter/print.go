package counter

import "errors"

// Errors of printing that a screen tells apart.
var (
	// ErrNoPrintSystem says that this terminal cannot print at all: no print system
	// runs on it.
	ErrNoPrintSystem = errors.New("no print system on this terminal")
	// ErrNoQueue says that there is no such print queue.
	ErrNoQueue = errors.New("no such print queue")
	// ErrQueueStopped says that the queue is stopped or takes nothing. What is sent to it
	// would come out whenever somebody starts it again, with nobody there to take it.
	ErrQueueStopped = errors.New("print queue is stopped")
)

// MaxCopies bounds one printing.
const MaxCopies = 20

// A PrintQueue is a queue of the system.
type PrintQueue struct {
	Name    string
	Default bool
	Stopped bool
}

// A Printout is how a paper is to be printed, and why (R040, R129).
type Printout struct {
	Queue   string
	Copies  int
	Purpose Purpose
	// Approval is the number of a manager's approval, where one is needed.
	Approval string
}
