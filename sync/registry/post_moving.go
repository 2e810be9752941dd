package registry

import (
	"errors"
	"slices"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/rules"
)

// moveWithin writes 転居: nothing but the address and the household part changes
// (R050).
func (p *posting) moveWithin() error {
	return p.regroup(func() error {
		return p.settleMovers(resident.MovedWithin, func(r *resident.Record, v notification.Values) {
			r.Address, r.AddressSince = p.newAddress(), p.changed
			follow(r, v)
		})
	})
}

// moveOut writes 転出. Until the day planned the resident stays a member of the
// household as before (転出予定, STD 1.1.5); [Intake.CarryOut] does the rest on that day.
func (p *posting) moveOut() error {
	cause := resident.MovedOut
	destination := p.destination()
	if p.content.Kind == notification.MovingOutAbroad {
		cause = resident.MovedOutAbroad
	}
	status := resident.Leaving
	if !p.changed.After(p.day) {
		status = resident.Left
	}
	return p.leave(cause, func(r *resident.Record, v notification.Values) {
		r.Status, r.LeavesOn, r.Destination = status, p.changed, destination
		follow(r, v)
	})
}

// die writes 死亡. The two numbers stay with the removed record (R068).
func (p *posting) die() error {
	return p.leave(resident.Died, func(r *resident.Record, _ notification.Values) { r.Status = resident.Dead })
}

// delete writes 職権消除.
func (p *posting) delete() error {
	return p.leave(resident.Deleted, func(r *resident.Record, _ notification.Values) {
		r.Status, r.RemovalCause = resident.Removed, p.header.Int(notification.DeletionCause)
		if to := p.destination(); !to.IsZero() {
			r.Destination = to
		}
	})
}

// leave writes the rows of those who leave, and of who stays behind once they left.
func (p *posting) leave(cause resident.Cause, edit func(r *resident.Record, v notification.Values)) error {
	write := func() error {
		for _, i := range p.movers() {
			r := p.next(*p.targets[i], cause)
			edit(&r, p.content.Persons[i])
			if err := p.write(r); err != nil {
				return err
			}
		}
		return nil
	}
	if p.content.Kind.Is(notification.Planned) && p.changed.After(p.day) {
		return write()
	}
	return p.regroup(write)
}

func (p *posting) destination() resident.Address {
	if p.header.Has(notification.DestCountry) {
		return abroad(p.header.Get(notification.DestCountry), p.header.Get(notification.DestAbroad))
	}
	return resident.Address{Postal: p.header.Get(notification.DestPostal), Town: p.header.Get(notification.DestTown),
		Number: p.header.Get(notification.DestNumber), Building: p.header.Get(notification.DestBuilding)}
}

// follow takes over what the paper says beside the move itself.
func follow(r *resident.Record, v notification.Values) {
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

// arrive writes 転入通知の受理. What was planned stays beside it (STD 4.1.3.1.1). Who was
// only about to leave has left when the day that the notice tells has come.
func (p *posting) arrive() error {
	arrival := resident.Arrival{NoticeOn: p.notified, From: p.header.Get(notification.NoticeFrom), LeftOn: p.changed, Address: p.destination()}
	arrival.ArrivedOn, _ = civil.Parse(p.header.Get(notification.ArrivedThereOn))
	left := wishes{relations: make(map[resident.ID]string)}
	var households []resident.HouseholdID
	for _, t := range p.targets {
		if t.Status != resident.Leaving || p.changed.After(p.day) {
			continue
		}
		d, err := departureOf(p.tx, *t)
		if err != nil {
			return err
		}
		w, err := d.wishes(p.tx)
		if err != nil {
			return err
		}
		left = w
		if !slices.Contains(households, t.Household) {
			households = append(households, t.Household)
		}
	}
	return p.regroupIn(households, left, func() error {
		return p.each(resident.ArrivalNoticed, func(r *resident.Record, _ notification.Values) {
			notice := arrival
			r.Arrival = &notice
			if r.Status == resident.Leaving && !p.changed.After(p.day) {
				r.Status = resident.Left
			}
		})
	})
}

// A departure is the 転出 that a resident is about to leave by.
type departure struct {
	row     resident.Record       // that made the resident leave
	content *notification.Content // empty when no entry wrote it
}

// departureOf finds the departure of who is about to leave. Rows may have followed it.
func departureOf(tx Tx, r resident.Record) (departure, error) {
	d := departure{row: r, content: &notification.Content{}}
	rows, err := tx.History(r.ID)
	if err != nil {
		return d, err
	}
	for _, row := range rows {
		if row.Status == resident.Leaving && (row.Cause == resident.MovedOut || row.Cause == resident.MovedOutAbroad) {
			d.row = row
			break
		}
	}
	c, err := tx.Case(notification.EntryID(d.row.Entry))
	if errors.Is(err, ErrNotFound) { // the register was set up with it
		return d, nil
	}
	if err != nil {
		return d, err
	}
	s, err := tx.Submission(c.ID, c.Revision)
	if err != nil {
		return d, err
	}
	content, err := notification.Decode(s.Content)
	d.content = &content
	return d, err
}

// wishes returns what the paper of the departure says of those who stay.
func (d departure) wishes(tx Tx) (wishes, error) {
	p := &posting{tx: tx, content: d.content, header: d.content.Header, targets: make([]*resident.Record, len(d.content.Persons))}
	view := &registerView{tx: tx}
	for i := range p.targets {
		p.targets[i], _ = rules.Target(d.content, i, view)
	}
	return p.wishes(), view.err
}
