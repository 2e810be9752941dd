package municipality

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// ErrKenAll says that a file is not the post office's table of postal codes.
var ErrKenAll = errors.New("not a table of postal codes as the post office publishes it")

// maxKenAll bounds the table: it has 12 MB, and the whole of it is read at once.
const maxKenAll = 64 << 20

// The columns of KEN_ALL that are read, of fifteen.
const (
	kenAllCode       = 0 // JIS X 0402
	kenAllPostal     = 2
	kenAllPrefKana   = 3
	kenAllCityKana   = 4
	kenAllTownKana   = 5
	kenAllPrefecture = 6
	kenAllCity       = 7
	kenAllTown       = 8
	kenAllColumns    = 15
)

// ReadKenAll reads the post office's table of postal codes, KEN_ALL.CSV in Shift_JIS or
// utf_ken_all.csv in UTF-8, as published every month. It returns the municipalities in
// the order of their codes and the towns in that of the gazetteer.
//
// A name that is too long for a line of the table goes on in the next one; it is put
// together. What is no name of a town is left out: 以下に掲載がない場合, …一円 and
// …の次に番地がくる場合 become the empty name, which stands for the rest of the
// municipality, and what stands in brackets goes.
//
// The first line that is not of the table ends the reading with an error that wraps
// [ErrKenAll] and names the line.
func ReadKenAll(r io.Reader) ([]City, []Town, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxKenAll+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read postal codes: %w", err)
	}
	if len(text) > maxKenAll {
		return nil, nil, fmt.Errorf("read postal codes: more than %d bytes: %w", maxKenAll, ErrKenAll)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		if text, err = japanese.ShiftJIS.NewDecoder().Bytes(text); err != nil {
			return nil, nil, fmt.Errorf("read postal codes: neither UTF-8 nor Shift_JIS: %w", ErrKenAll)
		}
	}
	k := kenAll{cities: map[Code]City{}, towns: map[Town]bool{}}
	lines := csv.NewReader(bytes.NewReader(text))
	lines.FieldsPerRecord = kenAllColumns
	for n := 1; ; n++ {
		f, err := lines.Read()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = k.add(f)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read postal codes: line %d: %w: %w", n, ErrKenAll, err)
		}
	}
	if k.open != nil || len(k.cities) == 0 {
		return nil, nil, fmt.Errorf("read postal codes: ends early: %w", ErrKenAll)
	}
	return k.sorted()
}

// A kenAll gathers the table.
type kenAll struct {
	cities map[Code]City
	towns  map[Town]bool
	open   *Town // its name goes on in the next line
}

func (k *kenAll) add(f []string) error {
	for _, field := range f {
		if strings.ContainsFunc(field, unicode.IsControl) { // a tab or line end would break the tables
			return errors.New("a control character")
		}
	}
	code, err := CodeOf(f[kenAllCode])
	if err != nil {
		return err
	}
	postal, err := ParsePostal(f[kenAllPostal])
	if err != nil {
		return err
	}
	c := City{code, f[kenAllPrefecture], f[kenAllCity], widen(f[kenAllPrefKana]), widen(f[kenAllCityKana])}
	if c.Prefecture == "" || c.Name == "" {
		return errors.New("a municipality without a name")
	}
	if known, ok := k.cities[code]; ok && known != c {
		return fmt.Errorf("municipality %s has two names", code)
	}
	k.cities[code] = c
	t := Town{postal, code, c.Prefecture, c.Name, f[kenAllTown], c.PrefectureKana, c.Kana, widen(f[kenAllTownKana])}
	if k.open != nil {
		if k.open.Postal != postal || k.open.Municipality != code {
			return errors.New("the name before is not closed")
		}
		t.Name, t.Kana = k.open.Name+t.Name, joinKana(k.open.Kana, t.Kana)
		k.open = nil
	}
	if strings.Count(t.Name, "（") > strings.Count(t.Name, "）") {
		k.open = &t
		return nil
	}
	t.Name, t.Kana = plainTown(t.Name, t.Kana)
	k.towns[t] = true
	return nil
}

// joinKana puts the readings of two lines together. Where only the name was too long the
// table repeats the whole reading.
func joinKana(a, b string) string {
	if a == b {
		return a
	}
	return a + b
}

// widen makes full-width katakana of the half-width ones of the Shift_JIS edition, and
// half-width digits of both.
func widen(s string) string { return norm.NFC.String(width.Fold.String(s)) }

// plainTown leaves of a name what is one.
func plainTown(name, kana string) (string, string) {
	name, _, _ = strings.Cut(name, "（")
	kana, _, _ = strings.Cut(kana, "(")
	whole := strings.HasSuffix(name, "一円") && name != "一円" // a town of 多賀町 is called that
	if whole || name == "以下に掲載がない場合" || strings.HasSuffix(name, "の次に番地がくる場合") {
		return "", ""
	}
	return name, kana
}

func (k *kenAll) sorted() ([]City, []Town, error) {
	cities := make([]City, 0, len(k.cities))
	for _, c := range k.cities {
		cities = append(cities, c)
	}
	slices.SortFunc(cities, func(a, b City) int { return strings.Compare(a.Code.String(), b.Code.String()) })
	towns := make([]Town, 0, len(k.towns))
	for t := range k.towns {
		towns = append(towns, t)
	}
	slices.SortFunc(towns, compareTowns)
	return cities, towns, nil
}

// compareTowns is the order of the gazetteer's table.
func compareTowns(a, b Town) int {
	return cmp.Or(strings.Compare(a.Municipality.String(), b.Municipality.String()), strings.Compare(a.Kana, b.Kana),
		strings.Compare(a.Postal.String(), b.Postal.String()), strings.Compare(a.Name, b.Name))
}
