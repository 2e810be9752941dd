package adapter_test

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/store"
	"madoguchi/cmd/terminal/adapter"
	"madoguchi/sync/link"
	"madoguchi/sync/outbox"
	central "madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

func (w *wired) logbook() *adapter.Logbook {
	http, address, options := w.client.Reach()
	return &adapter.Logbook{
		Store: w.store, Registry: wirev1connect.NewAuditServiceClient(http, address, options...), Terminal: terminal,
		Key: func() crypto.Signer { return w.identity.Key }, Now: w.now,
	}
}

// archived returns the kinds of what the registry has of this terminal's log.
func (w *wired) archived() (kinds []audit.Kind, head audit.Head) {
	w.Helper()
	w.must(w.register.View(w.Context(), func(tx central.Tx) error {
		a, err := tx.Anchor(terminal)
		if err != nil && !errors.Is(err, central.ErrNotFound) {
			return err
		}
		head = a.Head
		return tx.Archived(terminal, 1, func(e central.Archived) error {
			r, err := tx.Unarchive(terminal, e)
			kinds = append(kinds, r.Kind)
			return err
		})
	}))
	return kinds, head
}

// TestLogbook: at each sync the registry takes the log over, also what was logged without
// a line, and this terminal knows what it holds (R030, R120).
func TestLogbook(t *testing.T) {
	w := newWired(t)
	w.must(w.SignIn(t.Context(), registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	w.must(w.pusher.Round(t.Context()))
	kinds, head := w.archived()
	own, anchored, err := w.store.AuditHead(t.Context())
	if err != nil || own != head || anchored != head || !slices.Contains(kinds, audit.SignIn) {
		t.Fatalf("own %d, anchored %d, at the registry %d: %v, %v", own.Seq, anchored.Seq, head.Seq, kinds, err)
	}
	w.cable.Cut()
	w.waitFor(counter.Offline)
	w.must(w.SignOut(t.Context(), "operator"))
	w.must(w.SignIn(t.Context(), registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	w.cable.Restore()
	w.waitFor(counter.Online)
	w.must(w.pusher.Round(t.Context()))
	kinds, head = w.archived()
	if own, _, err = w.store.AuditHead(t.Context()); err != nil || own != head {
		t.Errorf("own %d, at the registry %d, %v", own.Seq, head.Seq, err)
	}
	if n := count(kinds, audit.SignIn); n != 2 {
		t.Errorf("the registry knows of %d sign-ins, want 2", n)
	}
	if known, err := w.store.Anchored(t.Context()); err != nil || known.At.IsZero() || known.Tree.Size() != head.Seq {
		t.Errorf("anchored = %+v, %v", known.Head, err)
	}
}

func count(kinds []audit.Kind, kind audit.Kind) (n int) {
	for _, k := range kinds {
		if k == kind {
			n++
		}
	}
	return n
}

// TestLogbookForks: a terminal's file that was set back to a copy is an alarm at both ends
// (R032), whether or not something was written since.
func TestLogbookForks(t *testing.T) {
	for name, since := range map[string]int{"nothing written since": 0, "as much written since": 2, "more written since": 7} {
		t.Run(name, func(t *testing.T) {
			w := newWired(t)
			log := func(n int) {
				for range n {
					_, err := w.store.Commit(t.Context(), store.Change{Audit: []audit.Record{{Kind: audit.Searched, At: w.at, Terminal: terminal}}})
					w.must(err)
				}
			}
			log(2)
			w.must(w.pusher.Round(t.Context()))
			w.must(w.store.Close())
			copied, err := os.ReadFile(w.config.Path)
			w.must(err)
			w.start()
			log(2)
			w.must(w.pusherOf().Round(t.Context()))
			w.must(w.store.Close())
			w.must(os.WriteFile(w.config.Path, copied, 0o600))
			w.start()
			w.later(1)
			for range since {
				_, err := w.store.Commit(t.Context(), store.Change{Audit: []audit.Record{{Kind: audit.RecordOpened, At: w.at, Terminal: terminal}}})
				w.must(err)
			}
			p := w.pusherOf()
			if err := p.Round(t.Context()); !errors.Is(err, outbox.ErrFork) || !p.Status().Alarm {
				t.Fatalf("round of a file set back: %v", err)
			}
			w.must(w.register.View(t.Context(), func(tx central.Tx) error {
				found := false
				err := tx.Events(1, func(e audit.Event) error {
					r, err := tx.Record(e)
					found = found || r.Kind == audit.ForkFound && r.Terminal == terminal
					return err
				})
				if !found {
					t.Error("no alarm in the registry's log")
				}
				return err
			}))
		})
	}
}

// pusherOf returns a pusher over the file as it was opened last.
func (w *wired) pusherOf() *outbox.Pusher {
	return outbox.New(outbox.Config{
		Source: w.post(), Sink: w.post(), Registry: w.client, Line: w.client.Line, Now: w.now, Log: slog.New(slog.DiscardHandler),
		PolicyVersion: func() uint32 { return 7 }, Logbook: w.logbook().HandOver,
	})
}

// TestJournal: the line that went and came, and what the registry refused, stand in the
// communication log (STD 10.2), a flood of the same once.
func TestJournal(t *testing.T) {
	w := newWired(t)
	var complaints bytes.Buffer
	j := adapter.NewJournal(w.store, terminal, w.now, slog.New(slog.NewTextHandler(&complaints, nil)))
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { j.Run(ctx) })
	for range 5 {
		j.Line(link.Status{State: link.Online})
		j.Refused("/madoguchi.v1.RegistryService/Search", wire.NoRight)
	}
	j.Line(link.Status{State: link.Connecting})
	j.Line(link.Status{State: link.Offline})
	j.Refused("/madoguchi.v1.RegistryService/Search", wire.NoPurpose)
	stop()
	running.Wait()
	var got []string
	for e, err := range w.store.AuditEvents(t.Context(), 0) {
		w.must(err)
		r, err := w.store.OpenRecord(e)
		w.must(err)
		if r.Kind.Class() == audit.Communication {
			got = append(got, r.Detail...)
		}
	}
	if want := []string{"online", "call=Search", "kind=27", "offline", "call=Search", "kind=29"}; !slices.Equal(got, want) {
		t.Errorf("journal = %v, want %v", got, want)
	}
	if complaints.Len() > 0 {
		t.Error(complaints.String())
	}
}

// TestFailedStepsAreLogged: what could not be stored is told as soon as something can.
func TestFailedStepsAreLogged(t *testing.T) {
	w := newWired(t)
	cabinet := adapter.NewCabinet(w.store, w.now)
	good := desk.Step{Audit: []audit.Record{{Kind: audit.Searched, At: w.at, Terminal: terminal}}}
	bad := desk.Step{Audit: []audit.Record{{Kind: audit.Searched, At: w.at, Terminal: terminal, Purpose: "海野"}}}
	for range 2 {
		if err := cabinet.Commit(t.Context(), bad); !errors.Is(err, audit.ErrValue) {
			t.Fatalf("a record with a name: %v", err)
		}
	}
	w.must(cabinet.Commit(t.Context(), good))
	w.must(cabinet.Commit(t.Context(), good))
	var faults []string
	for e, err := range w.store.AuditEvents(t.Context(), 0) {
		w.must(err)
		r, err := w.store.OpenRecord(e)
		w.must(err)
		if r.Kind == audit.CommitFailed {
			faults = append(faults, r.Detail...)
		}
	}
	if !slices.Equal(faults, []string{"steps=2"}) {
		t.Errorf("faults = %v, want two steps, told once", faults)
	}
}
