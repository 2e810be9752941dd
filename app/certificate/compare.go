package certificate

import (
	"slices"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// A Standing is how an item of the certificate stands against the entry.
type Standing uint8

// The standings.
const (
	Same       Standing = 1 // ✓
	Differs    Standing = 2 // ≠: has to be explained
	Absent     Standing = 3 // －: the certificate does not state it
	NotEntered Standing = 4 // stated, and nothing is entered: it may be taken over
	Stated     Standing = 5 // stated, and the form has no item for it
)

// A Row is one item of the certificate beside that of the entry.
type Row struct {
	Person      int // or notification.Header
	Certificate notification.Item
	Entered     notification.Item // "" when the form has none
	Standing    Standing
	// Explained is the item of the entry at which the alert stands when it differs: town
	// and number are one text, and explained once, at the town.
	Explained notification.Item
}

// A pair is an item of the certificate and what it is compared with.
type pair struct {
	certificate, entered notification.Item
	same                 func(a, b string) bool
}

var headerPairs = []pair{
	{notification.CertTown, notification.PrevTown, sameNumber},
	{notification.CertNumber, notification.PrevNumber, sameNumber},
	{notification.CertBuilding, notification.PrevBuilding, sameNumber},
	{notification.CertHead, notification.PrevHead, exactly},
	{notification.CertPlannedOn, notification.PlannedOn, sameDate},
	{notification.CertDestination, "", nil},
	{notification.CertSerial, "", nil},
}

var personPairs = []pair{
	{notification.CertName, notification.FullName, exactly},
	{notification.CertFormerName, notification.FormerName, exactly},
	{notification.CertBirth, notification.Birth, sameDate},
	{notification.CertSex, notification.Sex, exactly},
	{notification.CertRelation, notification.Relation, sameRelation},
	{notification.CertCode, notification.Code, exactly},
	{notification.CertMyNumber, notification.MyNumber, exactly},
	{notification.CertDomicile, notification.RegisteredDomicile, sameNumber},
	{notification.CertDomicileHead, notification.DomicileHead, exactly},
	{notification.CertNationality, notification.Nationality, exactly},
}

// exactly compares characters: a variant of a kanji is another one.
func exactly(a, b string) bool { return a == b }

// sameNumber compares addresses, whose digits and hyphens are written in many ways.
func sameNumber(a, b string) bool { return resident.FoldNumber(a) == resident.FoldNumber(b) }

func sameDate(a, b string) bool {
	u, err1 := civil.ParseCanonical(a)
	v, err2 := civil.ParseCanonical(b)
	return err1 == nil && err2 == nil && u == v
}

func sameRelation(a, b string) bool {
	r, err1 := household.ParseRelationship(a)
	s, err2 := household.ParseRelationship(b)
	return err1 == nil && err2 == nil && r == s
}

// Compare returns how a content stands against the certificate whose values it
// carries, in the order of the paper: the certificate's own items, then person by
// person. An item that neither side has is left out.
//
// A 続柄 is to the head there: it is compared only when the whole household comes and
// makes one of its own here.
func Compare(c *notification.Content) []Row {
	var rows []Row
	for _, p := range headerPairs {
		if r, ok := p.stand(c, notification.Header); ok {
			rows = append(rows, placed(r, c.Header))
		}
	}
	asTheyWere := c.Header.Int(notification.Scope) == notification.ScopeAll && c.Header.Int(notification.TargetHousehold) == notification.HouseholdNew
	for i := range c.Persons {
		for _, p := range personPairs {
			r, ok := p.stand(c, i)
			if p.certificate == notification.CertRelation && r.Standing == Differs && !asTheyWere {
				r.Standing = Stated
			}
			if ok {
				rows = append(rows, r)
			}
		}
	}
	return rows
}

// placed compares town and number as one text, wherever an office parts them.
func placed(r Row, h notification.Values) Row {
	if r.Certificate != notification.CertTown && r.Certificate != notification.CertNumber || !h.Has(notification.CertTown) {
		return r
	}
	if sameNumber(h.Get(notification.CertTown)+h.Get(notification.CertNumber), h.Get(notification.PrevTown)+h.Get(notification.PrevNumber)) {
		r.Standing = Same
	}
	r.Explained = notification.PrevTown
	return r
}

func (p pair) stand(c *notification.Content, person int) (Row, bool) {
	v := c.Of(person)
	stated := v.Get(p.certificate)
	r := Row{Person: person, Certificate: p.certificate, Entered: p.entered, Explained: p.entered}
	entered := ""
	if p.entered != "" {
		entered = v.Get(p.entered)
	}
	switch {
	case stated == "" && entered == "":
		return Row{}, false
	case stated == "":
		r.Standing = Absent
	case p.entered == "":
		r.Standing = Stated
	case entered == "":
		r.Standing = NotEntered
	case p.same(stated, entered):
		r.Standing = Same
	default:
		r.Standing = Differs
	}
	return r, true
}

// Counterpart returns the item that another one is compared with, from either side, and
// false when it stands alone.
func Counterpart(item notification.Item) (notification.Item, bool) {
	for _, p := range slices.Concat(headerPairs, personPairs) {
		switch {
		case p.entered == "":
		case p.certificate == item:
			return p.entered, true
		case p.entered == item:
			return p.certificate, true
		}
	}
	return "", false
}

// Findings returns what has to be explained, as the alert A13 of each item of the
// entry that differs. A screen that asks for the explanation at once and the rules
// that run later find the same.
func Findings(c *notification.Content) []notification.Finding {
	var found []notification.Finding
	for _, r := range Compare(c) {
		f := notification.Finding{Rule: Rule, Person: r.Person, Item: r.Explained}
		if r.Standing == Differs && !slices.Contains(found, f) {
			found = append(found, f)
		}
	}
	return found
}

// Rule is the alert of what differs.
const Rule = "A13"

// Given reports whether a content carries anything of a certificate.
func Given(c *notification.Content) bool {
	return slices.ContainsFunc(Compare(c), func(r Row) bool { return r.Standing != Absent })
}
