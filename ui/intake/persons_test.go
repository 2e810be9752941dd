package intake_test

import (
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/intake"
	"madoguchi/ui/words"
)

// TestPersons checks adding, copying and removing persons.
func TestPersons(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.AddPerson()
	if s.Page() != 1 || s.view.focus != person(1, notification.ResidentClass) {
		t.Fatalf("page %d, keyboard at %v", s.Page(), s.view.focus)
	}
	s.Copy()
	for item, want := range map[notification.Item]string{
		notification.FullName: "山田　", notification.FullReading: "ヤマダ　", notification.ResidentClass: "1",
		notification.RegisteredDomicile: "東京都千代田区千代田1", notification.Birth: "", notification.Sex: "",
	} {
		if got := s.Entry().Content.Persons[1].Get(item); got != want {
			t.Errorf("copied %s = %q, want %q", item, got, want)
		}
	}
	s.Type(person(1, notification.FullName), "山田 花子")
	s.Type(person(1, notification.Birth), "S60.99")
	s.Left(person(1, notification.Birth))
	s.AddPerson()
	s.Turn(-2)
	if s.Page() != 0 {
		t.Fatalf("page %d, want the first person's", s.Page())
	}
	s.RemovePerson()
	if got, want := s.Value(person(0, notification.FullName)), "山田　花子"; got != want {
		t.Errorf("first person = %q, want %q", got, want)
	}
	if got, want := s.Value(person(0, notification.Birth)), "S60.99"; got != want {
		t.Errorf("what was half typed did not move with its person: %q", got)
	}
	s.RemovePerson()
	s.RemovePerson()
	if got, want := s.view.last(), words.IntakeLastPerson; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

// STD 4.0.10: what a household shares is copied, what is a person's own never is, and
// nothing that stands there already is replaced.
func TestCopyKeepsPersonsApart(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	own := map[notification.Item]string{
		notification.FormerName: "佐藤", notification.FormerReading: "サトウ", notification.Alias: "山田　太郎", notification.AliasReading: "ヤマダ　タロウ",
		notification.RomanName: "YAMADA TARO", notification.ReadingConfirmed: "1", notification.Birth: "1980-03-04", notification.Sex: "1",
		notification.Relation: "世帯主", notification.Code: "12345678903", notification.MyNumber: "123456789018", notification.ResidenceCard: "AB12345678CD",
	}
	shared := map[notification.Item]string{
		notification.ResidentClass: "1", notification.RegisteredDomicile: "東京都千代田区千代田1", notification.DomicileHead: "山田　太郎",
	}
	first := &s.Entry().Content.Persons[0]
	for _, values := range []map[notification.Item]string{own, shared} {
		for item, value := range values {
			first.Set(item, value)
		}
	}
	first.Set(notification.FullName, "山田　太郎")
	first.Set(notification.FullReading, "ヤマダ　タロウ")
	s.AddPerson()
	second := &s.Entry().Content.Persons[1]
	second.Set(notification.DomicileHead, "山田　花子")
	s.Copy()
	shared[notification.DomicileHead] = "山田　花子"
	shared[notification.FullName], shared[notification.FullReading] = "山田　", "ヤマダ　"
	for item, want := range shared {
		if got := second.Get(item); got != want {
			t.Errorf("%s = %q, want %q", item, got, want)
		}
	}
	for item := range own {
		if second.Has(item) {
			t.Errorf("%s was copied", item)
		}
	}
}

// TestFamilyNameAlone: a family name that was copied waits for the given name. Enter stops
// there, and the form is not right without it (E12).
func TestFamilyNameAlone(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	s.typeAll()
	s.AddPerson()
	s.Copy()
	for _, item := range []notification.Item{notification.FullName, notification.FullReading} {
		if !s.Needed(person(1, item)) {
			t.Errorf("Enter passes over the %s", item)
		}
	}
	s.Confirm()
	missing := false
	for _, x := range s.Problems(person(1, notification.FullName)) {
		missing = missing || x.Rule == "E12" && x.Stops
	}
	if s.Stage() != intake.Filling || !missing {
		t.Errorf("stage %d: a family name alone is taken for a name", s.Stage())
	}
	s.Type(person(1, notification.FullName), "山田　花子")
	if s.Needed(person(1, notification.FullName)) {
		t.Error("Enter stops at a whole name")
	}
}

// TestTooManyPersons checks the bound of a form.
func TestTooManyPersons(t *testing.T) {
	s := start(t, &desk{})
	s.Begin(notification.MovingIn)
	for range notification.MaxPersons + 3 {
		s.AddPerson()
	}
	if got := len(s.Entry().Content.Persons); got != notification.MaxPersons {
		t.Errorf("%d persons, want %d", got, notification.MaxPersons)
	}
	if s.view.last() != words.IntakeTooMany {
		t.Errorf("said %q", s.view.last())
	}
}

// family is a household of three of whom one has died.
func family() []resident.Record {
	record := func(order int, id resident.ID, name, relation string, status resident.Status) resident.Record {
		return resident.Record{
			ID: id, History: 3, Household: "000000129", Order: order, Status: status, Class: resident.Japanese,
			Name: name, Reading: "ヤマダ　タロウ", Birth: civil.Certain(civil.MustParse("1980-03-04")), Sex: resident.Male, Relationship: relation,
			Address: resident.Address{Ward: "991015", Town: "大通西", Number: "1-1", Building: "大通荘203"},
		}
	}
	return []resident.Record{
		record(2, "000000012", "山田　花子", "妻", resident.Living),
		record(1, "000000019", "山田　太郎", "世帯主", resident.Living),
		record(3, "000012343", "山田　次郎", "子", resident.Dead),
	}
}

// TestSuccessorIsNamed: everything as it will be recorded (R016) says who becomes head by
// name, not by number.
func TestSuccessorIsNamed(t *testing.T) {
	s := start(t, &desk{family: family()})
	s.BeginWith(notification.MovingOut, "000000019")
	s.Toggle(1)
	s.TakeChosen()
	told := ""
	for _, b := range s.Recorded() {
		for _, l := range b.Lines {
			if l.At.Item == notification.RemainingHead && l.Name {
				told = l.Text
			}
		}
	}
	if told != "山田　花子" {
		t.Errorf("told %q", told)
	}
}

// TestForeignBirth: the birth of who is taken over as a foreign resident is shown in the
// Gregorian year, also on forms that do not say so (STD 1.1.9).
func TestForeignBirth(t *testing.T) {
	household := family()
	household[0].Class = resident.Foreign
	s := start(t, &desk{family: household})
	s.BeginWith(notification.MovingWithin, "000000012")
	s.TakeChosen()
	for i, want := range []string{"S55.3.4", "1980-03-04"} { // the head stands first
		if got := s.Value(person(i, notification.Birth)); got != want {
			t.Errorf("person %d: birth %q, want %q", i+1, got, want)
		}
	}
}

// TestQuote checks that a household is taken over in its order, the dead not among
// them, with everything the record says, and that it cannot be typed over (E02).
func TestQuote(t *testing.T) {
	s := start(t, &desk{family: family()})
	s.BeginWith(notification.MovingWithin, "000000012")
	if s.Stage() != intake.Choosing {
		t.Fatalf("stage %d, want choosing", s.Stage())
	}
	s.Toggle(2)
	s.TakeChosen()
	c := &s.Entry().Content
	if len(c.Persons) != 2 {
		t.Fatalf("%d persons, want 2: the dead do not move", len(c.Persons))
	}
	for at, want := range map[intake.Place]string{
		person(0, notification.FullName): "山田　太郎", person(1, notification.FullName): "山田　花子", person(0, notification.Birth): "1980-03-04",
		person(0, notification.BaseVersion): "3", person(1, notification.PersonID): "000000012", person(1, notification.Relation): "妻",
		header(notification.PrevTown): "大通西", header(notification.PrevBuilding): "大通荘203", header(notification.PrevHead): "山田　太郎",
		header(notification.FormerHousehold): "000000129", header(notification.Scope): "1",
	} {
		if got := c.Of(at.Person).Get(at.Item); got != want {
			t.Errorf("%v = %q, want %q", at, got, want)
		}
	}
	at := person(0, notification.FullName)
	s.Type(at, "別人")
	if !s.Fixed(at) || s.Value(at) != "山田　太郎" {
		t.Errorf("a quoted name was typed over: %q", s.Value(at))
	}
	if s.Fixed(person(0, notification.Relation)) {
		t.Error("the relationship cannot be typed")
	}
}

// TestQuotePart checks that part of a household is part, keeps what was typed, and
// knows who stays.
func TestQuotePart(t *testing.T) {
	s := start(t, &desk{family: family()})
	s.BeginWith(notification.MovingWithin, "000000012")
	s.TakeChosen()
	s.Type(person(1, notification.Card), "2")
	s.Choose()
	s.Toggle(0)
	s.TakeChosen()
	c := &s.Entry().Content
	if got := c.Header.Get(notification.Scope); got != "2" || len(c.Persons) != 1 {
		t.Fatalf("scope %q, %d persons", got, len(c.Persons))
	}
	if got, want := c.Persons[0].Get(notification.Card), "2"; got != want {
		t.Errorf("card of who still moves = %q, want %q", got, want)
	}
	if stay := s.Staying(); len(stay) != 1 || stay[0].ID != "000000019" {
		t.Errorf("%d stay, want the head", len(stay))
	}
	s.Choose()
	s.Toggle(1)
	s.TakeChosen()
	if s.Stage() != intake.Choosing || s.view.last() != words.IntakeNobody {
		t.Errorf("nobody moves: stage %d, said %q", s.Stage(), s.view.last())
	}
}

// TestQuoteOffline checks that without a line the form is typed from the paper.
func TestQuoteOffline(t *testing.T) {
	s := start(t, &desk{lookErr: counter.ErrOffline, line: counter.Offline})
	s.BeginWith(notification.MovingOut, "000000012")
	if s.Stage() != intake.Filling || s.view.last() != words.IntakeQuoteOffline {
		t.Fatalf("stage %d, said %q", s.Stage(), s.view.last())
	}
	at := person(0, notification.FullName)
	s.Type(at, "山田 花子")
	if s.Fixed(at) || s.Value(at) != "山田　花子" {
		t.Errorf("the name cannot be typed from the paper: %q", s.Value(at))
	}
}
