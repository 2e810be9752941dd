// Package civil holds the dates of the register: calendar dates, eras (和暦), dates
// that are not fully known (不詳) and office days.
//
// A legal date is a day in Japan and has no time of day, so it is a [Date] and never
// a time.Time. [Uncertain] is for the items of the register that may be unknown in
// part, such as an old date of birth; it never invents the missing part.
//
// Which items may be uncertain, and what to do about a date that cannot be right, is
// left to the form schemas and the rules; the table of holidays to assets.
package civil

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// Errors of this package. They never quote the text they reject: it may be a date
// of birth.
var (
	// ErrNotDate is returned for text that does not read as a date.
	ErrNotDate = errors.New("text is not a date")
	// ErrCalendar is returned for a date that the calendar does not have, also for
	// one before 1873-01-01, when Japan took up the Gregorian calendar: the days
	// 3 to 31 of the twelfth month of Meiji 5 do not exist.
	ErrCalendar = errors.New("date is not in the calendar")
	// ErrEra is what a [WrongEraError] matches.
	ErrEra = errors.New("date belongs to another era")
)

// Japan is the time zone of every date of the register. It has no summer time, so a
// fixed offset is right and needs no zone database.
var Japan = time.FixedZone("JST", 9*60*60)

// A Date is a day of the calendar from 1873-01-01 to 9999-12-31. It is comparable,
// and the zero Date stands for "none".
type Date struct {
	year       int16
	month, day uint8
}

// Of returns the date of a Gregorian year, month and day.
func Of(year int, month time.Month, day int) (Date, error) {
	if year < 1873 || year > 9999 || month < 1 || month > 12 || day < 1 || day > lastDay(year, month) {
		return Date{}, ErrCalendar
	}
	return Date{int16(year), uint8(month), uint8(day)}, nil
}

func lastDay(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// FromTime returns the day it is in Japan at t.
func FromTime(t time.Time) Date {
	year, month, day := t.In(Japan).Date()
	d, _ := Of(year, month, day) // no date outside the calendar
	return d
}

// Parse reads YYYY-MM-DD, the form in which dates are stored and sent.
func Parse(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Date{}, ErrNotDate
	}
	year, ok1 := number(s[:4])
	month, ok2 := number(s[5:7])
	day, ok3 := number(s[8:])
	if !ok1 || !ok2 || !ok3 {
		return Date{}, ErrNotDate
	}
	return Of(year, time.Month(month), day)
}

// MustParse is Parse for constants and tests. It panics when s is no date.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// number reads one to nine half-width digits.
func number(s string) (int, bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// Year returns the Gregorian year, 0 for none.
func (d Date) Year() int { return int(d.year) }

// Month returns the month, 0 for none.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day returns the day of the month, 0 for none.
func (d Date) Day() int { return int(d.day) }

// IsZero reports whether d is absent.
func (d Date) IsZero() bool { return d == Date{} }

// String returns YYYY-MM-DD, "" for none.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// MarshalText writes what [Date.String] gives.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [Date.MarshalText] writes; no text is the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

// Compare returns -1, 0 or +1 as d is before, on or after other. None is before
// every date.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.year, other.year), cmp.Compare(d.month, other.month), cmp.Compare(d.day, other.day))
}

// Before reports whether d is before other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After reports whether d is after other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

func (d Date) time() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// AddDays returns the date n days after d; n may be negative. Of none, and outside
// the calendar, it is none.
func (d Date) AddDays(n int) Date {
	// More days than the calendar has overflow nothing when refused first.
	if d.IsZero() || n > 4_000_000 || n < -4_000_000 {
		return Date{}
	}
	year, month, day := d.time().AddDate(0, 0, n).Date()
	added, _ := Of(year, month, day)
	return added
}

// Sub returns the number of days from other to d. Neither may be none; it returns 0
// then, so ask [Date.IsZero] first.
func (d Date) Sub(other Date) int {
	if d.IsZero() || other.IsZero() {
		return 0
	}
	return int((d.time().Unix() - other.time().Unix()) / 86400)
}

// Weekday returns the day of the week. Of none it is meaningless.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }
