// Package position is the screen on which an operator confirms, on the first
// sign-in of a day, that visitors do not see the display (R039, R128). It shows a
// picture of the counter, which display the window is on, and what to check.
//
// presenter.go imports no Fyne; form.go holds no rule. Whether a confirmation is
// due, and that it is logged, is app/desk's.
package position

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
	// ConfirmPosition logs the confirmation for a display.
	ConfirmPosition(ctx context.Context, display string) error
}

// A Display is one of the displays of the terminal, from left to right.
type Display struct {
	Name    string
	Width   int // pixels
	Height  int
	Here    bool // the window is on it
	Visitor bool // it faces visitors, by the configuration
}

// A View is what the presenter needs of the form. Its methods are called on Fyne's
// goroutine only.
type View interface {
	ShowDisplays(displays []Display)
	// ShowState says how it stands, with a tone.
	ShowState(tone look.Tone, text words.Key)
	// ActionsChanged draws the function keys anew.
	ActionsChanged()
}

// A Config is what a presenter is made of.
type Config struct {
	Desk      Desk
	View      View
	Displays  func() []Display
	Do        func(func()) // brings work back to Fyne's goroutine
	Confirmed func()       // called once the confirmation is logged
	Log       *slog.Logger
}

// A Presenter runs the screen. Its methods are called on Fyne's goroutine, but for
// Wait.
type Presenter struct {
	cfg  Config
	work sync.WaitGroup
	busy bool
	here Display
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

// Look finds out on which display the window is now.
func (p *Presenter) Look() {
	displays := p.cfg.Displays()
	p.here = Display{}
	for _, d := range displays {
		if d.Here {
			p.here = d
		}
	}
	p.cfg.View.ShowDisplays(displays)
	if p.here.Visitor {
		p.cfg.View.ShowState(look.Stop, words.PositionWrong)
	} else {
		p.cfg.View.ShowState(look.Plain, "")
	}
	p.cfg.View.ActionsChanged()
}

// Why says why the position cannot be confirmed now, "" when it can.
func (p *Presenter) Why() words.Key {
	switch {
	case p.busy:
		return words.PositionWriting
	case p.here.Visitor:
		return words.PositionWrong
	}
	return ""
}

// Confirm handles the key that confirms.
func (p *Presenter) Confirm() {
	p.Look() // the window may have been moved
	if p.Why() != "" {
		return
	}
	p.busy = true
	p.cfg.View.ActionsChanged()
	display := p.here.Name
	p.work.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), confirmTime)
		defer cancel()
		err := p.cfg.Desk.ConfirmPosition(ctx, display)
		p.cfg.Do(func() { p.answered(err) })
	})
}

// Wait returns once nothing is running any more.
func (p *Presenter) Wait() { p.work.Wait() }

func (p *Presenter) answered(err error) {
	p.busy = false
	p.cfg.View.ActionsChanged()
	if err != nil {
		p.cfg.Log.Error("confirm position", "err", err)
		p.cfg.View.ShowState(look.Stop, words.PositionFailed)
		return
	}
	p.cfg.Confirmed()
}
