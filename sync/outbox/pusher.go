package outbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"madoguchi/sync/link"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// Alarms: states that waiting does not mend. Pushing stops, nothing is thrown away, and
// the next round looks again.
var (
	// ErrFork: the registry holds another event under one of this terminal's numbers.
	ErrFork = errors.New("registry holds another event under our number")
	// ErrLost: the registry asks for events this terminal was told it holds, and which
	// are not here any more: the registry was restored from an old copy.
	ErrLost = errors.New("registry lost events")
	// ErrNonsense: an answer that contradicts itself or what was asked.
	ErrNonsense = errors.New("registry answered nonsense")
	// ErrRefusedWhole: the registry refused a push as a whole; the same will not pass.
	ErrRefusedWhole = errors.New("registry refused the push")
)

// How often a round is made without any reason but time.
const (
	pollEvery     = 30 * time.Second
	pollWhenAlarm = 5 * time.Minute
	followAgain   = time.Second
	pullLimit     = 200
)

// A Source is the terminal's outbox. Its methods are durable when they return.
type Source interface {
	// Position returns the number of the last acknowledged event and of the last
	// written one, 0 for none.
	Position(ctx context.Context) (acked, last uint64, err error)
	// Pending returns the events that follow number after, in order, acknowledged or
	// not, as far as they are kept: at most maxEvents and about maxBytes of them, but
	// at least one if there is any. It may be called beside Ack.
	Pending(ctx context.Context, after uint64, maxEvents, maxBytes int) ([]*wirev1.Event, error)
	// Ack records that the registry holds everything up to watermark, and the results
	// of those events, in one step. It is called again with the same after a crash.
	Ack(ctx context.Context, watermark uint64, results []*wirev1.EventResult) error
}

// A Sink takes the news from the registry.
type Sink interface {
	// Cursor returns the cursor stored with the last news, 0 for none.
	Cursor(ctx context.Context) (uint64, error)
	// Take stores changes and cursor in one step. News about an entry this terminal
	// does not know (another's) comes, too.
	Take(ctx context.Context, changes []*wirev1.Change, cursor uint64) error
}

// A Registry is what a pusher calls; [link.Client] is one.
type Registry interface {
	Push(context.Context, *wirev1.PushRequest) (*wirev1.PushResponse, error)
	Pull(context.Context, *wirev1.PullRequest) (*wirev1.PullResponse, error)
	Follow(ctx context.Context, cursor uint64, changed func()) error
}

// A Status tells how the handing over goes. How much is owed, the source knows.
type Status struct {
	Synced time.Time // when the last round ended well
	Err    error     // why the last round did not; nil if it did
	Alarm  bool      // Err is one of this package: somebody has to look
}

// Config is what a pusher needs.
type Config struct {
	Source   Source
	Sink     Sink
	Registry Registry
	Line     *link.Line
	Now      func() time.Time
	Log      *slog.Logger
	// PolicyVersion is told to the registry with each pull.
	PolicyVersion func() uint32
	// Batch returns how many events, and about how many bytes, are sent at once. It may be
	// nil, and never says more than the line takes.
	Batch func() (events, bytes int)
	// Pulled is called with each answer of a pull, before what it brings is stored; it may
	// be nil.
	Pulled func(context.Context, *wirev1.PullResponse)
	// Logbook hands the operation log over after whatever else was; it may be nil. An error
	// that is [wire.Fork] is an alarm.
	Logbook func(context.Context) error
	// Earlier returns what the registry had decided of events that it held and asks for
	// again, because it went back to a backup; it may be nil.
	Earlier func(context.Context, []*wirev1.Event) ([]*wirev1.Change, error)
	// Changed is called after each round on the pusher's goroutine; it may be nil.
	Changed func(Status)
}

// A Pusher hands over and brings back. Keep it in one goroutine with [Pusher.Run].
type Pusher struct {
	cfg  Config
	wake chan struct{}

	mu     sync.Mutex // guards status
	status Status
}

// New returns a pusher.
func New(cfg Config) *Pusher {
	return &Pusher{cfg: cfg, wake: make(chan struct{}, 1)}
}

// Wake tells the pusher that there is something new to hand over.
func (p *Pusher) Wake() {
	select {
	case p.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Status returns how the handing over goes.
func (p *Pusher) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status
}

// Run makes a round whenever there is a reason to: a new event, a line that is back, news
// at the registry, half a minute gone by. It returns when ctx ends, after whatever it
// started has ended.
func (p *Pusher) Run(ctx context.Context) {
	online := make(chan struct{}, 1)
	defer p.cfg.Line.Subscribe(func(s link.Status) {
		if s.State == link.Online {
			select {
			case online <- struct{}{}:
			default:
			}
		}
	})()
	var follower sync.WaitGroup
	defer follower.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	follower.Go(func() { p.follow(ctx) })

	failures := 0
	for ctx.Err() == nil {
		wait := p.step(ctx, &failures)
		if !p.pause(ctx, wait, failures > 0, online) {
			return
		}
	}
}

// step makes a round if there is a line, and returns how long to wait after it.
func (p *Pusher) step(ctx context.Context, failures *int) time.Duration {
	if p.cfg.Line.Status().State != link.Online {
		return pollEvery
	}
	err := p.Round(ctx)
	switch {
	case err == nil:
		*failures = 0
		return pollEvery
	case isAlarm(err):
		*failures++
		return pollWhenAlarm
	}
	*failures++
	return link.Wait(*failures)
}

// pause waits and reports whether to go on. After a failure a new event is no reason to
// hurry; a line that is back is.
func (p *Pusher) pause(ctx context.Context, wait time.Duration, failed bool, online <-chan struct{}) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	wake := p.wake
	if failed {
		wake = nil
	}
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-online:
	case <-wake:
	}
	return true
}

// follow listens for news while there is a line.
func (p *Pusher) follow(ctx context.Context) {
	timer := time.NewTicker(followAgain)
	defer timer.Stop()
	for {
		if p.cfg.Line.Status().State == link.Online {
			if cursor, err := p.cfg.Sink.Cursor(ctx); err == nil { // else Round tells
				_ = p.cfg.Registry.Follow(ctx, cursor, p.Wake) // the line knows why it ended
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
	}
}

// Round hands everything over that is owed and brings everything back that is new. Run
// calls it; a caller of its own must not do so beside Run.
func (p *Pusher) Round(ctx context.Context) error {
	err := p.round(ctx)
	if ctx.Err() != nil {
		return ctx.Err() // nobody's fault
	}
	p.mu.Lock()
	before := p.status
	p.status.Err, p.status.Alarm = err, isAlarm(err)
	if err == nil {
		p.status.Synced = p.cfg.Now()
	}
	after := p.status
	p.mu.Unlock()
	switch {
	case after.Alarm && !before.Alarm:
		p.cfg.Log.ErrorContext(ctx, "outbox alarm", "err", err)
	case err != nil && before.Err == nil:
		p.cfg.Log.WarnContext(ctx, "outbox round failed", "err", err)
	}
	if p.cfg.Changed != nil {
		p.cfg.Changed(after)
	}
	return err
}

func isAlarm(err error) bool {
	return errors.Is(err, ErrFork) || errors.Is(err, ErrLost) || errors.Is(err, ErrNonsense) || errors.Is(err, ErrRefusedWhole)
}
