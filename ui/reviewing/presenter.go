// Package reviewing is the double check (審査): the queue of what awaits a review,
// and then one entry in the order of the paper. Every block must be shown (D14),
// the dangerous fields are typed again blind (D12), and the entry is approved or
// given back with coded reasons (D15). A key that cannot be used says why (D16).
//
// The approval is signed with the reviewer's own PIN at that moment; entries that were
// compared can be approved together under a cap (STD 4.0.8).
//
// presenter.go, sitting.go and approving.go import no Fyne and hold every rule of the
// screen; form.go and its kin build widgets and forward.
//
// What has to be seen and typed is app/review's, who may review too; signing and
// keeping are app/desk's.
package reviewing

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/review"
	"madoguchi/ui/proof"
	"madoguchi/ui/words"
)

// A Grade says how much a message matters; the numbers are those of look.Tone.
type Grade uint8

// The grades.
const (
	Plain Grade = 0
	Info  Grade = 1
	Good  Grade = 2
	Alert Grade = 3
	Stop  Grade = 4
)

// A Stage is what the screen is doing.
type Stage uint8

// The stages.
const (
	Loading   Stage = 1 // the queue is being read
	Queue     Stage = 2 // its rows, or that there are none
	Failed    Stage = 3 // the queue could not be read
	Claiming  Stage = 4 // an entry is being opened
	Comparing Stage = 5 // block by block, against the paper
	Retyping  Stage = 6 // the dangerous fields, blind
	Deciding  Stage = 7 // everything done: approve or give back
	Returning Stage = 8 // the reasons of a return
	Keeping   Stage = 9 // the decision is being signed and kept
	Decided   Stage = 10
	Together  Stage = 11 // what was compared, to be approved with one proof
	Joined    Stage = 12 // what became of those
)

// A View is the part of the screen the presenter needs. Its methods are called on
// Fyne's goroutine only.
type View interface {
	ShowStage()        // another stage: everything is drawn anew
	ShowBlock()        // another block of the paper
	ShowProgress()     // what is seen, what matches
	FocusRekey(at int) // the field of the n-th of the fields to type again
	ClearRekey(at int) // what was typed there goes
	// ShowRefusal shows why a proof did not count; the zero Refusal shows nothing.
	ShowRefusal(r proof.Refusal)
	// ShowWrong shows what is wrong with an item of the proof; "" nothing.
	ShowWrong(item proof.Item, reason words.Key)
	// AskHasty asks whether to approve after so few seconds.
	AskHasty(seconds int)
	Say(Grade, string)
}

// A Config is what a presenter is made of. Every field is needed.
type Config struct {
	Desk  Desk
	Guide Guide
	Wards map[string]string // names by municipality code
	// Run does work beside the window's goroutine and then, on it, what work
	// returned.
	Run func(work func() (finish func()))
	// Later calls f after d on the window's goroutine, unless it is cancelled.
	Later func(d time.Duration, f func()) (cancel func())
	Now   func() time.Time
	Log   *slog.Logger
}

// A Presenter runs the screen. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg   Config
	view  View
	stage Stage
	asked int

	rows    []counter.Queued
	notice  func() // what is said when the queue is there; may be nil
	refused bool   // the queue was not read because the operator may not review

	sitting  *counter.Sitting
	schema   *notification.Schema
	blocks   []review.Section
	at       int // the block shown
	rekeys   []review.Place
	reasons  map[notification.Reason]bool
	note     string
	decision notification.Decision
	refusal  proof.Refusal
	cancel   func() // the countdown of a refusal; may be nil

	chosen  map[notification.EntryID]bool // of those to be approved together
	results []counter.BulkResult
}

// New returns a presenter. Give it a view with Attach first.
func New(cfg Config) *Presenter { return &Presenter{cfg: cfg, stage: Loading} }

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

// Stage returns what the screen is doing.
func (p *Presenter) Stage() Stage { return p.stage }

func (p *Presenter) enter(s Stage) {
	p.stage = s
	p.forgive()
	p.view.ShowStage()
}

// Offline reports whether only this terminal's entries are in the queue.
func (p *Presenter) Offline() bool { return p.cfg.Desk.Line() != counter.Online }

// Refresh reads the queue.
func (p *Presenter) Refresh() {
	p.asked++
	asked := p.asked
	p.notice = nil
	p.enter(Loading)
	p.cfg.Run(func() func() {
		rows, err := p.cfg.Desk.Queue(context.Background())
		return func() {
			if asked != p.asked {
				return
			}
			p.rows = rows
			if err != nil {
				p.cfg.Log.Error("read review queue", "err", err)
				p.refused = errors.Is(err, counter.ErrNoRight)
				p.enter(Failed)
			} else {
				p.enter(Queue)
			}
			if p.notice != nil {
				p.notice()
				p.notice = nil
			}
		}
	})
}

// A Row is one line of the queue in words.
type Row struct {
	Why      string
	WhyGrade Grade
	Kind     string
	Receipt  string
	Subject  string // drawn with the font for names
	Persons  string
	Written  string
	Writer   string
	Reviews  string
	Deadline string
	Late     Grade
	Claimed  string // who has it open, and until when; "" for nobody
	Mine     bool
	Compared bool // the operator compared it and put the approval off
	Note     string
}

// WhyFailed says why the queue is not shown.
func (p *Presenter) WhyFailed() string {
	if p.refused {
		return words.T(words.ReviewWhy("no_right"))
	}
	return words.T(words.ReviewingQueueFailed)
}

// Len returns how many rows there are.
func (p *Presenter) Len() int { return len(p.rows) }

// Row returns a row.
func (p *Presenter) Row(i int) Row {
	q := p.rows[i]
	r := Row{
		Kind: words.T(words.Kind(q.Kind.Key())), Receipt: q.Receipt, Subject: q.Subject, Persons: strconv.Itoa(q.Persons),
		Written: q.ChangedAt.In(civil.Japan).Format("1/2 15:04"), Writer: q.WriterName,
		Reviews: strconv.Itoa(q.Approvals) + "/" + strconv.Itoa(q.Needed), Claimed: p.claimedBy(q), Mine: q.Mine, Compared: q.Compared,
	}
	if q.WriterName == "" {
		r.Writer = string(q.Writer)
	}
	if !q.Deadline.IsZero() {
		r.Deadline, r.Late = p.deadline(q.Deadline)
	}
	if q.Apart != 0 {
		r.Note = words.T(words.ReviewApart(q.Apart.Key()))
	}
	var why []string
	for _, w := range q.Why {
		why = append(why, words.T(words.QueueWhy(w.Key())))
	}
	r.Why = strings.Join(why, "・")
	if len(q.Why) > 0 {
		r.WhyGrade = pressing(q.Why[0])
	}
	return r
}

func pressing(w counter.Pressing) Grade {
	if w == counter.ProtectedResident || w == counter.PastDeadline {
		return Stop
	}
	return Alert
}

// WhyNot tells why the operator may not review the entry of a row, "" if they may.
func (p *Presenter) WhyNot(i int) string {
	if i < 0 || i >= len(p.rows) {
		return words.T(words.ReviewWhy("not_awaiting"))
	}
	if err := p.rows[i].MayReview; err != nil {
		return words.T(words.ReviewWhy(review.WhyOf(err).Key()))
	}
	if q := p.rows[i]; q.ClaimedBy != "" && q.ClaimedUntil.IsZero() {
		return words.T(words.ReviewingClaimed, q.ClaimedBy)
	} else if q.ClaimedBy != "" {
		return words.T(words.ReviewingClaimedBy, q.ClaimedBy, p.clock(q.ClaimedUntil))
	}
	return ""
}

// claimedBy says who has a row's entry open and until when.
func (p *Presenter) claimedBy(q counter.Queued) string {
	switch {
	case q.Compared:
		return words.T(words.ReviewingCompared)
	case q.ClaimedBy == "" || q.ClaimedUntil.IsZero():
		return string(q.ClaimedBy)
	}
	return words.T(words.ReviewingClaimedUntil, q.ClaimedBy, p.clock(q.ClaimedUntil))
}

func (p *Presenter) clock(t time.Time) string { return t.In(civil.Japan).Format("15:04") }

// deadline says how long there is until the last day of the Act's period.
func (p *Presenter) deadline(d civil.Date) (string, Grade) {
	left := d.Sub(civil.FromTime(p.cfg.Now()))
	switch {
	case left < 0:
		return words.T(words.WorklistPast, -left), Stop
	case left == 0:
		return words.T(words.WorklistToday), Alert
	case left <= 3:
		return words.T(words.WorklistLeft, left), Alert
	}
	return words.T(words.WorklistLeft, left), Plain
}

// Choose opens the entry of a row, or says why the operator may not review it.
func (p *Presenter) Choose(i int) {
	if why := p.WhyNot(i); why != "" {
		p.view.Say(Alert, why)
		return
	}
	p.Open(p.rows[i].ID)
}

// Open claims an entry and begins the sitting.
func (p *Presenter) Open(id notification.EntryID) {
	p.asked++
	asked := p.asked
	p.enter(Claiming)
	p.cfg.Run(func() func() {
		sitting, err := p.cfg.Desk.Claim(context.Background(), id)
		return func() {
			if asked == p.asked {
				p.claimed(sitting, err)
			}
		}
	})
}

func (p *Presenter) claimed(sitting *counter.Sitting, err error) {
	if err == nil {
		c := sitting.Entry.Content
		if p.schema, err = notification.SchemaOf(c.Kind, c.Version); err == nil {
			p.sit(sitting)
			return
		}
	}
	text := words.T(words.ReviewingFailed)
	switch {
	case review.WhyOf(err) != 0:
		text = words.T(words.ReviewWhy(review.WhyOf(err).Key()))
	case errors.Is(err, counter.ErrClaimed):
		text = words.T(words.ReviewingClaimedNow)
	case errors.Is(err, counter.ErrGone), errors.Is(err, counter.ErrChanged):
		text = words.T(words.ReviewingGone)
	case errors.Is(err, counter.ErrNoRight):
		text = words.T(words.ReviewWhy("no_right"))
	case errors.Is(err, counter.ErrOffline):
		text = words.T(words.ReviewingOffline)
	default:
		p.cfg.Log.Error("claim review", "err", err)
	}
	p.refreshSaying(Alert, text)
}

// refreshSaying reads the queue and says something when it is there: before, it would be
// gone with the page that it was said on.
func (p *Presenter) refreshSaying(grade Grade, text string) {
	p.Refresh()
	if p.stage != Loading {
		p.view.Say(grade, text)
		return
	}
	p.notice = func() { p.view.Say(grade, text) }
}

// Leave goes back: from a page of the sitting to the one before, from the sitting
// to the queue (the entry is given back undecided), from the queue to where it was
// opened from. It returns false when leaving the screen.
func (p *Presenter) Leave() {
	switch p.stage {
	case Retyping, Deciding:
		p.compare(p.at)
	case Returning:
		p.resume()
	case Comparing:
		p.release()
		p.Refresh()
	case Keeping:
	case Decided, Together, Joined:
		p.Refresh()
	default:
		p.asked++
		p.cfg.Guide.Leave()
	}
}

// release gives the entry back. It is done when the screen is left in any way.
func (p *Presenter) release() {
	if p.sitting == nil {
		return
	}
	id := p.sitting.Entry.ID
	p.sitting.Case.Hide()
	p.sitting = nil
	p.cfg.Run(func() func() {
		if err := p.cfg.Desk.Release(context.Background(), id); err != nil {
			p.cfg.Log.Warn("release review", "entry", id, "err", err)
		}
		return func() {}
	})
}

// Hide stops the clock of what is shown: the screen is covered or another one.
func (p *Presenter) Hide() {
	if p.sitting != nil {
		p.sitting.Case.Hide()
	}
}

// Show starts it again.
func (p *Presenter) Show() {
	if p.stage == Comparing {
		p.sitting.Case.Show(p.blocks[p.at])
	}
}

// Abandon gives a claimed entry back when the screen goes for good.
func (p *Presenter) Abandon() {
	p.asked++
	if p.stage >= Comparing && p.stage < Keeping {
		p.release()
	}
}
