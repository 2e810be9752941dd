package household

import (
	"errors"
	"slices"
	"strings"

	"madoguchi/app/resident"
)

// ErrRelationship says that a text is no relationship of the register (E13). It
// does not quote the text.
var ErrRelationship = errors.New("not a relationship of the register")

// Generations is how many words a relationship may chain (続柄1–4).
const Generations = 4

// The words that stand alone.
const (
	Connected = "縁故者" // a relative that the other words cannot name
	Lodger    = "同居人"
)

// words are the base words of STD 1.1.11; with 世帯主 they are twelve. 祖父, 孫, おじ,
// 甥 and 準世帯主 are not among them: a grandchild is 子の子, an uncle 父の兄 or 父の弟.
var words = []string{"夫", "妻", "夫（未届）", "妻（未届）", "子", "父", "母", "兄", "姉", "弟", "妹"}

// StandsAlone reports whether a relationship is the same to every head: 縁故者, 同居人.
func StandsAlone(relationship string) bool {
	return relationship == Connected || relationship == Lodger
}

// Words returns the base words in the order of the menu, 世帯主 first and those
// that stand alone last.
func Words() []string {
	return append(append([]string{resident.Head}, words...), Connected, Lodger)
}

// A Relationship is a parsed 続柄: one word, or up to [Generations] words chained by
// の, each the relation to the one before it. The zero Relationship is none.
type Relationship struct {
	chain [Generations]string
}

// ParseRelationship reads a relationship as it stands in the register. Half-width
// brackets and spaces, as keyboards give them, are read like the full-width ones;
// everything else is [ErrRelationship].
func ParseRelationship(s string) (Relationship, error) {
	s = strings.NewReplacer("(", "（", ")", "）", " ", "", "　", "").Replace(s)
	if s == resident.Head || s == Connected || s == Lodger {
		return Relationship{chain: [Generations]string{s}}, nil
	}
	parts := strings.Split(s, "の")
	if len(parts) > Generations {
		return Relationship{}, ErrRelationship
	}
	var r Relationship
	for i, word := range parts {
		if !slices.Contains(words, word) {
			return Relationship{}, ErrRelationship
		}
		r.chain[i] = word
	}
	return r, nil
}

// String returns the canonical text, "" for none.
func (r Relationship) String() string { return strings.Join(r.Chain(), "の") }

// Chain returns the words of r, the one nearest to the head first.
func (r Relationship) Chain() []string {
	n := slices.Index(r.chain[:], "")
	if n < 0 {
		n = Generations
	}
	return slices.Clone(r.chain[:n])
}

// IsHead reports whether r is 世帯主.
func (r Relationship) IsHead() bool { return r.chain[0] == resident.Head }

// Last returns the last word of r: what the person is to the one before.
func (r Relationship) Last() string {
	chain := r.Chain()
	if len(chain) == 0 {
		return ""
	}
	return chain[len(chain)-1]
}

// IsSpouse reports whether r is the head's husband or wife, registered or not (未届).
func (r Relationship) IsSpouse() bool { return r.chain[1] == "" && spouse(r.chain[0]) }

func spouse(word string) bool {
	return strings.HasPrefix(word, "夫") || strings.HasPrefix(word, "妻")
}
