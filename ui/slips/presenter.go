// Package slips is what there is to learn from reviews afterwards: a writer's own returns
// by reason, kind and item (D15), and for the chief of a section those of the section and
// how long its reviewers looked (A17). Entries stand there by their receipt number, never
// by a resident.
//
// presenter.go imports no Fyne and holds every rule of the screen; form.go builds widgets
// and forwards.
//
// What is counted, and how, is app/review's; who may see what, the registry's.
package slips

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/ui/words"
)

// A Desk is what the screen needs of the terminal.
type Desk interface {
	// MySlips returns what the signed-in operator was given back for.
	MySlips(ctx context.Context) (counter.Slips, error)
	// SectionSlips returns what was given back in the section, to a chief.
	SectionSlips(ctx context.Context) (counter.Slips, error)
	// RubberStamps returns how long the reviewers of the section looked, to a chief.
	RubberStamps(ctx context.Context) (counter.Stamps, error)
	// MayLead reports whether the signed-in operator is a chief.
	MayLead() bool
	// ReviewTerms returns what the locked configuration says of reviewing.
	ReviewTerms() counter.ReviewTerms
	// Receipt returns the provisional number of an entry.
	Receipt(id notification.EntryID) string
}

// A Guide leads to the other screens.
type Guide interface {
	// Leave goes back to where the screen was opened from.
	Leave()
}

// A Page is what is looked at.
type Page uint8

// The pages.
const (
	Mine    Page = 1
	Section Page = 2
	Paces   Page = 3
)

// A State says what a page has to show.
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
	// ShowPage draws everything anew.
	ShowPage()
}

// A Config is what a presenter is made of. Every field but OpenOutputs is needed.
type Config struct {
	Desk  Desk
	Guide Guide
	// Run does work beside the window's goroutine and then, on it, what work returned.
	Run func(work func() (finish func()))
	Log *slog.Logger
	// OpenOutputs opens the ledger of mass printing; nil: there is none.
	OpenOutputs func()
}

// A Presenter runs the screen. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg    Config
	view   View
	page   Page
	state  State
	why    words.Key // of a failure
	asked  int
	slips  counter.Slips
	stamps counter.Stamps
}

// New returns a presenter of a writer's own slips. Give it a view with Attach first.
func New(cfg Config) *Presenter { return &Presenter{cfg: cfg, page: Mine, state: Loading} }

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

// Page returns what is looked at.
func (p *Presenter) Page() Page { return p.page }

// State returns what the page has to show.
func (p *Presenter) State() State { return p.state }

// Leave goes back.
func (p *Presenter) Leave() {
	p.asked++
	p.cfg.Guide.Leave()
}

// WhyNot tells why a page cannot be looked at, "" if it can.
func (p *Presenter) WhyNot(page Page) string {
	if page != Mine && !p.cfg.Desk.MayLead() {
		return words.T(words.SlipsChiefOnly)
	}
	return ""
}

// Open looks at a page.
func (p *Presenter) Open(page Page) {
	if p.WhyNot(page) == "" {
		p.page = page
		p.Refresh()
	}
}

// Refresh reads the page anew.
func (p *Presenter) Refresh() {
	p.asked++
	asked, page := p.asked, p.page
	p.state = Loading
	p.view.ShowPage()
	p.cfg.Run(func() func() {
		var slips counter.Slips
		var stamps counter.Stamps
		var err error
		switch page {
		case Section:
			slips, err = p.cfg.Desk.SectionSlips(context.Background())
		case Paces:
			stamps, err = p.cfg.Desk.RubberStamps(context.Background())
		default:
			slips, err = p.cfg.Desk.MySlips(context.Background())
		}
		return func() {
			if asked == p.asked {
				p.take(slips, stamps, err)
			}
		}
	})
}

func (p *Presenter) take(slips counter.Slips, stamps counter.Stamps, err error) {
	p.slips, p.stamps, p.state = slips, stamps, Ready
	if err != nil {
		p.state, p.why = Failed, words.SlipsFailed
		switch {
		case errors.Is(err, counter.ErrOffline):
			p.why = words.SlipsOffline
		case errors.Is(err, counter.ErrNoRight):
			p.why = words.SlipsNoRight
		default:
			p.cfg.Log.Error("look back on reviews", "err", err)
		}
	}
	p.view.ShowPage()
}

// WhyFailed says why the page could not be read.
func (p *Presenter) WhyFailed() string { return words.T(p.why) }

// Note says what the numbers leave out, "" for nothing.
func (p *Presenter) Note() string {
	switch {
	case p.page != Paces && p.slips.OnlyHere:
		return words.T(words.SlipsOnlyHere)
	case p.page != Paces && p.slips.More:
		return words.T(words.SlipsMore)
	}
	return ""
}

// Total says the whole in one line.
func (p *Presenter) Total() string {
	if p.page == Paces {
		n := 0
		for _, r := range p.stamps.Reviewers {
			n += r.Approvals
		}
		return words.T(words.SlipsPaceTotal, n, len(p.stamps.Hasty), seconds(p.cfg.Desk.ReviewTerms().Floor))
	}
	handed := 0
	for _, w := range p.slips.Weeks {
		handed += w.HandedOver
	}
	return words.T(words.SlipsTotal, review.SlipWeeks, handed, p.slips.Total)
}

// A Week is one bar of the weeks.
type Week struct {
	Label string // of the Monday
	Slips int
	Text  string // slips of what was handed over
}

// Weeks returns the weeks, oldest first, and the height of the highest bar.
func (p *Presenter) Weeks() (all []Week, most int) {
	for _, w := range p.slips.Weeks {
		all = append(all, Week{Label: words.T(words.SlipsWeek, int(w.Monday.Month()), w.Monday.Day()), Slips: w.Slips,
			Text: strconv.Itoa(w.Slips) + "／" + strconv.Itoa(w.HandedOver)})
		most = max(most, w.Slips)
	}
	return all, most
}

// A Row is one count.
type Row struct {
	Group    string // "" when it is that of the row above
	What     string
	N        int
	Share    float32 // of the most frequent of its group
	Trend    string
	Worse    bool
	Examples string
}

// Rows returns the counts in their groups.
func (p *Presenter) Rows() []Row {
	t := p.slips.SlipTable
	var rows []Row
	rows = append(rows, group(p, words.SlipsByReason, t.Reasons, func(r notification.Reason) string { return words.T(words.Reason(strconv.Itoa(int(r)))) })...)
	rows = append(rows, group(p, words.SlipsByItem, t.Items, func(i notification.Item) string { return words.T(words.Item(string(i))) })...)
	rows = append(rows, group(p, words.SlipsByKind, t.Kinds, func(k notification.Kind) string { return words.T(words.Kind(k.Key())) })...)
	if p.page == Section {
		rows = append(rows, writers(p)...)
	}
	return rows
}

func writers(p *Presenter) []Row {
	return group(p, words.SlipsByWriter, p.slips.Writers, func(id operator.ID) string { return string(id) })
}

func group[K cmp.Ordered](p *Presenter, head words.Key, counts []review.SlipCount[K], name func(K) string) []Row {
	var rows []Row
	for i, c := range counts {
		r := Row{What: name(c.Key), N: c.N, Share: float32(c.N) / float32(counts[0].N), Worse: c.Later > c.Before}
		if i == 0 {
			r.Group = words.T(head)
		}
		switch {
		case c.Later > c.Before:
			r.Trend = words.T(words.SlipsMoreNow, c.Before, c.Later)
		case c.Later < c.Before:
			r.Trend = words.T(words.SlipsLessNow, c.Before, c.Later)
		default:
			r.Trend = words.T(words.SlipsSameNow, c.Before, c.Later)
		}
		var receipts []string
		for _, id := range c.Examples {
			receipts = append(receipts, p.cfg.Desk.Receipt(id))
		}
		r.Examples = strings.Join(receipts, "、")
		rows = append(rows, r)
	}
	return rows
}

// A Pace is how long a reviewer looked, in words.
type Pace struct {
	Reviewer  string
	Approvals string
	Median    string
	Least     string
	Hasty     string
	Quick     bool // some were too quick
}

// Paces returns the reviewers.
func (p *Presenter) Paces() []Pace {
	var all []Pace
	for _, r := range p.stamps.Reviewers {
		name := string(r.Reviewer)
		if r.Name != "" {
			name = r.Name + "（" + name + "）"
		}
		all = append(all, Pace{Reviewer: name, Approvals: strconv.Itoa(r.Approvals), Median: seconds(r.Median), Least: seconds(r.Least),
			Hasty: strconv.Itoa(r.Hasty), Quick: r.Hasty > 0})
	}
	return all
}

// A Hasty is an approval that was too quick to be believed, in words.
type Hasty struct {
	When, Receipt, Reviewer, Pace, Blocks, Confirmed string
}

// Hasty returns them, newest first.
func (p *Presenter) Hasty() []Hasty {
	var all []Hasty
	for _, h := range p.stamps.Hasty {
		row := Hasty{When: h.At.In(civil.Japan).Format("1/2 15:04"), Receipt: p.cfg.Desk.Receipt(h.Entry), Reviewer: string(h.Reviewer),
			Pace: words.T(words.SlipsPaceOf, seconds(h.Pace), int(h.Took.Seconds())), Blocks: strconv.Itoa(h.Blocks), Confirmed: words.T(words.SlipsNotAsked)}
		if h.Confirmed {
			row.Confirmed = words.T(words.SlipsConfirmed)
		}
		all = append(all, row)
	}
	return all
}

// seconds writes a duration as seconds with a tenth.
func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) }
