package letters

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Query says which characters to find. What is zero does not count; what is given
// must all be so.
type Query struct {
	Reading  string // katakana or hiragana; a character has a reading that begins so
	Whole    bool   // the reading is all of it
	Strokes  int
	Radical  int // 1 to 214
	Residual int // strokes besides the radical's; -1: none
	Code     string
	Variants string // a character: the shapes of it, and of what it is folded with
}

// IsZero reports whether the query asks for nothing.
func (q Query) IsZero() bool { return q == Query{} }

// A key is what is looked at of each character.
type key struct {
	start       uint32
	base, group rune
	juki        uint32 // 0: none
	grade       Grade
	strokes     uint8
	places      [4]place // as many as any character has; Number 0: none
}

// A place is a [Radical] in little room.
type place struct{ number, residual uint8 }

// index is made when the first query comes.
type index struct {
	keys []key            // in the order of the MJ numbers
	kana map[rune][]int32 // by the first katakana of a reading, each once
}

// A hit is a character that was found.
type hit struct {
	at   int32
	rank int32 // the less the nearer to the front
}

// Find returns at most limit characters, the most common first, and how many there
// are in all. The first query takes some 50 ms more, to make the index.
func (t *Table) Find(q Query, limit int) (found []Char, total int) {
	t.once.Do(t.makeIndex)
	group, coded := groupOf(q.Variants), parseCode(q.Code)
	var hits []hit
	for _, i := range t.candidates(q) {
		k := &t.index.keys[i]
		if q.Variants != "" && k.group != group || !k.matches(q) || q.Code != "" && !t.coded(k, coded) {
			continue
		}
		if whole, ok := t.read(k, q.Reading); ok && (whole || !q.Whole) {
			hits = append(hits, hit{i, t.rank(k, whole, q)})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.at, b.at)) })
	for _, h := range hits[:min(max(limit, 0), len(hits))] {
		if c, ok := t.at(t.index.keys[h.at].start); ok {
			found = append(found, c)
		}
	}
	return found, len(hits)
}

func (t *Table) makeIndex() {
	t.index = index{keys: make([]key, 0, t.characters), kana: map[rune][]int32{}}
	for start := 0; start < len(t.text); {
		line, _, _ := strings.Cut(t.text[start:], "\n")
		if f := strings.Split(line, "\t"); len(f) == columnCount {
			i := int32(len(t.index.keys))
			t.index.keys = append(t.index.keys, newKey(uint32(start), f))
			for reading := range strings.FieldsSeq(f[columnReadings]) {
				r, _ := utf8.DecodeRuneInString(reading)
				if all := t.index.kana[katakana(r)]; len(all) == 0 || all[len(all)-1] != i {
					t.index.kana[katakana(r)] = append(all, i)
				}
			}
		}
		start += len(line) + 1
	}
}

func newKey(start uint32, f []string) key {
	k := key{
		start: start, group: groupOf(f[columnBase]), juki: codeNumber(f[columnJuki], "J+"),
		grade: Grade(number(f[columnGrade])), strokes: uint8(number(f[columnStrokes])),
	}
	k.base, _ = utf8.DecodeRuneInString(f[columnBase])
	for i, at := range strings.Fields(f[columnRadicals]) {
		if i < len(k.places) {
			radical, residual, _ := strings.Cut(at, ".")
			k.places[i] = place{uint8(number(radical)), uint8(number(residual))}
		}
	}
	return k
}

// codeNumber reads "J+845B" and the like, 0 for anything else.
func codeNumber(s, prefix string) uint32 {
	hex, ok := strings.CutPrefix(s, prefix)
	n, err := strconv.ParseUint(hex, 16, 32)
	if !ok || err != nil {
		return 0
	}
	return uint32(n)
}

// candidates returns what may match: every character, unless something narrows it.
func (t *Table) candidates(q Query) []int32 {
	switch {
	case q.IsZero():
		return nil
	case q.Reading != "":
		r, _ := utf8.DecodeRuneInString(q.Reading)
		return t.index.kana[katakana(r)]
	}
	all := make([]int32, len(t.index.keys))
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// matches looks at strokes and radical.
func (k *key) matches(q Query) bool {
	if q.Strokes != 0 && int(k.strokes) != q.Strokes {
		return false
	}
	if q.Radical == 0 && q.Residual == 0 {
		return true
	}
	return slices.ContainsFunc(k.places[:], func(p place) bool {
		return p.number != 0 && (q.Radical == 0 || int(p.number) == q.Radical) &&
			(q.Residual == 0 || int(p.residual) == max(q.Residual, 0))
	})
}

// groupOf returns what the shapes of a character fold to.
func groupOf(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	if first, ok := variants()[r]; ok {
		return first
	}
	return r
}

// A code is what was typed to name one character.
type code struct {
	mj   string // "MJ022335\t", as a line begins
	juki uint32
	base uint32
}

// parseCode reads an MJ number, a 住基 code or a code point, as each is written:
// MJ022335, J+845B, U+845B. A bare number is an MJ number. The zero code is none of them.
func parseCode(typed string) code {
	typed = strings.ToUpper(strings.TrimSpace(compose(typed)))
	switch {
	case strings.HasPrefix(typed, "J+"):
		return code{juki: codeNumber(typed, "J+")}
	case strings.HasPrefix(typed, "U+"):
		return code{base: codeNumber(typed, "U+")}
	}
	digits := strings.TrimPrefix(typed, "MJ")
	if len(digits) == 0 || len(digits) > 6 || strings.TrimLeft(digits, "0123456789") != "" {
		return code{}
	}
	return code{mj: "MJ" + strings.Repeat("0", 6-len(digits)) + digits + "\t"}
}

// coded reports whether c names a character.
func (t *Table) coded(k *key, c code) bool {
	return c.juki != 0 && k.juki == c.juki || c.base != 0 && uint32(k.base) == c.base ||
		c.mj != "" && strings.HasPrefix(t.text[k.start:], c.mj)
}

// read reports whether a character has a reading that begins as asked, and one that is
// no more than that.
func (t *Table) read(k *key, asked string) (whole, ok bool) {
	if asked == "" {
		return false, true
	}
	line, _, _ := strings.Cut(t.text[k.start:], "\n")
	readings := line[strings.LastIndexByte(line, '\t')+1:]
	for reading := range strings.FieldsSeq(readings) {
		if n, begins := beginsWith(reading, asked); begins {
			ok = true
			whole = whole || n == len(reading)
		}
	}
	return whole, ok
}

// beginsWith reports whether s begins with prefix, hiragana or katakana, and how many
// bytes of s that takes.
func beginsWith(s, prefix string) (n int, ok bool) {
	for _, want := range prefix {
		r, size := utf8.DecodeRuneInString(s[n:])
		if size == 0 || katakana(r) != katakana(want) {
			return 0, false
		}
		n += size
	}
	return n, true
}

// rank puts the more common first, and of those the ones with fewer strokes. Who is read
// just as asked counts as two grades more common than who is read so and longer. Of the
// shapes of a character its own come first.
func (t *Table) rank(k *key, whole bool, q Query) int32 {
	n := int32(k.grade)
	if !whole {
		n += 2
	}
	if own, _ := utf8.DecodeRuneInString(q.Variants); k.base != own {
		n += 100
	}
	return n<<8 | int32(k.strokes)
}
