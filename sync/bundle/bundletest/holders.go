// Package bundletest holds a city's key holders for tests: all keys in one hand, which is
// what no city has.
//
// It is for tests alone.
package bundletest

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"

	"madoguchi/app/policy"
	"madoguchi/sync/bundle"
)

// Holders are all who sign bundles, but for the registry.
type Holders struct {
	testing.TB
	Root, Targets []ed25519.PrivateKey
	Snapshot      ed25519.PrivateKey
	Timestamp     ed25519.PublicKey // the registry's
	Roots         []json.RawMessage
	Now           time.Time
}

// New returns the holders of new keys, with root 1 signed by two of them.
func New(tb testing.TB, timestamp ed25519.PublicKey, now time.Time) *Holders {
	tb.Helper()
	h := &Holders{TB: tb, Snapshot: newKey(tb), Timestamp: timestamp, Now: now}
	for range bundle.RootKeys {
		h.Root = append(h.Root, newKey(tb))
	}
	for range bundle.TargetsKeys {
		h.Targets = append(h.Targets, newKey(tb))
	}
	h.Roots = []json.RawMessage{h.SignedRoot(1, h.Root[0], h.Root[2])}
	return h
}

func newKey(tb testing.TB) ed25519.PrivateKey {
	tb.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

func public(keys ...ed25519.PrivateKey) []ed25519.PublicKey {
	var out []ed25519.PublicKey
	for _, k := range keys {
		out = append(out, k.Public().(ed25519.PublicKey))
	}
	return out
}

// SignedRoot returns a root of a version for the keys there are, signed by some.
func (h *Holders) SignedRoot(version int64, by ...ed25519.PrivateKey) json.RawMessage {
	h.Helper()
	root, err := bundle.NewRoot(version, bundle.Keys{Root: public(h.Root...), Targets: public(h.Targets...), Snapshot: public(h.Snapshot)[0], Timestamp: h.Timestamp}, h.Now)
	if err != nil {
		h.Fatal(err)
	}
	for _, k := range by {
		if root, err = bundle.SignRoot(root, k); err != nil {
			h.Fatal(err)
		}
	}
	return root
}

// Rotate appends a root for the keys there are now; Root must not have changed.
func (h *Holders) Rotate() {
	h.Helper()
	h.Roots = append(h.Roots, h.SignedRoot(int64(len(h.Roots))+1, h.Root[0], h.Root[1]))
}

// Edition returns an edition that is within bounds.
func Edition(note string) bundle.Edition {
	p := policy.Default()
	p.Registry = policy.Registry{Address: "registry.example:8443", Pins: []policy.Pin{{1}, {2}}}
	return bundle.Edition{Policy: p, By: "IT", Since: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Note: note}
}

// Stage returns the bundle that follows one, signed by both holders and without a
// timestamp.
func (h *Holders) Stage(before *bundle.Bundle, put map[bundle.Ring]bundle.Edition, drop ...bundle.Ring) *bundle.Bundle {
	h.Helper()
	return h.stage(before, put, drop, h.Targets...)
}

// StageSigned is Stage signed by whom one likes.
func (h *Holders) StageSigned(before *bundle.Bundle, put map[bundle.Ring]bundle.Edition, by ...ed25519.PrivateKey) *bundle.Bundle {
	h.Helper()
	return h.stage(before, put, nil, by...)
}

func (h *Holders) stage(before *bundle.Bundle, put map[bundle.Ring]bundle.Edition, drop []bundle.Ring, by ...ed25519.PrivateKey) *bundle.Bundle {
	h.Helper()
	targets, files, _, err := bundle.Stage(before, put, drop, h.Now)
	if err != nil {
		h.Fatal(err)
	}
	b := &bundle.Bundle{Roots: h.Roots, Targets: targets, Files: files}
	h.sign(b, before, by...)
	return b
}

func (h *Holders) sign(b, before *bundle.Bundle, by ...ed25519.PrivateKey) {
	h.Helper()
	var err error
	for _, k := range by {
		if b.Targets, err = bundle.SignTargets(b.Targets, k); err != nil {
			h.Fatal(err)
		}
	}
	var old json.RawMessage
	if before != nil {
		old = before.Snapshot
	}
	if b.Snapshot, err = bundle.Snapshot(old, b.Targets, h.Snapshot, h.Now); err != nil {
		h.Fatal(err)
	}
	b.Timestamp = json.RawMessage("{}")
}

// Stamp puts a timestamp into b as the registry does, by a key that the root names.
func (h *Holders) Stamp(b, before *bundle.Bundle, by ed25519.PrivateKey, now time.Time) *bundle.Bundle {
	h.Helper()
	var old json.RawMessage
	if before != nil {
		old = before.Timestamp
	}
	next := *b
	var err error
	if next.Timestamp, err = bundle.Timestamp(old, b.Snapshot, by, now); err != nil {
		h.Fatal(err)
	}
	return &next
}

// Again returns b without its timestamp.
func (h *Holders) Again(b *bundle.Bundle) *bundle.Bundle {
	old := *b
	old.Timestamp = json.RawMessage("{}")
	return &old
}

// Resign makes targets that say what the changed files of b are, signed by both.
func (h *Holders) Resign(b, before *bundle.Bundle) {
	h.Helper()
	m, err := metadata.Targets().FromBytes(b.Targets)
	if err != nil {
		h.Fatal(err)
	}
	for path, text := range b.Files {
		if m.Signed.Targets[path], err = metadata.TargetFile().FromBytes(path, text); err != nil {
			h.Fatal(err)
		}
	}
	m.Signatures = nil
	targets, err := m.ToBytes(false)
	if err != nil {
		h.Fatal(err)
	}
	b.Targets = targets
	h.sign(b, before, h.Targets...)
}
