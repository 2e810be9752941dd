package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"madoguchi/app/audit"
)

// Purge erases the entries in one of the states that did not change since before, and the
// events of that age that the registry holds. It is for what is decided: an entry that is
// still owed stays whatever its state. What was erased is overwritten in the file, and the
// log is cut. record is written in the same step if there was anything.
func (s *Store) Purge(ctx context.Context, before time.Time, states []int, record func(entries, events int) audit.Record) (entries, events int, err error) {
	if len(states) == 0 {
		return 0, 0, nil
	}
	entries, events, err = s.purge(ctx, before, states, record)
	if err != nil {
		return 0, 0, fmt.Errorf("purge store: %w", kindOf(err))
	}
	if entries+events > 0 {
		_ = s.checkpoint(ctx) // a reader in the way puts it off to the next time
	}
	return entries, events, nil
}

func (s *Store) purge(ctx context.Context, before time.Time, states []int, record func(entries, events int) audit.Record) (entries, events int, err error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = tx.Rollback() }()
	w := &writing{ctx: ctx, tx: tx, store: s}
	if w.progress, err = s.readProgress(ctx, tx); err != nil {
		return 0, 0, err
	}
	acked := int64(w.progress.Acked)
	// From the first one on and without a hole: what stays is contiguous.
	if events, err = w.remove(`DELETE FROM outbox WHERE seq <= ? AND made_at < ?
		AND seq < (SELECT coalesce(min(seq), ? + 1) FROM outbox WHERE seq > ? OR made_at >= ?)`,
		acked, before.UnixMicro(), acked, acked, before.UnixMicro()); err != nil {
		return 0, 0, err
	}
	args := []any{before.UnixMicro(), acked}
	for _, state := range states {
		args = append(args, state)
	}
	if entries, err = w.remove(`DELETE FROM entries WHERE updated_at < ?
		AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.entry = entries.id AND outbox.seq > ?)
		AND state IN (?`+strings.Repeat(", ?", len(states)-1)+`)`, args...); err != nil {
		return 0, 0, err
	}
	if entries+events == 0 {
		return 0, 0, nil
	}
	if err := w.extendChain([]audit.Record{record(entries, events)}); err != nil {
		return 0, 0, err
	}
	if err := w.putProgress(); err != nil {
		return 0, 0, err
	}
	return entries, events, tx.Commit()
}

func (w *writing) remove(query string, args ...any) (int, error) {
	r, err := w.tx.ExecContext(w.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	n, err := r.RowsAffected()
	return int(n), err
}
