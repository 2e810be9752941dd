package city

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"strings"

	"madoguchi/app/resident"
)

//go:embed names.tsv.gz
var namesGz []byte

// A word is a part of a name with its reading.
type word struct{ text, reading string }

// names are the lists names may be made of.
type names struct {
	surnames, male, female []word
}

func readNames() (*names, error) {
	zip, err := gzip.NewReader(bytes.NewReader(namesGz))
	if err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	var n names
	lists := map[string]*[]word{"s": &n.surnames, "m": &n.male, "f": &n.female}
	lines := bufio.NewScanner(zip)
	for lines.Scan() {
		part := strings.Split(lines.Text(), "\t")
		if len(part) != 3 || lists[part[0]] == nil {
			return nil, fmt.Errorf("read names: line %q", lines.Text())
		}
		list := lists[part[0]]
		*list = append(*list, word{part[1], part[2]})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	return &n, nil
}

// common is how many of the surnames, which come the most frequent first, are had
// by common residents; the others share what is left.
const common = 190

// rarely is the share of households, in percent, whose surname has a character that
// only the MJ repertoire or a variation sequence of it can write.
const rarely = 1.6

// rare are such surnames. A selector is written out: it is invisible in an editor.
var rare = []word{
	{"髙橋", "タカハシ"}, {"髙木", "タカギ"}, {"山﨑", "ヤマザキ"}, {"岩﨑", "イワサキ"}, {"宮﨑", "ミヤザキ"},
	{"𠮷田", "ヨシダ"}, {"𠮷村", "ヨシムラ"}, {"𣘺本", "ハシモト"}, {"栁沢", "ヤナギサワ"}, {"濵田", "ハマダ"},
	{"德永", "トクナガ"},
	{"葛\U000E0102西", "カサイ"},  // MJ022335
	{"渡邉\U000E0119", "ワタナベ"}, // MJ026191
	{"渡邊\U000E010E", "ワタナベ"}, // MJ026201
	{"辻\U000E0102", "ツジ"},    // MJ025760
	{"芦\U000E0102田", "アシダ"},  // MJ021561
	{"榊\U000E0102", "サカキ"},   // MJ014255
}

func (g *generator) surname() word {
	switch {
	case g.chance(rarely):
		return pick(g, rare)
	case g.chance(72):
		// The product of two draws prefers the front of the list.
		return g.names.surnames[int(g.rand.Float64()*g.rand.Float64()*common)]
	}
	return pick(g, g.names.surnames)
}

// Endings that were in fashion for those born in certain years.
var (
	oldMale     = []string{"男", "夫", "雄", "一", "三", "吉", "治", "郎", "造", "蔵", "正", "昭", "勝", "清"}
	youngMale   = []string{"太", "斗", "樹", "介", "輔", "翔", "也", "哉", "人", "真", "貴", "大", "平"}
	oldFemale   = []string{"子", "江", "枝", "代"}
	youngFemale = []string{"香", "奈", "菜", "花", "華", "美", "絵", "里", "莉", "穂", "織", "帆", "音", "佳", "紗", "沙", "那", "衣", "葉", "月"}
)

// given returns a given name that suits the sex and the year of birth.
func (g *generator) given(sex resident.Sex, year int) word {
	list, fashion := g.names.male, oldMale
	switch {
	case sex == resident.Female && year >= 1970:
		list, fashion = g.names.female, youngFemale
	case sex == resident.Female:
		list, fashion = g.names.female, oldFemale
	case year >= 1975:
		fashion = youngMale
	}
	name := pick(g, list)
	for range 3 {
		if endsIn(name.text, fashion) {
			break
		}
		name = pick(g, list)
	}
	return name
}

func endsIn(s string, endings []string) bool {
	for _, end := range endings {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// gap stands between surname and given name.
const gap = "　"

func (w word) with(given word) word {
	return word{w.text + gap + given.text, w.reading + gap + given.reading}
}
