package outputs_test

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/outputs"
	"madoguchi/ui/words"
)

var now = time.Date(2026, 11, 24, 10, 0, 0, 0, civil.Japan)

type desk struct {
	all     []output.Approval
	err     error
	chief   bool
	decided []string
}

func (d *desk) Outputs(context.Context) ([]output.Approval, error) { return d.all, d.err }
func (d *desk) MayLead() bool                                      { return d.chief }
func (d *desk) Operator() (operator.Profile, bool)                 { return operator.Profile{ID: "k501"}, true }

func (d *desk) DecideOutput(_ context.Context, number string, approve bool, note string) (output.Approval, error) {
	word := "declined "
	if approve {
		word = "approved "
	}
	d.decided = append(d.decided, word+number+" "+note)
	return output.Approval{}, d.err
}

type guide struct{ left bool }

func (g *guide) Leave() { g.left = true }

// ledger has an approval in each state: the first waits, the second is the chief's own.
func ledger() []output.Approval {
	today := civil.FromTime(now)
	ask := func(n int, by operator.ID, records int) output.Approval {
		return output.Approval{Number: output.Number(today, n), Act: output.Print, Records: records, What: "review_list", Purpose: 2, Reason: "審査", From: today, Until: today,
			State: output.Asked, Asked: operator.Mark{By: by, At: now.Add(-time.Duration(n) * time.Minute), Seat: "KT-01"}}
	}
	all := []output.Approval{ask(7, "c104", 64), ask(6, "k501", 40), ask(5, "c102", 52), ask(4, "c102", 300), ask(3, "c101", 33), ask(2, "c101", 45), ask(1, "c101", 12)}
	by := operator.Mark{By: "k501", At: now, Seat: "KT-02"}
	all[0].What += output.WithNumbers
	all[2].State, all[2].Decided = output.Approved, by
	all[3].State, all[3].Decided, all[3].Note = output.Declined, by, "対象を月末の届出に絞ること"
	all[4].State, all[4].Decided = output.Used, by
	all[5].From, all[5].Until = today.AddDays(-1), today.AddDays(-1)
	all[6].Act = output.Attended
	return all
}

func screen(t *testing.T, size kittest.Size, d *desk) (*outputs.Form, *kittest.Stage, *guide) {
	t.Helper()
	g := &guide{}
	stage := kittest.New(t, size)
	f := outputs.NewForm(outputs.New(outputs.Config{Desk: d, Guide: g, Run: func(work func() func()) { work()() }, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}), stage)
	stage.Show(f)
	return f, stage, g
}

// TestMarkedLine: what a column cuts off is said below the list, of the line that is marked.
func TestMarkedLine(t *testing.T) {
	f, stage, _ := screen(t, kittest.Sizes[0], &desk{all: ledger()})
	whole := f.Row(3).What + "　" + f.Row(3).Decided
	for _, want := range []bool{false, true} {
		if got := strings.Contains(test.RenderToMarkup(stage.Window.Canvas()), ">"+whole+"<"); got != want {
			t.Errorf("the whole line is shown: %v, want %v", got, want)
		}
		for range 3 {
			stage.Key(fyne.KeyDown)
		}
	}
}

// TestDecides is R130 from the keyboard: the chief approves after a question, declines with a
// reason, and never what is decided, over, their own or a provision.
func TestDecides(t *testing.T) {
	d := &desk{all: ledger(), chief: true}
	f, stage, g := screen(t, kittest.Sizes[0], d)
	for row, want := range []words.Key{"", words.OutputsOwn, words.OutputsDecided, words.OutputsDecided, words.OutputsDecided, words.OutputsDecided, words.OutputsAtSeat} {
		if got := f.WhyNot(row); want == "" && got != "" || want != "" && got != words.T(want) {
			t.Errorf("row %d: %q, want %q", row, got, words.T(want))
		}
	}
	if got := f.Row(0).What; !strings.Contains(got, words.T(words.OutputsNumbers, words.T(words.PreviewPaper("review_list")))) {
		t.Errorf("numbers are not told: %q", got)
	}
	f.Decline(0)
	if len(d.decided) != 0 {
		t.Errorf("declined without a reason: %q", d.decided)
	}
	f.SetNote("範囲を絞ること")
	stage.Press(fyne.KeyF8)
	if !slices.Equal(d.decided, []string{"declined 261124-007 範囲を絞ること"}) || f.Note() != "" {
		t.Errorf("decided %q, the note is %q", d.decided, f.Note())
	}
	f.Approve(1)
	if len(d.decided) != 1 {
		t.Errorf("approved her own: %q", d.decided)
	}
	asked := ""
	f.Attach(yes{f, &asked})
	f.Approve(0)
	if d.decided[len(d.decided)-1] != "approved 261124-007 " || !strings.Contains(asked, "64") || !strings.Contains(asked, "c104") {
		t.Errorf("decided %q after asking %q", d.decided, asked)
	}
	d.err = counter.ErrOffline
	f.Approve(0)
	if f.State() != outputs.Failed || f.WhyFailed() != words.T(words.OutputsOffline) {
		t.Errorf("without a line: state %d, %q", f.State(), f.WhyFailed())
	}
	if !f.Back() || !g.left {
		t.Error("F3 does not lead back")
	}
}

// yes answers every question with yes.
type yes struct {
	*outputs.Form
	asked *string
}

func (y yes) Confirm(title, text string, then func()) {
	*y.asked = title + text
	then()
}

// TestClerkReads: whoever is no chief sees what became of it and decides nothing.
func TestClerkReads(t *testing.T) {
	d := &desk{all: ledger()[3:4]}
	f, _, _ := screen(t, kittest.Sizes[0], d)
	for _, a := range f.Actions() {
		if a.Key != fyne.KeyF9 {
			t.Errorf("%s is there for a clerk", a.Key)
		}
	}
	f.Approve(0)
	if len(d.decided) != 0 {
		t.Errorf("a clerk decided %q", d.decided)
	}
	if r := f.Row(0); r.State != words.T(words.OutputsState3) || !strings.Contains(r.Decided, "絞ること") || r.Waits {
		t.Errorf("row = %+v", r)
	}
}

// TestLook writes the screen in its states, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	for _, language := range []words.Language{words.Japanese, words.English} {
		if err := words.Use(language); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
		for _, size := range kittest.Sizes {
			name := "outputs_" + string(language) + "_" + size.Name + "_"
			_, stage, _ := screen(t, size, &desk{all: ledger(), chief: true})
			stage.Picture(name + "chief")
			stage.Press(fyne.KeyF12)
			stage.Picture(name + "asks")
			_, stage, _ = screen(t, size, &desk{all: ledger()[:4]})
			stage.Picture(name + "clerk")
			_, stage, _ = screen(t, size, &desk{err: counter.ErrOffline})
			stage.Picture(name + "offline")
		}
	}
}

// TestNoMouse: nobody needs a mouse here.
func TestNoMouse(t *testing.T) {
	_, stage, _ := screen(t, kittest.Sizes[1], &desk{all: ledger(), chief: true})
	kittest.ByKeyboard(t, stage.Window.Canvas())
}
