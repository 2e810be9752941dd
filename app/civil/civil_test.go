package civil_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"madoguchi/app/civil"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		err      error
	}{
		{"ordinary", "2026-11-23", nil},
		{"leap day", "2024-02-29", nil},
		{"E09 no leap day", "2025-02-29", civil.ErrCalendar},
		{"E09 century without leap day", "1900-02-29", civil.ErrCalendar},
		{"first Gregorian day", "1873-01-01", nil},
		{"E09 before the Gregorian calendar", "1872-12-31", civil.ErrCalendar},
		{"month 13", "2026-13-01", civil.ErrCalendar},
		{"day 0", "2026-01-00", civil.ErrCalendar},
		{"short", "2026-1-1", civil.ErrNotDate},
		{"letters", "2026-xx-01", civil.ErrNotDate},
		{"sign", "+026-01-01", civil.ErrNotDate},
		{"empty", "", civil.ErrNotDate},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := civil.Parse(tt.in)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error = %v, want %v", err, tt.err)
			}
			if err == nil && d.String() != tt.in {
				t.Errorf("String = %q, want %q", d, tt.in)
			}
		})
	}
}

func TestFromTime(t *testing.T) {
	// 15:00 UTC is midnight in Japan.
	at := time.Date(2026, 3, 31, 14, 59, 59, 0, time.UTC)
	if got := civil.FromTime(at); got != civil.MustParse("2026-03-31") {
		t.Errorf("before midnight = %v", got)
	}
	if got := civil.FromTime(at.Add(time.Second)); got != civil.MustParse("2026-04-01") {
		t.Errorf("midnight = %v", got)
	}
	if got := civil.FromTime(time.Time{}); !got.IsZero() {
		t.Errorf("zero time = %v, want none", got)
	}
}

func TestArithmetic(t *testing.T) {
	d := civil.MustParse("2024-02-28")
	if got := d.AddDays(2); got != civil.MustParse("2024-03-01") {
		t.Errorf("AddDays over the leap day = %v", got)
	}
	if got := civil.MustParse("2024-03-01").Sub(d); got != 2 {
		t.Errorf("Sub = %d, want 2", got)
	}
	if got := d.Sub(civil.MustParse("2024-03-01")); got != -2 {
		t.Errorf("Sub = %d, want -2", got)
	}
	if got := civil.MustParse("1873-01-01").AddDays(-1); !got.IsZero() {
		t.Errorf("before the calendar = %v, want none", got)
	}
	if got := d.AddDays(1 << 62); !got.IsZero() {
		t.Errorf("far away = %v, want none", got)
	}
	if got := civil.MustParse("2026-11-23").Weekday(); got != time.Monday {
		t.Errorf("Weekday = %v", got)
	}
	var none civil.Date
	if !none.AddDays(1).IsZero() || none.Sub(d) != 0 || !none.Before(d) || d.Before(d) || d.After(d) {
		t.Error("none must stay none and sort first")
	}
}

func TestDateText(t *testing.T) {
	type row struct{ D civil.Date }
	for _, want := range []string{`{"D":"2026-04-01"}`, `{"D":""}`} {
		var r row
		if err := json.Unmarshal([]byte(want), &r); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(r); err != nil || string(got) != want {
			t.Errorf("round trip = %s, %v, want %s", got, err, want)
		}
	}
	var r row
	if err := json.Unmarshal([]byte(`{"D":"2026-02-30"}`), &r); !errors.Is(err, civil.ErrCalendar) {
		t.Errorf("error = %v, want %v", err, civil.ErrCalendar)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-04-01", "", "1872-12-31", "2026-02-30", "２０２６"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := civil.Parse(s); err == nil && d.String() != s {
			t.Errorf("%q does not round-trip", s)
		}
	})
}
