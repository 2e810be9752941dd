package rules

import (
	"slices"
	"strconv"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on what changed in the register since the draft was begun. Nothing is merged.

// hardConflict is E31: an item that the entry holds, too, was changed. What is found is
// the item under the name it has on the form.
func hardConflict(f *facts, found report) {
	for _, p := range f.persons {
		items, _ := f.changedSince(p)
		for _, item := range items {
			if name, holds := f.holds(p, item); holds {
				found(p.index, name, "")
			}
		}
	}
}

// softConflict is A15: the record was changed, but no item that the entry holds.
func softConflict(f *facts, found report) {
	for _, p := range f.persons {
		items, changed := f.changedSince(p)
		hard := slices.ContainsFunc(items, func(i notification.Item) bool { _, holds := f.holds(p, i); return holds })
		if changed && !hard {
			found(p.index, notification.BaseVersion, strconv.Itoa(p.target.History))
		}
	}
}

// holds reports whether the entry says something about an item of the record, under
// its own name or under another that its form has for it, and under which.
func (f *facts) holds(p person, item notification.Item) (notification.Item, bool) {
	for _, name := range append([]notification.Item{item}, otherNames[item]...) {
		if p.values.Has(name) || f.c.Header.Has(name) {
			return name, true
		}
	}
	return item, false
}

// otherNames are the items by which later forms write what [changesBetween] tells.
var otherNames = map[notification.Item][]notification.Item{
	notification.FullName:           {notification.ToName},
	notification.FullReading:        {notification.ToReading},
	notification.RomanName:          {notification.ToRomanName},
	notification.Birth:              {notification.ToBirth},
	notification.Sex:                {notification.ToSex},
	notification.Relation:           {notification.ToRelation},
	notification.RegisteredDomicile: {notification.ToDomicile},
	notification.DomicileHead:       {notification.ToDomicileHead},
	notification.PrevTown:           {notification.ToTown, notification.ToNumber, notification.ToBuilding},
	notification.FormerName:         {notification.FormerNameAct},
	notification.Alias:              {notification.AliasAct},
	notification.Nationality:        {notification.NationalityAct},
	notification.Code:               {notification.CodeAct},
	notification.MyNumber:           {notification.NumberAct},
	notification.ChangedOn:          {notification.LeftOn},
	notification.DestTown:           {notification.DestCountry},
}

// changedSince returns the items of the person's record that differ from the row the
// draft was begun from, and whether there is another row at all. A base that the
// register never had conflicts as a whole.
func (f *facts) changedSince(p person) ([]notification.Item, bool) {
	base, known := f.baseOf(p)
	switch {
	case !known:
		return nil, false
	case base == nil:
		return []notification.Item{notification.BaseVersion}, true
	case base.History == p.target.History:
		return nil, false
	}
	return changesBetween(base, p.target), true
}

// changesBetween maps what differs between two rows to the items of the forms. What no
// quoting form holds comes back as no item.
func changesBetween(a, b *resident.Record) []notification.Item {
	var items []notification.Item
	add := func(item notification.Item, differs bool) {
		if differs {
			items = append(items, item)
		}
	}
	add(notification.FullName, a.Name != b.Name)
	add(notification.FullReading, a.Reading != b.Reading)
	add(notification.Birth, a.Birth != b.Birth)
	add(notification.Sex, a.Sex != b.Sex)
	add(notification.Relation, a.Relationship != b.Relationship)
	add(notification.FormerHousehold, a.Household != b.Household)
	add(notification.PrevTown, a.Address != b.Address)
	add(notification.ChangedOn, a.Status != b.Status || a.LeavesOn != b.LeavesOn)
	add(notification.DestTown, a.Destination != b.Destination)
	add(notification.NoticeOn, (a.Arrival == nil) != (b.Arrival == nil) || a.Arrival != nil && *a.Arrival != *b.Arrival)
	add(notification.FormerName, a.FormerName != b.FormerName || a.FormerReading != b.FormerReading)
	add(notification.Alias, a.Alias != b.Alias || a.AliasReading != b.AliasReading)
	add(notification.RomanName, a.RomanName != b.RomanName)
	add(notification.RegisteredDomicile, a.Domicile != b.Domicile)
	add(notification.DomicileHead, a.DomicileHead != b.DomicileHead)
	add(notification.Nationality, a.Class != b.Class || (a.Stay == nil) != (b.Stay == nil) || a.Stay != nil && *a.Stay != *b.Stay)
	add(notification.ToAddressSince, a.AddressSince != b.AddressSince)
	add(notification.ToPrevTown, a.Previous != b.Previous)
	// The two numbers stand beside the record, so the cause tells.
	add(notification.Code, b.Cause == resident.CodeRequested || b.Cause == resident.CodeGiven)
	add(notification.MyNumber, b.Cause == resident.NumberRequested || b.Cause == resident.NumberRevised)
	add(notification.Card, a.Card != b.Card)
	add(notification.HealthInsurance, a.Qualifications.Health != b.Qualifications.Health)
	add(notification.ElderlyMedical, a.Qualifications.Elderly != b.Qualifications.Elderly)
	add(notification.LongTermCare, a.Qualifications.Care != b.Qualifications.Care)
	add(notification.Pension, a.Qualifications.Pension != b.Qualifications.Pension)
	add(notification.ChildAllowance, a.Qualifications.Child != b.Qualifications.Child)
	return items
}
