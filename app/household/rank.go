package household

import (
	"slices"

	"madoguchi/app/resident"
)

// Rank returns the members of a household after a change with their 並び順 from 1.
// Who comes last stands last (STD 5.2), in the order of a household of their own. Who
// was there before keeps the order, or with anew is sorted by [Order]: when the head
// is another one, everybody's place is. When the head comes, everybody is sorted.
func Rank(before, newcomers []resident.Record, anew bool) []resident.Record {
	out := slices.Clone(before)
	head := func(r resident.Record) bool { return r.IsHead() }
	if slices.ContainsFunc(newcomers, head) && !slices.ContainsFunc(before, head) {
		out, newcomers, anew = append(out, newcomers...), nil, true
	}
	if anew {
		out = Order(out)
	} else {
		slices.SortStableFunc(out, func(a, b resident.Record) int { return a.Order - b.Order })
	}
	out = append(out, Order(newcomers)...)
	for i := range out {
		out[i].Order = i + 1
	}
	return out
}
