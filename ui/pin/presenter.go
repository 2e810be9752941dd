// Package pin is the screen on which an operator sets another PIN: at the first sign-in,
// after a reset, and whenever they wish. The registry takes it over, so that it needs a
// line; then the terminal seals what it holds of the operator anew.
//
// presenter.go imports no Fyne; form.go holds no rule. What a PIN must be is app/operator's,
// the order of the change app/desk's.
package pin

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

// The items of the screen, in their order. The old PIN stands where a proof has its PIN.
const (
	oldPIN proof.Item = proof.PIN
	newPIN proof.Item = 4
	again  proof.Item = 5
)

// A Desk is what this screen needs of the terminal.
type Desk interface {
	// ChangePIN sets another PIN for whoever is signed in.
	ChangePIN(ctx context.Context, old, now string) error
}

// A Config is what a presenter is made of.
type Config struct {
	Desk Desk
	View proof.View
	Now  func() time.Time
	Do   func(func()) // brings work back to Fyne's goroutine
	Done func()       // called once the PIN is set
	// Leave goes back without a change; nil while the PIN is due.
	Leave func()
	Log   *slog.Logger
}

// A Presenter runs the screen. Its methods are called on Fyne's goroutine.
type Presenter struct {
	*proof.Trial
	cfg Config
}

// New returns a presenter.
func New(cfg Config) *Presenter {
	return &Presenter{
		Trial: proof.NewTrial(proof.Config{View: cfg.View, Now: cfg.Now, Do: cfg.Do, Log: cfg.Log, Explain: explain}),
		cfg:   cfg,
	}
}

// Start shows how things stand and keeps it current.
func (p *Presenter) Start() {
	p.cfg.View.Focus(oldPIN)
	p.Trial.Start()
}

// Due reports whether nothing leads back from here without another PIN.
func (p *Presenter) Due() bool { return p.cfg.Leave == nil }

// Leave goes back, where that is possible.
func (p *Presenter) Leave() {
	if p.cfg.Leave != nil && !p.Checking() {
		p.cfg.Leave()
	}
}

// Submit handles the key that sets the PIN.
func (p *Presenter) Submit(old, now, repeated string) {
	if p.Checking() {
		return
	}
	wrong := p.wrong(old, now, repeated)
	first := proof.Item(0)
	for _, item := range []proof.Item{oldPIN, newPIN, again} {
		p.cfg.View.ShowWrong(item, wrong[item])
		if first == 0 && wrong[item] != "" {
			first = item
		}
	}
	if first != 0 {
		p.cfg.View.Focus(first)
		return
	}
	p.Try(func(ctx context.Context) error { return p.cfg.Desk.ChangePIN(ctx, old, now) }, p.cfg.Done)
}

// wrong says what of the three cannot be right before anybody is asked.
func (p *Presenter) wrong(old, now, repeated string) map[proof.Item]words.Key {
	wrong := map[proof.Item]words.Key{}
	if errors.Is(operator.CheckPIN(old), operator.ErrPINFormat) {
		wrong[oldPIN] = words.ProofPINShape
	}
	switch err := operator.CheckPIN(now); {
	case errors.Is(err, operator.ErrPINFormat):
		wrong[newPIN] = words.ProofPINShape
	case err != nil:
		wrong[newPIN] = words.PinGuessed
	case now == old:
		wrong[newPIN] = words.PinSame
	case now != repeated:
		wrong[again] = words.PinDiffers
	}
	return wrong
}

// explain says why the PIN was not set.
func explain(err error) proof.Refusal {
	r := proof.Explain(err)
	switch {
	case errors.Is(err, desk.ErrWeakPIN):
		return proof.Refusal{Tone: look.Alert, Reason: words.PinGuessed, Remedy: words.PinGuessedRemedy, Known: true}
	case errors.Is(err, counter.ErrOffline), errors.Is(err, context.DeadlineExceeded):
		r.Reason, r.Remedy = words.PinLine, words.PinLineRemedy
	case r.Reason == words.ProofRefused:
		r.Reason, r.Remedy = words.PinWrong, words.PinWrongRemedy
	}
	return r
}
