package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/store"
	"madoguchi/app/store/storetest"
)

// TestPurgeEntries is R071 at the terminal: what was decided a year ago goes, what is owed
// or not decided stays, and the outbox counts on.
func TestPurgeEntries(t *testing.T) {
	c := config(t)
	s := create(t, c)
	const decided, open = 6, 1
	old := storetest.Noon.AddDate(-2, 0, 0)
	put := func(n, state int, at time.Time, event bool) {
		t.Helper()
		e, o := storetest.Entry(n, 1), storetest.Event(n)
		e.State, e.UpdatedAt, o.MadeAt = state, at, at
		change := store.Change{Entries: []store.Entry{e}, Audit: []audit.Record{storetest.Record(audit.HandedOver)}}
		if event {
			change.Outbox = []store.Event{o}
		}
		if _, err := s.Commit(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	put(1, decided, old, true)            // goes
	put(2, open, old, false)              // a draft of long ago
	put(3, decided, storetest.Noon, true) // new
	put(4, decided, old, true)            // old, and its event is not taken over yet
	put(5, decided, old, false)           // goes: another terminal's, or without an event
	if _, err := s.Commit(t.Context(), store.Change{Watermark: 2}); err != nil {
		t.Fatal(err)
	}
	sealed := sealedBodies(t, c.Path)
	record := func(int, int) audit.Record { return storetest.Record(audit.RetentionEnded) }
	entries, events, err := s.Purge(t.Context(), storetest.Noon.AddDate(-1, 0, 0), []int{decided}, record)
	if err != nil || entries != 2 || events != 1 {
		t.Fatalf("purged %d entries and %d events, %v; want 2 and 1", entries, events, err)
	}
	for n, gone := range map[int]bool{1: true, 2: false, 3: false, 4: false, 5: true} {
		if _, err := s.Entry(t.Context(), storetest.Entry(n, 1).ID); errors.Is(err, store.ErrNotFound) != gone {
			t.Errorf("entry %d: %v, gone should be %v", n, err, gone)
		}
	}
	if rows, err := s.Pending(t.Context(), 1, 10, 1<<20); err != nil || len(rows) != 2 {
		t.Errorf("%d events left, %v", len(rows), err)
	}
	if info, err := os.Stat(c.Path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log still holds what was purged: %v", err)
	}
	// Not even whoever gets hold of all the keys finds it in the file.
	for id, gone := range map[string]bool{storetest.Entry(1, 1).ID: true, storetest.Entry(3, 1).ID: false, storetest.Entry(5, 1).ID: true} {
		if in := anywhere(t, c.Path, sealed[id]); in == gone {
			t.Errorf("sealed body of entry %s is in the file: %v", id, in)
		}
	}
	head, _, err := s.AuditHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if entries, events, err = s.Purge(t.Context(), storetest.Noon.AddDate(-1, 0, 0), []int{decided}, record); err != nil || entries+events != 0 {
		t.Errorf("purged %d and %d again: %v", entries, events, err)
	}
	if after, _, err := s.AuditHead(t.Context()); err != nil || after != head {
		t.Errorf("nothing was purged and it was recorded: %v", err)
	}
	put(6, open, storetest.Noon, true) // the outbox counts on
	if _, err := s.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
	shut(t, s)
	shut(t, reopen(t, c))
}

// sealedBodies returns what stands in the file for each entry, its middle: a long one is
// in pieces.
func sealedBodies(t *testing.T, path string) map[string][]byte {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), "SELECT id, substr(body, 32, 64) FROM entries")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := make(map[string][]byte)
	for rows.Next() {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			t.Fatal(err)
		}
		all[id] = body
	}
	if err := rows.Err(); err != nil || len(all) != 5 {
		t.Fatalf("%d entries, %v", len(all), err)
	}
	return all
}

// anywhere reports whether bytes stand in the file, its log or its shared memory.
func anywhere(t *testing.T, path string, what []byte) (found bool) {
	t.Helper()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		body, err := os.ReadFile(path + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		found = found || bytes.Contains(body, what)
	}
	return found
}
