package rules

import (
	"slices"
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

// alreadyResident is E01, 転入 or 記載 of a living resident (R050), and 出生 of a child
// who is written in the register already.
func alreadyResident(f *facts, found report) {
	for _, p := range f.persons {
		for _, b := range p.bearers {
			other := b.item != notification.ResidenceCard && p.anotherResident(b.record) // E11 says so
			if b.record.Status.Current() && !other {
				found(p.index, b.item, "")
			}
		}
		if f.c.Kind == notification.Newborn && f.bornBefore(p) {
			found(p.index, notification.FullName, "")
		}
	}
}

// bornBefore reports whether a member of the household has the child's name, date of
// birth and sex: a newborn has no number yet to tell by.
func (f *facts) bornBefore(p person) bool {
	return slices.ContainsFunc(f.join.members, func(m resident.Record) bool { return len(p.differences(&m)) == 0 })
}

// otherItemChanged is E02: a 転居届 that says something else than the register about
// anything but the address and the household (R050); of who stays, about anything but
// the relationship. The register is asked as it was when the draft was begun; what
// changed since is E31's.
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

// notCurrent is E03: the resident left, died, was removed, or is not to be found. Some
// kinds are about those, too: the arrival elsewhere (転入通知) about who left or is
// about to, or was removed because they had. Some are about Japanese or about foreign
// residents alone.
func notCurrent(f *facts, found report) {
	for _, p := range f.persons {
		if !p.known || p.target != nil && f.mayBe(p.target.Status) && f.mayBeOf(p.target.Class) {
			continue
		}
		item := notification.FullName
		if p.values.Has(notification.PersonID) {
			item = notification.PersonID
		}
		found(p.index, item, "")
	}
}

func (f *facts) mayBe(s resident.Status) bool {
	switch {
	case f.c.Kind == notification.ArrivalNotice:
		return s == resident.Left || s == resident.Leaving || s == resident.Removed
	case f.c.Kind.Is(notification.AnyStatus):
		return true
	}
	return s.Current()
}

var (
	ofForeign  = only(notification.AliasChange, notification.Article48, notification.ImmigrationNotice, notification.Naturalization)
	ofJapanese = only(notification.FormerNameChange, notification.NationalityLoss)
)

func (f *facts) mayBeOf(c resident.Class) bool {
	switch {
	case ofForeign(f.c.Kind):
		return c == resident.Foreign
	case ofJapanese(f.c.Kind):
		return c == resident.Japanese
	}
	return true
}

// numberTaken is E11: a number that another resident bears, in the register or on
// this very form, or a new 個人番号 that is the old one.
func numberTaken(f *facts, found report) {
	for i, p := range f.persons {
		for _, b := range p.bearers {
			if b.item != notification.ResidenceCard && p.anotherResident(b.record) {
				found(p.index, b.item, "")
			}
		}
		if f.c.Kind.Quotes() && !p.number.IsZero() {
			if holders, known := f.view.Holders(Mark{Number: p.number}); known && len(holders) > 0 {
				found(p.index, notification.MyNumber, "")
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

// holdsCard is A05: there is work on the person's Individual Number Card, or the days
// of a 特例転入 are over.
func holdsCard(f *facts, found report) {
	for _, p := range f.movers() {
		card := p.values.Int(notification.Card) > 1 || p.target != nil && p.target.Card
		for _, b := range p.bearers {
			card = card || b.record.Card
		}
		if card {
			found(p.index, f.on(p.index, notification.Card, notification.FullName), "")
		}
	}
	cardLapses(f, found)
}

// leavingAlready is A08: a 転出 is recorded for the person and not carried out yet,
// unless it is just that which is cancelled. The detail is in how many days.
func leavingAlready(f *facts, found report) {
	for _, p := range f.persons {
		if p.target == nil || p.target.Status != resident.Leaving {
			continue
		}
		if f.c.Kind == notification.Cancellation && p.values.Int(notification.CancelHistory) == p.target.History {
			continue
		}
		found(p.index, notification.FullName, strconv.Itoa(p.target.LeavesOn.Sub(f.day)))
	}
}

// identityDiffers is A14: the number matches, but name, address, date of birth or sex
// do not (R014). For a 転居届 all but the address is E02's. Of who stays the address is
// not asked: they may be of the household that others come to.
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
		if f.c.Kind != notification.MovingWithin {
			for _, item := range p.differences(p.target) {
				found(p.index, item, "")
			}
		}
		if !p.stays {
			f.placeDiffers(p, found)
		}
	}
}

func (f *facts) placeDiffers(p person, found report) {
	if f.has(notification.PrevTown, false) && !p.target.Address.SamePlace(formerAddress(f.c)) {
		found(p.index, notification.PrevTown, "")
	}
	if h := f.c.Header.Get(notification.FormerHousehold); h != "" && h != string(p.target.Household) {
		found(p.index, notification.FormerHousehold, "")
	}
}

// fewCodesLeft is A06: the entry takes a 住民票コード from a stock that is low (STD
// 4.3.1). The detail is how many are left.
func fewCodesLeft(f *facts, found report) {
	left, known := f.view.CodeStock()
	if !known || left >= f.few {
		return
	}
	for _, p := range f.persons {
		if p.code.IsZero() && len(p.bearers) == 0 { // who comes back has the former one
			found(p.index, f.on(p.index, notification.Code, notification.CodeAct, notification.FullName), strconv.Itoa(left))
			return
		}
	}
}
