package registry

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/letters"
	"madoguchi/app/resident"
)

// Terms is what an engine indexes of a resident. It is made here and not by the
// engine, so that every engine finds the same residents. The four texts are kept and
// come back with what was found; the pieces are what the index is made of.
//
// What the record said before its newest row is kept apart, so that a search finds it
// and never takes it for what is now (STD 2.1.2).
type Terms struct {
	Names, PastNames         string // a line for each name, see nameLine
	Addresses, PastAddresses string // a line for each address: as recorded, tab, folded

	NamePieces, PastNamePieces       []string
	AddressPieces, PastAddressPieces []string
	BirthPieces                      []string
}

// TermsOf returns the terms of a record that follows one with the terms before; the
// zero Terms before the first. Only the texts of before are looked at.
func TermsOf(r *resident.Record, before Terms) Terms {
	t := Terms{BirthPieces: birthPieces(r.Birth)}
	var now []string
	for _, name := range []struct {
		kind counter.Matched
		text string
	}{{counter.ByName, r.Name}, {counter.ByReading, r.Reading}, {counter.ByFormerName, r.FormerName}, {counter.ByFormerName, r.FormerReading},
		{counter.ByAlias, r.Alias}, {counter.ByAlias, r.AliasReading}, {counter.ByRomanName, r.RomanName}} {
		if line := nameLineOf(name.kind, name.text); name.text != "" && line.folded != "" {
			now = append(now, line.String())
		}
	}
	t.Names, t.PastNames = turn(now, before.Names, before.PastNames)
	t.NamePieces, t.PastNamePieces = namePieces(t.Names), namePieces(t.PastNames)
	now = nil
	if address := clean(r.Address.String()); address != "" {
		now = append(now, address+"\t"+letters.Fold(address))
	}
	t.Addresses, t.PastAddresses = turn(now, before.Addresses, before.PastAddresses)
	t.AddressPieces, t.PastAddressPieces = addressPieces(t.Addresses), addressPieces(t.PastAddresses)
	return t
}

// turn returns the lines of now, and those of before that are none of them any more.
func turn(now []string, before, past string) (string, string) {
	gone := linesOf(past)
	gone = append(gone, linesOf(before)...)
	gone = slices.DeleteFunc(gone, func(line string) bool { return slices.Contains(now, line) })
	var once []string
	for _, line := range gone {
		if !slices.Contains(once, line) {
			once = append(once, line)
		}
	}
	return strings.Join(now, "\n"), strings.Join(once, "\n")
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// clean keeps what separates lines out of them.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		return r
	}, s)
}

// A nameLine is one name of a resident. A given name is folded by itself, too: in
// ハシモト　ウミ the ウ would otherwise be taken for the long vowel of ト.
type nameLine struct {
	kind   counter.Matched
	plain  string   // as recorded
	folded string   // the whole
	given  []string // what follows the first, second … space, folded
}

func nameLineOf(kind counter.Matched, name string) nameLine {
	line := nameLine{kind: kind, plain: clean(name), folded: letters.Fold(clean(name))}
	words := strings.Fields(line.plain)
	for i := 1; i < len(words); i++ {
		line.given = append(line.given, letters.Fold(strings.Join(words[i:], "")))
	}
	return line
}

// String writes the line: kind, name, folded name and folded given names, separated
// by tabs.
func (l nameLine) String() string {
	return strings.Join(append([]string{string(rune('0' + l.kind)), l.plain, l.folded}, l.given...), "\t")
}

func parseNameLine(s string) nameLine {
	kind, rest, _ := strings.Cut(s, "\t")
	plain, rest, ok := strings.Cut(rest, "\t")
	if !ok || len(kind) != 1 {
		return nameLine{}
	}
	folded, rest, more := strings.Cut(rest, "\t")
	l := nameLine{kind: counter.Matched(kind[0] - '0'), plain: plain, folded: folded}
	if more {
		l.given = strings.Split(rest, "\t")
	}
	return l
}

// holds reports whether a folded text stands in the name, and whether the name or a given
// name of it begins with that.
func (l nameLine) holds(folded string, given bool) (holds, begins bool) {
	if !given {
		holds, begins = strings.Contains(l.folded, folded), strings.HasPrefix(l.folded, folded)
	}
	for _, name := range l.given {
		holds = holds || strings.Contains(name, folded)
		begins = begins || strings.HasPrefix(name, folded)
	}
	return holds, begins
}

// is reports whether the name, its family name or a given name is written so, as
// [letters.Plain] has it. Names are mostly recorded in that form, and need no more than a
// look.
func (l nameLine) is(plain string, given bool) bool {
	if first, rest, two := strings.Cut(l.plain, "　"); !given && (first == plain || strings.HasPrefix(plain, first) && plain[len(first):] == rest) || two && rest == plain {
		return true
	}
	if len(l.given) < 2 && strings.IndexFunc(l.plain, unlikePlain) < 0 {
		return false
	}
	return slices.Contains(exactly(l.plain, given), plain)
}

// unlikePlain reports whether r is other than a kanji, a full-width katakana or the space
// between family and given name.
func unlikePlain(r rune) bool {
	return r < 0x3000 || r > 0x3000 && r < 'ァ' || r > 'ー' && r < 0x3400 || r >= 0xFF00 && r < 0x20000
}

// exactly returns the texts, brought to one spelling, that are a name or a whole part
// of one.
func exactly(name string, given bool) []string {
	words := strings.Fields(name)
	var all []string
	if !given && len(words) > 0 {
		all = append(all, letters.Plain(name))
		if len(words) > 1 {
			all = append(all, letters.Plain(words[0]))
		}
	}
	for i := 1; i < len(words); i++ {
		all = append(all, letters.Plain(strings.Join(words[i:], "")))
	}
	return all
}

// What stands before a piece that is more than characters that stand somewhere. A given
// name has both kinds: looking up a piece is what a query costs, so that each asks for
// one.
const (
	anyBegins   = "\x1e" // the name or a given name begins with them
	givenBegins = "\x1f" // a given name begins with them
	anyIs       = "\x1d" // the name, the family name or a given name is this, as written
	givenIs     = "\x1c" // a given name is this, as written
)

// namePieces returns what names are found by: each character, each pair of
// neighbours, one and two characters that a name or given name begins with, and the
// whole as written.
func namePieces(lines string) []string {
	var all []string
	for _, text := range linesOf(lines) {
		l := parseNameLine(text)
		all = append(all, letters.Terms(l.folded)...)
		all = append(all, begins(anyBegins, l.folded)...)
		for _, given := range l.given {
			all = append(all, letters.Terms(given)...)
			all = append(all, begins(anyBegins, given)...)
			all = append(all, begins(givenBegins, given)...)
		}
		for _, s := range exactly(l.plain, false) {
			all = append(all, anyIs+s)
		}
		for _, s := range exactly(l.plain, true) {
			all = append(all, givenIs+s)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// begins returns a mark with the first and the first two characters.
func begins(mark, folded string) []string {
	runes := []rune(folded)
	var all []string
	for n := 1; n <= min(2, len(runes)); n++ {
		all = append(all, mark+string(runes[:n]))
	}
	return all
}

// addressPieces returns the pairs of neighbours in addresses: one character of an
// address narrows nothing down.
func addressPieces(lines string) []string {
	var all []string
	for _, line := range linesOf(lines) {
		_, folded, _ := strings.Cut(line, "\t")
		all = append(all, letters.Bigrams(folded)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// birthPieces returns what a date of birth is found by. Of one that is not fully known
// it is what is known, marked with u.
func birthPieces(b civil.Uncertain) []string {
	if b.IsZero() {
		return nil
	}
	key := b.SortKey()
	if key.IsZero() {
		return []string{"u"}
	}
	year, month := fmt.Sprintf("%04d", key.Year()), fmt.Sprintf("%04d%02d", key.Year(), key.Month())
	if !b.Unknown() {
		return []string{fmt.Sprintf("d%s%02d", month, key.Day()), "m" + month, "y" + year}
	}
	switch b.Kind() {
	case civil.AboutYear, civil.InSeason, civil.OnlyYear:
		return []string{"y" + year, "uy" + year, "u"}
	}
	return []string{"m" + month, "y" + year, "um" + month, "u"}
}

// birthTerms returns the pieces of which a found resident has at least one. Whose date
// is not fully known is found by every date it may be.
func (q *Query) birthTerms() []string {
	if q.Birth.IsZero() {
		return nil
	}
	key := q.Birth.SortKey()
	if key.IsZero() {
		return []string{"u"}
	}
	year, month := fmt.Sprintf("%04d", key.Year()), fmt.Sprintf("%04d%02d", key.Year(), key.Month())
	switch q.Birth.Kind() {
	case civil.Exact:
		return []string{fmt.Sprintf("d%s%02d", month, key.Day()), "um" + month, "uy" + year}
	case civil.AboutYear, civil.InSeason, civil.OnlyYear:
		return []string{"y" + year}
	}
	return []string{"m" + month, "uy" + year}
}

// FoldedName returns what the folded names of a found resident must contain.
func (q *Query) FoldedName() string { return letters.Fold(q.Name) }

// FoldedAddress returns what the folded address of a found resident must contain.
func (q *Query) FoldedAddress() string { return letters.Fold(q.Address) }

// A columns says in which columns of the index a phase of a search looks.
type columns struct{ names, addresses string }

var (
	present   = columns{"names", "addresses"}
	whenever  = columns{"{names past_names}", "{addresses past_addresses}"}
	wordsJoin = " AND "
)

// addressPairs is how many pieces of an address are looked up: the last ones, since an
// address begins like many others. What they find is compared as a whole.
const addressPairs = 8

// match returns pieces of a name with the address and birth of q as a full-text query
// over words in hexadecimal, "" when it asks for nothing. Who has one of the pieces
// without in a name of now is left out.
func (q *Query) match(in columns, name, without string) string {
	var terms []string
	if name != "" {
		term := in.names + " : (" + name + ")"
		if without != "" {
			term = "(" + term + " NOT " + present.names + " : (" + without + "))"
		}
		terms = append(terms, term)
	}
	if pairs := letters.Bigrams(q.FoldedAddress()); len(pairs) > 0 && utf8.RuneCountInString(pairs[0]) > 1 {
		terms = append(terms, in.addresses+" : ("+allOf(pairs[max(0, len(pairs)-addressPairs):])+")")
	}
	if births := q.birthTerms(); len(births) > 0 {
		terms = append(terms, "birth : ("+strings.Join(births, " OR ")+")")
	}
	return strings.Join(terms, wordsJoin)
}

// Match returns what a found resident must have in the index, as the whole query that
// [Search] refines: characters of the name anywhere, now or before.
func (q *Query) Match() string { return q.match(whenever, q.within(), "") }

// within is the pieces of a name that holds what was typed.
func (q *Query) within() string {
	if q.Exact {
		return q.exact()
	}
	return allOf(letters.Bigrams(q.FoldedName()))
}

// begin is the pieces of a name that begins with what was typed.
func (q *Query) begin() string {
	folded, mark := q.FoldedName(), anyBegins
	if q.Given {
		mark = givenBegins
	}
	first := begins(mark, folded)
	if len(first) == 0 {
		return ""
	}
	anchor := hexadecimal(first[len(first)-1])
	if q.anchored() {
		return anchor
	}
	return anchor + wordsJoin + allOf(letters.Bigrams(folded))
}

// anchored reports whether one piece says all of what a name begins with.
func (q *Query) anchored() bool { return utf8.RuneCountInString(q.FoldedName()) <= 2 }

// exact is the piece of a name, or part of one, that is written as it was typed.
func (q *Query) exact() string {
	plain := letters.Plain(q.Name)
	switch {
	case plain == "":
		return ""
	case q.Given:
		return hexadecimal(givenIs + plain)
	}
	return hexadecimal(anyIs + plain)
}

func allOf(pieces []string) string {
	words := make([]string, len(pieces))
	for i, p := range pieces {
		words[i] = hexadecimal(p)
	}
	return strings.Join(words, wordsJoin)
}

func hexadecimal(s string) string { return hex.EncodeToString([]byte(s)) }
