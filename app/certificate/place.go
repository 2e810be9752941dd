package certificate

import (
	"slices"

	"madoguchi/app/notification"
)

// Place finds which person of an entry each person of the certificate is: by a number,
// else by the name, else by date of birth and sex, else the first who has neither name nor birth
// yet. -1 stands for somebody the entry does not have.
func (p Paper) Place(persons []notification.Values) []int {
	at := make([]int, len(p.Persons))
	taken := make([]bool, len(persons))
	for i := range at {
		at[i] = -1
	}
	for _, same := range []func(stated, entered notification.Values) bool{
		agree(notification.CertCode, notification.Code),
		agree(notification.CertMyNumber, notification.MyNumber),
		agree(notification.CertName, notification.FullName),
		func(s, e notification.Values) bool {
			return agree(notification.CertBirth, notification.Birth)(s, e) && agree(notification.CertSex, notification.Sex)(s, e)
		},
		func(_, e notification.Values) bool {
			return !e.Has(notification.FullName) && !e.Has(notification.Birth)
		},
	} {
		for i, stated := range p.Persons {
			if at[i] >= 0 {
				continue
			}
			for j, entered := range persons {
				if !taken[j] && same(stated, entered) {
					at[i], taken[j] = j, true
					break
				}
			}
		}
	}
	return at
}

func agree(stated, entered notification.Item) func(s, e notification.Values) bool {
	return func(s, e notification.Values) bool { return s.Has(stated) && s.Get(stated) == e.Get(entered) }
}

// Put writes the certificate's values into a content, in place of those of another
// certificate, and adds the persons the entry does not have. It returns how many were
// added, and false when there would be more than a form takes; then nothing is written.
// What was entered is left alone.
func (p Paper) Put(c *notification.Content) (added int, ok bool) {
	at := p.Place(c.Persons)
	for _, j := range at {
		if j < 0 {
			added++
		}
	}
	if len(c.Persons)+added > notification.MaxPersons {
		return 0, false
	}
	Drop(c)
	for item, value := range p.Header.All() {
		c.Header.Set(item, value)
	}
	for i, j := range at {
		if j < 0 {
			j = len(c.Persons)
			c.Persons = append(c.Persons, notification.Values{})
		}
		for item, value := range p.Persons[i].All() {
			c.Persons[j].Set(item, value)
		}
	}
	return added, true
}

// Drop takes the certificate's values out of a content.
func Drop(c *notification.Content) {
	for _, item := range headerItems {
		c.Header.Set(item, "")
	}
	for i := range c.Persons {
		for _, item := range personItems {
			c.Persons[i].Set(item, "")
		}
	}
}

// Is reports whether an item is one of a certificate's values.
func Is(item notification.Item) bool {
	return slices.Contains(headerItems, item) || slices.Contains(personItems, item)
}
