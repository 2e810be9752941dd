package civil

import (
	"strings"
	"time"
)

// ParseTyped reads a date the way operators type it at a counter (D6):
//
//	r8.4.1  R081123  令8.4.1  令和8年4月1日  平成元年5月1日  ㋿8.4.1
//	8.11.23  081123              a year of the default era
//	5080401                      one digit for the era, 1 明治 to 5 令和
//	20260401  2026-04-01  2026/4/1  2026年4月1日
//
// Full-width digits, letters and separators are read like half-width ones, and
// spaces are ignored. defaultEra is for years without an era; usually it is today's,
// and 0 refuses them.
//
// The error is [ErrNotDate], [ErrCalendar] or, when the day has another era's name, a
// [*WrongEraError]. Text in the canonical form of [Parse] is always accepted.
func ParseTyped(s string, defaultEra Era) (Date, error) {
	s = narrow(s)
	era, rest := cutEra(s)
	year, month, day, digits, ok := fields(rest, era)
	if !ok {
		return Date{}, ErrNotDate
	}
	switch {
	case era != 0:
	case digits == 8 || digits == 0 && year >= 1000:
		return Of(year, time.Month(month), day)
	case digits == 7:
		era, year = Era(year/100), year%100
		if !era.Valid() {
			return Date{}, ErrNotDate
		}
	case defaultEra.Valid():
		era = defaultEra
	default:
		return Date{}, ErrNotDate
	}
	return era.Of(year, time.Month(month), day)
}

// narrow makes full-width ASCII half-width and upper case and drops spaces. It
// touches nothing else: no general normalisation is ever applied.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\u3000' || r == '\t':
			return -1
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == '。' || r == '．' || r == '・':
			r = '.'
		case r == '‐' || r == '−' || r == '–' || r == 'ー' || r == '―':
			r = '-'
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, s)
}

// ligatures are the eras that have a character of their own.
var ligatures = [...]string{Meiji: "㍾", Taisho: "㍽", Showa: "㍼", Heisei: "㍻", Reiwa: "㋿"}

// cutEra takes the name, short name, letter or ligature of an era off the front.
func cutEra(s string) (Era, string) {
	for e := Meiji; e <= Reiwa; e++ {
		for _, name := range []string{eras[e].name, eras[e].short, eras[e].letter, ligatures[e]} {
			if rest, ok := strings.CutPrefix(s, name); ok {
				return e, rest
			}
		}
	}
	return 0, s
}

// fields splits a date without its era. digits is 0 when the parts were separated,
// else the number of digits in one piece; a piece of seven is era digit, year, month
// and day, of which the first three digits come back as the year.
func fields(s string, era Era) (year, month, day, digits int, ok bool) {
	if rest, first := strings.CutPrefix(s, "元"); first {
		s = "1" + rest
	}
	if _, all := number(s); all {
		ok = len(s) == 6 || len(s) == 5 && era != 0 || (len(s) == 7 || len(s) == 8) && era == 0
		if !ok {
			return 0, 0, 0, 0, false
		}
		y := len(s) - 4
		year, _ = number(s[:y])
		month, _ = number(s[y : y+2])
		day, _ = number(s[y+2:])
		return year, month, day, len(s), true
	}
	parts := split(s)
	if len(parts) != 3 || len(parts[0]) > 4 || len(parts[0]) == 3 && era == 0 || len(parts[1]) > 2 || len(parts[2]) > 2 {
		return 0, 0, 0, 0, false
	}
	year, ok1 := number(parts[0])
	month, ok2 := number(parts[1])
	day, ok3 := number(parts[2])
	return year, month, day, 0, ok1 && ok2 && ok3
}

// split cuts 8年4月1日 or a date with one and the same separator.
func split(s string) []string {
	if rest, ok := strings.CutSuffix(s, "日"); ok {
		year, rest, ok1 := strings.Cut(rest, "年")
		month, day, ok2 := strings.Cut(rest, "月")
		if !ok1 || !ok2 {
			return nil
		}
		return []string{year, month, day}
	}
	for _, sep := range []string{".", "/", "-"} {
		if strings.Contains(s, sep) {
			return strings.Split(s, sep)
		}
	}
	return nil
}
