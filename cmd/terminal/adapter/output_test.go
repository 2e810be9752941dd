package adapter_test

import (
	"errors"
	"slices"
	"testing"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/document"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	central "madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
)

const chief operator.ID = "k01"

// newPrintshop is a wired terminal with a printer, a clerk at work, an entry on a paper, and
// a limit of residents at once and a day.
func newPrintshop(t *testing.T, most, today int) (*wired, *printer, document.Material) {
	t.Helper()
	w := newWired(t)
	w.must(w.register.Update(t.Context(), func(tx central.Tx) error {
		return tx.PutAccount(central.Account{Profile: operator.Profile{ID: chief, Name: "係長", Ward: registrytest.Ward, Rights: []operator.Right{operator.Chief, operator.Enter}},
			PIN: registrytest.Verifier, Seed: registrytest.Seed(chief)})
	}))
	p := &printer{b: w.bench, queues: []counter.PrintQueue{{Name: "counter1", Default: true}}}
	w.Desk.Printer = p
	terms := w.Terms()
	terms.Output = desk.OutputTerms{Most: most, MostToday: today}
	w.Apply(terms)
	w.must(w.SignIn(t.Context(), registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	e := w.handOver(notification.MovingIn)
	m, err := w.Material(t.Context(), e.ID)
	w.must(err)
	return w, p, m
}

// TestMassPrintingNeedsApproval is R130 from the counter's side: what is over the limit is
// asked for, approved by the chief, printed once with the number; R131: tries without are
// recorded here.
func TestMassPrintingNeedsApproval(t *testing.T) {
	w, p, m := newPrintshop(t, 2, 0)
	d := laid(w.bench, false, m)
	each := d.Paper.Residents
	if each < 1 {
		t.Fatalf("%d residents on the paper", each)
	}
	few, many := how, how
	few.Copies, many.Copies = 2/each, 4
	w.must(w.Print(t.Context(), d, few))
	load, err := w.PrintLoad(t.Context(), d, many.Copies)
	if w.must(err); !load.Needs() || load.Residents != 4*each || load.Today != few.Copies*each {
		t.Errorf("load = %+v", load)
	}
	n := len(w.audits())
	w.want("printed without an approval", w.Print(t.Context(), d, many), counter.ErrApprovalNeeded)
	many.Approval = "my number"
	w.want("by what is no number", w.Print(t.Context(), d, many), counter.ErrNotApproved)
	many.Approval = "991231-001"
	w.want("by a number nobody has", w.Print(t.Context(), d, many), counter.ErrNotApproved)
	w.logged(n, audit.OutputRefused, audit.OutputRefused, audit.OutputRefused)
	asked, err := w.AskOutput(t.Context(), d, many, "審査のため")
	w.must(err)
	many.Approval = asked.Number
	w.want("before it is approved", w.Print(t.Context(), d, many), counter.ErrNotApproved)
	w.want("approved by the clerk", failure(w.DecideOutput(t.Context(), asked.Number, true, "")), counter.ErrNoRight)

	w.change(chief)
	all, err := w.Outputs(t.Context())
	if w.must(err); len(all) != 1 || all[0].Number != asked.Number || all[0].Records != 4*each || all[0].What != "review_list" {
		t.Errorf("the chief sees %+v", all)
	}
	w.want("approved by the chief", failure(w.DecideOutput(t.Context(), asked.Number, true, "")), nil)
	w.want("approved twice", failure(w.DecideOutput(t.Context(), asked.Number, true, "")), counter.ErrDecided)

	w.change(registrytest.Writer)
	other := laid(w.bench, false, m)
	other.Paper.Kind = document.ConfirmationPaper
	w.want("another paper", w.Print(t.Context(), other, many), counter.ErrNotApproved)
	p.err = errors.New("out of order")
	sent := p.sent
	if err := w.Print(t.Context(), d, many); err == nil || p.sent != sent+1 {
		t.Errorf("the printer took it: %v", err)
	}
	p.err = nil
	w.must(w.Print(t.Context(), d, many)) // nothing came out before: the approval is still good
	last := w.audits()[len(w.audits())-1]
	if last.Kind != audit.Printed || !slices.Contains(last.Detail, "approval="+asked.Number) {
		t.Errorf("record = %+v", last)
	}
	w.want("twice", w.Print(t.Context(), d, many), counter.ErrDecided)
	many.Copies = 5
	w.want("more", w.Print(t.Context(), d, many), counter.ErrDecided)

	w.cable.Cut()
	w.waitFor(counter.Offline)
	w.want("without a line", w.Print(t.Context(), d, many), counter.ErrOffline)
	w.must(w.Print(t.Context(), d, few))
}

// TestMassPrintingOfADay: many small printings come to the limit of the day, one of another
// operator or day does not count, and neither does one that was approved or not taken.
func TestMassPrintingOfADay(t *testing.T) {
	w, p, m := newPrintshop(t, 0, 3)
	d := laid(w.bench, false, m)
	each := d.Paper.Residents
	one := how
	one.Copies = 1
	p.err = errors.New("out of order")
	for range 5 {
		_ = w.Print(t.Context(), d, one)
	}
	p.err = nil
	for printed := each; printed <= 3; printed += each {
		w.must(w.Print(t.Context(), d, one))
	}
	w.want("one too many", w.Print(t.Context(), d, one), counter.ErrApprovalNeeded)
	w.must(w.store.Close())
	w.start()
	w.Desk.Printer = p
	terms := w.Terms()
	terms.Output = desk.OutputTerms{MostToday: 3}
	w.Apply(terms)
	w.must(w.SignIn(t.Context(), registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	w.want("after a restart", w.Print(t.Context(), d, one), counter.ErrApprovalNeeded)
	asked, err := w.AskOutput(t.Context(), d, one, "追加の確認")
	w.must(err)
	w.change(chief)
	w.must(w.Print(t.Context(), d, one))
	_, err = w.DecideOutput(t.Context(), asked.Number, true, "")
	w.must(err)
	w.change(registrytest.Writer)
	one.Approval = asked.Number
	w.must(w.Print(t.Context(), d, one))
	if n, err := counted(w, registrytest.Writer); err != nil || n != 3/each*each {
		t.Errorf("counted %d, %v; want what was not approved", n, err)
	}
}

func counted(w *wired, id operator.ID) (int, error) {
	return w.Cabinet.PrintedOn(w.Context(), id, today(w))
}

func today(w *wired) string { return w.at.In(civil.Japan).Format("2006-01-02") }

func failure(_ output.Approval, err error) error { return err }
