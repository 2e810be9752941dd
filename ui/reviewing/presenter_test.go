package reviewing_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/review"
	"madoguchi/ui/proof"
	"madoguchi/ui/reviewing"
	"madoguchi/ui/words"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, civil.Japan)

type desk struct {
	queue    []counter.Queued
	queueErr error
	sitting  *counter.Sitting
	claimErr error
	keepErr  error
	released int
	approved int
	reasons  []notification.Reason
	note     string
	line     counter.LineState

	terms    counter.ReviewTerms
	shown    counter.Proof
	apart    review.Apart
	putOff   int
	together []notification.EntryID
	results  []counter.BulkResult
}

// terms are those of the policy that ships.
var terms = counter.ReviewTerms{Proof: counter.PINProof, BulkCap: 10, Floor: 700 * time.Millisecond}

// slow is the clock of a reviewer who looks at everything: each look takes two seconds.
func slow() func() time.Time {
	at := now
	return func() time.Time {
		at = at.Add(2 * time.Second)
		return at
	}
}

// pin is what the reviewer types.
var pin = counter.Proof{PIN: "482913"}

func (d *desk) ReviewTerms() counter.ReviewTerms    { return d.terms }
func (d *desk) Apart(*counter.Sitting) review.Apart { return d.apart }

func (d *desk) PutOff(context.Context, *counter.Sitting) error {
	d.putOff++
	return d.keepErr
}

func (d *desk) ApproveTogether(_ context.Context, ids []notification.EntryID, proof counter.Proof) ([]counter.BulkResult, error) {
	d.together, d.shown = ids, proof
	return d.results, d.keepErr
}

func (d *desk) Queue(context.Context) ([]counter.Queued, error) { return d.queue, d.queueErr }
func (d *desk) Claim(context.Context, notification.EntryID) (*counter.Sitting, error) {
	return d.sitting, d.claimErr
}

func (d *desk) Release(context.Context, notification.EntryID) error {
	d.released++
	return nil
}

func (d *desk) Approve(_ context.Context, _ *counter.Sitting, proof counter.Proof) error {
	d.approved++
	d.shown = proof
	return d.keepErr
}

func (d *desk) GiveBack(_ context.Context, _ *counter.Sitting, reasons []notification.Reason, note string) error {
	d.reasons, d.note = reasons, note
	return d.keepErr
}

func (d *desk) NumberShown(context.Context, notification.EntryID, int, notification.Item) error {
	return nil
}
func (d *desk) Line() counter.LineState { return d.line }

type seen struct {
	left    bool
	focus   int
	cleared int
	said    string
	refusal proof.Refusal
	wrong   words.Key
	asked   int // after how many seconds it was asked whether to approve, and 1
	later   func()
	name    string // whose characters were shown
	printed *counter.Sitting
}

func (s *seen) Leave()                                   { s.left = true }
func (s *seen) PrintReviewList(sitting *counter.Sitting) { s.printed = sitting }
func (s *seen) ShowCharacters(_ words.Key, name string)  { s.name = name }
func (s *seen) ShowStage()                               {}
func (s *seen) ShowBlock()                               {}
func (s *seen) ShowProgress()                            {}
func (s *seen) FocusRekey(at int)                        { s.focus = at }
func (s *seen) ClearRekey(int)                           { s.cleared++ }
func (s *seen) ShowRefusal(r proof.Refusal)              { s.refusal = r }
func (s *seen) AskHasty(seconds int)                     { s.asked = seconds + 1 }

func (s *seen) ShowWrong(item proof.Item, reason words.Key) {
	if item == proof.PIN {
		s.wrong = reason
	}
}

// Later keeps the last thing to do.
func (s *seen) Later(_ time.Duration, f func()) func() {
	s.later = f
	return func() { s.later = nil }
}

func (s *seen) Say(_ reviewing.Grade, text string) { s.said = text }

// entry is a handed-over move within the city.
func entry(t *testing.T) *notification.Entry {
	t.Helper()
	e, err := notification.Begin("e1", notification.MovingWithin, "sato", now)
	if err != nil {
		t.Fatal(err)
	}
	h := &e.Content.Header
	for item, v := range map[notification.Item]string{
		notification.NotifiedOn: "2026-11-23", notification.ChangedOn: "2026-11-20", notification.Channel: "1",
		notification.NewPostal: "0600042", notification.NewWard: "991015", notification.NewTownship: "大通西", notification.NewNumber: "19丁目1-1",
		notification.PrevTown: "北一条", notification.Scope: "1", notification.TargetHousehold: "1",
	} {
		h.Set(item, v)
	}
	p := &e.Content.Persons[0]
	for item, v := range map[notification.Item]string{
		notification.PersonID: "000000019", notification.BaseVersion: "3", notification.FullName: "山田　太郎", notification.FullReading: "ヤマダ　タロウ",
		notification.Birth: "1980-03-04", notification.Sex: "1", notification.Relation: "世帯主",
	} {
		p.Set(item, v)
	}
	if _, err := e.HandOver(1, 1, now); err != nil {
		t.Fatal(err)
	}
	return e
}

func start(t *testing.T) (*reviewing.Presenter, *desk, *seen) {
	t.Helper()
	e := entry(t)
	schema, err := notification.SchemaOf(e.Content.Kind, e.Content.Version)
	if err != nil {
		t.Fatal(err)
	}
	before := &resident.Record{ID: "000000019", Relationship: "子", Address: resident.Address{Town: "北一条", Number: "2"}}
	d := &desk{line: counter.Online, terms: terms, sitting: &counter.Sitting{Entry: e, Case: review.Open(&e.Content, schema, e.Submission.Acknowledged, slow()), Before: []*resident.Record{before}}}
	s := &seen{focus: -1}
	p := reviewing.New(reviewing.Config{Desk: d, Guide: s, Wards: map[string]string{"991015": "中央区"},
		Run: func(work func() func()) { work()() }, Later: s.Later, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	p.Attach(s)
	return p, d, s
}

// seeAll turns through every block of the paper.
func seeAll(p *reviewing.Presenter) {
	for p.Stage() == reviewing.Comparing {
		p.Next()
	}
}

// right is what the paper says, as a reviewer types it.
var right = map[notification.Item]string{
	notification.ChangedOn: "R8.11.20", notification.NewNumber: "19丁目1-1", notification.Birth: "550304",
}

func typeAll(p *reviewing.Presenter) {
	for i, r := range p.Rekeys() {
		text := right[r.At.Item]
		if r.At.Item == notification.Birth {
			text = "S" + text
		}
		p.Typed(i, text)
	}
}

// TestApprove is the whole way: every block shown, every dangerous field typed
// again, then the approval; and at each step the key says why it cannot be used.
func TestApprove(t *testing.T) {
	p, d, s := start(t)
	p.Open("e1")
	if p.Stage() != reviewing.Comparing {
		t.Fatalf("stage %d: %s", p.Stage(), s.said)
	}
	p.Approve()
	if d.approved != 0 || s.said != words.T(words.ReviewingUnseen, len(p.Blocks())-1) {
		t.Errorf("with unseen blocks: approved %d, said %q", d.approved, s.said)
	}
	seeAll(p)
	if p.Stage() != reviewing.Retyping || s.focus != 0 {
		t.Fatalf("after the last block: stage %d, keyboard at %d", p.Stage(), s.focus)
	}
	p.Approve()
	if want := words.T(words.ReviewingUntyped, len(p.Rekeys())); d.approved != 0 || s.said != want {
		t.Errorf("before typing again: approved %d, said %q, want %q", d.approved, s.said, want)
	}
	typeAll(p)
	if p.Stage() != reviewing.Deciding || p.WhyNotApprove() != "" {
		t.Fatalf("after typing: stage %d, %s; %+v", p.Stage(), p.WhyNotApprove(), p.Rekeys())
	}
	p.ApproveWith(pin)
	if d.approved != 1 || d.shown != pin || p.Stage() != reviewing.Decided {
		t.Errorf("approved %d, stage %d", d.approved, p.Stage())
	}
	if head, text := p.Verdict(); head != words.T(words.ReviewingApproved) || text == "" {
		t.Errorf("verdict %q, %q", head, text)
	}
}

// TestMismatch checks that a wrong text is told as a mismatch, is taken away, is
// counted, and does not lead on (D12).
func TestMismatch(t *testing.T) {
	p, _, s := start(t)
	p.Open("e1")
	seeAll(p)
	p.Typed(0, "R8.11.21")
	r := p.Rekeys()[0]
	if r.Matched || r.Tries != 1 || s.cleared != 1 || s.focus != 0 || s.said != words.T(words.ReviewingMismatch) {
		t.Errorf("%+v, cleared %d, keyboard at %d, said %q", r, s.cleared, s.focus, s.said)
	}
	p.Typed(0, "  ")
	if got := p.Rekeys()[0].Tries; got != 1 {
		t.Errorf("an empty field counted as a try: %d", got)
	}
	p.Typed(0, "8.11.20")
	if !p.Rekeys()[0].Matched {
		t.Fatal("the date as it is typed at the counter does not match")
	}
	p.Typed(0, "R1.1.1")
	if !p.Rekeys()[0].Matched {
		t.Error("a match was undone by typing once more")
	}
}

// TestGiveBack checks the coded reasons of a return (D15).
func TestGiveBack(t *testing.T) {
	p, d, s := start(t)
	p.Open("e1")
	p.GiveBack()
	p.ConfirmReturn()
	if s.said != words.T(words.ReviewingNoReason) || d.reasons != nil {
		t.Errorf("without a reason: said %q, %v", s.said, d.reasons)
	}
	p.Toggle(notification.OtherReason)
	p.Toggle(notification.WrongDate)
	p.ConfirmReturn()
	if s.said != words.T(words.ReviewingNoNote) || d.reasons != nil {
		t.Errorf("other without a note: said %q, %v", s.said, d.reasons)
	}
	p.SetNote("届書\x00では")
	p.ConfirmReturn()
	if d.reasons != nil {
		t.Error("a note with a control character was taken")
	}
	p.SetNote(" 届書では21日 ")
	p.ConfirmReturn()
	if want := []notification.Reason{notification.WrongDate, notification.OtherReason}; !slices.Equal(d.reasons, want) || d.note != "届書では21日" {
		t.Errorf("given back with %v, %q", d.reasons, d.note)
	}
	if head, _ := p.Verdict(); head != words.T(words.ReviewingReturned) {
		t.Errorf("verdict %q", head)
	}
}

// TestLines checks that what changes is marked with what the register says now, and
// that what serves the machine is not shown.
func TestLines(t *testing.T) {
	p, _, _ := start(t)
	p.Open("e1")
	lines := map[notification.Item]reviewing.Line{}
	for _, b := range p.Blocks() {
		for _, l := range p.Lines(b) {
			lines[l.At.Item] = l
		}
	}
	for item, want := range map[notification.Item][2]string{
		notification.NewTownship: {"北一条", "大通西"}, notification.NewNumber: {"2", "19丁目1-1"}, notification.Relation: {"子", "世帯主"},
	} {
		if l := lines[item]; !l.Changed || l.Before != want[0] || l.Text != want[1] {
			t.Errorf("%s: %+v, want %v", item, l, want)
		}
	}
	if l := lines[notification.FullName]; l.Changed {
		t.Errorf("the name is marked as changed: %+v", l)
	}
	if !lines[notification.ChangedOn].Rekey || lines[notification.Sex].Rekey {
		t.Error("the wrong fields are marked as typed again")
	}
	if _, shown := lines[notification.BaseVersion]; shown {
		t.Error("the base version is shown")
	}
}

// TestForeignBirth: the birth of a foreign resident is shown in the Gregorian year
// (STD 1.1.9), which the form does not say and the record does.
func TestForeignBirth(t *testing.T) {
	for class, western := range map[resident.Class]bool{resident.Japanese: false, resident.Foreign: true} {
		p, d, _ := start(t)
		d.sitting.Before[0].Class = class
		p.Open("e1")
		for _, b := range p.Blocks() {
			for _, l := range p.Lines(b) {
				if l.At.Item == notification.Birth && (strings.Contains(l.Text, "昭和") || strings.Contains(l.Text, "平成")) == western {
					t.Errorf("class %d: %q", class, l.Text)
				}
			}
		}
	}
}

// TestQueue checks that a row says why it stands where it does, and why it cannot
// be opened (D13, D16).
func TestQueue(t *testing.T) {
	p, d, s := start(t)
	row := counter.Summary{ID: "e1", Kind: notification.MovingIn, Writer: "sato", Approvals: 1, Needed: 2, ChangedAt: now, Deadline: civil.MustParse("2026-11-20")}
	mine := row
	mine.Mine, mine.MayReview = true, &review.Refusal{Why: review.EnteredIt}
	d.queue = []counter.Queued{
		{Summary: row, Why: []counter.Pressing{counter.PastDeadline, counter.SecondReview}},
		{Summary: row, ClaimedBy: "suzuki"},
		{Summary: mine},
	}
	p.Refresh()
	want := reviewing.Row{Why: "期限超過・二人目の審査", WhyGrade: reviewing.Stop, Kind: "転入届", Persons: "0", Written: "11/23 09:00", Writer: "sato", Reviews: "1/2", Deadline: "3日超過", Late: reviewing.Stop}
	if got := p.Row(0); got != want {
		t.Errorf("row = %+v, want %+v", got, want)
	}
	for i, why := range []string{"", words.T(words.ReviewingClaimed, "suzuki"), words.T(words.ReviewWhyEnteredIt)} {
		if got := p.WhyNot(i); got != why {
			t.Errorf("row %d: why not %q, want %q", i, got, why)
		}
	}
	p.Choose(2)
	if p.Stage() != reviewing.Queue || s.said != words.T(words.ReviewWhyEnteredIt) {
		t.Errorf("one's own entry: stage %d, said %q", p.Stage(), s.said)
	}
	p.Choose(0)
	if p.Stage() != reviewing.Comparing {
		t.Errorf("stage %d", p.Stage())
	}
	d.queueErr = errors.New("boom")
	p.Leave()
	if p.Stage() != reviewing.Failed || d.released != 1 {
		t.Errorf("stage %d, released %d", p.Stage(), d.released)
	}
}

// TestClaim checks what is said when an entry cannot be opened.
func TestClaim(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{counter.ErrClaimed, words.T(words.ReviewingClaimedNow)},
		{counter.ErrGone, words.T(words.ReviewingGone)},
		{counter.ErrOffline, words.T(words.ReviewingOffline)},
		{&review.Refusal{Why: review.ReviewedIt}, words.T(words.ReviewWhyReviewedIt)},
		{errors.New("boom"), words.T(words.ReviewingFailed)},
	} {
		p, d, s := start(t)
		d.claimErr = tt.err
		p.Open("e1")
		if p.Stage() != reviewing.Queue || s.said != tt.want {
			t.Errorf("%v: stage %d, said %q", tt.err, p.Stage(), s.said)
		}
	}
}

// TestLeave checks that an entry left undecided is given back, once, and that a
// failure to keep the decision leaves the sitting as it was.
func TestLeave(t *testing.T) {
	p, d, s := start(t)
	p.Open("e1")
	p.Leave()
	if d.released != 1 || s.left {
		t.Errorf("released %d, left %v", d.released, s.left)
	}
	p.Leave()
	if !s.left {
		t.Error("the queue is not left")
	}
	p, d, _ = start(t)
	p.Open("e1")
	p.Abandon()
	p.Abandon()
	if d.released != 1 {
		t.Errorf("released %d times", d.released)
	}
	p, d, s = start(t)
	p.Open("e1")
	seeAll(p)
	typeAll(p)
	d.keepErr = errors.New("disk")
	p.ApproveWith(pin)
	if p.Stage() != reviewing.Deciding || s.said != words.T(words.ReviewingNotKept) || d.released != 0 {
		t.Errorf("stage %d, said %q, released %d", p.Stage(), s.said, d.released)
	}
	d.keepErr = nil
	p.ApproveWith(pin)
	if p.Stage() != reviewing.Decided {
		t.Errorf("stage %d after trying again", p.Stage())
	}
	p.Abandon()
	if d.released != 0 {
		t.Error("a decided entry was given back")
	}
}
