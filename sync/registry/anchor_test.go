package registry_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

func (h *house) audits(identity pinned.Identity) wirev1connect.AuditServiceClient {
	h.Helper()
	transport, err := pinned.NewTransport(h.url, identity, h.city.Trust, time.Now)
	if err != nil {
		h.Fatal(err)
	}
	return wirev1connect.NewAuditServiceClient(&http.Client{Transport: transport}, "https://"+h.url, wire.ClientOptions()...)
}

// A logbook is the log of a terminal.
type logbook struct {
	*house
	identity pinned.Identity
	client   wirev1connect.AuditServiceClient
	links    []audit.Link
	records  [][]byte
	head     audit.Head
}

func newLogbook(h *house) *logbook {
	h.Helper()
	identity := h.city.Terminal("T1")
	return &logbook{house: h, identity: identity, client: h.audits(identity)}
}

func (l *logbook) write(n int, purpose string) {
	l.Helper()
	for range n {
		body, err := audit.Record{Kind: audit.Searched, At: l.clock.Now(), Operator: "sato", Terminal: "T1", Purpose: purpose}.Encode()
		if err != nil {
			l.Fatal(err)
		}
		link := l.head.Next([]byte("sealed " + purpose + string(body)))
		l.links, l.records, l.head = append(l.links, link), append(l.records, body), link.Head()
	}
}

// request is what the terminal sends of its records after and up to a number.
func (l *logbook) request(after, to int) *wirev1.AnchorRequest {
	l.Helper()
	m := &wirev1.AnchorRequest{After: int64(after), Size: int64(len(l.links))}
	var tree audit.Tree
	var head audit.Head
	for i, link := range l.links[:to] {
		if err := tree.Add(link); err != nil {
			l.Fatal(err)
		}
		if head = link.Head(); i >= after {
			m.Records = append(m.Records, &wirev1.AnchoredRecord{Hash: link.Body[:], Record: l.records[i]})
		}
	}
	var err error
	m.Checkpoint, err = audit.Checkpoint{Origin: "T1", Head: head, Root: tree.Root(), At: l.clock.Now()}.Sign(l.identity.Key)
	if err != nil {
		l.Fatal(err)
	}
	return m
}

func (l *logbook) anchor(after, to int) (*wirev1.AnchorResponse, error) {
	l.Helper()
	return l.client.Anchor(l.Context(), l.request(after, to))
}

// TestAnchor: what a terminal logged is taken over once, opens again at the registry, and
// is proved by the terminal's own signature.
func TestAnchor(t *testing.T) {
	h := newHouse(t)
	l := newLogbook(h)
	l.write(5, "moving_in")
	for _, step := range []struct {
		name      string
		after, to int
		held      int64
		taken     bool
	}{
		{"the first part", 0, 3, 3, true},
		{"an answer that was lost", 0, 3, 3, false},
		{"the registry is asked from what it does not hold", 4, 5, 3, false},
		{"the rest", 3, 5, 5, true},
		{"nothing new", 5, 5, 5, true},
	} {
		answer, err := l.anchor(step.after, step.to)
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if answer.GetHeld() != step.held || answer.GetTaken() != step.taken || answer.GetRegistryTime() == 0 {
			t.Errorf("%s: held %d, taken %v", step.name, answer.GetHeld(), answer.GetTaken())
		}
	}
	h.view(func(tx registry.Tx) error {
		a, err := tx.Anchor("T1")
		if err != nil || a.Head != l.head {
			t.Errorf("anchor = %+v, %v", a.Head, err)
		}
		n := 0
		err = tx.Archived("T1", 1, func(e registry.Archived) error {
			r, err := tx.Unarchive("T1", e)
			if n++; r.Operator != "sato" || e.Own != l.links[n-1].Body {
				t.Errorf("archived %d = %+v", n, r)
			}
			return err
		})
		if n != 5 {
			t.Errorf("%d records archived", n)
		}
		return err
	})
	if n := h.logged(audit.AuditAnchored, ""); n != 2 {
		t.Errorf("taking over is logged %d times, want 2", n)
	}
}

// TestAnchorForks: a file that was copied or set back shows (R032), and an alarm stands in
// the log.
func TestAnchorForks(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(l *logbook)
		after int
	}{
		{"set back", func(l *logbook) { l.links, l.records = l.links[:3], l.records[:3] }, 3},
		{"set back, and less written since", func(l *logbook) {
			l.links, l.records, l.head = l.links[:3], l.records[:3], l.links[2].Head()
			l.write(1, "other")
		}, 4},
		{"set back, and as much written since", func(l *logbook) {
			l.links, l.records, l.head = l.links[:3], l.records[:3], l.links[2].Head()
			l.write(2, "other")
		}, 5},
		{"set back, and more written since", func(l *logbook) {
			l.links, l.records, l.head = l.links[:3], l.records[:3], l.links[2].Head()
			l.write(9, "other")
		}, 5},
		{"an old record rewritten", func(l *logbook) {
			records := slices.Clone(l.records)
			l.links, l.records, l.head = nil, nil, audit.Head{}
			for i, body := range records {
				link := l.head.Next(append([]byte{byte(i)}, body...))
				l.links, l.records, l.head = append(l.links, link), append(l.records, body), link.Head()
			}
			l.write(1, "moving_in")
		}, 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			l := newLogbook(h)
			l.write(5, "moving_in")
			if _, err := l.anchor(0, 5); err != nil {
				t.Fatal(err)
			}
			tt.spoil(l)
			_, err := l.anchor(min(tt.after, len(l.links)), len(l.links))
			wantKind(t, "a log that does not grow", err, wire.Fork)
			if n := h.logged(audit.ForkFound, ""); n != 1 {
				t.Errorf("alarm is logged %d times", n)
			}
			if _, err := l.anchor(0, 0); !errors.Is(err, pinned.ErrRevoked) {
				t.Errorf("the terminal may still come in: %v", err)
			}
			h.view(func(tx registry.Tx) error {
				a, err := tx.Anchor("T1")
				if a.Head.Seq != 5 {
					t.Errorf("anchored at %d", a.Head.Seq)
				}
				return err
			})
		})
	}
}

// TestAnchorAnew: a terminal that was enrolled anew, with another key and a new file, begins
// another book; the one before stays.
func TestAnchorAnew(t *testing.T) {
	h := newHouse(t)
	old := newLogbook(h)
	old.write(5, "moving_in")
	if _, err := old.anchor(0, 5); err != nil {
		t.Fatal(err)
	}
	anew := newLogbook(h)
	anew.write(2, "moving_out")
	for range 2 { // also when the first answer was lost: what was taken over is not taken twice
		answer, err := anew.anchor(0, 2)
		if err != nil || answer.GetHeld() != 2 {
			t.Fatalf("held %d, %v", answer.GetHeld(), err)
		}
	}
	h.view(func(tx registry.Tx) error {
		a, err := tx.Anchor("T1")
		if err != nil || a.Book != 2 || a.Head != anew.head || a.Copied.Seq != 7 {
			t.Errorf("anchor = book %d, %d records, %d copied, %v", a.Book, a.Head.Seq, a.Copied.Seq, err)
		}
		var books []int
		if err := tx.Archived("T1", 1, func(a registry.Archived) error { books = append(books, a.Book); return nil }); err != nil || !slices.Equal(books, []int{1, 1, 1, 1, 1, 2, 2}) {
			t.Errorf("books = %v, %v", books, err)
		}
		return nil
	})
	old.write(1, "moving_in")
	if answer, err := old.anchor(5, 6); err != nil || answer.GetTaken() {
		t.Errorf("the old file goes on: %v, %v", answer, err)
	}
	_, err := old.anchor(2, 6)
	wantKind(t, "the old file in the new book", err, wire.Fork)
}

// TestAnchorRefuses: what is not this terminal's log.
func TestAnchorRefuses(t *testing.T) {
	h := newHouse(t)
	l := newLogbook(h)
	l.write(3, "moving_in")
	other := newLogbook(h)
	tests := []struct {
		name  string
		spoil func(m *wirev1.AnchorRequest)
		want  wire.Kind
	}{
		{"signed by another key", func(m *wirev1.AnchorRequest) {
			other.links, other.records, other.head = l.links, l.records, l.head
			m.Checkpoint = other.request(0, 3).Checkpoint
		}, wire.BadSignature},
		{"no checkpoint", func(m *wirev1.AnchorRequest) { m.Checkpoint = nil }, wire.BadSignature},
		{"no hash", func(m *wirev1.AnchorRequest) { m.Records[1].Hash = nil }, wire.Malformed},
		{"no record", func(m *wirev1.AnchorRequest) { m.Records[1].Record = []byte("{") }, wire.Malformed},
		{"a record of another terminal", func(m *wirev1.AnchorRequest) {
			m.Records[1].Record, _ = audit.Record{Kind: audit.Searched, At: time.Now(), Terminal: "T9"}.Encode()
		}, wire.Malformed},
		{"a record that names somebody", func(m *wirev1.AnchorRequest) {
			m.Records[1].Record = []byte(`{"kind":301,"at":"2026-04-01T00:00:00Z","terminal":"T1","subject":"海野"}`)
		}, wire.Malformed},
		{"too many", func(m *wirev1.AnchorRequest) { m.Records = slices.Repeat(m.Records, 700) }, wire.TooLarge},
		{"fewer than were signed", func(m *wirev1.AnchorRequest) { m.Records = m.Records[:2] }, wire.Fork},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := l.request(0, 3)
			tt.spoil(m)
			_, err := l.client.Anchor(t.Context(), m)
			wantKind(t, tt.name, err, tt.want)
			h.view(func(tx registry.Tx) error {
				if _, err := tx.Anchor("T1"); !errors.Is(err, registry.ErrNotFound) {
					t.Errorf("something was anchored: %v", err)
				}
				return tx.Archived("T1", 1, func(registry.Archived) error { t.Error("something was archived"); return nil })
			})
		})
	}
}

// TestSignLog: the registry's log is signed once a day by another key, and a log that was
// changed meanwhile is not.
func TestSignLog(t *testing.T) {
	h := newHouse(t)
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := registry.New(registry.Config{Store: h.store, Repertoire: registrytest.Anything{}, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler), AuditKey: key})
	if err != nil {
		t.Fatal(err)
	}
	sign := func() civil.Date {
		t.Helper()
		day, err := r.SignLog(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return day
	}
	write := func() {
		h.update(func(tx registry.Tx) error {
			body, err := audit.Record{Kind: audit.Started, At: h.clock.Now(), Terminal: "registry"}.Encode()
			if err == nil {
				_, err = tx.Extend(h.clock.Now(), body)
			}
			return err
		})
	}
	if day := sign(); !day.IsZero() {
		t.Errorf("an empty log was signed for %v", day)
	}
	write()
	first := sign()
	if first != civil.FromTime(h.clock.Now()).AddDays(-1) {
		t.Errorf("signed for %v", first)
	}
	write()
	if day := sign(); !day.IsZero() {
		t.Errorf("signed twice on a day, for %v", day)
	}
	h.clock.set(h.clock.Now().Add(24 * time.Hour))
	if day := sign(); day != first.AddDays(1) {
		t.Errorf("signed for %v on the next day", day)
	}
	var signed []audit.Checkpoint
	h.view(func(tx registry.Tx) error {
		return tx.AllSigned(func(s registry.Signed) error {
			c, err := audit.ReadCheckpoint(s.Note, registry.LogOrigin, key.Public())
			if c.Head != s.Head || c.Root != s.Tree.Root() {
				t.Errorf("note of %v says otherwise", s.Day)
			}
			signed = append(signed, c)
			return err
		})
	})
	h.view(func(tx registry.Tx) error {
		_, _, err := audit.VerifyLog(func(yield func(audit.Event, error) bool) {
			if err := tx.Events(1, func(e audit.Event) error { yield(e, nil); return nil }); err != nil {
				t.Error(err)
			}
		}, signed...)
		if err != nil || len(signed) != 2 {
			t.Errorf("%d checkpoints, %v", len(signed), err)
		}
		return nil
	})
}
