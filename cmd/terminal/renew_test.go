package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	appstore "madoguchi/app/store"
	"madoguchi/sync/link"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/registry"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// aged has the terminal come in with a certificate of 60 days that was issued long ago.
func (e *enrolling) aged(ago time.Duration) (ends time.Time) {
	e.Helper()
	s, err := appstore.Open(e.Context(), e.config.store())
	e.must(err)
	cert, err := e.city.Authority.IssueTerminal(s.Keys().Terminal().Public(), "T-01-01", pinnedtest.Ward, time.Now().Add(-ago), registry.CertificateLife)
	e.must(err)
	_, err = s.Commit(e.Context(), appstore.Change{Settings: []appstore.Setting{{Name: certificateSetting, Value: pinned.EncodeCertificate(cert)}}})
	e.must(err)
	e.must(s.Close())
	return cert.NotAfter
}

// TestRenewLive: the certificate is renewed over the old one while the terminal works, only
// when less than a third of its life is left, and it goes on with it after a restart.
func TestRenewLive(t *testing.T) {
	for _, tt := range []struct {
		name  string
		ago   time.Duration
		renew bool
	}{
		{"a day less than two thirds of its life", 39 * 24 * time.Hour, false},
		{"a day more", 41 * 24 * time.Hour, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := newEnrolling(t)
			if out, err := e.enrol(noTPM); err != nil {
				t.Fatal(out, err)
			}
			before := e.aged(tt.ago)
			p, err := openParts(t.Context(), e.config, slog.New(slog.DiscardHandler), func() {})
			e.must(err)
			online := make(chan struct{}, 8)
			defer p.client.Line.Subscribe(func(s link.Status) {
				if s.State == link.Online {
					online <- struct{}{}
				}
			})()
			p.start(context.WithoutCancel(t.Context()))
			select {
			case <-online:
			case <-time.After(10 * time.Second):
				t.Fatal("no line")
			}
			for range 100 {
				if !p.certificate.Load().NotAfter.Equal(before) {
					break
				}
				if !tt.renew {
					time.Sleep(3 * time.Millisecond)
					continue
				}
				time.Sleep(30 * time.Millisecond)
			}
			if renewed := p.certificate.Load().NotAfter.After(before); renewed != tt.renew {
				t.Errorf("renewed %v, want %v", renewed, tt.renew)
			}
			now := p.certificate.Load()
			if _, err := p.client.Pull(t.Context(), &wirev1.PullRequest{}); err != nil {
				t.Errorf("after the renewal: %v", err)
			}
			e.must(p.close())
			p, err = openParts(t.Context(), e.config, slog.New(slog.DiscardHandler), func() {})
			e.must(err)
			if !p.certificate.Load().Equal(now) {
				t.Error("after a restart it comes in with another certificate")
			}
			e.must(p.close())
		})
	}
}
