package store

import (
	"context"
	"database/sql"
)

// The statements of nearly every step. They are compiled once: the text of a statement
// that a transaction is given is compiled anew each time, which was a quarter of the
// work of a step.
const (
	putEntrySQL = `INSERT INTO entries (id, kind, state, revision, writer, updated_at, summary, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, state = excluded.state, revision = excluded.revision,
			writer = excluded.writer, updated_at = excluded.updated_at, summary = excluded.summary, body = excluded.body`
	appendEventSQL  = `INSERT INTO outbox (seq, entry, kind, made_at, sent_at, body) VALUES (?, ?, ?, ?, NULL, ?)`
	appendLinkSQL   = `INSERT INTO audit (seq, prev, hash, sealed) VALUES (?, ?, ?, ?)`
	lastLinkSQL     = `SELECT seq, prev, hash, sealed FROM audit ORDER BY seq DESC LIMIT 1`
	readProgressSQL = `SELECT body FROM progress WHERE one = 1`
	putProgressSQL  = `UPDATE progress SET body = ? WHERE one = 1`
)

// prepare compiles the statements on the writer's connection.
func (s *Store) prepare(ctx context.Context) error {
	s.prepared = make(map[string]*sql.Stmt)
	for _, text := range []string{putEntrySQL, appendEventSQL, appendLinkSQL, lastLinkSQL, readProgressSQL, putProgressSQL} {
		statement, err := s.write.PrepareContext(ctx, text)
		if err != nil {
			return kindOf(err)
		}
		s.prepared[text] = statement // closed with the database
	}
	return nil
}

// A transaction is one of the writer that uses the compiled statements.
type transaction struct {
	*sql.Tx
	prepared map[string]*sql.Stmt
}

var _ querier = transaction{}

func (s *Store) begin(ctx context.Context) (transaction, error) {
	tx, err := s.write.BeginTx(ctx, nil)
	return transaction{tx, s.prepared}, err
}

// ExecContext runs a statement, compiled before or now.
func (t transaction) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if p := t.prepared[text]; p != nil {
		return t.StmtContext(ctx, p).ExecContext(ctx, args...)
	}
	return t.Tx.ExecContext(ctx, text, args...)
}

// QueryContext implements querier.
func (t transaction) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if p := t.prepared[text]; p != nil {
		return t.StmtContext(ctx, p).QueryContext(ctx, args...)
	}
	return t.Tx.QueryContext(ctx, text, args...)
}

// QueryRowContext implements querier.
func (t transaction) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if p := t.prepared[text]; p != nil {
		return t.StmtContext(ctx, p).QueryRowContext(ctx, args...)
	}
	return t.Tx.QueryRowContext(ctx, text, args...)
}
