package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/app/certificate"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/rules"
	"madoguchi/cmd/training/play"
	"madoguchi/cmd/training/quarter"
)

// playEvent is what a terminal said of itself.
type playEvent = play.Event

// More stages of the form.
const (
	arranging  = "intake.11"
	comparison = "intake.12"
)

// still is how long a form that has led nowhere is waited for.
const still = 1500 * time.Millisecond

// enterKind takes one kind from the menu to the receipt.
func (t *tour) enterKind(s *stop) {
	kind := s.copy.Kind
	began, strokes := time.Now(), t.Strokes
	t.Ready(strings.Join(texts(&s.copy), ""))
	t.open(s)
	if t.Now().Stage == arranging {
		t.arrange(s)
	}
	want := t.wanted(s)
	t.fillForm(s, want)
	t.fillRest(want)
	t.side(s)
	t.Shot(kind.Key() + "-form")
	t.checkForm(s)
	t.Shot(kind.Key() + "-confirm")
	t.Key("F12")
	t.AwaitStage(handed)
	s.took, s.strokes = time.Since(began), t.Strokes-strokes
	if kind == notification.MovingIn || kind == notification.MovingOut {
		t.paper(kind.Key() + "-slip")
		t.AwaitScreen("intake")
	}
	t.Key("F12")
	t.AwaitScreen("worklist")
	t.pause()
	s.entered = t.Err() == nil
	t.failed(s, "worklist")
}

// open begins a kind from the menu and, where it quotes, with its resident.
func (t *tour) open(s *stop) {
	kind := s.copy.Kind
	group := slices.Index(notification.Groups(), kind.Group())
	t.Type(string(rune('a' + group)))
	t.AwaitScreen("menu")
	t.pause()
	if notification.KindsOf(kind.Group())[0] == kind {
		t.Shot("menu-" + kind.Group().Key())
	}
	t.Type(strconv.Itoa(slices.Index(notification.KindsOf(kind.Group()), kind) + 1))
	if kind.Quotes() {
		t.pickByID(s.copy.Example.Persons[0].Get(notification.PersonID))
	}
	t.AwaitScreen("intake")
	t.Await("the form", func(now playEvent) bool {
		return slices.Contains([]string{choosing, arranging, filling}, now.Stage)
	})
	if t.Now().Stage == choosing {
		t.choose(s)
	}
}

// pickByID takes a resident in the search by their 宛名番号.
func (t *tour) pickByID(id string) {
	t.AwaitScreen("search")
	t.pause()
	t.Key("Tab", "Tab", "Tab", "Tab") // the way, birth and address
	t.Type(id)
	t.Key("F12")
	t.AwaitStage(found)
	t.pause()
	t.Key("Return")
}

// join finds the household that the persons join by its head, from its empty field.
func (t *tour) join(s *stop, want map[string]wish) {
	target := resident.HouseholdID(s.copy.Example.Header.Get(notification.TargetHouseholdID))
	t.Key("Return")
	t.pickByID(string(s.copy.Members(target)[0].ID))
	t.AwaitScreen("intake")
	t.Await("the household joined", func(now playEvent) bool { return now.Stage == filling && now.Field != "" })
	t.pause()
	if s.copy.Kind == notification.Newborn { // the family name stands there
		for _, item := range []notification.Item{notification.FullName, notification.FullReading} {
			at := key(string(item), 1)
			w := want[at]
			_, w.text, _ = strings.Cut(w.text, "　")
			want[at] = w
		}
	}
}

// moves reports which of the household the example is about.
func moves(c *notification.Content, id resident.ID) bool {
	return slices.ContainsFunc(c.Persons, func(v notification.Values) bool {
		return resident.ID(v.Get(notification.PersonID)) == id && v.Int(notification.Part) != notification.PartStays
	})
}

// choose says who is concerned: where people move house everybody is at first, else who
// was searched for.
func (t *tour) choose(s *stop) {
	t.pause()
	c := &s.copy.Example
	sought := s.copy.Example.Persons[0].Get(notification.PersonID)
	for i, r := range s.copy.Members(s.household()) {
		chosen := c.Kind.Group() == notification.Moving || string(r.ID) == sought
		if chosen != moves(c, r.ID) {
			t.Type(strconv.Itoa(i + 1))
		}
	}
	t.Shot(c.Kind.Key() + "-who")
	t.Key("F12")
	t.Await("the form", func(now playEvent) bool { return now.Stage == arranging || now.Stage == filling })
}

// household returns the one that the persons are taken from.
func (s *stop) household() resident.HouseholdID {
	for _, r := range s.copy.Rows {
		if string(r.ID) == s.copy.Example.Persons[0].Get(notification.PersonID) {
			return r.Household
		}
	}
	return ""
}

// arrange says who heads those who stay.
func (t *tour) arrange(s *stop) {
	t.pause()
	t.Type(s.newHead())
	t.pause()
	t.Shot(s.copy.Kind.Key() + "-households")
	t.Key("F12")
	t.AwaitStage(filling)
}

// newHead returns the digit of who becomes head among those who stay, "" for nobody.
func (s *stop) newHead() string {
	c := &s.copy.Example
	head, n := resident.ID(c.Header.Get(notification.RemainingHead)), 0
	for _, r := range s.copy.Members(s.household()) {
		if moves(c, r.ID) {
			continue
		}
		if n++; r.ID == head {
			return strconv.Itoa(n)
		}
	}
	return ""
}

// texts returns everything that may be typed of a copy's example.
func texts(c *quarter.Copy) []string {
	var all []string
	for person := notification.Header; person < len(c.Example.Persons); person++ {
		for _, value := range c.Example.Of(person).All() {
			all = append(all, value)
		}
	}
	return all
}

// written is a value as a clerk types it.
func written(f notification.Field, value string, western bool) string {
	if f.Type != notification.Date && f.Type != notification.UncertainDate {
		return value
	}
	u, err := civil.ParseCanonical(value)
	if d, exact := u.Date(); err == nil && exact {
		if western || f.Type == notification.Date {
			return strings.ReplaceAll(d.String(), "-", "")
		}
		return strings.ToLower(d.Format(civil.EraShort))
	}
	return u.Text(civil.EraLong)
}

// A wish is what is to stand in a field.
type wish struct {
	text   string
	person int // 0 for the header
	// visited: the keyboard goes there even if Enter does not stop at it.
	visited bool
}

// wanted returns what is typed of the example, by the key of the field: not what the
// form quotes, looks up or has its own words for.
func (t *tour) wanted(s *stop) map[string]wish {
	c := &s.copy.Example
	schema, err := notification.SchemaOf(c.Kind, c.Version)
	if err != nil {
		panic(err) // the example is on it
	}
	want := map[string]wish{}
	for person := notification.Header; person < len(c.Persons); person++ {
		for item, value := range c.Of(person).All() {
			f, _ := schema.Field(item, person != notification.Header)
			if f.Quoted && c.Kind.Quotes() || s.formKnows(c, f, person) {
				continue
			}
			western := c.Of(person).Int(notification.ResidentClass) == notification.ClassForeign
			text := written(f, value, western)
			if item == notification.RemainingHead {
				text = s.newHead()
			}
			want[key(string(item), person+1)] = wish{text, person + 1, s.visits(c, f, person, value)}
		}
	}
	return want
}

// looked are items that the form looks up, computes or has on another screen.
var looked = []notification.Item{notification.Part, notification.NewWard, notification.NewTownship, notification.Channel}

// qualifications stand in the form of who is quoted already.
var qualifications = []notification.Item{notification.HealthInsurance, notification.ElderlyMedical, notification.LongTermCare, notification.Pension, notification.ChildAllowance}

// formKnows reports whether a value stands in the form without being typed.
func (s *stop) formKnows(c *notification.Content, f notification.Field, person int) bool {
	switch {
	case slices.Contains(looked, f.Item), certificate.Is(f.Item):
		return true
	case f.Item == notification.NotifiedOn: // today
		return !c.Kind.Is(notification.ByOffice)
	case f.Item == notification.Scope, slices.Contains(qualifications, f.Item):
		return c.Kind.Quotes()
	case f.Item == notification.Birth: // the day of the birth
		return c.Kind == notification.Newborn
	}
	return f.Required && len(f.Choices) == 1
}

// visits reports whether the keyboard has to be led to a field: Enter passes over what
// has a value already, and over what papers seldom say.
func (s *stop) visits(c *notification.Content, f notification.Field, person int, value string) bool {
	switch {
	case slices.Contains(qualifications, f.Item):
		return true
	case f.Item != notification.ResidenceExpiry || !c.Kind.Quotes():
		return false
	}
	for _, r := range s.copy.Rows {
		if string(r.ID) == c.Persons[person].Get(notification.PersonID) && r.Stay != nil {
			return r.Stay.Expiry.String() != value
		}
	}
	return false
}

// fillForm goes through the form with Enter and types what there is for each field,
// until Enter leads nowhere any more.
func (t *tour) fillForm(s *stop, want map[string]wish) {
	t.Await("a field", func(now playEvent) bool { return now.Field != "" })
	been := map[string]int{}
	for t.Err() == nil {
		now := t.Now()
		at := key(now.Field, now.Person)
		if now.Field == play.Nowhere || been[at] > 1 {
			return
		}
		been[at]++
		if _, ok := want[at]; ok && now.Field == string(notification.TargetHouseholdID) {
			delete(want, at)
			t.join(s, want)
			continue
		}
		if w, ok := want[at]; ok {
			t.Type(w.text)
			delete(want, at)
		}
		t.Key("Return")
		if !t.leaves(at) {
			return
		}
	}
}

// leaves reports whether the keyboard leaves a field within a while.
func (t *tour) leaves(at string) bool {
	for end := time.Now().Add(still); time.Now().Before(end) && t.Err() == nil; time.Sleep(30 * time.Millisecond) {
		if now := t.Now(); key(now.Field, now.Person) != at {
			return true
		}
	}
	return false
}

// fillRest leads the keyboard to what is still to be typed.
func (t *tour) fillRest(want map[string]wish) {
	var rest []string
	for at, w := range want {
		if w.visited {
			rest = append(rest, at)
		}
	}
	slices.Sort(rest)
	for _, at := range rest {
		t.lead(at, want[at].person)
		t.Type(want[at].text)
		delete(want, at)
	}
}

// lead takes the keyboard to a field.
func (t *tour) lead(at string, person int) {
	for range 12 {
		if t.Err() != nil || t.Now().Person == person {
			break
		}
		page := "F8"
		if t.Now().Person > person {
			page = "F7"
		}
		was := t.Now()
		t.Key(page)
		t.leaves(key(was.Field, was.Person))
	}
	t.tabTo(at)
}

func (t *tour) tabTo(at string) {
	for range 60 {
		now := t.Now()
		if t.Err() != nil || key(now.Field, now.Person) == at {
			return
		}
		t.Key("Tab")
		t.leaves(key(now.Field, now.Person))
	}
	t.Await("the field "+at, func(now playEvent) bool { return key(now.Field, now.Person) == at })
}

// checkForm has the rules run and acknowledges what they alert to, until everything is
// shown to be confirmed.
func (t *tour) checkForm(s *stop) {
	for range 4 {
		t.Key("F12")
		t.Await("the rules", func(now playEvent) bool {
			return now.Stage == confirming || now.Counts["stops"]+now.Counts["alerts"] > 0
		})
		now := t.Now()
		switch {
		case t.Err() != nil || now.Stage == confirming:
			return
		case now.Counts["stops"] > 0:
			t.Log("the rules stop: " + now.Stop + " at " + key(now.Field, now.Person))
			t.fillForm(s, t.wanted(s))
		default:
			t.acknowledge(s)
		}
	}
	t.Await("the confirmation after "+t.Now().Stop, func(now playEvent) bool { return now.Stage == confirming })
}

// acknowledge says of every alert that it was seen, and why where that is asked.
func (t *tour) acknowledge(s *stop) {
	t.pause()
	t.Shot(s.copy.Kind.Key() + "-alerts")
	for t.Err() == nil {
		now := t.Now()
		left := now.Counts["alerts"]
		if left == 0 || now.Stage != filling {
			return
		}
		s.alerts = append(s.alerts, now.Alert)
		t.Type(" ")
		if rule, _ := rules.Of(now.Alert); rule.Reason {
			t.pause()
			t.Enter("届出人に確認した")
		}
		t.Await(fmt.Sprintf("fewer than %d alerts", left), func(now playEvent) bool { return now.Counts["alerts"] < left || now.Stage != filling })
	}
}

// side looks at what stands beside some forms: the certificate, the characters of a
// name, the households.
func (t *tour) side(s *stop) {
	switch s.copy.Kind {
	case notification.MovingIn:
		t.lead(key(string(notification.FullName), 1), 1)
		t.Key("F2")
		t.AwaitScreen("glyph")
		t.pause()
		t.Shot("glyph")
		t.Key("F3")
		t.AwaitScreen("intake")
		t.AwaitStage(filling)
		t.certificate(s)
	case notification.MovingWithin, notification.HouseholdMerge, notification.HouseholdSplit:
		t.Key("F10")
		t.AwaitStage(arranging)
		t.pause()
		t.Shot(s.copy.Kind.Key() + "-picture")
		t.Key("F12")
		t.AwaitStage(filling)
	}
}

// certificate types the text of the moving-out certificate as a scanner does.
func (t *tour) certificate(s *stop) {
	c := &s.copy.Example
	text := certificate.Paper{Header: c.Header, Persons: c.Persons}.Text()
	t.Key("F5")
	t.AwaitStage(comparison)
	t.pause()
	for line := range strings.Lines(text) {
		t.Enter(strings.TrimRight(line, "\r\n"))
	}
	t.pause()
	t.Shot("certificate")
	t.Key("F12")
	t.AwaitStage(filling)
}
