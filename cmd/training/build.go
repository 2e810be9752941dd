package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/municipality"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/assets"
	"madoguchi/cmd/training/city"
	"madoguchi/cmd/training/quarter"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// authorityValidity is how long the authority of a training city lasts.
const authorityValidity = 10 * 365 * 24 * time.Hour

// batch is how many households are kept in one transaction.
const batch = 500

// duties names the jobs in the table, which is for whoever runs the training.
var duties = map[city.Job]string{
	city.Clerk: "clerk", city.Reviewer: "reviewer", city.SupportOfficer: "support measures", city.Technician: "IT", city.Chief: "chief", city.Temporary: "temporary clerk",
}

var rights = map[city.Job][]operator.Right{
	city.Clerk:          seeing(operator.Enter, operator.Search),
	city.Reviewer:       seeing(operator.Review, operator.Search),
	city.SupportOfficer: seeing(operator.Review, operator.Search, operator.SupportMeasure),
	city.Technician:     {operator.AdminIT},
	city.Chief:          seeing(operator.Enter, operator.Search, operator.Chief),
	city.Temporary:      {operator.Enter, operator.Search},
}

// seeing adds the rights to see every item of a record (STD 10.3).
func seeing(duties ...operator.Right) []operator.Right { return append(duties, operator.Sights()...) }

// open returns the plan of the city in f, which is made first if there is none. A
// folder with another city than the one wanted is refused, not replaced.
func (f folder) open(ctx context.Context, want plan, say func(string)) (plan, error) {
	p, err := f.plan()
	if errors.Is(err, errNoCity) {
		say(fmt.Sprintf("making a city of %d residents in %s", want.Residents, f))
		return want, f.make(ctx, want)
	}
	if err == nil && (p.Seed != want.Seed || p.Residents != want.Residents) {
		return plan{}, fmt.Errorf("%s holds a city of %d residents from seed %d; remove it or give another -data",
			f, p.Residents, p.Seed)
	}
	return p, err
}

// make makes the city beside f and moves it there when it is whole.
func (f folder) make(ctx context.Context, p plan) error {
	if entries, err := os.ReadDir(string(f)); err == nil && len(entries) > 0 {
		return fmt.Errorf("make city: %s is not empty and not a training city", f)
	}
	next := f + ".new"
	if err := os.RemoveAll(string(next)); err != nil {
		return fmt.Errorf("make city: %w", err)
	}
	for _, dir := range []string{next.path("registry"), next.path("postal")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make city: %w", err)
		}
	}
	for _, step := range []func(context.Context, plan) error{next.makeAuthority, next.makePostal, next.makeRegister} {
		if err := step(ctx, p); err != nil {
			return fmt.Errorf("make city: %w", err)
		}
	}
	if err := writeJSON(next.path(planFile), p); err != nil {
		return fmt.Errorf("make city: %w", err)
	}
	if err := os.Remove(string(f)); err != nil && !os.IsNotExist(err) { // an empty folder
		return fmt.Errorf("make city: %w", err)
	}
	if err := os.Rename(string(next), string(f)); err != nil {
		return fmt.Errorf("make city: %w", err)
	}
	return nil
}

// makeAuthority makes the authority, the registry's key, and the backup key that its
// second pin is of.
func (f folder) makeAuthority(_ context.Context, _ plan) error {
	authority, err := pinned.NewAuthority("Madoguchi training", time.Now(), authorityValidity)
	if err != nil {
		return err
	}
	whole, err := authority.MarshalPEM()
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(f.path("authority.pem"), whole, 0o600),
		os.WriteFile(f.path("ca.pem"), pinned.EncodeCertificate(authority.Certificate()), 0o600))
}

func (f folder) makePostal(_ context.Context, _ plan) error {
	cities, towns, err := city.Gazetteer(assets.Cities, assets.Towns)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(f.path("postal", "city.gz"), cities, 0o600),
		os.WriteFile(f.path("postal", "town.gz"), towns, 0o600))
}

// makeRegister fills the registry's database.
func (f folder) makeRegister(ctx context.Context, p plan) (err error) {
	c, err := f.cityConfig(p)
	if err != nil {
		return err
	}
	houses, err := city.Households(c)
	if err != nil {
		return err
	}
	s, err := store.Create(ctx, f.path("registry", "registry.db"), store.KeyFile(f.path("registry", "keys.json")))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var heap []city.Household
	for house := range houses {
		if heap = append(heap, house); len(heap) == batch {
			if err := keepHouseholds(ctx, s, heap, p.On); err != nil {
				return err
			}
			heap = heap[:0]
		}
	}
	if err := keepHouseholds(ctx, s, heap, p.On); err != nil {
		return err
	}
	err = s.Update(ctx, func(tx registry.Tx) error {
		_, err := quarter.AddPractice(tx, p.On, staff)
		return err
	})
	if err != nil {
		return err
	}
	return keepOperators(ctx, s, city.Operators(p.Seed), ward(1))
}

// staff are the operators that the residents of the examples name.
var staff = quarter.Staff{PriorReviewer: secondReviewer, Officer: officer}

// cityConfig returns what the city is invented from, with the towns of f.
func (f folder) cityConfig(p plan) (city.Config, error) {
	cities, err := os.ReadFile(f.path("postal", "city.gz"))
	if err != nil {
		return city.Config{}, err
	}
	towns, err := os.ReadFile(f.path("postal", "town.gz"))
	if err != nil {
		return city.Config{}, err
	}
	g, err := municipality.OpenGazetteer(bytes.NewReader(cities), bytes.NewReader(towns))
	if err != nil {
		return city.Config{}, err
	}
	c := city.Config{Seed: p.Seed, Residents: p.Residents, On: p.On}
	c.Towns, c.Elsewhere = city.Places(g)
	return c, nil
}

// ward returns the municipality code of the ward with a number from 1 to 10.
func ward(n int) string {
	code, err := municipality.CodeOf(strconv.Itoa(99100 + n))
	if err != nil {
		panic(err) // five digits are a code
	}
	return code.String()
}

// keepHouseholds writes households under numbers that the registry allots.
func keepHouseholds(ctx context.Context, s registry.Store, houses []city.Household, on civil.Date) error {
	return s.Update(ctx, func(tx registry.Tx) error {
		for _, house := range houses {
			if err := keepHousehold(tx, house, on); err != nil {
				return err
			}
		}
		return nil
	})
}

func keepHousehold(tx registry.Tx, house city.Household, on civil.Date) error {
	number, err := tx.Allot(registry.HouseholdSeries)
	if err != nil {
		return err
	}
	if err := tx.PutHousehold(registry.Household{ID: resident.HouseholdID(number)}); err != nil {
		return err
	}
	allotted := map[resident.ID]resident.ID{}
	var kept []resident.Record
	for _, r := range house.Rows {
		if allotted[r.ID] == "" {
			id, err := tx.Allot(registry.ResidentSeries)
			if err != nil {
				return err
			}
			allotted[r.ID] = resident.ID(id)
		}
		r.ID, r.Household = allotted[r.ID], resident.HouseholdID(number)
		kept = append(kept, r) // as the city has it: protected by its own word
		if err := tx.Append(&r); err != nil {
			return err
		}
	}
	return shelter(tx, number, newest(kept), on)
}

func keepOperators(ctx context.Context, s registry.Store, operators []city.Operator, ward string) error {
	return s.Update(ctx, func(tx registry.Tx) error {
		for _, o := range operators {
			err := registry.SetUp(tx, registry.Account{
				Profile: operator.Profile{ID: o.ID, Name: o.Name, Ward: ward, Rights: rights[o.Job]},
				PIN:     registry.HashPIN(o.PIN), Seed: o.Seed}, time.Now())
			if err != nil {
				return err
			}
		}
		return nil
	})
}
