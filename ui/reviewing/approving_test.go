package reviewing_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/counter"
	desksteps "madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/review"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/reviewing"
	"madoguchi/ui/words"
)

// deciding brings a presenter to the decision.
func deciding(t *testing.T) (*reviewing.Presenter, *desk, *seen) {
	t.Helper()
	p, d, s := start(t)
	p.Open("e1")
	seeAll(p)
	typeAll(p)
	if p.Stage() != reviewing.Deciding {
		t.Fatalf("stage %d", p.Stage())
	}
	s.said = ""
	return p, d, s
}

// TestProof: an approval needs the reviewer's proof at the decision, and a refused one
// leaves the sitting where it was and says why.
func TestProof(t *testing.T) {
	until := now.Add(30 * time.Second)
	for _, tt := range []struct {
		name string
		err  error
		want words.Key
		said string
	}{
		{"wrong", fmt.Errorf("approve: %w", desksteps.ErrRefused), words.ProofApproval, ""},
		{"wrong, wait", fmt.Errorf("approve: %w", &desksteps.WaitError{Until: until, Left: 3}), words.ProofApproval, ""},
		{"disabled", &desksteps.WaitError{Disabled: true}, words.ProofDisabled, ""},
		{"credential expired", desksteps.ErrExpired, words.ProofExpired, ""},
		{"another has it by now", counter.ErrClaimed, "", words.T(words.ReviewingLost)},
		{"decided meanwhile", notification.ErrState, "", words.T(words.ReviewingGone)},
		{"an officer is due", &review.Refusal{Why: review.NeedsOfficer}, "", words.T(words.ReviewWhyNeedsOfficer)},
		{"disk", errors.New("disk"), "", words.T(words.ReviewingNotKept)},
	} {
		p, d, s := deciding(t)
		d.keepErr = tt.err
		p.ApproveWith(pin)
		if p.Stage() != reviewing.Deciding || s.refusal.Reason != tt.want || s.said != tt.said {
			t.Errorf("%s: stage %d, refusal %q, said %q", tt.name, p.Stage(), s.refusal.Reason, s.said)
		}
		if counts := s.later != nil; counts != (tt.name == "wrong, wait") {
			t.Errorf("%s: counted down: %v", tt.name, counts)
		}
		d.keepErr = nil
		p.ApproveWith(pin)
		if p.Stage() != reviewing.Decided || s.later != nil {
			t.Errorf("%s: then stage %d", tt.name, p.Stage())
		}
	}
}

// TestNoProof: what cannot be a proof is not sent, and where the policy asks for none
// none is needed.
func TestNoProof(t *testing.T) {
	p, d, s := deciding(t)
	for _, short := range []counter.Proof{{}, {PIN: "12345"}, {PIN: "12345a"}} {
		p.ApproveWith(short)
		if d.approved != 0 || s.wrong != words.ProofPINShape {
			t.Errorf("approved %d, wrong %q", d.approved, s.wrong)
		}
	}
	d.terms.Proof = counter.PINTokenProof
	p.ApproveWith(pin)
	if d.approved != 0 {
		t.Error("approved without the token code")
	}
	d.terms.Proof = counter.NoProof
	p.ApproveWith(counter.Proof{})
	if d.approved != 1 {
		t.Error("a proof where the policy asks for none")
	}
}

// TestHasty is A17: a sitting too quick to be believed is asked about, and the answer
// stands in the evidence.
func TestHasty(t *testing.T) {
	p, d, s := start(t)
	at := now
	schema, _ := notification.SchemaOf(d.sitting.Entry.Content.Kind, d.sitting.Entry.Content.Version)
	d.sitting.Case = review.Open(&d.sitting.Entry.Content, schema, nil, func() time.Time { return at })
	p.Open("e1")
	for p.Stage() == reviewing.Comparing {
		at = at.Add(400 * time.Millisecond)
		p.Next()
	}
	typeAll(p)
	p.ApproveWith(pin)
	if d.approved != 0 || s.asked == 0 || p.Stage() != reviewing.Deciding {
		t.Fatalf("approved %d, asked %d, stage %d", d.approved, s.asked, p.Stage())
	}
	if want := len(p.Blocks())*400/1000 + 1; s.asked != want {
		t.Errorf("asked after %d s, want %d", s.asked-1, want-1)
	}
	p.Hasten(pin)
	if d.approved != 1 || !d.sitting.Case.Evidence().Hasty {
		t.Errorf("approved %d, hasty %v", d.approved, d.sitting.Case.Evidence().Hasty)
	}
}

// TestPutOff: a finished sitting is put off and stays reserved; what stands apart says why.
func TestPutOff(t *testing.T) {
	p, d, s := deciding(t)
	d.apart = review.LastOfTwo
	p.PutOff()
	if d.putOff != 0 || s.said != words.T(words.ReviewApartLastOfTwo) || p.Stage() != reviewing.Deciding {
		t.Errorf("put off %d, said %q", d.putOff, s.said)
	}
	d.apart = 0
	p.PutOff()
	if d.putOff != 1 || d.released != 0 || p.Stage() != reviewing.Queue {
		t.Errorf("put off %d, released %d, stage %d", d.putOff, d.released, p.Stage())
	}
	p.Abandon()
	if d.released != 0 {
		t.Error("given back though it waits for its approval")
	}
}

// TestNoticeOutlivesTheReload: what is said about an entry stands there when the queue
// has been read, and not only until then.
func TestNoticeOutlivesTheReload(t *testing.T) {
	d := &desk{line: counter.Online, terms: terms, claimErr: counter.ErrClaimed}
	s := &seen{focus: -1}
	var work []func() func()
	p := reviewing.New(reviewing.Config{Desk: d, Guide: s, Run: func(w func() func()) { work = append(work, w) }, Later: s.Later,
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	p.Attach(s)
	p.Open("e1")
	work[0]()() // the claim is refused, and the queue asked for
	s.said = ""
	work[1]()()
	if p.Stage() != reviewing.Queue || s.said != words.T(words.ReviewingClaimedNow) {
		t.Errorf("stage %d, said %q", p.Stage(), s.said)
	}
	s.said = ""
	p.Refresh()
	work[2]()()
	if s.said != "" {
		t.Errorf("said once more: %q", s.said)
	}
}

// TestTogether is STD 4.0.8: compared entries are approved with one proof, up to the
// policy's cap, and the others say why they are not among them.
func TestTogether(t *testing.T) {
	p, d, s := start(t)
	p.Refresh()
	p.OpenTogether()
	if p.Stage() != reviewing.Queue || s.said != words.T(words.ReviewingNoCompared) {
		t.Errorf("nothing compared: stage %d, said %q", p.Stage(), s.said)
	}
	d.queue, d.terms.BulkCap = heap(), 1
	p.Refresh()
	p.OpenTogether()
	if got := p.Candidates(); !slices.Equal(got, []int{0, 4, 2, 3, 5, 6, 7}) {
		t.Errorf("candidates %v", got)
	}
	if n, most := p.Count(); n != 1 || most != 1 {
		t.Errorf("%d chosen of %d", n, most)
	}
	p.Join(4)
	if n, _ := p.Count(); n != 1 || s.said != words.T(words.ReviewingTogetherCap, 1) {
		t.Errorf("over the cap: %d, said %q", n, s.said)
	}
	p.Join(2)
	if chosen, can := p.Joined(2); chosen || can || s.said != words.T(words.ReviewApartProtected) {
		t.Errorf("a support measure: %v, %v, said %q", chosen, can, s.said)
	}
	p.Join(0)
	p.ApproveTogether(pin)
	if d.together != nil || s.said != words.T(words.ReviewingTogetherNone) {
		t.Errorf("approved %v, said %q", d.together, s.said)
	}
	p.Join(0)
	p.ApproveTogether(counter.Proof{PIN: "1"})
	if d.together != nil || s.wrong != words.ProofPINShape {
		t.Error("approved without a proof")
	}
	d.keepErr = desksteps.ErrRefused
	p.ApproveTogether(pin)
	if p.Stage() != reviewing.Together || s.refusal.Reason != words.ProofApproval {
		t.Errorf("refused: stage %d, %q", p.Stage(), s.refusal.Reason)
	}
	d.keepErr, d.results = nil, []counter.BulkResult{{}, {Err: &review.Refusal{Why: review.ReviewedIt}}, {Err: counter.ErrChanged}, {Err: counter.ErrClaimed}, {Err: counter.ErrApart}}
	p.ApproveTogether(pin)
	outcomes, approved := p.Outcomes()
	if p.Stage() != reviewing.Joined || approved != 1 || !slices.Equal(d.together, []notification.EntryID{"h1"}) {
		t.Errorf("stage %d, approved %d of %v", p.Stage(), approved, d.together)
	}
	for i, want := range []string{words.T(words.ReviewingApproved), words.T(words.ReviewWhyReviewedIt), words.T(words.ReviewingGone), words.T(words.ReviewingLost), words.T(words.ReviewApartUnknown)} {
		if outcomes[i].Text != want {
			t.Errorf("outcome %d says %q, want %q", i, outcomes[i].Text, want)
		}
	}
}

// TestTogetherByKeys chooses, takes back and approves by keys.
func TestTogetherByKeys(t *testing.T) {
	f, stage, d := screen(t, kittest.Sizes[0])
	d.queue = heap()
	f.Refresh()
	stage.Press(fyne.KeyF10)
	stage.Type(" ") // the first is chosen already: taken back
	stage.Key(fyne.KeyDown)
	stage.Key(fyne.KeyReturn)
	stage.Type(pin.PIN)
	stage.Key(fyne.KeyReturn)
	if !slices.Equal(d.together, []notification.EntryID{"h5"}) || f.Stage() != reviewing.Joined {
		t.Errorf("approved %v, stage %d", d.together, f.Stage())
	}
}

// TestDeadline is D13: a row says how long there is.
func TestDeadline(t *testing.T) {
	p, d, _ := start(t)
	for _, tt := range []struct {
		in   int
		want string
		late reviewing.Grade
	}{{-1, "1日超過", reviewing.Stop}, {0, "本日まで", reviewing.Alert}, {3, "あと3日", reviewing.Alert}, {4, "あと4日", reviewing.Plain}} {
		q := heap()[0]
		q.Deadline = q.Deadline.AddDays(tt.in - 3)
		d.queue = []counter.Queued{q}
		p.Refresh()
		if r := p.Row(0); r.Deadline != tt.want || r.Late != tt.late {
			t.Errorf("in %d days: %q, grade %d", tt.in, r.Deadline, r.Late)
		}
	}
}

// TestClaimedUntil: a row says who has it and until when.
func TestClaimedUntil(t *testing.T) {
	p, d, _ := start(t)
	q := heap()[7]
	q.ClaimedBy, q.ClaimedUntil = "suzuki", now.Add(30*time.Minute)
	d.queue = []counter.Queued{q}
	p.Refresh()
	if got, want := p.Row(0).Claimed, words.T(words.ReviewingClaimedUntil, "suzuki", "09:30"); got != want {
		t.Errorf("row says %q, want %q", got, want)
	}
	if got, want := p.WhyNot(0), words.T(words.ReviewingClaimedBy, "suzuki", "09:30"); got != want {
		t.Errorf("key says %q, want %q", got, want)
	}
}
