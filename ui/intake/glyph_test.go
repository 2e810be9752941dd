package intake_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/rules"
	"madoguchi/ui/intake"
)

// A07: a name that the font lacks a character of is an alert at its field. It holds the
// entry until it is acknowledged, goes with the entry, and is open again when the name
// changes.
func TestUndrawn(t *testing.T) {
	s := startWith(t, &desk{line: counter.Online}, func(cfg *intake.Config) {
		cfg.Draws = func(name string) bool { return !strings.Contains(name, "㒴") }
	})
	s.Begin(notification.MovingIn)
	s.typeAll()
	at := person(0, notification.FullName)
	s.Type(at, "山㒴　太郎")
	s.Confirm()
	want := notification.Finding{Rule: "A07", Person: 0, Item: notification.FullName}
	problems := s.Problems(at)
	if s.Stage() != intake.Filling || len(problems) != 1 || problems[0].Rule != rules.Undrawn || problems[0].Stops {
		t.Fatalf("stage %d, problems %+v", s.Stage(), problems)
	}
	if !s.Acknowledge(problems[0], "") {
		t.Fatal("it cannot be acknowledged")
	}
	s.Confirm()
	if s.Stage() != intake.Confirming {
		t.Fatalf("stage %d, problems %+v", s.Stage(), s.AllProblems())
	}
	s.Return()
	s.Type(at, "川㒴　太郎")
	s.Confirm()
	if s.Stage() != intake.Filling || s.Problems(at)[0].Acknowledged {
		t.Fatal("another name is taken for acknowledged")
	}
	s.Acknowledge(s.Problems(at)[0], "")
	s.Confirm()
	s.Confirm()
	if s.Stage() != intake.Done || !slices.Contains(s.desk.acks, counter.Ack{Finding: want}) {
		t.Errorf("stage %d, acknowledged %+v", s.Stage(), s.desk.acks)
	}
}
