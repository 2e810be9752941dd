package rules_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/rules"
	"madoguchi/app/serial"
)

// repertoire is the real table.
var repertoire = sync.OnceValue(func() *letters.Table {
	open := func(name string) *os.File {
		f, err := os.Open("../../assets/letters/" + name)
		if err != nil {
			panic(err)
		}
		return f
	}
	chars, sequences := open("mj.gz"), open("sequence.gz")
	defer chars.Close()
	defer sequences.Close()
	table, err := letters.OpenTable(chars, sequences)
	if err != nil {
		panic(err)
	}
	return table
})

// register is a view that knows what is put in and that it knows it.
type register struct {
	rows    []resident.Record
	pending []string
	crowd   int
	codes   int // in stock
	writer  operator.ID

	holds    []resident.Hold
	measures []resident.Measure
}

func current(rows []resident.Record, keep func(resident.Record) bool) []resident.Record {
	last := make(map[resident.ID]resident.Record)
	for _, r := range rows {
		if r.History > last[r.ID].History {
			last[r.ID] = r
		}
	}
	var out []resident.Record
	for _, r := range rows {
		if last[r.ID].History == r.History && keep(r) {
			out = append(out, r)
		}
	}
	return out
}

func (v *register) Resident(id resident.ID, history int) (*resident.Record, bool) {
	var found *resident.Record
	for i, r := range v.rows {
		if r.ID == id && (history == r.History || history == 0 && (found == nil || r.History > found.History)) {
			found = &v.rows[i]
		}
	}
	return found, true
}

func (v *register) Members(id resident.HouseholdID) ([]resident.Record, bool) {
	return current(v.rows, func(r resident.Record) bool { return r.Household == id && r.Status.Current() }), true
}

func (v *register) Holders(m rules.Mark) ([]resident.Record, bool) {
	return current(v.rows, func(r resident.Record) bool {
		return !m.Code.IsZero() && r.Code == m.Code || !m.Number.IsZero() && r.Number == m.Number ||
			m.Card != "" && r.Stay != nil && r.Stay.Card == m.Card
	}), true
}

func (v *register) Alike(name string, birth civil.Uncertain, sex resident.Sex) ([]resident.Record, bool) {
	return current(v.rows, func(r resident.Record) bool { return r.Name == name && r.Birth == birth && r.Sex == sex }), true
}

func (v *register) Households(resident.Address) (int, bool) { return v.crowd, true }

// Begins knows one municipality of one prefecture.
func (v *register) Begins(text string) (exists, known bool) {
	return strings.HasPrefix(text, "架空県別市"), strings.HasPrefix(text, "架空県")
}

func (v *register) CodeStock() (int, bool) { return v.codes, true }

func (v *register) Pending(id resident.ID, h resident.HouseholdID) (bool, bool) {
	return id != "" && slices.Contains(v.pending, string(id)) || h != "" && slices.Contains(v.pending, string(h)), true
}

var today = civil.MustParse("2026-11-24")

func numbered(n uint64) string {
	s, ok := serial.Append(n)
	if !ok {
		panic("serial is skipped")
	}
	return s
}

// Numbers of the tests.
var (
	hanako, taro, jiro = resident.ID(numbered(1)), resident.ID(numbered(2)), resident.ID(numbered(3))
	home, other        = resident.HouseholdID(numbered(100)), resident.HouseholdID(numbered(1234))
)

const (
	code1, code2     = "24727059608", "24846016224"
	number1, number2 = "123456789018", "983205673214"
)

func born(s string) civil.Uncertain {
	u, err := civil.ParseCanonical(s)
	if err != nil {
		panic(err)
	}
	return u
}

// family is a household of three at 中央三丁目5-1 and another at 東町1-2.
func family() *register {
	at := resident.Address{Ward: "991015", Town: "中央三丁目", Number: "5-1"}
	row := func(id resident.ID, name, relationship, birth string, sex resident.Sex) resident.Record {
		return resident.Record{
			ID: id, History: 1, Household: home, Status: resident.Living, Cause: resident.Initial, Class: resident.Japanese,
			Name: name, Reading: "ナカハラ　ハナコ", Birth: born(birth), Sex: sex, Relationship: relationship, Address: at,
			ResidentSince: civil.MustParse("2010-04-01"), ChangedOn: civil.MustParse("2010-04-01"),
		}
	}
	neighbour := row(resident.ID(numbered(4)), "上田花子", "世帯主", "1970-01-01", resident.Female)
	neighbour.Household, neighbour.Address = other, resident.Address{Ward: "991015", Town: "東町", Number: "1-2", Building: "東荘101"}
	return &register{codes: 1000, rows: []resident.Record{
		row(hanako, "中原花子", "世帯主", "1980-05-05", resident.Female),
		row(taro, "中原太郎", "夫", "1979-03-03", resident.Male),
		row(jiro, "中原次郎", "子", "2012-09-09", resident.Male),
		neighbour,
	}}
}

type values map[notification.Item]string

func set(v *notification.Values, from values) {
	for item, s := range from {
		v.Set(item, s)
	}
}

var header = values{
	notification.NotifiedOn: "2026-11-24", notification.ChangedOn: "2026-11-20", notification.Channel: "1",
	notification.NotifierName: "中原花子", notification.NotifierRelation: "1", notification.IDDocument: "1",
	notification.Scope: "1",
}

func base(kind notification.Kind, more ...values) *notification.Content {
	c, err := notification.New(kind)
	if err != nil {
		panic(err)
	}
	set(&c.Header, header)
	for _, v := range more {
		set(&c.Header, v)
	}
	return &c
}

var newAddress = values{
	notification.NewPostal: "0600003", notification.NewWard: "991015", notification.NewTownship: "東町",
	notification.NewNumber: "1-2", notification.NewBuilding: "東荘101", notification.TargetHousehold: "1",
}

var formerAddress = values{
	notification.FormerHousehold: string(home), notification.PrevTown: "中央三丁目", notification.PrevNumber: "5-1",
	notification.PrevHead: "中原花子",
}

// movingIn is a woman of 40 who comes alone, with everything right.
func movingIn() *notification.Content {
	c := base(notification.MovingIn, newAddress, values{
		notification.Certificate: "1", notification.CertificateChecked: "1",
		notification.PrevTown: "架空市西町", notification.PrevHead: "辻花子",
	})
	set(&c.Persons[0], values{
		notification.ResidentClass: "1", notification.FullName: "辻花子", notification.FullReading: "ツジ　ハナコ",
		notification.ReadingConfirmed: "1", notification.Birth: "1986-02-03", notification.Sex: "2", notification.Relation: "世帯主",
		notification.Code: code1, notification.MyNumber: number1,
		notification.RegisteredDomicile: "架空市西町1", notification.DomicileHead: "辻太郎",
	})
	return c
}

// foreigner is the same move by a foreign resident.
func foreigner() *notification.Content {
	c := movingIn()
	set(&c.Persons[0], values{
		notification.ResidentClass: "2", notification.RegisteredDomicile: "", notification.DomicileHead: "",
		notification.FullName: "ＴＡＮＡＫＡ　ＭＡＲＩＡ", notification.FullReading: "タナカ　マリア", notification.RomanName: "TANAKA MARIA",
		notification.Nationality: "ブラジル", notification.Article30_45: "1", notification.ResidenceStatus: "技術・人文知識・国際業務",
		notification.ResidencePeriod: "三年", notification.ResidenceExpiry: "2028-01-15", notification.ResidenceCard: "AB12345678CD",
	})
	return c
}

func quote(c *notification.Content, v *register, ids ...resident.ID) *notification.Content {
	c.Persons = make([]notification.Values, len(ids))
	for i, id := range ids {
		r, _ := v.Resident(id, 0)
		set(&c.Persons[i], values{
			notification.PersonID: string(id), notification.BaseVersion: fmt.Sprint(r.History), notification.FullName: r.Name,
			notification.FullReading: r.Reading, notification.Birth: r.Birth.String(), notification.Sex: fmt.Sprint(int(r.Sex)),
		})
		if c.Kind == notification.MovingWithin {
			c.Persons[i].Set(notification.Relation, r.Relationship)
		}
	}
	return c
}

// movingWithin is the whole family going to 東町.
func movingWithin() *notification.Content {
	return quote(base(notification.MovingWithin, newAddress, formerAddress), family(), hanako, taro, jiro)
}

// movingOut is the whole family leaving the city next month.
func movingOut() *notification.Content {
	return quote(base(notification.MovingOut, formerAddress, values{
		notification.ChangedOn: "2026-12-20", notification.DestTown: "架空市西町", notification.OutDocument: "1",
	}), family(), hanako, taro, jiro)
}

type row struct {
	name    string
	content func() *notification.Content
	edit    func(c *notification.Content, v *register)
	want    []string
}

// run returns what the rules find.
func (r row) run(t testing.TB) []string {
	t.Helper()
	c, v := r.content(), family()
	if r.edit != nil {
		r.edit(c, v)
	}
	return texts(check(t, c, v))
}

func texts(found []notification.Finding) []string {
	var out []string
	for _, f := range found {
		place := fmt.Sprint(f.Person)
		if f.Person == notification.Header {
			place = "header"
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Rule, place, f.Item, f.Detail)))
	}
	return out
}

func check(t testing.TB, c *notification.Content, v rules.View) []notification.Finding {
	t.Helper()
	schema, err := notification.SchemaOf(c.Kind, c.Version)
	if err != nil {
		t.Fatal(err)
	}
	k := rules.New(repertoire())
	if r, ok := v.(*register); ok {
		k = k.By(r.writer).In(r)
	}
	return k.Check(c, schema, v, today)
}

func TestRules(t *testing.T) {
	for _, tt := range rows {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.run(t); !slices.Equal(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

// TestViewDecides is the promise of the package: the terminal's run and the registry's
// differ by what the view knows and by nothing else.
func TestViewDecides(t *testing.T) {
	c, v := movingWithin(), family()
	c.Header.Set(notification.NewNumber, "") // both see it
	v.rows[1].Status = resident.Dead         // only a view that knows can
	v.pending = []string{string(jiro)}
	offline, full := texts(check(t, c, rules.Blank)), texts(check(t, c, v))
	if want := []string{"E12 header new_number"}; !slices.Equal(offline, want) {
		t.Errorf("offline found %q, want %q", offline, want)
	}
	if want := []string{"E03 1 resident_id", "E12 header new_number", "E18 2 name"}; !slices.Equal(full, want) {
		t.Errorf("registry found %q, want %q", full, want)
	}
}

// TestTarget: a resident who was not looked up is found by the registry.
func TestTarget(t *testing.T) {
	twin := func(v *register) {
		r := v.rows[1]
		r.ID, r.Household, r.Address = resident.ID(numbered(7)), other, resident.Address{Town: "西町", Number: "9"}
		v.rows = append(v.rows, r)
	}
	tests := []struct {
		name string
		edit func(c *notification.Content, v *register)
		want resident.ID
	}{
		{"by number", func(*notification.Content, *register) {}, taro},
		{"by name, birth and sex", func(c *notification.Content, _ *register) { c.Persons[1].Set(notification.PersonID, "") }, taro},
		{"told from a namesake by the address", func(c *notification.Content, v *register) {
			c.Persons[1].Set(notification.PersonID, "")
			twin(v)
		}, taro},
		{"the only one of that name, whatever the address", func(c *notification.Content, _ *register) {
			c.Persons[1].Set(notification.PersonID, "")
			c.Header.Set(notification.PrevNumber, "5-9")
		}, taro},
		{"not told from a namesake elsewhere", func(c *notification.Content, v *register) {
			c.Persons[1].Set(notification.PersonID, "")
			c.Header.Set(notification.PrevNumber, "5-9")
			twin(v)
		}, ""},
		{"a removed record is no target by name", func(c *notification.Content, v *register) {
			c.Persons[1].Set(notification.PersonID, "")
			v.rows[1].Status = resident.Left
		}, ""},
		{"nobody of that name", func(c *notification.Content, _ *register) {
			c.Persons[1].Set(notification.PersonID, "")
			c.Persons[1].Set(notification.FullName, "中原三郎")
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, v := movingWithin(), family()
			tt.edit(c, v)
			got, known := rules.Target(c, 1, v)
			if !known {
				t.Fatal("not known, want known")
			}
			if got == nil && tt.want != "" || got != nil && got.ID != tt.want {
				t.Errorf("target = %v, want %q", got, tt.want)
			}
		})
	}
	if _, known := rules.Target(movingWithin(), 1, rules.Blank); known {
		t.Error("the blank view knows a target")
	}
}

// TestUncertainBirth: a date not fully known answers no comparison and stops nothing.
func TestUncertainBirth(t *testing.T) {
	for _, birth := range []string{"~10|", "~11|S40", "~02|T5", "~07|S40|4", "~13|S40-03-05|0407", "~05|W1950-01-31"} {
		c := movingIn()
		c.Persons[0].Set(notification.Birth, birth)
		if got := texts(check(t, c, family())); len(got) > 0 {
			t.Errorf("birth %s: found %q, want nothing", birth, got)
		}
	}
}

// TestBroken: whatever comes over the line, Check returns, and names only persons that
// there are.
func TestBroken(t *testing.T) {
	k := rules.New(repertoire())
	for _, c := range []*notification.Content{
		{},
		{Kind: notification.MovingOut, Version: 9},
		{Kind: notification.MovingIn, Version: 1, Persons: make([]notification.Values, 40)},
	} {
		schema, _ := notification.Current(notification.MovingIn)
		if !rules.Stopped(k.Check(c, schema, family(), today)) {
			t.Errorf("kind %d with %d persons was not stopped", c.Kind, len(c.Persons))
		}
	}
	for _, kind := range notification.Kinds() {
		schema, err := notification.Current(kind)
		if err != nil {
			t.Fatal(err)
		}
		for _, junk := range []string{"", "0", "1", "2", "~10|", "世帯主", "\xff", "000000019", "-1", strings.Repeat("花", 300)} {
			for _, persons := range []int{0, 1, 3} {
				c := &notification.Content{Kind: kind, Version: schema.Version, Persons: make([]notification.Values, persons)}
				for person := notification.Header; person < persons; person++ {
					for _, section := range schema.Sections {
						for _, f := range section.Fields {
							c.Of(person).Set(f.Item, junk)
						}
					}
				}
				found := k.Check(c, schema, family(), today)
				if !rules.Stopped(found) {
					t.Errorf("kind %d of %d persons full of %q was not stopped", kind, persons, junk)
				}
				for _, f := range found {
					if f.Person < notification.Header || f.Person >= persons {
						t.Errorf("kind %d: %s is about person %d of %d", kind, f.Rule, f.Person, persons)
					}
				}
			}
		}
	}
}

func TestLevels(t *testing.T) {
	if rules.Stopped([]notification.Finding{{Rule: "A03"}, {Rule: "A17"}}) {
		t.Error("an alert stops")
	}
	for _, id := range []string{"E01", "E99", ""} { // an error of a newer registry stops, too
		if !rules.Stopped([]notification.Finding{{Rule: "A03"}, {Rule: id}}) {
			t.Errorf("%s does not stop", id)
		}
	}
	for id, want := range map[string]bool{"A03": true, "A13": true, "A14": true, "A05": false} {
		if r, _ := rules.Of(id); r.Reason != want {
			t.Errorf("%s needs a reason = %v, want %v", id, r.Reason, want)
		}
	}
}

// TestWords: each row of the list says in both languages what is wrong and what to do.
func TestWords(t *testing.T) {
	for _, language := range []string{"ja", "en"} {
		b, err := os.ReadFile("../../assets/translation/" + language + "/rule.json")
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(b, &words); err != nil {
			t.Fatal(err)
		}
		ids := list()
		for _, r := range rules.All() {
			ids = append(ids, r.ID)
		}
		for _, id := range ids {
			for _, key := range []string{rules.ReasonKey(id), rules.RemedyKey(id)} {
				if words[key] == "" {
					t.Errorf("%s: %s has no text", language, key)
				}
			}
		}
	}
}

// TestItemsOfForms: a finding names an item that the form has, so that the screen can
// show the place, but for items that came over the line.
func TestItemsOfForms(t *testing.T) {
	foreign := []string{"E06", "E16", "E22"}
	for _, r := range rows {
		c, v := r.content(), family()
		if r.edit != nil {
			r.edit(c, v)
		}
		schema, err := notification.SchemaOf(c.Kind, c.Version)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range check(t, c, v) {
			_, header := schema.Field(f.Item, false)
			_, person := schema.Field(f.Item, true)
			if !header && (!person || f.Person == notification.Header) && !slices.Contains(foreign, f.Rule) {
				t.Errorf("%s: %s names %q, which is not on the form", r.name, f.Rule, f.Item)
			}
		}
	}
}

// TestOldForms: what was begun on an older version is checked as it was.
func TestOldForms(t *testing.T) {
	for _, content := range []func() *notification.Content{movingIn, movingWithin, movingOut} {
		c := content()
		c.Version = 1
		if got := texts(check(t, c, family())); len(got) > 0 {
			t.Errorf("%s version 1: found %q, want nothing", c.Kind.Key(), got)
		}
	}
	card := movingIn()
	card.Version = 1
	set(&card.Header, values{notification.Certificate: "2"})
	if got := texts(check(t, card, family())); len(got) > 0 {
		t.Errorf("the card of version 1: found %q, want nothing", got)
	}
}

// BenchmarkHeadLeaves is a form on which others stay and become somebody else.
func BenchmarkHeadLeaves(b *testing.B) {
	c, v := notificationtest.Example(notification.MovingOut, today), &register{}
	city(nil, v)
	schema, _ := notification.Current(notification.MovingOut)
	k := rules.New(repertoire()).By("c01").In(v)
	for b.Loop() {
		if found := k.Check(&c, schema, v, today); len(found) > 0 {
			b.Fatal(texts(found))
		}
	}
}

// BenchmarkFamilyOfSix is to stay below 200 µs.
func BenchmarkFamilyOfSix(b *testing.B) {
	c, v := movingIn(), family()
	for range 5 {
		p := c.Persons[0].Clone()
		set(&p, values{notification.Code: "", notification.MyNumber: "", notification.Relation: "子", notification.Birth: "2015-01-01"})
		c.Persons = append(c.Persons, p)
	}
	schema, _ := notification.Current(notification.MovingIn)
	k := rules.New(repertoire())
	for b.Loop() {
		if found := k.Check(c, schema, v, today); len(found) > 0 {
			b.Fatal(texts(found))
		}
	}
}
