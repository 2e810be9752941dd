package review

import "madoguchi/app/notification"

// An Apart is why an entry cannot be approved together with others (STD 4.0.8) and
// needs a decision of its own. It is stored in no place and sent to none. The screen
// shows the translation key review.apart.<key>.
type Apart uint8

// The reasons, in the order they are told.
const (
	NotCompared  Apart = 1 // the sitting is not finished yet
	OfProtected  Apart = 2 // a resident under a support measure
	LastOfTwo    Apart = 3 // the last of two or more approvals
	AlertsWaived Apart = 4 // the writer acknowledged alerts
	Hurried      Apart = 5 // the sitting was too quick to be believed (A17)
)

// Key returns the stable ASCII name of a.
func (a Apart) Key() string {
	names := [...]string{"unknown", "not_compared", "protected", "last_of_two", "alerts", "hurried"}
	if int(a) >= len(names) {
		return names[0]
	}
	return names[a]
}

// Aparts returns every reason.
func Aparts() []Apart { return []Apart{NotCompared, OfProtected, LastOfTwo, AlertsWaived, Hurried} }

// WhyApart returns the first reason that keeps an entry from being approved together
// with others, 0 if nothing does. quick is what [TooQuick] says of the sitting, whether
// the reviewer confirmed it or not.
func WhyApart(e *notification.Entry, protected, quick bool) Apart {
	switch {
	case protected:
		return OfProtected
	case e.Needed > 1 && len(e.Approvals())+1 >= e.Needed:
		return LastOfTwo
	case e.Submission != nil && len(e.Submission.Acknowledged) > 0:
		return AlertsWaived
	case quick:
		return Hurried
	}
	return 0
}
