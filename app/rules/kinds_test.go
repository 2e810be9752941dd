package rules_test

import (
	"strconv"
	"testing"

	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/app/rules"
)

type edit = func(*notification.Content, *register)

// city is the register of the examples.
func city(_ *notification.Content, v *register) {
	*v = register{codes: 1000, rows: notificationtest.Register(today), measures: []resident.Measure{notificationtest.Measure(today)},
		holds: []resident.Hold{notificationtest.Hold(today)}, writer: "c01"}
}

// a returns a row that begins with the example of a kind.
func a(kind notification.Kind, name string, want []string, edits ...edit) row {
	return row{name, func() *notification.Content {
		c := notificationtest.Example(kind, today)
		return &c
	}, also(append([]edit{city}, edits...)...), want}
}

func ago(days int) string { return today.AddDays(-days).String() }

// of changes the current row of a resident.
func of(id resident.ID, change func(*resident.Record)) edit {
	return func(_ *notification.Content, v *register) {
		r, _ := v.Resident(id, 0)
		change(r)
	}
}

// newerOf writes another row of a resident after the draft was begun.
func newerOf(id resident.ID, change func(*resident.Record)) edit {
	return func(_ *notification.Content, v *register) {
		r, _ := v.Resident(id, 0)
		next := *r
		next.History++
		change(&next)
		v.rows = append(v.rows, next)
	}
}

// about puts residents and where they live in the place of those of the example. What
// they become is written after them, and who stays begins at the index given.
func about(staysFrom int, ids ...resident.ID) func(relationships ...string) edit {
	return func(relationships ...string) edit {
		return func(c *notification.Content, v *register) {
			c.Persons = make([]notification.Values, len(ids))
			for i, id := range ids {
				r, _ := v.Resident(id, 0)
				notificationtest.Set(&c.Persons[i], notificationtest.Quote(*r))
				if i == 0 {
					notificationtest.Set(&c.Header, notificationtest.Values{
						notification.FormerHousehold: string(r.Household), notification.PrevTown: r.Address.Town, notification.PrevNumber: r.Address.Number, notification.PrevBuilding: r.Address.Building,
					})
				}
			}
			for i, relationship := range relationships {
				part := notification.PartMoves
				if i >= staysFrom {
					part = notification.PartStays
				}
				c.Persons[i].Set(notification.Part, strconv.Itoa(part))
				c.Persons[i].Set(notification.Relation, relationship)
			}
			schema, err := notification.Current(c.Kind)
			if err != nil {
				panic(err)
			}
			schema.Trim(c)
		}
	}
}

// TestExamplesAreRight: nothing is found in the examples of all kinds.
func TestExamplesAreRight(t *testing.T) {
	for _, kind := range notification.Kinds() {
		t.Run(kind.Key(), func(t *testing.T) {
			if got := a(kind, "", nil).run(t); len(got) > 0 {
				t.Errorf("found %q, want nothing", got)
			}
		})
	}
}

// TestWithoutALine: what was written from the paper alone, without a number of anybody,
// is right at a terminal that knows nothing and at the registry, which finds everybody.
func TestWithoutALine(t *testing.T) {
	for _, kind := range notification.Kinds() {
		t.Run(kind.Key(), func(t *testing.T) {
			c, v := notificationtest.Example(kind, today), &register{}
			city(nil, v)
			for i := range c.Persons {
				c.Persons[i].Set(notification.PersonID, "")
				c.Persons[i].Set(notification.BaseVersion, "")
			}
			c.Header.Set(notification.FormerHousehold, "")
			for name, view := range map[string]rules.View{"terminal": rules.Blank, "registry": v} {
				if got := texts(check(t, &c, view)); len(got) > 0 {
					t.Errorf("%s found %q, want nothing", name, got)
				}
			}
		})
	}
}

// TestNobodyTypesTheDay: no version of any form has 処理日 (E06), which the registry
// stamps and the checker is told.
func TestNobodyTypesTheDay(t *testing.T) {
	for _, kind := range notification.Kinds() {
		newest, err := notification.Current(kind)
		if err != nil {
			t.Fatal(err)
		}
		for version := 1; version <= newest.Version; version++ {
			schema, err := notification.SchemaOf(kind, version)
			if err != nil {
				continue // a version this program has not
			}
			_, header := schema.Field("processed_on", false)
			_, person := schema.Field("processed_on", true)
			if header || person {
				t.Errorf("%s version %d: 処理日 is on the form", kind.Key(), version)
			}
		}
	}
}
