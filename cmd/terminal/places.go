package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"madoguchi/app/country"
	"madoguchi/app/letters"
	"madoguchi/app/municipality"
	"madoguchi/assets"
	"madoguchi/ui/intake"
)

// A repertoire is the characters that names are written in. Its tables take a moment to
// open; that is done beside the window's start.
type repertoire struct {
	open func() *letters.Table
}

// openRepertoire begins to open the tables.
func openRepertoire() repertoire {
	r := repertoire{sync.OnceValue(func() *letters.Table {
		table, err := letters.OpenTable(bytes.NewReader(assets.Chars), bytes.NewReader(assets.Sequences))
		if err != nil {
			panic(err) // the tables are part of the program
		}
		return table
	})}
	go r.open() // ends by itself
	return r
}

// Check implements rules.Repertoire.
func (r repertoire) Check(s string) error { return r.open().Check(s) }

// Convert implements intake.Repertoire.
func (r repertoire) Convert(s string) string { return r.open().Convert(s) }

// Lookup implements glyph.Table.
func (r repertoire) Lookup(cluster string) (letters.Char, bool) { return r.open().Lookup(cluster) }

// Find implements glyph.Table.
func (r repertoire) Find(q letters.Query, limit int) (found []letters.Char, total int) {
	return r.open().Find(q, limit)
}

// Reduce implements glyph.Table.
func (r repertoire) Reduce(s string, reading func(string) string) (string, []letters.Reduction) {
	return r.open().Reduce(s, reading)
}

// A places is what the form asks about postal codes and wards. The tables take a
// moment to open; that is done beside the window's start.
type places struct {
	city string // the city's name, which its wards' names begin with
	open func() (*municipality.Gazetteer, error)
}

var _ intake.Gazetteer = (*places)(nil)

// newPlaces opens the tables when somebody first asks: those in a folder, or the
// built-in ones.
func newPlaces(folder, city string) *places {
	return &places{city: city, open: sync.OnceValues(func() (*municipality.Gazetteer, error) {
		cities, err := placeTable(folder, "city.gz", assets.Cities)
		if err != nil {
			return nil, err
		}
		towns, err := placeTable(folder, "town.gz", assets.Towns)
		if err != nil {
			return nil, err
		}
		return municipality.OpenGazetteer(bytes.NewReader(cities), bytes.NewReader(towns))
	})}
}

// placeTable returns a table of a folder, or the built-in one.
func placeTable(folder, name string, builtIn []byte) ([]byte, error) {
	if folder == "" {
		return builtIn, nil
	}
	table, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return nil, fmt.Errorf("open gazetteer: %w", err)
	}
	return table, nil
}

// A roll is the municipalities that the rules ask for (A11). It is opened when they
// first do.
type roll struct {
	open func() *municipality.Names // nil when the table cannot be read
}

// newRoll opens the table of cities in a folder, or the built-in one.
func newRoll(folder string, log *slog.Logger) roll {
	return roll{sync.OnceValue(func() *municipality.Names {
		cities, err := placeTable(folder, "city.gz", assets.Cities)
		if err != nil {
			log.Error("names of municipalities cannot be read", "err", err)
			return nil
		}
		names, err := municipality.OpenNames(bytes.NewReader(cities))
		if err != nil {
			log.Error("names of municipalities cannot be read", "err", err)
			return nil
		}
		return names
	})}
}

// Begins implements rules.Gazetteer. Without a table nothing is known.
func (r roll) Begins(text string) (exists, known bool) {
	if names := r.open(); names != nil {
		return names.Begins(text)
	}
	return false, false
}

// Towns implements intake.Gazetteer.
func (p *places) Towns(postal string) []intake.Town {
	g, err := p.open()
	if err != nil {
		return nil
	}
	code, err := municipality.ParsePostal(postal)
	if err != nil {
		return nil
	}
	var towns []intake.Town
	for _, t := range g.Find(code) {
		if strings.HasPrefix(t.City, p.city) {
			towns = append(towns, intake.Town{Ward: t.Municipality.String(), Name: t.Name})
		} else {
			towns = append(towns, intake.Town{Name: t.Prefecture + t.City + t.Name})
		}
	}
	return towns
}

// Wards implements intake.Gazetteer.
func (p *places) Wards() []intake.Ward {
	g, err := p.open()
	if err != nil {
		return nil
	}
	var wards []intake.Ward
	for _, prefecture := range g.Prefectures() {
		for _, c := range g.Cities(prefecture) {
			if name, ok := strings.CutPrefix(c.Name, p.city); ok && name != "" {
				wards = append(wards, intake.Ward{Code: c.Code.String(), Name: name})
			}
		}
	}
	return wards
}

// names returns the wards' names by their codes.
func (p *places) names() map[string]string {
	names := make(map[string]string)
	for _, w := range p.Wards() {
		names[w.Code] = w.Name
	}
	return names
}

// towns puts towns of the gazetteer into the words of the form: those of the city by
// their own name, others with prefecture and municipality.
func (p *places) towns(found []municipality.Town) []intake.Town {
	var towns []intake.Town
	for _, t := range found {
		if t.Name == "" {
			continue // what no other code of the municipality covers
		}
		town := intake.Town{Name: t.Prefecture + t.City + t.Name, Postal: t.Postal.String()}
		if strings.HasPrefix(t.City, p.city) {
			town.Ward, town.Name = t.Municipality.String(), t.Name
		}
		towns = append(towns, town)
	}
	return towns
}

// ByKana implements intake.Gazetteer.
func (p *places) ByKana(ward, kana string) []intake.Town {
	g, err := p.open()
	if err != nil {
		return nil
	}
	var found []municipality.Town
	for _, w := range p.Wards() {
		if code, err := municipality.ParseCode(w.Code); err == nil && (ward == "" || ward == w.Code) {
			found = append(found, g.Towns(code, kana)...)
		}
	}
	return p.towns(found)
}

// ByInitials implements intake.Gazetteer.
func (p *places) ByInitials(prefecture, city, town string) []intake.Town {
	g, err := p.open()
	if err != nil {
		return nil
	}
	return p.towns(g.ByInitials(prefecture, city, town))
}

// City implements intake.Gazetteer.
func (p *places) City(code string) string {
	g, err := p.open()
	if err != nil {
		return ""
	}
	c, err := municipality.ParseCode(code)
	if err != nil {
		return ""
	}
	city, _ := g.City(c)
	return city.Prefecture + city.Name
}

// newCountries opens the table of countries in a folder of places, if it has one, or the
// built-in one.
func newCountries(folder string, log *slog.Logger) intake.Countries {
	text := assets.Countries
	if folder != "" {
		if own, err := os.ReadFile(filepath.Join(folder, "country.tsv")); err == nil {
			text = own
		} else if !errors.Is(err, fs.ErrNotExist) {
			log.Error("countries cannot be read", "err", err)
		}
	}
	table, err := country.Parse(bytes.NewReader(text))
	if err != nil {
		log.Error("countries cannot be read", "err", err)
		return nil
	}
	return table
}
