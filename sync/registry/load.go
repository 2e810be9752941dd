package registry

import (
	"context"
	"fmt"
	"iter"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
)

// loadBatch is how many households one transaction of a load holds.
const loadBatch = 500

// Load writes households into a register, as when it is set up from another one. Each
// is the current rows of its members; those without a number are allotted one, and a
// household whose members have none, too. It returns how many residents it wrote: when
// it fails, those of the transactions before stay.
func Load(ctx context.Context, s Store, households iter.Seq[[]resident.Record]) (int, error) {
	next, stop := iter.Pull(households)
	defer stop()
	count := 0
	for {
		wrote := 0
		more := true
		err := s.Update(ctx, func(tx Tx) error {
			for range loadBatch {
				var members []resident.Record
				if members, more = next(); !more {
					return nil
				}
				if err := loadHousehold(tx, members); err != nil {
					return err
				}
				wrote += len(members)
			}
			return nil
		})
		if err != nil {
			return count, fmt.Errorf("load: %w", err)
		}
		count += wrote
		if !more {
			return count, nil
		}
	}
}

func loadHousehold(tx Tx, members []resident.Record) error {
	if len(members) == 0 {
		return nil
	}
	id := members[0].Household
	if id == "" {
		number, err := tx.Allot(HouseholdSeries)
		if err != nil {
			return err
		}
		id = resident.HouseholdID(number)
	}
	if err := tx.PutHousehold(Household{ID: id}); err != nil {
		return err
	}
	var sheltered []resident.Record
	for i, r := range members {
		if r.ID == "" {
			number, err := tx.Allot(ResidentSeries)
			if err != nil {
				return err
			}
			r.ID = resident.ID(number)
		}
		r.Household, r.Order, r.History = id, i+1, 1
		protected := r.Protected // which only a measure makes it
		if err := tx.Append(&r); err != nil {
			return err
		}
		if protected {
			sheltered = append(sheltered, r)
		}
	}
	return loadMeasure(tx, sheltered)
}

// loadedBy stands for the operator in what was taken over and not decided here.
const loadedBy operator.ID = "load"

// loadMeasure keeps the members of a household that the register before had as
// protected under one measure. Its term is not taken over with it: the year begins with
// the taking over, and the officer has all of it to find out.
func loadMeasure(tx Tx, members []resident.Record) error {
	if len(members) == 0 {
		return nil
	}
	first := members[0]
	m := resident.Measure{ID: "load-" + string(first.ID), Kind: resident.Regular, Applicant: first.ID, Start: first.ProcessedOn}
	for _, r := range members[1:] {
		m.Together = append(m.Together, r.ID)
	}
	m, err := resident.NewMeasure(m, loadedBy, midnight(first.ProcessedOn))
	if err != nil {
		return err
	}
	return tx.PutMeasure(m)
}

// midnight is when a day begins at the counter.
func midnight(d civil.Date) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, civil.Japan)
}
