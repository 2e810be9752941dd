package main

import (
	"errors"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/store"
	"madoguchi/cmd/terminal/locked"
	"madoguchi/sync/link"
	"madoguchi/sync/outbox"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	"madoguchi/ui/shell"
)

// When the head begins to tell.
const (
	certificateSoon = 7 * 24 * time.Hour
	clockFar        = 5 * time.Minute
)

// registryFork is what the registry calls a terminal of which there are two histories.
const registryFork = "fork"

// symptoms are what the parts say of the line and of this machine.
type symptoms struct {
	now      time.Time     // of this machine
	line     error         // why there is no line
	handover error         // why the last round of the outbox did not end well
	ends     time.Time     // of this terminal's certificate
	ahead    time.Duration // of registry time before the clock; 0 if unknown
	setBack  bool          // the clock is behind a time seen before
	stopped  string        // why this terminal is revoked, as far as it heard; "" if it is not

	logBroken bool // a record of the operation log is not what it was

	policy  locked.Standing
	unheard time.Duration  // since the registry was last in step with this terminal
	counts  counter.Counts // as far as they are known
}

// symptoms are asked for each second and never wait.
func (p *parts) symptoms(counts counter.Counts) symptoms {
	ahead, _ := p.client.Clock.Offset()
	stopped, _ := p.stopped.why()
	return symptoms{
		stopped: stopped, logBroken: p.logBroken.Load(),
		policy: p.keeper.Standing(), unheard: p.now().Sub(p.synced.time()), counts: counts,
		now: time.Now(), line: p.client.Line.Status().Err, handover: p.pusher.Status().Err,
		ends: p.certificate.Load().NotAfter, ahead: ahead, setBack: p.client.Clock.SetBack(),
	}
}

// trouble says what the operator is told, the worst first, and its amount.
func (s symptoms) trouble() (shell.Trouble, int) {
	switch kind := s.refusal(); kind {
	case 0:
	case shell.TerminalRevoked:
		return kind, shell.RevokedFor(s.revoked())
	default:
		return kind, 0
	}
	if kind := s.alarm(); kind != 0 {
		return kind, 0
	}
	switch left := s.ends.Sub(s.now.Add(s.ahead)); {
	case left < 0:
		return shell.TerminalExpired, 0
	case s.setBack:
		return shell.ClockBack, 0
	case s.ahead.Abs() >= clockFar:
		return shell.ClockWrong, int(s.ahead.Abs().Minutes())
	}
	if kind, amount := s.barred(); kind != 0 {
		return kind, amount
	}
	switch left := s.ends.Sub(s.now.Add(s.ahead)); {
	case s.policy.Refused != "":
		return shell.PolicyRefused, 0
	case left < certificateSoon:
		return shell.CertificateEnds, int(left.Hours() / 24)
	}
	return s.late()
}

// barred is why nothing new may be begun.
func (s symptoms) barred() (shell.Trouble, int) {
	switch s.counts.Bar {
	case counter.PolicyBar:
		if s.policy.Damaged {
			return shell.PolicyDamaged, 0
		}
		return shell.PolicyStop, 0
	case counter.SyncBar:
		return shell.SyncStop, s.policy.Policy.Sync.BlockOfficeDays
	case counter.ReviewBar:
		return shell.ReviewStop, 0
	}
	return 0, 0
}

// late is what waits for longer, or is more, than the locked configuration allows.
func (s symptoms) late() (shell.Trouble, int) {
	now, warn := s.now.Add(s.ahead), time.Duration(s.policy.Policy.Sync.WarnMinutes)*time.Minute
	waiting, unsent := s.counts.Of[counter.Waiting], s.counts.Of[counter.Unsent]
	switch {
	case s.policy.Stale(now):
		return shell.PolicyStale, max(0, int(s.policy.StopsAt().Sub(now).Hours()/24))
	case warn > 0 && s.unheard >= warn:
		return shell.SyncLate, int(s.unheard.Minutes())
	case waiting.Late:
		return shell.ReviewLate, waiting.N
	case unsent.Late:
		return shell.UnsentLate, unsent.N
	}
	return 0, 0
}

// revoked returns the registry's code of why this terminal is revoked, "" if it is not. What
// was heard once counts until the registry answers again.
func (s symptoms) revoked() string {
	if why, known := stopOf(link.Status{Err: s.line}); known {
		return why
	}
	return s.stopped
}

// refusal is why there is no line where waiting does not bring one.
func (s symptoms) refusal() shell.Trouble {
	switch why := s.revoked(); {
	case why == registryFork:
		return shell.TerminalForked
	case why != "":
		return shell.TerminalRevoked
	case errors.Is(s.line, pinned.ErrExpired) && s.now.After(s.ends):
		return shell.TerminalExpired
	case errors.Is(s.line, pinned.ErrExpired):
		return shell.RegistryExpired
	case errors.Is(s.line, pinned.ErrPin), errors.Is(s.line, pinned.ErrEndpoint):
		return shell.RegistryForeign
	case errors.Is(s.line, pinned.ErrRefused):
		return shell.TerminalRefused
	case errors.Is(s.line, pinned.ErrAnswer):
		return shell.RegistryNonsense
	}
	return 0
}

// alarm is what is wrong with what this terminal holds, or why what is owed does not go out
// though there is a line.
func (s symptoms) alarm() shell.Trouble {
	switch {
	case s.logBroken:
		return shell.LogBroken
	case errors.Is(s.handover, outbox.ErrFork), errors.Is(s.handover, outbox.ErrLost):
		return shell.NumbersFork
	case errors.Is(s.handover, outbox.ErrNonsense):
		return shell.RegistryNonsense
	case errors.Is(s.handover, outbox.ErrRefusedWhole):
		return shell.PushRefused
	case errors.Is(s.handover, store.ErrFull):
		return shell.DiskFull
	case errors.Is(s.handover, wire.Awaits):
		return shell.RegistryReturned
	case errors.Is(s.handover, wire.Busy):
		return shell.TerminalBusy
	}
	return 0
}
