// Package outputs is the ledger of what was asked to leave on paper in quantity (R130):
// whoever asked sees what became of it, and a chief approves or declines what others of the
// ward asked for. Papers stand there by their kind and number of residents, never by whom
// they are about.
//
// presenter.go imports no Fyne and holds every rule of the screen; form.go builds widgets
// and forwards.
//
// Asking is ui/preview's; who may decide about what, the registry's.
package outputs

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	"madoguchi/ui/words"
)

// A Desk is what the screen needs of the terminal.
type Desk interface {
	// Outputs returns what the operator asked for and, to a chief, what the ward did.
	Outputs(ctx context.Context) ([]output.Approval, error)
	// DecideOutput is a chief's word on what somebody else asked for.
	DecideOutput(ctx context.Context, number string, approve bool, note string) (output.Approval, error)
	// MayLead reports whether the signed-in operator is a chief.
	MayLead() bool
	// Operator returns who is signed in.
	Operator() (operator.Profile, bool)
}

// A Guide leads to the other screens.
type Guide interface {
	// Leave goes back to where the screen was opened from.
	Leave()
}

// A Grade says how much a message matters; the numbers are those of look.Tone.
type Grade uint8

// The grades.
const (
	Good  Grade = 2
	Alert Grade = 3
	Stop  Grade = 4
)

// A State says what the screen has to show.
type State uint8

// The states.
const (
	Loading State = 1
	Ready   State = 2
	Failed  State = 3
)

// A View is the part of the screen the presenter needs. Its methods are called on Fyne's
// goroutine only.
type View interface {
	ShowList()
	Say(grade Grade, text string)
	// Confirm asks before an approval, and calls yes if it is meant.
	Confirm(title, text string, yes func())
}

// A Config is what a presenter is made of. Every field is needed.
type Config struct {
	Desk  Desk
	Guide Guide
	// Run does work beside the window's goroutine and then, on it, what work returned.
	Run func(work func() (finish func()))
	Now func() time.Time
	Log *slog.Logger
}

// A Presenter runs the screen. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg   Config
	view  View
	state State
	why   words.Key // of a failure
	asked int       // grows with each reading; older answers are dropped
	all   []output.Approval
	note  string
}

// New returns a presenter. Give it a view with Attach first.
func New(cfg Config) *Presenter { return &Presenter{cfg: cfg, state: Loading} }

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

// State returns what the screen has to show.
func (p *Presenter) State() State { return p.state }

// WhyFailed says why nothing could be read.
func (p *Presenter) WhyFailed() string { return words.T(p.why) }

// Leave goes back.
func (p *Presenter) Leave() {
	p.asked++
	p.cfg.Guide.Leave()
}

// Leads reports whether the operator decides here.
func (p *Presenter) Leads() bool { return p.cfg.Desk.MayLead() }

// Note returns why something is declined, as far as it was typed.
func (p *Presenter) Note() string { return p.note }

// SetNote takes in why something is declined.
func (p *Presenter) SetNote(typed string) { p.note = typed }

// Refresh reads the ledger anew.
func (p *Presenter) Refresh() {
	p.asked++
	asked := p.asked
	p.cfg.Run(func() func() {
		all, err := p.cfg.Desk.Outputs(context.Background())
		return func() {
			if asked == p.asked {
				p.take(all, err)
			}
		}
	})
}

func (p *Presenter) take(all []output.Approval, err error) {
	p.all, p.state = all, Ready
	if err != nil {
		p.state, p.why = Failed, words.OutputsFailed
		switch {
		case errors.Is(err, counter.ErrOffline):
			p.why = words.OutputsOffline
		case errors.Is(err, counter.ErrNoRight):
			p.why = words.OutputsNoRight
		default:
			p.cfg.Log.Error("list outputs", "err", err)
		}
	}
	p.view.ShowList()
}

// Len returns how many there are.
func (p *Presenter) Len() int { return len(p.all) }

// A Row is one line of the ledger, in words.
type Row struct {
	Number, When, Who, What, Residents, State, Decided string
	Waits                                              bool // for a chief
}

// Row returns a line.
func (p *Presenter) Row(i int) Row {
	a := p.all[i]
	r := Row{
		Number: a.Number, When: moment(a.Asked.At), Who: words.T(words.OutputsWho, string(a.Asked.By), a.Asked.Seat),
		What: words.T(words.OutputsWhat, paper(a.What), words.T(words.Purpose(strconv.Itoa(a.Purpose)))), Residents: strconv.Itoa(a.Records),
		State: words.T(words.OutputsState(int(a.State))), Waits: a.State == output.Asked,
	}
	if a.Over(civil.FromTime(p.cfg.Now())) {
		r.State, r.Waits = words.T(words.OutputsOver), false
	}
	if a.Act != output.Print {
		r.What = words.T(words.OutputsProvision)
	}
	if a.Decided.By != "" {
		r.Decided = words.T(words.OutputsBy, string(a.Decided.By), moment(a.Decided.At))
		if a.Note != "" {
			r.Decided += "　" + a.Note
		}
	}
	return r
}

// paper names what is to be printed, and that numbers stand on it.
func paper(what string) string {
	if key, numbers := strings.CutSuffix(what, output.WithNumbers); numbers {
		return words.T(words.OutputsNumbers, words.T(words.PreviewPaper(key)))
	}
	return words.T(words.PreviewPaper(what))
}

func moment(t time.Time) string { return t.In(civil.Japan).Format("1/2 15:04") }

// WhyNot says why a line cannot be decided about, "" if it can.
func (p *Presenter) WhyNot(row int) string {
	who, _ := p.cfg.Desk.Operator()
	switch {
	case !p.Leads():
		return words.T(words.OutputsChiefOnly)
	case row < 0 || row >= len(p.all):
		return words.T(words.OutputsChoose)
	case p.all[row].Act != output.Print:
		return words.T(words.OutputsAtSeat)
	case !p.Row(row).Waits:
		return words.T(words.OutputsDecided)
	case p.all[row].Asked.By == who.ID:
		return words.T(words.OutputsOwn)
	}
	return ""
}

// Approve approves a line, once it is confirmed.
func (p *Presenter) Approve(row int) {
	if why := p.WhyNot(row); why != "" {
		p.view.Say(Alert, why)
		return
	}
	r := p.Row(row)
	p.view.Confirm(words.T(words.OutputsApproveTitle, r.Number), words.T(words.OutputsApproveText, r.Who, r.What, p.all[row].Records), func() { p.decide(r.Number, true) })
}

// Decline declines a line for the reason that was typed.
func (p *Presenter) Decline(row int) {
	why := p.WhyNot(row)
	if why == "" && strings.TrimSpace(p.note) == "" {
		why = words.T(words.OutputsNoteMissing)
	}
	if why != "" {
		p.view.Say(Alert, why)
		return
	}
	p.decide(p.all[row].Number, false)
}

func (p *Presenter) decide(number string, approve bool) {
	note := ""
	if !approve {
		note = p.note
	}
	p.cfg.Run(func() func() {
		_, err := p.cfg.Desk.DecideOutput(context.Background(), number, approve, note)
		return func() { p.decided(number, approve, err) }
	})
}

func (p *Presenter) decided(number string, approve bool, err error) {
	done := words.OutputsDeclinedDone
	if approve {
		done = words.OutputsApprovedDone
	}
	switch {
	case err == nil:
		p.note = ""
		p.view.Say(Good, words.T(done, number))
	case errors.Is(err, counter.ErrOffline):
		p.view.Say(Stop, words.T(words.OutputsOffline))
	case errors.Is(err, counter.ErrDecided):
		p.view.Say(Alert, words.T(words.OutputsDecided))
	case errors.Is(err, counter.ErrNoRight):
		p.view.Say(Stop, words.T(words.OutputsNoRight))
	default:
		p.cfg.Log.Error("decide about an output", "output", number, "err", err)
		p.view.Say(Stop, words.T(words.OutputsNotDone))
	}
	p.Refresh()
}
