package adapter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/store"
)

// A Cabinet is the desk's view of the store: entries and events in their encoded
// form. It holds nothing of its own.
type Cabinet struct {
	store *store.Store
	now   func() time.Time
	// failed counts the steps that could not be stored since one last was: the log tells
	// of them as soon as it can be written again (エラーログ, STD 10.2).
	failed atomic.Int64
}

var _ desk.Cabinet = (*Cabinet)(nil)

// NewCabinet returns the desk's view of an open store.
func NewCabinet(s *store.Store, now func() time.Time) *Cabinet { return &Cabinet{store: s, now: now} }

// Kinds of events in the store. Stored: never renumber them.
const (
	submissionEvent = 1
	reviewEvent     = 2
	withdrawalEvent = 3
)

// Commit implements desk.Cabinet.
func (c *Cabinet) Commit(ctx context.Context, s desk.Step) error {
	change := store.Change{Audit: s.Audit, ForgetAll: s.ForgetAll, Watermark: s.Watermark, Cursor: s.Cursor}
	for _, e := range s.Entries {
		row, err := entryRow(e)
		if err != nil {
			return err
		}
		change.Entries = append(change.Entries, row)
	}
	for _, e := range s.Events {
		row, err := eventRow(e, c.now())
		if err != nil {
			return err
		}
		change.Outbox = append(change.Outbox, row)
	}
	if h := s.Held; h != nil {
		change.Operators = []store.Operator{{ID: h.Operator, Credential: h.Credential, TokenStep: h.TokenStep, Guard: h.Guard}}
	}
	if r := s.Session; r != nil {
		change.Sessions = []store.Session{{ID: r.ID, Operator: r.Operator, OpenedAt: r.OpenedAt, ClosedAt: r.ClosedAt, Offline: r.Offline}}
	}
	if p := s.Position; p != nil {
		change.Positions = []store.Position{{Operator: p.Operator, Day: p.Day, Display: p.Display, At: c.now()}}
	}
	if n := s.Notice; n != nil {
		change.Settings = append(change.Settings, noticeRow(*n))
	}
	if p := s.Printed; p != nil {
		row, err := c.printedRow(ctx, *p)
		if err != nil {
			return err
		}
		change.Settings = append(change.Settings, row)
	}
	if h := s.Household; h != nil {
		change.Households = []store.Household{{ID: string(h.ID), OpenedAt: h.OpenedAt, Body: h.Body}}
	}
	for _, id := range s.Forget {
		change.Forget = append(change.Forget, string(id))
	}
	err := c.commit(ctx, change)
	if errors.Is(err, store.ErrFull) {
		return fmt.Errorf("%w: %w", counter.ErrSpace, err)
	}
	return err
}

// commit stores a change, and before it that others could not be.
func (c *Cabinet) commit(ctx context.Context, change store.Change) error {
	failed := c.failed.Load()
	if failed > 0 {
		r := audit.Record{Kind: audit.CommitFailed, At: c.now(), Terminal: c.store.Terminal(), Detail: []string{"steps=" + strconv.FormatInt(failed, 10)}}
		change.Audit = append([]audit.Record{r}, change.Audit...)
	}
	_, err := c.store.Commit(ctx, change)
	switch {
	case err == nil:
		c.failed.Add(-failed)
	case ctx.Err() == nil && !errors.Is(err, store.ErrTokenStep): // else whoever asked gave up, or may not
		c.failed.Add(1)
	}
	return err
}

func entryRow(e *notification.Entry) (store.Entry, error) {
	body, err := desk.EncodeEntry(e)
	if err != nil {
		return store.Entry{}, err
	}
	return store.Entry{
		ID: string(e.ID), Kind: int(e.Content.Kind), State: int(e.State), Revision: e.Revision, Writer: e.Writer,
		UpdatedAt: e.ChangedAt, Body: body,
	}, nil
}

func eventRow(e desk.Event, at time.Time) (store.Event, error) {
	row := store.Event{MadeAt: at}
	var body any
	switch {
	case e.Submission != nil:
		row.Kind, row.Entry, body = submissionEvent, string(e.Submission.EntryID), e.Submission
	case e.Review != nil:
		row.Kind, row.Entry, body = reviewEvent, string(e.Review.EntryID), e.Review
	case e.Withdrawal != nil:
		row.Kind, row.Entry, body = withdrawalEvent, string(e.Withdrawal.EntryID), e.Withdrawal
	}
	var err error
	if row.Body, err = json.Marshal(body); err != nil {
		return store.Event{}, fmt.Errorf("encode event: %w", err)
	}
	return row, nil
}

// eventOf reads what eventRow wrote.
func eventOf(row store.Event) (desk.Event, error) {
	var e desk.Event
	var body any
	switch row.Kind {
	case submissionEvent:
		e.Submission = new(notification.Submission)
		body = e.Submission
	case reviewEvent:
		e.Review = new(notification.Review)
		body = e.Review
	case withdrawalEvent:
		e.Withdrawal = new(notification.Withdrawal)
		body = e.Withdrawal
	default:
		return e, fmt.Errorf("event %d: kind %d is not known", row.Seq, row.Kind)
	}
	if json.Unmarshal(row.Body, body) != nil { // its message may quote a value
		return e, fmt.Errorf("event %d: not an encoded event", row.Seq)
	}
	return e, nil
}

// Entry implements desk.Cabinet.
func (c *Cabinet) Entry(ctx context.Context, id notification.EntryID) ([]byte, error) {
	e, err := c.store.Entry(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return nil, desk.ErrNotFound
	}
	return e.Body, err
}

// Entries implements desk.Cabinet.
func (c *Cabinet) Entries(ctx context.Context, states ...notification.State) ([][]byte, error) {
	numbers := make([]int, len(states))
	for i, s := range states {
		numbers[i] = int(s)
	}
	rows, err := c.store.Entries(ctx, numbers...)
	if err != nil {
		return nil, err
	}
	bodies := make([][]byte, len(rows))
	for i, r := range rows {
		bodies[i] = r.Body
	}
	return bodies, nil
}

// Tally implements desk.Cabinet.
func (c *Cabinet) Tally(ctx context.Context) (map[notification.State]desk.Tally, error) {
	rows, err := c.store.Tally(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[notification.State]desk.Tally, len(rows))
	for state, t := range rows {
		out[notification.State(state)] = desk.Tally{Count: t.Count, Oldest: t.Oldest}
	}
	return out, nil
}

// Settled implements desk.Cabinet.
func (c *Cabinet) Settled(ctx context.Context, watermark uint64) ([]notification.EntryID, error) {
	rows, err := c.store.Settled(ctx, watermark)
	if err != nil {
		return nil, err
	}
	out := make([]notification.EntryID, len(rows))
	for i, id := range rows {
		out[i] = notification.EntryID(id)
	}
	return out, nil
}

// Credential implements desk.Cabinet.
func (c *Cabinet) Credential(ctx context.Context, id operator.ID) (desk.Held, error) {
	o, err := c.store.Operator(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return desk.Held{}, desk.ErrNotFound
	}
	return desk.Held{Operator: o.ID, Credential: o.Credential, TokenStep: o.TokenStep, Guard: o.Guard}, err
}

// Holders implements desk.Cabinet.
func (c *Cabinet) Holders(ctx context.Context) ([]operator.ID, error) { return c.store.Holders(ctx) }

// OpenSession implements desk.Cabinet.
func (c *Cabinet) OpenSession(ctx context.Context) (desk.SessionRow, bool, error) {
	open, err := c.store.OpenSessions(ctx)
	if err != nil || len(open) == 0 {
		return desk.SessionRow{}, false, err
	}
	s := open[0]
	return desk.SessionRow{ID: s.ID, Operator: s.Operator, OpenedAt: s.OpenedAt, Offline: s.Offline}, true, nil
}

// PositionConfirmed implements desk.Cabinet.
func (c *Cabinet) PositionConfirmed(ctx context.Context, id operator.ID, day string) (bool, error) {
	return c.store.PositionConfirmed(ctx, id, day)
}

// Households implements desk.Cabinet.
func (c *Cabinet) Households(ctx context.Context) ([][]byte, error) {
	rows, err := c.store.Households(ctx)
	if err != nil {
		return nil, err
	}
	bodies := make([][]byte, len(rows))
	for i, h := range rows {
		bodies[i] = h.Body
	}
	return bodies, nil
}
