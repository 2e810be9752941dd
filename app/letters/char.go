package letters

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Char is a character of the MJ table (文字情報基盤), which tells shapes apart that
// Unicode does not.
type Char struct {
	MJ        string    // such as MJ022335
	Base      rune      // the code point it belongs to
	Spellings []string  // how it is written, the clearest first
	Juki      string    // 住基ネット統一文字コード, such as J+845B; "" for none
	Grade     Grade     // how common it is
	Strokes   int       // 0: not known
	Radicals  []Radical // where dictionaries have it, the usual place first
	Reduced   string    // its 縮退 to JIS X 0213, "" for none
	Readings  []string  // hiragana and katakana
}

// A Radical is a place in a dictionary of kanji.
type Radical struct {
	Number   int // 1 to 214 as in the Kangxi dictionary
	Residual int // the strokes besides the radical's
}

// A Grade says how common a character is; the less the more common.
type Grade uint8

// The grades.
const (
	GeneralUse Grade = 1 // 常用漢字
	ForNames   Grade = 2 // 人名用漢字
	Plane1     Grade = 3 // another shape that JIS X 0213 prints, first plane
	Plane2     Grade = 4
	Registered Grade = 5 // has a 住基ネット統一文字コード
	Remaining  Grade = 6
)

// String returns how c is written: its clearest spelling.
func (c Char) String() string { return c.Spellings[0] }

// The columns of a line of the MJ table.
const (
	columnMJ        = 0
	columnBase      = 1
	columnSpellings = 2
	columnJuki      = 3
	columnGrade     = 4
	columnStrokes   = 5
	columnRadicals  = 6
	columnReduced   = 7
	columnReadings  = 8
	columnCount     = 9
)

// at returns the character whose line begins at start.
func (t *Table) at(start uint32) (Char, bool) {
	line, _, _ := strings.Cut(t.text[start:], "\n")
	f := strings.Split(line, "\t")
	if len(f) != columnCount || f[columnSpellings] == "" {
		return Char{}, false
	}
	c := Char{
		MJ: f[columnMJ], Spellings: strings.Fields(f[columnSpellings]), Juki: f[columnJuki],
		Strokes: number(f[columnStrokes]), Grade: Grade(number(f[columnGrade])),
		Reduced: f[columnReduced], Readings: strings.Fields(f[columnReadings]),
	}
	c.Base, _ = utf8.DecodeRuneInString(f[columnBase])
	for place := range strings.FieldsSeq(f[columnRadicals]) {
		radical, residual, _ := strings.Cut(place, ".")
		c.Radicals = append(c.Radicals, Radical{number(radical), number(residual)})
	}
	return c, true
}

// number is 0 where a column says nothing.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
