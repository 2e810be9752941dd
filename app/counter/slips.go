package counter

import "madoguchi/app/review"

// Slips are what a writer, or a section, was given back for (D15).
type Slips struct {
	review.SlipTable
	// OnlyHere says that there was no line: only this terminal's entries are counted, and
	// not which items were put right.
	OnlyHere bool
	More     bool // older ones were left out
}

// Stamps are how long the reviewers of a section looked (A17).
type Stamps struct {
	Reviewers []review.ReviewerPace
	Hasty     []review.HastyReview
}
