package registry_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// newLimitedHouse is a house with limits that change edits, and a second terminal.
func newLimitedHouse(t *testing.T, change func(*registry.Limits)) *house {
	t.Helper()
	h := newHouse(t)
	registrytest.NewCounter(t, h.store, "T2", h.clock.Now)
	limits := registry.DefaultLimits()
	change(&limits)
	r, err := registry.New(registry.Config{Store: h.store, Repertoire: registrytest.Anything{}, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler), Limits: &limits})
	if err != nil {
		t.Fatal(err)
	}
	server := h.city.Serve(r)
	t.Cleanup(r.Stop)
	h.registry, h.url = r, server.Listener.Addr().String()
	return h
}

func wantBusy(t *testing.T, what string, err error) {
	t.Helper()
	var e *wire.Error
	if !errors.As(err, &e) || e.Kind != wire.Busy || e.Wait <= 0 {
		t.Errorf("%s = %v, want busy and how long", what, err)
	}
}

// TestRequestLimit: a terminal gets its burst and then its rate, and what it used up is
// nobody else's.
func TestRequestLimit(t *testing.T) {
	h := newLimitedHouse(t, func(l *registry.Limits) { l.Requests = registry.Rate{Second: 5, Burst: 10} })
	one, two := h.client("T1"), h.client("T2")
	pull := func(c wirev1connect.RegistryServiceClient) error {
		_, err := c.Pull(t.Context(), &wirev1.PullRequest{})
		return err
	}
	for range 10 {
		wantKind(t, "within the burst", pull(one), 0)
	}
	wantBusy(t, "beyond the burst", pull(one))
	wantKind(t, "another terminal", pull(two), 0)
	time.Sleep(400 * time.Millisecond)
	wantKind(t, "after the wait", pull(one), 0)
}

// TestSignInLimit: each sign-in takes the registry's memory; one terminal cannot take all.
func TestSignInLimit(t *testing.T) {
	h := newLimitedHouse(t, func(l *registry.Limits) { l.SignIns = registry.Rate{Second: 0.1, Burst: 3} })
	one := h.client("T1")
	for range 3 {
		_, err := one.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "nobody", Pin: "000000", TokenCode: "000000"})
		wantKind(t, "a guess", err, wire.Credentials)
	}
	_, err := one.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "nobody", Pin: "000000", TokenCode: "000000"})
	wantBusy(t, "a guess too many", err)
	h.signIn(h.client("T2"), registrytest.Writer)
	_, err = one.Pull(t.Context(), &wirev1.PullRequest{})
	wantKind(t, "what is owed comes in all the same", err, 0)
}

// TestAtOnceLimit: streams that are held open count, and one that ended does not.
func TestAtOnceLimit(t *testing.T) {
	h := newLimitedHouse(t, func(l *registry.Limits) { l.AtOnce = 2 })
	one := h.client("T1")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range 2 {
		stream, err := one.Watch(ctx, &wirev1.WatchRequest{})
		if err != nil || !stream.Receive() {
			t.Fatalf("watch: %v", err)
		}
	}
	_, err := one.Pull(t.Context(), &wirev1.PullRequest{})
	wantBusy(t, "a third at once", err)
	_, err = h.client("T2").Pull(t.Context(), &wirev1.PullRequest{})
	wantKind(t, "another terminal", err, 0)
	cancel()
	for until := time.Now().Add(5 * time.Second); err == nil && time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if _, err = one.Pull(t.Context(), &wirev1.PullRequest{}); err == nil {
			return
		}
		err = nil
	}
	t.Error("what ended is still counted")
}

// TestByteLimit: what came is charged, and the next call waits for it.
func TestByteLimit(t *testing.T) {
	h := newLimitedHouse(t, func(l *registry.Limits) { l.Bytes = registry.Rate{Second: 10 << 10, Burst: 20 << 10} })
	one := h.client("T1")
	big := &wirev1.PullRequest{}
	push := &wirev1.PushRequest{Events: []*wirev1.Event{{Seq: 1, Body: &wirev1.Event_Submission{Submission: &wirev1.Submission{Content: make([]byte, 100<<10)}}}}}
	_, err := one.Push(t.Context(), push)
	wantKind(t, "the first", err, 0)
	_, err = one.Pull(t.Context(), big)
	wantBusy(t, "after 100 KiB", err)
	_, err = h.client("T2").Pull(t.Context(), big)
	wantKind(t, "another terminal", err, 0)
}

// TestSlowBody: a request that comes in drops is given up, and costs nobody else anything.
func TestSlowBody(t *testing.T) {
	h := newLimitedHouse(t, func(l *registry.Limits) { l.Body = 300 * time.Millisecond })
	transport, err := pinned.NewTransport(h.url, h.city.Terminal("T1"), h.city.Trust, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer transport.Close()
	body, drops := io.Pipe()
	stop := make(chan struct{})
	var dripping sync.WaitGroup
	dripping.Go(func() {
		defer drops.Close()
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				if _, err := drops.Write([]byte{0}); err != nil {
					return
				}
			}
		}
	})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+h.url+wirev1connect.RegistryServicePushProcedure, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/proto")
	started := time.Now()
	resp, err := (&http.Client{Transport: transport, Timeout: 10 * time.Second}).Do(r)
	took := time.Since(started)
	close(stop)
	dripping.Wait()
	if err == nil {
		_ = resp.Body.Close()
		if resp.StatusCode < 400 {
			t.Errorf("status = %d", resp.StatusCode)
		}
	}
	if took > 5*time.Second {
		t.Errorf("given up after %v", took)
	}
	_, err = h.client("T1").Pull(t.Context(), &wirev1.PullRequest{})
	wantKind(t, "the next call", err, 0)
}
