package adapter_test

import (
	"slices"
	"testing"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/sync/registry/registrytest"
)

// TestMySlips is D15 with the real registry: what was given back, for what, and what was
// put right; without a line what this terminal knows, and that it is only that.
func TestMySlips(t *testing.T) {
	w := newWired(t)
	ctx := t.Context()
	w.must(w.SignIn(ctx, registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	e := w.handOver(notification.MovingWithin)
	w.must(w.pusher.Round(ctx))
	w.change(registrytest.First)
	w.must(w.GiveBack(ctx, w.sit(e.ID), []notification.Reason{notification.WrongAddress}, ""))
	_, err := w.MySlips(ctx)
	w.want("slips of who never writes", err, counter.ErrNoRight)
	w.must(w.pusher.Round(ctx))
	w.change(registrytest.Writer)
	again, err := w.Load(ctx, e.ID)
	w.must(err)
	again.Content.Header.Set(notification.NewNumber, "9-9")
	w.must(w.SaveDraft(ctx, again))
	w.must(w.HandOver(ctx, again, w.acks(again)))
	w.must(w.pusher.Round(ctx))
	check := func(line string, onlyHere bool, items ...notification.Item) {
		t.Helper()
		slips, err := w.MySlips(ctx)
		w.must(err)
		var got []notification.Item
		for _, c := range slips.Items {
			got = append(got, c.Key)
		}
		if slips.Total != 1 || slips.OnlyHere != onlyHere || slips.Reasons[0].Key != notification.WrongAddress || slips.Kinds[0].Key != notification.MovingWithin ||
			!slices.Equal(slips.Reasons[0].Examples, []notification.EntryID{e.ID}) || !slices.Equal(got, items) {
			t.Errorf("%s: %+v", line, slips)
		}
	}
	check("with a line", false, notification.NewNumber)
	_, err = w.SectionSlips(ctx)
	w.want("the section's, to a writer", err, counter.ErrNoRight)
	_, err = w.RubberStamps(ctx)
	w.want("rubber stamps, to a writer", err, counter.ErrNoRight)
	if w.MayLead() {
		t.Error("a writer leads")
	}
	w.cable.Cut()
	w.change(registrytest.Writer)
	check("without a line", true)
}
