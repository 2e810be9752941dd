package store_test

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/keys"
	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
	"madoguchi/sync/registry/store/storetest"
)

func create(t *testing.T) (*store.Store, string, keys.Ring) {
	t.Helper()
	dir := t.TempDir()
	path, ring := filepath.Join(dir, "registry.db"), store.KeyFile(filepath.Join(dir, "registry.key"))
	s, err := store.Create(t.Context(), path, ring)
	if err != nil {
		t.Fatal(err)
	}
	return s, path, ring
}

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) registry.Store {
		s, _, _ := create(t)
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	})
}

func TestOpen(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(t *testing.T, path string)
		want    error
	}{
		{"opened again", func(*testing.T, string) {}, nil},
		{"older", func(t *testing.T, path string) {
			asOf(t, path, 1)
		}, nil},
		{"missing", func(t *testing.T, path string) { check(t, os.Remove(path)) }, store.ErrMissing},
		{"no database", func(t *testing.T, path string) {
			check(t, os.WriteFile(path, bytes.Repeat([]byte("not a database "), 400), 0o600))
		}, store.ErrForeign},
		{"empty file", func(t *testing.T, path string) { check(t, os.Truncate(path, 0)) }, store.ErrForeign},
		{"another program's", func(t *testing.T, path string) { execute(t, path, "PRAGMA application_id = 7") }, store.ErrForeign},
		{"newer", func(t *testing.T, path string) { execute(t, path, "PRAGMA user_version = 99") }, store.ErrNewer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, path, ring := create(t)
			check(t, s.Close())
			tt.prepare(t, path)
			s, err := store.Open(t.Context(), path, ring)
			if !errors.Is(err, tt.want) {
				t.Fatalf("open = %v, want %v", err, tt.want)
			}
			if err == nil {
				check(t, s.Close())
			}
		})
	}
}

func TestKeyFile(t *testing.T) {
	s, path, ring := create(t)
	check(t, s.Close())
	if _, err := store.Create(t.Context(), path, ring); !errors.Is(err, store.ErrExists) {
		t.Errorf("create over a database = %v, want %v", err, store.ErrExists)
	}
	elsewhere := store.KeyFile(filepath.Join(t.TempDir(), "other.key"))
	if _, err := store.Open(t.Context(), path, elsewhere); !errors.Is(err, keys.ErrHalfMissing) {
		t.Errorf("open without its key = %v, want %v", err, keys.ErrHalfMissing)
	}
	// A key file is never changed: it may be the only key of another database.
	if _, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "second.db"), ring); !errors.Is(err, os.ErrExist) {
		t.Errorf("create over a key file = %v, want %v", err, os.ErrExist)
	}
}

// The two numbers and what was typed about alerts must not stand in the file, nor what
// was deleted stay in the log.
func TestSealedAtRest(t *testing.T) {
	s, path, _ := create(t)
	const digits, reason = "123456789018", "海野潮の入院のため"
	r := storetest.Resident("11", "21", "海野 潮", "ウンノ ウシオ")
	var err error
	if r.Number, err = mynumber.Parse(digits); err != nil {
		t.Fatal(err)
	}
	check(t, s.Update(t.Context(), func(tx registry.Tx) error {
		sub := notification.Submission{EntryID: "E1", Revision: 1, Acknowledged: []notification.Acknowledgement{{Rule: "A03", Reason: reason}}, Signature: []byte{1}}
		return errors.Join(tx.PutHousehold(registry.Household{ID: "21"}), tx.Append(&r),
			tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "c01"}}), tx.KeepSearch("c01", time.Now(), []byte("name=検索した人"), []byte("検索した人"), 5),
			tx.PutTerminal(registry.Terminal{ID: "T1"}), tx.AddSubmission(registry.Submission{Submission: sub, Terminal: "T1"}))
	}))
	check(t, s.Close())
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		t.Errorf("log holds %d bytes after closing", wal.Size())
	}
	file, err := os.ReadFile(path)
	check(t, err)
	if bytes.Contains(file, []byte(digits)) {
		t.Error("file holds an individual number in the clear")
	}
	if bytes.Contains(file, []byte("検索した人")) {
		t.Error("file holds what an operator searched by in the clear")
	}
	if bytes.Contains(file, []byte("入院")) {
		t.Error("file holds a writer's reason in the clear")
	}
	if !bytes.Contains(file, []byte("海野")) {
		t.Error("file does not hold the name: the test looks in the wrong place")
	}
}

// A name that was changed leaves nothing behind in the index of what is now: the search
// compares what it finds and would hide it, but not its cost.
func TestIndexForgets(t *testing.T) {
	s, path, _ := create(t)
	r := storetest.Resident("11", "21", "旧姓 潮", "キュウセイ ウシオ")
	check(t, s.Update(t.Context(), func(tx registry.Tx) error {
		return errors.Join(tx.PutHousehold(registry.Household{ID: "21"}), tx.Append(&r))
	}))
	r.History, r.Name, r.Reading = 2, "新姓 潮", "シンセイ ウシオ"
	check(t, s.Update(t.Context(), func(tx registry.Tx) error { return tx.Append(&r) }))
	check(t, s.Close())
	db, err := sql.Open("sqlite", path)
	check(t, err)
	// What the record said before is in the index of the past, once.
	for match, want := range map[string]int{
		"names : " + hex.EncodeToString([]byte("旧姓")): 0, "past_names : " + hex.EncodeToString([]byte("旧姓")): 1,
		"names : " + hex.EncodeToString([]byte("新姓")): 1, "past_names : " + hex.EncodeToString([]byte("新姓")): 0,
	} {
		var n int
		row := db.QueryRowContext(t.Context(), "SELECT count(*) FROM name_index WHERE name_index MATCH ?", match)
		if err := row.Scan(&n); err != nil || n != want {
			t.Errorf("index has %d of %s, %v; want %d", n, match, err, want)
		}
	}
	check(t, db.Close())
}

// When the disk is full SQLite may end the transaction by itself. What comes after must
// not be written on its own, whatever the caller does with the error.
func TestDiskFull(t *testing.T) {
	s, _, _ := create(t)
	defer func() { check(t, s.Close()) }()
	check(t, s.LimitPages(t.Context(), 20))
	household := func(tx registry.Tx, i int) error {
		return tx.PutHousehold(registry.Household{ID: resident.HouseholdID(fmt.Sprintf("%0200d", i))})
	}
	full := 0
	err := s.Update(t.Context(), func(tx registry.Tx) error {
		for i := range 5000 {
			if tx.Try(func() error { return household(tx, i) }) != nil {
				full++
			}
		}
		return nil // as if nothing had happened
	})
	if err == nil || full == 0 {
		t.Fatalf("update on a full disk = %v after %d failures, want an error", err, full)
	}
	check(t, s.View(t.Context(), func(tx registry.Tx) error {
		for _, i := range []int{0, 4999} {
			if _, err := tx.Household(resident.HouseholdID(fmt.Sprintf("%0200d", i))); !errors.Is(err, registry.ErrNotFound) {
				t.Errorf("household %d of the failed transaction = %v, want not found", i, err)
			}
		}
		return nil
	}))
	check(t, s.Update(t.Context(), func(tx registry.Tx) error { return household(tx, 0) }))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	check(t, err)
	_, err = db.ExecContext(t.Context(), statement)
	check(t, errors.Join(err, db.Close()))
}

// asOf puts a database of an older version, with the keys of the one at path, in its
// place.
func asOf(t *testing.T, path string, version int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	check(t, err)
	var material []byte
	check(t, db.QueryRowContext(t.Context(), "SELECT material FROM keys").Scan(&material))
	check(t, db.Close())
	check(t, os.Remove(path))
	scripts, err := filepath.Glob("schema/*.sql")
	check(t, err)
	db, err = sql.Open("sqlite", path)
	check(t, err)
	db.SetMaxOpenConns(1)
	for _, name := range scripts[:version] {
		script, err := os.ReadFile(name)
		check(t, err)
		_, err = db.ExecContext(t.Context(), string(script))
		check(t, err)
	}
	_, err = db.ExecContext(t.Context(), fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", 0x4d444752, version))
	check(t, err)
	_, err = db.ExecContext(t.Context(), "INSERT INTO keys (one, material) VALUES (1, ?)", material)
	check(t, errors.Join(err, db.Close()))
}

// A file of before the search knew the past: what is searched by is made again from
// history, so that names and addresses of before are found in it, too.
func TestReindex(t *testing.T) {
	s, path, ring := create(t)
	check(t, s.Close())
	asOf(t, path, 2)
	first := storetest.Resident("11", "21", "海野　潮", "ウンノ　ウシオ")
	second := first
	second.History, second.Name, second.Reading, second.Protected = 2, "髙野　潮", "タカノ　ウシオ", true
	second.Address.Town, second.Address.Number = "みなと野市南区汐入町", "9番地"
	other := storetest.Resident("12", "21", "林　岬", "ハヤシ　ミサキ")
	db, err := sql.Open("sqlite", path)
	check(t, err)
	_, err = db.ExecContext(t.Context(), "INSERT INTO households (id) VALUES ('21')")
	check(t, err)
	for n, rows := range map[int][]resident.Record{1: {first, second}, 2: {other}} {
		_, err := db.ExecContext(t.Context(), "INSERT INTO residents (n, id, history, household, place, status, head, ward, birth, name, leaves, card, spot, names, address) "+
			"VALUES (?, ?, ?, '21', 1, 1, 1, '', '', '', '', '', '', 'as folded before', 'as folded before')", n, string(rows[0].ID), len(rows))
		check(t, err)
		for _, r := range rows {
			body, err := r.Encode()
			check(t, err)
			_, err = db.ExecContext(t.Context(), "INSERT INTO history (resident, number, record) VALUES (?, ?, ?)", n, r.History, body)
			check(t, err)
		}
	}
	check(t, db.Close())
	s, err = store.Open(t.Context(), path, ring)
	check(t, err)
	defer func() { check(t, s.Close()) }()
	for _, tt := range []struct {
		name string
		q    registry.Query
		want counter.Matched
	}{
		{"name of now", registry.Query{Name: "高野"}, counter.ByName},
		{"name of before", registry.Query{Name: "海野"}, counter.ByPastName},
		{"reading of before", registry.Query{Name: "ウンノ"}, counter.ByPastReading},
		{"address of now", registry.Query{Address: "汐入町9"}, counter.ByAddress},
		{"address of before", registry.Query{Name: "高野", Address: "潮見町"}, counter.ByPastAddress},
		{"birth", registry.Query{Name: "高野", Birth: first.Birth}, counter.ByName},
	} {
		tt.q.Limit = 10
		check(t, s.View(t.Context(), func(tx registry.Tx) error {
			found, _, err := tx.Search(tt.q)
			if err != nil || len(found) != 1 || found[0].ID != "11" || !slices.Contains(found[0].Matched, tt.want) || !found[0].Protected {
				t.Errorf("by %s: %+v, %v", tt.name, found, err)
			}
			return nil
		}))
	}
	// The past goes on from there.
	third := second
	third.History, third.Name = 3, "潮見　潮"
	check(t, s.Update(t.Context(), func(tx registry.Tx) error { return tx.Append(&third) }))
	check(t, s.View(t.Context(), func(tx registry.Tx) error {
		for _, name := range []string{"海野", "高野"} {
			if found, _, err := tx.Search(registry.Query{Name: name, Limit: 9}); err != nil || len(found) != 1 || found[0].PastName == "" {
				t.Errorf("a name of before finds %d, %v", len(found), err)
			}
		}
		return nil
	}))
}
