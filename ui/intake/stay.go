package intake

import (
	"slices"
	"strconv"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// A Heading is a household that needs a head: the one that is left, the one that the
// persons make, or the one they join, whose head may be another one after that.
type Heading struct {
	Of      household.Place // household.Here, household.New or household.Joined
	Options []resident.Record
	Chosen  resident.ID // "" for nobody yet
}

// Headings returns the households whose head has to be said, in the order of the
// picture. A household of one is headed by that one.
func (p *Presenter) Headings() []Heading {
	var all []Heading
	if p.hasRemainingHead() && (p.headMoves() || p.everybodyStays()) && len(p.Staying()) > 1 {
		all = append(all, Heading{household.Here, p.Staying(), p.remainingHead()})
	}
	if p.makesHousehold() && len(p.moving()) > 1 {
		all = append(all, Heading{household.New, p.moving(), p.movingHead()})
	}
	if len(p.target) > 0 && p.on(notification.Part) && len(p.members) > 0 {
		all = append(all, Heading{household.Joined, slices.Concat(p.target, p.moving()), p.joinedHead()})
	}
	return all
}

// Arranges reports whether a head has to be said before the form can be right (A02).
func (p *Presenter) Arranges() bool {
	return slices.ContainsFunc(p.Headings(), func(h Heading) bool { return h.Chosen == "" })
}

func (p *Presenter) hasRemainingHead() bool {
	_, ok := p.schema.Field(notification.RemainingHead, false)
	return ok
}

func (p *Presenter) remainingHead() resident.ID {
	return resident.ID(p.entry.Content.Header.Get(notification.RemainingHead))
}

// makesHousehold reports whether the persons make a household of their own.
func (p *Presenter) makesHousehold() bool {
	h := p.entry.Content.Header
	return len(p.members) > 0 && p.is(notification.Regroups) && !p.is(notification.Leaves) && !p.everybodyStays() && !p.everybodyMoves() &&
		!h.Has(notification.TargetHouseholdID) && h.Int(notification.TargetHousehold) != notification.HouseholdExisting && !p.mustJoin()
}

// mustJoin reports whether the form names a household to join in any case.
func (p *Presenter) mustJoin() bool {
	f, ok := p.schema.Field(notification.TargetHouseholdID, false)
	return ok && f.Required && f.When.Item == ""
}

// moving returns the members whom the entry is about.
func (p *Presenter) moving() []resident.Record {
	var all []resident.Record
	for _, m := range p.members {
		if m.Moves {
			all = append(all, m.Record)
		}
	}
	return all
}

// movingHead returns who heads those who move.
func (p *Presenter) movingHead() resident.ID {
	for _, v := range p.entry.Content.Persons {
		if !stays(v) && v.Get(notification.Relation) == resident.Head {
			return resident.ID(v.Get(notification.PersonID))
		}
	}
	return ""
}

// stays reports whether a person stays, and only what they are to the head changes.
func stays(v notification.Values) bool { return v.Int(notification.Part) == notification.PartStays }

// settleHeads says who heads a household of one, and drops a head who does not stay.
func (p *Presenter) settleHeads() {
	staying, head := p.Staying(), p.remainingHead()
	switch {
	case !p.hasRemainingHead() || p.everybodyStays():
	case !p.headMoves() || !slices.ContainsFunc(staying, func(r resident.Record) bool { return r.ID == head }):
		p.entry.Content.Header.Set(notification.RemainingHead, "")
		if p.headMoves() && len(staying) == 1 {
			p.setStaying(staying[0].ID)
		}
	default:
		p.setStaying(head)
	}
	if moving := p.moving(); p.makesHousehold() && len(moving) == 1 {
		p.entry.Content.Persons[0].Set(notification.Relation, resident.Head)
	}
}

// SetHead says who heads a household, and proposes what everybody else is to them.
func (p *Presenter) SetHead(of household.Place, id resident.ID) {
	if p.stage != Arranging && p.stage != Filling {
		return
	}
	switch of {
	case household.Here:
		p.setStaying(id)
	case household.Joined:
		p.setJoined(id)
	default:
		p.setMoving(id)
	}
	p.findings, p.acks = nil, map[notification.Finding]string{} // they name persons by their place
	p.touch()
	p.view.ShowPage()
	p.view.ShowMarks()
}

// household returns the current members as they are recorded.
func (p *Presenter) household() []resident.Record {
	var all []resident.Record
	for _, m := range p.members {
		if m.Record.Status.Current() {
			all = append(all, m.Record)
		}
	}
	return all
}

// setStaying writes the head of those who stay down, and everybody who stays as a
// person: also who is called the same by the new head, for it has to be looked at. Only
// 縁故者 and 同居人 are that to every head.
func (p *Presenter) setStaying(id resident.ID) {
	content := &p.entry.Content
	content.Header.Set(notification.RemainingHead, string(id))
	typed := content.Persons
	content.Persons = slices.DeleteFunc(slices.Clone(typed), func(v notification.Values) bool { return stays(v) && !p.ofTarget(v) })
	if !p.on(notification.Part) {
		return // a form of before
	}
	for _, proposal := range household.Recompute(p.household(), id) {
		i := slices.IndexFunc(p.members, func(m Member) bool { return m.Record.ID == proposal.ID })
		if p.members[i].Moves || household.StandsAlone(proposal.Before) && !p.everybodyStays() {
			continue
		}
		p.addStaying(p.members[i].Record, proposal.After)
	}
	p.typed, p.left, p.passed = onHeader(p.typed), onHeader(p.left), onHeader(p.passed)
}

// addStaying adds somebody who stays, as far as the form has room.
func (p *Presenter) addStaying(r resident.Record, relation string) {
	v := p.part(p.identified(r), notification.PartStays)
	v.Set(notification.Relation, relation)
	if persons := &p.entry.Content.Persons; len(*persons) < notification.MaxPersons {
		*persons = append(*persons, v)
	}
}

// ofTarget reports whether a person lives in the household that is joined.
func (p *Presenter) ofTarget(v notification.Values) bool {
	return slices.ContainsFunc(p.target, func(r resident.Record) bool { return string(r.ID) == v.Get(notification.PersonID) })
}

// joinedHead returns who heads the household that is joined, after that.
func (p *Presenter) joinedHead() resident.ID {
	said := false
	for _, v := range p.entry.Content.Persons {
		if !stays(v) || p.ofTarget(v) {
			if v.Get(notification.Relation) == resident.Head {
				return resident.ID(v.Get(notification.PersonID))
			}
			said = said || stays(v)
		}
	}
	i := slices.IndexFunc(p.target, func(r resident.Record) bool { return r.IsHead() })
	if said || i < 0 {
		return ""
	}
	return p.target[i].ID
}

// setJoined writes down who heads the household that is joined. When it is another one,
// everybody there is on the form as one who stays; what they are to somebody who comes
// does not follow from the register and is typed.
func (p *Presenter) setJoined(id resident.ID) {
	content := &p.entry.Content
	before := p.joinedHead()
	content.Persons = slices.DeleteFunc(slices.Clone(content.Persons), func(v notification.Values) bool { return stays(v) && p.ofTarget(v) })
	p.typed, p.left, p.passed = onHeader(p.typed), onHeader(p.left), onHeader(p.passed)
	if i := p.personOf(before); i >= 0 && before != id && p.inTarget(id) {
		p.put(Place{i, notification.Relation}, "") // who came is not head after all
	}
	switch {
	case !p.inTarget(id):
		p.setMoving(id)
		for _, r := range p.target {
			relation := ""
			if household.StandsAlone(r.Relationship) {
				relation = r.Relationship
			}
			p.addStaying(r, relation)
		}
	case !p.headsTarget(id):
		for i, proposal := range household.Recompute(p.target, id) {
			p.addStaying(p.target[i], proposal.After)
		}
	}
}

func (p *Presenter) inTarget(id resident.ID) bool {
	return slices.ContainsFunc(p.target, func(r resident.Record) bool { return r.ID == id })
}

// headsTarget reports whether somebody heads the household that is joined as recorded.
func (p *Presenter) headsTarget(id resident.ID) bool {
	return slices.ContainsFunc(p.target, func(r resident.Record) bool { return r.ID == id && r.IsHead() })
}

// onHeader returns what of m is on the header: persons have other places now.
func onHeader[V any](m map[Place]V) map[Place]V {
	out := map[Place]V{}
	for at, v := range m {
		if at.Person == notification.Header {
			out[at] = v
		}
	}
	return out
}

// identified returns the values that say who a resident is, and no more.
func (p *Presenter) identified(r resident.Record) notification.Values {
	var v notification.Values
	v.Set(notification.PersonID, string(r.ID))
	v.Set(notification.BaseVersion, strconv.Itoa(r.History))
	v.Set(notification.FullName, r.Name)
	v.Set(notification.FullReading, r.Reading)
	v.Set(notification.Birth, r.Birth.String())
	v.Set(notification.Sex, strconv.Itoa(int(r.Sex)))
	return v
}

// setMoving writes down what everybody who moves is to one of them.
func (p *Presenter) setMoving(id resident.ID) {
	for _, proposal := range household.Recompute(p.household(), id) {
		if i := p.personOf(proposal.ID); i >= 0 && !stays(p.entry.Content.Persons[i]) {
			p.put(Place{i, notification.Relation}, proposal.After)
		}
	}
}

// personOf returns which person a resident is, -1 for none.
func (p *Presenter) personOf(id resident.ID) int {
	return slices.IndexFunc(p.entry.Content.Persons, func(v notification.Values) bool {
		return id != "" && v.Get(notification.PersonID) == string(id)
	})
}

// Proposed tells what a relationship was before and how it was proposed, "" where there
// is nothing to tell. check says that the paper or the 戸籍 has to be looked at.
func (p *Presenter) Proposed(at Place) (text string, check bool) {
	if at.Person == notification.Header || at.Item != notification.Relation && at.Item != notification.ToRelation {
		return "", false
	}
	v := p.entry.Content.Persons[at.Person]
	id := resident.ID(v.Get(notification.PersonID))
	i := slices.IndexFunc(p.members, func(m Member) bool { return m.Record.ID == id })
	if i < 0 {
		return "", false
	}
	head := p.movingHead()
	if stays(v) {
		head = p.remainingHead()
	}
	before := p.members[i].Record.Relationship
	if head == "" || p.is(notification.Leaves) && !stays(v) {
		return words.T(words.IntakeRelationNow, before), false
	}
	for _, proposal := range household.Recompute(p.household(), head) {
		if proposal.ID != id || proposal.After == proposal.Before {
			continue
		}
		switch {
		case proposal.Certainty == household.Unknown:
			return words.T(words.IntakeRelationUnknown, before), true
		case proposal.After != v.Get(at.Item):
		case proposal.Certainty == household.Check:
			return words.T(words.IntakeRelationCheck, before, proposal.Path), true
		default:
			return words.T(words.IntakeRelationSure, before), false
		}
	}
	return words.T(words.IntakeRelationNow, before), false
}

// Pictured reports whether the entry changes households.
func (p *Presenter) Pictured() bool { return household.Pictured(p.entry.Content.Kind) }

// Picture returns the households before and after (D5).
func (p *Presenter) Picture() household.Picture {
	content := p.trimmed()
	day, err := civil.ParseCanonical(content.Header.Get(notification.ChangedOn))
	on := p.today()
	if exact, ok := day.Date(); err == nil && ok {
		on = exact
	}
	return household.Draw(household.Scene{Content: &content, Former: p.household(), Target: p.target, Day: on})
}

// Arrange shows the households before and after, to say who becomes head.
func (p *Presenter) Arrange() {
	switch {
	case p.stage != Filling || !p.Pictured():
	default:
		p.enter(Arranging)
	}
}

// Related returns the places of what everybody becomes, in the order of the persons.
func (p *Presenter) Related() []Place {
	var all []Place
	for i := range p.entry.Content.Persons {
		for _, s := range p.schema.Visible(&p.entry.Content, i) {
			if slices.ContainsFunc(s.Fields, func(f notification.Field) bool { return f.Item == notification.Relation }) {
				all = append(all, Place{i, notification.Relation})
			}
		}
	}
	return all
}
