package main

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/cmd/attack/attacktest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/ui/reviewing"
	"madoguchi/ui/words"
	"madoguchi/ui/worklist"
)

// at once has work done where it is asked for.
func atOnce(work func() (finish func())) {
	if finish := work(); finish != nil {
		finish()
	}
}

// never is when what is asked for later is done.
func never(time.Duration, func()) (cancel func()) { return func() {} }

// signIn signs an operator in as the entrance does.
func (c *counterTop) signIn(s *siege, id operator.ID) {
	c.t.Helper()
	freshStep()
	c.enter(string(id), registrytest.PIN, s.code(id))
	c.eventually("signed in", func() bool { c.seen(); _, in := c.parts.desk.Operator(); return in })
	c.look()
}

// worklist shows the worklist at a folder.
func (c *counterTop) worklist(f counter.Folder) {
	p := worklist.New(worklist.Config{Desk: c.parts.desk, Guide: worklistGuide{c.window}, Run: atOnce, Now: c.now, Log: c.log})
	c.shell.Show(worklist.NewForm(p, c.shell))
	p.Open(f)
}

// queue shows what awaits a review.
func (c *counterTop) queueScreen() *reviewing.Presenter {
	p := reviewing.New(reviewing.Config{Desk: c.parts.desk, Guide: leaver{c.window}, Run: atOnce, Later: never, Now: c.now, Log: c.log})
	c.shell.Show(reviewing.NewForm(p, c.shell))
	p.Refresh()
	return p
}

// handOver enters a content at the terminal and hands it over.
func (c *counterTop) handOver(content notification.Content) *notification.Entry {
	c.t.Helper()
	e, err := c.parts.desk.Begin(content.Kind)
	c.must(err)
	e.Content = content
	c.must(c.parts.desk.SaveDraft(c.t.Context(), e))
	findings, err := c.parts.desk.Check(c.t.Context(), &e.Content)
	c.must(err)
	var acks []counter.Ack
	for _, f := range findings {
		acks = append(acks, counter.Ack{Finding: f, Reason: "確認済"})
	}
	if err := c.parts.desk.HandOver(c.t.Context(), e, acks); err != nil {
		c.t.Fatalf("hand over: %v; %v", err, findings)
	}
	return e
}

func (c *counterTop) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// sent waits until the registry has so many events of a terminal.
func (s *siege) sent(top *counterTop, events uint64) {
	s.Helper()
	top.parts.pusher.Wake()
	top.eventually("everything sent", func() bool {
		var held registry.Terminal
		s.must(s.store.View(s.Context(), func(tx registry.Tx) (err error) { held, err = tx.Terminal(top.config.Terminal); return err }))
		return held.Watermark == events
	})
}

// push sends events with the key of a terminal and returns what became of each.
func (s *siege) push(terminal string, events ...*wirev1.Event) []wire.Kind {
	s.Helper()
	answer, err := s.api(terminal).Push(s.Context(), &wirev1.PushRequest{Events: events})
	s.must(err)
	var kinds []wire.Kind
	for _, r := range answer.GetResults() {
		kinds = append(kinds, wire.Kind(r.GetErrorKind()))
	}
	return kinds
}

// TestAttackForgedReview: R006, R106, E21. Somebody with the key of a terminal, with the
// writer's PIN and with a key of their own tries every way to approve one entry alone.
// Nothing of it counts; and the terminal, whose numbers the forger used up, is stopped.
func TestAttackForgedReview(t *testing.T) {
	s := newSiege(t)
	known := s.counter(counterOne)
	both := operator.ID("b01")
	s.must(s.store.Update(t.Context(), func(tx registry.Tx) error {
		return tx.PutAccount(registry.Account{Profile: operator.Profile{ID: both, Name: "窓口 審査", Ward: registrytest.Ward, Rights: append(operator.Sights(), operator.Enter, operator.Review, operator.Search)},
			PIN: registrytest.Verifier, Seed: registrytest.Seed(both)})
	}))
	top, _ := s.open(t, s.setUp(counterOne, s.ward()))
	top.online()
	top.signIn(s, both)
	e := top.handOver(known.MovingIn(2))
	s.sent(top, 1)

	// At the screen, by the one who wrote it.
	screen := top.queueScreen()
	if screen.Len() != 1 || screen.WhyNot(0) != words.T(words.ReviewWhy("own_entry")) && screen.WhyNot(0) == "" {
		t.Errorf("the writer may review: %d, %q", screen.Len(), screen.WhyNot(0))
	}
	screen.Open(e.ID)
	attacktest.Refused(t, attacktest.ReviewedByOne, "the terminal, before anything is claimed", top.sees(screen.WhyNot(0)))
	if _, err := top.parts.desk.Claim(t.Context(), e.ID); err == nil {
		t.Error("the writer claimed the entry")
	}

	// At the service, by a forger who numbers on from the terminal's last event.
	seq := uint64(1)
	public, private, _ := ed25519.GenerateKey(nil)
	next, err := operator.TokenCode(registrytest.Seed(both), time.Now().Add(operator.TokenPeriod)) // seen over a shoulder
	s.must(err)
	in, err := s.api(counterOne).SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: string(both), Pin: registrytest.PIN, TokenCode: next, PublicKey: public})
	s.must(err)
	writers := ed25519.NewKeyFromSeed(private.Seed())
	submission := e.Submission
	forge := func(change func(r *notification.Review), key ed25519.PrivateKey) wire.Kind {
		r := known.Review(submission, registrytest.First, notification.Approve)
		change(r)
		if r.Signature = bytes.Repeat([]byte{0}, ed25519.SignatureSize); key != nil {
			r.Signature = ed25519.Sign(key, r.Signable())
		}
		seq++
		event := known.Event(r)
		event.Seq = seq
		return s.push(counterOne, event)[0]
	}
	refused := map[attacktest.Row]string{}
	_, stranger, _ := ed25519.GenerateKey(nil)
	for _, tt := range []struct {
		row    attacktest.Row
		change func(r *notification.Review)
		key    ed25519.PrivateKey
		want   wire.Kind
	}{
		{attacktest.ReviewedByOne, func(r *notification.Review) { r.Reviewer = both }, writers, wire.ReviewerIsWriter},
		{attacktest.UnsignedReview, func(*notification.Review) {}, nil, wire.BadSignature},
		{attacktest.OtherSigner, func(r *notification.Review) { r.Reviewer = registrytest.Second }, known.Key(registrytest.First), wire.BadSignature},
		{attacktest.StolenKey, func(*notification.Review) {}, stranger, wire.BadSignature},
		{attacktest.OtherSigner, func(r *notification.Review) { r.Reviewer = farReviewer }, stranger, wire.NotEnrolled},
	} {
		if got := forge(tt.change, tt.key); got != tt.want {
			t.Errorf("%s: refused for %v, want %v", tt.row, got, tt.want)
		}
		refused[tt.row] = tt.want.Error()
	}
	if _, err := s.api(counterOne).ClaimReview(t.Context(), &wirev1.ClaimReviewRequest{SessionId: in.GetSessionId(), EntryId: string(e.ID)}); err == nil {
		t.Error("the writer claimed the entry at the service")
	}
	s.must(s.store.View(t.Context(), func(tx registry.Tx) error {
		c, err := tx.Case(e.ID)
		if c.Stage != registry.Pending || c.Approvals != 0 {
			t.Errorf("the entry stands at %d with %d approvals", c.Stage, c.Approvals)
		}
		return err
	}))

	// The terminal's own next event finds its number taken.
	top.shell.Home()
	top.look()
	top.handOver(known.MovingIn(1))
	top.parts.pusher.Wake()
	saw := top.sees(words.T(words.ShellTerminalForked))
	for row, by := range refused {
		attacktest.Refused(t, row, by+"; and the fork of the numbers stops both who use the terminal's key", saw)
	}
	registrytest.Check(t, s.store)
}

// TestAttackReplay: a push that was recorded and is sent again changes nothing, also in
// part, also at another terminal; another content under its numbers is an alarm.
func TestAttackReplay(t *testing.T) {
	s := newSiege(t)
	known := s.counter(counterOne)
	s.counter(counterTwo)
	top, _ := s.open(t, s.setUp(counterOne, s.ward()))
	top.online()
	top.signIn(s, registrytest.Writer)
	entry := top.handOver(known.MovingIn(2))
	s.sent(top, 1)
	recorded := known.Event(entry.Submission) // what went over the line, to the bit
	again, err := s.api(counterOne).Push(t.Context(), &wirev1.PushRequest{Events: []*wirev1.Event{recorded}})
	s.must(err)
	if got := again.GetResults()[0]; got.GetOutcome() != wirev1.EventOutcome_EVENT_OUTCOME_KNOWN || again.GetWatermark() != 1 {
		t.Errorf("sent again: %v", again)
	}
	elsewhere := s.push(counterTwo, recorded)[0]
	if elsewhere != wire.BadSignature && elsewhere != wire.NotEnrolled {
		t.Errorf("sent by another terminal: %v", elsewhere)
	}
	var waiting []registry.Case
	s.must(s.store.View(t.Context(), func(tx registry.Tx) (err error) { waiting, err = tx.Waiting(s.ward()); return err }))
	if len(waiting) != 1 || s.residents() != 0 {
		t.Errorf("%d entries wait, %d residents", len(waiting), s.residents())
	}
	other := known.Event(known.Submit(known.MovingIn(1)))
	other.Seq = 1
	if kinds := s.push(counterOne, other); kinds[0] != wire.Fork {
		t.Errorf("another content under a number that was used: %v", kinds)
	}
	saw := top.sees(words.T(words.ShellTerminalForked))
	attacktest.Refused(t, attacktest.ReplayedPush, fmt.Sprintf("the watermark: known, held once; at another terminal: %v; with another content: %v", elsewhere, wire.Fork), saw)
	registrytest.Check(t, s.store)
}

// residents is how many there are.
func (s *siege) residents() (n int) {
	s.Helper()
	s.must(s.store.View(s.Context(), func(tx registry.Tx) error {
		return tx.Residents(func(resident.Record) error { n++; return nil })
	}))
	return n
}

// TestAttackOtherWard: R012, R017. A terminal and an operator of another ward reach no
// entry of this one, by no call.
func TestAttackOtherWard(t *testing.T) {
	s := newSiege(t)
	known := s.counter(counterOne)
	submission := known.Submit(known.MovingIn(1))
	if kind := s.push(counterOne, known.Event(submission))[0]; kind != 0 {
		t.Fatal(kind)
	}
	top, _ := s.open(t, s.setUp(counterFar, otherWard))
	top.online()
	freshStep()
	top.enter(string(registrytest.First), registrytest.PIN, s.code(registrytest.First))
	saw := top.sees(words.T(words.ProofNoRight))
	public, private, _ := ed25519.GenerateKey(nil)
	reviewer, err := s.signIn(counterFar, farReviewer, public)
	s.must(err)
	_, err = s.signIn(counterFar, farClerk, public)
	s.must(err)
	api := s.api(counterFar)
	var refused []string
	kindOf := func(what string, err error, want wire.Kind) {
		t.Helper()
		if kind, _ := wire.KindOf(err); kind != want {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
		refused = append(refused, what+": "+want.Error())
	}
	list, err := api.ListReviews(t.Context(), &wirev1.ListReviewsRequest{SessionId: reviewer.GetSessionId()})
	if err != nil || len(list.GetReviews()) != 0 {
		t.Errorf("the other ward's queue: %v, %v", list, err)
	}
	news, err := api.Pull(t.Context(), &wirev1.PullRequest{})
	if err != nil || len(news.GetChanges()) != 0 {
		t.Errorf("the other ward's news: %v, %v", news, err)
	}
	_, err = api.ClaimReview(t.Context(), &wirev1.ClaimReviewRequest{SessionId: reviewer.GetSessionId(), EntryId: string(submission.EntryID)})
	kindOf("claim", err, wire.UnknownEntry)
	_, err = api.ReleaseReview(t.Context(), &wirev1.ReleaseReviewRequest{SessionId: reviewer.GetSessionId(), EntryId: string(submission.EntryID)})
	kindOf("release", err, wire.UnknownEntry)
	_, err = s.signIn(counterFar, registrytest.Second, public)
	kindOf("an operator of this ward at a terminal of the other", err, wire.OtherWard)

	// Events that are rightly signed, by operators of the other ward.
	sign := func(signable []byte) []byte { return ed25519.Sign(private, signable) }
	review := known.Review(submission, registrytest.First, notification.Approve)
	review.Reviewer = farReviewer
	review.Signature = sign(review.Signable())
	withdrawal := known.Withdraw(submission, registrytest.Writer)
	withdrawal.Operator = farClerk
	withdrawal.Signature = sign(withdrawal.Signable())
	content, err := notification.Decode(submission.Content)
	s.must(err)
	taken := known.Submit(content)
	taken.EntryID, taken.Writer, taken.Revision = submission.EntryID, farClerk, 2
	taken.Hash = notification.HashOf(taken.Content)
	taken.Signature = sign(taken.Signable())
	here := known.Submit(content)
	here.Writer = farClerk
	here.Signature = sign(here.Signable())
	approvedHere := known.Review(here, registrytest.First, notification.Approve)
	approvedHere.Reviewer = farReviewer
	approvedHere.Signature = sign(approvedHere.Signable())
	var events []*wirev1.Event
	for i, body := range []any{review, withdrawal, taken, here, approvedHere} {
		e := known.Event(body)
		e.Seq = uint64(i + 1)
		events = append(events, e)
	}
	for i, kind := range s.push(counterFar, events...) {
		if want := []wire.Kind{wire.UnknownEntry, wire.UnknownEntry, wire.SameIDOther, 0, 0}[i]; kind != want {
			t.Errorf("event %d: %v, want %v", i+1, kind, want)
		}
	}
	refused = append(refused, "review, withdrawal: "+wire.UnknownEntry.Error(), "a revision: "+wire.SameIDOther.Error())
	attacktest.Refused(t, attacktest.OtherWard, strings.Join(refused, "; "), saw)
	registrytest.Check(t, s.store)
}
