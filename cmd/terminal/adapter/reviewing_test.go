package adapter_test

import (
	"slices"
	"testing"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/review"
)

// lastReview returns the review at the end of the outbox.
func (b *bench) lastReview() *notification.Review {
	b.Helper()
	events := b.events()
	e := b.kept(notification.EntryID(events[len(events)-1].Entry))
	return &e.Reviews[len(e.Reviews)-1]
}

// TestWhoMayReview is R106 and E21: never the writer, nobody twice, two for a moving in.
func TestWhoMayReview(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingIn)
	refused := func(why review.Why) {
		t.Helper()
		n := len(b.events())
		_, err := b.Claim(b.Context(), e.ID)
		if review.WhyOf(err) != why || len(b.events()) != n {
			t.Errorf("claim = %v, want %s", err, why.Key())
		}
	}
	refused(review.EnteredIt)
	b.swap(suzuki)
	n := len(b.audits())
	b.approve(e.ID)
	b.logged(n, audit.Claimed, audit.Reviewed)
	b.inState(e.ID, notification.Entered) // one is not enough
	refused(review.ReviewedIt)
	b.swap(sato)
	refused(review.EnteredIt)
	b.swap(tanaka)
	n = len(b.audits())
	b.approve(e.ID)
	b.logged(n, audit.Claimed, audit.Approved)
	kept := b.inState(e.ID, notification.Approved)
	refused(review.NotAwaiting)
	if len(kept.Reviews) != 2 {
		t.Fatalf("%d reviews", len(kept.Reviews))
	}
	for i, id := range []operator.ID{suzuki, tanaka} {
		if err := kept.Reviews[i].Verify(b.registry.keys[id]); err != nil || kept.Reviews[i].Hash != kept.Submission.Hash {
			t.Errorf("review by %s: %v", id, err)
		}
		if kept.Reviews[i].Verify(b.registry.keys[sato]) == nil {
			t.Errorf("review by %s has the writer's signature", id)
		}
	}
	b.swap(sato)
	within := b.handOver(notification.MovingWithin)
	b.swap(suzuki)
	b.approve(within.ID)
	b.inState(within.ID, notification.Approved)
}

// TestDecideAsksAgain: a sitting that was open while the entry, the operator or the
// cover changed decides nothing.
func TestDecideAsksAgain(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingWithin)
	b.swap(suzuki)
	ctx := b.Context()
	sitting := b.sit(e.ID)
	b.must(b.Lock(ctx, "idle"))
	b.want("approve under the cover", b.Approve(ctx, sitting, b.proof()), desk.ErrLocked)
	b.swap(sato)
	b.want("approve as the writer", b.Approve(ctx, sitting, b.proof()), notification.ErrReviewer)
	b.swap(kato)
	b.want("approve without the right", b.Approve(ctx, sitting, b.proof()), counter.ErrNoRight)
	b.swap(suzuki)
	b.must(b.GiveBack(ctx, b.sit(e.ID), []notification.Reason{notification.WrongAddress}, ""))
	b.want("approve what was given back", b.Approve(ctx, sitting, b.proof()), notification.ErrState)
	b.swap(sato)
	again, err := b.Load(ctx, e.ID)
	b.must(err)
	b.must(b.HandOver(ctx, again, b.acks(again)))
	b.swap(suzuki)
	b.want("approve the former revision", b.Approve(ctx, sitting, b.proof()), counter.ErrChanged)
	b.inState(e.ID, notification.Entered)
	unfinished, err := b.Claim(ctx, e.ID)
	b.must(err)
	b.want("approve unseen", b.Approve(ctx, unfinished, b.proof()), review.ErrIncomplete)
}

// TestReviewIsOneTransaction: without its event or its record an approval did not happen.
func TestReviewIsOneTransaction(t *testing.T) {
	for _, table := range []string{"audit", "outbox", "entries"} {
		b := newBench(t)
		b.signIn(sato)
		e := b.handOver(notification.MovingWithin)
		b.swap(suzuki)
		sitting := b.sit(e.ID)
		mend := b.sabotage(table)
		if err := b.Approve(b.Context(), sitting, b.proof()); err == nil {
			t.Errorf("%s: approved on a disk that does not write", table)
		}
		mend()
		if kept := b.inState(e.ID, notification.Entered); len(kept.Reviews) != 0 || len(b.events()) != 1 {
			t.Errorf("%s: %d reviews, %d events", table, len(kept.Reviews), len(b.events()))
		}
		b.must(b.Approve(b.Context(), sitting, b.proof()))
		b.inState(e.ID, notification.Approved)
	}
}

// TestClaimFailsClosed: an entry whose opening cannot be logged is not opened.
func TestClaimFailsClosed(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingWithin)
	b.swap(suzuki)
	defer b.sabotage("audit")()
	if sitting, err := b.Claim(b.Context(), e.ID); err == nil || sitting != nil {
		t.Errorf("claim = %v, %v", sitting, err)
	}
}

// TestGivenBack: with a coded reason to the writer, who corrects it and hands it over
// as the second revision; it is reviewed from the beginning.
func TestGivenBack(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingIn)
	b.swap(suzuki)
	b.approve(e.ID)
	b.swap(tanaka)
	ctx := b.Context()
	sitting := b.sit(e.ID)
	b.want("give back without a reason", b.GiveBack(ctx, sitting, nil, "なんとなく"), notification.ErrReason)
	b.want("give back for another reason", b.GiveBack(ctx, sitting, []notification.Reason{notification.OtherReason}, ""), notification.ErrReason)
	b.inState(e.ID, notification.Entered)
	n := len(b.audits())
	b.must(b.GiveBack(ctx, sitting, []notification.Reason{notification.WrongReading}, ""))
	b.logged(n, audit.Returned)
	back := b.inState(e.ID, notification.Returned)
	if err := b.lastReview().Verify(b.registry.keys[tanaka]); err != nil || len(back.Content.Persons) != 1 {
		t.Errorf("the return: %v", err)
	}
	b.want("corrected by another", b.SaveDraft(ctx, back), desk.ErrNotWriter)
	b.swap(sato)
	mine, err := b.Load(ctx, e.ID)
	b.must(err)
	mine.Content.Persons[0].Set(notification.FullReading, "ツジ　ハナゴ")
	b.must(b.SaveDraft(ctx, mine))
	b.must(b.HandOver(ctx, mine, b.acks(mine)))
	second := b.inState(e.ID, notification.Entered)
	if second.Revision != 2 || len(second.Approvals()) != 0 || len(second.Reviews) != 2 {
		t.Errorf("revision %d with %d approvals of %d reviews", second.Revision, len(second.Approvals()), len(second.Reviews))
	}
	if err := second.Submission.Verify(b.registry.keys[sato]); err != nil {
		t.Error(err)
	}
	b.swap(suzuki) // who approved the first revision may look at the second
	b.approve(e.ID)
	b.swap(tanaka)
	b.approve(e.ID)
	b.inState(e.ID, notification.Approved)
}

// TestClaimedElsewhere: an entry that somebody has open at another terminal is not
// opened here, also when it was entered here.
func TestClaimedElsewhere(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingWithin)
	b.registry.held[e.ID] = e.Submission
	b.registry.claims[e.ID] = tanaka
	b.swap(suzuki)
	_, err := b.Claim(b.Context(), e.ID)
	b.want("claim", err, counter.ErrClaimed)
	b.registry.claims = map[notification.EntryID]operator.ID{}
	_, err = b.Claim(b.Context(), e.ID)
	b.must(err)
	if b.registry.claims[e.ID] != suzuki {
		t.Error("not reserved at the registry")
	}
	b.must(b.Release(b.Context(), e.ID))
	if b.registry.claims[e.ID] != "" {
		t.Error("not given back")
	}
}

// TestReviewOffline: at the terminal it was entered at an entry is reviewed without a
// line; what changes cannot be shown then.
func TestReviewOffline(t *testing.T) {
	b := newBench(t)
	b.signIn(suzuki)
	b.swap(sato)
	b.registry.cut()
	e := b.begin(notification.MovingWithin)
	e.Content.Persons[0].Set(notification.PersonID, string(hanako))
	e.Content.Persons[0].Set(notification.BaseVersion, "1")
	e.Content.Header.Set(notification.FormerHousehold, string(home))
	b.must(b.HandOver(b.Context(), e, b.acks(e)))
	b.swap(suzuki)
	queue, err := b.Queue(b.Context())
	if err != nil || len(queue) != 1 || queue[0].ID != e.ID || queue[0].MayReview != nil {
		t.Fatalf("queue without a line: %d, %v", len(queue), err)
	}
	sitting := b.sit(e.ID)
	if !sitting.BeforeUnknown {
		t.Error("what is not known is shown as known")
	}
	b.must(b.Approve(b.Context(), sitting, b.proof()))
	b.inState(e.ID, notification.Approved)
	b.must(b.Release(b.Context(), e.ID))
}

// TestReviewOfAnotherTerminal: the registry's copy is reviewed, the decision is owed
// by this terminal, and nothing of the entry is kept.
func TestReviewOfAnotherTerminal(t *testing.T) {
	there := newBench(t)
	there.signIn(sato)
	e := there.begin(notification.MovingIn)
	e.Content.Header.Set(notification.ChangedOn, "2026-10-01") // A03
	there.must(there.HandOver(there.Context(), e, there.acks(e)))
	b := newBench(t)
	b.registry.held[e.ID] = e.Submission
	b.registry.listed = []desk.Waiting{{ID: e.ID, Revision: 1, Kind: notification.MovingIn, Writer: sato, WrittenAt: b.at, Needed: 2, Terminal: "T-01-02"}}
	b.signIn(suzuki)
	queue, err := b.Queue(b.Context())
	if err != nil || len(queue) != 1 || queue[0].MayReview != nil || queue[0].Terminal != "T-01-02" {
		t.Fatalf("queue: %+v, %v", queue, err)
	}
	unread, err := b.Claim(b.Context(), e.ID)
	b.must(err)
	for _, todo := range unread.Case.Outstanding() { // D14: all but the alerts
		if todo.Item != "" {
			unread.Case.Rekey(todo.Person, todo.Item, unread.Entry.Content.Of(todo.Person).Get(todo.Item))
		} else if todo.Section != review.Acknowledged {
			unread.Case.Show(review.Section{Person: todo.Person, Key: todo.Section})
		}
	}
	b.want("approve with the alerts unseen", b.Approve(b.Context(), unread, b.proof()), review.ErrIncomplete)
	sitting := b.sit(e.ID)
	if got, want := sitting.Entry.Submission.Acknowledged, e.Submission.Acknowledged; len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("%d of %d alerts came with the claim", len(got), len(want))
	}
	mend := b.sabotage("audit")
	if err := b.Approve(b.Context(), sitting, b.proof()); err == nil {
		t.Error("approved without a record")
	}
	mend()
	b.must(b.Approve(b.Context(), sitting, b.proof())) // the same sitting: nothing of the first try is left in it
	if rows := b.events(); len(rows) != 1 || rows[0].Entry != string(e.ID) {
		t.Errorf("%d events", len(rows))
	}
	if _, err := b.store.Entry(b.Context(), string(e.ID)); err == nil {
		t.Error("another terminal's entry is kept here")
	}
	if r := sitting.Entry.Reviews[0]; len(sitting.Entry.Reviews) != 1 || r.Verify(b.registry.keys[suzuki]) != nil {
		t.Error("the sitting's entry is not as it was decided")
	}
	delete(b.registry.claims, e.ID)
	b.swap(sato)
	_, err = b.Claim(b.Context(), e.ID)
	b.want("claim by the writer at another terminal", err, notification.ErrReviewer)
}

// TestBefore: a reviewer with a line sees the records as they are now.
func TestBefore(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	e := b.quoted(yuki, refuge, "上田雪", "1970-01-01")
	b.must(b.HandOver(b.Context(), e, b.acks(e)))
	b.swap(suzuki)
	sitting := b.sit(e.ID)
	if sitting.BeforeUnknown || sitting.Before[0] == nil || sitting.Before[0].ID != yuki {
		t.Errorf("before: %v, unknown %v", sitting.Before, sitting.BeforeUnknown)
	}
}

// TestSupportMeasure is R106: two reviews for a resident under a support measure. Where
// the terminal knows of it, from the beginning; where only the registry knows, when
// the news say that it still waits.
func TestSupportMeasure(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	if _, err := b.OpenRecord(b.Context(), yuki, counter.ForNotification); err != nil {
		t.Fatal(err)
	}
	known := b.quoted(yuki, refuge, "上田雪", "1970-01-01")
	b.must(b.HandOver(b.Context(), known, b.acks(known)))
	if e := b.kept(known.ID); e.Needed != 2 {
		t.Errorf("a support measure known here needs %d reviews", e.Needed)
	}
	unknown := b.handOver(notification.MovingWithin)
	b.swap(suzuki)
	b.approve(unknown.ID)
	own := *b.lastReview()
	b.inState(unknown.ID, notification.Approved)
	early := desk.News{ID: unknown.ID, Revision: 1, Pending: true} // from before the registry had the review
	b.must(b.Take(b.Context(), []desk.News{early}, 1))
	b.inState(unknown.ID, notification.Approved)
	b.must(b.Acknowledged(b.Context(), uint64(len(b.events())), nil))
	b.inState(unknown.ID, notification.Sent)
	news := []desk.News{{ID: unknown.ID, Revision: 1, Pending: true, Reviews: []notification.Review{own}}}
	for cursor := range uint64(2) {
		b.must(b.Take(b.Context(), news, cursor+2))
		if e := b.inState(unknown.ID, notification.Entered); e.Needed != 2 || len(e.Approvals()) != 1 {
			t.Errorf("needs %d, has %d", e.Needed, len(e.Approvals()))
		}
	}
	b.swap(tanaka)
	b.approve(unknown.ID)
	b.inState(unknown.ID, notification.Approved)
}

// quoted returns a draft about one resident of the register.
func (b *bench) quoted(id resident.ID, household resident.HouseholdID, name, birth string) *notification.Entry {
	b.Helper()
	e := b.begin(notification.MovingWithin)
	set(&e.Content.Header, values{notification.FormerHousehold: string(household), notification.PrevHead: name, notification.NotifierName: name})
	set(&e.Content.Persons[0], values{
		notification.PersonID: string(id), notification.BaseVersion: "1", notification.FullName: name,
		notification.FullReading: "ナカハラ　ハナコ", notification.Birth: birth,
	})
	return e
}

// TestQueueOrder is D13: the most pressing first.
func TestQueueOrder(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	ordinary := b.handOver(notification.MovingWithin)
	outside := b.handOver(notification.MovingIn)
	half := b.handOver(notification.MovingIn)
	late := b.begin(notification.MovingWithin)
	late.Content.Header.Set(notification.ChangedOn, "2026-10-01")
	b.must(b.HandOver(b.Context(), late, b.acks(late)))
	waved := b.begin(notification.MovingIn)
	waved.Content.Header.Set(notification.CertificateChecked, "2") // A13
	b.must(b.HandOver(b.Context(), waved, b.acks(waved)))
	b.swap(suzuki)
	b.approve(half.ID)
	queue, err := b.Queue(b.Context())
	b.must(err)
	var got []notification.EntryID
	for _, q := range queue {
		got = append(got, q.ID)
		alerts := len(b.kept(q.ID).Submission.Acknowledged) > 0
		if said := slices.Contains(q.Why, counter.AlertsOverridden); said != alerts || q.ID == waved.ID && !said {
			t.Errorf("alerts acknowledged: %v, said: %v", alerts, q.Why)
		}
	}
	if want := []notification.EntryID{late.ID, half.ID, waved.ID, outside.ID, ordinary.ID}; !slices.Equal(got, want) {
		t.Errorf("queue %v, want %v", got, want)
	}
}
