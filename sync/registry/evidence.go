package registry

import (
	"context"
	"errors"
	"maps"
	"slices"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/sync/registry/report"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// maxEvidenceDays bounds the days of an evidence pack: as many years as records are kept,
// and the year under way.
const maxEvidenceDays = 366 * (RecordsKept + 1)

// ListYears implements the audit service.
func (r *Registry) ListYears(ctx context.Context, m *wirev1.ListYearsRequest) (*wirev1.ListYearsResponse, error) {
	answer := &wirev1.ListYearsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		if _, err := r.overseer(ctx, tx, m.GetSessionId()); err != nil {
			return err
		}
		years, err := tx.Years()
		if err != nil {
			return err
		}
		for _, y := range years {
			due := y.ErasedAt.IsZero() && erasable(y.Year, r.cfg.Now())
			answer.Years = append(answer.Years, &wirev1.YearKept{Year: int32(y.Year), Records: y.Records, Copies: y.Copies, ErasedAt: milli(y.ErasedAt), Due: due})
		}
		newest, err := tx.Signed()
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		answer.Checkpoint, answer.Key = newest.Note, newest.Key
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// CountRecords implements the audit service.
func (r *Registry) CountRecords(ctx context.Context, m *wirev1.CountRecordsRequest) (*wirev1.CountRecordsResponse, error) {
	first, firstErr := civil.Parse(m.GetFirstDay())
	last, lastErr := civil.Parse(m.GetLastDay())
	if firstErr != nil || lastErr != nil || last.Sub(first) < 0 || last.Sub(first) >= maxEvidenceDays {
		return nil, wire.Errorf(wire.Malformed, "days")
	}
	answer := &wirev1.CountRecordsResponse{RegistryTime: r.time()}
	err := r.cfg.Store.View(ctx, func(tx Tx) error {
		if _, err := r.overseer(ctx, tx, m.GetSessionId()); err != nil {
			return err
		}
		var err error
		answer.Counts, err = countKinds(tx, first, last)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.cfg.Store.Update(ctx, func(tx Tx) error {
		who, err := r.overseer(ctx, tx, m.GetSessionId())
		if err != nil {
			return err
		}
		return who.audited(tx, r.cfg.Now(), audit.EvidenceMade, "", "first="+first.String(), "last="+last.String())
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func countKinds(tx Tx, first, last civil.Date) ([]*wirev1.RecordCount, error) {
	counts := make(map[audit.Kind]*wirev1.RecordCount)
	var failed error
	entries(tx, first, func(e report.Entry, err error) bool {
		if failed = err; err != nil {
			return false
		}
		if day := civil.FromTime(e.At); day.Before(first) || day.After(last) {
			return true
		}
		c := counts[e.Kind]
		if c == nil {
			c = &wirev1.RecordCount{Kind: uint32(e.Kind)}
			counts[e.Kind] = c
		}
		if e.Archived {
			c.Terminals++
		} else {
			c.Registry++
		}
		return true
	})
	var all []*wirev1.RecordCount
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, counts[k])
	}
	return all, failed
}
