package letters

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// ErrCharacter is what every [CharacterError] matches (E28).
var ErrCharacter = errors.New("character may not stand in the register")

// A Reason says why a character may not stand in the register. Sent and logged: the
// numbers never change.
type Reason uint8

// The reasons.
const (
	Invalid         Reason = 1 // not UTF-8
	Control         Reason = 2 // control or formatting character
	HalfWidthKana   Reason = 3
	PrivateUse      Reason = 4 // an unregistered 外字
	Unassigned      Reason = 5
	UnknownSequence Reason = 6 // a variation sequence that is not in Moji_Joho
	Outside         Reason = 7 // a character, but not of the repertoire
)

var reasonNames = [...]string{
	Invalid: "invalid", Control: "control", HalfWidthKana: "half-width kana", PrivateUse: "private use",
	Unassigned: "unassigned", UnknownSequence: "unknown sequence", Outside: "outside the repertoire",
}

// String names the reason for a log.
func (r Reason) String() string {
	if int(r) >= len(reasonNames) {
		return ""
	}
	return reasonNames[r]
}

// A CharacterError names the first character of a text that may not stand in the
// register, by its place: its text never quotes it.
type CharacterError struct {
	Position int // 1 for the first character, counted as [Clusters] does
	Reason   Reason
}

// Error names place and reason.
func (e *CharacterError) Error() string {
	return fmt.Sprintf("%v: character %d: %s", ErrCharacter, e.Position, e.Reason)
}

// Is makes the error match [ErrCharacter].
func (e *CharacterError) Is(target error) bool { return target == ErrCharacter }

// A Table is the repertoire of the register. It does not change after it was opened
// and may be used from several goroutines.
type Table struct {
	text       string            // the lines of the MJ table
	spelled    map[string]uint32 // from a spelling to its line in text
	sequences  map[string]string // from Adobe-Japan1 to Moji_Joho
	characters int

	once  sync.Once // for the index of [Table.Find]
	index index
}

// OpenTable reads two gzip files of tab-separated UTF-8 lines. A line of chars is MJ
// number, base, spellings, 住基 code, grade, strokes, radicals, 縮退 and readings, those
// with several parts separated by spaces; a line of sequences an Adobe-Japan1 sequence and
// the spelling of the same character in the MJ table.
//
// It takes some 50 ms and keeps about 10 MB, so open it once and when it is needed.
func OpenTable(chars, sequences io.Reader) (*Table, error) {
	text, err := gunzip(chars)
	if err != nil {
		return nil, fmt.Errorf("open characters: %w", err)
	}
	pairs, err := gunzip(sequences)
	if err != nil {
		return nil, fmt.Errorf("open sequences: %w", err)
	}
	t := &Table{text: text, spelled: make(map[string]uint32, 75_000), sequences: make(map[string]string, 15_000)}
	for start := 0; start < len(text); t.characters++ {
		line, _, _ := strings.Cut(text[start:], "\n")
		_, rest, _ := strings.Cut(line, "\t")
		_, rest, _ = strings.Cut(rest, "\t")
		spellings, _, ok := strings.Cut(rest, "\t")
		if !ok {
			return nil, fmt.Errorf("open characters: line %d: not a character", t.characters+1)
		}
		for spelling := range strings.SplitSeq(spellings, " ") {
			t.spelled[spelling] = uint32(start)
		}
		start += len(line) + 1
	}
	for line := range strings.Lines(pairs) {
		from, to, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if _, known := t.spelled[to]; !ok || !known {
			return nil, fmt.Errorf("open sequences: line %d: no such character", len(t.sequences)+1)
		}
		t.sequences[from] = to
	}
	return t, nil
}

func gunzip(r io.Reader) (string, error) {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if _, err := io.Copy(&b, zip); err != nil {
		return "", err
	}
	return b.String(), nil
}

// Len returns the number of MJ characters.
func (t *Table) Len() int { return t.characters }

// Lookup returns the MJ character that a cluster, a base with or without a selector,
// is a spelling of.
func (t *Table) Lookup(cluster string) (Char, bool) {
	start, ok := t.spelled[cluster]
	if !ok {
		return Char{}, false
	}
	return t.at(start)
}

// Convert replaces each Adobe-Japan1 sequence, which input methods produce, by the
// Moji_Joho spelling of the same shape. It is for what comes in from a keyboard or a
// file; what has no such spelling stays, and [Table.Check] refuses it.
func (t *Table) Convert(s string) string {
	if !strings.ContainsFunc(s, isSelector) {
		return s
	}
	clusters := Clusters(s)
	for i, c := range clusters {
		if to, ok := t.sequences[c]; ok {
			clusters[i] = to
		}
	}
	return strings.Join(clusters, "")
}

// Check returns a [*CharacterError] for the first character of s that may not stand
// in the register (E28).
func (t *Table) Check(s string) error {
	for i, c := range Clusters(s) {
		if reason := t.reason(c); reason != 0 {
			return &CharacterError{Position: i + 1, Reason: reason}
		}
	}
	return nil
}

// reason returns 0 for a character of the repertoire.
func (t *Table) reason(cluster string) Reason {
	r, size := utf8.DecodeRuneInString(cluster)
	_, known := t.spelled[cluster]
	switch {
	case r == utf8.RuneError && size <= 1:
		return Invalid
	case known, size == len(cluster) && unicode.Is(plain, r):
		return 0
	case isSelector(r), size < len(cluster):
		return UnknownSequence
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
		return Control
	case r >= '｡' && r <= 'ﾟ':
		return HalfWidthKana
	case unicode.Is(unicode.Co, r):
		return PrivateUse
	case unicode.Is(unicode.Cn, r):
		return Unassigned
	}
	return Outside
}

// plain are the characters besides kanji and old kana (変体仮名), which the MJ table
// has: what JIS X 0213 has of them in rows that names and addresses need. Voicing
// marks that combine are not among them.
var plain = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: ' ', Hi: '~', Stride: 1},
		{Lo: 0x00C0, Hi: 0x00D6, Stride: 1}, {Lo: 0x00D8, Hi: 0x00F6, Stride: 1}, {Lo: 0x00F8, Hi: 0x017F, Stride: 1}, // Latin with marks
		{Lo: 0x0391, Hi: 0x03A1, Stride: 1}, {Lo: 0x03A3, Hi: 0x03A9, Stride: 1}, {Lo: 0x03B1, Hi: 0x03C9, Stride: 1}, // Greek
		{Lo: 0x0401, Hi: 0x0401, Stride: 1}, {Lo: 0x0410, Hi: 0x044F, Stride: 1}, {Lo: 0x0451, Hi: 0x0451, Stride: 1}, // Cyrillic
		{Lo: 0x2010, Hi: 0x2010, Stride: 1}, {Lo: 0x2014, Hi: 0x2015, Stride: 1}, {Lo: 0x2018, Hi: 0x2019, Stride: 1}, {Lo: 0x201C, Hi: 0x201D, Stride: 1},
		{Lo: 0x2025, Hi: 0x2026, Stride: 1}, {Lo: 0x203B, Hi: 0x203B, Stride: 1},
		{Lo: 0x2160, Hi: 0x216B, Stride: 1}, {Lo: 0x2170, Hi: 0x217B, Stride: 1}, {Lo: 0x2212, Hi: 0x2212, Stride: 1}, {Lo: 0x2460, Hi: 0x2473, Stride: 1},
		{Lo: 0x3000, Hi: 0x3003, Stride: 1}, {Lo: 0x3005, Hi: 0x3011, Stride: 1}, {Lo: 0x3012, Hi: 0x301B, Stride: 1}, {Lo: 0x303B, Hi: 0x303B, Stride: 1},
		{Lo: 0x3041, Hi: 0x3096, Stride: 1}, {Lo: 0x309B, Hi: 0x309F, Stride: 1}, {Lo: 0x30A0, Hi: 0x30FF, Stride: 1}, {Lo: 0x31F0, Hi: 0x31FF, Stride: 1},
		{Lo: 0x3231, Hi: 0x3232, Stride: 1}, {Lo: 0x3239, Hi: 0x3239, Stride: 1},
		{Lo: 0xFF01, Hi: 0xFF5E, Stride: 1}, {Lo: 0xFFE5, Hi: 0xFFE5, Stride: 1},
	},
}
