//go:build ignore

// Command letters writes assets/letters/mj.gz, assets/letters/sequence.gz and
// app/letters/variant.gz.
//
//	go run assets/gen/letters.go MOJI assets/letters app/letters
//
// MOJI is the file dist/moji.db of the npm package @mandel59/mojidata@1.8.1. The
// formats are those that app/letters reads; licences stand in LICENSE.md beside the
// files.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"database/sql"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // the driver
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: letters MOJI OUT CODE")
	}
	db, err := sql.Open("sqlite", "file:"+os.Args[1]+"?mode=ro")
	check(err)
	chars := readChars(db)
	write(filepath.Join(os.Args[2], "mj.gz"), charLines(chars))
	write(filepath.Join(os.Args[2], "sequence.gz"), sequenceLines(db, chars))
	write(filepath.Join(os.Args[3], "variant.gz"), variantLines(db, chars))
}

// char is a character of the MJ table (文字情報基盤).
type char struct {
	mj, base, bare, ivs, svs, juki, more string
	strokes                              int
	grade                                int
	radicals                             []string // number.residual strokes, the first is the usual one
	target                               string   // 縮退 to JIS X 0213
	readings                             []string
}

// grade says how common a character is: 1 for general use (常用漢字), 2 for names
// (人名用漢字), 3 and 4 the other shapes that JIS X 0213 prints in its planes, 5 with a
// 住基 code, 6 the rest.
func grade(policy, x0213, unified, juki string) int {
	switch {
	case policy == "常用漢字":
		return 1
	case policy == "人名用漢字":
		return 2
	case unified == "0" && strings.HasPrefix(x0213, "1-"):
		return 3
	case unified == "0" && x0213 != "":
		return 4
	case juki != "":
		return 5
	}
	return 6
}

// query calls each with the columns of every row, NULL as "".
func query(db *sql.DB, text string, columns int, each func([]string)) {
	rows, err := db.Query(text)
	check(err)
	defer rows.Close()
	values := make([]sql.NullString, columns)
	into := make([]any, columns)
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		check(rows.Scan(into...))
		row := make([]string, columns)
		for i, v := range values {
			row[i] = v.String
		}
		each(row)
	}
	check(rows.Err())
}

func readChars(db *sql.DB) map[string]*char {
	chars := map[string]*char{}
	query(db, `SELECT MJ文字図形名, 対応するUCS, 実装したUCS, 実装したMoji_JohoコレクションIVS, 実装したSVS,
		住基ネット統一文字コード, 総画数, 漢字施策, X0213, X0213_包摂区分 FROM mji`, 10, func(r []string) {
		c := &char{mj: r[0], base: r[1], bare: r[2], ivs: r[3], svs: r[4], juki: r[5], grade: grade(r[7], r[8], r[9], r[5])}
		fmt.Sscan(r[6], &c.strokes)
		chars[c.mj] = c
	})
	// 変体仮名, which the table above has no part of.
	query(db, `SELECT MJ文字図形名, 文字 FROM mjih`, 2, func(r []string) {
		if chars[r[0]] == nil {
			chars[r[0]] = &char{mj: r[0], base: r[1], bare: r[1], grade: 6}
		}
	})
	query(db, `SELECT MJ文字図形名, 重複実装したMoji_JohoコレクションIVS FROM mji_duplicated_ivs`, 2, func(r []string) {
		chars[r[0]].more = r[1]
	})
	query(db, `SELECT MJ文字図形名, 部首, 内画数 FROM mji_rsindex ORDER BY rowid`, 3, func(r []string) {
		if c := chars[r[0]]; c != nil {
			c.radicals = append(c.radicals, r[1]+"."+r[2])
		}
	})
	for _, columns := range []string{"読み FROM mji_reading", "音価 FROM mjih_phonetic"} {
		query(db, `SELECT MJ文字図形名, `+columns+` ORDER BY rowid`, 2, func(r []string) {
			if c := chars[r[0]]; c != nil {
				c.readings = append(c.readings, r[1])
			}
		})
	}
	for _, table := range reductions {
		query(db, `SELECT MJ文字図形名, 縮退UCS FROM mjsm WHERE 表 = '`+table+`' AND 縮退X0213 IS NOT NULL
			AND coalesce(順位, 1) = 1 AND coalesce(ホップ数, 1) = 1`, 2, func(r []string) {
			if c := chars[r[0]]; c != nil && c.target == "" {
				c.target = r[1]
			}
		})
	}
	return chars
}

// reductions are the tables of the MJ reduction map (MJ縮退マップ) that give the same
// character in another shape, the surest first. Those that go by likeness or by a
// dictionary's cross reference are left out.
var reductions = []string{
	"JIS包摂規準UCS統合規則",
	"民二5202号通知別表_正字俗字等対照表",
	"法務省告示582号別表第四_一",
	"民一2842号通達別表_誤字俗字正字一覧表_俗字",
	"民一2842号通達別表_誤字俗字正字一覧表_無印",
	"戸籍統一文字情報_親字正字",
}

// spellings returns how a character is written, the clearest first.
func (c *char) spellings() []string {
	var all []string
	for _, s := range []string{c.ivs, c.bare, c.svs, c.more} {
		if s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

func charLines(chars map[string]*char) []string {
	var lines []string
	for _, mj := range slices.Sorted(maps.Keys(chars)) {
		c := chars[mj]
		if len(c.spellings()) == 0 {
			continue // the table itself says it is the same as another
		}
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s", c.mj, c.base,
			strings.Join(c.spellings(), " "), c.juki, c.grade, c.strokes, strings.Join(c.radicals, " "), c.target, strings.Join(c.readings, " ")))
	}
	return lines
}

// sequenceLines finds the MJ character of an Adobe-Japan1 sequence by two bridges.
//
// A glyph that is the default of JIS X 0213:2004 fonts, or of a compatibility
// ideograph, is the MJ character that is implemented as that code point. A glyph that
// is the default of JIS X 0208 fonts is the one whose Hanyo-Denshi name says so (JA
// and row and cell), where Moji_Joho shares the sequence, as it does by design.
func sequenceLines(db *sql.DB, chars map[string]*char) []string {
	byBare, byIVS := map[string]*char{}, map[string]*char{}
	for _, c := range chars {
		if c.bare != "" {
			byBare[c.bare] = c
		}
		for _, s := range []string{c.ivs, c.more} {
			if s != "" {
				byIVS[s] = c
			}
		}
	}
	jis90 := map[string]string{} // base to the sequence of its JIS X 0208 shape
	query(db, `SELECT IVS, code FROM "ivs_Hanyo-Denshi" WHERE code GLOB 'JA[0-9]*'`, 2, func(r []string) {
		if byIVS[r[0]] != nil {
			jis90[string([]rune(r[0])[0])] = r[0]
		}
	})
	targets := map[string]map[string]bool{}
	add := func(sequence, target string) {
		if targets[sequence] == nil {
			targets[sequence] = map[string]bool{}
		}
		targets[sequence][target] = true
	}
	query(db, `SELECT i.IVS, a.UCS, a.UniJIS, a.UniJIS2004, a.UniJISX02132004 FROM "ivs_Adobe-Japan1" i JOIN aj1 a ON a.CID = i.CID
		WHERE a.vertical = 0`, 5, func(r []string) {
		base := string([]rune(r[0])[0])
		c := byBare[r[1]]
		if (r[3] == "1" || r[4] == "1") && c != nil && c.base == base {
			add(r[0], c.spellings()[0])
		}
		if r[2] == "1" && r[1] == base && jis90[base] != "" {
			add(r[0], jis90[base])
		}
	})
	// Where the bridges lead to two characters, or two glyphs to one character, the
	// name would silently change its shape: such a sequence gets no target.
	sources := map[string]int{}
	for _, to := range targets {
		for target := range to {
			sources[target]++
		}
	}
	var lines []string
	ambiguous := 0
	for _, sequence := range slices.Sorted(maps.Keys(targets)) {
		for target := range targets[sequence] {
			if len(targets[sequence]) > 1 || sources[target] > 1 {
				ambiguous++
				break
			}
			lines = append(lines, sequence+"\t"+target)
		}
	}
	log.Printf("%d sequences, %d ambiguous left out", len(lines), ambiguous)
	return lines
}

// variantLines puts the shapes of one character into groups for the search: by the
// compatibility ideographs, the reduction map where it is of one mind, and the lists
// of old shapes of the kanji for general use and for names, which go first. Chains of
// likenesses would lead from one kanji for general use (常用漢字) to another, such as from
// 岡 to 田: what would put two of them into one group is left out.
func variantLines(db *sql.DB, chars map[string]*char) []string {
	parent := map[string]string{}
	var root func(s string) string
	root = func(s string) string {
		if p, ok := parent[s]; ok && p != s {
			return root(p)
		}
		return s
	}
	general := map[string]string{} // from the root of a group to its kanji for general use
	for _, c := range chars {
		if c.grade == 1 {
			general[c.base] = c.base
		}
	}
	join := func(a, b string) {
		if len([]rune(a)) != 1 || len([]rune(b)) != 1 {
			return
		}
		a, b = root(a), root(b)
		if general[a] != "" && general[b] != "" {
			return
		}
		if a != b {
			general[min(a, b)] = cmp.Or(general[a], general[b])
			parent[max(a, b)] = min(a, b)
			parent[min(a, b)] = min(a, b)
		}
	}
	query(db, `SELECT subject, object FROM kdpv WHERE rel IN ('jp/old-style', 'jp/old-style/compat', 'joyo/variant',
		'jinmei1/variant', 'jinmei2/variant', 'koseki/variant', 'hyogai/variant') ORDER BY subject, object`, 2, func(r []string) { join(r[0], r[1]) })
	for _, mj := range slices.Sorted(maps.Keys(chars)) {
		join(chars[mj].base, chars[mj].bare)
	}
	best := map[string]string{}
	for _, table := range reductions[1:] { // the first joins what shares a code point
		found := map[string]map[string]bool{}
		query(db, `SELECT m.対応するUCS, s.縮退UCS FROM mjsm s JOIN mji m USING (MJ文字図形名) WHERE s.表 = '`+table+`'
			AND coalesce(s.順位, 1) = 1 AND coalesce(s.ホップ数, 1) = 1 AND m.対応するUCS <> s.縮退UCS`, 2, func(r []string) {
			if found[r[0]] == nil {
				found[r[0]] = map[string]bool{}
			}
			found[r[0]][r[1]] = true
		})
		for from, to := range found {
			if _, known := best[from]; !known && len(to) == 1 {
				for target := range to {
					best[from] = target
				}
			}
		}
	}
	for _, from := range slices.Sorted(maps.Keys(best)) {
		join(from, best[from])
	}

	groups := map[string][]string{}
	for s := range parent {
		groups[root(s)] = append(groups[root(s)], s)
	}
	var lines []string
	for _, group := range groups {
		slices.Sort(group)
		lines = append(lines, strings.Join(group, ""))
	}
	slices.Sort(lines)
	return lines
}

func write(name string, lines []string) {
	text := strings.Join(lines, "\n") + "\n"
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	check(err)
	_, err = zip.Write([]byte(text))
	check(err)
	check(zip.Close())
	check(os.WriteFile(name, packed.Bytes(), 0o644))
	log.Printf("%s: %d lines, %d bytes, %d packed", name, len(lines), len(text), packed.Len())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
