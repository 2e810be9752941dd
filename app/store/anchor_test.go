package store_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/keys/keystest"
	"madoguchi/app/store"
	"madoguchi/app/store/storetest"
)

func logFile(t *testing.T) (*store.Store, func(n int)) {
	t.Helper()
	config := store.Config{Path: filepath.Join(t.TempDir(), "terminal.db"), Ring: new(keystest.Ring), Terminal: "T-01-03"}
	if err := store.Create(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, func(n int) {
		t.Helper()
		for range n {
			if _, err := s.Commit(t.Context(), store.Change{Audit: []audit.Record{storetest.Record(audit.Searched)}}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (f anchoring) take(t *testing.T, s *store.Store, after int64, limit int, at time.Time) store.Handover {
	t.Helper()
	h, err := s.HandOver(t.Context(), after, limit)
	if err != nil {
		t.Fatal(err)
	}
	if f {
		if err := s.Anchor(t.Context(), store.Anchored{Head: h.Head, Tree: h.Tree, At: at, Registry: []byte("note")}); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// anchoring says whether what was handed over is noted as held.
type anchoring bool

// TestHandOver: the log goes out piece by piece, each with the tree up to its end, and from
// wherever the registry stands.
func TestHandOver(t *testing.T) {
	s, write := logFile(t)
	write(7)
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	h := anchoring(true).take(t, s, 0, 3, at)
	if len(h.Records) != 3 || h.Size != 7 || h.Head.Seq != 3 || h.Tree.Size() != 3 {
		t.Fatalf("first: %d records up to %d of %d", len(h.Records), h.Head.Seq, h.Size)
	}
	if r, err := audit.Decode(h.Records[0].Body); err != nil || r.Kind != audit.Searched {
		t.Errorf("record = %+v, %v", r, err)
	}
	h = anchoring(true).take(t, s, 3, 100, at)
	if len(h.Records) != 4 || h.Head.Seq != 7 {
		t.Fatalf("rest: %d records up to %d", len(h.Records), h.Head.Seq)
	}
	root := h.Tree.Root()
	for _, after := range []int64{0, 2, 7, 9} { // the registry was set back, or this file
		h := anchoring(false).take(t, s, after, 100, at)
		if h.Tree.Root() != root || len(h.Records) != int(max(0, 7-after)) || h.Size != 7 {
			t.Errorf("from %d: %d records, tree of %d", after, len(h.Records), h.Tree.Size())
		}
	}
	known, err := s.Anchored(t.Context())
	if err != nil || known.Head.Seq != 7 || known.Tree.Root() != root || !known.At.Equal(at) || string(known.Registry) != "note" {
		t.Errorf("anchored = %+v, %v", known.Head, err)
	}
	if err := s.Anchor(t.Context(), store.Anchored{Head: audit.Head{Seq: 9}, At: at}); !errors.Is(err, store.ErrAudit) {
		t.Errorf("anchored beyond the end: %v", err)
	}
}

// TestBodiesGo: what the registry has held for 30 days is not readable here any more, and
// the log still verifies.
func TestBodiesGo(t *testing.T) {
	s, write := logFile(t)
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return start.AddDate(0, 0, n) }
	write(3)
	anchoring(true).take(t, s, 0, 100, day(0))
	write(2)
	anchoring(true).take(t, s, 3, 100, day(10))
	readable := func() (n int) {
		for e, err := range s.AuditEvents(t.Context(), 0) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Sealed != nil {
				n++
			}
		}
		return n
	}
	write(1)
	anchoring(true).take(t, s, 5, 100, day(30))
	if n := readable(); n != 6 {
		t.Errorf("%d readable after 30 days, want all 6", n)
	}
	anchoring(true).take(t, s, 6, 100, day(31))
	if n := readable(); n != 4 { // 3 are gone, and that they went is logged
		t.Errorf("%d readable after 31 days, want 4", n)
	}
	if head, err := s.VerifyAudit(t.Context()); err != nil || head.Seq != 7 {
		t.Errorf("log of %d: %v", head.Seq, err)
	}
	h := anchoring(false).take(t, s, 0, 100, day(31))
	if len(h.Records) != 7 || h.Records[0].Body != nil || h.Records[3].Body == nil {
		t.Errorf("%d records handed over, the first of %d bytes", len(h.Records), len(h.Records[0].Body))
	}
}
