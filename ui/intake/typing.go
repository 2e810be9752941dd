package intake

import (
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/paper"
)

// Value returns what stands in the field of a place.
func (p *Presenter) Value(at Place) string {
	if text, ok := p.typed[at]; ok {
		return text
	}
	if text := p.guarded(at); text != "" && p.Fixed(at) {
		return text
	}
	f := p.field(at)
	v := p.entry.Content.Of(at.Person)
	return p.typist().Show(f, p.western(at), v.Get(at.Item))
}

// western reports whether a date is shown in the Gregorian year: also the birth of who
// was taken over from the register as a foreign resident (STD 1.1.9), of whom the form
// does not say that.
func (p *Presenter) western(at Place) bool {
	if at.Person != notification.Header && (at.Item == notification.Birth || at.Item == notification.ToBirth) {
		if r, ok := p.member(at.Person); ok && r.Class == resident.Foreign {
			return true
		}
	}
	return paper.Western(at.Item, *p.entry.Content.Of(at.Person))
}

// Echo returns what stands beside the field of a place while text stands in it: how
// it is understood. What is not understood is for the problems to tell.
func (p *Presenter) Echo(at Place, text string) string {
	f := p.field(at)
	value, _ := p.typist().Parse(f, text)
	switch f.Type {
	case notification.Postal:
		return p.townEcho(at, value)
	case notification.Relationship:
		if value != text {
			return value
		}
		return ""
	}
	if at.Item == notification.NoticeFrom && value != "" {
		return p.cfg.Gazetteer.City(value)
	}
	return p.typist().Echo(f, p.western(at), value, p.today())
}

// fault says what is wrong with what was typed at a place.
func (p *Presenter) fault(at Place) paper.Fault {
	text, ok := p.typed[at]
	if !ok {
		return paper.Fault{}
	}
	_, fault := p.typist().Parse(p.field(at), text)
	return fault
}

// writes reports whether the form or a part of it can be written on.
func (p *Presenter) writes() bool {
	return p.stage == Filling || p.stage == Arranging || p.stage == Comparing
}

// Type takes what stands in a field in, at every keystroke. Text that is no value
// yet is kept beside the content.
func (p *Presenter) Type(at Place, text string) {
	if !p.writes() || p.Fixed(at) {
		return
	}
	if p.stage == Filling {
		p.at = at
	}
	f := p.field(at)
	values := p.entry.Content.Of(at.Person)
	before, beside := values.Get(at.Item), p.typed[at]
	canonical, fault := p.typist().Parse(f, text)
	delete(p.typed, at)
	if !fault.IsZero() {
		p.typed[at] = text
	}
	values.Set(at.Item, canonical)
	if canonical == before && p.typed[at] == beside {
		return // a field that was only passed leaves no draft behind
	}
	p.touch()
	if canonical == before {
		return
	}
	p.forget(at)
	delete(p.taken, at)
	p.differ(at)
	p.changed(at)
}

// changed follows a value up: other fields may be shown now, a postal code names
// its town.
func (p *Presenter) changed(at Place) {
	p.follow(at)
	if p.conditional(at.Item) {
		p.view.ShowPage()
	}
	if p.field(at).Type == notification.Postal {
		p.lookUp(at)
	}
	p.view.ShowMarks()
}

// follow writes down what follows from a value: who heads the rest, which entry wrote a
// row.
func (p *Presenter) follow(at Place) {
	switch at.Item {
	case notification.RemainingHead:
		if id := p.remainingHead(); len(p.members) > 0 && id != "" {
			p.setStaying(id)
			p.view.ShowPage()
		}
	case notification.TargetHouseholdID:
		p.sought = ""
		if id := p.entry.Content.Header.Get(at.Item); len(p.target) > 0 && string(p.target[0].Household) != id {
			p.target = nil
		}
	case notification.ChangedOn:
		p.followBirth()
	default:
		p.followRow(at)
	}
}

// followBirth writes the day of a birth down as the child's date of birth: they are one
// (E08).
func (p *Presenter) followBirth() {
	if f, ok := p.schema.Field(notification.ChangedOn, false); ok && f.Label == "born_on" {
		p.put(Place{0, notification.Birth}, p.entry.Content.Header.Get(notification.ChangedOn))
	}
}

// conditional reports whether a field or block is shown by what an item says.
func (p *Presenter) conditional(item notification.Item) bool {
	for _, s := range p.schema.Sections {
		if s.When.Item == item {
			return true
		}
		for _, f := range s.Fields {
			if f.When.Item == item {
				return true
			}
		}
	}
	return false
}

// Left notes that the keyboard has left a field: from now on faults show there,
// and the text stands as it was understood.
func (p *Presenter) Left(at Place) {
	if !p.writes() {
		return
	}
	if p.stage == Filling {
		p.at = at
	}
	p.left[at] = true
	p.view.ShowPlace(at)
	p.view.ShowMarks()
	p.seekTarget(at)
}
