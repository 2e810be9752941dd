// Package record shows a resident as the register has them: the household, the
// history rows, what is under way. The two numbers are masked and shown while a
// key is held; each showing is logged before it happens.
//
// Each history row can be looked at as it was, with what it changed. What the operator
// has no right to see is not here at all, and the screen says so in its place.
//
// presenter.go and items.go import no Fyne and hold every rule of the screen; form.go
// builds widgets and forwards.
//
// Changing a record is done by a notification, never here.
package record

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// A State says what the screen has to show.
type State uint8

// The states of the screen.
const (
	Loading State = 1
	Ready   State = 2
	Offline State = 3 // there is no line and no copy here
	Failed  State = 4
)

// A View is the part of the screen the presenter needs. Its methods are called on
// Fyne's goroutine only.
type View interface {
	ShowRecord()
	// ShowItems shows the items anew: those of now or of a history row.
	ShowItems()
	// ShowNumber shows the digits of a number; "" masks it again.
	ShowNumber(number counter.Number, digits string)
	Say(alert bool, text string)
}

// A Config is what a presenter is made of. Every field is needed.
type Config struct {
	Desk  Desk
	Guide Guide
	// Run does work beside the window's goroutine and then, on it, what work
	// returned.
	Run func(work func() (finish func()))
	Now func() time.Time
	Log *slog.Logger
}

// A Presenter runs the screen. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg     Config
	view    View
	id      resident.ID
	purpose counter.Purpose
	state   State
	why     words.Key
	opened  counter.Opened
	lifted  string         // the address of a protected resident while it is shown
	held    counter.Number // the key for this number is held down
	then    int            // the history row looked at, -1: the record of now
	asked   int
}

// New returns a presenter. Give it a view with Attach first.
func New(cfg Config) *Presenter { return &Presenter{cfg: cfg, state: Loading} }

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

// Open opens a resident's record.
func (p *Presenter) Open(id resident.ID, purpose counter.Purpose) {
	p.id, p.purpose = id, purpose
	p.Refresh()
}

// Refresh opens the record anew. It is logged as another opening.
func (p *Presenter) Refresh() {
	p.state, p.opened, p.held, p.lifted = Loading, counter.Opened{}, 0, ""
	p.then = -1
	p.asked++
	asked, id, purpose := p.asked, p.id, p.purpose
	p.view.ShowRecord()
	p.cfg.Run(func() func() {
		opened, err := p.cfg.Desk.OpenRecord(context.Background(), id, purpose)
		return func() {
			if asked == p.asked {
				p.take(opened, err)
			}
		}
	})
}

func (p *Presenter) take(opened counter.Opened, err error) {
	switch {
	case errors.Is(err, counter.ErrOffline):
		p.state, p.why = Offline, words.RecordOffline
	case errors.Is(err, counter.ErrNoRight):
		p.state, p.why = Failed, words.RecordNoRight
	case errors.Is(err, counter.ErrWithheld):
		p.state, p.why = Failed, words.ProtectionRecordWithheld
	case errors.Is(err, counter.ErrGone):
		p.state, p.why = Failed, words.RecordGone
	case err != nil, len(opened.Members) == 0:
		p.cfg.Log.Error("open record", "err", err)
		p.state, p.why = Failed, words.RecordFailed
	default:
		p.state, p.opened = Ready, opened
	}
	p.view.ShowRecord()
}

// State returns what the screen has to show.
func (p *Presenter) State() State { return p.state }

// Why returns why there is nothing to show.
func (p *Presenter) Why() words.Key { return p.why }

// Resident returns the resident. Call it in state Ready only.
func (p *Presenter) Resident() resident.Record { return p.opened.Members[0] }

// Household returns the members in the order of the record.
func (p *Presenter) Household() []resident.Record {
	members := slices.Clone(p.opened.Members)
	slices.SortStableFunc(members, func(a, b resident.Record) int { return a.Order - b.Order })
	return members
}

// History returns the rows of the resident, newest first. It is empty for a copy
// read without a line.
func (p *Presenter) History() []resident.Record { return p.opened.History }

// Pending returns the entries on these residents that are not decided yet.
func (p *Presenter) Pending() []counter.Pending { return p.opened.Pending }

// Copied reports whether this is the copy of the terminal, without history.
func (p *Presenter) Copied() bool { return p.state == Ready && len(p.opened.History) == 0 }

// Protected reports whether somebody of the household is under a support measure:
// the address of one is that of all.
func (p *Presenter) Protected() bool {
	return slices.ContainsFunc(p.opened.Members, func(r resident.Record) bool { return r.Protected })
}

// Hold shows a number while its key is held. The registry logs it first; the
// digits are dropped if the key was let go meanwhile.
func (p *Presenter) Hold(number counter.Number) {
	if p.state != Ready || p.held == number || p.Masked(sights[number]) {
		return
	}
	p.held = number
	asked := p.asked
	p.cfg.Run(func() func() {
		digits, err := p.cfg.Desk.RevealNumber(context.Background(), p.id, number, p.purpose)
		return func() {
			if asked == p.asked && p.held == number {
				p.reveal(number, digits, err)
			}
		}
	})
}

func (p *Presenter) reveal(number counter.Number, digits string, err error) {
	switch {
	case errors.Is(err, counter.ErrOffline):
		p.view.Say(true, words.T(words.RecordNumberOffline))
	case errors.Is(err, counter.ErrNoRight):
		p.view.Say(true, words.T(words.RecordNoRight))
	case err != nil:
		p.cfg.Log.Error("reveal number", "err", err)
		p.view.Say(true, words.T(words.RecordNumberFailed))
	case digits == "":
		p.view.Say(true, words.T(words.RecordNumberNone))
	default:
		p.view.ShowNumber(number, digits)
	}
}

// Release masks the numbers again.
func (p *Presenter) Release() {
	p.held = 0
	p.view.ShowNumber(counter.IndividualNumber, "")
	p.view.ShowNumber(counter.ResidentCode, "")
}

// OpenMember opens the record of another member of the household.
func (p *Presenter) OpenMember(i int) {
	members := p.Household()
	if i >= 0 && i < len(members) && members[i].ID != p.id {
		p.cfg.Guide.OpenRecord(members[i].ID, p.purpose)
	}
}

// Begin starts an entry of a kind with this household. Only residents move.
func (p *Presenter) Begin(kind notification.Kind) {
	switch {
	case p.state != Ready:
	case !p.Resident().Status.Current():
		p.view.Say(true, words.T(words.RecordNotCurrent))
	default:
		p.cfg.Guide.BeginWith(kind, p.id)
	}
}

// Leave goes back. The masks fall first.
func (p *Presenter) Leave() {
	p.Release()
	p.cfg.Guide.Leave()
}
