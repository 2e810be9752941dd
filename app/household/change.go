package household

import (
	"slices"

	"madoguchi/app/resident"
)

// A Departure is what becomes of one household when some of its members leave it.
type Departure struct {
	Movers, Stayers []resident.Record
	// HeadLeaves reports whether the head is among the movers while others stay.
	HeadLeaves bool
	// Head is who heads those who stay: the head as before, the successor named on
	// the form, or the only one left (A02). It is "" when that is not settled yet.
	Head resident.ID
	// Misnamed reports that a successor was named who does not stay, or while the
	// head stays.
	Misnamed bool
}

// Depart splits the current members of a household into movers and those who
// stay. successor is the resident named on the form to head the rest, or "".
func Depart(members []resident.Record, movers []resident.ID, successor resident.ID) Departure {
	var d Departure
	for _, m := range members {
		if !m.Status.Current() {
			continue
		}
		if slices.Contains(movers, m.ID) {
			d.Movers = append(d.Movers, m)
			d.HeadLeaves = d.HeadLeaves || m.IsHead()
			continue
		}
		d.Stayers = append(d.Stayers, m)
		if m.IsHead() {
			d.Head = m.ID
		}
	}
	d.HeadLeaves = d.HeadLeaves && len(d.Stayers) > 0
	if successor != "" && successor != d.Head {
		stays := slices.ContainsFunc(d.Stayers, func(m resident.Record) bool { return m.ID == successor })
		d.Misnamed = !stays || d.Head != ""
		if d.Misnamed {
			return d
		}
		d.Head = successor
	}
	if d.Head == "" && len(d.Stayers) == 1 {
		d.Head = d.Stayers[0].ID
	}
	return d
}

// Heads counts the heads among relationships as written.
func Heads(relationships ...string) int {
	n := 0
	for _, r := range relationships {
		if r == resident.Head {
			n++
		}
	}
	return n
}
