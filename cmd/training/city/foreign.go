package city

import (
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/resident"
)

// A nation is where foreign residents come from, with how its people are called.
// Kanji names are had only where the record may hold them.
type nation struct {
	name         string
	weight       int
	family       []foreignWord
	male, female []foreignWord
}

// A foreignWord is a part of a name in letters and in katakana, and in kanji if any.
type foreignWord struct{ roman, kana, kanji string }

var nations = []nation{
	{"中国", 30,
		[]foreignWord{{"WANG", "ワン", "王"}, {"LI", "リー", "李"}, {"ZHANG", "チャン", "張"}, {"LIU", "リュウ", "劉"}, {"CHEN", "チェン", "陳"}},
		[]foreignWord{{"WEI", "ウェイ", "偉"}, {"HAO", "ハオ", "浩"}, {"JUN", "ジュン", "軍"}},
		[]foreignWord{{"FANG", "ファン", "芳"}, {"JING", "ジン", "静"}, {"MEI", "メイ", "梅"}}},
	{"ベトナム", 24,
		[]foreignWord{{"NGUYEN", "グエン", ""}, {"TRAN", "チャン", ""}, {"LE", "レ", ""}, {"PHAM", "ファム", ""}},
		[]foreignWord{{"VAN NAM", "ヴァン　ナム", ""}, {"MINH DUC", "ミン　ドゥック", ""}, {"QUANG HUY", "クアン　フイ", ""}},
		[]foreignWord{{"THI LAN", "ティ　ラン", ""}, {"THI MAI", "ティ　マイ", ""}, {"NGOC ANH", "ゴック　アイン", ""}}},
	{"韓国", 16,
		[]foreignWord{{"KIM", "キム", "金"}, {"LEE", "イ", "李"}, {"PARK", "パク", "朴"}, {"CHOI", "チェ", "崔"}},
		[]foreignWord{{"MINJUN", "ミンジュン", "民俊"}, {"JIHO", "ジホ", "志浩"}},
		[]foreignWord{{"SOYEON", "ソヨン", "素姸"}, {"JIWON", "ジウォン", "智媛"}}},
	{"フィリピン", 10,
		[]foreignWord{{"SANTOS", "サントス", ""}, {"REYES", "レイエス", ""}, {"CRUZ", "クルズ", ""}},
		[]foreignWord{{"JOSE MARIA", "ホセ　マリア", ""}, {"MARK ANTHONY", "マーク　アンソニー", ""}},
		[]foreignWord{{"MARIA CRISTINA", "マリア　クリスティーナ", ""}, {"ANGELICA", "アンジェリカ", ""}}},
	{"ネパール", 10,
		[]foreignWord{{"SHRESTHA", "シュレスタ", ""}, {"GURUNG", "グルン", ""}},
		[]foreignWord{{"RAM BAHADUR", "ラム　バハドゥル", ""}, {"BIKASH", "ビカス", ""}},
		[]foreignWord{{"SITA", "シタ", ""}, {"SUNITA", "スニタ", ""}}},
	{"米国", 10,
		[]foreignWord{{"SMITH", "スミス", ""}, {"JOHNSON", "ジョンソン", ""}, {"MILLER", "ミラー", ""}},
		[]foreignWord{{"JOHN DAVID", "ジョン　デイビッド", ""}, {"MICHAEL", "マイケル", ""}},
		[]foreignWord{{"EMILY ROSE", "エミリー　ローズ", ""}, {"SARAH", "サラ", ""}}},
}

// stays are statuses of residence (在留資格) with their periods in years; permanent
// residents have no period.
var stays = []struct {
	status string
	years  int
}{{"技能実習", 1}, {"留学", 2}, {"技術・人文知識・国際業務", 3}, {"永住者", 0}, {"日本人の配偶者等", 3}, {"特定技能", 1}, {"定住者", 5}}

var periods = map[int]string{0: "無期限", 1: "1年", 2: "2年", 3: "3年", 5: "5年"}

// specialPermanent is the share of residents from Korea, in percent, who live here
// since before 1945 or descend from those who did (特別永住者).
const specialPermanent = 40

func (g *generator) foreigners(left int) []resident.Record {
	members := []member{{relationship: resident.Head, sex: g.sex(), age: g.between(19, 45)}}
	switch {
	case g.chance(20) && left >= 2:
		members = g.couple(g.between(25, 55))
	case g.chance(25) && left >= 4:
		eldest := g.between(0, 15)
		members = append(g.couple(eldest+g.between(26, 34)), g.children(child, g.between(1, 2), eldest)...)
	}
	from := g.nation()
	special := from.name == "韓国" && g.chance(specialPermanent)
	family := pick(g, from.family)
	alias := g.surname()
	rows := make([]resident.Record, len(members))
	for i, m := range members {
		given := pick(g, from.male)
		if m.sex == resident.Female {
			given = pick(g, from.female)
		}
		surname := family
		if i == 1 { // husband and wife keep their names
			surname = pick(g, from.family)
		}
		birth := g.birth(m.age)
		rows[i] = resident.Record{Class: resident.Foreign, ReadingConfirmed: g.chance(60), Sex: m.sex,
			Relationship: m.relationship, Birth: civil.Certain(birth), Stay: g.stay(from.name, special)}
		called(&rows[i], surname, given)
		if special {
			rows[i].Alias = alias.with(g.given(m.sex, birth.Year())).text
		}
	}
	return rows
}

func called(r *resident.Record, family, given foreignWord) {
	r.RomanName = family.roman + " " + given.roman
	r.Name, r.Reading = r.RomanName, family.kana+gap+given.kana
	if family.kanji != "" && given.kanji != "" {
		r.Name = family.kanji + gap + given.kanji
	}
}

func (g *generator) nation() nation {
	n := g.rand.IntN(100)
	for _, from := range nations {
		if n -= from.weight; n < 0 {
			return from
		}
	}
	return nations[0]
}

func (g *generator) stay(nationality string, special bool) *resident.Stay {
	s := &resident.Stay{Nationality: nationality, Article: 1, Card: g.cardNumber()}
	if special {
		s.Article = 2
		return s
	}
	allowed := pick(g, stays)
	s.Status, s.Period = allowed.status, periods[allowed.years]
	if allowed.years > 0 {
		s.Expiry = g.On.AddDays(g.between(20, allowed.years*365))
	}
	return s
}

// cardNumber returns the number of a residence card: AB12345678CD.
func (g *generator) cardNumber() string {
	var b strings.Builder
	for i := range 12 {
		if i < 2 || i > 9 {
			b.WriteByte(byte('A' + g.rand.IntN(26)))
		} else {
			b.WriteByte(byte('0' + g.rand.IntN(10)))
		}
	}
	return b.String()
}
