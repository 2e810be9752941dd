package wire_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

type service struct {
	wirev1connect.UnimplementedRegistryServiceHandler
	push func() (*wirev1.PushResponse, error)
}

func (s service) Push(context.Context, *wirev1.PushRequest) (*wirev1.PushResponse, error) {
	return s.push()
}

// serve returns a client of push, the server's address and its log.
func serve(t *testing.T, push func() (*wirev1.PushResponse, error)) (wirev1connect.RegistryServiceClient, string, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	mux := http.NewServeMux()
	mux.Handle(wirev1connect.NewRegistryServiceHandler(service{push: push}, wire.HandlerOptions(slog.New(slog.NewTextHandler(&log, nil)))...))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return wirev1connect.NewRegistryServiceClient(server.Client(), server.URL, wire.ClientOptions()...), server.URL, &log
}

func TestErrorsTravel(t *testing.T) {
	tests := []struct {
		name   string
		sent   error
		want   wire.Error
		logged bool
	}{
		{"kind and place", wire.Errorf(wire.Conflict, "persons[%d]", 2), wire.Error{Kind: wire.Conflict, Detail: "persons[2]"}, false},
		{"wait", &wire.Error{Kind: wire.Waiting, Wait: 30 * time.Second}, wire.Error{Kind: wire.Waiting, Wait: 30 * time.Second}, false},
		{"wrapped on the way", fmt.Errorf("apply: %w", wire.Errorf(wire.NoRight, "search")), wire.Error{Kind: wire.NoRight, Detail: "search"}, false},
		{"bare kind", fmt.Errorf("apply: %w", wire.NoSession), wire.Error{Kind: wire.NoSession}, false},
		{"anything else stays at the registry", errors.New("resident 吉野 not found"), wire.Error{Kind: wire.Internal}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			client, _, log := serve(t, func() (*wirev1.PushResponse, error) { return nil, tt.sent })
			_, err := client.Push(t.Context(), &wirev1.PushRequest{})
			var got *wire.Error
			if !errors.As(err, &got) || *got != tt.want {
				t.Fatalf("error = %v (%T), want %v", err, err, &tt.want)
			}
			if !errors.Is(err, tt.want.Kind) || strings.Contains(err.Error(), "吉野") {
				t.Errorf("error = %v", err)
			}
			if logged := log.Len() > 0; logged != tt.logged {
				t.Errorf("logged = %v, want %v", logged, tt.logged)
			}
		})
	}
}

func TestPanicCostsOneAnswer(t *testing.T) {
	client, _, log := serve(t, func() (*wirev1.PushResponse, error) { panic("吉野") })
	for range 2 {
		if _, err := client.Push(t.Context(), &wirev1.PushRequest{}); !errors.Is(err, wire.Internal) {
			t.Errorf("error = %v, want %v", err, wire.Internal)
		}
	}
	if s := log.String(); !strings.Contains(s, "panic in") || strings.Contains(s, "吉野") {
		t.Errorf("log = %s", s)
	}
}

func TestTooLarge(t *testing.T) {
	content := make([]byte, 2<<20)
	big := &wirev1.PushRequest{Events: []*wirev1.Event{{Seq: 1, Body: &wirev1.Event_Submission{
		Submission: &wirev1.Submission{Content: content}}}}}
	taken := func() (*wirev1.PushResponse, error) { return &wirev1.PushResponse{}, nil }
	client, url, _ := serve(t, taken)
	if _, err := client.Push(t.Context(), big); err == nil {
		t.Error("the terminal sent it")
	}
	unlimited := wirev1connect.NewRegistryServiceClient(http.DefaultClient, url)
	if _, err := unlimited.Push(t.Context(), big); !errors.Is(wire.FromConnect(err), wire.TooLarge) {
		t.Errorf("error = %v, want %v", err, wire.TooLarge)
	}
}

// TestRawMessages sends what no client of ours would.
func TestRawMessages(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(make([]byte, 16<<20))
	_ = z.Close()
	_, url, _ := serve(t, func() (*wirev1.PushResponse, error) { return &wirev1.PushResponse{}, nil })
	tests := []struct {
		name     string
		body     []byte
		encoding string
		want     int
	}{
		{"well-formed", nil, "", http.StatusOK},
		{"malformed", []byte{0x0a, 0xff, 0xff}, "", http.StatusBadRequest},
		{"decompression bomb", bomb.Bytes(), "gzip", http.StatusNotImplemented},
		{"any compression", []byte{}, "br", http.StatusNotImplemented},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodPost, url+wirev1connect.RegistryServicePushProcedure, bytes.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/proto")
			r.Header.Set("Content-Encoding", tt.encoding)
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if resp.StatusCode != tt.want {
				t.Errorf("status = %d, want %d", resp.StatusCode, tt.want)
			}
		})
	}
}

// TestMalformedHasAKind: what connect refuses by itself must not look like a bad line,
// or a terminal would send it for ever.
func TestMalformedHasAKind(t *testing.T) {
	sent := connect.NewWireError(connect.CodeInvalidArgument, errors.New("unmarshal"))
	if err := wire.FromConnect(sent); !errors.Is(err, wire.Malformed) {
		t.Errorf("error = %v, want %v", err, wire.Malformed)
	}
	local := connect.NewError(connect.CodeUnavailable, errors.New("connection reset"))
	if _, ok := wire.KindOf(wire.FromConnect(local)); ok {
		t.Error("a bad line was given a kind")
	}
}

func TestBatch(t *testing.T) {
	event := func(size int) *wirev1.Event {
		return &wirev1.Event{Seq: 1, Body: &wirev1.Event_Submission{Submission: &wirev1.Submission{Content: make([]byte, size)}}}
	}
	repeat := func(n, size int) (list []*wirev1.Event) {
		for range n {
			list = append(list, event(size))
		}
		return list
	}
	tests := []struct {
		name   string
		events []*wirev1.Event
		want   int
	}{
		{"none", nil, 0},
		{"one", repeat(1, 10), 1},
		{"as many as are allowed", repeat(100, 10), 100},
		{"one more", repeat(101, 10), 100},
		{"too many bytes", repeat(10, 200<<10), 5},
		{"the first alone is too large, and goes alone", repeat(2, 2<<20), 1},
	}
	for _, tt := range tests {
		got := wire.Batch(tt.events)
		if got != tt.want {
			t.Errorf("%s: batch = %d, want %d", tt.name, got, tt.want)
		}
		if size := proto.Size(&wirev1.PushRequest{Events: tt.events[:got]}); got > 1 && size > wire.MaxBatchBytes+8*wire.MaxBatchEvents {
			t.Errorf("%s: %d bytes", tt.name, size)
		}
	}
}

func TestCheckPush(t *testing.T) {
	seqs := func(list ...uint64) *wirev1.PushRequest {
		r := &wirev1.PushRequest{}
		for _, s := range list {
			r.Events = append(r.Events, &wirev1.Event{Seq: s})
		}
		return r
	}
	many := make([]uint64, 101)
	for i := range many {
		many[i] = uint64(i + 1)
	}
	tests := []struct {
		name string
		push *wirev1.PushRequest
		want error
	}{
		{"nothing", seqs(), nil},
		{"contiguous", seqs(7, 8, 9), nil},
		{"zero", seqs(0), wire.Malformed},
		{"hole", seqs(7, 9), wire.Malformed},
		{"twice", seqs(7, 7), wire.Malformed},
		{"backwards", seqs(8, 7), wire.Malformed},
		{"too many", seqs(many...), wire.TooLarge},
	}
	for _, tt := range tests {
		if err := wire.CheckPush(tt.push); !errors.Is(err, tt.want) {
			t.Errorf("%s: error = %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestCheckEvent(t *testing.T) {
	type s = wirev1.Submission
	type r = wirev1.Review
	type w = wirev1.Withdrawal
	withSubmission := func(f func(*s)) *wirev1.Event {
		m := submission()
		f(m)
		return &wirev1.Event{Body: &wirev1.Event_Submission{Submission: m}}
	}
	withReview := func(f func(*r)) *wirev1.Event {
		m := review()
		f(m)
		return &wirev1.Event{Body: &wirev1.Event_Review{Review: m}}
	}
	withWithdrawal := func(f func(*w)) *wirev1.Event {
		m := withdrawal()
		f(m)
		return &wirev1.Event{Body: &wirev1.Event_Withdrawal{Withdrawal: m}}
	}
	tests := []struct {
		name  string
		event *wirev1.Event
		want  error
	}{
		{"submission", withSubmission(func(*s) {}), nil},
		{"review", withReview(func(*r) {}), nil},
		{"withdrawal", withWithdrawal(func(*w) {}), nil},
		{"nothing", &wirev1.Event{Seq: 1}, wire.Malformed},
		{"body without content", &wirev1.Event{Body: &wirev1.Event_Submission{}}, wire.Malformed},
		{"no entry", withSubmission(func(m *s) { m.EntryId = "" }), wire.Malformed},
		{"long entry", withSubmission(func(m *s) { m.EntryId = strings.Repeat("x", 65) }), wire.TooLarge},
		{"revision 0", withSubmission(func(m *s) { m.Revision = 0 }), wire.Malformed},
		{"no content", withSubmission(func(m *s) { m.Content = nil }), wire.Malformed},
		{"oversized content", withSubmission(func(m *s) { m.Content = make([]byte, wire.MaxContentBytes+1) }), wire.TooLarge},
		{"short hash", withSubmission(func(m *s) { m.ContentSha256 = m.ContentSha256[:31] }), wire.Malformed},
		{"short signature", withSubmission(func(m *s) { m.Signature = m.Signature[:63] }), wire.Malformed},
		{"long signature", withSubmission(func(m *s) { m.Signature = append(m.Signature, 0) }), wire.TooLarge},
		{"no writer", withSubmission(func(m *s) { m.WriterId = "" }), wire.Malformed},
		{"alert of no rule", withSubmission(func(m *s) { m.Acknowledgements[0].Rule = "" }), wire.Malformed},
		{"alert of nobody", withSubmission(func(m *s) { m.Acknowledgements[1].Person = -2 }), wire.Malformed},
		{"alert of a person too many", withSubmission(func(m *s) { m.Acknowledgements[1].Person = 20 }), wire.Malformed},
		{"alert of a long item", withSubmission(func(m *s) { m.Acknowledgements[1].Item = strings.Repeat("x", 65) }), wire.TooLarge},
		{"longest reason", withSubmission(func(m *s) { m.Acknowledgements[0].Reason = strings.Repeat("𠮷", 200) }), nil},
		{"oversized reason", withSubmission(func(m *s) { m.Acknowledgements[0].Reason = strings.Repeat("𠮷", 201) }), wire.TooLarge},
		{"a reason that reads backwards", withSubmission(func(m *s) { m.Acknowledgements[0].Reason = "確認済\u202eみ" }), wire.Malformed},
		{"a kind that would be read as another", withSubmission(func(m *s) { m.Kind += 1 << 16 }), wire.UnknownSchema},
		{"as many alerts as can be", withSubmission(func(m *s) { m.Acknowledgements = slices.Repeat(m.Acknowledgements, 128) }), nil},
		{"too many alerts", withSubmission(func(m *s) { m.Acknowledgements = slices.Repeat(m.Acknowledgements, 129) }), wire.TooLarge},
		{"no decision", withReview(func(m *r) { m.Decision = 0 }), wire.Malformed},
		{"unknown decision", withReview(func(m *r) { m.Decision = 3 }), wire.Malformed},
		{"no reviewer", withReview(func(m *r) { m.ReviewerId = "" }), wire.Malformed},
		{"oversized note", withReview(func(m *r) { m.Note = strings.Repeat("長", 2000) }), wire.TooLarge},
		{"a note with what does not show", withReview(func(m *r) { m.Note = "世帯主\u200bの氏名" }), wire.Malformed},
		{"a note of two lines", withReview(func(m *r) { m.Note = "一\n二" }), nil},
		{"too many reasons", withReview(func(m *r) { m.Reasons = make([]uint32, 33) }), wire.TooLarge},
		{"oversized evidence", withReview(func(m *r) { m.Evidence = make([]byte, 65<<10) }), wire.TooLarge},
		{"review without signature", withReview(func(m *r) { m.Signature = nil }), wire.Malformed},
		{"withdrawal by nobody", withWithdrawal(func(m *w) { m.OperatorId = "" }), wire.Malformed},
		{"withdrawal without signature", withWithdrawal(func(m *w) { m.Signature = nil }), wire.Malformed},
	}
	for _, tt := range tests {
		if err := wire.CheckEvent(tt.event); !errors.Is(err, tt.want) {
			t.Errorf("%s: error = %v, want %v", tt.name, err, tt.want)
		}
	}
}

// TestConvert: there and back again, whatever stands in it.
func TestConvert(t *testing.T) {
	s, err := wire.ToSubmission(submission())
	if err != nil || !proto.Equal(wire.FromSubmission(s), submission()) {
		t.Errorf("submission: %v", err)
	}
	r, err := wire.ToReview(review())
	if err != nil || !proto.Equal(wire.FromReview(r), review()) {
		t.Errorf("review: %v", err)
	}
	w, err := wire.ToWithdrawal(withdrawal())
	if err != nil || !proto.Equal(wire.FromWithdrawal(w), withdrawal()) {
		t.Errorf("withdrawal: %v", err)
	}
	for _, c := range goldens()["pull_response"].(*wirev1.PullResponse).GetChanges() {
		if c.GetVerdict() == nil {
			continue
		}
		v, err := wire.ToVerdict(c.GetVerdict())
		if err != nil || !proto.Equal(wire.FromVerdict(v), c.GetVerdict()) {
			t.Errorf("verdict: %v", err)
		}
		if want := c.GetStage() == wirev1.EntryStage_ENTRY_STAGE_ACCEPTED; v != nil && v.Accepted != want {
			t.Errorf("accepted = %v, want %v", v.Accepted, want)
		}
	}
}

func TestConvertRefuses(t *testing.T) {
	bad := submission()
	bad.Kind = 1 << 16
	if _, err := wire.ToSubmission(bad); !errors.Is(err, wire.UnknownSchema) {
		t.Errorf("kind: %v", err)
	}
	odd := review()
	odd.Reasons = []uint32{256 + 4}
	if _, err := wire.ToReview(odd); !errors.Is(err, wire.Malformed) {
		t.Errorf("reason: %v", err)
	}
	for _, day := range []string{"", "2026-02-30", "令和8年4月1日"} {
		if _, err := wire.ToVerdict(&wirev1.Verdict{ProcessedOn: day}); !errors.Is(err, wire.Malformed) {
			t.Errorf("accepted on %q: %v", day, err)
		}
	}
}

func TestKinds(t *testing.T) {
	if got := wire.Kind(9999); got.Known() || got.Error() != "error kind 9999" {
		t.Errorf("kind of a newer registry = %v", got)
	}
	if !wire.Conflict.Known() {
		t.Error("conflict is not known")
	}
}

func FuzzEvent(f *testing.F) {
	for _, m := range goldens() {
		data, err := proto.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var push wirev1.PushRequest
		if proto.Unmarshal(data, &push) != nil || wire.CheckPush(&push) != nil {
			return
		}
		for _, e := range push.GetEvents() {
			if wire.CheckEvent(e) != nil {
				continue
			}
			if s := e.GetSubmission(); s != nil {
				got, err := wire.ToSubmission(s)
				if err == nil && !sameSubmission(wire.FromSubmission(got), s) {
					t.Error("content or acknowledgements changed")
				}
			}
			if r := e.GetReview(); r != nil {
				_, _ = wire.ToReview(r)
			}
			if w := e.GetWithdrawal(); w != nil {
				_, _ = wire.ToWithdrawal(w)
			}
		}
	})
}

// sameSubmission compares what a registry keeps of two submissions for the reviewers.
func sameSubmission(a, b *wirev1.Submission) bool {
	return bytes.Equal(a.GetContent(), b.GetContent()) &&
		slices.EqualFunc(a.GetAcknowledgements(), b.GetAcknowledgements(), func(x, y *wirev1.Acknowledgement) bool {
			return x.GetRule() == y.GetRule() && x.GetPerson() == y.GetPerson() && x.GetItem() == y.GetItem() && x.GetReason() == y.GetReason()
		})
}

func FuzzPull(f *testing.F) {
	data, err := proto.Marshal(goldens()["pull_response"])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(_ *testing.T, data []byte) {
		var pull wirev1.PullResponse
		if proto.Unmarshal(data, &pull) != nil {
			return
		}
		for _, c := range pull.GetChanges() {
			_, _ = wire.ToVerdict(c.GetVerdict())
		}
	})
}
