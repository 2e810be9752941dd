package household_test

import (
	"errors"
	"slices"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/resident"
)

// TestRelationship is E13.
func TestRelationship(t *testing.T) {
	tests := []struct {
		name, text string
		want       string // "" refuses
	}{
		{"the head", "世帯主", "世帯主"},
		{"a spouse", "妻", "妻"},
		{"a spouse not registered", "夫（未届）", "夫（未届）"},
		{"half-width brackets and a space", "夫 (未届)", "夫（未届）"},
		{"a grandchild", "子の子", "子の子"},
		{"a nephew's wife, four words", "姉の子の妻（未届）の父", "姉の子の妻（未届）の父"},
		{"five words", "子の子の子の子の子", ""},
		{"a lodger", "同居人", "同居人"},
		{"a lodger's child", "同居人の子", ""},
		{"a relative of no other word", "縁故者", "縁故者"},
		{"the head's head", "世帯主の子", ""},
		{"孫", "孫", ""},
		{"祖父", "祖父", ""},
		{"準世帯主", "準世帯主", ""},
		{"nothing", "", ""},
		{"a word missing", "子の", ""},
		{"a word missing before", "の子", ""},
		{"長男", "長男", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := household.ParseRelationship(tt.text)
			if (err != nil) != (tt.want == "") || err != nil && !errors.Is(err, household.ErrRelationship) {
				t.Errorf("error = %v", err)
			}
			if r.String() != tt.want {
				t.Errorf("got %q, want %q", r, tt.want)
			}
		})
	}
	for _, word := range household.Words() {
		if r, err := household.ParseRelationship(word); err != nil || r.String() != word {
			t.Errorf("%s of the menu reads as %q, %v", word, r, err)
		}
	}
}

func member(id, relationship, birth string, sex resident.Sex) resident.Record {
	return resident.Record{
		ID: resident.ID(id), Name: id, Relationship: relationship, Birth: civil.Certain(civil.MustParse(birth)), Sex: sex, Status: resident.Living,
	}
}

const m, f = resident.Male, resident.Female

// TestOrder is STD 5.2. The members are given in the order wanted and shuffled.
func TestOrder(t *testing.T) {
	tests := []struct {
		name string
		want []resident.Record
	}{
		{"a family of four", []resident.Record{
			member("9", "世帯主", "1980-01-01", f), member("8", "夫", "1975-01-01", m),
			member("7", "子", "2010-01-01", f), member("6", "子", "2012-01-01", m),
		}},
		{"twins by number", []resident.Record{
			member("9", "世帯主", "1980-01-01", f), member("1", "子", "2010-01-01", f), member("2", "子", "2010-01-01", m),
		}},
		{"children alone before a child with a family", []resident.Record{
			member("1", "世帯主", "1950-01-01", m), member("2", "子", "1985-01-01", f),
			member("3", "子", "1980-01-01", m), member("4", "子の妻", "1979-01-01", f), member("5", "子の子", "2010-01-01", f), member("6", "子の子", "2012-01-01", f),
		}},
		{"two families", []resident.Record{
			member("1", "世帯主", "1950-01-01", m),
			member("2", "子", "1980-01-01", f), member("3", "子の夫", "1979-01-01", m), member("7", "子の子", "2010-01-01", f),
			member("4", "子", "1985-01-01", m), member("5", "子の妻（未届）", "1978-01-01", f),
		}},
		{"two sons, two wives", []resident.Record{
			member("1", "世帯主", "1950-01-01", m),
			member("2", "子", "1980-01-01", m), member("5", "子の妻", "1979-01-01", f),
			member("3", "子", "1985-01-01", m), member("6", "子の妻", "1986-01-01", f),
		}},
		{"grandchildren whose parent is elsewhere", []resident.Record{
			member("1", "世帯主", "1950-01-01", m), member("2", "子の子", "2010-01-01", f), member("3", "子の子の子", "2005-01-01", f),
		}},
		{"elders, others, lodgers", []resident.Record{
			member("1", "世帯主", "1980-01-01", f), member("2", "母", "1956-01-01", f), member("3", "父", "1957-01-01", m),
			member("4", "姉", "1978-01-01", f), member("5", "弟", "1984-01-01", m), member("6", "父の母", "1930-01-01", f),
			member("7", "夫の父", "1950-01-01", m), member("8", "夫の妹", "1985-01-01", f), member("9", "夫の父の父", "1930-01-01", m),
			member("a", "姉の子", "2008-01-01", m), member("b", "縁故者", "1940-01-01", f), member("c", "同居人", "1939-01-01", f),
		}},
		{"a date of birth not known goes first", []resident.Record{
			member("1", "世帯主", "1980-01-01", f), {ID: "3", Relationship: "子", Status: resident.Living}, member("2", "子", "2010-01-01", f),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for shift := range tt.want {
				shuffled := append(slices.Clone(tt.want[shift:]), tt.want[:shift]...)
				slices.Reverse(shuffled)
				if got := ids(household.Order(shuffled)); !slices.Equal(got, ids(tt.want)) {
					t.Errorf("shift %d: got %q, want %q", shift, got, ids(tt.want))
				}
			}
		})
	}
}

// TestOrderDomicileHead: of the parents the 筆頭者 goes before the older.
func TestOrderDomicileHead(t *testing.T) {
	mother, father := member("1", "母", "1950-01-01", f), member("2", "父", "1955-01-01", m)
	mother.DomicileHead, father.DomicileHead = father.Name, father.Name
	if got := ids(household.Order([]resident.Record{mother, father})); !slices.Equal(got, []string{"2", "1"}) {
		t.Errorf("got %q, want the father first", got)
	}
}

func ids(records []resident.Record) []string {
	var out []string
	for _, r := range records {
		out = append(out, string(r.ID))
	}
	return out
}

// TestDepart is A02 and E14.
func TestDepart(t *testing.T) {
	home := []resident.Record{
		member("head", "世帯主", "1980-01-01", f), member("husband", "夫", "1975-01-01", m), member("child", "子", "2010-01-01", f),
	}
	gone := member("gone", "子", "2008-01-01", f)
	gone.Status = resident.Left
	tests := []struct {
		name       string
		movers     []resident.ID
		successor  resident.ID
		head       resident.ID
		headLeaves bool
		misnamed   bool
		stay       int
	}{
		{"all leave", []resident.ID{"head", "husband", "child"}, "", "", false, false, 0},
		{"the head stays", []resident.ID{"child"}, "", "head", false, false, 2},
		{"the head leaves two", []resident.ID{"head"}, "", "", true, false, 2},
		{"the head leaves two to a successor", []resident.ID{"head"}, "husband", "husband", true, false, 2},
		{"the head leaves one", []resident.ID{"head", "child"}, "", "husband", true, false, 1},
		{"the successor leaves", []resident.ID{"head", "child"}, "child", "", true, true, 1},
		{"a successor beside the head", []resident.ID{"child"}, "husband", "head", false, true, 2},
		{"the head is named as successor", []resident.ID{"child"}, "head", "head", false, false, 2},
		{"who left before cannot follow", []resident.ID{"head"}, "gone", "", true, true, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := household.Depart(append(slices.Clone(home), gone), tt.movers, tt.successor)
			if d.Head != tt.head || d.HeadLeaves != tt.headLeaves || d.Misnamed != tt.misnamed || len(d.Stayers) != tt.stay {
				t.Errorf("head %q, leaves %v, misnamed %v, %d stay; want %q, %v, %v, %d",
					d.Head, d.HeadLeaves, d.Misnamed, len(d.Stayers), tt.head, tt.headLeaves, tt.misnamed, tt.stay)
			}
			if len(d.Movers) != len(tt.movers) {
				t.Errorf("%d move, want %d", len(d.Movers), len(tt.movers))
			}
		})
	}
}
