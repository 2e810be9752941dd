package review

import (
	"cmp"
	"slices"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
)

// A Slip is one return of an entry (差戻し), without anything of the residents.
type Slip struct {
	Entry    notification.EntryID
	Revision int
	Kind     notification.Kind
	Writer   operator.ID
	At       time.Time
	Reasons  []notification.Reason
	// Items are those the writer changed before handing over again; none before that, or
	// where it is not known.
	Items []notification.Item
}

// SlipWeeks is how far back slips are looked at, in weeks; the trend compares the later
// half with the earlier.
const SlipWeeks = 8

// SlipsSince returns when the weeks looked at begin: a Monday.
func SlipsSince(now time.Time) time.Time {
	first := Week(now).AddDays(-7 * (SlipWeeks - 1))
	return time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, civil.Japan)
}

// Week returns the Monday of a moment's week.
func Week(t time.Time) civil.Date {
	back := (int(t.In(civil.Japan).Weekday()) + 6) % 7
	return civil.FromTime(t).AddDays(-back)
}

// A WeekOfSlips is one week.
type WeekOfSlips struct {
	Monday     civil.Date
	Slips      int
	HandedOver int
}

// examples is how many entries a count names.
const examples = 3

// A SlipCount is how often something led to a return.
type SlipCount[K cmp.Ordered] struct {
	Key           K
	N             int
	Later, Before int // in the later and the earlier half of the weeks
	Examples      []notification.EntryID
}

// A SlipTable is what there is to learn from slips (D15). Each list has the most
// frequent first.
type SlipTable struct {
	Total   int
	Weeks   []WeekOfSlips // oldest first
	Reasons []SlipCount[notification.Reason]
	Kinds   []SlipCount[notification.Kind]
	Items   []SlipCount[notification.Item]
	Writers []SlipCount[operator.ID]
}

// Tabulate counts the slips of the weeks up to now; handed is how many entries were
// handed over in each week.
func Tabulate(slips []Slip, handed map[civil.Date]int, now time.Time) SlipTable {
	since := SlipsSince(now)
	middle := since.AddDate(0, 0, 7*SlipWeeks/2)
	t := SlipTable{}
	for i := range SlipWeeks {
		monday := civil.FromTime(since).AddDays(7 * i)
		t.Weeks = append(t.Weeks, WeekOfSlips{Monday: monday, HandedOver: handed[monday]})
	}
	slips = slices.SortedStableFunc(slices.Values(slips), func(a, b Slip) int { return b.At.Compare(a.At) })
	reasons, kinds := counter[notification.Reason]{}, counter[notification.Kind]{}
	items, writers := counter[notification.Item]{}, counter[operator.ID]{}
	for _, s := range slips {
		if s.At.Before(since) || s.At.After(now) {
			continue
		}
		t.Total++
		t.Weeks[int(s.At.Sub(since)/(7*24*time.Hour))].Slips++
		late := !s.At.Before(middle)
		for _, r := range s.Reasons {
			reasons.add(r, s.Entry, late)
		}
		for _, item := range s.Items {
			items.add(item, s.Entry, late)
		}
		kinds.add(s.Kind, s.Entry, late)
		writers.add(s.Writer, s.Entry, late)
	}
	t.Reasons, t.Kinds, t.Items, t.Writers = reasons.list(), kinds.list(), items.list(), writers.list()
	return t
}

// counter counts by key.
type counter[K cmp.Ordered] map[K]*SlipCount[K]

func (c counter[K]) add(key K, entry notification.EntryID, late bool) {
	count := c[key]
	if count == nil {
		count = &SlipCount[K]{Key: key}
		c[key] = count
	}
	count.N++
	if late {
		count.Later++
	} else {
		count.Before++
	}
	if len(count.Examples) < examples && !slices.Contains(count.Examples, entry) {
		count.Examples = append(count.Examples, entry)
	}
}

func (c counter[K]) list() []SlipCount[K] {
	var all []SlipCount[K]
	for _, count := range c {
		all = append(all, *count)
	}
	slices.SortFunc(all, func(a, b SlipCount[K]) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Key, b.Key)) })
	return all
}

// Corrected returns the items that differ between a revision and the next, of the header
// and of the persons that both have, each once. It is what the writer put right; no
// value leaves it.
func Corrected(before, after *notification.Content) []notification.Item {
	var items []notification.Item
	differ := func(a, b notification.Values) {
		for _, v := range [][]notification.Item{a.Items(), b.Items()} {
			for _, item := range v {
				if item != notification.BaseVersion && a.Get(item) != b.Get(item) && !slices.Contains(items, item) {
					items = append(items, item)
				}
			}
		}
	}
	differ(before.Header, after.Header)
	for i := range min(len(before.Persons), len(after.Persons)) {
		differ(before.Persons[i], after.Persons[i])
	}
	return items
}
