package protection

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/resident"
	"madoguchi/ui/words"
)

// A Stage is what the screen shows.
type Stage uint8

// The stages of the screen.
const (
	Loading  Stage = 1
	Listing  Stage = 2
	Failed   Stage = 3
	Showing  Stage = 4 // one measure with its tripwires
	Lifting  Stage = 5
	Checking Stage = 6 // a release list, line by line
	Waiting  Stage = 7 // releases that wait for a second officer
)

// A Mode is which list is shown.
type Mode uint8

// The lists, in the order one key goes through them.
const (
	InForce Mode = 1
	Holds   Mode = 2
	Ended   Mode = 3
)

// A Grade says how much a cell matters; its numbers are those of look.Tone.
type Grade uint8

// The grades.
const (
	Plain Grade = 0
	Info  Grade = 1
	Good  Grade = 2
	Alert Grade = 3
	Stop  Grade = 4
)

// lookFor is what the officer's own looks are logged with.
const lookFor = counter.ForExOfficio

// A View is the part of the screen the presenter needs. Its methods are called on
// Fyne's goroutine only.
type View interface {
	ShowStage()
	// ShowFacts draws what is said of the measure anew.
	ShowFacts()
	// ShowWires draws the tripwires anew, and an empty field for the next proof.
	ShowWires()
	// ShowLines draws the release list anew.
	ShowLines()
	Say(grade Grade, text string)
	Ask(title, text string, answers []string, answered func(int))
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
	cfg   Config
	view  View
	stage Stage
	mode  Mode
	why   words.Key
	asked int

	measures []counter.ListedMeasure
	holds    []counter.ListedHold
	readAt   time.Time // when the list was read: the time a release list of it was made
	marked   map[resident.ID]bool
	waiting  int // releases that wait

	shown       counter.ListedMeasure // stage Showing
	address     string
	perpetrator *resident.Perpetrator
	lifted      lifting
	release     releasing
}

// New returns a presenter. Give it a view with Attach first.
func New(cfg Config) *Presenter {
	return &Presenter{cfg: cfg, stage: Loading, mode: InForce, marked: map[resident.ID]bool{}}
}

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

// Stage returns what the screen shows.
func (p *Presenter) Stage() Stage { return p.stage }

// Mode returns which list is shown.
func (p *Presenter) Mode() Mode { return p.mode }

// Why returns why there is nothing to show.
func (p *Presenter) Why() words.Key { return p.why }

func (p *Presenter) enter(s Stage) {
	p.stage = s
	p.view.ShowStage()
}

func (p *Presenter) today() civil.Date { return civil.FromTime(p.cfg.Now()) }

// Turn goes to the next list.
func (p *Presenter) Turn() {
	p.mode = p.mode%Ended + 1
	p.Refresh()
}

// Refresh reads the list. What was marked is forgotten: it was marked on another one.
func (p *Presenter) Refresh() {
	clear(p.marked)
	p.asked++
	asked, mode := p.asked, p.mode
	p.enter(Loading)
	p.cfg.Run(func() func() {
		var measures []counter.ListedMeasure
		var holds []counter.ListedHold
		var waiting []counter.ProposedRelease
		at := p.cfg.Now()
		var err error
		if mode == Holds {
			holds, err = p.cfg.Desk.StandingHolds(context.Background())
		} else {
			measures, err = p.cfg.Desk.Measures(context.Background(), mode == Ended)
		}
		if err == nil {
			waiting, err = p.cfg.Desk.Releases(context.Background())
		}
		return func() {
			if asked != p.asked {
				return
			}
			if err != nil {
				p.fail(err)
				return
			}
			p.measures, p.holds, p.readAt, p.waiting = measures, holds, at, len(waiting)
			p.enter(Listing)
		}
	})
}

func (p *Presenter) fail(err error) {
	switch {
	case errors.Is(err, counter.ErrOffline):
		p.why = words.ProtectionOffline
	case errors.Is(err, counter.ErrNoRight):
		p.why = words.ProtectionNoRight
	default:
		p.cfg.Log.Error("read protection", "err", err)
		p.why = words.ProtectionFailed
	}
	p.measures, p.holds = nil, nil
	p.enter(Failed)
}

// Leave goes back one stage, or leaves the screen.
func (p *Presenter) Leave() {
	p.Hide()
	switch p.stage {
	case Showing, Checking, Waiting:
		p.Refresh()
	case Lifting:
		p.enter(p.lifted.from)
	default:
		p.cfg.Guide.Leave()
	}
}

// Hide hides again what was asked for.
func (p *Presenter) Hide() {
	p.address, p.perpetrator = "", nil
}

// Len returns how many rows the list has.
func (p *Presenter) Len() int {
	if p.mode == Holds {
		return len(p.holds)
	}
	return len(p.measures)
}

// A Row is one measure of the list in words.
type Row struct {
	Marked     bool
	End        string
	State      string
	StateGrade Grade
	Name       string
	Covered    string
	Kind       string
	Wires      string
	WiresGrade Grade
	Lift       string
}

// Row returns a row of the lists of measures.
func (p *Presenter) Row(i int) Row {
	m := p.measures[i]
	r := Row{End: words.Day(m.End), Covered: words.T(words.ProtectionPersons, len(m.Covered())),
		Kind: words.T(words.ProtectionKind(int(m.Kind))), Lift: p.lift(m.Lift), Marked: p.marked[m.Applicant]}
	if len(m.Persons) > 0 {
		r.Name = m.Persons[0].Name
	}
	r.State, r.StateGrade = p.state(m.Measure)
	r.Wires, r.WiresGrade = wires(m.Measure)
	return r
}

// wires says how many places were told.
func wires(m resident.Measure) (string, Grade) {
	all, open := len(m.Tripwires()), m.Open()
	grade := Good
	if open > 0 {
		grade = Alert
	}
	return words.T(words.ProtectionTold, all-open, all), grade
}

// state says how a measure stands: what should have been dealt with first.
func (p *Presenter) state(m resident.Measure) (string, Grade) {
	today := p.today()
	left := m.End.Sub(today)
	switch {
	case m.Ended():
		return words.T(words.ProtectionStateEnded, words.Day(civil.FromTime(m.EndedAt))), Plain
	case m.Overdue(today):
		return words.T(words.ProtectionStateOverdue), Stop
	case left == 0:
		return words.T(words.ProtectionStateToday), Alert
	case m.Due(today):
		return words.T(words.ProtectionStateDue, left), Alert
	}
	return words.T(words.ProtectionStateOn), Plain
}

// lift says until when something is lifted, "" when it is not.
func (p *Presenter) lift(l resident.Lift) string {
	if !l.Open(p.cfg.Now()) {
		return ""
	}
	return words.T(words.ProtectionLiftedUntil, l.Until.In(civil.Japan).Format("15:04"))
}

// A HoldRow is one hold of the list in words.
type HoldRow struct {
	End, State                           string
	StateGrade                           Grade
	Name, Target, Process, Level, Reason string
	Start, Lift                          string
}

// HoldRow returns a row of the list of holds.
func (p *Presenter) HoldRow(i int) HoldRow {
	h := p.holds[i]
	r := HoldRow{End: words.Day(h.End), Name: h.Person.Name, Target: words.T(words.ProtectionTargetPerson),
		Process: words.T(words.ProtectionProcess(int(h.Process))), Level: words.T(words.ProtectionLevel(int(h.Level))),
		Reason: words.T(words.ProtectionReason(int(h.Reason))), Start: words.Day(h.Start), Lift: p.lift(h.Lift)}
	if h.Household != "" {
		r.Target = words.T(words.ProtectionTargetHousehold)
	}
	switch now := p.cfg.Now(); {
	case h.Overdue(now):
		r.State, r.StateGrade = words.T(words.ProtectionStateHoldOverdue), Stop
	case !h.Standing(now):
		r.State = words.T(words.ProtectionStateHoldBefore)
	default:
		r.State = words.T(words.ProtectionStateHoldOn)
	}
	return r
}

// A Count is a number above the list.
type Count struct {
	Label words.Key
	N     string
	Grade Grade
}

// Counts returns what is to be dealt with of the measures in force.
func (p *Presenter) Counts() []Count {
	overdue, due, open := 0, 0, 0
	for _, m := range p.measures {
		switch {
		case m.Overdue(p.today()):
			overdue++
		case m.Due(p.today()):
			due++
		}
		if m.Open() > 0 {
			open++
		}
	}
	count := func(label words.Key, n int, grade Grade) Count {
		if n == 0 {
			grade = Plain
		}
		return Count{label, strconv.Itoa(n), grade}
	}
	return []Count{count(words.ProtectionCountOverdue, overdue, Stop), count(words.ProtectionCountDue, due, Alert),
		count(words.ProtectionCountOpen, open, Alert), count(words.ProtectionCountWaiting, p.waiting, Info)}
}

// Mark marks a measure in force for a release, or takes the mark away.
func (p *Presenter) Mark(i int) {
	if p.mode != InForce || i < 0 || i >= len(p.measures) {
		return
	}
	of := p.measures[i].Applicant
	if p.marked[of] {
		delete(p.marked, of)
	} else {
		p.marked[of] = true
	}
}

// Choose opens a measure, or the lifting of a hold.
func (p *Presenter) Choose(i int) {
	switch {
	case i < 0 || i >= p.Len():
	case p.mode == Holds:
		h := p.holds[i]
		p.liftOf(counter.LiftOrder{Hold: h.ID}, h.Person.ID, words.T(words.ProtectionLiftOfHold, h.Person.Name))
	default:
		p.Hide()
		p.shown = p.measures[i]
		p.enter(Showing)
	}
}
