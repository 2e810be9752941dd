package city

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"

	"madoguchi/app/civil"
	"madoguchi/app/resident"
)

// A Place is a town with its postal code.
type Place struct {
	Postal string // 7 digits
	Ward   string // municipality code
	City   string // prefecture and municipality
	Town   string // 町字, as an address within the city writes it
}

// Config says which city to invent. Every field but Seed is required.
type Config struct {
	Seed      uint64
	Residents int
	On        civil.Date // the day the register is set up for; nothing is later
	Towns     []Place    // of the city
	Elsewhere []Place    // of other municipalities, where people came from
}

// A Household is the history of the residents who live together, in their order.
type Household struct {
	Rows []resident.Record
}

// takenOver is how many days before Config.On the first rows were processed.
const takenOver = 30

// Households yields the city one household after the other, until exactly
// Config.Residents residents live in it.
func Households(c Config) (iter.Seq[Household], error) {
	switch {
	case c.Residents < 1:
		return nil, errors.New("invent city: no residents")
	case c.On.IsZero():
		return nil, errors.New("invent city: no date")
	case len(c.Towns) == 0 || len(c.Elsewhere) == 0:
		return nil, errors.New("invent city: no towns")
	}
	names, err := readNames()
	if err != nil {
		return nil, fmt.Errorf("invent city: %w", err)
	}
	return func(yield func(Household) bool) {
		g := &generator{Config: c, names: names, rand: rand.New(rand.NewPCG(c.Seed, streamResidents)),
			day: c.On.AddDays(-takenOver), codes: map[string]bool{}, numbers: map[string]bool{}}
		for left := c.Residents; left > 0; {
			h, residents := g.household(left)
			left -= residents
			if !yield(h) {
				return
			}
		}
	}, nil
}

// Streams of randomness, so that more operators would not change the residents.
const (
	streamResidents = 1
	streamOperators = 2
)

// A generator invents one household after the other. It belongs to one goroutine.
type generator struct {
	Config
	names   *names
	rand    *rand.Rand
	day     civil.Date // the day the register was taken over
	id      uint64     // the last serial of a 宛名番号
	house   uint64     // the last serial of a 世帯番号
	codes   map[string]bool
	numbers map[string]bool
}

// chance reports true in percent of 100 cases.
func (g *generator) chance(percent float64) bool { return g.rand.Float64()*100 < percent }

// between returns a number from low to high, both included.
func (g *generator) between(low, high int) int { return low + g.rand.IntN(high-low+1) }

func pick[T any](g *generator, of []T) T { return of[g.rand.IntN(len(of))] }

// digits returns n random digits that used does not hold yet.
func (g *generator) digits(n int, used map[string]bool) string {
	for {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('0' + g.rand.IntN(10))
		}
		if s := string(b); !used[s] {
			used[s] = true
			return s
		}
	}
}
