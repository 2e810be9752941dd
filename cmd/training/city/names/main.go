// Command names makes the name lists of the training city from the surnames and
// given names of the mecab-ipadic dictionary (Debian package mecab-ipadic,
// Noun.name.csv in EUC-JP; see LICENSE.ipadic beside the lists).
//
//	go run ./cmd/training/city/names < /usr/share/mecab/dic/ipadic/Noun.name.csv > cmd/training/city/names.tsv.gz
//
// Each line of the result is a kind (s surname, m and f given names), the name and
// its reading. The dictionary knows no sex; it is told from how the name ends, and
// a name that does not say is left out. Common surnames come first, in order.
package main

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// common are frequent surnames, the most frequent first. Their place in the list
// is their weight.
const common = `佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水
山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤 福田
太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井
宮崎 横山 高木 安藤 宮本 大野 小島 谷口 今井 工藤 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口
武田 松井 千葉 岩崎 菅原 木下 久保 佐野 野村 松尾 市川 菊地 杉本 古川 大西 島田 水野 桜井 高野 渡部 吉川 山内 西田
菊池 飯田 西川 小松 北村 安田 五十嵐 川口 平田 関 中田 久保田 東 服部 川崎 岩田 土屋 福島 本田 樋口 辻 葛西 秋山
田口 永井 山中 中西 吉村 川上 石原 大橋 松岡 馬場 浜田 森本 星野 矢野 浅野 松下 大島 吉岡 小池 野田 荒木 熊谷 松浦
大久保 内藤 黒田 尾崎 川村 永田 望月 荒井 堀 片山 塚本 葛城 芦田 栗原 柳沢 神田 渚 徳永 邉見 葛原`

// Endings of the reading that tell the sex of a given name, with what the name
// itself ends in where the reading alone does not say.
var (
	female = []string{"子", "美", "香", "奈", "恵", "代", "江", "枝", "乃", "菜", "花", "華", "絵", "里", "穂", "織", "帆", "世", "音", "佳", "紗", "莉", "沙", "望", "実", "加", "歌", "姫", "那", "衣", "緒", "苗", "葉", "月"}
	male   = []string{"郎", "朗", "男", "夫", "雄", "介", "助", "輔", "太", "治", "司", "志", "史", "彦", "人", "之", "行", "幸", "一", "二", "三", "吉", "蔵", "造", "平", "樹", "斗", "翔", "弘", "博", "浩", "秀", "義", "正", "昭", "明", "信", "和", "利", "男", "也", "哉", "哲", "茂", "武", "勝", "清", "進", "剛", "徹", "誠", "隆", "豊", "満", "実", "稔", "修", "治", "貴", "孝", "克", "康", "泰", "章", "彰", "俊", "敏", "光", "政", "成", "久", "生", "朋", "郁", "雅", "将", "健", "賢", "憲", "範", "典", "徳", "文", "宏"}
)

type entry struct {
	kind, name, reading string
	rank, cost          int
}

func main() {
	log.SetFlags(0)
	if err := run(os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(in io.Reader, out io.Writer) error {
	entries, err := read(in)
	if err != nil {
		return err
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.rank, b.rank),
			cmp.Compare(a.name, b.name), cmp.Compare(a.reading, b.reading))
	})
	zip, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if _, err := fmt.Fprintf(zip, "%s\t%s\t%s\n", e.kind, e.name, e.reading); err != nil {
			return err
		}
	}
	return zip.Close()
}

// read returns one entry for a kind and name: the cheapest, which is the reading
// that the dictionary holds for the likeliest.
func read(in io.Reader) ([]entry, error) {
	ranks := map[string]int{}
	for i, s := range strings.Fields(common) {
		ranks[s] = i - 1_000
	}
	best := map[string]entry{}
	rows := csv.NewReader(japanese.EUCJP.NewDecoder().Reader(in))
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		e, ok := parse(row)
		if !ok {
			continue
		}
		e.rank = ranks[e.name]
		key := e.kind + e.name
		if old, had := best[key]; !had || e.cost < old.cost {
			best[key] = e
		}
	}
	var entries []entry
	for _, e := range best {
		entries = append(entries, e)
	}
	return entries, nil
}

func parse(row []string) (entry, bool) {
	if len(row) < 12 || row[6] != "人名" {
		return entry{}, false
	}
	cost, err := strconv.Atoi(row[3])
	if err != nil {
		return entry{}, false
	}
	e := entry{name: row[0], reading: row[11], cost: cost}
	n := utf8.RuneCountInString(e.name)
	switch {
	case !written(e.name) || utf8.RuneCountInString(e.reading) < 2:
		return entry{}, false
	case row[7] == "姓" && n <= 3:
		e.kind = "s"
	case row[7] == "名" && n <= 3:
		e.kind = sex(e)
	}
	return e, e.kind != ""
}

// sex returns m, f or, for a name that does not say, nothing.
func sex(e entry) string {
	f := endsIn(e.name, female) && !strings.HasSuffix(e.reading, "オ") && !strings.HasSuffix(e.reading, "シ")
	m := endsIn(e.name, male) && !strings.HasSuffix(e.reading, "コ") && !strings.HasSuffix(e.reading, "ミ")
	switch {
	case f && !m:
		return "f"
	case m && !f:
		return "m"
	}
	return ""
}

func endsIn(name string, endings []string) bool {
	return slices.ContainsFunc(endings, func(end string) bool { return strings.HasSuffix(name, end) })
}

// written reports whether a name is in kanji throughout.
func written(name string) bool {
	for _, r := range name {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return true
}
