package city_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/letters"
	"madoguchi/app/municipality"
	"madoguchi/app/mynumber"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
	"madoguchi/assets"
	"madoguchi/cmd/training/city"
)

var config = func() city.Config {
	cities, towns, err := city.Gazetteer(assets.Cities, assets.Towns)
	if err != nil {
		panic(err)
	}
	g, err := municipality.OpenGazetteer(bytes.NewReader(cities), bytes.NewReader(towns))
	if err != nil {
		panic(err)
	}
	c := city.Config{Seed: 1, Residents: 20_000, On: civil.MustParse("2026-04-01")}
	c.Towns, c.Elsewhere = city.Places(g)
	return c
}()

func invent(t testing.TB, c city.Config) []city.Household {
	t.Helper()
	seq, err := city.Households(c)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(seq)
}

// whole is the city of config, which several tests look at.
var whole = sync.OnceValue(func() []city.Household {
	seq, err := city.Households(config)
	if err != nil {
		panic(err)
	}
	return slices.Collect(seq)
})

func digest(t *testing.T, houses []city.Household) [32]byte {
	t.Helper()
	h := sha256.New()
	for _, house := range houses {
		for _, r := range house.Rows {
			b, err := r.Encode()
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(h, "%s%s%s\n", b, r.Code.Reveal(), r.Number.Reveal())
		}
	}
	return [32]byte(h.Sum(nil))
}

func TestSameSeedSameCity(t *testing.T) {
	c := config
	c.Residents = 2_000
	first := digest(t, invent(t, c))
	if digest(t, invent(t, c)) != first {
		t.Error("the same seed gives another city")
	}
	c.Seed = 2
	if digest(t, invent(t, c)) == first {
		t.Error("another seed gives the same city")
	}
}

func TestRefusesWhatIsMissing(t *testing.T) {
	for name, change := range map[string]func(*city.Config){
		"no residents": func(c *city.Config) { c.Residents = 0 },
		"no date":      func(c *city.Config) { c.On = civil.Date{} },
		"no towns":     func(c *city.Config) { c.Towns = nil },
		"no elsewhere": func(c *city.Config) { c.Elsewhere = nil },
	} {
		c := config
		change(&c)
		if _, err := city.Households(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestHouseholds checks what must hold of every household and resident.
func TestHouseholds(t *testing.T) {
	ids := map[string]bool{}
	unique := func(s string) {
		if ids[s] {
			t.Errorf("a number is used twice")
		}
		ids[s] = true
	}
	for _, house := range whole() {
		current := living(house)
		heads := 0
		for i, r := range current {
			if r.IsHead() {
				heads++
			}
			if r.Order != i+1 || r.Household != current[0].Household || r.Address != current[0].Address {
				t.Errorf("%v: order or place differs from the household's", r)
			}
			if err := serial.Check(string(r.ID)); err != nil {
				t.Errorf("%v: 宛名番号: %v", r, err)
			}
			unique("id" + string(r.ID))
			unique("code" + r.Code.Reveal())
			unique("number" + r.Number.Reveal())
			checkResident(t, r)
		}
		if heads != 1 || !current[0].IsHead() {
			t.Errorf("household %s has %d heads or not first", current[0].Household, heads)
		}
		if err := serial.Check(string(current[0].Household)); err != nil {
			t.Errorf("世帯番号 %s: %v", current[0].Household, err)
		}
		unique("house" + string(current[0].Household))
	}
}

// living returns the newest row of each resident.
func living(house city.Household) []resident.Record {
	var list []resident.Record
	for _, r := range house.Rows {
		i := slices.IndexFunc(list, func(o resident.Record) bool { return o.ID == r.ID })
		switch {
		case i < 0:
			list = append(list, r)
		case r.History == list[i].History+1:
			list[i] = r
		}
	}
	return list
}

func checkResident(t *testing.T, r resident.Record) {
	t.Helper()
	if _, err := residentcode.Parse(r.Code.Reveal()); err != nil {
		t.Errorf("%v: 住民票コード: %v", r, err)
	}
	if _, err := mynumber.Parse(r.Number.Reveal()); err != nil {
		t.Errorf("%v: 個人番号: %v", r, err)
	}
	birth := r.Birth.SortKey()
	age := config.On.Year() - birth.Year()
	switch {
	case birth.After(r.ResidentSince), r.ResidentSince.After(r.AddressSince), r.ProcessedOn.After(config.On):
		t.Errorf("%v: dates are not in order", r)
	case r.AddressSince.After(r.NotifiedOn) && r.Status == resident.Living:
		t.Errorf("%v: notified before it happened", r)
	case age < 0 || age > 125:
		t.Errorf("%v: age %d", r, age)
	case r.IsHead() && age < 18:
		t.Errorf("%v: head of %d", r, age)
	case !strings.Contains(r.Name, "　") && r.Class == resident.Japanese, r.Reading == "":
		t.Errorf("%v: name or reading incomplete", r)
	case (r.Class == resident.Foreign) != (r.Stay != nil), (r.Class == resident.Japanese) != (r.Domicile != ""):
		t.Errorf("%v: class and blocks differ", r)
	case r.Status == resident.Leaving && (r.LeavesOn.IsZero() || r.Destination.IsZero()):
		t.Errorf("%v: leaving without day or destination", r)
	}
}

// TestWards checks that all ten wards are lived in, under codes of their own, and that
// what people came from is not the city.
func TestWards(t *testing.T) {
	wards := map[string]int{}
	for _, house := range whole() {
		for _, r := range house.Rows {
			wards[r.Address.Ward]++
			if strings.Contains(r.Previous.Town, city.Name) || r.Previous.Ward != "" {
				t.Errorf("%v: came from the city itself", r)
			}
		}
	}
	for n := 99101; n <= 99110; n++ {
		code, err := municipality.CodeOf(strconv.Itoa(n))
		if err != nil {
			t.Fatal(err)
		}
		if wards[code.String()] < 200 {
			t.Errorf("ward %s has %d residents", code, wards[code.String()])
		}
		delete(wards, code.String())
	}
	if len(wards) != 0 {
		t.Errorf("%d other wards are lived in", len(wards))
	}
}

func TestGazetteerNeedsTheModel(t *testing.T) {
	if _, _, err := city.Gazetteer(assets.Towns, assets.Towns); err == nil {
		t.Error("a table without the model city is taken")
	}
	if _, _, err := city.Gazetteer([]byte("no gzip"), assets.Towns); err == nil {
		t.Error("a table that is no gzip file is taken")
	}
}

// TestWriting checks that every name, reading and relationship is one that the register
// takes (E13, E28), and that the members stand in the register's order.
func TestWriting(t *testing.T) {
	read := func(name string) io.Reader {
		b, err := os.ReadFile("../../../assets/letters/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.NewReader(b)
	}
	table, err := letters.OpenTable(read("mj.gz"), read("sequence.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, house := range whole() {
		current := living(house)
		for _, r := range current {
			for _, name := range []string{r.Name, r.Alias, r.DomicileHead, r.PreviousHead, r.Address.Building} {
				if err := table.Check(name); err != nil {
					t.Errorf("%v: name: %v", r, err)
				}
			}
			if table.Convert(r.Name) != r.Name {
				t.Errorf("%v: name is written with another collection's sequence", r)
			}
			if !letters.IsReading(r.Reading) {
				t.Errorf("%v: not a reading", r)
			}
			if got, err := household.ParseRelationship(r.Relationship); err != nil || got.String() != r.Relationship {
				t.Errorf("%v: relationship: %v", r, err)
			}
		}
		for i, r := range household.Order(current) {
			if r.ID != current[i].ID {
				t.Errorf("%v stands at place %d of %s", r, i+1, r.Household)
			}
		}
	}
}

// TestParents checks that nobody has a child before 16 or after 60.
func TestParents(t *testing.T) {
	for _, house := range whole() {
		head := house.Rows[0].Birth.SortKey()
		for _, r := range house.Rows[1:] {
			between := r.Birth.SortKey().Year() - head.Year()
			if r.Relationship == "子" && (between < 18 || between > 60) {
				t.Errorf("%v: the head was %d", r, between)
			}
			if (r.Relationship == "父" || r.Relationship == "母") && (between > -18 || between < -60) {
				t.Errorf("%v: was %d at the head's birth", r, -between)
			}
		}
	}
}

// TestShares compares the city with what a large city of Japan looks like. The
// bounds are wide: they catch a broken generator, not a seed.
func TestShares(t *testing.T) {
	houses := whole()
	var residents, young, old, foreign, rare, women, card int
	sizes := map[int]int{}
	special := map[string]bool{}
	leaving, protected := 0, 0
	for _, house := range houses {
		current := living(house)
		sizes[len(current)]++
		for _, r := range current {
			residents++
			age := config.On.Year() - r.Birth.SortKey().Year()
			count(&young, age < 15)
			count(&old, age >= 65)
			count(&foreign, r.Class == resident.Foreign)
			count(&women, r.Sex == resident.Female)
			count(&card, r.Card)
			count(&leaving, r.Status == resident.Leaving)
			count(&protected, r.Protected)
			if strings.ContainsAny(r.Name, "髙﨑𠮷𣘺栁濵德\U000E0102\U000E0119\U000E010E") {
				rare++
				special[strings.Split(r.Name, "　")[0]] = true
			}
		}
	}
	if residents != config.Residents {
		t.Fatalf("%d residents, want %d", residents, config.Residents)
	}
	if n := len(houses); n < 9_500 || n > 10_100 {
		t.Errorf("%d households, want about 9800", n)
	}
	share := func(name string, n int, low, high float64) {
		t.Helper()
		percent := 100 * float64(n) / float64(residents)
		t.Logf("%s: %.2f %%", name, percent)
		if percent < low || percent > high {
			t.Errorf("%s: %.2f %%, want %v to %v", name, percent, low, high)
		}
	}
	share("under 15", young, 9, 14)
	share("65 and over", old, 24, 32)
	share("women", women, 50, 55)
	share("foreign", foreign, 1.8, 3.2)
	share("card", card, 70, 82)
	share("leaving", leaving, 0.1, 1)
	share("protected", protected, 0.02, 0.4)
	share("characters only MJ writes", rare, 1, 2)
	if len(special) < 12 {
		t.Errorf("only %d surnames of such characters", len(special))
	}
	if sizes[1] < 3_500 || sizes[4] < 500 || sizes[5] < 100 {
		t.Errorf("sizes of households: %v", sizes)
	}
}

func count(n *int, yes bool) {
	if yes {
		*n++
	}
}

func TestOperators(t *testing.T) {
	jobs := map[city.Job]int{}
	pins := map[string]bool{}
	for _, o := range city.Operators(1) {
		jobs[o.Job]++
		pins[o.PIN] = true
		if operator.CheckPIN(o.PIN) != nil || len(o.Seed) != 20 || o.Name == "" {
			t.Errorf("operator %s is incomplete", o.ID)
		}
	}
	if jobs[city.Clerk] != 4 || jobs[city.Reviewer] != 2 || jobs[city.SupportOfficer] != 2 || jobs[city.Technician] != 1 || jobs[city.Chief] != 1 || jobs[city.Temporary] != 1 {
		t.Errorf("jobs = %v", jobs)
	}
	if len(pins) != 11 {
		t.Error("two operators share a PIN")
	}
}

func BenchmarkHouseholds(b *testing.B) {
	for b.Loop() {
		invent(b, config)
	}
}
