package rules

import (
	"slices"
	"strconv"

	"madoguchi/app/notification"
	"madoguchi/app/resident"
)

// Rules on holds (抑止) and support measures (支援措置). E20, the showing of a protected
// resident's address, stands where addresses are shown: a notification shows nobody's.

// A Protector is the part of a [View] that knows of holds and measures.
type Protector interface {
	// Holds returns the holds on a resident or a household that bind now: those that
	// are lifted for the entry checked are not among them. Either may be "".
	Holds(id resident.ID, household resident.HouseholdID) ([]resident.Hold, bool)
	// Measures returns the support measures a resident is under.
	Measures(id resident.ID) ([]resident.Measure, bool)
}

// held is E19 and A19: a change of somebody whose changes are held.
func held(level resident.HoldLevel) func(*facts, report) {
	return func(f *facts, found report) {
		of := func(person int, item notification.Item, id resident.ID, household resident.HouseholdID) {
			holds, known := f.view.Holds(id, household)
			if known && strongest(holds) == level {
				found(person, item, "")
			}
		}
		for _, p := range f.persons {
			if p.target != nil {
				of(p.index, notification.FullName, p.target.ID, p.target.Household)
			}
			for _, b := range p.bearers {
				of(p.index, b.item, b.record.ID, "")
			}
		}
		if id := f.c.Header.Get(notification.TargetHouseholdID); id != "" {
			of(notification.Header, notification.TargetHouseholdID, "", resident.HouseholdID(id))
		}
	}
}

func strongest(holds []resident.Hold) resident.HoldLevel {
	level := resident.NoLevel
	for _, h := range holds {
		if h.Process == resident.ToChange {
			level = max(level, h.Level)
		}
	}
	return level
}

// measureDue is A04: the support measure of a person ends within a month, or should
// have ended and was not dealt with. It is in force all the same. The detail is in how
// many days, less than 0 once it is over.
func measureDue(f *facts, found report) {
	for _, p := range f.persons {
		if p.target == nil {
			continue
		}
		measures, known := f.view.Measures(p.target.ID)
		for _, m := range measures {
			if known && m.Due(f.day) {
				found(p.index, notification.FullName, strconv.Itoa(m.End.Sub(f.day)))
			}
		}
	}
}

// measureOtherwise is E32: an extension or an end of a measure that does not cover the
// person, or is ended; or an extension more than a month before the end, of which the
// detail is in how many days it may be asked for.
func measureOtherwise(f *facts, found report) {
	for _, p := range f.persons {
		if p.target == nil {
			continue
		}
		measures, known := f.view.Measures(p.target.ID)
		if !known {
			continue
		}
		i := slices.IndexFunc(measures, func(m resident.Measure) bool { return m.ID == p.values.Get(notification.SupportID) })
		switch {
		case i < 0:
			found(p.index, notification.SupportID, "")
		case f.c.Kind == notification.SupportExtension && !measures[i].Due(f.day):
			found(p.index, notification.SupportID, strconv.Itoa(measures[i].ExtendableFrom().Sub(f.day)))
		}
	}
}
