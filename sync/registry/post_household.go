package registry

import (
	"slices"

	"madoguchi/app/household"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// changeHousehold writes 世帯分離, 世帯合併 and 世帯変更: the persons who move come into
// another household, and nobody's address changes (E16).
func (p *posting) changeHousehold() error {
	cause := map[notification.Kind]resident.Cause{
		notification.HouseholdSplit: resident.HouseSplit, notification.HouseholdMerge: resident.HouseMerged, notification.HouseholdChange: resident.HouseChanged,
	}[p.content.Kind]
	return p.regroup(func() error {
		return p.settleMovers(cause, func(*resident.Record, notification.Values) {})
	})
}

// changeHead writes 世帯主変更.
func (p *posting) changeHead() error {
	return p.regroup(func() error { return nil })
}

// settleMovers writes the next rows of those who move, in the household they come to.
func (p *posting) settleMovers(cause resident.Cause, edit func(r *resident.Record, v notification.Values)) error {
	var rows []resident.Record
	for _, i := range p.movers() {
		v := p.content.Persons[i]
		r := p.next(*p.targets[i], cause)
		r.Relationship = v.Get(notification.Relation)
		edit(&r, v)
		rows = append(rows, r)
	}
	return p.settle(rows)
}

// settle gives the rows their household and place in it, and writes them. In a new
// household the order is that of STD 5.2; who joins one goes last.
func (p *posting) settle(rows []resident.Record) error {
	id := p.joined()
	last := 0
	if id == "" {
		var err error
		if id, err = p.newHousehold(); err != nil {
			return err
		}
	}
	members, err := p.tx.Members(id)
	if err != nil {
		return err
	}
	for _, m := range members {
		last = max(last, m.Order)
	}
	ranked := household.Rank(nil, rows, false)
	for _, r := range rows {
		i := slices.IndexFunc(ranked, func(k resident.Record) bool { return k.ID == r.ID })
		r.Household, r.Order = id, last+ranked[i].Order
		if err := p.write(r); err != nil {
			return err
		}
	}
	return nil
}

// joined returns the existing household that the persons come to, "" for a new one.
func (p *posting) joined() resident.HouseholdID {
	return resident.HouseholdID(p.header.Get(notification.TargetHouseholdID))
}

func (p *posting) newHousehold() (resident.HouseholdID, error) {
	id, err := p.allotHousehold()
	if err != nil {
		return "", err
	}
	return id, p.tx.PutHousehold(Household{ID: id})
}

// concerned returns the households of the persons and the one they come to.
func (p *posting) concerned() []resident.HouseholdID {
	var ids []resident.HouseholdID
	add := func(id resident.HouseholdID) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, t := range p.targets {
		if t != nil {
			add(t.Household)
		}
	}
	add(p.joined())
	return ids
}

// wishes are what a paper says of those who stay.
type wishes struct {
	relations map[resident.ID]string
	head      resident.ID // of who stays, "" when nobody is named
}

func (p *posting) wishes() wishes {
	w := wishes{head: resident.ID(p.header.Get(notification.RemainingHead)), relations: make(map[resident.ID]string)}
	for i, t := range p.targets {
		if relation := p.content.Persons[i].Get(notification.Relation); t != nil && !p.moves(i) && relation != "" {
			w.relations[t.ID] = relation
		}
	}
	return w
}

// regroup runs move, which writes the rows of those who move, and then writes what
// becomes of who stays in the households concerned.
func (p *posting) regroup(move func() error) error {
	return p.regroupIn(p.concerned(), p.wishes(), move)
}

func (p *posting) regroupIn(ids []resident.HouseholdID, w wishes, move func() error) error {
	before := make([][]resident.Record, len(ids))
	for i, id := range ids {
		var err error
		if before[i], err = p.tx.Members(id); err != nil {
			return err
		}
	}
	if err := move(); err != nil {
		return err
	}
	for i, id := range ids {
		if err := p.stay(id, before[i], w); err != nil {
			return err
		}
		if err := p.checkHead(id, notification.RemainingHead); err != nil {
			return err
		}
	}
	return nil
}

// stay writes the rows of those who stay in a household. When another heads it each of
// them has one: the name of the head stands in every record. What they are to the new
// head the paper says, or follows for sure from the register; else it stays as it was,
// for a clerk to look at.
func (p *posting) stay(id resident.HouseholdID, before []resident.Record, w wishes) error {
	now, err := p.tx.Members(id)
	if err != nil {
		return err
	}
	var stayers []resident.Record
	for _, m := range now {
		if has(before, m.ID) {
			stayers = append(stayers, m)
		}
	}
	was, is := headOf(before), w.choose(now, stayers, headOf(before))
	sure := make(map[resident.ID]string)
	if was != is {
		for _, proposal := range household.Recompute(before, is) {
			if proposal.Certainty == household.Sure {
				sure[proposal.ID] = proposal.After
			}
		}
	}
	var rows []resident.Record
	for _, s := range stayers {
		r := p.next(s, resident.HouseChanged)
		switch wish := w.relations[s.ID]; {
		case s.ID == is:
			r.Relationship = resident.Head
		case wish != "":
			r.Relationship = wish
		case sure[s.ID] != "":
			r.Relationship = sure[s.ID]
		}
		if was != is && (s.ID == is || s.ID == was) {
			r.Cause = resident.HeadChanged
		}
		if was != is || r.Relationship != s.Relationship {
			rows = append(rows, r)
		}
	}
	if was != is { // everybody's place is another one
		rows = household.Rank(rows, nil, is != "")
	}
	for _, r := range rows {
		if err := p.write(r); err != nil {
			return err
		}
	}
	return nil
}

// choose returns who heads a household after the change: whom the paper writes as head,
// the head as before, or the only one left (A02); "" for nobody.
func (w wishes) choose(now, stayers []resident.Record, was resident.ID) resident.ID {
	for _, m := range now {
		if m.IsHead() && !has(stayers, m.ID) {
			return m.ID // came as head
		}
	}
	for _, s := range stayers {
		if w.relations[s.ID] == resident.Head {
			return s.ID
		}
	}
	switch {
	case has(stayers, w.head):
		return w.head
	case has(stayers, was):
		return was
	case len(now) == 1:
		return now[0].ID
	}
	return ""
}

func has(all []resident.Record, id resident.ID) bool {
	return slices.ContainsFunc(all, func(r resident.Record) bool { return r.ID == id })
}

func headOf(members []resident.Record) resident.ID {
	for _, m := range members {
		if m.IsHead() {
			return m.ID
		}
	}
	return ""
}

// checkHead keeps that a household has one head, or is marked as one without (E14). item
// is what the writer may have got wrong.
func (p *posting) checkHead(id resident.HouseholdID, item notification.Item) error {
	members, err := p.tx.Members(id)
	if err != nil {
		return err
	}
	h, err := p.tx.Household(id)
	if err != nil {
		return err
	}
	heads := 0
	for _, m := range members {
		if m.IsHead() {
			heads++
		}
	}
	headless := heads == 0 && len(members) > 0
	switch {
	case heads > 1:
		return refusedBy("E14", notification.Header, item)
	case headless != h.Headless:
		h.Headless = headless
		return p.tx.PutHousehold(h)
	}
	return nil
}
