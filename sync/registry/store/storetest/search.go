package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/mynumber"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/registry"
)

// wantFound searches and compares who was found.
func wantFound(t *testing.T, s registry.Store, name string, q registry.Query, want []resident.ID, wantMore bool) []registry.Hit {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 10
	}
	var found []registry.Hit
	view(t, s, func(tx registry.Tx) error {
		var more bool
		var err error
		found, more, err = tx.Search(q)
		var ids []resident.ID
		for _, h := range found {
			ids = append(ids, h.ID)
		}
		if err != nil || !slices.Equal(ids, want) || more != wantMore {
			t.Errorf("%s: found %v, more %v, %v; want %v, %v", name, ids, more, err, want, wantMore)
		}
		return nil
	})
	return found
}

func search(t *testing.T, s registry.Store) {
	a := Resident("11", "21", "山本　海", "ヤマモト　ウミ")
	b := Resident("12", "22", "本山　山本子", "モトヤマ　ヤマモトコ")
	c := Resident("13", "23", "林　葛\U000E0100葉", "ハヤシ　クズハ")
	d := Resident("14", "24", "山本　去", "ヤマモト　サル")
	d.Status = resident.Left
	c.Birth = civil.Certain(civil.MustParse("1990-12-31"))
	c.Address.Number = "88番地"
	c.FormerName, c.Alias, c.RomanName = "渡邉", "クズ通称", "HAYASHI KUZUHA"
	put(t, s, a, b, c, d)
	for _, tt := range []struct {
		name string
		q    registry.Query
		want []resident.ID
		more bool
	}{
		{"a surname", registry.Query{Name: "山本"}, []resident.ID{"11", "12"}, false},
		{"pieces alone do not make the name", registry.Query{Name: "山本山"}, nil, false},
		{"one character", registry.Query{Name: "林"}, []resident.ID{"13"}, false},
		{"the last character alone", registry.Query{Name: "海"}, []resident.ID{"11"}, false},
		{"reading", registry.Query{Name: "クズ"}, []resident.ID{"13"}, false},
		{"旧氏, another shape of it", registry.Query{Name: "渡辺"}, []resident.ID{"13"}, false},
		{"通称", registry.Query{Name: "通称"}, []resident.ID{"13"}, false},
		{"Latin letters", registry.Query{Name: "ｋｕｚｕ"}, []resident.ID{"13"}, false},
		{"a given name whose ウ is no long vowel", registry.Query{Name: "うみ"}, []resident.ID{"11"}, false},
		{"given name only", registry.Query{Name: "山本", Given: true}, []resident.ID{"12"}, false},
		{"given name only, the first character", registry.Query{Name: "山", Given: true}, []resident.ID{"12"}, false},
		{"exact, the family name", registry.Query{Name: "山本", Exact: true}, []resident.ID{"11"}, false},
		{"exact, the whole name by its reading", registry.Query{Name: "やまもとうみ", Exact: true}, []resident.ID{"11"}, false},
		{"exact, a piece", registry.Query{Name: "山", Exact: true}, nil, false},
		{"exact, another shape", registry.Query{Name: "渡辺", Exact: true}, nil, false},
		{"birth", registry.Query{Birth: civil.Certain(civil.MustParse("1990-12-31"))}, []resident.ID{"13"}, false},
		{"address", registry.Query{Address: "88番"}, []resident.ID{"13"}, false},
		{"name and one character of an address", registry.Query{Name: "林", Address: "町"}, []resident.ID{"13"}, false},
		{"name and other address", registry.Query{Name: "山本", Address: "88番"}, nil, false},
		{"removed ones on request", registry.Query{Name: "ヤマモト", Removed: true}, []resident.ID{"11", "14", "12"}, false},
		{"limited", registry.Query{Name: "ヤマモト", Removed: true, Limit: 2}, []resident.ID{"11", "14"}, true},
		{"as many as the limit are all", registry.Query{Name: "ヤマモト", Removed: true, Limit: 3}, []resident.ID{"11", "14", "12"}, false},
		{"query syntax is text", registry.Query{Name: `" OR names:*`}, nil, false},
		{"nobody", registry.Query{Name: "存在しない"}, nil, false},
		{"nothing", registry.Query{}, nil, false},
	} {
		wantFound(t, s, tt.name, tt.q, tt.want, tt.more)
	}
}

// likeliest: the folding makes シ and チ one, so that what is written as typed has to
// come first, then what begins so, whatever the numbering.
func likeliest(t *testing.T, s registry.Store) {
	people := []resident.Record{
		Resident("11", "21", "千野田　一", "チノダ　ハジメ"),
		Resident("12", "21", "大篠田　二", "オオシノダ　ジ"),
		Resident("13", "21", "篠田原　三", "シノダハラ　サン"),
		Resident("14", "21", "篠田　四", "シノダ　シ"),
		Resident("15", "21", "千野田　五", "チノダ　ゴ"),
		Resident("16", "21", "篠田　六", "シノダ　ロク"),
	}
	former := Resident("10", "21", "篠田　零", "シノダ　ゼロ")
	put(t, s, append([]resident.Record{former}, people...)...)
	former.History, former.Name, former.Reading = 2, "海野　零", "ウンノ　ゼロ"
	put(t, s, former)
	want := []resident.ID{"14", "16", "11", "13", "15", "12", "10"}
	wantFound(t, s, "all of them", registry.Query{Name: "しのだ"}, want, false)
	for limit := 1; limit < len(want); limit++ { // an overflowing list has the same order
		wantFound(t, s, fmt.Sprint("the first ", limit), registry.Query{Name: "しのだ", Limit: limit}, want[:limit], true)
	}
	wantFound(t, s, "by the other reading", registry.Query{Name: "チノダ"}, []resident.ID{"11", "15", "13", "14", "16", "12", "10"}, false)
	wantFound(t, s, "as written", registry.Query{Name: "しのだ", Exact: true}, []resident.ID{"14", "16", "10"}, false)
	wantFound(t, s, "as written, limited", registry.Query{Name: "しのだ", Exact: true, Limit: 2}, []resident.ID{"14", "16"}, true)
}

// inOrder searches many made-up names of few characters, some of them in three parts or
// of before: whoever fits is found, and a list that overflows is the beginning of the
// whole one, whichever way it was read.
func inOrder(t *testing.T, s registry.Store) {
	r := rand.New(rand.NewPCG(1, 2))
	part := func(alphabet string, most int) string {
		letters := []rune(alphabet)
		var b strings.Builder
		for range 1 + r.IntN(most) {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
		return b.String()
	}
	name := func(alphabet string, most int) string {
		all := []string{part(alphabet, most), part(alphabet, most)}
		if r.IntN(6) == 0 {
			all = append(all, part(alphabet, most))
		}
		return strings.Join(all, "　")
	}
	const kanji, kana = "斉斎田島嶋林", "サシチウオハワ"
	var people []resident.Record
	for i := range 250 {
		one := Resident(resident.ID(fmt.Sprint(1000+i)), "21", name(kanji, 2), name(kana, 3))
		people = append(people, one)
		if r.IntN(4) == 0 {
			one.History, one.Name, one.Reading = 2, name(kanji, 2), name(kana, 3)
			people = append(people, one)
		}
	}
	put(t, s, people...)
	for range 150 {
		q := registry.Query{Name: part(kanji, 3), Given: r.IntN(5) == 0, Exact: r.IntN(5) == 0}
		if r.IntN(2) == 0 {
			q.Name = part(kana, 5)
		}
		if r.IntN(6) == 0 {
			q.Birth = civil.Certain(people[0].Birth.SortKey())
		}
		inOrderOf(t, s, q)
	}
}

func inOrderOf(t *testing.T, s registry.Store, q registry.Query) {
	t.Helper()
	err := s.View(t.Context(), func(tx registry.Tx) error {
		q.Limit = 1000
		all, more, err := tx.Search(q)
		if err != nil || more {
			return errors.Join(err, fmt.Errorf("%+v: more than everybody", q))
		}
		fit := 0
		for i := range 250 {
			h, err := tx.Listed(resident.ID(fmt.Sprint(1000 + i)))
			if err != nil {
				return err
			}
			if q.Fits(&h) {
				fit++
			}
		}
		if fit != len(all) {
			t.Errorf("%+v: %d found, %d fit", q, len(all), fit)
		}
		for _, limit := range []int{1, 2, 7, 20, len(all) - 1, len(all)} {
			if limit < 1 || limit > len(all) {
				continue
			}
			q.Limit = limit
			some, more, err := tx.Search(q)
			if err != nil {
				return err
			}
			if more != (limit < len(all)) || !slices.EqualFunc(some, all[:limit], func(a, b registry.Hit) bool { return a.ID == b.ID }) {
				t.Errorf("%+v: not the first %d of %d", q, limit, len(all))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func searchPast(t *testing.T, s registry.Store) {
	r := Resident("11", "21", "山本　海", "ヤマモト　ウミ")
	r.FormerName = "古川"
	put(t, s, r)
	r.History, r.Name, r.Reading, r.FormerName = 2, "川口　海", "カワグチ　ウミ", ""
	r.Address = resident.Address{Ward: "991015", Town: "みなと野市北区汐入町", Number: "9番地"}
	put(t, s, r)
	for _, tt := range []struct {
		name string
		q    registry.Query
		want []counter.Matched
		text string
	}{
		{"name of now", registry.Query{Name: "川口"}, []counter.Matched{counter.ByName}, ""},
		{"name of before", registry.Query{Name: "山本"}, []counter.Matched{counter.ByPastName}, "山本　海"},
		{"旧氏 of before", registry.Query{Name: "古川"}, []counter.Matched{counter.ByPastFormerName}, "古川"},
		{"what it is now and was", registry.Query{Name: "海"}, []counter.Matched{counter.ByName}, ""},
		{"address of before", registry.Query{Name: "川口", Address: "潮見町"}, []counter.Matched{counter.ByName, counter.ByPastAddress}, "みなと野市北区潮見町3番地4"},
		{"address of now", registry.Query{Address: "汐入町"}, []counter.Matched{counter.ByAddress}, ""},
	} {
		if found := wantFound(t, s, tt.name, tt.q, []resident.ID{"11"}, false); len(found) == 1 {
			if h := found[0]; !slices.Equal(h.Matched, tt.want) || h.PastName+h.PastAddress != tt.text || h.Name != "川口　海" || h.Address != r.Address.String() {
				t.Errorf("%s: matched %v %q %q", tt.name, h.Matched, h.PastName, h.PastAddress)
			}
		}
	}
	// A name that is taken again is one of now.
	r.History, r.Name = 3, "山本　海"
	put(t, s, r)
	if found := wantFound(t, s, "taken again", registry.Query{Name: "山本"}, []resident.ID{"11"}, false); len(found) == 1 && found[0].PastName != "" {
		t.Error("a name of now is called one of before")
	}
	wantFound(t, s, "given up again", registry.Query{Name: "川口"}, []resident.ID{"11"}, false)
}

func searchBirth(t *testing.T, s registry.Store) {
	births := map[resident.ID]string{"11": "1965-10-03", "12": "~02|S40", "13": "~06|S40-10", "14": "~10|", "15": "1965-10-04", "16": "~04|S40-10-03", "17": "~07|W1966|4"}
	var people []resident.Record
	for _, id := range []resident.ID{"11", "12", "13", "14", "15", "16", "17"} {
		r := Resident(id, "21", "海野　潮", "ウンノ　ウシオ")
		var err error
		if r.Birth, err = civil.ParseCanonical(births[id]); err != nil {
			t.Fatal(err)
		}
		people = append(people, r)
	}
	put(t, s, people...)
	query := func(canonical string) registry.Query {
		b, err := civil.ParseCanonical(canonical)
		if err != nil {
			t.Fatal(err)
		}
		return registry.Query{Birth: b}
	}
	for _, tt := range []struct {
		name, birth string
		want        []resident.ID
	}{
		{"a day, and whoever may be of it", "1965-10-03", []resident.ID{"11", "12", "13", "16"}},
		{"a day of another month", "1965-11-03", []resident.ID{"12"}},
		{"a month", "~12|S40-10", []resident.ID{"11", "12", "13", "15", "16"}},
		{"a year", "~11|W1965", []resident.ID{"11", "12", "13", "15", "16"}},
		{"another year", "~11|S41", []resident.ID{"17"}},
		{"not fully known", "~10|", []resident.ID{"12", "13", "14", "16", "17"}},
	} {
		for _, h := range wantFound(t, s, tt.name, query(tt.birth), tt.want, false) {
			if slices.Contains(h.Matched, counter.ByUnsureBirth) != h.Birth.Unknown() {
				t.Errorf("%s: resident %s matched %v", tt.name, h.ID, h.Matched)
			}
		}
	}
}

func listing(t *testing.T, s registry.Store) {
	a, b := Resident("11", "21", "海野　潮", "ウンノ　ウシオ"), Resident("12", "21", "海野　渚", "ウンノ　ナギサ")
	a.Order, b.Order, b.Status = 2, 1, resident.Left
	put(t, s, a, b, Resident("13", "22", "林　岬", "ハヤシ　ミサキ"))
	view(t, s, func(tx registry.Tx) error {
		h, err := tx.Listed("11")
		if err != nil || h.ID != "11" || h.Household != "21" || h.Name != a.Name || h.Reading != a.Reading || h.Birth != a.Birth || h.Sex != a.Sex ||
			h.Address != a.Address.String() || h.Status != a.Status || h.Relationship != a.Relationship || h.Protected {
			t.Errorf("listed %+v, %v", h, err)
		}
		all, err := tx.ListedIn("21")
		if err != nil || len(all) != 2 || all[0].ID != "12" || all[1].ID != "11" {
			t.Errorf("household has %d, %v; want both in their order", len(all), err)
		}
		return nil
	})
}

func pastNumbers(t *testing.T, s registry.Store) {
	a, b := Resident("11", "21", "海野　潮", "ウンノ　ウシオ"), Resident("12", "21", "海野　渚", "ウンノ　ナギサ")
	a.Number, a.Code = number1, code1
	put(t, s, a, b)
	next := func(r *resident.Record, n mynumber.Number, c residentcode.Code) {
		r.History++
		r.Number, r.Code = n, c
		put(t, s, *r)
	}
	next(&a, mynumber.Number{}, residentcode.Code{}) // 2: nothing said of the numbers
	next(&a, number2, code1)                         // 3: another number
	next(&a, number2, code1)                         // 4: the same
	next(&a, number1, code1)                         // 5: as at first
	next(&b, number2, residentcode.Code{})           // 2: the first, which nobody has any more
	view(t, s, func(tx registry.Tx) error {
		for id, want := range map[resident.ID][]registry.PastNumbers{
			"11": {{Until: 2, HasNumber: true, HasCode: true, SameNumber: true, SameCode: true}, {Until: 4, HasNumber: true, HasCode: true, SameCode: true}},
			"12": {{Until: 1}},
		} {
			if got, err := tx.PastNumbers(id); err != nil || !slices.Equal(got, want) {
				t.Errorf("past numbers of %s = %+v, %v; want %+v", id, got, err, want)
			}
		}
		return nil
	})
}

func searches(t *testing.T, s registry.Store) {
	update(t, s, func(tx registry.Tx) error {
		for _, id := range []operator.ID{"c01", "c02"} {
			if err := tx.PutAccount(registry.Account{Profile: operator.Profile{ID: id}}); err != nil {
				return err
			}
		}
		for i := range 5 {
			what := []byte(fmt.Sprint("search ", i))
			if err := tx.KeepSearch("c01", at.Add(time.Duration(i)*time.Minute), what, append(what, '!'), 4); err != nil {
				return err
			}
		}
		return tx.KeepSearch("c02", at, []byte("search 1"), []byte("another's"), 4)
	})
	update(t, s, func(tx registry.Tx) error { // searched again
		return tx.KeepSearch("c01", at.Add(time.Hour), []byte("search 2"), []byte("search 2 again"), 4)
	})
	want := func(name string, op operator.ID, since time.Time, want ...string) {
		t.Helper()
		view(t, s, func(tx registry.Tx) error {
			kept, err := tx.KeptSearches(op, since)
			var got []string
			for _, k := range kept {
				got = append(got, string(k.Body))
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %q, %v; want %q", name, got, err, want)
			}
			return nil
		})
	}
	want("the newest first, the oldest dropped", "c01", time.Time{}, "search 2 again", "search 4!", "search 3!", "search 1!")
	want("since", "c01", at.Add(4*time.Minute), "search 2 again", "search 4!")
	want("another operator", "c02", time.Time{}, "another's")
	update(t, s, func(tx registry.Tx) error {
		if n, err := tx.DropSearches(at.Add(3 * time.Minute)); err != nil || n != 2 {
			t.Errorf("dropped %d, %v; want 2", n, err)
		}
		return nil
	})
	want("after the purge", "c01", time.Time{}, "search 2 again", "search 4!", "search 3!")
	want("after the purge, another operator", "c02", time.Time{})
}
