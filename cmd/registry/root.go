package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// maxRoot bounds the file of a root.
const maxRoot = 64 << 10

// tellRoot tells the registry the first root of locked configurations, once.
func tellRoot(ctx context.Context, cfg Config, name string, log *slog.Logger) (err error) {
	if name == "" {
		return errors.New("the root's file is missing")
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	root, err := io.ReadAll(io.LimitReader(f, maxRoot))
	if err != nil {
		return fmt.Errorf("read root: %w", err)
	}
	s, err := store.Open(ctx, cfg.Database, store.KeyFile(cfg.Keys))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := registry.FoundPolicy(ctx, s, root, time.Now()); err != nil {
		return err
	}
	log.Info("follows root", "file", name)
	return nil
}
