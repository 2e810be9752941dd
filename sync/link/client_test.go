package link_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect"

	"madoguchi/sync/faultnet"
	"madoguchi/sync/link"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// ahead is how far the registry's clock is in these tests.
const ahead = 90 * time.Minute

// registry answers Pull and Watch and has no other service.
type registry struct {
	wirev1connect.UnimplementedRegistryServiceHandler
	pull func(context.Context) error
}

func (r registry) Pull(ctx context.Context, _ *wirev1.PullRequest) (*wirev1.PullResponse, error) {
	if r.pull != nil {
		if err := r.pull(ctx); err != nil {
			return nil, err
		}
	}
	return &wirev1.PullResponse{RegistryTime: time.Now().Add(ahead).UnixMilli()}, nil
}

func (r registry) Watch(ctx context.Context, _ *wirev1.WatchRequest, s *connect.ServerStream[wirev1.WatchResponse]) error {
	if err := s.Send(&wirev1.WatchResponse{Cursor: 1}); err != nil {
		return err
	}
	<-ctx.Done()
	return ctx.Err()
}

// A counter is a client at a terminal, with a bad network to a real TLS server.
type counter struct {
	t      *testing.T
	city   *pinnedtest.City
	proxy  *faultnet.Proxy
	client *link.Client
}

func newCounter(t *testing.T, r registry) *counter {
	t.Helper()
	c := &counter{t: t, city: pinnedtest.New(t)}
	mux := http.NewServeMux()
	mux.Handle(wirev1connect.NewRegistryServiceHandler(r, wire.HandlerOptions(slog.New(slog.DiscardHandler))...))
	server := c.city.Serve(mux)
	c.proxy = faultnet.Start(t, server.Listener.Addr().String(), 1)
	client, err := link.NewClient(link.Config{
		Address:  c.proxy.Addr(),
		Identity: c.city.Terminal("T-01"),
		Trust:    c.city.Trust,
		Now:      time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	client.Line.SetJitter(func(time.Duration) time.Duration { return 20 * time.Millisecond })
	client.Line.SetProbeTimeout(500 * time.Millisecond)
	c.client = client
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { client.Run(ctx) })
	t.Cleanup(func() { cancel(); wg.Wait() })
	return c
}

// reach waits until the line is in state s.
func (c *counter) reach(s link.State) link.Status {
	c.t.Helper()
	reached := make(chan struct{}, 64)
	cancel := c.client.Line.Subscribe(func(link.Status) { reached <- struct{}{} })
	defer cancel()
	limit := time.After(10 * time.Second)
	for {
		if got := c.client.Line.Status(); got.State == s {
			return got
		}
		select {
		case <-reached:
		case <-limit:
			c.t.Fatalf("line is %v (%v), want %v", c.client.Line.Status().State, c.client.Line.Status().Err, s)
		}
	}
}

func (c *counter) pull() error {
	_, err := c.client.Pull(c.t.Context(), &wirev1.PullRequest{})
	return err
}

func TestClientGoesOnline(t *testing.T) {
	c := newCounter(t, registry{})
	c.reach(link.Online)
	if err := c.pull(); err != nil {
		t.Fatal(err)
	}
	if offset, known := c.client.Clock.Offset(); !known || offset < ahead-time.Minute || offset > ahead+time.Minute {
		t.Errorf("offset = %v, %v; want about %v", offset, known, ahead)
	}
}

func TestClientCutAndBack(t *testing.T) {
	c := newCounter(t, registry{})
	c.reach(link.Online)
	c.proxy.Cut()
	if err := c.pull(); err == nil {
		t.Error("a call went through a cut line")
	}
	c.reach(link.Offline)
	c.proxy.Restore()
	c.reach(link.Online)
	if err := c.pull(); err != nil {
		t.Errorf("after the line came back: %v", err)
	}
}

func TestClientSilence(t *testing.T) {
	c := newCounter(t, registry{})
	c.reach(link.Online)
	c.proxy.Silence(true)
	c.client.Line.LinkUp() // do not wait for the beat
	c.reach(link.Offline)
	c.proxy.Silence(false)
	c.reach(link.Online)
}

func TestClientRevoked(t *testing.T) {
	c := newCounter(t, registry{})
	c.reach(link.Online)
	c.city.Revoke("T-01", true)
	if err := c.pull(); !errors.Is(err, pinned.ErrRevoked) {
		t.Errorf("error = %v, want %v", err, pinned.ErrRevoked)
	}
	if s := c.reach(link.Offline); !errors.Is(s.Err, pinned.ErrRevoked) {
		t.Errorf("line's reason = %v, want %v", s.Err, pinned.ErrRevoked)
	}
}

func TestClientOtherRegistry(t *testing.T) {
	c := newCounter(t, registry{})
	c.reach(link.Online)
	stranger := pinnedtest.New(t)
	client, err := link.NewClient(link.Config{
		Address:  c.proxy.Addr(),
		Identity: c.city.Terminal("T-02"),
		Trust:    stranger.Trust,
		Now:      time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Pull(t.Context(), &wirev1.PullRequest{}); !errors.Is(err, pinned.ErrPin) {
		t.Errorf("error = %v, want %v", err, pinned.ErrPin)
	}
}

// TestClientErrorIsAnAnswer: the registry refusing a call does not end the line.
func TestClientErrorIsAnAnswer(t *testing.T) {
	c := newCounter(t, registry{pull: func(context.Context) error { return wire.Errorf(wire.NoRight, "pull") }})
	c.reach(link.Online)
	changed := make(chan link.Status, 8)
	defer c.client.Line.Subscribe(func(s link.Status) { changed <- s })()
	if err := c.pull(); !errors.Is(err, wire.NoRight) {
		t.Errorf("error = %v, want %v", err, wire.NoRight)
	}
	select {
	case s := <-changed:
		t.Errorf("line became %v", s.State)
	case <-time.After(50 * time.Millisecond):
	}
}

func TestClientDeadline(t *testing.T) {
	asked := make(chan time.Duration, 1)
	c := newCounter(t, registry{pull: func(ctx context.Context) error {
		deadline, _ := ctx.Deadline()
		asked <- time.Until(deadline)
		return nil
	}})
	c.reach(link.Online)
	if err := c.pull(); err != nil {
		t.Fatal(err)
	}
	if left := <-asked; left <= 0 || left > 15*time.Second {
		t.Errorf("the registry was given %v", left)
	}
}

func TestClientWatchEndsWithTheLine(t *testing.T) {
	c := newCounter(t, registry{})
	c.reach(link.Online)
	heard := make(chan struct{}, 1)
	ended := make(chan error, 1)
	go func() { ended <- c.client.Follow(t.Context(), 0, func() { heard <- struct{}{} }) }()
	<-heard
	c.proxy.Cut()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("following ended in good order on a cut line")
		}
	case <-time.After(5 * time.Second):
		t.Error("nobody noticed the cut")
	}
	c.reach(link.Offline)
}
