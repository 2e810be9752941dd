package main

import (
	"path/filepath"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/resident"
	"madoguchi/cmd/training/city"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// TestShelter: the protected residents of the city are protected, in every standing that
// an officer meets, and some households are held.
func TestShelter(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Create(t.Context(), filepath.Join(dir, "registry.db"), store.KeyFile(filepath.Join(dir, "keys.json")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	on := civil.MustParse("2026-11-24")
	house := func(protected bool) city.Household {
		row := resident.Record{ID: "1", History: 1, Order: 1, Status: resident.Living, Cause: resident.Initial, ProcessedOn: on, Class: resident.Japanese, Name: "海野　潮",
			Reading: "ウンノ　ウシオ", Birth: civil.Certain(civil.MustParse("1985-03-09")), Sex: resident.Female, Relationship: resident.Head, Protected: protected}
		next := row
		next.History = 2
		return city.Household{Rows: []resident.Record{row, next}}
	}
	var houses []city.Household
	for i := range 2300 {
		houses = append(houses, house(i < 10))
	}
	if err := keepHouseholds(t.Context(), s, houses, on); err != nil {
		t.Fatal(err)
	}
	err = s.View(t.Context(), func(tx registry.Tx) error {
		measures, err := tx.Measures(false)
		if err != nil || len(measures) != 10 {
			t.Errorf("%d measures, %v", len(measures), err)
		}
		var over, due, provisional, untold, known int
		count := func(n *int, is bool) {
			if is {
				*n++
			}
		}
		for _, m := range measures {
			count(&over, m.Overdue(on))
			count(&due, m.Due(on) && !m.Overdue(on))
			count(&provisional, m.Kind == resident.Provisional)
			count(&untold, m.Open() > 0)
			if err := tx.Perpetrator(&m); err != nil {
				return err
			}
			count(&known, m.Perpetrator != nil)
		}
		if over == 0 || due == 0 || provisional == 0 || untold == 0 || untold == 10 || known == 0 || known == 10 {
			t.Errorf("%d over, %d due, %d provisional, %d not told everywhere, %d with a perpetrator", over, due, provisional, untold, known)
		}
		protected := 0
		err = tx.Residents(func(r resident.Record) error {
			count(&protected, r.Protected)
			return nil
		})
		if protected != 10 {
			t.Errorf("%d protected residents, want 10", protected)
		}
		holds, err2 := tx.Holds()
		if len(holds) < len(held) || err != nil || err2 != nil {
			t.Errorf("%d holds, %v, %v", len(holds), err, err2)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
