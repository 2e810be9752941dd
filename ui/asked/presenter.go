// Package asked is the screen on which an operator reads what a chief or IT asked about a
// report over the operation log, and answers it (R122). It stands between sign-in and
// worklist, and may be put off to the next sign-in.
//
// presenter.go imports no Fyne; form.go holds no rule. What is asked and where the answer
// goes is app/desk's.
package asked

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"madoguchi/app/counter"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A Desk is what this screen needs of the terminal.
type Desk interface {
	// Asked returns what whoever is signed in was asked and has not answered.
	Asked() []counter.Asked
	// Answer answers one of them.
	Answer(ctx context.Context, id, answer string) error
}

// A View is what the presenter needs of the form. Its methods are called on Fyne's
// goroutine only.
type View interface {
	// ShowQuestion shows a question, the n-th of so many, with an empty answer.
	ShowQuestion(q counter.Asked, n, of int)
	// ShowState says how it stands, with a tone; look.Plain takes it away.
	ShowState(tone look.Tone, text words.Key)
	// ActionsChanged draws the function keys anew.
	ActionsChanged()
}

// A Config is what a presenter is made of.
type Config struct {
	Desk Desk
	View View
	Do   func(func()) // brings work back to Fyne's goroutine
	Done func()       // called once nothing is asked any more, or it was put off
	Log  *slog.Logger
}

// A Presenter runs the screen. Its methods are called on Fyne's goroutine, but for Wait.
type Presenter struct {
	cfg  Config
	all  []counter.Asked
	at   int
	work sync.WaitGroup
	busy bool
}

// answerTime is how long an answer may be on its way.
const answerTime = 20 * time.Second

// New returns a presenter.
func New(cfg Config) *Presenter {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Presenter{cfg: cfg, all: cfg.Desk.Asked()}
}

// Start shows the first question.
func (p *Presenter) Start() {
	if p.at < len(p.all) {
		p.cfg.View.ShowQuestion(p.all[p.at], p.at+1, len(p.all))
	}
}

// Why says why nothing can be sent now, "" when it can.
func (p *Presenter) Why() words.Key {
	if p.busy {
		return words.AskedSending
	}
	return ""
}

// Later puts off what is left to the next sign-in.
func (p *Presenter) Later() {
	if !p.busy {
		p.cfg.Done()
	}
}

// Send handles the key that sends the answer.
func (p *Presenter) Send(answer string) {
	switch {
	case p.busy || p.at >= len(p.all):
		return
	case strings.TrimSpace(answer) == "":
		p.cfg.View.ShowState(look.Stop, words.AskedEmpty)
		return
	}
	p.busy = true
	p.cfg.View.ShowState(look.Plain, "")
	p.cfg.View.ActionsChanged()
	id := p.all[p.at].ID
	p.work.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), answerTime)
		defer cancel()
		err := p.cfg.Desk.Answer(ctx, id, answer)
		p.cfg.Do(func() { p.answered(err) })
	})
}

// Wait returns once nothing is running any more.
func (p *Presenter) Wait() { p.work.Wait() }

func (p *Presenter) answered(err error) {
	p.busy = false
	p.cfg.View.ActionsChanged()
	switch {
	case err == nil, errors.Is(err, counter.ErrGone): // answered at another terminal, or settled
	case errors.Is(err, counter.ErrOffline), errors.Is(err, context.DeadlineExceeded):
		p.cfg.View.ShowState(look.Alert, words.AskedOffline)
		return
	default:
		p.cfg.Log.Error("answer", "err", err)
		p.cfg.View.ShowState(look.Stop, words.AskedFailed)
		return
	}
	if p.at++; p.at < len(p.all) {
		p.Start()
		return
	}
	p.cfg.Done()
}
