package city

import (
	"fmt"

	"madoguchi/app/resident"
)

var (
	buildingFirst = []string{"メゾン", "コーポ", "ハイツ", "サンハイム", "グランド", "パーク", "シティ", "グリーン", "エスポワール", "ロイヤル"}
	buildingLast  = []string{"みなと", "ひかり", "あおば", "さくら", "若葉", "白樺", "すずらん", "はまなす", "北斗", "宮の森"}
)

// address returns an address in the city.
func (g *generator) address() resident.Address {
	a := g.at(pick(g, g.Towns))
	if g.chance(48) {
		a.Building = fmt.Sprintf("%s%s%d号室", pick(g, buildingFirst), pick(g, buildingLast),
			100*g.between(1, 12)+g.between(1, 9))
	}
	return a
}

// elsewhere returns an address in another municipality.
func (g *generator) elsewhere() resident.Address {
	p := pick(g, g.Elsewhere)
	a := g.at(p)
	a.Ward, a.Town = "", p.City+p.Town
	return a
}

func (g *generator) at(p Place) resident.Address {
	a := resident.Address{Postal: p.Postal, Ward: p.Ward, Town: p.Town,
		Number: fmt.Sprintf("%d-%d", g.between(1, 28), g.between(1, 40))}
	// Where the town is a row of blocks, the block comes before the lot.
	if endsIn(p.Town, []string{"条", "条西", "条東", "条南", "条北"}) {
		a.Number = fmt.Sprintf("%d丁目%s", g.between(1, 15), a.Number)
	}
	return a
}

// domicile returns a registered domicile (本籍).
func (g *generator) domicile() string {
	p := pick(g, g.Elsewhere)
	if g.chance(40) {
		p = pick(g, g.Towns)
	}
	return fmt.Sprintf("%s%s%d番地", p.City, p.Town, g.between(1, 900))
}
