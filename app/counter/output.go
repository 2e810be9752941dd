package counter

import "errors"

// Errors of output that a screen tells apart (R130).
var (
	// ErrApprovalNeeded says that so many residents leave on paper only with a manager's
	// approval.
	ErrApprovalNeeded = errors.New("output needs an approval")
	// ErrNotApproved says that no approval of that number is for this output, here and today.
	ErrNotApproved = errors.New("output is not approved")
	// ErrOverApproved says that more is to leave than was approved.
	ErrOverApproved = errors.New("more than was approved")
	// ErrDecided says that an approval was decided about, or used, already.
	ErrDecided = errors.New("approval is not at this step any more")
)

// A Load is how many residents a printing would put on paper, against what the locked
// configuration lets leave without an approval.
type Load struct {
	Residents int // on the paper, times copies
	Most      int // at once
	Today     int // that this operator has printed here without an approval today
	MostToday int
}

// Needs reports whether an approval is needed.
func (l Load) Needs() bool {
	return l.Most > 0 && l.Residents > l.Most || l.MostToday > 0 && l.Today+l.Residents > l.MostToday
}
