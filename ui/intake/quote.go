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

// A Member is a member of the household that an entry takes its persons from.
type Member struct {
	Record  resident.Record
	Moves   bool
	Current bool // others cannot move: they left or died
}

// Members returns the household, in the order of the record.
func (p *Presenter) Members() []Member { return p.members }

// Quotes reports whether the form takes persons from the register.
func (p *Presenter) Quotes() bool {
	_, ok := p.schema.Field(notification.BaseVersion, true)
	return ok
}

// Quote fetches a resident's household, so that the operator can say who moves.
// Without a line it tells how to go on from the paper.
func (p *Presenter) Quote(id resident.ID) {
	if p.stage != Filling || !p.Quotes() {
		return
	}
	entry := p.entry.ID
	p.enter(Loading)
	p.cfg.Run(func() func() {
		records, err := p.cfg.Desk.Household(p.ctx, id, counter.ForNotification)
		return func() {
			if p.entry == nil || p.entry.ID != entry || p.stage != Loading {
				return // another entry was opened meanwhile
			}
			p.quoted(records, err)
		}
	})
}

func (p *Presenter) quoted(records []resident.Record, err error) {
	if err != nil {
		p.enter(Filling)
		p.view.Say(Message{Alert, notQuoted(err), nil})
		return
	}
	slices.SortStableFunc(records, func(a, b resident.Record) int { return a.Order - b.Order })
	p.members = nil
	for _, r := range records {
		current := r.Status.Current()
		p.members = append(p.members, Member{Record: r, Moves: current, Current: current})
		if r.IsHead() && current {
			p.head = r.Name
		}
	}
	p.enter(Choosing)
}

func notQuoted(err error) words.Key {
	switch {
	case errors.Is(err, counter.ErrOffline):
		return words.IntakeQuoteOffline
	case errors.Is(err, counter.ErrNoRight):
		return words.IntakeNoRight
	case errors.Is(err, counter.ErrGone):
		return words.IntakeGone
	}
	return words.IntakeQuoteFailed
}

// Choose shows the household again, to change who moves.
func (p *Presenter) Choose() {
	switch {
	case len(p.members) == 0:
		p.view.Say(Message{Info, words.IntakeNoHousehold, nil})
	case p.stage == Filling:
		p.enter(Choosing)
	}
}

// Toggle changes whether a member moves.
func (p *Presenter) Toggle(i int) {
	if p.stage != Choosing || i < 0 || i >= len(p.members) || !p.members[i].Current {
		return
	}
	p.members[i].Moves = !p.members[i].Moves
	p.view.ShowMarks()
}

// TakeChosen makes persons of the members who move, quotes the address they leave
// and says whether it is the whole household. What was typed for a person before
// is kept.
func (p *Presenter) TakeChosen() {
	if p.stage != Choosing {
		return
	}
	if !slices.ContainsFunc(p.members, func(m Member) bool { return m.Moves }) {
		p.view.Say(Message{Alert, words.IntakeNobody, nil})
		return
	}
	typed := p.entry.Content.Persons
	var persons []notification.Values
	for _, m := range p.members {
		if m.Moves {
			persons = append(persons, p.person(m.Record, typed))
		}
	}
	p.entry.Content.Persons = persons
	p.quoteHeader()
	p.typed, p.left, p.passed = map[Place]string{}, map[Place]bool{}, map[Place]bool{}
	p.findings, p.acks = nil, map[notification.Finding]string{}
	p.page, p.at = notification.Header, Place{}
	p.touch()
	p.enter(Filling)
}

// person returns the values of a resident who moves.
func (p *Presenter) person(r resident.Record, typed []notification.Values) notification.Values {
	var v notification.Values
	for _, before := range typed {
		if before.Get(notification.PersonID) == string(r.ID) {
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
	if p.all() || p.headMoves() {
		unless(notification.Relation, r.Relationship)
	}
	if !r.Card {
		unless(notification.Card, "1")
	}
	unless(notification.HealthInsurance, yesNo(r.Qualifications.Health))
	unless(notification.ElderlyMedical, yesNo(r.Qualifications.Elderly))
	unless(notification.LongTermCare, yesNo(r.Qualifications.Care))
	unless(notification.Pension, yesNo(r.Qualifications.Pension))
	unless(notification.ChildAllowance, yesNo(r.Qualifications.Child))
	return v
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
	return !slices.ContainsFunc(p.members, func(m Member) bool { return m.Current && !m.Moves })
}

func (p *Presenter) headMoves() bool {
	return slices.ContainsFunc(p.members, func(m Member) bool { return m.Moves && m.Record.IsHead() })
}

// Staying returns the members who stay, one of whom becomes head if the head
// leaves (A02).
func (p *Presenter) Staying() []resident.Record {
	var stay []resident.Record
	for _, m := range p.members {
		if m.Current && !m.Moves {
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

func unsettle(kept []settled) []Member {
	var out []Member
	for _, k := range kept {
		if r, err := resident.Decode(k.Record); err == nil {
			out = append(out, Member{r, k.Moves, r.Status.Current()})
		}
	}
	return out
}
