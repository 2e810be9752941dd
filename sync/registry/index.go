package registry

import (
	"encoding/hex"
	"strings"

	"madoguchi/app/resident"
)

// Terms is what an engine indexes of a record. It is made here and not by the
// engine, so that every engine finds the same residents.
type Terms struct {
	Names   string // folded names and readings, one a line
	Address string // folded address
	// The pieces that narrow a search down to few rows.
	NamePieces, AddressPieces []string
}

// TermsOf returns the terms of a record.
func TermsOf(r *resident.Record) Terms {
	var t Terms
	var names []string
	for _, name := range []string{r.Name, r.Reading, r.FormerName, r.Alias, r.RomanName} {
		if name == "" {
			continue
		}
		folded := fold(name)
		names = append(names, folded)
		t.NamePieces = append(t.NamePieces, pieces(folded)...)
	}
	t.Names = strings.Join(names, "\n")
	t.Address = fold(r.Address.String())
	t.AddressPieces = pieces(t.Address)
	return t
}

// pieces returns the bigrams of a folded text and its last character, so that every
// character of the text begins a piece and a search for one is a search by prefix.
func pieces(folded string) []string {
	runes := []rune(folded)
	var p []string
	for i := range runes {
		p = append(p, string(runes[i:min(i+2, len(runes))]))
	}
	return p
}

// FoldedName returns what the folded names of a found resident must contain.
func (q Query) FoldedName() string { return fold(q.Name) }

// FoldedAddress returns what the folded address of a found resident must contain.
func (q Query) FoldedAddress() string { return fold(q.Address) }

// Match returns the pieces of the name and the address that q asks for as a full-text
// query over words in hexadecimal, "" when it asks for neither.
func (q Query) Match() string {
	var terms []string
	add := func(column, folded string) {
		runes := []rune(folded)
		if len(runes) == 1 {
			// No word of the index holds the quote or the star of this query.
			terms = append(terms, column+":"+hexadecimal(folded)+"*")
		}
		for i := range len(runes) - 1 {
			terms = append(terms, column+":"+hexadecimal(string(runes[i:i+2])))
		}
	}
	add("names", q.FoldedName())
	add("address", q.FoldedAddress())
	return strings.Join(terms, " AND ")
}

func hexadecimal(s string) string { return hex.EncodeToString([]byte(s)) }

func fold(s string) string { return strings.ToLower(s) }
