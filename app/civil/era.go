package civil

import (
	"fmt"
	"strconv"
	"time"
)

// An Era is a named period of years (元号). The numbers are those clerks type before
// a date and are stored.
type Era uint8

// The eras since the Gregorian calendar. The zero Era is none.
const (
	Meiji  Era = 1 // 明治
	Taisho Era = 2 // 大正
	Showa  Era = 3 // 昭和
	Heisei Era = 4 // 平成
	Reiwa  Era = 5 // 令和
)

// eras is in the order of the numbers. An era lasts until the first day of the next
// or the day before: on 1912-07-30 and 1926-12-25 both names are right, as the
// standard says for 明治45年7月30日 and 大正15年12月25日 (E09).
var eras = [...]struct {
	name, short, letter string
	zero                int // the Gregorian year before year 1
	first, last         Date
}{
	Meiji:  {"明治", "明", "M", 1867, Date{1873, 1, 1}, Date{1912, 7, 30}},
	Taisho: {"大正", "大", "T", 1911, Date{1912, 7, 30}, Date{1926, 12, 25}},
	Showa:  {"昭和", "昭", "S", 1925, Date{1926, 12, 25}, Date{1989, 1, 7}},
	Heisei: {"平成", "平", "H", 1988, Date{1989, 1, 8}, Date{2019, 4, 30}},
	Reiwa:  {"令和", "令", "R", 2018, Date{2019, 5, 1}, Date{9999, 12, 31}},
}

// Valid reports whether e is one of the eras above.
func (e Era) Valid() bool { return e >= Meiji && e <= Reiwa }

// Name returns the era's name in full (令和), "" for none.
func (e Era) Name() string {
	if !e.Valid() {
		return ""
	}
	return eras[e].name
}

// Letter returns the era's initial (R), "" for none.
func (e Era) Letter() string {
	if !e.Valid() {
		return ""
	}
	return eras[e].letter
}

// Of returns the date of a year, month and day of the era. The error is
// [ErrCalendar] or, for a day that has another era's name, a [*WrongEraError].
func (e Era) Of(year int, month time.Month, day int) (Date, error) {
	if !e.Valid() || year < 1 || year > 9999 {
		return Date{}, ErrCalendar
	}
	d, err := Of(eras[e].zero+year, month, day)
	if err != nil {
		return Date{}, err
	}
	if _, ok := d.In(e); !ok {
		return Date{}, &WrongEraError{Typed: e, Date: d}
	}
	return d, nil
}

// Era returns the era of d. On a day with two names it is the later one.
func (d Date) Era() Era {
	for e := Reiwa; e >= Meiji; e-- {
		if !d.Before(eras[e].first) {
			return e
		}
	}
	return 0
}

// In returns the year that d has in the era e, and reports whether e has that day.
func (d Date) In(e Era) (year int, ok bool) {
	if !e.Valid() || d.Before(eras[e].first) || d.After(eras[e].last) {
		return 0, false
	}
	return int(d.year) - eras[e].zero, true
}

// A WrongEraError says that a date was given with the name of another era, such as
// 平成31年5月1日. Its text does not name the date; the fields do, for the screen.
type WrongEraError struct {
	Typed Era  // the era that was given
	Date  Date // the day that was meant; Date.Era is the right era
}

// Error names the two eras.
func (e *WrongEraError) Error() string {
	return fmt.Sprintf("%v: typed %s, is %s", ErrEra, e.Typed.Letter(), e.Date.Era().Letter())
}

// Is makes the error match [ErrEra].
func (e *WrongEraError) Is(target error) bool { return target == ErrEra }

// A Style is a way to show a date.
type Style uint8

// The styles. Every date is shown in its era, except a foreign resident's date of
// birth and end of stay, which are shown in the Gregorian year and never in an era.
const (
	EraLong     Style = 1 // 令和8年11月23日
	EraShort    Style = 2 // R8.11.23
	WesternLong Style = 3 // 2026年11月23日
)

// Format shows d in a style, "" for none. The first year of an era is 元年 in the
// long style and 1 in the short one.
func (d Date) Format(style Style) string {
	if d.IsZero() {
		return ""
	}
	era := d.Era()
	year, _ := d.In(era)
	switch style {
	case EraShort:
		return fmt.Sprintf("%s%d.%d.%d", era.Letter(), year, d.month, d.day)
	case WesternLong:
		return fmt.Sprintf("%d年%d月%d日", d.year, d.month, d.day)
	default:
		return fmt.Sprintf("%s年%d月%d日", yearName(era, year), d.month, d.day)
	}
}

// yearName writes 令和8, 令和元 or, without an era, 1965.
func yearName(era Era, year int) string {
	if era.Valid() && year == 1 {
		return era.Name() + "元"
	}
	return era.Name() + strconv.Itoa(year)
}
