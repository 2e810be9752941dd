package review

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
)

// A Section is a block of the paper to be seen: of a person or of the header.
type Section struct {
	Person int
	Key    string
}

// Acknowledged is the key of the block that lists the alerts the writer acknowledged.
// It is no block of the paper and stands behind those of the header.
const Acknowledged = "acknowledged"

// Sections returns what is to be seen of a content, in the paper's order, and the block
// of [Acknowledged] alerts when there are any. An empty block of the paper counts: what
// is missing in it would be the slip.
func Sections(c *notification.Content, schema *notification.Schema, alerts []notification.Acknowledgement) []Section {
	var out []Section
	for person := notification.Header; person < len(c.Persons); person++ {
		for _, s := range schema.Visible(c, person) {
			if len(s.Fields) > 0 {
				out = append(out, Section{person, s.Key})
			}
		}
		if person == notification.Header && len(alerts) > 0 {
			out = append(out, Section{person, Acknowledged})
		}
	}
	return out
}

// Dangerous returns the fields to be typed again: those the schema marks and that
// hold something.
func Dangerous(c *notification.Content, schema *notification.Schema) []Place {
	var out []Place
	for person := notification.Header; person < len(c.Persons); person++ {
		for _, s := range schema.Visible(c, person) {
			for _, f := range s.Fields {
				if f.Rekey && c.Of(person).Has(f.Item) {
					out = append(out, Place{person, f.Item})
				}
			}
		}
	}
	return out
}

func comparePlaces(person1 int, key1 string, person2 int, key2 string) int {
	return cmp.Or(cmp.Compare(person1, person2), cmp.Compare(key1, key2))
}

// A Case is one reviewer's sitting over one content. Only its own goroutine uses it.
type Case struct {
	content  *notification.Content
	schema   *notification.Schema
	sections []Section
	now      func() time.Time

	began   time.Time
	showing *Section
	since   time.Time
	seen    map[Section]time.Duration
	retyped map[Place]*Retyped
	era     civil.Era
	hasty   bool
	officer bool
}

// Open begins a sitting. alerts are those that the writer acknowledged.
func Open(c *notification.Content, schema *notification.Schema, alerts []notification.Acknowledgement, now func() time.Time) *Case {
	began := now()
	return &Case{
		content: c, schema: schema, sections: Sections(c, schema, alerts), now: now, began: began,
		seen: make(map[Section]time.Duration), retyped: make(map[Place]*Retyped),
		era: civil.FromTime(began).Era(),
	}
}

// Sections returns what is to be seen, in the paper's order.
func (k *Case) Sections() []Section { return slices.Clone(k.sections) }

// Show notes that a section is on screen from now on, in the place of the one shown
// before. A section the content does not have is ignored.
func (k *Case) Show(s Section) {
	k.Hide()
	for _, known := range k.sections {
		if known == s {
			k.showing, k.since = &s, k.now()
			k.seen[s] += 0 // seen from now on, however short
		}
	}
}

// Hide notes that nothing is shown any more: the screen is covered or left.
func (k *Case) Hide() {
	if k.showing != nil {
		k.seen[*k.showing] += k.now().Sub(k.since)
		k.showing = nil
	}
}

// Rekey compares what was typed blind with the content and counts the try. It
// reports only whether they match. A field that is not dangerous never does.
func (k *Case) Rekey(person int, item notification.Item, typed string) bool {
	place := Place{person, item}
	field, ok := k.dangerous(place)
	if !ok {
		return false
	}
	r := k.retyped[place]
	if r == nil {
		r = &Retyped{Place: place}
		k.retyped[place] = r
	}
	r.Tries++
	r.Matched = same(field.Type, k.content.Of(person).Get(item), typed, k.era)
	return r.Matched
}

func (k *Case) dangerous(place Place) (notification.Field, bool) {
	for _, d := range Dangerous(k.content, k.schema) {
		if d == place {
			return k.schema.Field(place.Item, place.Person != notification.Header)
		}
	}
	return notification.Field{}, false
}

// Tries returns how often a field was typed again, and whether it matches now.
func (k *Case) Tries(person int, item notification.Item) (tries int, matched bool) {
	if r := k.retyped[Place{person, item}]; r != nil {
		return r.Tries, r.Matched
	}
	return 0, false
}

// A Todo is one thing still to do before the entry can be approved: a section to see,
// or else a field to type again.
type Todo struct {
	Person  int
	Section string
	Item    notification.Item
}

// Outstanding returns what is still to do, in the paper's order.
func (k *Case) Outstanding() []Todo {
	var out []Todo
	for _, s := range k.sections {
		if _, ok := k.seen[s]; !ok {
			out = append(out, Todo{Person: s.Person, Section: s.Key})
		}
	}
	for _, d := range Dangerous(k.content, k.schema) {
		if r := k.retyped[d]; r == nil || !r.Matched {
			out = append(out, Todo{Person: d.Person, Item: d.Item})
		}
	}
	return out
}

// Evidence returns what the sitting has shown so far. With nothing outstanding it
// satisfies [CheckEvidence].
func (k *Case) Evidence() Evidence {
	if k.showing != nil { // count the time up to now and go on showing
		now := k.now()
		k.seen[*k.showing] += now.Sub(k.since)
		k.since = now
	}
	e := Evidence{Version: version, Milliseconds: k.now().Sub(k.began).Milliseconds(), Sections: []Seen{}, Retyped: []Retyped{}, Hasty: k.hasty, Officer: k.officer}
	for s, d := range k.seen {
		e.Sections = append(e.Sections, Seen{s.Person, s.Key, d.Milliseconds()})
	}
	for _, r := range k.retyped {
		e.Retyped = append(e.Retyped, *r)
	}
	return e
}

// SetOfficer notes that the reviewer is responsible for support measures.
func (k *Case) SetOfficer() { k.officer = true }

// Hasten notes that the reviewer was told that the sitting is too quick to be believed
// (A17) and wants to approve all the same.
func (k *Case) Hasten() { k.hasty = true }

// TooQuick reports whether the sitting so far is too quick to be believed and the
// reviewer did not confirm it yet, with its seconds.
func (k *Case) TooQuick(floor time.Duration) (seconds int, quick bool) {
	e := k.Evidence()
	_, quick = TooQuick(e, floor)
	return int(e.Milliseconds / 1000), quick && !k.hasty
}

// Approve returns the canonical evidence for an approval, or [ErrIncomplete].
func (k *Case) Approve() ([]byte, error) {
	if left := k.Outstanding(); len(left) > 0 {
		return nil, fmt.Errorf("approve: %d outstanding: %w", len(left), ErrIncomplete)
	}
	return k.Evidence().Encode()
}
