package adapter_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	central "madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
)

// TestNotice is R034: every operator confirms that access is logged, and again after the
// days of the policy, also over a restart.
func TestNotice(t *testing.T) {
	b := newBench(t)
	due := func(when string, want bool) {
		t.Helper()
		if got, err := b.NoticeDue(b.Context()); err != nil || got != want {
			t.Errorf("%s: due = %v, %v, want %v", when, got, err, want)
		}
	}
	b.signIn(sato)
	due("the policy asks for none", false)
	every := func(days int) { b.Apply(desk.Terms{NoticeDays: days}) }
	every(30)
	due("never confirmed", true)
	before := len(b.audits())
	b.must(b.TakeNotice(b.Context()))
	b.logged(before, audit.NoticeTaken)
	due("confirmed", false)
	b.swap(suzuki)
	due("another operator", true)
	b.restart()
	every(30)
	b.signIn(sato)
	due("after a restart", false)
	b.later(29 * 24 * time.Hour)
	due("after 29 days", false)
	b.later(24 * time.Hour)
	due("after 30 days", true)
	b.later(-60 * 24 * time.Hour)
	due("with the clock set back before it", true)
	b.must(b.Lock(b.Context(), "idle"))
	_, err := b.NoticeDue(b.Context())
	b.want("due under the cover", err, desk.ErrLocked)
	b.want("taken under the cover", b.TakeNotice(b.Context()), desk.ErrLocked)
}

// TestAsked is R122 against the real registry: who was asked reads it at the next sign-in,
// answers once, and nobody else does.
func TestAsked(t *testing.T) {
	w := newWired(t)
	ask := func(id, text string) {
		t.Helper()
		day := civil.FromTime(w.now())
		w.must(w.register.Update(t.Context(), func(tx central.Tx) error {
			if err := tx.PutReport(central.Report{ID: "r-" + id, Kind: "off_hours", First: day, Last: day, MadeAt: w.now(), MadeBy: "boss", CSV: []byte("day\n")}); err != nil {
				return err
			}
			return tx.PutQuestion(central.Question{ID: id, Report: "r-" + id, Operator: registrytest.Writer, Text: text, AskedBy: "boss", AskedAt: w.now()})
		}))
	}
	signIn := func() {
		t.Helper()
		w.must(w.SignIn(t.Context(), registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	}
	signIn()
	if asked := w.Asked(); len(asked) != 0 {
		t.Errorf("asked %v before anybody did", asked)
	}
	ask("q1", "21時の検索の理由は？")
	ask("q2", "休日の印刷の理由は？")
	w.must(w.SignOut(t.Context(), "operator"))
	signIn()
	if asked := w.Asked(); len(asked) != 2 || asked[0].By != "boss" || !strings.Contains(asked[0].Text+asked[1].Text, "21時の検索") {
		t.Fatalf("asked = %+v", asked)
	}
	w.want("answered with nothing", w.Answer(t.Context(), "q1", " 　"), desk.ErrAnswer)
	w.want("answered at length", w.Answer(t.Context(), "q1", strings.Repeat("あ", counter.MaxAnswer+1)), desk.ErrAnswer)
	w.must(w.Answer(t.Context(), "q1", "災害対応のため"))
	if asked := w.Asked(); len(asked) != 1 || asked[0].ID != "q2" {
		t.Errorf("left = %+v", asked)
	}
	w.want("answered twice", w.Answer(t.Context(), "q1", "いいえ"), counter.ErrGone)
	w.must(w.register.View(t.Context(), func(tx central.Tx) error {
		q, err := tx.Question("q1")
		if q.Answer != "災害対応のため" || q.AnsweredAt.IsZero() {
			t.Errorf("kept = %+v", q)
		}
		return err
	}))
	w.cable.Cut()
	w.waitFor(counter.Offline)
	w.want("answered without a line", w.Answer(t.Context(), "q2", "本人の申出"), counter.ErrOffline)
	if asked := w.Asked(); len(asked) != 1 {
		t.Errorf("what could not be sent is gone: %v", asked)
	}
}
