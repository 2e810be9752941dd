// Package cover is the screen that stands over everything while the terminal is
// locked, after five minutes without input (R037, R126) or by the leave-seat key
// (D8). It tells visitors that the seat is empty, and lets the operator return with
// PIN and token code. Another operator may take the terminal over: the session ends
// then, and what was half typed stays sealed with its writer.
//
// presenter.go imports no Fyne; form.go holds no rule. That nothing shows through
// is ui/shell's, the proof app/desk's.
package cover

import (
	"context"
	"log/slog"
	"time"

	"madoguchi/ui/proof"
)

// A Desk is what this screen needs of the terminal.
type Desk interface {
	// Unlock proves the signed-in operator again.
	Unlock(ctx context.Context, pin, code string) error
}

// A Config is what a presenter is made of.
type Config struct {
	Desk     Desk
	View     proof.View
	Now      func() time.Time
	Do       func(func()) // brings work back to Fyne's goroutine
	Uncover  func() bool  // shows the session again
	TakeOver func()       // ends the session so that another may sign in
	Log      *slog.Logger
}

// A Presenter runs the screen. Its methods are called on Fyne's goroutine.
type Presenter struct {
	*proof.Trial
	cfg Config
}

// New returns a presenter.
func New(cfg Config) *Presenter {
	return &Presenter{
		Trial: proof.NewTrial(proof.Config{View: cfg.View, Now: cfg.Now, Do: cfg.Do, Log: cfg.Log}),
		cfg:   cfg,
	}
}

// Start waits for the operator.
func (p *Presenter) Start() {
	p.cfg.View.Focus(proof.PIN)
	p.Trial.Start()
}

// Return handles the key with which the operator comes back.
func (p *Presenter) Return(pin, code string) {
	if p.Checking() || !p.Shape("", pin, code) {
		return
	}
	p.Try(func(ctx context.Context) error { return p.cfg.Desk.Unlock(ctx, pin, code) },
		func() { p.cfg.Uncover() })
}

// TakeOver handles the key with which another operator asks for the terminal.
func (p *Presenter) TakeOver() {
	if !p.Checking() {
		p.cfg.TakeOver()
	}
}
