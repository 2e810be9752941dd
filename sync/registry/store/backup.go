package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"madoguchi/app/keys"
	"madoguchi/sync/registry"
)

// ErrBackup means that a backup is not what it was when it was made.
var ErrBackup = errors.New("backup is damaged or not complete")

// What a backup's folder holds.
const (
	backupFile   = "registry.db"
	manifestFile = "manifest.json"
)

// A Manifest says what a backup is. It holds nothing of residents.
type Manifest struct {
	MadeAt time.Time `json:"made_at"`
	Size   int64     `json:"size"`
	SHA256 string    `json:"sha256"`
	Schema int       `json:"schema"`
	Log    int64     `json:"log"`  // records of the operation log in it
	News   int64     `json:"news"` // how far the change feed went
}

// Backup writes the database as it is now into a new folder, while it is in use, and looks
// whether the copy hangs together. The key file is not in it and is kept elsewhere.
func (s *Store) Backup(ctx context.Context, folder string, now time.Time) (Manifest, error) {
	m, err := s.backup(ctx, folder, now)
	if err != nil {
		return Manifest{}, fmt.Errorf("back up: %w", err)
	}
	return m, nil
}

func (s *Store) backup(ctx context.Context, folder string, now time.Time) (m Manifest, err error) {
	if err := os.Mkdir(folder, 0o700); err != nil {
		return m, err
	}
	path := filepath.Join(folder, backupFile)
	// SQLite writes into an empty file that is there, with its rights.
	if err := writeFile(path, nil); err != nil {
		return m, err
	}
	if err := s.copyInto(ctx, path); err != nil {
		return m, err
	}
	if m, err = examine(ctx, path); err != nil {
		return m, err
	}
	m.MadeAt = now.UTC().Round(0)
	body, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	return m, errors.Join(writeFile(filepath.Join(folder, manifestFile), append(body, '\n')), syncFolder(path))
}

// copyInto copies the database in one read transaction: what is written meanwhile is not
// in it, and waits for nothing.
func (s *Store) copyInto(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", dsn(s.path, "mode=rw&_pragma=busy_timeout(5000)&_pragma=temp_store(MEMORY)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return err
	}
	return syncFile(path)
}

// examine reads a copy from end to end and says what it is.
func examine(ctx context.Context, path string) (m Manifest, err error) {
	db, err := sql.Open("sqlite", dsn(path, "mode=ro&immutable=1&_query_only=1"))
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := recognise(ctx, db); err != nil {
		return m, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil || verdict != "ok" {
		return m, ErrBackup // the verdict may quote what is in a row
	}
	err = errors.Join(db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&m.Schema),
		db.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM audit").Scan(&m.Log),
		db.QueryRowContext(ctx, "SELECT coalesce(max(cursor), 0) FROM news").Scan(&m.News))
	if err != nil {
		return m, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	m.Size, m.SHA256, err = digestOf(path)
	return m, err
}

func digestOf(path string) (size int64, digest string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return size, hex.EncodeToString(h.Sum(nil)), err
}

// Verify looks whether a backup is what it was when it was made.
func Verify(ctx context.Context, folder string) (Manifest, error) {
	body, err := os.ReadFile(filepath.Join(folder, manifestFile))
	if err != nil {
		return Manifest{}, fmt.Errorf("verify backup: %w", err)
	}
	var want Manifest
	if err := json.Unmarshal(body, &want); err != nil {
		return Manifest{}, fmt.Errorf("verify backup: manifest: %w", ErrBackup)
	}
	got, err := examine(ctx, filepath.Join(folder, backupFile))
	if err != nil {
		return Manifest{}, fmt.Errorf("verify backup: %w", err)
	}
	got.MadeAt = want.MadeAt
	if got != want {
		return Manifest{}, fmt.Errorf("verify backup: %w", ErrBackup)
	}
	return got, nil
}

// skipped is how many numbers of each series a restored registry leaves out: those that
// it had allotted after the backup are on paper, and are never allotted again.
const skipped = 100_000

// newsShift is how far a time stands above the changes in a cursor: more of them than
// 2^20 in a millisecond are not made.
const newsShift = 20

// Restore puts a backup in the place of the database at path, which nobody may have open.
// The database that was there is kept beside it, under the name that is returned; note
// writes what the log is to say.
//
// Terminals notice by themselves. Their cursors are all behind the restored change feed,
// which begins anew above every number it ever gave out, so that they take every change
// again; and the registry's watermarks of what they handed over stand lower than theirs,
// so that they hand over again what the backup lacks.
func Restore(ctx context.Context, folder, path string, ring keys.Ring, now time.Time, note func(registry.Tx) error) (kept string, err error) {
	if _, err := Verify(ctx, folder); err != nil {
		return "", err
	}
	held, err := lock(path, alone)
	if err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	beside := path + ".restoring"
	if err := copyFile(filepath.Join(folder, backupFile), beside); err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	if err := renew(ctx, beside, ring, now, note); err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	if kept, err = setAside(path, now); err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	if err := errors.Join(os.Rename(beside, path), syncFolder(path)); err != nil {
		return kept, fmt.Errorf("restore: %w", err)
	}
	return kept, nil
}

// renew makes a copy of a database the one in use: it opens with the key file, and says in
// its change feed and its numbers that time has passed.
func renew(ctx context.Context, path string, ring keys.Ring, now time.Time, note func(registry.Tx) error) (err error) {
	s, err := Open(ctx, path, ring)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close(), os.Remove(path+".lock")) }()
	return s.Update(ctx, func(t registry.Tx) error {
		own := t.(*tx)
		var first, last int64
		if err := own.one("SELECT coalesce(min(cursor), 0), coalesce(max(cursor), 0) FROM news", nil, &first, &last); err != nil {
			return err
		}
		base := max(now.UnixMilli()<<newsShift, last+1)
		err := errors.Join(
			own.exec("UPDATE news SET cursor = cursor - ? + ?", first, base),
			own.exec("DELETE FROM sqlite_sequence WHERE name = 'news'"),
			own.exec("INSERT INTO sqlite_sequence (name, seq) VALUES ('news', ?)", base+last-first),
			own.exec("UPDATE serials SET last = last + ?", skipped),
			own.exec("UPDATE sessions SET closed_at = ? WHERE closed_at IS NULL", toMilli(now)),
		)
		if err != nil || note == nil {
			return err
		}
		return note(t)
	})
}

// setAside keeps the database that is at path, if there is one that can be moved, with
// what stands in its log.
func setAside(path string, now time.Time) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	kept := path + ".before-" + now.UTC().Format("20060102T150405")
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(path+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return kept, nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

func writeFile(path string, body []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	return errors.Join(err, f.Sync(), f.Close())
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
