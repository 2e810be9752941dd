package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// A pair is one measurement of ours and one of its limit, taken right after it. Both
// are in the same unit.
type pair struct{ ours, limit float64 }

// interleave measures ours and the limit in turns, A B A B …, n times each, so that
// both meet the same machine.
func interleave(n int, ours, limit func() (float64, error)) ([]pair, error) {
	pairs := make([]pair, n)
	for i := range pairs {
		var err error
		if pairs[i].ours, err = ours(); err != nil {
			return nil, fmt.Errorf("measure: %w", err)
		}
		if pairs[i].limit, err = limit(); err != nil {
			return nil, fmt.Errorf("measure limit: %w", err)
		}
	}
	return pairs, nil
}

// grouped adds every n pairs that follow each other up to one.
func grouped(pairs []pair, n int) []pair {
	var groups []pair
	for some := range slices.Chunk(pairs, n) {
		var sum pair
		for _, p := range some {
			sum.ours += p.ours
			sum.limit += p.limit
		}
		groups = append(groups, sum)
	}
	return groups
}

// A spread is the middle of some values: their median, and the quartiles that half
// of them lie between.
type spread struct {
	low, median, high float64
	n                 int
}

func spreadOf(values []float64) spread {
	sorted := slices.Sorted(slices.Values(values))
	return spread{quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75), len(sorted)}
}

// quantile returns the value below which a share of sorted values lies, between two of
// them in proportion; 0 of none.
func quantile(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := share * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// each returns one value of every pair.
func each(pairs []pair, f func(pair) float64) []float64 {
	values := make([]float64, len(pairs))
	for i, p := range pairs {
		values[i] = f(p)
	}
	return values
}

// How a pair becomes the number that has an aim.
func timesLimit(p pair) float64 { return p.ours / p.limit } // how much more ours takes
func ofLimit(p pair) float64    { return p.limit / p.ours } // throughput: the times stand the other way round
func overLimit(p pair) float64  { return p.ours - p.limit } // how much is added

// An aim bounds a number from one side.
type aim struct {
	atLeast bool
	bound   float64
	format  string // of the number, such as "%.2f"
}

func atLeast(bound float64) aim { return aim{true, bound, "%.2f"} }
func atMost(bound float64) aim  { return aim{false, bound, "%.2f"} }

func (a aim) text(by float64) string {
	sign := "≤ "
	if a.atLeast {
		sign = "≥ "
	}
	return sign + fmt.Sprintf(a.format, a.bound*by)
}

func (a aim) met(v float64) bool {
	if a.atLeast {
		return v >= a.bound
	}
	return v <= a.bound
}

// A row is one line of the table.
type row struct {
	what  string
	pairs []pair
	of    func(pair) float64 // makes the number that has the aim
	aim   aim
	unit  string  // of ours and limit, as printed
	scale float64 // from the pairs' unit to that one
	ratio float64 // what the number with the aim is printed by; 1 if it is zero
	notes []string
}

// numbers returns the number that has the aim, of all pairs.
func (r row) numbers() spread { return spreadOf(each(r.pairs, r.of)) }

// printTable writes the rows and below them their notes.
func printTable(w io.Writer, rows []row) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tratio\thalf of them\taim\t\tours\tlimit\tpairs")
	for _, r := range rows {
		s := r.numbers()
		verdict := "missed"
		if r.aim.met(s.median) {
			verdict = "met"
		}
		by := cmp.Or(r.ratio, 1)
		number := func(v float64) string { return fmt.Sprintf(r.aim.format, v*by) }
		fmt.Fprintf(t, "%s\t%s\t%s … %s\t%s\t%s\t%s\t%s\t%d\n", r.what, number(s.median), number(s.low), number(s.high),
			r.aim.text(by), verdict, r.measured(func(p pair) float64 { return p.ours }), r.measured(func(p pair) float64 { return p.limit }), s.n)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range rows {
		for _, note := range r.notes {
			if _, err := fmt.Fprintf(w, "%s: %s\n", r.what, note); err != nil {
				return err
			}
		}
	}
	return nil
}

// measured writes one side of the pairs: median and quartiles in the row's unit.
func (r row) measured(side func(pair) float64) string {
	s := spreadOf(each(r.pairs, side))
	digits := 0
	if s.median*r.scale < 100 {
		digits = 2
	}
	return fmt.Sprintf("%.*f %s (%.*f … %.*f)", digits, s.median*r.scale, r.unit, digits, s.low*r.scale, digits, s.high*r.scale)
}

// byName orders rows as the table shows them, whatever was measured first.
func byName(a, b row) int { return cmp.Compare(a.what, b.what) }
