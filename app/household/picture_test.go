package household_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// at numbers members of a household as they are recorded.
func at(id string, members ...resident.Record) []resident.Record {
	for i := range members {
		members[i].Order, members[i].Household, members[i].History = i+1, resident.HouseholdID(id), 3
		members[i].Address = resident.Address{Town: "東町", Number: id}
	}
	return members
}

// on is a person of a form, from the register where there is a history number.
func on(part int, id, relationship string, history int) notification.Values {
	var v notification.Values
	v.Set(notification.FullName, id)
	v.Set(notification.Relation, relationship)
	v.Set(notification.Birth, "1999-01-01")
	v.Set(notification.Sex, "2")
	if history > 0 {
		v.Set(notification.PersonID, id)
		v.Set(notification.BaseVersion, fmt.Sprint(history))
	}
	if part != 0 {
		v.Set(notification.Part, fmt.Sprint(part))
	}
	return v
}

func content(kind notification.Kind, header map[notification.Item]string, persons ...notification.Values) *notification.Content {
	c := &notification.Content{Kind: kind, Persons: persons}
	for item, value := range header {
		c.Header.Set(item, value)
	}
	return c
}

// drawn writes a picture in one line a tree: place, then name, 続柄 with what it was
// and ! for who becomes head, and the fate.
func drawn(trees []household.Tree) string {
	var lines []string
	for _, t := range trees {
		line := fmt.Sprintf("%d", t.Place)
		for i, l := range t.Members {
			line += fmt.Sprintf(" %s:%s", l.Name, l.Relationship)
			if l.Was != l.Relationship {
				line += "<" + l.Was
			}
			if l.BecomesHead {
				line += "!"
			}
			line += map[household.Fate]string{household.Stays: "", household.Moves: "→", household.Joins: "+", household.Leaves: "×"}[l.Fate]
			if l.Order != i+1 && t.Place != household.Away && t.Place != household.Gone {
				line += "(order)"
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, " / ")
}

// TestDraw is D5: who moves, joins, leaves, becomes head, and what is not right.
func TestDraw(t *testing.T) {
	moves, stays := notification.PartMoves, notification.PartStays
	home := func() []resident.Record {
		return at("1", member("h", "世帯主", "1980-01-01", m), member("w", "妻", "1982-01-01", f), member("c", "子", "2010-01-01", f))
	}
	other := func() []resident.Record {
		return at("2", member("o", "世帯主", "1950-01-01", m), member("p", "妻", "1951-01-01", f))
	}
	target := map[notification.Item]string{notification.TargetHouseholdID: "2"}
	tests := []struct {
		name           string
		content        *notification.Content
		former, target []resident.Record
		before, after  string
		warned         []household.Trouble
	}{
		{"a new household moves in", content(notification.MovingIn, nil, on(0, "a", "世帯主", 0), on(0, "b", "子", 0)), nil, nil,
			"", "2 a:世帯主<+ b:子<+", nil},
		{"somebody moves into a household", content(notification.MovingIn, target, on(0, "a", "母", 0)), nil, other(),
			"3 o:世帯主 p:妻", "3 o:世帯主 p:妻 a:母<+", nil},
		{"into a household that nobody looked up", content(notification.MovingIn, target, on(0, "a", "母", 0)), nil, nil,
			"", "3 a:母<+", []household.Trouble{household.NotLookedUp}},
		{"a whole household moves", content(notification.MovingWithin, nil, on(moves, "h", "世帯主", 3), on(0, "w", "妻", 3), on(0, "c", "子", 3)), home(), nil,
			"1 h:世帯主→ w:妻→ c:子→", "2 h:世帯主→ w:妻→ c:子→", nil},
		{"the head leaves the city and nobody follows (A02)", content(notification.MovingOut, nil, on(moves, "h", "", 3)), home(), nil,
			"1 h:世帯主× w:妻 c:子", "1 w:妻 c:子 / 4 h:<世帯主×", []household.Trouble{household.NoHead}},
		{"the head leaves the city and the wife follows", content(notification.MovingOut, nil, on(moves, "h", "", 3), on(stays, "w", "世帯主", 3)), home(), nil,
			"1 h:世帯主× w:妻 c:子", "1 w:世帯主<妻! c:子 / 4 h:<世帯主×", []household.Trouble{household.Unsettled}},
		{"and the child's relationship is settled", content(notification.MovingOut, nil, on(moves, "h", "", 3), on(stays, "w", "世帯主", 3), on(stays, "c", "子", 3)), home(), nil,
			"1 h:世帯主× w:妻 c:子", "1 w:世帯主<妻! c:子 / 4 h:<世帯主×", nil},
		{"the child becomes head of the mother", content(notification.Death, nil, on(moves, "h", "", 3), on(stays, "c", "世帯主", 3), on(stays, "w", "母", 3)), home(), nil,
			"1 h:世帯主× w:妻 c:子", "1 c:世帯主<子! w:母<妻 / 5 h:<世帯主×", nil},
		{"a split", content(notification.HouseholdSplit, nil, on(moves, "c", "世帯主", 3)), home(), nil,
			"1 h:世帯主 w:妻 c:子→", "1 h:世帯主 w:妻 / 2 c:世帯主<子!→", nil},
		{"a merge with two heads (E14)", content(notification.HouseholdMerge, target, on(moves, "h", "世帯主", 3), on(moves, "w", "子の妻", 3), on(moves, "c", "子の子", 3)), home(), other(),
			"1 h:世帯主→ w:妻→ c:子→ / 3 o:世帯主 p:妻", "3 o:世帯主 p:妻 h:世帯主→ w:子の妻<妻→ c:子の子<子→", []household.Trouble{household.TwoHeads}},
		{"a merge under the one who comes", content(notification.HouseholdMerge, target, on(moves, "h", "世帯主", 3), on(moves, "w", "妻", 3), on(moves, "c", "子", 3), on(stays, "o", "父", 3), on(stays, "p", "母", 3)), home(), other(),
			"1 h:世帯主→ w:妻→ c:子→ / 3 o:世帯主 p:妻", "3 h:世帯主→ w:妻→ c:子→ o:父<世帯主 p:母<妻", nil},
		{"another head", content(notification.HeadChange, nil, on(stays, "h", "夫", 3), on(stays, "w", "世帯主", 3), on(stays, "c", "子", 3)), home(), nil,
			"1 h:世帯主 w:妻 c:子", "1 w:世帯主<妻! h:夫<世帯主 c:子", nil},
		{"another head while one relationship is left out", content(notification.HeadChange, nil, on(stays, "h", "夫", 3), on(stays, "w", "世帯主", 3)), home(), nil,
			"1 h:世帯主 w:妻 c:子", "1 w:世帯主<妻! h:夫<世帯主 c:子", []household.Trouble{household.Unsettled}},
		{"a child is born", content(notification.Newborn, target, on(0, "b", "子", 0)), nil, other(),
			"3 o:世帯主 p:妻", "3 o:世帯主 p:妻 b:子<+", nil},
		{"the record changed since (E31)", content(notification.HouseholdSplit, nil, on(moves, "c", "世帯主", 2)), home(), nil,
			"1 h:世帯主 w:妻 c:子→", "1 h:世帯主 w:妻 / 2 c:世帯主<子!→", []household.Trouble{household.ChangedSince}},
		{"from the paper, without the register", content(notification.MovingOut, nil, on(0, "h", "", 0)), nil, nil,
			"", "4 h:×", []household.Trouble{household.NotLookedUp}},
		{"nothing entered yet", content(notification.MovingIn, nil, notification.Values{}), nil, nil,
			"", "2 :+", []household.Trouble{household.NoHead}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := household.Draw(household.Scene{Content: tt.content, Former: tt.former, Target: tt.target, Day: civil.MustParse("2026-11-23")})
			if got := drawn(p.Before); got != tt.before {
				t.Errorf("before\n got %s\nwant %s", got, tt.before)
			}
			if got := drawn(p.After); got != tt.after {
				t.Errorf("after\n got %s\nwant %s", got, tt.after)
			}
			var warned []household.Trouble
			for _, w := range p.Warnings {
				warned = append(warned, w.Trouble)
			}
			if !slices.Equal(warned, tt.warned) {
				t.Errorf("warned of %v, want %v", warned, tt.warned)
			}
		})
	}
}

// TestDrawAddress: where each household is.
func TestDrawAddress(t *testing.T) {
	home := at("1", member("h", "世帯主", "1980-01-01", m))
	for _, tt := range []struct {
		name string
		c    *notification.Content
		want string
	}{
		{"the new address", content(notification.MovingWithin, map[notification.Item]string{notification.NewTownship: "西町", notification.NewNumber: "2"}, on(0, "h", "世帯主", 3)), "西町2"},
		{"the same address", content(notification.HouseholdSplit, map[notification.Item]string{notification.PrevTown: "東町", notification.PrevNumber: "1"}, on(0, "h", "世帯主", 3)), "東町1"},
		{"in Japan", content(notification.MovingOut, map[notification.Item]string{notification.DestTown: "小樽市花園", notification.DestNumber: "3"}, on(0, "h", "", 3)), "小樽市花園3"},
		{"abroad", content(notification.MovingOutAbroad, map[notification.Item]string{notification.DestCountry: "カナダ"}, on(0, "h", "", 3)), "カナダ"},
	} {
		p := household.Draw(household.Scene{Content: tt.c, Former: home})
		if got := p.After[len(p.After)-1].Address.String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	if !household.Pictured(notification.Newborn) || !household.Pictured(notification.HeadChange) || household.Pictured(notification.AliasChange) {
		t.Error("whether a kind changes households is told wrong")
	}
}
