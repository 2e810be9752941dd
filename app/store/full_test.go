package store_test

import (
	"errors"
	"testing"

	"madoguchi/app/audit"
	"madoguchi/app/store"
	"madoguchi/app/store/storetest"
)

// TestDiskFull fills the disk: the change that does not fit is refused whole, what was
// stored stays, and with room again the numbers count on.
func TestDiskFull(t *testing.T) {
	c := filled(t)
	s := reopen(t, c)
	if err := s.LimitPages(t.Context(), "1"); err != nil { // SQLite takes what there is
		t.Fatal(err)
	}
	change := func(n int) store.Change {
		e, event := storetest.Entry(n, 1), storetest.Event(n)
		e.Body = make([]byte, 100_000)
		return store.Change{
			Entries: []store.Entry{e}, Outbox: []store.Event{event}, Audit: []audit.Record{storetest.Record(audit.HandedOver)},
		}
	}
	if _, err := s.Commit(t.Context(), change(41)); !errors.Is(err, store.ErrFull) {
		t.Fatalf("error = %v, want %v", err, store.ErrFull)
	}
	if _, err := s.Entry(t.Context(), storetest.Entry(41, 1).ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("half of it was stored: %v", err)
	}
	if _, err := s.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.LimitPages(t.Context(), "1000000"); err != nil {
		t.Fatal(err)
	}
	receipt, err := s.Commit(t.Context(), change(41))
	if err != nil || receipt.First != 41 {
		t.Errorf("with room again: number %d, %v, want 41", receipt.First, err)
	}
}
