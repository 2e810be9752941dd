package registry

import (
	"slices"
	"strings"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// The postings of notifications that protect (notification.Protects). They write no row
// of the persons': what protects a resident is no part of the record.

func (p *posting) note(kind audit.Kind, whose string) error {
	return record(p.tx, audit.Record{Kind: kind, At: p.now, Operator: p.writer, Terminal: p.terminal, Subject: whose})
}

func (p *posting) dateOf(item notification.Item) civil.Date {
	d, _ := civil.Parse(p.header.Get(item)) // E09 was asked
	return d
}

// support sets a measure, or makes the applicant's provisional one a regular one.
func (p *posting) support() error {
	h := p.header
	m := resident.Measure{ID: string(p.entry), Kind: resident.Regular, Start: p.dateOf(notification.ChangedOn), Entry: string(p.entry),
		Consulted: h.Int(notification.SupportConsulted), ConsultedOn: p.dateOf(notification.SupportConsultedOn),
		Affairs: affairs(h), Forwarded: municipalities(h.Get(notification.ForwardTo))}
	if h.Int(notification.SupportKind) == notification.SupportProvisional {
		m.Kind = resident.Provisional
	}
	for i, r := range p.rows {
		if p.content.Persons[i].Int(notification.SupportRole) == notification.SupportApplicant && m.Applicant == "" {
			m.Applicant = r.ID
		} else {
			m.Together = append(m.Together, r.ID)
		}
	}
	m, err := resident.NewMeasure(m, p.writer, p.now)
	if err != nil {
		return err
	}
	m.Perpetrator = &resident.Perpetrator{Name: h.Get(notification.Perpetrator), Address: h.Get(notification.PerpetratorAddress), Relationship: h.Get(notification.PerpetratorRelation)}
	if m.Kind == resident.Regular {
		if m, err = p.confirmed(m); err != nil {
			return err
		}
	}
	if err := p.tx.PutMeasure(m); err != nil {
		return err
	}
	return p.note(audit.MeasureSet, string(m.Applicant))
}

// confirmed returns the applicant's provisional measure as the regular one m, or m when
// there is none. Nobody whom the provisional one covered loses it.
func (p *posting) confirmed(m resident.Measure) (resident.Measure, error) {
	before, err := measuresNow(p.tx, m.Applicant)
	if err != nil {
		return m, err
	}
	i := slices.IndexFunc(before, func(b resident.Measure) bool { return b.Applicant == m.Applicant && b.Kind == resident.Provisional })
	if i < 0 {
		return m, nil
	}
	regular, err := before[i].Confirm(m.Start, p.now)
	if err != nil {
		return m, err
	}
	regular.Entry, regular.Consulted, regular.ConsultedOn, regular.Perpetrator = m.Entry, m.Consulted, m.ConsultedOn, m.Perpetrator
	regular.Together = union(regular.Together, m.Together)
	regular.Affairs = union(regular.Affairs, m.Affairs)
	regular.Forwarded = union(regular.Forwarded, m.Forwarded)
	return regular, nil
}

func union[T comparable](a, b []T) []T {
	all := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

func affairs(h notification.Values) []resident.Affair {
	var all []resident.Affair
	for _, of := range []struct {
		item    notification.Item
		affairs []resident.Affair
	}{
		{notification.CoversInspection, []resident.Affair{resident.Inspection}},
		{notification.CoversCertificate, []resident.Affair{resident.Certificate, resident.FormerCertificate, resident.RemovedCopy}},
		{notification.CoversAppendix, []resident.Affair{resident.Supplement, resident.RemovedSupplement}},
		{notification.CoversTax, []resident.Affair{resident.TaxCertificate}},
	} {
		if h.Int(of.item) == notification.Yes {
			all = append(all, of.affairs...)
		}
	}
	return all
}

// municipalities splits what was written into one field.
func municipalities(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,・;；\n\t 　", r) })
}

// measures calls f with each measure the persons name and those of them who name it.
func (p *posting) measures(f func(m resident.Measure, of []resident.ID) error) error {
	var order []string
	of := map[string][]resident.ID{}
	for i, r := range p.rows {
		id := p.content.Persons[i].Get(notification.SupportID)
		if of[id] == nil {
			order = append(order, id)
		}
		of[id] = append(of[id], r.ID)
	}
	for _, id := range order {
		m, err := p.tx.Measure(id)
		if err != nil {
			return err
		}
		if err := f(m, of[id]); err != nil {
			return err
		}
	}
	return nil
}

// extendSupport extends the measures. Who is named and was not covered is from here on.
func (p *posting) extendSupport() error {
	return p.measures(func(m resident.Measure, of []resident.ID) error {
		m, err := m.Extend(p.day, p.now)
		if err != nil {
			return err
		}
		m.Entry = string(p.entry)
		m.Together = slices.DeleteFunc(union(m.Together, of), func(id resident.ID) bool { return id == m.Applicant })
		if err := p.tx.PutMeasure(m); err != nil {
			return err
		}
		return p.note(audit.MeasureExtended, string(m.Applicant))
	})
}

// endSupport ends the measures for the persons, and for nobody else.
func (p *posting) endSupport() error {
	return p.measures(func(m resident.Measure, of []resident.ID) error {
		whose := m.Applicant
		m, err := m.EndFor(p.writer, p.now, of...)
		if err != nil {
			return err
		}
		m.Entry = string(p.entry)
		if err := p.tx.PutMeasure(m); err != nil {
			return err
		}
		return p.note(audit.MeasureEnded, string(whose))
	})
}

// setHold sets a hold on each person, or on their households.
func (p *posting) setHold() error {
	h := p.header
	hold := resident.Hold{Process: resident.Process(h.Int(notification.HoldProcess)), Level: resident.ErrorLevel, Start: p.dateOf(notification.ChangedOn),
		End: p.dateOf(notification.HoldUntil), Reason: resident.HoldReason(h.Int(notification.HoldCause)), Entry: string(p.entry)}
	if h.Int(notification.HoldLevel) == notification.HoldAlert {
		hold.Level = resident.AlertLevel
	}
	for i, r := range p.rows {
		hold.ID = string(p.entry)
		if i > 0 {
			hold.ID += "-" + string(r.ID)
		}
		hold.Resident, hold.Household = r.ID, ""
		if h.Int(notification.HoldTarget) == notification.HoldHousehold {
			hold.Resident, hold.Household = "", r.Household
		}
		set, err := resident.NewHold(hold, p.writer, p.now)
		if err != nil {
			return err
		}
		if err := p.tx.PutHold(set); err != nil {
			return err
		}
		if err := p.note(audit.HoldSet, string(set.Resident)+string(set.Household)); err != nil {
			return err
		}
	}
	return nil
}

// releaseHold releases the hold that the notification names.
func (p *posting) releaseHold() error {
	h, err := p.tx.Hold(p.header.Get(notification.HoldID))
	if err != nil {
		return err
	}
	on := slices.ContainsFunc(p.rows, func(r resident.Record) bool {
		return h.Resident != "" && h.Resident == r.ID || h.Household != "" && h.Household == r.Household
	})
	if !on {
		return resident.ErrProtection
	}
	if h, err = h.Release(p.writer, p.now); err != nil {
		return err
	}
	if err := p.tx.PutHold(h); err != nil {
		return err
	}
	return p.note(audit.HoldReleased, string(h.Resident)+string(h.Household))
}
