package store

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite" // also registers the driver
	sqlite3 "modernc.org/sqlite/lib"

	"madoguchi/app/keys"
	"madoguchi/sync/registry"
)

// Errors of opening a store.
var (
	ErrMissing = errors.New("there is no registry database; make one with registry init")
	ErrExists  = errors.New("there is a registry database already")
	ErrForeign = errors.New("not a registry database")
	ErrNewer   = errors.New("registry database is newer than this program")
	ErrInUse   = errors.New("registry database is in use by another program")
)

// application marks a file as ours (PRAGMA application_id): "MDGR".
const application = 0x4d444752

// readers is how many transactions may read beside each other. More than cores do
// not help, and each costs its own page cache.
const readers = 4

//go:embed schema/*.sql
var schemas embed.FS

var _ registry.Store = (*Store)(nil)

// A Store is an open registry database.
type Store struct {
	write    *sql.DB
	read     *sql.DB
	writer   chan *session // holds the one writing session while nobody writes
	idle     *idle
	sealer   *keys.Sealer
	stale    bool // the key file holds what was replaced
	recovery string
	lock     io.Closer
	path     string
	yearly   yearly
}

// Create makes a new database at path with keys of its own, whose one half goes
// into ring, and opens it.
func Create(ctx context.Context, path string, ring keys.Ring) (*Store, error) {
	// O_EXCL, so that two of them cannot both win.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil, fmt.Errorf("create store: %w", ErrExists)
	case err != nil:
		return nil, fmt.Errorf("create store: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("create store: %w", err)
	}
	s, err := create(ctx, path, ring)
	if err != nil {
		// A half-made database would be refused for ever.
		return nil, errors.Join(fmt.Errorf("create store: %w", err), os.Remove(path))
	}
	return s, nil
}

func create(ctx context.Context, path string, ring keys.Ring) (*Store, error) {
	db, err := sql.Open("sqlite", dsn(path, writing))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	err = initialise(ctx, db, ring)
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	return Open(ctx, path, ring)
}

func initialise(ctx context.Context, db *sql.DB, ring keys.Ring) error {
	if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", application)); err != nil {
		return err
	}
	if err := migrate(ctx, db); err != nil {
		return err
	}
	_, material, err := keys.Create(ring)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "INSERT INTO keys (one, material) VALUES (1, ?)", []byte(material))
	return err
}

// Open opens the database at path, and moves its schema on to this program's.
func Open(ctx context.Context, path string, ring keys.Ring) (*Store, error) {
	s, err := openAs(ctx, path, together, func(m keys.Material) (*keys.Keys, error) { return keys.Open(ring, m) })
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if s.stale {
		// A rotation was cut short. What is left of it opens nothing by itself.
		_ = s.retireNow(ctx, ring)
	}
	return s, nil
}

// sharing says who may have the database open beside this one.
type sharing int

const (
	together sharing = iota + 1 // whoever keeps the same keys
	alone                       // nobody: the keys change
)

func openAs(ctx context.Context, path string, how sharing, unlock func(keys.Material) (*keys.Keys, error)) (*Store, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing
	} else if err != nil {
		return nil, err
	}
	held, err := lock(path, how)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, lock: held, writer: make(chan *session, 1), idle: newIdle(), yearly: yearly{opened: make(map[string]cipher.AEAD)}}
	if err := s.open(ctx, path, unlock); err != nil {
		return nil, errors.Join(foreign(err), s.closePools(), held.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string, unlock func(keys.Material) (*keys.Keys, error)) (err error) {
	if s.write, err = sql.Open("sqlite", dsn(path, writing)); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := recognise(ctx, s.write); err != nil {
		return err
	}
	if err := migrate(ctx, s.write); err != nil {
		return err
	}
	var material []byte
	if err := s.write.QueryRowContext(ctx, "SELECT material FROM keys").Scan(&material); err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	k, err := unlock(material)
	if err != nil {
		return err
	}
	s.sealer, s.stale, s.recovery = k.Sealer(), k.Stale(), k.Recovery()
	if s.read, err = sql.Open("sqlite", dsn(path, reading)); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(readers)
	return s.fill(ctx)
}

// fill opens the sessions.
func (s *Store) fill(ctx context.Context) error {
	w, err := newSession(ctx, s.write)
	if err != nil {
		return err
	}
	s.writer <- w
	for range readers {
		r, err := newSession(ctx, s.read)
		if err != nil {
			return err
		}
		s.idle.give(r)
	}
	return nil
}

// Recovery is the fingerprint of the recovery key that opens the database, "" for none.
func (s *Store) Recovery() string { return s.recovery }

// Close waits for the transactions under way and closes the file.
func (s *Store) Close() error {
	s.idle.close(readers)
	w := <-s.writer
	// What was deleted stays readable in the log until it is truncated.
	_, err := w.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	w.close()
	if err := errors.Join(err, s.closePools(), s.lock.Close()); err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

func (s *Store) closePools() error {
	var err error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	return err
}

// The two ways the file is opened. busy_timeout stands first, so that the pragmas
// after it wait for another process instead of failing.
const (
	writing = "mode=rw&_txlock=immediate&_defensive=1&_dqs=0" +
		"&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" +
		"&_pragma=secure_delete(1)&_pragma=trusted_schema(0)&_pragma=temp_store(MEMORY)&_pragma=journal_size_limit(67108864)" +
		"&_pragma=cache_size(-65536)"
	reading = "mode=ro&_query_only=1&_dqs=0&_pragma=busy_timeout(5000)&_pragma=trusted_schema(0)&_pragma=temp_store(MEMORY)" +
		"&_pragma=cache_size(-16384)"
)

func dsn(path, options string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path // sqlite will say what is wrong with it
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: options}
	return u.String()
}

// recognise refuses a file that is not ours before anything is written to it.
func recognise(ctx context.Context, db *sql.DB) error {
	var id, version int
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if id != application {
		return ErrForeign
	}
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	newest, err := migrations()
	if err != nil {
		return err
	}
	if version > len(newest) {
		return fmt.Errorf("schema %d, program knows %d: %w", version, len(newest), ErrNewer)
	}
	return nil
}

// foreign gives an error that says the file is no database a kind.
func foreign(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_NOTADB {
		return fmt.Errorf("%w: %w", ErrForeign, err)
	}
	return err
}

// migrations returns the schema files in the order they are applied.
func migrations() ([]string, error) {
	names, err := fs.Glob(schemas, "schema/*.sql") // sorted
	if err != nil {
		return nil, fmt.Errorf("list schema: %w", err)
	}
	return names, nil
}

// migrate applies what is missing, each file and its record in one transaction.
func migrate(ctx context.Context, db *sql.DB) error {
	names, err := migrations()
	if err != nil {
		return err
	}
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	for i := version; i < len(names); i++ {
		script, err := schemas.ReadFile(names[i])
		if err != nil {
			return fmt.Errorf("read schema: %w", err)
		}
		if err := step(ctx, db, string(script), names[i], i+1); err != nil {
			return fmt.Errorf("migrate to %d: %w", i+1, err)
		}
	}
	return nil
}

// rebuilds are what a schema file needs besides: made in Go from what the file holds.
var rebuilds = map[string]func(context.Context, *sql.Tx) error{
	"schema/0004_search.sql": reindex,
}

func step(ctx context.Context, db *sql.DB, script, name string, version int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to undo
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return err
	}
	if rebuild := rebuilds[name]; rebuild != nil {
		if err := rebuild(ctx, tx); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return err
	}
	return tx.Commit()
}
