package registry_test

import (
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// clock is a time that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// A bench is a registry without its line.
type bench struct {
	*testing.T
	clock   *clock
	store   registry.Store
	intake  *registry.Intake
	counter *registrytest.Counter
}

func newStore(tb testing.TB) registry.Store {
	tb.Helper()
	dir := tb.TempDir()
	s, err := store.Create(tb.Context(), filepath.Join(dir, "registry.db"), store.KeyFile(filepath.Join(dir, "registry.key")))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{T: t, clock: &clock{now: time.Date(2026, 4, 1, 10, 0, 0, 0, civil.Japan)}, store: newStore(t)}
	b.intake = &registry.Intake{Store: b.store, Repertoire: registrytest.Anything{}, Now: b.clock.Now, Log: slog.New(slog.DiscardHandler)}
	b.counter = registrytest.NewCounter(t, b.store, "T1", b.clock.Now)
	return b
}

// push takes events and fails the test when the batch as a whole is refused.
func (b *bench) push(events ...*wirev1.Event) []registry.Result {
	b.Helper()
	_, results, err := b.intake.Take(b.Context(), b.counter.Terminal, events)
	if err != nil {
		b.Fatalf("take: %v", err)
	}
	return results
}

// accept pushes an approved content and returns its verdict, which must accept.
func (b *bench) accept(content notification.Content) notification.Verdict {
	b.Helper()
	v := b.decide(content)
	if !v.Accepted {
		b.Fatalf("refused: kind %d, findings %v", v.ErrorKind, v.Findings)
	}
	return v
}

// decide pushes an approved content and returns its verdict.
func (b *bench) decide(content notification.Content) notification.Verdict {
	b.Helper()
	s, events := b.approved(content)
	for _, r := range b.push(events...) {
		if r.Outcome != registry.Taken {
			b.Fatalf("event %d: outcome %d kind %d", r.Seq, r.Outcome, r.Kind)
		}
	}
	return b.verdict(s)
}

func (b *bench) verdict(s *notification.Submission) (v notification.Verdict) {
	b.Helper()
	b.view(func(tx registry.Tx) (err error) { v, err = tx.Verdict(s.EntryID, s.Revision); return err })
	return v
}

func (b *bench) view(f func(registry.Tx) error) {
	b.Helper()
	if err := b.store.View(b.Context(), f); err != nil {
		b.Fatalf("view: %v", err)
	}
}

func (b *bench) update(f func(registry.Tx) error) {
	b.Helper()
	if err := b.store.Update(b.Context(), f); err != nil {
		b.Fatalf("update: %v", err)
	}
}

func (b *bench) stage(s *notification.Submission) (stage registry.Stage) {
	b.Helper()
	b.view(func(tx registry.Tx) error {
		c, err := tx.Case(s.EntryID)
		stage = c.Stage
		return err
	})
	return stage
}

// current returns the rows of who was applied, in the order of the paper.
func (b *bench) current(v notification.Verdict) []resident.Record {
	b.Helper()
	var rows []resident.Record
	b.view(func(tx registry.Tx) error {
		for _, p := range v.Persons {
			r, err := tx.Current(resident.ID(p.ResidentID))
			if err != nil {
				return err
			}
			rows = append(rows, r)
		}
		return nil
	})
	return rows
}

func (b *bench) check() { b.Helper(); registrytest.Check(b, b.store) }

func TestMovingIn(t *testing.T) {
	b := newBench(t)
	content := b.counter.MovingIn(4)
	content.Persons[2].Set(notification.Code, "24727059608")
	v := b.accept(content)
	if v.ProcessedOn != civil.MustParse("2026-04-01") || len(v.Persons) != 4 {
		t.Fatalf("verdict = %+v, want today and four persons", v)
	}
	rows := b.current(v)
	for i, r := range rows {
		if r.History != 1 || r.Order != i+1 || r.Household != rows[0].Household || r.Cause != resident.MovedIn || r.Status != resident.Living ||
			r.AddressSince != r.ChangedOn || r.ResidentSince != r.ChangedOn || r.Terminal != "T1" {
			t.Errorf("row %d differs: history %d order %d cause %d", i, r.History, r.Order, r.Cause)
		}
	}
	if rows[0].Name != content.Persons[0].Get(notification.FullName) || rows[0].PreviousHead == "" {
		t.Error("name or former head is not that of the paper")
	}
	b.view(func(tx registry.Tx) error {
		if id, err := tx.Holder(registry.ResidentCode, "24727059608"); err != nil || id != rows[2].ID {
			t.Errorf("holder of the code = %s, %v", id, err)
		}
		return nil
	})
	b.check()
}

func TestMovingWithinPart(t *testing.T) {
	b := newBench(t)
	family := b.current(b.accept(b.counter.MovingIn(4)))
	content := b.counter.MovingWithin(family[0], family[2]) // the head and a child leave
	content.Header.Set(notification.Scope, "2")
	content.Header.Set(notification.RemainingHead, string(family[1].ID))
	b.clock.set(b.clock.Now().Add(24 * time.Hour))
	moved := b.current(b.accept(content))
	if moved[0].Household == family[0].Household || moved[0].Address == family[0].Address || moved[0].Previous != family[0].Previous ||
		moved[0].History != 2 || moved[0].Cause != resident.MovedWithin || moved[0].ResidentSince != family[0].ResidentSince {
		t.Errorf("mover: household %s, history %d, cause %d", moved[0].Household, moved[0].History, moved[0].Cause)
	}
	if moved[1].Relationship != "子" || moved[1].Order != 2 {
		t.Errorf("child: relationship or order %d", moved[1].Order)
	}
	b.view(func(tx registry.Tx) error {
		stayers, err := tx.Members(family[0].Household)
		if err != nil || len(stayers) != 2 {
			t.Fatalf("who stays = %d, %v; want 2", len(stayers), err)
		}
		if !stayers[0].IsHead() || stayers[0].Cause != resident.HeadChanged || stayers[1].Cause != resident.HouseChanged || stayers[1].History != 2 {
			t.Errorf("who stays: causes %d and %d; want the head changed (A02)", stayers[0].Cause, stayers[1].Cause)
		}
		return nil
	})
	b.check()
}

func TestMovingOut(t *testing.T) {
	b := newBench(t)
	family := b.current(b.accept(b.counter.MovingIn(3)))
	content := b.counter.MovingOut(civil.MustParse("2026-04-10"), family[0])
	content.Header.Set(notification.Scope, "2")
	content.Header.Set(notification.RemainingHead, string(family[1].ID))
	left := b.current(b.accept(content))
	if left[0].Status != resident.Leaving || left[0].LeavesOn != civil.MustParse("2026-04-10") || left[0].Destination.IsZero() || !left[0].IsHead() {
		t.Errorf("before the day: status %d", left[0].Status)
	}
	b.check()
	for _, step := range []struct {
		day  string
		want int
	}{{"2026-04-09", 0}, {"2026-04-12", 1}, {"2026-04-12", 0}} { // a day missed is made up for, and only once
		b.clock.set(time.Date(2026, 4, civil.MustParse(step.day).Day(), 0, 5, 0, 0, civil.Japan))
		if n, err := b.intake.CarryOut(t.Context()); err != nil || n != step.want {
			t.Errorf("carried out on %s = %d, %v; want %d", step.day, n, err, step.want)
		}
	}
	b.view(func(tx registry.Tx) error {
		gone, err := tx.Current(left[0].ID)
		if err != nil || gone.Status != resident.Left || gone.History != 3 || gone.ChangedOn != civil.MustParse("2026-04-10") {
			t.Errorf("after the day: status %d, history %d, %v", gone.Status, gone.History, err)
		}
		stayers, err := tx.Members(family[0].Household)
		if err != nil || len(stayers) != 2 || !stayers[0].IsHead() {
			t.Errorf("who stays = %d, %v; want two with a head", len(stayers), err)
		}
		return nil
	})
	b.check()

	// 再転入: who comes back with the same number is the same resident (STD 1.1.13).
	again := b.counter.MovingIn(1)
	again.Persons[0].Set(notification.FullName, family[0].Name)
	again.Persons[0].Set(notification.Birth, family[0].Birth.String())
	again.Persons[0].Set(notification.MyNumber, "123456789018")
	b.update(func(tx registry.Tx) error {
		gone, err := tx.Current(left[0].ID)
		if err != nil {
			return err
		}
		gone.History++
		gone.Entry = ""
		gone.Number = mustNumber("123456789018")
		return tx.Append(&gone)
	})
	back := b.current(b.accept(again))
	if back[0].ID != family[0].ID || back[0].History != 5 || back[0].Status != resident.Living {
		t.Errorf("back again as %s-%d, want %s-5", back[0].ID, back[0].History, family[0].ID)
	}
	b.check()
}

func TestRefused(t *testing.T) {
	tests := []struct {
		name    string
		content func(b *bench, family []resident.Record) notification.Content
		kind    wire.Kind
		rules   []string
	}{
		{"E01: a living resident moves in", func(b *bench, f []resident.Record) notification.Content {
			c := b.counter.MovingIn(1)
			c.Persons[0].Set(notification.FullName, f[0].Name)
			c.Persons[0].Set(notification.Code, "24727059608")
			return c
		}, wire.RulesBroken, []string{"E01"}},
		{"E02: another name moves within", func(b *bench, f []resident.Record) notification.Content {
			c := b.counter.MovingWithin(f...)
			c.Persons[1].Set(notification.FullName, "別人")
			return c
		}, wire.RulesBroken, []string{"E02"}},
		{"E03: nobody has the number", func(b *bench, f []resident.Record) notification.Content {
			c := b.counter.MovingWithin(f...)
			c.Persons[0].Set(notification.PersonID, "123456785")
			return c
		}, wire.RulesBroken, []string{"E03"}},
		{"E04: a day to come", func(b *bench, f []resident.Record) notification.Content {
			c := b.counter.MovingWithin(f...)
			c.Header.Set(notification.ChangedOn, "2026-04-02")
			return c
		}, wire.RulesBroken, []string{"E04"}},
		{"E11: another resident's number", func(b *bench, f []resident.Record) notification.Content {
			c := b.counter.MovingIn(1)
			c.Persons[0].Set(notification.FullName, "別人")
			c.Persons[0].Set(notification.Birth, "1999-09-09")
			c.Persons[0].Set(notification.Code, "24727059608")
			return c
		}, wire.RulesBroken, []string{"E11"}},
		{"E14: nobody heads who stays", func(b *bench, f []resident.Record) notification.Content {
			c := b.counter.MovingWithin(f[0])
			c.Header.Set(notification.Scope, "2")
			return c
		}, wire.RulesBroken, []string{"E14"}},
		{"E24: no certificate", func(b *bench, f []resident.Record) notification.Content {
			c := b.counter.MovingIn(1)
			c.Header.Set(notification.Certificate, "3")
			c.Header.Set(notification.CertificateChecked, "")
			return c
		}, wire.RulesBroken, []string{"E24"}},
		{"E31: the household changed meanwhile", func(b *bench, f []resident.Record) notification.Content {
			c := b.counter.MovingWithin(f...)
			c.Header.Set(notification.ChangedOn, "2026-04-01")
			b.accept(b.counter.MovingWithin(f...))
			return c
		}, wire.Conflict, []string{"E31"}},
		{"from paper: nobody is meant", func(b *bench, f []resident.Record) notification.Content {
			c := b.counter.MovingOut(civil.MustParse("2026-04-03"), f...)
			c.Persons[0].Set(notification.PersonID, "")
			c.Persons[0].Set(notification.FullName, "存在しない")
			return c
		}, wire.Unresolved, []string{"E03"}},
		{"another ward's address", func(b *bench, f []resident.Record) notification.Content {
			c := b.counter.MovingIn(1)
			c.Header.Set(notification.NewWard, "991023")
			return c
		}, wire.OtherWard, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			arrival := b.counter.MovingIn(3)
			arrival.Persons[0].Set(notification.Code, "24727059608")
			family := b.current(b.accept(arrival))
			v := b.decide(tt.content(b, family))
			if v.Accepted || wire.Kind(v.ErrorKind) != tt.kind {
				t.Errorf("accepted %v, kind %v; want %v", v.Accepted, wire.Kind(v.ErrorKind), tt.kind)
			}
			for _, rule := range tt.rules {
				if !slices.ContainsFunc(v.Findings, func(f notification.Finding) bool { return f.Rule == rule }) {
					t.Errorf("findings = %v, want %s", v.Findings, rule)
				}
			}
			b.check()
		})
	}
}

func TestFromPaper(t *testing.T) {
	b := newBench(t)
	family := b.current(b.accept(b.counter.MovingIn(2)))
	content := b.counter.MovingOut(civil.MustParse("2026-04-01"), family...)
	for i := range content.Persons {
		content.Persons[i].Set(notification.PersonID, "")
		content.Persons[i].Set(notification.BaseVersion, "")
	}
	content.Header.Set(notification.FormerHousehold, "")
	left := b.current(b.accept(content))
	if left[0].ID != family[0].ID || left[0].Status != resident.Left {
		t.Errorf("found by name and birth: %s status %d, want %s", left[0].ID, left[0].Status, family[0].ID)
	}
	b.check()
}

// What a terminal alone could try. Every row is refused and changes nothing.
func TestForged(t *testing.T) {
	approve := notification.Approve
	tests := []struct {
		name   string
		events func(b *bench, s *notification.Submission) []*wirev1.Event
		want   []wire.Kind // of each event; 0 taken
	}{
		{"R106: the writer reviews", func(b *bench, s *notification.Submission) []*wirev1.Event {
			r := b.counter.Review(s, registrytest.Writer, approve)
			return []*wirev1.Event{b.counter.Event(s), b.counter.Event(r)}
		}, []wire.Kind{0, wire.ReviewerIsWriter}},
		{"E21: the same reviewer twice", func(b *bench, s *notification.Submission) []*wirev1.Event {
			r, again := b.counter.Review(s, registrytest.First, approve), b.counter.Review(s, registrytest.First, approve)
			again.ReviewedAt = again.ReviewedAt.Add(time.Minute)
			b.counter.SignReview(again)
			return []*wirev1.Event{b.counter.Event(s), b.counter.Event(r), b.counter.Event(again)}
		}, []wire.Kind{0, 0, wire.ReviewerTwice}},
		{"another operator's signature on a review", func(b *bench, s *notification.Submission) []*wirev1.Event {
			r := b.counter.Review(s, registrytest.First, approve)
			r.Reviewer = registrytest.Second
			return []*wirev1.Event{b.counter.Event(s), b.counter.Event(r)}
		}, []wire.Kind{0, wire.BadSignature}},
		{"a review of other content", func(b *bench, s *notification.Submission) []*wirev1.Event {
			r := b.counter.Review(s, registrytest.First, approve)
			r.Hash[0]++
			b.counter.SignReview(r)
			return []*wirev1.Event{b.counter.Event(s), b.counter.Event(r)}
		}, []wire.Kind{0, wire.BadHash}},
		{"D14: approved without having looked", func(b *bench, s *notification.Submission) []*wirev1.Event {
			r := b.counter.Review(s, registrytest.First, approve)
			r.Evidence = []byte(`{"version":1,"ms":1,"sections":[],"retyped":[]}`)
			b.counter.SignReview(r)
			return []*wirev1.Event{b.counter.Event(s), b.counter.Event(r)}
		}, []wire.Kind{0, wire.ReviewIncomplete}},
		{"D14: approved without having looked at what was waved through", func(b *bench, s *notification.Submission) []*wirev1.Event {
			r := b.counter.Review(s, registrytest.First, approve)
			s.Acknowledged = alerts
			b.counter.Sign(s)
			return []*wirev1.Event{b.counter.Event(s), b.counter.Event(r), b.counter.Event(b.counter.Review(s, registrytest.Second, approve))}
		}, []wire.Kind{0, wire.ReviewIncomplete, 0}},
		{"a writer's reason changed after signing", func(b *bench, s *notification.Submission) []*wirev1.Event {
			s.Acknowledged = alerts
			b.counter.Sign(s)
			s.Acknowledged = slices.Clone(alerts)
			s.Acknowledged[0].Reason = "別の理由"
			return []*wirev1.Event{b.counter.Event(s)}
		}, []wire.Kind{wire.BadSignature}},
		{"D15: returned without a reason", func(b *bench, s *notification.Submission) []*wirev1.Event {
			r := b.counter.Review(s, registrytest.First, notification.GiveBack)
			r.Reasons = nil
			b.counter.SignReview(r)
			return []*wirev1.Event{b.counter.Event(s), b.counter.Event(r)}
		}, []wire.Kind{0, wire.Malformed}},
		{"content changed after signing", func(b *bench, s *notification.Submission) []*wirev1.Event {
			s.Content = slices.Concat(s.Content, []byte(" "))
			return []*wirev1.Event{b.counter.Event(s)}
		}, []wire.Kind{wire.BadHash}},
		{"R007, E22: an item that is not on the form", func(b *bench, s *notification.Submission) []*wirev1.Event {
			c, _ := notification.Decode(s.Content)
			c.Header.Set(notification.DestTown, "架空県")
			s.Content, _ = c.Encode()
			b.counter.Sign(s)
			return []*wirev1.Event{b.counter.Event(s)}
		}, []wire.Kind{wire.BadContent}},
		{"E22: a form nobody knows", func(b *bench, s *notification.Submission) []*wirev1.Event {
			s.Version = 99
			b.counter.Sign(s)
			return []*wirev1.Event{b.counter.Event(s)}
		}, []wire.Kind{wire.UnknownSchema}},
		{"an operator with no key here", func(b *bench, s *notification.Submission) []*wirev1.Event {
			s.Writer = "nobody"
			return []*wirev1.Event{b.counter.Event(s)}
		}, []wire.Kind{wire.NotEnrolled}},
		{"an entry ID that is none", func(b *bench, s *notification.Submission) []*wirev1.Event {
			s.EntryID = "海野 潮"
			b.counter.Sign(s)
			return []*wirev1.Event{b.counter.Event(s)}
		}, []wire.Kind{wire.Malformed}},
		{"a review of nothing", func(b *bench, s *notification.Submission) []*wirev1.Event {
			return []*wirev1.Event{b.counter.Event(b.counter.Review(s, registrytest.First, approve))}
		}, []wire.Kind{wire.UnknownEntry}},
		{"somebody else withdraws", func(b *bench, s *notification.Submission) []*wirev1.Event {
			return []*wirev1.Event{b.counter.Event(s), b.counter.Event(b.counter.Withdraw(s, registrytest.First))}
		}, []wire.Kind{0, wire.NoRight}},
		{"an empty event", func(b *bench, s *notification.Submission) []*wirev1.Event {
			e := b.counter.Event(s)
			e.Body = nil
			return []*wirev1.Event{e}
		}, []wire.Kind{wire.Malformed}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			s := b.counter.Submit(b.counter.MovingIn(2))
			for i, r := range b.push(tt.events(b, s)...) {
				if r.Kind != tt.want[i] || (r.Kind == 0) != (r.Outcome == registry.Taken) {
					t.Errorf("event %d: outcome %d, kind %v; want kind %v", r.Seq, r.Outcome, r.Kind, tt.want[i])
				}
			}
			b.view(func(tx registry.Tx) error {
				return tx.Residents(func(resident.Record) error { return errors.New("somebody was written") })
			})
			// The bad event does not hold up what follows.
			b.accept(b.counter.MovingIn(1))
			b.check()
		})
	}
}

func TestIdempotent(t *testing.T) {
	b := newBench(t)
	s, events := b.counter.Approved(b.counter.MovingIn(2))
	b.push(events...)
	v := b.verdict(s)
	for i, r := range b.push(events...) {
		if r.Outcome != registry.Known {
			t.Errorf("event %d again: outcome %d, want known", i+1, r.Outcome)
		}
	}
	// The same under new numbers, as after the terminal lost its file's tail.
	if r := b.push(b.counter.Event(s))[0]; r.Outcome != registry.Taken {
		t.Errorf("same submission under %d: outcome %d kind %v", r.Seq, r.Outcome, r.Kind)
	}
	if again := b.verdict(s); !again.DecidedAt.Equal(v.DecidedAt) || len(again.Persons) != 2 {
		t.Error("verdict changed")
	}
	b.check()
}

// alerts are what a writer acknowledged.
var alerts = []notification.Acknowledgement{{Rule: "A03", Person: notification.Header, Item: notification.ChangedOn, Reason: "海野潮の入院のため"}, {Rule: "A09"}}

func TestFork(t *testing.T) {
	b := newBench(t)
	s := b.counter.Submit(b.counter.MovingIn(1))
	b.push(b.counter.Event(s))
	other := *s
	content := b.counter.MovingIn(1)
	other.Content, _ = content.Encode()
	b.counter.Sign(&other)
	forked := b.counter.Event(&other) // the same entry and revision under a new number
	if r := b.push(forked)[0]; r.Outcome != registry.ForkedOutcome || r.Kind != wire.SameIDOther {
		t.Errorf("other content under the same entry: outcome %d kind %v", r.Outcome, r.Kind)
	}
	excused := *s
	excused.Acknowledged = alerts
	b.counter.Sign(&excused)
	if r := b.push(b.counter.Event(&excused))[0]; r.Outcome != registry.ForkedOutcome || r.Kind != wire.SameIDOther {
		t.Errorf("other alerts under the same entry: outcome %d kind %v", r.Outcome, r.Kind)
	}
	forked.Seq = 1 // another event under a number that is held
	if r := b.push(forked)[0]; r.Outcome != registry.ForkedOutcome || r.Kind != wire.Fork {
		t.Errorf("another event under number 1: outcome %d kind %v", r.Outcome, r.Kind)
	}
	b.view(func(tx registry.Tx) error {
		held, err := tx.Submission(s.EntryID, 1)
		if err != nil || held.Hash != s.Hash {
			t.Errorf("held content changed, %v", err)
		}
		return nil
	})
	b.check()
}

func TestGap(t *testing.T) {
	b := newBench(t)
	b.push(b.counter.Event(b.counter.Submit(b.counter.MovingIn(1))))
	b.counter.Event(b.counter.Submit(b.counter.MovingIn(1))) // lost
	_, _, err := b.intake.Take(t.Context(), "T1", []*wirev1.Event{b.counter.Event(b.counter.Submit(b.counter.MovingIn(1)))})
	if !errors.Is(err, wire.Gap) {
		t.Errorf("event 3 after 1 = %v, want a gap", err)
	}
}

func TestReturnedAndAgain(t *testing.T) {
	b := newBench(t)
	content := b.counter.MovingIn(1)
	s := b.counter.Submit(content)
	b.push(b.counter.Event(s), b.counter.Event(b.counter.Review(s, registrytest.First, notification.GiveBack)))
	if got := b.stage(s); got != registry.Returned {
		t.Fatalf("stage = %d, want returned", got)
	}
	late := b.push(b.counter.Event(b.counter.Review(s, registrytest.Second, notification.Approve)))
	if late[0].Kind != wire.EntryClosed {
		t.Errorf("approval of what was returned: %v", late[0].Kind)
	}
	s2 := *s
	s2.Revision = 2
	content.Header.Set(notification.Remark, "訂正")
	s2.Content, _ = content.Encode()
	b.counter.Sign(&s2)
	stale := b.counter.Review(s, registrytest.Second, notification.Approve)
	results := b.push(b.counter.Event(&s2), b.counter.Event(stale),
		b.counter.Event(b.counter.Review(&s2, registrytest.First, notification.Approve)), b.counter.Event(b.counter.Review(&s2, registrytest.Second, notification.Approve)))
	if results[1].Kind != wire.StaleRevision {
		t.Errorf("review of the old revision: %v", results[1].Kind)
	}
	if v := b.verdict(&s2); !v.Accepted {
		t.Errorf("second revision: kind %d, %v", v.ErrorKind, v.Findings)
	}
	b.check()
}

// A new revision is taken of what was returned or refused, and of nothing else.
func TestRevisionOfWhatIsNotReturned(t *testing.T) {
	for _, tt := range []struct {
		name  string
		first func(b *bench, s *notification.Submission) []*wirev1.Event
	}{
		{"pending", func(b *bench, s *notification.Submission) []*wirev1.Event { return nil }},
		{"withdrawn", func(b *bench, s *notification.Submission) []*wirev1.Event {
			return []*wirev1.Event{b.counter.Event(b.counter.Withdraw(s, registrytest.Writer))}
		}},
		{"accepted", func(b *bench, s *notification.Submission) []*wirev1.Event {
			return []*wirev1.Event{b.counter.Event(b.counter.Review(s, registrytest.First, notification.Approve)), b.counter.Event(b.counter.Review(s, registrytest.Second, notification.Approve))}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			s := b.counter.Submit(b.counter.MovingIn(1))
			b.push(append([]*wirev1.Event{b.counter.Event(s)}, tt.first(b, s)...)...)
			before := b.stage(s)
			again := *s
			again.Revision = 2
			b.counter.Sign(&again)
			if r := b.push(b.counter.Event(&again))[0]; r.Kind != wire.EntryClosed || b.stage(s) != before {
				t.Errorf("revision 2: kind %v, stage %d; want %v and the stage as before", r.Kind, b.stage(s), wire.EntryClosed)
			}
			b.check()
		})
	}
}

func TestWithdrawn(t *testing.T) {
	b := newBench(t)
	s := b.counter.Submit(b.counter.MovingIn(1))
	b.push(b.counter.Event(s), b.counter.Event(b.counter.Withdraw(s, registrytest.Writer)))
	results := b.push(b.counter.Event(b.counter.Review(s, registrytest.First, notification.Approve)), b.counter.Event(b.counter.Withdraw(s, registrytest.Writer)))
	for _, r := range results {
		if r.Kind != wire.EntryClosed {
			t.Errorf("event %d on what was withdrawn: %v", r.Seq, r.Kind)
		}
	}
}

func TestRightWithdrawn(t *testing.T) {
	for _, tt := range []struct {
		name string
		who  operator.ID
		edit func(*operator.Profile)
		want wire.Kind
	}{
		{"the writer's validity is over", registrytest.Writer, func(p *operator.Profile) { p.ValidUntil = time.Date(2026, 4, 1, 9, 0, 0, 0, civil.Japan) }, wire.RightWithdrawn},
		{"a reviewer may not review any more", registrytest.Second, func(p *operator.Profile) { p.Rights = nil }, wire.RightWithdrawn},
		{"a reviewer went to another ward", registrytest.First, func(p *operator.Profile) { p.Ward = "991023" }, wire.OtherWard},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			s, events := b.counter.Approved(b.counter.MovingIn(1))
			b.push(events[:2]...)
			b.update(func(tx registry.Tx) error {
				a, err := tx.Account(tt.who)
				if err != nil {
					return err
				}
				tt.edit(&a.Profile)
				return tx.PutAccount(a)
			})
			b.push(events[2])
			if v := b.verdict(s); v.Accepted || wire.Kind(v.ErrorKind) != tt.want {
				t.Errorf("accepted %v, kind %v; want %v", v.Accepted, wire.Kind(v.ErrorKind), tt.want)
			}
			b.view(func(tx registry.Tx) error { // salvage
				_, err := tx.Submission(s.EntryID, 1)
				return err
			})
			b.check()
		})
	}
}

// E18: of two entries on one household the older is applied, the younger waits for it.
func TestPendingOrder(t *testing.T) {
	b := newBench(t)
	family := b.current(b.accept(b.counter.MovingIn(2)))
	first := b.counter.Submit(b.counter.MovingWithin(family...))
	b.clock.set(b.clock.Now().Add(time.Minute))
	second := b.counter.Submit(b.counter.MovingOut(civil.MustParse("2026-04-20"), family...))
	b.push(b.counter.Event(first), b.counter.Event(second), b.counter.Event(b.counter.Review(second, registrytest.First, notification.Approve)))
	if v := b.verdict(second); v.Accepted || !slices.ContainsFunc(v.Findings, func(f notification.Finding) bool { return f.Rule == "E18" }) {
		t.Errorf("younger entry: accepted %v, %v; want E18", v.Accepted, v.Findings)
	}
	b.push(b.counter.Event(b.counter.Review(first, registrytest.First, notification.Approve)))
	if v := b.verdict(first); !v.Accepted {
		t.Errorf("older entry: %v", v.Findings)
	}
	b.check()
}

// R106: a support measure asks for a second review, one of them by the officer
// responsible, also when it came after the first.
func TestProtectedNeedsOfficer(t *testing.T) {
	b := newBench(t)
	family := b.current(b.accept(b.counter.MovingIn(1)))
	b.protect("m1", family[0].ID)
	s := b.counter.Submit(b.counter.MovingOut(civil.MustParse("2026-04-01"), family...))
	b.push(b.counter.Event(s))
	for _, step := range []struct {
		by   operator.ID
		want registry.Stage
	}{{registrytest.First, registry.Pending}, {registrytest.Second, registry.Pending}, {registrytest.Officer, registry.Accepted}} {
		b.push(b.counter.Event(b.counter.Review(s, step.by, notification.Approve)))
		if got := b.stage(s); got != step.want {
			t.Errorf("stage after %s = %d, want %d", step.by, got, step.want)
		}
	}
	b.check()
}
