package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/municipality"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/assets"
	"madoguchi/cmd/training/city"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// ward is the ward of every terminal of a measurement.
var ward = mustCode("99101")

func mustCode(digits string) string {
	code, err := municipality.CodeOf(digits)
	if err != nil {
		panic(err) // five digits are a code
	}
	return code.String()
}

// A town invents people: those who live in the register, and those who come from
// elsewhere, who are other people.
type town struct {
	seed     uint64
	city     city.Config
	arrivals []city.Place // of the ward
}

func openTown(seed uint64, now time.Time) (*town, error) {
	cities, towns, err := city.Gazetteer(assets.Cities, assets.Towns)
	if err != nil {
		return nil, err
	}
	g, err := municipality.OpenGazetteer(bytes.NewReader(cities), bytes.NewReader(towns))
	if err != nil {
		return nil, fmt.Errorf("open town: %w", err)
	}
	t := &town{seed: seed, city: city.Config{On: civil.FromTime(now)}}
	t.city.Towns, t.city.Elsewhere = city.Places(g)
	for _, p := range t.city.Towns {
		if p.Ward == ward {
			t.arrivals = append(t.arrivals, p)
		}
	}
	return t, nil
}

// households yields the people who live in a town of so many residents.
func (t *town) households(residents int) (iter.Seq[city.Household], error) {
	c := t.city
	c.Seed, c.Residents = t.seed, residents
	return city.Households(c)
}

// sample returns one household in so many of those of a town, at most most of them.
func (t *town) sample(residents, every, most int) (sample []city.Household, err error) {
	houses, err := t.households(residents)
	if err != nil {
		return nil, err
	}
	n := 0
	for h := range houses {
		if n++; n%every == 0 {
			sample = append(sample, h)
		}
		if len(sample) == most {
			break
		}
	}
	return sample, nil
}

// newcomers yields Japanese households without end, none of whom lives in the town.
func (t *town) newcomers() (iter.Seq[city.Household], error) {
	c := t.city
	c.Seed, c.Residents = t.seed+1, 1<<30
	all, err := city.Households(c)
	if err != nil {
		return nil, err
	}
	return func(yield func(city.Household) bool) {
		for h := range all {
			if foreign := func(r resident.Record) bool { return r.Class == resident.Foreign }; slices.ContainsFunc(h.Rows, foreign) {
				continue
			}
			if !yield(h) {
				return
			}
		}
	}, nil
}

// A register is a registry's database on disk, closed.
type register string

func (r register) file() string { return filepath.Join(string(r), "registry.db") }

func (r register) open(ctx context.Context) (*store.Store, error) {
	return store.Open(ctx, r.file(), store.KeyFile(r.keys()))
}

func (r register) keys() string { return filepath.Join(string(r), "keys.json") }

// copyTo copies a closed database into another folder.
func (r register) copyTo(folder string) (register, error) {
	next := register(folder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	for from, to := range map[string]string{r.file(): next.file(), r.keys(): next.keys()} {
		b, err := os.ReadFile(from)
		if err != nil {
			return "", fmt.Errorf("copy register: %w", err)
		}
		if err := os.WriteFile(to, b, 0o600); err != nil {
			return "", fmt.Errorf("copy register: %w", err)
		}
	}
	return next, nil
}

// register makes a register with so many residents in a folder. Every one in sampled
// of the households is returned besides.
func (t *town) register(ctx context.Context, folder string, residents, sampled int) (r register, sample []city.Household, err error) {
	r = register(folder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", nil, err
	}
	s, err := store.Create(ctx, r.file(), store.KeyFile(r.keys()))
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	houses, err := t.households(residents)
	if err != nil {
		return "", nil, err
	}
	n := 0
	_, err = registry.Load(ctx, s, func(yield func([]resident.Record) bool) {
		for h := range houses {
			if n++; n%sampled == 0 {
				sample = append(sample, h)
			}
			if !yield(current(h)) {
				return
			}
		}
	})
	return r, sample, err
}

// current returns the first row of each member, under numbers that the registry allots.
func current(h city.Household) []resident.Record {
	var members []resident.Record
	for _, r := range h.Rows {
		if r.History == 1 {
			r.ID, r.Household = "", ""
			members = append(members, r)
		}
	}
	return members
}

// rights are those of each job.
var rights = map[city.Job][]operator.Right{
	city.Clerk:    append(operator.Sights(), operator.Enter, operator.Search),
	city.Reviewer: append(operator.Sights(), operator.Review, operator.Search),
}

// keepStaff makes a terminal and the clerks and reviewers known to the registry.
func (t *town) keepStaff(tx registry.Tx, terminal string) error {
	if err := tx.PutTerminal(registry.Terminal{ID: terminal, Ward: ward}); err != nil {
		return err
	}
	for _, o := range city.Operators(t.seed) {
		if rights[o.Job] == nil {
			continue
		}
		profile := operator.Profile{ID: o.ID, Name: o.Name, Ward: ward, Rights: rights[o.Job]}
		if err := tx.PutAccount(registry.Account{Profile: profile, PIN: registry.HashPIN(o.PIN), Seed: o.Seed}); err != nil {
			return err
		}
	}
	return nil
}
