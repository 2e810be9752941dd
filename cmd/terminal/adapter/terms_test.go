package adapter_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/assets"
)

// TestBars: DOMAIN 4.4, what waits for too long keeps new entries from being begun, and
// nothing else: drafts go on and are handed over, and entries are reviewed.
func TestBars(t *testing.T) {
	calendar, err := civil.ParseHolidays(bytes.NewReader(assets.Holidays))
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	b.signIn(sato)
	synced, frozen := b.now(), false
	b.Calendar, b.Synced, b.Frozen = calendar, func() time.Time { return synced }, func() bool { return frozen }
	terms := b.Terms()
	terms.Limits = desk.Limits{SyncDays: 3, UnreviewedCount: 2, UnreviewedDays: 1, ReviewStopDays: 2, UnsentCount: 2, UnsentDays: 1}
	b.Apply(terms)
	draft := b.begin(notification.MovingWithin)
	mayBegin := func(what string, want error) {
		t.Helper()
		if _, err := b.Begin(notification.MovingIn); !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("%s: begin = %v, want %v", what, err, want)
		}
		if want != nil && !errors.Is(want, counter.ErrStale) {
			t.Errorf("%v is not told as stale", want)
		}
	}
	bar := func() counter.Bar {
		t.Helper()
		c, err := b.Counts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c.Bar
	}
	mayBegin("at first", nil)

	days := func(n int, since time.Time) {
		for calendar.OfficeDaysBetween(civil.FromTime(since), civil.FromTime(b.now())) < n {
			b.later(24 * time.Hour)
		}
	}
	days(2, synced)
	mayBegin("two office days without the registry", nil)
	days(3, synced)
	mayBegin("three office days without the registry", counter.ErrStale)
	if bar() != counter.SyncBar {
		t.Errorf("bar is %d", bar())
	}
	b.must(b.SaveDraft(t.Context(), draft))
	b.must(b.HandOver(t.Context(), draft, b.acks(draft)))
	synced = b.now()
	mayBegin("in step again", nil)

	frozen = true
	mayBegin("an old configuration", counter.ErrPolicyStale)
	if bar() != counter.PolicyBar {
		t.Errorf("bar is %d", bar())
	}
	frozen = false

	handed := b.now()
	days(2, handed)
	synced = b.now()
	mayBegin("unreviewed for two office days", counter.ErrUnreviewed)
	if bar() != counter.ReviewBar {
		t.Errorf("bar is %d", bar())
	}
}

// TestLate: DOMAIN 4.4, counts tell when they reach what the policy allows.
func TestLate(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	late := func() bool {
		t.Helper()
		c, err := b.Counts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c.Of[counter.Waiting].Late
	}
	b.handOver(notification.MovingWithin)
	terms := b.Terms()
	for _, tt := range []struct {
		most int
		want bool
	}{{0, false}, {2, false}, {1, true}} {
		terms.Limits.UnreviewedCount = tt.most
		b.Apply(terms)
		if late() != tt.want {
			t.Errorf("1 of %d: late %v", tt.most, late())
		}
	}
}

// TestApply: R031, terms are in force from the next step on, and their version stands in
// entries and records.
func TestApply(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	terms := b.Terms()
	terms.PolicyVersion, terms.Reviewers = 42, 3
	b.Apply(terms)
	e := b.handOver(notification.MovingWithin)
	if got := b.kept(e.ID).Needed; got != 3 {
		t.Errorf("needs %d reviews, want 3", got)
	}
	all := b.audits()
	if last := all[len(all)-1]; last.Policy != 42 {
		t.Errorf("record of policy %d, want 42", last.Policy)
	}
}
