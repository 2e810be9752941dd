package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"madoguchi/app/audit"
)

// A Change is everything that one step of the desk changes.
type Change struct {
	// Entries are put in whole, over what was there under the same id.
	Entries []Entry
	// Outbox is appended in this order, under the next numbers.
	Outbox []Event
	// Audit is appended to the chain. Outbox, Operators, Sessions, Positions and
	// Households need at least one record.
	Audit     []audit.Record
	Operators []Operator
	Sessions  []Session
	Positions []Position
	// Households are kept until they are forgotten. Forgetting comes first.
	Households []Household
	Forget     []string // households by id
	ForgetAll  bool
	Settings   []Setting
	// Watermark is the last event that the registry holds; lower than before, zero
	// included, leaves it as it was.
	Watermark uint64
	// Begin is the number after which the outbox of a new file goes on where another file
	// of this terminal ended. Zero leaves it; a file with events refuses it.
	Begin uint64
	// Cursor is how far the registry's verdicts were taken; lower than before, zero
	// included, leaves it as it was.
	Cursor uint64
}

// A Receipt says where a change stands.
type Receipt struct {
	First, Last uint64     // numbers of the events; zero if there were none
	Audit       audit.Head // the chain's new head
}

// check reports what a change lacks before anything is written.
func (c *Change) check() error {
	needs := len(c.Outbox) + len(c.Operators) + len(c.Sessions) + len(c.Positions) + len(c.Households)
	if needs > 0 && len(c.Audit) == 0 {
		return ErrUnaudited
	}
	return nil
}

// Commit makes the whole of c durable before it returns, or nothing of it.
func (s *Store) Commit(ctx context.Context, c Change) (Receipt, error) {
	if err := c.check(); err != nil {
		return Receipt{}, fmt.Errorf("commit: %w", err)
	}
	receipt, err := s.commit(ctx, c)
	if err != nil {
		return Receipt{}, fmt.Errorf("commit: %w", kindOf(err))
	}
	if c.ForgetAll || len(c.Forget) > 0 {
		// What was deleted stands in the log until it is cut. The change itself is
		// safe: a reader in the way only puts this off to the next time.
		_ = s.checkpoint(ctx)
	}
	return receipt, nil
}

func (s *Store) commit(ctx context.Context, c Change) (Receipt, error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return Receipt{}, err
	}
	defer func() { _ = tx.Rollback() }()
	w := &writing{ctx: ctx, tx: tx, store: s}
	if w.progress, err = s.readProgress(ctx, tx); err != nil {
		return Receipt{}, err
	}
	before := w.progress
	if err := w.all(c); err != nil {
		return Receipt{}, err
	}
	if w.progress != before {
		if err := w.putProgress(); err != nil {
			return Receipt{}, err
		}
	}
	if err := tx.Commit(); err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Audit: w.progress.Head}
	if w.progress.Last > before.Last {
		receipt.First, receipt.Last = before.Last+1, w.progress.Last
	}
	return receipt, nil
}

// A writing is one transaction of the writer. Its methods are the statements.
type writing struct {
	ctx      context.Context
	tx       transaction
	store    *Store
	progress progress
}

func (w *writing) exec(query string, args ...any) error {
	_, err := w.tx.ExecContext(w.ctx, query, args...)
	return err
}

// all writes each part of c.
func (w *writing) all(c Change) error {
	return first(
		func() error { return w.begin(c.Begin) },
		func() error { return each(c.Entries, w.putEntry) },
		func() error { return each(c.Outbox, w.appendEvent) },
		func() error { return w.acknowledge(c.Watermark) },
		func() error { w.progress.Cursor = max(w.progress.Cursor, c.Cursor); return nil },
		func() error { return each(c.Operators, w.putOperator) },
		func() error { return each(c.Sessions, w.putSession) },
		func() error { return each(c.Positions, w.putPosition) },
		func() error { return w.forget(c.Forget, c.ForgetAll) },
		func() error { return each(c.Households, w.putHousehold) },
		func() error { return each(c.Settings, w.putSetting) },
		func() error { return w.extendChain(c.Audit) },
	)
}

// first runs the steps until one fails.
func first(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func each[T any](items []T, put func(T) error) error {
	for _, item := range items {
		if err := put(item); err != nil {
			return err
		}
	}
	return nil
}

// micros writes a time; the zero time, which stands for none, is NULL.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

func fromMicros(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.UnixMicro(n.Int64).UTC()
}
