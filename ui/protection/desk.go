// Package protection is the screen of the officer for support measures (支援措置責任者):
// the measures and holds of the city, the nearest end first; for each measure the places
// it has to reach, with their proofs; the temporary lift; and releasing several at once,
// checked against the register and confirmed by a second officer.
//
// Addresses and perpetrators are hidden until they are asked for, and hidden again when
// the screen is left. presenter.go and its kin import no Fyne and hold every rule of the
// screen; form.go and pages.go build widgets and forward.
//
// Setting, extending and ending a measure is done by a notification, never here, and
// what protects a resident is package resident's.
package protection

import (
	"context"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
)

// A Desk is what the screen needs of the terminal. Every call is logged before it is
// answered.
type Desk interface {
	// Measures returns the measures in force, or the ended ones, the nearest end first.
	Measures(ctx context.Context, ended bool) ([]counter.ListedMeasure, error)
	// StandingHolds returns the holds nobody released, those that are overdue first.
	StandingHolds(ctx context.Context) ([]counter.ListedHold, error)
	// Perpetrator returns who the applicant of a measure fled.
	Perpetrator(ctx context.Context, m resident.Measure) (resident.Perpetrator, error)
	// RevealAddress returns an address while every measure on it is lifted.
	RevealAddress(ctx context.Context, id resident.ID, purpose counter.Purpose) (resident.Address, error)
	// Tick keeps a proof and returns the measure.
	Tick(ctx context.Context, whose resident.ID, proof counter.TripwireProof) (resident.Measure, error)
	// Lift lifts a measure or a hold for some minutes and returns until when.
	Lift(ctx context.Context, whose resident.ID, order counter.LiftOrder) (time.Time, error)
	Bulk
	// Operator returns who is signed in.
	Operator() (operator.Profile, bool)
}

// A Bulk is the part of the desk that releases several measures at once.
type Bulk interface {
	CheckRelease(ctx context.Context, list counter.ReleaseList) ([]counter.ReleaseLine, error)
	ProposeRelease(ctx context.Context, list counter.ReleaseList, confirmed []resident.ID) error
	Releases(ctx context.Context) ([]counter.ProposedRelease, error)
	DoRelease(ctx context.Context, id string) error
}

// A Guide leads to the other screens.
type Guide interface {
	// Leave goes back to where the screen was opened from.
	Leave()
	// OpenRecord opens a resident's record.
	OpenRecord(id resident.ID, purpose counter.Purpose)
}
