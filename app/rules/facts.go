package rules

import (
	"strconv"

	"madoguchi/app/civil"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
)

// facts is what the rules look at, read once. A value that does not parse is absent
// here; E09 or E10 says so.
type facts struct {
	*Checker
	c      *notification.Content
	schema *notification.Schema
	view   View
	day    civil.Date

	notified civil.Date
	// changed is the date of change when it is exactly known: a rule on one that is
	// not (不詳) holds for nobody.
	changed civil.Date
	to      resident.Address // where the persons move to within the city
	fields  []field
	persons []person
	// departures are the households that persons leave, join the one they come to.
	departures []departure
	join       join
}

// A field is one the form shows, with what was written.
type field struct {
	*notification.Field
	person int
	value  string
}

// A person is one resident of the notification.
type person struct {
	index  int
	values notification.Values
	birth  civil.Uncertain
	sex    resident.Sex
	code   residentcode.Code
	number mynumber.Number
	// stays is set for who is on the form only because of what they are to another head.
	stays bool

	// target is the current row of the resident a quoting form is about, nil when the
	// register has none; known is false when the view cannot tell.
	target *resident.Record
	known  bool
	// bearers are the residents who bear one of a newcomer's marks.
	bearers []bearer
}

type bearer struct {
	item   notification.Item
	record resident.Record
}

func gather(k *Checker, c *notification.Content, schema *notification.Schema, v View, day civil.Date) *facts {
	f := &facts{Checker: k, c: c, schema: schema, view: v, day: day}
	f.notified = f.date(notification.NotifiedOn)
	occurred, _ := civil.ParseCanonical(c.Header.Get(notification.ChangedOn))
	f.changed, _ = occurred.Date()
	f.to = resident.Address{
		Postal: c.Header.Get(notification.NewPostal), Ward: c.Header.Get(notification.NewWard),
		Town: c.Header.Get(notification.NewTownship), Number: c.Header.Get(notification.NewNumber),
		Building: c.Header.Get(notification.NewBuilding),
	}
	f.fields = visible(c, schema)
	for i := range c.Persons {
		f.persons = append(f.persons, gatherPerson(c, v, i))
	}
	if regroups(c.Kind) {
		f.departures = departuresOf(f)
	}
	f.join = joinOf(f)
	return f
}

// date returns an exact date of the header, or none.
func (f *facts) date(item notification.Item) civil.Date {
	d, _ := civil.Parse(f.c.Header.Get(item))
	return d
}

// visible returns the fields that the conditions of the form allow, the header's first.
func visible(c *notification.Content, schema *notification.Schema) []field {
	fields := make([]field, 0, 24*(len(c.Persons)+1)) // about as many as a form has
	for i := notification.Header; i < len(c.Persons); i++ {
		values := c.Of(i)
		for _, section := range schema.Sections {
			if section.PerPerson != (i != notification.Header) || !section.When.Holds(c.Header, *values) {
				continue
			}
			for j := range section.Fields {
				if shown := &section.Fields[j]; shown.When.Holds(c.Header, *values) {
					fields = append(fields, field{shown, i, values.Get(shown.Item)})
				}
			}
		}
	}
	return fields
}

func gatherPerson(c *notification.Content, v View, i int) person {
	values := c.Persons[i]
	p := person{index: i, values: values, sex: resident.Sex(values.Int(notification.Sex))}
	p.birth, _ = civil.ParseCanonical(values.Get(notification.Birth))
	p.code, _ = residentcode.Parse(values.Get(notification.Code))
	p.number, _ = mynumber.Parse(values.Get(notification.MyNumber))
	p.stays = values.Int(notification.Part) == notification.PartStays
	if c.Kind.Is(notification.Newcomers) {
		p.bearers = bearersOf(p, v)
	} else {
		p.target, p.known = Target(c, i, v)
	}
	return p
}

func bearersOf(p person, v View) []bearer {
	var out []bearer
	ask := func(item notification.Item, m Mark) {
		if m == (Mark{}) {
			return
		}
		if records, known := v.Holders(m); known {
			for _, r := range records {
				out = append(out, bearer{item, r})
			}
		}
	}
	ask(notification.Code, Mark{Code: p.code})
	ask(notification.MyNumber, Mark{Number: p.number})
	ask(notification.ResidenceCard, Mark{Card: p.values.Get(notification.ResidenceCard)})
	return out
}

// id returns the 宛名番号 of who is quoted, as far as it is known.
func (p person) id() resident.ID {
	if p.target != nil {
		return p.target.ID
	}
	return resident.ID(p.values.Get(notification.PersonID))
}

// movers are the persons whom the notification is about; who stays stands beside.
func (f *facts) movers() []person {
	var out []person
	for _, p := range f.persons {
		if !p.stays {
			out = append(out, p)
		}
	}
	return out
}

// moves reports whether a resident is among the movers.
func (f *facts) moves(id resident.ID) bool {
	for _, p := range f.persons {
		if p.target != nil && p.target.ID == id && !p.stays {
			return true
		}
	}
	return false
}

// on returns the first of the items that the form has for the header or a person.
func (f *facts) on(person int, items ...notification.Item) notification.Item {
	for _, item := range items {
		if _, ok := f.schema.Field(item, person != notification.Header); ok {
			return item
		}
	}
	return items[len(items)-1]
}

// has reports whether the form has an item for the header or the persons.
func (f *facts) has(item notification.Item, person bool) bool {
	_, ok := f.schema.Field(item, person)
	return ok
}

// baseOf returns the row a draft on p was begun from, and false when the form says
// none or the view cannot tell.
func (f *facts) baseOf(p person) (*resident.Record, bool) {
	version, err := strconv.Atoi(p.values.Get(notification.BaseVersion))
	if err != nil || version < 1 || p.target == nil {
		return nil, false
	}
	if version == p.target.History {
		return p.target, true
	}
	return f.view.Resident(p.target.ID, version)
}
