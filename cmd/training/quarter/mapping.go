package quarter

import (
	"fmt"
	"strconv"
	"strings"

	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/registry"
)

// A mapping says what stands in a copy for what stands in the examples.
type mapping struct {
	nth      int // of the copy, from 1
	by       Staff
	numbers  map[string]string // IDs, codes, numbers, cards and the like, whole values
	family   surname
	newcomer surname
}

// A surname with its reading.
type surname struct{ text, reading string }

// families stand for 中原 in turn.
var families = []surname{
	{"髙﨑", "タカサキ"}, {"𠮷川", "ヨシカワ"}, {"葛\U000E0102西", "カサイ"}, {"栁沢", "ヤナギサワ"}, {"濵田", "ハマダ"}, {"𣘺本", "ハシモト"}, {"德永", "トクナガ"},
}

// newcomers stand for 辻 in turn, so that nobody of the kinds that have one is taken for
// another. Some have old kana (変体仮名) of the MJ table.
var newcomers = []surname{
	{"𠮷田", "ヨシダ"}, {"渡邉\U000E0119", "ワタナベ"}, {"宮﨑", "ミヤザキ"}, {"葛\U000E0102城", "カツラギ"}, {"髙橋", "タカハシ"}, {"𛂞𛂁", "ハナ"}, {"榊\U000E0102", "サカキ"}, {"𛂞ま𛁾", "ハマナ"},
}

// elsewhere is where the residents of the examples come from and go to, which is in the
// prefecture of the city here, and a place that there is.
var elsewhere = [2]string{"架空県別市", "東京都渋谷区"}

// places are towns of the city, each with a postal code that no other town has.
var places = map[string]struct{ town, postal string }{
	"中央三丁目": {"旭ケ丘", "0640941"}, "東町": {"伏見", "0640942"}, "西町二丁目": {"界川", "0640943"}, "北町": {"円山西町", "0640944"},
	"南町一丁目": {"盤渓", "0640945"}, "西町": {"双子山", "0640946"}, "南町三丁目": {"宮ケ丘", "0640959"},
}

func (m *mapping) allot(tx registry.Tx, series registry.Series, of string) error {
	if m.numbers[of] != "" {
		return nil
	}
	n, err := tx.Allot(series)
	m.numbers[of] = n
	return err
}

// lastOf is how many codes and numbers of the examples there are, with those of who
// comes: 1 to 14, 90 and following.
const lastOf = 99

// fresh makes codes, numbers, cards and keys of the number that one resident was
// allotted, which nobody else has.
func (m *mapping) fresh(of string) error {
	serial, err := strconv.Atoi(m.numbers[of])
	if err != nil {
		return err
	}
	for n := 1; n <= lastOf; n++ {
		code, err := residentcode.Complete(fmt.Sprintf("8%07d%02d", serial%10_000_000, n))
		if err != nil {
			return err
		}
		number, err := mynumber.Complete(fmt.Sprintf("88%07d%02d", serial%10_000_000, n))
		if err != nil {
			return err
		}
		m.numbers[notificationtest.Code(n).Reveal()] = code.Reveal()
		m.numbers[notificationtest.Number(n).Reveal()] = number.Reveal()
	}
	for i, card := range []string{"AB12345678CD", "AB12345679CD", "CD98765432EF"} {
		m.numbers[card] = fmt.Sprintf("QR%08dZA", serial*10%100_000_000+i)
	}
	for i, key := range []string{notificationtest.MovedEntry, notificationtest.MeasureID, notificationtest.HoldID} {
		m.numbers[key] = fmt.Sprintf("01900000-0000-7000-8000-%012d", serial*10+i)
	}
	if m.nth > apart { // the registry accepted no such entry
		m.numbers[notificationtest.MovedEntry] = ""
	}
	m.numbers[string(notificationtest.PriorReviewer)] = string(m.by.PriorReviewer)
	return nil
}

// names writes the names of this copy. The newcomer of the examples without a Japanese
// name is of another one in each.
func (m *mapping) names(s string) string {
	r := []string{elsewhere[0], elsewhere[1], "中原", m.family.text, "ナカハラ", m.family.reading, "辻", m.newcomer.text, "ツジ", m.newcomer.reading}
	if m.nth%2 == 0 {
		r = append(r, "ＳＩＬＶＡ　ＭＡＲＩＡ", "ＣＯＳＴＡ　ＡＮＡ", "シルヴァ　マリア", "コスタ　アナ", "SILVA MARIA", "COSTA ANA")
	}
	return strings.NewReplacer(r...).Replace(s)
}

func (m *mapping) id(of resident.ID) resident.ID { return resident.ID(m.numbers[string(of)]) }

func (m *mapping) address(a resident.Address) resident.Address {
	p, ours := places[a.Town]
	if !ours {
		return a
	}
	a.Town, a.Postal, a.Number = p.town, p.postal, m.house(a.Number)
	return a
}

// house writes a house number of this copy: no two copies share a house (A12).
func (m *mapping) house(number string) string { return strconv.Itoa(m.nth) + "-" + number }

func (m *mapping) record(r resident.Record) resident.Record {
	r.ID, r.Household, r.Entry = m.id(r.ID), resident.HouseholdID(m.numbers[string(r.Household)]), m.numbers[r.Entry]
	r.Name, r.Reading, r.RomanName = m.names(r.Name), m.names(r.Reading), m.names(r.RomanName)
	r.PreviousHead, r.DomicileHead = m.names(r.PreviousHead), m.names(r.DomicileHead)
	r.Address = m.address(r.Address)
	r.Domicile, r.Previous.Town, r.Destination.Town = m.names(r.Domicile), m.names(r.Previous.Town), m.names(r.Destination.Town)
	// Neither can fail: both were completed.
	r.Code, _ = residentcode.Parse(m.numbers[r.Code.Reveal()])
	r.Number, _ = mynumber.Parse(m.numbers[r.Number.Reveal()])
	if r.Stay != nil {
		stay := *r.Stay
		stay.Card = m.numbers[stay.Card]
		r.Stay = &stay
	}
	return r
}

func (m *mapping) measure(of resident.Measure) resident.Measure {
	of.ID, of.Applicant, of.SetBy = m.numbers[of.ID], m.id(of.Applicant), m.by.Officer
	together := make([]resident.ID, len(of.Together))
	for i, id := range of.Together {
		together[i] = m.id(id)
	}
	of.Together = together
	return of
}

func (m *mapping) hold(of resident.Hold) resident.Hold {
	of.ID, of.Resident, of.SetBy = m.numbers[of.ID], m.id(of.Resident), m.by.Officer
	return of
}

// content writes a content of this copy.
func (m *mapping) content(c notification.Content) notification.Content {
	c = c.Clone()
	for person := notification.Header; person < len(c.Persons); person++ {
		v := c.Of(person)
		for item, value := range c.Of(person).Clone().All() {
			if to, whole := m.numbers[value]; whole {
				v.Set(item, to)
			} else {
				v.Set(item, m.names(value))
			}
		}
	}
	if c.Header.Int(notification.NotifierRelation) == notification.RelationSelf {
		c.Header.Set(notification.NotifierName, c.Persons[0].Get(notification.FullName))
	}
	m.placed(&c.Header, notification.NewPostal, notification.NewTownship, notification.NewNumber)
	m.placed(&c.Header, notification.PrevPostal, notification.PrevTown, notification.PrevNumber)
	return c
}

// placed writes an address of a header that is one of the city.
func (m *mapping) placed(v *notification.Values, postal, town, number notification.Item) {
	p, ours := places[v.Get(town)]
	if !ours {
		return
	}
	v.Set(town, p.town)
	v.Set(number, m.house(v.Get(number)))
	if v.Has(postal) {
		v.Set(postal, p.postal)
	}
}

// numbersOf returns a 住民票コード and a 個人番号 of who was allotted a 宛名番号.
func numbersOf(id string) (residentcode.Code, mynumber.Number) {
	serial, err := strconv.Atoi(id)
	if err != nil {
		panic(err) // a 宛名番号 is digits
	}
	return must(residentcode.Complete(fmt.Sprintf("7%09d", serial%1_000_000_000))), must(mynumber.Complete(fmt.Sprintf("77%09d", serial%1_000_000_000)))
}
