package registry

import (
	"errors"

	"madoguchi/app/civil"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/wire"
)

// arrivals are the causes of those who become residents.
var arrivals = map[notification.Kind]resident.Cause{
	notification.MovingIn: resident.MovedIn, notification.MovingInCard: resident.MovedIn,
	notification.MovingInAbroad: resident.MovedInAbroad, notification.Article46: resident.MovedInAbroad,
	notification.Article47: resident.BecameResident, notification.ExOfficioEntry: resident.Entered,
}

// moveIn writes 転入 of every kind and 職権記載: new records, or the next row of who
// lived here before (再転入, STD 1.1.13: the 宛名番号 is used again).
func (p *posting) moveIn() error {
	for i := range p.content.Persons {
		r, err := p.newcomer(i, arrivals[p.content.Kind])
		if err != nil {
			return err
		}
		r.Address, r.AddressSince, r.ResidentSince = p.newAddress(), p.changed, p.changed
		r.Previous, r.PreviousHead = p.previous(), p.header.Get(notification.PrevHead)
		r.LastRegistered = resident.Address{Town: p.header.Get(notification.LastTown), Number: p.header.Get(notification.LastNumber)}
		p.rows[i] = r
	}
	if err := p.regroup(func() error { return p.settle(p.rows) }); err != nil {
		return err
	}
	return p.requestNumbers()
}

// bear writes 出生: the child comes into a household and takes its address. There is no
// address before.
func (p *posting) bear() error {
	members, err := p.tx.Members(p.joined())
	if err != nil {
		return err
	}
	if len(members) == 0 {
		return refusedBy("E15", notification.Header, notification.TargetHouseholdID)
	}
	for i := range p.content.Persons {
		r, err := p.newcomer(i, resident.Born)
		if err != nil {
			return err
		}
		r.Address, r.AddressSince, r.ResidentSince = members[0].Address, p.changed, p.changed
		p.rows[i] = r
	}
	if err := p.regroup(func() error { return p.settle(p.rows) }); err != nil {
		return err
	}
	return p.requestNumbers()
}

// requestNumbers keeps that newcomers without a 個人番号 wait for their first one. Who
// comes from another municipality has one, and who did not bring it is asked.
func (p *posting) requestNumbers() error {
	for _, r := range p.rows {
		if !r.Number.IsZero() || r.Cause == resident.MovedIn {
			continue
		}
		if err := p.tx.RequestNumber(NumberRequest{Resident: r.ID, On: p.day, Entry: p.entry}); err != nil {
			return err
		}
	}
	return nil
}

// newcomer returns a person of the paper as a record that has no place yet.
func (p *posting) newcomer(person int, cause resident.Cause) (resident.Record, error) {
	v := p.content.Persons[person]
	r := resident.Record{
		History: 1, Status: resident.Living, Class: resident.Class(v.Int(notification.ResidentClass)),
		Name: v.Get(notification.FullName), Reading: v.Get(notification.FullReading), ReadingConfirmed: v.Int(notification.ReadingConfirmed) == notification.Yes,
		FormerName: v.Get(notification.FormerName), FormerReading: v.Get(notification.FormerReading),
		Alias: v.Get(notification.Alias), AliasReading: v.Get(notification.AliasReading), RomanName: v.Get(notification.RomanName),
		Sex: resident.Sex(v.Int(notification.Sex)), Domicile: v.Get(notification.RegisteredDomicile), DomicileHead: v.Get(notification.DomicileHead),
		Relationship: v.Get(notification.Relation), Card: v.Int(notification.Card) > 1, Qualifications: qualifications(v),
	}
	r.Birth, _ = civil.ParseCanonical(v.Get(notification.Birth)) // E09 and E10 were asked
	r.Number, _ = mynumber.Parse(v.Get(notification.MyNumber))
	r.Code, _ = residentcode.Parse(v.Get(notification.Code))
	if r.Class == resident.Foreign {
		r.Stay = stayOf(v)
	}
	if r.Alias != "" && cause != resident.MovedIn { // one that was brought along was recorded before
		r.AliasSince = p.changed
	}
	p.stamp(&r, cause)
	before, err := p.before(&r)
	switch {
	case err != nil:
		return r, err
	case before != nil:
		r.ID, r.History = before.ID, before.History+1
	default:
		if r.ID, err = p.allotResident(person); err != nil {
			return r, err
		}
	}
	// Who comes from another municipality has a code, and who did not bring it is asked.
	if r.Code.IsZero() && cause != resident.MovedIn {
		r.Code, err = p.takeCode(r)
	}
	return r, err
}

func stayOf(v notification.Values) *resident.Stay {
	expiry, _ := civil.Parse(v.Get(notification.ResidenceExpiry))
	return &resident.Stay{
		Nationality: v.Get(notification.Nationality), Article: v.Int(notification.Article30_45), Status: v.Get(notification.ResidenceStatus),
		Period: v.Get(notification.ResidencePeriod), Expiry: expiry, Card: v.Get(notification.ResidenceCard),
	}
}

func qualifications(v notification.Values) resident.Qualifications {
	yes := func(item notification.Item) bool { return v.Int(item) == notification.Yes }
	return resident.Qualifications{Health: yes(notification.HealthInsurance), Elderly: yes(notification.ElderlyMedical),
		Care: yes(notification.LongTermCare), Pension: yes(notification.Pension), Child: yes(notification.ChildAllowance)}
}

// takeCode takes a code out of the stock, or the one that the resident was told before the
// registry went back to a backup. An empty stock refuses the entry: the writer hands it over
// again when there are codes.
func (p *posting) takeCode(r resident.Record) (residentcode.Code, error) {
	if before, err := p.tx.EarlierCode(r.ID); err == nil && before != r.Code || err != nil && !errors.Is(err, ErrNotFound) {
		return before, err
	}
	p.took = true
	code, err := p.tx.TakeCode()
	if errors.Is(err, ErrNoCodes) {
		return code, &refusedError{refusal{kind: wire.OutOfCodes}}
	}
	return code, err
}

// Errors of newcomers that the rules let nobody get to.
var (
	// errNumbers says that the two numbers of one person belong to two residents.
	errNumbers = errors.New("numbers of one person belong to two residents")
	errLiving  = errors.New("newcomer is a resident already")
)

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
	if before.Status.Current() {
		return nil, errLiving
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

func (p *posting) newAddress() resident.Address {
	return resident.Address{Postal: p.header.Get(notification.NewPostal), Ward: p.header.Get(notification.NewWard), Town: p.header.Get(notification.NewTownship),
		Number: p.header.Get(notification.NewNumber), Building: p.header.Get(notification.NewBuilding)}
}

// previous returns 転入前住所. Of who never notified the move to it, it ends so (未届).
func (p *posting) previous() resident.Address {
	if p.header.Has(notification.PrevCountry) {
		return abroad(p.header.Get(notification.PrevCountry), p.header.Get(notification.PrevAbroad))
	}
	a := resident.Address{Postal: p.header.Get(notification.PrevPostal), Town: p.header.Get(notification.PrevTown),
		Number: p.header.Get(notification.PrevNumber), Building: p.header.Get(notification.PrevBuilding)}
	if p.header.Int(notification.Certificate) != notification.CertificateNone {
		return a
	}
	last := &a.Town
	for _, part := range []*string{&a.Number, &a.Building} {
		if *part != "" {
			last = part
		}
	}
	*last += unnotified
	return a
}

// unnotified ends an address whose resident did not notify the move to it.
const unnotified = "（未届）"

// abroad returns a place abroad as an address of the record.
func abroad(country, place string) resident.Address {
	if place != "" {
		country += "　" + place
	}
	return resident.Address{Town: country}
}
