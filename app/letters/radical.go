package letters

import (
	_ "embed" // for the names
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// radicalText has a radical a line: its number, the character, and the names it is
// known by, the usual one first.
//
//go:embed radical.txt
var radicalText string

// A RadicalName is one of the 214 radicals of the Kangxi dictionary (部首).
type RadicalName struct {
	Number int
	Char   string
	Names  []string // in hiragana, the usual one first
}

var radicals = sync.OnceValue(func() []RadicalName {
	var all []RadicalName
	for line := range strings.Lines(radicalText) {
		if f := strings.Fields(line); len(f) > 2 {
			all = append(all, RadicalName{number(f[0]), f[1], f[2:]})
		}
	}
	return all
})

// FindRadicals returns the radicals that are meant by what was typed: a number, the
// radical itself, or the beginning of one of its names. A whole name comes before a
// beginning.
func FindRadicals(typed string) []RadicalName {
	typed = strings.TrimSpace(compose(typed))
	n, err := strconv.Atoi(typed)
	var whole, begun []RadicalName
	for _, r := range radicals() {
		switch {
		case typed == "":
		case err == nil && r.Number == n, r.Char == typed:
			whole = append(whole, r)
		default:
			switch named(r, typed) {
			case 2:
				whole = append(whole, r)
			case 1:
				begun = append(begun, r)
			}
		}
	}
	return append(whole, begun...)
}

// named returns 2 if typed is a name of r, 1 if one begins with it.
func named(r RadicalName, typed string) int {
	best := 0
	for _, name := range r.Names {
		n, ok := beginsWith(name, typed)
		switch {
		case ok && n == len(name):
			return 2
		case ok && utf8.RuneCountInString(typed) > 0:
			best = 1
		}
	}
	return best
}
