package registry_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/review"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// chief leads the section.
const chief operator.ID = "k01"

func (h *house) slips(terminal string) wirev1connect.SlipServiceClient {
	h.Helper()
	transport, err := pinned.NewTransport(h.url, h.city.Terminal(terminal), h.city.Trust, time.Now)
	if err != nil {
		h.Fatal(err)
	}
	return wirev1connect.NewSlipServiceClient(&http.Client{Transport: transport}, "https://"+h.url, wire.ClientOptions()...)
}

func (h *house) addChief() {
	h.update(func(tx registry.Tx) error {
		profile := operator.Profile{ID: chief, Name: "係長", Ward: registrytest.Ward, Rights: []operator.Right{operator.Chief}}
		public, _, err := ed25519.GenerateKey(nil)
		return errors.Join(err, tx.PutAccount(registry.Account{Profile: profile, PIN: registrytest.Verifier, Seed: registrytest.Seed(chief)}),
			tx.Enrol(registry.Key{Operator: chief, Terminal: "T1", Public: public, EnrolledAt: h.clock.Now()}))
	})
}

func (h *house) push(c wirev1connect.RegistryServiceClient, bodies ...any) {
	h.Helper()
	var events []*wirev1.Event
	for _, b := range bodies {
		events = append(events, h.counter.Event(b))
	}
	r, err := c.Push(h.Context(), &wirev1.PushRequest{Events: events})
	if err != nil {
		h.Fatal(err)
	}
	for _, result := range r.GetResults() {
		if result.GetOutcome() != wirev1.EventOutcome_EVENT_OUTCOME_TAKEN {
			h.Fatalf("event %d: outcome %s, kind %d", result.GetSeq(), result.GetOutcome(), result.GetErrorKind())
		}
	}
}

// revise returns the next revision of a submission, with an item of its header changed.
func (h *house) revise(s *notification.Submission, item notification.Item, value string) *notification.Submission {
	h.Helper()
	content, err := notification.Decode(s.Content)
	if err != nil {
		h.Fatal(err)
	}
	content.Header.Set(item, value)
	next := *s
	next.Revision++
	if next.Content, err = content.Encode(); err != nil {
		h.Fatal(err)
	}
	next.Hash = notification.HashOf(next.Content)
	h.counter.Sign(&next)
	return &next
}

// TestSlips is D15: what was given back, for what, and what was then put right, to the
// writer and to a chief, and to nobody else.
func TestSlips(t *testing.T) {
	h := newHouse(t)
	h.addChief()
	c, slips := h.client("T1"), h.slips("T1")
	s := h.counter.Submit(h.counter.MovingIn(1))
	other := h.counter.Submit(h.counter.MovingIn(1))
	h.push(c, s, other, h.counter.Review(s, registrytest.First, notification.GiveBack), h.counter.Review(other, registrytest.First, notification.GiveBack))
	h.push(c, h.revise(s, notification.PrevNumber, "9番9号"))
	writer, reviewer, head := h.signIn(c, registrytest.Writer), h.signIn(c, registrytest.First), h.signIn(c, chief)
	since := h.clock.Now().Add(-24 * time.Hour).UnixMilli()
	mine, err := slips.MySlips(t.Context(), &wirev1.MySlipsRequest{SessionId: writer, Since: since})
	if err != nil || len(mine.GetSlips()) != 2 {
		t.Fatalf("my slips = %v, %v", mine, err)
	}
	for _, m := range mine.GetSlips() {
		want := []string{string(notification.PrevNumber)}
		if m.GetEntryId() == string(other.EntryID) {
			want = nil // not handed over again
		}
		if m.GetWriterId() != string(registrytest.Writer) || !slices.Equal(m.GetItems(), want) || !slices.Equal(m.GetReasons(), []uint32{uint32(notification.WrongDate)}) {
			t.Errorf("slip %v, want items %v", m, want)
		}
	}
	others, err := slips.MySlips(t.Context(), &wirev1.MySlipsRequest{SessionId: h.signIn(c, registrytest.Masked), Since: since})
	if err != nil || len(others.GetSlips()) != 0 || len(others.GetHandedOver()) != 0 {
		t.Errorf("another writer is told of %v, %v", others, err)
	}
	if w := mine.GetHandedOver(); len(w) != 1 || w[0].GetEntries() != 3 || w[0].GetWeek() != review.Week(h.clock.Now()).String() {
		t.Errorf("handed over %v, want three revisions this week", w)
	}
	if section, err := slips.SectionSlips(t.Context(), &wirev1.SectionSlipsRequest{SessionId: head, Since: since}); err != nil || len(section.GetSlips()) != 2 || section.GetMore() {
		t.Errorf("section slips = %v, %v", section, err)
	}
	if n := h.logged(audit.ReportRead, ""); n != 1 {
		t.Errorf("%d looks at the section logged, want 1", n)
	}
	later, err := slips.MySlips(t.Context(), &wirev1.MySlipsRequest{SessionId: writer, Since: h.clock.Now().Add(time.Hour).UnixMilli()})
	if err != nil || len(later.GetSlips()) != 0 {
		t.Errorf("slips of the future: %v, %v", later, err)
	}
	for what, session := range map[string]string{"a writer": writer, "a reviewer": reviewer} {
		_, err := slips.SectionSlips(t.Context(), &wirev1.SectionSlipsRequest{SessionId: session, Since: since})
		wantKind(t, "section slips to "+what, err, wire.NoRight)
		_, err = slips.RubberStamps(t.Context(), &wirev1.RubberStampsRequest{SessionId: session, Since: since})
		wantKind(t, "rubber stamps to "+what, err, wire.NoRight)
	}
	_, err = slips.MySlips(t.Context(), &wirev1.MySlipsRequest{SessionId: reviewer, Since: since})
	wantKind(t, "own slips of who never writes", err, wire.NoRight)
}

// hurried is an approval whose blocks were in sight for so long each.
func (h *house) hurried(s *notification.Submission, by operator.ID, each time.Duration, hasty bool) *notification.Review {
	h.Helper()
	r := h.counter.Review(s, by, notification.Approve)
	e, err := review.DecodeEvidence(r.Evidence)
	if err != nil {
		h.Fatal(err)
	}
	e.Version, e.Hasty, e.Milliseconds = 2, hasty, 0
	for i := range e.Sections {
		e.Sections[i].Milliseconds = each.Milliseconds()
		e.Milliseconds += each.Milliseconds()
	}
	if r.Evidence, err = e.Encode(); err != nil {
		h.Fatal(err)
	}
	h.counter.SignReview(r)
	return r
}

// TestRubberStamps is A17: how long reviewers looked, and which approvals were too quick.
func TestRubberStamps(t *testing.T) {
	h := newHouse(t)
	h.addChief()
	c := h.client("T1")
	first, second := h.counter.Submit(h.counter.MovingIn(1)), h.counter.Submit(h.counter.MovingIn(1))
	h.push(c, first, second, h.counter.Review(first, registrytest.First, notification.Approve), h.hurried(first, registrytest.Second, 200*time.Millisecond, true),
		h.hurried(second, registrytest.First, 100*time.Millisecond, false))
	answer, err := h.slips("T1").RubberStamps(t.Context(), &wirev1.RubberStampsRequest{SessionId: h.signIn(c, chief), Since: h.clock.Now().Add(-time.Hour).UnixMilli(), FloorMs: 700})
	if err != nil || len(answer.GetReviewers()) != 2 || len(answer.GetHasty()) != 2 {
		t.Fatalf("rubber stamps = %v, %v", answer, err)
	}
	for i, want := range []*wirev1.ReviewerPace{
		{ReviewerId: "r01", Approvals: 2, LeastMs: 100, MedianMs: 1000, Hasty: 1}, {ReviewerId: "r02", Approvals: 1, LeastMs: 200, MedianMs: 200, Hasty: 1},
	} {
		got := answer.GetReviewers()[i]
		if got.GetReviewerId() != want.GetReviewerId() || got.GetApprovals() != want.GetApprovals() || got.GetLeastMs() != want.GetLeastMs() ||
			got.GetMedianMs() != want.GetMedianMs() || got.GetHasty() != want.GetHasty() || got.GetName() == "" {
			t.Errorf("reviewer %v, want %v", got, want)
		}
	}
	for _, m := range answer.GetHasty() {
		confirmed := m.GetReviewerId() == string(registrytest.Second)
		if m.GetConfirmed() != confirmed || m.GetSections() == 0 || confirmed != (m.GetEntryId() == string(first.EntryID)) {
			t.Errorf("hasty %v", m)
		}
	}
	if n := h.logged(audit.ReportRead, ""); n != 1 {
		t.Errorf("%d looks logged, want 1", n)
	}
}

// TestTwoTerminals: two reviewers at two terminals never have one entry; what one leaves
// behind is given back by logging off, and by the next sign-in after a crash.
func TestTwoTerminals(t *testing.T) {
	h := newHouse(t)
	registrytest.NewCounter(t, h.store, "T2", h.clock.Now)
	one, two := h.client("T1"), h.client("T2")
	s := h.counter.Submit(h.counter.MovingIn(1))
	h.push(one, s)
	here, there := h.signIn(one, registrytest.First), h.signIn(two, registrytest.Second)
	claim := func(c wirev1connect.RegistryServiceClient, session string) error {
		_, err := c.ClaimReview(t.Context(), &wirev1.ClaimReviewRequest{SessionId: session, EntryId: string(s.EntryID)})
		return err
	}
	wantKind(t, "claim", claim(one, here), 0)
	wantKind(t, "claim at the other terminal", claim(two, there), wire.Claimed)
	list, err := two.ListReviews(t.Context(), &wirev1.ListReviewsRequest{SessionId: there})
	if err != nil || list.GetReviews()[0].GetClaimedBy() != "r01" || list.GetReviews()[0].GetClaimedUntil() <= h.clock.Now().UnixMilli() {
		t.Fatalf("list = %v, %v; want who has it and until when", list, err)
	}
	if _, err := one.SignOut(t.Context(), &wirev1.SignOutRequest{SessionId: here}); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "claim after the other logged off", claim(two, there), 0)

	// T2 crashes: nobody signs out. Whoever signs in there next frees what it had.
	here = h.signIn(one, registrytest.First)
	wantKind(t, "claim what the crashed terminal has", claim(one, here), wire.Claimed)
	h.signIn(two, registrytest.Officer)
	wantKind(t, "claim after the next sign-in there", claim(one, here), 0)
	h.signIn(two, registrytest.Second)
	wantKind(t, "claim again, which a sign-in elsewhere leaves alone", claim(one, here), 0)
	h.clock.set(h.clock.Now().Add(29 * time.Minute))
	wantKind(t, "renew", claim(one, here), 0)
	h.clock.set(h.clock.Now().Add(29 * time.Minute))
	there = h.signIn(two, registrytest.Second)
	wantKind(t, "claim what was renewed", claim(two, there), wire.Claimed)
	h.clock.set(h.clock.Now().Add(2 * time.Minute))
	wantKind(t, "claim what ran out", claim(two, there), 0)
}

// TestQueueTells: deadline, alerts, and support measures of an entry that waits.
func TestQueueTells(t *testing.T) {
	h := newHouse(t)
	c := h.client("T1")
	s := h.counter.Submit(h.counter.MovingIn(1))
	s.Acknowledged = alerts
	h.counter.Sign(s)
	h.push(c, s)
	list, err := c.ListReviews(t.Context(), &wirev1.ListReviewsRequest{SessionId: h.signIn(c, registrytest.First)})
	if err != nil {
		t.Fatal(err)
	}
	content, err := notification.Decode(s.Content)
	if err != nil {
		t.Fatal(err)
	}
	m := list.GetReviews()[0]
	if m.GetDeadline() != review.Deadline(&content).String() || m.GetAlerts() != uint32(len(alerts)) || m.GetProtected() {
		t.Errorf("summary %v", m)
	}
}

// BenchmarkListReviews reads a queue of 200 entries.
func BenchmarkListReviews(b *testing.B) {
	store := newStore(b)
	now := time.Now
	counter := registrytest.NewCounter(b, store, "T1", now)
	r, err := registry.New(registry.Config{Store: store, Repertoire: registrytest.Anything{}, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	intake := &registry.Intake{Store: store, Repertoire: registrytest.Anything{}, Now: now, Log: slog.New(slog.DiscardHandler)}
	for range 2 {
		var events []*wirev1.Event
		for range 100 {
			events = append(events, counter.Event(counter.Submit(counter.MovingIn(4))))
		}
		if _, _, err := intake.Take(b.Context(), "T1", events); err != nil {
			b.Fatal(err)
		}
	}
	ctx := pinned.WithPeer(b.Context(), pinned.Peer{Terminal: "T1", Ward: registrytest.Ward})
	session := signIn(b, r, ctx)
	for b.Loop() {
		list, err := r.ListReviews(ctx, &wirev1.ListReviewsRequest{SessionId: session})
		if err != nil || len(list.GetReviews()) != 200 {
			b.Fatalf("%d reviews, %v", len(list.GetReviews()), err)
		}
	}
}

func signIn(b *testing.B, r *registry.Registry, ctx context.Context) string {
	code, err := operator.TokenCode(registrytest.Seed(registrytest.First), time.Now())
	if err != nil {
		b.Fatal(err)
	}
	s, err := r.SignIn(ctx, &wirev1.SignInRequest{OperatorId: string(registrytest.First), Pin: registrytest.PIN, TokenCode: code})
	if err != nil {
		b.Fatal(err)
	}
	return s.GetSessionId()
}
