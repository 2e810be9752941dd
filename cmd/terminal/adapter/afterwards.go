package adapter

import (
	"context"
	"fmt"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

var _ desk.Hindsight = (*Line)(nil)

// MySlips implements desk.Hindsight.
func (l *Line) MySlips(ctx context.Context, session string, since time.Time) (desk.Returns, error) {
	r, err := l.client.MySlips(ctx, &wirev1.MySlipsRequest{SessionId: session, Since: since.UnixMilli()})
	if err != nil {
		return desk.Returns{}, l.told(err)
	}
	return returns(r.GetSlips(), r.GetHandedOver(), false)
}

// SectionSlips implements desk.Hindsight.
func (l *Line) SectionSlips(ctx context.Context, session string, since time.Time) (desk.Returns, error) {
	r, err := l.client.SectionSlips(ctx, &wirev1.SectionSlipsRequest{SessionId: session, Since: since.UnixMilli()})
	if err != nil {
		return desk.Returns{}, l.told(err)
	}
	return returns(r.GetSlips(), r.GetHandedOver(), r.GetMore())
}

func returns(slips []*wirev1.Slip, handed []*wirev1.HandedOver, more bool) (desk.Returns, error) {
	r := desk.Returns{HandedOver: make(map[civil.Date]int), More: more}
	for _, m := range slips {
		s := review.Slip{Entry: notification.EntryID(m.GetEntryId()), Revision: int(m.GetRevision()), Kind: notification.Kind(m.GetKind()),
			Writer: operator.ID(m.GetWriterId()), At: time.UnixMilli(m.GetReturnedAt())}
		for _, reason := range m.GetReasons() {
			s.Reasons = append(s.Reasons, notification.Reason(reason))
		}
		for _, item := range m.GetItems() {
			s.Items = append(s.Items, notification.Item(item))
		}
		r.Slips = append(r.Slips, s)
	}
	for _, m := range handed {
		monday, err := civil.Parse(m.GetWeek())
		if err != nil {
			return desk.Returns{}, fmt.Errorf("slips: answer: week: %w", wire.Malformed)
		}
		r.HandedOver[monday] = int(m.GetEntries())
	}
	return r, nil
}

// RubberStamps implements desk.Hindsight.
func (l *Line) RubberStamps(ctx context.Context, session string, since time.Time, floor time.Duration) (counter.Stamps, error) {
	r, err := l.client.RubberStamps(ctx, &wirev1.RubberStampsRequest{SessionId: session, Since: since.UnixMilli(), FloorMs: uint32(floor.Milliseconds())})
	if err != nil {
		return counter.Stamps{}, l.told(err)
	}
	var stamps counter.Stamps
	millis := func(n uint32) time.Duration { return time.Duration(n) * time.Millisecond }
	for _, m := range r.GetReviewers() {
		stamps.Reviewers = append(stamps.Reviewers, review.ReviewerPace{Reviewer: operator.ID(m.GetReviewerId()), Name: m.GetName(),
			Approvals: int(m.GetApprovals()), Median: millis(m.GetMedianMs()), Least: millis(m.GetLeastMs()), Hasty: int(m.GetHasty())})
	}
	for _, m := range r.GetHasty() {
		stamps.Hasty = append(stamps.Hasty, review.HastyReview{Entry: notification.EntryID(m.GetEntryId()), Reviewer: operator.ID(m.GetReviewerId()),
			At: time.UnixMilli(m.GetReviewedAt()), Pace: millis(m.GetSectionMs()), Blocks: int(m.GetSections()), Took: millis(m.GetTotalMs()), Confirmed: m.GetConfirmed()})
	}
	return stamps, nil
}
