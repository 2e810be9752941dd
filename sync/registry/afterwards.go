package registry

import (
	"context"
	"errors"
	"slices"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// An Afterwards is the part of a transaction that looks back on reviews.
type Afterwards interface {
	// Decisions calls f with each decision in a ward since a time, newest first, until
	// f fails.
	Decisions(ward string, since time.Time, f func(Decided) error) error
	// HandedOver calls f with each revision handed over in a ward since a time, oldest
	// first, until f fails.
	HandedOver(ward string, since time.Time, f func(Handed) error) error
}

// Decided is one decision, with whose entry it was about.
type Decided struct {
	Entry    notification.EntryID
	Revision int
	Kind     notification.Kind
	Writer   operator.ID
	Reviewer operator.ID
	Decision notification.Decision
	Reasons  []notification.Reason
	At       time.Time
	Evidence []byte
}

// Handed is one handing over.
type Handed struct {
	Writer operator.ID
	At     time.Time
}

var _ wirev1connect.SlipServiceHandler = (*Registry)(nil)

// Limits of looking back.
const (
	maxSlips = 2000
	maxHasty = 500
	lookBack = 366 * 24 * time.Hour
	maxFloor = 10_000 // ms
)

// MySlips implements the service.
func (r *Registry) MySlips(ctx context.Context, q *wirev1.MySlipsRequest) (*wirev1.MySlipsResponse, error) {
	answer := &wirev1.MySlipsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, q.GetSessionId(), operator.Enter)
		if err != nil {
			return err
		}
		answer.Slips, answer.HandedOver, _, err = r.slips(tx, who.terminal.Ward, q.GetSince(), func(id operator.ID) bool { return id == who.ID })
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// SectionSlips implements the service. It is logged.
func (r *Registry) SectionSlips(ctx context.Context, q *wirev1.SectionSlipsRequest) (*wirev1.SectionSlipsResponse, error) {
	answer := &wirev1.SectionSlipsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, q.GetSessionId(), operator.Chief)
		if err != nil {
			return err
		}
		answer.Slips, answer.HandedOver, answer.More, err = r.slips(tx, who.terminal.Ward, q.GetSince(), func(operator.ID) bool { return true })
		if err != nil {
			return err
		}
		return r.reportRead(tx, who, "slips")
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// reportRead logs that a chief looked back on how operators work.
func (r *Registry) reportRead(tx Tx, who caller, what string) error {
	return record(tx, audit.Record{Kind: audit.ReportRead, At: r.cfg.Now(), Operator: who.ID, Terminal: who.terminal.ID, Detail: []string{what}})
}

// since bounds how far back is looked.
func (r *Registry) since(millis int64) time.Time {
	if t, earliest := time.UnixMilli(millis), r.cfg.Now().Add(-lookBack); t.After(earliest) {
		return t
	} else {
		return earliest
	}
}

var errFull = errors.New("as many as are sent")

// slips returns the returns of those writers, newest first, and what they handed over by
// week.
func (r *Registry) slips(tx Tx, ward string, since int64, whose func(operator.ID) bool) (slips []*wirev1.Slip, handed []*wirev1.HandedOver, more bool, err error) {
	var returned []Decided
	err = tx.Decisions(ward, r.since(since), func(d Decided) error {
		if d.Decision != notification.GiveBack || !whose(d.Writer) {
			return nil
		}
		if more = len(returned) == maxSlips; more {
			return errFull
		}
		returned = append(returned, d)
		return nil
	})
	if err != nil && !errors.Is(err, errFull) {
		return nil, nil, false, err
	}
	for _, d := range returned {
		m := &wirev1.Slip{EntryId: string(d.Entry), Revision: uint32(d.Revision), Kind: uint32(d.Kind), WriterId: string(d.Writer), ReturnedAt: d.At.UnixMilli()}
		for _, reason := range d.Reasons {
			m.Reasons = append(m.Reasons, uint32(reason))
		}
		if m.Items, err = corrected(tx, d.Entry, d.Revision); err != nil {
			return nil, nil, false, err
		}
		slips = append(slips, m)
	}
	handed, err = handedOver(tx, ward, r.since(since), whose)
	return slips, handed, more, err
}

// corrected names what the writer changed after a return, nothing while it was not handed
// over again.
func corrected(tx Tx, id notification.EntryID, revision int) ([]string, error) {
	var revisions [2]notification.Content
	for i := range revisions {
		s, err := tx.Submission(id, revision+i)
		if errors.Is(err, ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if revisions[i], err = notification.Decode(s.Content); err != nil {
			return nil, err
		}
	}
	var items []string
	for _, item := range review.Corrected(&revisions[0], &revisions[1]) {
		items = append(items, string(item))
	}
	return items, nil
}

func handedOver(tx Tx, ward string, since time.Time, whose func(operator.ID) bool) ([]*wirev1.HandedOver, error) {
	weeks := make(map[civil.Date]uint32)
	err := tx.HandedOver(ward, since, func(h Handed) error {
		if whose(h.Writer) {
			weeks[review.Week(h.At)]++
		}
		return nil
	})
	var all []*wirev1.HandedOver
	for monday, n := range weeks {
		all = append(all, &wirev1.HandedOver{Week: monday.String(), Entries: n})
	}
	slices.SortFunc(all, func(a, b *wirev1.HandedOver) int {
		if a.Week < b.Week {
			return -1
		}
		return 1
	})
	return all, err
}

// RubberStamps implements the service. It is logged.
func (r *Registry) RubberStamps(ctx context.Context, q *wirev1.RubberStampsRequest) (*wirev1.RubberStampsResponse, error) {
	if q.GetFloorMs() > maxFloor {
		return nil, wire.Errorf(wire.Malformed, "floor_ms")
	}
	answer := &wirev1.RubberStampsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.caller(ctx, tx, q.GetSessionId(), operator.Chief)
		if err != nil {
			return err
		}
		approvals, err := r.approvals(tx, who.terminal.Ward, r.since(q.GetSince()))
		if err != nil {
			return err
		}
		paces, hasty := review.Paces(approvals, time.Duration(q.GetFloorMs())*time.Millisecond)
		answer.Reviewers, answer.Hasty = nil, nil
		for _, p := range paces {
			a, err := tx.Account(p.Reviewer)
			if err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
			answer.Reviewers = append(answer.Reviewers, &wirev1.ReviewerPace{ReviewerId: string(p.Reviewer), Name: a.Profile.Name, Approvals: uint32(p.Approvals),
				MedianMs: uint32(p.Median.Milliseconds()), LeastMs: uint32(p.Least.Milliseconds()), Hasty: uint32(p.Hasty)})
		}
		for _, h := range hasty[:min(len(hasty), maxHasty)] {
			answer.Hasty = append(answer.Hasty, &wirev1.HastyReview{EntryId: string(h.Entry), ReviewerId: string(h.Reviewer), ReviewedAt: h.At.UnixMilli(),
				SectionMs: uint32(h.Pace.Milliseconds()), Sections: uint32(h.Blocks), TotalMs: uint32(h.Took.Milliseconds()), Confirmed: h.Confirmed})
		}
		return r.reportRead(tx, who, "rubber_stamps")
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// approvals returns the approvals in a ward with their evidence. One whose evidence cannot
// be read, which the intake would have refused, is left out.
func (r *Registry) approvals(tx Tx, ward string, since time.Time) ([]review.Approval, error) {
	var all []review.Approval
	err := tx.Decisions(ward, since, func(d Decided) error {
		if d.Decision != notification.Approve {
			return nil
		}
		if evidence, err := review.DecodeEvidence(d.Evidence); err == nil {
			all = append(all, review.Approval{Entry: d.Entry, Reviewer: d.Reviewer, At: d.At, Evidence: evidence})
		}
		return nil
	})
	return all, err
}
