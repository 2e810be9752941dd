package adapter_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/cmd/terminal/adapter"
)

// TestApprovalIsTheReviewers: an open session approves nothing; the PIN of the reviewer
// does, with and without a line, and a wrong one counts as at the sign-in.
func TestApprovalIsTheReviewers(t *testing.T) {
	for _, online := range []bool{true, false} {
		b := newBench(t)
		b.signIn(suzuki)
		b.swap(sato)
		e := b.handOver(notification.MovingWithin)
		if !online {
			b.registry.cut()
		}
		b.swap(suzuki)
		sitting := b.sit(e.ID)
		n := len(b.audits())
		for _, wrong := range []counter.Proof{{}, {PIN: pins[sato]}, {PIN: "000000"}} {
			b.want("approve without the PIN", b.Approve(b.Context(), sitting, wrong), desk.ErrRefused)
		}
		b.logged(n, audit.SignInRefused, audit.SignInRefused, audit.SignInRefused)
		b.inState(e.ID, notification.Entered)
		b.must(b.Approve(b.Context(), sitting, b.proof()))
		kept := b.inState(e.ID, notification.Approved)
		if err := kept.Reviews[0].Verify(b.registry.keys[suzuki]); err != nil {
			t.Errorf("online %v: the approval: %v", online, err)
		}
	}
}

// TestApprovalGuessed: whoever guesses at an open session waits, and is disabled in the
// end, also after a restart.
func TestApprovalGuessed(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingWithin)
	b.swap(suzuki)
	sitting := b.sit(e.ID)
	for range 5 {
		b.want("approve", b.Approve(b.Context(), sitting, counter.Proof{PIN: "111111"}), desk.ErrRefused)
	}
	var wait *desk.WaitError
	err := b.Approve(b.Context(), sitting, b.proof())
	if !errors.As(err, &wait) || !wait.Until.After(b.at) {
		t.Fatalf("the right PIN after five wrong ones: %v, want a wait", err)
	}
	b.registry.cut()
	b.restart()
	if err := b.SignIn(b.Context(), suzuki, pins[suzuki], b.code(suzuki)); !errors.As(err, &wait) {
		t.Errorf("sign in after a restart: %v, want the wait", err)
	}
	b.later(time.Hour)
	b.must(b.SignIn(b.Context(), suzuki, pins[suzuki], b.code(suzuki)))
	b.approve(e.ID)
	b.inState(e.ID, notification.Approved)
}

// TestApprovalToken: with the token where the policy says so, and each code once.
func TestApprovalToken(t *testing.T) {
	b := newBench(t)
	b.terms.Proof = counter.PINTokenProof
	b.must(b.store.Close())
	b.start()
	b.signIn(sato)
	first, second := b.handOver(notification.MovingWithin), b.handOver(notification.MovingWithin)
	b.swap(suzuki)
	sitting := b.sit(first.ID)
	b.want("approve without the code", b.Approve(b.Context(), sitting, b.proof()), desk.ErrRefused)
	b.later(time.Minute)
	proof := counter.Proof{PIN: pins[suzuki], Code: b.code(suzuki)}
	b.must(b.Approve(b.Context(), sitting, proof))
	other := b.sit(second.ID)
	b.want("approve with a code again", b.Approve(b.Context(), other, proof), desk.ErrRefused)
	b.later(time.Minute)
	b.must(b.Approve(b.Context(), other, counter.Proof{PIN: pins[suzuki], Code: b.code(suzuki)}))
}

// TestApprovalHasty is A17: an approval after a sitting too quick to be believed is
// confirmed first, and that stands in the evidence.
func TestApprovalHasty(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingWithin)
	b.swap(suzuki)
	sitting, err := b.Claim(b.Context(), e.ID)
	b.must(err)
	b.hurry(sitting)
	b.want("approve at once", b.Approve(b.Context(), sitting, b.proof()), counter.ErrHasty)
	b.want("put off at once", b.PutOff(b.Context(), sitting), counter.ErrApart)
	sitting.Case.Hasten()
	b.want("put off though confirmed", b.PutOff(b.Context(), sitting), counter.ErrApart)
	b.must(b.Approve(b.Context(), sitting, b.proof()))
	evidence, err := review.DecodeEvidence(b.lastReview().Evidence)
	if err != nil || !evidence.Hasty || evidence.Version != 2 {
		t.Errorf("evidence %+v, %v", evidence, err)
	}
}

// claimant returns who has an entry reserved.
func (r *registry) claimant(id notification.EntryID) operator.ID {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.claims[id]
}

// await waits for what happens beside the steps.
func (b *bench) await(what string, happened func() bool) {
	b.Helper()
	for range 200 {
		if happened() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.Errorf("waited in vain for %s", what)
}

// hurry does all that a sitting asks for without looking.
func (b *bench) hurry(sitting *counter.Sitting) {
	for _, todo := range sitting.Case.Outstanding() {
		if todo.Item == "" {
			sitting.Case.Show(review.Section{Person: todo.Person, Key: todo.Section})
			continue
		}
		sitting.Case.Rekey(todo.Person, todo.Item, sitting.Entry.Content.Of(todo.Person).Get(todo.Item))
	}
}

// TestTogether is STD 4.0.8: compared entries are approved with one proof and in one
// step, up to the cap; what changed meanwhile is left out, and a session that ended has
// forgotten them.
func TestTogether(t *testing.T) {
	b := newBench(t)
	b.terms.BulkCap = 3
	b.must(b.store.Close())
	b.start()
	b.signIn(sato)
	var ids []notification.EntryID
	for range 4 {
		ids = append(ids, b.handOver(notification.MovingWithin).ID)
	}
	two := b.handOver(notification.MovingIn)
	b.swap(suzuki)
	ctx := b.Context()
	b.want("approve what was not compared", first(b.ApproveTogether(ctx, ids[:1], b.proof())), counter.ErrApart)
	for _, id := range append(ids, two.ID) {
		b.must(b.PutOff(ctx, b.sit(id)))
	}
	queue, err := b.Queue(ctx)
	b.must(err)
	for _, q := range queue {
		if !q.Compared || q.Apart != 0 {
			t.Errorf("%s: compared %v, apart %s", q.Kind.Key(), q.Compared, q.Apart.Key())
		}
	}
	_, err = b.ApproveTogether(ctx, ids, b.proof())
	b.want("four of three", err, counter.ErrCap)
	_, err = b.ApproveTogether(ctx, ids[:3], counter.Proof{PIN: "000000"})
	b.want("without the PIN", err, desk.ErrRefused)
	for _, id := range ids {
		b.inState(id, notification.Entered)
	}
	withdrawn := b.kept(ids[2])
	b.must(withdrawn.Withdraw(b.at))
	b.must(adapter.NewCabinet(b.store, b.now).Commit(ctx, desk.Step{Entries: []*notification.Entry{withdrawn}}))
	n := len(b.audits())
	results, err := b.ApproveTogether(ctx, []notification.EntryID{ids[0], ids[2], two.ID}, b.proof())
	b.must(err)
	b.logged(n, audit.Approved, audit.Reviewed)
	b.inState(ids[0], notification.Approved)
	b.inState(two.ID, notification.Entered) // the first of two
	for _, r := range results {
		if gone := r.ID == ids[2]; (r.Err != nil) != gone || gone && review.WhyOf(r.Err) != review.NotAwaiting {
			t.Errorf("result of %s: %v", r.ID, r.Err)
		}
	}
	// What was the first of two is the last by now: another approved elsewhere.
	b.swap(sato)
	other := b.handOver(notification.MovingIn)
	b.swap(suzuki)
	b.must(b.PutOff(ctx, b.sit(other.ID)))
	news := []desk.News{{ID: other.ID, Revision: 1, Pending: true, Reviews: []notification.Review{elsewhere(b.kept(other.ID), tanaka, notification.Approve, b.at)}}}
	b.must(b.Take(ctx, news, 1))
	b.want("the last of two meanwhile", first(b.ApproveTogether(ctx, []notification.EntryID{other.ID}, b.proof())), counter.ErrApart)
	b.inState(other.ID, notification.Entered)
	b.swap(suzuki)
	b.want("after the session", first(b.ApproveTogether(ctx, ids[1:2], b.proof())), counter.ErrApart)
	b.inState(ids[1], notification.Entered)
	b.swap(tanaka)
	b.want("put off the last of two", b.PutOff(ctx, b.sit(two.ID)), counter.ErrApart)
}

// first returns the error of the only result, else that of the call.
func first(results []counter.BulkResult, err error) error {
	if len(results) > 0 {
		return results[0].Err
	}
	return err
}

// TestTogetherIsOneTransaction: all of them or none.
func TestTogetherIsOneTransaction(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	ids := []notification.EntryID{b.handOver(notification.MovingWithin).ID, b.handOver(notification.MovingWithin).ID}
	b.swap(suzuki)
	for _, id := range ids {
		b.must(b.PutOff(b.Context(), b.sit(id)))
	}
	mend := b.sabotage("audit")
	if _, err := b.ApproveTogether(b.Context(), ids, b.proof()); err == nil {
		t.Error("approved on a disk that does not write")
	}
	mend()
	for _, id := range ids {
		b.inState(id, notification.Entered)
	}
	b.must(second(b.ApproveTogether(b.Context(), ids, b.proof())))
	for _, id := range ids {
		b.inState(id, notification.Approved)
	}
}

func second(_ []counter.BulkResult, err error) error { return err }

// TestClaimUnderTheCover: the cover gives what is under review back, and who returns
// reserves it again before deciding, unless another has it by then.
func TestClaimUnderTheCover(t *testing.T) {
	for _, taken := range []bool{false, true} {
		b := newBench(t)
		b.signIn(sato)
		e := b.handOver(notification.MovingWithin)
		b.registry.held[e.ID] = e.Submission
		b.swap(suzuki)
		sitting := b.sit(e.ID)
		b.must(b.Lock(b.Context(), "idle"))
		b.await("the claim given back", func() bool { return b.registry.claimant(e.ID) == "" })
		if taken {
			b.registry.claims[e.ID] = tanaka
		}
		b.later(time.Minute)
		b.must(b.Unlock(b.Context(), pins[suzuki], b.code(suzuki)))
		err := b.Approve(b.Context(), sitting, b.proof())
		if taken {
			b.want("approve what another has", err, counter.ErrClaimed)
			b.inState(e.ID, notification.Entered)
			continue
		}
		b.must(err)
		b.inState(e.ID, notification.Approved)
	}
}

// TestClaimRunsOut: a reservation that ran out is renewed before the decision.
func TestClaimRunsOut(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingWithin)
	b.registry.held[e.ID] = e.Submission
	b.swap(suzuki)
	sitting := b.sit(e.ID)
	b.later(time.Hour)
	b.registry.claims[e.ID] = tanaka
	b.want("approve what ran out", b.Approve(b.Context(), sitting, b.proof()), counter.ErrClaimed)
	b.want("give back what ran out", b.GiveBack(b.Context(), sitting, []notification.Reason{notification.WrongDate}, ""), counter.ErrClaimed)
	delete(b.registry.claims, e.ID)
	b.must(b.Approve(b.Context(), sitting, b.proof()))
}

// TestClaimsEndWithTheSession: whoever logs off has nothing under review any more.
func TestClaimsEndWithTheSession(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingWithin)
	b.registry.held[e.ID] = e.Submission
	b.swap(suzuki)
	b.must(b.PutOff(b.Context(), b.sit(e.ID)))
	if by := b.registry.claimant(e.ID); by != suzuki {
		t.Fatalf("put off, and reserved for %q", by)
	}
	b.must(b.SignOut(b.Context(), "operator"))
	if by := b.registry.claimant(e.ID); by != "" {
		t.Errorf("reserved for %q after the session", by)
	}
}

// TestOfficer is R106 at the desk: the last approval for a protected resident is the
// responsible officer's, with a line and without.
func TestOfficer(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.registry.accounts[tanaka].profile.Rights = append(b.registry.accounts[tanaka].profile.Rights, operator.SupportMeasure)
	b.signIn(tanaka)
	b.swap(suzuki)
	b.swap(sato)
	_, err := b.OpenRecord(b.Context(), yuki, counter.ForNotification)
	b.must(err)
	known := b.quoted(yuki, refuge, "上田雪", "1970-01-01")
	b.must(b.HandOver(b.Context(), known, b.acks(known)))
	b.registry.protected = map[notification.EntryID]bool{known.ID: true}
	b.registry.held[known.ID] = known.Submission
	b.swap(suzuki)
	b.want("put off", b.PutOff(b.Context(), b.sit(known.ID)), counter.ErrApart)
	b.approve(known.ID)                 // the first of two need not be an officer
	delete(b.registry.claims, known.ID) // as the approval does when it arrives
	kato := b.registry.accounts[kato]
	kato.profile.Rights = append(kato.profile.Rights, operator.Review)
	b.swap("kato")
	_, err = b.Claim(b.Context(), known.ID)
	if review.WhyOf(err) != review.NeedsOfficer || b.registry.claimant(known.ID) != "" {
		t.Errorf("claim by no officer: %v, reserved for %q", err, b.registry.claimant(known.ID))
	}
	b.swap(tanaka)
	b.approve(known.ID)
	b.inState(known.ID, notification.Approved)
}

// TestQueueKnowsDeadlines is D13: within a risk the earlier deadline first, also of what
// another terminal entered.
func TestQueueKnowsDeadlines(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	var ids []notification.EntryID
	for _, on := range []string{"2026-11-20", "2026-11-17"} {
		e := b.begin(notification.MovingWithin)
		e.Content.Header.Set(notification.ChangedOn, on)
		b.must(b.HandOver(b.Context(), e, b.acks(e)))
		ids = append(ids, e.ID)
	}
	there := desk.Waiting{ID: "e-elsewhere", Revision: 1, Kind: notification.MovingWithin, Writer: tanaka, WrittenAt: b.at, Needed: 1, Terminal: "T-01-02",
		Deadline: civil.MustParse("2026-12-02"), ClaimedBy: tanaka, ClaimedUntil: b.at.Add(time.Minute)}
	protected := there
	protected.ID, protected.Protected, protected.Needed, protected.ClaimedBy = "e-protected", true, 1, ""
	b.registry.listed = []desk.Waiting{there, protected}
	b.swap(suzuki)
	queue, err := b.Queue(b.Context())
	b.must(err)
	var got []notification.EntryID
	for _, q := range queue {
		got = append(got, q.ID)
		if q.Deadline.IsZero() {
			t.Errorf("%s has no deadline", q.ID)
		}
	}
	want := []notification.EntryID{"e-protected", ids[1], "e-elsewhere", ids[0]}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("queue %v, want %v", got, want)
		}
	}
	if !queue[0].Protected || review.WhyOf(queue[0].MayReview) != review.NeedsOfficer || queue[2].ClaimedUntil.IsZero() {
		t.Errorf("protected %v, may review %v; claimed until %v", queue[0].Protected, queue[0].MayReview, queue[2].ClaimedUntil)
	}
}
