package household

import (
	"slices"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/resident"
)

// A kin is somebody in the web of relationships of one household: a member, or
// somebody whom a relationship passes through and who does not live here (the 子 of
// a 子の子 whose parent left).
type kin struct {
	record *resident.Record // nil for who does not live here
	chain  []string         // from the head; empty for the head
	sex    resident.Sex     // 0 when nothing tells
	born   civil.Uncertain
	from   *kin // whom the last word of chain is said of; nil for the head
	// assumed says that the register does not tell for certain who from is.
	assumed bool
}

// A web is a household as a tree of relationships with the head at its root.
type web struct {
	head    *kin
	members []*kin // in the order given; nil chain and no from for 縁故者 and 同居人
	absent  map[string]*kin
}

// weave makes the tree. Without a head among the members the root is somebody who
// does not live here.
func weave(members []resident.Record) *web {
	w := &web{absent: map[string]*kin{}}
	for i := range members {
		m := &members[i]
		k := &kin{record: m, sex: m.Sex, born: m.Birth}
		if m.IsHead() && (w.head == nil || m.Status.Current()) {
			w.head = k
		}
		if r, err := ParseRelationship(m.Relationship); err == nil && !standsAlone(r) {
			k.chain = r.Chain()
		}
		w.members = append(w.members, k)
	}
	if w.head == nil {
		w.head = &kin{}
	}
	tree := w.tree()
	slices.SortStableFunc(tree, func(a, b *kin) int { return len(a.chain) - len(b.chain) }) // parents first
	for _, k := range tree {
		k.from, k.assumed = w.origin(k)
	}
	return w
}

// standsAlone reports whether a relationship is no path from the head.
func standsAlone(r Relationship) bool {
	return r.IsHead() || r.chain[0] == Connected || r.chain[0] == Lodger
}

// tree returns the members who are related to the head by words.
func (w *web) tree() []*kin {
	var all []*kin
	for _, k := range w.members {
		if len(k.chain) > 0 {
			all = append(all, k)
		}
	}
	return all
}

// origin finds whom the last word of a chain is said of.
func (w *web) origin(k *kin) (from *kin, assumed bool) {
	prefix := k.chain[:len(k.chain)-1]
	if len(prefix) == 0 {
		return w.head, false
	}
	var fit []*kin
	for _, other := range w.tree() {
		if other != k && slices.Equal(other.chain, prefix) {
			fit = append(fit, other)
		}
	}
	if len(fit) == 0 {
		return w.away(prefix, k), !sole(prefix)
	}
	if best := slices.IndexFunc(fit, func(f *kin) bool { return together(f.record, k.record) }); best >= 0 {
		return fit[best], false
	}
	if len(fit) == 1 {
		return fit[0], !sole(prefix)
	}
	slices.SortStableFunc(fit, func(a, b *kin) int { return a.born.SortKey().Compare(b.born.SortKey()) })
	return fit[max(0, slices.IndexFunc(fit, func(f *kin) bool { return w.likely(f, k) }))], true
}

// likely reports whether the last word of k's chain suits f: a spouse is of the other
// sex, a child's parent rather has a spouse here.
func (w *web) likely(f, k *kin) bool {
	if spouse(k.last()) {
		return f.sex != k.sex
	}
	return slices.ContainsFunc(w.tree(), func(o *kin) bool {
		return len(o.chain) == len(f.chain)+1 && spouse(o.last()) && slices.Equal(o.chain[:len(f.chain)], f.chain) && o.from == f
	})
}

// away returns somebody who does not live here.
func (w *web) away(chain []string, asked *kin) *kin {
	key := strings.Join(chain, "の")
	if k := w.absent[key]; k != nil {
		return k
	}
	k := &kin{chain: chain, sex: sexOf(chain[len(chain)-1])}
	if spouse(asked.last()) && len(asked.chain) == len(chain)+1 && k.sex == 0 {
		k.sex = other(asked.sex)
	}
	w.absent[key] = k
	k.from, k.assumed = w.origin(k)
	return k
}

// sole reports whether a chain can be of one person only: a father, but not a child.
func sole(chain []string) bool {
	return !slices.ContainsFunc(chain, func(word string) bool {
		return word == "子" || slices.Contains(siblings, word)
	})
}

var siblings = []string{"兄", "弟", "姉", "妹"}

// together reports whether two are in the same family register (戸籍). The register
// of residents says no more about whose child somebody is.
func together(a, b *resident.Record) bool {
	return a != nil && b != nil && a.Domicile != "" && a.DomicileHead != "" && a.Domicile == b.Domicile && a.DomicileHead == b.DomicileHead
}

func (k *kin) last() string {
	if len(k.chain) == 0 {
		return ""
	}
	return k.chain[len(k.chain)-1]
}

// sexOf returns the sex that a word tells, 0 for 子.
func sexOf(word string) resident.Sex {
	switch {
	case slices.Contains([]string{"父", "兄", "弟"}, word), strings.HasPrefix(word, "夫"):
		return resident.Male
	case slices.Contains([]string{"母", "姉", "妹"}, word), strings.HasPrefix(word, "妻"):
		return resident.Female
	}
	return 0
}

func other(s resident.Sex) resident.Sex {
	switch s {
	case resident.Male:
		return resident.Female
	case resident.Female:
		return resident.Male
	}
	return 0
}
