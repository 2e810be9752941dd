package intake

import (
	"errors"
	"slices"
	"strconv"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// A Member is a member of the household that an entry takes its persons from. Moves
// says that the entry is about them, whatever it does.
type Member struct {
	Record  resident.Record
	Moves   bool
	Current bool // may be concerned: others left or died, which only some forms are about
}

// Members returns the household, in the order of the record.
func (p *Presenter) Members() []Member { return p.members }

// Quotes reports whether the form takes persons from the register.
func (p *Presenter) Quotes() bool {
	_, ok := p.schema.Field(notification.BaseVersion, true)
	return ok
}

// Quote fetches a resident's household: for the operator to say who is concerned, or
// as the one that the persons join if that was asked for. Without a line it tells how
// to go on from the paper.
func (p *Presenter) Quote(id resident.ID) {
	if p.stage != Filling || !p.Quotes() && p.joining.Item == "" {
		return
	}
	entry, joining := p.entry.ID, p.joining
	p.joining = Place{}
	p.enter(Loading)
	p.cfg.Run(func() func() {
		opened, err := p.cfg.Desk.OpenRecord(p.ctx, id, counter.ForNotification)
		return func() {
			switch {
			case p.entry == nil || p.entry.ID != entry || p.stage != Loading:
				// another entry was opened meanwhile
			case joining.Item != "":
				p.joined(joining, opened.Members, err)
			default:
				p.quoted(id, opened, err)
			}
		}
	})
}

func (p *Presenter) quoted(id resident.ID, opened counter.Opened, err error) {
	if err != nil || len(opened.Members) == 0 {
		p.enter(Filling)
		p.view.Say(Message{Alert, notQuoted(err), nil})
		return
	}
	p.rows = map[resident.ID][]resident.Record{id: opened.History}
	p.protection = opened.Protection
	records := slices.Clone(opened.Members)
	slices.SortStableFunc(records, func(a, b resident.Record) int { return a.Order - b.Order })
	p.members, p.head = nil, ""
	for _, r := range records {
		current := r.Status.Current()
		able := current || p.is(notification.AnyStatus)
		p.members = append(p.members, Member{Record: r, Moves: able && p.chosenFirst(r, id), Current: able})
		if r.IsHead() && current {
			p.head = r.Name
		}
	}
	if p.choosable() < 2 || p.everybodyStays() || p.everybodyMoves() {
		p.take()
		return
	}
	p.enter(Choosing)
}

// is reports whether the kind of the entry has a trait.
func (p *Presenter) is(t notification.Trait) bool { return p.entry.Content.Kind.Is(t) }

// chosenFirst reports whether a member is concerned before the operator says anything:
// where people move house everybody, else who was searched for.
func (p *Presenter) chosenFirst(r resident.Record, sought resident.ID) bool {
	switch {
	case p.everybodyStays():
		return false
	case p.entry.Content.Kind.Group() == notification.Moving || p.everybodyMoves():
		return r.Status.Current()
	}
	return r.ID == sought
}

// everybodyStays reports whether the form is of a change of head only: it needs to
// know the new one.
func (p *Presenter) everybodyStays() bool {
	f, ok := p.schema.Field(notification.RemainingHead, false)
	return ok && f.Required && p.is(notification.SameAddress)
}

// everybodyMoves reports whether the form is of a whole household that joins another:
// it has no place for who heads the rest.
func (p *Presenter) everybodyMoves() bool {
	_, rest := p.schema.Field(notification.RemainingHead, false)
	return !rest && p.is(notification.SameAddress|notification.Regroups)
}

// choosable counts the members who may be concerned.
func (p *Presenter) choosable() int {
	n := 0
	for _, m := range p.members {
		if m.Current {
			n++
		}
	}
	return n
}

func notQuoted(err error) words.Key {
	switch {
	case errors.Is(err, counter.ErrOffline):
		return words.IntakeQuoteOffline
	case errors.Is(err, counter.ErrNoRight):
		return words.IntakeNoRight
	case errors.Is(err, counter.ErrWithheld):
		return words.ProtectionRecordWithheld
	case errors.Is(err, counter.ErrGone):
		return words.IntakeGone
	}
	return words.IntakeQuoteFailed
}

// person returns the values of a resident who moves.
func (p *Presenter) person(r resident.Record, typed []notification.Values) notification.Values {
	var v notification.Values
	for _, before := range typed {
		if before.Get(notification.PersonID) == string(r.ID) && !stays(before) {
			v = before.Clone()
		}
	}
	set := func(item notification.Item, value string) {
		if p.on(item) {
			v.Set(item, value)
		}
	}
	unless := func(item notification.Item, value string) {
		if !v.Has(item) {
			set(item, value)
		}
	}
	set(notification.PersonID, string(r.ID))
	set(notification.BaseVersion, strconv.Itoa(r.History))
	set(notification.FullName, r.Name)
	set(notification.FullReading, r.Reading)
	set(notification.Birth, r.Birth.String())
	set(notification.Sex, strconv.Itoa(int(r.Sex)))
	set(notification.NowFormerName, r.FormerName)
	set(notification.NowAlias, r.Alias)
	if p.is(notification.Regroups) && (p.all() || p.headMoves()) && !p.is(notification.Leaves) && !p.mustJoin() {
		unless(notification.Relation, r.Relationship)
	}
	if !r.Card {
		unless(notification.Card, "1")
	}
	p.quoteStay(unless, r)
	unless(notification.HealthInsurance, yesNo(r.Qualifications.Health))
	unless(notification.ElderlyMedical, yesNo(r.Qualifications.Elderly))
	unless(notification.LongTermCare, yesNo(r.Qualifications.Care))
	unless(notification.Pension, yesNo(r.Qualifications.Pension))
	unless(notification.ChildAllowance, yesNo(r.Qualifications.Child))
	return v
}

// quoteStay writes the block of the stay down as it is recorded (法30条の45): it is
// written anew as a whole, and mostly one item of it changes.
func (p *Presenter) quoteStay(unless func(notification.Item, string), r resident.Record) {
	if r.Stay == nil {
		return
	}
	unless(notification.Nationality, r.Stay.Nationality)
	unless(notification.Article30_45, strconv.Itoa(r.Stay.Article))
	unless(notification.ResidenceStatus, r.Stay.Status)
	unless(notification.ResidencePeriod, r.Stay.Period)
	unless(notification.ResidenceExpiry, r.Stay.Expiry.String())
	unless(notification.ResidenceCard, r.Stay.Card)
}

func yesNo(yes bool) string {
	if yes {
		return "1"
	}
	return "2"
}

// quoteHeader writes down what the household's record says.
func (p *Presenter) quoteHeader() {
	h := &p.entry.Content.Header
	from := p.members[0].Record
	set := func(item notification.Item, value string) {
		if _, ok := p.schema.Field(item, false); ok {
			h.Set(item, value)
		}
	}
	set(notification.FormerHousehold, string(from.Household))
	set(notification.PrevTown, from.Address.Town)
	set(notification.PrevNumber, from.Address.Number)
	set(notification.PrevBuilding, from.Address.Building)
	set(notification.PrevHead, p.head)
	scope := notification.ScopePart
	if p.all() {
		scope = notification.ScopeAll
		set(notification.RemainingHead, "")
	}
	set(notification.Scope, strconv.Itoa(scope))
}

// all reports whether the whole household moves.
func (p *Presenter) all() bool {
	return !slices.ContainsFunc(p.members, func(m Member) bool { return m.Record.Status.Current() && !m.Moves })
}

func (p *Presenter) headMoves() bool {
	return slices.ContainsFunc(p.members, func(m Member) bool { return m.Moves && m.Record.IsHead() })
}

// Staying returns the members who stay, one of whom becomes head if the head
// leaves (A02).
func (p *Presenter) Staying() []resident.Record {
	var stay []resident.Record
	for _, m := range p.members {
		if m.Record.Status.Current() && !m.Moves {
			stay = append(stay, m.Record)
		}
	}
	return stay
}

// settled is a member as it is kept with the draft.
type settled struct {
	Record []byte `json:"record"`
	Moves  bool   `json:"moves"`
}

func settle(members []Member) []settled {
	var out []settled
	for _, m := range members {
		if b, err := m.Record.Encode(); err == nil {
			out = append(out, settled{b, m.Moves})
		}
	}
	return out
}

func (p *Presenter) unsettle(kept []settled) []Member {
	var out []Member
	for _, k := range kept {
		if r, err := resident.Decode(k.Record); err == nil {
			out = append(out, Member{r, k.Moves, r.Status.Current() || p.is(notification.AnyStatus)})
		}
	}
	return out
}
