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
	desksteps "madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/look"
	"madoguchi/ui/proof"
	"madoguchi/ui/reviewing"
	"madoguchi/ui/words"
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
	d := &desk{line: counter.Online, terms: terms, sitting: &counter.Sitting{Entry: e, Case: review.Open(&e.Content, schema, e.Submission.Acknowledged, slow()), Before: []*resident.Record{before}}, queue: waiting()}
	stage := kittest.New(t, size)
	p := reviewing.New(reviewing.Config{Desk: d, Guide: &seen{}, Wards: map[string]string{"991015": "中央区"},
		Run: func(work func() func()) { work()() }, Later: func(time.Duration, func()) func() { return func() {} }, Now: clock, Log: slog.New(slog.DiscardHandler)})
	f := reviewing.NewForm(p, stage)
	stage.Show(f)
	return f, stage, d
}

// waiting is a queue with every reason to be pressing.
func waiting() []counter.Queued {
	row := func(kind notification.Kind, subject string, approvals, needed int, deadline string, claimed string, why ...counter.Pressing) counter.Queued {
		q := counter.Queued{Summary: counter.Summary{ID: "e1", Kind: kind, Subject: subject, Receipt: "7K3M-Q2XA", Persons: 2, Approvals: approvals, Needed: needed, WriterName: "佐藤　一郎", ChangedAt: now}, Why: why}
		q.ClaimedBy = "suzuki"
		q.ClaimedUntil = now.Add(24 * time.Minute)
		if claimed == "" {
			q.ClaimedBy = ""
		}
		if deadline != "" {
			q.Deadline = civil.MustParse(deadline)
		}
		return q
	}
	compared := row(notification.MovingOut, "高橋　三郎", 0, 1, "", "")
	compared.Compared = true
	mine := row(notification.MovingIn, "山田　花子", 0, 2, "", "", counter.FromOutside)
	mine.Mine, mine.MayReview = true, &review.Refusal{Why: review.EnteredIt}
	return []counter.Queued{
		row(notification.MovingWithin, "𠮷田　花子", 0, 2, "2026-12-01", "", counter.ProtectedResident),
		row(notification.MovingIn, "グエン　ヴァン", 1, 2, "2026-11-20", "", counter.PastDeadline, counter.SecondReview),
		row(notification.MovingIn, "斎藤　一", 0, 2, "2026-12-01", "x", counter.FromOutside),
		mine,
		compared,
		row(notification.MovingOut, "鈴木　二郎", 0, 1, "", ""),
	}
}

// heap is a queue with entries that were compared, and every reason to stand apart.
func heap() []counter.Queued {
	row := func(id notification.EntryID, subject string, apart review.Apart) counter.Queued {
		return counter.Queued{Compared: apart == 0, Apart: apart, Summary: counter.Summary{ID: id, Kind: notification.MovingOut, Subject: subject,
			Receipt: "7K3M-Q2XA", Persons: 1, Needed: 1, WriterName: "佐藤　一郎", ChangedAt: now, Deadline: civil.MustParse("2026-11-26")}}
	}
	mine := row("h9", "山田　花子", review.NotCompared)
	mine.Mine, mine.MayReview = true, &review.Refusal{Why: review.EnteredIt}
	return []counter.Queued{row("h1", "鈴木　二郎", 0), mine, row("h3", "𠮷田　花子", review.OfProtected), row("h4", "グエン　ヴァン", review.LastOfTwo),
		row("h5", "高橋　三郎", 0), row("h6", "伊藤　四郎", review.AlertsWaived), row("h7", "渡辺　五郎", review.Hurried), row("h8", "中村　六郎", review.NotCompared)}
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
	stage.Press(fyne.KeyF12) // without the PIN
	if d.approved != 0 || f.Stage() != reviewing.Deciding {
		t.Errorf("approved %d without a proof, stage %d", d.approved, f.Stage())
	}
	stage.Type(pin.PIN)
	stage.Key(fyne.KeyReturn)
	if d.approved != 1 || d.shown != pin || f.Stage() != reviewing.Decided {
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

// inLanguage speaks the language that MADOGUCHI_LOOK_LANGUAGE names until the test ends.
func inLanguage(t *testing.T) {
	t.Helper()
	if l := os.Getenv("MADOGUCHI_LOOK_LANGUAGE"); l != "" {
		if err := words.Use(words.Language(l)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = words.Use(words.Japanese) })
	}
}

// TestLook writes pictures of reviewing in its states, to be looked at.
func TestLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	inLanguage(t)
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
			f.ShowWrong(proof.PIN, words.ProofPINShape)
			picture("5wrong")
			d.keepErr = &desksteps.WaitError{Until: now.Add(30 * time.Second), Left: 5}
			f.ApproveWith(pin)
			picture("5refused")
			d.keepErr = nil
			d.terms.Proof = counter.PINTokenProof
			f.Leave()
			f.Approve()
			picture("5token")
			d.terms.Proof = counter.PINProof
			f.Leave()
			f.Approve()
			f.ApproveWith(pin)
			picture("7decided")
			d.queue = heap()
			f.Refresh()
			f.OpenTogether()
			picture("a_together")
			d.results = []counter.BulkResult{{Summary: counter.Summary{Receipt: "7K3M-Q2XA"}}, {Summary: counter.Summary{Receipt: "5TGB-2WSX"}},
				{Summary: counter.Summary{Receipt: "9RFV-1QAZ"}, Err: &review.Refusal{Why: review.ReviewedIt}}}
			f.ApproveTogether(pin)
			picture("b_joined")
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
	d.queue, d.line = heap(), counter.Online
	f.Refresh()
	f.OpenTogether()
	stage.Golden("together")
	d.queue = nil
	f.Refresh()
	d.queueErr = errors.New("boom")
	f.Refresh()
	stage.Golden("failed")
}
