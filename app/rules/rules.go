package rules

import (
	"slices"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
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
	// Reason reports whether an alert is confirmed only with a written reason.
	Reason bool

	on    kinds // nil for every kind
	check func(*facts, report)
}

// For reports whether the rule is for a kind of notification.
func (r Rule) For(k notification.Kind) bool { return r.on == nil || r.on(k) }

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

// A Gazetteer knows the municipalities there are.
type Gazetteer interface {
	// Begins reports whether a text begins with a municipality that exists; known is
	// false when it begins with no prefecture (都道府県).
	Begins(text string) (exists, known bool)
}

// fewCodes is how many 住民票コード are left when A06 begins, unless it is set: the
// standard leaves the number to the city (STD 4.3.1).
const fewCodes = 100

// A Checker runs the rules. It may be used by several goroutines at once.
type Checker struct {
	repertoire Repertoire
	writer     operator.ID
	places     Gazetteer
	few        int
}

// New returns a checker of texts in the repertoire.
func New(r Repertoire) *Checker { return &Checker{repertoire: r, few: fewCodes} }

// By returns a checker of what an operator writes, so that E30 can tell the writer
// from who examined the document before.
func (k Checker) By(writer operator.ID) *Checker {
	k.writer = writer
	return &k
}

// In returns a checker that knows which municipalities there are (A11).
func (k Checker) In(g Gazetteer) *Checker {
	k.places = g
	return &k
}

// Few returns a checker that finds A06 once fewer 住民票コード than n are left.
func (k Checker) Few(n int) *Checker {
	k.few = n
	return &k
}

// Check returns what the rules find in a content on its schema, errors first and
// otherwise in the order of the table. day is the day it is, which becomes the date of
// processing (処理日): it is on no form, and comes from outside (E06).
func (k *Checker) Check(c *notification.Content, schema *notification.Schema, v View, day civil.Date) []notification.Finding {
	return gather(k, c, schema, v, day).run(table)
}

// run runs rules in their order.
func (f *facts) run(rules []Rule) []notification.Finding {
	var found []notification.Finding
	for _, rule := range rules {
		if !rule.For(f.c.Kind) {
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

// All returns every rule that [Checker.Check] runs, errors first.
func All() []Rule { return slices.Clone(table) }

// Undrawn is the alert that a terminal's font lacks a character of a name.
const Undrawn = "A07"

// seen are alerts about what only the terminal can see: [Checker.Check] never finds
// them, at either end. Their acknowledgements are signed with the entry like others.
var seen = []Rule{{ID: Undrawn, Level: Alert}}

// elsewhere are the rows of the list that are kept where the matter is: showing a
// protected resident, reviews, searches of the CS role, and the pace of a review.
var elsewhere = []Rule{{ID: "E20", Level: Error}, {ID: "E21", Level: Error}, {ID: "E23", Level: Error}, {ID: "A17", Level: Alert}}

// Seen reports whether a rule is about what only the terminal can see.
func Seen(id string) bool {
	return slices.ContainsFunc(seen, func(r Rule) bool { return r.ID == id })
}

// Of returns the rule of an ID, also of one that is kept elsewhere, and false when this
// version has none.
func Of(id string) (Rule, bool) {
	for _, rules := range [][]Rule{table, seen, elsewhere} {
		if i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id }); i >= 0 {
			return rules[i], true
		}
	}
	return Rule{}, false
}

// Stops reports whether a finding stops the entry. Of a rule that this version has not
// (one of a newer registry) the letter tells.
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
