package household_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/resident"
)

// in puts a member into a family register, which tells whose child somebody is.
func in(r resident.Record, register string) resident.Record {
	r.Domicile, r.DomicileHead = "東町1番", register
	return r
}

// TestRecompute: another member becomes head (A02, D5, E13). Each row names the new
// head and what everybody is to them: 続柄, and "?" behind it when it is to be checked,
// or "-" when nothing can be proposed.
func TestRecompute(t *testing.T) {
	home := []resident.Record{
		member("head", "世帯主", "1980-01-01", m), member("wife", "妻", "1982-01-01", f),
		member("son", "子", "2010-01-01", m), member("daughter", "子", "2012-01-01", f),
	}
	elders := append(slices.Clone(home), member("father", "父", "1950-01-01", m), member("mother", "母", "1952-01-01", f),
		member("sister", "妹", "1985-01-01", f), member("inlaw", "妻の父", "1955-01-01", m))
	three := []resident.Record{
		member("head", "世帯主", "1950-01-01", f),
		in(member("son", "子", "1980-01-01", m), "son"), in(member("inlaw", "子の妻", "1981-01-01", f), "son"), in(member("grandson", "子の子", "2010-01-01", m), "son"),
		in(member("daughter", "子", "1985-01-01", f), "daughter"), in(member("granddaughter", "子の子", "2012-01-01", f), "daughter"),
	}
	tests := []struct {
		name    string
		members []resident.Record
		head    resident.ID
		want    string
	}{
		{"the wife", home, "wife", "head=夫 wife=世帯主 son=子? daughter=子?"},
		{"the wife, children in one register with her", all(home, "head"), "wife", "head=夫 wife=世帯主 son=子 daughter=子"},
		{"the husband of a woman", list(member("head", "世帯主", "1980-01-01", f), member("husband", "夫", "1979-01-01", m)), "husband", "head=妻 husband=世帯主"},
		{"a wife not registered", list(member("head", "世帯主", "1980-01-01", m), member("w", "妻（未届）", "1979-01-01", f), member("c", "子", "2010-01-01", m)),
			"w", "head=夫（未届） w=世帯主 c=夫（未届）の子"},
		{"the wife's own child", list(member("head", "世帯主", "1980-01-01", m), member("w", "妻", "1979-01-01", f), member("c", "妻の子", "2005-01-01", m)),
			"w", "head=夫 w=世帯主 c=子"},
		{"the wife's own child leads", list(member("head", "世帯主", "1980-01-01", m), member("w", "妻", "1979-01-01", f), member("c", "妻の子", "2005-01-01", m), member("d", "子", "2010-01-01", f)),
			"c", "head=父? w=母 c=世帯主 d=妹?"},
		{"a son", home, "son", "head=父 wife=母? son=世帯主 daughter=妹"},
		{"a daughter, the younger", home, "daughter", "head=父 wife=母? son=兄 daughter=世帯主"},
		{"a mother's son", list(member("head", "世帯主", "1980-01-01", f), member("s", "子", "2005-01-01", m)), "s", "head=母 s=世帯主"},
		{"the wife among elders", elders, "wife",
			"head=夫 wife=世帯主 son=子? daughter=子? father=夫の父 mother=夫の母 sister=夫の妹 inlaw=父"},
		{"the father", elders, "father",
			"head=子 wife=子の妻 son=子の子 daughter=子の子 father=世帯主 mother=妻? sister=子? inlaw=子の妻の父"},
		{"the father of a head in his register", list(in(member("head", "世帯主", "1980-01-01", m), "father"), in(member("father", "父", "1950-01-01", m), "father"), in(member("mother", "母", "1952-01-01", f), "father"), in(member("b", "弟", "1985-01-01", m), "father")),
			"father", "head=子 father=世帯主 mother=妻 b=子"},
		{"a younger sister", elders, "sister",
			"head=兄 wife=兄の妻 son=兄の子 daughter=兄の子 father=父? mother=母? sister=世帯主 inlaw=兄の妻の父"},
		{"a wife's father", elders, "inlaw",
			"head=子の夫 wife=子 son=子の子? daughter=子の子? father=子の夫の父 mother=子の夫の母 sister=子の夫の妹 inlaw=世帯主"},
		{"brothers among themselves", list(member("head", "世帯主", "1980-01-01", m), member("a", "弟", "1982-01-01", m), member("b", "弟", "1985-01-01", m), member("c", "姉", "1978-01-01", f)),
			"b", "head=兄 a=兄? b=世帯主 c=姉?"},
		{"a son with a family, his sister with hers", three, "son",
			"head=母 son=世帯主 inlaw=妻 grandson=子 daughter=妹 granddaughter=妹の子"},
		{"a daughter, her brother's family", three, "daughter",
			"head=母 son=兄 inlaw=兄の妻 grandson=兄の子 daughter=世帯主 granddaughter=子"},
		{"a grandson", three, "grandson",
			"head=父の母 son=父 inlaw=母? grandson=世帯主 daughter=父の妹 granddaughter=父の妹の子"},
		{"a daughter-in-law", three, "inlaw",
			"head=夫の母 son=夫 inlaw=世帯主 grandson=子 daughter=夫の妹 granddaughter=夫の妹の子"},
		{"a grandchild of the only son, nothing else known", list(member("head", "世帯主", "1950-01-01", m), member("s", "子", "1980-01-01", m), member("g", "子の子", "2010-01-01", f)),
			"s", "head=父 s=世帯主 g=子?"},
		{"grandchildren whose parents are elsewhere", list(member("head", "世帯主", "1950-01-01", m), member("a", "子の子", "2010-01-01", m), member("b", "子の子", "2012-01-01", f)),
			"a", "head=- a=世帯主 b=妹?"},
		{"a child-in-law whose spouse is elsewhere", list(member("head", "世帯主", "1950-01-01", m), member("w", "子の妻", "1981-01-01", f)),
			"w", "head=夫の父? w=世帯主"},
		{"two children-in-law, each of the child of the other sex", list(member("head", "世帯主", "1950-01-01", m), member("s", "子", "1980-01-01", m), member("d", "子", "1982-01-01", f), member("h", "子の夫", "1979-01-01", m)),
			"d", "head=父 s=兄 d=世帯主 h=夫?"},
		{"twins by their order", list(member("head", "世帯主", "1980-01-01", m), ordered(member("a", "子", "2010-01-01", f), 2), ordered(member("b", "子", "2010-01-01", m), 3)),
			"b", "head=父 a=姉 b=世帯主"},
		{"a sister born on no known day", list(member("head", "世帯主", "1980-01-01", m), born(member("a", "子", "2010-01-01", f), "~10|"), member("b", "子", "2010-01-01", m)),
			"b", "head=父 a=- b=世帯主"},
		{"縁故者 and 同居人 stay", append(slices.Clone(home), member("k", "縁故者", "1940-01-01", f), member("l", "同居人", "1990-01-01", m)),
			"wife", "head=夫 wife=世帯主 son=子? daughter=子? k=縁故者 l=同居人"},
		{"a lodger leads", list(member("head", "世帯主", "1980-01-01", m), member("l", "同居人", "1990-01-01", m), member("k", "縁故者", "1940-01-01", f)),
			"l", "head=同居人? l=世帯主 k=縁故者"},
		{"no head is recorded", list(member("w", "妻", "1982-01-01", f), member("s", "子", "2010-01-01", m), member("p", "父", "1950-01-01", m)),
			"w", "w=世帯主 s=子? p=夫の父"},
		{"no head is recorded, siblings", list(member("a", "子", "2008-01-01", f), member("b", "子", "2010-01-01", m)),
			"a", "a=世帯主 b=弟"},
		{"more than four words", list(member("head", "世帯主", "1950-01-01", m), member("a", "妻の姉の夫", "1950-01-01", m), member("b", "子の妻の妹", "1990-01-01", f)),
			"a", "head=妻の妹の夫? a=世帯主 b=縁故者?"},
		{"what is no relationship", list(member("head", "世帯主", "1950-01-01", m), member("g", "孫", "2010-01-01", m), member("s", "子", "1980-01-01", m)),
			"s", "head=父 g=- s=世帯主"},
		{"two heads", list(member("head", "世帯主", "1950-01-01", m), member("other", "世帯主", "1951-01-01", f), member("s", "子", "1980-01-01", m)),
			"s", "head=- other=母 s=世帯主"},
		{"the same head", home, "head", "head=世帯主 wife=妻 son=子 daughter=子"},
		{"nobody of this household", home, "x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range household.Recompute(tt.members, tt.head) {
				if p.After != "" {
					if _, err := household.ParseRelationship(p.After); err != nil {
						t.Errorf("%s is proposed as what is no relationship: %s", p.ID, p.After)
					}
				}
				got = append(got, string(p.ID)+"="+p.After+map[household.Certainty]string{household.Sure: "", household.Check: "?", household.Unknown: "-"}[p.Certainty])
			}
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestRecomputeBack: what was made of a family by a change of its head is made of it
// again by the change back.
func TestRecomputeBack(t *testing.T) {
	home := all([]resident.Record{
		member("head", "世帯主", "1980-01-01", m), member("wife", "妻", "1982-01-01", f), member("son", "子", "2010-01-01", m),
		member("father", "父", "1950-01-01", m), member("mother", "母", "1952-01-01", f), member("sister", "妹", "1985-01-01", f), member("lodger", "同居人", "1990-01-01", m),
	}, "head")
	for _, to := range home {
		if to.Relationship == "同居人" {
			continue
		}
		changed := slices.Clone(home)
		for i, p := range household.Recompute(home, to.ID) {
			changed[i].Relationship = p.After
		}
		for i, p := range household.Recompute(changed, "head") {
			if p.After != home[i].Relationship {
				t.Errorf("by %s: %s was %s and is %s", to.ID, p.ID, home[i].Relationship, p.After)
			}
		}
	}
}

// TestRecomputePath: the path says what is to be checked.
func TestRecomputePath(t *testing.T) {
	home := list(member("head", "世帯主", "1980-01-01", m), member("wife", "妻", "1982-01-01", f), member("son", "子", "2010-01-01", m))
	if got := household.Recompute(home, "son")[1]; got.Path != "父の妻" || got.Before != "妻" {
		t.Errorf("path %q, before %q", got.Path, got.Before)
	}
}

// TestRank is STD 5.2: newcomers go last, a new head sorts anew.
func TestRank(t *testing.T) {
	before := list(ordered(member("b", "子", "2010-01-01", f), 2), ordered(member("a", "世帯主", "1980-01-01", m), 1), ordered(member("c", "妻", "1981-01-01", f), 4))
	newcomers := list(member("z", "子", "2008-01-01", f), member("y", "子", "2005-01-01", m))
	for _, tt := range []struct {
		name string
		anew bool
		want []string
	}{
		{"as it was", false, []string{"a", "b", "c", "y", "z"}},
		{"sorted anew", true, []string{"a", "c", "b", "y", "z"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := household.Rank(before, newcomers, tt.anew)
			if !slices.Equal(ids(got), tt.want) {
				t.Errorf("got %q, want %q", ids(got), tt.want)
			}
			for i, r := range got {
				if r.Order != i+1 {
					t.Errorf("%s has order %d", r.ID, r.Order)
				}
			}
		})
	}
	if before[0].Order != 2 {
		t.Error("what was given is changed")
	}
}

func list(records ...resident.Record) []resident.Record { return records }

func all(records []resident.Record, register string) []resident.Record {
	var out []resident.Record
	for _, r := range records {
		out = append(out, in(r, register))
	}
	return out
}

func ordered(r resident.Record, order int) resident.Record {
	r.Order = order
	return r
}

func born(r resident.Record, canonical string) resident.Record {
	birth, err := civil.ParseCanonical(canonical)
	if err != nil {
		panic(err)
	}
	r.Birth = birth
	return r
}

// FuzzRecompute: whatever stands in the register, a proposal is a relationship or none.
func FuzzRecompute(f *testing.F) {
	f.Add("世帯主,妻,子の子の子の子,夫（未届）の父", uint8(3))
	f.Add("子,子,世帯主,世帯主", uint8(0))
	f.Add("000000000,妻,0,夫（未届）", uint8(3)) // of no known sex
	f.Add("世帯主 ,妻,", uint8(94))
	f.Fuzz(func(t *testing.T, relationships string, head uint8) {
		var home []resident.Record
		for i, r := range strings.Split(relationships, ",") {
			if i == 12 {
				break
			}
			home = append(home, member(string(rune('a'+i)), r, "1980-01-01", resident.Sex(i%3)))
		}
		to := home[int(head)%len(home)].ID
		for _, p := range household.Recompute(home, to) {
			_, err := household.ParseRelationship(p.After)
			if p.Certainty == household.Unknown != (p.After == "") || p.After != "" && err != nil && p.After != p.Before {
				t.Errorf("%q is proposed, certainty %d", p.After, p.Certainty)
			}
			if p.ID == to && p.After != resident.Head {
				t.Errorf("the new head becomes %q", p.After)
			}
		}
	})
}
