package outbox_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/sync/link"
	"madoguchi/sync/outbox"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// script is a registry that answers what it is told, without a line.
type script struct {
	pull   func(*wirev1.PullRequest) (*wirev1.PullResponse, error)
	push   func(*wirev1.PushRequest) (*wirev1.PushResponse, error)
	pulled []time.Time
}

func (s *script) Pull(_ context.Context, r *wirev1.PullRequest) (*wirev1.PullResponse, error) {
	s.pulled = append(s.pulled, time.Now())
	if s.pull == nil {
		return &wirev1.PullResponse{Cursor: r.GetCursor()}, nil
	}
	return s.pull(r)
}

func (s *script) Push(_ context.Context, r *wirev1.PushRequest) (*wirev1.PushResponse, error) {
	return s.push(r)
}

func (s *script) Follow(ctx context.Context, _ uint64, _ func()) error {
	<-ctx.Done()
	return ctx.Err()
}

func (s *script) pusher(t *terminal, line *link.Line) *outbox.Pusher {
	return outbox.New(outbox.Config{
		Source: t, Sink: t, Registry: s, Line: line, Now: time.Now,
		Log: slog.New(slog.DiscardHandler), PolicyVersion: func() uint32 { return 1 },
	})
}

func result(seq uint64, o wirev1.EventOutcome) *wirev1.EventResult {
	return &wirev1.EventResult{Seq: seq, Outcome: o}
}

// TestNonsense: a registry that contradicts itself acknowledges nothing.
func TestNonsense(t *testing.T) {
	const taken = wirev1.EventOutcome_EVENT_OUTCOME_TAKEN
	push := func(watermark uint64, results ...*wirev1.EventResult) *script {
		return &script{push: func(*wirev1.PushRequest) (*wirev1.PushResponse, error) {
			return &wirev1.PushResponse{Watermark: watermark, Results: results}, nil
		}}
	}
	pull := func(a *wirev1.PullResponse) *script {
		return &script{
			pull: func(*wirev1.PullRequest) (*wirev1.PullResponse, error) { return a, nil },
			push: func(*wirev1.PushRequest) (*wirev1.PushResponse, error) { return nil, errors.New("not reached") },
		}
	}
	refuse := func(err error) *script {
		return &script{push: func(*wirev1.PushRequest) (*wirev1.PushResponse, error) { return nil, err }}
	}
	tests := []struct {
		name   string
		script *script
		want   error
		acked  uint64
	}{
		{"watermark without results", push(2), outbox.ErrNonsense, 0},
		{"first result missing", push(2, result(2, taken)), outbox.ErrNonsense, 0},
		{"result without outcome", push(1, result(1, 0)), outbox.ErrNonsense, 0},
		{"result twice", push(2, result(1, taken), result(1, taken), result(2, taken)), outbox.ErrNonsense, 0},
		{"result of an event not sent", push(2, result(1, taken), result(2, taken), result(3, taken)), outbox.ErrNonsense, 0},
		{"nothing taken and no error", push(0), outbox.ErrNonsense, 0},
		{"fork of one event", push(2, result(1, taken), result(2, wirev1.EventOutcome_EVENT_OUTCOME_FORK)), outbox.ErrFork, 0},
		{"fork as an error", refuse(wire.Errorf(wire.Fork, "2")), outbox.ErrFork, 0},
		{"push refused as malformed", refuse(wire.Errorf(wire.Malformed, "message")), outbox.ErrRefusedWhole, 0},
		{"push refused as too large", refuse(wire.Errorf(wire.TooLarge, "message")), outbox.ErrRefusedWhole, 0},
		{"registry holds what was never written", pull(&wirev1.PullResponse{Watermark: 99}), outbox.ErrFork, 0},
		{"more without news", pull(&wirev1.PullResponse{More: true}), outbox.ErrNonsense, 0},
		{"changes backwards", pull(&wirev1.PullResponse{Cursor: 9, Changes: []*wirev1.Change{{Cursor: 9}, {Cursor: 3}}}), outbox.ErrNonsense, 0},
		{"cursor before its changes", pull(&wirev1.PullResponse{Cursor: 1, Changes: []*wirev1.Change{{Cursor: 2}}}), outbox.ErrNonsense, 0},
		{"results beyond the watermark do not count", push(1, result(1, taken), result(2, taken)), outbox.ErrNonsense, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			term := newTerminal(nil)
			term.write(2, 100, "entry")
			p := tt.script.pusher(term, link.NewLine(nil, time.Now))
			if err := p.Round(t.Context()); !errors.Is(err, tt.want) || !p.Status().Alarm {
				t.Errorf("error = %v, want %v as an alarm", err, tt.want)
			}
			if term.acked != tt.acked || len(term.taken) != 0 {
				t.Errorf("acknowledged %d, took %d", term.acked, len(term.taken))
			}
		})
	}
}

// TestUnreadable: an answer over the right line that is no message is an alarm, and
// acknowledges nothing; one that does not come is none.
func TestUnreadable(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		alarm  bool
	}{
		{"a page", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>welcome</html>")) }, true},
		{"no message", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", r.Header.Get("Content-Type"))
			_, _ = w.Write([]byte{0xff, 0xff, 0xff})
		}, true},
		{"more than can be", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", r.Header.Get("Content-Type"))
			_, _ = w.Write(make([]byte, 5<<20))
		}, true},
		{"hangs up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, false},
		{"out of order", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			city := pinnedtest.New(t)
			client, err := link.NewClient(link.Config{
				Address: city.Serve(tt.answer).Listener.Addr().String(), Identity: city.Terminal("T-01"), Trust: city.Trust, Now: time.Now,
			})
			if err != nil {
				t.Fatal(err)
			}
			term := newTerminal(nil)
			term.write(2, 100, "entry")
			p := outbox.New(outbox.Config{
				Source: term, Sink: term, Registry: client, Line: client.Line, Now: time.Now,
				Log: slog.New(slog.DiscardHandler), PolicyVersion: func() uint32 { return 1 },
			})
			err = p.Round(t.Context())
			if err == nil || p.Status().Alarm != tt.alarm || errors.Is(err, outbox.ErrNonsense) != tt.alarm {
				t.Errorf("error = %v, want an alarm: %v", err, tt.alarm)
			}
			if term.acked != 0 || len(term.taken) != 0 {
				t.Errorf("acknowledged %d, took %d", term.acked, len(term.taken))
			}
		})
	}
}

// TestSameIDOther: an entry that clashes with another terminal's is refused, and the
// events after it go on.
func TestSameIDOther(t *testing.T) {
	s := &script{push: func(r *wirev1.PushRequest) (*wirev1.PushResponse, error) {
		return &wirev1.PushResponse{Watermark: 2, Results: []*wirev1.EventResult{
			{Seq: 1, Outcome: wirev1.EventOutcome_EVENT_OUTCOME_FORK, ErrorKind: uint32(wire.SameIDOther)},
			result(2, wirev1.EventOutcome_EVENT_OUTCOME_TAKEN),
		}}, nil
	}}
	term := newTerminal(nil)
	term.write(2, 100, "entry")
	if err := s.pusher(term, link.NewLine(nil, time.Now)).Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := term.results[1]; term.acked != 2 || !refused(r) || wire.Kind(r.GetErrorKind()) != wire.SameIDOther {
		t.Errorf("acknowledged %d, first result %v", term.acked, r)
	}
}

// TestNewsThatCannotBeStored does not keep back what is owed.
func TestNewsThatCannotBeStored(t *testing.T) {
	s := &script{
		pull: func(*wirev1.PullRequest) (*wirev1.PullResponse, error) {
			return &wirev1.PullResponse{Cursor: 1, Changes: []*wirev1.Change{{Cursor: 1}}}, nil
		},
		push: func(r *wirev1.PushRequest) (*wirev1.PushResponse, error) {
			return &wirev1.PushResponse{Watermark: 1, Results: []*wirev1.EventResult{result(1, wirev1.EventOutcome_EVENT_OUTCOME_TAKEN)}}, nil
		},
	}
	term := newTerminal(nil)
	term.write(1, 100, "entry")
	p := outbox.New(outbox.Config{
		Source: term, Sink: fullSink{term}, Registry: s, Line: link.NewLine(nil, time.Now), Now: time.Now,
		Log: slog.New(slog.DiscardHandler), PolicyVersion: func() uint32 { return 1 },
	})
	if err := p.Round(t.Context()); !errors.Is(err, errDisk) {
		t.Errorf("error = %v, want %v", err, errDisk)
	}
	if term.acked != 1 {
		t.Error("the event was kept back")
	}
}

type fullSink struct{ *terminal }

func (fullSink) Take(context.Context, []*wirev1.Change, uint64) error { return errDisk }

// TestPoll: rounds without any reason but time, and slower ones after failures.
func TestPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := link.NewLine(func(context.Context) error { return nil }, time.Now)
		s := &script{}
		term := newTerminal(nil)
		p := s.pusher(term, line)
		ctx, cancel := context.WithCancel(t.Context())
		lineDone, pusherDone := make(chan struct{}), make(chan struct{})
		go func() { defer close(lineDone); line.Run(ctx) }()
		go func() { defer close(pusherDone); p.Run(ctx) }()
		time.Sleep(10*time.Minute + time.Second)
		synctest.Wait()
		if n := len(s.pulled); n < 20 || n > 22 {
			t.Errorf("%d rounds in ten quiet minutes, want one each half minute", n)
		}
		if term.takes != 0 {
			t.Errorf("stored nothing new %d times", term.takes)
		}
		before := len(s.pulled)
		p.Wake()
		synctest.Wait()
		if len(s.pulled) != before+1 {
			t.Error("a new event did not start a round")
		}
		cancel()
		<-lineDone
		<-pusherDone
	})
}

// TestFailuresSlowDown: a registry that answers but fails is not hammered, whatever is
// written meanwhile.
func TestFailuresSlowDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := link.NewLine(func(context.Context) error { return nil }, time.Now)
		s := &script{pull: func(*wirev1.PullRequest) (*wirev1.PullResponse, error) { return nil, wire.Unavailable }}
		p := s.pusher(newTerminal(nil), line)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{}, 2)
		go func() { line.Run(ctx); done <- struct{}{} }()
		go func() { p.Run(ctx); done <- struct{}{} }()
		for range 600 {
			time.Sleep(time.Second)
			p.Wake()
		}
		synctest.Wait()
		if n := len(s.pulled); n < 10 || n > 60 {
			t.Errorf("%d rounds in ten failing minutes", n)
		}
		cancel()
		<-done
		<-done
	})
}
