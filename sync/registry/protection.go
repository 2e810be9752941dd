package registry

import (
	"time"

	"madoguchi/app/resident"
)

// Holds implements [rules.View]: those that bind now, or bound when the entry was
// handed over. A temporary lift that was open then is one for the entry, however long
// its review takes.
func (v *registerView) Holds(id resident.ID, household resident.HouseholdID) ([]resident.Hold, bool) {
	all, err := v.tx.HoldsOf(id, household)
	v.note(err)
	var binding []resident.Hold
	for _, h := range all {
		if h.Binds(v.now) && !h.Lift.Open(v.handedOver) {
			binding = append(binding, h)
		}
	}
	return binding, err == nil
}

// Measures implements [rules.View].
func (v *registerView) Measures(id resident.ID) ([]resident.Measure, bool) {
	all, err := measuresNow(v.tx, id)
	v.note(err)
	return all, err == nil
}

// measuresNow returns the measures that protect a resident.
func measuresNow(tx Tx, id resident.ID) ([]resident.Measure, error) {
	all, err := tx.MeasuresOf(id)
	var now []resident.Measure
	for _, m := range all {
		if !m.Ended() && m.Covers(id) {
			now = append(now, m)
		}
	}
	return now, err
}

// A moment is when the rules are asked: holds bind at a time of day.
type moment struct {
	now        time.Time
	handedOver time.Time // of the entry; zero for none
}
