package city

import "madoguchi/app/resident"

// A member is a resident to be: how they belong to the household, and their age.
type member struct {
	relationship string // 続柄
	sex          resident.Sex
	age          int
	stranger     bool // has another surname than the head
}

// Words of relationships that households here are made of.
const (
	husband, wife   = "夫", "妻"
	unmarried       = "（未届）"
	child           = "子"
	father, mother  = "父", "母"
	relative, lodge = "縁故者", "同居人"
)

var siblings = map[resident.Sex][2]string{resident.Male: {"兄", "弟"}, resident.Female: {"姉", "妹"}}

// shape returns the members of a Japanese household in the order of the household
// (DOMAIN 2.6). The shares are near those of a large city of Japan.
func (g *generator) shape() []member {
	switch n := g.rand.Float64() * 100; {
	case n < 43.5:
		return []member{g.alone()}
	case n < 68:
		return g.couple(g.coupleAge())
	case n < 87:
		return g.family()
	case n < 94:
		return g.loneParent()
	case n < 97:
		return g.generations()
	case n < 98.5:
		return g.siblings()
	default:
		return g.lodgers()
	}
}

func (g *generator) sex() resident.Sex {
	if g.chance(51.3) {
		return resident.Female
	}
	return resident.Male
}

func (g *generator) alone() member {
	m := member{relationship: resident.Head, sex: resident.Male}
	switch n := g.rand.IntN(100); {
	case n < 34:
		m.age = g.between(18, 34)
	case n < 64:
		m.age = g.between(35, 64)
	default:
		m.age = g.between(65, 94)
		if g.chance(68) {
			m.sex = resident.Female
		}
		return m
	}
	if g.chance(46) {
		m.sex = resident.Female
	}
	return m
}

func (g *generator) coupleAge() int {
	switch n := g.rand.IntN(100); {
	case n < 20:
		return g.between(24, 39)
	case n < 44:
		return g.between(40, 64)
	default:
		return g.between(65, 88)
	}
}

// couple returns a head and the spouse.
func (g *generator) couple(age int) []member {
	head := member{relationship: resident.Head, sex: resident.Male, age: age}
	other := member{relationship: wife, sex: resident.Female, age: max(18, age-g.between(-3, 6))}
	if g.chance(6) {
		head.sex, other.sex, other.relationship = resident.Female, resident.Male, husband
	}
	if g.chance(1.5) {
		other.relationship += unmarried
		other.stranger = true
	}
	return []member{head, other}
}

// children returns n children in order, the eldest of the age given.
func (g *generator) children(relationship string, n, eldest int) []member {
	var list []member
	for age := eldest; n > 0 && age >= 0; n-- {
		list = append(list, member{relationship: relationship, sex: g.sex(), age: age})
		age -= g.between(1, 4)
	}
	return list
}

func (g *generator) childCount() int {
	switch n := g.rand.IntN(100); {
	case n < 44:
		return 1
	case n < 85:
		return 2
	case n < 98:
		return 3
	default:
		return 4
	}
}

// eldest returns the age of the eldest child still living with the parents.
func (g *generator) eldest() int {
	if g.chance(22) {
		return g.between(20, 42)
	}
	return g.between(0, 20)
}

func (g *generator) family() []member {
	eldest := g.eldest()
	// The younger of the two was 20 or older at the first birth: a spouse is at
	// most six years younger than the head.
	parents := g.couple(eldest + g.between(26, 38))
	return append(parents, g.children(child, g.childCount(), eldest)...)
}

func (g *generator) loneParent() []member {
	if g.chance(35) { // a grown child with an old parent
		head := member{relationship: resident.Head, sex: g.sex(), age: g.between(40, 66)}
		parent := member{relationship: mother, sex: resident.Female, age: head.age + g.between(22, 32)}
		if g.chance(15) {
			parent.relationship, parent.sex = father, resident.Male
		}
		return []member{head, parent}
	}
	eldest := g.eldest()
	head := member{relationship: resident.Head, sex: resident.Female, age: eldest + g.between(20, 36)}
	if g.chance(15) {
		head.sex = resident.Male
	}
	return append([]member{head}, g.children(child, min(g.childCount(), 3), eldest)...)
}

// generations returns three of them, under the eldest or under the middle one.
func (g *generator) generations() []member {
	eldest := g.between(0, 20)
	if g.chance(50) {
		house := g.family()
		parent := member{relationship: mother, sex: resident.Female, age: house[0].age + g.between(20, 30)}
		return append(house, parent)
	}
	son := eldest + g.between(26, 36)
	house := g.couple(son + g.between(26, 32))
	house = append(house,
		member{relationship: child, sex: resident.Male, age: son},
		member{relationship: child + "の" + wife, sex: resident.Female, age: son - g.between(0, 5)})
	return append(house, g.children(child+"の"+child, g.between(1, 3), eldest)...)
}

func (g *generator) siblings() []member {
	head := member{relationship: resident.Head, sex: g.sex(), age: g.between(20, 75)}
	other := member{sex: g.sex(), age: head.age + g.between(1, 6)}
	elder := 0
	if g.chance(60) {
		other.age, elder = max(18, head.age-g.between(1, 6)), 1
	}
	if other.age >= head.age {
		elder = 0
	}
	other.relationship = siblings[other.sex][elder]
	return []member{head, other}
}

func (g *generator) lodgers() []member {
	head := g.alone()
	relationship := lodge
	if g.chance(20) {
		relationship = relative
	}
	house := []member{head}
	for range g.between(1, 2) {
		house = append(house, member{relationship: relationship, sex: g.sex(), age: g.between(18, 70), stranger: true})
	}
	return house
}
