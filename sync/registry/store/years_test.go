package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/sync/registry"
)

// TestErasedYearIsGone is D24: neither the key of an erased year, sealed as it is, nor its
// records are left in the file or in the log of the engine while the registry runs on.
func TestErasedYearIsGone(t *testing.T) {
	s, path, _ := create(t)
	then := time.Date(2019, 5, 1, 9, 0, 0, 0, time.UTC)
	check(t, s.Update(t.Context(), func(tx registry.Tx) error {
		body, err := audit.Record{Kind: audit.Searched, At: then, Terminal: "T1"}.Encode()
		if err == nil {
			_, err = tx.Extend(then, body)
		}
		return err
	}))
	db, err := sql.Open("sqlite", path)
	check(t, err)
	var key, record []byte
	check(t, db.QueryRowContext(t.Context(), "SELECT sealed, record FROM audit_years JOIN audit USING (year)").Scan(&key, &record))
	check(t, db.Close())
	left := func() (n int) {
		t.Helper()
		for _, name := range []string{path, path + "-wal"} {
			b, err := os.ReadFile(name)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			n += bytes.Count(b, key) + bytes.Count(b, record)
		}
		return n
	}
	if left() < 2 {
		t.Fatal("the search finds nothing before either")
	}
	check(t, s.Update(t.Context(), func(tx registry.Tx) error { _, err := tx.EraseYear(2019, then.AddDate(8, 0, 0)); return err }))
	if n := left(); n != 0 {
		t.Errorf("%d copies are left", n)
	}
	check(t, s.Update(context.Background(), func(registry.Tx) error { return nil }))
}
