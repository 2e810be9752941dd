package counter

import (
	"errors"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
)

// Errors about what protects residents.
var (
	// ErrWithheld says that a support measure or a hold keeps it from being shown, and
	// that the officer has not lifted it (E20).
	ErrWithheld = errors.New("withheld until the officer lifts it")
	// ErrSamePerson says that a release needs a second person.
	ErrSamePerson = errors.New("proposed by the same person")
	// ErrReleaseConflict says that a release list is in conflict with the register.
	ErrReleaseConflict = errors.New("release list is in conflict with the register")
	// ErrNotTaken says that the registry did not take what was written.
	ErrNotTaken = errors.New("not taken as it was written")
)

// A Protection is what protects residents: the holds (抑止) nobody released and the
// support measures (支援措置) nobody ended. Of a measure only the officer is told more
// than its outline.
type Protection struct {
	Holds    []resident.Hold
	Measures []resident.Measure
}

// A ProtectedPerson is somebody a measure covers, without the address.
type ProtectedPerson struct {
	ID      resident.ID
	Name    string
	Reading string
	Birth   civil.Uncertain
}

// A ListedMeasure is a measure on the officer's list.
type ListedMeasure struct {
	resident.Measure
	Persons        []ProtectedPerson // the applicant first
	HasPerpetrator bool
}

// A ListedHold is a hold on the officer's list.
type ListedHold struct {
	resident.Hold
	Person ProtectedPerson // the resident, or the head of the household
}

// A TripwireProof says that a measure has reached a place.
type TripwireProof struct {
	Measure   string
	Place     resident.Place
	Target    string
	Reference string
}

// A LiftOrder lifts a measure or a hold for some minutes: one of the two is set.
type LiftOrder struct {
	Measure, Hold string
	Reason        resident.LiftReason
	Minutes       int
}

// A ReleaseList is a list of residents whose measures are to be ended together.
type ReleaseList struct {
	MadeAt    time.Time // when it was drawn up, not when it is used
	Residents []resident.ID
}

// A ReleaseLine is what a release list would do about one resident.
type ReleaseLine struct {
	Resident resident.ID
	Name     string
	Measures int // how many it ends
	Conflict resident.Conflict
}

// A ProposedRelease is a list that waits for a second officer, as it is checked now.
type ProposedRelease struct {
	ID         string
	MadeAt     time.Time
	ProposedBy operator.ID
	ProposedAt time.Time
	Lines      []ReleaseLine
}
