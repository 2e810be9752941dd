package rules

import (
	"madoguchi/app/notification"
	"madoguchi/app/operator"
)

// notExamined is E30: an entry ex officio (職権) whose document nobody else is recorded
// to have examined before (R004): nobody is named, it is the writer, or the day is
// still to come or before the document. Whether the one named may review is asked
// where the operators are known, by the registry.
func notExamined(f *facts, found report) {
	by, err := operator.ParseID(f.c.Header.Get(notification.PriorReviewer))
	if err != nil || f.writer != "" && by == f.writer {
		found(notification.Header, notification.PriorReviewer, "")
	}
	on := f.date(notification.PriorReviewedOn)
	if on.IsZero() || on.After(f.day) {
		found(notification.Header, notification.PriorReviewedOn, "")
		return
	}
	if document := f.date(notification.BasisOn); !document.IsZero() && on.Before(document) {
		found(notification.Header, notification.PriorReviewedOn, "")
	}
}
