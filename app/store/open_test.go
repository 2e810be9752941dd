package store_test

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/app/audit"
	"madoguchi/app/keys"
	"madoguchi/app/keys/keystest"
	"madoguchi/app/store"
	"madoguchi/app/store/storetest"
)

// raw runs statements on a closed file, as somebody does who has the disk.
func raw(t testing.TB, path string, statements ...string) {
	t.Helper()
	db := rawDB(t, path)
	defer func() { _ = db.Close() }()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func rawDB(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// filled makes a file with some of everything and closes it.
func filled(t testing.TB) store.Config {
	t.Helper()
	c := config(t)
	s := create(t, c)
	for n := range 40 {
		// Alike in all but the number, so that only the number tells rows apart.
		e, event := storetest.Entry(n+1, 1), storetest.Event(1)
		e.UpdatedAt = storetest.Noon
		_, err := s.Commit(t.Context(), store.Change{
			Entries: []store.Entry{e}, Outbox: []store.Event{event},
			Audit:      []audit.Record{storetest.Record(audit.HandedOver)},
			Operators:  []store.Operator{{ID: "sato", Credential: []byte("x"), TokenStep: int64(n), Guard: []byte("g")}},
			Households: []store.Household{{ID: "h1", OpenedAt: storetest.Noon, Body: []byte("b")}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	shut(t, s)
	return c
}

func TestOpenRefuses(t *testing.T) {
	write := func(b []byte) func(*testing.T, *store.Config) {
		return func(t *testing.T, c *store.Config) {
			if err := os.WriteFile(c.Path, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	cut := func(to func(size int64) int64) func(*testing.T, *store.Config) {
		return func(t *testing.T, c *store.Config) {
			info, err := os.Stat(c.Path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(c.Path, to(info.Size())); err != nil {
				t.Fatal(err)
			}
		}
	}
	sqlOf := func(statements ...string) func(*testing.T, *store.Config) {
		return func(t *testing.T, c *store.Config) { raw(t, c.Path, statements...) }
	}
	otherRing := func(fault error) func(*testing.T, *store.Config) {
		return func(_ *testing.T, c *store.Config) {
			var r keystest.Ring
			r.Fail(fault)
			c.Ring = &r
		}
	}
	// overwrite puts zeros over a page, counted from the end if it is negative.
	overwrite := func(page int64) func(*testing.T, *store.Config) {
		return func(t *testing.T, c *store.Config) {
			content, err := os.ReadFile(c.Path)
			if err != nil {
				t.Fatal(err)
			}
			at := page * 4096
			if page < 0 {
				at += int64(len(content))
			}
			clear(content[at : at+4096])
			write(content)(t, c)
		}
	}
	tests := []struct {
		name  string
		spoil func(*testing.T, *store.Config)
		want  error
	}{
		{"untouched", func(*testing.T, *store.Config) {}, nil},
		{"no file", func(t *testing.T, c *store.Config) { c.Path += "x" }, store.ErrMissing},
		{"a folder", func(t *testing.T, c *store.Config) { c.Path = filepath.Dir(c.Path) }, store.ErrForeign},
		{"a text file", write([]byte("名簿\n")), store.ErrForeign},
		{"a large foreign file", write(make([]byte, 1<<20)), store.ErrForeign},
		{"empty", write(nil), store.ErrDamaged},
		{"cut within the header", cut(func(int64) int64 { return 50 }), store.ErrDamaged},
		{"cut within a page", cut(func(n int64) int64 { return n - 100 }), store.ErrDamaged},
		{"cut at a page", cut(func(n int64) int64 { return n - 4096 }), store.ErrDamaged},
		{"cut to the first page", cut(func(int64) int64 { return 4096 }), store.ErrDamaged},
		{"fourth page overwritten", overwrite(3), store.ErrDamaged},
		{"last page overwritten", overwrite(-1), store.ErrDamaged},
		{"another program's database", sqlOf("PRAGMA application_id = 0"), store.ErrForeign},
		{"newer layout", sqlOf("PRAGMA user_version = 99"), store.ErrNewer},
		{"no terminal row", sqlOf("DELETE FROM terminal"), store.ErrDamaged},
		{"no progress row", sqlOf("DELETE FROM progress"), store.ErrDamaged},
		{"progress of another place", sqlOf("UPDATE progress SET body = (SELECT body FROM entries LIMIT 1)"), store.ErrDamaged},
		{"key material emptied", sqlOf("UPDATE terminal SET material = x''"), keys.ErrMaterial},
		{"last record removed", sqlOf("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)"), store.ErrAudit},
		{"all records removed", sqlOf("DELETE FROM audit"), store.ErrAudit},
		{"record added", sqlOf("INSERT INTO audit SELECT 41, prev, hash, sealed FROM audit WHERE seq = 40"), store.ErrAudit},
		{"keyring locked", otherRing(keys.ErrRingLocked), keys.ErrRingLocked},
		{"no keyring", otherRing(keys.ErrRingMissing), keys.ErrRingMissing},
		{"keyring does not answer", otherRing(keys.ErrRingTimeout), keys.ErrRingTimeout},
		{"keyring without our half", otherRing(nil), keys.ErrHalfMissing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := filled(t)
			tt.spoil(t, &c)
			before, _ := os.ReadFile(c.Path)
			s, err := store.Open(t.Context(), c)
			if err == nil {
				shut(t, s)
			}
			if !errors.Is(err, tt.want) {
				t.Fatalf("error = %v, want %v", err, tt.want)
			}
			if tt.want == nil {
				return
			}
			if after, _ := os.ReadFile(c.Path); string(after) != string(before) {
				t.Error("a refused file was changed")
			}
			if strings.Contains(err.Error(), "髙橋") {
				t.Errorf("error %q quotes a row", err)
			}
		})
	}
}

// TestRefusedFileIsNotLocked opens a file after a first try that was refused.
func TestRefusedFileIsNotLocked(t *testing.T) {
	c := filled(t)
	ring := c.Ring.(*keystest.Ring)
	ring.Fail(keys.ErrRingLocked)
	if _, err := store.Open(t.Context(), c); !errors.Is(err, keys.ErrRingLocked) {
		t.Fatal(err)
	}
	ring.Fail(nil)
	shut(t, reopen(t, c))
}

// TestCrashInCheckpoint gives a file that a crash left while SQLite moved its log: the
// header, written first, counts pages that so far stand in the log alone.
func TestCrashInCheckpoint(t *testing.T) {
	c := config(t)
	s := create(t, c)
	for n := range 10 {
		_, err := s.Commit(t.Context(), store.Change{Entries: []store.Entry{storetest.Entry(n+1, 1)}})
		if err != nil {
			t.Fatal(err)
		}
	}
	crashed := c
	crashed.Path += "-crashed"
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(c.Path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if suffix == "" {
			pages := binary.BigEndian.Uint32(content[28:])
			binary.BigEndian.PutUint32(content[28:], pages+20)
		}
		if err := os.WriteFile(crashed.Path+suffix, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again := reopen(t, crashed)
	entries, err := again.Entries(t.Context())
	if err != nil || len(entries) != 10 {
		t.Errorf("%d entries, %v, want 10", len(entries), err)
	}
}

func TestCreateRefuses(t *testing.T) {
	t.Run("over a file", func(t *testing.T) {
		c := filled(t)
		if err := store.Create(t.Context(), c); !errors.Is(err, store.ErrExists) {
			t.Errorf("error = %v, want %v", err, store.ErrExists)
		}
		shut(t, reopen(t, c))
	})
	t.Run("without a keyring, and leaves no file", func(t *testing.T) {
		c := config(t)
		ring := c.Ring.(*keystest.Ring)
		ring.Fail(keys.ErrRingMissing)
		if err := store.Create(t.Context(), c); !errors.Is(err, keys.ErrRingMissing) {
			t.Errorf("error = %v, want %v", err, keys.ErrRingMissing)
		}
		if _, err := os.Stat(c.Path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a file is there: %v", err)
		}
		ring.Fail(nil)
		shut(t, create(t, c)) // over what the first try left
	})
	t.Run("without a terminal", func(t *testing.T) {
		c := config(t)
		c.Terminal = ""
		if err := store.Create(t.Context(), c); err == nil {
			t.Error("made a file for no terminal")
		}
	})
}

// TestInUse opens a file twice: in this process, and in another one.
func TestInUse(t *testing.T) {
	if path := os.Getenv("STORE_TEST_IN_USE"); path != "" {
		_, err := store.Open(t.Context(), store.Config{Path: path, Ring: &keystest.Ring{}})
		if !errors.Is(err, store.ErrInUse) {
			t.Fatalf("error = %v, want %v", err, store.ErrInUse)
		}
		return
	}
	c := config(t)
	s := create(t, c)
	if _, err := store.Open(t.Context(), c); !errors.Is(err, store.ErrInUse) {
		t.Errorf("in this process: error = %v, want %v", err, store.ErrInUse)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestInUse$", "-test.count=1")
	child.Env = append(os.Environ(), "STORE_TEST_IN_USE="+c.Path)
	if out, err := child.CombinedOutput(); err != nil {
		t.Errorf("in another process: %v\n%s", err, out)
	}
	shut(t, s)
	shut(t, reopen(t, c))
}

// TestOwnerOnly looks at the rights of the file and its log while it is open.
func TestOwnerOnly(t *testing.T) {
	if os.PathSeparator == '\\' {
		t.Skip("Windows has no such rights; the folder's ACL does it there")
	}
	c := config(t)
	create(t, c)
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		info, err := os.Stat(c.Path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if rights := info.Mode().Perm(); rights != 0o600 {
			t.Errorf("%s%s has rights %o", filepath.Base(c.Path), suffix, rights)
		}
	}
}
