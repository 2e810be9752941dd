// Package machine shows the facts about this terminal to whoever has to answer for
// it: version, policy and where each value comes from (D19), the line, the keys,
// the fonts, the audit chain.
//
// presenter.go imports no Fyne; form.go builds widgets and forwards.
//
// Nothing can be changed here: values come from the locked configuration.
package machine

import (
	"context"
	"log/slog"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/ui/words"
)

// A State says what the screen has to show.
type State uint8

// The states of the screen.
const (
	Loading State = 1
	Ready   State = 2
	Failed  State = 3
)

// A Grade says how much something matters; the numbers are those of look.Tone.
type Grade uint8

// The grades.
const (
	Info  Grade = 1
	Good  Grade = 2
	Alert Grade = 3
	Stop  Grade = 4
)

// Skew is how far this terminal's clock may be from the registry's before it is
// marked: a token's code is good for 30 seconds.
const Skew = 10 * time.Second

// A View is the part of the screen the presenter needs.
type View interface {
	ShowMachine()
	Say(grade Grade, text string)
}

// A Config is what a presenter is made of. Every field is needed.
type Config struct {
	Desk  Desk
	Guide Guide
	// ChangePIN opens the screen on which the operator sets another PIN; it may be nil.
	ChangePIN func()
	// Fonts tells whether names are drawn with the font meant for them.
	Fonts func() bool
	// Input tells what the input method is called, "" where there is none.
	Input func() string
	// Run does work beside the window's goroutine and then, on it, what work
	// returned.
	Run func(work func() (finish func()))
	Now func() time.Time
	Log *slog.Logger
}

// A Presenter runs the screen. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg   Config
	view  View
	state State
	shown bool
	facts counter.Machine
}

// New returns a presenter. Give it a view with Attach first.
func New(cfg Config) *Presenter { return &Presenter{cfg: cfg, state: Loading} }

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

// Refresh reads the facts anew.
func (p *Presenter) Refresh() {
	p.cfg.Run(func() func() {
		facts, err := p.cfg.Desk.Machine(context.Background())
		return func() {
			p.state, p.facts = Ready, facts
			if err != nil {
				p.cfg.Log.Error("read machine", "err", err)
				p.state = Failed
			}
			p.view.ShowMachine()
		}
	})
}

// Shown tells whether the screen is in sight. What it shows is read anew then.
func (p *Presenter) Shown(yes bool) {
	p.shown = yes
	if yes {
		p.Refresh()
	}
}

// Renew reads the facts anew where somebody is looking: another policy came, or entries
// changed.
func (p *Presenter) Renew() {
	if p.shown {
		p.Refresh()
	}
}

// State returns what the screen has to show.
func (p *Presenter) State() State { return p.state }

// A Line is one fact in words.
type Line struct {
	Label words.Key
	Text  string
	Wrong bool // to be looked after
}

// Lines returns the facts.
func (p *Presenter) Lines() []Line {
	m, now := p.facts, p.cfg.Now()
	lines := []Line{
		{words.MachineTerminal, m.Terminal, false},
		{words.MachineVersion, m.Version, false},
		{words.MachinePolicyVersion, policyVersion(m), false},
	}
	state, wrong := policyState(m)
	lines = append(lines, Line{words.MachinePolicyState, state, wrong},
		Line{words.MachinePolicyFresh, moment(m.PolicyFresh), past(m.PolicyFresh, now)}, Line{words.MachinePolicyUntil, day(m.PolicyUntil), past(m.PolicyUntil, now)})
	if m.PolicyNote != "" {
		lines = append(lines, Line{words.MachinePolicyNote, m.PolicyNote, false})
	}
	forms, missing := forms(m.Forms)
	return append(lines,
		Line{words.MachineForms, forms, missing},
		Line{words.MachineLine, words.T(words.Line(int(m.Line))), m.Line != counter.Online},
		Line{words.MachineLastSync, moment(m.LastSync), m.LastSync.IsZero()},
		Line{words.MachineClock, words.T(words.MachineSeconds, int(m.ClockAhead.Round(time.Second).Seconds())), m.ClockAhead.Abs() > Skew},
		Line{words.MachineCertificate, day(m.Certificate), past(m.Certificate, now)},
		Line{words.MachineKeyring, p.keyring(), m.KeyringFault != ""},
		Line{words.MachineFont, p.font(), !p.cfg.Fonts()},
		Line{words.MachineInput, p.input(), p.cfg.Input() == ""},
		Line{words.MachineCapture, words.T(words.MachineCaptured(int(m.Capture))), m.Capture == counter.CaptureFailed},
		Line{words.MachineStore, words.T(words.MachineMegabytes, int(m.StoreBytes>>20)), false},
		Line{words.MachineAudit, words.T(words.MachineRecords, int(m.AuditCount)), false},
		Line{words.MachineAuditHead, head(m.AuditHead), false},
		Line{words.MachineAnchor, moment(m.AuditAnchor), m.AuditAnchor.IsZero()},
	)
}

func (p *Presenter) keyring() string {
	if p.facts.KeyringFault == "" {
		return words.T(words.MachineInOrder)
	}
	return words.T(words.MachineKeyringFault, p.facts.KeyringFault)
}

func (p *Presenter) font() string {
	if p.cfg.Fonts() {
		return words.T(words.MachineInOrder)
	}
	return words.T(words.MachineNoFont)
}

func (p *Presenter) input() string {
	if name := p.cfg.Input(); name != "" {
		return name
	}
	return words.T(words.MachineNoInput)
}

// Len returns how many values of the policy there are.
func (p *Presenter) Len() int { return len(p.facts.Policy) }

// A Row is one value of the policy in words.
type Row struct{ Name, Value, Bounds, Origin, Since, Until string }

// Row returns a value.
func (p *Presenter) Row(i int) Row {
	v := p.facts.Policy[i]
	r := Row{Name: name(v.Name), Value: v.Value, Origin: origin(v.Origin), Since: day(v.Since), Until: day(v.Until)}
	if v.Least != "" {
		r.Bounds = words.T(words.MachineBounds, v.Least, v.Most)
	}
	if v.By != "" {
		r.Origin = words.T(words.MachineOriginBy, r.Origin, v.By)
	}
	switch v.Name {
	case "personality":
		r.Value = named(words.MachinePersonality(v.Value), v.Value)
	case "registry.pins":
		r.Value = words.T(words.MachinePins, v.Value)
	}
	return r
}

// Import takes a bundle from a stick and says what came of it.
func (p *Presenter) Import() {
	p.cfg.Run(func() func() {
		got, err := p.cfg.Desk.ImportPolicy(context.Background())
		return func() {
			grade, text := p.imported(got, err)
			p.view.Say(grade, text)
			p.Refresh()
		}
	})
}

func (p *Presenter) imported(got counter.Imported, err error) (Grade, string) {
	switch {
	case err != nil:
		p.cfg.Log.Error("import policy", "err", err)
		return Stop, words.T(words.MachineImportFailed)
	case got.NoStick:
		return Alert, words.T(words.MachineImportNone)
	case got.Refused != "":
		return Stop, words.T(words.MachineImportRefused, refused(got.Refused))
	case got.Same:
		return Info, words.T(words.MachineImportedSame, got.Version)
	}
	return Good, words.T(words.MachineImported, got.Version)
}

// Leave goes back.
func (p *Presenter) Leave() { p.cfg.Guide.Leave() }

// ChangePIN leads to the setting of another PIN.
func (p *Presenter) ChangePIN() {
	if p.cfg.ChangePIN != nil {
		p.cfg.ChangePIN()
	}
}

func past(end, now time.Time) bool { return !end.IsZero() && !now.Before(end) }

func day(t time.Time) string {
	if t.IsZero() {
		return words.T(words.MachineNone)
	}
	return words.Day(civil.FromTime(t))
}

func moment(t time.Time) string {
	if t.IsZero() {
		return words.T(words.MachineNever)
	}
	return words.Day(civil.FromTime(t)) + " " + t.In(civil.Japan).Format("15:04:05")
}

// head shortens a hash to what two people can compare by telephone.
func head(hex string) string {
	if len(hex) > 16 {
		return hex[:8] + " … " + hex[len(hex)-8:]
	}
	return hex
}
