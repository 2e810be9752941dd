package words

// ReviewWhy returns the key of why an operator may not review.
func ReviewWhy(why string) Key { return Key("review.why." + why) }

// Why an operator may not review an entry.
const (
	ReviewWhyUnknown      Key = "review.why.unknown"
	ReviewWhyNotAwaiting  Key = "review.why.not_awaiting"
	ReviewWhyEnteredIt    Key = "review.why.entered_it"
	ReviewWhyReviewedIt   Key = "review.why.reviewed_it"
	ReviewWhyNoRight      Key = "review.why.no_right"
	ReviewWhyOtherWard    Key = "review.why.other_ward"
	ReviewWhyNeedsOfficer Key = "review.why.needs_officer"
)
