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

// An Engine is what a database does for a search.
type Engine interface {
	// Candidates yields who has what a full-text query asks for, in the order of their
	// numbering, until yield returns false. Without removed it leaves out who is not
	// current any more.
	Candidates(match string, removed bool, yield func(n int64, h Hit) bool) error
}

// Search returns who q asks for, the likeliest first and equally likely ones in the
// order of their numbering, and whether there are more than q.Limit. Names written as
// typed come first (the folding takes シ for チ and ハ for ワ), then names that begin so,
// then the rest, then what a record said before.
//
// Rows are what costs. What is few is read in one query and put in order here. A short
// name may be that of thousands: those called so are read first, for they mostly fill
// the list.
func Search(q Query, engine Engine) (hits []Hit, more bool, err error) {
	s := searching{q: &q, folded: q.FoldedName(), address: q.FoldedAddress(), engine: engine, next: written,
		found: make([]placed, 0, max(q.Limit, 0)+1), taken: map[int64]bool{}}
	if s.folded == "" {
		q.Name, s.next = "", held
	}
	s.plain = letters.Plain(q.Name)
	if q.Match() == "" {
		return nil, false, nil
	}
	if s.broad() {
		err = s.short()
	}
	if err == nil && !s.full() {
		err = s.rest()
	}
	if err != nil {
		return nil, false, err
	}
	slices.SortStableFunc(s.found, func(a, b placed) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.n, b.n)) })
	return s.cut(), s.full(), nil
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

// short reads who is called as was typed. Where that is nobody, or one character, it is
// rather how a name begins, and those are read, too.
func (s *searching) short() error {
	exact, begin := s.q.exact(), s.q.begin()
	err := s.run(phase{present, exact, written})
	s.done = exact
	if err != nil || s.full() || s.q.Exact || len(s.found) > 0 && utf8.RuneCountInString(s.folded) > 1 {
		return err
	}
	err = s.run(phase{present, begin, begun})
	if s.q.anchored() {
		s.done += " OR " + begin
	}
	return err
}

// rest reads whatever else is found, and likeliest first if that overflows: they may
// stand anywhere in the numbering.
func (s *searching) rest() error {
	sure, best := len(s.found), s.next
	if err := s.run(phase{whenever, s.q.within(), before}); err != nil {
		return err
	}
	if !s.full() || !slices.ContainsFunc(s.found[sure:], func(p placed) bool { return p.rank != best }) {
		return nil
	}
	for _, p := range s.found[sure:] {
		delete(s.taken, p.n)
	}
	s.found = s.found[:sure]
	for _, p := range s.phases() {
		if p.up < best || s.full() {
			continue
		}
		if err := s.run(p); err != nil {
			return err
		}
	}
	return nil
}

// phases are the ranks in turn.
func (s *searching) phases() []phase {
	last := phase{whenever, s.q.within(), before}
	if s.q.Exact {
		return []phase{{present, s.q.exact(), written}, last}
	}
	return []phase{{present, s.q.exact(), written}, {present, s.q.begin(), begun}, {present, s.q.within(), held}, last}
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
	taken   map[int64]bool
	next    rank   // the likeliest that may still come
	done    string // pieces of present names that are read to the end, not to be read again
}

func (s *searching) full() bool { return len(s.found) > s.q.Limit }

// run takes what a phase yields until the list is full.
func (s *searching) run(p phase) error {
	s.next = min(p.up+1, before)
	match := s.q.match(p.in, p.name, s.done)
	if match == "" {
		return nil
	}
	return s.engine.Candidates(match, s.q.Removed, func(n int64, h Hit) bool {
		if s.taken[n] {
			return true
		}
		if r := s.judge(&h); r != 0 && r <= p.up {
			s.found = append(s.found, placed{n, r, h})
			s.taken[n] = true
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
