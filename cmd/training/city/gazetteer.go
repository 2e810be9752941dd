package city

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"

	"madoguchi/app/municipality"
)

// Name is the city's, without its prefecture.
const Name = "みなと野市"

// The city stands in for a real one: it has that city's towns and postal codes, and
// codes that no municipality has.
const (
	prefecture, prefectureKana = "架空県", "カクウケン"
	nameKana                   = "ミナトノシ"
	code                       = "991" // of the city and its wards, before two digits
	modelName, modelKana       = "札幌市", "サッポロシ"
	modelCode                  = "011"
)

// Gazetteer returns the two tables of municipality.OpenGazetteer, made from the
// country's, with this city in place of its model.
func Gazetteer(cities, towns []byte) (ours, ourTowns []byte, err error) {
	wards := map[string]bool{}
	ours, err = moveToEnd(cities, func(f []string) bool {
		if len(f) != 5 || !strings.HasPrefix(f[0], modelCode) || !strings.HasPrefix(f[2], modelName) {
			return false
		}
		wards[f[0]] = true
		f[0] = code + f[0][len(modelCode):]
		f[1], f[3] = prefecture, prefectureKana
		f[2] = Name + strings.TrimPrefix(f[2], modelName)
		f[4] = nameKana + strings.TrimPrefix(f[4], modelKana)
		return true
	})
	if err != nil {
		return nil, nil, fmt.Errorf("make gazetteer: cities: %w", err)
	}
	if len(wards) == 0 {
		return nil, nil, errors.New("make gazetteer: the model city is not in the table")
	}
	ourTowns, err = moveToEnd(towns, func(f []string) bool {
		if !wards[f[0]] {
			return false
		}
		f[0] = code + f[0][len(modelCode):]
		return true
	})
	if err != nil {
		return nil, nil, fmt.Errorf("make gazetteer: towns: %w", err)
	}
	return ours, ourTowns, nil
}

// moveToEnd passes each line of a gzip table to change; the lines it changed come
// last, since their codes are the greatest.
func moveToEnd(table []byte, change func(fields []string) bool) ([]byte, error) {
	zip, err := gzip.NewReader(bytes.NewReader(table))
	if err != nil {
		return nil, err
	}
	var kept, moved bytes.Buffer
	lines := bufio.NewScanner(zip)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		to := &kept
		if change(fields) {
			to = &moved
		}
		fmt.Fprintln(to, strings.Join(fields, "\t"))
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	out := gzip.NewWriter(&packed)
	for _, part := range [][]byte{kept.Bytes(), moved.Bytes()} {
		if _, err := out.Write(part); err != nil {
			return nil, err
		}
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// every is how many of the country's towns people come from: one in so many.
const every = 40

// Places returns the towns of the city, and some of the others, from the tables that
// [Gazetteer] made.
func Places(g *municipality.Gazetteer) (towns, elsewhere []Place) {
	n := 0
	for _, p := range g.Prefectures() {
		for _, c := range g.Cities(p) {
			for _, t := range g.Towns(c.Code, "") {
				if t.Name == "" {
					continue
				}
				place := Place{Postal: t.Postal.String(), Ward: t.Municipality.String(),
					City: t.Prefecture + t.City, Town: t.Name}
				if t.Prefecture == prefecture {
					towns = append(towns, place)
				} else if n++; n%every == 0 {
					elsewhere = append(elsewhere, place)
				}
			}
		}
	}
	return towns, elsewhere
}
