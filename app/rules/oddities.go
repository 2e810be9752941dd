package rules

import (
	"slices"
	"strconv"
	"strings"

	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on what is possible and seldom right.

// Ages that are worth a look (A09). But for the first they are guesses.
const (
	adult    = 18 // 民法4条, since 2022
	veryOld  = 110
	youngest = 15 // of a mother
	oldest   = 55
)

// oddities is A09.
func oddities(f *facts, found report) {
	movers := f.movers()
	for _, p := range movers {
		if age, known := p.birth.Age(f.changed); known && f.join.anew && len(movers) == 1 && age < adult {
			found(p.index, notification.Birth, "")
		}
		if age, known := p.birth.Age(f.day); known && age > veryOld {
			found(p.index, notification.Birth, "")
		}
	}
	if head, ok := f.headJoined(); ok {
		for _, p := range movers {
			p.oddBeside(head, found)
		}
	}
	if f.c.Kind == notification.Newborn {
		f.oddBirth(found)
	}
	for _, d := range f.departures {
		if d.HeadLeaves {
			f.oddBecoming(d.members, d.Stayers, d.Head, found)
		}
	}
	if f.c.Kind == notification.HeadChange {
		members := f.household()
		f.oddBecoming(members, members, resident.ID(f.c.Header.Get(notification.RemainingHead)), found)
	}
}

// headJoined returns who heads the household that the movers come to.
func (f *facts) headJoined() (person, bool) {
	for _, p := range f.persons {
		if p.values.Get(notification.Relation) == resident.Head {
			if !p.stays || p.target != nil && p.target.Household == f.join.id {
				return p, true
			}
		}
	}
	for _, m := range f.join.members {
		if m.IsHead() {
			return person{index: notification.Header, birth: m.Birth, sex: m.Sex}, true
		}
	}
	return person{}, false
}

func (p person) oddBeside(head person, found report) {
	r, err := household.ParseRelationship(p.values.Get(notification.Relation))
	if err != nil || len(r.Chain()) != 1 {
		return
	}
	if r.IsSpouse() && p.sex == head.sex {
		found(p.index, notification.Sex, "")
	}
	born, known1 := p.birth.Date()
	headBorn, known2 := head.birth.Date()
	if !known1 || !known2 {
		return
	}
	switch r.Last() {
	case "子":
		if !born.After(headBorn) {
			found(p.index, notification.Relation, "")
		}
	case "父", "母":
		if !born.Before(headBorn) {
			found(p.index, notification.Relation, "")
		}
	}
}

// oddBirth looks at a newborn child of the head: at the age of the mother, and at the
// sex that 父母との続柄 tells.
func (f *facts) oddBirth(found report) {
	for _, p := range f.persons {
		told := p.values.Get(notification.ParentRelation)
		if strings.HasSuffix(told, "男") && p.sex == resident.Female || strings.HasSuffix(told, "女") && p.sex == resident.Male {
			found(p.index, notification.Sex, "")
		}
		if p.values.Get(notification.Relation) != "子" {
			continue
		}
		for _, m := range f.join.members {
			r, err := household.ParseRelationship(m.Relationship)
			if err != nil || m.Sex != resident.Female || !r.IsHead() && !r.IsSpouse() {
				continue
			}
			if age, known := m.Birth.Age(f.changed); known && (age < youngest || age > oldest) {
				found(p.index, notification.Birth, strconv.Itoa(age))
			}
		}
	}
}

// oddBecoming looks at what the members who stay are to their new head: what the form
// says against what follows for certain from the register, and, when somebody is not
// on the form, whether what is recorded stays right.
func (f *facts) oddBecoming(before, stayers []resident.Record, head resident.ID, found report) {
	if !f.has(notification.Part, true) {
		return
	}
	forgotten := 0
	for _, proposal := range household.Recompute(before, head) {
		stays := slices.ContainsFunc(stayers, func(m resident.Record) bool { return m.ID == proposal.ID })
		if !stays || proposal.Certainty != household.Sure {
			continue
		}
		p, on := f.staying(proposal.ID)
		said := p.values.Get(notification.Relation)
		switch {
		case proposal.ID == head, on && (said == "" || said == resident.Head): // E12, E14
		case on && said != proposal.After:
			found(p.index, notification.Relation, "")
		case !on && proposal.Before != proposal.After:
			forgotten++
		}
	}
	if forgotten > 0 {
		found(notification.Header, notification.RemainingHead, strconv.Itoa(forgotten))
	}
}

// oddDomicile is A11: the 氏 of a child differs from that of the head of the family
// register (筆頭者), or the register is said to be in a municipality that does not
// exist (any more).
func oddDomicile(f *facts, found report) {
	for _, p := range f.persons {
		if p.values.Get(notification.Relation) == "子" {
			family, known1 := familyName(p.values.Get(notification.FullName))
			of, known2 := familyName(p.values.Get(notification.DomicileHead))
			if known1 && known2 && family != of {
				found(p.index, notification.DomicileHead, "")
			}
		}
		for _, item := range []notification.Item{notification.RegisteredDomicile, notification.ToDomicile} {
			if f.places == nil || !p.values.Has(item) {
				continue
			}
			if exists, known := f.places.Begins(p.values.Get(item)); known && !exists {
				found(p.index, item, "")
			}
		}
	}
}

// familyName returns what stands before the space. A name without one does not tell.
func familyName(name string) (string, bool) {
	family, _, ok := strings.Cut(name, "　")
	return family, ok
}
