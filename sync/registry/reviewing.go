package registry

import (
	"context"
	"errors"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// claimLife is how long an entry stays reserved for a reviewer who does nothing.
const claimLife = 30 * time.Minute

// claimedAt returns who has the case under review at a time.
func (c *Case) claimedAt(now time.Time) operator.ID {
	if now.After(c.ClaimedUntil) {
		return ""
	}
	return c.ClaimedBy
}

// unclaim ends the reservation of a case.
func (c *Case) unclaim() { c.ClaimedBy, c.ClaimedAt, c.ClaimedUntil = "", "", time.Time{} }

// unclaimAll ends the reservations of a ward that those says.
func unclaimAll(tx Tx, ward string, those func(Case) bool) error {
	waiting, err := tx.Waiting(ward)
	if err != nil {
		return err
	}
	for _, c := range waiting {
		if c.ClaimedBy == "" || !those(c) {
			continue
		}
		c.unclaim()
		if err := tx.PutCase(c); err != nil {
			return err
		}
	}
	return nil
}

// summary returns a case as a line of the review queue.
func (r *Registry) summary(ctx context.Context, tx Tx, c *Case) (*wirev1.ReviewSummary, error) {
	s, err := tx.Submission(c.ID, c.Revision)
	if err != nil {
		return nil, err
	}
	m := &wirev1.ReviewSummary{EntryId: string(c.ID), Revision: uint32(c.Revision), Kind: uint32(c.Kind), WriterId: string(c.Writer),
		WrittenAt: c.WrittenAt.UnixMilli(), Approvals: uint32(c.Approvals), Needed: uint32(c.Needed), Terminal: c.Terminal, Alerts: uint32(len(s.Acknowledged))}
	if m.ClaimedBy = string(c.claimedAt(r.cfg.Now())); m.ClaimedBy != "" {
		m.ClaimedUntil = c.ClaimedUntil.UnixMilli()
	}
	content, err := notification.Decode(s.Content)
	if err != nil {
		return nil, err
	}
	if deadline := review.Deadline(&content); !deadline.IsZero() {
		m.Deadline = deadline.String()
	}
	d := r.asDecision(ctx, tx, s, &content)
	if m.Protected, err = d.protected(); err != nil || !m.Protected {
		return m, err
	}
	m.OfficerApproved, err = d.officerApproved(c)
	return m, err
}

// asDecision lets what decides an entry be asked about one that waits.
func (r *Registry) asDecision(ctx context.Context, tx Tx, s Submission, content *notification.Content) *decision {
	b := &batch{Intake: r.intake, ctx: ctx, tx: tx, now: r.cfg.Now()}
	return &decision{batch: b, form: form{content: content}, submission: s}
}

func (r *Registry) protected(ctx context.Context, tx Tx, s *notification.Submission) (bool, error) {
	content, err := notification.Decode(s.Content)
	if err != nil {
		return false, err
	}
	return r.asDecision(ctx, tx, Submission{Submission: *s}, &content).protected()
}

// ListReviews implements the service.
func (r *Registry) ListReviews(ctx context.Context, q *wirev1.ListReviewsRequest) (*wirev1.ListReviewsResponse, error) {
	answer := &wirev1.ListReviewsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, q.GetSessionId(), operator.Review)
		if err != nil {
			return err
		}
		waiting, err := tx.Waiting(who.terminal.Ward)
		if err != nil {
			return err
		}
		answer.Reviews = nil
		for i := range waiting {
			m, err := r.summary(ctx, tx, &waiting[i])
			if err != nil {
				return err
			}
			answer.Reviews = append(answer.Reviews, m)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// ClaimReview implements the service.
func (r *Registry) ClaimReview(ctx context.Context, q *wirev1.ClaimReviewRequest) (*wirev1.ClaimReviewResponse, error) {
	answer := &wirev1.ClaimReviewResponse{}
	now := r.cfg.Now()
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, c, err := r.waiting(ctx, tx, q.GetSessionId(), q.GetEntryId())
		if err != nil {
			return err
		}
		reviews, err := tx.Reviews(c.ID, c.Revision)
		if err != nil {
			return err
		}
		answer.Reviews = nil
		for _, held := range reviews {
			if held.Reviewer == who.ID {
				return wire.Errorf(wire.ReviewerTwice, "operator")
			}
			answer.Reviews = append(answer.Reviews, wire.FromReview(&held.Review))
		}
		switch by := c.claimedAt(now); {
		case c.Writer == who.ID:
			return wire.Errorf(wire.ReviewerIsWriter, "operator")
		case by != "" && by != who.ID:
			return wire.Errorf(wire.Claimed, "entry_id")
		}
		s, err := tx.Submission(c.ID, c.Revision)
		if err != nil {
			return err
		}
		answer.Submission = wire.FromSubmission(&s.Submission)
		if answer.Protected, err = r.protected(ctx, tx, &s.Submission); err != nil {
			return err
		}
		c.ClaimedBy, c.ClaimedAt, c.ClaimedUntil = who.ID, who.terminal.ID, now.Add(claimLife)
		answer.ClaimedUntil = c.ClaimedUntil.UnixMilli()
		if err := tx.PutCase(c); err != nil {
			return err
		}
		return record(tx, audit.Record{Kind: audit.Claimed, At: now, Operator: who.ID, Terminal: who.terminal.ID, Subject: string(c.ID), Detail: []string{detail("revision", c.Revision)}})
	})
	if err != nil {
		return nil, err
	}
	r.bell.ring()
	answer.RegistryTime = r.time()
	return answer, nil
}

// ReleaseReview implements the service. Giving back what one does not have is no error.
func (r *Registry) ReleaseReview(ctx context.Context, q *wirev1.ReleaseReviewRequest) (*wirev1.ReleaseReviewResponse, error) {
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, c, err := r.waiting(ctx, tx, q.GetSessionId(), q.GetEntryId())
		if errors.Is(err, wire.EntryClosed) {
			return nil
		}
		if err != nil || c.ClaimedBy != who.ID {
			return err
		}
		c.unclaim()
		return tx.PutCase(c)
	})
	if err != nil {
		return nil, err
	}
	r.bell.ring()
	return &wirev1.ReleaseReviewResponse{RegistryTime: r.time()}, nil
}

// waiting returns a case of the caller's ward that awaits a review. One of another ward
// is as if it were not there.
func (r *Registry) waiting(ctx context.Context, tx Tx, session, id string) (caller, Case, error) {
	who, err := r.caller(ctx, tx, session, operator.Review)
	if err != nil {
		return who, Case{}, err
	}
	c, err := tx.Case(notification.EntryID(id))
	switch {
	case errors.Is(err, ErrNotFound), err == nil && c.Ward != who.terminal.Ward:
		return who, c, wire.Errorf(wire.UnknownEntry, "entry_id")
	case err != nil:
		return who, c, err
	case c.Stage != Pending:
		return who, c, wire.Errorf(wire.EntryClosed, "entry_id")
	}
	return who, c, nil
}
