package civil

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// String returns the canonical form in which u is stored and sent, "" for none.
//
// An exact date is YYYY-MM-DD. Everything else is a tilde, the two digits of the
// [Kind], a bar and the parts the kind has:
//
//	~02|S40            昭和40年頃
//	~04|S40-03-05      昭和40年3月5日頃; the letter is the era's, W for a Gregorian year
//	~07|S40|4          昭和40年春; after the second bar the number of the Part
//	~09|S40-03|2       昭和40年3月中旬頃
//	~10|               年月日不詳
//	~13|S40-03-05|0407 昭和40年3月5日から4月7日頃までの間
//	~14|S40-03-05|10   昭和40年3月推定5日から10日までの間
//
// [ParseCanonical] reads it back to the same value, and refuses every other spelling,
// so that equal values have equal texts and a signature over the text holds.
func (u Uncertain) String() string {
	switch {
	case u.IsZero():
		return ""
	case u.kind == Exact:
		return u.exact.String()
	}
	s := fmt.Sprintf("~%02d|", u.kind)
	if n := parts[u.kind]; n > 0 {
		letter := u.era.Letter()
		if letter == "" {
			letter = "W"
		}
		s += letter + strconv.Itoa(int(u.year))
		if n >= 2 {
			s += fmt.Sprintf("-%02d", u.month)
		}
		if n >= 3 {
			s += fmt.Sprintf("-%02d", u.day)
		}
	}
	switch {
	case u.part != 0:
		s += fmt.Sprintf("|%d", u.part)
	case u.toMonth != 0:
		s += fmt.Sprintf("|%02d%02d", u.toMonth, u.toDay)
	case u.toDay != 0:
		s += fmt.Sprintf("|%02d", u.toDay)
	}
	return s
}

var canonical = regexp.MustCompile(`^~(\d\d)\|(?:([MTSHRW])(\d{1,4})(?:-(\d\d))?(?:-(\d\d))?)?(?:\|(\d{1,2}|\d{4}))?$`)

// ParseCanonical reads what [Uncertain.String] gives; "" is none.
func ParseCanonical(s string) (Uncertain, error) {
	if s == "" {
		return Uncertain{}, nil
	}
	if s[0] != '~' {
		d, err := Parse(s)
		return Certain(d), err
	}
	m := canonical.FindStringSubmatch(s)
	if m == nil {
		return Uncertain{}, ErrNotDate
	}
	kind, _ := number(m[1])
	if kind <= int(Exact) || kind > int(BetweenAbout) {
		return Uncertain{}, ErrNotDate
	}
	u := Uncertain{kind: Kind(kind), year: int16(digits(m[3])), month: uint8(digits(m[4])), day: uint8(digits(m[5]))}
	if m[2] != "" && m[2] != "W" {
		u.era, _ = cutEra(m[2])
	}
	switch extra := digits(m[6]); u.kind {
	case InSeason, EarlyInMonth, MidInMonth:
		u.part = Part(extra)
	case BetweenDates:
		u.toMonth, u.toDay = uint8(extra/100), uint8(extra%100)
	case BetweenDays, BetweenAbout:
		u.toDay = uint8(extra)
	}
	if !u.partFits() || u.String() != s {
		return Uncertain{}, ErrNotDate
	}
	if err := u.check(); err != nil {
		return Uncertain{}, err
	}
	return u, nil
}

// digits is number for text that a pattern has found to be digits or nothing.
func digits(s string) int {
	n, _ := number(s)
	return n
}

func (u Uncertain) partFits() bool {
	switch u.kind {
	case InSeason:
		return u.part >= Spring && u.part <= Winter
	case EarlyInMonth:
		return u.part == Early
	case MidInMonth:
		return u.part == Middle || u.part == Late
	}
	return u.part == 0
}

// MarshalText writes what [Uncertain.String] gives.
func (u Uncertain) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText reads what [Uncertain.MarshalText] writes.
func (u *Uncertain) UnmarshalText(text []byte) error {
	parsed, err := ParseCanonical(string(text))
	if err == nil {
		*u = parsed
	}
	return err
}

var partNames = [...]string{Early: "上旬", Middle: "中旬", Late: "下旬", Spring: "春", Summer: "夏", Autumn: "秋", Winter: "冬"}

// Text returns u as it stands on screen and on paper (不詳表記), "" for none. style is
// for an exact date only: an uncertain one is shown in the years it was given in.
func (u Uncertain) Text(style Style) string {
	if u.kind == Exact {
		return u.exact.Format(style)
	}
	y := yearName(u.era, int(u.year)) + "年"
	m := strconv.Itoa(int(u.month)) + "月"
	d := strconv.Itoa(int(u.day)) + "日"
	to := strconv.Itoa(int(u.toDay)) + "日"
	switch u.kind {
	case AboutYear:
		return y + "頃"
	case AboutMonth:
		return y + m + "頃"
	case AboutDay:
		return y + m + d + "頃"
	case PresumedDay:
		return "推定" + y + m + d
	case PresumedMonth:
		return "推定" + y + m
	case InSeason:
		return y + partNames[u.part]
	case EarlyInMonth:
		return y + m + partNames[u.part]
	case MidInMonth:
		return y + m + partNames[u.part] + "頃"
	case AllUnknown:
		return "年月日不詳"
	case OnlyYear:
		return y + "月日不詳"
	case OnlyMonth:
		return y + m + "日不詳"
	case BetweenDates:
		return y + m + d + "から" + strconv.Itoa(int(u.toMonth)) + "月" + to + "頃までの間"
	case BetweenDays:
		return y + m + "推定" + d + "から" + to + "までの間"
	case BetweenAbout:
		return y + m + d + "頃から" + to + "頃までの間"
	}
	return ""
}

// patterns read what Text shows, after narrowing. The groups are named after the
// fields; Y is the year with its era.
var patterns = func() map[Kind]*regexp.Regexp {
	const (
		y = `(?P<y>.+?)年`
		m = `(?P<m>\d{1,2})月`
		d = `(?P<d>\d{1,2})日`
		e = `(?P<e>\d{1,2})日`
	)
	compiled := map[Kind]*regexp.Regexp{}
	for kind, pattern := range map[Kind]string{
		AboutYear:     y + `頃`,
		AboutMonth:    y + m + `頃`,
		AboutDay:      y + m + d + `頃`,
		PresumedDay:   `推定` + y + m + d,
		PresumedMonth: `推定` + y + m,
		InSeason:      y + `(?P<part>[春夏秋冬])`,
		EarlyInMonth:  y + m + `(?P<part>上旬)頃?`,
		MidInMonth:    y + m + `(?P<part>[中下]旬)頃?`,
		AllUnknown:    `年月日不詳`,
		OnlyYear:      y + `月日不詳`,
		OnlyMonth:     y + m + `日不詳`,
		BetweenDates:  y + m + d + `から(?P<f>\d{1,2})月` + e + `頃までの間`,
		BetweenDays:   y + m + `推定` + d + `から` + e + `までの間`,
		BetweenAbout:  y + m + d + `頃から` + e + `頃までの間`,
	} {
		compiled[kind] = regexp.MustCompile(`^` + pattern + `$`)
	}
	return compiled
}()

// ParseUncertain reads an exact date as [ParseTyped] does, or one of the patterns as
// [Uncertain.Text] shows them; ころ and ごろ are read as 頃.
func ParseUncertain(s string, defaultEra Era) (Uncertain, error) {
	d, typedErr := ParseTyped(s, defaultEra)
	if typedErr == nil {
		return Certain(d), nil
	}
	text := strings.NewReplacer("ころ", "頃", "ごろ", "頃").Replace(narrow(s))
	for kind := AboutYear; kind <= BetweenAbout; kind++ {
		if m := patterns[kind].FindStringSubmatch(text); m != nil {
			return fromMatch(kind, m, defaultEra)
		}
	}
	return Uncertain{}, typedErr
}

func fromMatch(kind Kind, m []string, defaultEra Era) (Uncertain, error) {
	group := func(name string) string {
		if i := patterns[kind].SubexpIndex(name); i >= 0 {
			return m[i]
		}
		return ""
	}
	u := Uncertain{
		kind: kind, month: uint8(digits(group("m"))), day: uint8(digits(group("d"))),
		toMonth: uint8(digits(group("f"))), toDay: uint8(digits(group("e"))),
	}
	for part := Early; part <= Winter; part++ {
		if group("part") == partNames[part] {
			u.part = part
		}
	}
	if parts[kind] > 0 {
		era, year, ok := typedYear(group("y"), defaultEra)
		if !ok {
			return Uncertain{}, ErrNotDate
		}
		u.era, u.year = era, int16(year)
	}
	if err := u.check(); err != nil {
		return Uncertain{}, err
	}
	return u, nil
}

// typedYear reads 昭和40, S40, 令和元, 1965, or 40 of the default era.
func typedYear(s string, defaultEra Era) (era Era, year int, ok bool) {
	era, rest := cutEra(s)
	if rest == "元" {
		rest = "1"
	}
	year, ok = number(rest)
	switch {
	case !ok || len(rest) > 4 || len(rest) == 3 && era == 0:
		return 0, 0, false
	case era == 0 && len(rest) < 4:
		era = defaultEra
		ok = era.Valid()
	}
	return era, year, ok
}
