package worklist

import (
	"slices"
	"unicode"

	"golang.org/x/text/width"

	"madoguchi/app/notification"
)

// Frequent are the kinds that one digit begins, from 1.
func Frequent() []notification.Kind {
	return []notification.Kind{notification.MovingIn, notification.MovingWithin, notification.MovingOut}
}

// GroupOf returns the group that a letter stands for: a or A is the first. False says
// that it stands for none. A letter that an input method made full-width is the same.
func GroupOf(letter rune) (notification.Group, bool) {
	groups := notification.Groups()
	i := int(unicode.ToUpper(narrow(letter)) - 'A')
	if i < 0 || i >= len(groups) {
		return 0, false
	}
	return groups[i], true
}

// Letter returns the letter of a group.
func Letter(g notification.Group) string {
	return string(rune('A' + slices.Index(notification.Groups(), g)))
}

// narrow makes a full-width letter or digit half-width.
func narrow(r rune) rune {
	if n := width.LookupRune(r).Narrow(); n != 0 {
		return n
	}
	return r
}

// digit returns the number that a digit stands for, -1 for anything else.
func digit(r rune) int {
	if r = narrow(r); r >= '0' && r <= '9' {
		return int(r - '0')
	}
	return -1
}

// A Menu is the choice among all kinds of notification: a letter for the group and a
// digit for the kind begin an entry.
type Menu struct {
	guide Beginner
	group notification.Group
	shown func() // draws the group anew
}

// A Beginner begins an entry.
type Beginner interface {
	BeginEntry(kind notification.Kind)
}

// NewMenu returns a menu that shows the first group.
func NewMenu(guide Beginner) *Menu {
	return &Menu{guide: guide, group: notification.Groups()[0], shown: func() {}}
}

// Open shows a group.
func (m *Menu) Open(g notification.Group) {
	if g.Key() == "unknown" || len(notification.KindsOf(g)) == 0 {
		return
	}
	m.group = g
	m.shown()
}

// Turn shows the group by groups further, around the ends.
func (m *Menu) Turn(by int) {
	all := notification.Groups()
	n := len(all)
	m.Open(all[((slices.Index(all, m.group)+by)%n+n)%n])
}

// Group returns the group shown.
func (m *Menu) Group() notification.Group { return m.group }

// Kinds returns the kinds of the group shown.
func (m *Menu) Kinds() []notification.Kind { return notification.KindsOf(m.group) }

// Begin starts an entry of the n-th kind of the group, counted from 1. Whatever else n
// is does nothing.
func (m *Menu) Begin(n int) {
	if kinds := m.Kinds(); n >= 1 && n <= len(kinds) {
		m.guide.BeginEntry(kinds[n-1])
	}
}

// Key takes a letter or a digit in.
func (m *Menu) Key(r rune) {
	if g, ok := GroupOf(r); ok {
		m.Open(g)
		return
	}
	m.Begin(digit(r))
}
