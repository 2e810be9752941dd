// Package reading proposes how a name is read, from a list of surnames and given names.
//
// It only ever proposes. How a person is called is theirs to say: a proposal stands in
// no record before a clerk has taken it over, and whether it was confirmed (確認) is an
// item of its own. A name that the list does not have gets no proposal rather than a
// guess made of its characters.
//
// Showing proposals and taking them over is left to the form.
package reading

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"strings"

	"madoguchi/app/letters"
)

// Most is how many proposals a name gets.
const Most = 6

// MostWritten is how many names are given for a reading.
const MostWritten = 30

// The kinds of names of the list.
const (
	surname = "s"
	given   = "g"
)

// Names is the list. It does not change after it was opened and may be used from
// several goroutines.
type Names struct {
	all map[string][]listed // by kind and folded name
}

// listed is a name of the list with its readings, the likeliest first.
type listed struct {
	name, readings string
	line           int
}

// Open reads a gzip file of tab-separated UTF-8 lines: s for a surname or g for a given
// name, the name, and its readings, separated by spaces. It takes some 60 ms and keeps
// about 6 MB, so open it once and beside the window.
func Open(r io.Reader) (*Names, error) {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("open names: %w", err)
	}
	var b bytes.Buffer
	if _, err := io.Copy(&b, zip); err != nil {
		return nil, fmt.Errorf("open names: %w", err)
	}
	n := &Names{all: make(map[string][]listed, 32_000)}
	i := 0
	for line := range strings.Lines(b.String()) {
		i++
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 || f[0] != surname && f[0] != given || f[1] == "" || f[2] == "" {
			return nil, fmt.Errorf("open names: line %d: not a name", i)
		}
		key := f[0] + letters.Fold(f[1])
		n.all[key] = append(n.all[key], listed{f[1], f[2], i})
	}
	return n, nil
}

// Propose returns how a name may be read, the likeliest first and at most [Most]: the
// family name and the given name each in katakana, with the space between them that the
// name has. It returns nothing where it does not know a part.
//
// Shapes of a character that the list does not have are read as those it has: 髙橋 as
// 高橋. A part in kana is read as it is written.
func (n *Names) Propose(name string) []string {
	parts := strings.Fields(name)
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return kana(parts[0])
	}
	proposals := n.read(surname, parts[0])
	for _, part := range parts[1:] {
		proposals = pairs(proposals, n.read(given, part))
	}
	return proposals
}

// ProposeFamily returns how a family name alone may be read, the likeliest first and at
// most [Most].
func (n *Names) ProposeFamily(name string) []string {
	all := n.read(surname, strings.TrimSpace(name))
	return all[:min(len(all), Most)]
}

// Written returns the family names, or the given names, that are read so, in the order of
// the list and at most [MostWritten]: for those who have to write a name and no input
// method. The reading is in katakana.
func (n *Names) Written(kana string, family bool) []string {
	kind := given
	if family {
		kind = surname
	}
	var found []listed
	for key, all := range n.all {
		if !strings.HasPrefix(key, kind) {
			continue
		}
		for _, l := range all {
			if slices.Contains(strings.Fields(l.readings), kana) {
				found = append(found, l)
			}
		}
	}
	slices.SortFunc(found, func(a, b listed) int { return a.line - b.line })
	var names []string
	for _, l := range found[:min(len(found), MostWritten)] {
		names = append(names, l.name)
	}
	return names
}

// read returns the readings of one part.
func (n *Names) read(kind, part string) []string {
	if all := kana(part); all != nil {
		return all
	}
	found := n.all[kind+letters.Fold(part)]
	var readings []string
	for _, exact := range []bool{true, false} { // the very shape before its variants
		for _, l := range found {
			if (l.name == part) != exact {
				continue
			}
			for r := range strings.FieldsSeq(l.readings) {
				if !slices.Contains(readings, r) {
					readings = append(readings, r)
				}
			}
		}
	}
	return readings
}

// kana returns the katakana of a part that is in kana throughout, else nothing.
func kana(part string) []string {
	for _, r := range part {
		if (r < 'ぁ' || r > 'ゖ') && (r < 'ァ' || r > 'ヶ') && r != 'ー' {
			return nil
		}
	}
	k := letters.Kana(part)
	if !letters.IsReading(k) {
		return nil
	}
	return []string{k}
}

// pairs puts readings of two parts together, those first whose places in their lists
// are the lowest.
func pairs(family, own []string) []string {
	var all []string
	for sum := range len(family) + len(own) {
		for i := range family {
			if j := sum - i; j >= 0 && j < len(own) && len(all) < Most {
				all = append(all, family[i]+"　"+own[j])
			}
		}
	}
	return all
}
