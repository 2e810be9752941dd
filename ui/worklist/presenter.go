// Package worklist is the home of a signed-in operator: the entries of this
// terminal by what is to be done with them, the three counts that say how far the
// registry has come (D2), and the keys that begin each kind of notification.
//
// presenter.go imports no Fyne and holds every rule of the screen; form.go builds
// widgets and forwards.
//
// What stands in which folder and in which order is app/desk's; what an entry says
// is read in other screens.
package worklist

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/review"
	"madoguchi/ui/words"
)

// A Grade says how much something matters; the numbers are those of look.Tone.
type Grade uint8

// The grades.
const (
	Plain Grade = 0
	Info  Grade = 1
	Good  Grade = 2
	Alert Grade = 3
	Stop  Grade = 4
)

// A State says what the list has to show.
type State uint8

// The states of the list.
const (
	Loading State = 1
	Ready   State = 2 // its rows, or that there are none
	Failed  State = 3
)

// A View is the part of the screen the presenter needs. Its methods are called on
// Fyne's goroutine only.
type View interface {
	ShowList()
	ShowCounts()
	Say(grade Grade, text string)
	// AskWithdraw asks whether the entry of a row is to be taken back.
	AskWithdraw(row Row)
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
	// OpenProtection opens the support measures and holds; nil for whoever does not
	// answer for them.
	OpenProtection func()
}

// A Presenter runs the worklist. Its methods are called on the window's goroutine.
type Presenter struct {
	cfg    Config
	view   View
	folder counter.Folder
	state  State
	rows   []counter.Summary
	counts counter.Counts
	known  bool // counts are known
	asked  int  // the list asked for last; older answers are dropped
}

// New returns a presenter that shows the drafts. Give it a view with Attach first.
func New(cfg Config) *Presenter {
	return &Presenter{cfg: cfg, folder: counter.Drafts, state: Loading}
}

// Attach says who shows what the presenter says.
func (p *Presenter) Attach(v View) { p.view = v }

// Refresh reads counts and list anew. What is shown stays until the answer is
// there.
func (p *Presenter) Refresh() {
	p.asked++
	asked, folder := p.asked, p.folder
	p.cfg.Run(func() func() {
		ctx := context.Background()
		counts, errCounts := p.cfg.Desk.Counts(ctx)
		rows, errRows := p.cfg.Desk.List(ctx, folder)
		return func() {
			if asked == p.asked {
				p.take(counts, rows, errors.Join(errCounts, errRows))
			}
		}
	})
}

func (p *Presenter) take(counts counter.Counts, rows []counter.Summary, err error) {
	if errors.Is(err, desk.ErrLocked) || errors.Is(err, desk.ErrSignedOut) {
		return // nobody sees the list now; it is read anew when it is shown
	}
	if err != nil {
		p.cfg.Log.Error("read worklist", "err", err)
		p.state, p.rows = Failed, nil
		p.view.ShowList()
		return
	}
	p.counts, p.known = counts, true
	p.rows, p.state = rows, Ready
	p.view.ShowCounts()
	p.view.ShowList()
}

// Folder returns the folder shown.
func (p *Presenter) Folder() counter.Folder { return p.folder }

// State returns what the list has to show.
func (p *Presenter) State() State { return p.state }

// Open shows a folder.
func (p *Presenter) Open(f counter.Folder) {
	if f == p.folder && p.state == Ready {
		return
	}
	p.folder, p.state, p.rows = f, Loading, nil
	p.view.ShowCounts()
	p.view.ShowList()
	p.Refresh()
}

// Turn shows the folder by folders further, around the ends.
func (p *Presenter) Turn(by int) {
	all := counter.Folders()
	n := len(all)
	p.Open(all[((int(p.folder)-1+by)%n+n)%n])
}

// Count returns how many entries a folder has; false while that is not known.
func (p *Presenter) Count(f counter.Folder) (counter.Count, bool) { return p.counts.Of[f], p.known }

// A Tile is one of the three counts of D2.
type Tile struct {
	Folder counter.Folder
	N      int
	Age    string // how long the oldest has stood there, "" for none
	Grade  Grade
	Known  bool
}

// Tiles returns the three counts that say how far the registry has come. There is
// no fourth that sums them up.
func (p *Presenter) Tiles() []Tile {
	var tiles []Tile
	for _, f := range []counter.Folder{counter.Unsent, counter.Sent, counter.Accepted} {
		c := p.counts.Of[f]
		t := Tile{Folder: f, N: c.N, Known: p.known}
		if f != counter.Accepted && c.N > 0 {
			t.Age, t.Grade = Age(p.cfg.Now().Sub(c.Oldest)), Info
			if c.Late {
				t.Grade = Alert
			}
		}
		tiles = append(tiles, t)
	}
	return tiles
}

// Offline reports whether there is no line.
func (p *Presenter) Offline() bool { return p.cfg.Desk.Line() != counter.Online }

// A Row is one line of the list in words.
type Row struct {
	ID       notification.EntryID
	Kind     string
	Receipt  string
	Subject  string // drawn with the font for names
	Persons  string
	When     string
	Writer   string
	State    string
	Grade    Grade // of the state
	Reviews  string
	Deadline string
	Late     Grade // of the deadline
}

// Len returns how many rows there are.
func (p *Presenter) Len() int { return len(p.rows) }

// Row returns a row.
func (p *Presenter) Row(i int) Row {
	s := p.rows[i]
	r := Row{
		ID: s.ID, Kind: words.T(words.Kind(s.Kind.Key())), Receipt: s.Receipt, Subject: s.Subject,
		Persons: strconv.Itoa(s.Persons), When: p.when(s.ChangedAt), Writer: s.WriterName,
		State: words.T(words.State(s.State.Key())), Grade: grade(s.State),
	}
	if s.WriterName == "" {
		r.Writer = string(s.Writer)
	}
	if s.Needed > 0 {
		r.Reviews = strconv.Itoa(s.Approvals) + "/" + strconv.Itoa(s.Needed)
	}
	if s.Trouble != "" || s.TroubleKind != 0 {
		r.State = words.T(words.WorklistTrouble, trouble(s))
	}
	if !s.Deadline.IsZero() && !settled(s.State) {
		r.Deadline, r.Late = p.deadline(s.Deadline)
	}
	return r
}

// trouble is a rule by its number, or what the registry refused the entry for.
func trouble(s counter.Summary) string {
	if s.TroubleKind == 0 {
		return s.Trouble
	}
	name, _ := words.Refusal(s.TroubleKind)
	return words.T(name)
}

func settled(s notification.State) bool {
	return s == notification.Accepted || s == notification.Withdrawn
}

func grade(s notification.State) Grade {
	switch s {
	case notification.Returned:
		return Alert
	case notification.Refused:
		return Stop
	case notification.Accepted:
		return Good
	}
	return Plain
}

// when tells a time by the clock today and by the day before.
func (p *Presenter) when(t time.Time) string {
	local := t.In(civil.Japan)
	if civil.FromTime(t) == civil.FromTime(p.cfg.Now()) {
		return local.Format("15:04")
	}
	return local.Format("1/2 15:04")
}

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

// Age tells a duration in its greatest unit.
func Age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return words.T(words.WorklistAgeNow)
	case d < time.Hour:
		return words.T(words.WorklistAgeMinutes, int(d.Minutes()))
	case d < 24*time.Hour:
		return words.T(words.WorklistAgeHours, int(d.Hours()))
	}
	return words.T(words.WorklistAgeDays, int(d.Hours()/24))
}

// Key takes a letter or digit in: a digit begins one of the frequent kinds, a letter
// opens the menu of all kinds at its group. Anything else does nothing.
func (p *Presenter) Key(r rune) {
	if g, ok := GroupOf(r); ok {
		p.cfg.Guide.OpenMenu(g)
		return
	}
	if n, kinds := digit(r), Frequent(); n >= 1 && n <= len(kinds) {
		p.cfg.Guide.BeginEntry(kinds[n-1])
	}
}

// Choose opens the entry of a row: for review if the operator may, else to go on
// writing it or to look at it.
func (p *Presenter) Choose(i int) {
	if i < 0 || i >= len(p.rows) {
		return
	}
	s := p.rows[i]
	if s.State != notification.Entered || s.Mine {
		p.cfg.Guide.OpenEntry(s.ID)
		return
	}
	p.Review(i)
}

// Review opens the entry of a row for review, or says why the operator may not (D16).
func (p *Presenter) Review(i int) {
	if i < 0 || i >= len(p.rows) {
		return
	}
	s := p.rows[i]
	if s.MayReview == nil && s.State == notification.Entered {
		p.cfg.Guide.ReviewEntry(s.ID)
		return
	}
	p.view.Say(Alert, words.T(words.ReviewWhy(review.WhyOf(s.MayReview).Key())))
}

// Withdraw asks whether the entry of a row is to be taken back, if it can be.
func (p *Presenter) Withdraw(i int) {
	if i < 0 || i >= len(p.rows) {
		return
	}
	s := p.rows[i]
	switch {
	case !s.Mine:
		p.view.Say(Alert, words.T(words.WorklistNotMine))
	case s.State == notification.Draft, s.State == notification.Entered, s.State == notification.Returned, s.State == notification.Refused:
		p.view.AskWithdraw(p.Row(i))
	default:
		p.view.Say(Alert, words.T(words.WorklistTooLate))
	}
}

// ConfirmWithdraw takes an entry back.
func (p *Presenter) ConfirmWithdraw(id notification.EntryID) {
	p.cfg.Run(func() func() {
		err := p.cfg.Desk.Withdraw(context.Background(), id)
		return func() {
			if err != nil {
				p.cfg.Log.Error("withdraw entry", "entry", id, "err", err)
				p.view.Say(Stop, words.T(words.WorklistNotWithdrawn))
			} else {
				p.view.Say(Good, words.T(words.WorklistWithdrawn))
			}
			p.Refresh()
		}
	})
}

// count writes a number, or that it is not known.
func count(c counter.Count, known bool) string {
	if !known {
		return words.T(words.WorklistUnknown)
	}
	return strconv.Itoa(c.N)
}
