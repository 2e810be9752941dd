package adapter_test

import (
	"crypto/ed25519"
	"errors"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/cmd/terminal/adapter"
	"madoguchi/sync/registry/registrytest"
)

// TestSignInWithoutTime: without a line, at a clock that is behind a time seen before, no
// code is asked for its rightness, and the try costs nothing; with a line the registry's time
// counts.
func TestSignInWithoutTime(t *testing.T) {
	b := newBench(t)
	b.signIn(sato)
	b.must(b.SignOut(t.Context(), "operator"))
	b.registry.cut()
	b.restart()
	b.later(time.Minute)
	back := true
	b.Desk.ClockBack = func() bool { return back }
	const tries = 11 // one more than disable a PIN
	n := len(b.audits())
	for range tries {
		b.want("sign in", b.SignIn(t.Context(), sato, pins[sato], b.code(sato)), counter.ErrClock)
	}
	if all := b.audits(); len(all) != n+tries || all[n].Kind != audit.SignInRefused || all[n].Detail[0] != "clock" {
		t.Errorf("%d records, the first %+v", len(all)-n, all[n])
	}
	back = false
	b.must(b.SignIn(t.Context(), sato, pins[sato], b.code(sato)))
	b.must(b.SignOut(t.Context(), "operator"))
	back = true
	b.registry.state = counter.Online
	b.later(time.Minute)
	b.signIn(sato)
}

// TestClockSkew: a terminal whose time the registry does not take is told so, in words that a
// screen knows, and the time is asked for anew.
func TestClockSkew(t *testing.T) {
	w := newWired(t)
	_, key, err := ed25519.GenerateKey(nil)
	w.must(err)
	for name, tt := range map[string]struct {
		off  time.Duration
		want error
	}{
		"an hour ahead": {time.Hour, counter.ErrClock}, "an hour behind": {-time.Hour, counter.ErrClock}, "told as no line where nobody knows better": {time.Hour, counter.ErrOffline},
		"a minute off": {time.Minute, nil},
	} {
		off := adapter.NewLine(w.client, terminal, func() time.Time { return w.at.Add(tt.off) })
		_, err := off.Resume(t.Context(), registrytest.Writer, key)
		if tt.want == nil && !errors.Is(err, counter.ErrClock) {
			continue // that the signature is wrong is another matter
		}
		w.want(name, err, tt.want)
	}
}
