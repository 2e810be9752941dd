package intake

import (
	"slices"
	"strings"

	"madoguchi/app/notification"
	"madoguchi/ui/words"
)

// AddsPersons reports whether persons can be added by hand: not where the household says
// who they are, nor where the form is about one.
func (p *Presenter) AddsPersons() bool { return len(p.members) == 0 && !p.is(notification.Single) }

// AddPerson adds a person and shows their page.
func (p *Presenter) AddPerson() {
	persons := &p.entry.Content.Persons
	if p.stage != Filling {
		return
	}
	if len(*persons) >= notification.MaxPersons {
		p.view.Say(Message{Alert, words.IntakeTooMany, []any{notification.MaxPersons}})
		return
	}
	*persons = append(*persons, notification.Values{})
	p.touch()
	p.showPerson(len(*persons) - 1)
}

// RemovePerson takes the person of the page away. The last one stays: a
// notification is of somebody.
func (p *Presenter) RemovePerson() {
	persons := &p.entry.Content.Persons
	gone := p.page
	if p.stage != Filling || gone == notification.Header {
		p.view.Say(Message{Alert, words.IntakeNoPersonHere, nil})
		return
	}
	if len(*persons) == 1 {
		p.view.Say(Message{Alert, words.IntakeLastPerson, nil})
		return
	}
	*persons = slices.Delete(*persons, gone, gone+1)
	p.typed, p.left, p.passed = reindexed(p.typed, gone), reindexed(p.left, gone), reindexed(p.passed, gone)
	p.taken = reindexed(p.taken, gone)
	p.findings, p.acks = nil, map[notification.Finding]string{} // they name persons by their place
	p.touch()
	p.showPerson(min(gone, len(*persons)-1))
}

func (p *Presenter) showPerson(i int) {
	p.page, p.at = i, Place{}
	p.view.ShowPage()
	p.view.ShowMarks()
	p.view.Focus(p.First())
}

// shared are the items that members of a family usually have in common (STD 4.0.10). A
// former name (旧氏), an alias (通称) and what was confirmed are each person's own.
var shared = []notification.Item{
	notification.ResidentClass, notification.RegisteredDomicile, notification.DomicileHead,
	notification.Nationality, notification.Article30_45,
}

// Copy fills what is empty on the page from the person before: family name,
// class, domicile. The first person is given the notifier's name, if they are the
// same.
func (p *Presenter) Copy() {
	if p.stage != Filling || p.page == notification.Header {
		p.view.Say(Message{Alert, words.IntakeNoPersonHere, nil})
		return
	}
	values := &p.entry.Content.Persons[p.page]
	filled := 0
	fill := func(item notification.Item, value string) {
		at := Place{p.page, item}
		if value == "" || values.Has(item) || p.typed[at] != "" || !p.on(item) {
			return
		}
		values.Set(item, value)
		filled++
	}
	if p.page == 0 {
		if h := p.entry.Content.Header; h.Int(notification.NotifierRelation) == notification.RelationSelf {
			fill(notification.FullName, h.Get(notification.NotifierName))
		}
	} else {
		before := p.entry.Content.Persons[p.page-1]
		for _, item := range shared {
			fill(item, before.Get(item))
		}
		fill(notification.FullName, family(before.Get(notification.FullName)))
		fill(notification.FullReading, family(before.Get(notification.FullReading)))
	}
	if filled == 0 {
		p.view.Say(Message{Info, words.IntakeNothingToCopy, nil})
		return
	}
	p.touch()
	p.view.ShowPage()
	p.view.ShowMarks()
	p.view.Focus(p.at)
	p.view.Say(Message{Info, words.IntakeCopied, []any{filled}})
}

// on reports whether the form has an item for persons.
func (p *Presenter) on(item notification.Item) bool {
	_, ok := p.schema.Field(item, true)
	return ok
}

// family returns the family name with the space after it, ready for the given name.
func family(name string) string {
	before, _, ok := strings.Cut(name, "　")
	if !ok {
		return ""
	}
	return before + "　"
}
