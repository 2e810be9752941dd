// Package store keeps the terminal's state in one sealed SQLite file.
//
// Every body in the file is sealed by app/keys; in the clear are opaque ids, kinds,
// states, sequence numbers and times. A step of the desk is one [Change], and
// [Store.Commit] makes the whole of it durable before it returns, or nothing of it:
// entries, what is owed to the registry, the audit records and the rest. Where the
// audit chain cannot be extended the whole change is refused.
//
// [Create] makes a file and [Open] opens one. Open never makes one and never makes new
// keys: a missing file, a foreign one, a damaged one, one of a newer program and one
// without its keyring half are errors of their own, for a screen of their own. A file
// is open in one process at a time.
//
// An error of Commit that comes from the disk means that the change may be stored or
// not. Trying again with the same ids is right in both cases for everything but the
// outbox, of which [Store.Owed] tells what is there.
//
// What the bodies say is left to app/desk, sending the outbox to sync/outbox.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"

	"madoguchi/app/keys"
)

// Errors of opening a file, besides those of app/keys.
var (
	ErrMissing = errors.New("no file there")
	ErrExists  = errors.New("a file is there already")
	ErrForeign = errors.New("not a terminal's file")
	ErrDamaged = errors.New("file is damaged")
	ErrNewer   = errors.New("file was written by a newer program")
	ErrInUse   = errors.New("file is in use by another program")
)

// Errors of using a file.
var (
	ErrNotFound = errors.New("not found")
	// ErrFull means that the disk has no room. What was stored before is safe.
	ErrFull = errors.New("no space left on disk")
	// ErrAudit means that the audit chain cannot be extended or was tampered with.
	ErrAudit = errors.New("audit chain cannot be extended")
	// ErrUnaudited means that a change came without the record that it needs.
	ErrUnaudited = errors.New("change without an audit record")
	// ErrTokenStep means that a token's step was stored already.
	ErrTokenStep = errors.New("token step goes back")
	// ErrBegun means that a file with events is to begin after those of another.
	ErrBegun = errors.New("file has events already")
	// ErrWatermark means that the registry acknowledged what was never sent.
	ErrWatermark = errors.New("watermark beyond the last event")
)

// A Config says where a file is and what opens it. Path and Ring are required.
type Config struct {
	Path string
	Ring keys.Ring
	// Terminal is the id of the terminal, for [Create] alone.
	Terminal string
	// Now is time.Now if it is nil.
	Now func() time.Time
}

func (c Config) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// A Store is an open file. It is safe for concurrent use.
type Store struct {
	config   Config
	terminal string
	keys     *keys.Keys
	sealer   *keys.Sealer
	lock     io.Closer
	write    *sql.DB // one connection
	read     *sql.DB
	prepared map[string]*sql.Stmt // of write, by their text
	policy   atomic.Int64         // see SetPolicy
}

// Create makes a new file and a new half in the keyring, and leaves the file closed.
// The file appears under its name only when it is complete.
func Create(ctx context.Context, c Config) error {
	if c.Path == "" || c.Ring == nil || c.Terminal == "" {
		return errors.New("create store: path, ring and terminal are required")
	}
	if _, err := os.Lstat(c.Path); err == nil {
		return fmt.Errorf("create store: %w", ErrExists)
	} else if !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("create store: %w", err)
	}
	lock, err := lockFile(c.Path)
	if err != nil {
		return fmt.Errorf("create store: %w", err)
	}
	defer func() { _ = lock.Close() }()
	building := c
	building.Path += ".new"
	if err := building.build(ctx); err != nil {
		return fmt.Errorf("create store: %w", err)
	}
	if err := os.Rename(building.Path, c.Path); err != nil {
		return fmt.Errorf("create store: %w", err)
	}
	if err := syncFolder(c.Path); err != nil {
		return fmt.Errorf("create store: %w", err)
	}
	return nil
}

// build makes a complete file under c.Path, over what an interrupted one left there.
func (c Config) build(ctx context.Context) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(c.Path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	// SQLite gives its log the rights of the file, which are the owner's alone.
	empty, err := os.OpenFile(c.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := empty.Close(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", writerDSN(c.Path))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	if err := migrate(ctx, db, c.now()); err != nil {
		return err
	}
	k, material, err := keys.Create(c.Ring)
	if err != nil {
		return err
	}
	s := &Store{config: c, sealer: k.Sealer(), write: db}
	if err := s.found(ctx, material); err != nil {
		return err
	}
	if err := s.checkpoint(ctx); err != nil {
		return err
	}
	return db.Close()
}

// found writes the rows that there are one of.
func (s *Store) found(ctx context.Context, material keys.Material) error {
	body, err := s.sealProgress(progress{})
	if err != nil {
		return err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return kindOf(err)
	}
	defer func() { _ = tx.Rollback() }()
	_, err = tx.ExecContext(ctx, `INSERT INTO terminal (one, name, material, created_at) VALUES (1, ?, ?, ?)`,
		s.config.Terminal, []byte(material), s.config.now().UnixMicro())
	if err != nil {
		return kindOf(err)
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO progress (one, body) VALUES (1, ?)`, body); err != nil {
		return kindOf(err)
	}
	return kindOf(tx.Commit())
}

// Open opens a file that [Create] made. The caller must close it.
func Open(ctx context.Context, c Config) (*Store, error) {
	return open(ctx, c, func(ring keys.Ring, m keys.Material) (*keys.Keys, keys.Material, error) {
		k, err := keys.Open(ring, m)
		return k, m, err
	})
}

// unlocking opens the keys of a file, or makes them anew; the material is what will be
// stored.
type unlocking func(keys.Ring, keys.Material) (*keys.Keys, keys.Material, error)

func open(ctx context.Context, c Config, unlock unlocking) (*Store, error) {
	if c.Path == "" || c.Ring == nil {
		return nil, errors.New("open store: path and ring are required")
	}
	lock, err := lockExisting(c.Path)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{config: c, lock: lock}
	if err := s.open(ctx, unlock); err != nil {
		_ = s.release()
		return nil, fmt.Errorf("open store: %w", err)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, unlock unlocking) error {
	if err := checkHeader(s.config.Path); err != nil {
		return err
	}
	var err error
	if s.write, err = sql.Open("sqlite", writerDSN(s.config.Path)); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := checkFile(ctx, s.write); err != nil {
		return err
	}
	if err := migrate(ctx, s.write, s.config.now()); err != nil {
		return err
	}
	var material []byte
	err = s.write.QueryRowContext(ctx, `SELECT name, material FROM terminal WHERE one = 1`).Scan(&s.terminal, &material)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("terminal: %w", ErrDamaged)
	}
	if err != nil {
		return kindOf(err)
	}
	if s.keys, _, err = unlock(s.config.Ring, material); err != nil {
		return err
	}
	s.sealer = s.keys.Sealer()
	if s.read, err = sql.Open("sqlite", readerDSN(s.config.Path)); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(2)
	if err := s.prepare(ctx); err != nil {
		return err
	}
	p, err := s.readProgress(ctx, s.write)
	if err != nil {
		return err
	}
	if err := s.checkHead(ctx, s.write, p); err != nil {
		return err
	}
	if s.keys.Stale() {
		_ = s.retire(ctx, material) // a rotation was cut short; what is left of it opens nothing by itself
	}
	return nil
}

// Close empties the write-ahead log into the file, so that nothing purged stays in it,
// and closes the file.
func (s *Store) Close() error {
	err := s.checkpoint(context.Background())
	if closeErr := s.release(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

// release closes what is open. Readers go first: the last connection to close removes
// the log.
func (s *Store) release() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, s.lock.Close())...)
}

// Terminal returns the id of the terminal that the file belongs to.
func (s *Store) Terminal() string { return s.terminal }

// Keys returns the terminal's keys, to which the file is one half.
func (s *Store) Keys() *keys.Keys { return s.keys }

// checkpoint moves the write-ahead log into the file and cuts it to nothing.
func (s *Store) checkpoint(ctx context.Context) error {
	var busy, frames, moved int
	if err := s.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved); err != nil {
		return kindOf(err)
	}
	if busy != 0 {
		return errors.New("checkpoint: a reader is in the way")
	}
	return nil
}

// SQLite's result codes that are told apart (the low byte of the extended ones).
const (
	codeBusy    = 5
	codeCorrupt = 11
	codeFull    = 13
	codeForeign = 26
)

// kindOf gives an error of the database its kind, once.
func kindOf(err error) error {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return err
	}
	for _, kind := range []error{ErrInUse, ErrDamaged, ErrFull, ErrForeign} {
		if errors.Is(err, kind) {
			return err
		}
	}
	switch lite.Code() & 0xff {
	case codeBusy:
		return fmt.Errorf("%w: %w", ErrInUse, err)
	case codeCorrupt:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case codeFull:
		return fmt.Errorf("%w: %w", ErrFull, err)
	case codeForeign:
		return fmt.Errorf("%w: %w", ErrForeign, err)
	}
	return err
}
