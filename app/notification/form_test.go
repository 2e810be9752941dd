package notification_test

import (
	"slices"
	"testing"

	"madoguchi/app/notification"
)

// TestFormsAndTraits: the traits of a kind and its form say the same.
func TestFormsAndTraits(t *testing.T) {
	for _, kind := range notification.Kinds() {
		t.Run(kind.Key(), func(t *testing.T) {
			schema, err := notification.Current(kind)
			if err != nil {
				t.Fatal(err)
			}
			has := func(item notification.Item) bool {
				_, header := schema.Field(item, false)
				_, person := schema.Field(item, true)
				return header || person
			}
			for item, want := range map[notification.Item]bool{
				"processed_on":             false,                          // E06: stamped by the registry, on no form
				notification.PriorReviewer: kind.Is(notification.ByOffice), // R004, E30
				notification.PersonID:      kind.Quotes(),
				notification.BaseVersion:   kind.Quotes(), // E31
				notification.ResidentClass: kind.Is(notification.Newcomers),
				notification.NewTownship:   kind.Is(notification.ToAddress),
				notification.ChangedOn:     kind != notification.ArrivalNotice,
				notification.CorrectionText: kind.Is(notification.Corrects) && kind != notification.ImmigrationNotice || slices.Contains(
					[]notification.Kind{notification.Cancellation, notification.SupportEnd, notification.HoldSetting, notification.HoldRelease}, kind),
				notification.Part: kind.Is(notification.Regroups) && kind.Quotes(),
			} {
				if has(item) != want {
					t.Errorf("%s is on the form: %v, want %v", item, !want, want)
				}
			}
			if kind.Is(notification.SameAddress) && has(notification.NewNumber) { // E16
				t.Error("an address is on a form of household changes")
			}
		})
	}
}

// TestKindsAreStable: kinds are stored and sent.
func TestKindsAreStable(t *testing.T) {
	for kind, key := range map[notification.Kind]string{
		1: "moving_in", 2: "moving_within", 3: "moving_out", 4: "moving_in_abroad", 5: "moving_in_card", 6: "moving_out_abroad", 7: "moving_out_post",
		10: "household_split", 11: "household_merge", 12: "household_change", 13: "head_change",
		20: "newborn", 21: "death", 22: "ex_officio_entry", 23: "ex_officio_deletion", 24: "ex_officio_revision", 25: "minor_correction", 26: "clerical_correction",
		30: "former_name_change", 31: "alias_change", 35: "article_46", 36: "article_47", 37: "article_48", 38: "immigration_notice", 39: "naturalization", 40: "nationality_loss",
		45: "code_change", 46: "number_change", 50: "cancellation", 51: "arrival_notice",
		60: "support_request", 61: "support_extension", 62: "support_end", 65: "hold_setting", 66: "hold_release", 99: "unknown",
	} {
		if got := kind.Key(); got != key {
			t.Errorf("kind %d is %s, want %s", kind, got, key)
		}
	}
	grouped := 0
	for _, g := range notification.Groups() {
		grouped += len(notification.KindsOf(g))
	}
	if grouped != len(notification.Kinds()) {
		t.Errorf("%d kinds stand in the groups, want %d", grouped, len(notification.Kinds()))
	}
}

// TestOldFormsStay: what an entry was written on stays as it was.
func TestOldFormsStay(t *testing.T) {
	for _, tt := range []struct {
		kind            notification.Kind
		version, fields int
	}{{notification.MovingIn, 1, 51}, {notification.MovingWithin, 1, 37}, {notification.MovingOut, 1, 35}} {
		schema, err := notification.SchemaOf(tt.kind, tt.version)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, s := range schema.Sections {
			n += len(s.Fields)
		}
		if n != tt.fields {
			t.Errorf("%s version %d has %d fields, want %d", tt.kind.Key(), tt.version, n, tt.fields)
		}
	}
}
