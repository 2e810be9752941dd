package reviewing_test

import (
	"os"
	"slices"
	"testing"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/review"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/reviewing"
	"madoguchi/ui/words"
)

// wave makes the writer of the desk's entry acknowledge alerts.
func wave(t *testing.T, d *desk) {
	t.Helper()
	e := d.sitting.Entry
	err := e.Submission.Acknowledge([]notification.Acknowledgement{
		{Rule: "A03", Person: notification.Header, Item: notification.ChangedOn, Reason: "入院していたため届出が遅れた"},
		{Rule: "A05", Person: 0},
		{Rule: "A03", Person: notification.Header},
		{Rule: "A09", Person: 0, Item: notification.Birth},
		{Rule: "A77", Person: 7, Item: "of_a_newer_form"},
	})
	if err != nil {
		t.Fatal(err)
	}
	schema, err := notification.SchemaOf(e.Content.Kind, e.Content.Version)
	if err != nil {
		t.Fatal(err)
	}
	d.sitting.Case = review.Open(&e.Content, schema, e.Submission.Acknowledged, slow())
}

// acknowledged is the block of the alerts.
var acknowledged = review.Section{Person: notification.Header, Key: review.Acknowledged}

// TestOverridden checks that what the writer waved through is a block of its own, says
// what was found and why it was let be, and has to be seen before the decision (D14).
func TestOverridden(t *testing.T) {
	p, d, s := start(t)
	p.Open("e1")
	if slices.Contains(p.Blocks(), acknowledged) || p.OverriddenRules() != "" {
		t.Error("a block of alerts where there was none")
	}
	p.Leave()
	wave(t, d)
	p.Open("e1")
	want := []reviewing.Overridden{
		{Rule: "A03", Where: "異動日", Says: words.T(words.RuleA03Reason), Reason: "入院していたため届出が遅れた"},
		{Rule: "A05", Where: "1人目　異動者", Says: words.T(words.RuleA05Reason)},
		{Rule: "A03", Where: words.T(words.ReviewingHeader), Says: words.T(words.RuleA03Reason)},
		{Rule: "A09", Where: "1人目　生年月日", Says: words.T(words.RuleA09Reason)},
		{Rule: "A77", Where: words.T(words.ReviewingHeader), Says: words.T(words.RuleUnknownReason, "A77")},
	}
	if got := p.Overridden(); !slices.Equal(got, want) {
		t.Errorf("overridden:\n%q\nwant\n%q", got, want)
	}
	if got := p.OverriddenRules(); got != "A03・A05・A09・A77" {
		t.Errorf("rules %q", got)
	}
	at := slices.Index(p.Blocks(), acknowledged)
	if at < 0 {
		t.Fatal("no block of alerts")
	}
	for block := range p.Blocks() {
		if block != at {
			p.Jump(block)
		}
	}
	if got, want := p.WhyNotApprove(), words.T(words.ReviewingUnseen, 1); got != want {
		t.Errorf("with the alerts unseen: %q, want %q", got, want)
	}
	p.Approve()
	if d.approved != 0 || s.said != words.T(words.ReviewingUnseen, 1) {
		t.Errorf("approved %d, said %q", d.approved, s.said)
	}
	p.Jump(at)
	seeAll(p)
	typeAll(p)
	p.ApproveWith(pin)
	if d.approved != 1 {
		t.Errorf("approved %d with everything seen, said %q", d.approved, s.said)
	}
}

// TestQueueSaysOverridden is D13: a row says that alerts were acknowledged.
func TestQueueSaysOverridden(t *testing.T) {
	p, d, _ := start(t)
	d.queue = []counter.Queued{{Why: []counter.Pressing{counter.AlertsOverridden}}}
	p.Refresh()
	if got := p.Row(0); got.Why != words.T(words.QueueWhyAlertsOverridden) || got.WhyGrade != reviewing.Alert {
		t.Errorf("row says %q with grade %d", got.Why, got.WhyGrade)
	}
}

// TestOverriddenGolden compares the page with the alerts with what was looked at.
func TestOverriddenGolden(t *testing.T) {
	f, stage, d := screen(t, kittest.Sizes[0])
	wave(t, d)
	f.Open("e1")
	f.Jump(slices.Index(f.Blocks(), acknowledged))
	stage.Golden("overridden")
	f.Jump(0)
	seeAll(f.Presenter)
	typeAll(f.Presenter)
	stage.Golden("overridden_deciding")
}

// TestOverriddenLook writes pictures of them, to be looked at.
func TestOverriddenLook(t *testing.T) {
	if os.Getenv("MADOGUCHI_LOOK") == "" {
		t.Skip("MADOGUCHI_LOOK names no folder")
	}
	for _, size := range kittest.Sizes {
		f, stage, d := screen(t, size)
		wave(t, d)
		f.Open("e1")
		f.Jump(slices.Index(f.Blocks(), acknowledged))
		stage.Picture("reviewing_overridden_" + size.Name)
		f.Jump(0)
		seeAll(f.Presenter)
		typeAll(f.Presenter)
		stage.Picture("reviewing_overridden_deciding_" + size.Name)
	}
}
