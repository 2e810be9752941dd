package household

import (
	"cmp"
	"slices"
	"strconv"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// A Scene is what a [Picture] is drawn from.
type Scene struct {
	Content *notification.Content
	// Former are the members of the household that the persons leave or stay in, as
	// recorded; nil when nobody looked them up, and for newcomers.
	Former []resident.Record
	// Target are the members of the household that the persons join; nil when it is a
	// new one or not known.
	Target []resident.Record
	// Day is the date of change, for ages.
	Day civil.Date
}

// A Picture is the households of a notification before and after it (D5). Its leaves
// hold residents' data.
type Picture struct {
	Before, After []Tree
	Warnings      []Warning
}

// A Place says what a household of a picture is to the change. It is stored in no place.
type Place uint8

// The places.
const (
	Here   Place = 1 // the household that persons leave, or that stays and changes
	New    Place = 2 // a household that is made
	Joined Place = 3 // the household that persons come to
	Away   Place = 4 // out of the city
	Gone   Place = 5 // died, or removed
)

// A Tree is one household of a picture, in the order of its members.
type Tree struct {
	Place   Place
	ID      resident.HouseholdID // "" for none, or one that is not allotted yet
	Address resident.Address
	Members []Leaf
}

// A Fate says what becomes of a member. It is stored in no place.
type Fate uint8

// The fates.
const (
	Stays  Fate = 1
	Moves  Fate = 2 // to another household of the city
	Joins  Fate = 3 // comes into the register
	Leaves Fate = 4 // out of the register
)

// A Leaf is a member in a picture.
type Leaf struct {
	Person       int // of the content; -1 for who is not on the form
	ID           resident.ID
	Name         string
	Reading      string
	Sex          resident.Sex
	Birth        civil.Uncertain
	Relationship string // after in a tree of After, before in one of Before; "" when it is not settled
	Was          string // 続柄 before, where the tree is of After and somebody was in the register
	Order        int
	WasOrder     int // 0 for who was in another household
	Fate         Fate
	// BecomesHead reports that somebody of the register is head now and was not before.
	BecomesHead bool
}

// Age returns how old the member is on a day, false where it is not known.
func (l Leaf) Age(on civil.Date) (years int, known bool) { return l.Birth.Age(on) }

// A Trouble is what a warning is about. It is stored in no place.
type Trouble uint8

// The troubles.
const (
	NoHead       Trouble = 1 // after the change (E14)
	TwoHeads     Trouble = 2 // (E14)
	Unsettled    Trouble = 3 // somebody's relationship is to a head who is gone (A02)
	ChangedSince Trouble = 4 // the record changed after the draft was begun (E31, A15)
	NotLookedUp  Trouble = 5 // a household that nobody looked up: it is not drawn
)

// A Warning says what is not right in a picture.
type Warning struct {
	Trouble Trouble
	Place   Place       // of the household
	Who     resident.ID // "" for the whole household
}

// Pictured reports whether notifications of a kind change households.
func Pictured(k notification.Kind) bool {
	return k.Is(notification.Regroups) || k.Is(notification.Newcomers)
}

// Draw draws the households before and after a notification.
func Draw(s Scene) Picture {
	d := drawing{Scene: s, kind: s.Content.Kind}
	d.readPersons()
	var p Picture
	if len(s.Former) > 0 {
		p.Before = append(p.Before, d.before(Here, s.Former))
		d.stay(&p)
	}
	if len(s.Target) > 0 {
		p.Before = append(p.Before, d.before(Joined, s.Target))
	}
	d.come(&p)
	d.warn(&p)
	return p
}

// drawing is a scene with its persons by what becomes of them.
type drawing struct {
	Scene
	kind   notification.Kind
	movers []Leaf
	stays  map[resident.ID]Leaf // on the form because the relationship changes
}

func (d *drawing) readPersons() {
	d.stays = map[resident.ID]Leaf{}
	for i := range d.Content.Persons {
		l := d.leaf(i)
		if d.Content.Persons[i].Int(notification.Part) == notification.PartStays {
			l.Fate = Stays
			d.stays[l.ID] = l
			continue
		}
		l.Fate = Moves
		switch {
		case d.kind.Is(notification.Leaves):
			l.Fate = Leaves
		case d.kind.Is(notification.Newcomers):
			l.Fate = Joins
		}
		d.movers = append(d.movers, l)
	}
}

// leaf is a person as the form says, with what the record had before.
func (d *drawing) leaf(i int) Leaf {
	v := d.Content.Persons[i]
	birth, _ := civil.ParseCanonical(v.Get(notification.Birth))
	l := Leaf{
		Person: i, ID: resident.ID(v.Get(notification.PersonID)), Name: v.Get(notification.FullName), Reading: v.Get(notification.FullReading),
		Sex: resident.Sex(v.Int(notification.Sex)), Birth: birth, Relationship: v.Get(notification.Relation),
	}
	if r, ok := find(slices.Concat(d.Former, d.Target), l.ID); ok {
		l.Was = r.Relationship
	}
	return l
}

func find(records []resident.Record, id resident.ID) (resident.Record, bool) {
	i := slices.IndexFunc(records, func(r resident.Record) bool { return r.ID == id })
	if i < 0 || id == "" {
		return resident.Record{}, false
	}
	return records[i], true
}

// before is a household as it is recorded.
func (d *drawing) before(place Place, members []resident.Record) Tree {
	t := Tree{Place: place, ID: members[0].Household, Address: members[0].Address}
	members = slices.SortedStableFunc(slices.Values(members), func(a, b resident.Record) int { return cmp.Compare(a.Order, b.Order) })
	for _, r := range members {
		l := recorded(r)
		l.Fate = Stays
		if m, ok := d.mover(r.ID); ok {
			l.Fate, l.Person = m.Fate, m.Person
		} else if s, ok := d.stays[r.ID]; ok {
			l.Person = s.Person
		}
		t.Members = append(t.Members, l)
	}
	return t
}

func recorded(r resident.Record) Leaf {
	return Leaf{Person: -1, ID: r.ID, Name: r.Name, Reading: r.Reading, Sex: r.Sex, Birth: r.Birth, Relationship: r.Relationship, Was: r.Relationship, Order: r.Order, WasOrder: r.Order}
}

func (d *drawing) mover(id resident.ID) (Leaf, bool) {
	i := slices.IndexFunc(d.movers, func(l Leaf) bool { return id != "" && l.ID == id })
	if i < 0 {
		return Leaf{}, false
	}
	return d.movers[i], true
}

// stay draws what becomes of the household that persons leave.
func (d *drawing) stay(p *Picture) {
	var rest []resident.Record
	for _, r := range d.Former {
		if _, moves := d.mover(r.ID); !moves {
			rest = append(rest, r)
		}
	}
	if len(rest) > 0 {
		p.After = append(p.After, d.after(Here, rest, nil))
	}
}

// come draws where the movers go.
func (d *drawing) come(p *Picture) {
	if len(d.movers) == 0 {
		return
	}
	place := New
	switch {
	case d.kind.Is(notification.Leaves | notification.ByOffice):
		place = Gone
	case d.kind.Is(notification.Leaves):
		place = Away
	case d.joins():
		place = Joined
	}
	p.After = append(p.After, d.after(place, d.Target, d.movers))
}

// joins reports whether the movers come to a household that is there.
func (d *drawing) joins() bool {
	return d.Content.Header.Has(notification.TargetHouseholdID)
}

// after draws a household as it becomes.
func (d *drawing) after(place Place, rest []resident.Record, movers []Leaf) Tree {
	t := Tree{Place: place}
	if place == Away || place == Gone {
		t.Address = d.destination()
		for _, l := range movers {
			l.Relationship = "" // it is nobody's here any more
			t.Members = append(t.Members, l)
		}
		return t
	}
	if len(rest) > 0 {
		t.ID, t.Address = rest[0].Household, rest[0].Address
	} else {
		t.Address = d.newAddress()
		t.ID = resident.HouseholdID(d.Content.Header.Get(notification.TargetHouseholdID))
	}
	leaves := map[resident.ID]Leaf{}
	before := slices.Clone(rest)
	anew := false
	for i, r := range before {
		l := recorded(r)
		l.Fate = Stays
		if s, ok := d.stays[r.ID]; ok {
			l.Person, l.Relationship = s.Person, s.Relationship
			before[i].Relationship = s.Relationship
			anew = anew || s.Relationship == resident.Head && s.Was != resident.Head
		}
		leaves[r.ID] = l
	}
	var newcomers []resident.Record
	for i, l := range movers {
		l.WasOrder = 0
		r := resident.Record{ID: resident.ID("#" + strconv.Itoa(i)), Name: l.Name, Birth: l.Birth, Sex: l.Sex, Relationship: l.Relationship}
		newcomers = append(newcomers, r)
		leaves[r.ID] = l
	}
	for _, r := range Rank(before, newcomers, anew) {
		l := leaves[r.ID]
		l.Order = r.Order
		l.BecomesHead = l.Relationship == resident.Head && l.Was != resident.Head && l.Fate != Joins
		t.Members = append(t.Members, l)
	}
	return t
}

// newAddress is where the movers come to: the form's address, or for a change of
// households only the one they have.
func (d *drawing) newAddress() resident.Address {
	h := d.Content.Header
	if d.kind.Is(notification.ToAddress) {
		return resident.Address{Postal: h.Get(notification.NewPostal), Ward: h.Get(notification.NewWard), Town: h.Get(notification.NewTownship), Number: h.Get(notification.NewNumber), Building: h.Get(notification.NewBuilding)}
	}
	return resident.Address{Town: h.Get(notification.PrevTown), Number: h.Get(notification.PrevNumber), Building: h.Get(notification.PrevBuilding)}
}

func (d *drawing) destination() resident.Address {
	h := d.Content.Header
	if h.Has(notification.DestCountry) {
		return resident.Address{Town: h.Get(notification.DestCountry) + h.Get(notification.DestAbroad)}
	}
	return resident.Address{Postal: h.Get(notification.DestPostal), Town: h.Get(notification.DestTown), Number: h.Get(notification.DestNumber), Building: h.Get(notification.DestBuilding)}
}

// warn finds what is not right.
func (d *drawing) warn(p *Picture) {
	for _, t := range p.After {
		if t.Place == Away || t.Place == Gone {
			continue
		}
		d.warnTree(p, t)
	}
	for _, v := range d.Content.Persons {
		r, ok := find(slices.Concat(d.Former, d.Target), resident.ID(v.Get(notification.PersonID)))
		if base := v.Int(notification.BaseVersion); ok && base != 0 && base != r.History {
			p.Warnings = append(p.Warnings, Warning{ChangedSince, Here, r.ID})
		}
	}
	if d.joins() && len(d.Target) == 0 {
		p.Warnings = append(p.Warnings, Warning{NotLookedUp, Joined, ""})
	}
	if d.kind.Quotes() && len(d.Former) == 0 {
		p.Warnings = append(p.Warnings, Warning{NotLookedUp, Here, ""})
	}
}

func (d *drawing) warnTree(p *Picture, t Tree) {
	if t.Place == Joined && len(d.Target) == 0 {
		return // its head is not drawn
	}
	heads, left := 0, d.headLeft(t.Place)
	for _, l := range t.Members {
		if l.Relationship == resident.Head {
			heads++
		}
	}
	switch {
	case heads == 0:
		p.Warnings = append(p.Warnings, Warning{NoHead, t.Place, ""})
		return // nobody's relationship can be settled before
	case heads > 1:
		p.Warnings = append(p.Warnings, Warning{TwoHeads, t.Place, ""})
	}
	for _, l := range t.Members {
		if l.Relationship == "" || left && l.Person < 0 && !StandsAlone(l.Relationship) {
			p.Warnings = append(p.Warnings, Warning{Unsettled, t.Place, l.ID})
		}
	}
}

// headLeft reports whether the head of the household that persons leave is another one
// after the change.
func (d *drawing) headLeft(place Place) bool {
	if place != Here {
		return false
	}
	i := slices.IndexFunc(d.Former, func(r resident.Record) bool { return r.IsHead() })
	if i < 0 {
		return false
	}
	if _, moves := d.mover(d.Former[i].ID); moves {
		return true
	}
	s, ok := d.stays[d.Former[i].ID]
	return ok && s.Relationship != resident.Head
}
