package intake

import (
	"slices"
	"strconv"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// Choose shows the household again, to change who is concerned.
func (p *Presenter) Choose() {
	switch {
	case len(p.members) == 0:
		p.view.Say(Message{Info, words.IntakeNoHousehold, nil})
	case p.everybodyStays() || p.everybodyMoves():
		p.view.Say(Message{Info, words.IntakeWholeHousehold, nil})
	case p.stage == Filling:
		p.enter(Choosing)
	}
}

// Toggle changes whether a member is concerned. Where the form is about one person it
// is that one and nobody else.
func (p *Presenter) Toggle(i int) {
	if p.stage != Choosing || i < 0 || i >= len(p.members) || !p.members[i].Current {
		return
	}
	if p.is(notification.Single) {
		for j := range p.members {
			p.members[j].Moves = j == i
		}
	} else {
		p.members[i].Moves = !p.members[i].Moves
	}
	p.view.ShowMarks()
}

// One reports whether the form is about one resident, so that choosing one is choosing
// no other.
func (p *Presenter) One() bool { return p.is(notification.Single) }

// Take chooses a member of a household that the form takes one of, and goes on.
func (p *Presenter) Take(i int) {
	if p.stage != Choosing || i < 0 || i >= len(p.members) {
		return
	}
	if p.One() {
		p.Toggle(i)
	}
	p.TakeChosen()
}

// Concerned returns how many persons the entry is about, without those who stay.
func (p *Presenter) Concerned() int {
	n := 0
	for _, v := range p.entry.Content.Persons {
		if !stays(v) || p.everybodyStays() {
			n++
		}
	}
	return n
}

// TakeChosen makes persons of the members who are concerned, quotes the address they
// have and says whether it is the whole household. What was typed for a person before
// is kept. Where somebody else has to become head, that is asked next (A02).
func (p *Presenter) TakeChosen() {
	if p.stage != Choosing {
		return
	}
	if !slices.ContainsFunc(p.members, func(m Member) bool { return m.Moves }) {
		p.view.Say(Message{Alert, words.IntakeNobody, nil})
		return
	}
	p.take()
}

func (p *Presenter) take() {
	typed, head := p.entry.Content.Persons, p.remainingHead()
	var persons []notification.Values
	for _, m := range p.members {
		switch {
		case m.Moves:
			persons = append(persons, p.part(p.person(m.Record, typed), notification.PartMoves))
		case m.Current && p.everybodyStays():
			persons = append(persons, p.part(p.person(m.Record, typed), notification.PartStays))
		}
	}
	p.entry.Content.Persons = persons
	p.quoteHeader()
	p.quoteProtection()
	p.settleHeads()
	if head == p.remainingHead() {
		p.keepCorrected(typed)
	}
	p.afterTaking()
	p.touch()
	p.fetchRows()
	if p.Arranges() {
		p.enter(Arranging)
		return
	}
	p.enter(Filling)
}

// keepCorrected puts back what was said of who stays before, to the same head.
func (p *Presenter) keepCorrected(typed []notification.Values) {
	for _, before := range typed {
		i := p.personOf(resident.ID(before.Get(notification.PersonID)))
		if stays(before) && before.Has(notification.Relation) && i >= 0 && stays(p.entry.Content.Persons[i]) {
			p.entry.Content.Persons[i].Set(notification.Relation, before.Get(notification.Relation))
		}
	}
}

// fetchRows fetches the histories that a form needs of members who were not searched
// for. Without a line the number of the row is typed.
func (p *Presenter) fetchRows() {
	if !slices.ContainsFunc(historyItems, p.on) {
		return
	}
	entry := p.entry.ID
	for i := range p.entry.Content.Persons {
		id := resident.ID(p.entry.Content.Persons[i].Get(notification.PersonID))
		if p.rows[id] != nil || id == "" {
			continue
		}
		p.cfg.Run(func() func() {
			opened, err := p.cfg.Desk.OpenRecord(p.ctx, id, counter.ForNotification)
			return func() {
				if err != nil || p.entry == nil || p.entry.ID != entry {
					return
				}
				p.rows[id] = opened.History
				p.view.ShowPage()
			}
		})
	}
}

// afterTaking forgets what was said of persons by their places: they are others now.
func (p *Presenter) afterTaking() {
	p.typed, p.left, p.passed = map[Place]string{}, map[Place]bool{}, map[Place]bool{}
	p.findings, p.acks = nil, map[notification.Finding]string{}
	p.page, p.at = notification.Header, Place{}
}

// part writes down whether a person moves or stays, where the form asks.
func (p *Presenter) part(v notification.Values, part int) notification.Values {
	if p.on(notification.Part) {
		v.Set(notification.Part, strconv.Itoa(part))
	}
	return v
}
