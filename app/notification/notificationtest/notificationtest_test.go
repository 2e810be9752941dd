package notificationtest_test

import (
	"slices"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/app/serial"
)

var day = civil.MustParse("2026-11-24")

// TestExamples: there is one of each kind, on the newest form, with everything that is
// required. That no rule finds anything is tested with the rules.
func TestExamples(t *testing.T) {
	for _, kind := range notification.Kinds() {
		t.Run(kind.Key(), func(t *testing.T) {
			c := notificationtest.Example(kind, day)
			schema, err := notification.Current(kind)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Check(&c); err != nil {
				t.Error(err)
			}
			for person := notification.Header; person < len(c.Persons); person++ {
				for _, section := range schema.Visible(&c, person) {
					for _, f := range section.Fields {
						if f.Required && !c.Of(person).Has(f.Item) {
							t.Errorf("person %d has no %s", person, f.Item)
						}
					}
				}
			}
		})
	}
}

// TestRegister: the rows are such as a registry would have written.
func TestRegister(t *testing.T) {
	heads := make(map[resident.HouseholdID]int)
	for _, r := range notificationtest.Current(day) {
		if err := serial.Check(string(r.ID)); err != nil {
			t.Errorf("%v: %v", r, err)
		}
		if err := serial.Check(string(r.Household)); err != nil {
			t.Errorf("%v: %v", r, err)
		}
		if r.Code.IsZero() || r.Number.IsZero() || r.Birth.IsZero() {
			t.Errorf("%v is not complete", r)
		}
		if r.Status.Current() {
			heads[r.Household] += household.Heads(r.Relationship)
		}
		if _, err := household.ParseRelationship(r.Relationship); err != nil {
			t.Errorf("%v: %v", r, err)
		}
	}
	for id, n := range heads {
		if n != 1 {
			t.Errorf("household %s has %d heads, want 1", id, n)
		}
	}
	if rows := notificationtest.Register(day); !slices.ContainsFunc(rows, func(r resident.Record) bool { return r.History > 1 }) {
		t.Error("nobody has a history")
	}
	if m := notificationtest.Measure(day); m.End.Before(day) || m.End.After(day.AddDays(30)) {
		t.Error("the measure does not end within a month")
	}
}
