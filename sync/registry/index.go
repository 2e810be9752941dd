package registry

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"madoguchi/app/letters"
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
		folded := letters.Fold(name)
		names = append(names, folded)
		t.NamePieces = append(t.NamePieces, pieces(folded)...)
	}
	t.Names = strings.Join(names, "\n")
	t.Address = letters.Fold(r.Address.String())
	t.AddressPieces = pieces(t.Address)
	return t
}

// pieces returns the bigrams of a folded text and its last character, so that every
// character of the text begins a piece: a search for one is a search by prefix.
func pieces(folded string) []string {
	if folded == "" {
		return nil
	}
	_, size := utf8.DecodeLastRuneInString(folded)
	return append(letters.Bigrams(folded), folded[len(folded)-size:])
}

// FoldedName returns what the folded names of a found resident must contain.
func (q Query) FoldedName() string { return letters.Fold(q.Name) }

// FoldedAddress returns what the folded address of a found resident must contain.
func (q Query) FoldedAddress() string { return letters.Fold(q.Address) }

// Match returns the pieces of the name and the address that q asks for as a full-text
// query over words in hexadecimal, "" when it asks for neither.
func (q Query) Match() string {
	var terms []string
	add := func(column, folded string) {
		if utf8.RuneCountInString(folded) == 1 {
			terms = append(terms, column+":"+hexadecimal(folded)+"*")
			return
		}
		for _, bigram := range letters.Bigrams(folded) {
			terms = append(terms, column+":"+hexadecimal(bigram))
		}
	}
	add("names", q.FoldedName())
	add("address", q.FoldedAddress())
	return strings.Join(terms, " AND ")
}

func hexadecimal(s string) string { return hex.EncodeToString([]byte(s)) }
