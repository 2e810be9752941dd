package rules

import (
	"strconv"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
)

// facts is what the rules look at, read once. A value that does not parse is absent
// here; E09 or E10 says so.
type facts struct {
	c          *notification.Content
	schema     *notification.Schema
	view       View
	day        civil.Date
	repertoire Repertoire

	notified, changed civil.Date
	to                resident.Address // where the persons move to within the city
	fields            []field
	persons           []person
	departures        []departure
}

// A field is one the form shows, with what was written.
type field struct {
	notification.Field
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

	// target is the current row of the resident a quoting form is about, nil when the
	// register has none; known is false when the view cannot tell.
	target *resident.Record
	known  bool
	// bearers are the residents who bear one of the person's marks.
	bearers []bearer
}

type bearer struct {
	item   notification.Item
	record resident.Record
}

// A departure is a household that persons of the notification leave.
type departure struct {
	id resident.HouseholdID
	household.Departure
}

func gather(c *notification.Content, schema *notification.Schema, v View, day civil.Date) *facts {
	f := &facts{c: c, schema: schema, view: v, day: day}
	f.notified, _ = civil.Parse(c.Header.Get(notification.NotifiedOn))
	f.changed, _ = civil.Parse(c.Header.Get(notification.ChangedOn))
	f.to = resident.Address{
		Postal: c.Header.Get(notification.NewPostal), Ward: c.Header.Get(notification.NewWard),
		Town: c.Header.Get(notification.NewTownship), Number: c.Header.Get(notification.NewNumber),
		Building: c.Header.Get(notification.NewBuilding),
	}
	for i := notification.Header; i < len(c.Persons); i++ {
		f.fields = append(f.fields, fieldsOf(c, schema, i)...)
	}
	for i := range c.Persons {
		f.persons = append(f.persons, gatherPerson(c, v, i))
	}
	if c.Kind != notification.MovingIn {
		f.departures = departuresOf(f)
	}
	return f
}

func fieldsOf(c *notification.Content, schema *notification.Schema, i int) []field {
	var fields []field
	for _, section := range schema.Visible(c, i) {
		for _, shown := range section.Fields {
			fields = append(fields, field{Field: shown, person: i, value: c.Of(i).Get(shown.Item)})
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
	if c.Kind == notification.MovingIn {
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

// Target finds the resident a person of a quoting form (転居届, 転出届) is about: by
// 宛名番号, or, when it was written without a line, the one current resident of that
// name, date of birth and sex; several are told apart by the former address. It
// returns nil when the register has none or more than one, and false when the view
// cannot tell.
func Target(c *notification.Content, person int, v View) (*resident.Record, bool) {
	values := c.Persons[person]
	if id := values.Get(notification.PersonID); id != "" {
		return v.Resident(resident.ID(id), 0)
	}
	birth, err := civil.ParseCanonical(values.Get(notification.Birth))
	if err != nil {
		return nil, false
	}
	all, known := v.Alike(values.Get(notification.FullName), birth, resident.Sex(values.Int(notification.Sex)))
	if !known {
		return nil, false
	}
	var current, there []resident.Record
	from := formerAddress(c)
	for _, r := range all {
		if !r.Status.Current() {
			continue
		}
		current = append(current, r)
		if r.Address.SamePlace(from) {
			there = append(there, r)
		}
	}
	switch {
	case len(there) == 1:
		return &there[0], true
	case len(current) == 1:
		return &current[0], true
	}
	return nil, true
}

func formerAddress(c *notification.Content) resident.Address {
	return resident.Address{
		Town: c.Header.Get(notification.PrevTown), Number: c.Header.Get(notification.PrevNumber),
		Building: c.Header.Get(notification.PrevBuilding),
	}
}

// departuresOf splits each household that the persons are known to leave.
func departuresOf(f *facts) []departure {
	movers := make(map[resident.HouseholdID][]resident.ID)
	var order []resident.HouseholdID
	for _, p := range f.persons {
		if p.target == nil || !p.target.Status.Current() {
			continue
		}
		h := p.target.Household
		if movers[h] == nil {
			order = append(order, h)
		}
		movers[h] = append(movers[h], p.target.ID)
	}
	successor := resident.ID(f.c.Header.Get(notification.RemainingHead))
	var out []departure
	for _, h := range order {
		if members, known := f.view.Members(h); known {
			out = append(out, departure{h, household.Depart(members, movers[h], successor)})
		}
	}
	return out
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

// destination returns the members of the existing household that persons join, those
// who move themselves left out.
func (f *facts) destination() (members []resident.Record, known bool) {
	id := f.c.Header.Get(notification.TargetHouseholdID)
	if f.c.Header.Int(notification.TargetHousehold) != notification.HouseholdExisting || id == "" {
		return nil, false
	}
	all, known := f.view.Members(resident.HouseholdID(id))
	if !known {
		return nil, false
	}
	for _, m := range all {
		if m.Status.Current() && !f.moves(m.ID) {
			members = append(members, m)
		}
	}
	return members, true
}

func (f *facts) moves(id resident.ID) bool {
	for _, p := range f.persons {
		if p.target != nil && p.target.ID == id {
			return true
		}
	}
	return false
}
