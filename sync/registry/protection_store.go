package registry

import "madoguchi/app/resident"

// A Protection is the part of a transaction that holds (抑止) and support measures
// (支援措置) are kept in. Every record the [Register] returns is marked as protected
// while a measure covers its resident; what a record says itself does not count.
type Protection interface {
	// PutMeasure keeps m, new or changed. The perpetrator is kept when m has one and
	// stays as it is when m has none.
	PutMeasure(m resident.Measure) error
	// Measure returns a measure, without the perpetrator.
	Measure(id string) (resident.Measure, error)
	// MeasuresOf returns the measures that cover a resident or ever did, the newest
	// term first.
	MeasuresOf(resident.ID) ([]resident.Measure, error)
	// Measures returns all that are in force, or all that are ended, the nearest end
	// first.
	Measures(ended bool) ([]resident.Measure, error)
	// Perpetrator fills in who was fled, if it is known.
	Perpetrator(*resident.Measure) error

	// PutHold keeps h, new or changed.
	PutHold(h resident.Hold) error
	Hold(id string) (resident.Hold, error)
	// Holds returns all that nobody released, the nearest planned end first, those
	// without one last.
	Holds() ([]resident.Hold, error)
	// HoldsOf returns the holds on a resident and on a household, released ones too.
	// Either may be "".
	HoldsOf(id resident.ID, household resident.HouseholdID) ([]resident.Hold, error)

	// PutReleaseList keeps r, proposed or done.
	PutReleaseList(r resident.Release) error
	ReleaseList(id string) (resident.Release, error)
	// ReleaseLists returns those that nobody has done yet, oldest first.
	ReleaseLists() ([]resident.Release, error)
}
