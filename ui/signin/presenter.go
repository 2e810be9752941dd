// Package signin is the screen on which an operator signs in with operator ID, PIN
// and token code. It says before that that every access is logged (R034).
//
// presenter.go imports no Fyne; form.go holds no rule. Whether the proof is right,
// and how long to wait after a wrong one, is app/desk's; what a refusal says is
// ui/proof's, shared with the cover.
package signin

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

// A Desk is what this screen needs of the terminal.
type Desk interface {
	// SignIn proves the operator and opens the session.
	SignIn(ctx context.Context, id operator.ID, pin, code string) error
	// Line returns how the line to the registry is.
	Line() counter.LineState
}

// A View is what the presenter needs of the form, besides what a proof needs.
type View interface {
	proof.View
	// ShowOffline says whether the sealed credential will decide.
	ShowOffline(on bool)
}

// A Config is what a presenter is made of.
type Config struct {
	Desk     Desk
	View     View
	Now      func() time.Time
	Do       func(func()) // brings work back to Fyne's goroutine
	SignedIn func()       // called once the operator is in
	// Stopped reports whether the registry revoked this terminal: then nobody gets in without
	// a line either. Nil never does.
	Stopped func() bool
	Log     *slog.Logger
}

// A Presenter runs the screen. Its methods are called on Fyne's goroutine.
type Presenter struct {
	*proof.Trial
	cfg Config
}

// New returns a presenter.
func New(cfg Config) *Presenter {
	p := &Presenter{cfg: cfg}
	p.Trial = proof.NewTrial(proof.Config{
		View: cfg.View, Now: cfg.Now, Do: cfg.Do, Log: cfg.Log, EachSecond: p.showLine,
	})
	return p
}

// Start shows how things stand and keeps it current.
func (p *Presenter) Start() {
	p.showLine()
	p.cfg.View.Focus(proof.ID)
	p.Trial.Start()
}

// showLine leaves what is said as it is while the line is being tried.
func (p *Presenter) showLine() {
	switch p.cfg.Desk.Line() {
	case counter.Online:
		p.cfg.View.ShowOffline(false)
	case counter.Offline:
		p.cfg.View.ShowOffline(p.cfg.Stopped == nil || !p.cfg.Stopped())
	}
}

// Submit handles the key that signs in.
func (p *Presenter) Submit(id, pin, code string) {
	who, err := operator.ParseID(strings.TrimSpace(id))
	wrong := words.Key("")
	if err != nil {
		wrong = words.ProofID
	}
	if p.Checking() || !p.Shape(wrong, pin, code) {
		return
	}
	p.Try(func(ctx context.Context) error { return p.cfg.Desk.SignIn(ctx, who, pin, code) }, p.cfg.SignedIn)
}
