package registry

import (
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"connectrpc.com/connect"

	"madoguchi/sync/wire"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// Limits are what one terminal may ask for, so that a terminal gone wrong, or in the wrong
// hands, does not keep the others from being served. Whoever works at a counter is far
// below all of them. Every field is required; [DefaultLimits] are the usual ones.
type Limits struct {
	Requests Rate // calls
	Bytes    Rate // of requests
	SignIns  Rate // each costs the registry a tenth of a second and 64 MiB
	// AtOnce is how many calls may be under way: streams, a push and a few searches.
	AtOnce int
	// Body is how long a request may take to arrive, and Answer how long to be answered
	// and read, streams apart. A line of 128 kbit/s brings the largest request in 70 s.
	Body, Answer time.Duration
}

// A Rate is how much a second, and how much at once after a quiet while.
type Rate struct{ Second, Burst float64 }

// DefaultLimits let a terminal that was cut off for a morning hand over 400 entries at
// once: that is some 30 calls and 6 MiB.
func DefaultLimits() Limits {
	return Limits{
		Requests: Rate{50, 300}, Bytes: Rate{2 << 20, 16 << 20}, SignIns: Rate{0.5, 20}, AtOnce: 24,
		Body: 90 * time.Second, Answer: 3 * time.Minute,
	}
}

// longestWait bounds what a terminal is told to wait: it tries again by itself.
const longestWait = 30 * time.Second

// A limiter holds every terminal to the limits. Refusals are answered as [wire.Busy]
// before anything of the request was read.
type limiter struct {
	limits Limits
	now    func() time.Time // of the machine: the time of a test stands still
	log    *slog.Logger
	write  *connect.ErrorWriter

	mu        sync.Mutex
	terminals map[string]*usage
}

// A usage is what a terminal has used of its limits. limiter.mu guards it.
type usage struct {
	requests, bytes, signIns bucket
	underWay                 int
	toldAt                   time.Time // when the log was told of it last
}

func newLimiter(limits Limits, log *slog.Logger) *limiter {
	return &limiter{limits: limits, now: time.Now, log: log, write: connect.NewErrorWriter(wire.HandlerOptions(log)...), terminals: map[string]*usage{}}
}

// Handler returns next behind l.
func (l *limiter) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			next.ServeHTTP(w, r) // the guard refuses it, and nobody without a certificate gets so far
			return
		}
		terminal := r.TLS.VerifiedChains[0][0].Subject.CommonName
		if wait := l.enter(terminal, r.URL.Path); wait > 0 {
			_ = l.write.Write(w, r, wire.ToConnect(&wire.Error{Kind: wire.Busy, Detail: "terminal", Wait: wait})) // else it is gone
			return
		}
		defer l.leave(terminal)
		l.bound(w, r)
		// What is more than any message is not even read to its end.
		r.Body = &counted{http.MaxBytesReader(w, r.Body, wire.MaxRequestBytes+1<<10), func(n int) { l.read(terminal, n) }}
		next.ServeHTTP(w, r)
	})
}

// bound ends a request whose body comes in drops, or whose answer nobody reads.
func (l *limiter) bound(w http.ResponseWriter, r *http.Request) {
	c, now := http.NewResponseController(w), time.Now()
	_ = c.SetReadDeadline(now.Add(l.limits.Body)) // both work with net/http's own servers
	if !streams[r.URL.Path] {
		_ = c.SetWriteDeadline(now.Add(l.limits.Answer))
	}
}

// streams are the procedures whose answers go on until the line ends.
var streams = map[string]bool{wirev1connect.RegistryServiceWatchProcedure: true}

// enter takes a request of a terminal in, or returns how long it has to wait.
func (l *limiter) enter(terminal, procedure string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	u := l.terminals[terminal]
	if u == nil {
		u = &usage{}
		l.terminals[terminal] = u
	}
	now := l.now()
	wait := max(u.requests.wait(l.limits.Requests, now, 1), u.bytes.wait(l.limits.Bytes, now, 0))
	if signIns[procedure] {
		wait = max(wait, u.signIns.wait(l.limits.SignIns, now, 1))
	}
	if u.underWay >= l.limits.AtOnce {
		wait = max(wait, time.Second)
	}
	if wait > 0 {
		if now.Sub(u.toldAt) >= longestWait {
			u.toldAt = now
			l.log.Warn("terminal asks too much", "terminal", terminal, "under_way", u.underWay, "wait", wait)
		}
		return min(wait, longestWait)
	}
	u.requests.take(1)
	if signIns[procedure] {
		u.signIns.take(1)
	}
	u.underWay++
	return 0
}

// signIns are the procedures that verify a PIN.
var signIns = map[string]bool{wirev1connect.RegistryServiceSignInProcedure: true}

func (l *limiter) leave(terminal string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.terminals[terminal].underWay--
}

// read charges bytes of a request after they came: the next one waits for them.
func (l *limiter) read(terminal string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.terminals[terminal].bytes.take(float64(n))
}

// A bucket is what is left of a rate. Its zero value is full.
type bucket struct {
	used float64 // below 0 never, above the burst when more came than was foreseen
	at   time.Time
}

// wait lets time refill b, and returns how long until n more fit.
func (b *bucket) wait(rate Rate, now time.Time, n float64) time.Duration {
	if past := now.Sub(b.at).Seconds(); past > 0 {
		b.used, b.at = max(0, b.used-past*rate.Second), now
	}
	if over := b.used + n - rate.Burst; over > 0 {
		return max(time.Duration(over/rate.Second*float64(time.Second)), time.Millisecond)
	}
	return 0
}

func (b *bucket) take(n float64) { b.used += n }

// A counted body tells how much of it was read.
type counted struct {
	io.ReadCloser
	read func(n int)
}

// Read implements [io.Reader].
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if n > 0 {
		c.read(n)
	}
	return n, err
}
