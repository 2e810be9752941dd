package pinned

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// Limits of one connection. The pings find a line that was cut without a word, so that
// a push does not wait for the kernel's quarter of an hour.
const (
	dialTimeout      = 10 * time.Second
	handshakeTimeout = 10 * time.Second
	pingAfter        = 15 * time.Second
	pingTimeout      = 5 * time.Second
	knockTimeout     = 3 * time.Second
	idleTimeout      = 5 * time.Minute
	maxHeaderBytes   = 64 << 10
)

// A Transport is an [http.RoundTripper] that reaches one registry and nothing else.
type Transport struct {
	inner   atomic.Pointer[http.Transport]
	address string
	trust   Trust
	now     func() time.Time
}

// NewTransport returns a transport to the registry at address ("host:port"). There is
// no proxy, no other address and no other protocol than HTTP/2.
func NewTransport(address string, id Identity, trust Trust, now func() time.Time) (*Transport, error) {
	t := &Transport{address: address, trust: trust, now: now}
	if err := t.Identify(id); err != nil {
		return nil, err
	}
	return t, nil
}

// NewGuestTransport returns a transport for a terminal that has no certificate yet. Only
// the listener for enrolment lets it in.
func NewGuestTransport(address string, trust Trust, now func() time.Time) (*Transport, error) {
	return NewTransport(address, Identity{}, trust, now)
}

// Identify makes every call from here on one of id, such as a renewed certificate. Calls
// under way end as they began.
func (t *Transport) Identify(id Identity) error {
	config, err := ClientConfig(id, t.trust, t.now)
	if err != nil {
		return err
	}
	if before := t.inner.Swap(dialling(t.address, config)); before != nil {
		before.CloseIdleConnections()
	}
	return nil
}

func dialling(address string, config *tls.Config) *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout}
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	return &http.Transport{
		TLSClientConfig:        config,
		TLSHandshakeTimeout:    handshakeTimeout,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true,
		Protocols:              &protocols,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout},
		DialContext: func(ctx context.Context, network, asked string) (net.Conn, error) {
			if asked != address {
				return nil, fmt.Errorf("dial: %w", ErrEndpoint)
			}
			return dialer.DialContext(ctx, network, address)
		},
	}
}

// RoundTrip implements [http.RoundTripper]. Errors match the sentinels of this package;
// a refusal by a [Guard] is an error, too.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" {
		return nil, fmt.Errorf("scheme %q: %w", r.URL.Scheme, ErrEndpoint)
	}
	resp, err := t.inner.Load().RoundTrip(r)
	if err != nil {
		return nil, classify(t.reason(r.Context(), err), t.trust.Pins)
	}
	if why := resp.Header.Get(refusedHeader); resp.StatusCode == http.StatusForbidden && why != "" {
		_ = resp.Body.Close() // nothing in it matters after a refusal
		return nil, fmt.Errorf("registry: %w", reason(why).err(resp.Header.Get(whyHeader)))
	}
	return resp, nil
}

// Alive asks the registry's [Guard] for a sign of life and returns registry time.
func (t *Transport) Alive(ctx context.Context) (time.Time, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+t.address+alivePath, nil)
	if err != nil {
		return time.Time{}, fmt.Errorf("alive: %w", err)
	}
	resp, err := t.RoundTrip(r)
	if err != nil {
		return time.Time{}, fmt.Errorf("alive: %w", err)
	}
	_ = resp.Body.Close() // it is empty
	if resp.StatusCode == http.StatusServiceUnavailable {
		return time.Time{}, errors.New("alive: registry cannot say now")
	}
	milli, err := strconv.ParseInt(resp.Header.Get(timeHeader), 10, 64)
	if err != nil || resp.StatusCode != http.StatusNoContent {
		return time.Time{}, fmt.Errorf("alive: %w: status %d without a time", ErrAnswer, resp.StatusCode)
	}
	return time.UnixMilli(milli), nil
}

// reason returns the alert behind err if the registry refused the handshake. In TLS 1.3 a
// terminal has sent its first request before it can learn that its certificate is not
// welcome, and what it then sees is often a mere reset. So it knocks once more and
// listens without a word.
func (t *Transport) reason(ctx context.Context, err error) error {
	var op *net.OpError
	dialing := errors.As(err, &op) && op.Op == "dial"
	if dialing || ctx.Err() != nil || kindOf(err, t.trust.Pins) != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, knockTimeout)
	defer cancel()
	inner := t.inner.Load()
	raw, dialErr := inner.DialContext(ctx, "tcp", t.address)
	if dialErr != nil {
		return err
	}
	config := inner.TLSClientConfig.Clone()
	config.NextProtos = []string{"h2"}
	conn := tls.Client(raw, config)
	defer func() { _ = conn.Close() }() // nothing was sent
	knock := conn.HandshakeContext(ctx)
	if deadline, ok := ctx.Deadline(); ok && knock == nil {
		_ = conn.SetReadDeadline(deadline) // a conn that is closed fails below
		_, knock = conn.Read(make([]byte, 1))
	}
	if kindOf(knock, t.trust.Pins) == nil {
		return err
	}
	return knock
}

// Close drops the connections that are idle. It is called when the line is given up.
func (t *Transport) Close() { t.inner.Load().CloseIdleConnections() }
