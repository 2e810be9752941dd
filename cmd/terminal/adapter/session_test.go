package adapter_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
)

func TestSignInOnlineWorksOfflineAfterwards(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	online := b.registry.keys[sato]
	b.must(b.SignOut(b.Context(), "operator"))
	b.registry.cut()
	b.restart()
	b.signIn(sato)
	if who, ok := b.Operator(); !ok || who.Name != names[sato] || !who.Has(operator.Enter, b.at) {
		t.Errorf("signed in offline as %v, %v", who, ok)
	}
	e := b.handOver(notification.MovingWithin)
	if err := b.kept(e.ID).Submission.Verify(online); err != nil {
		t.Errorf("signed offline with another key than the registry knows: %v", err)
	}
	b.logged(0, audit.SignIn, audit.SignOut, audit.SignIn, audit.DraftSaved, audit.HandedOver)
}

func TestSignInRefused(t *testing.T) {
	offline := func(b *bench) {
		b.signIn(sato)
		b.must(b.SignOut(b.Context(), "operator"))
		b.registry.cut()
		b.later(time.Minute)
	}
	tests := []struct {
		name    string
		prepare func(b *bench)
		id      operator.ID
		pin     string
		code    func(b *bench) string
		want    error
	}{
		{"unknown at this terminal without a line", func(b *bench) { b.registry.cut() }, sato, pins[sato], func(b *bench) string { return b.code(sato) }, desk.ErrUnknownHere},
		{"nobody's ID with a line", nil, "nobody", "739164", func(*bench) string { return "123456" }, desk.ErrRefused},
		{"no ID at all", nil, "佐藤 一", "739164", func(*bench) string { return "123456" }, operator.ErrID},
		{"wrong PIN with a line", nil, sato, "000001", func(b *bench) string { return b.code(sato) }, desk.ErrRefused},
		{"wrong PIN without", offline, sato, "000001", func(b *bench) string { return b.code(sato) }, desk.ErrRefused},
		{"wrong code without", offline, sato, pins[sato], func(*bench) string { return "000000" }, desk.ErrRefused},
		{"another's code without", offline, sato, pins[sato], func(b *bench) string { return b.code(suzuki) }, desk.ErrRefused},
		{"credential expired", func(b *bench) { offline(b); b.later(72 * time.Hour) }, sato, pins[sato], func(b *bench) string { return b.code(sato) }, desk.ErrExpired},
		{"rights ended", func(b *bench) {
			b.registry.accounts[sato].profile.ValidUntil = b.at.Add(time.Hour)
			offline(b)
			b.later(time.Hour)
		}, sato, pins[sato], func(b *bench) string { return b.code(sato) }, desk.ErrExpired},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			if tt.prepare != nil {
				tt.prepare(b)
			}
			n := len(b.audits())
			b.want("sign in", b.SignIn(b.Context(), tt.id, tt.pin, tt.code(b)), tt.want)
			if _, signedIn := b.Operator(); signedIn {
				t.Error("signed in all the same")
			}
			if _, err := operator.ParseID(string(tt.id)); err == nil {
				b.logged(n, audit.SignInRefused)
			}
		})
	}
}

func TestWrongPINAndWrongCodeAreToldAlike(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	b.swap(suzuki)
	b.must(b.SignOut(b.Context(), "operator"))
	b.registry.cut()
	b.later(time.Minute)
	byPIN := b.SignIn(b.Context(), sato, "000001", b.code(sato))
	byCode := b.SignIn(b.Context(), suzuki, pins[suzuki], "000000")
	if byPIN == nil || byCode == nil || byPIN.Error() != byCode.Error() {
		t.Errorf("wrong PIN %v, wrong code %v", byPIN, byCode)
	}
	var pin, code *desk.WaitError
	if !errors.As(byPIN, &pin) || !errors.As(byCode, &code) || *pin != *code {
		t.Errorf("wrong PIN %+v, wrong code %+v", pin, code)
	}
	records := b.audits()
	one, two := records[len(records)-2], records[len(records)-1]
	if one.Kind != audit.SignInRefused || len(one.Detail) != 1 || one.Detail[0] != two.Detail[0] {
		t.Errorf("logged apart: %v and %v", one, two)
	}
}

// TestReplay: a code opens once, with the line and without, before and after a restart.
func TestReplay(t *testing.T) {
	for _, offlineFirst := range []bool{false, true} {
		b := newBench(t)
		b.signIn(sato)
		if offlineFirst {
			b.must(b.SignOut(b.Context(), "operator"))
			b.registry.cut()
			b.signIn(sato)
		}
		used := b.code(sato)
		b.must(b.SignOut(b.Context(), "operator"))
		b.registry.cut()
		b.want("replay without a line", b.SignIn(b.Context(), sato, pins[sato], used), desk.ErrRefused)
		b.restart()
		b.want("replay after a restart", b.SignIn(b.Context(), sato, pins[sato], used), desk.ErrRefused)
		b.later(operator.TokenPeriod)
		b.must(b.SignIn(b.Context(), sato, pins[sato], b.code(sato)))
	}
}

func TestWaitsGrow(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	b.must(b.SignOut(b.Context(), "operator"))
	b.registry.cut()
	b.later(time.Minute)
	fail := func() *desk.WaitError {
		t.Helper()
		var wait *desk.WaitError
		if err := b.SignIn(b.Context(), sato, "000001", b.code(sato)); !errors.As(err, &wait) {
			t.Fatalf("sign in with a wrong PIN = %v", err)
		}
		return wait
	}
	for range 4 {
		if w := fail(); w.Until.After(b.at) {
			t.Fatalf("wait until %v after %d tries left", w.Until, w.Left)
		}
	}
	for i, least := range []time.Duration{30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour} {
		w := fail()
		if got := w.Until.Sub(b.at); got != least || w.Left != 5-i {
			t.Errorf("failure %d: wait %v with %d left, want %v with %d", 5+i, got, w.Left, least, 5-i)
		}
		b.restart() // survives it
		b.want("right proof within the wait", b.SignIn(b.Context(), sato, pins[sato], b.code(sato)), desk.ErrRefused)
		b.later(-24 * time.Hour) // nor does the clock set back shorten it
		b.want("with the clock set back", b.SignIn(b.Context(), sato, pins[sato], b.code(sato)), desk.ErrRefused)
		b.later(24*time.Hour + least)
	}
	if w := fail(); !w.Disabled {
		t.Errorf("tenth failure: %+v, want disabled", w)
	}
	b.restart()
	b.later(48 * time.Hour)
	var wait *desk.WaitError
	if err := b.SignIn(b.Context(), sato, pins[sato], b.code(sato)); !errors.As(err, &wait) || !wait.Disabled {
		t.Errorf("right proof of a disabled PIN = %v", err)
	}
}

// TestClockFarAhead: a wait that began under a clock of years ahead becomes the one that
// the failures earn, as soon as the registry has told the time.
func TestClockFarAhead(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	b.must(b.SignOut(b.Context(), "operator"))
	b.registry.cut()
	ahead := 4 * 365 * 24 * time.Hour
	b.later(ahead)
	for range 5 {
		b.want("a wrong PIN", b.SignIn(b.Context(), sato, "000001", b.code(sato)), desk.ErrRefused)
	}
	b.later(time.Hour - ahead) // the clock is right again
	proof := func() error { return b.SignIn(b.Context(), sato, pins[sato], b.code(sato)) }
	b.want("before the registry told the time", proof(), desk.ErrRefused)
	b.timed = true
	var wait *desk.WaitError
	if err := proof(); !errors.As(err, &wait) || wait.Until.Sub(b.at) != 30*time.Second {
		t.Errorf("once it told = %v, want a wait of 30 s", err)
	}
	b.later(20 * time.Second)
	b.want("within it", proof(), desk.ErrRefused) // and it does not begin anew
	b.later(10 * time.Second)
	b.must(proof())
}

// TestSignInFailsClosed: a failure that cannot be written down is no free guess, and the
// right proof opens nothing either.
func TestSignInFailsClosed(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	b.must(b.SignOut(b.Context(), "operator"))
	mend := b.sabotage("audit")
	for _, line := range []counter.LineState{counter.Online, counter.Offline} {
		b.registry.set(line)
		b.later(time.Minute)
		if err := b.SignIn(b.Context(), sato, pins[sato], b.code(sato)); err == nil {
			t.Errorf("signed in without a record, line %d", line)
		}
		if _, signedIn := b.Operator(); signedIn {
			t.Fatalf("signed in without a record, line %d", line)
		}
	}
	mend()
	b.signIn(sato)
}

func TestLocked(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	e := b.handOver(notification.MovingWithin)
	draft := b.begin(notification.MovingIn)
	b.must(b.SaveDraft(b.Context(), draft))
	b.must(b.Lock(b.Context(), "idle"))
	ctx := b.Context()
	steps := map[string]func() error{
		"begin":       func() error { _, err := b.Begin(notification.MovingIn); return err },
		"load":        func() error { _, err := b.Load(ctx, draft.ID); return err },
		"check":       func() error { _, err := b.Check(ctx, &draft.Content); return err },
		"hand over":   func() error { return b.HandOver(ctx, draft, nil) },
		"withdraw":    func() error { return b.Withdraw(ctx, e.ID) },
		"list":        func() error { _, err := b.List(ctx, counter.Drafts); return err },
		"queue":       func() error { _, err := b.Queue(ctx); return err },
		"claim":       func() error { _, err := b.Claim(ctx, e.ID); return err },
		"release":     func() error { return b.Release(ctx, e.ID) },
		"search":      func() error { _, err := b.Search(ctx, counter.Query{Name: "中原花子"}); return err },
		"open record": func() error { _, err := b.OpenRecord(ctx, hanako, counter.ForEnquiry); return err },
		"reveal": func() error {
			_, err := b.RevealNumber(ctx, hanako, counter.ResidentCode, counter.ForEnquiry)
			return err
		},
		"number shown":     func() error { return b.NumberShown(ctx, draft.ID, 0, notification.MyNumber) },
		"position due":     func() error { _, err := b.PositionDue(ctx); return err },
		"confirm position": func() error { return b.ConfirmPosition(ctx, "eDP-1") },
	}
	before := len(b.audits())
	for name, step := range steps {
		b.want(name, step(), desk.ErrLocked)
	}
	b.logged(before)
	draft.Content.Header.Set(notification.Remark, "書きかけ")
	b.must(b.SaveDraft(ctx, draft)) // D7: what was typed is kept
	if b.kept(draft.ID).Content.Header.Get(notification.Remark) != "書きかけ" {
		t.Error("draft is not kept under the cover")
	}
	b.later(time.Minute)
	b.want("another operator", b.SignIn(ctx, suzuki, pins[suzuki], b.code(suzuki)), desk.ErrOther)
	b.want("another's proof", b.Unlock(ctx, pins[suzuki], b.code(suzuki)), desk.ErrRefused)
	b.want("wrong code", b.Unlock(ctx, pins[sato], "000000"), desk.ErrRefused)
	b.want("still covered", steps["load"](), desk.ErrLocked)
	b.must(b.Unlock(ctx, pins[sato], b.code(sato)))
	if got, err := b.Load(ctx, draft.ID); err != nil || got.Content.Header.Get(notification.Remark) != "書きかけ" {
		t.Errorf("draft after the return: %v", err)
	}
	b.must(b.HandOver(ctx, draft, b.acks(draft)))
}

// TestUnlockOffline: the cover opens without a line as well, and the key with it.
func TestUnlockOffline(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	used := b.code(sato)
	b.must(b.Lock(b.Context(), "left_seat"))
	b.registry.cut()
	b.want("the same code again", b.Unlock(b.Context(), pins[sato], used), desk.ErrRefused)
	b.later(time.Minute)
	b.must(b.Unlock(b.Context(), pins[sato], b.code(sato)))
	e := b.handOver(notification.MovingWithin)
	if err := b.kept(e.ID).Submission.Verify(b.registry.keys[sato]); err != nil {
		t.Error(err)
	}
}

func TestSignOutForgets(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	if _, err := b.OpenRecord(b.Context(), hanako, counter.ForNotification); err != nil {
		t.Fatal(err)
	}
	b.registry.cut()
	if members, err := b.Household(b.Context(), hanako, counter.ForNotification); err != nil || len(members) != 2 || members[0].ID != hanako {
		t.Fatalf("household opened before: %d members, %v", len(members), err)
	}
	b.must(b.SignOut(b.Context(), "operator"))
	if rows, err := b.store.Households(b.Context()); err != nil || len(rows) != 0 {
		t.Errorf("%d households kept after sign-out, %v", len(rows), err)
	}
	b.signIn(sato)
	_, err := b.Household(b.Context(), hanako, counter.ForNotification)
	b.want("household after sign-out", err, counter.ErrOffline)
}

// TestLeftOpen: a session that a crash left open is closed at the next start, with its
// record, and what it had opened is gone.
func TestLeftOpen(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	if _, err := b.OpenRecord(b.Context(), hanako, counter.ForNotification); err != nil {
		t.Fatal(err)
	}
	n := len(b.audits())
	b.restart()
	b.logged(n, audit.LeftOpen)
	if r := b.audits()[n]; r.Operator != sato {
		t.Errorf("left open by %q", r.Operator)
	}
	if rows, _ := b.store.Households(b.Context()); len(rows) != 0 {
		t.Error("households are kept over a crash")
	}
	if _, signedIn := b.Operator(); signedIn {
		t.Error("somebody is signed in after a start")
	}
	b.restart()
	b.logged(n, audit.LeftOpen)
}

// TestSignOutNotWritten: the operator is gone all the same, and what stayed open is
// closed before the next one comes.
func TestSignOutNotWritten(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	if _, err := b.OpenRecord(b.Context(), hanako, counter.ForNotification); err != nil {
		t.Fatal(err)
	}
	mend := b.sabotage("audit")
	if err := b.SignOut(b.Context(), "signal"); err == nil {
		t.Error("signed out without a record")
	}
	if _, signedIn := b.Operator(); signedIn {
		t.Error("still signed in")
	}
	mend()
	n := len(b.audits())
	b.signIn(suzuki)
	b.logged(n, audit.CommitFailed, audit.LeftOpen, audit.SignIn)
	b.registry.cut()
	_, err := b.Household(b.Context(), hanako, counter.ForNotification)
	b.want("what another had opened", err, counter.ErrOffline)
}

func TestPositionOncePerDay(t *testing.T) {
	b := newBench(t)
	due := func(want bool) {
		t.Helper()
		if got, err := b.PositionDue(b.Context()); err != nil || got != want {
			t.Errorf("position due = %v, %v, want %v", got, err, want)
		}
	}
	b.signIn(sato)
	due(true)
	b.must(b.ConfirmPosition(b.Context(), "eDP-1"))
	due(false)
	b.swap(suzuki)
	due(true)
	b.swap(sato)
	due(false)
	b.later(24 * time.Hour)
	due(true)
	b.must(b.ConfirmPosition(b.Context(), "汎用 モニター 123456789012")) // whatever the display calls itself
	due(false)
}

// TestResume: whoever signed in without a line is made known to the registry when it is
// back, and again when the registry forgot its sessions.
func TestResume(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	b.must(b.SignOut(b.Context(), "operator"))
	b.registry.cut()
	b.signIn(sato)
	_, err := b.Search(b.Context(), counter.Query{Name: "中原花子"})
	b.want("search without a line", err, counter.ErrOffline)
	b.registry.restore()
	for want := 1; want <= 2; want++ {
		found, err := b.Search(b.Context(), counter.Query{Name: "中原花子", Purpose: counter.ForEnquiry})
		if err != nil || len(found.Hits) != 1 || b.registry.resumed != want {
			t.Errorf("search after %d resumptions: %d hits, %v", b.registry.resumed, len(found.Hits), err)
		}
		b.registry.forgetSessions()
	}
}

// TestLockWhileAsking: the cover takes the key away also while the registry is being
// asked with it, and does not spoil the question.
func TestLockWhileAsking(t *testing.T) {
	b := newBench(t)
	b.registry.families = families()
	b.signIn(sato)
	b.registry.forgetSessions() // the next question resumes the session first
	b.registry.resuming = func() { b.must(b.Lock(t.Context(), "left_seat")) }
	query := counter.Query{Name: "中原花子", Purpose: counter.ForEnquiry}
	found, err := b.Search(t.Context(), query)
	if err != nil || len(found.Hits) != 1 {
		t.Errorf("search begun before the cover fell: %d hits, %v", len(found.Hits), err)
	}
	_, err = b.Search(t.Context(), query)
	b.want("search under the cover", err, desk.ErrLocked)
}
