package registry

import (
	"errors"

	"madoguchi/app/civil"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// changeFormerName writes 旧氏 記載・変更・削除.
func (p *posting) changeFormerName() error {
	for i, t := range p.targets {
		v := p.content.Persons[i]
		cause := map[int]resident.Cause{
			notification.ActEnter: resident.FormerNameEntered, notification.ActChange: resident.FormerNameChanged, notification.ActDelete: resident.FormerNameDeleted,
		}[v.Int(notification.FormerNameAct)]
		r := p.next(*t, cause)
		r.FormerName, r.FormerReading = v.Get(notification.FormerName), v.Get(notification.FormerReading) // neither stands on a deletion
		if err := p.write(r); err != nil {
			return err
		}
	}
	return nil
}

// changeAlias writes 通称 記載・削除.
func (p *posting) changeAlias() error {
	for i, t := range p.targets {
		v := p.content.Persons[i]
		r := p.next(*t, resident.AliasEntered)
		r.Alias, r.AliasReading, r.AliasSince = v.Get(notification.Alias), v.Get(notification.AliasReading), p.changed
		if v.Int(notification.AliasAct) == notification.ActDeleteAlias {
			r.Cause, r.Alias, r.AliasReading, r.AliasSince = resident.AliasDeleted, "", "", civil.Date{}
		}
		if err := p.write(r); err != nil {
			return err
		}
	}
	return nil
}

// changeRelationship writes what a foreign resident has become to the head (法30条の48).
func (p *posting) changeRelationship() error {
	err := p.each(resident.HouseChanged, func(r *resident.Record, v notification.Values) {
		r.Relationship = v.Get(notification.Relation)
	})
	if err != nil {
		return err
	}
	return p.checkHeads(notification.Relation)
}

// changeCode writes another 住民票コード, taken at random out of the stock. The one
// before is never given to anybody again.
func (p *posting) changeCode() error {
	for i, t := range p.targets {
		cause := resident.CodeRequested
		if p.content.Persons[i].Int(notification.CodeAct) == actOfOffice {
			cause = resident.CodeGiven
		}
		r := p.next(*t, cause)
		if err := p.tx.Numbers(&r); err != nil {
			return err
		}
		var err error
		if r.Code, err = p.takeCode(r); err != nil {
			return err
		}
		if err := p.write(r); err != nil {
			return err
		}
	}
	return nil
}

// actOfOffice is what a change of a number is when nobody asked for it (職権).
const actOfOffice = 2

// changeNumber writes that another 個人番号 is asked for, or the one that has come.
func (p *posting) changeNumber() error {
	for i, t := range p.targets {
		v := p.content.Persons[i]
		cause := resident.NumberRequested
		if v.Int(notification.NumberAct) == actOfOffice {
			cause = resident.NumberRevised
		}
		r := p.next(*t, cause)
		if v.Int(notification.NumberStep) == notification.NumberReceived {
			if err := p.receive(&r, i); err != nil {
				return err
			}
		} else if err := p.tx.RequestNumber(NumberRequest{Resident: r.ID, On: p.day, Entry: p.entry}); err != nil {
			return err
		}
		if err := p.write(r); err != nil {
			return err
		}
	}
	return nil
}

// receive gives a row the number that has come. It is nobody's and never was.
func (p *posting) receive(r *resident.Record, person int) error {
	number, err := mynumber.Parse(p.content.Persons[person].Get(notification.MyNumber))
	if err != nil {
		return refusedBy("E10", person, notification.MyNumber)
	}
	for _, holder := range []func(NumberKind, string) (resident.ID, error){p.tx.Holder, p.tx.FormerHolder} {
		_, err := holder(IndividualNumber, number.Reveal())
		switch {
		case err == nil:
			return refusedBy("E11", person, notification.MyNumber)
		case !errors.Is(err, ErrNotFound):
			return err
		}
	}
	if err := p.tx.Numbers(r); err != nil {
		return err
	}
	r.Number = number
	return p.tx.ForgetRequest(r.ID)
}
