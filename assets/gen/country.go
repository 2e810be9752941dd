//go:build ignore

// Command country writes assets/country/country.tsv.
//
//	go run assets/gen/country.go assets/country/country.tsv
//
// The names are those of the Unicode CLDR as golang.org/x/text has them. The list of
// 国籍・地域 that the ministry uses was not at hand; the file is replaceable.
package main

import (
	"bytes"
	"cmp"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// readings are of names that katakana does not begin.
var readings = map[string]string{
	"CN": "チュウゴク", "KR": "カンコク", "KP": "キタチョウセン", "TW": "タイワン", "HK": "ホンコン", "MO": "マカオ", "ZA": "ミナミアフリカ", "SS": "ミナミスーダン", "GQ": "セキドウギニア",
	"CF": "チュウオウアフリカキョウワコク", "TL": "ヒガシティモール", "MK": "キタマケドニア", "EH": "ニシサハラ", "VI": "ベイリョウヴァージンショトウ", "VG": "エイリョウヴァージンショトウ",
	"IO": "エイリョウインドヨウチイキ", "AS": "ベイリョウサモア", "GF": "フツリョウギアナ", "PF": "フツリョウポリネシア", "TF": "フツリョウナンポウチイキ", "UM": "ガッシュウコクリョウユウショウリトウ",
	"MP": "キタマリアナショトウ", "AQ": "ナンキョク", "GS": "サウスジョージア", "CI": "コートジボワール", "VA": "バチカンシコク",
}

// named are those that the table of CLDR has under a name of before, or under a long one.
var named = map[string][2]string{
	"MK": {"北マケドニア", "North Macedonia"}, "SZ": {"エスワティニ", "Eswatini"}, "MM": {"ミャンマー", "Myanmar"}, "HK": {"中国（香港）", "China (Hong Kong)"}, "MO": {"中国（マカオ）", "China (Macao)"},
	"CD": {"コンゴ民主共和国", "DR Congo"}, "CG": {"コンゴ共和国", "Republic of the Congo"}, "CC": {"ココス諸島", "Cocos Islands"}, "PS": {"パレスチナ", "Palestine"},
}

// left out: Japan, and what is no country or region that people come from.
var out = []string{"JP", "AQ", "AC", "CP", "DG", "EA", "IC", "TA", "QO", "EU", "EZ", "UN", "ZZ", "XA", "XB", "BV", "HM", "TF", "GS", "UM", "IO", "CQ", "CS", "SU", "YU", "DD", "TP", "ZR", "BU", "FX", "AN", "NT", "YD"}

type country struct{ code, name, kana, english string }

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: country OUT")
	}
	all := []country{{"", "無国籍", "ムコクセキ", "Stateless"}}
	seen := map[string]bool{}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			r, err := language.ParseRegion(code)
			if err != nil || !r.IsCountry() || r.Canonicalize().String() != code || slices.Contains(out, code) {
				continue
			}
			name, english := display.Japanese.Regions().Name(r), display.English.Regions().Name(r)
			if n, ok := named[code]; ok {
				name, english = n[0], n[1]
			}
			if name == "" || seen[name] {
				continue
			}
			seen[name] = true
			all = append(all, country{code, name, kana(code, name), english})
		}
	}
	slices.SortStableFunc(all[1:], func(a, b country) int { return cmp.Compare(a.kana, b.kana) })
	var w bytes.Buffer
	fmt.Fprintln(&w, "# Countries and regions: code, name, reading, name in English. See LICENSE.md. Replaceable.")
	for _, c := range all {
		fmt.Fprintf(&w, "%s\t%s\t%s\t%s\n", c.code, c.name, c.kana, c.english)
	}
	if err := os.WriteFile(os.Args[1], w.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d countries", len(all))
}

// kana returns the reading: the one named above, or the katakana that a name begins with.
func kana(code, name string) string {
	if k := readings[code]; k != "" {
		return k
	}
	var b strings.Builder
	for _, r := range name {
		switch {
		case unicode.Is(unicode.Katakana, r), r == 'ー':
			b.WriteRune(r)
		case r == '・', r == '＝':
		default:
			if b.Len() == 0 {
				log.Printf("%s has no reading", name)
			}
			return b.String()
		}
	}
	return b.String()
}
