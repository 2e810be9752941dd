package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"madoguchi/app/policy"
	"madoguchi/sync/bundle"
	"madoguchi/sync/registry"
)

// holders are the keys of a training city, all in one file: what no real city does.
type holders struct {
	Root     [][]byte `json:"root"`
	Targets  [][]byte `json:"targets"`
	Snapshot []byte   `json:"snapshot"`
}

const holdersFile, rootFile = "policy-keys.json", "root.json"

// publishPolicy has the registry of the city, which must not run, give out a signed
// configuration, so that its terminals run on one. It is made once; the registry renews
// its timestamp by itself.
func (f folder) publishPolicy(ctx context.Context, s registry.Store, pins []string) error {
	var kept registry.Locked
	err := s.View(ctx, func(tx registry.Tx) (err error) { kept, err = tx.Locked(); return err })
	if err != nil || kept.Bundle != nil {
		return err
	}
	timestamp, err := registry.PolicyTimestampKey(ctx, s, false, time.Now())
	if err != nil {
		return err
	}
	h, err := f.holders()
	if err != nil {
		return err
	}
	root, err := h.root(timestamp, time.Now())
	if err != nil {
		return err
	}
	if err := os.WriteFile(f.path(rootFile), root, 0o600); err != nil {
		return err
	}
	if err := registry.FoundPolicy(ctx, s, root, time.Now()); err != nil {
		return err
	}
	text, err := h.first(root, pins, time.Now())
	if err != nil {
		return err
	}
	_, err = registry.PublishPolicy(ctx, s, text, time.Now())
	return err
}

// holders returns the keys of the city, which are made the first time.
func (f folder) holders() (*holders, error) {
	h := &holders{}
	text, err := os.ReadFile(f.path(holdersFile))
	if err == nil {
		return h, json.Unmarshal(text, h)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	seed := func() []byte {
		_, key, _ := ed25519.GenerateKey(nil) // never fails (crypto/rand)
		return key.Seed()
	}
	for range bundle.RootKeys {
		h.Root = append(h.Root, seed())
	}
	for range bundle.TargetsKeys {
		h.Targets = append(h.Targets, seed())
	}
	h.Snapshot = seed()
	return h, writeJSON(f.path(holdersFile), h)
}

func public(seeds ...[]byte) (all []ed25519.PublicKey) {
	for _, s := range seeds {
		all = append(all, ed25519.NewKeyFromSeed(s).Public().(ed25519.PublicKey))
	}
	return all
}

// root returns root 1, signed by two.
func (h *holders) root(timestamp ed25519.PublicKey, now time.Time) (json.RawMessage, error) {
	root, err := bundle.NewRoot(1, bundle.Keys{Root: public(h.Root...), Targets: public(h.Targets...), Snapshot: public(h.Snapshot)[0], Timestamp: timestamp}, now)
	for _, s := range h.Root[:bundle.RootThreshold] {
		if err == nil {
			root, err = bundle.SignRoot(root, ed25519.NewKeyFromSeed(s))
		}
	}
	return root, err
}

// first returns the first bundle: what terminals ship with, for the whole city.
func (h *holders) first(root json.RawMessage, pins []string, now time.Time) ([]byte, error) {
	p := policy.Default()
	p.Registry.Address = host + ":8443" // the training terminals know where theirs is today
	if err := p.Set("registry.pins", strings.Join(pins, ",")); err != nil {
		return nil, fmt.Errorf("publish policy: %w", err)
	}
	put := map[bundle.Ring]bundle.Edition{bundle.All: {Policy: p, By: "training", Since: now.UTC().Truncate(time.Second)}}
	targets, files, _, err := bundle.Stage(nil, put, nil, now)
	if err != nil {
		return nil, err
	}
	for _, s := range h.Targets {
		if targets, err = bundle.SignTargets(targets, ed25519.NewKeyFromSeed(s)); err != nil {
			return nil, err
		}
	}
	snapshot, err := bundle.Snapshot(nil, targets, ed25519.NewKeyFromSeed(h.Snapshot), now)
	if err != nil {
		return nil, err
	}
	b := &bundle.Bundle{Roots: []json.RawMessage{root}, Timestamp: json.RawMessage("{}"), Snapshot: snapshot, Targets: targets, Files: files}
	return b.Encode()
}
