package registry_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/rules"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
)

// TestRegistryDecides: the rules run twice. What a terminal without a line cannot see it
// lets pass, and the registry refuses with the same rules against the register.
func TestRegistryDecides(t *testing.T) {
	header := func(item notification.Item, value string) func(*notification.Content) {
		return func(c *notification.Content) { c.Header.Set(item, value) }
	}
	person := func(values notificationtest.Values) func(*notification.Content) {
		return func(c *notification.Content) { notificationtest.Set(&c.Persons[0], values) }
	}
	for _, tt := range []struct {
		name string
		kind notification.Kind
		edit func(*notification.Content)
		want notification.Finding
	}{
		{"E01: who moves in lives here", notification.MovingInAbroad,
			person(notificationtest.Values{notification.FullName: "中原　花子", notification.Birth: "1980-05-05", notification.Code: notificationtest.Code(1).Reveal()}),
			notification.Finding{Rule: "E01", Item: notification.Code}},
		{"E02: a 転居届 that changes the name", notification.MovingWithin, person(notificationtest.Values{notification.FullName: "中原　華子"}),
			notification.Finding{Rule: "E02", Item: notification.FullName}},
		{"E03: a 旧氏 of who left", notification.FormerNameChange, person(notificationtest.Values{notification.PersonID: string(notificationtest.Higashi)}),
			notification.Finding{Rule: "E03", Item: notification.PersonID}},
		{"E07: a death before the resident came", notification.Death, header(notification.ChangedOn, "2018-01-01"),
			notification.Finding{Rule: "E07", Item: notification.ChangedOn}},
		{"E11: a new 個人番号 that is another's", notification.NumberChange, person(notificationtest.Values{notification.MyNumber: notificationtest.Number(1).Reveal()}),
			notification.Finding{Rule: "E11", Item: notification.MyNumber}},
		{"E14: who follows does not live there", notification.MovingOut, header(notification.RemainingHead, string(notificationtest.Ueda)),
			notification.Finding{Rule: "E14", Person: notification.Header, Item: notification.RemainingHead, Detail: "2"}},
		{"E15: nobody lives in the household of the newborn", notification.Newborn, header(notification.TargetHouseholdID, string(notificationtest.Vacated)),
			notification.Finding{Rule: "E15", Person: notification.Header, Item: notification.TargetHouseholdID}},
		{"E16: the household that is joined lives elsewhere", notification.HouseholdChange, header(notification.TargetHouseholdID, string(notificationtest.Alone)),
			notification.Finding{Rule: "E16", Person: notification.Header, Item: notification.TargetHouseholdID}},
		{"E17: somebody stays behind a merger", notification.HouseholdMerge, func(c *notification.Content) { c.Persons = c.Persons[1:] },
			notification.Finding{Rule: "E17", Person: notification.Header, Item: notification.FormerHousehold, Detail: "1"}},
		{"E26: the first row is cancelled", notification.Cancellation, person(notificationtest.Values{notification.CancelHistory: "1"}),
			notification.Finding{Rule: "E26", Item: notification.CancelHistory}},
		{"E31: the draft is older than the record", notification.NationalityLoss, person(notificationtest.Values{notification.BaseVersion: "1"}),
			notification.Finding{Rule: "E31", Item: notification.FullName}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newRegister(t)
			content := notificationtest.Example(tt.kind, today)
			tt.edit(&content)
			if found := atTerminal(t, content); rules.Stopped(found) {
				t.Fatalf("the terminal found %v, want nothing that stops", found)
			}
			before := b.register()
			v := b.decide(content)
			if v.Accepted || !slices.Contains(v.Findings, tt.want) {
				t.Errorf("accepted %v, kind %d, findings %v, want %v", v.Accepted, v.ErrorKind, v.Findings, tt.want)
			}
			if added := b.register().added(t, before); len(added) > 0 {
				t.Errorf("%d residents were changed by what was refused", len(added))
			}
		})
	}
}

// TestLockedMeanwhile is E18: the terminal cannot know of the entry that another one
// began; whoever came first is decided first.
func TestLockedMeanwhile(t *testing.T) {
	b := newRegister(t)
	first := b.counter.Submit(notificationtest.Example(notification.HeadChange, today))
	b.push(b.counter.Event(first))
	b.clock.set(b.clock.Now().Add(time.Minute))
	content := notificationtest.Example(notification.FormerNameChange, today)
	if found := atTerminal(t, content); len(found) > 0 {
		t.Fatalf("the terminal found %v, want nothing", found)
	}
	v := b.decide(content)
	want := notification.Finding{Rule: "E18", Item: notification.FullName}
	if v.Accepted || v.ErrorKind != int(wire.RulesBroken) || !slices.Contains(v.Findings, want) {
		t.Errorf("accepted %v, kind %d, findings %v, want %v", v.Accepted, v.ErrorKind, v.Findings, want)
	}
}

// atTerminal returns what the rules find at a terminal that opened nobody.
func atTerminal(t *testing.T, content notification.Content) []notification.Finding {
	t.Helper()
	schema, err := notification.SchemaOf(content.Kind, content.Version)
	if err != nil {
		t.Fatal(err)
	}
	return rules.New(registrytest.Anything{}).By(registrytest.Writer).Check(&content, schema, rules.Blank, today)
}
