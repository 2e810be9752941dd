package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"madoguchi/app/keys"
	"madoguchi/app/operator"
)

// An Entry is a notification as it is kept. Kind and State are the desk's numbers.
type Entry struct {
	ID        string
	Kind      int
	State     int
	Revision  int
	Writer    operator.ID
	UpdatedAt time.Time
	Summary   []byte // what a line of the worklist shows; may be nil
	Body      []byte // everything
}

// place binds a sealed column to the row and to the clear columns beside it.
func (e Entry) place(column string) keys.Place {
	row := fmt.Sprintf("%s|%d|%d|%d|%s|%d", e.ID, e.Kind, e.State, e.Revision, e.Writer, e.UpdatedAt.UnixMicro())
	return keys.Place{Table: "entries", Row: row, Column: column, Schema: 1}
}

func (w *writing) putEntry(e Entry) error {
	if e.ID == "" || e.UpdatedAt.IsZero() {
		return errors.New("put entry: id and time are required")
	}
	body, err := w.store.sealer.Seal(e.place("body"), e.Body)
	if err != nil {
		return err
	}
	var summary []byte
	if e.Summary != nil {
		if summary, err = w.store.sealer.Seal(e.place("summary"), e.Summary); err != nil {
			return err
		}
	}
	return w.exec(putEntrySQL,
		e.ID, e.Kind, e.State, e.Revision, string(e.Writer), e.UpdatedAt.UnixMicro(), summary, body)
}

// Entry returns an entry, or [ErrNotFound].
func (s *Store) Entry(ctx context.Context, id string) (Entry, error) {
	rows, err := s.entries(ctx, "summary, body", "id = ?", id)
	if err != nil {
		return Entry{}, fmt.Errorf("read entry: %w", err)
	}
	if len(rows) == 0 {
		return Entry{}, fmt.Errorf("read entry: %w", ErrNotFound)
	}
	return rows[0], nil
}

// Entries returns the entries in one of the states, all of them if none is named, the
// oldest change first.
func (s *Store) Entries(ctx context.Context, states ...int) ([]Entry, error) {
	where, args := inStates(states)
	rows, err := s.entries(ctx, "summary, body", where, args...)
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	return rows, nil
}

// ListEntries is [Store.Entries] without the bodies, for a list of many.
func (s *Store) ListEntries(ctx context.Context, states ...int) ([]Entry, error) {
	where, args := inStates(states)
	rows, err := s.entries(ctx, "summary, NULL", where, args...)
	if err != nil {
		return nil, fmt.Errorf("list entries: %w", err)
	}
	return rows, nil
}

func inStates(states []int) (where string, args []any) {
	if len(states) == 0 {
		return "TRUE", nil
	}
	for _, state := range states {
		args = append(args, state)
	}
	return "state IN (?" + strings.Repeat(", ?", len(states)-1) + ")", args
}

// entries reads rows. Columns and where are texts of this file, never from outside.
func (s *Store) entries(ctx context.Context, columns, where string, args ...any) ([]Entry, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, kind, state, revision, writer, updated_at, `+columns+`
		FROM entries WHERE `+where+` ORDER BY updated_at, id`, args...)
	if err != nil {
		return nil, kindOf(err)
	}
	defer func() { _ = rows.Close() }()
	var out []Entry
	for rows.Next() {
		e, err := s.scanEntry(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, kindOf(rows.Err())
}

func (s *Store) scanEntry(rows *sql.Rows) (Entry, error) {
	var e Entry
	var updated int64
	var summary, body []byte
	if err := rows.Scan(&e.ID, &e.Kind, &e.State, &e.Revision, &e.Writer, &updated, &summary, &body); err != nil {
		return e, kindOf(err)
	}
	e.UpdatedAt = time.UnixMicro(updated).UTC()
	var err error
	if summary != nil {
		if e.Summary, err = s.sealer.Open(e.place("summary"), summary); err != nil {
			return e, err
		}
	}
	if body != nil {
		if e.Body, err = s.sealer.Open(e.place("body"), body); err != nil {
			return e, err
		}
	}
	return e, nil
}

// A Tally is how many there are and since when the oldest has stood there.
type Tally struct {
	Count  int
	Oldest time.Time // last change of the oldest; zero if there are none
}

// Tally counts the entries of each state.
func (s *Store) Tally(ctx context.Context) (map[int]Tally, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT state, count(*), min(updated_at) FROM entries GROUP BY state`)
	if err != nil {
		return nil, fmt.Errorf("tally entries: %w", kindOf(err))
	}
	defer func() { _ = rows.Close() }()
	out := map[int]Tally{}
	for rows.Next() {
		var state int
		var t Tally
		var oldest sql.NullInt64
		if err := rows.Scan(&state, &t.Count, &oldest); err != nil {
			return nil, fmt.Errorf("tally entries: %w", kindOf(err))
		}
		t.Oldest = fromMicros(oldest)
		out[state] = t
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("tally entries: %w", kindOf(err))
	}
	return out, nil
}
