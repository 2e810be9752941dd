package rules

import (
	"strconv"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on who the persons are: are they in the register, and the right ones?

// anotherResident reports whether a record is plainly not the person's: neither the
// name nor the date of birth is the same.
func (p person) anotherResident(r resident.Record) bool {
	return r.Name != p.values.Get(notification.FullName) && r.Birth != p.birth
}

// alreadyResident is E01, 転入 of a living resident (R050).
func alreadyResident(f *facts, found report) {
	for _, p := range f.persons {
		for _, b := range p.bearers {
			other := b.item != notification.ResidenceCard && p.anotherResident(b.record) // E11 says so
			if b.record.Status.Current() && !other {
				found(p.index, b.item, "")
			}
		}
	}
}

// otherItemChanged is E02: a 転居届 that says something else than the register about
// anything but the address and the household (R050). The register is asked as it was
// when the draft was begun; what changed since is E31's.
func otherItemChanged(f *facts, found report) {
	for _, p := range f.persons {
		base, known := f.baseOf(p)
		if !known || base == nil {
			base = p.target
		}
		if base == nil {
			continue
		}
		for _, item := range p.differences(base) {
			found(p.index, item, "")
		}
		reading := p.values.Get(notification.FullReading)
		if reading != "" && reading != base.Reading {
			found(p.index, notification.FullReading, "")
		}
	}
}

// differences returns which of name, date of birth and sex the record has otherwise.
func (p person) differences(r *resident.Record) []notification.Item {
	var items []notification.Item
	if p.values.Get(notification.FullName) != r.Name {
		items = append(items, notification.FullName)
	}
	if p.birth != r.Birth {
		items = append(items, notification.Birth)
	}
	if p.sex != r.Sex {
		items = append(items, notification.Sex)
	}
	return items
}

// notCurrent is E03: the resident left, died, was removed, or is not to be found.
func notCurrent(f *facts, found report) {
	for _, p := range f.persons {
		if !p.known || p.target != nil && p.target.Status.Current() {
			continue
		}
		item := notification.FullName
		if p.values.Has(notification.PersonID) {
			item = notification.PersonID
		}
		found(p.index, item, "")
	}
}

// numberTaken is E11: a number that another resident bears, in the register or on
// this very form.
func numberTaken(f *facts, found report) {
	for i, p := range f.persons {
		for _, b := range p.bearers {
			if b.item != notification.ResidenceCard && p.anotherResident(b.record) {
				found(p.index, b.item, "")
			}
		}
		for _, q := range f.persons[:i] {
			if !p.code.IsZero() && p.code == q.code {
				found(p.index, notification.Code, "")
			}
			if !p.number.IsZero() && p.number == q.number {
				found(p.index, notification.MyNumber, "")
			}
		}
	}
}

// lockedByEntry is E18: an unfinished entry is on a person or household, or a person
// stands on this form twice.
func lockedByEntry(f *facts, found report) {
	for i, p := range f.persons {
		if p.target != nil {
			pending, known := f.view.Pending(p.target.ID, p.target.Household)
			if known && pending {
				found(p.index, notification.FullName, "")
			}
			for _, q := range f.persons[:i] {
				if q.target != nil && q.target.ID == p.target.ID {
					found(p.index, notification.FullName, "")
				}
			}
		}
		for _, b := range p.bearers {
			if pending, known := f.view.Pending(b.record.ID, ""); known && pending {
				found(p.index, b.item, "")
			}
		}
	}
	if id := f.c.Header.Get(notification.TargetHouseholdID); id != "" {
		if pending, known := f.view.Pending("", resident.HouseholdID(id)); known && pending {
			found(notification.Header, notification.TargetHouseholdID, "")
		}
	}
}

// formerResident is A01: someone of the same name, date of birth and sex is in the
// register, mostly as a removed record (除票) whose number is to be used again
// (再転入者). A living one would be E01 if a number were on the form.
func formerResident(f *facts, found report) {
	for _, p := range f.persons {
		if p.birth.IsZero() || p.sex == 0 {
			continue
		}
		alike, known := f.view.Alike(p.values.Get(notification.FullName), p.birth, p.sex)
		if known && len(alike) > 0 {
			found(p.index, notification.FullName, "")
		}
	}
}

// holdsCard is A05: there is work on the person's Individual Number Card.
func holdsCard(f *facts, found report) {
	for _, p := range f.persons {
		card := p.values.Int(notification.Card) > 1 || p.target != nil && p.target.Card
		for _, b := range p.bearers {
			card = card || b.record.Card
		}
		if card {
			found(p.index, notification.Card, "")
		}
	}
}

// leavingAlready is A08: a 転出 is recorded for the person and not carried out yet. The
// detail is in how many days.
func leavingAlready(f *facts, found report) {
	for _, p := range f.persons {
		if p.target != nil && p.target.Status == resident.Leaving {
			found(p.index, notification.FullName, strconv.Itoa(p.target.LeavesOn.Sub(f.day)))
		}
	}
}

// identityDiffers is A14: the number matches, but name, address, date of birth or sex
// do not (R014). For a 転居届 all but the address is E02's.
func identityDiffers(f *facts, found report) {
	for _, p := range f.persons {
		for _, b := range p.bearers {
			if b.item == notification.ResidenceCard || p.anotherResident(b.record) {
				continue
			}
			for _, item := range p.differences(&b.record) {
				found(p.index, item, "")
			}
		}
		if p.target == nil {
			continue
		}
		if f.c.Kind == notification.MovingOut {
			for _, item := range p.differences(p.target) {
				found(p.index, item, "")
			}
		}
		if !p.target.Address.SamePlace(formerAddress(f.c)) {
			found(p.index, notification.PrevTown, "")
		}
		if h := f.c.Header.Get(notification.FormerHousehold); h != "" && h != string(p.target.Household) {
			found(p.index, notification.FormerHousehold, "")
		}
	}
}
