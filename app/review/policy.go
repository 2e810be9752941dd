package review

import (
	"errors"
	"fmt"
	"slices"

	"madoguchi/app/notification"
	"madoguchi/app/operator"
)

// Circumstances are what the number of reviews depends on besides the content.
type Circumstances struct {
	// Protected reports whether a resident of the entry is under a support measure
	// (支援措置).
	Protected bool
	// Minimum is what the locked configuration asks for; it can only raise the number.
	Minimum int
}

// Needed returns how many operators other than the writer must approve a content:
// one, and two for the kinds that ask for it, such as moving in from outside the city
// (R006, R106), for a number that the entry brings with it for a resident already
// recorded, and for residents under a support measure.
func Needed(c *notification.Content, about Circumstances) int {
	needed := 1
	if c.Kind.Is(notification.TwoReviews) || about.Protected || changesNumber(c) {
		needed = 2
	}
	return max(needed, about.Minimum)
}

func changesNumber(c *notification.Content) bool {
	return c.Kind.Quotes() && slices.ContainsFunc(c.Persons, func(v notification.Values) bool {
		return v.Has(notification.Code) || v.Has(notification.MyNumber)
	})
}

// Guarded reports whether a kind is about a support measure itself, so that one of its
// reviewers is a responsible officer (支援措置責任者), also of who is not protected yet.
func Guarded(k notification.Kind) bool {
	return k.Is(notification.Protects | notification.TwoReviews)
}

// A Reviewer is what is known of the operator who would review.
type Reviewer struct {
	ID      operator.ID
	Reviews bool   // has the right to review
	Officer bool   // is responsible for support measures (支援措置責任者)
	Ward    string // the rights cover this ward; "" covers the city
}

// A Subject is what is known of the entry besides itself.
type Subject struct {
	Ward      string // it was handed in at
	Protected bool
	// Officer reports whether a responsible officer is among the approvals so far.
	Officer bool
}

// A Why is the reason a reviewer may not review (D16). The screen shows the
// translation key review.why.<key>.
type Why uint8

// The reasons, in the order they are looked at.
const (
	NotAwaiting  Why = 1 // the entry does not await a review
	EnteredIt    Why = 2 // you entered this
	ReviewedIt   Why = 3 // you approved it already
	NoRight      Why = 4 // the right to review is missing
	OtherWard    Why = 5 // your rights cover another ward
	NeedsOfficer Why = 6 // the last approval is the responsible officer's
)

// Key returns the stable ASCII name of w.
func (w Why) Key() string {
	names := [...]string{"unknown", "not_awaiting", "entered_it", "reviewed_it", "no_right", "other_ward", "needs_officer"}
	if int(w) >= len(names) {
		return names[0]
	}
	return names[w]
}

// Whys returns every reason.
func Whys() []Why {
	return []Why{NotAwaiting, EnteredIt, ReviewedIt, NoRight, OtherWard, NeedsOfficer}
}

// A Refusal is the error that says why. It matches the errors of package
// notification: ErrState for [NotAwaiting], ErrReviewer for the rest.
type Refusal struct{ Why Why }

// Error names the reason.
func (r *Refusal) Error() string { return fmt.Sprintf("may not review: %s", r.Why.Key()) }

// Is makes r match notification.ErrState or notification.ErrReviewer.
func (r *Refusal) Is(target error) bool {
	if r.Why == NotAwaiting {
		return target == notification.ErrState
	}
	return target == notification.ErrReviewer
}

// WhyOf returns the reason in err, 0 when there is none.
func WhyOf(err error) Why {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Why
	}
	return 0
}

// MayReview returns nil or a [*Refusal].
func MayReview(e *notification.Entry, about Subject, by Reviewer) error {
	why := Why(0)
	switch {
	case e.State != notification.Entered:
		why = NotAwaiting
	case by.ID == e.Writer:
		why = EnteredIt
	case e.MayReview(by.ID) != nil:
		why = ReviewedIt
	case !by.Reviews:
		why = NoRight
	case by.Ward != "" && by.Ward != about.Ward:
		why = OtherWard
	case about.Protected && !about.Officer && !by.Officer && len(e.Approvals())+1 >= e.Needed:
		why = NeedsOfficer
	default:
		return nil
	}
	return &Refusal{why}
}
