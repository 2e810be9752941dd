package rules

import (
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Target finds the resident a person of a quoting form is about: by 宛名番号, or, when
// it was written without a line, the one current resident of that name, date of birth
// and sex; several are told apart by the former address. Of a kind that is also about
// residents who left or died, those come into question when there is no current one.
// It returns nil when the register has none or more than one, and false when the view
// cannot tell or the kind quotes nobody.
func Target(c *notification.Content, person int, v View) (*resident.Record, bool) {
	if !c.Kind.Quotes() {
		return nil, false
	}
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
	var current, removed, there []resident.Record
	from := formerAddress(c)
	for _, r := range all {
		switch {
		case !r.Status.Current():
			removed = append(removed, r)
			continue
		case r.Address.SamePlace(from):
			there = append(there, r)
		}
		current = append(current, r)
	}
	if len(current) == 0 && c.Kind.Is(notification.AnyStatus) {
		current = removed
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
