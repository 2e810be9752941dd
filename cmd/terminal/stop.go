package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/store"
	"madoguchi/sync/link"
	"madoguchi/sync/pinned"
	"madoguchi/ui/words"
)

// stopSetting keeps that the registry revoked this terminal, and why: whoever cuts the line
// and starts it again has gained nothing.
const stopSetting = "stopped"

// stopNoReason stands for a revocation that was not given a reason.
const stopNoReason = "none"

// A stoppage is whether the registry revoked this terminal, as far as it is known here.
type stoppage struct {
	mu     sync.Mutex
	reason string // a code of the registry's; "" while it did not
}

func (s *stoppage) why() (reason string, stopped bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reason, s.reason != ""
}

// becomes keeps the reason and reports whether it is another.
func (s *stoppage) becomes(reason string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := s.reason != reason
	s.reason = reason
	return changed
}

// stopOf returns what a state of the line says: that the terminal is revoked, that it is
// not, or neither.
func stopOf(s link.Status) (reason string, known bool) {
	var revoked *pinned.Revocation
	switch {
	case s.State == link.Online:
		return "", true
	case errors.As(s.Err, &revoked) && revoked.Why != "":
		return revoked.Why, true
	case errors.Is(s.Err, pinned.ErrRevoked):
		return stopNoReason, true
	}
	return "", false
}

func (p *parts) isStopped() bool { _, stopped := p.stopped.why(); return stopped }

// openStop reads what was known when the program ended.
func (p *parts) openStop(ctx context.Context) error {
	b, err := p.store.Setting(ctx, stopSetting)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	p.stopped.becomes(string(b))
	return err
}

// mindStop ends the session of whoever works here when the registry revokes the terminal,
// and keeps that it did, until ctx ends.
func (p *parts) mindStop(ctx context.Context) {
	told := make(chan string, 1)
	defer p.client.Line.Subscribe(func(s link.Status) {
		reason, known := stopOf(s)
		if !known || !p.stopped.becomes(reason) {
			return
		}
		select { // only the last word counts
		case <-told:
		default:
		}
		told <- reason
	})()
	for {
		select {
		case <-ctx.Done():
			return
		case reason := <-told:
			if reason != "" {
				p.expel(words.ShellStopped)
			}
			if err := p.keepStop(context.WithoutCancel(ctx), reason); err != nil {
				p.log.ErrorContext(ctx, "keep that the terminal is revoked, or is not", "err", err)
			}
		}
	}
}

func (p *parts) keepStop(ctx context.Context, reason string) error {
	record := audit.Record{Kind: audit.TerminalRestored, At: p.client.Clock.Now().Round(time.Millisecond), Terminal: p.config.Terminal}
	if reason != "" {
		record.Kind, record.Detail = audit.TerminalRevoked, []string{"reason=" + audit.Code(reason)}
	}
	setting := store.Setting{Name: stopSetting}
	if reason != "" {
		setting.Value = []byte(reason)
	}
	_, err := p.store.Commit(ctx, store.Change{Settings: []store.Setting{setting}, Audit: []audit.Record{record}})
	return err
}
