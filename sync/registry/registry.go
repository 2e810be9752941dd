package registry

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/rules"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// Config is what a registry is made of.
type Config struct {
	Store      Store
	Repertoire rules.Repertoire // characters a name may be written in (E28)
	Now        func() time.Time
	Log        *slog.Logger
	// Minimum is how many approvals every entry needs at least; 0 leaves it to
	// app/review, and it can only raise that.
	Minimum int
	// Issuer issues certificates to terminals; nil where the authority's key is not here.
	Issuer Issuer
	// Ends is when the registry's own certificate ends, for IT to see; zero if it is not known.
	Ends time.Time
	// OfficeDay says which days are worked on, for reports; nil is Monday to Friday.
	OfficeDay func(civil.Date) bool
	// Open and Shut are the hours of work in Japan, from midnight, for reports; both 0 is
	// 8:00 to 18:30.
	Open, Shut time.Duration
	// AuditKey signs the operation log once a day; without it nothing is signed.
	AuditKey crypto.Signer
	// OfflineUse is how long an operator's credential may be used without a line; 0
	// means [DefaultOfflineUse].
	OfflineUse time.Duration
	// Passkeys checks the proof with user verification that integrated terminals ask for;
	// nil where there are none.
	Passkeys Passkeys
	// Limits are what each terminal may ask for; nil means [DefaultLimits].
	Limits *Limits
}

// DefaultOfflineUse is three days: a long weekend without a line.
const DefaultOfflineUse = 72 * time.Hour

// A Registry answers terminals. It is an [http.Handler] to be served with
// [pinned.ServerConfig].
type Registry struct {
	cfg     Config
	intake  *Intake
	handler http.Handler
	bell    bell
	// hashing bounds the PINs verified at once: each takes 64 MiB.
	hashing chan struct{}
	// What was asked of authenticators: to sign in, and for a new key.
	asked, offered askings

	mu      sync.Mutex
	stopped chan struct{} // closed by Stop
}

var _ wirev1connect.RegistryServiceHandler = (*Registry)(nil)

// New returns a registry over an open store.
func New(cfg Config) (*Registry, error) {
	if cfg.Store == nil || cfg.Repertoire == nil || cfg.Now == nil || cfg.Log == nil {
		return nil, errors.New("new registry: store, repertoire, now and log are required")
	}
	if cfg.OfflineUse == 0 {
		cfg.OfflineUse = DefaultOfflineUse
	}
	r := &Registry{
		cfg:     cfg,
		intake:  &Intake{Store: cfg.Store, Repertoire: cfg.Repertoire, Minimum: cfg.Minimum, Now: cfg.Now, Log: cfg.Log},
		hashing: make(chan struct{}, 2),
		stopped: make(chan struct{}),
	}
	mux := http.NewServeMux()
	mux.Handle(wirev1connect.NewRegistryServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewSlipServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewProtectionServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewSearchHistoryServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewAuditServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewSeatServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewPolicyServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewDesignationServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewStandingServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewOperatorServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewHolderServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	mux.Handle(wirev1connect.NewOutputServiceHandler(r, wire.HandlerOptions(cfg.Log)...))
	guard := &pinned.Guard{Revoked: r.revoked, Why: r.why, Now: cfg.Now, Log: cfg.Log}
	limits := DefaultLimits()
	if cfg.Limits != nil {
		limits = *cfg.Limits
	}
	r.handler = newLimiter(limits, cfg.Log).Handler(guard.Handler(mux))
	return r, nil
}

// ServeHTTP implements [http.Handler].
func (r *Registry) ServeHTTP(w http.ResponseWriter, q *http.Request) { r.handler.ServeHTTP(w, q) }

// Stop makes the registry answer that it is unavailable from here on, and ends the
// streams, so that [http.Server.Shutdown] has only the calls under way to wait for.
func (r *Registry) Stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stopping() {
		close(r.stopped)
	}
}

func (r *Registry) stopping() bool {
	select {
	case <-r.stopped:
		return true
	default:
		return false
	}
}

// CarryOut does what a new day brings; see [Intake.CarryOut]. It purges kept searches and
// vouches anew for the locked configurations, too.
func (r *Registry) CarryOut(ctx context.Context) (int, error) {
	n, err := r.intake.CarryOut(ctx)
	return n, errors.Join(err, r.DropSearches(ctx), r.DueRights(ctx), r.RenewTimestamp(ctx))
}

// revoked keeps out terminals that are revoked, unknown, moved to another ward since
// their certificate was issued, or come with a key that is not theirs any more.
func (r *Registry) revoked(ctx context.Context, p pinned.Peer) (bool, error) {
	var t Terminal
	key := false
	err := r.cfg.Store.View(ctx, func(tx Tx) (err error) {
		if t, err = tx.Terminal(p.Terminal); err == nil {
			key, err = admitted(tx, p)
		}
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("terminal: %w", err)
	}
	return !t.RevokedAt.IsZero() || t.Ward != p.Ward || !key, nil
}

// why says for what a terminal is revoked, "" where that is not known.
func (r *Registry) why(ctx context.Context, p pinned.Peer) string {
	var t Terminal
	err := r.cfg.Store.View(ctx, func(tx Tx) (err error) { t, err = tx.Terminal(p.Terminal); return err })
	if err != nil {
		return "" // it is refused all the same
	}
	return t.RevokedFor
}

// peer returns the terminal that calls.
func (r *Registry) peer(ctx context.Context) (pinned.Peer, error) {
	if r.stopping() {
		return pinned.Peer{}, wire.Errorf(wire.Unavailable, "stopping")
	}
	p, ok := pinned.PeerFrom(ctx)
	if !ok {
		return p, wire.Errorf(wire.OtherWard, "terminal")
	}
	return p, nil
}

// time is registry time as every answer carries it.
func (r *Registry) time() int64 { return r.cfg.Now().UnixMilli() }

// A bell tells streams that there is news.
type bell struct {
	mu   sync.Mutex
	rung chan struct{} // closed at the next ring; nil while nobody waits
}

// wait returns a channel that is closed at the next ring. It must be asked for before
// looking whether there is news already.
func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung == nil {
		b.rung = make(chan struct{})
	}
	return b.rung
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung != nil {
		close(b.rung)
		b.rung = nil
	}
}
