package main

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/keys/keystest"
	"madoguchi/app/notification"
	"madoguchi/app/store"
	"madoguchi/app/store/storetest"
)

// TestEndOfDay leaves an operator signed in over midnight: the households that were opened
// go then and not before (R035), with a record; and a year later what was decided (R071).
func TestEndOfDay(t *testing.T) {
	now := time.Date(2026, 11, 24, 23, 58, 0, 0, civil.Japan)
	c := store.Config{Path: filepath.Join(t.TempDir(), "terminal.db"), Ring: &keystest.Ring{}, Terminal: "T1", Now: func() time.Time { return now }}
	if err := store.Create(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	r := &retention{store: s, terminal: "T1", now: c.Now, log: slog.New(slog.DiscardHandler)}
	look := func(households, records int) {
		t.Helper()
		if err := r.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		all, err := s.Households(t.Context())
		if err != nil || len(all) != households {
			t.Errorf("at %v: %d households, %v; want %d", now, len(all), err, households)
		}
		if head, _, err := s.AuditHead(t.Context()); err != nil || head.Seq != int64(records) {
			t.Errorf("at %v: %d records, %v; want %d", now, head.Seq, err, records)
		}
	}
	look(0, 0)
	e := storetest.Entry(1, 1)
	e.State, e.UpdatedAt = int(notification.Accepted), now
	if _, err := s.Commit(t.Context(), store.Change{
		Entries: []store.Entry{e}, Households: []store.Household{{ID: "h", OpenedAt: now, Body: []byte("x")}},
		Audit: []audit.Record{{Kind: audit.RecordOpened, At: now, Terminal: "T1", Subject: "000000019"}},
	}); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	look(1, 1)
	now = now.Add(time.Minute) // midnight
	look(0, 2)
	look(0, 2)
	now = now.AddDate(0, 11, 0)
	look(0, 2)
	now = now.AddDate(0, 2, 0)
	look(0, 3)
	if all, err := s.Entries(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%d entries after their year, %v", len(all), err)
	}
}
