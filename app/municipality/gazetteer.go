package municipality

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A City is a municipality; of a city with wards (政令指定都市), each ward is one.
type City struct {
	Code           Code
	Prefecture     string
	Name           string
	PrefectureKana string // full-width katakana
	Kana           string
}

// A Town is a row of the gazetteer. Its name is empty where a postal code stands for
// all of a municipality that no other code covers.
type Town struct {
	Postal         Postal
	Municipality   Code
	Prefecture     string
	City           string
	Name           string
	PrefectureKana string
	CityKana       string
	Kana           string // full-width katakana and half-width digits; may be empty
}

// A Gazetteer finds towns. It does not change after it was opened and may be used
// from several goroutines.
//
// The names stay in one piece of text, so that the country's 120,000 towns take about
// 8 MB; a Town is put together when it is asked for.
type Gazetteer struct {
	cities   []City       // by code
	firstRow []uint32     // of each city; one more at the end
	lines    string       // "name\tkana\n" of each row
	rows     []row        // by city, then kana
	byPostal []uint32     // rows, by postal code
	byCode   map[Code]int // index into cities
}

// row is a town: where its line begins.
type row struct {
	postal Postal
	line   uint32
	city   uint16
}

// OpenGazetteer reads two gzip files of tab-separated UTF-8 lines. A line of cities
// is the five digits of the code, prefecture, name, and the kana of both; a line of
// towns is the code, postal code, name and kana. Both are in the order of the code,
// and the towns of a city in that of the kana.
func OpenGazetteer(cities, towns io.Reader) (*Gazetteer, error) {
	g := &Gazetteer{byCode: map[Code]int{}}
	if err := eachLine(cities, 5, g.addCity); err != nil {
		return nil, fmt.Errorf("open gazetteer: cities: %w", err)
	}
	g.firstRow = make([]uint32, len(g.cities)+1)
	var lines bytes.Buffer
	err := eachLine(towns, 4, func(f [][]byte) error { return g.addTown(&lines, f) })
	if err != nil {
		return nil, fmt.Errorf("open gazetteer: towns: %w", err)
	}
	g.lines = lines.String()
	g.rows = slices.Clip(g.rows)
	for i := 1; i < len(g.firstRow); i++ {
		// So far it counts the towns of the city before.
		g.firstRow[i] += g.firstRow[i-1]
	}
	g.byPostal = make([]uint32, len(g.rows))
	for i := range g.byPostal {
		g.byPostal[i] = uint32(i)
	}
	slices.SortStableFunc(g.byPostal, func(a, b uint32) int {
		return cmp.Compare(g.rows[a].postal.n, g.rows[b].postal.n)
	})
	return g, nil
}

// eachLine calls add with the fields of each line.
func eachLine(r io.Reader, fields int, add func([][]byte) error) error {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(zip)
	for n := 1; lines.Scan(); n++ {
		f := bytes.Split(lines.Bytes(), []byte{'\t'})
		if len(f) != fields {
			return fmt.Errorf("line %d: %d fields, want %d", n, len(f), fields)
		}
		if err := add(f); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

func (g *Gazetteer) addCity(f [][]byte) error {
	code, err := CodeOf(string(f[0]))
	if err != nil {
		return err
	}
	c := City{code, string(f[1]), string(f[2]), string(f[3]), string(f[4])}
	if n := len(g.cities); n > 0 {
		before := g.cities[n-1]
		if before.Code.base >= code.base {
			return fmt.Errorf("code %s is out of order", code)
		}
		if before.Prefecture == c.Prefecture { // share the text
			c.Prefecture, c.PrefectureKana = before.Prefecture, before.PrefectureKana
		}
	}
	g.byCode[code] = len(g.cities)
	g.cities = append(g.cities, c)
	return nil
}

func (g *Gazetteer) addTown(lines *bytes.Buffer, f [][]byte) error {
	code, err := CodeOf(string(f[0]))
	if err != nil {
		return err
	}
	city, ok := g.byCode[code]
	if !ok {
		return fmt.Errorf("code %s is not among the cities", code)
	}
	if n := len(g.rows); n > 0 && int(g.rows[n-1].city) > city {
		return fmt.Errorf("code %s is out of order", code)
	}
	postal, err := ParsePostal(string(f[1]))
	if err != nil {
		return err
	}
	g.rows = append(g.rows, row{postal, uint32(lines.Len()), uint16(city)})
	g.firstRow[city+1]++
	for _, part := range [][]byte{f[2], {'\t'}, f[3], {'\n'}} {
		lines.Write(part)
	}
	return nil
}

// kana returns the reading of a row.
func (g *Gazetteer) kana(i uint32) string {
	_, kana, _ := strings.Cut(g.line(i), "\t")
	return kana
}

func (g *Gazetteer) line(i uint32) string {
	line, _, _ := strings.Cut(g.lines[g.rows[i].line:], "\n")
	return line
}

func (g *Gazetteer) town(i uint32) Town {
	name, kana, _ := strings.Cut(g.line(i), "\t")
	c := g.cities[g.rows[i].city]
	return Town{g.rows[i].postal, c.Code, c.Prefecture, c.Name, name, c.PrefectureKana, c.Kana, kana}
}

// Find returns the towns of a postal code: usually one, sometimes dozens, sometimes
// in two municipalities.
func (g *Gazetteer) Find(p Postal) []Town {
	first, _ := slices.BinarySearchFunc(g.byPostal, p, func(i uint32, p Postal) int {
		return cmp.Compare(g.rows[i].postal.n, p.n)
	})
	var found []Town
	for _, i := range g.byPostal[first:] {
		if g.rows[i].postal != p {
			break
		}
		found = append(found, g.town(i))
	}
	return found
}

// City returns a municipality by its code.
func (g *Gazetteer) City(code Code) (City, bool) {
	i, ok := g.byCode[code]
	if !ok {
		return City{}, false
	}
	return g.cities[i], true
}

// Prefectures returns the names of the prefectures in the order of their codes.
func (g *Gazetteer) Prefectures() []string {
	var names []string
	for _, c := range g.cities {
		if len(names) == 0 || names[len(names)-1] != c.Prefecture {
			names = append(names, c.Prefecture)
		}
	}
	return names
}

// Cities returns the municipalities of a prefecture in the order of their codes.
func (g *Gazetteer) Cities(prefecture string) []City {
	var found []City
	for _, c := range g.cities {
		if c.Prefecture == prefecture {
			found = append(found, c)
		}
	}
	return found
}

// Towns returns the towns of a municipality whose reading begins with the given
// katakana, in the order of the reading; "" gives all.
func (g *Gazetteer) Towns(code Code, kana string) []Town {
	city, ok := g.byCode[code]
	if !ok {
		return nil
	}
	return g.townsOf(nil, city, kana)
}

func (g *Gazetteer) townsOf(found []Town, city int, kana string) []Town {
	for i := g.firstRow[city]; i < g.firstRow[city+1]; i++ {
		if strings.HasPrefix(g.kana(i), kana) {
			found = append(found, g.town(i))
		}
	}
	return found
}

// ByInitials returns the towns whose prefecture, municipality and own reading begin
// with the given katakana, such as ト, ヒ, シ for 東京都日野市新町. Each may be longer
// than one character or empty, but not the first two: that would be half the country.
func (g *Gazetteer) ByInitials(prefecture, city, town string) []Town {
	if prefecture == "" || city == "" {
		return nil
	}
	var found []Town
	for i, c := range g.cities {
		if strings.HasPrefix(c.PrefectureKana, prefecture) && strings.HasPrefix(c.Kana, city) {
			found = g.townsOf(found, i, town)
		}
	}
	return found
}
