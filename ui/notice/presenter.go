// Package notice is the screen on which an operator reads, and confirms every so many days,
// that what is done at the terminal is logged and looked through (R034).
//
// presenter.go imports no Fyne; form.go holds no rule. When it is due, and that it was
// confirmed, is app/desk's.
package notice

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// A Desk is what this screen needs of the terminal.
type Desk interface {
	// TakeNotice logs that whoever is signed in has read it.
	TakeNotice(ctx context.Context) error
}

// A View is what the presenter needs of the form. Its methods are called on Fyne's
// goroutine only.
type View interface {
	// ShowState says how it stands, with a tone.
	ShowState(tone look.Tone, text words.Key)
	// ActionsChanged draws the function keys anew.
	ActionsChanged()
}

// A Config is what a presenter is made of.
type Config struct {
	Desk  Desk
	View  View
	Do    func(func()) // brings work back to Fyne's goroutine
	Taken func()       // called once the confirmation is logged
	Log   *slog.Logger
}

// A Presenter runs the screen. Its methods are called on Fyne's goroutine, but for Wait.
type Presenter struct {
	cfg  Config
	work sync.WaitGroup
	busy bool
}

// confirmTime is how long writing the confirmation may take.
const confirmTime = 10 * time.Second

// New returns a presenter.
func New(cfg Config) *Presenter {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Presenter{cfg: cfg}
}

// Why says why it cannot be confirmed now, "" when it can.
func (p *Presenter) Why() words.Key {
	if p.busy {
		return words.NoticeWriting
	}
	return ""
}

// Confirm handles the key that confirms.
func (p *Presenter) Confirm() {
	if p.busy {
		return
	}
	p.busy = true
	p.cfg.View.ActionsChanged()
	p.work.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), confirmTime)
		defer cancel()
		err := p.cfg.Desk.TakeNotice(ctx)
		p.cfg.Do(func() { p.answered(err) })
	})
}

// Wait returns once nothing is running any more.
func (p *Presenter) Wait() { p.work.Wait() }

func (p *Presenter) answered(err error) {
	p.busy = false
	p.cfg.View.ActionsChanged()
	if err != nil {
		p.cfg.Log.Error("take notice", "err", err)
		p.cfg.View.ShowState(look.Stop, words.NoticeFailed)
		return
	}
	p.cfg.Taken()
}
