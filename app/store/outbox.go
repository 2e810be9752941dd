package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/keys"
)

// An Event is one thing that this terminal owes the registry.
type Event struct {
	Seq    uint64 // allotted by [Store.Commit]: 1, 2, 3 … without a gap
	Entry  string // id of the entry it is about
	Kind   int
	MadeAt time.Time
	SentAt time.Time // when the registry acknowledged it; zero before
	Body   []byte
}

func (e Event) place() keys.Place {
	row := fmt.Sprintf("%d|%s|%d|%d", e.Seq, e.Entry, e.Kind, e.MadeAt.UnixMicro())
	return keys.Place{Table: "outbox", Row: row, Column: "body", Schema: 1}
}

func (w *writing) appendEvent(e Event) error {
	if e.Entry == "" || e.MadeAt.IsZero() {
		return errors.New("append event: entry and time are required")
	}
	e.Seq = w.progress.Last + 1
	body, err := w.store.sealer.Seal(e.place(), e.Body)
	if err != nil {
		return err
	}
	err = w.exec(appendEventSQL,
		int64(e.Seq), e.Entry, e.Kind, e.MadeAt.UnixMicro(), body)
	if err != nil {
		return err
	}
	w.progress.Last = e.Seq
	return nil
}

// begin has the outbox go on after a number.
func (w *writing) begin(after uint64) error {
	switch {
	case after == 0:
		return nil
	case w.progress.Last > 0:
		return ErrBegun
	}
	w.progress.Last, w.progress.Acked = after, after
	return nil
}

// acknowledge moves the watermark on. It never moves back: a registry that was
// restored from a backup says so by what it asks for, not by the watermark.
func (w *writing) acknowledge(watermark uint64) error {
	if watermark > w.progress.Last {
		return ErrWatermark
	}
	before := w.progress.Acked
	if watermark <= before {
		return nil
	}
	w.progress.Acked = watermark
	return w.exec(`UPDATE outbox SET sent_at = ? WHERE seq > ? AND seq <= ? AND sent_at IS NULL`,
		w.store.config.now().UnixMicro(), int64(before), int64(watermark))
}

// Pending returns the events after a number, in order, until there are limit of them
// or the next would take their bodies beyond bytes. The first is returned whatever its
// size.
func (s *Store) Pending(ctx context.Context, after uint64, limit, bytes int) ([]Event, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT seq, entry, kind, made_at, sent_at, body
		FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?`, int64(after), limit)
	if err != nil {
		return nil, fmt.Errorf("read outbox: %w", kindOf(err))
	}
	defer func() { _ = rows.Close() }()
	var out []Event
	for size := 0; rows.Next(); {
		e, err := s.scanEvent(rows)
		if err != nil {
			return nil, fmt.Errorf("read outbox: %w", err)
		}
		if size += len(e.Body); size > bytes && len(out) > 0 {
			return out, nil
		}
		// A hole would be sent as one, and the registry would wait for ever.
		if want := after + 1 + uint64(len(out)); e.Seq != want {
			return nil, fmt.Errorf("read outbox: event %d is missing: %w", want, ErrDamaged)
		}
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read outbox: %w", kindOf(err))
	}
	return out, nil
}

func (s *Store) scanEvent(rows *sql.Rows) (Event, error) {
	var e Event
	var made int64
	var sent sql.NullInt64
	var body []byte
	if err := rows.Scan(&e.Seq, &e.Entry, &e.Kind, &made, &sent, &body); err != nil {
		return e, kindOf(err)
	}
	e.MadeAt, e.SentAt = time.UnixMicro(made).UTC(), fromMicros(sent)
	var err error
	e.Body, err = s.sealer.Open(e.place(), body)
	return e, err
}

// Owed returns the ids of the entries that have an event after a number.
func (s *Store) Owed(ctx context.Context, after uint64) (map[string]bool, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT DISTINCT entry FROM outbox WHERE seq > ?`, int64(after))
	if err != nil {
		return nil, fmt.Errorf("read owed: %w", kindOf(err))
	}
	defer func() { _ = rows.Close() }()
	out := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("read owed: %w", kindOf(err))
		}
		out[id] = true
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read owed: %w", kindOf(err))
	}
	return out, nil
}

// Settled returns the ids of the entries that a watermark settles: the last event about
// them is acknowledged by it and was not before.
func (s *Store) Settled(ctx context.Context, watermark uint64) ([]string, error) {
	p, err := s.readProgress(ctx, s.read)
	if err != nil {
		return nil, fmt.Errorf("read settled: %w", err)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT e.entry FROM outbox e WHERE e.seq > ? AND e.seq <= ?
		AND NOT EXISTS (SELECT 1 FROM outbox later WHERE later.entry = e.entry AND later.seq > e.seq) ORDER BY e.seq`,
		int64(p.Acked), int64(watermark))
	if err != nil {
		return nil, fmt.Errorf("read settled: %w", kindOf(err))
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("read settled: %w", kindOf(err))
		}
		out = append(out, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read settled: %w", kindOf(err))
	}
	return out, nil
}

// Unsent counts the events that the registry does not hold yet.
func (s *Store) Unsent(ctx context.Context) (Tally, error) {
	p, err := s.readProgress(ctx, s.read)
	if err != nil {
		return Tally{}, fmt.Errorf("count outbox: %w", err)
	}
	var t Tally
	var oldest sql.NullInt64
	err = s.read.QueryRowContext(ctx, `SELECT count(*), min(made_at) FROM outbox WHERE seq > ?`, int64(p.Acked)).
		Scan(&t.Count, &oldest)
	if err != nil {
		return Tally{}, fmt.Errorf("count outbox: %w", kindOf(err))
	}
	t.Oldest = fromMicros(oldest)
	return t, nil
}
