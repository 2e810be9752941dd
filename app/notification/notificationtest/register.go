// Package notificationtest holds a small register and, for each kind of notification,
// a content that fits it: filled in completely and with nothing that a rule finds
// wrong. Tests, benchmarks and the training day write on these papers.
//
// Nothing is kept or checked here: the register is package resident's rows in a slice,
// and what is right is package rules'. Its serials begin high, so that a registry that
// allots from 1 does not meet them.
package notificationtest

import (
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/mynumber"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
)

// What the examples and the register name.
const (
	Ward                      = "991015" // of every address in the city
	PriorReviewer operator.ID = "r01"    // who examined the document of an entry ex officio
	MovedEntry                = "01900000-0000-7000-8000-000000000001"
	MeasureID                 = "01900000-0000-7000-8000-000000000002"
	HoldID                    = "01900000-0000-7000-8000-000000000003"
)

// The residents of the register.
var (
	Hanako  = ID(1)  // 中原　花子, head of the family
	Taro    = ID(2)  // her husband
	Jiro    = ID(3)  // their son
	Sakura  = ID(4)  // their daughter
	Ume     = ID(5)  // 中原　ウメ, the husband's mother, head of another household at the same address
	Tadashi = ID(6)  // 中原　正, her husband
	Ueda    = ID(7)  // 上田　花子, who lives alone and moved within the city lately: two rows
	An      = ID(8)  // a foreign resident, head of a household
	Hoa     = ID(9)  // his wife, recorded as 妻（未届）
	Higashi = ID(10) // 東野　守, who left the city: two rows
	Aoi     = ID(11) // 西川　葵, under a support measure that ends soon
	You     = ID(12) // 西川　陽, her child, protected together with her
	Susumu  = ID(13) // 南　進, whose certificates are held
	Kaoru   = ID(14) // 北見　薫, who lives alone: two rows, the first with an error
)

// The households of the register.
var (
	Home     = House(1) // of the family
	Parents  = House(2) // of the husband's parents
	Alone    = House(3) // of 上田　花子
	Foreign  = House(4)
	Vacated  = House(5) // of 東野　守
	Shelter  = House(6)
	Held     = House(7)
	Mistaken = House(8) // of 北見　薫
)

// first keeps the serials clear of those that a registry allots.
const first = 7_000_000

func number(n uint64) string {
	_, s := serial.Next(first + 20*n)
	return s
}

// ID returns the 宛名番号 of the nth resident.
func ID(n uint64) resident.ID { return resident.ID(number(n)) }

// House returns the 世帯番号 of the nth household.
func House(n uint64) resident.HouseholdID { return resident.HouseholdID(number(1000 + n)) }

// Code returns a 住民票コード; those of the residents are 1 to 14.
func Code(n int) residentcode.Code { return must(residentcode.Complete(fmt.Sprintf("27183%05d", n))) }

// Number returns a 個人番号; those of the residents are 1 to 14.
func Number(n int) mynumber.Number { return must(mynumber.Complete(fmt.Sprintf("314159%05d", n))) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func at(town, number, building string) resident.Address {
	return resident.Address{Postal: "0600003", Ward: Ward, Town: town, Number: number, Building: building}
}

var (
	family    = at("中央三丁目", "5-1", "")
	apartment = at("東町", "1-2", "東荘101")
	abroad    = at("西町二丁目", "3-8", "西ハイツ205")
	vacated   = at("北町", "12", "")
	shelter   = at("南町一丁目", "4-4", "")
	held      = at("南町一丁目", "9-1", "")
	mistaken  = at("北町", "20", "")
)

// A resident's first row is of a day long ago.
var since = civil.MustParse("2019-04-01")

func row(n int, home resident.HouseholdID, order int, relationship, name, reading, birth string, sex resident.Sex, where resident.Address) resident.Record {
	return resident.Record{
		ID: ID(uint64(n)), History: 1, Household: home, Order: order, Status: resident.Living,
		Cause: resident.Initial, ChangedOn: since, NotifiedOn: since, ProcessedOn: since,
		Class: resident.Japanese, Name: name, Reading: reading, ReadingConfirmed: true,
		Birth: must(civil.ParseCanonical(birth)), Sex: sex, Relationship: relationship,
		Address: where, AddressSince: since, ResidentSince: since,
		Previous: resident.Address{Town: "架空県別市本町", Number: "1"}, PreviousHead: name,
		Domicile: "架空県別市本町一丁目", DomicileHead: name, Code: Code(n), Number: Number(n),
	}
}

func foreign(r resident.Record, roman, card string, expiry civil.Date) resident.Record {
	r.Class, r.Domicile, r.DomicileHead, r.RomanName = resident.Foreign, "", "", roman
	r.Stay = &resident.Stay{Nationality: "ベトナム", Article: 1, Status: "技術・人文知識・国際業務", Period: "三年", Expiry: expiry, Card: card}
	return r
}

// next returns the row that follows r.
func next(r resident.Record, cause resident.Cause, on civil.Date, change func(*resident.Record)) resident.Record {
	r.History++
	r.Cause, r.ChangedOn, r.NotifiedOn, r.ProcessedOn, r.Entry, r.Terminal = cause, on, on, on, MovedEntry, "T1"
	change(&r)
	return r
}

// Register returns every row of the register as it stands on a day.
func Register(day civil.Date) []resident.Record {
	const m, f = resident.Male, resident.Female
	rows := []resident.Record{
		row(1, Home, 1, resident.Head, "中原　花子", "ナカハラ　ハナコ", "1980-05-05", f, family),
		row(2, Home, 2, "夫", "中原　太郎", "ナカハラ　タロウ", "1979-03-03", m, family),
		row(3, Home, 3, "子", "中原　次郎", "ナカハラ　ジロウ", "2012-09-09", m, family),
		row(4, Home, 4, "子", "中原　桜", "ナカハラ　サクラ", "2015-04-02", f, family),
		row(5, Parents, 1, resident.Head, "中原　ウメ", "ナカハラ　ウメ", "1950-01-15", f, family),
		row(6, Parents, 2, "夫", "中原　正", "ナカハラ　タダシ", "1948-11-30", m, family),
		row(7, Alone, 1, resident.Head, "上田　花子", "ウエダ　ハナコ", "1970-01-01", f, at("西町", "9", "")),
		foreign(row(8, Foreign, 1, resident.Head, "ＮＧＵＹＥＮ　ＶＡＮ　ＡＮ", "グエン　ヴァン　アン", "1990-07-07", m, abroad), "NGUYEN VAN AN", "AB12345678CD", day.AddDays(100)),
		foreign(row(9, Foreign, 2, "妻（未届）", "ＴＲＡＮ　ＴＨＩ　ＨＯＡ", "チャン　ティ　ホア", "1992-08-08", f, abroad), "TRAN THI HOA", "AB12345679CD", day.AddDays(400)),
		row(10, Vacated, 1, resident.Head, "東野　守", "ヒガシノ　マモル", "1965-06-06", m, vacated),
		row(11, Shelter, 1, resident.Head, "西川　葵", "ニシカワ　アオイ", "1988-02-02", f, shelter),
		row(12, Shelter, 2, "子", "西川　陽", "ニシカワ　ヨウ", "2016-03-03", f, shelter),
		row(13, Held, 1, resident.Head, "南　進", "ミナミ　ススム", "1955-05-15", m, held),
		row(14, Mistaken, 1, resident.Head, "北見　馨", "キタミ　カオル", "1975-12-01", f, mistaken),
	}
	for head, of := range map[string][]int{"中原　太郎": {0, 1, 2, 3}, "中原　正": {4, 5}, "西川　葵": {10, 11}} {
		for _, i := range of {
			rows[i].DomicileHead = head
		}
	}
	rows[10].Protected, rows[11].Protected = true, true
	return append(rows,
		next(rows[6], resident.MovedWithin, day.AddDays(-20), func(r *resident.Record) { r.Address, r.AddressSince = apartment, day.AddDays(-20) }),
		next(rows[9], resident.MovedOut, day.AddDays(-30), func(r *resident.Record) {
			r.Status, r.LeavesOn = resident.Left, day.AddDays(-30)
			r.Destination = resident.Address{Town: "架空県別市浜町", Number: "5"}
		}),
		next(rows[13], resident.Revised, since.AddDays(300), func(r *resident.Record) { r.Name = "北見　薫" }),
	)
}

// Current returns the row with the greatest number of each resident, in the order of
// the register.
func Current(day civil.Date) []resident.Record {
	var out []resident.Record
	at := make(map[resident.ID]int)
	for _, r := range Register(day) {
		i, seen := at[r.ID]
		if !seen {
			i, at[r.ID] = len(out), len(out)
			out = append(out, r)
		}
		out[i] = r
	}
	return out
}

// Measure returns the support measure of 西川　葵, which ends within a month.
func Measure(day civil.Date) resident.Measure {
	start := day.AddDays(-345)
	set := morning(start)
	return resident.Measure{
		ID: MeasureID, Kind: resident.Regular, Applicant: Aoi, Together: []resident.ID{You}, Affairs: resident.Affairs(),
		Consulted: 1, ConsultedOn: start.AddDays(-3), Start: start, End: resident.TermEnd(start), SetBy: "s01", SetAt: set, ChangedAt: set,
	}
}

// Hold returns the hold on the certificates of 南　進.
func Hold(day civil.Date) resident.Hold {
	start := day.AddDays(-40)
	set := morning(start)
	return resident.Hold{
		ID: HoldID, Resident: Susumu, Process: resident.ToIssue, Level: resident.ErrorLevel, Start: start, Reason: resident.UnderInvestigation,
		SetBy: "s01", SetAt: set, ChangedAt: set,
	}
}

func morning(d civil.Date) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 9, 0, 0, 0, time.UTC)
}
