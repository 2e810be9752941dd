package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"madoguchi/app/civil"
	"madoguchi/app/desk"
	"madoguchi/app/document/spool"
	"madoguchi/app/keys"
	"madoguchi/app/notification"
	"madoguchi/app/rules"
	"madoguchi/app/store"
	"madoguchi/assets"
	"madoguchi/cmd/terminal/adapter"
	"madoguchi/cmd/terminal/locked"
	"madoguchi/sync/link"
	"madoguchi/sync/outbox"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
	"madoguchi/ui/words"
)

// highestSetting keeps the highest time this terminal has seen, so that a clock set
// back while it was off gives nobody anything.
const highestSetting = "highest_time"

// parts are what a terminal is made of below its window.
type parts struct {
	config      Config
	keeper      *locked.Keeper
	opened      locked.Standing // what the locked configuration was when the file was opened
	address     string          // where the registry is looked for, and by which keys
	pins        []pinned.Pin
	synced      lastSync
	store       *store.Store
	client      *link.Client
	desk        *desk.Desk
	pusher      *outbox.Pusher
	journal     *adapter.Journal
	table       repertoire
	log         *slog.Logger
	identity    identity
	certificate atomic.Pointer[x509.Certificate] // the one in use; renewed while the terminal works

	capture atomic.Uint32 // counter.Capture, of the window
	rounds  chan struct{} // a round of the outbox ended
	changed func()        // tells the window that entries changed; never nil
	// expel has the window end the session that the registry ended; it is set before start.
	expel   func(notice words.Key)
	stopped stoppage // whether the registry revoked this terminal, as far as it is known
	// logBroken says that a record of the operation log is not what it was.
	logBroken atomic.Bool
	running   sync.WaitGroup
	stop      context.CancelFunc
}

// openParts opens the sealed file and builds what works on it. changed is called
// from any goroutine when entries changed without the operator's doing.
func openParts(ctx context.Context, config Config, log *slog.Logger, changed func()) (_ *parts, err error) {
	p := &parts{config: config, log: log, rounds: make(chan struct{}, 1), changed: changed}
	if p.store, err = openFile(ctx, config); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = errors.Join(p.identity.close(), p.store.Close()) // the first error is the one to tell
		}
	}()
	if of := p.store.Terminal(); of != config.Terminal {
		return nil, fmt.Errorf("open file of terminal %s at terminal %s: %w", of, config.Terminal, store.ErrForeign)
	}
	if err := p.openPolicy(ctx); err != nil {
		return nil, err
	}
	calendar, err := civil.ParseHolidays(bytes.NewReader(assets.Holidays))
	if err != nil {
		return nil, err
	}
	p.table = openRepertoire()
	if p.client, err = p.openLine(ctx); err != nil {
		return nil, err
	}
	if err := errors.Join(p.openSynced(ctx), p.openStop(ctx)); err != nil {
		return nil, err
	}
	now, terms := p.client.Clock.Now, termsOf(p.policy())
	line := adapter.NewLine(p.client, config.Terminal, now)
	presence, err := presenceOf(config)
	if err != nil {
		return nil, err
	}
	p.desk, err = desk.New(ctx, desk.Config{
		Presence: presence,
		Cabinet:  adapter.NewCabinet(p.store, now), Line: line, Hindsight: line, Protection: line, Holder: line, Output: line, Asking: line,
		Sealer: p.store.Keys().Sealer(), PINCost: keys.DefaultCost, Rules: rules.New(p.table).In(newRoll(config.Gazetteer, log)),
		PolicyVersion: terms.PolicyVersion, Reviewers: terms.Reviewers, ReviewTerms: terms.Review, Integrated: terms.Integrated, Limits: terms.Limits,
		Calendar: calendar, Synced: p.synced.time, Frozen: p.keeper.Frozen,
		Terminal: config.Terminal, Ward: config.Ward, Now: now, NewID: newEntryID,
		Timed:     func() bool { _, told := p.client.Clock.Offset(); return told },
		ClockBack: p.client.Clock.SetBack, Printer: spool.System{},
		Wake: func() { p.pusher.Wake(); changed() }, Changed: changed, Ended: func() { p.expel(words.PinRevoked) },
		Stopped: p.isStopped, Log: log,
	})
	if err != nil {
		return nil, err
	}
	post := adapter.NewPost(p.store, p.desk)
	p.desk.Apply(terms)
	p.expel = func(words.Key) { // nothing shows it
		if err := p.desk.SignOut(context.WithoutCancel(ctx), "revoked"); err != nil {
			log.Error("sign out", "err", err)
		}
	}
	p.pusher = outbox.New(outbox.Config{
		Pulled: adapter.NewRoll(p.client, p.desk, log).Pulled, Earlier: post.Earlier,
		Source: post, Sink: post, Registry: noticing{p.client, p.keeper}, Line: p.client.Line, Now: now, Log: log,
		PolicyVersion: func() uint32 { return uint32(p.policy().Version) },
		Batch:         func() (events, bytes int) { push := p.policy().Push; return push.Events, push.Bytes },
		Changed:       p.roundEnded,
		Logbook:       p.logbook(now).HandOver,
	})
	p.journal = adapter.NewJournal(p.store, config.Terminal, now, log)
	p.client.Refused = p.journal.Refused
	p.keeper.Waits(p.waits(p.opened))
	return p, nil
}

// logbook hands the operation log over with each round.
func (p *parts) logbook(now func() time.Time) *adapter.Logbook {
	http, address, options := p.client.Reach()
	return &adapter.Logbook{
		Store: p.store, Registry: wirev1connect.NewAuditServiceClient(http, address, options...), Terminal: p.config.Terminal,
		Key: func() crypto.Signer { return p.identity.key }, Now: now,
	}
}

// errSetup says that what the configuration names cannot be used.
var errSetup = errors.New("set-up is not complete")

func (p *parts) openLine(ctx context.Context) (*link.Client, error) {
	trust, err := p.config.trust()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSetup, err)
	}
	if p.identity, err = openIdentity(ctx, p.config, p.store); err != nil {
		return nil, fmt.Errorf("%w: %w", errSetup, err)
	}
	certificate, err := newestCertificate(ctx, p.config, p.store, p.identity.key.Public())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSetup, err)
	}
	p.certificate.Store(certificate)
	address, pins := p.endpoint()
	if pins != nil {
		trust.Pins = pins
	}
	p.address, p.pins = address, trust.Pins
	highest, err := p.highest(ctx)
	if err != nil {
		return nil, err
	}
	return link.NewClient(link.Config{
		Address:  address,
		Identity: pinned.Identity{Certificate: certificate, Key: p.identity.key},
		Trust:    trust, Now: time.Now, Up: uptime, Highest: highest,
	})
}

// start runs the line and the outbox until close.
func (p *parts) start(ctx context.Context) {
	ctx, p.stop = context.WithCancel(ctx)
	p.running.Go(func() { p.mindStop(ctx) })
	p.running.Go(func() { p.client.Run(ctx) })
	p.running.Go(func() { p.pusher.Run(ctx) })
	p.running.Go(func() { p.checkLog(ctx) })
	p.running.Go(func() { p.keepIdentity(ctx) })
	p.running.Go(func() { p.report(ctx) })
	p.running.Go(func() { p.timekeeper().run(ctx) })
	p.running.Go(func() { followNetwork(ctx, p.client.Line.LinkUp, p.log) })
	p.running.Go(func() {
		(&retention{store: p.store, terminal: p.config.Terminal, now: p.client.Clock.Now, log: p.log}).run(ctx)
	})
	p.running.Go(func() {
		defer p.client.Line.Subscribe(p.journal.Line)()
		p.journal.Run(ctx)
	})
	p.running.Go(func() { p.keeper.Run(ctx, policyLine(p.client)) })
}

// close ends what start began and closes the file. Whoever is signed in was signed
// out before.
func (p *parts) close() error {
	if p.stop != nil {
		p.stop()
	}
	p.running.Wait()
	return errors.Join(p.keepHighest(context.Background()), p.keepSynced(context.Background()), p.identity.close(), p.store.Close())
}

func (p *parts) highest(ctx context.Context) (time.Time, error) {
	b, err := p.store.Setting(ctx, highestSetting)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return time.Time{}, nil
	case err != nil:
		return time.Time{}, err
	case len(b) != 8:
		return time.Time{}, fmt.Errorf("setting %s: %w", highestSetting, store.ErrDamaged)
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b))), nil
}

func (p *parts) keepHighest(ctx context.Context) error {
	value := binary.BigEndian.AppendUint64(nil, uint64(p.client.Clock.Highest().UnixMilli()))
	_, err := p.store.Commit(ctx, store.Change{Settings: []store.Setting{{Name: highestSetting, Value: value}}})
	return err
}

func newEntryID() notification.EntryID {
	return notification.EntryID(uuid.Must(uuid.NewV7()).String()) // fails only without randomness
}
