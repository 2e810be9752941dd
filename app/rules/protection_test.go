package rules_test

import (
	"strings"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

func (v *register) Holds(id resident.ID, household resident.HouseholdID) ([]resident.Hold, bool) {
	var of []resident.Hold
	for _, h := range v.holds {
		if id != "" && h.Resident == id || household != "" && h.Household == household {
			of = append(of, h)
		}
	}
	return of, true
}

func (v *register) Measures(id resident.ID) ([]resident.Measure, bool) {
	var of []resident.Measure
	for _, m := range v.measures {
		if m.Covers(id) {
			of = append(of, m)
		}
	}
	return of, true
}

func holding(holds ...resident.Hold) func(*notification.Content, *register) {
	return knowing(func(v *register) { v.holds = holds })
}

func supported(end string) func(*notification.Content, *register) {
	m := resident.Measure{ID: "m", Applicant: hanako, Together: []resident.ID{jiro}, End: civil.MustParse(end)}
	return knowing(func(v *register) { v.measures = []resident.Measure{m} })
}

// supportEnd is an application to end hanako's support measure.
func supportEnd() *notification.Content {
	c := base(notification.SupportEnd)
	c.Header = notification.Values{}
	set(&c.Header, values{notification.NotifiedOn: "2026-11-24", notification.ChangedOn: "2026-11-24", notification.SupportEndCause: "1", notification.CorrectionText: "本人の申出による"})
	quote(c, family(), hanako)
	set(&c.Persons[0], values{notification.SupportRole: "1", notification.SupportID: "m"})
	return c
}

var (
	change = resident.Hold{ID: "h", Resident: taro, Process: resident.ToChange, Level: resident.ErrorLevel}
	ask    = resident.Hold{ID: "h", Resident: taro, Process: resident.ToChange, Level: resident.AlertLevel}
	note   = resident.Hold{ID: "h", Resident: taro, Process: resident.ToChange, Level: resident.NoLevel}
	issue  = resident.Hold{ID: "h", Resident: taro, Process: resident.ToIssue, Level: resident.ErrorLevel}
	house  = resident.Hold{ID: "h", Household: home, Process: resident.ToChange, Level: resident.ErrorLevel}
	target = resident.Hold{ID: "h", Household: other, Process: resident.ToChange, Level: resident.ErrorLevel}
)

func init() {
	rows = append(rows, []row{
		{"E19 a hold of level error on a person", movingWithin, holding(change), []string{"E19 1 name"}},
		{"E19 of the whole household", movingOut, holding(house), []string{"E19 0 name", "E19 1 name", "E19 2 name"}},
		{"E19 the household that is joined", movingWithin, also(head(notification.TargetHousehold, "2"), head(notification.TargetHouseholdID, string(other)),
			who(0, notification.Relation, "同居人"), who(1, notification.Relation, "縁故者"), who(2, notification.Relation, "縁故者"), holding(target)),
			[]string{"E19 header target_household_id"}},
		{"E19 not for the certificates' hold", movingWithin, holding(issue), nil},
		{"A19 a hold of level alert", movingWithin, holding(ask), []string{"A19 1 name"}},
		{"A19 the error hold beside it wins", movingWithin, holding(ask, change), []string{"E19 1 name"}},
		{"A19 a note holds nothing", movingWithin, holding(note), nil},
		{"A04 not a day too early", movingWithin, supported("2026-12-25"), nil},
		{"A04 a month before the end", movingWithin, supported("2026-12-24"), []string{"A04 0 name 30", "A04 2 name 30"}},
		{"A04 over and not extended", movingWithin, supported("2026-11-20"), []string{"A04 0 name -4", "A04 2 name -4"}},
		a(notification.SupportExtension, "E32: an extension a day too early", []string{"E32 0 support_id 1", "E32 1 support_id 1"}, until("2026-12-25")),
		a(notification.SupportExtension, "E32: an extension a month before the end", nil, until("2026-12-24")),
		a(notification.SupportExtension, "E32: an extension after the end", nil, until("2026-10-31")),
		a(notification.SupportEnd, "E32: an end at any time", nil, until("2027-10-31")),
		a(notification.SupportEnd, "E32: the end of what is ended", []string{"E32 0 support_id", "E32 1 support_id"}, knowing(func(v *register) { v.measures = nil })),
		a(notification.SupportEnd, "E32: of somebody else's measure", []string{"E32 1 support_id"}, knowing(func(v *register) { v.measures[0].Together = nil })),
		a(notification.SupportExtension, "E32: of another measure", []string{"E32 0 support_id"}, who(0, notification.SupportID, "m")),
	}...)
}

// until sets the end of the example's measure.
func until(end string) edit {
	return knowing(func(v *register) { v.measures[0].End = civil.MustParse(end) })
}

// TestProtectionItself: what sets and ends holds and measures is not stopped by them.
func TestProtectionItself(t *testing.T) {
	v := family()
	holding(house)(nil, v)
	supported("2026-11-20")(nil, v)
	for _, found := range texts(check(t, supportEnd(), v)) {
		if strings.HasPrefix(found, "E19") || strings.HasPrefix(found, "A04") {
			t.Errorf("found %q", found)
		}
	}
}
