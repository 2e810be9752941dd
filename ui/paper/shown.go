package paper

import (
	"slices"
	"strconv"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// Western reports whether a date is shown in the Gregorian year and never in an
// era: the birth and the end of stay of foreign residents (STD 1.1.9).
func Western(item notification.Item, person notification.Values) bool {
	switch item {
	case notification.ResidenceExpiry:
		return true
	case notification.Birth, notification.ToBirth, notification.CertBirth:
		return person.Int(notification.ResidentClass) == notification.ClassForeign
	}
	return false
}

// Masked reports whether a value is shown only while a key is held (R039).
func Masked(f notification.Field) bool {
	return f.Type == notification.IndividualNumber || f.Type == notification.ResidentCode
}

// Hidden reports whether an item is never shown: it serves the machine.
func Hidden(item notification.Item) bool {
	return item == notification.BaseVersion || item == notification.CancelEntry
}

// Show turns a canonical text into what stands in the field: short, and typed the
// same way it reads.
func (t Typist) Show(f notification.Field, western bool, value string) string {
	switch f.Type {
	case notification.Date, notification.UncertainDate:
		u, err := civil.ParseCanonical(value)
		if err != nil {
			return value
		}
		d, exact := u.Date()
		switch {
		case !exact:
			return u.Text(civil.EraLong)
		case western:
			return d.String()
		}
		return d.Format(civil.EraShort)
	case notification.Postal:
		if len(value) == 7 {
			return value[:3] + "-" + value[3:]
		}
	}
	return value
}

// Long turns a canonical text into how it is read: on the confirmation page, in a
// review, beside a field.
func (t Typist) Long(f notification.Field, western bool, value string) string {
	switch f.Type {
	case notification.Choice:
		if value == "" {
			return ""
		}
		return words.T(words.Choice(string(f.Item), value))
	case notification.Date, notification.UncertainDate:
		u, err := civil.ParseCanonical(value)
		if err != nil {
			return value
		}
		if western {
			return u.Text(civil.WesternLong)
		}
		return u.Text(civil.EraLong)
	case notification.Number:
		if name := t.Wards[value]; name != "" {
			return name
		}
	case notification.Postal:
		if value != "" {
			return "〒" + t.Show(f, western, value)
		}
	}
	return value
}

// Echo returns what stands beside a field to say how its text was understood, ""
// where the text says it all. day is today, for ages.
func (t Typist) Echo(f notification.Field, western bool, value string, day civil.Date) string {
	switch f.Type {
	case notification.Date, notification.UncertainDate:
		long := t.Long(f, western, value)
		u, err := civil.ParseCanonical(value)
		if f.Item != notification.Birth || err != nil {
			return long
		}
		if years, known := u.Age(day); known {
			return long + words.T(words.PaperAge, years)
		}
		return long
	case notification.Number:
		return t.Wards[value]
	case notification.Text:
		if slices.Contains(houseNumbers, f.Item) {
			return apart(value)
		}
	}
	return ""
}

// houseNumbers are the items that are 番地 and 枝番 in one field of the paper.
var houseNumbers = []notification.Item{notification.NewNumber, notification.ToNumber}

// apart says how a house number is taken apart for other systems, "" where the text
// says it itself.
func apart(value string) string {
	if value == "" {
		return ""
	}
	h, ok := resident.ParseHouseNumber(value)
	switch {
	case !ok:
		return words.T(words.PaperNotApart)
	case h.String() == value:
		return ""
	}
	return h.String()
}

// RelationMenu returns the words of a relationship with their numbers, in a line.
func RelationMenu() string {
	menu := household.Words()
	all := make([]string, len(menu))
	for i, w := range menu {
		all[i] = strconv.Itoa(i+1) + w
	}
	return strings.Join(all, " ")
}

// Head returns the key of the head of a block on the form of a kind.
func Head(kind notification.Kind, section string) words.Key {
	if head := words.Section(section); head != words.SectionDestination || kind.Is(notification.Planned) {
		return head
	}
	return words.SectionDestinationKnown // a notice or the office's own finding: nothing is planned any more
}

// Label returns the key of the label of an item on the form of a kind.
func Label(kind notification.Kind, item notification.Item) words.Key {
	if kind.Is(notification.Planned) && item == notification.ChangedOn {
		return words.ItemChangedOnOut
	}
	if schema, err := notification.Current(kind); err == nil {
		for _, person := range []bool{false, true} {
			if f, ok := schema.Field(item, person); ok && f.Label != "" {
				return words.Item(string(f.Label))
			}
		}
	}
	return words.Item(string(item))
}
