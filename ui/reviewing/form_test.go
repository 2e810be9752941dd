package reviewing_test

import (
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/reviewing"
)

func screen(t *testing.T, size kittest.Size) (*reviewing.Form, *kittest.Stage, *desk) {
	t.Helper()
	if font := os.Getenv("MADOGUCHI_LOOK_FONT"); font != "" {
		if err := look.LoadNameFont(font); err != nil {
			t.Fatal(err)
		}
	}
	e := entry(t)
	schema, err := notification.SchemaOf(e.Content.Kind, e.Content.Version)
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return now }
	before := &resident.Record{ID: "000000019", Relationship: "子", Address: resident.Address{Town: "北一条西", Number: "2-1", Building: "北荘101"}}
	d := &desk{line: counter.Online, sitting: &counter.Sitting{Entry: e, Case: review.Open(&e.Content, schema, e.Submission.Acknowledged, clock), Before: []*resident.Record{before}}, queue: waiting()}
	stage := kittest.New(t, size)
	p := reviewing.New(reviewing.Config{Desk: d, Guide: &seen{}, Wards: map[string]string{"991015": "中央区"},
		Run: func(work func() func()) { work()() }, Now: clock, Log: slog.New(slog.DiscardHandler)})
	f := reviewing.NewForm(p, stage)
	stage.Show(f)
	return f, stage, d
}

// waiting is a queue with every reason to be pressing.
func waiting() []counter.Queued {
	row := func(kind notification.Kind, subject string, approvals, needed int, deadline string, claimed string, why ...counter.Pressing) counter.Queued {
		q := counter.Queued{Summary: counter.Summary{ID: "e1", Kind: kind, Subject: subject, Receipt: "7K3M-Q2XA", Persons: 2, Approvals: approvals, Needed: needed, WriterName: "佐藤　一郎", ChangedAt: now}, Why: why}
		q.ClaimedBy = "suzuki"
		if claimed == "" {
			q.ClaimedBy = ""
		}
		if deadline != "" {
			q.Deadline = civil.MustParse(deadline)
		}
		return q
	}
	mine := row(notification.MovingIn, "山田　花子", 0, 2, "", "", counter.FromOutside)
	mine.Mine, mine.MayReview = true, &review.Refusal{Why: review.EnteredIt}
	return []counter.Queued{
		row(notification.MovingWithin, "𠮷田　花子", 0, 2, "2026-12-01", "", counter.ProtectedResident),
		row(notification.MovingIn, "グエン　ヴァン", 1, 2, "2026-11-20", "", counter.PastDeadline, counter.SecondReview),
		row(notification.MovingIn, "斎藤　一", 0, 2, "2026-12-01", "x", counter.FromOutside),
		mine,
		row(notification.MovingOut, "鈴木　二郎", 0, 1, "", ""),
	}
}

// TestWholeWay plays a review by keys: open, turn through every block, type every
// dangerous field again, approve.
func TestWholeWay(t *testing.T) {
	f, stage, d := screen(t, kittest.Sizes[0])
	f.Refresh()
	stage.Key(fyne.KeyReturn)
	for f.Stage() == reviewing.Comparing {
		stage.Press(fyne.KeyF8)
	}
	for i := range f.Rekeys() {
		text := right[f.Rekeys()[i].At.Item]
		if f.Rekeys()[i].At.Item == notification.Birth {
			text = "S" + text
		}
		if i == 0 {
			stage.Type("R8.11.21")
			stage.Key(fyne.KeyReturn)
			if f.Rekeys()[0].Tries != 1 {
				t.Fatal("a wrong text was not counted")
			}
		}
		stage.Type(text)
		stage.Key(fyne.KeyReturn)
	}
	if f.Stage() != reviewing.Deciding {
		t.Fatalf("stage %d: %+v", f.Stage(), f.Rekeys())
	}
	stage.Press(fyne.KeyF12)
	if d.approved != 1 || f.Stage() != reviewing.Decided {
		t.Errorf("approved %d, stage %d", d.approved, f.Stage())
	}
}

// TestGiveBackByKeys plays a return by keys.
func TestGiveBackByKeys(t *testing.T) {
	f, stage, d := screen(t, kittest.Sizes[0])
	f.Open("e1")
	stage.Press(fyne.KeyF11)
	stage.Type("2")
	stage.Type("9")
	stage.Key(fyne.KeyReturn)
	stage.Type("届書では21日")
	stage.Key(fyne.KeyReturn)
	if len(d.reasons) != 2 || d.note != "届書では21日" {
		t.Errorf("given back with %v, %q", d.reasons, d.note)
	}
}

// TestLook writes pictures of reviewing in its states, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	for _, size := range kittest.Sizes {
		t.Run(size.Name, func(t *testing.T) {
			f, stage, d := screen(t, size)
			picture := func(name string) { stage.Picture("reviewing_" + name + "_" + size.Name) }
			picture("0loading")
			f.Refresh()
			picture("1queue")
			f.Open("e1")
			picture("2block")
			f.Next()
			f.Next()
			f.Next()
			picture("3changed")
			for f.Stage() == reviewing.Comparing {
				f.Next()
			}
			f.Typed(0, "R8.11.21")
			f.Typed(0, "R8.11.20")
			picture("4rekey")
			typeAll(f.Presenter)
			picture("5deciding")
			f.GiveBack()
			f.Toggle(notification.WrongDate)
			picture("6return")
			f.Leave()
			f.Approve()
			picture("7decided")
			d.queue, d.line = nil, counter.Offline
			f.Refresh()
			picture("8offline")
			d.queueErr = errors.New("boom")
			f.Refresh()
			picture("9failed")
		})
	}
}

// TestGoldens compares reviewing in its stages with what was looked at.
func TestGoldens(t *testing.T) {
	f, stage, d := screen(t, kittest.Sizes[0])
	stage.Golden("loading")
	f.Refresh()
	stage.Golden("queue")
	f.Open("e1")
	for f.Blocks()[f.Block()].Key != "new_address" {
		f.Next()
	}
	stage.Golden("changed")
	for f.Stage() == reviewing.Comparing {
		f.Next()
	}
	f.Typed(0, "R8.11.21")
	stage.Golden("retyping")
	typeAll(f.Presenter)
	stage.Golden("deciding")
	f.GiveBack()
	f.Toggle(notification.WrongDate)
	stage.Golden("returning")
	f.ConfirmReturn()
	stage.Golden("returned")
	d.queue, d.line = nil, counter.Offline
	f.Refresh()
	stage.Golden("offline")
	d.queueErr = errors.New("boom")
	f.Refresh()
	stage.Golden("failed")
}
