package rules

import (
	"slices"
	"strconv"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on households and places.

// otherAddress is E15: the household that persons join lives elsewhere, or nobody
// lives in it.
func otherAddress(f *facts, found report) {
	switch {
	case !f.join.known:
	case len(f.join.members) == 0:
		found(notification.Header, notification.TargetHouseholdID, "")
	case f.c.Kind.Is(notification.ToAddress) && !f.join.members[0].Address.SamePlace(f.to):
		found(notification.Header, notification.NewNumber, "")
	}
}

// moveInside is E16: a change of households that is a move (STD 4.1.4.1): the household
// that persons join lives elsewhere, or an address came over the line.
func moveInside(f *facts, found report) {
	for _, item := range []notification.Item{notification.NewTownship, notification.NewNumber, notification.NewBuilding} {
		if f.c.Header.Has(item) {
			found(notification.Header, item, "")
		}
	}
	here, known := f.place()
	if known && len(f.join.members) > 0 && !f.join.members[0].Address.SamePlace(here) {
		found(notification.Header, notification.TargetHouseholdID, "")
	}
}

// impossibleRegrouping is E17. The detail is how many stay.
func impossibleRegrouping(f *facts, found report) {
	for _, d := range f.departures {
		stay := strconv.Itoa(len(d.Stayers))
		switch {
		case d.id == f.join.id && !f.c.Kind.Is(notification.ToAddress): // into the same household
			found(notification.Header, notification.TargetHouseholdID, stay)
		case f.c.Kind == notification.HouseholdMerge && len(d.Stayers) > 0,
			f.c.Kind == notification.HouseholdSplit && len(d.Stayers) == 0,
			f.c.Kind == notification.HouseholdChange && len(d.Stayers) == 0: // that is 世帯合併
			found(notification.Header, notification.FormerHousehold, stay)
		}
	}
	if f.join.known && len(f.join.members) == 0 && f.c.Kind.Is(notification.SameAddress) && !f.leaves(f.join.id) { // nobody lives in it
		found(notification.Header, notification.TargetHouseholdID, "")
	}
	if f.c.Kind == notification.HeadChange {
		f.impossibleHead(found)
	}
	f.strangers(found)
}

func (f *facts) leaves(id resident.HouseholdID) bool {
	return slices.ContainsFunc(f.departures, func(d departure) bool { return d.id == id })
}

// impossibleHead is 世帯主変更 to who is no member, or is head already.
func (f *facts) impossibleHead(found report) {
	members := f.household()
	named := resident.ID(f.c.Header.Get(notification.RemainingHead))
	if members == nil || named == "" {
		return
	}
	i := slices.IndexFunc(members, func(m resident.Record) bool { return m.ID == named })
	if i < 0 || members[i].IsHead() {
		found(notification.Header, notification.RemainingHead, strconv.Itoa(len(members)))
	}
}

// strangers are persons who stay in a household that is neither left nor joined, so
// that nothing changes for them.
func (f *facts) strangers(found report) {
	for _, p := range f.persons {
		if !p.stays || p.target == nil {
			continue
		}
		home := p.target.Household
		beside := f.c.Kind == notification.HeadChange && f.persons[0].target != nil && f.persons[0].target.Household == home
		if !beside && home != f.join.id && !f.leaves(home) && f.allFound() {
			found(p.index, notification.FullName, "")
		}
	}
}

// allFound reports whether the view knew every mover and their household.
func (f *facts) allFound() bool {
	for _, p := range f.movers() {
		if p.target == nil || !f.leaves(p.target.Household) {
			return false
		}
	}
	return true
}

// otherBuilding is A10: same house number, another building or room (方書).
func otherBuilding(f *facts, found report) {
	here, known := f.place()
	if !known || len(f.join.members) == 0 {
		return
	}
	there := f.join.members[0].Address
	if there.SamePlace(here) && resident.FoldNumber(there.Building) != resident.FoldNumber(here.Building) {
		found(notification.Header, f.on(notification.Header, notification.NewBuilding, notification.TargetHouseholdID), "")
	}
}

// crowd is how many households at one address are worth a look: a guess, no source
// says a number.
const crowd = 3

// crowded is A12: a new household where several are recorded already.
func crowded(f *facts, found report) {
	if !f.join.anew || f.to.Number == "" {
		return
	}
	if n, known := f.view.Households(f.to); known && n >= crowd {
		found(notification.Header, notification.NewNumber, strconv.Itoa(n))
	}
}

// headLeaves is A02: the head leaves others behind and the form names no successor;
// also when the form says that all or only some move, or of an entry are cancelled,
// and the register counts otherwise. The detail is how many stay.
func headLeaves(f *facts, found report) {
	if f.c.Kind == notification.Cancellation {
		f.cancelledInPart(found)
		return
	}
	all := f.c.Header.Int(notification.Scope) == notification.ScopeAll
	for _, d := range f.departures {
		stay := strconv.Itoa(len(d.Stayers))
		switch {
		case f.has(notification.Scope, false) && all != (len(d.Stayers) == 0):
			found(notification.Header, notification.Scope, stay)
		case d.HeadLeaves && f.has(notification.RemainingHead, false) && !f.c.Header.Has(notification.RemainingHead):
			found(notification.Header, notification.RemainingHead, stay)
		}
	}
}
