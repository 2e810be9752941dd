package review

import (
	"fmt"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// A Change is one line of the list of what the entry changes in the register. It is
// for the screen only and prints as its place.
type Change struct {
	Place
	Before, After string
}

// Format implements fmt.Formatter: the place only.
func (c Change) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "change %d %s", c.Person, c.Item) }

// Changes returns what a 転居届 or 転出届 changes, the header's items first. records are
// the current rows of the persons, nil where the resident is not known; the address
// before is the first known one's, else what the form says. A 転入届 changes nothing: it
// is all new.
func Changes(c *notification.Content, records []*resident.Record) []Change {
	var out []Change
	add := func(person int, item notification.Item, before, after string) {
		if after != "" && before != after {
			out = append(out, Change{Place{person, item}, before, after})
		}
	}
	before := addressBefore(c, records)
	h := c.Header
	switch c.Kind {
	case notification.MovingWithin:
		add(notification.Header, notification.NewTownship, before.Town, h.Get(notification.NewTownship))
		add(notification.Header, notification.NewNumber, before.Number, h.Get(notification.NewNumber))
		if b := h.Get(notification.NewBuilding); b != before.Building {
			out = append(out, Change{Place{notification.Header, notification.NewBuilding}, before.Building, b})
		}
		add(notification.Header, notification.TargetHouseholdID, h.Get(notification.FormerHousehold), h.Get(notification.TargetHouseholdID))
	case notification.MovingOut:
		to := resident.Address{Town: h.Get(notification.DestTown), Number: h.Get(notification.DestNumber), Building: h.Get(notification.DestBuilding)}
		add(notification.Header, notification.DestTown, before.String(), to.String())
	default:
		return nil
	}
	for i, p := range c.Persons {
		if i < len(records) && records[i] != nil {
			add(i, notification.Relation, records[i].Relationship, p.Get(notification.Relation))
		}
	}
	return out
}

func addressBefore(c *notification.Content, records []*resident.Record) resident.Address {
	for _, r := range records {
		if r != nil {
			return r.Address
		}
	}
	h := c.Header
	return resident.Address{Town: h.Get(notification.PrevTown), Number: h.Get(notification.PrevNumber), Building: h.Get(notification.PrevBuilding)}
}
