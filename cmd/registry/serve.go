package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/letters"
	"madoguchi/assets"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/passkey"
	"madoguchi/sync/registry/store"
)

// Limits of the listener. A push of a whole batch takes well under a second.
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 10 * time.Minute
	stopTimeout   = 30 * time.Second
	maxHeader     = 64 << 10
	maxStreams    = 64 // of a connection; the registry answers fewer at once
	// Connections from one address, behind which there may be several terminals in a
	// training, and of all: a city has some 200 terminals.
	maxPerHost     = 64
	maxConnections = 2048
	// A line that was cut without a word is found out by pings.
	pingAfter   = 30 * time.Second
	pingTimeout = 15 * time.Second
	// dayCheck is how often it is looked whether a new day has begun.
	dayCheck = time.Minute
)

// initialise makes the database and its key file.
func initialise(ctx context.Context, cfg Config, log *slog.Logger) error {
	s, err := store.Create(ctx, cfg.Database, store.KeyFile(cfg.Keys))
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	log.Info("made registry", "database", cfg.Database, "keys", cfg.Keys)
	return nil
}

// serve answers terminals until ctx ends.
func serve(ctx context.Context, cfg Config, log *slog.Logger) (err error) {
	authority, identity, err := readCertificates(cfg)
	if err != nil {
		return err
	}
	issuer, err := cfg.issuer()
	if err != nil {
		return err
	}
	auditKey, err := cfg.auditKey()
	if err != nil {
		return err
	}
	if auditKey == nil {
		log.Warn("the operation log is not signed: audit_key is missing in the configuration")
	}
	calendar, err := civil.ParseHolidays(bytes.NewReader(assets.Holidays))
	if err != nil {
		return err
	}
	repertoire, err := letters.OpenTable(bytes.NewReader(assets.Chars), bytes.NewReader(assets.Sequences))
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, cfg.Database, store.KeyFile(cfg.Keys))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	passkeys, err := passkeysOf(cfg)
	if err != nil {
		return err
	}
	open, shut, err := cfg.officeHours()
	if err != nil {
		return err
	}
	r, err := registry.New(registry.Config{
		Open: open, Shut: shut,
		Passkeys: passkeys,
		Store:    s, Repertoire: repertoire, Now: time.Now, Log: log, Minimum: cfg.Reviews, Issuer: issuer, Ends: identity.Certificate.NotAfter, AuditKey: auditKey, OfficeDay: calendar.IsOfficeDay,
		OfflineUse: time.Duration(cfg.OfflineHours) * time.Hour,
	})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return err
	}
	log.Info("serving", "listen", listener.Addr().String())
	if cfg.EnrolListen != "" {
		done, err := receive(ctx, cfg, identity, r, log)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		defer done()
	}
	server := &http.Server{
		Handler: r, TLSConfig: pinned.ServerConfig(identity, authority, time.Now), ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		HTTP2: &http.HTTP2Config{MaxConcurrentStreams: maxStreams, SendPingTimeout: pingAfter, PingTimeout: pingTimeout, WriteByteTimeout: pingAfter},
	}
	prove := func(ctx context.Context) error {
		tellEnd(identity.Certificate.NotAfter, time.Now(), log)
		return errors.Join(proveDay(ctx, cfg, s, r, log), tellOverdue(ctx, s, log))
	}
	return serveUntil(ctx, server, pinned.Limited(listener, maxPerHost, maxConnections), r, prove, log)
}

// serveUntil serves, and lets the calls under way end when ctx does.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener, r *registry.Registry, prove func(context.Context) error, log *slog.Logger) error {
	days := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer close(days)
		everyDay(ctx, r, prove, log)
	}()
	failed := make(chan error, 1)
	go func() { failed <- server.ServeTLS(listener, "", "") }()
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	cancel()
	<-days
	r.Stop()
	stopping, done := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer done()
	if e := server.Shutdown(stopping); e != nil {
		err = errors.Join(err, fmt.Errorf("stop: %w", e), server.Close())
	}
	log.Info("stopped")
	return err
}

// endWarning is from when on the log says each day that the registry's certificate ends.
const endWarning = 30 * 24 * time.Hour

// tellEnd says when the registry's own certificate ends: no terminal reaches it after that.
func tellEnd(ends, now time.Time, log *slog.Logger) {
	if left := ends.Sub(now); left < endWarning {
		log.Warn("the registry's certificate ends soon: registry help identity", "until", ends.Format(time.DateOnly), "days", int(left.Hours()/24))
	}
}

// tellOverdue says when nobody purged for a year (R071).
func tellOverdue(ctx context.Context, s *store.Store, log *slog.Logger) error {
	n, err := s.Overdue(ctx, civil.FromTime(time.Now()))
	if err == nil && n > 0 {
		log.Warn("the yearly purge is overdue: registry help purge", "entries", n)
	}
	return err
}

// everyDay carries out planned departures, and proves the operation log, when the registry starts and whenever a new
// day has begun in Japan, until ctx ends. What fails is tried again.
func everyDay(ctx context.Context, r *registry.Registry, prove func(context.Context) error, log *slog.Logger) {
	tick := time.NewTicker(dayCheck)
	defer tick.Stop()
	var done civil.Date
	for {
		if today := civil.FromTime(time.Now()); today != done {
			n, err := r.CarryOut(ctx)
			err = errors.Join(err, prove(ctx))
			switch {
			case err == nil:
				done = today
				log.Info("carried out departures", "day", today.String(), "residents", n)
			case ctx.Err() == nil:
				log.Error("what a new day brings", "err", err)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// passkeysOf returns what checks proofs with user verification, nil where none is asked for.
func passkeysOf(cfg Config) (registry.Passkeys, error) {
	if cfg.PasskeyHost == "" {
		return nil, nil
	}
	return passkey.New(cfg.PasskeyHost)
}

func readCertificates(cfg Config) (*x509.Certificate, pinned.Identity, error) {
	body, err := os.ReadFile(cfg.Authority)
	if err != nil {
		return nil, pinned.Identity{}, fmt.Errorf("authority: %w", err)
	}
	authority, err := pinned.ParseCertificate(body)
	if err != nil {
		return nil, pinned.Identity{}, fmt.Errorf("authority %s: %w", cfg.Authority, err)
	}
	if body, err = os.ReadFile(cfg.Identity); err != nil {
		return nil, pinned.Identity{}, fmt.Errorf("identity: %w", err)
	}
	identity, err := pinned.ParseIdentity(body)
	if err != nil {
		return nil, pinned.Identity{}, fmt.Errorf("identity %s: %w", cfg.Identity, err)
	}
	if now := time.Now(); now.After(identity.Certificate.NotAfter) {
		return nil, pinned.Identity{}, fmt.Errorf("identity %s: %w", cfg.Identity, pinned.ErrExpired)
	}
	return authority, identity, nil
}
