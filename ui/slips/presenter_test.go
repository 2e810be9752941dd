package slips_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/slips"
	"madoguchi/ui/words"
)

var now = time.Date(2026, 11, 25, 9, 0, 0, 0, civil.Japan)

type desk struct {
	mine, section counter.Slips
	stamps        counter.Stamps
	err           error
	chief         bool
	asked         []string
}

func (d *desk) MySlips(context.Context) (counter.Slips, error) {
	d.asked = append(d.asked, "mine")
	return d.mine, d.err
}

func (d *desk) SectionSlips(context.Context) (counter.Slips, error) {
	d.asked = append(d.asked, "section")
	return d.section, d.err
}

func (d *desk) RubberStamps(context.Context) (counter.Stamps, error) {
	d.asked = append(d.asked, "stamps")
	return d.stamps, d.err
}

func (d *desk) MayLead() bool { return d.chief }

func (d *desk) ReviewTerms() counter.ReviewTerms {
	return counter.ReviewTerms{Floor: 700 * time.Millisecond}
}

func (d *desk) Receipt(id notification.EntryID) string { return "7K3M-" + string(id) }

type guide struct{ left bool }

func (g *guide) Leave() { g.left = true }

// made are slips of two writers over the weeks.
func made() []review.Slip {
	slip := func(id notification.EntryID, weeksAgo int, writer string, kind notification.Kind, items []notification.Item, reasons ...notification.Reason) review.Slip {
		return review.Slip{Entry: id, Revision: 1, Kind: kind, Writer: operator.ID("c10" + writer), At: now.AddDate(0, 0, -7*weeksAgo), Reasons: reasons, Items: items}
	}
	return []review.Slip{
		slip("Q2XA", 0, "1", notification.MovingIn, []notification.Item{notification.ChangedOn}, notification.WrongDate),
		slip("Q2XB", 1, "1", notification.MovingWithin, []notification.Item{notification.NewNumber, notification.NewPostal}, notification.WrongAddress),
		slip("Q2XC", 1, "2", notification.MovingIn, []notification.Item{notification.ChangedOn}, notification.WrongDate, notification.WrongReading),
		slip("Q2XD", 5, "1", notification.MovingOut, nil, notification.WrongAddress),
		slip("Q2XE", 6, "1", notification.MovingIn, []notification.Item{notification.FullReading}, notification.WrongAddress),
		slip("Q2XF", 2, "1", notification.MovingIn, []notification.Item{notification.ChangedOn}, notification.WrongDate),
	}
}

func screen(t *testing.T, size kittest.Size, d *desk) (*slips.Form, *kittest.Stage, *guide) {
	t.Helper()
	if font := os.Getenv("MADOGUCHI_LOOK_FONT"); font != "" {
		if err := look.LoadNameFont(font); err != nil {
			t.Fatal(err)
		}
	}
	handed := map[civil.Date]int{review.Week(now): 12, review.Week(now.AddDate(0, 0, -7)): 31}
	d.mine.SlipTable = review.Tabulate(made(), handed, now)
	d.section = counter.Slips{SlipTable: d.mine.SlipTable, More: true}
	d.stamps = counter.Stamps{
		Reviewers: []review.ReviewerPace{{Reviewer: "r201", Name: "羅針　静香", Approvals: 48, Median: 2600 * time.Millisecond, Least: 900 * time.Millisecond},
			{Reviewer: "r202", Name: "舵取　大地", Approvals: 51, Median: 610 * time.Millisecond, Least: 120 * time.Millisecond, Hasty: 3}},
		Hasty: []review.HastyReview{{Entry: "Q2XA", Reviewer: "r202", At: now, Pace: 120 * time.Millisecond, Blocks: 12, Took: 3 * time.Second, Confirmed: true},
			{Entry: "Q2XB", Reviewer: "r202", At: now, Pace: 300 * time.Millisecond, Blocks: 9, Took: 9 * time.Second}},
	}
	g := &guide{}
	stage := kittest.New(t, size)
	f := slips.NewForm(slips.New(slips.Config{Desk: d, Guide: g, Run: func(work func() func()) { work()() }, Log: slog.New(slog.DiscardHandler)}), stage)
	stage.Show(f)
	return f, stage, g
}

// TestMine is D15: the writer's own returns by reason, item and kind, with their trend
// and examples by receipt.
func TestMine(t *testing.T) {
	f, _, _ := screen(t, kittest.Sizes[0], &desk{})
	rows := f.Rows()
	want := slips.Row{Group: "理由", What: words.T(words.Reason("2")), N: 3, Share: 1, Trend: words.T(words.SlipsMoreNow, 0, 3), Worse: true, Examples: "7K3M-Q2XA、7K3M-Q2XC、7K3M-Q2XF"}
	if rows[0] != want {
		t.Errorf("first row %+v, want %+v", rows[0], want)
	}
	for _, r := range rows {
		if r.Group == words.T(words.SlipsByWriter) {
			t.Error("writers on one's own page")
		}
	}
	weeks, most := f.Weeks()
	if len(weeks) != review.SlipWeeks || most != 2 || weeks[7].Text != "1／12" || weeks[6].Text != "2／31" {
		t.Errorf("weeks %+v, most %d", weeks, most)
	}
	if got, want := f.Total(), words.T(words.SlipsTotal, 8, 43, 6); got != want {
		t.Errorf("total %q, want %q", got, want)
	}
}

// TestChief: the pages of the section are a chief's, and say writers and reviewers.
func TestChief(t *testing.T) {
	d := &desk{}
	f, stage, g := screen(t, kittest.Sizes[0], d)
	if f.WhyNot(slips.Section) == "" || f.WhyNot(slips.Paces) == "" || f.WhyNot(slips.Mine) != "" {
		t.Error("the section is open to anybody")
	}
	f.Open(slips.Section)
	if f.Page() != slips.Mine || len(d.asked) != 1 {
		t.Errorf("page %d, asked %v", f.Page(), d.asked)
	}
	d.chief = true
	stage.Press(fyne.KeyF7)
	if f.Page() != slips.Section || f.Note() != words.T(words.SlipsMore) {
		t.Errorf("page %d, note %q", f.Page(), f.Note())
	}
	rows := f.Rows()
	if last := rows[len(rows)-2]; last.Group != words.T(words.SlipsByWriter) || last.What != "c101" || last.N != 5 {
		t.Errorf("row %+v, want the writers", last)
	}
	stage.Press(fyne.KeyF8)
	want := []slips.Pace{{Reviewer: "羅針　静香（r201）", Approvals: "48", Median: "2.6", Least: "0.9", Hasty: "0"},
		{Reviewer: "舵取　大地（r202）", Approvals: "51", Median: "0.6", Least: "0.1", Hasty: "3", Quick: true}}
	for i, got := range f.Paces() {
		if got != want[i] {
			t.Errorf("reviewer %+v, want %+v", got, want[i])
		}
	}
	if h := f.Hasty(); h[0].Confirmed != words.T(words.SlipsConfirmed) || h[1].Confirmed != words.T(words.SlipsNotAsked) || h[0].Receipt != "7K3M-Q2XA" {
		t.Errorf("hasty %+v", h)
	}
	f.Back()
	if !g.left {
		t.Error("not left")
	}
}

// TestFailed: what cannot be read says why, and what is only of this terminal says so.
func TestFailed(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want words.Key
	}{{counter.ErrOffline, words.SlipsOffline}, {counter.ErrNoRight, words.SlipsNoRight}, {errors.New("disk"), words.SlipsFailed}} {
		f, _, _ := screen(t, kittest.Sizes[0], &desk{err: tt.err})
		if f.State() != slips.Failed || f.WhyFailed() != words.T(tt.want) {
			t.Errorf("%v: state %d, %q", tt.err, f.State(), f.WhyFailed())
		}
	}
	f, _, _ := screen(t, kittest.Sizes[0], &desk{mine: counter.Slips{OnlyHere: true}})
	if f.Note() != words.T(words.SlipsOnlyHere) {
		t.Errorf("note %q", f.Note())
	}
}

// TestLook writes pictures of the screen in its states, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	if l := os.Getenv("MADOGUCHI_LOOK_LANGUAGE"); l != "" {
		if err := words.Use(words.Language(l)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
	}
	for _, size := range kittest.Sizes {
		d := &desk{chief: true}
		f, stage, _ := screen(t, size, d)
		picture := func(name string) { stage.Picture("slips_" + name + "_" + size.Name) }
		picture("1mine")
		f.Open(slips.Section)
		picture("2section")
		f.Open(slips.Paces)
		picture("3paces")
		d.mine = counter.Slips{OnlyHere: true, SlipTable: review.Tabulate(nil, nil, now)}
		f.Open(slips.Mine)
		picture("4none")
		d.err = counter.ErrOffline
		f.Open(slips.Section)
		picture("5failed")
	}
}

// TestGoldens compares the pages with what was looked at.
func TestGoldens(t *testing.T) {
	f, stage, _ := screen(t, kittest.Sizes[0], &desk{chief: true})
	stage.Golden("mine")
	f.Open(slips.Paces)
	stage.Golden("paces")
}
