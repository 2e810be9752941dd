package adapter_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/document"
	"madoguchi/app/document/typeset"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	central "madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
)

// sheltered is a terminal at a registry with both families, the second of them
// protected, and a hold of changes on the husband of the first.
func sheltered(t *testing.T) *wired {
	t.Helper()
	w := newWired(t)
	all := families()
	for i := range all {
		for j := range all[i] {
			all[i][j].ProcessedOn = civil.FromTime(w.at)
		}
	}
	_, err := central.Load(t.Context(), w.register, slices.Values(all))
	w.must(err)
	hold, err := resident.NewHold(resident.Hold{ID: "h1", Resident: taro, Process: resident.ToChange, Level: resident.ErrorLevel, Start: civil.FromTime(w.at), Reason: resident.Impersonation}, registrytest.Officer, w.at)
	w.must(err)
	w.must(w.register.Update(t.Context(), func(tx central.Tx) error { return tx.PutHold(hold) }))
	return w
}

func (w *wired) enter(id operator.ID) {
	w.Helper()
	w.must(w.SignIn(w.Context(), id, registrytest.PIN, w.tokenCode(id)))
}

// TestWithheld is the whole way of an address that must not leak: hidden from everybody,
// shown while the officer has lifted the measure, hidden again by itself (E20).
func TestWithheld(t *testing.T) {
	w := sheltered(t)
	ctx := t.Context()
	w.enter(registrytest.Writer)
	opened, err := w.OpenRecord(ctx, yuki, counter.ForEnquiry)
	w.must(err)
	if !opened.Members[0].Protected || !opened.Members[0].Address.IsZero() || len(opened.Protection.Measures) != 1 {
		t.Errorf("protected %v, address there %v, %d measures", opened.Members[0].Protected, !opened.Members[0].Address.IsZero(), len(opened.Protection.Measures))
	}
	_, err = w.RevealAddress(ctx, yuki, counter.ForEnquiry)
	w.want("address without a lift", err, counter.ErrWithheld)
	_, err = w.Measures(ctx, false)
	w.want("list by a clerk", err, counter.ErrNoRight)
	w.change(registrytest.Officer)
	measures, err := w.Measures(ctx, false)
	w.must(err)
	if len(measures) != 1 || measures[0].Persons[0].Name != "上田雪" || measures[0].HasPerpetrator {
		t.Fatalf("officer's list: %d measures", len(measures))
	}
	_, err = w.Tick(ctx, yuki, counter.TripwireProof{Measure: measures[0].ID, Place: resident.AtKiosk})
	w.want("a proof of nothing", err, counter.ErrNotTaken)
	m, err := w.Tick(ctx, yuki, counter.TripwireProof{Measure: measures[0].ID, Place: resident.AtKiosk, Reference: "12号"})
	w.must(err)
	if m.Open() != measures[0].Open()-1 {
		t.Errorf("%d places open after a proof, %d before", m.Open(), measures[0].Open())
	}
	until, err := w.Lift(ctx, yuki, counter.LiftOrder{Measure: m.ID, Reason: resident.OwnRequest, Minutes: 10})
	w.must(err)
	if d := until.Sub(w.at); d > 10*time.Minute || d < 9*time.Minute {
		t.Errorf("lifted for %v", d)
	}
	w.change(registrytest.Writer)
	at, err := w.RevealAddress(ctx, yuki, counter.ForEnquiry)
	w.must(err)
	if at.Town != "中央三丁目" || at.Number != "5-1" {
		t.Error("another address than the record's")
	}
	w.later(10 * time.Minute)
	_, err = w.RevealAddress(ctx, yuki, counter.ForEnquiry)
	w.want("address after the lift", err, counter.ErrWithheld)
	w.cable.Cut()
	w.waitFor(counter.Offline)
	_, err = w.RevealAddress(ctx, yuki, counter.ForEnquiry)
	w.want("address without a line", err, counter.ErrOffline)
}

// TestHeldOffline: what an opened household is guarded by is known without a line (E19).
func TestHeldOffline(t *testing.T) {
	w := sheltered(t)
	ctx := t.Context()
	w.enter(registrytest.Writer)
	_, err := w.OpenRecord(ctx, hanako, counter.ForNotification)
	w.must(err)
	content, err := notification.New(notification.MovingWithin)
	w.must(err)
	content.Persons[0].Set(notification.PersonID, string(taro))
	for _, line := range []counter.LineState{counter.Online, counter.Offline} {
		if line == counter.Offline {
			w.cable.Cut()
			w.waitFor(line)
		}
		found, err := w.Check(ctx, &content)
		w.must(err)
		if !slices.ContainsFunc(found, func(f notification.Finding) bool { return f.Rule == "E19" && f.Person == 0 }) {
			t.Errorf("line %d: E19 is not found", line)
		}
	}
}

// TestPaperWithheld: a paper that is handed out shows the address, so it is not printed
// for a protected household before the officer lifted the measure. A review list is.
func TestPaperWithheld(t *testing.T) {
	w := sheltered(t)
	ctx := t.Context()
	p := &printer{b: w.bench, queues: []counter.PrintQueue{{Name: "counter1", Default: true}}}
	w.Desk.Printer = p
	w.enter(registrytest.Writer)
	e, err := w.Begin(notification.MovingWithin)
	w.must(err)
	e.Content.Persons[0].Set(notification.PersonID, string(yuki))
	w.must(w.SaveDraft(ctx, e))
	paper := func(kind document.Kind) *typeset.Document {
		return &typeset.Document{Paper: &document.Paper{Kind: kind, Entries: []notification.EntryID{e.ID}}, Pages: make([]typeset.Page, 1)}
	}
	w.want("confirmation slip", w.Print(ctx, paper(document.ConfirmationPaper), how), counter.ErrWithheld)
	w.want("follow-up slip", w.Print(ctx, paper(document.FollowUpPaper), how), counter.ErrWithheld)
	if p.sent != 0 {
		t.Errorf("sent %d papers", p.sent)
	}
	w.must(w.Print(ctx, paper(document.ReviewListPaper), how))
	w.change(registrytest.Officer)
	all, err := w.Measures(ctx, false)
	w.must(err)
	_, err = w.Lift(ctx, yuki, counter.LiftOrder{Measure: all[0].ID, Reason: resident.OwnRequest, Minutes: 10})
	w.must(err)
	w.change(registrytest.Writer)
	w.must(w.Print(ctx, paper(document.ConfirmationPaper), how))
}
