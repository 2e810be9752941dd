package adapter_test

import (
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	central "madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
)

// newProtected is a wired bench whose register holds a resident under a support measure.
func newProtected(t *testing.T) (*wired, *notification.Entry) {
	t.Helper()
	w := newWired(t)
	ctx := t.Context()
	w.must(w.SignIn(ctx, registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	in := w.handOver(notification.MovingIn)
	w.must(w.pusher.Round(ctx))
	for _, id := range []operator.ID{registrytest.First, registrytest.Second} {
		w.change(id)
		w.approve(in.ID)
		w.must(w.pusher.Round(ctx))
	}
	person := w.inState(in.ID, notification.Accepted).Verdict.Persons[0]
	today := civil.FromTime(w.at)
	w.must(w.register.Update(ctx, func(tx central.Tx) error {
		return tx.PutMeasure(resident.Measure{ID: "M1", Kind: resident.Regular, Applicant: resident.ID(person.ResidentID), SetBy: registrytest.Officer,
			SetAt: w.at, ChangedAt: w.at, Start: today.AddDays(-1), End: today.AddDays(364)})
	}))
	w.change(registrytest.Officer) // so that everybody can without a line
	w.change(registrytest.Writer)
	e := w.quoted(resident.ID(person.ResidentID), resident.HouseholdID(person.HouseholdID), "辻花子", "1986-02-03")
	set(&e.Content.Persons[0], values{notification.FullReading: "ツジ　ハナコ"})
	set(&e.Content.Header, values{notification.NewNumber: "8-8"})
	return w, e
}

// TestProtectedOnline is R106 with the real registry: the queue says why, nobody else
// makes the last approval, and the entry of a protected resident is in no heap.
func TestProtectedOnline(t *testing.T) {
	w, e := newProtected(t)
	ctx := t.Context()
	_, err := w.OpenRecord(ctx, resident.ID(e.Content.Persons[0].Get(notification.PersonID)), counter.ForNotification)
	w.must(err)
	w.must(w.HandOver(ctx, e, w.acks(e)))
	w.must(w.pusher.Round(ctx))
	w.change(registrytest.First)
	queue, err := w.Queue(ctx)
	w.must(err)
	if len(queue) != 1 || !queue[0].Protected || queue[0].Why[0] != counter.ProtectedResident || queue[0].Needed != 2 {
		t.Fatalf("queue %+v", queue)
	}
	w.want("put off", w.PutOff(ctx, w.sit(e.ID)), counter.ErrApart)
	w.approve(e.ID)
	w.must(w.pusher.Round(ctx))
	w.inState(e.ID, notification.Entered)
	w.change(registrytest.Second)
	if _, err := w.Claim(ctx, e.ID); review.WhyOf(err) != review.NeedsOfficer {
		t.Errorf("claim by no officer: %v", err)
	}
	w.change(registrytest.Officer)
	w.approve(e.ID)
	w.must(w.pusher.Round(ctx))
	w.inState(e.ID, notification.Accepted)
}

// TestProtectedOffline: a terminal that does not know of the measure approves with one,
// the registry waits for the second, and that is the officer's.
func TestProtectedOffline(t *testing.T) {
	w, e := newProtected(t)
	ctx := t.Context()
	w.cable.Cut()
	w.change(registrytest.Writer)
	w.must(w.HandOver(ctx, e, w.acks(e)))
	w.change(registrytest.First)
	w.approve(e.ID)
	w.inState(e.ID, notification.Approved) // as far as this terminal knows
	w.cable.Restore()
	w.waitFor(counter.Online)
	w.must(w.pusher.Round(ctx))
	w.must(w.pusher.Round(ctx))
	kept := w.inState(e.ID, notification.Entered)
	if kept.Needed != 2 || len(kept.Approvals()) != 1 {
		t.Fatalf("needs %d, has %d", kept.Needed, len(kept.Approvals()))
	}
	w.change(registrytest.Second)
	if _, err := w.Claim(ctx, e.ID); review.WhyOf(err) != review.NeedsOfficer {
		t.Errorf("claim by no officer: %v", err)
	}
	w.change(registrytest.Officer)
	w.approve(e.ID)
	w.must(w.pusher.Round(ctx))
	w.inState(e.ID, notification.Accepted)
}
