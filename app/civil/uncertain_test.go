package civil_test

import (
	"encoding/json"
	"errors"
	"testing"

	"madoguchi/app/civil"
)

// The patterns of the standard, in the order of the kinds (E09).
var patterns = []struct {
	name, text, canonical, sort string
	kind                        civil.Kind
}{
	{"exact", "昭和40年3月5日", "1965-03-05", "1965-03-05", civil.Exact},
	{"about a year", "昭和40年頃", "~02|S40", "1965-01-01", civil.AboutYear},
	{"about a month", "昭和40年3月頃", "~03|S40-03", "1965-03-01", civil.AboutMonth},
	{"about a day", "昭和40年3月5日頃", "~04|S40-03-05", "1965-03-05", civil.AboutDay},
	{"presumed day", "推定昭和40年3月5日", "~05|S40-03-05", "1965-03-05", civil.PresumedDay},
	{"presumed month", "推定昭和40年3月", "~06|S40-03", "1965-03-01", civil.PresumedMonth},
	{"spring", "昭和40年春", "~07|S40|4", "1965-03-01", civil.InSeason},
	{"winter", "昭和40年冬", "~07|S40|7", "1965-01-01", civil.InSeason},
	{"early in a month", "昭和40年3月上旬", "~08|S40-03|1", "1965-03-01", civil.EarlyInMonth},
	{"middle of a month", "昭和40年3月中旬頃", "~09|S40-03|2", "1965-03-11", civil.MidInMonth},
	{"late in a month", "昭和40年3月下旬頃", "~09|S40-03|3", "1965-03-21", civil.MidInMonth},
	{"nothing known", "年月日不詳", "~10|", "", civil.AllUnknown},
	{"only the year", "昭和40年月日不詳", "~11|S40", "1965-01-01", civil.OnlyYear},
	{"only the month", "昭和40年3月日不詳", "~12|S40-03", "1965-03-01", civil.OnlyMonth},
	{"between dates", "昭和40年3月5日から4月7日頃までの間", "~13|S40-03-05|0407", "1965-03-05", civil.BetweenDates},
	{"between presumed days", "昭和40年3月推定5日から10日までの間", "~14|S40-03-05|10", "1965-03-05", civil.BetweenDays},
	{"between days, about", "昭和40年3月5日頃から10日頃までの間", "~15|S40-03-05|10", "1965-03-05", civil.BetweenAbout},
	{"first year of an era", "令和元年頃", "~02|R1", "2019-05-01", civil.AboutYear},
	{"last year of an era", "昭和64年月日不詳", "~11|S64", "1989-01-01", civil.OnlyYear},
	{"Gregorian year", "1965年月日不詳", "~11|W1965", "1965-01-01", civil.OnlyYear},
}

func TestUncertain(t *testing.T) {
	for _, tt := range patterns {
		t.Run(tt.name, func(t *testing.T) {
			u, err := civil.ParseUncertain(tt.text, civil.Reiwa)
			if err != nil {
				t.Fatal(err)
			}
			if u.Kind() != tt.kind || u.String() != tt.canonical || u.SortKey().String() != tt.sort {
				t.Errorf("got kind %d, %q, sort key %v", u.Kind(), u, u.SortKey())
			}
			if got := u.Text(civil.EraLong); got != tt.text {
				t.Errorf("Text = %q, want %q", got, tt.text)
			}
			if again, err := civil.ParseCanonical(tt.canonical); err != nil || again != u {
				t.Errorf("ParseCanonical = %v, %v", again, err)
			}
			if got := u.Unknown(); got != (tt.kind != civil.Exact) {
				t.Errorf("Unknown = %v", got)
			}
		})
	}
}

func TestUncertainAsTyped(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"letter", "s40年頃", "~02|S40"},
		{"full width", "昭和４０年３月頃", "~03|S40-03"},
		{"other spelling", "昭和40年ごろ", "~02|S40"},
		{"default era", "3年月日不詳", "~11|R3"},
		{"exact the short way", "s40.3.5", "1965-03-05"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if u, err := civil.ParseUncertain(tt.in, civil.Reiwa); err != nil || u.String() != tt.want {
				t.Errorf("got %q, %v, want %q", u, err, tt.want)
			}
		})
	}
}

func TestUncertainRefused(t *testing.T) {
	tests := []struct {
		name, in string
		err      error
	}{
		{"year after the era", "昭和65年頃", civil.ErrEra},
		{"month after the era", "平成31年5月頃", civil.ErrEra},
		{"season after the era", "昭和64年春", civil.ErrCalendar},
		{"day before the era", "令和元年4月30日頃", civil.ErrEra},
		{"no such day", "昭和40年2月30日頃", civil.ErrCalendar},
		{"no such month", "昭和40年13月頃", civil.ErrCalendar},
		{"before the Gregorian calendar", "明治5年頃", civil.ErrCalendar},
		{"ends before it begins", "昭和40年3月推定10日から5日までの間", civil.ErrCalendar},
		{"end not in the calendar", "昭和40年2月5日頃から30日頃までの間", civil.ErrCalendar},
		{"no such pattern", "昭和40年の夏休み", civil.ErrNotDate},
		{"wrong era of an exact date", "平成31年5月1日", civil.ErrEra},
		{"empty", "", civil.ErrNotDate},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if u, err := civil.ParseUncertain(tt.in, civil.Reiwa); !errors.Is(err, tt.err) || !u.IsZero() {
				t.Errorf("got %q, %v, want %v", u, err, tt.err)
			}
		})
	}
}

func TestCanonicalHasOneSpelling(t *testing.T) {
	for _, s := range []string{"~2|S40", "~02|S040", "~02|S40-03", "~03|S40", "~07|S40|1", "~07|S40", "~08|S40-03|2",
		"~10|S40", "~01|S40-03-05", "~16|S40", "~02|s40", "~02|S40|1", "1965/03/05", "~", "~13|S40-03-05|47", " ~10|"} {
		if u, err := civil.ParseCanonical(s); err == nil {
			t.Errorf("%q is accepted as %q", s, u)
		}
	}
	if _, err := civil.ParseCanonical("~04|S40-02-30"); !errors.Is(err, civil.ErrCalendar) {
		t.Errorf("error = %v, want %v", err, civil.ErrCalendar)
	}
	type row struct{ Born civil.Uncertain }
	const want = `{"Born":"~02|S40"}`
	var r row
	if err := json.Unmarshal([]byte(want), &r); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(r); err != nil || string(got) != want {
		t.Errorf("round trip = %s, %v", got, err)
	}
}

func TestAge(t *testing.T) {
	tests := []struct {
		name, born, on string
		years          int
		known          bool
	}{
		{"day before the birthday", "2000-04-02", "2026-04-01", 25, true},
		{"birthday", "2000-04-02", "2026-04-02", 26, true},
		{"leap day, 28 February", "2004-02-29", "2026-02-28", 21, true},
		{"leap day, 1 March", "2004-02-29", "2026-03-01", 22, true},
		{"born today", "2026-04-01", "2026-04-01", 0, true},
		{"not born yet", "2026-04-02", "2026-04-01", 0, false},
		{"unknown day", "~12|S40-03", "2026-04-01", 0, false},
		{"presumed day", "~05|S40-03-05", "2026-04-01", 0, false},
		{"nothing known", "~10|", "2026-04-01", 0, false},
		{"absent", "", "2026-04-01", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, err := civil.ParseCanonical(tt.born)
			if err != nil {
				t.Fatal(err)
			}
			if years, known := u.Age(civil.MustParse(tt.on)); years != tt.years || known != tt.known {
				t.Errorf("Age = %d, %v", years, known)
			}
		})
	}
}

func TestDaysBetween(t *testing.T) {
	from, to := civil.Certain(civil.MustParse("2026-04-01")), civil.Certain(civil.MustParse("2026-04-16"))
	if days, known := civil.DaysBetween(from, to); days != 15 || !known {
		t.Errorf("DaysBetween = %d, %v", days, known)
	}
	unknown, err := civil.ParseCanonical("~03|R8-04")
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]civil.Uncertain{{unknown, to}, {from, unknown}, {civil.Uncertain{}, to}} {
		if days, known := civil.DaysBetween(pair[0], pair[1]); days != 0 || known {
			t.Errorf("DaysBetween %v = %d, %v", pair, days, known)
		}
	}
}

func FuzzParseUncertain(f *testing.F) {
	for _, tt := range patterns {
		f.Add(tt.text)
	}
	f.Add("昭和65年頃")
	f.Fuzz(func(t *testing.T, s string) {
		u, err := civil.ParseUncertain(s, civil.Reiwa)
		if err != nil {
			return
		}
		if again, err := civil.ParseCanonical(u.String()); err != nil || again != u {
			t.Errorf("%q: canonical %q reads as %v, %v", s, u, again, err)
		}
		if again, err := civil.ParseUncertain(u.Text(civil.EraLong), 0); err != nil || again != u {
			t.Errorf("%q: text %q reads as %v, %v", s, u.Text(civil.EraLong), again, err)
		}
	})
}

func FuzzParseCanonical(f *testing.F) {
	for _, tt := range patterns {
		f.Add(tt.canonical)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := civil.ParseCanonical(s)
		if err != nil {
			return
		}
		if u.String() != s {
			t.Errorf("%q reads as %q", s, u)
		}
		if again, err := civil.ParseUncertain(u.Text(civil.EraLong), 0); s != "" && (err != nil || again != u) {
			t.Errorf("%q: text %q reads as %v, %v", s, u.Text(civil.EraLong), again, err)
		}
		u.Age(civil.MustParse("2026-04-01"))
	})
}
