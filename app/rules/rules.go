package rules

import (
	"slices"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
)

// A Level says what a finding does.
type Level uint8

// The levels (STD 11.1).
const (
	Error Level = 1 // stops the entry until cured
	Alert Level = 2 // is confirmed and passed
)

// A Rule is one check.
type Rule struct {
	ID    string // E01 …, as in findings
	Level Level
	// Kinds the rule is for; none means every kind.
	Kinds []notification.Kind
	// Reason reports whether an alert is confirmed only with a written reason.
	Reason bool

	check func(*facts, report)
}

// report takes a finding in. detail is a count or a place in the text, never a
// resident's data: findings are sent and logged.
type report func(person int, item notification.Item, detail string)

// A Repertoire is the set of characters that the register is written in, such as
// [letters.Table].
type Repertoire interface {
	// Check returns a [*letters.CharacterError] for the first character of s that may
	// not stand in the register.
	Check(s string) error
}

// A Checker runs the rules. It may be used by several goroutines at once.
type Checker struct {
	repertoire Repertoire
}

// New returns a checker of texts in the repertoire.
func New(r Repertoire) *Checker { return &Checker{repertoire: r} }

// Check returns what the rules find in a content on its schema, errors first and
// otherwise in the order of the table. day is the day it is, which becomes the date of
// processing (処理日).
func (k *Checker) Check(c *notification.Content, schema *notification.Schema, v View, day civil.Date) []notification.Finding {
	f := gather(c, schema, v, day)
	f.repertoire = k.repertoire
	var found []notification.Finding
	for _, rule := range table {
		if len(rule.Kinds) > 0 && !slices.Contains(rule.Kinds, c.Kind) {
			continue
		}
		rule.check(f, func(person int, item notification.Item, detail string) {
			finding := notification.Finding{Rule: rule.ID, Person: person, Item: item, Detail: detail}
			if !slices.Contains(found, finding) { // two numbers may tell the same
				found = append(found, finding)
			}
		})
	}
	return found
}

// All returns every rule, errors first.
func All() []Rule { return slices.Clone(table) }

// Undrawn is the alert that a terminal's font lacks a character of a name.
const Undrawn = "A07"

// seen are alerts about what only the terminal can see: [Checker.Check] never finds
// them, at either end. Their acknowledgements are signed with the entry like others.
var seen = []Rule{{ID: Undrawn, Level: Alert}}

// Seen reports whether a rule is about what only the terminal can see.
func Seen(id string) bool {
	return slices.ContainsFunc(seen, func(r Rule) bool { return r.ID == id })
}

// Of returns the rule of an ID, and false when this version has none.
func Of(id string) (Rule, bool) {
	for _, rules := range [][]Rule{table, seen} {
		if i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id }); i >= 0 {
			return rules[i], true
		}
	}
	return Rule{}, false
}

// Stops reports whether a finding stops the entry. Of a rule that is not in the table
// (A17 of package review, or one of a newer registry) the letter tells.
func Stops(f notification.Finding) bool {
	r, ok := Of(f.Rule)
	if !ok {
		return !strings.HasPrefix(f.Rule, "A")
	}
	return r.Level == Error
}

// Stopped reports whether any finding stops the entry.
func Stopped(found []notification.Finding) bool { return slices.ContainsFunc(found, Stops) }

// ReasonKey returns the translation key of what a rule says is wrong.
func ReasonKey(id string) string { return "rule." + id + ".reason" }

// RemedyKey returns the translation key of what to do about it.
func RemedyKey(id string) string { return "rule." + id + ".remedy" }
