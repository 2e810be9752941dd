package registry_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/sync/wire"
)

// A dice throws entries at a register.
type dice struct {
	*bench
	*rand.Rand
}

// households returns the members of each household that somebody lives in, in an order
// that does not change from run to run.
func (d *dice) households() [][]resident.Record {
	now := d.register()
	of := map[resident.HouseholdID][]resident.Record{}
	for id := range now.rows {
		if r := now.current(id); r.Status.Current() {
			of[r.Household] = append(of[r.Household], r)
		}
	}
	var all [][]resident.Record
	for _, members := range of {
		slices.SortFunc(members, func(a, b resident.Record) int { return a.Order - b.Order })
		all = append(all, members)
	}
	slices.SortFunc(all, func(a, b []resident.Record) int {
		if a[0].Household < b[0].Household {
			return -1
		}
		return 1
	})
	return all
}

// throw returns an entry about some of a household.
func (d *dice) throw() notification.Content {
	kind := d.IntN(7)
	houses := d.households()
	if kind == 3 || kind == 5 { // somebody has to stay
		houses = slices.DeleteFunc(houses, func(h []resident.Record) bool { return len(h) < 2 })
	}
	if len(houses) == 0 {
		kind, houses = 0, d.households()
	}
	members := houses[d.IntN(len(houses))]
	some := slices.DeleteFunc(slices.Clone(members), func(resident.Record) bool { return d.IntN(2) == 0 })
	if len(some) == 0 || kind == 3 && len(some) == len(members) {
		some = members[:1]
	}
	heads := func(c *notification.Content) {
		for i := range c.Persons {
			relation := "同居人"
			if i == 0 {
				relation = resident.Head
			}
			c.Persons[i].Set(notification.Relation, relation)
		}
	}
	switch kind {
	case 0:
		return d.counter.MovingIn(1 + d.IntN(3))
	case 1:
		c := d.counter.MovingWithin(some...)
		d.part(&c, members, some)
		heads(&c)
		return c
	case 2:
		c := d.counter.MovingOut(civil.FromTime(d.clock.Now()).AddDays(d.IntN(4)), some...)
		d.part(&c, members, some)
		return c
	case 3:
		c := d.quote(notification.HouseholdSplit, some)
		d.part(&c, members, some)
		heads(&c)
		return c
	case 4:
		c := d.quote(notification.Death, some[:1])
		d.part(&c, members, some[:1])
		if d.IntN(2) == 0 {
			c.Header.Set(notification.RemainingHead, "")
		}
		return c
	case 5:
		first := len(members) - 1 // who has most to gain
		members[0], members[first] = members[first], members[0]
		c := d.quote(notification.HeadChange, members)
		heads(&c)
		c.Header.Set(notification.RemainingHead, string(members[0].ID))
		return c
	}
	id := some[0].ID
	rows := d.register().rows[id]
	last := rows[len(rows)-1]
	return d.cancellation(1+d.IntN(2), last.Entry, last)
}

// quote writes the residents on the example of a kind.
func (d *dice) quote(kind notification.Kind, of []resident.Record) notification.Content {
	return paper(kind, func(c *notification.Content) {
		c.Persons = make([]notification.Values, len(of))
		for i, r := range of {
			notificationtest.Set(&c.Persons[i], notificationtest.Quote(r))
		}
		day := civil.FromTime(d.clock.Now()).String()
		notificationtest.Set(&c.Header, notificationtest.Values{notification.ChangedOn: day, notification.NotifiedOn: day})
		if c.Header.Has(notification.BasisOn) {
			notificationtest.Set(&c.Header, notificationtest.Values{notification.BasisOn: day, notification.PriorReviewedOn: day})
		}
		from := of[0].Address
		notificationtest.Set(&c.Header, notificationtest.Values{notification.FormerHousehold: string(of[0].Household), notification.PrevTown: from.Town,
			notification.PrevNumber: from.Number, notification.PrevBuilding: from.Building})
	})
}

// part says on the paper who heads those who stay, if the head does not.
func (d *dice) part(c *notification.Content, members, movers []resident.Record) {
	stay := slices.DeleteFunc(slices.Clone(members), func(m resident.Record) bool {
		return slices.ContainsFunc(movers, func(o resident.Record) bool { return o.ID == m.ID })
	})
	head := ""
	if len(stay) > 0 && !slices.ContainsFunc(stay, func(m resident.Record) bool { return m.IsHead() }) {
		head = string(stay[d.IntN(len(stay))].ID)
	}
	c.Header.Set(notification.RemainingHead, head)
	if c.Header.Has(notification.Scope) && len(stay) > 0 {
		c.Header.Set(notification.Scope, "2")
	}
}

// TestAnyOrder: whatever is entered in whatever order, the register keeps its invariants,
// and nothing that the rules let through cannot be written.
func TestAnyOrder(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			b := newRegister(t)
			d := &dice{b, rand.New(rand.NewPCG(seed, 1))}
			accepted := map[notification.Kind]int{}
			for step := range 40 {
				before := b.register()
				content := d.throw()
				v := b.decide(content)
				if wire.Kind(v.ErrorKind) == wire.Internal {
					t.Fatalf("step %d: %s could not be written", step, content.Kind.Key())
				}
				after := b.register()
				added := after.added(t, before)
				if v.Accepted {
					accepted[content.Kind]++
				} else if len(added) > 0 {
					t.Fatalf("step %d: %s was refused and wrote rows of %d residents", step, content.Kind.Key(), len(added))
				}
				if step%8 == 7 {
					b.clock.set(b.clock.Now().Add(24 * time.Hour))
					if _, err := b.intake.CarryOut(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if b.check(); t.Failed() {
					t.Fatalf("after step %d, %s", step, content.Kind.Key())
				}
			}
			t.Logf("accepted %v", accepted)
		})
	}
}
