package household

import (
	"slices"
	"strings"

	"madoguchi/app/resident"
)

// A Certainty says how far a [Proposal] may be trusted.
type Certainty uint8

// The certainties.
const (
	Sure    Certainty = 1 // follows from what is recorded
	Check   Certainty = 2 // likely; the register does not say enough, the paper or the 戸籍 does
	Unknown Certainty = 3 // nothing can be proposed
)

// A Proposal is what a member becomes when another member becomes head.
type Proposal struct {
	ID     resident.ID
	Before string // 続柄 to the old head, as recorded
	After  string // 続柄 to the new head, "" when nothing can be proposed
	// Path is the way from the new head over the old one, before it was shortened:
	// 父の妻 for who is proposed as 母. It tells the clerk what to check.
	Path      string
	Certainty Certainty
}

// Recompute proposes what every member is to a new head, in the order of members, by
// the grammar of E13. It goes from the new head up to where both paths from the old
// head meet, and down again to the member, and shortens what one word can say: 夫の子
// is 子, 父の子 is 兄, 弟, 姉 or 妹 by sex and birth. What stands between is not always
// certain: a spouse's child is the new head's own only if the 戸籍 says so. Such
// proposals are to be checked, unless both are in the same family register.
//
// 縁故者 and 同居人 stay what they are; when one of them becomes head, everybody else
// is that to them.
func Recompute(members []resident.Record, head resident.ID) []Proposal {
	members = slices.Clone(members)
	w := weave(members)
	i := slices.IndexFunc(w.members, func(k *kin) bool { return k.record.ID == head })
	if i < 0 {
		return nil
	}
	to := w.members[i]
	all := make([]Proposal, len(members))
	for i, k := range w.members {
		all[i] = Proposal{ID: k.record.ID, Before: k.record.Relationship}
		all[i].After, all[i].Path, all[i].Certainty = w.relate(to, k)
	}
	return all
}

// relate says what k is to the new head.
func (w *web) relate(to, k *kin) (after, path string, c Certainty) {
	switch {
	case k == to:
		return resident.Head, "", Sure
	case StandsAlone(k.record.Relationship):
		return k.record.Relationship, "", Sure
	case StandsAlone(to.record.Relationship):
		return to.record.Relationship, "", Check
	case !w.inTree(k), !w.inTree(to):
		return "", "", Unknown
	}
	p := walk(to, k)
	before := p.text()
	p.shorten()
	after = p.text()
	switch {
	case after == "":
		return "", before, Unknown
	case len(p.steps) > Generations:
		return Connected, before, Check
	case p.check:
		return after, before, Check
	}
	return after, before, Sure
}

func (w *web) inTree(k *kin) bool { return k == w.head || k.from != nil }

// A way is a path through the web from one person to another.
type way struct {
	start *kin
	steps []step
	check bool // something on it is assumed
}

// A step is one word: what to is to the one before.
type step struct {
	word string // "" when it cannot be told, as what the parent of unknown sex is
	side side
	to   *kin
}

// walk goes up from a to where the chains of both meet, and down to b.
func walk(a, b *kin) *way {
	w := &way{start: a}
	var down []*kin
	above := ancestors(a)
	meet := b
	for ; !slices.Contains(above, meet); meet = meet.from {
		down = append(down, meet)
	}
	for k := a; k != meet; k = k.from {
		w.add(inverse(k), k.assumed)
	}
	for _, k := range slices.Backward(down) {
		w.add(step{k.last(), sideOf(k.last()), k}, k.assumed)
	}
	return w
}

func (w *way) add(s step, assumed bool) {
	w.steps = append(w.steps, s)
	w.check = w.check || assumed
}

// ancestors returns a and everybody on the way to the head.
func ancestors(a *kin) []*kin {
	var all []*kin
	for ; a != nil; a = a.from {
		all = append(all, a)
	}
	return all
}

// inverse returns the step from k to the one whom k's last word is said of.
func inverse(k *kin) step {
	word, sex := k.last(), k.from.sex
	switch side := sideOf(word); side {
	case child:
		return step{bySex(sex, "父", "母"), parent, k.from}
	case parent:
		return step{"子", child, k.from}
	case brotherOrSister:
		if word == "兄" || word == "姉" {
			return step{bySex(sex, "弟", "妹"), side, k.from}
		}
		return step{bySex(sex, "兄", "姉"), side, k.from}
	}
	if sex == 0 {
		sex = other(k.sex)
	}
	if strings.HasSuffix(word, "（未届）") {
		return step{bySex(sex, "夫（未届）", "妻（未届）"), nowhere, k.from}
	}
	return step{bySex(sex, "夫", "妻"), husbandOrWife, k.from}
}

func bySex(s resident.Sex, male, female string) string {
	switch s {
	case resident.Male:
		return male
	case resident.Female:
		return female
	}
	return ""
}

// text joins the words, "" when one cannot be told.
func (w *way) text() string {
	var words []string
	for _, s := range w.steps {
		if s.word == "" {
			return ""
		}
		words = append(words, s.word)
	}
	return strings.Join(words, "の")
}

// at returns who stands before step i.
func (w *way) at(i int) *kin {
	if i == 0 {
		return w.start
	}
	return w.steps[i-1].to
}

// shorten replaces two words by one as long as one can say it.
func (w *way) shorten() {
	for i := 0; i+1 < len(w.steps); {
		one, sure, ok := merge(w.at(i), w.steps[i], w.steps[i+1])
		if !ok {
			i++
			continue
		}
		w.check = w.check || !sure
		w.steps = slices.Replace(w.steps, i, i+2, one)
		i = max(0, i-1)
	}
}

// merge says in one word what the end of two steps is to who stands before them.
func merge(from *kin, a, b step) (one step, sure, ok bool) {
	same := together(from.record, b.to.record)
	switch [2]side{a.side, b.side} {
	case [2]side{parent, child}:
		return step{siblingOf(from, b.to), brotherOrSister, b.to}, true, true
	case [2]side{parent, husbandOrWife}:
		return step{bySex(b.to.sex, "父", "母"), parent, b.to}, false, true
	case [2]side{husbandOrWife, child}, [2]side{child, brotherOrSister}:
		return step{"子", child, b.to}, same, true
	case [2]side{brotherOrSister, brotherOrSister}:
		return step{siblingOf(from, b.to), brotherOrSister, b.to}, same, true
	case [2]side{brotherOrSister, parent}:
		return step{bySex(b.to.sex, "父", "母"), parent, b.to}, same, true
	case [2]side{child, parent}:
		return step{bySex(b.to.sex, "夫", "妻"), husbandOrWife, b.to}, same, from.sex != b.to.sex
	}
	return step{}, false, false
}

// siblingOf says which of 兄, 弟, 姉 and 妹 k is to from, "" when a birth is not known.
func siblingOf(from, k *kin) string {
	born, known1 := k.born.Date()
	mine, known2 := from.born.Date()
	switch {
	case !known1 || !known2:
		return ""
	case born.Before(mine), born == mine && twinBefore(k, from):
		return bySex(k.sex, "兄", "姉")
	}
	return bySex(k.sex, "弟", "妹")
}

// twinBefore decides between those born on one day by the order they are written in.
func twinBefore(a, b *kin) bool {
	return a.record != nil && b.record != nil && a.record.Order < b.record.Order
}

// A side is a direction in a family.
type side uint8

const (
	nowhere         side = 0
	parent          side = 1
	child           side = 2
	husbandOrWife   side = 3
	brotherOrSister side = 4
)

// sideOf returns the direction of a word. A spouse who is not registered (未届) has no
// direction: their children and parents are not the other's in law.
func sideOf(word string) side {
	switch {
	case word == "父", word == "母":
		return parent
	case word == "子":
		return child
	case word == "夫", word == "妻":
		return husbandOrWife
	case slices.Contains(siblings, word):
		return brotherOrSister
	}
	return nowhere
}
