package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"madoguchi/app/municipality"
	"madoguchi/assets"
	"madoguchi/ui/intake"
)

// A places is what the form asks about postal codes and wards. The tables take a
// moment to open; that is done beside the window's start.
type places struct {
	city string // the city's name, which its wards' names begin with
	open func() (*municipality.Gazetteer, error)
}

var _ intake.Gazetteer = (*places)(nil)

// openPlaces begins to open the tables: those in a folder, or the built-in ones.
func openPlaces(folder, city string) *places {
	p := &places{city: city, open: sync.OnceValues(func() (*municipality.Gazetteer, error) {
		cities, towns := assets.Cities, assets.Towns
		if folder != "" {
			var err error
			if cities, err = os.ReadFile(filepath.Join(folder, "city.gz")); err != nil {
				return nil, fmt.Errorf("open gazetteer: %w", err)
			}
			if towns, err = os.ReadFile(filepath.Join(folder, "town.gz")); err != nil {
				return nil, fmt.Errorf("open gazetteer: %w", err)
			}
		}
		return municipality.OpenGazetteer(bytes.NewReader(cities), bytes.NewReader(towns))
	})}
	go func() { _, _ = p.open() }() // ends by itself; whoever asks first is told the error
	return p
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
