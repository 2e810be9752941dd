package store_test

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"
	"unicode/utf16"

	"madoguchi/app/audit"
	"madoguchi/app/keys"
	"madoguchi/app/store"
	"madoguchi/app/store/storetest"
)

// Words that must not be found on the disk.
var secrets = []string{"髙橋𠮷之助", "123456789018", "TOPSECRETSEED", "H-77001234", "moving_in_purpose", "みなと野市"}

// TestNothingReadable writes known words into every sealed column and searches all
// files for them: while in use, after a change, after a purge and after closing.
func TestNothingReadable(t *testing.T) {
	c := config(t)
	s := create(t, c)
	all := bytes.Join([][]byte{[]byte(secrets[0]), []byte(secrets[1]), []byte(secrets[5])}, []byte(" "))
	record := storetest.Record(audit.RecordOpened)
	record.Purpose, record.Subject = secrets[4], secrets[3]
	entry, event := storetest.Entry(1, 1), storetest.Event(1)
	entry.Body, entry.Summary, event.Body = all, all, all
	change := store.Change{
		Entries: []store.Entry{entry}, Outbox: []store.Event{event}, Audit: []audit.Record{record},
		Operators:  []store.Operator{{ID: "sato", Guard: []byte(secrets[2])}},
		Households: []store.Household{{ID: secrets[3], OpenedAt: storetest.Noon, Body: all}},
		Settings:   []store.Setting{{Name: "n", Value: all}},
	}
	commit := func(c store.Change) {
		t.Helper()
		if _, err := s.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	commit(change)
	searchFiles(t, c.Path, "in use")
	change.Entries[0].State, change.Entries[0].Summary = 2, nil
	change.Outbox, change.Households = nil, nil
	commit(change)
	searchFiles(t, c.Path, "after a change")
	commit(store.Change{ForgetAll: true})
	searchFiles(t, c.Path, "after a purge")
	if info, err := os.Stat(c.Path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the log still holds what was purged: %v", err)
	}
	shut(t, s)
	searchFiles(t, c.Path, "closed")
	if _, err := os.Stat(c.Path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log is still there: %v", err)
	}
}

func searchFiles(t *testing.T, path, when string) {
	t.Helper()
	found := false
	for _, suffix := range []string{"", "-wal", "-shm", ".lock", ".new"} {
		content, err := os.ReadFile(path + suffix)
		if err != nil {
			continue // not every file is there at every time
		}
		found = found || bytes.Contains(content, []byte("sato")) // what is in the clear, to know that the search works
		for i, secret := range secrets {
			wide := []byte{}
			for _, u := range utf16.Encode([]rune(secret)) {
				wide = append(wide, byte(u), byte(u>>8))
			}
			if bytes.Contains(content, []byte(secret)) || bytes.Contains(content, wide) {
				t.Errorf("%s: word %d stands in the file%s", when, i, suffix)
			}
		}
	}
	if !found {
		t.Errorf("%s: the search finds nothing at all", when)
	}
}

// TestPurgedIsOverwritten looks for a household's sealed bytes after it was forgotten:
// whoever gets the keys later must not find it either.
func TestPurgedIsOverwritten(t *testing.T) {
	c := config(t)
	s := create(t, c)
	_, err := s.Commit(t.Context(), store.Change{
		Households: []store.Household{{ID: "h1", OpenedAt: storetest.Noon, Body: []byte("x")}},
		Audit:      []audit.Record{storetest.Record(audit.RecordOpened)},
	})
	if err != nil {
		t.Fatal(err)
	}
	key, err := s.Keys().Sealer().BlindIndex("households.key", "h1")
	if err != nil {
		t.Fatal(err)
	}
	if !inFiles(c.Path, key) {
		t.Fatal("the row is not there before")
	}
	if _, err := s.Commit(t.Context(), store.Change{ForgetAll: true}); err != nil {
		t.Fatal(err)
	}
	if inFiles(c.Path, key) {
		t.Error("the row is still there")
	}
}

func inFiles(path string, b []byte) bool {
	for _, suffix := range []string{"", "-wal"} {
		if content, _ := os.ReadFile(path + suffix); bytes.Contains(content, b) {
			return true
		}
	}
	return false
}

// TestTampering changes a closed file as somebody can who has the disk and not the
// keys, and looks whether it shows.
func TestTampering(t *testing.T) {
	entry := func(s *store.Store) error {
		_, err := s.Entry(t.Context(), storetest.Entry(1, 1).ID)
		return err
	}
	list := func(s *store.Store) error { _, err := s.ListEntries(t.Context()); return err }
	pending := func(s *store.Store) error { _, err := s.Pending(t.Context(), 0, 100, 1<<20); return err }
	chain := func(s *store.Store) error { _, err := s.VerifyAudit(t.Context()); return err }
	operator := func(s *store.Store) error { _, err := s.Operator(t.Context(), "suzuki"); return err }
	household := func(s *store.Store) error { _, err := s.Household(t.Context(), "h1"); return err }
	record := func(s *store.Store) error {
		for e := range s.AuditEvents(t.Context(), 2) {
			_, err := s.OpenRecord(e)
			return err
		}
		return nil
	}
	first, second := "'"+storetest.Entry(1, 1).ID+"'", "'"+storetest.Entry(2, 1).ID+"'"
	const free = "DROP TRIGGER outbox_is_final; DROP TRIGGER outbox_is_contiguous; "
	tests := []struct {
		name string
		sql  string
		read func(*store.Store) error
		want error
	}{
		{"body of another entry", "UPDATE entries SET body = (SELECT body FROM entries WHERE id = " + second + ") WHERE id = " + first, entry, keys.ErrSealed},
		{"summary as body", "UPDATE entries SET body = summary WHERE id = " + first, entry, keys.ErrSealed},
		{"summary of another entry", "UPDATE entries SET summary = (SELECT summary FROM entries WHERE id = " + second + ") WHERE id = " + first, list, keys.ErrSealed},
		{"state changed", "UPDATE entries SET state = 5 WHERE id = " + first, entry, keys.ErrSealed},
		{"writer changed", "UPDATE entries SET writer = 'suzuki' WHERE id = " + first, entry, keys.ErrSealed},
		{"time changed", "UPDATE entries SET updated_at = updated_at - 1 WHERE id = " + first, entry, keys.ErrSealed},
		{"event of another entry", free + "UPDATE outbox SET entry = " + second + " WHERE seq = 1", pending, keys.ErrSealed},
		{"events swapped", free + "UPDATE outbox SET seq = -1 + 100 WHERE seq = 1; UPDATE outbox SET seq = 1 WHERE seq = 2; UPDATE outbox SET seq = 2 WHERE seq = 99", pending, keys.ErrSealed},
		{"event removed", "DELETE FROM outbox WHERE seq = 3", pending, store.ErrDamaged},
		{"first event removed", "DELETE FROM outbox WHERE seq = 1", pending, store.ErrDamaged},
		{"record changed", "UPDATE audit SET sealed = (SELECT sealed FROM audit WHERE seq = 4) WHERE seq = 3", chain, audit.ErrChanged},
		{"record of another number", "UPDATE audit SET sealed = (SELECT sealed FROM audit WHERE seq = 4) WHERE seq = 3", record, keys.ErrSealed},
		{"record removed", "DELETE FROM audit WHERE seq = 3", chain, audit.ErrMissing},
		{"records exchanged", "UPDATE audit SET seq = 1000 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 1000", chain, audit.ErrChanged},
		{"records exchanged with their links", "UPDATE audit SET seq = 1000 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 1000", chain, audit.ErrChanged},
		{"token step of another operator", "UPDATE operators SET id = 'suzuki'", operator, keys.ErrSealed},
		{"household's time changed", "UPDATE households SET opened_at = opened_at + 1", household, keys.ErrSealed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := filled(t)
			raw(t, c.Path, tt.sql)
			s := reopen(t, c)
			if err := tt.read(s); !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
		})
	}
}

// TestFailsClosed breaks the chain under an open store: nothing is stored any more.
func TestFailsClosed(t *testing.T) {
	c := filled(t)
	s := reopen(t, c)
	raw(t, c.Path, "PRAGMA busy_timeout = 5000", "DELETE FROM audit WHERE seq = 40")
	_, err := s.Commit(t.Context(), store.Change{
		Entries: []store.Entry{storetest.Entry(99, 1)}, Outbox: []store.Event{storetest.Event(99)},
		Audit: []audit.Record{storetest.Record(audit.HandedOver)},
	})
	if !errors.Is(err, store.ErrAudit) {
		t.Fatalf("error = %v, want %v", err, store.ErrAudit)
	}
	if _, err := s.Entry(t.Context(), storetest.Entry(99, 1).ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the entry was stored: %v", err)
	}
}

// TestNoForkOfTheOutbox tries to put events beside the program: a number twice, a
// number left out, and an event changed after it was decided.
func TestNoForkOfTheOutbox(t *testing.T) {
	c := filled(t)
	for name, statement := range map[string]string{
		"a number twice":    "INSERT INTO outbox SELECT 40, entry, kind, made_at, NULL, body FROM outbox WHERE seq = 1",
		"a number left out": "INSERT INTO outbox SELECT 42, entry, kind, made_at, NULL, body FROM outbox WHERE seq = 1",
		"an event changed":  "UPDATE outbox SET body = x'00' WHERE seq = 1",
	} {
		db := rawDB(t, c.Path)
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	// With the end of the outbox cut off, the sealed number refuses to count anew.
	raw(t, c.Path, "DELETE FROM outbox WHERE seq > 30")
	s := reopen(t, c)
	_, err := s.Commit(t.Context(), store.Change{
		Outbox: []store.Event{storetest.Event(99)}, Audit: []audit.Record{storetest.Record(audit.HandedOver)},
	})
	if err == nil {
		t.Error("counted on over a gap")
	}
}

// TestSealedSizes compares a family of one with a family of three.
func TestSealedSizes(t *testing.T) {
	c := config(t)
	s := create(t, c)
	one, three := storetest.Entry(1, 1), storetest.Entry(2, 1)
	one.Body, three.Body = make([]byte, 1030), make([]byte, 1270)
	if _, err := s.Commit(t.Context(), store.Change{Entries: []store.Entry{one, three}}); err != nil {
		t.Fatal(err)
	}
	shut(t, s)
	var sizes int
	if err := rawDB(t, c.Path).QueryRow("SELECT count(DISTINCT length(body)) FROM entries").Scan(&sizes); err != nil {
		t.Fatal(err)
	}
	if sizes != 1 {
		t.Errorf("%d lengths on disk, want 1", sizes)
	}
}

// TestTimesKeepMicroseconds guards the clear time that the seal covers.
func TestTimesKeepMicroseconds(t *testing.T) {
	s := create(t, config(t))
	e := storetest.Entry(1, 1)
	e.UpdatedAt = time.Date(2026, 4, 1, 12, 0, 0, 123456789, time.FixedZone("JST", 9*3600))
	if _, err := s.Commit(t.Context(), store.Change{Entries: []store.Entry{e}}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Entry(t.Context(), e.ID)
	if err != nil || !got.UpdatedAt.Equal(e.UpdatedAt.Truncate(time.Microsecond)) {
		t.Errorf("time = %v, %v", got.UpdatedAt, err)
	}
}
