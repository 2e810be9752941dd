package letters

import (
	"strings"
	"unicode/utf8"
)

// Unwritable stands in outward text for a character that has no counterpart.
const Unwritable = "〓"

// A Reduction is one character that [Table.Reduce] could not leave as it is.
type Reduction struct {
	Position int    // 1 for the first character of the text
	From     string // as it is recorded
	To       string // what stands in its place
	MJ       string // "" for what is not in the MJ table
	Stated   bool   // To is no character, but says that one is missing
}

// Reduce returns s for systems and forms that have the characters of JIS X 0213 alone
// (縮退): each other character becomes its counterpart in the reduction map. Where there
// is none the text says so and which one it is, as 〓（MJ012345）, or gives its reading
// where reading is the one of that very character; it is never dropped, and never
// becomes a question mark. What was replaced is returned, so that it can be listed.
//
// reading may be nil; it is asked with a character of s that has no counterpart. The
// result is never stored.
func (t *Table) Reduce(s string, reading func(cluster string) string) (text string, replaced []Reduction) {
	var b strings.Builder
	for i, cluster := range Clusters(s) {
		r := t.reduce(cluster, reading)
		if r.To != cluster {
			r.Position = i + 1
			replaced = append(replaced, r)
		}
		b.WriteString(r.To)
	}
	return b.String(), replaced
}

func (t *Table) reduce(cluster string, reading func(string) string) Reduction {
	c, known := t.Lookup(cluster)
	r := Reduction{From: cluster, MJ: c.MJ}
	switch {
	case known && c.Reduced != "":
		r.To = c.Reduced
	case known && c.Grade <= Plane2:
		r.To = string(c.Base)
	case !known && utf8.RuneCountInString(cluster) == 1 && t.reason(cluster) == 0:
		r.To = cluster // a letter, digit, kana or sign
	default:
		r.To, r.Stated = stated(c, cluster, reading), true
	}
	return r
}

// stated says that a character is missing, and which.
func stated(c Char, cluster string, reading func(string) string) string {
	if reading != nil {
		if kana := reading(cluster); kana != "" {
			return kana
		}
	}
	if c.MJ == "" {
		return Unwritable
	}
	return Unwritable + "（" + c.MJ + "）"
}
