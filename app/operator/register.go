package operator

import (
	"slices"
	"strings"
	"time"
)

// A Line is what the register of rights (操作権限管理簿) says of one operator on a day.
type Line struct {
	Operator ID
	Terms    Terms // as granted; the unit may leave less of the rights
	Rights   []Right
	Since    time.Time // of the last change
	By       Request   // that change
	Ended    bool      // revoked, or the last day is over
}

// RegisterOn returns what the register says at t, in the order of the IDs. all are the
// requests, oldest first.
func RegisterOn(all []Request, t time.Time) []Line {
	lines := map[ID]*Line{}
	for _, r := range inOrder(all, t) {
		line := lines[r.Operator]
		switch r.Act {
		case Grant, Change:
			lines[r.Operator] = &Line{Operator: r.Operator, Terms: r.Terms, Since: r.InForce, By: r}
		case Revoke:
			if line != nil {
				line.Ended, line.Since, line.By = true, r.InForce, r
			}
		}
	}
	register := make([]Line, 0, len(lines))
	for _, line := range lines {
		if !line.Terms.Until.IsZero() && !t.Before(startOf(line.Terms.Until.AddDays(1))) {
			line.Ended = true
		}
		line.Rights = Within(line.Terms.Rights, limitAt(all, line.Terms.Unit, t))
		register = append(register, *line)
	}
	slices.SortFunc(register, func(a, b Line) int { return strings.Compare(string(a.Operator), string(b.Operator)) })
	return register
}

// Revoked reports whether the last that was done about an operator's rights is a revocation:
// only a grant, with another PIN and token, gives them rights again.
func Revoked(all []Request, id ID) bool {
	var newest time.Time
	revoked := false
	for _, r := range all {
		if r.Operator != id || r.State != InForce || r.InForce.Before(newest) {
			continue
		}
		switch r.Act {
		case Grant, Change, Revoke:
			newest, revoked = r.InForce, r.Act == Revoke
		}
	}
	return revoked
}

// inOrder returns what was in force by t in the order in which it came into force.
func inOrder(all []Request, t time.Time) []Request {
	var in []Request
	for _, r := range all {
		if r.State == InForce && !r.InForce.After(t) {
			in = append(in, r)
		}
	}
	slices.SortStableFunc(in, func(a, b Request) int { return a.InForce.Compare(b.InForce) })
	return in
}

// LimitOf returns the rights that members of a unit may have at most; those of a unit that
// nobody set may have none.
func LimitOf(all []Request, unit string) []Right {
	var newest time.Time
	for _, r := range all {
		if r.InForce.After(newest) {
			newest = r.InForce
		}
	}
	return limitAt(all, unit, newest)
}

// limitAt returns what LimitOf does at t. Operators who were set up at the registry itself
// belong to no unit and are limited by none.
func limitAt(all []Request, unit string, t time.Time) []Right {
	if unit == "" {
		return nil
	}
	limit := []Right{}
	for _, r := range inOrder(all, t) {
		if r.Act == SetUnit && r.Terms.Unit == unit {
			limit = slices.Clone(r.Terms.Rights)
		}
	}
	if limit == nil { // a clone of none
		return []Right{}
	}
	return limit
}

// Units returns the units there are at t with what their members may have, in order.
func Units(all []Request, t time.Time) []Terms {
	units := map[string]Terms{}
	for _, r := range inOrder(all, t) {
		if r.Act == SetUnit {
			units[r.Terms.Unit] = r.Terms
		}
	}
	list := make([]Terms, 0, len(units))
	for _, u := range units {
		list = append(list, u)
	}
	slices.SortFunc(list, func(a, b Terms) int { return strings.Compare(a.Unit, b.Unit) })
	return list
}
