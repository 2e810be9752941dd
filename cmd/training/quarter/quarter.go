// Package quarter writes the residents of the examples of every kind of notification
// (app/notification/notificationtest) into the register of a training city: one copy of
// them for each kind, so that what is recorded for one stands in the way of no other. A
// copy has numbers that the registry allots, codes and cards of its own, an address in
// towns that the city has, and names that old fonts draw wrong.
//
// What the examples are, and that no rule finds anything wrong in them, is
// notificationtest's; typing them into a terminal is cmd/training's.
package quarter

import (
	"fmt"

	"madoguchi/app/civil"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/registry"
)

// Staff are the operators that a copy names.
type Staff struct {
	PriorReviewer operator.ID // examined the document of an entry ex officio (R004)
	Officer       operator.ID // set the measure and the hold
}

// A Copy is the register of the examples under numbers of its own, and the example of
// a kind that fits it.
type Copy struct {
	Kind    notification.Kind
	Rows    []resident.Record // in the order of the register, all rows of everybody
	Measure resident.Measure
	Hold    resident.Hold
	Example notification.Content
	of      *mapping
}

// Add writes one copy for each of the kinds as of a day.
func Add(tx registry.Tx, kinds []notification.Kind, day civil.Date, by Staff) ([]Copy, error) {
	var all []Copy
	for i, kind := range kinds {
		c, err := add(tx, kind, i, day, by)
		if err != nil {
			return nil, fmt.Errorf("add quarter of %s: %w", kind.Key(), err)
		}
		all = append(all, c)
	}
	return all, nil
}

func add(tx registry.Tx, kind notification.Kind, nth int, day civil.Date, by Staff) (Copy, error) {
	m := &mapping{nth: nth + 1, by: by, numbers: map[string]string{}, family: families[nth%len(families)], newcomer: newcomers[nth%len(newcomers)]}
	rows := notificationtest.Register(day)
	for _, r := range rows {
		if err := m.allot(tx, registry.ResidentSeries, string(r.ID)); err != nil {
			return Copy{}, err
		}
		if err := m.allot(tx, registry.HouseholdSeries, string(r.Household)); err != nil {
			return Copy{}, err
		}
	}
	if err := m.fresh(string(notificationtest.ID(1))); err != nil {
		return Copy{}, err
	}
	c := Copy{Kind: kind, Measure: m.measure(notificationtest.Measure(day)), Hold: m.hold(notificationtest.Hold(day)), of: m}
	for _, r := range rows {
		r = m.record(r)
		if r.History == 1 {
			if err := tx.PutHousehold(registry.Household{ID: r.Household}); err != nil {
				return Copy{}, err
			}
		}
		if err := tx.Append(&r); err != nil {
			return Copy{}, err
		}
		c.Rows = append(c.Rows, r)
	}
	if err := tx.PutMeasure(c.Measure); err != nil {
		return Copy{}, err
	}
	if err := tx.PutHold(c.Hold); err != nil {
		return Copy{}, err
	}
	c.Example = m.content(notificationtest.Example(kind, day))
	return c, nil
}

// ID returns the 宛名番号 that a resident of the examples has here.
func (c *Copy) ID(of resident.ID) resident.ID { return resident.ID(c.of.numbers[string(of)]) }

// House returns the 世帯番号 that a household of the examples has here.
func (c *Copy) House(of resident.HouseholdID) resident.HouseholdID {
	return resident.HouseholdID(c.of.numbers[string(of)])
}

// Code returns the 住民票コード that stands here for one of the examples.
func (c *Copy) Code(n int) residentcode.Code {
	code, err := residentcode.Parse(c.of.numbers[notificationtest.Code(n).Reveal()])
	if err != nil {
		panic(err) // those of the residents and of the newcomers are
	}
	return code
}

// Number returns the 個人番号 that stands here for one of the examples.
func (c *Copy) Number(n int) mynumber.Number {
	number, err := mynumber.Parse(c.of.numbers[notificationtest.Number(n).Reveal()])
	if err != nil {
		panic(err) // those of the residents and of the newcomers are
	}
	return number
}

// Card returns the number of a residence card that stands here for one of the examples.
func (c *Copy) Card(of string) string { return c.of.numbers[of] }

// Current returns the newest row of a resident of the examples, by their ID there.
func (c *Copy) Current(of resident.ID) resident.Record {
	var newest resident.Record
	for _, r := range c.Rows {
		if r.ID == c.ID(of) && r.History > newest.History {
			newest = r
		}
	}
	return newest
}

// Members returns the newest rows of who lives in a household, in their order.
func (c *Copy) Members(id resident.HouseholdID) []resident.Record {
	last := map[resident.ID]int{}
	for _, r := range c.Rows {
		last[r.ID] = max(last[r.ID], r.History)
	}
	var all []resident.Record
	for _, r := range c.Rows {
		if r.Household == id && last[r.ID] == r.History && r.Status.Current() {
			all = append(all, r)
		}
	}
	return all
}
