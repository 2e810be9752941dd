package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
)

func newMeasure(t *testing.T, id string, start string, covered ...resident.ID) resident.Measure {
	t.Helper()
	m, err := resident.NewMeasure(resident.Measure{ID: id, Kind: resident.Regular, Applicant: covered[0], Together: covered[1:], Start: civil.MustParse(start)}, "s01", at)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func ids(all []resident.Measure) []string {
	var out []string
	for _, m := range all {
		out = append(out, m.ID)
	}
	return out
}

// measures: what protects a resident is kept whole, and found by whom it covers.
func measures(t *testing.T, s registry.Store) {
	put(t, s, Resident("11", "1", "海野　潮", "ウンノ　ウシオ"), Resident("12", "1", "海野　渚", "ウンノ　ナギサ"), Resident("13", "2", "灘　航", "ナダ　ワタル"))
	early, late := newMeasure(t, "a", "2026-04-01", "11", "12"), newMeasure(t, "b", "2026-06-01", "12")
	early.Perpetrator = &resident.Perpetrator{Name: "加害　太郎", Note: "電話は\n受けない"}
	update(t, s, func(tx registry.Tx) error { return errors.Join(tx.PutMeasure(late), tx.PutMeasure(early)) })
	view(t, s, func(tx registry.Tx) error {
		of, err := tx.MeasuresOf("12")
		if err != nil || !slices.Equal(ids(of), []string{"b", "a"}) {
			t.Errorf("measures of one resident = %v, %v", ids(of), err)
		}
		all, err := tx.Measures(false)
		if err != nil || !slices.Equal(ids(all), []string{"a", "b"}) {
			t.Errorf("measures in force, the nearest end first = %v, %v", ids(all), err)
		}
		m, err := tx.Measure("a")
		if err != nil || m.Perpetrator != nil || m.End != early.End || !slices.Equal(m.Covered(), early.Covered()) || !m.SetAt.Equal(at) {
			t.Errorf("measure came back otherwise, %v", err)
		}
		if err := tx.Perpetrator(&m); err != nil || m.Perpetrator == nil || *m.Perpetrator != *early.Perpetrator {
			t.Errorf("perpetrator came back otherwise, %v", err)
		}
		if err := tx.Perpetrator(&all[1]); err != nil || all[1].Perpetrator != nil {
			t.Errorf("perpetrator of a measure without one: %v", err)
		}
		if _, err := tx.Measure("c"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("measure nobody put = %v", err)
		}
		return nil
	})
	update(t, s, func(tx registry.Tx) error { // a tick, as whoever never saw the perpetrator writes it
		m, err := tx.Measure("a")
		if err != nil {
			return err
		}
		if m, err = m.Tick(resident.AtKiosk, "", "12号", "s01", at.Add(time.Hour)); err != nil {
			return err
		}
		return tx.PutMeasure(m)
	})
	view(t, s, func(tx registry.Tx) error {
		m, err := tx.Measure("a")
		if err := errors.Join(err, tx.Perpetrator(&m)); err != nil || m.Perpetrator == nil || len(m.Ticks) != 1 {
			t.Errorf("after a tick: perpetrator known %v, %d ticks, %v", m.Perpetrator != nil, len(m.Ticks), err)
		}
		return nil
	})
}

// protected: a record is protected as long as a measure covers its resident, whatever
// the record itself says.
func protected(t *testing.T, s registry.Store) {
	one, other := Resident("11", "1", "海野　潮", "ウンノ　ウシオ"), Resident("12", "1", "海野　渚", "ウンノ　ナギサ")
	other.Protected = true // nobody's word but a measure's
	put(t, s, one, other)
	expect := func(when string, want ...resident.ID) {
		t.Helper()
		view(t, s, func(tx registry.Tx) error {
			current, err := tx.Current("11")
			row, err2 := tx.Row("11", 1)
			history, err3 := tx.History("11")
			members, err4 := tx.Members("1")
			if err := errors.Join(err, err2, err3, err4); err != nil {
				return err
			}
			yes := slices.Contains(want, "11")
			if current.Protected != yes || row.Protected != yes || history[len(history)-1].Protected != yes {
				t.Errorf("%s: current %v, row %v, oldest row %v, want %v", when, current.Protected, row.Protected, history[len(history)-1].Protected, yes)
			}
			var got, all []resident.ID
			for _, m := range members {
				if m.Protected {
					got = append(got, m.ID)
				}
			}
			err = tx.Residents(func(r resident.Record) error {
				if r.Protected {
					all = append(all, r.ID)
				}
				return nil
			})
			if !slices.Equal(got, want) || !slices.Equal(all, want) || err != nil {
				t.Errorf("%s: members %v, residents %v, want %v, %v", when, got, all, want, err)
			}
			return nil
		})
	}
	expect("before")
	m := newMeasure(t, "a", "2026-04-01", "11", "12")
	update(t, s, func(tx registry.Tx) error { return tx.PutMeasure(m) })
	expect("set", "11", "12")
	update(t, s, func(tx registry.Tx) error {
		next, err := tx.Current("11")
		if err != nil {
			return err
		}
		next.History, next.Protected = 2, false // forgotten by who wrote the row
		return tx.Append(&next)
	})
	expect("after another row", "11", "12")
	update(t, s, func(tx registry.Tx) (err error) {
		if m, err = m.EndFor("s01", at.Add(time.Hour), "12"); err != nil {
			return err
		}
		return tx.PutMeasure(m)
	})
	expect("ended for one", "11")
	update(t, s, func(tx registry.Tx) (err error) {
		if m, err = m.EndFor("s01", at.Add(2*time.Hour)); err != nil {
			return err
		}
		return tx.PutMeasure(m)
	})
	expect("ended")
	view(t, s, func(tx registry.Tx) error {
		former, err := tx.MeasuresOf("12")
		ended, err2 := tx.Measures(true)
		if len(former) != 1 || len(ended) != 1 || err != nil || err2 != nil {
			t.Errorf("ended measures: %d of the resident, %d of all, %v, %v", len(former), len(ended), err, err2)
		}
		return nil
	})
}

// holds: found by resident and by household, released ones too.
func holds(t *testing.T, s registry.Store) {
	hold := func(id string, of resident.ID, household resident.HouseholdID) resident.Hold {
		h, err := resident.NewHold(resident.Hold{ID: id, Resident: of, Household: household, Process: resident.ToChange, Level: resident.ErrorLevel,
			Start: civil.MustParse("2026-04-01"), Reason: resident.OtherReason}, "s01", at)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	person, house := hold("a", "11", ""), hold("b", "", "11") // a household may be numbered like a resident
	released, err := hold("c", "11", "").Release("s02", at.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutHold(person), tx.PutHold(house), tx.PutHold(hold("c", "11", "")), tx.PutHold(released))
	})
	view(t, s, func(tx registry.Tx) error {
		for _, tt := range []struct {
			id        resident.ID
			household resident.HouseholdID
			want      []string
		}{{"11", "", []string{"a", "c"}}, {"", "11", []string{"b"}}, {"11", "11", []string{"a", "b", "c"}}, {"12", "", nil}, {"", "", nil}} {
			var got []string
			all, err := tx.HoldsOf(tt.id, tt.household)
			for _, h := range all {
				got = append(got, h.ID)
			}
			if !slices.Equal(got, tt.want) || err != nil {
				t.Errorf("holds of %q, %q = %v, want %v, %v", tt.id, tt.household, got, tt.want, err)
			}
		}
		h, err := tx.Hold("c")
		if err != nil || h.ReleasedBy != "s02" {
			t.Errorf("released by %q, %v", h.ReleasedBy, err)
		}
		if _, err := tx.Hold("d"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("hold nobody put = %v", err)
		}
		return nil
	})
}

// releaseLists: proposed ones wait, done ones are kept.
func releaseLists(t *testing.T, s registry.Store) {
	line := []resident.ReleaseLine{{Resident: "11", Measures: []string{"a"}}}
	r, err := resident.Propose(resident.Release{ID: "r1", MadeAt: at, ProposedBy: "s01", ProposedAt: at.Add(time.Hour)}, line, nil)
	if err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx registry.Tx) error { return tx.PutReleaseList(r) })
	waiting := func() (n int) {
		view(t, s, func(tx registry.Tx) error {
			all, err := tx.ReleaseLists()
			n = len(all)
			return err
		})
		return n
	}
	if n := waiting(); n != 1 {
		t.Errorf("%d lists wait, want 1", n)
	}
	done, err := r.Do(line, "s02", at.Add(2*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx registry.Tx) error { return tx.PutReleaseList(done) })
	if n := waiting(); n != 0 {
		t.Errorf("%d lists wait after it was done", n)
	}
	view(t, s, func(tx registry.Tx) error {
		back, err := tx.ReleaseList("r1")
		if err != nil || back.DoneBy != "s02" || len(back.Lines) != 1 {
			t.Errorf("list came back otherwise, %v", err)
		}
		return nil
	})
}
