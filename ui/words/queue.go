package words

// QueueWhy returns the key of why an entry is pressing.
func QueueWhy(why string) Key { return Key("queue.why." + why) }

// Why an entry stands where it does in the review queue.
const (
	QueueWhyUnknown          Key = "queue.why.unknown"
	QueueWhyProtected        Key = "queue.why.protected"
	QueueWhyPastDeadline     Key = "queue.why.past_deadline"
	QueueWhySecondReview     Key = "queue.why.second_review"
	QueueWhyAlertsOverridden Key = "queue.why.alerts_overridden"
	QueueWhyGivenBack        Key = "queue.why.given_back"
	QueueWhyFromOutside      Key = "queue.why.from_outside"
	QueueWhyWaitingLong      Key = "queue.why.waiting_long"
)
