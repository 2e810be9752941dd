package document_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/document"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// day is when somebody stands at the counter.
var day = civil.MustParse("2026-11-24")

// content returns a content of one person with a change four days before the
// notification, and what else the pairs of items and values say.
func content(kind notification.Kind, pairs ...string) *notification.Content {
	c := &notification.Content{Kind: kind, Version: 1, Persons: make([]notification.Values, 1)}
	c.Header.Set(notification.ChangedOn, "2026-11-20")
	c.Header.Set(notification.NotifiedOn, "2026-11-24")
	for i := 0; i < len(pairs); i += 2 {
		c.Persons[0].Set(notification.Item(pairs[i]), pairs[i+1])
	}
	return c
}

// TestFollowUps has each line of the table met and not met (D9). Periods begin with the
// day after the change.
func TestFollowUps(t *testing.T) {
	in, within, out := notification.MovingIn, notification.MovingWithin, notification.MovingOut
	tests := []struct {
		name string
		of   *notification.Content
		want []string // task and last day
	}{
		{"nothing said", content(in), nil},
		{"health insurance, 14 days", content(in, "health_insurance", "1"), []string{"health_join 2026-12-04"}},
		{"no health insurance", content(in, "health_insurance", "2"), nil},
		{"health insurance, new address", content(within, "health_insurance", "1"), []string{"health_address 2026-12-04"}},
		{"health insurance, leaving", content(out, "health_insurance", "1"), []string{"health_leave 2026-12-04"}},
		{"health insurance, leaving by post", content(notification.MovingOutPost, "health_insurance", "1"), []string{"health_leave 2026-12-04"}},
		{"health insurance, leaving the country", content(notification.MovingOutAbroad, "health_insurance", "1"), []string{"health_leave 2026-12-04"}},
		{"health insurance, household split", content(notification.HouseholdSplit, "health_insurance", "1"), []string{"health_household 2026-12-04"}},
		{"health insurance of a newborn", content(notification.Newborn, "health_insurance", "1"), []string{"health_join 2026-12-04"}},
		{"from abroad as from Japan", content(notification.MovingInAbroad, "health_insurance", "1"), []string{"health_join 2026-12-04"}},
		{"75 on the day", content(in, "birth", "1951-11-24"), []string{"elderly_join 2026-12-04", "care_join 2026-12-04"}},
		{"75 tomorrow", content(in, "birth", "1951-11-25"), []string{"care_join 2026-12-04"}},
		{"75, new address", content(within, "birth", "1940-01-01"), []string{"elderly_address 2026-12-04", "care_address 2026-12-04"}},
		{"75, leaving", content(out, "birth", "1940-01-01"), []string{"elderly_leave 2026-12-04", "care_leave 2026-12-04"}},
		{"certified for care is taken over within 14 days", content(in, "long_term_care", "1"), []string{"care_takeover 2026-12-04"}},
		{"certified and 65 is taken over, not joined", content(in, "long_term_care", "1", "birth", "1961-11-24"), []string{"care_takeover 2026-12-04"}},
		{"65 on the day", content(in, "birth", "1961-11-24"), []string{"care_join 2026-12-04"}},
		{"64", content(in, "birth", "1961-11-25"), nil},
		{"certified for care, leaving", content(out, "long_term_care", "1"), []string{"care_certificate before"}},
		{"certified for care, new address", content(within, "long_term_care", "1"), []string{"care_address 2026-12-04"}},
		{"pension", content(in, "pension", "1"), []string{"pension_sort 2026-12-04"}},
		{"pension, new address", content(within, "pension", "1"), []string{"pension_address 2026-12-04"}},
		{"pension, leaving the country", content(notification.MovingOutAbroad, "pension", "1"), []string{"pension_abroad 2026-12-04"}},
		{"a death concerns the pension desk", content(notification.Death), []string{"pension_death 2026-12-04"}},
		{"child allowance, 15 days from the day after", content(in, "child_allowance", "1"), []string{"child_claim 2026-12-05"}},
		{"child allowance, leaving", content(out, "child_allowance", "1"), []string{"child_claim_there 2026-12-05"}},
		{"child allowance, new address", content(within, "child_allowance", "1"), []string{"child_address 2026-12-04"}},
		{"newborn", content(notification.Newborn, "birth", "2026-11-20"), []string{"child_claim 2026-12-05"}},
		{"17", content(in, "birth", "2008-11-25"), []string{"child_claim 2026-12-05"}},
		{"18 on the day", content(in, "birth", "2008-11-24"), nil},
		{"6 on the day", content(in, "birth", "2020-11-24"), []string{"child_claim 2026-12-05", "school_enter promptly"}},
		{"5", content(in, "birth", "2020-11-25"), []string{"child_claim 2026-12-05"}},
		{"15", content(within, "birth", "2010-11-25"), []string{"child_address 2026-12-04", "school_move promptly"}},
		{"16 on the day", content(within, "birth", "2010-11-24"), []string{"child_address 2026-12-04"}},
		{"pupil, leaving", content(out, "birth", "2016-01-01"), []string{"child_claim_there 2026-12-05", "school_leave before"}},
		{"card goes on, 90 days from the notification", content(in, "card", "2"), []string{"card_continue 2027-02-22", "card_signature promptly"}},
		{"card does not go on", content(in, "card", "3"), nil},
		{"no card", content(in, "card", "1"), nil},
		{"card, new address", content(within, "card", "2"), []string{"card_address 2026-12-04", "card_signature promptly"}},
		{"card, leaving", content(out, "card", "2"), []string{"card_keep 2026-12-04"}},
		{"card, leaving the country", content(notification.MovingOutAbroad, "card", "2"), []string{"card_abroad before"}},
		{"birth not fully known: no age is guessed", content(in, "birth", "~02|S40"), nil},
		{"who stays goes nowhere", content(in, "health_insurance", "1", "part", "2"), nil},
		{"a hold concerns no desk", content(notification.HoldSetting, "birth", "1940-01-01"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := told(document.FollowUps(tt.of, nil, day)); !slices.Equal(got, tt.want) {
				t.Errorf("follow-ups %q, want %q", got, tt.want)
			}
		})
	}
}

func told(ups []document.FollowUp) []string {
	var got []string
	for _, u := range ups {
		until := u.Deadline.String()
		switch {
		case u.Before:
			until = "before"
		case u.Deadline.IsZero():
			until = "promptly"
		}
		got = append(got, u.Task+" "+until)
	}
	return got
}

// TestFollowUpsByRecord checks that the record fills in what the form does not say, and
// gives way where it does.
func TestFollowUpsByRecord(t *testing.T) {
	record := &resident.Record{
		Birth: civil.Certain(civil.MustParse("1961-01-01")), Card: true, Qualifications: resident.Qualifications{Health: true, Care: true},
	}
	got := told(document.FollowUps(content(notification.MovingWithin), []*resident.Record{record}, day))
	if want := []string{"health_address 2026-12-04", "care_address 2026-12-04", "card_address 2026-12-04", "card_signature promptly"}; !slices.Equal(got, want) {
		t.Errorf("by the record %q, want %q", got, want)
	}
	says := content(notification.MovingWithin, "health_insurance", "2", "card", "1", "birth", "2000-01-01")
	if got := told(document.FollowUps(says, []*resident.Record{record}, day)); !slices.Equal(got, []string{"care_address 2026-12-04"}) {
		t.Errorf("against the record %q", got)
	}
}

// TestFollowUpsName checks that a desk names everybody it concerns, and each line its
// law; none of them was compared with it yet.
func TestFollowUpsName(t *testing.T) {
	c := content(notification.MovingIn, "health_insurance", "1")
	c.Persons = append(c.Persons, notification.Values{}, c.Persons[0].Clone())
	ups := document.FollowUps(c, nil, day)
	if len(ups) != 1 || !slices.Equal(ups[0].Persons, []int{0, 2}) {
		t.Fatalf("follow-ups %+v", ups)
	}
	if !strings.Contains(ups[0].Source, "国民健康保険法") || ups[0].Verified {
		t.Errorf("source %q, verified %v", ups[0].Source, ups[0].Verified)
	}
}
