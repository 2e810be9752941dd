package adapter

import (
	"context"
	"errors"

	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/store"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// Earlier returns what this terminal was told of the entries that events are about: the
// registry went back to a backup and holds neither any more.
func (p *Post) Earlier(ctx context.Context, events []*wirev1.Event) ([]*wirev1.Change, error) {
	var all []*wirev1.Change
	asked := make(map[string]bool)
	for _, m := range events {
		id := m.GetSubmission().GetEntryId()
		if r := m.GetReview(); r != nil {
			id = r.GetEntryId()
		}
		if id == "" || asked[id] {
			continue
		}
		asked[id] = true
		row, err := p.store.Entry(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue // another terminal's
		}
		if err != nil {
			return nil, err
		}
		e, err := desk.DecodeEntry(row.Body)
		if err != nil {
			return nil, err
		}
		if e.State != notification.Accepted || e.Verdict == nil {
			continue
		}
		all = append(all, &wirev1.Change{EntryId: id, Revision: uint32(e.Revision), Stage: wirev1.EntryStage_ENTRY_STAGE_ACCEPTED, Verdict: wire.FromVerdict(e.Verdict)})
	}
	return all, nil
}
