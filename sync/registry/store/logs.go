package store

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"madoguchi/sync/registry"
)

// logsSchema is the first schema that holds the logs as they are verified.
const logsSchema = 13

// Logs are the operation logs of a database, or of a backup of it, opened without its keys
// and without writing: links and signatures can be verified, no record can be read.
type Logs struct{ store *Store }

// OpenLogs opens them. The registry may be running.
func OpenLogs(ctx context.Context, path string) (*Logs, error) {
	s := &Store{path: path, writer: make(chan *session, 1), idle: newIdle(), yearly: yearly{opened: make(map[string]cipher.AEAD)}}
	if err := s.openLogs(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("open logs: %w", foreign(err)), s.closePools())
	}
	return &Logs{s}, nil
}

func (s *Store) openLogs(ctx context.Context, path string) (err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return ErrMissing
	} else if err != nil {
		return err
	}
	options := reading
	if _, err := os.Stat(path + "-wal"); errors.Is(err, fs.ErrNotExist) {
		options += "&immutable=1" // nobody has it open, and its folder may be read-only
	}
	if s.read, err = sql.Open("sqlite", dsn(path, options)); err != nil {
		return err
	}
	if err := recognise(ctx, s.read); err != nil {
		return err
	}
	var version int
	if err := s.read.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version < logsSchema {
		return fmt.Errorf("schema %d is of before the logs were signed: %w", version, ErrForeign)
	}
	c, err := newSession(ctx, s.read)
	if err != nil {
		return err
	}
	s.idle.give(c)
	return nil
}

// View calls f with a transaction that opens no record.
func (l *Logs) View(ctx context.Context, f func(registry.Tx) error) error {
	return l.store.View(ctx, f)
}

// Close closes the file.
func (l *Logs) Close() error {
	l.store.idle.close(1)
	if err := l.store.closePools(); err != nil {
		return fmt.Errorf("close logs: %w", err)
	}
	return nil
}
