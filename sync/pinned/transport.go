package pinned

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Limits of one connection. The pings find a line that was cut without a word, so that
// a push does not wait for the kernel's quarter of an hour.
const (
	dialTimeout      = 10 * time.Second
	handshakeTimeout = 10 * time.Second
	pingAfter        = 15 * time.Second
	pingTimeout      = 5 * time.Second
	idleTimeout      = 5 * time.Minute
	maxHeaderBytes   = 64 << 10
)

// A Transport is an [http.RoundTripper] that reaches one registry and nothing else.
type Transport struct {
	inner *http.Transport
	pins  []Pin
}

// NewTransport returns a transport to the registry at address ("host:port"). There is
// no proxy, no other address and no other protocol than HTTP/2.
func NewTransport(address string, id Identity, trust Trust, now func() time.Time) (*Transport, error) {
	config, err := ClientConfig(id, trust, now)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: dialTimeout}
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	return &Transport{pins: trust.Pins, inner: &http.Transport{
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
	}}, nil
}

// RoundTrip implements [http.RoundTripper]. Errors match the sentinels of this package;
// a refusal by a [Guard] is an error, too.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" {
		return nil, fmt.Errorf("scheme %q: %w", r.URL.Scheme, ErrEndpoint)
	}
	resp, err := t.inner.RoundTrip(r)
	if err != nil {
		return nil, classify(err, t.pins)
	}
	if why := resp.Header.Get(refusedHeader); resp.StatusCode == http.StatusForbidden && why != "" {
		_ = resp.Body.Close() // nothing in it matters after a refusal
		return nil, fmt.Errorf("registry: %w", reason(why).err())
	}
	return resp, nil
}

// Close drops the connections that are idle. It is called when the line is given up.
func (t *Transport) Close() { t.inner.CloseIdleConnections() }
