//go:build ignore

// Command reading makes assets/letters/name.gz from the surnames and given names of
// the mecab-ipadic dictionary (Debian package mecab-ipadic, Noun.name.csv in EUC-JP).
//
//	go run assets/gen/reading.go < /usr/share/mecab/dic/ipadic/Noun.name.csv > assets/letters/name.gz
//
// Each line is s for a surname or g for a given name, the name, and its readings, the
// likeliest first. Names without a kanji are left out: they read as they are written.
package main

import (
	"bytes"
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

	"golang.org/x/text/encoding/japanese"
)

type reading struct {
	kana string
	cost int
}

func main() {
	log.SetFlags(0)
	readings := map[string][]reading{}
	rows := csv.NewReader(japanese.EUCJP.NewDecoder().Reader(os.Stdin))
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		check(err)
		kind := map[string]string{"姓": "s", "名": "g"}[row[7]]
		if row[6] != "人名" || kind == "" || !strings.ContainsFunc(row[0], func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			continue
		}
		cost, err := strconv.Atoi(row[3])
		check(err)
		key := kind + "\t" + row[0]
		readings[key] = append(readings[key], reading{row[11], cost})
	}
	var lines []string
	for key, all := range readings {
		slices.SortFunc(all, func(a, b reading) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.kana, b.kana)) })
		var kana []string
		for _, r := range all {
			if !slices.Contains(kana, r.kana) {
				kana = append(kana, r.kana)
			}
		}
		lines = append(lines, key+"\t"+strings.Join(kana, " "))
	}
	slices.Sort(lines)
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	check(err)
	_, err = fmt.Fprintln(zip, strings.Join(lines, "\n"))
	check(err)
	check(zip.Close())
	_, err = os.Stdout.Write(packed.Bytes())
	check(err)
	log.Printf("%d names, %d bytes", len(lines), packed.Len())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
