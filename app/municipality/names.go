package municipality

import (
	"fmt"
	"io"
	"strings"
)

// Names are the municipalities there are, by name: far less than a [Gazetteer], for
// who only asks whether a place exists. They may be used from several goroutines.
type Names struct {
	of map[string][]string // names of a prefecture's
}

// OpenNames reads the table of cities that [OpenGazetteer] reads.
func OpenNames(cities io.Reader) (*Names, error) {
	n := &Names{of: map[string][]string{}}
	err := eachLine(cities, 5, func(f [][]byte) error {
		prefecture := string(f[1])
		n.of[prefecture] = append(n.of[prefecture], string(f[2]))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("open names: %w", err)
	}
	return n, nil
}

// Begins reports whether a text begins with a municipality of Japan: its prefecture and
// its name, with or without the district (郡) that it is in. known is false when the
// text begins with no prefecture.
func (n *Names) Begins(text string) (exists, known bool) {
	for prefecture, names := range n.of {
		rest, found := strings.CutPrefix(text, prefecture)
		if !found {
			continue
		}
		for _, name := range names {
			_, bare, inDistrict := strings.Cut(name, "郡")
			if strings.HasPrefix(rest, name) || inDistrict && bare != "" && strings.HasPrefix(rest, bare) {
				return true, true
			}
		}
		known = true
	}
	return false, known
}
