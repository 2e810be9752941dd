package certificate

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/app/civil"
	"madoguchi/app/household"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/residentcode"
)

// Errors of a text. They say where it is wrong and never what stands there.
var (
	ErrFormat  = errors.New("not the text of a certificate")
	ErrVersion = errors.New("a version of the text that is not known")
	ErrCheck   = errors.New("the text is not complete, or was changed")
)

// MaxText bounds the text of a certificate: a QR code holds less than 3 kB, and a
// file has as many persons as a form.
const MaxText = 16 << 10

// Mark is what the text of a certificate begins with.
const Mark = "TENSHUTSU"

// The first fields of the other lines, and the version.
const (
	version = "1"
	person  = "P"
	end     = "END"
)

// A Paper is what a certificate says. Its values have the canonical text of their
// items; all of those are items whose names begin with cert_.
type Paper struct {
	Header  notification.Values
	Persons []notification.Values
}

// headerItems and personItems are the fields of the lines, in their order.
var (
	headerItems = []notification.Item{
		notification.CertSerial, notification.CertTown, notification.CertNumber, notification.CertBuilding, notification.CertHead,
		notification.CertPlannedOn, notification.CertDestination,
	}
	personItems = []notification.Item{
		notification.CertName, notification.CertFormerName, notification.CertBirth, notification.CertSex, notification.CertRelation,
		notification.CertCode, notification.CertMyNumber, notification.CertDomicile, notification.CertDomicileHead, notification.CertNationality,
	}
)

// Parse reads the text of a certificate. Nothing is read of a text that is not right
// from beginning to end.
func Parse(text []byte) (Paper, error) {
	if len(text) > MaxText {
		return Paper{}, fmt.Errorf("parse certificate: %d bytes: %w", len(text), ErrFormat)
	}
	if !utf8.Valid(text) {
		return Paper{}, fmt.Errorf("parse certificate: not UTF-8: %w", ErrFormat)
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), "\n")
	first := strings.SplitN(lines[0], ",", 3)
	if first[0] != Mark || len(first) < 3 {
		return Paper{}, fmt.Errorf("parse certificate: line 1: %w", ErrFormat)
	}
	if first[1] != version {
		return Paper{}, fmt.Errorf("parse certificate: %w", ErrVersion)
	}
	if err := complete(lines); err != nil {
		return Paper{}, fmt.Errorf("parse certificate: %w", err)
	}
	p, err := read(lines[:len(lines)-1])
	if err != nil {
		return Paper{}, fmt.Errorf("parse certificate: %w", err)
	}
	return p, nil
}

// Ended reports whether the last line of a text is the one that ends a certificate:
// a scanner has typed all of it.
func Ended(text string) bool {
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	return strings.HasPrefix(lines[len(lines)-1], end+",")
}

// complete checks the last line.
func complete(lines []string) error {
	n := len(lines) - 1
	last := strings.Split(lines[n], ",")
	if len(last) != 3 || last[0] != end || last[1] != strconv.Itoa(n-1) || last[2] != check(lines[:n]) {
		return fmt.Errorf("line %d: %w", n+1, ErrCheck)
	}
	if n < 2 || n-1 > notification.MaxPersons {
		return fmt.Errorf("%d persons: %w", n-1, ErrFormat)
	}
	return nil
}

func check(lines []string) string {
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(strings.Join(lines, "\n")+"\n")))
}

func read(lines []string) (Paper, error) {
	var p Paper
	for i, line := range lines {
		fields, items := 2, headerItems
		if i > 0 {
			fields, items = 1, personItems
		}
		values, err := split(line)
		switch {
		case err != nil, len(values) != fields+len(items), i > 0 && values[0] != person:
			return Paper{}, fmt.Errorf("line %d: %w", i+1, ErrFormat)
		}
		var v notification.Values
		for j, item := range items {
			value := values[fields+j]
			if !fits(item, value) {
				return Paper{}, fmt.Errorf("line %d: item %q: %w", i+1, item, ErrFormat)
			}
			v.Set(item, value)
		}
		if i == 0 {
			p.Header = v
			continue
		}
		if !v.Has(notification.CertName) {
			return Paper{}, fmt.Errorf("line %d: item %q: %w", i+1, notification.CertName, ErrFormat)
		}
		p.Persons = append(p.Persons, v)
	}
	return p, nil
}

// split cuts one line of CSV. A field never holds the end of a line.
func split(line string) ([]string, error) {
	r := csv.NewReader(strings.NewReader(line))
	fields, err := r.Read()
	if err != nil || r.InputOffset() != int64(len(line)) {
		return nil, ErrFormat // the reader's own message may quote
	}
	return fields, nil
}

// longest is the greatest length of a value in characters, as on the form.
const longest = 80

// fits reports whether a value has the canonical text of its item.
func fits(item notification.Item, value string) bool {
	if value == "" {
		return true
	}
	if utf8.RuneCountInString(value) > longest || strings.TrimSpace(value) != value || strings.ContainsFunc(value, unfit) {
		return false
	}
	var err error
	switch item {
	case notification.CertPlannedOn:
		_, err = civil.Parse(value)
	case notification.CertBirth:
		_, err = civil.ParseCanonical(value)
	case notification.CertSex:
		return value == "1" || value == "2"
	case notification.CertRelation:
		_, err = household.ParseRelationship(value)
	case notification.CertCode:
		_, err = residentcode.Parse(value)
	case notification.CertMyNumber:
		_, err = mynumber.Parse(value)
	}
	return err == nil
}

// unfit reports whether a character stands in no register (E28).
func unfit(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar || r >= '｡' && r <= 'ﾟ'
}

// Text returns p as [Parse] reads it.
func (p Paper) Text() string {
	lines := []string{joined([]string{Mark, version}, headerItems, p.Header)}
	for _, v := range p.Persons {
		lines = append(lines, joined([]string{person}, personItems, v))
	}
	lines = append(lines, strings.Join([]string{end, strconv.Itoa(len(p.Persons)), check(lines)}, ","))
	return strings.Join(lines, "\n") + "\n"
}

func joined(first []string, items []notification.Item, v notification.Values) string {
	for _, item := range items {
		first = append(first, v.Get(item))
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(first) // a strings.Builder cannot fail
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}
