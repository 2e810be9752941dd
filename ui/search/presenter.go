// Package search finds residents in the register: by name in kanji or kana, date of
// birth, address or a number, always with a purpose, which is logged. It lists what the
// operator searched by before, at whatever terminal, and searches so again.
//
// presenter.go, query.go and kept.go import no Fyne and hold every rule of the screen;
// form.go builds widgets and forwards.
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
	"unicode/utf8"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/ui/paper"
	"madoguchi/ui/words"
)

// A Field is one of the items a resident is searched by.
type Field uint8

// The items. Fields says their order on the screen.
const (
	Name      Field = 1
	Birth     Field = 2
	Address   Field = 3
	ID        Field = 4 // 宛名番号
	Code      Field = 5 // 住民票コード
	Household Field = 6 // 世帯番号
	Card      Field = 7 // 在留カード等の番号
	Number    Field = 8 // 個人番号
)

// Fields returns the items in the order of the screen.
func Fields() []Field { return []Field{Name, Birth, Address, ID, Household, Card, Code, Number} }

// A Way is how a name is looked for.
type Way uint8

// The ways, in the order of the menu.
const (
	Part  Way = 0 // it stands somewhere in a name
	Whole Way = 1 // it is the name, family or given name, as written
	Given Way = 2 // it stands in a given name
)

// A State says what the list has to show.
type State uint8

// The states of the screen.
const (
	Idle      State = 1 // nothing was searched yet
	Searching State = 2
	Ready     State = 3 // hits, or that there are none
	Offline   State = 4
	Failed    State = 5
	Kept      State = 6 // what the operator searched by before
)

// A View is the part of the screen the presenter needs. Its methods are called on
// Fyne's goroutine only.
type View interface {
	ShowList()
	// ShowFault says what is wrong with a field; the zero fault takes it away.
	ShowFault(Field, paper.Fault)
	// Fill puts what the presenter holds into the fields.
	Fill()
	Focus(Field)
	FocusPurpose()
	FocusList()
	Say(alert bool, text string)
}

// A Config is what a presenter is made of. Every field but the last is needed.
type Config struct {
	Desk  Desk
	Guide Guide
	// Run does work beside the window's goroutine and then, on it, what work
	// returned.
	Run func(work func() (finish func()))
	Now func() time.Time
	Log *slog.Logger
	// Integrated says that this is an integrated terminal (統合端末), where a search
	// needs two items (E23). The desk refuses; the screen says so beforehand.
	Integrated bool
}

// A Presenter runs the search. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg     Config
	view    View
	texts   map[Field]string
	purpose counter.Purpose
	last    counter.Purpose // of the search before, within this session
	way     Way
	removed bool
	forKind notification.Kind // choosing for an entry of this kind; 0: not
	state   State
	found   counter.Found
	kept    []counter.KeptSearch
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

// Clear begins a new search. The purpose is that of the last one: a clerk serves one
// person after another for the same reason, and it stands there to be read.
func (p *Presenter) Clear() {
	p.texts = map[Field]string{}
	p.purpose, p.way, p.removed = p.last, Part, false
	p.found, p.kept, p.state = counter.Found{}, nil, Idle
	p.asked++
	if p.forKind != 0 {
		p.purpose, p.removed = counter.ForNotification, p.forKind.Is(notification.AnyStatus)
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

// Hint says what to do before anything was searched.
func (p *Presenter) Hint() string {
	if p.cfg.Integrated {
		return words.T(words.SearchIdleIntegrated)
	}
	return words.T(words.SearchIdle)
}

// Purpose returns the purpose chosen, 0 for none yet.
func (p *Presenter) Purpose() counter.Purpose { return p.purpose }

// SetPurpose chooses the purpose.
func (p *Presenter) SetPurpose(purpose counter.Purpose) { p.purpose = purpose }

// Way returns how the name is looked for.
func (p *Presenter) Way() Way { return p.way }

// SetWay chooses how the name is looked for.
func (p *Presenter) SetWay(w Way) { p.way = w }

// Removed reports whether residents who left or died are found too.
func (p *Presenter) Removed() bool { return p.removed }

// SetRemoved says whether residents who left or died are found too.
func (p *Presenter) SetRemoved(on bool) { p.removed = on }

// Text returns what was typed for an item.
func (p *Presenter) Text(f Field) string { return p.texts[f] }

// Type takes what stands in a field in.
func (p *Presenter) Type(f Field, text string) {
	p.texts[f] = text
	p.view.ShowFault(f, paper.Fault{})
}

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
	p.last = query.Purpose
	p.state, p.found = Searching, counter.Found{}
	p.view.ShowList()
	p.cfg.Run(func() func() {
		found, err := p.cfg.Desk.Search(context.Background(), query)
		return func() {
			if asked == p.asked {
				p.take(query, found, err)
			}
		}
	})
}

func (p *Presenter) take(query counter.Query, found counter.Found, err error) {
	switch {
	case errors.Is(err, counter.ErrOffline) && !errors.Is(err, counter.ErrBusy):
		p.state = Offline
	case err != nil:
		p.refused(query, err)
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

// refused says why there is no answer.
func (p *Presenter) refused(query counter.Query, err error) {
	p.state = Idle
	switch {
	case errors.Is(err, counter.ErrTooBroad) && query.Items() < counter.LeastItems && query.Keys()+query.Items() > 0 && query.Address == "" ||
		errors.Is(err, counter.ErrTooBroad) && utf8.RuneCountInString(query.Address) > 1:
		p.view.Say(true, words.T(words.SearchTwoItems))
		p.view.Focus(p.missing())
	case errors.Is(err, counter.ErrTooBroad):
		p.view.Say(true, words.T(words.SearchLongerAddress))
		p.view.Focus(Address)
	case errors.Is(err, counter.ErrNoPurpose):
		p.view.Say(true, words.T(words.SearchNoPurpose))
		p.view.FocusPurpose()
	case errors.Is(err, counter.ErrNoPerson):
		p.view.ShowFault(Name, companyFault)
		p.view.Focus(Name)
	case errors.Is(err, counter.ErrBusy):
		p.view.Say(true, words.T(words.SearchBusy))
	case errors.Is(err, counter.ErrNoRight):
		p.state = Failed
		p.view.Say(true, words.T(words.SearchNoRight))
		if query.ResidentCode != "" || query.IndividualNumber != "" {
			p.view.Say(true, words.T(words.SearchNoNumberRight))
		}
	default:
		p.cfg.Log.Error("search", "err", err)
		p.state = Failed
	}
}

// missing returns the first of the three items of E23 that is not given.
func (p *Presenter) missing() Field {
	for _, f := range []Field{Name, Birth, Address} {
		if strings.TrimSpace(p.texts[f]) == "" {
			return f
		}
	}
	return Name
}

// Unmasked logs that a number typed to search by is shown. It returns false when that
// could not be logged: then it must not be shown.
func (p *Presenter) Unmasked(f Field) bool {
	number := counter.IndividualNumber
	if f == Code {
		number = counter.ResidentCode
	}
	err := p.cfg.Desk.TypedShown(context.Background(), number)
	if err != nil {
		p.cfg.Log.Error("log typed number shown", "err", err)
		p.view.Say(true, words.T(words.IntakeNotLogged))
	}
	return err == nil
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
	Gone         bool   // no resident any more
	Why          string // what was found of the resident
	Past         bool   // that is what the record said before
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
	if h.Protected && h.Address == "" {
		r.Address = words.T(words.SearchProtected)
	}
	r.Why, r.Past = why(h)
	return r
}

// why says what was found of a resident, as far as it is not to be seen: a name or
// address of before with its text, so that nobody takes it for the one of now.
func why(h counter.Hit) (text string, isPast bool) {
	var all []string
	for _, by := range h.Matched {
		said := words.T(words.Matched(int(by)))
		switch {
		case by == counter.ByPastAddress && h.PastAddress != "":
			said += "　" + h.PastAddress
		case by >= counter.ByPastName && by < counter.ByPastAddress && h.PastName != "":
			said += "　" + h.PastName
		}
		if by >= counter.ByPastName {
			isPast = true
			all = append([]string{said}, all...)
			continue
		}
		all = append(all, said)
	}
	return strings.Join(all, words.T(words.SearchAnd)), isPast
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
	case !h.Status.Current() && !p.forKind.Is(notification.AnyStatus):
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
