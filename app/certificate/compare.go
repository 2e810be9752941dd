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
func Compare(c *notification.Content) []Row {
	var rows []Row
	whole := sameAddress(c.Header)
	for _, p := range headerPairs {
		if r, ok := p.stand(c, notification.Header); ok {
			if whole && slices.Contains(address, p.certificate) {
				r.Standing = Same
			}
			rows = append(rows, r)
		}
	}
	for i := range c.Persons {
		for _, p := range personPairs {
			if r, ok := p.stand(c, i); ok {
				rows = append(rows, r)
			}
		}
	}
	return rows
}

func (p pair) stand(c *notification.Content, person int) (Row, bool) {
	v := c.Of(person)
	stated := v.Get(p.certificate)
	r := Row{Person: person, Certificate: p.certificate, Entered: p.entered}
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

// address are the items that one line of an address is cut into. Offices cut it at
// different places.
var address = []notification.Item{notification.CertTown, notification.CertNumber, notification.CertBuilding}

// sameAddress reports whether the address is the same as one line, wherever it is cut.
func sameAddress(h notification.Values) bool {
	stated := h.Get(notification.CertTown) + h.Get(notification.CertNumber) + h.Get(notification.CertBuilding)
	entered := h.Get(notification.PrevTown) + h.Get(notification.PrevNumber) + h.Get(notification.PrevBuilding)
	return stated != "" && sameNumber(stated, entered)
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
		if r.Standing == Differs {
			found = append(found, notification.Finding{Rule: Rule, Person: r.Person, Item: r.Entered})
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
