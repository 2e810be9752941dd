package adapter_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/document"
	"madoguchi/app/document/documenttest"
	"madoguchi/app/document/truetype"
	"madoguchi/app/document/typeset"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/assets"
)

// A printer takes documents and notes how many records the chain had then.
type printer struct {
	b       *bench
	queues  []counter.PrintQueue
	err     error
	sent    int
	records int // when the last one was sent
}

func (p *printer) Queues(context.Context) ([]counter.PrintQueue, error) { return p.queues, nil }

func (p *printer) Send(context.Context, string, int, *typeset.Document) error {
	p.sent++
	p.records = len(p.b.audits())
	return p.err
}

// printing returns a bench with a printer, and an entry handed over.
func printing(t *testing.T) (*bench, *printer, document.Material) {
	t.Helper()
	b := newBench(t)
	p := &printer{b: b, queues: []counter.PrintQueue{{Name: "counter1", Default: true}, {Name: "stopped", Stopped: true}, {Name: "窓口の複合機"}}}
	b.Desk.Printer = p
	b.signIn(sato)
	e := b.handOver(notification.MovingIn)
	m, err := b.Material(t.Context(), e.ID)
	b.must(err)
	return b, p, m
}

// laid returns a review list of entries in pages.
func laid(b *bench, numbers bool, all ...document.Material) *typeset.Document {
	b.Helper()
	paper, err := document.ReviewList(document.Request{Entries: all, Numbers: numbers, At: b.at}, documenttest.Keys{})
	b.must(err)
	f, err := truetype.Open(assets.FontRegular)
	b.must(err)
	d, err := typeset.Lay(paper, typeset.Fonts{Plain: f, Strong: f, Names: f}, documenttest.Keys{})
	b.must(err)
	return d
}

var how = counter.Printout{Queue: "counter1", Copies: 2, Purpose: counter.ForReview}

// TestPrintIsLogged checks that a printing leaves who, which entry, which paper, pages,
// copies, purpose, whether numbers are on it, the queue and a hash, in a record that is
// there before anything is sent (R040, R129).
func TestPrintIsLogged(t *testing.T) {
	b, p, m := printing(t)
	second := b.handOver(notification.MovingWithin)
	other, err := b.Material(t.Context(), second.ID)
	b.must(err)
	n := len(b.audits())
	d := laid(b, false, m, other)
	b.must(b.Print(t.Context(), d, how))
	b.logged(n, audit.Printed, audit.Printed)
	if p.sent != 1 || p.records != n+2 {
		t.Errorf("sent %d times, with %d records written before, want 1, %d", p.sent, p.records, n+2)
	}
	for i, id := range []notification.EntryID{m.Entry.ID, second.ID} {
		r := b.audits()[n+i]
		if r.Operator != sato || r.Subject != string(id) || r.Purpose != "2" {
			t.Errorf("record %+v", r)
		}
		for _, want := range []string{"paper=review_list", "copies=2", "numbers=0", "queue=counter1"} {
			if !slices.Contains(r.Detail, want) {
				t.Errorf("record says %q, not %q", r.Detail, want)
			}
		}
		if !slices.ContainsFunc(r.Detail, func(s string) bool { return strings.HasPrefix(s, "document=") && len(s) == len("document=")+64 }) {
			t.Errorf("record says %q and no hash", r.Detail)
		}
	}
}

// TestPrintSaysNumbers checks that a record tells how many numbers are on the paper.
func TestPrintSaysNumbers(t *testing.T) {
	b, _, m := printing(t)
	m.Entry.Content.Persons[0].Set(notification.MyNumber, "123456789018")
	d := laid(b, true, m)
	b.must(b.Print(t.Context(), d, how))
	all := b.audits()
	if r := all[len(all)-1]; len(d.Paper.Numbers) == 0 || !slices.Contains(r.Detail, "numbers="+strconv.Itoa(len(d.Paper.Numbers))) {
		t.Errorf("record says %q", r.Detail)
	}
}

// TestPrintNumbersNeedsTheRight checks that who may not see the numbers prints none.
func TestPrintNumbersNeedsTheRight(t *testing.T) {
	b, p, m := printing(t)
	d := laid(b, true, m)
	b.must(b.SignOut(t.Context(), "operator"))
	b.registry.accounts[suzuki].profile.Rights = []operator.Right{operator.Enter, operator.Review}
	b.signIn(suzuki)
	b.want("print", b.Print(t.Context(), d, how), counter.ErrNoRight)
	if p.sent != 0 {
		t.Error("sent all the same")
	}
	b.must(b.Print(t.Context(), laid(b, false, m), how))
}

// TestPrintFailsClosed checks that nothing is sent when the record cannot be written.
func TestPrintFailsClosed(t *testing.T) {
	b, p, m := printing(t)
	d := laid(b, false, m)
	mend := b.sabotage("audit")
	if err := b.Print(t.Context(), d, how); err == nil {
		t.Error("printed without a record")
	}
	if p.sent != 0 {
		t.Error("sent without a record")
	}
	mend()
	b.must(b.Print(t.Context(), d, how))
	if p.sent != 1 {
		t.Errorf("sent %d times", p.sent)
	}
}

// TestPrintNotTaken checks that a document the system does not take is told, and leaves
// a second record.
func TestPrintNotTaken(t *testing.T) {
	b, p, m := printing(t)
	p.err = counter.ErrQueueStopped
	n := len(b.audits())
	b.want("print", b.Print(t.Context(), laid(b, false, m), how), counter.ErrQueueStopped)
	b.logged(n, audit.Printed, audit.Printed)
	if r := b.audits()[n+1]; !slices.Contains(r.Detail, "result=not_taken") {
		t.Errorf("second record says %q", r.Detail)
	}
}

func TestPrintRefused(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(*bench, *typeset.Document, *counter.Printout)
		want    error
	}{
		{"no such queue", func(_ *bench, _ *typeset.Document, h *counter.Printout) { h.Queue = "nosuch" }, counter.ErrNoQueue},
		{"stopped queue", func(_ *bench, _ *typeset.Document, h *counter.Printout) { h.Queue = "stopped" }, counter.ErrQueueStopped},
		{"no purpose (R040)", func(_ *bench, _ *typeset.Document, h *counter.Printout) { h.Purpose = 0 }, desk.ErrPrintout},
		{"no copy", func(_ *bench, _ *typeset.Document, h *counter.Printout) { h.Copies = 0 }, desk.ErrPrintout},
		{"too many copies", func(_ *bench, _ *typeset.Document, h *counter.Printout) { h.Copies = counter.MaxCopies + 1 }, desk.ErrPrintout},
		{"no page", func(_ *bench, d *typeset.Document, _ *counter.Printout) { d.Pages = nil }, desk.ErrPrintout},
		{"about no entry", func(_ *bench, d *typeset.Document, _ *counter.Printout) { d.Paper.Entries = nil }, desk.ErrPrintout},
		{"locked", func(b *bench, _ *typeset.Document, _ *counter.Printout) { b.must(b.Lock(b.Context(), "idle")) }, desk.ErrLocked},
		{"signed out", func(b *bench, _ *typeset.Document, _ *counter.Printout) { b.must(b.SignOut(b.Context(), "operator")) }, desk.ErrSignedOut},
		{"no printer", func(b *bench, _ *typeset.Document, _ *counter.Printout) { b.Desk.Printer = nil }, counter.ErrNoPrintSystem},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, p, m := printing(t)
			d, h := laid(b, false, m), how
			tt.prepare(b, d, &h)
			n := len(b.audits())
			b.want("print", b.Print(t.Context(), d, h), tt.want)
			if p.sent != 0 || len(b.audits()) != n {
				t.Errorf("sent %d times, %d records", p.sent, len(b.audits())-n)
			}
		})
	}
}

// TestPrintOnAnyQueue checks that a queue whose name no record can hold is printed on
// all the same, and recorded by what can be held of it.
func TestPrintOnAnyQueue(t *testing.T) {
	b, _, m := printing(t)
	h := how
	h.Queue = "窓口の複合機"
	b.must(b.Print(t.Context(), laid(b, false, m), h))
	all := b.audits()
	if r := all[len(all)-1]; r.Kind != audit.Printed || r.Check() != nil {
		t.Errorf("record %+v", r)
	}
}

// TestMaterial checks what a paper is made from, and that looking at it is logged.
func TestMaterial(t *testing.T) {
	b, _, m := printing(t)
	if m.Receipt != b.Receipt(m.Entry.ID) || m.Writer != names[sato] || len(m.Before) != len(m.Entry.Content.Persons) {
		t.Errorf("receipt %q, writer %q", m.Receipt, m.Writer)
	}
	all := b.audits()
	if r := all[len(all)-1]; r.Kind != audit.EntryOpened || r.Subject != string(m.Entry.ID) {
		t.Errorf("last record %+v", r)
	}
	e := b.begin(notification.MovingIn)
	b.must(b.SaveDraft(t.Context(), e))
	if _, err := b.Material(t.Context(), e.ID); !errors.Is(err, notification.ErrState) {
		t.Errorf("material of a draft: %v", err)
	}
	if _, err := b.Material(t.Context(), "01939c3e-7b0a-7c1d-8e2f-0123456789ab"); !errors.Is(err, counter.ErrGone) {
		t.Errorf("material of nothing: %v", err)
	}
}
