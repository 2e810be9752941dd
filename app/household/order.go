package household

import (
	"cmp"
	"slices"

	"madoguchi/app/civil"
	"madoguchi/app/resident"
)

// Order returns the members of a household in the order of STD 5.2:
//
//  1. the head, the spouse, the children without a family of their own here
//  2. each other child with spouse and children, ordered by the child
//  3. parents (筆頭者 first), brothers and sisters, grandparents
//  4. other relatives, the spouse's in the manner of 3 first, then 縁故者, then 同居人
//
// Within a place the older comes first, then the smaller 宛名番号. It is for a new
// household or one sorted anew on purpose: who joins a household goes last.
//
// What is left over: the register does not say which of several children a 子の妻 or a
// 子の子 belongs to. The eldest spouse is given to the eldest child of the other sex,
// the next to the next, a grandchild to the eldest child with a spouse, or else to the eldest. A
// clerk who knows better orders by hand. 妻の子 and 夫の子 are other relatives.
func Order(members []resident.Record) []resident.Record {
	placed := make([]place, len(members))
	for i, m := range members {
		r, _ := ParseRelationship(m.Relationship)
		placed[i] = place{record: m, chain: r.Chain(), born: m.Birth.SortKey()}
		placed[i].setRank()
	}
	placeFamilies(placed)
	slices.SortStableFunc(placed, place.compare)
	out := make([]resident.Record, len(placed))
	for i, p := range placed {
		out[i] = p.record
	}
	return out
}

// A place is where a member stands: the fields up to born decide in this order.
type place struct {
	rank   int
	group  int
	family civil.Date // birth of the child a family of rank 2 is ordered by
	owner  resident.ID
	depth  int // generations; a spouse stands beside the child
	kin    int // 0 the child, 1 the spouse, 2 everybody else of the family
	born   civil.Date
	record resident.Record
	chain  []string
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.rank, q.rank), cmp.Compare(p.group, q.group), p.family.Compare(q.family), cmp.Compare(p.owner, q.owner),
		cmp.Compare(p.kin, q.kin), cmp.Compare(p.depth, q.depth), p.born.Compare(q.born), cmp.Compare(p.record.ID, q.record.ID))
}

// Ranks of STD 5.2, and the last for what is no relationship.
const (
	rankClose     = 1
	rankFamilies  = 2
	rankElders    = 3
	rankRelatives = 4
	rankUnknown   = 5
)

func (p *place) setRank() {
	p.depth = len(p.chain)
	if p.depth == 0 {
		p.rank = rankUnknown
		return
	}
	first := p.chain[0]
	switch {
	case first == resident.Head:
		p.rank, p.group = rankClose, 0
	case p.depth == 1 && spouse(first):
		p.rank, p.group = rankClose, 1
	case p.depth == 1 && first == "子":
		p.rank, p.group = rankClose, 2
	case first == "子":
		p.rank = rankFamilies
	case first == Connected:
		p.rank, p.group = rankRelatives, 4
	case first == Lodger:
		p.rank, p.group = rankRelatives, 5
	case spouse(first):
		p.rank, p.group = rankRelatives, elder(p.chain[1:])
	default:
		p.rank, p.group = rankElders, elder(p.chain)
		if p.group == 3 {
			p.rank = rankRelatives
		}
	}
	if p.rank == rankElders && p.group == 0 && p.record.DomicileHead == p.record.Name {
		p.kin = -1 // 筆頭者 first
	}
}

// elder tells parents 0, brothers and sisters 1, grandparents 2 and others 3 apart.
func elder(chain []string) int {
	parent := func(word string) bool { return word == "父" || word == "母" }
	switch {
	case len(chain) == 1 && parent(chain[0]):
		return 0
	case len(chain) == 1 && slices.Contains([]string{"兄", "弟", "姉", "妹"}, chain[0]):
		return 1
	case len(chain) == 2 && parent(chain[0]) && parent(chain[1]):
		return 2
	}
	return 3
}

// placeFamilies moves children with a family of their own to rank 2, and gives each
// family its child's place.
func placeFamilies(all []place) {
	var children, spouses []*place
	for i := range all {
		switch p := &all[i]; {
		case p.rank == rankClose && p.group == 2:
			children = append(children, p)
		case p.rank == rankFamilies && p.depth == 2 && spouse(p.chain[1]):
			spouses = append(spouses, p)
		}
	}
	if len(children) == 0 {
		return
	}
	older := func(a, b *place) int { return a.compare(*b) }
	slices.SortFunc(children, older)
	slices.SortFunc(spouses, older)
	married := make(map[*place]bool)
	join := func(p, child *place, kin int) {
		child.rank, child.group, child.family, child.owner = rankFamilies, 0, child.born, child.record.ID
		p.family, p.owner, p.kin = child.born, child.record.ID, kin
	}
	for _, p := range spouses {
		child := children[max(0, slices.IndexFunc(children, func(c *place) bool { return !married[c] && c.record.Sex != p.record.Sex }))]
		married[child] = true
		join(p, child, 1)
	}
	parent := children[max(0, slices.IndexFunc(children, func(c *place) bool { return married[c] }))]
	for i := range all {
		if p := &all[i]; p.rank == rankFamilies && p.kin == 0 && p.depth > 1 {
			join(p, parent, 2)
		}
	}
}
