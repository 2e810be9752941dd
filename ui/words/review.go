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

// ReviewApart returns the key of why an entry is not approved together with others.
func ReviewApart(why string) Key { return Key("review.apart." + why) }

// Why an entry is not approved together with others.
const (
	ReviewApartUnknown     Key = "review.apart.unknown"
	ReviewApartNotCompared Key = "review.apart.not_compared"
	ReviewApartProtected   Key = "review.apart.protected"
	ReviewApartLastOfTwo   Key = "review.apart.last_of_two"
	ReviewApartAlerts      Key = "review.apart.alerts"
	ReviewApartHurried     Key = "review.apart.hurried"
)
