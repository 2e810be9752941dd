// Package pinnedtest sets up real pinned TLS on the loopback for tests of whatever talks
// over it: an authority, a registry's key and terminals' certificates. The network in
// between is sync/faultnet's.
package pinnedtest

import (
	"context"
	"crypto"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"madoguchi/sync/pinned"
)

// Host is the name in the registry's certificate.
const Host = "127.0.0.1"

// Ward is the ward of every terminal.
const Ward = "991015"

// A City is an authority with one registry. Its certificates are valid today.
type City struct {
	Authority *pinned.Authority
	Registry  pinned.Identity
	Trust     pinned.Trust

	tb      testing.TB
	mu      sync.Mutex
	revoked map[string]bool
}

// New returns a city.
func New(tb testing.TB) *City {
	tb.Helper()
	authority, err := pinned.NewAuthority("Test", time.Now(), pinned.MaxValidity)
	must(tb, err)
	key := newKey(tb)
	cert, err := authority.IssueServer(key.Public(), []string{Host}, time.Now(), pinned.MinValidity)
	must(tb, err)
	backup, err := pinned.PinOfKey(newKey(tb).Public())
	must(tb, err)
	return &City{
		Authority: authority,
		Registry:  pinned.Identity{Certificate: cert, Key: key},
		Trust: pinned.Trust{
			Authority: authority.Certificate(),
			Host:      Host,
			Pins:      []pinned.Pin{pinned.PinOf(cert), backup},
		},
		tb:      tb,
		revoked: map[string]bool{},
	}
}

// Terminal returns a new terminal's identity.
func (c *City) Terminal(id string) pinned.Identity {
	c.tb.Helper()
	key := newKey(c.tb)
	cert, err := c.Authority.IssueTerminal(key.Public(), id, Ward, time.Now(), pinned.MinValidity)
	must(c.tb, err)
	return pinned.Identity{Certificate: cert, Key: key}
}

// Revoke revokes a terminal, or takes it back.
func (c *City) Revoke(terminal string, revoked bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.revoked[terminal] = revoked
}

// Serve starts handler behind a guard and returns its server, whose listener tells the
// address. It ends with the test.
func (c *City) Serve(handler http.Handler) *httptest.Server {
	c.tb.Helper()
	guard := &pinned.Guard{
		Revoked: func(_ context.Context, p pinned.Peer) (bool, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.revoked[p.Terminal], nil
		},
		Now: time.Now,
		Log: slog.New(slog.DiscardHandler),
	}
	server := httptest.NewUnstartedServer(guard.Handler(handler))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	server.TLS = pinned.ServerConfig(c.Registry, c.Authority.Certificate(), time.Now)
	server.StartTLS()
	c.tb.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server
}

func newKey(tb testing.TB) crypto.Signer {
	tb.Helper()
	key, err := pinned.NewKey()
	must(tb, err)
	return key
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
