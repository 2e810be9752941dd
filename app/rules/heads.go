package rules

import (
	"strconv"

	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// notOneHead is E14: after the change every household that is left, joined or made has
// exactly one head. The detail is how many there would be, or how many stay without
// one. A household without a head (世帯主未設定) is an explicit state only after the
// death or an ex officio deletion of its head.
func notOneHead(f *facts, found report) {
	switch {
	case f.c.Kind == notification.HeadChange:
		f.headInPlace(found)
	case f.c.Kind.Is(notification.Regroups) || f.c.Kind == notification.Newborn:
		if !f.c.Kind.Is(notification.Leaves) {
			f.headOfJoined(found)
		}
		for _, d := range f.departures {
			f.headOfLeft(d, found)
		}
	default:
		f.headCorrected(found)
	}
}

// headOfJoined looks at the household the movers come to.
func (f *facts) headOfJoined(found report) {
	if !f.join.anew && len(f.join.members) == 0 {
		return // E12, not known, or E15
	}
	heads, named := 0, []person(nil) // by the register, and by the form
	name := func(p person) {
		if household.Heads(p.values.Get(notification.Relation)) > 0 {
			named = append(named, p)
		}
	}
	for _, m := range f.join.members {
		if p, on := f.staying(m.ID); on {
			name(p)
		} else {
			heads += household.Heads(m.Relationship)
		}
	}
	for _, p := range f.movers() {
		name(p)
	}
	total := strconv.Itoa(heads + len(named))
	switch {
	case heads+len(named) == 1:
	case len(named) > 0:
		for _, p := range named[max(0, 1-heads):] {
			found(p.index, notification.Relation, total)
		}
	case f.has(f.join.item, false):
		found(notification.Header, f.join.item, total)
	case len(f.persons) > 0:
		found(0, notification.Relation, total)
	}
}

// headOfLeft looks at a household that movers leave.
func (f *facts) headOfLeft(d departure, found report) {
	if len(d.Stayers) == 0 || d.id == f.join.id {
		return
	}
	if d.Misnamed || d.Head == "" && !f.c.Kind.Is(notification.ByOffice|notification.Leaves) {
		found(notification.Header, notification.RemainingHead, strconv.Itoa(len(d.Stayers)))
		return
	}
	for _, m := range d.Stayers {
		p, on := f.staying(m.ID)
		if said := p.values.Get(notification.Relation); on && said != "" && (said == resident.Head) != (m.ID == d.Head) {
			found(p.index, notification.Relation, strconv.Itoa(household.Heads(said)))
		}
	}
}

// headInPlace looks at the household whose head changes: the one named becomes it, and
// the former one something else.
func (f *facts) headInPlace(found report) {
	named := resident.ID(f.c.Header.Get(notification.RemainingHead))
	heads := 0
	for _, p := range f.persons {
		isHead := household.Heads(p.values.Get(notification.Relation)) > 0
		if isHead {
			heads++
		}
		if id := p.id(); named != "" && id != "" && isHead != (id == named) {
			found(p.index, notification.Relation, strconv.Itoa(heads))
		}
	}
	for _, m := range f.household() {
		if !f.quotes(m.ID) {
			heads += household.Heads(m.Relationship)
		}
	}
	if heads != 1 {
		found(notification.Header, notification.RemainingHead, strconv.Itoa(heads))
	}
}

// household returns the members of the household of the first person.
func (f *facts) household() []resident.Record {
	if len(f.persons) == 0 || f.persons[0].target == nil {
		return nil
	}
	members, _ := f.view.Members(f.persons[0].target.Household)
	return members
}

func (f *facts) quotes(id resident.ID) bool {
	for _, p := range f.persons {
		if p.id() == id {
			return true
		}
	}
	return false
}

// headCorrected looks at a relationship that is corrected where it stands.
func (f *facts) headCorrected(found report) {
	for _, p := range f.persons {
		item := f.on(p.index, notification.ToRelation, notification.Relation)
		said := p.values.Get(item)
		if p.target == nil || said == "" {
			continue
		}
		members, known := f.view.Members(p.target.Household)
		heads := household.Heads(said)
		for _, m := range members {
			if m.ID != p.target.ID {
				heads += household.Heads(m.Relationship)
			}
		}
		if known && heads != 1 {
			found(p.index, item, strconv.Itoa(heads))
		}
	}
}
