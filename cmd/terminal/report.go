package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/app/store"
	"madoguchi/sync/link"
	"madoguchi/sync/outbox"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// reportPause is how long the terminal says nothing new of itself after a report: rounds
// follow each other closely while somebody works.
const reportPause = 20 * time.Second

// report tells the registry how this terminal stands after each round (D22), until ctx
// ends. A fork is told at once.
func (p *parts) report(ctx context.Context) {
	var last time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.rounds:
		}
		forked := errors.Is(p.pusher.Status().Err, outbox.ErrFork)
		if p.client.Line.Status().State != link.Online || !forked && time.Since(last) < reportPause {
			continue
		}
		last = time.Now()
		if err := p.tell(ctx, forked); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "report to the registry", "err", err)
		}
	}
}

// ended says that a round of the outbox ended. It never waits.
func (p *parts) ended() {
	select {
	case p.rounds <- struct{}{}:
	default:
	}
}

// checkLog walks over the whole operation log (D20). That it ends as it did was seen when the
// file was opened; whether all of it is as it was takes longer, and is found out beside the
// start.
func (p *parts) checkLog(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(untilPainted):
	}
	_, err := p.store.VerifyAudit(ctx)
	switch {
	case err == nil, ctx.Err() != nil:
		return
	case errors.Is(err, store.ErrAudit):
		p.logBroken.Store(true)
	}
	p.log.ErrorContext(ctx, "verify the operation log", "err", err)
}

func (p *parts) tell(ctx context.Context, forked bool) error {
	counts, err := p.desk.Counts(ctx)
	if err != nil {
		return fmt.Errorf("count: %w", err)
	}
	failures, err := p.failures(ctx)
	if err != nil {
		return err
	}
	ahead, _ := p.client.Clock.Offset()
	said := &wirev1.ReportRequest{
		Version: version(), PolicyVersion: uint32(p.policy().Version), ClockAhead: -ahead.Milliseconds(),
		CertificateEnd: p.certificate.Load().NotAfter.UnixMilli(), UnlockFailures: failures,
		DiskFree: diskFree(p.config.Data), Personality: uint32(p.policy().Personality), Tpm: p.identity.chip != nil, Forked: forked,
	}
	if font := p.nameFont(); font != "" {
		said.Fonts = filepath.Base(font)
	}
	for _, folder := range []counter.Folder{counter.Unsent, counter.Sent} {
		c := counts.Of[folder]
		said.Owed += uint32(c.N)
		if !c.Oldest.IsZero() {
			said.OwedFor = max(said.OwedFor, p.client.Clock.Now().Sub(c.Oldest).Milliseconds())
		}
	}
	http, address, options := p.client.Reach()
	_, err = wirev1connect.NewStandingServiceClient(http, address, options...).Report(ctx, said)
	return err
}

// failures counts the tries that failed since each operator last could sign in or unlock.
func (p *parts) failures(ctx context.Context) (uint32, error) {
	held, err := p.store.Operators(ctx)
	if err != nil {
		return 0, err
	}
	n := uint32(0)
	for _, o := range held {
		var g operator.Guard
		if len(o.Guard) == 0 {
			continue
		}
		if err := json.Unmarshal(o.Guard, &g); err != nil {
			return 0, fmt.Errorf("tries of %s: %w", o.ID, err)
		}
		n += uint32(g.Failures)
	}
	return n, nil
}
