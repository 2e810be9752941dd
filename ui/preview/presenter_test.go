package preview_test

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/app/document/documenttest"
	"madoguchi/app/document/typeset"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	"madoguchi/app/resident"
	"madoguchi/ui/preview"
	"madoguchi/ui/words"
)

// desk has two entries and notes what is asked of it.
type desk struct {
	material []document.Material
	queues   []counter.PrintQueue
	err      map[string]error // by what is asked
	asked    []string
	printed  *typeset.Document
	rights   []operator.Right
	how      counter.Printout
	load     counter.Load // of one copy
}

func (d *desk) PrintLoad(_ context.Context, doc *typeset.Document, copies int) (counter.Load, error) {
	load := d.load
	load.Residents = doc.Paper.Residents * copies
	return load, d.err["load"]
}

func (d *desk) AskOutput(_ context.Context, doc *typeset.Document, how counter.Printout, reason string) (output.Approval, error) {
	d.asked = append(d.asked, "ask "+reason)
	return output.Approval{Number: "261124-001", Records: doc.Paper.Residents * how.Copies}, d.err["ask"]
}

func (d *desk) Material(_ context.Context, id notification.EntryID) (document.Material, error) {
	for _, m := range d.material {
		if m.Entry.ID == id {
			return m, d.err["material"]
		}
	}
	return document.Material{}, counter.ErrGone
}

func (d *desk) NumberShown(_ context.Context, _ notification.EntryID, _ int, item notification.Item) error {
	d.asked = append(d.asked, "shown "+string(item))
	return d.err["shown"]
}

func (d *desk) Queues(context.Context) ([]counter.PrintQueue, error) {
	d.asked = append(d.asked, "queues")
	return d.queues, d.err["queues"]
}

func (d *desk) Print(_ context.Context, doc *typeset.Document, how counter.Printout) error {
	d.asked = append(d.asked, "print")
	d.printed, d.how = doc, how
	return d.err["print"]
}

func (d *desk) Operator() (operator.Profile, bool) {
	return operator.Profile{ID: "C-014", Name: documenttest.Taka + "橋　花子", Rights: d.rights}, true
}

// view notes what is said, and where the presenter left to.
type view struct {
	said []string
	left int
}

func (v *view) ShowStage()                        {}
func (v *view) ShowPage()                         {}
func (v *view) ShowSettings()                     {}
func (v *view) Say(_ preview.Grade, words string) { v.said = append(v.said, words) }
func (v *view) Leave()                            { v.left++ }

// table knows one character.
type table struct{}

func (table) Lookup(cluster string) (letters.Char, bool) {
	return letters.Char{MJ: "MJ022335"}, cluster == documenttest.Kuzu
}

func newDesk(t *testing.T) *desk {
	return &desk{
		material: []document.Material{documenttest.MovingIn(t)}, err: map[string]error{}, rights: operator.Sights(),
		queues: []counter.PrintQueue{{Name: "kaikei"}, {Name: "madoguchi-1", Default: true}, {Name: "stopped", Stopped: true}},
	}
}

func config(t *testing.T, d *desk, v *view) preview.Config {
	return preview.Config{
		Desk: d, Guide: v, Words: lexicon, Fonts: func() (typeset.Fonts, error) { return fonts(t), nil }, Table: table{},
		City: "架空市", Terminal: "KT-01", Training: true, Run: func(work func() func()) { work()() },
		Now: func() time.Time { return documenttest.Now }, Log: slog.New(slog.DiscardHandler),
	}
}

func start(t *testing.T, d *desk) (*preview.Presenter, *view) {
	t.Helper()
	v := &view{}
	p := preview.New(config(t, d, v))
	p.Attach(v)
	p.Open(document.ReviewListPaper, counter.ForReview, d.material[0].Entry.ID)
	return p, v
}

func TestPrint(t *testing.T) {
	d := newDesk(t)
	p, _ := start(t, d)
	if p.Stage() != preview.Ready || p.Pages() < 2 || p.Queue() != "madoguchi-1" || p.Copies() != 1 {
		t.Fatalf("stage %d, %d pages, queue %q, %d copies", p.Stage(), p.Pages(), p.Queue(), p.Copies())
	}
	p.SetCopies("3")
	p.SetPurpose(counter.ForEnquiry)
	p.Print()
	if want := (counter.Printout{Queue: "madoguchi-1", Copies: 3, Purpose: counter.ForEnquiry}); p.Stage() != preview.Sent || d.how != want {
		t.Errorf("stage %d, printed %+v, want %+v", p.Stage(), d.how, want)
	}
	if d.printed.Paper.Kind != document.ReviewListPaper || len(d.printed.Paper.Numbers) != 0 {
		t.Errorf("printed %s with %d numbers", d.printed.Paper.Kind.Key(), len(d.printed.Paper.Numbers))
	}
	p.Again()
	if p.Stage() != preview.Ready {
		t.Errorf("stage %d", p.Stage())
	}
}

// TestKeepsQueue checks that the printer chosen once is proposed again, while it is there.
func TestKeepsQueue(t *testing.T) {
	d := newDesk(t)
	p, _ := start(t, d)
	p.SetQueue("kaikei")
	p.SetCopies("5")
	p.Open(document.FollowUpPaper, counter.ForNotification, d.material[0].Entry.ID)
	if p.Queue() != "kaikei" || p.Copies() != 1 {
		t.Errorf("queue %q, %d copies", p.Queue(), p.Copies())
	}
	d.queues = d.queues[1:]
	p.Open(document.FollowUpPaper, counter.ForNotification, d.material[0].Entry.ID)
	if p.Queue() != "madoguchi-1" {
		t.Errorf("queue %q", p.Queue())
	}
}

// TestWhyNotPrint checks that what keeps a paper from being printed is said, and that
// nothing is printed then (D16).
func TestWhyNotPrint(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(*desk, *preview.Presenter)
		want    words.Key
	}{
		{"no print system", func(d *desk, _ *preview.Presenter) { d.err["queues"], d.queues = counter.ErrNoPrintSystem, nil }, words.PreviewNoSystem},
		{"no queue at all", func(d *desk, _ *preview.Presenter) { d.queues = nil }, words.PreviewNoQueue},
		{"print system does not answer", func(d *desk, _ *preview.Presenter) { d.err["queues"], d.queues = context.DeadlineExceeded, nil }, words.PreviewNotListed},
		{"none of several chosen", func(d *desk, _ *preview.Presenter) {
			d.queues = d.queues[:1:1]
			d.queues = append(d.queues, counter.PrintQueue{Name: "b"})
		}, words.PreviewChooseQueue},
		{"stopped queue", func(_ *desk, p *preview.Presenter) { p.SetQueue("stopped") }, words.PreviewStopped},
		{"no purpose (R040)", func(_ *desk, p *preview.Presenter) { p.SetPurpose(0) }, words.PreviewChoosePurpose},
		{"no copies", func(_ *desk, p *preview.Presenter) { p.SetCopies("") }, words.PreviewCopiesBad},
		{"too many copies", func(_ *desk, p *preview.Presenter) { p.SetCopies("21") }, words.PreviewCopiesBad},
		{"nothing", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			if tt.prepare != nil {
				tt.prepare(d, preview.New(config(t, d, &view{}))) // what concerns the desk
			}
			p, v := start(t, d)
			if tt.prepare != nil {
				tt.prepare(d, p)
			}
			want := words.T(tt.want)
			head, _, _ := strings.Cut(want, "%")
			if got := p.WhyNotPrint(); !strings.HasPrefix(got, head) || (got == "") != (tt.want == "") {
				t.Errorf("why not %q, want %q", got, want)
			}
			p.Print()
			if (d.printed != nil) != (tt.want == "") || tt.want != "" && len(v.said) == 0 {
				t.Errorf("printed %v, said %q", d.printed != nil, v.said)
			}
		})
	}
}

// TestNotPrinted checks that a failure is told, that the pages stay, and that printing
// again works once it is put right.
func TestNotPrinted(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want words.Key
	}{
		{counter.ErrQueueStopped, words.PreviewStopped}, {counter.ErrNoQueue, words.PreviewQueueGone},
		{counter.ErrNoPrintSystem, words.PreviewNoSystem}, {errors.New("disk full"), words.PreviewNotPrinted},
	} {
		t.Run(tt.err.Error(), func(t *testing.T) {
			d := newDesk(t)
			p, v := start(t, d)
			d.err["print"] = tt.err
			p.Print()
			if want := words.T(tt.want, p.Queue()); p.Stage() != preview.Ready || !slices.Contains(v.said, want) {
				t.Errorf("stage %d, said %q, want %q", p.Stage(), v.said, want)
			}
			d.err["print"] = nil
			p.Print()
			if p.Stage() != preview.Sent {
				t.Errorf("stage %d after it was put right", p.Stage())
			}
		})
	}
}

// TestNumbersAreLogged checks that numbers come on the paper only when asked for, each
// logged before it is shown, and that the paper is not shown when one cannot be.
func TestNumbersAreLogged(t *testing.T) {
	d := newDesk(t)
	p, _ := start(t, d)
	if slices.ContainsFunc(d.asked, func(s string) bool { return strings.HasPrefix(s, "shown") }) {
		t.Errorf("numbers shown without being asked for: %q", d.asked)
	}
	p.SetNumbers(true)
	for _, want := range []string{"shown resident_code", "shown individual_number"} {
		if !slices.Contains(d.asked, want) {
			t.Errorf("asked %q, not %q", d.asked, want)
		}
	}
	p.Print()
	if len(d.printed.Paper.Numbers) != 2 || !strings.Contains(d.printed.Paper.Foot, words.T(words.Purpose2)) {
		t.Errorf("%d numbers, foot %q", len(d.printed.Paper.Numbers), d.printed.Paper.Foot)
	}
	p.Again()
	d.err["shown"] = errors.New("disk full")
	p.SetNumbers(false)
	p.SetNumbers(true)
	if _, text := p.Trouble(); p.Stage() != preview.Failed || text != words.T(words.PreviewNumbersNotLogged) || p.Pages() != 0 {
		t.Errorf("stage %d with %d pages, says %q", p.Stage(), p.Pages(), text)
	}
}

// TestNumbersNeedTheRight checks that numbers are not shown to who may not see them.
func TestNumbersNeedTheRight(t *testing.T) {
	d := newDesk(t)
	d.rights = []operator.Right{operator.Review, operator.SeeNumber}
	p, v := start(t, d)
	p.SetNumbers(true)
	if p.Numbers() || !slices.Contains(v.said, words.T(words.PreviewNoRight)) || slices.Contains(d.asked, "shown individual_number") {
		t.Errorf("numbers %v, said %q, asked %q", p.Numbers(), v.said, d.asked)
	}
}

// TestOtherPaper checks that the resident's papers never have the numbers that the
// review list was asked for with.
func TestOtherPaper(t *testing.T) {
	d := newDesk(t)
	p, _ := start(t, d)
	p.SetNumbers(true)
	for _, k := range []document.Kind{document.ConfirmationPaper, document.FollowUpPaper} {
		p.SetKind(k)
		p.SetNumbers(true)
		p.Print()
		if d.printed.Paper.Kind != k || len(d.printed.Paper.Numbers) != 0 {
			t.Errorf("printed %s with %d numbers", d.printed.Paper.Kind.Key(), len(d.printed.Paper.Numbers))
		}
		p.Again()
	}
}

// TestRefused checks that a character the font lacks is named by its place, code points
// and MJ number, and that nothing is shown or printed (A07).
func TestRefused(t *testing.T) {
	d := newDesk(t)
	v := &view{}
	c := config(t, d, v)
	poor := fonts(t)
	poor.Names = poor.Plain // which has no sequence at all
	c.Fonts = func() (typeset.Fonts, error) { return poor, nil }
	p := preview.New(c)
	p.Attach(v)
	p.Open(document.ReviewListPaper, counter.ForReview, d.material[0].Entry.ID)
	head, text := p.Trouble()
	if p.Stage() != preview.Refused || p.Pages() != 0 || head != words.T(words.PreviewRefused) {
		t.Fatalf("stage %d with %d pages, says %q", p.Stage(), p.Pages(), head)
	}
	for _, want := range []string{words.T(words.ItemNotifierName), "1文字目", "U+845B U+E0102", "MJ022335"} {
		if !strings.Contains(text, want) {
			t.Errorf("says %q, not %q", text, want)
		}
	}
	if strings.Contains(text, documenttest.Yoshi) {
		t.Error("quotes the name")
	}
	p.Print()
	if d.printed != nil {
		t.Error("printed all the same")
	}
}

// TestFailed checks that each reason for having no paper is told.
func TestFailed(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want words.Key
	}{{notification.ErrState, words.PreviewDraft}, {counter.ErrGone, words.PreviewGone}, {errors.New("disk"), words.PreviewFailedText}} {
		d := newDesk(t)
		d.err["material"] = tt.err
		p, v := start(t, d)
		if _, text := p.Trouble(); p.Stage() != preview.Failed || text != words.T(tt.want) {
			t.Errorf("%v: stage %d, says %q", tt.err, p.Stage(), text)
		}
		p.Leave()
		if v.left != 1 {
			t.Errorf("left %d times", v.left)
		}
	}
}

// TestTurn checks turning pages and sizes.
func TestTurn(t *testing.T) {
	p, _ := start(t, newDesk(t))
	if p.Turn(-1) || !p.Turn(1) || p.Page() != 1 || !p.Turn(100) || p.Page() != p.Pages()-1 || p.Turn(1) {
		t.Errorf("page %d of %d", p.Page(), p.Pages())
	}
	var seen []preview.Zoom
	for range 4 {
		seen = append(seen, p.Zoom())
		p.Enlarge()
	}
	if want := []preview.Zoom{preview.WholeWidth, preview.WholePage, preview.Double, preview.WholeWidth}; !slices.Equal(seen, want) {
		t.Errorf("sizes %v, want %v", seen, want)
	}
}

// TestMaterialAtHand checks that an entry under review is printed without being asked of
// the terminal, which may not hold it.
func TestMaterialAtHand(t *testing.T) {
	d := newDesk(t)
	v := &view{}
	p := preview.New(config(t, d, v))
	p.Attach(v)
	p.OpenMaterial(document.ReviewListPaper, counter.ForReview, documenttest.MovingWithin(t))
	p.Print()
	if p.Stage() != preview.Sent || len(d.printed.Paper.Entries) != 1 {
		t.Errorf("stage %d", p.Stage())
	}
}

// TestWhole checks that the other entries of the list come on the paper only when asked
// for, each on pages of its own.
func TestWhole(t *testing.T) {
	d := newDesk(t)
	other := documenttest.MovingWithin(t)
	other.Entry.ID = "01939c3e-7b0a-7c1d-8e2f-000000000002"
	d.material = append(d.material, other)
	v := &view{}
	p := preview.New(config(t, d, v))
	p.Attach(v)
	p.Open(document.ReviewListPaper, counter.ForReview, other.Entry.ID, d.material[0].Entry.ID)
	alone := p.Pages()
	if p.Entries() != 2 || p.Whole() {
		t.Fatalf("%d entries, whole %v", p.Entries(), p.Whole())
	}
	p.SetWhole(true)
	p.Print()
	if got := d.printed.Paper.Entries; len(got) != 2 || got[0] != other.Entry.ID || p.Pages() <= alone {
		t.Errorf("printed %v on %d pages", got, p.Pages())
	}
	p.Again()
	p.SetWhole(false)
	if p.Pages() != alone {
		t.Errorf("%d pages, want %d", p.Pages(), alone)
	}
}

// TestEveryKind makes every paper about every kind of notification: all of it has words
// and can be written.
func TestEveryKind(t *testing.T) {
	all := fonts(t)
	key := regexp.MustCompile(`^[a-z_]+\.[a-z_0-9.]+$`)
	for _, kind := range notification.Kinds() {
		d := newDesk(t)
		m := &d.material[0]
		m.Entry.Content = notificationtest.Example(kind, civil.FromTime(documenttest.Now))
		m.Before = make([]*resident.Record, len(m.Entry.Content.Persons))
		v := &view{}
		c := config(t, d, v)
		c.Fonts = func() (typeset.Fonts, error) { return all, nil }
		p := preview.New(c)
		p.Attach(v)
		for _, paper := range document.Kinds() {
			p.Open(paper, counter.ForReview, m.Entry.ID)
			p.Print()
			if p.Stage() != preview.Sent {
				_, why := p.Trouble()
				t.Errorf("%s about %s: stage %d, %s", paper.Key(), kind.Key(), p.Stage(), why)
				continue
			}
			for _, page := range d.printed.Pages {
				for _, run := range page.Runs {
					text := ""
					for _, g := range run.Glyphs {
						text += string(g.Character)
					}
					if key.MatchString(text) {
						t.Errorf("%s about %s says %q", paper.Key(), kind.Key(), text)
					}
				}
			}
		}
	}
}

// TestWords checks that every paper has a name.
func TestWords(t *testing.T) {
	for _, k := range document.Kinds() {
		if text := words.T(words.PreviewPaper(k.Key())); strings.HasPrefix(text, "preview.") {
			t.Errorf("%s has no name", text)
		}
	}
}
