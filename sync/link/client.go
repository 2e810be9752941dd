package link

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"connectrpc.com/connect"

	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// How long a call may take. A batch is applied durably before it is answered; while the
// line is down somebody waits at the counter, and a short wait is all it is worth.
const (
	callTimeout    = 15 * time.Second
	longTimeout    = 60 * time.Second
	offlineTimeout = 5 * time.Second
)

// ErrRedirect means that the registry pointed to somewhere else. It never does.
var ErrRedirect = errors.New("registry redirected a call")

// Config is what a client needs. Every field but Up and Highest is required.
type Config struct {
	Address  string          // "host:port" of the registry
	Identity pinned.Identity // this terminal's
	Trust    pinned.Trust
	Now      func() time.Time
	Up       func() time.Duration // see [NewClock]; nil for a system that does not tell
	Highest  time.Time            // what [Clock.Highest] returned before the last stop
}

// A Client calls the registry. Its calls carry deadlines, their errors are *[wire.Error]
// or of package pinned or the network's, and their outcome moves the line.
type Client struct {
	wirev1connect.RegistryServiceClient
	wirev1connect.ProtectionServiceClient
	wirev1connect.SlipServiceClient
	wirev1connect.SearchHistoryServiceClient
	Line  *Line
	Clock *Clock
	// Refused is told of each call that the registry refused, on the caller's goroutine;
	// it must not wait. Nil tells nobody. Set it before the first call.
	Refused func(procedure string, kind wire.Kind)

	transport *pinned.Transport
	http      *http.Client
	address   string
	options   []connect.ClientOption
}

// NewClient returns a client. It reaches for the registry once [Client.Run] runs.
func NewClient(cfg Config) (*Client, error) {
	transport, err := pinned.NewTransport(cfg.Address, cfg.Identity, cfg.Trust, cfg.Now)
	if err != nil {
		return nil, err
	}
	c := &Client{Clock: NewClock(cfg.Now, cfg.Up, cfg.Highest), transport: transport}
	c.Line = NewLine(c.probe, cfg.Now)
	httpClient := &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return ErrRedirect },
	}
	options := append(wire.ClientOptions(), connect.WithInterceptors(&observer{c, cfg.Now}))
	c.http, c.address, c.options = httpClient, "https://"+cfg.Address, options
	c.RegistryServiceClient = wirev1connect.NewRegistryServiceClient(httpClient, "https://"+cfg.Address, options...)
	c.SlipServiceClient = wirev1connect.NewSlipServiceClient(httpClient, "https://"+cfg.Address, options...)
	c.SearchHistoryServiceClient = wirev1connect.NewSearchHistoryServiceClient(httpClient, "https://"+cfg.Address, options...)
	c.ProtectionServiceClient = wirev1connect.NewProtectionServiceClient(httpClient, "https://"+cfg.Address, options...)
	return c, nil
}

// Reach returns what a client of another service of the registry is made of, so that its
// calls have the same deadlines, errors and effect on the line.
func (c *Client) Reach() (connect.HTTPClient, string, []connect.ClientOption) {
	return c.http, c.address, c.options
}

// Identify makes every call from here on one of id, such as a renewed certificate.
func (c *Client) Identify(id pinned.Identity) error { return c.transport.Identify(id) }

// Run keeps the line until ctx ends.
func (c *Client) Run(ctx context.Context) {
	defer c.transport.Close()
	c.Line.Run(ctx)
}

func (c *Client) probe(ctx context.Context) error {
	sent := c.Clock.local()
	registry, err := c.transport.Alive(ctx)
	if err != nil {
		c.transport.Close() // a connection that went silent would be tried again
		return err
	}
	c.Clock.Observe(sent, c.Clock.local(), registry)
	return nil
}

// An observer gives each call its deadline and tells line and clock what came of it. It
// stands inside wire's interceptor and sees connect's own errors.
type observer struct {
	client *Client
	now    func() time.Time
}

// timed is any answer of the registry.
type timed interface{ GetRegistryTime() int64 }

func (o *observer) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, r connect.AnyRequest) (connect.AnyResponse, error) {
		ctx, cancel := context.WithTimeout(ctx, o.timeout(r.Spec()))
		defer cancel()
		sent := o.now()
		answer, err := next(ctx, r)
		o.tell(ctx, err)
		if err != nil {
			o.refused(r.Spec().Procedure, err)
			return answer, err
		}
		if t, ok := answer.Any().(timed); ok && t.GetRegistryTime() != 0 {
			o.client.Clock.Observe(sent, o.now(), time.UnixMilli(t.GetRegistryTime()))
		}
		return answer, nil
	}
}

func (o *observer) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return func(ctx context.Context, s connect.Spec) connect.StreamingClientConn {
		return &observedStream{next(ctx, s), ctx, o}
	}
}

func (*observer) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return next
}

// long are the calls that carry much, or that count over a log of years.
var long = []string{wirev1connect.RegistryServicePushProcedure, wirev1connect.AuditServiceMakeReportProcedure, wirev1connect.AuditServiceCountRecordsProcedure}

func (o *observer) timeout(s connect.Spec) time.Duration {
	switch {
	case o.client.Line.Status().State != Online:
		return offlineTimeout
	case slices.Contains(long, s.Procedure):
		return longTimeout
	}
	return callTimeout
}

// tell moves the line. An error the registry sent is an answer, too; a call its caller
// gave up says nothing.
func (o *observer) tell(ctx context.Context, err error) {
	switch {
	case err == nil || connect.IsWireError(err):
		o.client.Line.Heard()
	case errors.Is(ctx.Err(), context.Canceled):
	default:
		o.client.Line.Lost(err)
	}
}

// refused tells of what the registry, and not the line, would not do.
func (o *observer) refused(procedure string, err error) {
	if o.client.Refused == nil || !connect.IsWireError(err) {
		return
	}
	if kind, ok := wire.KindOf(wire.FromConnect(err)); ok {
		o.client.Refused(procedure, kind)
	}
}

// An observedStream tells of each message received.
type observedStream struct {
	connect.StreamingClientConn
	ctx      context.Context
	observer *observer
}

func (s *observedStream) Receive(message any) error {
	err := s.StreamingClientConn.Receive(message)
	if errors.Is(err, io.EOF) {
		s.observer.tell(s.ctx, nil) // the registry ended it in good order
		return err
	}
	s.observer.tell(s.ctx, err)
	return err
}

// Follow calls changed whenever the registry has news after cursor, until the line or ctx
// ends. It calls from this goroutine only.
func (c *Client) Follow(ctx context.Context, cursor uint64, changed func()) error {
	stream, err := c.Watch(ctx, &wirev1.WatchRequest{Cursor: cursor})
	if err != nil {
		return fmt.Errorf("follow: %w", wire.FromConnect(err))
	}
	defer func() { _ = stream.Close() }() // it ended already, or nobody reads it any more
	for stream.Receive() {
		changed()
	}
	if err := stream.Err(); err != nil {
		return fmt.Errorf("follow: %w", wire.FromConnect(err))
	}
	return nil
}
