package rules

import (
	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// A departure is a household that persons of the notification leave.
type departure struct {
	id      resident.HouseholdID
	members []resident.Record // before
	household.Departure
}

// departuresOf splits each household that movers are known to leave.
func departuresOf(f *facts) []departure {
	movers := make(map[resident.HouseholdID][]resident.ID)
	var order []resident.HouseholdID
	for _, p := range f.persons {
		if p.stays || p.target == nil || !p.target.Status.Current() {
			continue
		}
		h := p.target.Household
		if movers[h] == nil {
			order = append(order, h)
		}
		movers[h] = append(movers[h], p.target.ID)
	}
	successor := resident.ID(f.c.Header.Get(notification.RemainingHead))
	var out []departure
	for _, h := range order {
		if members, known := f.view.Members(h); known {
			out = append(out, departure{h, members, household.Depart(members, movers[h], successor)})
		}
	}
	return out
}

// A join is the household that the movers come to.
type join struct {
	item notification.Item // that says which, for findings on it
	anew bool              // the movers make one
	id   resident.HouseholdID
	// members are those of an existing one before, movers left out; known is false when
	// there is none or the view cannot tell.
	members []resident.Record
	known   bool
}

func joinOf(f *facts) join {
	choice := f.c.Header.Int(notification.TargetHousehold)
	j := join{item: f.on(notification.Header, notification.TargetHousehold, notification.TargetHouseholdID)}
	switch {
	case f.c.Kind == notification.HouseholdSplit, choice == notification.HouseholdNew:
		j.anew = true
	case choice == notification.HouseholdExisting, !f.has(notification.TargetHousehold, false):
		j.id = resident.HouseholdID(f.c.Header.Get(notification.TargetHouseholdID))
	}
	if j.id == "" {
		return j
	}
	all, known := f.view.Members(j.id)
	j.known = known
	for _, m := range all {
		if m.Status.Current() && !f.moves(m.ID) {
			j.members = append(j.members, m)
		}
	}
	return j
}

// place returns where the persons live after the change, as far as it is known: the
// new address, or, where nobody moves, that of the first of them.
func (f *facts) place() (resident.Address, bool) {
	if f.c.Kind.Is(notification.ToAddress) {
		return f.to, true
	}
	for _, p := range f.persons {
		if p.target != nil && !p.stays {
			return p.target.Address, true
		}
	}
	return resident.Address{}, false
}

// staying returns what the form says that a member who stays becomes, and false when
// they are not on it.
func (f *facts) staying(id resident.ID) (person, bool) {
	for _, p := range f.persons {
		if p.stays && p.id() == id {
			return p, true
		}
	}
	return person{}, false
}
