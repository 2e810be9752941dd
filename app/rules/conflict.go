package rules

import (
	"slices"
	"strconv"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on what changed in the register since the draft was begun. Nothing is merged.

// hardConflict is E31: an item that the entry holds, too, was changed.
func hardConflict(f *facts, found report) {
	for _, p := range f.persons {
		if items, changed := f.changedSince(p); changed {
			for _, item := range items {
				if f.holds(p, item) {
					found(p.index, item, "")
				}
			}
		}
	}
}

// softConflict is A15: the record was changed, but no item that the entry holds.
func softConflict(f *facts, found report) {
	for _, p := range f.persons {
		items, changed := f.changedSince(p)
		if changed && !slices.ContainsFunc(items, func(i notification.Item) bool { return f.holds(p, i) }) {
			found(p.index, notification.BaseVersion, strconv.Itoa(p.target.History))
		}
	}
}

func (f *facts) holds(p person, item notification.Item) bool {
	return p.values.Has(item) || f.c.Header.Has(item)
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
	return changes(base, p.target), true
}

// changes maps what differs between two rows to the items of the forms. What no
// quoting form holds comes back as no item.
func changes(a, b *resident.Record) []notification.Item {
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
	add(notification.Card, a.Card != b.Card)
	add(notification.HealthInsurance, a.Qualifications.Health != b.Qualifications.Health)
	add(notification.ElderlyMedical, a.Qualifications.Elderly != b.Qualifications.Elderly)
	add(notification.LongTermCare, a.Qualifications.Care != b.Qualifications.Care)
	add(notification.Pension, a.Qualifications.Pension != b.Qualifications.Pension)
	add(notification.ChildAllowance, a.Qualifications.Child != b.Qualifications.Child)
	return items
}
