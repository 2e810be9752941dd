package quarter

import (
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
)

// A Practice is a copy of the examples with residents beside it who are what the
// examples' are not, so that every rule that asks the register is met by somebody.
type Practice struct {
	Copy
	Gone       resident.Record // left, with the name, birth and sex of who moves in (A01)
	Leaving    resident.Record // about to leave (A08)
	Ending     resident.Record // a foreign resident whose stay ends in ten days (A16)
	Expired    resident.Record // one whose stay is over (A16)
	Carded     resident.Record // has a 個人番号カード (A05)
	Litigant   resident.Record // whose changes are held, and passed when confirmed (A19)
	Imposed    resident.Record // whose changes are held (E19)
	Uncertain  resident.Record // born on a day that is not fully known
	Oldest     resident.Record // of more than 110 years (A09)
	Crowd      resident.Address
	Headless   resident.HouseholdID // of two, 世帯主未設定 (E14)
	Empty      resident.HouseholdID // nobody lives in it (E15)
	Unextended resident.Record      // whose support measure was over and not dealt with (A04)
}

// crowd is how many households live at one address (A12).
const crowd = 3

// apart is the number of the practice among the copies: another name and another house
// than those of [Add].
const apart = 95

// Size is how many residents a practice has that live in the city.
const Size = 27

// AddPractice writes a practice as of a day.
func AddPractice(tx registry.Tx, day civil.Date, by Staff) (*Practice, error) {
	c, err := add(tx, notification.MovingIn, apart, day, by)
	if err != nil {
		return nil, fmt.Errorf("add practice: %w", err)
	}
	p := &Practice{Copy: c}
	w := &writer{tx: tx, day: day, base: c.Rows[13], foreign: c.Current(notificationtest.An)} // who lives alone
	w.write(p)
	w.protect(p, by)
	if w.err != nil {
		return nil, fmt.Errorf("add practice: %w", w.err)
	}
	return p, nil
}

// ExampleOf returns the example of any kind as it is about the residents here.
func (c *Copy) ExampleOf(kind notification.Kind, day civil.Date) notification.Content {
	return c.of.content(notificationtest.Example(kind, day))
}

// A writer writes residents who live alone. After the first error it does nothing.
type writer struct {
	tx            registry.Tx
	day           civil.Date
	base, foreign resident.Record
	n             int // residents so far
	err           error
}

// A trait makes the resident to be written somebody special.
type trait func(*resident.Record)

func (w *writer) write(p *Practice) {
	p.Gone = w.someone("", p.of.names("辻　花子"), p.of.names("ツジ　ハナコ"), func(r *resident.Record) {
		r.Birth, r.Sex = must(civil.ParseCanonical("1986-02-03")), resident.Female
	})
	p.Gone = w.next(p.Gone, resident.MovedOut, w.day.AddDays(-400), func(r *resident.Record) {
		r.Status, r.LeavesOn, r.Destination = resident.Left, w.day.AddDays(-400), resident.Address{Town: "東京都渋谷区神南一丁目", Number: "2"}
	})
	p.Leaving = w.someone("", "栁沢　渡", "ヤナギサワ　ワタル")
	p.Leaving = w.next(p.Leaving, resident.MovedOut, w.day.AddDays(12), func(r *resident.Record) {
		r.Status, r.LeavesOn, r.NotifiedOn, r.ProcessedOn = resident.Leaving, w.day.AddDays(12), w.day.AddDays(-3), w.day.AddDays(-3)
		r.Destination = resident.Address{Town: "東京都渋谷区神南一丁目", Number: "2"}
	})
	p.Ending = w.stranger("ＣＲＵＺ　ＪＯＳＥ", "クルズ　ホセ", "CRUZ JOSE", w.day.AddDays(10))
	p.Expired = w.stranger("ＲＥＹＥＳ　ＡＮＡ", "レイエス　アナ", "REYES ANA", w.day.AddDays(-20))
	p.Carded = w.someone("", "濵田　札", "ハマダ　サツ", func(r *resident.Record) { r.Card = true })
	p.Litigant = w.someone("", "德永　訟", "トクナガ　ショウ")
	p.Imposed = w.someone("", "榊\U000E0102　真", "サカキ　マコト")
	p.Uncertain = w.someone("", "芦\U000E0102田　トメ", "アシダ　トメ", func(r *resident.Record) { r.Birth = must(civil.ParseCanonical("~11|S20")) })
	p.Oldest = w.someone("", "辻\U000E0102　ツル", "ツジ　ツル", func(r *resident.Record) {
		r.Birth = civil.Certain(w.day.AddDays(-111*366 - 1))
	})
	p.Unextended = w.someone("", "渡邊\U000E010E　葵", "ワタナベ　アオイ", func(r *resident.Record) { r.Protected = true })
	for i := range crowd {
		r := w.someone("", "岩﨑　"+[]string{"一", "二", "三"}[i], "イワサキ　"+[]string{"ハジメ", "ツギ", "ミツ"}[i], func(r *resident.Record) {
			r.Address.Number, r.Address.Building = "200-1", ""
		})
		p.Crowd = r.Address
	}
	p.Headless = w.house(true)
	for i, name := range [][3]string{{"山﨑　松", "ヤマザキ　マツ", "子"}, {"山﨑　竹", "ヤマザキ　タケ", "縁故者"}} {
		w.someone(p.Headless, name[0], name[1], func(r *resident.Record) {
			r.Relationship, r.Order, r.Address.Number = name[2], i+1, "201-1"
		})
	}
	p.Empty = w.house(false)
}

func (w *writer) house(headless bool) resident.HouseholdID {
	if w.err != nil {
		return ""
	}
	var id string
	if id, w.err = w.tx.Allot(registry.HouseholdSeries); w.err == nil {
		w.err = w.tx.PutHousehold(registry.Household{ID: resident.HouseholdID(id), Headless: headless})
	}
	return resident.HouseholdID(id)
}

// someone writes a resident into a household, their own for "".
func (w *writer) someone(home resident.HouseholdID, name, reading string, traits ...trait) resident.Record {
	if home == "" {
		home = w.house(false)
	}
	return w.add(w.base, home, name, reading, traits...)
}

func (w *writer) stranger(name, reading, roman string, expiry civil.Date) resident.Record {
	return w.add(w.foreign, w.house(false), name, reading, func(r *resident.Record) {
		stay := *r.Stay
		stay.Expiry, stay.Card = expiry, fmt.Sprintf("ST%sZA", string(r.ID)[:8])
		r.Stay, r.RomanName = &stay, roman
	})
}

func (w *writer) add(from resident.Record, home resident.HouseholdID, name, reading string, traits ...trait) resident.Record {
	if w.err != nil {
		return resident.Record{}
	}
	r := from
	var id string
	if id, w.err = w.tx.Allot(registry.ResidentSeries); w.err != nil {
		return r
	}
	w.n++
	r.ID, r.Household, r.History, r.Order, r.Entry = resident.ID(id), home, 1, 1, ""
	r.Name, r.Reading, r.PreviousHead = name, reading, name
	r.Address.Number = fmt.Sprintf("1%02d-1", w.n)
	if r.Class == resident.Japanese {
		r.DomicileHead = name
	}
	r.Code, r.Number = numbersOf(id)
	for _, change := range traits {
		change(&r)
	}
	w.err = w.tx.Append(&r)
	return r
}

// next writes another row of a resident.
func (w *writer) next(r resident.Record, cause resident.Cause, on civil.Date, change trait) resident.Record {
	if w.err != nil {
		return r
	}
	r.History++
	r.Cause, r.ChangedOn, r.NotifiedOn, r.ProcessedOn = cause, on, on, on
	change(&r)
	w.err = w.tx.Append(&r)
	return r
}

// protect writes the holds and the measure.
func (w *writer) protect(p *Practice, by Staff) {
	if w.err != nil {
		return
	}
	start := w.day.AddDays(-60)
	for _, h := range []resident.Hold{
		{Resident: p.Litigant.ID, Process: resident.ToChange, Level: resident.AlertLevel, Reason: resident.InLitigation},
		{Resident: p.Imposed.ID, Process: resident.ToChange, Level: resident.ErrorLevel, Reason: resident.Impersonation},
	} {
		h.ID, h.Start = "practice-"+string(h.Resident), start
		if h, w.err = resident.NewHold(h, by.Officer, morning(start)); w.err == nil {
			w.err = w.tx.PutHold(h)
		}
		if w.err != nil {
			return
		}
	}
	start = w.day.AddDays(-380)
	m, err := resident.NewMeasure(resident.Measure{ID: "practice-" + string(p.Unextended.ID), Kind: resident.Regular, Applicant: p.Unextended.ID,
		Start: start, Consulted: 1, ConsultedOn: start.AddDays(-3)}, by.Officer, morning(start))
	if w.err = err; err == nil {
		w.err = w.tx.PutMeasure(m)
	}
}

func morning(d civil.Date) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 9, 0, 0, 0, civil.Japan)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
