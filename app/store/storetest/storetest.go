// Package storetest holds the conformance suite of app/store: what every terminal's
// file must do, whatever is underneath.
//
// How a file is opened, refused, sealed and survives a crash is tested in app/store.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/operator"
	"madoguchi/app/store"
)

// A File opens one file. The first call makes it; each later one closes the store
// before and opens the same file again, as a restart does.
type File func(t *testing.T) *store.Store

// Noon is the time at which the suite's records are made.
var Noon = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

// Record returns a record to commit a change with.
func Record(kind audit.Kind) audit.Record {
	return audit.Record{Kind: kind, At: Noon, Operator: "sato", Terminal: "T-0001"}
}

// Entry returns entry number n in a state, changed n seconds after noon.
func Entry(n, state int) store.Entry {
	return store.Entry{
		ID: fmt.Sprintf("0197c1f0-7a3e-7cc1-8000-%012d", n), Kind: 1, State: state, Revision: 1, Writer: "sato",
		UpdatedAt: Noon.Add(time.Duration(n) * time.Second),
		Summary:   fmt.Appendf(nil, "要約 %d", n), Body: fmt.Appendf(nil, "異動届 %d 髙橋 𠮷之助", n),
	}
}

// Event returns an event about entry number n.
func Event(n int) store.Event {
	return store.Event{Entry: Entry(n, 1).ID, Kind: 1, MadeAt: Entry(n, 1).UpdatedAt, Body: fmt.Appendf(nil, "event %d", n)}
}

// Run runs the suite. newFile is called once for each test of it.
func Run(t *testing.T, newFile func(t *testing.T) File) {
	tests := []struct {
		name string
		run  func(t *testing.T, open File)
	}{
		{"entries come back", entriesComeBack},
		{"entries by state", entriesByState},
		{"outbox counts on", outboxCountsOn},
		{"outbox in batches", outboxInBatches},
		{"watermark", watermark},
		{"a new file goes on after the old one's events", goesOn},
		{"settled entries", settled},
		{"nothing of a refused change", nothingOfARefusedChange},
		{"operators", operators},
		{"sessions", sessions},
		{"positions", positions},
		{"households", households},
		{"settings", settings},
		{"audit chain", auditChain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, newFile(t)) })
	}
}

// must commits a change that may not fail.
func must(t *testing.T, s *store.Store, c store.Change) store.Receipt {
	t.Helper()
	receipt, err := s.Commit(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// get calls a reader that may not fail.
func get[T any](t *testing.T, read func(context.Context) (T, error)) T {
	t.Helper()
	v, err := read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s = %+v, want %+v", what, got, want)
	}
}

func refused(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error = %v, want %v", what, err, want)
	}
}

func entriesComeBack(t *testing.T, open File) {
	s := open(t)
	first, changed := Entry(1, 1), Entry(1, 2)
	changed.Revision, changed.Body, changed.Summary = 2, []byte("changed"), nil
	must(t, s, store.Change{Entries: []store.Entry{first}})
	same(t, "entry", get(t, func(ctx context.Context) (store.Entry, error) { return s.Entry(ctx, first.ID) }), first)
	must(t, s, store.Change{Entries: []store.Entry{changed}})
	s = open(t)
	same(t, "changed entry", get(t, func(ctx context.Context) (store.Entry, error) { return s.Entry(ctx, first.ID) }), changed)
	_, err := s.Entry(t.Context(), "none")
	refused(t, "unknown entry", err, store.ErrNotFound)
	if _, err := s.Commit(t.Context(), store.Change{Entries: []store.Entry{{Body: []byte("x")}}}); err == nil {
		t.Error("an entry without an id was taken")
	}
}

func entriesByState(t *testing.T, open File) {
	s := open(t)
	a, b, c := Entry(3, 1), Entry(1, 2), Entry(2, 1)
	must(t, s, store.Change{Entries: []store.Entry{a, b, c}})
	list := func(states ...int) []store.Entry {
		return get(t, func(ctx context.Context) ([]store.Entry, error) { return s.Entries(ctx, states...) })
	}
	same(t, "state 1", list(1), []store.Entry{c, a})
	same(t, "states 1 and 2", list(2, 1), []store.Entry{b, c, a})
	same(t, "all", list(), []store.Entry{b, c, a})
	same(t, "state 9", list(9), []store.Entry(nil))
	for _, e := range get(t, func(ctx context.Context) ([]store.Entry, error) { return s.ListEntries(ctx) }) {
		if e.Body != nil || len(e.Summary) == 0 {
			t.Errorf("list shows body %q and summary %q", e.Body, e.Summary)
		}
	}
	same(t, "tally", get(t, s.Tally), map[int]store.Tally{1: {Count: 2, Oldest: c.UpdatedAt}, 2: {Count: 1, Oldest: b.UpdatedAt}})
}

func outboxCountsOn(t *testing.T, open File) {
	s := open(t)
	receipt := must(t, s, store.Change{Outbox: []store.Event{Event(1), Event(2)}, Audit: []audit.Record{Record(audit.HandedOver)}})
	same(t, "first numbers", []uint64{receipt.First, receipt.Last}, []uint64{1, 2})
	s = open(t)
	receipt = must(t, s, store.Change{Outbox: []store.Event{Event(3)}, Audit: []audit.Record{Record(audit.Approved)}})
	same(t, "numbers after a restart", []uint64{receipt.First, receipt.Last}, []uint64{3, 3})
	receipt = must(t, s, store.Change{Audit: []audit.Record{Record(audit.Searched)}})
	same(t, "numbers without events", []uint64{receipt.First, receipt.Last}, []uint64{0, 0})
	var want []store.Event
	for n := range 3 {
		e := Event(n + 1)
		e.Seq = uint64(n + 1)
		want = append(want, e)
	}
	same(t, "outbox", get(t, func(ctx context.Context) ([]store.Event, error) { return s.Pending(ctx, 0, 10, 1000) }), want)
}

func outboxInBatches(t *testing.T, open File) {
	s := open(t)
	c := store.Change{Audit: []audit.Record{Record(audit.HandedOver)}}
	for n := range 10 {
		e := Event(n + 1)
		e.Body = make([]byte, 100)
		c.Outbox = append(c.Outbox, e)
	}
	must(t, s, c)
	tests := []struct {
		name         string
		after        uint64
		limit, bytes int
		want         int
	}{
		{"all", 0, 100, 10000, 10},
		{"by number", 0, 4, 10000, 4},
		{"by size", 0, 100, 350, 3},
		{"one that is too large alone", 0, 100, 10, 1},
		{"the rest", 7, 100, 10000, 3},
		{"none left", 10, 100, 10000, 0},
	}
	for _, tt := range tests {
		got := get(t, func(ctx context.Context) ([]store.Event, error) { return s.Pending(ctx, tt.after, tt.limit, tt.bytes) })
		same(t, tt.name, len(got), tt.want)
	}
}

func watermark(t *testing.T, open File) {
	s := open(t)
	must(t, s, store.Change{Outbox: []store.Event{Event(1), Event(2), Event(3)}, Audit: []audit.Record{Record(audit.HandedOver)}})
	same(t, "unsent", get(t, s.Unsent), store.Tally{Count: 3, Oldest: Event(1).MadeAt})
	must(t, s, store.Change{Watermark: 2, Cursor: 7})
	must(t, s, store.Change{Watermark: 1, Cursor: 6}) // an answer that came late
	s = open(t)
	same(t, "unsent after two were taken", get(t, s.Unsent), store.Tally{Count: 1, Oldest: Event(3).MadeAt})
	last, acked, cursor, err := s.Watermarks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "watermarks", []uint64{last, acked, cursor}, []uint64{3, 2, 7})
	owed := get(t, func(ctx context.Context) (map[string]bool, error) { return s.Owed(ctx, acked) })
	same(t, "owed", owed, map[string]bool{Event(3).Entry: true})
	_, err = s.Commit(t.Context(), store.Change{Watermark: 4})
	refused(t, "watermark beyond the outbox", err, store.ErrWatermark)
	for _, e := range get(t, func(ctx context.Context) ([]store.Event, error) { return s.Pending(ctx, 0, 10, 1000) }) {
		if got, want := e.SentAt.IsZero(), e.Seq == 3; got != want {
			t.Errorf("event %d: unsent %v, want %v", e.Seq, got, want)
		}
	}
	must(t, s, store.Change{Watermark: 3})
	same(t, "unsent after all were taken", get(t, s.Unsent), store.Tally{})
}

// settled takes the watermark over two entries whose events lie across each other.
func settled(t *testing.T, open File) {
	s := open(t)
	one, two := Event(1), Event(2)
	must(t, s, store.Change{Outbox: []store.Event{one, two, two, one, Event(3)}, Audit: []audit.Record{Record(audit.HandedOver)}})
	at := func(watermark uint64) []string {
		return get(t, func(ctx context.Context) ([]string, error) { return s.Settled(ctx, watermark) })
	}
	same(t, "settled by 2", at(2), []string(nil))
	same(t, "settled by 3", at(3), []string{two.Entry})
	same(t, "settled by 5", at(5), []string{two.Entry, one.Entry, Event(3).Entry})
	must(t, s, store.Change{Watermark: 3})
	s = open(t)
	same(t, "settled by 3 again", at(3), []string(nil))
	same(t, "settled by 4 after 3", at(4), []string{one.Entry})
}

// nothingOfARefusedChange gives each part of a change together with one that is
// refused, and looks for traces of the rest.
func nothingOfARefusedChange(t *testing.T, open File) {
	s := open(t)
	must(t, s, store.Change{Operators: []store.Operator{{ID: "sato", TokenStep: 9}}, Audit: []audit.Record{Record(audit.SignIn)}})
	before, _, err := s.AuditHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bad := Record(audit.HandedOver)
	bad.Detail = []string{"氏名"}
	tests := []struct {
		name  string
		spoil func(*store.Change)
		want  error
	}{
		{"record that holds a value", func(c *store.Change) { c.Audit = append(c.Audit, bad) }, audit.ErrValue},
		{"record that cannot be chained", func(c *store.Change) { c.Audit = append(c.Audit, bad) }, store.ErrAudit},
		{"no record", func(c *store.Change) { c.Audit = nil }, store.ErrUnaudited},
		{"token step goes back", func(c *store.Change) { c.Operators = []store.Operator{{ID: "sato", TokenStep: 8}} }, store.ErrTokenStep},
		{"watermark", func(c *store.Change) { c.Watermark = 99 }, store.ErrWatermark},
	}
	for _, tt := range tests {
		c := store.Change{
			Entries: []store.Entry{Entry(1, 1)}, Outbox: []store.Event{Event(1)},
			Audit:      []audit.Record{Record(audit.HandedOver)},
			Sessions:   []store.Session{{ID: "s1", Operator: "sato", OpenedAt: Noon}},
			Households: []store.Household{{ID: "h1", OpenedAt: Noon, Body: []byte("x")}},
			Settings:   []store.Setting{{Name: "n", Value: []byte("v")}},
		}
		tt.spoil(&c)
		_, err := s.Commit(t.Context(), c)
		refused(t, tt.name, err, tt.want)
	}
	s = open(t)
	after, err := s.VerifyAudit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "audit head", after, before)
	same(t, "entries", len(get(t, func(ctx context.Context) ([]store.Entry, error) { return s.Entries(ctx) })), 0)
	same(t, "unsent", get(t, s.Unsent), store.Tally{})
	same(t, "sessions", len(get(t, s.OpenSessions)), 0)
	same(t, "households", len(get(t, s.Households)), 0)
	_, err = s.Setting(t.Context(), "n")
	refused(t, "setting", err, store.ErrNotFound)
	receipt := must(t, s, store.Change{Outbox: []store.Event{Event(1)}, Audit: []audit.Record{Record(audit.HandedOver)}})
	same(t, "next number", receipt.First, uint64(1))
}

// goesOn: a terminal that enrols with a new file begins after the events that the registry
// holds of the old one (R032).
func goesOn(t *testing.T, open File) {
	s := open(t)
	must(t, s, store.Change{Begin: 40})
	receipt := must(t, s, store.Change{Outbox: []store.Event{Event(1)}, Audit: []audit.Record{Record(audit.HandedOver)}})
	same(t, "first number", receipt.First, uint64(41))
	last, acked, _, err := s.Watermarks(t.Context())
	same(t, "watermarks", []uint64{last, acked}, []uint64{41, 40})
	same(t, "error", err, nil)
	_, err = s.Commit(t.Context(), store.Change{Begin: 50})
	refused(t, "beginning again", err, store.ErrBegun)
}

func operators(t *testing.T, open File) {
	s := open(t)
	read := func() store.Operator {
		return get(t, func(ctx context.Context) (store.Operator, error) { return s.Operator(ctx, "sato") })
	}
	put := func(o store.Operator) {
		must(t, s, store.Change{Operators: []store.Operator{o}, Audit: []audit.Record{Record(audit.SignIn)}})
	}
	_, err := s.Operator(t.Context(), "sato")
	refused(t, "unknown operator", err, store.ErrNotFound)
	want := store.Operator{ID: "sato", Credential: []byte("sealed"), TokenStep: 60_000_000, Guard: []byte(`{"failures":3}`)}
	put(want)
	s = open(t)
	same(t, "operator", read(), want)
	same(t, "all operators", get(t, s.Operators), []store.Operator{want})
	want.Credential, want.Guard, want.TokenStep = nil, nil, 60_000_001
	put(want)
	same(t, "operator without a credential", read(), want)
}

func sessions(t *testing.T, open File) {
	s := open(t)
	put := func(one store.Session) {
		must(t, s, store.Change{Sessions: []store.Session{one}, Audit: []audit.Record{Record(audit.SignIn)}})
	}
	a := store.Session{ID: "a", Operator: "sato", OpenedAt: Noon, Offline: true}
	b := store.Session{ID: "b", Operator: "suzuki", OpenedAt: Noon.Add(time.Minute)}
	put(a)
	put(b)
	s = open(t)
	same(t, "left open", get(t, s.OpenSessions), []store.Session{a, b})
	a.ClosedAt, a.How = Noon.Add(time.Hour), 3
	put(a)
	same(t, "left open after one was closed", get(t, s.OpenSessions), []store.Session{b})
}

func positions(t *testing.T, open File) {
	s := open(t)
	p := store.Position{Operator: "sato", Day: "2026-04-01", Display: "1", At: Noon}
	must(t, s, store.Change{Positions: []store.Position{p, p}, Audit: []audit.Record{Record(audit.PositionConfirmed)}})
	s = open(t)
	for _, tt := range []struct {
		who  operator.ID
		day  string
		want bool
	}{{"sato", "2026-04-01", true}, {"sato", "2026-04-02", false}, {"suzuki", "2026-04-01", false}} {
		got := get(t, func(ctx context.Context) (bool, error) { return s.PositionConfirmed(ctx, tt.who, tt.day) })
		same(t, string(tt.who)+" on "+tt.day, got, tt.want)
	}
}

func households(t *testing.T, open File) {
	s := open(t)
	opened := []audit.Record{Record(audit.RecordOpened)}
	one := store.Household{ID: "h1", OpenedAt: Noon, Body: []byte("世帯 1")}
	two := store.Household{ID: "h2", OpenedAt: Noon.Add(time.Second), Body: []byte("世帯 2")}
	three := store.Household{ID: "h3", OpenedAt: Noon.Add(2 * time.Second), Body: []byte("世帯 3")}
	must(t, s, store.Change{Households: []store.Household{one, two, three}, Audit: opened})
	s = open(t)
	same(t, "household", get(t, func(ctx context.Context) (store.Household, error) { return s.Household(ctx, "h2") }), two)
	must(t, s, store.Change{Forget: []string{"h2", "unknown"}})
	_, err := s.Household(t.Context(), "h2")
	refused(t, "forgotten household", err, store.ErrNotFound)
	all := get(t, s.Households)
	one.ID, three.ID = "", ""
	same(t, "households", all, []store.Household{one, three})
	again := store.Household{ID: "h1", OpenedAt: Noon.Add(time.Hour), Body: []byte("世帯 1 新")}
	must(t, s, store.Change{ForgetAll: true, Households: []store.Household{again}, Audit: opened})
	again.ID = ""
	same(t, "after all were forgotten and one opened", get(t, s.Households), []store.Household{again})
}

func settings(t *testing.T, open File) {
	s := open(t)
	must(t, s, store.Change{Settings: []store.Setting{{Name: "certificate", Value: []byte("a")}, {Name: "x", Value: []byte{}}}})
	must(t, s, store.Change{Settings: []store.Setting{{Name: "certificate", Value: []byte("b")}}})
	s = open(t)
	same(t, "setting", get(t, func(ctx context.Context) ([]byte, error) { return s.Setting(ctx, "certificate") }), []byte("b"))
	same(t, "empty setting", get(t, func(ctx context.Context) ([]byte, error) { return s.Setting(ctx, "x") }), []byte{})
	must(t, s, store.Change{Settings: []store.Setting{{Name: "certificate"}}})
	_, err := s.Setting(t.Context(), "certificate")
	refused(t, "removed setting", err, store.ErrNotFound)
}

func auditChain(t *testing.T, open File) {
	s := open(t)
	kinds := []audit.Kind{audit.SignIn, audit.RecordOpened, audit.DraftSaved, audit.SignOut}
	var receipt store.Receipt
	for _, k := range kinds[:3] {
		receipt = must(t, s, store.Change{Audit: []audit.Record{Record(k)}})
	}
	s = open(t)
	s.SetPolicy(7)
	named := Record(kinds[0])
	named.Policy = 6
	receipt = must(t, s, store.Change{Audit: []audit.Record{Record(kinds[3]), named}})
	kinds = append(kinds, kinds[0])
	head := get(t, s.VerifyAudit)
	same(t, "head", head, receipt.Audit)
	same(t, "records", head.Seq, int64(len(kinds)))
	at := 0
	for e, err := range s.AuditEvents(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.OpenRecord(e)
		if err != nil {
			t.Fatal(err)
		}
		want := Record(kinds[at])
		want.Policy = []int64{0, 0, 0, 7, 6}[at] // R031: the version in force, where the record names none
		same(t, "record", r, want)
		at++
	}
	same(t, "records read", at, len(kinds))
	var tree audit.Tree
	for e, err := range s.AuditEvents(t.Context(), 0) {
		if err == nil {
			err = tree.Add(e.Link)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Anchor(t.Context(), store.Anchored{Head: head, Tree: tree, At: Record(kinds[0]).At}); err != nil {
		t.Fatal(err)
	}
	_, anchored, err := s.AuditHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "anchor", anchored, head)
	err = s.Anchor(t.Context(), store.Anchored{Head: audit.Head{Seq: head.Seq + 1}})
	refused(t, "anchor beyond the chain", err, store.ErrAudit)
}
