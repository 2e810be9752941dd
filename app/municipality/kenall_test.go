package municipality_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"madoguchi/app/municipality"
)

// kenAllLines are lines as the post office writes them, with what makes them hard.
var kenAllLines = []string{
	`01101,"060  ","0600000","ﾎｯｶｲﾄﾞｳ","ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ","ｲｶﾆｹｲｻｲｶﾞﾅｲﾊﾞｱｲ","北海道","札幌市中央区","以下に掲載がない場合",0,0,0,0,0,0`,
	`01101,"060  ","0600001","ﾎｯｶｲﾄﾞｳ","ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ","ｷﾀ1ｼﾞｮｳﾆｼ(1-19ﾁｮｳﾒ)","北海道","札幌市中央区","北一条西（１〜１９丁目）",1,0,1,0,0,0`,
	`25443,"522-03","5220317","ｼｶﾞｹﾝ","ｲﾇｶﾐｸﾞﾝﾀｶﾞﾁｮｳ","ｲﾁｴﾝ","滋賀県","犬上郡多賀町","一円",0,0,0,0,0,0`,
	`13362,"10003","1000301","ﾄｳｷｮｳﾄ","ﾄｼﾏﾑﾗ","ﾄｼﾏﾑﾗｲﾁｴﾝ","東京都","利島村","利島村一円",0,0,0,0,0,0`,
	`26105,"605  ","6050874","ｷｮｳﾄﾌ","ｷｮｳﾄｼﾋｶﾞｼﾔﾏｸ","ﾄｷﾜﾁｮｳ","京都府","京都市東山区","常盤町（東大路通渋谷上る、渋谷通東大路東入、",0,0,0,0,0,0`,
	`26105,"605  ","6050874","ｷｮｳﾄﾌ","ｷｮｳﾄｼﾋｶﾞｼﾔﾏｸ","ﾄｷﾜﾁｮｳ","京都府","京都市東山区","東大路東入２丁目）",0,0,0,0,0,0`,
	`08546,"30604","3060433","ｲﾊﾞﾗｷｹﾝ","ｻｼﾏｸﾞﾝｻｶｲﾏﾁ","ｻｶｲﾏﾁﾉﾂｷﾞﾆﾊﾞﾝﾁｶﾞｸﾙﾊﾞｱｲ","茨城県","猿島郡境町","境町の次に番地がくる場合",0,0,0,0,0,0`,
}

func TestReadKenAll(t *testing.T) {
	utf8 := strings.Join(kenAllLines, "\r\n") + "\r\n"
	sjis, err := japanese.ShiftJIS.NewEncoder().String(strings.ReplaceAll(utf8, "〜", "～"))
	if err != nil {
		t.Fatal(err)
	}
	for edition, text := range map[string]string{"UTF-8": utf8, "UTF-8 with a mark": "\ufeff" + utf8, "Shift_JIS": sjis} {
		t.Run(edition, func(t *testing.T) {
			cities, towns, err := municipality.ReadKenAll(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if len(cities) != 5 || cities[0].Name != "札幌市中央区" || cities[0].Kana != "サッポロシチュウオウク" || cities[0].PrefectureKana != "ホッカイドウ" {
				t.Errorf("cities %+v", cities)
			}
			var got []string
			for _, town := range towns {
				got = append(got, town.Municipality.Base()+" "+town.Postal.String()+" "+town.Name+" "+town.Kana)
			}
			want := []string{
				"01101 0600000  ", "01101 0600001 北一条西 キタ1ジョウニシ", "08546 3060433  ", "13362 1000301  ",
				"25443 5220317 一円 イチエン", "26105 6050874 常盤町 トキワチョウ",
			}
			if !slices.Equal(got, want) {
				t.Errorf("towns\n%q, want\n%q", got, want)
			}
			reopen(t, cities, towns)
		})
	}
}

// reopen checks that what was read makes a gazetteer.
func reopen(t *testing.T, cities []municipality.City, towns []municipality.Town) *municipality.Gazetteer {
	t.Helper()
	c, n, err := municipality.WriteTables(cities, towns)
	if err != nil {
		t.Fatal(err)
	}
	g, err := municipality.OpenGazetteer(bytes.NewReader(c), bytes.NewReader(n))
	if err != nil {
		t.Fatal(err)
	}
	if all := slices.Collect(g.All()); !slices.Equal(all, towns) {
		t.Errorf("the gazetteer has %v, want %v", all, towns)
	}
	return g
}

func TestReadKenAllRefuses(t *testing.T) {
	line := func(edit ...string) string { return strings.NewReplacer(edit...).Replace(kenAllLines[1]) }
	for name, text := range map[string]string{
		"nothing":                  "",
		"a web page":               "<!DOCTYPE html><html></html>",
		"too few columns":          "01101,0600001,北海道\n",
		"no code":                  line("01101", "札幌1"),
		"no postal code":           line("0600001", "060000"),
		"a city without a name":    line("札幌市中央区", ""),
		"a city with two names":    kenAllLines[0] + "\n" + line("札幌市中央区", "札幌市北区"),
		"a name that never closes": kenAllLines[4],
		"another before it closes": kenAllLines[4] + "\n" + kenAllLines[1],
		"an open quotation mark":   line(`"北海道"`, `"北海道`),
		"a tab in a name":          line("札幌市", "札\t幌市"),
		"neither encoding":         "\xff\xfe\x81",
	} {
		if _, _, err := municipality.ReadKenAll(strings.NewReader(text)); !errors.Is(err, municipality.ErrKenAll) {
			t.Errorf("%s: %v, want one of the table", name, err)
		}
	}
}

func TestCompare(t *testing.T) {
	cities, towns, err := municipality.ReadKenAll(strings.NewReader(strings.Join(kenAllLines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	before := reopen(t, cities, towns)
	if d := before.Compare(before, nil); !d.IsZero() {
		t.Errorf("differs from itself: %+v", d)
	}
	changed := strings.NewReplacer("北一条西", "北壱条西", "犬上郡多賀町", "犬上郡新町").Replace(strings.Join(kenAllLines, "\n"))
	cities, towns, err = municipality.ReadKenAll(strings.NewReader(changed))
	if err != nil {
		t.Fatal(err)
	}
	after := reopen(t, cities, towns)
	d := before.Compare(after, nil)
	if len(d.Gained) != 1 || len(d.Lost) != 1 || d.Gained[0].Name != "北壱条西" || d.Lost[0].Name != "北一条西" {
		t.Errorf("towns gained %v, lost %v", d.Gained, d.Lost)
	}
	if len(d.GainedCities) != 1 || len(d.LostCities) != 1 || d.GainedCities[0].Name != "犬上郡新町" {
		t.Errorf("cities gained %v, lost %v", d.GainedCities, d.LostCities)
	}
	elsewhere := func(c municipality.Code) bool { return c.Prefecture() == "26" }
	if d := before.Compare(after, elsewhere); !d.IsZero() {
		t.Errorf("differs where nobody looks: %+v", d)
	}
}

func FuzzReadKenAll(f *testing.F) {
	f.Add(strings.Join(kenAllLines, "\n"))
	f.Add(`01101,"060  ","0600001"`)
	f.Fuzz(func(t *testing.T, text string) {
		cities, towns, err := municipality.ReadKenAll(strings.NewReader(text))
		if err != nil {
			if !errors.Is(err, municipality.ErrKenAll) {
				t.Errorf("%v, want one of the table", err)
			}
			return
		}
		if _, _, err := municipality.WriteTables(cities, towns); err != nil {
			t.Error(err)
		}
	})
}
