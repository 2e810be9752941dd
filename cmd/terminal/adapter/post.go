package adapter

import (
	"context"
	"fmt"

	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/store"
	"madoguchi/sync/outbox"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// A Post is what the outbox takes from this terminal and brings back to it.
type Post struct {
	store *store.Store
	desk  *desk.Desk
}

var (
	_ outbox.Source = (*Post)(nil)
	_ outbox.Sink   = (*Post)(nil)
)

// NewPost returns what the outbox needs of a store and the desk over it.
func NewPost(s *store.Store, d *desk.Desk) *Post { return &Post{store: s, desk: d} }

// Position implements outbox.Source.
func (p *Post) Position(ctx context.Context) (acked, last uint64, err error) {
	last, acked, _, err = p.store.Watermarks(ctx)
	return acked, last, err
}

// Pending implements outbox.Source.
func (p *Post) Pending(ctx context.Context, after uint64, maxEvents, maxBytes int) ([]*wirev1.Event, error) {
	rows, err := p.store.Pending(ctx, after, maxEvents, maxBytes)
	if err != nil {
		return nil, err
	}
	events := make([]*wirev1.Event, len(rows))
	for i, row := range rows {
		e, err := eventOf(row)
		if err != nil {
			return nil, err
		}
		events[i] = messageOf(row.Seq, e)
	}
	return events, nil
}

func messageOf(seq uint64, e desk.Event) *wirev1.Event {
	m := &wirev1.Event{Seq: seq}
	switch {
	case e.Submission != nil:
		m.Body = &wirev1.Event_Submission{Submission: wire.FromSubmission(e.Submission)}
	case e.Review != nil:
		m.Body = &wirev1.Event_Review{Review: wire.FromReview(e.Review)}
	case e.Withdrawal != nil:
		m.Body = &wirev1.Event_Withdrawal{Withdrawal: wire.FromWithdrawal(e.Withdrawal)}
	}
	return m
}

// Ack implements outbox.Source.
func (p *Post) Ack(ctx context.Context, watermark uint64, results []*wirev1.EventResult) error {
	var refused []desk.RefusedEvent
	for _, r := range results {
		if r.GetOutcome() != wirev1.EventOutcome_EVENT_OUTCOME_REFUSED {
			continue
		}
		rows, err := p.store.Pending(ctx, r.GetSeq()-1, 1, 0)
		if err != nil {
			return err
		}
		if len(rows) == 0 || rows[0].Seq != r.GetSeq() {
			return fmt.Errorf("event %d was refused and is not here", r.GetSeq())
		}
		e, err := eventOf(rows[0])
		if err != nil {
			return err
		}
		refused = append(refused, desk.RefusedEvent{Event: e, Kind: int(r.GetErrorKind())})
	}
	return p.desk.Acknowledged(ctx, watermark, refused)
}

// Cursor implements outbox.Sink.
func (p *Post) Cursor(ctx context.Context) (uint64, error) {
	_, _, cursor, err := p.store.Watermarks(ctx)
	return cursor, err
}

// Take implements outbox.Sink.
func (p *Post) Take(ctx context.Context, changes []*wirev1.Change, cursor uint64) error {
	news := make([]desk.News, 0, len(changes))
	for _, c := range changes {
		n, err := newsOf(c)
		if err != nil {
			return fmt.Errorf("news %d: %w", c.GetCursor(), err)
		}
		news = append(news, n)
	}
	return p.desk.Take(ctx, news, cursor)
}

func newsOf(c *wirev1.Change) (desk.News, error) {
	n := desk.News{
		ID: notification.EntryID(c.GetEntryId()), Revision: int(c.GetRevision()),
		Pending: c.GetStage() == wirev1.EntryStage_ENTRY_STAGE_PENDING,
	}
	var err error
	if n.Reviews, err = reviewsOf(c.GetReviews()); err != nil {
		return n, err
	}
	if c.GetVerdict() != nil {
		n.Verdict, err = wire.ToVerdict(c.GetVerdict())
	}
	return n, err
}
