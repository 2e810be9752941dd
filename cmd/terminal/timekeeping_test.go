package main

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestTimekeeper: a clock that is set and a machine that slept are told apart, once each, and
// the line is looked at; small corrections are none (DOMAIN 1.4).
func TestTimekeeper(t *testing.T) {
	for name, tt := range map[string]struct {
		wall, up time.Duration // beyond the ten seconds to the next look
		want     []string
	}{
		"nothing":               {0, 0, nil},
		"a correction":          {3 * time.Second, 0, nil},
		"set forward":           {time.Hour, 0, []string{"jumped 1h0m0s", "wake"}},
		"set back":              {-time.Hour, 0, []string{"jumped -1h0m0s", "wake"}},
		"a busy machine":        {20 * time.Second, 20 * time.Second, nil},
		"slept":                 {time.Hour, time.Hour, []string{"slept 1h0m0s", "wake"}},
		"slept and set back":    {-time.Hour, time.Hour, []string{"slept 1h0m0s", "wake", "jumped -2h0m0s", "wake"}},
		"set back by a minute":  {-time.Minute, 0, []string{"jumped -1m0s", "wake"}},
		"forward by six second": {6 * time.Second, 0, []string{"jumped 6s", "wake"}},
	} {
		wall, up := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), time.Hour
		var told []string
		keeper := &timekeeper{
			now: func() time.Time { return wall }, up: func() time.Duration { return up },
			jumped: func(d time.Duration) { told = append(told, "jumped "+d.String()) }, slept: func(d time.Duration) { told = append(told, "slept "+d.String()) },
			wake: func() { told = append(told, "wake") }, keep: func(context.Context) error { return nil }, log: slog.New(slog.DiscardHandler),
		}
		keeper.look(t.Context())
		for range 3 {
			wall, up = wall.Add(clockLook), up+clockLook
			keeper.look(t.Context())
		}
		wall, up = wall.Add(clockLook+tt.wall), up+clockLook+tt.up
		keeper.look(t.Context())
		wall, up = wall.Add(clockLook), up+clockLook
		keeper.look(t.Context())
		if !slices.Equal(told, tt.want) {
			t.Errorf("%s: told %q, want %q", name, told, tt.want)
		}
	}
}

// TestTimeIsKept: the highest time is kept while the terminal runs, not only at its end.
func TestTimeIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, kept := time.Now(), 0
		keeper := &timekeeper{
			now: time.Now, up: func() time.Duration { return time.Since(begin) }, jumped: func(d time.Duration) { t.Errorf("jumped %v", d) },
			slept: func(d time.Duration) { t.Errorf("slept %v", d) }, wake: func() {}, keep: func(context.Context) error { kept++; return nil }, log: slog.New(slog.DiscardHandler),
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Hour+time.Second)
		defer stop()
		keeper.run(ctx)
		if want := int(time.Hour / highestKept); kept != want {
			t.Errorf("kept %d times in an hour, want %d", kept, want)
		}
	})
}
