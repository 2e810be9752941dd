// Package search finds residents in the register: by name in kanji or kana, date of
// birth, address, 宛名番号 or 住民票コード, always with a purpose, which is logged.
//
// presenter.go imports no Fyne and holds every rule of the screen; form.go builds
// widgets and forwards.
//
// The folding of names and the finding are the registry's: without a line nothing
// can be searched, and the screen says so and offers to enter from the paper.
package search

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
	"madoguchi/app/residentcode"
	"madoguchi/app/serial"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// A Field is one of the items a resident is searched by.
type Field uint8

// The items, in the order of the screen.
const (
	Name    Field = 1
	Birth   Field = 2
	Address Field = 3
	ID      Field = 4
	Code    Field = 5
)

// Fields returns the items in the order of the screen.
func Fields() []Field { return []Field{Name, Birth, Address, ID, Code} }

// A State says what the list has to show.
type State uint8

// The states of the screen.
const (
	Idle      State = 1 // nothing was searched yet
	Searching State = 2
	Ready     State = 3 // hits, or that there are none
	Offline   State = 4
	Failed    State = 5
)

// A View is the part of the screen the presenter needs. Its methods are called on
// Fyne's goroutine only.
type View interface {
	ShowList()
	// ShowFault says what is wrong with a field; the zero fault takes it away.
	ShowFault(Field, paper.Fault)
	Focus(Field)
	FocusPurpose()
	FocusList()
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

// A Presenter runs the search. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg     Config
	view    View
	texts   map[Field]string
	purpose counter.Purpose
	removed bool
	forKind notification.Kind // choosing for an entry of this kind; 0: not
	state   State
	found   counter.Found
	asked   int
}

// New returns a presenter. Give it a view with Attach first.
func New(cfg Config) *Presenter {
	p := &Presenter{cfg: cfg}
	p.Clear()
	return p
}

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

// Clear begins a new search.
func (p *Presenter) Clear() {
	p.texts = map[Field]string{}
	p.purpose, p.removed = 0, false
	p.found, p.state = counter.Found{}, Idle
	p.asked++
	if p.forKind != 0 {
		p.purpose = counter.ForNotification
	}
	if p.cfg.Desk.Line() != counter.Online {
		p.state = Offline
	}
}

// PickFor begins a search for a resident whose household an entry takes its
// persons from. With kind 0 it is a search of its own.
func (p *Presenter) PickFor(kind notification.Kind) {
	p.forKind = kind
	p.Clear()
}

// Picking reports whether a resident is chosen for an entry.
func (p *Presenter) Picking() bool { return p.forKind != 0 }

// State returns what the list has to show.
func (p *Presenter) State() State { return p.state }

// Purpose returns the purpose chosen, 0 for none yet.
func (p *Presenter) Purpose() counter.Purpose { return p.purpose }

// SetPurpose chooses the purpose.
func (p *Presenter) SetPurpose(purpose counter.Purpose) { p.purpose = purpose }

// SetRemoved says whether residents who left or died are found too.
func (p *Presenter) SetRemoved(on bool) { p.removed = on }

// Text returns what was typed for an item.
func (p *Presenter) Text(f Field) string { return p.texts[f] }

// Type takes what stands in a field in.
func (p *Presenter) Type(f Field, text string) {
	p.texts[f] = text
	p.view.ShowFault(f, paper.Fault{})
}

// Echo returns how the text of a field was understood.
func (p *Presenter) Echo(f Field) string {
	if f != Birth || strings.TrimSpace(p.texts[Birth]) == "" {
		return ""
	}
	d, err := civil.ParseTyped(p.texts[Birth], p.era())
	if err != nil {
		return ""
	}
	return d.Format(civil.EraLong)
}

func (p *Presenter) era() civil.Era { return civil.FromTime(p.cfg.Now()).Era() }

// Search asks the registry (F12, or Enter in the last field).
func (p *Presenter) Search() {
	query, faults := p.query()
	for _, f := range Fields() {
		p.view.ShowFault(f, faults[f])
	}
	for _, f := range Fields() {
		if fault := faults[f]; !fault.IsZero() {
			p.view.Focus(f)
			return
		}
	}
	switch {
	case query.IsZero():
		p.view.Say(true, words.T(words.SearchNothing))
		p.view.Focus(Name)
		return
	case query.Purpose == 0:
		p.view.Say(true, words.T(words.SearchNoPurpose))
		p.view.FocusPurpose()
		return
	}
	p.ask(query)
}

func (p *Presenter) ask(query counter.Query) {
	p.asked++
	asked := p.asked
	p.state, p.found = Searching, counter.Found{}
	p.view.ShowList()
	p.cfg.Run(func() func() {
		found, err := p.cfg.Desk.Search(context.Background(), query)
		return func() {
			if asked == p.asked {
				p.take(found, err)
			}
		}
	})
}

func (p *Presenter) take(found counter.Found, err error) {
	switch {
	case errors.Is(err, counter.ErrOffline):
		p.state = Offline
	case errors.Is(err, counter.ErrNoRight):
		p.state = Failed
		p.view.Say(true, words.T(words.SearchNoRight))
	case err != nil:
		p.cfg.Log.Error("search", "err", err)
		p.state = Failed
	default:
		p.state, p.found = Ready, found
	}
	p.view.ShowList()
	if len(p.found.Hits) > 0 {
		p.view.FocusList()
	}
	if p.found.More {
		p.view.Say(true, words.T(words.SearchMore, len(p.found.Hits)))
	}
}

// query reads the fields, with what is wrong in each.
func (p *Presenter) query() (counter.Query, map[Field]paper.Fault) {
	text := func(f Field) string { return strings.TrimSpace(p.texts[f]) }
	q := counter.Query{Name: text(Name), Address: text(Address), IncludeRemoved: p.removed, Purpose: p.purpose}
	faults := map[Field]paper.Fault{}
	for _, f := range []Field{Name, Address} {
		if !paper.Clean(text(f)) {
			faults[f] = paper.Fault{Rule: "E28", Reason: words.PaperBadCharacter, Remedy: words.PaperFixCharacter}
		}
	}
	if text(Birth) != "" {
		d, err := civil.ParseTyped(text(Birth), p.era())
		q.Birth, faults[Birth] = d, paper.DateFault(err)
	}
	if id := paper.DigitsOf(text(ID)); text(ID) != "" {
		q.ResidentID = resident.ID(id)
		if serial.Check(id) != nil {
			faults[ID] = paper.Fault{Rule: "E10", Reason: words.PaperBadSerial, Remedy: words.SearchFixSerial}
		}
	}
	if code := paper.DigitsOf(text(Code)); text(Code) != "" {
		q.ResidentCode = code
		if _, err := residentcode.Parse(code); err != nil {
			faults[Code] = paper.Fault{Rule: "E10", Reason: words.PaperBadNumber, Remedy: words.PaperFixNumber, Args: []any{11}}
		}
	}
	return q, faults
}

// A Row is one hit in words.
type Row struct {
	ID           string
	Name         string // drawn with the font for names
	Reading      string
	Birth        string
	Sex          string
	Address      string
	Status       string
	Relationship string
	Protected    bool
	Gone         bool // no resident any more
}

// Len returns how many hits there are.
func (p *Presenter) Len() int { return len(p.found.Hits) }

// Row returns a hit.
func (p *Presenter) Row(i int) Row {
	h := p.found.Hits[i]
	r := Row{
		ID: string(h.ID), Name: h.Name, Reading: h.Reading, Birth: h.Birth.Text(civil.EraShort),
		Sex: words.T(words.Choice("sex", strconv.Itoa(int(h.Sex)))), Address: h.Address,
		Status: words.T(words.Status(int(h.Status))), Relationship: h.Relationship, Protected: h.Protected, Gone: !h.Status.Current(),
	}
	if h.Protected {
		r.Address = words.T(words.SearchProtected)
	}
	return r
}

// Choose opens the record of a hit, or gives the hit to the entry it was searched for.
func (p *Presenter) Choose(i int) {
	if i < 0 || i >= len(p.found.Hits) {
		return
	}
	h := p.found.Hits[i]
	switch {
	case p.forKind == 0:
		p.cfg.Guide.OpenRecord(h.ID, p.purpose)
	case !h.Status.Current():
		p.view.Say(true, words.T(words.SearchGone))
	default:
		p.cfg.Guide.Picked(h.ID)
	}
}

// Look opens the record of a hit, also while choosing for an entry.
func (p *Presenter) Look(i int) {
	if i >= 0 && i < len(p.found.Hits) {
		p.cfg.Guide.OpenRecord(p.found.Hits[i].ID, p.purpose)
	}
}

// FromPaper returns the kinds that can be entered without the register.
func (p *Presenter) FromPaper() []notification.Kind {
	if p.forKind != 0 {
		return []notification.Kind{p.forKind}
	}
	return slices.Clone(notification.Kinds())
}

// EnterFromPaper starts an entry of the n-th of them, counted from 1.
func (p *Presenter) EnterFromPaper(n int) {
	if kinds := p.FromPaper(); n >= 1 && n <= len(kinds) {
		p.cfg.Guide.EnterFromPaper(kinds[n-1])
	}
}

// Leave goes back.
func (p *Presenter) Leave() { p.cfg.Guide.Leave() }
