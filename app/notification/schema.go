package notification

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Type says how the value of an item is written, on screen and in canonical text.
type Type uint8

// The types of items, with their canonical text.
const (
	Text             Type = 1  // as typed
	Name             Type = 2  // characters of the MJ repertoire, sequences kept
	Reading          Type = 3  // full-width katakana
	Date             Type = 4  // ISO 8601 calendar date
	UncertainDate    Type = 5  // civil.Uncertain's text
	Choice           Type = 6  // the decimal code of one of the field's choices
	Postal           Type = 7  // 7 digits
	Phone            Type = 8  // digits and hyphens
	IndividualNumber Type = 9  // 12 digits
	ResidentCode     Type = 10 // 11 digits
	ResidentID       Type = 11 // 宛名番号, digits
	HouseholdID      Type = 12 // 世帯番号, digits
	Relationship     Type = 13 // 続柄, words chained by の
	Number           Type = 14 // decimal
)

// A Condition makes a field or section appear only while another item of the
// same person (or of the header) has one of some codes. The zero Condition
// always holds.
type Condition struct {
	Item  Item
	Codes []int
}

// Holds reports whether the condition is met by a person's values and the header.
func (c Condition) Holds(header, person Values) bool {
	if c.Item == "" {
		return true
	}
	v := person
	if !v.Has(c.Item) {
		v = header
	}
	return slices.Contains(c.Codes, v.Int(c.Item))
}

// A Field is one item of a form.
type Field struct {
	Item     Item
	Type     Type
	Required bool
	// Rekey marks a dangerous field: the reviewer types it again blind (D12).
	Rekey bool
	// Quoted marks a value taken over from the register: shown, not typed,
	// unless the resident could not be looked up.
	Quoted bool
	// Max bounds the length in characters; 0 means the bound of the type.
	Max int
	// Choices are the codes a Choice field takes, in the order of the paper.
	// Their labels are translation keys "choice.<item>.<code>".
	Choices []int
	// Label is the item whose label the field bears where it is not its own: the date of
	// change of a death is labelled as the date of death.
	Label Item
	When  Condition
}

// A Section is a block of the paper that is shown, and seen by a reviewer, as one.
type Section struct {
	Key       string
	PerPerson bool
	When      Condition
	Fields    []Field
}

// A Schema is one version of one form. The version goes into every entry; the
// registry takes only versions it knows (E22).
type Schema struct {
	Kind     Kind
	Version  int
	Sections []Section
}

var bounds = map[Type]int{
	Text: 100, Name: 60, Reading: 80, Date: 10, UncertainDate: 60, Choice: 3, Postal: 7, Phone: 15,
	IndividualNumber: 12, ResidentCode: 11, ResidentID: 15, HouseholdID: 15, Relationship: 40, Number: 9,
}

// Bound returns the greatest length of f in characters.
func (f Field) Bound() int {
	if f.Max > 0 {
		return f.Max
	}
	return bounds[f.Type]
}

// Field returns the field of an item, searched in the header's sections or in
// the persons'.
func (s *Schema) Field(item Item, person bool) (Field, bool) {
	for _, sec := range s.Sections {
		if sec.PerPerson != person {
			continue
		}
		for _, f := range sec.Fields {
			if f.Item == item {
				return f, true
			}
		}
	}
	return Field{}, false
}

// Visible yields the fields that the conditions allow for a person, or for the
// header when person is [Header], section by section.
func (s *Schema) Visible(c *Content, person int) []Section {
	var out []Section
	values := *c.Of(person)
	for _, sec := range s.Sections {
		if sec.PerPerson != (person != Header) || !sec.When.Holds(c.Header, values) {
			continue
		}
		shown := sec
		shown.Fields = nil
		for _, f := range sec.Fields {
			if f.When.Holds(c.Header, values) {
				shown.Fields = append(shown.Fields, f)
			}
		}
		out = append(out, shown)
	}
	return out
}

// Trim removes the values of fields that the conditions hide, so that what was
// typed before a choice was changed does not travel unseen.
func (s *Schema) Trim(c *Content) {
	for s.trimOnce(c) { // a choice that goes may hide further fields
	}
}

func (s *Schema) trimOnce(c *Content) (trimmed bool) {
	for person := Header; person < len(c.Persons); person++ {
		allowed := s.allowed(c, person)
		v := c.Of(person)
		for _, item := range v.Items() {
			if !slices.ContainsFunc(allowed, func(f Field) bool { return f.Item == item }) {
				v.Set(item, "")
				trimmed = true
			}
		}
	}
	return trimmed
}

// A Violation is one way in which a content leaves its form.
type Violation struct {
	Person int // or [Header]
	Item   Item
	Err    error // [ErrSchema] or [ErrFormat]
}

// Violations returns everything a content holds that the form does not: an item
// that is not on it or hidden by its conditions (E22), a second person where it is about
// one, a code that is no choice, a value over its bound or not of the shape of its type.
func (s *Schema) Violations(c *Content) []Violation {
	if c.Kind != s.Kind || c.Version != s.Version || len(c.Persons) == 0 || len(c.Persons) > MaxPersons {
		return []Violation{{Person: Header, Err: ErrSchema}}
	}
	var out []Violation
	about := 0
	for person := Header; person < len(c.Persons); person++ {
		if person != Header && c.Persons[person].Int(Part) != PartStays {
			if about++; about > 1 && s.Kind.Is(Single) {
				out = append(out, Violation{person, FullName, ErrSchema})
			}
		}
		allowed := s.allowed(c, person)
		for item, value := range c.Of(person).All() {
			i := slices.IndexFunc(allowed, func(f Field) bool { return f.Item == item })
			switch {
			case i < 0:
				out = append(out, Violation{person, clip(item), ErrSchema})
			case !allowed[i].fits(value):
				out = append(out, Violation{person, item, ErrFormat})
			}
		}
	}
	return out
}

// Check refuses a content with any of [Schema.Violations].
func (s *Schema) Check(c *Content) error {
	if all := s.Violations(c); len(all) > 0 {
		v := all[0]
		return fmt.Errorf("check content: person %d: item %q: %w", v.Person, v.Item, v.Err)
	}
	return nil
}

// allowed returns the visible fields of a person. Forms are short: looking through
// the list is quicker than making a map of it.
func (s *Schema) allowed(c *Content, person int) []Field {
	var fields []Field
	for _, sec := range s.Visible(c, person) {
		fields = append(fields, sec.Fields...)
	}
	return fields
}

func (f Field) fits(value string) bool {
	if !utf8.ValidString(value) || utf8.RuneCountInString(value) > f.Bound() {
		return false
	}
	switch f.Type {
	case Choice:
		code, err := strconv.Atoi(value)
		return err == nil && slices.Contains(f.Choices, code) && strconv.Itoa(code) == value
	case Number:
		return only(value, "0123456789")
	case Postal:
		return len(value) == 7 && only(value, "0123456789")
	case Phone:
		return only(value, "0123456789-")
	}
	return true
}

func only(s, characters string) bool { return strings.Trim(s, characters) == "" }

// clip keeps a foreign item name from filling a log.
func clip(item Item) Item {
	if len(item) > 40 {
		return item[:40]
	}
	return item
}
