package registry

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/letters"
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

// judge reports whether h is what is asked for, 0 for no, and notes why.
func (s *searching) judge(h *Hit) rank {
	q := s.q
	h.Matched, h.PastName, h.PastAddress = nil, "", ""
	if !q.Removed && !h.Status.Current() {
		return 0
	}
	place := held
	if s.folded != "" {
		if place = s.judgeName(h); place == 0 {
			return 0
		}
	}
	if s.address != "" {
		switch {
		case holdsAddress(h.Terms.Addresses, s.address) != "":
			h.Matched = append(h.Matched, counter.ByAddress)
		case holdsAddress(h.Terms.PastAddresses, s.address) != "":
			h.Matched = append(h.Matched, counter.ByPastAddress)
			h.PastAddress, place = holdsAddress(h.Terms.PastAddresses, s.address), before
		default:
			return 0
		}
	}
	if q.Birth.IsZero() {
		return place
	}
	has := birthPieces(h.Birth)
	if !slices.ContainsFunc(q.birthTerms(), func(s string) bool { return slices.Contains(has, s) }) {
		return 0
	}
	if h.Birth.Unknown() {
		h.Matched = append(h.Matched, counter.ByUnsureBirth)
	}
	return place
}

func (s *searching) judgeName(h *Hit) rank {
	place := rank(0)
	for text := range strings.SplitSeq(h.Terms.Names, "\n") {
		line := parseNameLine(text)
		if r := s.judgeLine(line); r != 0 && (place == 0 || r < place) {
			place, h.Matched = r, append(h.Matched[:0], line.kind)
		}
	}
	if place != 0 || h.Terms.PastNames == "" {
		return place
	}
	for text := range strings.SplitSeq(h.Terms.PastNames, "\n") {
		line := parseNameLine(text)
		if s.judgeLine(line) != 0 {
			h.Matched, h.PastName = []counter.Matched{line.kind + past}, line.plain
			return before
		}
	}
	return 0
}

func (s *searching) judgeLine(line nameLine) rank {
	holds, begins := line.holds(s.folded, s.q.Given)
	switch {
	case !holds:
		return 0
	case begins && line.is(s.plain, s.q.Given):
		return written
	case s.q.Exact:
		return 0
	case begins:
		return begun
	}
	return held
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
func (q *Query) Fits(h *Hit) bool {
	s := searching{q: q, folded: q.FoldedName(), plain: letters.Plain(q.Name), address: q.FoldedAddress()}
	byKey := h.Matched // what it was found by until here
	fits := s.judge(h) != 0
	h.Matched = append(h.Matched, byKey...)
	return fits
}

// An Engine is what a database does for a search. Without removed it leaves out who is
// not current any more.
type Engine interface {
	// Candidates yields who has what a full-text query asks for, in the order of their
	// numbering, until yield returns false.
	Candidates(match string, removed bool, yield func(n int64, h Hit) bool) error
	// First returns how many candidates there are, removed ones too, up to a limit.
	First(match string, limit int) (int, error)
}

// Search returns who q asks for, the likeliest first and equally likely ones in the
// order of their numbering, and whether there are more than q.Limit. Names written as
// typed come first (the folding takes シ for チ and ハ for ワ), then names that begin so,
// then the rest, then what a record said before.
//
// Rows are what costs. What is few is read in one query and put in order here; a list
// that overflows is read likeliest first, and no further than it is full.
func Search(q Query, engine Engine) (hits []Hit, more bool, err error) {
	s := searching{q: &q, folded: q.FoldedName(), address: q.FoldedAddress(), engine: engine, found: make([]placed, 0, max(q.Limit, 0)+1)}
	if s.folded == "" {
		q.Name = ""
	}
	s.plain = letters.Plain(q.Name)
	if q.Match() == "" {
		return nil, false, nil
	}
	if utf8.RuneCountInString(s.folded) == 1 && s.broad() {
		return s.inTurn()
	}
	if s.broad() {
		first, err := engine.First(q.Match(), q.Limit+1)
		if err != nil {
			return nil, false, err
		}
		if first > q.Limit {
			return s.inTurn()
		}
	}
	if err := s.run(q.Match(), before); err != nil {
		return nil, false, err
	}
	if s.full() {
		return s.inTurn()
	}
	slices.SortStableFunc(s.found, func(a, b placed) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.n, b.n)) })
	return s.cut(), false, nil
}

// shortName and shortReading are up to how many characters alone are likely to find more
// than a list has room for: a family name, and its reading.
const (
	shortName    = 2
	shortReading = 4
)

// broad reports whether the list is likely to overflow.
func (s *searching) broad() bool {
	if s.folded == "" || s.address != "" || !s.q.Birth.IsZero() {
		return false
	}
	short := shortName
	if strings.IndexFunc(s.folded, func(r rune) bool { return !unicode.Is(unicode.Katakana, r) }) < 0 {
		short = shortReading
	}
	return utf8.RuneCountInString(s.folded) <= short
}

// inTurn fills the list with the likeliest, then the next, until it is full: they may
// stand anywhere in the numbering.
func (s *searching) inTurn() ([]Hit, bool, error) {
	s.found, s.taken = s.found[:0], map[int64]bool{}
	phases := []phase{{present, s.q.exact(), written}, {present, s.q.begin(), begun}, {present, s.q.within(), held}, {whenever, s.q.within(), before}}
	switch {
	case s.folded == "":
		phases = phases[2:]
	case s.q.Exact:
		phases = []phase{phases[0], phases[3]}
	}
	for _, phase := range phases {
		if err := s.run(s.q.match(phase.in, phase.name), phase.up); err != nil {
			return nil, false, err
		}
		if s.full() {
			break
		}
	}
	return s.cut(), s.full(), nil
}

// A phase looks for a name in some columns and lets in what ranks up to a rank.
type phase struct {
	in   columns
	name string
	up   rank
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
	q       *Query
	folded  string // the name, as [letters.Fold] has it
	plain   string // the name, as [letters.Plain] has it
	address string // folded
	engine  Engine
	found   []placed
	taken   map[int64]bool // nil while every candidate is a new one
}

func (s *searching) full() bool { return len(s.found) > s.q.Limit }

// run takes what a full-text query yields and ranks up to a rank, until the list is
// full.
func (s *searching) run(match string, up rank) error {
	return s.engine.Candidates(match, s.q.Removed, func(n int64, h Hit) bool {
		if s.taken[n] {
			return true
		}
		if r := s.judge(&h); r != 0 && r <= up {
			s.found = append(s.found, placed{n, r, h})
			if s.taken != nil {
				s.taken[n] = true
			}
		}
		return !s.full()
	})
}

func (s *searching) cut() []Hit {
	hits := make([]Hit, min(len(s.found), s.q.Limit))
	for i := range hits {
		hits[i] = s.found[i].Hit
	}
	return hits
}
