package adapter_test

import (
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/cmd/terminal/adapter"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// approved returns an entry that was approved here and is owed.
func (b *bench) approved() *notification.Entry {
	b.Helper()
	b.signIn(sato)
	e := b.handOver(notification.MovingWithin)
	b.swap(suzuki)
	b.approve(e.ID)
	return b.inState(e.ID, notification.Approved)
}

func (b *bench) take(news desk.News, cursor uint64) {
	b.Helper()
	b.must(b.Take(b.Context(), []desk.News{news}, cursor))
	if _, _, got, err := b.store.Watermarks(b.Context()); err != nil || got != cursor {
		b.Errorf("cursor %d, %v, want %d", got, err, cursor)
	}
}

func TestVerdict(t *testing.T) {
	on := civil.MustParse("2026-11-25")
	tests := []struct {
		name    string
		verdict notification.Verdict
		want    notification.State
		audit   audit.Kind
		folder  counter.Folder
	}{
		{"accepted", notification.Verdict{
			Accepted: true, ProcessedOn: on, DecidedAt: morning,
			Persons: []notification.Applied{{ResidentID: string(hanako), HistoryNumber: 2, HouseholdID: string(home)}},
		}, notification.Accepted, audit.Accepted, counter.Accepted},
		{"refused", notification.Verdict{
			DecidedAt: morning, ErrorKind: int(wire.RulesBroken), Findings: []notification.Finding{{Rule: "E31", Item: notification.FullName}},
		}, notification.Refused, audit.Refused, counter.Attention},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			e := b.approved()
			news := desk.News{ID: e.ID, Revision: 1, Verdict: &tt.verdict, Reviews: e.Reviews}
			n, changed := len(b.audits()), b.changed
			b.take(news, 1)
			kept := b.inState(e.ID, tt.want)
			if kept.Verdict == nil || kept.Verdict.ProcessedOn != tt.verdict.ProcessedOn || len(kept.Verdict.Findings) != len(tt.verdict.Findings) {
				t.Errorf("verdict kept as %+v", kept.Verdict)
			}
			b.logged(n, tt.audit)
			if b.changed != changed+1 {
				t.Error("the window was not told")
			}
			b.take(news, 2) // the same again
			b.take(desk.News{ID: e.ID, Revision: 0, Verdict: &notification.Verdict{Accepted: !tt.verdict.Accepted}}, 3)
			b.take(desk.News{ID: "0199c7a0-0000-7000-8000-000000000000", Revision: 1, Verdict: &tt.verdict}, 4)
			b.logged(n, tt.audit)
			if got := b.inState(e.ID, tt.want); !got.ChangedAt.Equal(kept.ChangedAt) || b.changed != changed+1 {
				t.Error("old news changed the entry")
			}
			counts, err := b.Counts(b.Context())
			b.must(err)
			rows, err := b.List(b.Context(), tt.folder)
			if err != nil || len(rows) != 1 || counts.Of[tt.folder].N != 1 || rows[0].Receipt == "" {
				t.Errorf("folder %d lists %d and counts %d, %v", tt.folder, len(rows), counts.Of[tt.folder].N, err)
			}
			if tt.want == notification.Refused && rows[0].Trouble != "E31" {
				t.Errorf("trouble %q", rows[0].Trouble)
			}
		})
	}
}

// TestReviewedElsewhere: reviews of other terminals count here once each, and what does
// not fit its entry does not keep other news back.
func TestReviewedElsewhere(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingIn)
	first := elsewhere(e, suzuki, notification.Approve, b.at)
	strange := elsewhere(e, tanaka, notification.Approve, b.at)
	strange.Hash[0]++
	n := len(b.audits())
	for cursor := range uint64(2) {
		b.take(desk.News{ID: e.ID, Revision: 1, Reviews: []notification.Review{first, strange}}, cursor+1)
	}
	b.logged(n, audit.Reviewed)
	if kept := b.inState(e.ID, notification.Entered); len(kept.Approvals()) != 1 {
		t.Errorf("%d approvals", len(kept.Approvals()))
	}
	writer := elsewhere(e, sato, notification.Approve, b.at)
	b.take(desk.News{ID: e.ID, Revision: 1, Reviews: []notification.Review{writer}}, 3)
	b.inState(e.ID, notification.Entered)
	b.take(desk.News{ID: e.ID, Revision: 1, Reviews: []notification.Review{first, elsewhere(e, tanaka, notification.GiveBack, b.at)}}, 4)
	b.inState(e.ID, notification.Returned)
}

// TestAcknowledged: an approved entry is sent when nothing of it is owed any more.
func TestAcknowledged(t *testing.T) {
	b := newBench(t)
	e := b.approved() // events 1 and 2
	counts := func(unsent, sent int) {
		t.Helper()
		c, err := b.Counts(b.Context())
		if err != nil || c.Of[counter.Unsent].N != unsent || c.Of[counter.Sent].N != sent {
			t.Errorf("%d unsent, %d sent, %v; want %d and %d", c.Of[counter.Unsent].N, c.Of[counter.Sent].N, err, unsent, sent)
		}
	}
	counts(1, 0)
	b.must(b.Acknowledged(b.Context(), 1, nil))
	b.inState(e.ID, notification.Approved)
	n := len(b.audits())
	for range 2 {
		b.must(b.Acknowledged(b.Context(), 2, nil))
		b.inState(e.ID, notification.Sent)
	}
	b.logged(n, audit.Sent)
	counts(0, 1)
	if _, acked, _, _ := b.store.Watermarks(b.Context()); acked != 2 {
		t.Errorf("watermark %d", acked)
	}
}

// TestTakeIsOneTransaction: news and how far they went are kept together or not at all.
func TestTakeIsOneTransaction(t *testing.T) {
	b := newBench(t)
	e := b.approved()
	mend := b.sabotage("audit")
	accepted := notification.Verdict{Accepted: true, DecidedAt: b.at}
	if err := b.Take(b.Context(), []desk.News{{ID: e.ID, Revision: 1, Verdict: &accepted}}, 9); err == nil {
		t.Error("taken without a record")
	}
	if err := b.Acknowledged(b.Context(), 2, nil); err == nil {
		t.Error("acknowledged without a record")
	}
	mend()
	b.inState(e.ID, notification.Approved)
	if _, acked, cursor, _ := b.store.Watermarks(b.Context()); acked != 0 || cursor != 0 {
		t.Errorf("watermark %d, cursor %d", acked, cursor)
	}
}

// post returns what the outbox sees of the bench.
func (b *bench) post() *adapter.Post { return adapter.NewPost(b.store, b.Desk) }

func refusedResult(seq uint64, kind wire.Kind) []*wirev1.EventResult {
	return []*wirev1.EventResult{{Seq: seq, Outcome: wirev1.EventOutcome_EVENT_OUTCOME_REFUSED, ErrorKind: uint32(kind)}}
}

// TestSubmissionRefused: the entry is refused, its content is kept and its writer may
// correct it.
func TestSubmissionRefused(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.handOver(notification.MovingIn)
	b.must(b.post().Ack(b.Context(), 1, refusedResult(1, wire.BadSignature)))
	kept := b.inState(e.ID, notification.Refused)
	if kept.Verdict.ErrorKind != int(wire.BadSignature) || kept.Content.Persons[0].Get(notification.FullName) != "辻花子" {
		t.Errorf("refused as %+v", kept.Verdict)
	}
	mine, err := b.Load(b.Context(), e.ID)
	b.must(err)
	mine.Content.Header.Set(notification.Remark, "訂正")
	b.must(b.SaveDraft(b.Context(), mine))
	b.must(b.HandOver(b.Context(), mine, b.acks(mine)))
	if again := b.inState(e.ID, notification.Entered); again.Revision != 2 || again.Verdict != nil {
		t.Errorf("revision %d, verdict %v", again.Revision, again.Verdict)
	}
	b.take(desk.News{ID: e.ID, Revision: 1, Verdict: &notification.Verdict{Accepted: true, DecidedAt: b.at}}, 1)
	b.inState(e.ID, notification.Entered) // the first revision is no longer current
}

// TestReviewRefused: the entry awaits another review; the refused one does not count.
func TestReviewRefused(t *testing.T) {
	b := newBench(t)
	e := b.approved()
	n := len(b.audits())
	for range 2 {
		b.must(b.post().Ack(b.Context(), 2, refusedResult(2, wire.RightWithdrawn)))
		if kept := b.inState(e.ID, notification.Entered); len(kept.Approvals()) != 0 {
			t.Errorf("%d approvals", len(kept.Approvals()))
		}
	}
	if got := b.audits()[n:]; len(got) == 0 || got[0].Kind != audit.Refused || got[0].Operator != suzuki {
		t.Errorf("logged %v", got)
	}
	b.swap(tanaka)
	b.approve(e.ID)
	b.inState(e.ID, notification.Approved)
}

// TestPending: events go out in order, as they were signed.
func TestPending(t *testing.T) {
	b := newBench(t)
	e := b.approved()
	b.swap(sato)
	gone := b.handOver(notification.MovingWithin)
	b.must(b.Withdraw(b.Context(), gone.ID))
	events, err := b.post().Pending(b.Context(), 0, 100, 1<<20)
	if err != nil || len(events) != 4 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	sub, err := wire.ToSubmission(events[0].GetSubmission())
	b.must(err)
	rev, err := wire.ToReview(events[1].GetReview())
	b.must(err)
	withdrawal, err := wire.ToWithdrawal(events[3].GetWithdrawal())
	b.must(err)
	if sub.EntryID != e.ID || sub.Verify(b.registry.keys[sato]) != nil || rev.Verify(b.registry.keys[suzuki]) != nil || withdrawal.Verify(b.registry.keys[sato]) != nil {
		t.Error("an event does not have its operator's signature any more")
	}
	for i, m := range events {
		if m.GetSeq() != uint64(i+1) {
			t.Errorf("event %d is number %d", i, m.GetSeq())
		}
	}
	if acked, last, err := b.post().Position(b.Context()); err != nil || acked != 0 || last != 4 {
		t.Errorf("position %d of %d, %v", acked, last, err)
	}
}

// TestNewsOfTheWire: a change as the registry sends it reaches its entry.
func TestNewsOfTheWire(t *testing.T) {
	b := newBench(t)
	e := b.approved()
	verdict := notification.Verdict{Accepted: true, ProcessedOn: civil.MustParse("2026-11-24"), DecidedAt: b.at.Truncate(time.Millisecond)}
	change := &wirev1.Change{Cursor: 5, EntryId: string(e.ID), Revision: 1, Stage: wirev1.EntryStage_ENTRY_STAGE_ACCEPTED, Verdict: wire.FromVerdict(&verdict)}
	b.must(b.post().Take(b.Context(), []*wirev1.Change{change}, 5))
	b.inState(e.ID, notification.Accepted)
	if cursor, err := b.post().Cursor(b.Context()); err != nil || cursor != 5 {
		t.Errorf("cursor %d, %v", cursor, err)
	}
}

// TestAcceptedForgets: what was opened of a household is out of date once an entry about
// it is accepted.
func TestAcceptedForgets(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	for _, id := range []resident.ID{hanako, yuki} {
		_, err := b.OpenRecord(b.Context(), id, counter.ForNotification)
		b.must(err)
	}
	e := b.quoted(yuki, refuge, "上田雪", "1970-01-01")
	b.must(b.HandOver(b.Context(), e, b.acks(e)))
	b.take(desk.News{ID: e.ID, Revision: 1, Verdict: &notification.Verdict{Accepted: true, DecidedAt: b.at}}, 1)
	b.registry.cut()
	_, err := b.Household(b.Context(), yuki, counter.ForNotification)
	b.want("household of the accepted entry", err, counter.ErrOffline)
	if _, err := b.Household(b.Context(), hanako, counter.ForNotification); err != nil {
		t.Errorf("another household: %v", err)
	}
}
