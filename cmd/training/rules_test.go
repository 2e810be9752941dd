package main

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/letters"
	"madoguchi/app/municipality"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/app/rules"
	"madoguchi/assets"
	"madoguchi/cmd/training/city"
	"madoguchi/cmd/training/quarter"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// A met is a content that meets a rule in the register of the training city.
type met struct {
	rule  string
	about string
	kind  notification.Kind
	edit  func(c *notification.Content, p *quarter.Practice)
}

func header(item notification.Item, value string) func(*notification.Content, *quarter.Practice) {
	return func(c *notification.Content, _ *quarter.Practice) { c.Header.Set(item, value) }
}

func first(item notification.Item, value string) func(*notification.Content, *quarter.Practice) {
	return func(c *notification.Content, _ *quarter.Practice) { c.Persons[0].Set(item, value) }
}

// of makes a content about somebody of the practice.
func of(who func(*quarter.Practice) resident.Record) func(*notification.Content, *quarter.Practice) {
	return func(c *notification.Content, p *quarter.Practice) { quoted(c, who(p)) }
}

// quoted writes a resident and where they live in the place of the example's.
func quoted(c *notification.Content, r resident.Record) {
	notificationtest.Set(&c.Persons[0], notificationtest.Quote(r))
	notificationtest.Set(&c.Header, notificationtest.Values{
		notification.FormerHousehold: string(r.Household), notification.PrevTown: r.Address.Town, notification.PrevNumber: r.Address.Number,
		notification.PrevBuilding: r.Address.Building, notification.PrevHead: r.Name})
	c.Persons = c.Persons[:1]
	if schema, err := notification.Current(c.Kind); err == nil {
		schema.Trim(c)
	}
}

func ago(days int) string { return small.On.AddDays(-days).String() }

// everyRule has a row for each rule: who of the training city meets it, or what is to be
// written about somebody.
var everyRule = []met{
	{"E01", "moving in of who lives here", notification.MovingIn, func(c *notification.Content, p *quarter.Practice) {
		r := p.Current(notificationtest.Hanako)
		notificationtest.Set(&c.Persons[0], notificationtest.Values{notification.FullName: r.Name, notification.Birth: r.Birth.String(), notification.Code: r.Code.Reveal()})
	}},
	{"E02", "a move that changes the name", notification.MovingWithin, first(notification.FullName, "髙﨑　華子")},
	{"E03", "a former name of who left", notification.FormerNameChange, of(func(p *quarter.Practice) resident.Record { return p.Gone })},
	{"E04", "moved tomorrow", notification.MovingWithin, header(notification.ChangedOn, ago(-1))},
	{"E05", "notified tomorrow", notification.MovingOut, header(notification.NotifiedOn, ago(-1))},
	{"E06", "the day of processing typed", notification.MovingWithin, header("processed_on", ago(0))},
	{"E07", "before the last change", notification.AliasChange, header(notification.ChangedOn, "2018-01-01")},
	{"E08", "born on another day than the date of birth", notification.Newborn, first(notification.Birth, ago(9))},
	{"E09", "30 February", notification.MovingIn, first(notification.Birth, "1986-02-30")},
	{"E10", "a wrong check digit", notification.NumberChange, first(notification.MyNumber, "123456789019")},
	{"E11", "the number of another", notification.NumberChange, func(c *notification.Content, p *quarter.Practice) {
		c.Persons[0].Set(notification.MyNumber, p.Carded.Number.Reveal())
	}},
	{"E12", "no new address", notification.MovingWithin, header(notification.NewNumber, "")},
	{"E13", "孫", notification.HeadChange, first(notification.Relation, "孫")},
	{"E14", "nobody follows in a household without a head", notification.Newborn, func(c *notification.Content, p *quarter.Practice) {
		c.Header.Set(notification.TargetHouseholdID, string(p.Headless))
		c.Persons[0].Set(notification.Relation, resident.Head)
		c.Persons = append(c.Persons, c.Persons[0].Clone())
	}},
	{"E15", "into a household where nobody lives", notification.Newborn, func(c *notification.Content, p *quarter.Practice) {
		c.Header.Set(notification.TargetHouseholdID, string(p.Empty))
	}},
	{"E16", "into a household elsewhere", notification.HouseholdChange, func(c *notification.Content, p *quarter.Practice) {
		c.Header.Set(notification.TargetHouseholdID, string(p.House(notificationtest.Alone)))
	}},
	{"E17", "into a household where nobody lives", notification.HouseholdMerge, func(c *notification.Content, p *quarter.Practice) {
		c.Header.Set(notification.TargetHouseholdID, string(p.Empty))
	}},
	{"E18", "somebody twice", notification.MovingWithin, func(c *notification.Content, _ *quarter.Practice) {
		c.Persons = append(c.Persons, c.Persons[2].Clone())
	}},
	{"E19", "changes are held", notification.CodeChange, of(func(p *quarter.Practice) resident.Record { return p.Imposed })},
	{"E22", "an item of another form", notification.MovingWithin, first(notification.Nationality, "ブラジル")},
	{"E24", "no certificate", notification.MovingIn, header(notification.Certificate, "3")},
	{"E25", "left 15 days ago", notification.MovingOut, header(notification.ChangedOn, ago(16))},
	{"E26", "the first row is cancelled", notification.Cancellation, first(notification.CancelHistory, "1")},
	{"E27", "the stay is over", notification.ImmigrationNotice, func(c *notification.Content, p *quarter.Practice) {
		quoted(c, p.Expired)
		c.Persons[0].Set(notification.ResidenceExpiry, p.Expired.Stay.Expiry.String())
	}},
	{"E28", "a kanji of no register", notification.MovingIn, first(notification.FullName, "辻们子")},
	{"E29", "a reading in hiragana", notification.MovingIn, first(notification.FullReading, "つじ　はなこ")},
	{"E30", "the writer examined the document", notification.Death, header(notification.PriorReviewer, clerk)},
	{"E31", "the name was changed meanwhile", notification.NationalityLoss, first(notification.BaseVersion, "1")},
	{"E32", "the measure of another", notification.SupportEnd, func(c *notification.Content, p *quarter.Practice) {
		c.Persons[0].Set(notification.SupportID, "practice-"+string(p.Unextended.ID))
	}},

	{"A01", "who left comes back", notification.MovingInAbroad, nil},
	{"A02", "the head leaves one behind", notification.ExOfficioDeletion, func(c *notification.Content, p *quarter.Practice) {
		quoted(c, p.Current(notificationtest.Ume))
	}},
	{"A03", "notified after 15 days", notification.MovingWithin, header(notification.ChangedOn, ago(20))},
	{"A04", "the measure is over and was not dealt with", notification.CodeChange, of(func(p *quarter.Practice) resident.Record { return p.Unextended })},
	{"A04", "the measure ends within a month", notification.CodeChange, of(func(p *quarter.Practice) resident.Record { return p.Current(notificationtest.Aoi) })},
	{"A05", "has a card", notification.FormerNameChange, of(func(p *quarter.Practice) resident.Record { return p.Carded })},
	{"A06", "few codes are left", notification.CodeChange, nil},
	{"A08", "about to leave", notification.NumberChange, of(func(p *quarter.Practice) resident.Record { return p.Leaving })},
	{"A09", "older than 110 years", notification.ExOfficioDeletion, of(func(p *quarter.Practice) resident.Record { return p.Oldest })},
	{"A10", "another room of the same house", notification.MovingIn, func(c *notification.Content, p *quarter.Practice) {
		at := p.Current(notificationtest.Ueda)
		notificationtest.Set(&c.Header, notificationtest.Values{notification.TargetHousehold: "2", notification.TargetHouseholdID: string(at.Household),
			notification.NewPostal: at.Address.Postal, notification.NewTownship: at.Address.Town, notification.NewNumber: at.Address.Number, notification.NewBuilding: "東荘102"})
		c.Persons[0].Set(notification.Relation, "同居人")
	}},
	{"A11", "another family name than the domicile's", notification.Newborn, first(notification.DomicileHead, "上田　太郎")},
	{"A12", "three households there already", notification.MovingWithin, func(c *notification.Content, p *quarter.Practice) {
		notificationtest.Set(&c.Header, notificationtest.Values{notification.NewPostal: p.Crowd.Postal, notification.NewTownship: p.Crowd.Town,
			notification.NewNumber: p.Crowd.Number, notification.NewBuilding: p.Crowd.Building})
	}},
	{"A13", "the certificate says another name", notification.MovingIn, first(notification.CertName, "辻　華子")},
	{"A14", "another date of birth than the record's", notification.CodeChange, func(c *notification.Content, p *quarter.Practice) {
		quoted(c, p.Uncertain)
		c.Persons[0].Set(notification.Birth, "1945-01-01")
	}},
	{"A15", "moved since the draft was begun", notification.CodeChange, func(c *notification.Content, p *quarter.Practice) {
		quoted(c, p.Current(notificationtest.Ueda))
		c.Persons[0].Set(notification.BaseVersion, "1")
	}},
	{"A16", "the stay ends in ten days", notification.AliasChange, of(func(p *quarter.Practice) resident.Record { return p.Ending })},
	{"A19", "changes are held until confirmed", notification.CodeChange, of(func(p *quarter.Practice) resident.Record { return p.Litigant })},
}

// errBack takes back what the test wrote.
var errBack = errors.New("taken back")

// TestEveryRuleIsMet: in the register of the training city there is somebody for each
// rule, so that a trainee can see it (issue of the training data). The real store and
// the view that the registry itself decides by answer.
func TestEveryRuleIsMet(t *testing.T) {
	s, err := store.Open(t.Context(), shared.path("registry", "registry.db"), store.KeyFile(shared.path("registry", "keys.json")))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	checker := checkerOf(t)
	err = s.Update(t.Context(), func(tx registry.Tx) error {
		p, err := quarter.AddPractice(tx, small.On, staff)
		if err != nil {
			return err
		}
		for _, rule := range rules.All() {
			if !slices.ContainsFunc(everyRule, func(m met) bool { return m.rule == rule.ID }) {
				t.Errorf("nobody meets %s", rule.ID)
			}
		}
		for _, m := range everyRule {
			t.Run(m.rule+": "+m.about, func(t *testing.T) { m.check(t, tx, checker, p) })
		}
		return errBack
	})
	if !errors.Is(err, errBack) {
		t.Fatal(err)
	}
}

func (m met) check(t *testing.T, tx registry.Tx, checker *rules.Checker, p *quarter.Practice) {
	c := p.ExampleOf(m.kind, small.On)
	if m.edit != nil {
		m.edit(&c, p)
	}
	schema, err := notification.Current(m.kind)
	if err != nil {
		t.Fatal(err)
	}
	view, failed := registry.ViewOf(tx, noon(small.On))
	found := checker.Check(&c, schema, view, small.On)
	if err := failed(); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(found, func(f notification.Finding) bool { return f.Rule == m.rule }) {
		t.Errorf("found %s, want %s", told(found), m.rule)
	}
}

func told(found []notification.Finding) string {
	var all []string
	for _, f := range found {
		all = append(all, f.Rule+" "+strconv.Itoa(f.Person)+" "+string(f.Item))
	}
	return strings.Join(all, ", ")
}

// TestPracticeIsRight: but for what few codes are left, and who left coming back, no rule
// finds anything in the examples as they stand in the training city.
func TestPracticeIsRight(t *testing.T) {
	s, err := store.Open(t.Context(), shared.path("registry", "registry.db"), store.KeyFile(shared.path("registry", "keys.json")))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	checker := checkerOf(t)
	err = s.Update(t.Context(), func(tx registry.Tx) error {
		if _, err := tx.AddCodes(city.Codes(small.Seed, stock)); err != nil {
			return err
		}
		copies, err := quarter.Add(tx, notification.Kinds(), small.On, staff)
		if err != nil {
			return err
		}
		for _, c := range copies {
			schema, err := notification.Current(c.Kind)
			if err != nil {
				return err
			}
			view, _ := registry.ViewOf(tx, noon(small.On))
			if found := checker.Check(&c.Example, schema, view, small.On); len(found) > 0 {
				t.Errorf("%s: found %s, want nothing", c.Kind.Key(), told(found))
			}
		}
		return errBack
	})
	if !errors.Is(err, errBack) {
		t.Fatal(err)
	}
}

// checkerOf returns the rules with the real characters and the city's gazetteer.
func checkerOf(t *testing.T) *rules.Checker {
	table, err := letters.OpenTable(bytes.NewReader(assets.Chars), bytes.NewReader(assets.Sequences))
	if err != nil {
		t.Fatal(err)
	}
	cities, _, err := city.Gazetteer(assets.Cities, assets.Towns)
	if err != nil {
		t.Fatal(err)
	}
	names, err := municipality.OpenNames(bytes.NewReader(cities))
	if err != nil {
		t.Fatal(err)
	}
	return rules.New(table).By(clerk).In(names)
}

func noon(d civil.Date) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, civil.Japan)
}
