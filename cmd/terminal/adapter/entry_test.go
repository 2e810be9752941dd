package adapter_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/rules"
	"madoguchi/sync/wire"
)

func TestDraftIsItsWriters(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.begin(notification.MovingIn)
	e.Form = []byte("where the cursor stood")
	b.must(b.SaveDraft(b.Context(), e))
	b.must(b.SaveDraft(b.Context(), e))
	b.logged(0, audit.SignIn, audit.DraftSaved) // not at each key
	if got, err := b.Load(b.Context(), e.ID); err != nil || !bytes.Equal(got.Form, e.Form) || got.Content.Persons[0].Get(notification.FullName) != "辻花子" {
		t.Errorf("loaded draft differs: %v", err)
	}
	b.swap(suzuki)
	_, err := b.Load(b.Context(), e.ID)
	b.want("load another's draft", err, desk.ErrNotWriter)
	b.want("save another's draft", b.SaveDraft(b.Context(), e), desk.ErrNotWriter)
	mine := *e
	mine.Writer = suzuki
	b.want("take another's draft over", b.SaveDraft(b.Context(), &mine), desk.ErrNotWriter)
	b.want("hand another's draft over", b.HandOver(b.Context(), &mine, b.acks(&mine)), desk.ErrNotWriter)
	b.want("withdraw another's draft", b.Withdraw(b.Context(), e.ID), desk.ErrNotWriter)
	if rows, err := b.List(b.Context(), counter.Drafts); err != nil || len(rows) != 0 {
		t.Errorf("lists %d drafts of others, %v", len(rows), err)
	}
	if c, err := b.Counts(b.Context()); err != nil || c.Of[counter.Drafts].N != 0 {
		t.Errorf("counts %d drafts of others, %v", c.Of[counter.Drafts].N, err)
	}
	b.swap(sato)
	if c, err := b.Counts(b.Context()); err != nil || c.Of[counter.Drafts].N != 1 || !c.Of[counter.Drafts].Oldest.Equal(e.ChangedAt) {
		t.Errorf("counts %+v of own drafts, %v", c.Of[counter.Drafts], err)
	}
}

func TestEnterNeedsTheRight(t *testing.T) {
	b := newBench(t)
	b.signIn(kato)
	_, err := b.Begin(notification.MovingIn)
	b.want("begin", err, counter.ErrNoRight)
	_, err = b.Queue(b.Context())
	b.want("queue", err, counter.ErrNoRight)
	b.must(b.SignOut(b.Context(), "operator"))
	_, err = b.Begin(notification.MovingIn)
	b.want("begin signed out", err, desk.ErrSignedOut)
}

func TestHandOver(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.begin(notification.MovingIn)
	b.must(b.SaveDraft(b.Context(), e))
	n := len(b.audits())
	acks := b.acks(e)
	b.must(b.HandOver(b.Context(), e, acks))
	kept := b.inState(e.ID, notification.Entered)
	if err := kept.Submission.Verify(b.registry.keys[sato]); err != nil || kept.Revision != 1 || kept.Needed != 2 || kept.Submission.PolicyVersion != 7 {
		t.Errorf("submission: revision %d, needs %d, %v", kept.Revision, kept.Needed, err)
	}
	if e.State != notification.Entered || len(b.events()) != 1 || b.events()[0].Entry != string(e.ID) || b.woken != 1 {
		t.Errorf("after handing over: %s, %d events, outbox woken %d times", e.State.Key(), len(b.events()), b.woken)
	}
	want := []audit.Kind{audit.HandedOver}
	for range acks {
		want = append(want, audit.Acknowledged)
	}
	b.logged(n, want...)
	b.want("hand over twice", b.HandOver(b.Context(), e, acks), notification.ErrState)
}

// TestHandOverFindings: errors stop, alerts want an acknowledgement, some a reason.
func TestHandOverFindings(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	wrong := b.begin(notification.MovingIn)
	wrong.Content.Persons[0].Set(notification.MyNumber, "123456789012") // E01: check digit
	late := b.begin(notification.MovingIn)
	late.Content.Header.Set(notification.ChangedOn, "2026-10-01") // A03
	findings, err := b.Check(b.Context(), &late.Content)
	b.must(err)
	i := slices.IndexFunc(findings, func(f notification.Finding) bool { return f.Rule == "A03" })
	if rule, _ := rules.Of("A03"); i < 0 || !rule.Reason {
		t.Fatalf("no A03 among %v", findings)
	}
	all := b.acks(late)
	without := func(edit func(*counter.Ack)) []counter.Ack {
		acks := slices.Clone(all)
		edit(&acks[i])
		return acks
	}
	found, err := b.Check(b.Context(), &wrong.Content)
	b.must(err)
	var every []counter.Ack
	for _, f := range found {
		every = append(every, counter.Ack{Finding: f, Reason: "確認済"})
	}
	tests := []struct {
		name  string
		entry *notification.Entry
		acks  []counter.Ack
	}{
		{"error, acknowledged", wrong, every},
		{"alert not acknowledged", late, nil},
		{"alert without its reason", late, without(func(a *counter.Ack) { a.Reason = "" })},
		{"another alert acknowledged", late, without(func(a *counter.Ack) { a.Finding.Item = notification.Remark })},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b.want("hand over", b.HandOver(t.Context(), tt.entry, tt.acks), desk.ErrFindings)
		})
	}
	if len(b.events()) != 0 {
		t.Errorf("%d events of entries that were stopped", len(b.events()))
	}
	b.want("a reason without end", b.HandOver(b.Context(), late, without(func(a *counter.Ack) { a.Reason = strings.Repeat("長", 201) })), notification.ErrFormat)
	if e := late; e.State != notification.Draft || len(b.events()) != 0 {
		t.Errorf("after that: %s, %d events", e.State.Key(), len(b.events()))
	}
	b.must(b.HandOver(b.Context(), late, append(all, counter.Ack{Finding: notification.Finding{Rule: "A99"}})))
	sub := b.kept(late.ID).Submission
	want := notification.Acknowledgement{Rule: "A03", Person: findings[i].Person, Item: findings[i].Item, Reason: "確認済"}
	if kept := sub.Acknowledged; len(kept) != len(all) || kept[i] != want || sub.Verify(b.registry.keys[sato]) != nil {
		t.Errorf("signed acknowledgements %v, %v", kept, sub.Verify(b.registry.keys[sato]))
	}
	events, err := b.post().Pending(b.Context(), 0, 1, 1<<20)
	b.must(err)
	owed, err := wire.ToSubmission(events[0].GetSubmission())
	b.must(err)
	if !slices.Equal(owed.Acknowledged, sub.Acknowledged) || owed.Verify(b.registry.keys[sato]) != nil {
		t.Errorf("the registry is owed %d acknowledgements, want %d as they were signed", len(owed.Acknowledged), len(all))
	}
}

// TestHandOverIsOneTransaction: when any part of it cannot be written there is nothing
// of it, neither in the file nor on the screen.
func TestHandOverIsOneTransaction(t *testing.T) {
	for _, table := range []string{"audit", "outbox", "entries"} {
		t.Run(table, func(t *testing.T) {
			b := newBench(t)
			b.signIn(sato)
			e := b.begin(notification.MovingIn)
			b.must(b.SaveDraft(b.Context(), e))
			acks, n, before := b.acks(e), len(b.audits()), b.kept(e.ID)
			mend := b.sabotage(table)
			if err := b.HandOver(b.Context(), e, acks); err == nil {
				t.Fatal("handed over on a disk that does not write")
			}
			if e.State != notification.Draft || e.Revision != 0 || e.Submission != nil {
				t.Error("the form's copy was handed over")
			}
			if now := b.inState(e.ID, notification.Draft); !now.ChangedAt.Equal(before.ChangedAt) {
				t.Error("the entry was written")
			}
			if len(b.events()) != 0 || b.woken != 0 {
				t.Error("an event was written")
			}
			b.logged(n)
			mend()
			b.must(b.HandOver(b.Context(), e, acks))
			b.inState(e.ID, notification.Entered)
		})
	}
}

// TestLateSave: what the form saves late does not undo what happened meanwhile.
func TestLateSave(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	e := b.begin(notification.MovingWithin)
	b.must(b.SaveDraft(b.Context(), e))
	stale := *e
	b.must(b.HandOver(b.Context(), e, b.acks(e)))
	b.want("save the form of a moment ago", b.SaveDraft(b.Context(), &stale), notification.ErrState)
	b.want("hand it over again", b.HandOver(b.Context(), &stale, b.acks(&stale)), notification.ErrState)
	b.inState(e.ID, notification.Entered)

	b.must(b.Take(b.Context(), []desk.News{{ID: e.ID, Revision: 1, Reviews: []notification.Review{elsewhere(e, suzuki, notification.GiveBack, b.at)}}}, 1))
	b.want("save a draft over the returned", b.SaveDraft(b.Context(), &stale), counter.ErrChanged)
	b.inState(e.ID, notification.Returned)
}

func TestWithdraw(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	draft := b.begin(notification.MovingWithin)
	b.must(b.SaveDraft(b.Context(), draft))
	b.must(b.Withdraw(b.Context(), draft.ID))
	if len(b.events()) != 0 {
		t.Error("a draft nobody has heard of is withdrawn at the registry")
	}
	e := b.handOver(notification.MovingWithin)
	b.must(b.Withdraw(b.Context(), e.ID))
	b.inState(e.ID, notification.Withdrawn)
	if len(b.events()) != 2 {
		t.Errorf("%d events, want submission and withdrawal", len(b.events()))
	}
	// Too late: the register has it, and so has the worklist.
	accepted := notification.Verdict{Accepted: true, DecidedAt: b.at}
	b.must(b.Acknowledged(b.Context(), 2, nil))
	b.must(b.Take(b.Context(), []desk.News{{ID: e.ID, Revision: 1, Verdict: &accepted}}, 1))
	b.inState(e.ID, notification.Accepted)
}

// TestBusyResident is E18: who is on an unfinished entry, or in its household, is on no
// other.
func TestBusyResident(t *testing.T) {
	tests := []struct {
		name  string
		first func(*notification.Entry)
	}{
		{"the same person", func(e *notification.Entry) { e.Content.Header.Set(notification.FormerHousehold, "") }},
		{"the same household", func(e *notification.Entry) { e.Content.Persons[0].Set(notification.PersonID, "") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			b.registry.families = families()
			b.signIn(sato)
			if _, err := b.OpenRecord(b.Context(), yuki, counter.ForNotification); err != nil {
				t.Fatal(err)
			}
			busy := func(e *notification.Entry) bool {
				findings, err := b.Check(b.Context(), &e.Content)
				b.must(err)
				return slices.ContainsFunc(findings, func(f notification.Finding) bool { return f.Rule == "E18" })
			}
			first, second := b.quoted(yuki, refuge, "上田雪", "1970-01-01"), b.quoted(yuki, refuge, "上田雪", "1970-01-01")
			tt.first(first)
			if busy(first) || busy(second) {
				t.Fatal("busy before anything was handed over")
			}
			b.must(b.HandOver(b.Context(), first, b.acks(first)))
			if !busy(second) {
				t.Error("not busy")
			}
		})
	}
}

// TestLookingIsLogged: whoever cannot be logged is shown nothing.
func TestLookingIsLogged(t *testing.T) {
	b := newBench(t)
	b.registry.families, b.registry.digits = families(), individualNumber
	b.signIn(sato)
	ctx := b.Context()
	looks := map[string]func() (bool, error){
		"search": func() (bool, error) {
			f, err := b.Search(ctx, counter.Query{Name: "中原花子", Purpose: counter.ForEnquiry})
			return len(f.Hits) > 0, err
		},
		"open record": func() (bool, error) {
			o, err := b.OpenRecord(ctx, hanako, counter.ForEnquiry)
			return len(o.Members)+len(o.History) > 0, err
		},
		"reveal number": func() (bool, error) {
			s, err := b.RevealNumber(ctx, hanako, counter.IndividualNumber, counter.ForEnquiry)
			return s != "", err
		},
	}
	for name, look := range looks {
		n := len(b.audits())
		if seen, err := look(); !seen || err != nil {
			t.Errorf("%s: seen %v, %v", name, seen, err)
		}
		got := slices.DeleteFunc(b.audits()[n:], func(r audit.Record) bool { return r.Kind == audit.CommitFailed }) // of the look before
		if len(got) != 1 || got[0].Operator != sato || got[0].Purpose != "4" || name != "search" && got[0].Subject != string(hanako) {
			t.Errorf("%s logged as %+v", name, got)
		}
		for _, line := range []counter.LineState{counter.Online, counter.Offline} {
			b.registry.set(line)
			mend := b.sabotage("audit")
			if seen, err := look(); seen || err == nil {
				t.Errorf("%s without a record: seen %v, %v", name, seen, err)
			}
			mend()
		}
		b.registry.restore()
	}
}

// TestNothingReadable is what a thief of the disk finds.
func TestNothingReadable(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	if _, err := b.OpenRecord(b.Context(), hanako, counter.ForNotification); err != nil {
		t.Fatal(err)
	}
	e := b.handOver(notification.MovingIn)
	draft := b.begin(notification.MovingIn)
	draft.Form = []byte("東荘101")
	b.must(b.SaveDraft(b.Context(), draft))
	b.swap(suzuki)
	sitting := b.sit(e.ID)
	b.must(b.GiveBack(b.Context(), sitting, []notification.Reason{notification.OtherReason}, "辻の点の数"))
	b.later(time.Minute)
	secrets := []string{
		"辻花子", "ツジ　ハナコ", "中原", "ナカハラ", "東荘", "東町", "架空市", "点の数", residentCode, individualNumber, "1986-02-03", "1980-05-05", "確認済",
		pins[sato], names[sato], string(b.registry.accounts[sato].seed), string(hanako), string(home), b.code(sato),
	}
	look := func(when string) {
		t.Helper()
		disk := b.onDisk()
		if len(disk) < 10_000 {
			t.Fatalf("%s: %d bytes on disk", when, len(disk))
		}
		for i, s := range secrets {
			if bytes.Contains(disk, []byte(s)) {
				t.Errorf("%s: secret %d stands in the file", when, i)
			}
		}
	}
	look("in use")
	b.must(b.SignOut(b.Context(), "operator"))
	look("signed out")
	b.must(b.store.Close())
	look("closed")
	if !bytes.Contains(b.onDisk(), []byte(e.ID)) {
		t.Error("not even what stands there in the clear was found: the search is wrong")
	}
}

var errBoom = errors.New("boom")

// TestBrokenRegistry: a registry that answers a sign-in with a fault of its own keeps
// nobody out whom the sealed credential knows, and lets nobody in whom it does not.
func TestBrokenRegistry(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	b.must(b.SignOut(b.Context(), "operator"))
	b.line = brokenLine{b.registry}
	b.restart()
	b.later(time.Minute)
	b.want("sign in of a stranger", b.SignIn(b.Context(), suzuki, pins[suzuki], b.code(suzuki)), errBoom)
	b.want("sign in with a wrong PIN", b.SignIn(b.Context(), sato, "000001", b.code(sato)), desk.ErrRefused)
	b.must(b.SignIn(b.Context(), sato, pins[sato], b.code(sato)))
}

// A brokenLine fails at sign-in in a way of its own.
type brokenLine struct{ *registry }

func (brokenLine) SignIn(context.Context, operator.ID, string, string, ed25519.PublicKey) (desk.SignedIn, error) {
	return desk.SignedIn{}, errBoom
}
