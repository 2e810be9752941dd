package intake

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// SaveAfter is how long after the last keystroke a draft is kept.
const SaveAfter = 800 * time.Millisecond

// A Stage is what the screen is doing.
type Stage uint8

// The stages.
const (
	Loading    Stage = 1  // the entry or the household is being fetched
	Failed     Stage = 2  // there is nothing to show; Why says why
	Choosing   Stage = 3  // which members of the household move
	Filling    Stage = 4  // the form
	Checking   Stage = 5  // the rules are running
	Confirming Stage = 6  // everything as it will be recorded (R016)
	Handing    Stage = 7  // it is being handed over
	Done       Stage = 8  // the receipt
	Looking    Stage = 9  // an entry that cannot be changed
	Previewing Stage = 10 // the page of Confirming, while the form is being filled in
	Arranging  Stage = 11 // the households before and after: who becomes head, what everybody becomes
	Comparing  Stage = 12 // the moving-out certificate beside the entry
)

// A Grade says how much a message matters; the numbers are those of look.Tone.
type Grade uint8

// The grades.
const (
	Info  Grade = 1
	Good  Grade = 2
	Alert Grade = 3
	Stop  Grade = 4
)

// A Message is what the message line says.
type Message struct {
	Grade Grade
	Key   words.Key
	Args  []any
}

// A View is the part of the screen the presenter needs. Its methods are called on
// Fyne's goroutine only.
type View interface {
	ShowStage()      // another stage: everything is drawn anew
	ShowPage()       // another page, or other fields on it
	ShowPlace(Place) // value, note or findings of one field
	ShowMarks()      // how the blocks stand, and whether the draft is kept
	Focus(Place)     // the keyboard goes there; the page is shown already
	AskTown(Place, []Town)
	Say(Message)
}

// A Config is what a presenter is made of. Every field is needed but those that may be
// nil.
type Config struct {
	Desk      Desk
	Guide     Guide
	Gazetteer Gazetteer
	// Countries finds countries; nil: they are typed out.
	Countries Countries
	// Repertoire is the set of characters that names may be written in.
	Repertoire paper.Repertoire
	// Draws reports whether this terminal's font has every character of a name; nil: it
	// is not asked.
	Draws func(name string) bool
	// Written returns the family names, or the given names, that may be meant by one that
	// was typed as it is read; nil: none are proposed.
	Written func(typed string, family bool) []string
	// Propose returns how a name may be read, a family name alone if family is true; nil:
	// readings are not proposed.
	Propose func(name string, family bool) []string
	// Character names a character, as MJ022335; "" when it has no name. Nil: none has.
	Character func(cluster string) string
	// ReadFile reads a file whose path was typed; nil: no files are read.
	ReadFile func(path string) ([]byte, error)
	// Run does work beside the window's goroutine and then, on it, what work
	// returned.
	Run func(work func() (finish func()))
	// Later calls f on the window's goroutine after d, unless it is cancelled.
	Later func(d time.Duration, f func()) (cancel func())
	Now   func() time.Time
	Log   *slog.Logger
}

// A Presenter runs the form. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg  Config
	view View
	ctx  context.Context

	stage  Stage
	why    words.Key // of Failed
	entry  *notification.Entry
	schema *notification.Schema
	page   int
	at     Place // where the keyboard was last

	typed  map[Place]string // what was typed and is no value (yet)
	left   map[Place]bool   // fields the operator has left: faults are shown
	passed map[Place]bool   // empty fields that Enter went past

	findings []notification.Finding
	acks     map[notification.Finding]string

	members []Member          // of the household the persons are taken from
	head    string            // its head's name
	target  []resident.Record // the household that the persons join, if it was looked up
	// protection is what protects the members, as it was when they were quoted.
	protection counter.Protection
	joining    Place                             // the field that the household being searched for is to stand in
	sought     resident.HouseholdID              // the typed number that was looked up last
	rows       map[resident.ID][]resident.Record // histories, the newest row first
	taken      map[Place]bool                    // taken over from the certificate
	scanned    string                            // what was read of a certificate so far
	asked      map[Place]string                  // initials that the operator was asked about

	saving  saving
	receipt string
}

// New returns a presenter. Give it a view with [Presenter.Attach] before anything
// else.
func New(cfg Config) *Presenter {
	p := &Presenter{cfg: cfg, ctx: context.Background(), stage: Loading}
	p.reset()
	return p
}

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

func (p *Presenter) reset() {
	p.entry, p.schema = nil, nil
	p.page, p.at = notification.Header, Place{}
	p.typed, p.left, p.passed = map[Place]string{}, map[Place]bool{}, map[Place]bool{}
	p.findings, p.acks = nil, map[notification.Finding]string{}
	p.members, p.head, p.receipt = nil, "", ""
	p.target, p.joining, p.sought, p.rows, p.taken, p.scanned = nil, Place{}, "", nil, map[Place]bool{}, ""
	p.asked = map[Place]string{}
	p.saving.stop()
	p.saving = saving{}
}

// Begin starts an entry of a kind. A move within the city or out of it is better
// begun from the register ([Presenter.BeginWith]); begun like this it is written
// from the paper.
func (p *Presenter) Begin(kind notification.Kind) {
	p.reset()
	entry, err := p.cfg.Desk.Begin(kind)
	if err != nil {
		p.fail("begin entry", err)
		return
	}
	if !p.adopt(entry) {
		return
	}
	p.defaults()
	p.enter(Filling)
}

// BeginWith starts an entry of a kind with the household of a resident.
func (p *Presenter) BeginWith(kind notification.Kind, id resident.ID) {
	p.Begin(kind)
	if p.stage == Filling {
		p.Quote(id)
	}
}

// Open opens an entry as it is kept: to go on writing it, or to look at it.
func (p *Presenter) Open(id notification.EntryID) {
	p.reset()
	p.enter(Loading)
	p.cfg.Run(func() func() {
		entry, err := p.cfg.Desk.Load(p.ctx, id)
		return func() { p.opened(entry, err) }
	})
}

func (p *Presenter) opened(entry *notification.Entry, err error) {
	switch {
	case err != nil:
		p.fail("open entry", err)
	case !p.adopt(entry):
	case !entry.Editable():
		p.enter(Looking)
	default:
		p.saving.kept = true
		p.restore(entry.Form)
		if entry.Verdict != nil {
			p.findings = entry.Verdict.Findings
		}
		p.rows = map[resident.ID][]resident.Record{}
		p.fetchRows()
		p.enter(Filling)
	}
}

// adopt takes an entry as the one that is shown.
func (p *Presenter) adopt(entry *notification.Entry) bool {
	schema, err := notification.SchemaOf(entry.Content.Kind, entry.Content.Version)
	if err != nil {
		p.fail("open entry", err)
		return false
	}
	p.entry, p.schema = entry, schema
	return true
}

// defaults are what a form begins with. The date of change stays empty: the standard
// wants it typed (STD 4.0.3). A choice of one only is made.
func (p *Presenter) defaults() {
	h := &p.entry.Content.Header
	for _, s := range p.schema.Sections {
		for _, f := range s.Fields {
			switch {
			case f.Type == notification.Choice && f.Required && len(f.Choices) == 1 && s.PerPerson:
				p.entry.Content.Persons[0].Set(f.Item, strconv.Itoa(f.Choices[0]))
			case s.PerPerson:
			case f.Item == notification.Channel, f.Type == notification.Choice && f.Required && len(f.Choices) == 1:
				h.Set(f.Item, strconv.Itoa(f.Choices[0]))
			case f.Item == notification.NotifiedOn && !p.is(notification.ByOffice):
				h.Set(f.Item, p.today().String()) // the day of a report or a notice is another
			}
		}
	}
}

func (p *Presenter) today() civil.Date { return civil.FromTime(p.cfg.Now()) }

func (p *Presenter) typist() paper.Typist {
	return paper.Typist{Repertoire: p.cfg.Repertoire, Era: p.today().Era(), Wards: p.wardNames()}
}

func (p *Presenter) enter(s Stage) {
	p.stage = s
	p.view.ShowStage()
}

// fail is the end of what cannot be shown. The cause goes to the log.
func (p *Presenter) fail(what string, err error) {
	p.cfg.Log.Error(what, "err", err)
	p.why = words.IntakeFailed
	switch {
	case errors.Is(err, counter.ErrNoRight):
		p.why = words.IntakeNoRight
	case errors.Is(err, counter.ErrGone):
		p.why = words.IntakeGone
	case errors.Is(err, counter.ErrStale):
		p.why = words.IntakeStale
	}
	p.enter(Failed)
}

// Stage returns what the screen is doing.
func (p *Presenter) Stage() Stage { return p.stage }

// Why returns why the screen has failed.
func (p *Presenter) Why() words.Key { return p.why }

// Entry returns the entry shown. It is nil while there is none.
func (p *Presenter) Entry() *notification.Entry { return p.entry }

// Returns tells, newest first, why the last revision came back: the coded reasons
// and the note of a return, or that the registry refused it.
func (p *Presenter) Returns() []string {
	var told []string
	for _, r := range slices.Backward(p.entry.Reviews) {
		if r.Decision != notification.GiveBack || r.Revision != p.entry.Revision {
			continue
		}
		var reasons []string
		for _, reason := range r.Reasons {
			reasons = append(reasons, words.T(words.Reason(strconv.Itoa(int(reason)))))
		}
		text := words.T(words.IntakeReturned, strings.Join(reasons, "・"))
		if r.Note != "" {
			text = words.T(words.IntakeReturnedNote, strings.Join(reasons, "・"), r.Note)
		}
		told = append(told, text)
	}
	if v := p.entry.Verdict; v != nil && !v.Accepted {
		told = append(told, refusal(v))
	}
	return told
}

// refusal tells what the registry refused an entry for: findings stand at their
// fields, anything else is said here.
func refusal(v *notification.Verdict) string {
	if len(v.Findings) > 0 {
		return words.T(words.IntakeRefused)
	}
	name, remedy := words.Refusal(v.ErrorKind)
	return words.T(words.IntakeRefusedFor, words.T(name), words.T(remedy))
}

// Online reports whether there is a line to the registry.
func (p *Presenter) Online() bool { return p.cfg.Desk.Line() == counter.Online }

// Enter leads on from a place to the next needed one, on another page if need be.
func (p *Presenter) Enter(at Place) {
	if p.stage != Filling {
		return
	}
	if p.asksHousehold(at) {
		return
	}
	if p.entry.Content.Of(at.Person).Get(at.Item) == "" {
		p.passed[at] = true
	}
	if p.asksTown(at) || p.asksInitials(at) {
		return
	}
	next, ok := p.Next(at)
	if !ok {
		complete := words.IntakeCompleteAll
		if p.AddsPersons() {
			complete = words.IntakeComplete
		}
		p.view.Say(Message{Good, complete, nil})
		return
	}
	p.Go(next)
}

// Back leads to the place before.
func (p *Presenter) Back(at Place) {
	if previous, ok := p.Previous(at); ok {
		p.Go(previous)
	}
}

// Go shows the page of a place and gives it the keyboard.
func (p *Presenter) Go(at Place) {
	if p.stage != Filling {
		p.enter(Filling)
	}
	if at.Person != p.page && at.Person < len(p.entry.Content.Persons) {
		p.page = at.Person
		p.view.ShowPage()
	}
	p.view.Focus(at)
	p.at = at // the field that lost the keyboard has named itself meanwhile
}

// First returns where the keyboard goes on a page that is opened: to where it was,
// else to the first needed place, else to the first that can be typed in.
func (p *Presenter) First() Place {
	var first Place
	for _, at := range p.places(p.page) {
		switch {
		case at == p.at:
			return at
		case p.Fixed(at):
		case first.Item == "":
			first = at
		}
	}
	for _, at := range p.places(p.page) {
		if p.Needed(at) {
			return at
		}
	}
	return first
}

// Turn shows the page by pages further; it stops at the ends.
func (p *Presenter) Turn(by int) {
	next := p.page + by
	if p.stage != Filling || next < notification.Header || next >= len(p.entry.Content.Persons) {
		return
	}
	p.page = next
	p.at = Place{}
	p.view.ShowPage()
	p.view.Focus(p.First())
}
