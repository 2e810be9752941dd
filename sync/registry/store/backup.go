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
	"os"
	"path/filepath"
	"time"
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
