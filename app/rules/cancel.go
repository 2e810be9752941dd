package rules

import (
	"slices"
	"strconv"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on the cancellation of a change (異動の取消し, STD 4.6).

// notCancellable is E26: the row does not exist, was cancelled before, is itself a
// cancellation or the one the register began with, was written by another entry than
// the one named, or later rows that stand depend on it. The detail is the number of
// the later one.
func notCancellable(f *facts, found report) {
	for _, p := range f.persons {
		n := p.values.Int(notification.CancelHistory)
		if p.target == nil || n == 0 {
			continue // E03, E12
		}
		row, known := f.row(p, n)
		entry := f.c.Header.Get(notification.CancelEntry)
		switch {
		case !known:
			continue
		case row == nil, row.Cancels != 0, row.Cause == resident.Initial, entry != "" && row.Entry != entry:
			found(p.index, notification.CancelHistory, "")
			continue
		}
		if later, stands := f.standsAfter(p, n); stands {
			found(p.index, notification.CancelHistory, strconv.Itoa(later))
		}
	}
}

// row returns a row of a person, nil when there is none.
func (f *facts) row(p person, n int) (*resident.Record, bool) {
	if n == p.target.History {
		return p.target, true
	}
	if n > p.target.History {
		return nil, true
	}
	return f.view.Resident(p.target.ID, n)
}

// standsAfter returns the first row from n on that stands in the way of cancelling n:
// n itself when it was cancelled before, or a later one that is neither cancelled nor
// a cancellation.
func (f *facts) standsAfter(p person, n int) (int, bool) {
	cancelled := make(map[int]bool)
	var standing []int
	for i := p.target.History; i > n; i-- {
		r, known := f.row(p, i)
		switch {
		case !known || r == nil:
		case r.Cancels != 0:
			cancelled[r.Cancels] = true
		case !cancelled[i]:
			standing = append(standing, i)
		}
	}
	if cancelled[n] {
		return n, true
	}
	if len(standing) == 0 {
		return 0, false
	}
	return standing[len(standing)-1], true
}

// cancelledInPart is the part of A02 that is about a cancellation: the form says all
// of an entry, and others of the households concerned were changed by it, too; or it
// says some, and nobody is left. The detail is how many.
func (f *facts) cancelledInPart(found report) {
	if len(f.persons) == 0 || f.persons[0].target == nil {
		return
	}
	first := f.persons[0]
	row, known := f.row(first, first.values.Int(notification.CancelHistory))
	if !known || row == nil || row.Entry == "" {
		return
	}
	homes := []resident.HouseholdID{row.Household, first.target.Household}
	if before, known := f.row(first, row.History-1); known && before != nil {
		homes = append(homes, before.Household)
	}
	left, complete := f.writtenBy(row.Entry, homes)
	all := f.c.Header.Int(notification.Scope) == notification.ScopeAll
	if complete && all != (left == 0) {
		found(notification.Header, notification.Scope, strconv.Itoa(left))
	}
}

// writtenBy counts the members of households who are not on the form and have a row of
// an entry.
func (f *facts) writtenBy(entry string, homes []resident.HouseholdID) (n int, complete bool) {
	slices.Sort(homes)
	for _, home := range slices.Compact(homes) {
		members, known := f.view.Members(home)
		if !known {
			return 0, false
		}
		for _, m := range members {
			if !f.quotes(m.ID) && f.hasRowOf(entry, m) {
				n++
			}
		}
	}
	return n, true
}

func (f *facts) hasRowOf(entry string, m resident.Record) bool {
	for i := m.History; i > 0; i-- {
		r, known := f.row(person{target: &m}, i)
		if known && r != nil && r.Entry == entry {
			return true
		}
	}
	return false
}
