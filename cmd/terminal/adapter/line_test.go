package adapter_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/keys/keystest"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/store"
	"madoguchi/cmd/terminal/adapter"
	"madoguchi/sync/faultnet"
	"madoguchi/sync/link"
	"madoguchi/sync/outbox"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	central "madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	centralstore "madoguchi/sync/registry/store"
)

// A wired is a terminal on a real line to the real registry.
type wired struct {
	*bench
	client   *link.Client
	pusher   *outbox.Pusher
	register *centralstore.Store
	cable    *faultnet.Proxy
	city     *pinnedtest.City
	identity pinned.Identity
}

func newWired(t *testing.T) *wired {
	t.Helper()
	w := &wired{bench: &bench{T: t, at: time.Now(), terms: terms}} // certificates are valid today
	must := w.must
	var err error
	folder := t.TempDir()
	w.register, err = centralstore.Create(t.Context(), filepath.Join(folder, "registry.db"), &keystest.Ring{})
	must(err)
	t.Cleanup(func() { _ = w.register.Close() })
	registrytest.NewCounter(t, w.register, terminal, w.now)
	quiet := slog.New(slog.DiscardHandler)
	table, err := repertoire()
	must(err)
	service, err := central.New(central.Config{Store: w.register, Repertoire: table, Now: w.now, Log: quiet})
	must(err)
	city := pinnedtest.New(t)
	server := city.Serve(service)
	w.cable = faultnet.Start(t, server.Listener.Addr().String(), 1)
	t.Cleanup(service.Stop)
	w.identity = city.Terminal(terminal)
	w.client, err = link.NewClient(link.Config{
		Address: w.cable.Addr(), Identity: w.identity, Trust: city.Trust, Now: time.Now,
	})
	must(err)
	line := adapter.NewLine(w.client, terminal, w.now)
	w.line, w.hindsight, w.protection = line, line, line
	w.config = store.Config{Path: filepath.Join(folder, "terminal.db"), Ring: &keystest.Ring{}, Terminal: terminal, Now: w.now}
	must(store.Create(t.Context(), w.config))
	w.start()
	t.Cleanup(func() { _ = w.store.Close() })
	w.pusher = outbox.New(outbox.Config{
		Source: w.post(), Sink: w.post(), Registry: w.client, Line: w.client.Line, Now: w.now, Log: quiet,
		PolicyVersion: func() uint32 { return 7 },
		Pulled:        adapter.NewRoll(w.client, w.Desk, quiet).Pulled,
		Logbook:       func(ctx context.Context) error { return w.logbook().HandOver(ctx) },
	})
	w.city = city
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { w.client.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	w.waitFor(counter.Online)
	return w
}

func (w *wired) waitFor(s counter.LineState) {
	w.Helper()
	for limit := time.Now().Add(20 * time.Second); w.line.State() != s; time.Sleep(10 * time.Millisecond) {
		w.client.Line.LinkUp()
		if time.Now().After(limit) {
			w.Fatalf("line is %d, want %d", w.line.State(), s)
		}
	}
}

// tokenCode is what an operator's token shows, a new code each time.
func (w *wired) tokenCode(id operator.ID) string {
	w.Helper()
	w.later(operator.TokenPeriod)
	code, err := operator.TokenCode(registrytest.Seed(id), w.at)
	w.must(err)
	return code
}

func (w *wired) change(id operator.ID) {
	w.Helper()
	w.must(w.SignOut(w.Context(), "operator"))
	w.must(w.SignIn(w.Context(), id, registrytest.PIN, w.tokenCode(id)))
}

// TestLine is the whole way with the real registry: signed in, entered, reviewed twice,
// accepted, found; then without a line and made known again.
func TestLine(t *testing.T) {
	w := newWired(t)
	ctx := t.Context()
	used := w.tokenCode(registrytest.Writer)
	w.must(w.SignIn(ctx, registrytest.Writer, registrytest.PIN, used))
	if who, _ := w.Operator(); who.Name == "" || !slices.Contains(who.Rights, operator.Enter) {
		t.Errorf("profile %+v", who)
	}
	e := w.handOver(notification.MovingIn)
	w.must(w.pusher.Round(ctx))
	w.must(w.SignOut(ctx, "operator"))
	w.want("a used code", w.SignIn(ctx, registrytest.Writer, registrytest.PIN, used), desk.ErrRefused)
	for _, id := range []operator.ID{registrytest.First, registrytest.Second} {
		w.change(id)
		queue, err := w.Queue(ctx)
		if err != nil || len(queue) != 1 {
			t.Errorf("queue: %d, %v", len(queue), err)
		}
		w.approve(e.ID)
		w.must(w.pusher.Round(ctx))
	}
	kept := w.inState(e.ID, notification.Accepted)
	if kept.Verdict == nil || len(kept.Verdict.Persons) != 1 || kept.Verdict.Persons[0].HistoryNumber != 1 {
		t.Fatalf("verdict %+v", kept.Verdict)
	}

	w.change(registrytest.Writer)
	search := func() counter.Found {
		t.Helper()
		found, err := w.Search(ctx, counter.Query{Name: "辻花子", Purpose: counter.ForEnquiry})
		if err != nil || len(found.Hits) != 1 || string(found.Hits[0].ID) != kept.Verdict.Persons[0].ResidentID || found.Hits[0].Birth.String() != "1986-02-03" {
			t.Fatalf("search: %+v, %v", found, err)
		}
		return found
	}
	hit := search().Hits[0]
	opened, err := w.OpenRecord(ctx, hit.ID, counter.ForEnquiry)
	if err != nil || len(opened.Members) != 1 || len(opened.History) != 1 || opened.Members[0].Name != "辻花子" {
		t.Errorf("open: %+v, %v", opened, err)
	}
	for number, want := range map[counter.Number]string{counter.IndividualNumber: individualNumber, counter.ResidentCode: residentCode} {
		if got, err := w.RevealNumber(ctx, hit.ID, number, counter.ForEnquiry); got != want || err != nil {
			t.Errorf("number %d: %v", number, err)
		}
	}
	_, err = w.OpenRecord(ctx, yuki, counter.ForEnquiry)
	w.want("open nobody", err, counter.ErrGone)

	// The line is cut: the credential and the copy of the household decide.
	w.cable.Cut()
	w.change(registrytest.Writer)
	_, err = w.Search(ctx, counter.Query{Name: "辻花子", Purpose: counter.ForEnquiry})
	w.want("search without a line", err, counter.ErrOffline)
	w.cable.Restore()
	w.waitFor(counter.Online)
	search() // resumed by the key that the PIN opened
}

// TestLineErrors: what the registry refuses reaches the desk as what it is.
func TestLineErrors(t *testing.T) {
	w := newWired(t)
	ctx := t.Context()
	first := w.line
	sign := func(id operator.ID, pin, code string) (desk.SignedIn, error) {
		public, _, err := ed25519.GenerateKey(nil)
		w.must(err)
		return first.SignIn(ctx, id, pin, code, public)
	}
	in, err := sign(registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer))
	w.must(err)
	_, err = first.Reviews(ctx, in.Session)
	w.want("reviews without the right", err, counter.ErrNoRight)
	_, err = first.Search(ctx, "no session", counter.Query{Name: "辻", Purpose: counter.ForEnquiry})
	w.want("search without a session", err, desk.ErrSession)
	_, strange, err := ed25519.GenerateKey(nil)
	w.must(err)
	if _, err = first.Resume(ctx, registrytest.Writer, strange); err == nil {
		t.Error("resumed with a strange key")
	}
	for range 5 {
		_, err = sign(registrytest.Writer, "000000", "000000")
		w.want("wrong proof", err, desk.ErrRefused)
	}
	code, err := operator.TokenCode(registrytest.Seed(registrytest.Writer), w.at)
	w.must(err)
	_, err = sign(registrytest.Writer, registrytest.PIN, code)
	var wait *desk.WaitError
	if !errors.As(err, &wait) || wait.Disabled || wait.Until.Sub(w.at) != 30*time.Second {
		t.Errorf("right proof within the wait: %+v, %v", wait, err)
	}
}
