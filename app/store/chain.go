package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"madoguchi/app/audit"
	"madoguchi/app/keys"
)

func auditPlace(seq int64) keys.Place {
	return keys.Place{Table: "audit", Row: strconv.FormatInt(seq, 10), Column: "sealed", Schema: 1}
}

// extendChain appends the records. It refuses when the chain does not end where the
// sealed head says, so that nothing is done that could not be shown afterwards.
func (w *writing) extendChain(records []audit.Record) error {
	if len(records) == 0 {
		return nil
	}
	if err := w.store.checkHead(w.ctx, w.tx, w.progress); err != nil {
		return err
	}
	for _, r := range records {
		if r.Policy == 0 {
			r.Policy = w.store.policy.Load()
		}
		body, err := r.Encode()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrAudit, err)
		}
		sealed, err := w.store.sealer.Seal(auditPlace(w.progress.Head.Seq+1), body)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrAudit, err)
		}
		link := w.progress.Head.Next(sealed)
		err = w.exec(appendLinkSQL,
			link.Seq, link.Prev[:], link.Body[:], sealed)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrAudit, kindOf(err))
		}
		w.progress.Head = link.Head()
	}
	return nil
}

// SetPolicy says which version of the locked configuration is in force: it stands in every
// record that names no other (R031).
func (s *Store) SetPolicy(version int) { s.policy.Store(int64(version)) }

// checkHead compares the end of the chain with the sealed head.
func (s *Store) checkHead(ctx context.Context, q querier, p progress) error {
	var last audit.Head
	rows, err := q.QueryContext(ctx, lastLinkSQL)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAudit, kindOf(err))
	}
	defer func() { _ = rows.Close() }()
	if rows.Next() {
		e, err := scanLink(rows)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrAudit, err)
		}
		last = e.Head()
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrAudit, kindOf(err))
	}
	if last != p.Head {
		return fmt.Errorf("%w: it ends at %d, not as it did at %d", ErrAudit, last.Seq, p.Head.Seq)
	}
	return nil
}

func scanLink(rows *sql.Rows) (audit.Event, error) {
	var e audit.Event
	var prev, hash []byte
	if err := rows.Scan(&e.Seq, &prev, &hash, &e.Sealed); err != nil {
		return e, kindOf(err)
	}
	if copy(e.Prev[:], prev) != len(e.Prev) || copy(e.Body[:], hash) != len(e.Body) {
		return e, fmt.Errorf("link: %w", ErrDamaged)
	}
	return e, nil
}

// AuditHead returns the end of the chain, and its end as the registry last held it.
func (s *Store) AuditHead(ctx context.Context) (head, anchored audit.Head, err error) {
	p, err := s.readProgress(ctx, s.read)
	if err != nil {
		return audit.Head{}, audit.Head{}, fmt.Errorf("read audit head: %w", err)
	}
	return p.Head, p.Anchored, nil
}

// AuditEvents iterates over the chain after a number, still sealed.
func (s *Store) AuditEvents(ctx context.Context, after int64) iter.Seq2[audit.Event, error] {
	return func(yield func(audit.Event, error) bool) {
		rows, err := s.read.QueryContext(ctx, `SELECT seq, prev, hash, sealed FROM audit WHERE seq > ? ORDER BY seq`, after)
		if err != nil {
			yield(audit.Event{}, kindOf(err))
			return
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			e, err := scanLink(rows)
			if !yield(e, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(audit.Event{}, kindOf(err))
		}
	}
}

// OpenRecord opens the record of an event of this terminal's chain.
func (s *Store) OpenRecord(e audit.Event) (audit.Record, error) {
	if e.Sealed == nil {
		return audit.Record{}, fmt.Errorf("open record %d: purged: %w", e.Seq, ErrNotFound)
	}
	body, err := s.sealer.Open(auditPlace(e.Seq), e.Sealed)
	if err != nil {
		return audit.Record{}, fmt.Errorf("open record %d: %w", e.Seq, err)
	}
	return audit.Decode(body)
}

// VerifyAudit walks over the whole chain, against its sealed head and its anchor at the
// registry. Its error wraps [ErrAudit] and an [audit.Broken] that says where.
func (s *Store) VerifyAudit(ctx context.Context) (audit.Head, error) {
	p, err := s.readProgress(ctx, s.read)
	if err != nil {
		return audit.Head{}, fmt.Errorf("verify audit: %w", err)
	}
	head, err := audit.Verify(s.AuditEvents(ctx, 0), p.Head, p.Anchored)
	var broken *audit.Broken
	if errors.As(err, &broken) {
		return head, fmt.Errorf("verify audit: %w: %w", ErrAudit, err)
	}
	if err != nil {
		return head, fmt.Errorf("verify audit: %w", err)
	}
	return head, nil
}
