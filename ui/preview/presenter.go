// Package preview shows a paper as it will be printed, page by page, and prints it. It
// is the only way from this program to paper (R040, R129): the operator names the work
// it is for, and every printing is recorded before it leaves.
//
// What is seen is drawn from the very layout that is printed, with the same outlines.
// A paper with a character that this terminal cannot write is not shown at all: the
// screen names the place and the character instead.
//
// presenter.go and print.go import no Fyne and hold every rule of the screen; form.go
// and sheet.go draw.
//
// What stands on papers is app/document's, the record app/desk's.
package preview

import (
	"context"
	"errors"
	"image"
	"log/slog"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/app/document/raster"
	"madoguchi/app/document/typeset"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
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
	Loading Stage = 1 // the entries are being read and laid out
	Ready   Stage = 2 // pages are shown
	Refused Stage = 3 // the paper cannot be written with this terminal's fonts
	Failed  Stage = 4 // it could not be made
	Sending Stage = 5
	Sent    Stage = 6
)

// A View is the part of the screen the presenter needs. Its methods are called on
// Fyne's goroutine only.
type View interface {
	ShowStage()    // everything is drawn anew
	ShowPage()     // another page, another size
	ShowSettings() // what can be chosen changed
	Say(Grade, string)
}

// A Config is what a presenter is made of. Every field is needed.
type Config struct {
	Desk  Desk
	Guide Guide
	Words document.Words
	Fonts func() (typeset.Fonts, error)
	Table Table
	// City, Terminal and Training stand on the papers.
	City, Terminal string
	Training       bool
	// Run does work beside the window's goroutine and then, on it, what work
	// returned.
	Run func(work func() (finish func()))
	Now func() time.Time
	Log *slog.Logger
}

// A Zoom is how large a page is shown.
type Zoom uint8

// The sizes, in the order of the key that changes them.
const (
	WholeWidth Zoom = 1
	WholePage  Zoom = 2
	Double     Zoom = 3
)

// A Presenter runs the screen. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg   Config
	view  View
	stage Stage
	asked int // grows with each making; older answers are dropped

	ids      []notification.EntryID // the first is the one that was chosen
	whole    bool                   // all of ids, not the first alone
	material []document.Material
	kind     document.Kind
	numbers  bool
	doc      *typeset.Document
	page     int
	zoom     Zoom
	why      error // of Refused and Failed

	settings
	leaving leaving
}

// New returns a presenter. Give it a view with Attach first.
func New(cfg Config) *Presenter { return &Presenter{cfg: cfg, stage: Loading, zoom: WholeWidth} }

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

// Stage returns what the screen is doing.
func (p *Presenter) Stage() Stage { return p.stage }

func (p *Presenter) enter(s Stage) {
	p.stage = s
	p.view.ShowStage()
}

// Open makes a paper about an entry of this terminal and shows it. The operator may have
// the others on it as well. purpose is the one that lies nearest; another may be chosen.
func (p *Presenter) Open(kind document.Kind, purpose counter.Purpose, ids ...notification.EntryID) {
	p.begin(kind, purpose)
	p.ids, p.whole = ids, false
	p.read()
}

// read reads the entries and makes the paper.
func (p *Presenter) read() {
	p.asked++
	asked, ids := p.asked, p.ids[:min(len(p.ids), 1)]
	if p.whole {
		ids = p.ids
	}
	p.cfg.Run(func() func() {
		var all []document.Material
		var err error
		for _, id := range ids {
			var m document.Material
			if m, err = p.cfg.Desk.Material(context.Background(), id); err != nil {
				break
			}
			all = append(all, m)
		}
		return func() {
			if asked != p.asked {
				return
			}
			if err != nil {
				p.fail(err)
				return
			}
			p.material = all
			p.lay()
		}
	})
}

// OpenMaterial makes a paper about an entry that is at hand: one that is under review,
// which another terminal may hold.
func (p *Presenter) OpenMaterial(kind document.Kind, purpose counter.Purpose, m document.Material) {
	p.begin(kind, purpose)
	p.ids, p.whole = nil, false
	p.material = []document.Material{m}
	p.lay()
}

func (p *Presenter) begin(kind document.Kind, purpose counter.Purpose) {
	p.asked++
	p.material, p.doc, p.page, p.why = nil, nil, 0, nil
	p.kind, p.numbers = kind, false
	p.leaving = leaving{}
	p.settings = settings{purpose: purpose, copies: 1, queue: p.queue} // a desk has its printer
	p.enter(Loading)
	p.findQueues()
}

// lay makes the paper from what was read and shows its first page.
func (p *Presenter) lay() {
	p.asked++
	asked := p.asked
	r := p.request()
	kind := p.kind
	p.cfg.Run(func() func() {
		doc, err := p.made(kind, r)
		var load counter.Load
		if err == nil {
			err = p.logNumbers(doc.Paper)
		}
		if err == nil {
			load, err = p.cfg.Desk.PrintLoad(context.Background(), doc, 1)
		}
		return func() {
			if asked != p.asked {
				return
			}
			if err != nil {
				p.fail(err)
				return
			}
			p.doc, p.page = doc, min(p.page, len(doc.Pages)-1)
			p.measure(load)
			p.enter(Ready)
		}
	})
}

func (p *Presenter) request() document.Request {
	who, _ := p.cfg.Desk.Operator()
	return document.Request{
		Entries: p.material, Numbers: p.numbers, Purpose: p.purposeText(),
		By: words.T(words.PreviewBy, who.Name, string(who.ID)), Terminal: p.cfg.Terminal, At: p.cfg.Now(), City: p.cfg.City, Training: p.cfg.Training,
	}
}

// made lays a paper out. It runs beside the window.
func (p *Presenter) made(kind document.Kind, r document.Request) (*typeset.Document, error) {
	fonts, err := p.cfg.Fonts()
	if err != nil {
		return nil, err
	}
	write := map[document.Kind]func(document.Request, document.Words) (*document.Paper, error){
		document.ReviewListPaper: document.ReviewList, document.ConfirmationPaper: document.Confirmation, document.FollowUpPaper: document.FollowUpSlip,
	}[kind]
	paper, err := write(r, p.cfg.Words)
	if err != nil {
		return nil, err
	}
	return typeset.Lay(paper, fonts, p.cfg.Words)
}

// errNotLogged says that the numbers on a paper could not be logged, so that it must
// not be shown.
var errNotLogged = errors.New("numbers on the paper were not logged")

// logNumbers logs each number that the paper shows.
func (p *Presenter) logNumbers(paper *document.Paper) error {
	for _, n := range paper.Numbers {
		if err := p.cfg.Desk.NumberShown(context.Background(), n.Entry, n.Person, n.Item); err != nil {
			return errors.Join(errNotLogged, err)
		}
	}
	return nil
}

func (p *Presenter) fail(err error) {
	p.why, p.doc = err, nil
	var missing *typeset.MissingError
	if errors.As(err, &missing) {
		p.enter(Refused)
		return
	}
	p.cfg.Log.Error("make paper", "paper", p.kind.Key(), "err", err)
	p.enter(Failed)
}

// Trouble says why there is no paper: what happened, and what to do.
func (p *Presenter) Trouble() (head, text string) {
	var missing *typeset.MissingError
	switch {
	case errors.As(p.why, &missing):
		return words.T(words.PreviewRefused), p.lacks(missing)
	case errors.Is(p.why, errNotLogged):
		return words.T(words.PreviewFailed), words.T(words.PreviewNumbersNotLogged)
	case errors.Is(p.why, notification.ErrState):
		return words.T(words.PreviewFailed), words.T(words.PreviewDraft)
	case errors.Is(p.why, counter.ErrGone):
		return words.T(words.PreviewFailed), words.T(words.PreviewGone)
	}
	return words.T(words.PreviewFailed), words.T(words.PreviewFailedText)
}

// lacks names a character that the fonts lack, and where it stands.
func (p *Presenter) lacks(m *typeset.MissingError) string {
	where := words.T(words.PreviewWhereProgram)
	for _, of := range p.material {
		if of.Entry.ID != m.Place.Entry {
			continue
		}
		where = p.cfg.Words.Label(of.Entry.Content.Kind, m.Place.Item)
		if m.Place.Person != notification.Header {
			where = p.cfg.Words.Text(document.KeyPerson, m.Place.Person+1) + "　" + where
		}
	}
	code := code(m.Character)
	if c, ok := p.cfg.Table.Lookup(string(m.Character)); ok {
		code += "　" + c.MJ
	}
	return words.T(words.PreviewRefusedText, where, m.Position, code)
}

// Kind returns which paper it is.
func (p *Presenter) Kind() document.Kind { return p.kind }

// SetKind makes another paper about the same entries.
func (p *Presenter) SetKind(k document.Kind) {
	if k == p.kind || p.material == nil {
		return
	}
	p.kind, p.numbers, p.page = k, false, 0
	p.lay()
}

// Entries returns how many entries can be on the paper.
func (p *Presenter) Entries() int { return max(1, len(p.ids)) }

// Whole reports whether all of them are.
func (p *Presenter) Whole() bool { return p.whole }

// SetWhole puts all of them on the paper, or the first alone.
func (p *Presenter) SetWhole(on bool) {
	if on == p.whole || len(p.ids) < 2 || p.material == nil {
		return
	}
	p.whole, p.page = on, 0
	p.read()
}

// Numbers reports whether the two numbers are asked for.
func (p *Presenter) Numbers() bool { return p.numbers }

// SetNumbers asks for the two numbers on a review list, or not.
func (p *Presenter) SetNumbers(on bool) {
	if on == p.numbers || p.material == nil || p.kind != document.ReviewListPaper {
		return
	}
	if on && !p.seesNumbers() {
		p.view.ShowStage() // the field stands as before
		p.view.Say(Alert, words.T(words.PreviewNoRight))
		return
	}
	p.numbers = on
	p.lay()
}

// seesNumbers reports whether the operator may see both numbers.
func (p *Presenter) seesNumbers() bool {
	who, _ := p.cfg.Desk.Operator()
	return who.Has(operator.SeeNumber, p.cfg.Now()) && who.Has(operator.SeeCode, p.cfg.Now())
}

// Pages returns how many pages there are.
func (p *Presenter) Pages() int {
	if p.doc == nil {
		return 0
	}
	return len(p.doc.Pages)
}

// Page returns the number of the page shown, from 0.
func (p *Presenter) Page() int { return p.page }

// Turn shows the page by pages further, and reports whether there is one.
func (p *Presenter) Turn(by int) bool {
	to := max(0, min(p.page+by, p.Pages()-1))
	if to == p.page {
		return false
	}
	p.page = to
	p.view.ShowPage()
	return true
}

// Zoom returns how large the page is shown.
func (p *Presenter) Zoom() Zoom { return p.zoom }

// Enlarge shows the page in the next size.
func (p *Presenter) Enlarge() {
	p.zoom = p.zoom%Double + 1
	p.view.ShowPage()
}

// Picture draws the page shown at so many pixels a point.
func (p *Presenter) Picture(scale float64) image.Image { return raster.Page(p.doc, p.page, scale) }

// Leave goes back: from what was sent to the pages, from there to where the preview
// was opened from.
func (p *Presenter) Leave() {
	switch p.stage {
	case Sending:
	default:
		p.asked++
		p.cfg.Guide.Leave()
	}
}
