package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"madoguchi/app/keys"
	"madoguchi/sync/registry"
)

// A session is one connection with the statements prepared on it. Transactions are
// begun by hand: a statement of a sql.Tx would be prepared again each time.
type session struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func newSession(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, statements: make(map[string]*sql.Stmt)}, nil
}

// close gives the connection back. Its errors tell nothing that the closing of the
// pool does not.
func (c *session) close() {
	for _, s := range c.statements {
		_ = s.Close()
	}
	_ = c.conn.Close()
}

func (c *session) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := c.statements[query]; s != nil {
		return s, nil
	}
	s, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	c.statements[query] = s
	return s, nil
}

// View implements [registry.Store].
func (s *Store) View(ctx context.Context, f func(registry.Tx) error) error {
	c, err := s.idle.take(ctx)
	if err != nil {
		return err
	}
	defer s.idle.give(c)
	return s.run(ctx, c, "BEGIN", "ROLLBACK", f)
}

// Update implements [registry.Store]. From when it has its turn on it does not heed
// ctx: a statement that is interrupted would end the transaction under the caller.
func (s *Store) Update(ctx context.Context, f func(registry.Tx) error) error {
	if err := s.update(ctx, f); err != nil {
		return err
	}
	if s.yearly.cutDue() {
		_ = s.truncate(context.WithoutCancel(ctx)) // it is done, and what stands in the way of this puts it off only
	}
	return nil
}

func (s *Store) update(ctx context.Context, f func(registry.Tx) error) error {
	select {
	case c := <-s.writer:
		defer func() { s.writer <- c }()
		return s.run(context.WithoutCancel(ctx), c, "BEGIN IMMEDIATE", "COMMIT", f)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Store) run(ctx context.Context, c *session, begin, end string, f func(registry.Tx) error) (err error) {
	t := &tx{ctx: ctx, session: c, sealer: s.sealer, yearly: &s.yearly}
	if err := t.exec(begin); err != nil {
		return err
	}
	ended := false
	defer func() { // also when f panics
		if !ended {
			// It fails when SQLite has rolled back by itself, which is as good.
			_, _ = c.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	if err := f(t); err != nil {
		return err
	}
	if err := t.exec(end); err != nil { // also when f hid that t is broken
		return err
	}
	ended = true
	return nil
}

// Try implements [registry.Tx].
func (t *tx) Try(f func() error) error {
	if err := t.exec("SAVEPOINT try"); err != nil {
		return err
	}
	if err := f(); err != nil {
		return errors.Join(err, t.exec("ROLLBACK TO try"), t.exec("RELEASE try"))
	}
	return t.exec("RELEASE try")
}

// A tx is a transaction under way.
type tx struct {
	ctx     context.Context // of View or Update; a tx does not outlive the call
	session *session
	sealer  *keys.Sealer
	yearly  *yearly
	// broken is the first error of the engine itself. SQLite may have rolled back
	// by then, so that nothing more is done and nothing is committed.
	broken error
}

// note keeps an error of the engine; a broken constraint only undoes its statement.
func (t *tx) note(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_CONSTRAINT {
		return err
	}
	if t.broken == nil {
		t.broken = err
	}
	return err
}

func (t *tx) exec(query string, args ...any) error {
	_, err := t.change(query, args...)
	return err
}

// change runs a statement and returns how many rows it changed.
func (t *tx) change(query string, args ...any) (int64, error) {
	if t.broken != nil {
		return 0, t.broken
	}
	s, err := t.session.statement(t.ctx, query)
	if err != nil {
		return 0, t.note(err)
	}
	r, err := s.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, t.note(err)
	}
	return r.RowsAffected()
}

// one scans the single row of a query, or answers [registry.ErrNotFound].
func (t *tx) one(query string, args []any, into ...any) error {
	if t.broken != nil {
		return t.broken
	}
	s, err := t.session.statement(t.ctx, query)
	if err != nil {
		return t.note(err)
	}
	err = s.QueryRowContext(t.ctx, args...).Scan(into...)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return registry.ErrNotFound
	case err != nil:
		return t.note(err)
	}
	return nil
}

// each calls f with each row of a query.
func (t *tx) each(query string, args []any, f func(scan func(...any) error) error) error {
	if t.broken != nil {
		return t.broken
	}
	s, err := t.session.statement(t.ctx, query)
	if err != nil {
		return t.note(err)
	}
	rows, err := s.QueryContext(t.ctx, args...)
	if err != nil {
		return t.note(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells what matters
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return t.note(err)
	}
	return nil
}
