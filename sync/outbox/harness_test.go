package outbox_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

var errDisk = errors.New("disk error")

// A registry holds what a terminal pushed, as the real one would after each commit. Its
// mood decides what goes wrong; every answer is lost with the connection besides.
type registry struct {
	wirev1connect.UnimplementedRegistryServiceHandler

	mu      sync.Mutex
	rand    *rand.Rand // nil for a good mood
	events  [][]byte   // events[seq-1]
	results []*wirev1.EventResult
	applied map[string]int // how often each content was applied
	changes []*wirev1.Change
	news    chan struct{} // closed and replaced with each change
	pushes  int
}

func newRegistry(r *rand.Rand) *registry {
	return &registry{rand: r, applied: map[string]int{}, news: make(chan struct{})}
}

func (r *registry) chance(n int) bool { return r.rand != nil && r.rand.IntN(n) == 0 }

// Push implements the promise of the protocol: each event once, in order.
func (r *registry) Push(_ context.Context, push *wirev1.PushRequest) (*wirev1.PushResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pushes++
	if err := wire.CheckPush(push); err != nil {
		return nil, err
	}
	if r.chance(15) {
		return nil, errors.New("down before the commit")
	}
	events := push.GetEvents()
	if r.chance(15) && len(events) > 1 {
		events = events[:1+r.rand.IntN(len(events)-1)] // the commit held a part of it
	}
	answer := &wirev1.PushResponse{}
	for _, e := range events {
		result, err := r.take(e)
		if err != nil {
			return nil, err
		}
		answer.Results = append(answer.Results, result)
	}
	answer.Watermark = uint64(len(r.events))
	if r.chance(15) {
		return nil, errors.New("down after the commit")
	}
	return answer, nil
}

func (r *registry) take(e *wirev1.Event) (*wirev1.EventResult, error) {
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(e)
	if err != nil {
		return nil, err
	}
	held := uint64(len(r.events))
	switch {
	case e.GetSeq() > held+1:
		return nil, wire.Errorf(wire.Gap, "%d", held)
	case e.GetSeq() <= held && string(r.events[e.GetSeq()-1]) != string(data):
		return &wirev1.EventResult{Seq: e.GetSeq(), Outcome: wirev1.EventOutcome_EVENT_OUTCOME_FORK}, nil
	case e.GetSeq() <= held:
		known := proto.Clone(r.results[e.GetSeq()-1]).(*wirev1.EventResult)
		if known.GetOutcome() == wirev1.EventOutcome_EVENT_OUTCOME_TAKEN {
			known.Outcome = wirev1.EventOutcome_EVENT_OUTCOME_KNOWN
		}
		return known, nil
	}
	result := &wirev1.EventResult{Seq: e.GetSeq(), Outcome: wirev1.EventOutcome_EVENT_OUTCOME_TAKEN}
	if e.GetSeq()%7 == 0 {
		result.Outcome, result.ErrorKind = wirev1.EventOutcome_EVENT_OUTCOME_REFUSED, uint32(wire.BadSignature)
	} else {
		r.applied[e.GetSubmission().GetEntryId()]++
		r.tell(&wirev1.Change{EntryId: e.GetSubmission().GetEntryId(), Revision: 1, Stage: wirev1.EntryStage_ENTRY_STAGE_ACCEPTED})
	}
	r.events, r.results = append(r.events, data), append(r.results, result)
	return result, nil
}

// tell adds a change; its cursor leaves holes, as the real one's does.
func (r *registry) tell(c *wirev1.Change) {
	c.Cursor = uint64(len(r.changes)+1) * 3
	r.changes = append(r.changes, c)
	close(r.news)
	r.news = make(chan struct{})
}

func (r *registry) Pull(_ context.Context, pull *wirev1.PullRequest) (*wirev1.PullResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.chance(15) {
		return nil, errors.New("down")
	}
	answer := &wirev1.PullResponse{Cursor: pull.GetCursor(), Watermark: uint64(len(r.events))}
	limit := int(pull.GetLimit())
	if r.rand != nil {
		limit = 1 + r.rand.IntN(20)
	}
	for _, c := range r.changes {
		if c.GetCursor() <= pull.GetCursor() {
			continue
		}
		if len(answer.GetChanges()) == limit {
			answer.More = true
			break
		}
		answer.Changes = append(answer.Changes, c)
		answer.Cursor = c.GetCursor()
	}
	return answer, nil
}

func (r *registry) Watch(ctx context.Context, w *wirev1.WatchRequest, s *connect.ServerStream[wirev1.WatchResponse]) error {
	cursor := w.GetCursor()
	for {
		r.mu.Lock()
		news := r.news
		if n := len(r.changes); n > 0 && r.changes[n-1].GetCursor() > cursor {
			cursor = r.changes[n-1].GetCursor()
			r.mu.Unlock()
			if err := s.Send(&wirev1.WatchResponse{Cursor: cursor}); err != nil {
				return err
			}
			continue
		}
		r.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-news:
		}
	}
}

// A terminal is a source and a sink as they are on disk: what a method has done is there,
// whatever it returns.
type terminal struct {
	mu      sync.Mutex
	rand    *rand.Rand
	events  []*wirev1.Event
	written [][]byte // the same, encoded
	acked   uint64
	results map[uint64]*wirev1.EventResult
	purged  uint64 // events up to it are gone
	cursor  uint64
	taken   []*wirev1.Change
	takes   int   // calls of Take
	broken  error // found on the way: an invariant of the calls themselves
}

func newTerminal(r *rand.Rand) *terminal {
	return &terminal{rand: r, results: map[uint64]*wirev1.EventResult{}}
}

func (t *terminal) chance(n int) bool { return t.rand != nil && t.rand.IntN(n) == 0 }

// write adds events of the given size.
func (t *terminal) write(n, size int, what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for range n {
		seq := uint64(len(t.events) + 1)
		content := make([]byte, size)
		binary.BigEndian.PutUint64(content, seq)
		sum := sha256.Sum256(content)
		e := &wirev1.Event{Seq: seq, Body: &wirev1.Event_Submission{Submission: &wirev1.Submission{
			EntryId: fmt.Sprintf("%s-%d", what, seq), Revision: 1, Content: content, ContentSha256: sum[:],
			WriterId: "c01", Signature: make([]byte, 64),
		}}}
		data, err := proto.MarshalOptions{Deterministic: true}.Marshal(e)
		if err != nil {
			t.broken = err
		}
		t.events, t.written = append(t.events, e), append(t.written, data)
	}
}

func (t *terminal) Position(context.Context) (acked, last uint64, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.acked, uint64(len(t.events)), nil
}

func (t *terminal) Pending(_ context.Context, after uint64, maxEvents, _ int) ([]*wirev1.Event, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.chance(40) {
		return nil, errDisk
	}
	from := max(after, t.purged)
	return t.events[from:min(uint64(len(t.events)), from+uint64(maxEvents))], nil
}

func (t *terminal) Ack(_ context.Context, watermark uint64, results []*wirev1.EventResult) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.chance(40) {
		return errDisk
	}
	for _, r := range results {
		if old := t.results[r.GetSeq()]; old != nil && refused(old) != refused(r) {
			t.broken = fmt.Errorf("event %d: result changed from %v to %v", r.GetSeq(), old, r)
		}
		t.results[r.GetSeq()] = r
	}
	t.acked = max(t.acked, watermark)
	if t.chance(40) {
		return errDisk // an error on commit means unknown, not "not stored"
	}
	return nil
}

func refused(r *wirev1.EventResult) bool {
	return r.GetOutcome() == wirev1.EventOutcome_EVENT_OUTCOME_REFUSED
}

func (t *terminal) Cursor(context.Context) (uint64, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cursor, nil
}

func (t *terminal) Take(_ context.Context, changes []*wirev1.Change, cursor uint64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.chance(40) {
		return errDisk
	}
	t.takes++
	t.taken, t.cursor = append(t.taken, changes...), cursor
	if t.chance(40) {
		return errDisk
	}
	return nil
}

// check tests every invariant of registry and terminal together.
func check(r *registry, t *terminal) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.broken != nil {
		return t.broken
	}
	if held := uint64(len(r.events)); t.acked > held {
		return fmt.Errorf("acknowledged %d, but the registry holds %d", t.acked, held)
	}
	for i, data := range r.events {
		if !bytes.Equal(t.written[i], data) {
			return fmt.Errorf("event %d is another at the registry", i+1)
		}
	}
	for id, n := range r.applied {
		if n != 1 {
			return fmt.Errorf("%s applied %d times", id, n)
		}
	}
	for seq := uint64(1); seq <= t.acked; seq++ {
		if result := t.results[seq]; result == nil || refused(result) != (seq%7 == 0) {
			return fmt.Errorf("event %d is acknowledged with the result %v", seq, result)
		}
	}
	if n := uint64(len(t.results)); n != t.acked {
		return fmt.Errorf("%d results, watermark %d", n, t.acked)
	}
	if len(t.taken) > len(r.changes) {
		return fmt.Errorf("%d changes taken of %d", len(t.taken), len(r.changes))
	}
	for i, c := range t.taken {
		if !proto.Equal(c, r.changes[i]) {
			return fmt.Errorf("change %d is another at the terminal", i)
		}
	}
	return nil
}
