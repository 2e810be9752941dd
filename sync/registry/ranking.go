package registry

import (
	"cmp"
	"slices"
	"strings"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/resident"
)

// past is what is added to a kind of name when it is one of before.
const past counter.Matched = 10

// A Hit is a resident as a search finds one: what the list shows of the current row.
type Hit struct {
	ID           resident.ID
	Household    resident.HouseholdID
	Name         string
	Reading      string
	Birth        civil.Uncertain
	Sex          resident.Sex
	Address      string
	Status       resident.Status
	Relationship string
	Protected    bool
	// Terms holds the texts of the index, without its pieces.
	Terms Terms

	// What [Search] says of it.
	Matched []counter.Matched
	// PastName and PastAddress are the name and address of before that were found.
	PastName, PastAddress string
}

// A rank is where a hit stands in the list.
type rank uint8

const (
	written rank = 1 // a name as it was typed
	begun   rank = 2 // a name begins with it
	held    rank = 3 // it stands somewhere
	before  rank = 4 // the record said so once
)

// judge reports whether h is what q asks for, 0 for no, and notes why.
func (q *Query) judge(h *Hit, folded, address string) rank {
	h.Matched, h.PastName, h.PastAddress = nil, "", ""
	if !q.Removed && !h.Status.Current() {
		return 0
	}
	place := held
	if q.Name != "" && folded != "" {
		if place = q.judgeName(h, folded); place == 0 {
			return 0
		}
	}
	if address != "" {
		switch {
		case holdsAddress(h.Terms.Addresses, address) != "":
			h.Matched = append(h.Matched, counter.ByAddress)
		case holdsAddress(h.Terms.PastAddresses, address) != "":
			h.Matched = append(h.Matched, counter.ByPastAddress)
			h.PastAddress, place = holdsAddress(h.Terms.PastAddresses, address), before
		default:
			return 0
		}
	}
	if !q.Birth.IsZero() {
		has := birthPieces(h.Birth)
		if !slices.ContainsFunc(q.birthTerms(), func(s string) bool { return slices.Contains(has, s) }) {
			return 0
		}
		if h.Birth.Unknown() {
			h.Matched = append(h.Matched, counter.ByUnsureBirth)
		}
	}
	return place
}

func (q *Query) judgeName(h *Hit, folded string) rank {
	place := rank(0)
	for _, text := range linesOf(h.Terms.Names) {
		line := parseNameLine(text)
		holds, begins := line.holds(q, folded)
		if !holds {
			continue
		}
		if place == 0 || begins && place == held {
			place, h.Matched = held, []counter.Matched{line.kind}
		}
		if begins {
			place = begun
		}
	}
	if place != 0 {
		return place
	}
	for _, text := range linesOf(h.Terms.PastNames) {
		line := parseNameLine(text)
		if holds, _ := line.holds(q, folded); holds {
			h.Matched, h.PastName = []counter.Matched{line.kind + past}, line.plain
			return before
		}
	}
	return 0
}

// holdsAddress returns the address that contains a folded piece, "" for none.
func holdsAddress(lines, folded string) string {
	for _, line := range linesOf(lines) {
		if plain, all, _ := strings.Cut(line, "\t"); strings.Contains(all, folded) {
			return plain
		}
	}
	return ""
}

// Fits reports whether a resident found by a number is also what else q asks for.
func (q *Query) Fits(h *Hit) bool { return q.judge(h, q.FoldedName(), q.FoldedAddress()) != 0 }

// Candidates is what an engine does for a search: it yields who has what a full-text
// query asks for, in the order of their numbering, until yield returns false. Without
// removed it leaves out who is not current any more.
type Candidates func(match string, removed bool, yield func(n int64, h Hit) bool) error

// Search returns who q asks for, the likeliest first and equally likely ones in the
// order of their numbering, and whether there are more than q.Limit. Names written as
// typed come first (the folding takes シ for チ and ハ for ワ), then names that begin so,
// then the rest, then what a record said before.
//
// A bare surname fills the list in one query; only a list that overflows without being
// filled by the likeliest takes more than two.
func Search(q Query, candidates Candidates) (hits []Hit, more bool, err error) {
	s := searching{q: &q, folded: q.FoldedName(), address: q.FoldedAddress(), ask: candidates, taken: map[int64]bool{}}
	if s.folded == "" {
		q.Name = ""
	}
	if q.Match() == "" {
		return nil, false, nil
	}
	if s.folded != "" {
		if err := s.run(q.match(present, q.exact()), func(rank) (rank, bool) { return written, true }); err != nil || s.full() {
			return s.cut(), true, err
		}
	}
	likeliest := len(s.found)
	if err := s.run(q.Match(), func(r rank) (rank, bool) { return r, true }); err != nil {
		return nil, false, err
	}
	if !s.full() {
		slices.SortStableFunc(s.found, func(a, b placed) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.n, b.n)) })
		return s.cut(), false, nil
	}
	rest := s.found[likeliest:]
	s.forget(likeliest)
	for _, phase := range []struct {
		match string
		rank  rank
	}{{q.match(present, q.begin()), begun}, {q.match(present, q.within()), held}} {
		if s.folded == "" && phase.rank == begun || s.full() {
			continue
		}
		if err := s.run(phase.match, func(r rank) (rank, bool) { return r, r <= phase.rank }); err != nil {
			return nil, false, err
		}
	}
	s.fill(rest)
	return s.cut(), true, nil
}

// A placed is a hit with its place in the list.
type placed struct {
	n    int64
	rank rank
	Hit
}

// A searching is a search under way. It looks for one hit more than are asked for, so
// that it knows whether there are more.
type searching struct {
	q               *Query
	folded, address string
	ask             Candidates
	found           []placed
	taken           map[int64]bool
}

func (s *searching) full() bool { return len(s.found) > s.q.Limit }

// run takes what a full-text query yields and place lets in, until the list is full.
func (s *searching) run(match string, place func(rank) (rank, bool)) error {
	return s.ask(match, s.q.Removed, func(n int64, h Hit) bool {
		if s.taken[n] {
			return true
		}
		r := s.q.judge(&h, s.folded, s.address)
		if r == 0 {
			return true
		}
		if r, in := place(r); in {
			s.take(placed{n, r, h})
		}
		return !s.full()
	})
}

func (s *searching) take(p placed) {
	s.taken[p.n] = true
	s.found = append(s.found, p)
}

// forget drops all but the first hits.
func (s *searching) forget(from int) {
	for _, p := range s.found[from:] {
		delete(s.taken, p.n)
	}
	s.found = slices.Clone(s.found[:from])
}

func (s *searching) fill(rest []placed) {
	for _, p := range rest {
		if !s.taken[p.n] {
			s.take(p)
		}
	}
}

func (s *searching) cut() []Hit {
	hits := make([]Hit, min(len(s.found), s.q.Limit))
	for i := range hits {
		hits[i] = s.found[i].Hit
	}
	return hits
}
