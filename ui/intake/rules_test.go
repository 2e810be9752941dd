package intake_test

import (
	"context"
	"slices"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/rules"
	"madoguchi/ui/intake"
)

// register is what the rules may see of two households.
type register struct {
	rules.View
	records []resident.Record
}

func (r register) Resident(id resident.ID, _ int) (*resident.Record, bool) {
	for i := range r.records {
		if r.records[i].ID == id {
			return &r.records[i], true
		}
	}
	return nil, true
}

func (r register) Members(id resident.HouseholdID) ([]resident.Record, bool) {
	var members []resident.Record
	for _, m := range r.records {
		if m.Household == id {
			members = append(members, m)
		}
	}
	return members, true
}

// checked is a desk that really checks.
type checked struct {
	*desk
	view rules.View
}

func (d checked) Check(_ context.Context, c *notification.Content) ([]notification.Finding, error) {
	schema, err := notification.SchemaOf(c.Kind, c.Version)
	if err != nil {
		return nil, err
	}
	return rules.New(anyLetters{}).Check(c, schema, d.view, civil.FromTime(now)), nil
}

// neighbours is a household at the same address.
func neighbours() []resident.Record {
	all := clan()[:2]
	for i, id := range []resident.ID{"000000086", "000000094"} {
		all[i].ID, all[i].Household = id, "000000241"
	}
	return all
}

// TestRulesAgree: what the screen arranges of households passes the rules as it stands
// (E02, E13–E17, A02): none of them finds anything in what the screen has proposed.
func TestRulesAgree(t *testing.T) {
	about := []string{"E02", "E03", "E13", "E14", "E15", "E16", "E17", "E22", "A02"}
	tests := []struct {
		name   string
		kind   notification.Kind
		toggle []int
		of     household.Place
		head   resident.ID
		join   bool
		more   map[intake.Place]string
		under  resident.ID // heads the household that is joined
	}{
		{"everybody moves", notification.MovingWithin, nil, 0, "", false, map[intake.Place]string{header(notification.TargetHousehold): "1"}, ""},
		{"the head moves, three stay", notification.MovingWithin, []int{1, 2, 3}, household.Here, "000000012", false, map[intake.Place]string{header(notification.TargetHousehold): "1"}, ""},
		{"two without the head move", notification.MovingWithin, []int{0, 3}, household.New, "000000012", false, map[intake.Place]string{header(notification.TargetHousehold): "1"}, ""},
		{"the head leaves the city", notification.MovingOut, []int{1, 2, 3}, household.Here, "000000035", false, nil, ""},
		{"the head leaves one behind", notification.MovingOutAbroad, []int{1}, 0, "", false, nil, ""},
		{"the head dies", notification.Death, []int{0}, household.Here, "000000012", false, nil, ""},
		{"one is deleted ex officio", notification.ExOfficioDeletion, nil, household.Here, "000000012", false, nil, ""},
		{"a split", notification.HouseholdSplit, []int{3, 0}, 0, "", false, nil, ""},
		{"a split by the head", notification.HouseholdSplit, nil, household.Here, "000000012", false, nil, ""},
		{"another head", notification.HeadChange, nil, household.Here, "000012343", false, nil, ""},
		{"a merge", notification.HouseholdMerge, nil, 0, "", true, map[intake.Place]string{
			person(0, notification.Relation): "兄", person(1, notification.Relation): "兄の妻", person(2, notification.Relation): "兄の子", person(3, notification.Relation): "父"}, ""},
		{"a merge under who comes", notification.HouseholdMerge, nil, 0, "", true, map[intake.Place]string{
			person(4, notification.Relation): "兄", person(5, notification.Relation): "兄の妻"}, "000000019"},
		{"one joins another household", notification.HouseholdChange, []int{0, 3}, 0, "", true, map[intake.Place]string{person(0, notification.Relation): "父"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := &desk{family: clan(), others: map[resident.ID][]resident.Record{"000000086": neighbours()}, line: counter.Online}
			view := register{rules.Blank, slices.Concat(clan(), neighbours())}
			s := startWith(t, d, func(cfg *intake.Config) { cfg.Desk = checked{d, view} })
			s.BeginWith(tt.kind, "000000019")
			for _, i := range tt.toggle {
				s.Toggle(i)
			}
			s.TakeChosen()
			if tt.head != "" {
				s.SetHead(tt.of, tt.head)
			}
			s.Confirm()
			if tt.join {
				s.Enter(header(notification.TargetHouseholdID))
				s.Quote("000000086")
			}
			if tt.under != "" {
				s.SetHead(household.Joined, tt.under)
			}
			for at, text := range tt.more {
				s.Type(at, text)
			}
			c := s.Entry().Content.Clone()
			schema, _ := notification.SchemaOf(c.Kind, c.Version)
			schema.Trim(&c)
			found, err := checked{d, view}.Check(t.Context(), &c)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				if slices.Contains(about, f.Rule) {
					t.Errorf("%s at person %d, %s (%s)", f.Rule, f.Person, f.Item, f.Detail)
				}
			}
		})
	}
}
