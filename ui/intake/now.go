package intake

import (
	"slices"
	"strconv"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// recorded are the items that put something right, with what stands in the record now
// as canonical text.
var recorded = map[notification.Item]func(resident.Record) string{
	notification.ToName:             func(r resident.Record) string { return r.Name },
	notification.ToReading:          func(r resident.Record) string { return r.Reading },
	notification.ToRomanName:        func(r resident.Record) string { return r.RomanName },
	notification.ToBirth:            func(r resident.Record) string { return r.Birth.String() },
	notification.ToSex:              func(r resident.Record) string { return strconv.Itoa(int(r.Sex)) },
	notification.ToRelation:         func(r resident.Record) string { return r.Relationship },
	notification.ToDomicile:         func(r resident.Record) string { return r.Domicile },
	notification.ToDomicileHead:     func(r resident.Record) string { return r.DomicileHead },
	notification.ToTown:             func(r resident.Record) string { return r.Address.Town },
	notification.ToNumber:           func(r resident.Record) string { return r.Address.Number },
	notification.ToBuilding:         func(r resident.Record) string { return r.Address.Building },
	notification.ToPrevTown:         func(r resident.Record) string { return r.Previous.String() },
	notification.ToAddressSince:     func(r resident.Record) string { return r.AddressSince.String() },
	notification.RegisteredDomicile: func(r resident.Record) string { return r.Domicile },
	notification.DomicileHead:       func(r resident.Record) string { return r.DomicileHead },
	notification.Nationality:        stay(func(s resident.Stay) string { return s.Nationality }),
	notification.ResidenceStatus:    stay(func(s resident.Stay) string { return s.Status }),
	notification.ResidencePeriod:    stay(func(s resident.Stay) string { return s.Period }),
	notification.ResidenceExpiry:    stay(func(s resident.Stay) string { return s.Expiry.String() }),
	notification.ResidenceCard:      stay(func(s resident.Stay) string { return s.Card }),
}

// recordedLabel are the labels of what no form has but as a correction.
var recordedLabel = map[notification.Item]words.Key{
	notification.ToPrevTown: words.RecordPrevious, notification.ToAddressSince: words.RecordAddressSince,
}

func stay(of func(resident.Stay) string) func(resident.Record) string {
	return func(r resident.Record) string {
		if r.Stay == nil {
			return ""
		}
		return of(*r.Stay)
	}
}

// Now returns what the record says now of the items of a page that put something right,
// in the order of the form.
func (p *Presenter) Now(page int) []Line {
	if page == notification.Header || !p.entry.Content.Kind.Quotes() {
		return nil
	}
	r, ok := p.member(page)
	if !ok {
		return nil
	}
	var lines []Line
	for _, at := range p.places(page) {
		of := recorded[at.Item]
		if of == nil {
			continue
		}
		f, value := p.field(at), of(r)
		if value == "" {
			continue
		}
		item, label := at.Item, recordedLabel[at.Item]
		for _, pair := range notification.Correctable() {
			if pair[0] == at.Item {
				item = pair[1]
			}
		}
		if label == "" {
			label = p.Label(item)
		}
		f.Item = item // its choices have names
		lines = append(lines, Line{
			At: at, Label: label, Name: f.Type == notification.Name,
			Text: p.typist().Long(f, p.western(at), value),
		})
	}
	return lines
}

// member returns the record that a person was taken from.
func (p *Presenter) member(person int) (resident.Record, bool) {
	id := p.entry.Content.Persons[person].Get(notification.PersonID)
	i := slices.IndexFunc(p.members, func(m Member) bool { return string(m.Record.ID) == id })
	if i < 0 || id == "" {
		return resident.Record{}, false
	}
	return p.members[i].Record, true
}

// historyItems are those that name a row of the history.
var historyItems = []notification.Item{notification.CancelHistory, notification.WrongHistory}

// Rows returns the history of a person, the newest row first, nil when it is not known:
// then the number is typed.
func (p *Presenter) Rows(person int) []resident.Record {
	if person == notification.Header {
		return nil
	}
	return p.rows[resident.ID(p.entry.Content.Persons[person].Get(notification.PersonID))]
}

// AsksRow reports whether a page asks for a row of the history.
func (p *Presenter) AsksRow(page int) bool {
	return slices.ContainsFunc(p.places(page), func(at Place) bool { return slices.Contains(historyItems, at.Item) })
}

// RowText tells a row of the history: why it was written, and when.
func (p *Presenter) RowText(r resident.Record) string {
	return words.T(words.IntakeRow, words.T(words.Cause(int(r.Cause))), words.Day(r.ChangedOn), words.Day(r.ProcessedOn))
}

// followRow writes down which entry wrote the row that is cancelled.
func (p *Presenter) followRow(at Place) {
	if at.Item != notification.CancelHistory {
		return
	}
	value := p.entry.Content.Of(at.Person).Get(at.Item)
	for _, r := range p.Rows(at.Person) {
		if strconv.Itoa(r.History) == value {
			p.put(Place{notification.Header, notification.CancelEntry}, r.Entry)
		}
	}
}
