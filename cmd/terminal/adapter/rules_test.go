package adapter_test

import (
	"slices"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
)

// E30: the desk tells the rules who writes, so that nobody can be named to have
// examined the document of their own entry (R004).
func TestPriorReviewerIsNotTheWriter(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e, err := b.Begin(notification.Death)
	b.must(err)
	e.Content = notificationtest.Example(notification.Death, civil.FromTime(b.at))
	want := notification.Finding{Rule: "E30", Person: notification.Header, Item: notification.PriorReviewer}
	for _, tt := range []struct {
		name, by string
		found    bool
	}{{"the writer", string(sato), true}, {"another operator", string(suzuki), false}} {
		t.Run(tt.name, func(t *testing.T) {
			e.Content.Header.Set(notification.PriorReviewer, tt.by)
			found, err := b.Check(b.Context(), &e.Content)
			b.must(err)
			if slices.Contains(found, want) != tt.found {
				t.Errorf("found %v, want E30 %v", found, tt.found)
			}
		})
	}
	e.Content.Header.Set(notification.PriorReviewer, string(sato))
	b.want("hand over what the writer examined", b.HandOver(b.Context(), e, nil), desk.ErrFindings)
}
