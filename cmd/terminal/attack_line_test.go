package main

import (
	"crypto"
	"crypto/tls"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/cmd/attack/attacktest"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
	"madoguchi/ui/words"
)

// An impostor stands where the registry should, and counts what is said to it.
type impostor struct {
	address string
	asked   atomic.Int32 // requests that got through
	resumed atomic.Int32
}

// impostor stands there with an identity and a TLS configuration that change may spoil.
func (s *siege) impostor(id pinned.Identity, change func(*tls.Config)) *impostor {
	s.Helper()
	fake := &impostor{}
	fake.address = s.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fake.asked.Add(1)
		if r.TLS.DidResume {
			fake.resumed.Add(1)
		}
		s.registry.ServeHTTP(w, r)
	}), id, func(c *tls.Config) {
		c.VerifyConnection = nil
		change(c)
	})
	return fake
}

func unchanged(*tls.Config) {}

// TestAttackLine: R019, R024, D10. Who stands between a terminal and its registry gets no
// request, and the operator reads why there is no line.
func TestAttackLine(t *testing.T) {
	s := newSiege(t)
	config := s.setUp(counterOne, s.ward())
	key := newKey(t)
	issue := func(a *pinned.Authority, key crypto.Signer, host string, from time.Time) pinned.Identity {
		t.Helper()
		certificate, err := a.IssueServer(key.Public(), []string{host}, from, pinned.MinValidity)
		s.must(err)
		return pinned.Identity{Certificate: certificate, Key: key}
	}
	trusted, err := pinned.NewAuthority("A trusted root of the system", time.Now(), pinned.MaxValidity)
	s.must(err)
	now, host, pinnedKey := time.Now(), "127.0.0.1", s.city.Registry.Key
	for _, tt := range []struct {
		row  attacktest.Row
		by   string
		fake func() *impostor
		saw  words.Key
	}{
		{attacktest.OtherAuthority, "the pins and the city's own authority; the system's roots count for nothing", func() *impostor {
			fake := s.impostor(issue(trusted, key, host, now), unchanged)
			trustedBySystem(t, trusted, fake.address)
			return fake
		}, words.ShellRegistryForeign},
		{attacktest.OtherKey, "the pins", func() *impostor { return s.impostor(issue(s.city.Authority, key, host, now), unchanged) }, words.ShellRegistryForeign},
		{attacktest.ExpiredKey, "the certificate's validity", func() *impostor {
			return s.impostor(issue(s.city.Authority, pinnedKey, host, now.Add(-2*pinned.MinValidity)), unchanged)
		}, words.ShellRegistryExpired},
		{attacktest.OtherHost, "the host's name in the certificate", func() *impostor {
			return s.impostor(issue(s.city.Authority, pinnedKey, "registry.elsewhere.example", now), unchanged)
		}, words.ShellRegistryForeign},
		{attacktest.OldTLS, "TLS 1.3 only", func() *impostor {
			return s.impostor(s.city.Registry, func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS12, tls.VersionTLS12 })
		}, words.ShellRegistryForeign},
	} {
		t.Run(string(tt.row), func(t *testing.T) {
			fake := tt.fake()
			config := config
			config.Registry = fake.address
			top, end := s.open(t, config)
			defer end()
			saw := top.sees(words.T(tt.saw))
			if n := fake.asked.Load(); n != 0 {
				t.Errorf("%d requests reached who stood in between", n)
			}
			attacktest.Refused(t, tt.row, tt.by, saw)
		})
	}
}

// trustedBySystem has every program of this machine that asks the system's roots trust an
// authority, and shows that they do: the attack would work on a browser.
func trustedBySystem(t *testing.T, a *pinned.Authority, address string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", file)
	conn, err := tls.Dial("tcp", address, &tls.Config{ServerName: "127.0.0.1"})
	if err != nil {
		t.Fatal("the attack is none, the system does not trust it:", err)
	}
	_ = conn.Close()
}

// TestAttackResumed: a session is never taken up again: not by a terminal whose registry
// hands out tickets, and not by a thief who would like to with the registry.
func TestAttackResumed(t *testing.T) {
	s := newSiege(t)
	config := s.setUp(counterOne, s.ward())
	generous := s.impostor(s.city.Registry, func(c *tls.Config) { c.SessionTicketsDisabled = false })
	config.Registry = generous.address
	for range 2 { // the second time with whatever was kept
		top, end := s.open(t, config)
		top.online()
		end()
	}
	if n := generous.resumed.Load(); n != 0 || generous.asked.Load() == 0 {
		t.Errorf("%d of %d requests in resumed sessions", n, generous.asked.Load())
	}
	thief, err := pinned.ClientConfig(s.issued[counterOne], s.city.Trust, time.Now)
	s.must(err)
	thief.ClientSessionCache, thief.NextProtos, thief.VerifyConnection = tls.NewLRUClientSessionCache(8), []string{"h2"}, nil
	for range 3 {
		conn, err := tls.Dial("tcp", s.address, thief)
		s.must(err)
		_, _ = conn.Read(make([]byte, 1)) // the first frame, and any ticket before it
		if conn.ConnectionState().DidResume {
			t.Error("the registry resumed a session")
		}
		_ = conn.Close()
	}
	config.Registry = s.address
	top, _ := s.open(t, config)
	top.online()
	attacktest.Refused(t, attacktest.Resumed, "no tickets at the registry and none kept at the terminal: every line begins with a whole handshake, in which it is asked whether the terminal is revoked", attacktest.Nothing)
}

// TestAttackRevoked: R032. A terminal revoked while it is connected is out at once.
func TestAttackRevoked(t *testing.T) {
	s := newSiege(t)
	top, _ := s.open(t, s.setUp(counterOne, s.ward()))
	top.online()
	live := s.api(counterOne)
	if _, err := live.Pull(t.Context(), &wirev1.PullRequest{}); err != nil {
		t.Fatal(err)
	}
	seat, session := s.administrator()
	_, err := wirev1connect.NewDesignationServiceClient(seat, "https://"+s.address, wire.ClientOptions()...).StopTerminal(t.Context(),
		&wirev1.StopTerminalRequest{SessionId: session, Terminal: counterOne, Reason: "stolen"})
	s.must(err)
	_, err = live.Pull(t.Context(), &wirev1.PullRequest{})
	if err == nil || !strings.Contains(err.Error(), pinned.ErrRevoked.Error()) {
		t.Fatalf("the next call on the live connection: %v", err)
	}
	var saw string
	took := top.eventually("revoked", func() bool { saw = top.saw(); return strings.Contains(saw, words.T(words.ShellTerminalRevoked)) })
	if took > 5*time.Second {
		t.Errorf("the operator was told after %v", took)
	}
	attacktest.Refused(t, attacktest.RevokedLive, err.Error(), saw)
}
