package registry

import (
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// corrections are the causes of records put right where they stand.
var corrections = map[notification.Kind]resident.Cause{
	notification.ExOfficioRevision: resident.Revised, notification.MinorCorrection: resident.CorrectedMinor,
	notification.ClericalCorrection: resident.CorrectedError, notification.ImmigrationNotice: resident.Revised,
}

// correct writes 職権修正, 軽微な修正, 誤記修正 and the notice of 法30条の50: what stands
// on the paper takes the place of what is recorded, and what does not stays. An address
// is put right in the record of that person only: everybody else of the household has an
// entry of their own. Of a clerical error the wrong row stays and is named by the right
// one (STD 4.2.3.3).
func (p *posting) correct() error {
	err := p.each(corrections[p.content.Kind], func(r *resident.Record, v notification.Values) {
		putRight(r, v)
		r.Corrects = v.Int(notification.WrongHistory)
		if p.content.Kind == notification.ImmigrationNotice {
			r.Stay = stayOf(v) // as a whole
		}
	})
	if err != nil {
		return err
	}
	return p.checkHeads(notification.ToRelation)
}

// checkHeads looks at the households of all persons, after an item changed what they are.
func (p *posting) checkHeads(item notification.Item) error {
	for _, t := range p.targets {
		if err := p.checkHead(t.Household, item); err != nil {
			return err
		}
	}
	return nil
}

// putRight writes the items of a correction over those of a record.
func putRight(r *resident.Record, v notification.Values) {
	for item, into := range map[notification.Item]*string{
		notification.ToName: &r.Name, notification.ToReading: &r.Reading, notification.ToRomanName: &r.RomanName, notification.ToRelation: &r.Relationship,
		notification.ToDomicile: &r.Domicile, notification.ToDomicileHead: &r.DomicileHead,
		notification.ToTown: &r.Address.Town, notification.ToNumber: &r.Address.Number, notification.ToBuilding: &r.Address.Building,
		notification.ToPrevTown: &r.Previous.Town,
	} {
		if v.Has(item) {
			*into = v.Get(item)
		}
	}
	if v.Has(notification.ToBirth) {
		r.Birth, _ = civil.ParseCanonical(v.Get(notification.ToBirth)) // E09 was asked
	}
	if v.Has(notification.ToSex) {
		r.Sex = resident.Sex(v.Int(notification.ToSex))
	}
	if v.Has(notification.ToAddressSince) {
		r.AddressSince, _ = civil.Parse(v.Get(notification.ToAddressSince))
	}
}

// naturalize writes 帰化 and 国籍取得: the record as a foreign resident is removed, and one
// as a Japanese is entered (STD 4.5). Name and domicile are those of the paper; address,
// household, place in it, numbers and qualifications carry over, and what belongs to
// foreign residents alone does not.
func (p *posting) naturalize() error {
	return p.replace(resident.DeletedNaturalized, resident.EnteredNaturalized, func(r *resident.Record, v notification.Values) {
		r.Class, r.Stay = resident.Japanese, nil
		r.Alias, r.AliasReading, r.AliasSince, r.RomanName = "", "", civil.Date{}, ""
		r.ReadingConfirmed = v.Int(notification.ReadingConfirmed) == notification.Yes
		r.Domicile, r.DomicileHead = v.Get(notification.RegisteredDomicile), v.Get(notification.DomicileHead)
	})
}

// loseNationality writes 国籍喪失, the other way about.
func (p *posting) loseNationality() error {
	return p.replace(resident.DeletedNationalityLost, resident.EnteredNationalityLost, func(r *resident.Record, v notification.Values) {
		r.Class, r.Stay = resident.Foreign, stayOf(v)
		r.FormerName, r.FormerReading, r.Domicile, r.DomicileHead = "", "", "", ""
	})
}

// replace writes two rows of each person: one that removes the record of before, and one
// that enters another under the same 宛名番号.
func (p *posting) replace(removed, entered resident.Cause, edit func(r *resident.Record, v notification.Values)) error {
	for i, t := range p.targets {
		gone := p.next(*t, removed)
		gone.Status = resident.Removed
		if err := p.write(gone); err != nil {
			return err
		}
		v := p.content.Persons[i]
		r := p.next(gone, entered)
		r.Status = t.Status
		putRight(&r, v)
		edit(&r, v)
		if err := p.write(r); err != nil {
			return err
		}
	}
	return p.checkHeads(notification.ToRelation)
}
