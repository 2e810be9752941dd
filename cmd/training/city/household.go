package city

import (
	"fmt"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/mynumber"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
)

// Shares of the city in percent of households, or of residents where it says so.
const (
	foreignHouseholds = 2.9
	leavingHouseholds = 0.4
	protectedHouses   = 0.1
	bornInCity        = 38.0
	unknownBirths     = 0.3 // of residents over 90
)

// adult is the age in days at which one may have moved alone.
const adult = 18 * 366

// household invents the next household of at most the residents left, and says how
// many live in it.
func (g *generator) household(left int) (Household, int) {
	var rows []resident.Record
	if g.chance(foreignHouseholds) {
		rows = g.foreigners(left)
	} else {
		members := g.shape()
		if len(members) > left {
			members = []member{g.alone()}
		}
		rows = g.japanese(members)
	}
	rows = household.Order(rows)
	g.settle(rows)
	h := Household{Rows: rows}
	if g.chance(leavingHouseholds) {
		h.Rows = append(h.Rows, g.leave(rows)...)
	}
	return h, len(rows)
}

// japanese gives the members names, births and a family register.
func (g *generator) japanese(members []member) []resident.Record {
	rows := make([]resident.Record, len(members))
	family := g.surname()
	domicile := g.domicile()
	for i, m := range members {
		surname, register := family, domicile
		if m.stranger {
			surname, register = g.surname(), g.domicile()
		}
		birth := g.birth(m.age)
		full := surname.with(g.given(m.sex, birth.Year()))
		rows[i] = resident.Record{Class: resident.Japanese, Name: full.text, Reading: full.reading,
			ReadingConfirmed: g.chance(80), Sex: m.sex, Relationship: m.relationship,
			Birth: civil.Certain(birth), Domicile: register, DomicileHead: full.text}
		if m.age > 90 && g.chance(unknownBirths) {
			rows[i].Birth = partlyKnown(birth)
		}
		if !m.stranger && !parent(m.relationship) {
			rows[i].DomicileHead = rows[0].Name
		}
	}
	return rows
}

func parent(relationship string) bool { return relationship == father || relationship == mother }

// birth returns a day of birth that makes a resident the age given on the day the
// register was taken over.
func (g *generator) birth(age int) civil.Date {
	days := g.rand.IntN(365)
	d := g.day.AddDays(-days)
	born, err := civil.Of(d.Year()-age, d.Month(), min(d.Day(), 28))
	if err != nil || born.After(g.day) {
		return d
	}
	return born
}

// partlyKnown forgets the day, as old registers did.
func partlyKnown(d civil.Date) civil.Uncertain {
	era := d.Era()
	year, _ := d.In(era)
	u, err := civil.ParseCanonical(fmt.Sprintf("~%d|%s%d", civil.OnlyYear, era.Letter(), year))
	if err != nil {
		return civil.Certain(d)
	}
	return u
}

// settle gives the rows of one household numbers, an address and its dates.
func (g *generator) settle(rows []resident.Record) {
	var house string
	g.house, house = serial.Next(g.house)
	address, previous := g.address(), g.elsewhere()
	since, arrived := g.since(rows)
	native := rows[0].Class == resident.Japanese && g.chance(bornInCity)
	protected := g.chance(protectedHouses)
	notified := earlier(since.AddDays(g.rand.IntN(14)), g.day)
	for i := range rows {
		r := &rows[i]
		var id string
		g.id, id = serial.Next(g.id)
		r.ID, r.Household, r.Order, r.History = resident.ID(id), resident.HouseholdID(house), i+1, 1
		r.Status, r.Cause = resident.Living, resident.Initial
		r.Address, r.Protected = address, protected
		birth := r.Birth.SortKey()
		r.AddressSince, r.ResidentSince = later(since, birth), later(arrived, birth)
		r.NotifiedOn = later(notified, r.AddressSince)
		if native {
			r.ResidentSince = birth
		}
		if r.ResidentSince != birth {
			r.Previous, r.PreviousHead = previous, rows[0].Name
		}
		r.ChangedOn, r.ProcessedOn = r.AddressSince, g.day
		r.Card = g.chance(76)
		r.Qualifications = g.qualifications(years(birth, g.day))
		g.number(r)
	}
}

// since returns when the household took the address, and when it came to the city:
// neither before everybody of the first two was grown up.
func (g *generator) since(rows []resident.Record) (address, arrived civil.Date) {
	lived := 365 * 40
	for _, r := range rows[:min(len(rows), 2)] {
		if r.Relationship != child {
			lived = min(lived, max(0, g.day.Sub(r.Birth.SortKey())-adult))
		}
	}
	days := int(g.rand.Float64() * g.rand.Float64() * float64(lived))
	address = g.day.AddDays(-days)
	if g.chance(55) {
		return address, address
	}
	return address, address.AddDays(-g.rand.IntN(lived - days + 1))
}

func (g *generator) qualifications(age int) resident.Qualifications {
	return resident.Qualifications{
		Health:  age < 75 && g.chance(22),
		Elderly: age >= 75,
		Care:    age >= 65,
		Pension: age >= 20 && age < 60,
		Child:   age < 18,
	}
}

// number gives r a resident record code and an Individual Number.
func (g *generator) number(r *resident.Record) {
	// Neither can fail: both are completed from the right count of digits.
	r.Code, _ = residentcode.Complete(g.digits(10, g.codes))
	r.Number, _ = mynumber.Complete(g.digits(11, g.numbers))
}

// leave returns the rows that say a household is about to move out (A08).
func (g *generator) leave(rows []resident.Record) []resident.Record {
	to := g.elsewhere()
	notified := g.On.AddDays(-g.between(1, 10))
	leaves := g.On.AddDays(g.between(1, 25))
	var more []resident.Record
	for _, r := range rows {
		r.History, r.Status, r.Cause = 2, resident.Leaving, resident.MovedOut
		r.ChangedOn, r.NotifiedOn, r.ProcessedOn = leaves, notified, notified
		r.LeavesOn, r.Destination = leaves, to
		more = append(more, r)
	}
	return more
}

func later(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}

func earlier(a, b civil.Date) civil.Date {
	if a.After(b) {
		return b
	}
	return a
}

// years returns the age of somebody born on birth, on a day.
func years(birth, on civil.Date) int {
	n := on.Year() - birth.Year()
	if on.Month() < birth.Month() || on.Month() == birth.Month() && on.Day() < birth.Day() {
		n--
	}
	return n
}
