package civil

import "time"

// A Kind is a form that a date in the register can take. Stored: the numbers never
// change.
type Kind uint8

// The exact date and the fourteen patterns of an uncertain one (不詳, E09).
const (
	Exact         Kind = 1  // ○年○月○日
	AboutYear     Kind = 2  // ○年頃
	AboutMonth    Kind = 3  // ○年○月頃
	AboutDay      Kind = 4  // ○年○月○日頃
	PresumedDay   Kind = 5  // 推定○年○月○日
	PresumedMonth Kind = 6  // 推定○年○月
	InSeason      Kind = 7  // ○年春
	EarlyInMonth  Kind = 8  // ○年○月上旬
	MidInMonth    Kind = 9  // ○年○月中旬頃, also 下旬
	AllUnknown    Kind = 10 // 年月日不詳
	OnlyYear      Kind = 11 // ○年月日不詳
	OnlyMonth     Kind = 12 // ○年○月日不詳
	BetweenDates  Kind = 13 // ○年○月○日から○月○日頃までの間
	BetweenDays   Kind = 14 // ○年○月推定○日から○日までの間
	BetweenAbout  Kind = 15 // ○年○月○日頃から○日頃までの間
)

// parts says which of year, month and day a kind has, 0 to 3 in this order.
var parts = [...]int{
	Exact: 3, AboutYear: 1, AboutMonth: 2, AboutDay: 3, PresumedDay: 3, PresumedMonth: 2, InSeason: 1,
	EarlyInMonth: 2, MidInMonth: 2, AllUnknown: 0, OnlyYear: 1, OnlyMonth: 2, BetweenDates: 3,
	BetweenDays: 3, BetweenAbout: 3,
}

// A Part is the third of a month or the season of a year. Stored.
type Part uint8

// The parts of a month and of a year.
const (
	Early  Part = 1 // 上旬
	Middle Part = 2 // 中旬
	Late   Part = 3 // 下旬
	Spring Part = 4 // 春
	Summer Part = 5 // 夏
	Autumn Part = 6 // 秋
	Winter Part = 7 // 冬
)

// An Uncertain is a date of the register of which not everything is known: one of
// the forms of [Kind] with the parts it has. It is comparable, and the zero Uncertain
// stands for "none". The parts that are unknown stay unknown: no date is ever
// presumed in their place (no みなし生年月日).
//
// It is stored and sent as one text, see [Uncertain.String].
type Uncertain struct {
	kind       Kind
	era        Era // 0: the year is Gregorian, as for a foreign resident
	year       int16
	month, day uint8
	part       Part  // of InSeason, EarlyInMonth and MidInMonth
	toMonth    uint8 // of BetweenDates
	toDay      uint8 // of the three Between kinds
	// exact is the date of the kind Exact, whose other fields stay empty: the same
	// day is the same value whatever way it was typed.
	exact Date
}

// Certain returns d as an Uncertain that is not uncertain at all.
func Certain(d Date) Uncertain {
	if d.IsZero() {
		return Uncertain{}
	}
	return Uncertain{kind: Exact, exact: d}
}

// Kind returns the form, 0 for none.
func (u Uncertain) Kind() Kind { return u.kind }

// IsZero reports whether u is absent. 年月日不詳 is not absent.
func (u Uncertain) IsZero() bool { return u == Uncertain{} }

// Date returns the date and true when it is exactly known.
func (u Uncertain) Date() (Date, bool) { return u.exact, u.kind == Exact }

// Unknown reports whether u is present but not exactly known (不詳フラグ).
func (u Uncertain) Unknown() bool { return u.kind > Exact }

// SortKey returns a date to put u in order by, and for nothing else: the first day u
// can mean. It must not be shown, sent or counted from. It is none for 年月日不詳.
func (u Uncertain) SortKey() Date {
	if u.kind == Exact {
		return u.exact
	}
	first, _ := u.span()
	return first
}

// span returns the first and last day u can mean, as far as it says.
func (u Uncertain) span() (first, last Date) {
	if parts[u.kind] == 0 {
		return Date{}, Date{}
	}
	year := int(u.year)
	if u.era.Valid() {
		year += eras[u.era].zero
	}
	from, to := time.Month(1), time.Month(12)
	switch {
	case u.month != 0:
		from, to = time.Month(u.month), time.Month(u.month)
	case u.part >= Spring:
		from = map[Part]time.Month{Spring: 3, Summer: 6, Autumn: 9, Winter: 1}[u.part]
	}
	day := 1
	switch {
	case u.day != 0:
		day = int(u.day)
	case u.part == Middle:
		day = 11
	case u.part == Late:
		day = 21
	}
	first, _ = Of(year, from, day)
	last, _ = Of(year, to, lastDay(year, to))
	if u.day != 0 {
		last = first
	}
	if u.era.Valid() {
		first = later(first, eras[u.era].first)
		if last.After(eras[u.era].last) {
			last = eras[u.era].last
		}
	}
	return first, last
}

func later(a, b Date) Date {
	if a.After(b) {
		return a
	}
	return b
}

// Age returns the age in years on a day, and false when the date of birth u is not
// exactly known or after that day. Someone born on 29 February is a year older on 1
// March when the year has no such day.
func (u Uncertain) Age(on Date) (years int, known bool) {
	if u.kind != Exact || on.Before(u.exact) {
		return 0, false
	}
	years = on.Year() - u.exact.Year()
	if on.month < u.exact.month || on.month == u.exact.month && on.day < u.exact.day {
		years--
	}
	return years, true
}

// DaysBetween returns the days from a to b, and false when either is not exactly
// known.
func DaysBetween(a, b Uncertain) (days int, known bool) {
	if a.kind != Exact || b.kind != Exact {
		return 0, false
	}
	return b.exact.Sub(a.exact), true
}

// check reports whether the parts of u make a date of its kind.
func (u Uncertain) check() error {
	n := parts[u.kind]
	if n == 0 {
		return nil
	}
	if u.year < 1 {
		return ErrCalendar
	}
	if n >= 2 && (u.month < 1 || u.month > 12) {
		return ErrCalendar
	}
	first, last := u.span()
	if n >= 3 && (first.IsZero() || first.Day() != int(u.day)) {
		// Of refused it, or the era's first day took its place.
		return u.eraError()
	}
	if first.IsZero() || last.IsZero() || last.Before(first) {
		return u.eraError()
	}
	return u.checkEnd(first)
}

// eraError tells a day of another era from one that is not in the calendar.
func (u Uncertain) eraError() error {
	if !u.era.Valid() {
		return ErrCalendar
	}
	d, err := Of(eras[u.era].zero+int(u.year), time.Month(max(u.month, 1)), max(int(u.day), 1))
	if err != nil {
		return err
	}
	if _, ok := d.In(u.era); !ok {
		return &WrongEraError{Typed: u.era, Date: d}
	}
	return ErrCalendar
}

// checkEnd checks the second day of the Between kinds.
func (u Uncertain) checkEnd(first Date) error {
	month := u.month
	switch u.kind {
	case BetweenDates:
		month = u.toMonth
	case BetweenDays, BetweenAbout:
	default:
		return nil
	}
	end, err := Of(first.Year(), time.Month(month), int(u.toDay))
	if err != nil || end.Before(first) {
		return ErrCalendar
	}
	return nil
}
