package registry

import (
	"context"
	"errors"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
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

// ListReviews implements the service.
func (r *Registry) ListReviews(ctx context.Context, q *wirev1.ListReviewsRequest) (*wirev1.ListReviewsResponse, error) {
	answer := &wirev1.ListReviewsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, q.GetSessionId(), operator.Review)
		if err != nil {
			return err
		}
		waiting, err := tx.Waiting(who.terminal.Ward)
		for _, c := range waiting {
			answer.Reviews = append(answer.Reviews, &wirev1.ReviewSummary{EntryId: string(c.ID), Revision: uint32(c.Revision), Kind: uint32(c.Kind),
				WriterId: string(c.Writer), WrittenAt: c.WrittenAt.UnixMilli(), Approvals: uint32(c.Approvals), Needed: uint32(c.Needed),
				ClaimedBy: string(c.claimedAt(r.cfg.Now())), Terminal: c.Terminal})
		}
		return err
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
		c.ClaimedBy, c.ClaimedUntil = who.ID, now.Add(claimLife)
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
		c.ClaimedBy, c.ClaimedUntil = "", time.Time{}
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
