package intake

import (
	"slices"
	"strings"

	"madoguchi/app/certificate"
	"madoguchi/app/notification"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// A Place is where a value stands: an item of a person, or of the header.
type Place struct {
	Person int // or notification.Header
	Item   notification.Item
}

// A Mark tells how a block of the form stands.
type Mark struct {
	Page    int // notification.Header or a person
	Section string
	Filled  int // fields that have a value
	Missing int // required fields without one
	Stops   int // faults and errors found
	Alerts  int // alerts not acknowledged yet
}

// Done reports whether nothing is left to do in the block.
func (m Mark) Done() bool { return m.Missing == 0 && m.Stops == 0 && m.Alerts == 0 }

// asked are the optional items that Enter stops at, because papers usually say
// something there. Enter passes over every other optional item; Tab does not.
var asked = []notification.Item{
	notification.NotifierPhone, notification.NewBuilding, notification.PrevPostal, notification.PrevNumber, notification.PrevBuilding,
	notification.DestPostal, notification.DestNumber, notification.DestBuilding, notification.DestHead, notification.RemainingHead,
	notification.Code, notification.MyNumber, notification.Card, notification.FullReading,
	notification.FormerReading, notification.AliasReading, notification.LastNumber, notification.PrevAbroad, notification.DestAbroad,
	notification.BasisOn, notification.BasisFrom, notification.ParentRelation, notification.DeathPlace, notification.RomanName,
	notification.ForwardTo, notification.Perpetrator, notification.PerpetratorRelation, notification.PerpetratorAddress, notification.HoldUntil,
	notification.ToName, notification.ToReading, notification.ToRomanName, notification.ToBirth, notification.ToSex, notification.ToRelation,
	notification.ToDomicile, notification.ToDomicileHead, notification.ToTown, notification.ToNumber, notification.ToBuilding, notification.ToPrevTown,
	notification.ToAddressSince,
}

// Pages returns the pages in their order: the header and one a person.
func (p *Presenter) Pages() []int {
	pages := []int{notification.Header}
	for i := range p.entry.Content.Persons {
		pages = append(pages, i)
	}
	return pages
}

// Page returns the page shown.
func (p *Presenter) Page() int { return p.page }

// Sections returns the blocks of a page with the fields that are shown now.
func (p *Presenter) Sections(page int) []notification.Section {
	sections := p.schema.Visible(&p.entry.Content, page)
	staying := page != notification.Header && stays(p.entry.Content.Persons[page])
	for i := range sections {
		sections[i].Fields = slices.DeleteFunc(sections[i].Fields, func(f notification.Field) bool {
			return paper.Hidden(f.Item) || certificate.Is(f.Item) || // the certificate has a screen of its own
				staying && !f.Quoted && f.Item != notification.Part && f.Item != notification.Relation
		})
	}
	return slices.DeleteFunc(sections, func(s notification.Section) bool { return len(s.Fields) == 0 })
}

// Label returns the key of the label of an item of this kind of notification.
func (p *Presenter) Label(item notification.Item) words.Key {
	return paper.Label(p.entry.Content.Kind, item)
}

// places returns every place of a page in the order of the keyboard.
func (p *Presenter) places(page int) []Place {
	var all []Place
	for _, s := range p.Sections(page) {
		for _, f := range s.Fields {
			all = append(all, Place{page, f.Item})
		}
	}
	return all
}

// order returns every place of the form in the order of the keyboard.
func (p *Presenter) order() []Place {
	var all []Place
	for _, page := range p.Pages() {
		all = append(all, p.places(page)...)
	}
	return all
}

// field returns the field of a place.
func (p *Presenter) field(at Place) notification.Field {
	f, _ := p.schema.Field(at.Item, at.Person != notification.Header)
	return f
}

// Fixed reports whether the value of a place comes from the register and is not
// to be typed.
func (p *Presenter) Fixed(at Place) bool {
	if at.Item == notification.Part && at.Person != notification.Header {
		return fromRegister(p.entry.Content.Persons[at.Person]) // the household says who stays
	}
	if !p.field(at).Quoted {
		return false
	}
	if at.Person == notification.Header {
		return slices.ContainsFunc(p.entry.Content.Persons, fromRegister)
	}
	return fromRegister(p.entry.Content.Persons[at.Person])
}

// fromRegister reports whether a person was taken over from the register.
func fromRegister(v notification.Values) bool { return v.Has(notification.BaseVersion) }

// Needed reports whether Enter stops at a place: something is wrong there, it is
// required and empty, or it is usually filled in and was not passed yet.
func (p *Presenter) Needed(at Place) bool {
	f := p.field(at)
	switch {
	case p.Fixed(at):
		return false
	case p.stopped(at), p.begun(at):
		return true
	case p.entry.Content.Of(at.Person).Has(at.Item):
		return false
	case f.Required:
		return true
	}
	return slices.Contains(asked, at.Item) && !p.passed[at] && p.said(at)
}

// begun reports whether a name or its reading is a family name with the space behind it:
// copied from the one before, or from the household, and waiting for the given name.
func (p *Presenter) begun(at Place) bool {
	return strings.HasSuffix(p.entry.Content.Of(at.Person).Get(at.Item), "　")
}

// said reports whether a paper may say anything at a place: the reading of a former name
// only with the name.
func (p *Presenter) said(at Place) bool {
	name, ok := readings[at.Item]
	return !ok || at.Item == notification.FullReading || p.entry.Content.Of(at.Person).Has(name)
}

// Next returns where Enter leads from a place: to the next needed one, from the
// end back to the first. False says that nothing is needed any more.
func (p *Presenter) Next(from Place) (Place, bool) {
	all := p.order()
	start := slices.Index(all, from) + 1
	for i := range all {
		at := all[(start+i)%len(all)]
		if at != from && p.Needed(at) {
			return at, true
		}
	}
	return Place{}, false
}

// Previous returns the place before, also on the page before.
func (p *Presenter) Previous(from Place) (Place, bool) {
	all := p.order()
	for i := slices.Index(all, from) - 1; i >= 0; i-- {
		if !p.Fixed(all[i]) {
			return all[i], true
		}
	}
	return Place{}, false
}

// Marks returns how every block of the form stands, in order.
func (p *Presenter) Marks() []Mark {
	var marks []Mark
	for _, page := range p.Pages() {
		for _, s := range p.Sections(page) {
			m := Mark{Page: page, Section: s.Key}
			for _, f := range s.Fields {
				p.count(&m, Place{page, f.Item}, f)
			}
			marks = append(marks, m)
		}
	}
	return marks
}

func (p *Presenter) count(m *Mark, at Place, f notification.Field) {
	switch {
	case p.entry.Content.Of(at.Person).Has(at.Item):
		m.Filled++
	case f.Required && p.typed[at] == "":
		m.Missing++
	}
	for _, problem := range p.Problems(at) {
		switch {
		case problem.Stops:
			m.Stops++
		case !problem.Acknowledged:
			m.Alerts++
		}
	}
}

// reindexed returns m after person gone was taken out.
func reindexed[V any](m map[Place]V, gone int) map[Place]V {
	out := make(map[Place]V, len(m))
	for at, v := range m {
		switch {
		case at.Person == gone:
			continue
		case at.Person > gone:
			at.Person--
		}
		out[at] = v
	}
	return out
}
