package main

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/store"
)

const (
	// dayCheck is how often it is looked whether a new day has begun.
	dayCheck = time.Minute
	// contentKept is how long what was decided stays here (R071).
	contentKept = 366 * 24 * time.Hour
)

// retention erases what has had its time: when a day is over the households that were
// opened on it, also of whoever forgot to sign out (R035), and each day what was decided a
// year ago.
type retention struct {
	store    *store.Store
	terminal string
	now      func() time.Time
	log      *slog.Logger
	day      civil.Date // that was looked at last
}

// run looks once a minute until ctx ends. What fails is tried again.
func (r *retention) run(ctx context.Context) {
	tick := time.NewTicker(dayCheck)
	defer tick.Stop()
	for {
		if err := r.look(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("end of day", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (r *retention) look(ctx context.Context) error {
	today := civil.FromTime(r.now())
	if today == r.day {
		return nil
	}
	if err := errors.Join(r.forget(ctx, !r.day.IsZero()), r.purge(ctx)); err != nil {
		return err
	}
	r.day = today
	return nil
}

// forget drops the opened households when a day has gone by. At a start none is there:
// whoever left a session open was signed out by then.
func (r *retention) forget(ctx context.Context, over bool) error {
	if !over {
		return nil
	}
	opened, err := r.store.Households(ctx)
	if err != nil || len(opened) == 0 {
		return err
	}
	_, err = r.store.Commit(ctx, store.Change{ForgetAll: true, Audit: []audit.Record{r.record(audit.CachePurged, "end_of_day", "count="+strconv.Itoa(len(opened)))}})
	return err
}

func (r *retention) purge(ctx context.Context) error {
	decided := []int{int(notification.Accepted), int(notification.Refused), int(notification.Withdrawn)}
	_, _, err := r.store.Purge(ctx, r.now().Add(-contentKept), decided, func(entries, events int) audit.Record {
		return r.record(audit.RetentionEnded, "entries="+strconv.Itoa(entries), "events="+strconv.Itoa(events))
	})
	return err
}

func (r *retention) record(kind audit.Kind, detail ...string) audit.Record {
	return audit.Record{Kind: kind, At: r.now(), Terminal: r.terminal, Detail: detail}
}
