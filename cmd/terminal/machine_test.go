package main

import (
	"slices"
	"testing"
	"time"

	"madoguchi/app/policy"
	"madoguchi/cmd/terminal/locked"
	"madoguchi/sync/bundle"
)

// TestInForce: D19, the machine screen shows every value with its bounds, who set it,
// since when and until when.
func TestInForce(t *testing.T) {
	since, until := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)
	p := policy.Default()
	p.Idle.LockSeconds, p.Personality, p.NameFont, p.Ward = 280, policy.IntegratedTerminal, "/font.ttf", "991015"
	p.Registry = policy.Registry{Address: "registry.example:8443", Pins: []policy.Pin{{1}, {2}}}
	show := func(s locked.Standing, local policy.Local) (rows []string) {
		for _, v := range inForce(s, local) {
			row := v.Name + " " + v.Value + " " + v.Least + "-" + v.Most + " " + v.Origin + " " + v.By
			if !v.Since.IsZero() {
				row += " " + v.Since.Format("06-01-02") + " " + v.Until.Format("06-01-02")
			}
			rows = append(rows, row)
		}
		return rows
	}
	for _, tt := range []struct {
		name string
		s    locked.Standing
		want []string // among the rows
		not  string
	}{
		{"built in", locked.Standing{Published: policy.Default()}, []string{"personality 1 - built_in ", "idle.lock_seconds 120 30-300 terminal ", "idle.warn_seconds 108 15-270 terminal ",
			"push.bytes 1048576 65536-1048576 built_in ", "sync.block_office_days 3 1-3 built_in "}, "registry.address  - built_in "},
		{"for the city", locked.Standing{Published: p, Ring: bundle.All, By: "IT", Since: since, Until: until}, []string{
			"personality 2 - city IT 26-04-01 27-04-01", "registry.address registry.example:8443 - city IT 26-04-01 27-04-01", "registry.pins 2 - city IT 26-04-01 27-04-01",
			"name_font /font.ttf - city IT 26-04-01 27-04-01", "ward 991015 - city IT 26-04-01 27-04-01", "idle.lock_seconds 120 30-300 terminal ", "unsent.alert_count 200 5-200 city IT 26-04-01 27-04-01"}, ""},
		{"for the ward", locked.Standing{Published: p, Ring: "ward/991015"}, []string{"unsent.alert_count 200 5-200 ward "}, ""},
		{"for a pilot", locked.Standing{Published: p, Ring: "terminal/T1"}, []string{"unsent.alert_count 200 5-200 pilot "}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows := show(tt.s, policy.Local{"idle.lock_seconds": 120})
			for _, want := range tt.want {
				if !slices.Contains(rows, want) {
					t.Errorf("no row %q in %q", want, rows)
				}
			}
			if tt.not != "" && slices.Contains(rows, tt.not) {
				t.Errorf("shows %q", tt.not)
			}
		})
	}
}
