package notification_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/app/notification"
	"madoguchi/app/operator"
)

var at = time.Date(2026, 11, 24, 10, 0, 0, 123456789, time.UTC)

const sato, suzuki, tanaka operator.ID = "sato", "suzuki", "tanaka" // writer, reviewers

// TestEntry walks the life of an entry. Two reviewers are needed.
func TestEntry(t *testing.T) {
	type step func(*notification.Entry) error
	await := func(needed int) step {
		return func(e *notification.Entry) error { return e.Await(needed, at) }
	}
	handOver := func(e *notification.Entry) error {
		_, err := e.HandOver(2, 7, at)
		return err
	}
	decide := func(accepted bool) step {
		return func(e *notification.Entry) error { return e.Decide(notification.Verdict{Accepted: accepted}, at) }
	}
	review := func(by operator.ID, d notification.Decision, edit func(*notification.Review)) step {
		return func(e *notification.Entry) error {
			r := notification.Review{EntryID: e.ID, Revision: e.Revision, Reviewer: by, Decision: d}
			if e.Submission != nil {
				r.Hash = e.Submission.Hash
			}
			if edit != nil {
				edit(&r)
			}
			return e.Add(r)
		}
	}
	approve := func(by operator.ID) step { return review(by, notification.Approve, nil) }
	giveBack := func(note string, reasons ...notification.Reason) step {
		return review(suzuki, notification.GiveBack, func(r *notification.Review) { r.Reasons, r.Note = reasons, note })
	}
	sent := func(e *notification.Entry) error { return e.MarkSent(at) }
	withdraw := func(e *notification.Entry) error { return e.Withdraw(at) }
	offForm := func(e *notification.Entry) error {
		e.Content.Header.Set("colour", "blue")
		return nil
	}
	overBound := func(e *notification.Entry) error {
		e.Content.Header.Set(notification.Scope, "9")
		return nil
	}

	tests := []struct {
		name  string
		steps []step
		want  notification.State
		err   error // of the last step; the others must succeed
	}{
		{"handed over", []step{handOver}, notification.Entered, nil},
		{"handed over once only", []step{handOver, handOver}, notification.Entered, notification.ErrState},
		{"what is not on the form is trimmed", []step{offForm, handOver}, notification.Entered, nil},
		{"E22: a wrong value is not handed over", []step{overBound, handOver}, notification.Draft, notification.ErrFormat},
		{"a draft is not reviewable", []step{approve(suzuki)}, notification.Draft, notification.ErrState},
		{"one of two approvals", []step{handOver, approve(suzuki)}, notification.Entered, nil},
		{"two of two approvals", []step{handOver, approve(suzuki), approve(tanaka)}, notification.Approved, nil},
		{"R106: the writer cannot review", []step{handOver, approve(sato)}, notification.Entered, notification.ErrReviewer},
		{"E21: nobody approves twice", []step{handOver, approve(suzuki), approve(suzuki)}, notification.Entered, notification.ErrReviewer},
		{"a review of another revision", []step{handOver, review(suzuki, notification.Approve, func(r *notification.Review) { r.Revision = 2 })},
			notification.Entered, notification.ErrRevision},
		{"a review of another content", []step{handOver, review(suzuki, notification.Approve, func(r *notification.Review) { r.Hash[0] ^= 1 })},
			notification.Entered, notification.ErrRevision},
		{"a review that decides nothing", []step{handOver, review(suzuki, 3, nil)}, notification.Entered, notification.ErrState},
		{"given back", []step{handOver, giveBack("", notification.WrongRelation)}, notification.Returned, nil},
		{"D15: giving back needs a reason", []step{handOver, giveBack("")}, notification.Entered, notification.ErrReason},
		{"D15: another reason needs words", []step{handOver, giveBack("", notification.OtherReason)}, notification.Entered, notification.ErrReason},
		{"another reason in words", []step{handOver, giveBack("押印もれ", notification.OtherReason)}, notification.Returned, nil},
		{"given back and handed over again", []step{handOver, approve(tanaka), giveBack("", notification.WrongDate), handOver}, notification.Entered, nil},
		{"approvals of an earlier revision do not count",
			[]step{handOver, approve(tanaka), giveBack("", notification.WrongDate), handOver, approve(suzuki)}, notification.Entered, nil},
		{"who approved an earlier revision may approve again",
			[]step{handOver, approve(tanaka), giveBack("", notification.WrongDate), handOver, approve(suzuki), approve(tanaka)}, notification.Approved, nil},
		{"sent", []step{handOver, approve(suzuki), approve(tanaka), sent}, notification.Sent, nil},
		{"not sent before it is approved", []step{handOver, approve(suzuki), sent}, notification.Entered, notification.ErrState},
		{"accepted", []step{handOver, approve(suzuki), approve(tanaka), sent, decide(true)}, notification.Accepted, nil},
		{"accepted when the reviews went another way", []step{handOver, decide(true)}, notification.Accepted, nil},
		{"a draft is not decided", []step{decide(true)}, notification.Draft, notification.ErrState},
		{"accepted is final", []step{handOver, decide(true), decide(false)}, notification.Accepted, notification.ErrState},
		{"accepted is not withdrawn", []step{handOver, decide(true), withdraw}, notification.Accepted, notification.ErrState},
		{"refused comes back", []step{handOver, decide(false), handOver}, notification.Entered, nil},
		{"withdrawn", []step{handOver, withdraw}, notification.Withdrawn, nil},
		{"withdrawn when refused", []step{handOver, decide(false), withdraw}, notification.Withdrawn, nil},
		{"approved is not withdrawn", []step{handOver, approve(suzuki), approve(tanaka), withdraw}, notification.Approved, notification.ErrState},
		{"withdrawn is final", []step{withdraw, handOver}, notification.Withdrawn, notification.ErrState},
		{"withdrawn too late", []step{handOver, withdraw, decide(true)}, notification.Accepted, nil},
		{"withdrawn in time", []step{handOver, withdraw, decide(false)}, notification.Withdrawn, notification.ErrState},
		{"R106: the registry asks for one more", []step{handOver, approve(suzuki), approve(tanaka), sent, await(3)}, notification.Entered, nil},
		{"one more before it is sent", []step{handOver, approve(suzuki), approve(tanaka), await(3)}, notification.Entered, nil},
		{"as many as there are is no more", []step{handOver, approve(suzuki), approve(tanaka), await(2)}, notification.Approved, notification.ErrState},
		{"one more while it is reviewed", []step{handOver, approve(suzuki), await(3)}, notification.Entered, notification.ErrState},
		{"one more and approved", []step{handOver, approve(suzuki), approve(tanaka), await(3), approve("kimura")}, notification.Approved, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, err := notification.Begin("0198", notification.MovingIn, sato, at)
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range tt.steps {
				if err != nil {
					t.Fatalf("early step: %v", err)
				}
				err = step(e)
			}
			if !errors.Is(err, tt.err) {
				t.Errorf("error = %v, want %v", err, tt.err)
			}
			if e.State != tt.want {
				t.Errorf("state = %s, want %s", e.State.Key(), tt.want.Key())
			}
		})
	}
}

// TestHandOver: the submission says what is in force then.
func TestHandOver(t *testing.T) {
	e, _ := notification.Begin("0198", notification.MovingIn, sato, at)
	e.Content.Header.Set(notification.Remark, "東荘")
	e.Form = []byte("half typed")
	s, err := e.HandOver(2, 7, at)
	if err != nil {
		t.Fatal(err)
	}
	if s.Revision != 1 || s.PolicyVersion != 7 || s.Writer != sato || e.Needed != 2 || e.Form != nil {
		t.Errorf("submission %d of %s under policy %d, needed %d", s.Revision, s.Writer, s.PolicyVersion, e.Needed)
	}
	if s.WrittenAt.Nanosecond() != 123_000_000 {
		t.Errorf("written at %v, want milliseconds", s.WrittenAt)
	}
	c, err := notification.Decode(s.Content)
	if err != nil || c.Header.Get(notification.Remark) != "東荘" || notification.HashOf(s.Content) != s.Hash {
		t.Errorf("content is not what was handed over: %v", err)
	}
	e.Content.Header.Set(notification.Remark, "西荘") // what was handed over stays
	if c2, _ := notification.Decode(s.Content); !c2.Header.Equal(c.Header) {
		t.Error("the submission changed with the entry")
	}
}

func TestStates(t *testing.T) {
	keys := map[string]bool{}
	for s := notification.Draft; s <= notification.Withdrawn; s++ {
		keys[s.Key()] = true
	}
	if len(keys) != 8 || keys["unknown"] {
		t.Errorf("keys %v, want eight", keys)
	}
	if notification.State(0).Key() != "unknown" || notification.State(99).Key() != "unknown" {
		t.Error("a state of nowhere has a key")
	}
}
