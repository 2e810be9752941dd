package main

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/policy"
	"madoguchi/app/store"
	"madoguchi/cmd/terminal/locked"
	"madoguchi/sync/outbox"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	"madoguchi/ui/shell"
)

func TestTrouble(t *testing.T) {
	now := time.Date(2026, 4, 1, 10, 0, 0, 0, time.UTC)
	wrapped := func(err error) error { return fmt.Errorf("pull: %w", errors.Join(errors.New("x"), err)) }
	later := now.Add(60 * 24 * time.Hour)
	inDefault := locked.Standing{Policy: policy.Default()}
	late := func(f counter.Folder) counter.Counts {
		return counter.Counts{Of: map[counter.Folder]counter.Count{f: {N: 9, Late: true}}}
	}
	tests := []struct {
		name   string
		s      symptoms
		want   shell.Trouble
		amount int
	}{
		{"all is well", symptoms{ends: later}, 0, 0},
		{"a line that is down is no trouble", symptoms{ends: later, line: errors.New("connection refused")}, 0, 0},
		{"expired", symptoms{ends: now.Add(-time.Hour), line: wrapped(pinned.ErrExpired)}, shell.TerminalExpired, 0},
		{"expired while nobody answers", symptoms{ends: now.Add(-time.Hour), line: errors.New("connection refused")}, shell.TerminalExpired, 0},
		{"the registry's expired", symptoms{ends: later, line: wrapped(pinned.ErrExpired)}, shell.RegistryExpired, 0},
		{"stopped for a fork (R032)", symptoms{ends: later, line: wrapped(&pinned.Revocation{Why: "fork"})}, shell.TerminalForked, 0},
		{"revoked as lost", symptoms{ends: later, line: wrapped(&pinned.Revocation{Why: "lost"})}, shell.TerminalRevoked, shell.RevokedFor("lost")},
		{"revoked, and the line was cut since (R032)", symptoms{ends: later, line: errors.New("connection refused"), stopped: "stolen"}, shell.TerminalRevoked, shell.RevokedFor("stolen")},
		{"revoked", symptoms{ends: later, line: wrapped(pinned.ErrRevoked)}, shell.TerminalRevoked, 0},
		{"another key", symptoms{ends: later, line: wrapped(pinned.ErrPin)}, shell.RegistryForeign, 0},
		{"another endpoint", symptoms{ends: later, line: wrapped(pinned.ErrEndpoint)}, shell.RegistryForeign, 0},
		{"refused", symptoms{ends: later, line: wrapped(pinned.ErrRefused)}, shell.TerminalRefused, 0},
		{"no sign of life", symptoms{ends: later, line: wrapped(pinned.ErrAnswer)}, shell.RegistryNonsense, 0},
		{"nonsense", symptoms{ends: later, handover: wrapped(outbox.ErrNonsense)}, shell.RegistryNonsense, 0},
		{"fork", symptoms{ends: later, handover: wrapped(outbox.ErrFork)}, shell.NumbersFork, 0},
		{"lost", symptoms{ends: later, handover: wrapped(outbox.ErrLost)}, shell.NumbersFork, 0},
		{"refused whole", symptoms{ends: later, handover: wrapped(outbox.ErrRefusedWhole)}, shell.PushRefused, 0},
		{"a record changed (D20)", symptoms{ends: later, logBroken: true, handover: wrapped(outbox.ErrFork)}, shell.LogBroken, 0},
		{"the registry went back", symptoms{ends: later, handover: wrapped(wire.Errorf(wire.Awaits, "events"))}, shell.RegistryReturned, 0},
		{"no room for news", symptoms{ends: later, handover: wrapped(store.ErrFull)}, shell.DiskFull, 0},
		{"clock set back", symptoms{ends: later, setBack: true, ahead: time.Hour}, shell.ClockBack, 0},
		{"clock fast", symptoms{ends: later, ahead: -12 * time.Minute}, shell.ClockWrong, 12},
		{"clock a little slow", symptoms{ends: later, ahead: 4 * time.Minute}, 0, 0},
		{"a week left", symptoms{ends: now.Add(7*24*time.Hour - time.Minute)}, shell.CertificateEnds, 6},
		{"more than a week left", symptoms{ends: now.Add(7*24*time.Hour + time.Minute)}, 0, 0},
		{"the last day", symptoms{ends: now.Add(time.Hour)}, shell.CertificateEnds, 0},
		{"nobody reached for an hour (DOMAIN 4.4)", symptoms{ends: later, policy: inDefault, unheard: 61 * time.Minute}, shell.SyncLate, 61},
		{"nobody reached for a while", symptoms{ends: later, policy: inDefault, unheard: 59 * time.Minute}, 0, 0},
		{"nobody reached for days", symptoms{ends: later, policy: inDefault, unheard: 99 * time.Hour, counts: counter.Counts{Bar: counter.SyncBar}}, shell.SyncStop, 3},
		{"reviews late", symptoms{ends: later, policy: inDefault, counts: late(counter.Waiting)}, shell.ReviewLate, 9},
		{"reviews stop", symptoms{ends: later, policy: inDefault, counts: counter.Counts{Bar: counter.ReviewBar}}, shell.ReviewStop, 0},
		{"unsent late", symptoms{ends: later, policy: inDefault, counts: late(counter.Unsent)}, shell.UnsentLate, 9},
		{"policy stale (freeze)", symptoms{ends: later, policy: locked.Standing{FreshUntil: now.Add(-25 * time.Hour)}}, shell.PolicyStale, 5},
		{"policy stale for a week", symptoms{ends: later, policy: inDefault, counts: counter.Counts{Bar: counter.PolicyBar}}, shell.PolicyStop, 0},
		{"policy damaged", symptoms{ends: later, policy: locked.Standing{Damaged: true}, counts: counter.Counts{Bar: counter.PolicyBar}}, shell.PolicyDamaged, 0},
		{"policy refused", symptoms{ends: later, policy: locked.Standing{Refused: "rollback"}}, shell.PolicyRefused, 0},
		{"the line first", symptoms{ends: now.Add(-1), line: pinned.ErrExpired, handover: outbox.ErrFork, setBack: true}, shell.TerminalExpired, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.s.now = now
			if got, amount := tt.s.trouble(); got != tt.want || amount != tt.amount {
				t.Errorf("trouble %d (%d), want %d (%d)", got, amount, tt.want, tt.amount)
			}
		})
	}
}
