package rules_test

import (
	"testing"

	"madoguchi/app/notification"
	"madoguchi/app/rules"
)

// A07 is what only the terminal sees: it has words and a level like others, holds the
// entry until it is acknowledged and never stops it, and neither end finds it by itself.
func TestSeen(t *testing.T) {
	r, known := rules.Of(rules.Undrawn)
	if !known || r.Level != rules.Alert || r.Reason || rules.Stops(notification.Finding{Rule: rules.Undrawn}) {
		t.Errorf("A07 is %+v, %v", r, known)
	}
	if !rules.Seen("A07") || rules.Seen("A03") || rules.Seen("E28") {
		t.Error("another rule is taken for one that only the terminal sees")
	}
	for _, r := range rules.All() {
		if rules.Seen(r.ID) {
			t.Errorf("%s is among those that are checked", r.ID)
		}
	}
}
