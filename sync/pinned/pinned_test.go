package pinned_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
)

var start = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

const validity = pinned.MinValidity

// A city is an authority with a running registry and one terminal.
type city struct {
	t         *testing.T
	authority *pinned.Authority
	registry  pinned.Identity
	terminal  pinned.Identity
	trust     pinned.Trust
	server    *httptest.Server
	revoked   atomic.Bool
	broken    atomic.Bool  // the revocation list cannot be read
	clock     atomic.Int64 // seconds after start, at the registry
	opened    atomic.Int32 // connections the registry saw
}

func newCity(t *testing.T) *city {
	t.Helper()
	c := &city{t: t, authority: newAuthority(t)}
	c.registry = c.issueServer("127.0.0.1")
	c.terminal = c.issueTerminal("T-01")
	backup, err := pinned.PinOfKey(newKey(t).Public())
	if err != nil {
		t.Fatal(err)
	}
	c.trust = pinned.Trust{
		Authority: c.authority.Certificate(),
		Host:      "127.0.0.1",
		Pins:      []pinned.Pin{pinned.PinOf(c.registry.Certificate), backup},
	}
	return c
}

func (c *city) now() time.Time { return start.Add(time.Duration(c.clock.Load()) * time.Second) }

func (c *city) handler() http.Handler {
	guard := &pinned.Guard{
		Revoked: func(context.Context, pinned.Peer) (bool, error) {
			if c.broken.Load() {
				return false, errors.New("list unreadable")
			}
			return c.revoked.Load(), nil
		},
		Now: c.now,
		Log: slog.New(slog.DiscardHandler),
	}
	return guard.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, ok := pinned.PeerFrom(r.Context())
		if !ok || r.TLS.DidResume || r.TLS.Version != tls.VersionTLS13 {
			http.Error(w, "no peer", http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, p.Terminal+" "+p.Ward)
	}))
}

// serve starts the registry with a TLS configuration that change may spoil.
func (c *city) serve(change func(*tls.Config)) *city {
	c.t.Helper()
	c.server = httptest.NewUnstartedServer(c.handler())
	c.server.EnableHTTP2 = true
	c.server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	c.server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			c.opened.Add(1)
		}
	}
	c.server.TLS = pinned.ServerConfig(c.registry, c.authority.Certificate(), c.now)
	if change != nil {
		change(c.server.TLS)
	}
	c.server.StartTLS()
	c.t.Cleanup(c.server.Close)
	return c
}

func (c *city) address() string { return c.server.Listener.Addr().String() }

func (c *city) transport(id pinned.Identity, now func() time.Time) *pinned.Transport {
	c.t.Helper()
	tr, err := pinned.NewTransport(c.address(), id, c.trust, now)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(tr.Close)
	return tr
}

// ask returns what the registry answers.
func (c *city) ask(tr http.RoundTripper) (string, error) {
	client := &http.Client{Transport: tr, Timeout: 10 * time.Second}
	resp, err := client.Get("https://" + c.address())
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = errors.New(resp.Status)
	}
	return string(body), err
}

func (c *city) issueServer(host string) pinned.Identity {
	c.t.Helper()
	key := newKey(c.t)
	cert, err := c.authority.IssueServer(key.Public(), []string{host}, start, validity)
	if err != nil {
		c.t.Fatal(err)
	}
	return pinned.Identity{Certificate: cert, Key: key}
}

func (c *city) issueTerminal(id string) pinned.Identity {
	c.t.Helper()
	key := newKey(c.t)
	cert, err := c.authority.IssueTerminal(key.Public(), id, "991015", start, validity)
	if err != nil {
		c.t.Fatal(err)
	}
	return pinned.Identity{Certificate: cert, Key: key}
}

func newAuthority(t *testing.T) *pinned.Authority {
	t.Helper()
	a, err := pinned.NewAuthority("Minatono", start, 10*365*24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTerminalIsKnown(t *testing.T) {
	c := newCity(t).serve(nil)
	got, err := c.ask(c.transport(c.terminal, c.now))
	if err != nil || got != "T-01 991015" {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestRefusals: who does not come through, and how the terminal is told (R019, R024).
func TestRefusals(t *testing.T) {
	longAfter := func() time.Time { return start.Add(validity + time.Minute) }
	tests := []struct {
		name  string
		spoil func(*city) (server func(*tls.Config), terminal pinned.Identity, now func() time.Time)
		want  error
	}{
		{"registry of another trusted authority", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			c.trust.Authority = newAuthority(c.t).Certificate()
			return nil, c.terminal, c.now
		}, pinned.ErrPin},
		{"right authority, wrong key", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			c.registry = c.issueServer("127.0.0.1")
			return nil, c.terminal, c.now
		}, pinned.ErrPin},
		{"right key, wrong host", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			c.trust.Host = "registry.minatono.example"
			return nil, c.terminal, c.now
		}, pinned.ErrPin},
		{"registry offers TLS 1.2 only", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			return func(s *tls.Config) { s.MinVersion, s.MaxVersion = tls.VersionTLS12, tls.VersionTLS12 }, c.terminal, c.now
		}, pinned.ErrPin},
		{"registry's certificate expired", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			key := newKey(c.t)
			cert, err := c.authority.IssueTerminal(key.Public(), "T-02", "991015", start.Add(validity), validity)
			if err != nil {
				c.t.Fatal(err)
			}
			return nil, pinned.Identity{Certificate: cert, Key: key}, longAfter
		}, pinned.ErrExpired},
		{"expired certificate of a stranger is a stranger's", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			c.registry = c.issueServer("127.0.0.1")
			key := newKey(c.t)
			cert, err := c.authority.IssueTerminal(key.Public(), "T-02", "991015", start.Add(validity), validity)
			if err != nil {
				c.t.Fatal(err)
			}
			return nil, pinned.Identity{Certificate: cert, Key: key}, longAfter
		}, pinned.ErrPin},
		{"terminal knows its own certificate expired", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			return nil, c.terminal, func() time.Time { return c.terminal.Certificate.NotAfter.Add(time.Second) }
		}, pinned.ErrExpired},
		{"registry finds the terminal's certificate expired", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			c.clock.Store(int64((validity + time.Minute) / time.Second))
			return nil, c.terminal, func() time.Time { return start } // the terminal's clock stands still
		}, pinned.ErrExpired},
		{"terminal of another authority", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			other := &city{t: c.t, authority: newAuthority(c.t)}
			return nil, other.issueTerminal("T-01"), c.now
		}, pinned.ErrRefused},
		{"server certificate used as a terminal's", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			return nil, c.registry, c.now
		}, pinned.ErrRefused},
		{"revoked", func(c *city) (func(*tls.Config), pinned.Identity, func() time.Time) {
			c.revoked.Store(true)
			return nil, c.terminal, c.now
		}, pinned.ErrRevoked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newCity(t)
			change, id, now := tt.spoil(c)
			c.serve(change)
			if _, err := c.ask(c.transport(id, now)); !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestLiveConnection(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*city)
		want  error
	}{
		{"revoked on a live connection", func(c *city) { c.revoked.Store(true) }, pinned.ErrRevoked},
		{"expired on a live connection", func(c *city) { c.clock.Store(int64((validity + time.Minute) / time.Second)) }, pinned.ErrExpired},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newCity(t)
			c.serve(nil)
			tr := c.transport(c.terminal, func() time.Time { return start })
			if _, err := c.ask(tr); err != nil {
				t.Fatal(err)
			}
			tt.spoil(c)
			if _, err := c.ask(tr); !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
			if n := c.opened.Load(); n != 1 {
				t.Errorf("%d connections, want the one that was live", n)
			}
		})
	}
}

func TestAlive(t *testing.T) {
	c := newCity(t).serve(nil)
	c.clock.Store(60)
	tr := c.transport(c.terminal, c.now)
	got, err := tr.Alive(t.Context())
	if err != nil || !got.Equal(start.Add(time.Minute)) {
		t.Errorf("alive = %v, %v; want the registry's time", got, err)
	}
	c.revoked.Store(true)
	if _, err := tr.Alive(t.Context()); !errors.Is(err, pinned.ErrRevoked) {
		t.Errorf("error = %v, want %v", err, pinned.ErrRevoked)
	}
}

func TestUnknownRevocation(t *testing.T) {
	c := newCity(t).serve(nil)
	c.broken.Store(true)
	if got, err := c.ask(c.transport(c.terminal, c.now)); err == nil {
		t.Errorf("got %q although the list could not be read", got)
	}
}

// TestNoResumption dials as a client that would like to resume.
func TestNoResumption(t *testing.T) {
	c := newCity(t).serve(nil)
	config, err := pinned.ClientConfig(c.terminal, c.trust, c.now)
	if err != nil {
		t.Fatal(err)
	}
	config.ClientSessionCache = tls.NewLRUClientSessionCache(8)
	config.NextProtos = []string{"h2"}
	for range 3 {
		conn, err := tls.Dial("tcp", c.address(), config)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Read(make([]byte, 1)) // the first frame, and any ticket before it
		if conn.ConnectionState().DidResume {
			t.Error("session was resumed")
		}
		_ = conn.Close()
	}
}

// TestResumedIsRefused: even a registry that hands out tickets cannot make a terminal
// resume, because the terminal's own check says no.
func TestResumedIsRefused(t *testing.T) {
	c := newCity(t).serve(func(s *tls.Config) { s.SessionTicketsDisabled, s.VerifyConnection = false, nil })
	config, err := pinned.ClientConfig(c.terminal, c.trust, c.now)
	if err != nil {
		t.Fatal(err)
	}
	config.ClientSessionCache = tls.NewLRUClientSessionCache(8)
	config.NextProtos = []string{"h2"}
	var last error
	for range 2 {
		conn, err := tls.Dial("tcp", c.address(), config)
		if last = err; err != nil {
			break
		}
		_, _ = conn.Read(make([]byte, 1))
		_ = conn.Close()
	}
	if !errors.Is(last, pinned.ErrPin) {
		t.Errorf("error = %v, want %v", last, pinned.ErrPin)
	}
}

func TestOtherEndpoint(t *testing.T) {
	c := newCity(t).serve(nil)
	tr := c.transport(c.terminal, c.now)
	for _, url := range []string{"https://127.0.0.1:1/", "https://localhost:443/", "http://" + c.address()} {
		r, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tr.RoundTrip(r); !errors.Is(err, pinned.ErrEndpoint) {
			t.Errorf("%s: error = %v, want %v", url, err, pinned.ErrEndpoint)
		}
	}
}

func TestNotTLS(t *testing.T) {
	c := newCity(t)
	c.server = httptest.NewServer(c.handler())
	t.Cleanup(c.server.Close)
	if _, err := c.ask(c.transport(c.terminal, c.now)); !errors.Is(err, pinned.ErrPin) {
		t.Errorf("error = %v, want %v", err, pinned.ErrPin)
	}
}

// TestNobodyThere: a dead line is none of the typed errors.
// TestNonsense: whoever has the registry's key and answers what nobody understands is
// told apart from a bad line.
func TestNonsense(t *testing.T) {
	city := pinnedtest.New(t)
	tests := []struct {
		name  string
		proto string
		talk  func(net.Conn)
		want  error // nil: a bad line
	}{
		{"no frames", "h2", func(c net.Conn) { _, _ = c.Write(bytes.Repeat([]byte("hello "), 20)) }, pinned.ErrAnswer},
		{"a page", "", func(c net.Conn) { _, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")) }, pinned.ErrAnswer},
		{"not even a page", "", func(c net.Conn) { _, _ = c.Write([]byte("220 mail\r\n\r\n")) }, pinned.ErrAnswer},
		{"the revocation list is locked", "", func(c net.Conn) { _, _ = c.Write([]byte("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")) }, nil},
		{"hangs up", "h2", func(net.Conn) {}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			config := pinned.ServerConfig(city.Registry, city.Authority.Certificate(), time.Now)
			config.NextProtos = nil
			if tt.proto != "" {
				config.NextProtos = []string{tt.proto}
			}
			l, err := tls.Listen("tcp", pinnedtest.Host+":0", config)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = l.Close() })
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					go func() {
						tt.talk(conn)
						_, _ = conn.Read(make([]byte, 4096))
						_ = conn.Close()
					}()
				}
			}()
			transport, err := pinned.NewTransport(l.Addr().String(), city.Terminal("T-01"), city.Trust, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			_, err = transport.Alive(t.Context())
			// Nonsense that arrives before the question breaks the connection without
			// a word; the line asks again.
			for range 20 {
				if tt.want == nil || errors.Is(err, tt.want) {
					break
				}
				_, err = transport.Alive(t.Context())
			}
			if err == nil || errors.Is(err, pinned.ErrAnswer) != (tt.want != nil) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	c := newCity(t).serve(nil)
	tr := c.transport(c.terminal, c.now)
	c.server.Close()
	_, err := c.ask(tr)
	for _, kind := range []error{pinned.ErrPin, pinned.ErrExpired, pinned.ErrRevoked, pinned.ErrRefused, pinned.ErrEndpoint} {
		if err == nil || errors.Is(err, kind) {
			t.Errorf("error = %v, want one of the network", err)
		}
	}
}

// TestStreamsEnd: a stream does not outlive a revocation for long.
func TestStreamsEnd(t *testing.T) {
	c := newCity(t)
	synctest.Test(t, func(t *testing.T) {
		guard := &pinned.Guard{
			Revoked: func(context.Context, pinned.Peer) (bool, error) { return false, nil },
			Now:     c.now,
			Log:     slog.New(slog.DiscardHandler),
		}
		r := httptest.NewRequest(http.MethodPost, "/watch", nil).WithContext(t.Context())
		r.TLS = &tls.ConnectionState{VerifiedChains: [][]*x509.Certificate{{c.terminal.Certificate}}}
		began := time.Now()
		guard.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		})).ServeHTTP(httptest.NewRecorder(), r)
		if took := time.Since(began); took > 10*time.Minute {
			t.Errorf("the stream lived %v", took)
		}
	})
}

func TestGuardWithoutTLS(t *testing.T) {
	c := newCity(t)
	w := httptest.NewRecorder()
	c.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusForbidden {
		t.Errorf("status = %d, want 403", w.Code)
	}
}

func TestTrustIsComplete(t *testing.T) {
	whole := newCity(t)
	tests := []struct {
		name  string
		spoil func(*pinned.Trust)
	}{
		{"no authority: never the system's roots", func(tr *pinned.Trust) { tr.Authority = nil }},
		{"no host", func(tr *pinned.Trust) { tr.Host = "" }},
		{"no pins", func(tr *pinned.Trust) { tr.Pins = nil }},
		{"no backup pin", func(tr *pinned.Trust) { tr.Pins = tr.Pins[:1] }},
		{"backup is the pin itself", func(tr *pinned.Trust) { tr.Pins = []pinned.Pin{tr.Pins[0], tr.Pins[0]} }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			trust := whole.trust
			tt.spoil(&trust)
			if _, err := pinned.ClientConfig(whole.terminal, trust, whole.now); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestBackupPin(t *testing.T) {
	c := newCity(t)
	c.trust.Pins[0], c.trust.Pins[1] = c.trust.Pins[1], c.trust.Pins[0]
	c.serve(nil)
	if _, err := c.ask(c.transport(c.terminal, c.now)); err != nil {
		t.Error(err)
	}
}
