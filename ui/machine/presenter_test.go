package machine_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/policy"
	"madoguchi/ui/machine"
	"madoguchi/ui/words"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, civil.Japan)

type desk struct {
	facts    counter.Machine
	err      error
	imported counter.Imported
}

func (d desk) ImportPolicy(context.Context) (counter.Imported, error) { return d.imported, d.err }

func (d desk) Machine(context.Context) (counter.Machine, error) { return d.facts, d.err }

type seen struct{}

func (seen) Leave()       {}
func (seen) ShowMachine() {}

func (seen) Say(machine.Grade, string) {}

func start(d desk, font bool) *machine.Presenter {
	p := machine.New(machine.Config{Desk: d, Guide: seen{}, Fonts: func() bool { return font }, Input: func() string { return input },
		Run: func(work func() func()) { work()() }, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	p.Attach(seen{})
	p.Refresh()
	return p
}

// input is what the input method is called.
var input = "IBus (mozc-jp)"

// everyForm is one form of each kind.
func everyForm() map[notification.Kind]int {
	all := map[notification.Kind]int{}
	for _, k := range notification.Kinds() {
		all[k] = 1
	}
	return all
}

// good is a terminal with nothing to look after.
var good = counter.Machine{
	Terminal: "T-01", Version: "1.0", PolicyVersion: 3, PolicyUntil: now.Add(time.Hour),
	PolicyFresh: now.Add(time.Hour), Forms: everyForm(),
	Line: counter.Online, LastSync: now, Certificate: now.Add(time.Hour), AuditCount: 5, AuditAnchor: now, Capture: counter.CaptureUnpreventable,
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
		{"policy confirmed by nobody", func(m *counter.Machine) { m.PolicyFresh = now }, true, words.MachinePolicyFresh},
		{"policy refused", func(m *counter.Machine) { m.PolicyRefused = "rollback" }, true, words.MachinePolicyState},
		{"policy damaged", func(m *counter.Machine) { m.PolicyDamaged = true }, true, words.MachinePolicyState},
		{"policy missing", func(m *counter.Machine) { m.PolicyMissing = true }, true, words.MachinePolicyState},
		{"a form missing", func(m *counter.Machine) { m.Forms = map[notification.Kind]int{notification.MovingIn: 1} }, true, words.MachineForms},
		{"no line", func(m *counter.Machine) { m.Line = counter.Offline }, true, words.MachineLine},
		{"never synced", func(m *counter.Machine) { m.LastSync = time.Time{} }, true, words.MachineLastSync},
		{"clock behind", func(m *counter.Machine) { m.ClockAhead = -11 * time.Second }, true, words.MachineClock},
		{"certificate ended", func(m *counter.Machine) { m.Certificate = now.Add(-time.Hour) }, true, words.MachineCertificate},
		{"keyring locked", func(m *counter.Machine) { m.KeyringFault = "locked" }, true, words.MachineKeyring},
		{"no font for names", func(*counter.Machine) {}, false, words.MachineFont},
		{"never anchored", func(m *counter.Machine) { m.AuditAnchor = time.Time{} }, true, words.MachineAnchor},
		{"the window can be in a picture", func(m *counter.Machine) { m.Capture = counter.CaptureFailed }, true, words.MachineCapture},
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
	m.Policy = []counter.Value{
		{Name: "lock.after", Value: "300s", Origin: "city", Since: now},
		{Name: "idle.lock_seconds", Value: "120", Least: "30", Most: "300", Origin: "pilot", By: "情報政策課", Since: now, Until: now},
		{Name: "personality", Value: "1", Origin: "built_in"},
	}
	p := start(desk{facts: m}, true)
	for i, want := range []machine.Row{
		{Name: "lock.after", Value: "300s", Origin: "市の設定", Since: "R8.11.23", Until: "なし"},
		{Name: "操作がないとき画面を覆う秒数（idle.lock_seconds）", Value: "120", Bounds: "30〜300", Origin: "この端末あて（情報政策課）", Since: "R8.11.23", Until: "R8.11.23"},
		{Name: "端末の役割（personality）", Value: "既存住基端末", Origin: "内蔵の値", Since: "なし", Until: "なし"},
	} {
		if got := p.Row(i); got != want {
			t.Errorf("row = %+v, want %+v", got, want)
		}
	}
}

// TestNoInput: without an input method the screen says so, and how kanji are written.
func TestNoInput(t *testing.T) {
	defer func(before string) { input = before }(input)
	input = ""
	for _, l := range start(desk{facts: good}, true).Lines() {
		if (l.Label == words.MachineInput) != l.Wrong || l.Label == words.MachineInput && l.Text != words.T(words.MachineNoInput) {
			t.Errorf("%s: %q, wrong %v", l.Label, l.Text, l.Wrong)
		}
	}
}

// TestEveryValueHasAName: D19, whatever the policy can say is said in words.
func TestEveryValueHasAName(t *testing.T) {
	m := good
	for _, key := range policy.Keys() {
		m.Policy = append(m.Policy, counter.Value{Name: key, Value: "1", Origin: "city"})
	}
	p := start(desk{facts: m}, true)
	for i := range p.Len() {
		if name := p.Row(i).Name; name == m.Policy[i].Name {
			t.Errorf("%s has no name", name)
		}
	}
}

// TestRenew: D19, another policy is on the screen without a key, and nothing is read where
// nobody looks.
func TestRenew(t *testing.T) {
	d := &changing{desk{facts: good}}
	p := machine.New(machine.Config{Desk: d, Guide: seen{}, Fonts: func() bool { return true }, Input: func() string { return input },
		Run: func(work func() func()) { work()() }, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	p.Attach(seen{})
	version := func() string { return p.Lines()[2].Text }
	p.Shown(true)
	d.facts.PolicyVersion = 4
	if p.Renew(); version() != "4" {
		t.Errorf("in sight: version %s, want 4", version())
	}
	p.Shown(false)
	d.facts.PolicyVersion = 5
	if p.Renew(); version() != "4" {
		t.Errorf("out of sight: version %s was read", version())
	}
}

// changing is a desk whose facts change.
type changing struct{ desk }

// TestForms: 35 kinds take one line, and those of another version are named.
func TestForms(t *testing.T) {
	m := good
	m.Forms = everyForm()
	m.Forms[notification.MovingIn] = 2
	for _, l := range start(desk{facts: m}, true).Lines() {
		if l.Label == words.MachineForms && (l.Wrong || !strings.Contains(l.Text, words.T(words.Kind(notification.MovingIn.Key()))+" 2")) {
			t.Errorf("forms say %q", l.Text)
		}
	}
}

// told hears what is said.
type told struct {
	seen
	grade machine.Grade
	text  string
}

func (v *told) Say(grade machine.Grade, text string) { v.grade, v.text = grade, text }

// TestImport: R031, what comes of a stick is said, and a refusal with its reason.
func TestImport(t *testing.T) {
	for _, tt := range []struct {
		name  string
		desk  desk
		grade machine.Grade
		says  string
	}{
		{"taken", desk{imported: counter.Imported{Version: 4}}, machine.Good, "第4版"},
		{"the same", desk{imported: counter.Imported{Version: 4, Same: true}}, machine.Info, "同じ"},
		{"no stick", desk{imported: counter.Imported{NoStick: true}}, machine.Alert, "F6"},
		{"rolled back", desk{imported: counter.Imported{Version: 4, Refused: "rollback"}}, machine.Stop, "今より古い"},
		{"one signature", desk{imported: counter.Imported{Version: 4, Refused: "signature"}}, machine.Stop, "署名"},
		{"not readable", desk{err: errors.New("boom")}, machine.Stop, "読み取れない"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, v := start(tt.desk, true), &told{}
			p.Attach(v)
			p.Import()
			if v.grade != tt.grade || !strings.Contains(v.text, tt.says) {
				t.Errorf("said %d %q, want %d with %q", v.grade, v.text, tt.grade, tt.says)
			}
		})
	}
}
