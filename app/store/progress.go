package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"madoguchi/app/audit"
	"madoguchi/app/keys"
)

// progress is how far the outbox and the audit chain have come. It is sealed as a
// whole: whoever can write the file cannot cut the end off the chain, or have an event
// pass for sent, without it showing. All its parts are of fixed size.
type progress struct {
	Last     uint64     // number of the last event
	Acked    uint64     // number of the last event that the registry holds
	Cursor   uint64     // how far the registry's verdicts were taken
	Head     audit.Head // end of the chain
	Anchored audit.Head // end of the chain as the registry holds it
}

var progressPlace = keys.Place{Table: "progress", Row: "1", Column: "body", Schema: 1}

func (s *Store) sealProgress(p progress) ([]byte, error) {
	body, err := binary.Append(nil, binary.BigEndian, p)
	if err != nil {
		return nil, fmt.Errorf("encode progress: %w", err)
	}
	return s.sealer.Seal(progressPlace, body)
}

// querier is a *sql.DB or a *sql.Tx.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (s *Store) readProgress(ctx context.Context, q querier) (progress, error) {
	var p progress
	var sealed []byte
	err := q.QueryRowContext(ctx, readProgressSQL).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return p, fmt.Errorf("progress: %w", ErrDamaged)
	}
	if err != nil {
		return p, kindOf(err)
	}
	body, err := s.sealer.Open(progressPlace, sealed)
	if err != nil {
		return p, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if _, err := binary.Decode(body, binary.BigEndian, &p); err != nil {
		return p, fmt.Errorf("progress: %w", ErrDamaged)
	}
	return p, nil
}

func (w *writing) putProgress() error {
	body, err := w.store.sealProgress(w.progress)
	if err != nil {
		return err
	}
	return w.exec(putProgressSQL, body)
}

// Watermarks returns the number of the last event, that of the last one which the
// registry holds, and how far its verdicts were taken.
func (s *Store) Watermarks(ctx context.Context) (last, acked, cursor uint64, err error) {
	p, err := s.readProgress(ctx, s.read)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("read watermarks: %w", err)
	}
	return p.Last, p.Acked, p.Cursor, nil
}
