// Package registrytest holds what tests of the registry and of whatever talks to it
// need: [Check], which looks at every invariant of a register, and a [Counter], which
// writes and signs entries as a terminal does.
//
// It is for tests alone. Stores are made by sync/registry/store.
package registrytest

import (
	"fmt"
	"slices"
	"testing"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
)

// Check fails the test for each invariant that the register breaks: history numbers
// contiguous from 1, one head in each household, what is searched for agrees with the
// records, no entry applied twice or in part, and the operation log one chain.
func Check(tb testing.TB, s registry.Store) {
	tb.Helper()
	err := s.View(tb.Context(), func(tx registry.Tx) error {
		c := checker{TB: tb, tx: tx, heads: map[resident.HouseholdID]int{}, members: map[resident.HouseholdID]int{}, applied: map[string][]resident.Record{}, wards: map[string]bool{},
			homes: map[resident.Address]map[resident.HouseholdID]bool{}}
		var all []resident.Record
		if err := tx.Residents(func(r resident.Record) error { all = append(all, r); return nil }); err != nil {
			return err
		}
		for i := range all {
			if err := c.resident(&all[i]); err != nil {
				return err
			}
		}
		if err := c.households(); err != nil {
			return err
		}
		if err := c.entries(); err != nil {
			return err
		}
		return c.log()
	})
	if err != nil {
		tb.Errorf("check register: %v", err)
	}
}

type checker struct {
	testing.TB
	tx      registry.Tx
	heads   map[resident.HouseholdID]int
	members map[resident.HouseholdID]int
	applied map[string][]resident.Record // rows by entry
	wards   map[string]bool
	homes   map[resident.Address]map[resident.HouseholdID]bool
}

func (c *checker) resident(r *resident.Record) error {
	rows, err := c.tx.History(r.ID)
	if err != nil {
		return err
	}
	for i, row := range rows {
		if row.History != len(rows)-i || row.ID != r.ID {
			c.Errorf("resident %s: row %d of %d has number %d", r.ID, len(rows)-i, len(rows), row.History)
		}
		if row.Entry != "" {
			c.applied[row.Entry] = append(c.applied[row.Entry], row)
		}
	}
	if len(rows) == 0 || rows[0].History != r.History {
		c.Errorf("resident %s: current row is %d of %d", r.ID, r.History, len(rows))
	}
	c.wards[r.Address.Ward] = true
	if r.Status.Current() {
		c.members[r.Household]++
		if r.IsHead() {
			c.heads[r.Household]++
		}
	}
	return c.found(r)
}

// found checks that a search finds the resident by name, reading, address and birth.
func (c *checker) found(r *resident.Record) error {
	for _, q := range []registry.Query{{Name: r.Name, Address: r.Address.String()}, {Name: r.Reading, Birth: civil.Certain(r.Birth.SortKey())}} {
		q.Limit, q.Removed = 1000, true
		hits, _, err := c.tx.Search(q)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(hits, func(h registry.Hit) bool { return h.ID == r.ID && h.Name == r.Name && h.Status == r.Status }) {
			c.Errorf("resident %s is not found by name with address or birth", r.ID)
		}
	}
	full := *r
	if err := c.tx.Numbers(&full); err != nil {
		return err
	}
	for kind, digits := range map[registry.NumberKind]string{registry.IndividualNumber: full.Number.Reveal(), registry.ResidentCode: full.Code.Reveal()} {
		if digits == "" {
			continue
		}
		if id, err := c.tx.Holder(kind, digits); err != nil || id != r.ID {
			c.Errorf("number of kind %d of resident %s belongs to %q, %v", kind, r.ID, id, err)
		}
	}
	return nil
}

func (c *checker) households() error {
	for id, n := range c.members {
		h, err := c.tx.Household(id)
		if err != nil {
			return fmt.Errorf("household %s: %w", id, err)
		}
		if heads := c.heads[id]; heads > 1 || h.Headless != (heads == 0) {
			c.Errorf("household %s of %d has %d heads, headless %v", id, n, heads, h.Headless)
		}
		members, err := c.tx.Members(id)
		if err != nil {
			return err
		}
		if len(members) != n {
			c.Errorf("household %s lists %d members of %d", id, len(members), n)
		}
		for i, m := range members {
			if i > 0 && m.Order <= members[i-1].Order {
				c.Errorf("household %s: place %d follows %d", id, m.Order, members[i-1].Order)
			}
			c.at(m)
		}
	}
	for a, homes := range c.homes {
		if n, err := c.tx.HouseholdsAt(a); err != nil || n != len(homes) {
			c.Errorf("households at an address = %d, %v; want %d", n, err, len(homes))
		}
	}
	return nil
}

// at counts the household of m at its address.
func (c *checker) at(m resident.Record) {
	a := m.Address
	a.Postal = ""
	if c.homes[a] == nil {
		c.homes[a] = make(map[resident.HouseholdID]bool)
	}
	c.homes[a][m.Household] = true
}

// entries compares what entries wrote with what their verdicts say.
func (c *checker) entries() error {
	accepted := map[string]bool{}
	for ward := range c.wards {
		news, err := c.tx.News(ward, 0, 1<<30)
		if err != nil {
			return err
		}
		for _, n := range news {
			if n.Case.Stage != registry.Accepted {
				continue
			}
			accepted[string(n.Case.ID)] = true
			if err := c.entry(n.Case); err != nil {
				return err
			}
		}
	}
	for entry := range c.applied {
		if !accepted[entry] {
			c.Errorf("entry %s wrote rows and is not accepted", entry)
		}
	}
	return nil
}

func (c *checker) entry(k registry.Case) error {
	v, err := c.tx.Verdict(k.ID, k.Revision)
	if err != nil {
		return fmt.Errorf("verdict of %s: %w", k.ID, err)
	}
	type once struct {
		id     resident.ID
		status resident.Status
	}
	seen := map[once]bool{}
	for _, row := range c.applied[string(k.ID)] {
		o := once{row.ID, row.Status}
		if seen[o] {
			c.Errorf("entry %s wrote resident %s twice", k.ID, row.ID)
		}
		seen[o] = true
	}
	s, err := c.tx.Submission(k.ID, k.Revision)
	if err != nil || notification.HashOf(s.Content) != s.Hash {
		c.Errorf("entry %s: content does not have its hash, %v", k.ID, err)
	}
	content, err := notification.Decode(s.Content)
	if err != nil {
		return fmt.Errorf("content of %s: %w", k.ID, err)
	}
	for _, p := range v.Persons {
		if c.tells(content, p.Person) && !slices.ContainsFunc(c.applied[string(k.ID)], func(r resident.Record) bool {
			return string(r.ID) == p.ResidentID && r.History == p.HistoryNumber && string(r.Household) == p.HouseholdID && r.ProcessedOn == v.ProcessedOn
		}) {
			c.Errorf("entry %s: person %d was accepted and not written", k.ID, p.Person)
		}
		if _, err := c.tx.Row(resident.ID(p.ResidentID), p.HistoryNumber); err != nil {
			c.Errorf("entry %s: person %d became a row there is not: %v", k.ID, p.Person, err)
		}
	}
	return nil
}

// tells reports whether an entry writes a row of a person in any case: who stays has one
// only when it says something new, and what protects a resident is not in the record.
func (c *checker) tells(content notification.Content, person int) bool {
	if content.Kind.Is(notification.Protects) || content.Kind == notification.HeadChange {
		return false
	}
	return content.Persons[person].Int(notification.Part) != notification.PartStays
}

func (c *checker) log() error {
	_, err := audit.Verify(func(yield func(audit.Event, error) bool) {
		err := c.tx.Events(1, func(e audit.Event) error {
			if !yield(e, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && err != errEnough {
			yield(audit.Event{}, err)
		}
	})
	if err != nil {
		c.Errorf("operation log: %v", err)
	}
	return nil
}

var errEnough = fmt.Errorf("enough")
