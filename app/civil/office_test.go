package civil_test

import (
	"os"
	"strings"
	"testing"

	"madoguchi/app/civil"
)

const holidays = `# national holidays
2026-01-01,元日
2026-05-03,憲法記念日
2026-05-04,みどりの日
2026-05-05,こどもの日
2026-05-06,振替休日
`

func calendar(t *testing.T) *civil.OfficeCalendar {
	t.Helper()
	c, err := civil.ParseHolidays(strings.NewReader(holidays))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestIsOfficeDay(t *testing.T) {
	c := calendar(t)
	tests := []struct {
		name, date string
		want       bool
	}{
		{"weekday", "2026-05-01", true},
		{"Saturday", "2026-05-02", false},
		{"Sunday", "2026-05-10", false},
		{"holiday", "2026-05-05", false},
		{"substitute holiday", "2026-05-06", false},
		{"last day of the year's work", "2026-12-28", true},
		{"29 December", "2026-12-29", false},
		{"31 December", "2026-12-31", false},
		{"2 January", "2026-01-02", false},
		{"3 January on a weekday", "2028-01-03", false},
		{"4 January on a weekday", "2028-01-04", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := c.IsOfficeDay(civil.MustParse(tt.date)); got != tt.want {
				t.Errorf("IsOfficeDay = %v", got)
			}
		})
	}
	if c.IsOfficeDay(civil.Date{}) {
		t.Error("none is no office day")
	}
	if got := c.Holiday(civil.MustParse("2026-05-05")); got != "こどもの日" {
		t.Errorf("Holiday = %q", got)
	}
}

func TestOfficeDays(t *testing.T) {
	c := calendar(t)
	friday, thursday := civil.MustParse("2026-05-01"), civil.MustParse("2026-05-07")
	if got := c.NextOfficeDay(friday); got != thursday {
		t.Errorf("NextOfficeDay over the holidays = %v", got)
	}
	if got := c.OfficeDaysBetween(friday, thursday); got != 1 {
		t.Errorf("OfficeDaysBetween = %d, want 1", got)
	}
	if got := c.OfficeDaysBetween(thursday, friday); got != 0 {
		t.Errorf("backwards = %d, want 0", got)
	}
	if got := c.NextOfficeDay(civil.MustParse("9999-12-28")); !got.IsZero() {
		t.Errorf("after the calendar = %v", got)
	}
}

// The table the program is built with gives the known number for 2026.
func TestOfficeDaysOf2026(t *testing.T) {
	table, err := os.Open("../../assets/holiday/holiday.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	c, err := civil.ParseHolidays(table)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.OfficeDaysBetween(civil.MustParse("2025-12-31"), civil.MustParse("2026-12-31")); got != 240 {
		t.Errorf("2026 has %d office days, want 240", got)
	}
}

func TestParseHolidaysRefused(t *testing.T) {
	_, err := civil.ParseHolidays(strings.NewReader("2026-01-01,x\n2026-02-30,y\n"))
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error = %v, want one that names line 2", err)
	}
}

func FuzzParseHolidays(f *testing.F) {
	f.Add(holidays)
	f.Add("x")
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := civil.ParseHolidays(strings.NewReader(s)); err == nil {
			c.NextOfficeDay(civil.MustParse("2026-04-01"))
		}
	})
}
