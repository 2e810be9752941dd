package adapter_test

import (
	"slices"
	"testing"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/review"
)

// A07: what the screen alone can see is signed with the entry when it was acknowledged,
// is logged and is shown to the reviewers; what nothing found is not.
func TestUndrawnIsSigned(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.begin(notification.MovingIn)
	b.must(b.SaveDraft(b.Context(), e))
	undrawn := notification.Finding{Rule: "A07", Item: notification.FullName}
	invented := notification.Finding{Rule: "A03", Item: notification.Remark}
	b.must(b.HandOver(b.Context(), e, append(b.acks(e), counter.Ack{Finding: undrawn}, counter.Ack{Finding: invented, Reason: "x"})))
	said := b.kept(e.ID).Submission.Acknowledged
	if !slices.Contains(said, notification.Acknowledgement{Rule: "A07", Item: notification.FullName}) {
		t.Errorf("signed %v", said)
	}
	if slices.ContainsFunc(said, func(a notification.Acknowledgement) bool { return a.Item == notification.Remark }) {
		t.Error("what was not found is signed as acknowledged")
	}
	schema, err := notification.SchemaOf(e.Content.Kind, e.Content.Version)
	b.must(err)
	if shown := review.Sections(&e.Content, schema, said); !slices.ContainsFunc(shown, func(s review.Section) bool { return s.Key == review.Acknowledged }) {
		t.Errorf("reviewers see %v", shown)
	}
}
