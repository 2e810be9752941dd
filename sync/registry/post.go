package registry

import (
	"errors"
	"slices"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/app/rules"
)

// errNobody says that a person of an entry is not in the register, which the rules
// should have said before.
var errNobody = errors.New("person is not in the register")

// post writes an entry that passed the rules into the register: the rows of the
// persons in the order of the paper, then those of who stays behind.
func (d *decision) post() ([]notification.Applied, error) {
	p := &posting{decision: d, header: d.content.Header}
	p.changed, _ = civil.Parse(p.header.Get(notification.ChangedOn)) // E09 was asked
	p.notified, _ = civil.Parse(p.header.Get(notification.NotifiedOn))
	var rows []resident.Record
	var err error
	switch d.content.Kind {
	case notification.MovingIn:
		rows, err = p.movingIn()
	case notification.MovingWithin:
		rows, err = p.movingWithin()
	default:
		rows, err = p.movingOut()
	}
	if err != nil {
		return nil, err
	}
	applied := make([]notification.Applied, len(rows))
	for i, r := range rows {
		applied[i] = notification.Applied{Person: i, ResidentID: string(r.ID), HistoryNumber: r.History, HouseholdID: string(r.Household)}
	}
	return applied, nil
}

// A posting is an entry while it is written.
type posting struct {
	*decision
	header            notification.Values
	changed, notified civil.Date
}

// stamp marks a row as written by this entry.
func (p *posting) stamp(r *resident.Record, cause resident.Cause) {
	r.Cause, r.ChangedOn, r.NotifiedOn, r.ProcessedOn = cause, p.changed, p.notified, p.day()
	r.Entry, r.Terminal = string(p.submission.EntryID), p.submission.Terminal
}

// next returns the row that follows a record.
func (p *posting) next(r resident.Record, cause resident.Cause) resident.Record {
	r.History++
	p.stamp(&r, cause)
	return r
}

// movingIn writes 転入: new records, or the next row of who lived here before (再転入,
// STD 1.1.13: the 宛名番号 is used again).
func (p *posting) movingIn() ([]resident.Record, error) {
	rows := make([]resident.Record, len(p.content.Persons))
	for i, v := range p.content.Persons {
		r, err := p.newcomer(v)
		if err != nil {
			return nil, err
		}
		r.Address, r.AddressSince, r.ResidentSince = p.newAddress(), p.changed, p.changed
		r.Previous, r.PreviousHead = p.prevAddress(), p.header.Get(notification.PrevHead)
		r.Relationship = v.Get(notification.Relation)
		rows[i] = r
	}
	return rows, p.settle(rows)
}

// newcomer returns a person of a 転入届 as a record that has no place yet.
func (p *posting) newcomer(v notification.Values) (resident.Record, error) {
	r := resident.Record{
		History: 1, Status: resident.Living, Class: resident.Class(v.Int(notification.ResidentClass)),
		Name: v.Get(notification.FullName), Reading: v.Get(notification.FullReading), ReadingConfirmed: v.Int(notification.ReadingConfirmed) == notification.Yes,
		FormerName: v.Get(notification.FormerName), Alias: v.Get(notification.Alias), RomanName: v.Get(notification.RomanName),
		Sex: resident.Sex(v.Int(notification.Sex)), Domicile: v.Get(notification.RegisteredDomicile), DomicileHead: v.Get(notification.DomicileHead),
		Card: v.Int(notification.Card) > 1, Qualifications: qualifications(v),
	}
	r.Birth, _ = civil.ParseCanonical(v.Get(notification.Birth)) // E09 and E10 were asked
	r.Number, _ = mynumber.Parse(v.Get(notification.MyNumber))
	r.Code, _ = residentcode.Parse(v.Get(notification.Code))
	if r.Class == resident.Foreign {
		expiry, _ := civil.Parse(v.Get(notification.ResidenceExpiry))
		r.Stay = &resident.Stay{
			Nationality: v.Get(notification.Nationality), Article: v.Int(notification.Article30_45), Status: v.Get(notification.ResidenceStatus),
			Period: v.Get(notification.ResidencePeriod), Expiry: expiry, Card: v.Get(notification.ResidenceCard),
		}
	}
	p.stamp(&r, resident.MovedIn)
	before, err := p.before(&r)
	switch {
	case err != nil:
		return r, err
	case before != nil:
		r.ID, r.History, r.Protected = before.ID, before.History+1, before.Protected
	default:
		id, err := p.tx.Allot(ResidentSeries)
		if err != nil {
			return r, err
		}
		r.ID = resident.ID(id)
	}
	return r, nil
}

// before returns the removed record whose number the newcomer has, or nil. A number
// that is not on the form is taken over from it.
func (p *posting) before(r *resident.Record) (*resident.Record, error) {
	var id resident.ID
	for kind, digits := range map[NumberKind]string{IndividualNumber: r.Number.Reveal(), ResidentCode: r.Code.Reveal()} {
		if digits == "" {
			continue
		}
		holder, err := p.tx.Holder(kind, digits)
		switch {
		case errors.Is(err, ErrNotFound):
		case err != nil:
			return nil, err
		case id != "" && id != holder:
			return nil, errNumbers
		default:
			id = holder
		}
	}
	if id == "" {
		return nil, nil
	}
	before, err := p.tx.Current(id)
	if err != nil {
		return nil, err
	}
	if err := p.tx.Numbers(&before); err != nil {
		return nil, err
	}
	if r.Number.IsZero() {
		r.Number = before.Number
	}
	if r.Code.IsZero() {
		r.Code = before.Code
	}
	return &before, nil
}

// errNumbers says that the two numbers of one person belong to two residents.
var errNumbers = errors.New("numbers of one person belong to two residents")

func qualifications(v notification.Values) resident.Qualifications {
	yes := func(item notification.Item) bool { return v.Int(item) == notification.Yes }
	return resident.Qualifications{Health: yes(notification.HealthInsurance), Elderly: yes(notification.ElderlyMedical),
		Care: yes(notification.LongTermCare), Pension: yes(notification.Pension), Child: yes(notification.ChildAllowance)}
}

// movingWithin writes 転居: nothing but the address and the household part changes
// (R050).
func (p *posting) movingWithin() ([]resident.Record, error) {
	movers, err := p.quoted()
	if err != nil {
		return nil, err
	}
	rows := make([]resident.Record, len(movers))
	for i, m := range movers {
		v := p.content.Persons[i]
		r := p.next(m, resident.MovedWithin)
		r.Address, r.AddressSince = p.newAddress(), p.changed
		r.Relationship = v.Get(notification.Relation)
		p.follow(&r, v)
		rows[i] = r
	}
	if err := p.settle(rows); err != nil {
		return nil, err
	}
	return rows, p.stayBehind(movers)
}

// movingOut writes 転出. Until the day planned the resident stays a member of the
// household as before (転出予定, STD 1.1.5); [CarryOut] does the rest on that day.
func (p *posting) movingOut() ([]resident.Record, error) {
	movers, err := p.quoted()
	if err != nil {
		return nil, err
	}
	left := !p.changed.After(p.day())
	rows := make([]resident.Record, len(movers))
	for i, m := range movers {
		r := p.next(m, resident.MovedOut)
		r.Status = resident.Leaving
		if left {
			r.Status = resident.Left
		}
		r.LeavesOn = p.changed
		r.Destination = resident.Address{Postal: p.header.Get(notification.DestPostal), Town: p.header.Get(notification.DestTown),
			Number: p.header.Get(notification.DestNumber), Building: p.header.Get(notification.DestBuilding)}
		p.follow(&r, p.content.Persons[i])
		rows[i] = r
		if err := p.tx.Append(&rows[i]); err != nil {
			return nil, err
		}
	}
	if !left {
		return rows, nil
	}
	return rows, p.stayBehind(movers)
}

// follow takes over what the paper says beside the move itself.
func (p *posting) follow(r *resident.Record, v notification.Values) {
	if v.Has(notification.Card) {
		r.Card = v.Int(notification.Card) > 1
	}
	said := qualifications(v)
	for item, into := range map[notification.Item][2]*bool{
		notification.HealthInsurance: {&r.Qualifications.Health, &said.Health}, notification.ElderlyMedical: {&r.Qualifications.Elderly, &said.Elderly},
		notification.LongTermCare: {&r.Qualifications.Care, &said.Care}, notification.Pension: {&r.Qualifications.Pension, &said.Pension},
		notification.ChildAllowance: {&r.Qualifications.Child, &said.Child},
	} {
		if v.Has(item) {
			*into[0] = *into[1]
		}
	}
}

// quoted returns the current rows of the persons.
func (p *posting) quoted() ([]resident.Record, error) {
	view := p.view()
	movers := make([]resident.Record, len(p.content.Persons))
	for i := range movers {
		target, known := rules.Target(p.content, i, view)
		if !known || target == nil {
			return nil, errors.Join(errNobody, view.err)
		}
		movers[i] = *target
	}
	return movers, nil
}

func (p *posting) newAddress() resident.Address {
	return resident.Address{Postal: p.header.Get(notification.NewPostal), Ward: p.header.Get(notification.NewWard), Town: p.header.Get(notification.NewTownship),
		Number: p.header.Get(notification.NewNumber), Building: p.header.Get(notification.NewBuilding)}
}

func (p *posting) prevAddress() resident.Address {
	return resident.Address{Postal: p.header.Get(notification.PrevPostal), Town: p.header.Get(notification.PrevTown),
		Number: p.header.Get(notification.PrevNumber), Building: p.header.Get(notification.PrevBuilding)}
}

// settle gives the rows their household and place in it, and writes them. In a new
// household the order is that of STD 5.2; who joins one goes last.
func (p *posting) settle(rows []resident.Record) error {
	id := resident.HouseholdID(p.header.Get(notification.TargetHouseholdID))
	last := 0
	if p.header.Int(notification.TargetHousehold) == notification.HouseholdExisting {
		members, err := p.tx.Members(id)
		if err != nil {
			return err
		}
		for _, m := range members {
			last = max(last, m.Order)
		}
	} else {
		number, err := p.tx.Allot(HouseholdSeries)
		if err != nil {
			return err
		}
		id = resident.HouseholdID(number)
		if err := p.tx.PutHousehold(Household{ID: id}); err != nil {
			return err
		}
	}
	order := rows
	if last == 0 {
		order = household.Order(rows)
	}
	for i := range rows {
		rows[i].Household = id
		rows[i].Order = last + 1 + slices.IndexFunc(order, func(r resident.Record) bool { return r.ID == rows[i].ID })
		if err := p.tx.Append(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// stayBehind writes what becomes of the households that the movers left.
func (p *posting) stayBehind(movers []resident.Record) error {
	left := make(map[resident.HouseholdID][]resident.Record)
	var order []resident.HouseholdID
	for _, m := range movers {
		if left[m.Household] == nil {
			order = append(order, m.Household)
		}
		left[m.Household] = append(left[m.Household], m)
	}
	successor := resident.ID(p.header.Get(notification.RemainingHead))
	for _, id := range order {
		if err := succeed(p.tx, id, left[id], successor, p.next); err != nil {
			return err
		}
	}
	return nil
}

// succeed makes a successor the head of those who stay when the head left, and writes
// a row for each of them: the name of the head stands in every record (世帯主変更).
//
// The other relationships are left as they were: what somebody is to the new head does
// not follow from what they were to the old one, so a clerk has to look at them.
func succeed(tx Tx, id resident.HouseholdID, left []resident.Record, successor resident.ID, next func(resident.Record, resident.Cause) resident.Record) error {
	stayers, err := tx.Members(id)
	if err != nil {
		return err
	}
	headLeft := slices.ContainsFunc(left, func(m resident.Record) bool { return m.IsHead() })
	departure := household.Depart(stayers, nil, successor)
	if !headLeft || len(stayers) == 0 {
		return nil
	}
	for _, s := range stayers {
		r := next(s, resident.HouseChanged)
		if s.ID == departure.Head {
			r.Cause, r.Relationship = resident.HeadChanged, resident.Head
		}
		if err := tx.Append(&r); err != nil {
			return err
		}
	}
	if departure.Head == "" { // E14 lets nobody get here
		return tx.PutHousehold(Household{ID: id, Headless: true})
	}
	return nil
}
