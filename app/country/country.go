// Package country holds the countries and regions that people come from and go to (国名,
// 国籍・地域), and finds one by what a clerk types of it.
//
// The name that is recorded is the Japanese one of the table. Where the table comes
// from is assets' affair; a city may replace it.
package country

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"

	"madoguchi/app/letters"
)

// ErrTable says that a table is not of the form that [Parse] reads.
var ErrTable = errors.New("not a table of countries")

// A Country is a country or region.
type Country struct {
	Code    string // ISO 3166-1 alpha-2; empty for 無国籍
	Name    string // as it is recorded
	Kana    string // full-width katakana
	English string
}

// A Table is all of them. It does not change and may be used from several goroutines.
type Table struct{ all []Country }

// maxCountries bounds a table: there are about 250.
const maxCountries = 1000

// Parse reads lines of code, name, reading and English name with tabs between them.
// Lines that begin with # are passed over.
func Parse(r io.Reader) (*Table, error) {
	t := &Table{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 || f[1] == "" || f[2] == "" || len(f[0]) != 0 && len(f[0]) != 2 || len(t.all) == maxCountries {
			return nil, fmt.Errorf("parse countries: line %d: %w", n, ErrTable)
		}
		t.all = append(t.all, Country{f[0], f[1], f[2], f[3]})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("parse countries: %w", err)
	}
	if len(t.all) == 0 {
		return nil, fmt.Errorf("parse countries: %w", ErrTable)
	}
	return t, nil
}

// All returns every country in the order of the table.
func (t *Table) All() []Country { return append([]Country(nil), t.all...) }

// Find returns the countries that what was typed may mean: the one of that name or
// code, else those whose name, reading or English name begins with it. Kana may be
// typed as hiragana or in romaji.
func (t *Table) Find(typed string) []Country {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil
	}
	latin := strings.ToLower(width.Narrow.String(typed))
	kana := letters.Kana(typed)
	if done, rest := letters.ToKatakana(latin); rest == "" {
		kana = done
	}
	var found []Country
	for _, c := range t.all {
		switch {
		case c.Name == typed, c.Code != "" && strings.EqualFold(c.Code, latin):
			return []Country{c}
		case strings.HasPrefix(c.Name, typed), kana != "" && strings.HasPrefix(c.Kana, kana), strings.HasPrefix(strings.ToLower(c.English), latin):
			found = append(found, c)
		}
	}
	return found
}
