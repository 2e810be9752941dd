// Package counter holds what the screens of a terminal ask and are told: the
// folders of the worklist with their counts, the search of the register with its
// purpose and its hits, the acknowledgement of an alert, the facts about the
// machine, and the errors a screen tells apart.
//
// It decides nothing. Package desk answers with these types, the ui packages show
// them, and neither has to know the other.
package counter

import (
	"errors"
	"fmt"
)

// Errors that a screen tells apart. Everything else is told as a failure.
var (
	// ErrClock says that the terminal's clock is not to be trusted: what the registry or a
	// token is to be told the time for does not go.
	ErrClock = errors.New("clock of the terminal is wrong")
	// ErrOffline says that the registry is needed and cannot be reached.
	ErrOffline = errors.New("no line to the registry")
	// ErrBusy says that the registry answers nothing for a moment, because this terminal
	// asked for too much. It is an [ErrOffline] as well.
	ErrBusy = fmt.Errorf("asked too much: %w", ErrOffline)
	// ErrNoRight says that the operator has no right to do it.
	ErrNoRight = errors.New("no right to do it")
	// ErrTooBroad says that a search needs more to search by (E23).
	ErrTooBroad = errors.New("search by too little")
	// ErrNoPurpose says that a search or an opening needs a purpose (R030).
	ErrNoPurpose = errors.New("purpose missing")
	// ErrNoPerson says that a search is for what is no resident, such as a company.
	ErrNoPerson = errors.New("search for no person")
	// ErrClaimed says that another operator has the entry open for review.
	ErrClaimed = errors.New("claimed by another operator")
	// ErrHasty says that a review was too quick to be believed and the reviewer did not
	// confirm it (A17).
	ErrHasty = errors.New("too quick to be believed")
	// ErrApart says that an entry needs a decision of its own.
	ErrApart = errors.New("needs a decision of its own")
	// ErrCap says that fewer entries are approved by one proof.
	ErrCap = errors.New("too many at once")
	// ErrChanged says that what was opened is no longer as it was.
	ErrChanged = errors.New("changed meanwhile")
	// ErrGone says that it is no longer there.
	ErrGone = errors.New("no longer there")
	// ErrSpace says that nothing more can be kept on this terminal.
	ErrSpace = errors.New("no space left on this terminal")
	// ErrStale says that the terminal was without its registry for too long to
	// take anything new.
	ErrStale = errors.New("without the registry for too long")
	// ErrUnreviewed and ErrPolicyStale are like it, for other reasons.
	ErrUnreviewed  = fmt.Errorf("entries wait too long for review: %w", ErrStale)
	ErrPolicyStale = fmt.Errorf("locked configuration too old: %w", ErrStale)
)
