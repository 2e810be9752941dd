package certificate_test

import (
	"slices"
	"testing"

	"madoguchi/app/certificate"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/rules"
)

type anything struct{}

func (anything) Check(string) error { return nil }

// TestFindsWhatTheRulesFind: what the screen asks to be explained before the rules ran
// is what they find of the same content, at the same places. Otherwise a clerk explains
// twice.
func TestFindsWhatTheRulesFind(t *testing.T) {
	schema, err := notification.Current(notification.MovingIn)
	if err != nil {
		t.Fatal(err)
	}
	whole := values(notification.Certificate, "1", notification.CertificateChecked, "1", notification.Scope, "1", notification.TargetHousehold, "1",
		notification.CertTown, "千代田", notification.CertNumber, "1-1", notification.CertBuilding, "東荘", notification.CertHead, "山田",
		notification.PrevTown, "千代田", notification.PrevNumber, "1-1", notification.PrevBuilding, "東荘", notification.PrevHead, "山田")
	person := values(notification.ResidentClass, "1", notification.CertName, "山田", notification.FullName, "山田", notification.CertFormerName, "川", notification.FormerName, "川",
		notification.CertBirth, "1980-03-04", notification.Birth, "1980-03-04", notification.CertSex, "1", notification.Sex, "1", notification.CertRelation, "子", notification.Relation, "子",
		notification.CertDomicile, "東町1", notification.RegisteredDomicile, "東町1", notification.CertDomicileHead, "山田", notification.DomicileHead, "山田")
	for _, item := range []notification.Item{"", notification.PrevTown, notification.PrevNumber, notification.PrevBuilding, notification.PrevHead, notification.FullName,
		notification.FormerName, notification.Birth, notification.Sex, notification.Relation, notification.RegisteredDomicile, notification.DomicileHead, notification.Scope} {
		c := notification.Content{Kind: notification.MovingIn, Version: schema.Version, Header: whole.Clone(), Persons: []notification.Values{person.Clone()}}
		other := map[notification.Item]string{notification.Birth: "1980-03-05", notification.Sex: "2", notification.Relation: "妻", notification.Scope: "2"}[item]
		if other == "" {
			other = "別"
		}
		switch {
		case item == "":
		case c.Header.Has(item):
			c.Header.Set(item, other)
		default:
			c.Persons[0].Set(item, other)
		}
		var want []notification.Finding
		for _, f := range rules.New(anything{}).Check(&c, schema, rules.Blank, civil.MustParse("2026-11-23")) {
			if f.Rule == certificate.Rule {
				want = append(want, f)
			}
		}
		if got := certificate.Findings(&c); !slices.Equal(got, want) {
			t.Errorf("with another %q: the screen finds %v, the rules %v", item, got, want)
		}
	}
}
