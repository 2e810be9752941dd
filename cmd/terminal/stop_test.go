package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/desk"
	"madoguchi/app/operator"
	"madoguchi/sync/link"
	"madoguchi/sync/registry/registrytest"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/ui/words"
)

// until waits for something that other goroutines bring about.
func (e *enrolling) until(what string, ok func() bool) {
	e.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			e.Fatalf("not %s after 10 s", what)
		}
	}
}

// TestStopped is R032: the registry revokes the terminal. Whoever works there is signed out,
// nobody signs in again, also after a restart without a line, until it takes that back.
func TestStopped(t *testing.T) {
	e := newEnrolling(t)
	if out, err := e.enrol(noTPM); err != nil {
		t.Fatal(out, err)
	}
	open := func() (p *parts, told chan words.Key) {
		p, err := openParts(t.Context(), e.config, slog.New(slog.DiscardHandler), func() {})
		e.must(err)
		signOut := p.expel
		told = make(chan words.Key, 4)
		p.expel = func(notice words.Key) { signOut(notice); told <- notice }
		p.start(context.WithoutCancel(t.Context()))
		return p, told
	}
	step := 0
	signIn := func(p *parts) error {
		code, err := operator.TokenCode(registrytest.Seed("c01"), time.Now().Add(time.Duration(step-1)*operator.TokenPeriod))
		e.must(err)
		err = p.desk.SignIn(t.Context(), "c01", registrytest.PIN, code)
		if err == nil {
			step++ // that code is used
		}
		return err
	}
	p, told := open()
	e.until("online", func() bool { return p.client.Line.Status().State == link.Online })
	e.must(signIn(p))
	e.city.Revoke("T-01-01", true)
	_, _ = p.client.Pull(t.Context(), &wirev1.PullRequest{})
	if notice := <-told; notice != words.ShellStopped {
		t.Errorf("signed out with %q", notice)
	}
	if who, in := p.desk.Operator(); in {
		t.Errorf("%s is still signed in at a revoked terminal", who.ID)
	}
	if err := signIn(p); !errors.Is(err, desk.ErrStopped) {
		t.Errorf("sign in at a revoked terminal: %v", err)
	}
	e.must(p.close())

	registry := e.config.Registry
	e.config.Registry = "127.0.0.1:1" // somebody pulled the cable
	p, _ = open()
	if err := signIn(p); !errors.Is(err, desk.ErrStopped) {
		t.Errorf("sign in at a revoked terminal that was started again without a line: %v", err)
	}
	e.must(p.close())

	e.config.Registry = registry
	e.city.Revoke("T-01-01", false)
	p, _ = open()
	e.until("online", func() bool { _, stopped := p.stopped.why(); return !stopped })
	if err := signIn(p); err != nil {
		t.Errorf("sign in after it was taken back: %v", err)
	}
	e.until("logged", func() bool {
		var kinds []audit.Kind
		for event, err := range p.store.AuditEvents(t.Context(), 0) {
			e.must(err)
			record, err := p.store.OpenRecord(event)
			e.must(err)
			if k := record.Kind; k == audit.TerminalRevoked || k == audit.TerminalRestored {
				kinds = append(kinds, k)
			}
		}
		return len(kinds) == 2 && kinds[0] == audit.TerminalRevoked && kinds[1] == audit.TerminalRestored
	})
	e.must(p.close())
}
