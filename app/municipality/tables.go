package municipality

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"iter"
)

// WriteTables returns the two tables that [OpenGazetteer] reads. Cities and towns are in
// the order of [ReadKenAll].
func WriteTables(cities []City, towns []Town) (cityTable, townTable []byte, err error) {
	cityTable, err = pack(func(w *bytes.Buffer) {
		for _, c := range cities {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", c.Code.Base(), c.Prefecture, c.Name, c.PrefectureKana, c.Kana)
		}
	})
	if err != nil {
		return nil, nil, fmt.Errorf("write cities: %w", err)
	}
	townTable, err = pack(func(w *bytes.Buffer) {
		for _, t := range towns {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", t.Municipality.Base(), t.Postal, t.Name, t.Kana)
		}
	})
	if err != nil {
		return nil, nil, fmt.Errorf("write towns: %w", err)
	}
	return cityTable, townTable, nil
}

func pack(write func(*bytes.Buffer)) ([]byte, error) {
	var text, packed bytes.Buffer
	write(&text)
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := zip.Write(text.Bytes()); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// All yields every town in the order of the table.
func (g *Gazetteer) All() iter.Seq[Town] {
	return func(yield func(Town) bool) {
		for i := range g.rows {
			if !yield(g.town(uint32(i))) {
				return
			}
		}
	}
}

// A Difference is what one gazetteer has and another has not.
type Difference struct {
	// Gained and Lost are towns by municipality, postal code and name, in the order of
	// the table. A town whose code or name changed is in both.
	Gained, Lost []Town
	// GainedCities and LostCities are municipalities by code and name.
	GainedCities, LostCities []City
}

// IsZero reports whether nothing differs.
func (d Difference) IsZero() bool {
	return len(d.Gained)+len(d.Lost)+len(d.GainedCities)+len(d.LostCities) == 0
}

// Compare returns what changes when next takes the place of g. Only towns whose
// municipality is chosen count; nil chooses all.
func (g *Gazetteer) Compare(next *Gazetteer, chosen func(Code) bool) Difference {
	var d Difference
	d.Lost, d.Gained = missing(g, next, chosen), missing(next, g, chosen)
	d.LostCities, d.GainedCities = missingCities(g, next, chosen), missingCities(next, g, chosen)
	return d
}

type townKey struct {
	code   Code
	postal Postal
	name   string
}

func missing(from, in *Gazetteer, chosen func(Code) bool) []Town {
	has := make(map[townKey]bool, len(in.rows))
	for t := range in.All() {
		has[townKey{t.Municipality, t.Postal, t.Name}] = true
	}
	var out []Town
	for t := range from.All() {
		if (chosen == nil || chosen(t.Municipality)) && !has[townKey{t.Municipality, t.Postal, t.Name}] {
			out = append(out, t)
		}
	}
	return out
}

func missingCities(from, in *Gazetteer, chosen func(Code) bool) []City {
	var out []City
	for _, c := range from.cities {
		if chosen != nil && !chosen(c.Code) {
			continue
		}
		if other, ok := in.City(c.Code); !ok || other.Name != c.Name || other.Prefecture != c.Prefecture {
			out = append(out, c)
		}
	}
	return out
}
