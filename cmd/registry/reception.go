package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
)

// Limits of the reception, where anybody may knock.
const (
	knockTimeout = 10 * time.Second
	knockHeader  = 8 << 10
)

// receive serves the listener where terminals enrol, until the returned function ends it.
func receive(ctx context.Context, cfg Config, identity pinned.Identity, r *registry.Registry, log *slog.Logger) (done func(), err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.EnrolListen)
	if err != nil {
		return nil, err
	}
	server := &http.Server{
		Handler: registry.NewReception(r), TLSConfig: pinned.EnrolmentConfig(identity, time.Now), ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadTimeout: knockTimeout, WriteTimeout: knockTimeout, IdleTimeout: knockTimeout, MaxHeaderBytes: knockHeader,
	}
	ended := make(chan struct{})
	go func() { // ends with done
		defer close(ended)
		_ = server.ServeTLS(listener, "", "") // it ends when it is closed
	}()
	log.Info("enrolling", "listen", listener.Addr().String())
	return func() {
		_ = server.Close() // whoever is cut off comes again with the same code
		<-ended
	}, nil
}
