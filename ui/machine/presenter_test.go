package machine_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/machine"
	"madoguchi/ui/words"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, civil.Japan)

type desk struct {
	facts counter.Machine
	err   error
}

func (d desk) Machine(context.Context) (counter.Machine, error) { return d.facts, d.err }

type seen struct{}

func (seen) Leave()       {}
func (seen) ShowMachine() {}

func start(d desk, font bool) *machine.Presenter {
	p := machine.New(machine.Config{Desk: d, Guide: seen{}, Fonts: func() bool { return font },
		Run: func(work func() func()) { work()() }, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	p.Attach(seen{})
	p.Refresh()
	return p
}

// good is a terminal with nothing to look after.
var good = counter.Machine{
	Terminal: "T-01", Version: "1.0", PolicyVersion: 3, PolicyUntil: now.Add(time.Hour),
	Forms: map[notification.Kind]int{notification.MovingIn: 1, notification.MovingWithin: 1, notification.MovingOut: 1},
	Line:  counter.Online, LastSync: now, Certificate: now.Add(time.Hour), AuditCount: 5, AuditAnchor: now,
	AuditHead: "0123456789abcdef0123456789abcdef",
}

// TestWrong checks that each fact that is out of order is marked, and no other.
func TestWrong(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*counter.Machine)
		font  bool
		want  words.Key
	}{
		{"nothing", func(*counter.Machine) {}, true, ""},
		{"policy out of date", func(m *counter.Machine) { m.PolicyUntil = now }, true, words.MachinePolicyUntil},
		{"no line", func(m *counter.Machine) { m.Line = counter.Offline }, true, words.MachineLine},
		{"never synced", func(m *counter.Machine) { m.LastSync = time.Time{} }, true, words.MachineLastSync},
		{"clock behind", func(m *counter.Machine) { m.ClockAhead = -11 * time.Second }, true, words.MachineClock},
		{"certificate ended", func(m *counter.Machine) { m.Certificate = now.Add(-time.Hour) }, true, words.MachineCertificate},
		{"keyring locked", func(m *counter.Machine) { m.KeyringFault = "locked" }, true, words.MachineKeyring},
		{"no font for names", func(*counter.Machine) {}, false, words.MachineFont},
		{"never anchored", func(m *counter.Machine) { m.AuditAnchor = time.Time{} }, true, words.MachineAnchor},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := good
			tt.spoil(&m)
			for _, l := range start(desk{facts: m}, tt.font).Lines() {
				if l.Wrong != (l.Label == tt.want) {
					t.Errorf("%s: marked %v", l.Label, l.Wrong)
				}
				if l.Text == "" {
					t.Errorf("%s says nothing", l.Label)
				}
			}
		})
	}
}

func TestStates(t *testing.T) {
	if p := start(desk{err: errors.New("boom")}, true); p.State() != machine.Failed {
		t.Errorf("state %d", p.State())
	}
	m := good
	m.Policy = []counter.Value{{Name: "lock.after", Value: "300s", Origin: "city", Since: now}}
	p := start(desk{facts: m}, true)
	if got, want := p.Row(0), (machine.Row{Name: "lock.after", Value: "300s", Origin: "city", Since: "R8.11.23", Until: "なし"}); p.Len() != 1 || got != want {
		t.Errorf("row = %+v, want %+v", got, want)
	}
}
