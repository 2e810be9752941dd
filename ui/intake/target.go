package intake

import (
	"errors"
	"slices"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/serial"
	"madoguchi/ui/words"
)

// Target returns the household that the persons join, nil if it was not looked up.
func (p *Presenter) Target() []resident.Record { return p.target }

// asksHousehold opens the search for the household that the persons join, when its
// field is left empty. What comes of it is [Presenter.Quote]d.
func (p *Presenter) asksHousehold(at Place) bool {
	if at.Item != notification.TargetHouseholdID || p.passed[at] || p.Value(at) != "" {
		return false
	}
	p.passed[at] = true // a second Enter leaves it empty
	p.joining = at
	p.cfg.Guide.PickResident(p.entry.Content.Kind)
	return true
}

// joined takes the household of a resident as the one that the persons join: its number,
// and where the form asks for an address, that.
func (p *Presenter) joined(at Place, members []resident.Record, err error) {
	current := slices.DeleteFunc(slices.Clone(members), func(r resident.Record) bool { return !r.Status.Current() })
	if err != nil || len(current) == 0 {
		p.enter(Filling)
		p.view.Say(Message{Alert, notQuoted(err), nil})
		return
	}
	p.entry.Content.Header.Set(notification.TargetHouseholdID, "")
	filled := p.join(current)
	p.touch()
	p.at = at
	p.enter(Filling)
	if next, ok := p.Next(at); ok {
		p.Go(next)
	}
	if filled > 0 {
		p.view.Say(Message{Info, words.IntakeCopied, []any{filled}})
	}
}

// seekTarget looks the household up whose number was typed, beside the typing: what
// comes of it stands below the number and in the picture of the households. Without a
// line nothing is said; the registry compares it later.
func (p *Presenter) seekTarget(at Place) {
	id := resident.HouseholdID(p.entry.Content.Header.Get(notification.TargetHouseholdID))
	if at.Item != notification.TargetHouseholdID || p.stage != Filling || id == "" || serial.Check(string(id)) != nil ||
		id == p.sought || len(p.target) > 0 && p.target[0].Household == id {
		return
	}
	p.sought = id
	entry := p.entry.ID
	p.cfg.Run(func() func() {
		members, err := p.cfg.Desk.OpenHousehold(p.ctx, id, counter.ForNotification)
		return func() {
			if p.entry != nil && p.entry.ID == entry && string(id) == p.entry.Content.Header.Get(notification.TargetHouseholdID) {
				p.found(at, members, err)
			}
		}
	})
}

// found takes over what came of [Presenter.seekTarget].
func (p *Presenter) found(at Place, members []resident.Record, err error) {
	current := slices.DeleteFunc(slices.Clone(members), func(r resident.Record) bool { return !r.Status.Current() })
	switch {
	case errors.Is(err, counter.ErrGone), err == nil && len(current) == 0:
		p.view.Say(Message{Alert, words.IntakeHouseholdUnknown, nil})
		return
	case err != nil:
		p.sought = "" // to be tried again
		return
	}
	p.join(current)
	p.touch()
	if p.stage == Filling {
		p.view.ShowPage()
	}
	p.view.ShowPlace(at)
	p.view.ShowMarks()
}

// join makes a household the one that the persons join, and returns how many items of
// theirs that filled in.
func (p *Presenter) join(current []resident.Record) (filled int) {
	p.target = current
	h := &p.entry.Content.Header
	there := current[0].Address
	set := func(item notification.Item, value string) {
		if _, ok := p.schema.Field(item, false); ok && !h.Has(item) {
			p.put(Place{notification.Header, item}, value)
		}
	}
	set(notification.TargetHouseholdID, string(current[0].Household))
	set(notification.TargetHousehold, "2")
	set(notification.NewPostal, there.Postal)
	set(notification.NewWard, there.Ward)
	set(notification.NewTownship, there.Town)
	set(notification.NewNumber, there.Number)
	set(notification.NewBuilding, there.Building)
	return p.joinHead(current)
}

// put writes a value at a place as if it had been typed.
func (p *Presenter) put(at Place, value string) {
	delete(p.typed, at)
	p.forget(at)
	p.entry.Content.Of(at.Person).Set(at.Item, value)
}

// joinHead prepares persons for the head they come to. What they were to another one
// does not hold any more; a newborn child has the family name and the domicile of the
// household.
func (p *Presenter) joinHead(household []resident.Record) (filled int) {
	i := slices.IndexFunc(household, func(r resident.Record) bool { return r.IsHead() })
	if i < 0 {
		return 0
	}
	head := household[i]
	for j := range p.entry.Content.Persons {
		if p.is(notification.Regroups) && p.entry.Content.Kind.Quotes() && p.asRecorded(j) {
			p.put(Place{j, notification.Relation}, "")
		}
	}
	if !p.is(notification.Newcomers | notification.Single) {
		return 0
	}
	child := &p.entry.Content.Persons[0]
	for _, v := range []struct {
		item  notification.Item
		value string
	}{
		{notification.ResidentClass, map[bool]string{true: "1", false: "2"}[head.Class != resident.Foreign]},
		{notification.FullName, family(head.Name)}, {notification.FullReading, family(head.Reading)},
		{notification.RegisteredDomicile, head.Domicile}, {notification.DomicileHead, head.DomicileHead},
	} {
		if v.value != "" && !child.Has(v.item) {
			p.put(Place{0, v.item}, v.value)
			filled++
		}
	}
	return filled
}

// asRecorded reports whether a person's relationship is still what the record says, and
// nobody has gone over it.
func (p *Presenter) asRecorded(person int) bool {
	if p.left[Place{person, notification.Relation}] {
		return false
	}
	v := p.entry.Content.Persons[person]
	return !slices.ContainsFunc(p.members, func(m Member) bool {
		return string(m.Record.ID) == v.Get(notification.PersonID) && m.Record.Relationship != v.Get(notification.Relation)
	})
}

// strangers are members of a household that no person is taken from, to be kept like
// those.
func strangers(records []resident.Record) []Member {
	var out []Member
	for _, r := range records {
		out = append(out, Member{Record: r})
	}
	return out
}
