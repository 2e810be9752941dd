package civil_test

import (
	"errors"
	"testing"

	"madoguchi/app/civil"
)

func TestEra(t *testing.T) {
	tests := []struct {
		name, date, long, short string
		era                     civil.Era
	}{
		{"first day of the calendar", "1873-01-01", "明治6年1月1日", "M6.1.1", civil.Meiji},
		{"eve of Taisho", "1912-07-29", "明治45年7月29日", "M45.7.29", civil.Meiji},
		{"first day of Taisho", "1912-07-30", "大正元年7月30日", "T1.7.30", civil.Taisho},
		{"first day of Showa", "1926-12-25", "昭和元年12月25日", "S1.12.25", civil.Showa},
		{"last day of Showa", "1989-01-07", "昭和64年1月7日", "S64.1.7", civil.Showa},
		{"first day of Heisei", "1989-01-08", "平成元年1月8日", "H1.1.8", civil.Heisei},
		{"last day of Heisei", "2019-04-30", "平成31年4月30日", "H31.4.30", civil.Heisei},
		{"first day of Reiwa", "2019-05-01", "令和元年5月1日", "R1.5.1", civil.Reiwa},
		{"today", "2026-11-23", "令和8年11月23日", "R8.11.23", civil.Reiwa},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := civil.MustParse(tt.date)
			if d.Era() != tt.era || d.Format(civil.EraLong) != tt.long || d.Format(civil.EraShort) != tt.short {
				t.Errorf("got %v %s %s", d.Era(), d.Format(civil.EraLong), d.Format(civil.EraShort))
			}
		})
	}
	if got := civil.MustParse("2026-11-23").Format(civil.WesternLong); got != "2026年11月23日" {
		t.Errorf("western = %s", got)
	}
	var none civil.Date
	if none.Era() != 0 || none.Format(civil.EraLong) != "" || civil.Era(9).Name() != "" {
		t.Error("none has no era and no text")
	}
}

// Both names are right on the day an era changed, and on no other day (E09).
func TestTwoNames(t *testing.T) {
	tests := []struct {
		date string
		era  civil.Era
		year int
		ok   bool
	}{
		{"1912-07-30", civil.Meiji, 45, true},
		{"1912-07-30", civil.Taisho, 1, true},
		{"1912-07-31", civil.Meiji, 0, false},
		{"1926-12-25", civil.Taisho, 15, true},
		{"1926-12-25", civil.Showa, 1, true},
		{"1926-12-26", civil.Taisho, 0, false},
		{"1989-01-08", civil.Showa, 0, false},
		{"2019-04-30", civil.Reiwa, 0, false},
	}
	for _, tt := range tests {
		year, ok := civil.MustParse(tt.date).In(tt.era)
		if year != tt.year || ok != tt.ok {
			t.Errorf("%s in %s = %d, %v", tt.date, tt.era.Letter(), year, ok)
		}
	}
}

func TestParseTyped(t *testing.T) {
	tests := []struct {
		name, in, want string
		err            error
	}{
		{"letter and dots", "r8.4.1", "2026-04-01", nil},
		{"letter in capitals, six digits", "R081123", "2026-11-23", nil},
		{"letter, five digits", "R81123", "2026-11-23", nil},
		{"default era, dots", "8.11.23", "2026-11-23", nil},
		{"default era, six digits", "081123", "2026-11-23", nil},
		{"slashes", "s64/1/7", "1989-01-07", nil},
		{"short name", "令8.4.1", "2026-04-01", nil},
		{"in full", "令和8年4月1日", "2026-04-01", nil},
		{"first year", "令和元年5月1日", "2019-05-01", nil},
		{"first year by letter", "R元.5.1", "2019-05-01", nil},
		{"ligature", "㍻31.4.30", "2019-04-30", nil},
		{"eight digits", "20260401", "2026-04-01", nil},
		{"ISO", "2026-04-01", "2026-04-01", nil},
		{"Gregorian with slashes", "2026/4/1", "2026-04-01", nil},
		{"Gregorian in full", "2026年4月1日", "2026-04-01", nil},
		{"era digit", "5080401", "2026-04-01", nil},
		{"era digit of Showa", "3400305", "1965-03-05", nil},
		{"full width", "Ｒ８．４．１", "2026-04-01", nil},
		{"full width digits", "令和８年４月１日", "2026-04-01", nil},
		{"ideographic full stop and spaces", " r8。4。1　", "2026-04-01", nil},
		{"Meiji on its last day", "M45.7.30", "1912-07-30", nil},
		{"Taisho on its last day", "大正15年12月25日", "1926-12-25", nil},
		{"E09 Meiji 5 month 12", "M5.12.3", "", civil.ErrCalendar},
		{"E09 no such day", "R8.2.30", "", civil.ErrCalendar},
		{"E09 year 0", "R0.4.1", "", civil.ErrCalendar},
		{"Heisei after its end", "平成31年5月1日", "", civil.ErrEra},
		{"Showa after its end", "S64.1.8", "", civil.ErrEra},
		{"Reiwa before its start", "R1.4.30", "", civil.ErrEra},
		{"era digit 6", "6080401", "", civil.ErrNotDate},
		{"era digit 0", "0080401", "", civil.ErrNotDate},
		{"mixed separators", "8.4/1", "", civil.ErrNotDate},
		{"21 written with the first-year sign", "平成2元年5月1日", "", civil.ErrNotDate},
		{"seven digits after a letter", "R5080401", "", civil.ErrNotDate},
		{"three-digit year", "125.1.1", "", civil.ErrNotDate},
		{"two parts", "8.4", "", civil.ErrNotDate},
		{"word", "きのう", "", civil.ErrNotDate},
		{"empty", "", "", civil.ErrNotDate},
	}
	for _, tt := range tests {
		t.Run("D6 "+tt.name, func(t *testing.T) {
			d, err := civil.ParseTyped(tt.in, civil.Reiwa)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if d.String() != tt.want {
				t.Errorf("date = %q, want %q", d, tt.want)
			}
		})
	}
}

func TestWrongEraNamesTheRightOne(t *testing.T) {
	_, err := civil.ParseTyped("平成31年5月1日", civil.Reiwa)
	wrong, ok := errors.AsType[*civil.WrongEraError](err)
	if !ok {
		t.Fatalf("error = %v", err)
	}
	if wrong.Typed != civil.Heisei || wrong.Date.Era() != civil.Reiwa || wrong.Date.Format(civil.EraLong) != "令和元年5月1日" {
		t.Errorf("got %+v", wrong)
	}
}

func TestDefaultEra(t *testing.T) {
	if d, err := civil.ParseTyped("40.3.5", civil.Showa); err != nil || d != civil.MustParse("1965-03-05") {
		t.Errorf("default Showa = %v, %v", d, err)
	}
	if _, err := civil.ParseTyped("40.3.5", 0); !errors.Is(err, civil.ErrNotDate) {
		t.Errorf("without a default era: %v", err)
	}
}

func FuzzParseTyped(f *testing.F) {
	for _, s := range []string{"r8.4.1", "R081123", "令和元年5月1日", "5080401", "20260401", "平成31年5月1日", "Ｒ８．４．１", "元", "年月日"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := civil.ParseTyped(s, civil.Reiwa)
		if err != nil {
			return
		}
		for _, style := range []civil.Style{civil.EraLong, civil.EraShort, civil.WesternLong} {
			if again, err := civil.ParseTyped(d.Format(style), civil.Reiwa); err != nil || again != d {
				t.Errorf("%v shown in style %d reads as %v, %v", d, style, again, err)
			}
		}
	})
}
