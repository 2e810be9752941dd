package main

import (
	"errors"
	"time"

	"madoguchi/app/store"
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

// symptoms are what the parts say of the line and of this machine.
type symptoms struct {
	now      time.Time     // of this machine
	line     error         // why there is no line
	handover error         // why the last round of the outbox did not end well
	ends     time.Time     // of this terminal's certificate
	ahead    time.Duration // of registry time before the clock; 0 if unknown
	setBack  bool          // the clock is behind a time seen before
}

// symptoms are asked for each second and never wait.
func (p *parts) symptoms() symptoms {
	ahead, _ := p.client.Clock.Offset()
	return symptoms{
		now: time.Now(), line: p.client.Line.Status().Err, handover: p.pusher.Status().Err,
		ends: p.certificate.NotAfter, ahead: ahead, setBack: p.client.Clock.SetBack(),
	}
}

// trouble says what the operator is told, the worst first, and its amount.
func (s symptoms) trouble() (shell.Trouble, int) {
	if kind := s.refusal(); kind != 0 {
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
	case left < certificateSoon:
		return shell.CertificateEnds, int(left.Hours() / 24)
	}
	return 0, 0
}

// refusal is why there is no line where waiting does not bring one.
func (s symptoms) refusal() shell.Trouble {
	switch {
	case errors.Is(s.line, pinned.ErrRevoked):
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

// alarm is why what is owed does not go out though there is a line.
func (s symptoms) alarm() shell.Trouble {
	switch {
	case errors.Is(s.handover, outbox.ErrFork), errors.Is(s.handover, outbox.ErrLost):
		return shell.NumbersFork
	case errors.Is(s.handover, outbox.ErrNonsense):
		return shell.RegistryNonsense
	case errors.Is(s.handover, outbox.ErrRefusedWhole):
		return shell.PushRefused
	case errors.Is(s.handover, store.ErrFull):
		return shell.DiskFull
	case errors.Is(s.handover, wire.Busy):
		return shell.TerminalBusy
	}
	return 0
}
