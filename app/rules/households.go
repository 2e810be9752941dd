package rules

import (
	"strconv"

	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on households and places.

// notOneHead is E14: after the change every household has exactly one head, the one
// the persons come to and those they leave behind. A household without a head as an
// explicit state (世帯主未設定) is for 職権 only, which has no form yet.
func notOneHead(f *facts, found report) {
	if f.c.Kind != notification.MovingOut {
		f.headOfDestination(found)
	}
	for _, d := range f.departures {
		if d.Misnamed || len(d.Stayers) > 0 && d.Head == "" {
			found(notification.Header, notification.RemainingHead, strconv.Itoa(len(d.Stayers)))
		}
	}
}

func (f *facts) headOfDestination(found report) {
	heads := 0
	switch f.c.Header.Int(notification.TargetHousehold) {
	case notification.HouseholdNew:
	case notification.HouseholdExisting:
		members, known := f.destination()
		if !known || len(members) == 0 {
			return // not known, or E15
		}
		for _, m := range members {
			heads += household.Heads(m.Relationship)
		}
	default:
		return // E12
	}
	for _, p := range f.persons {
		if household.Heads(p.values.Get(notification.Relation)) == 0 {
			continue
		}
		if heads++; heads > 1 {
			found(p.index, notification.Relation, strconv.Itoa(heads))
		}
	}
	if heads == 0 {
		found(notification.Header, notification.TargetHousehold, "0")
	}
}

// otherAddress is E15: the household that persons join lives elsewhere, or nobody
// lives in it.
func otherAddress(f *facts, found report) {
	members, known := f.destination()
	switch {
	case !known:
	case len(members) == 0:
		found(notification.Header, notification.TargetHouseholdID, "")
	case !members[0].Address.SamePlace(f.to):
		found(notification.Header, notification.NewNumber, "")
	}
}

// otherBuilding is A10: same house number, another building or room (方書).
func otherBuilding(f *facts, found report) {
	members, known := f.destination()
	if !known || len(members) == 0 {
		return
	}
	there := members[0].Address
	if there.SamePlace(f.to) && resident.FoldNumber(there.Building) != resident.FoldNumber(f.to.Building) {
		found(notification.Header, notification.NewBuilding, "")
	}
}

// crowd is how many households at one address are worth a look.
const crowd = 3

// crowded is A12: a new household where several are recorded already.
func crowded(f *facts, found report) {
	if f.c.Header.Int(notification.TargetHousehold) != notification.HouseholdNew || f.to.Number == "" {
		return
	}
	if n, known := f.view.Households(f.to); known && n >= crowd {
		found(notification.Header, notification.NewNumber, strconv.Itoa(n))
	}
}

// headLeaves is A02: the head leaves others behind and the form names no successor;
// also when the form says that all or only some move and the register counts
// otherwise. The detail is how many stay.
func headLeaves(f *facts, found report) {
	all := f.c.Header.Int(notification.Scope) == notification.ScopeAll
	for _, d := range f.departures {
		stay := strconv.Itoa(len(d.Stayers))
		switch {
		case all != (len(d.Stayers) == 0):
			found(notification.Header, notification.Scope, stay)
		case d.HeadLeaves && !f.c.Header.Has(notification.RemainingHead):
			found(notification.Header, notification.RemainingHead, stay)
		}
	}
}

// Ages that are worth a look (A09).
const (
	adult   = 18 // 民法4条, since 2022
	veryOld = 110
)

// oddities is A09.
func oddities(f *facts, found report) {
	alone := f.c.Header.Int(notification.TargetHousehold) == notification.HouseholdNew && len(f.persons) == 1
	for _, p := range f.persons {
		if age, known := p.birth.Age(f.changed); known && alone && age < adult {
			found(p.index, notification.Birth, "")
		}
		if age, known := p.birth.Age(f.day); known && age > veryOld {
			found(p.index, notification.Birth, "")
		}
	}
	if head := f.head(); head != nil {
		for _, p := range f.persons {
			p.oddBeside(*head, found)
		}
	}
}

// head returns the head among the persons.
func (f *facts) head() *person {
	for i := range f.persons {
		if f.persons[i].values.Get(notification.Relation) == resident.Head {
			return &f.persons[i]
		}
	}
	return nil
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
