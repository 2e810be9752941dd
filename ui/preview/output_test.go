package preview_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/ui/preview"
	"madoguchi/ui/words"
)

// TestApproval is R130 on the screen: over the limit nothing prints without a number, the
// number comes with the asking, and it is used up with the printing.
func TestApproval(t *testing.T) {
	d := newDesk(t)
	d.load = counter.Load{Most: 10}
	p, v := start(t, d)
	each := p.Load().Residents
	if each < 1 || p.Load().Needs() || p.WhyNotPrint() != "" {
		t.Fatalf("%d residents: %q", each, p.WhyNotPrint())
	}
	p.SetApproval("typed for nothing")
	p.Print()
	if d.how.Approval != "" {
		t.Errorf("a number was sent where none is needed: %q", d.how.Approval)
	}
	p.Again()
	if p.Approval() != "" {
		t.Error("the number of before is still there")
	}
	p.SetCopies("20")
	if want := words.T(words.PreviewApprovalNeeded, 20*each, 10); p.WhyNotPrint() != want {
		t.Errorf("says %q, want %q", p.WhyNotPrint(), want)
	}
	p.Ask()
	if p.Approval() != "261124-001" || p.WhyNotPrint() != "" || !slices.Contains(d.asked, "ask "+words.T(words.Purpose("2"))) {
		t.Errorf("asked %q, the number is %q: %q", d.asked, p.Approval(), p.WhyNotPrint())
	}
	n := len(d.asked)
	p.Ask()
	if len(d.asked) != n || !strings.Contains(v.said[len(v.said)-1], "261124-001") {
		t.Error("asked twice for the same")
	}
	for name, tt := range map[string]struct {
		err  error
		says words.Key
	}{
		"not approved yet": {counter.ErrNotApproved, words.PreviewApprovalWaits}, "more": {counter.ErrOverApproved, words.PreviewApprovalOver},
		"used": {counter.ErrDecided, words.PreviewApprovalUsed},
	} {
		d.err["print"] = tt.err
		p.Print()
		if got := v.said[len(v.said)-1]; got != words.T(tt.says, "261124-001") || p.Stage() != preview.Ready {
			t.Errorf("%s: said %q at stage %d", name, got, p.Stage())
		}
	}
	if p.WhyNotAsk() != "" {
		t.Errorf("after it was not approved none can be asked for: %q", p.WhyNotAsk())
	}
	p.SetApproval("261124-009")
	d.err["print"] = counter.ErrNotApproved
	p.Print()
	if got := v.said[len(v.said)-1]; got != words.T(words.PreviewApprovalNone, "261124-009") {
		t.Errorf("another number: said %q", got)
	}
	p.SetApproval("261124-001")
	d.err["print"] = counter.ErrOffline
	p.Print()
	if got := v.said[len(v.said)-1]; got != words.T(words.PreviewApprovalOffline) {
		t.Errorf("without a line: %q", got)
	}
	delete(d.err, "print")
	p.Print()
	if d.how.Approval != "261124-001" || p.Stage() != preview.Sent {
		t.Errorf("printed with %q, stage %d", d.how.Approval, p.Stage())
	}
	p.Again()
	if p.Approval() != "" || p.WhyNotAsk() != "" {
		t.Errorf("the used number %q is still there, or nothing can be asked: %q", p.Approval(), p.WhyNotAsk())
	}
}

// TestDayCounts: what was printed counts towards the day without reading it anew.
func TestDayCounts(t *testing.T) {
	d := newDesk(t)
	p, _ := start(t, d)
	d.load = counter.Load{MostToday: 3*p.Load().Residents - 1, Today: 0}
	p.SetKind(document.ConfirmationPaper)
	p.SetPurpose(counter.ForReview)
	for range 2 {
		if why := p.WhyNotPrint(); why != "" {
			t.Fatal(why)
		}
		p.Print()
		p.Again()
	}
	if want := words.T(words.PreviewApprovalNeededDay, d.load.MostToday+1, d.load.MostToday); p.WhyNotPrint() != want {
		t.Errorf("says %q, want %q", p.WhyNotPrint(), want)
	}
	d.err["ask"] = context.DeadlineExceeded
	p.Ask()
	if p.Approval() != "" {
		t.Error("a number came of a failure")
	}
}
