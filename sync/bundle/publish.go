package bundle

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/theupdateframework/go-tuf/v2/metadata"
)

// Thresholds of the city's keys.
const (
	RootKeys, RootThreshold       = 3, 2
	TargetsKeys, TargetsThreshold = 2, 2
)

// How long each kind of metadata counts. The registry renews the timestamp every day;
// the others are renewed by their holders.
const (
	RootLife      = 2 * 365 * 24 * time.Hour
	TargetsLife   = 365 * 24 * time.Hour
	SnapshotLife  = 365 * 24 * time.Hour
	TimestampLife = 7 * 24 * time.Hour
)

// ErrKeys says that keys are not as many, or not as different, as they must be.
var ErrKeys = errors.New("not the keys that are needed")

// Keys are the public keys of the roles.
type Keys struct {
	Root      []ed25519.PublicKey // RootKeys of them
	Targets   []ed25519.PublicKey // TargetsKeys of them
	Snapshot  ed25519.PublicKey   // IT's
	Timestamp ed25519.PublicKey   // the registry's
}

func (k Keys) check() error {
	if len(k.Root) != RootKeys || len(k.Targets) != TargetsKeys {
		return fmt.Errorf("%d root and %d targets keys: %w", len(k.Root), len(k.Targets), ErrKeys)
	}
	seen := map[string]bool{}
	for _, one := range slices.Concat(k.Root, k.Targets, []ed25519.PublicKey{k.Snapshot, k.Timestamp}) {
		if len(one) != ed25519.PublicKeySize || seen[string(one)] {
			return fmt.Errorf("a key is missing or is used twice: %w", ErrKeys)
		}
		seen[string(one)] = true
	}
	return nil
}

// NewRoot returns an unsigned root of a version, to be signed by [RootThreshold] of its
// own keys and, from version 2 on, of the keys of the one before.
func NewRoot(version int64, k Keys, now time.Time) (json.RawMessage, error) {
	if err := k.check(); err != nil {
		return nil, fmt.Errorf("make root: %w", err)
	}
	root := metadata.Root(now.Add(RootLife).UTC().Truncate(time.Second))
	root.Signed.Version = version
	root.Signed.Roles[metadata.ROOT].Threshold = RootThreshold
	root.Signed.Roles[metadata.TARGETS].Threshold = TargetsThreshold
	for role, keys := range map[string][]ed25519.PublicKey{
		metadata.ROOT: k.Root, metadata.TARGETS: k.Targets, metadata.SNAPSHOT: {k.Snapshot}, metadata.TIMESTAMP: {k.Timestamp},
	} {
		for _, one := range keys {
			key, err := metadata.KeyFromPublicKey(one)
			if err != nil {
				return nil, fmt.Errorf("make root: %w", err)
			}
			if err := root.Signed.AddKey(key, role); err != nil {
				return nil, fmt.Errorf("make root: %w", err)
			}
		}
	}
	return root.ToBytes(false)
}

// SignRoot adds a holder's signature to a root.
func SignRoot(root json.RawMessage, key ed25519.PrivateKey) (json.RawMessage, error) {
	return sign(metadata.Root(), root, key)
}

// SignTargets adds a holder's signature to targets.
func SignTargets(targets json.RawMessage, key ed25519.PrivateKey) (json.RawMessage, error) {
	return sign(metadata.Targets(), targets, key)
}

func sign[T metadata.Roles](empty *metadata.Metadata[T], text []byte, key ed25519.PrivateKey) (json.RawMessage, error) {
	m, err := empty.FromBytes(text)
	if err != nil {
		return nil, fmt.Errorf("sign: %w: %w", ErrMalformed, err)
	}
	signer, err := signature.LoadED25519Signer(key)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	public, err := metadata.KeyFromPublicKey(key.Public())
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	id, err := public.ID()
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	m.Signatures = slices.DeleteFunc(m.Signatures, func(s metadata.Signature) bool { return s.KeyID == id })
	if _, err := m.Sign(signer); err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return m.ToBytes(false)
}

// Stage returns unsigned targets and their files: those of the bundle before, nil for
// the first, with editions put in and rings taken out. It allots the next version of the
// city to every edition that is put in, and to those that terminals of a ring taken out fall
// back to, as no terminal takes a smaller one than it has. It returns that version.
func Stage(before *Bundle, put map[Ring]Edition, drop []Ring, now time.Time) (targets json.RawMessage, files map[string]json.RawMessage, version int, err error) {
	next := metadata.Targets(now.Add(TargetsLife).UTC().Truncate(time.Second))
	files = map[string]json.RawMessage{}
	if before != nil {
		old, err := metadata.Targets().FromBytes(before.Targets)
		if err != nil {
			return nil, nil, 0, fmt.Errorf("stage: %w: %w", ErrMalformed, err)
		}
		next.Signed.Version = old.Signed.Version + 1
		files = maps.Clone(before.Files)
	}
	for _, text := range files {
		edition, err := readEdition(text)
		if err != nil {
			return nil, nil, 0, fmt.Errorf("stage: %w", err)
		}
		version = max(version, edition.Policy.Version)
	}
	version = max(version, int(next.Signed.Version)-1) + 1
	var gone []Ring
	for _, ring := range drop {
		if _, had := files[ring.path()]; had {
			gone = append(gone, ring)
			delete(files, ring.path())
		}
	}
	if put, err = withFallbacks(put, files, gone); err != nil {
		return nil, nil, 0, fmt.Errorf("stage: %w", err)
	}
	for ring, edition := range put {
		if !ring.valid() {
			return nil, nil, 0, fmt.Errorf("stage: ring %q: %w", ring, ErrMalformed)
		}
		edition.Policy.Version = version
		if err := edition.Policy.Check(); err != nil {
			return nil, nil, 0, fmt.Errorf("stage: %w: %w", ErrPolicy, err)
		}
		text, err := json.Marshal(edition)
		if err != nil {
			return nil, nil, 0, fmt.Errorf("stage: %w", err)
		}
		files[ring.path()] = text
	}
	for path, text := range files {
		target, err := metadata.TargetFile().FromBytes(path, text)
		if err != nil {
			return nil, nil, 0, fmt.Errorf("stage: %w", err)
		}
		next.Signed.Targets[path] = target
	}
	targets, err = next.ToBytes(false)
	return targets, files, version, err
}

// withFallbacks adds to put the editions of files that terminals of rings that are gone may
// fall back to, with the values they have.
func withFallbacks(put map[Ring]Edition, files map[string]json.RawMessage, gone []Ring) (map[Ring]Edition, error) {
	all := maps.Clone(put)
	for path, text := range files {
		ring, _ := RingOf(path)
		if _, has := put[ring]; has || !slices.ContainsFunc(gone, ring.widerThan) {
			continue
		}
		if all == nil {
			all = map[Ring]Edition{}
		}
		var err error
		if all[ring], err = readEdition(text); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Snapshot returns a signed snapshot that follows the one before, nil for the first, and
// names targets.
func Snapshot(before, targets json.RawMessage, key ed25519.PrivateKey, now time.Time) (json.RawMessage, error) {
	t, err := metadata.Targets().FromBytes(targets)
	if err != nil {
		return nil, fmt.Errorf("make snapshot: %w: %w", ErrMalformed, err)
	}
	s := metadata.Snapshot(now.Add(SnapshotLife).UTC().Truncate(time.Second))
	if before != nil {
		old, err := metadata.Snapshot().FromBytes(before)
		if err != nil {
			return nil, fmt.Errorf("make snapshot: %w: %w", ErrMalformed, err)
		}
		s.Signed.Version = old.Signed.Version + 1
	}
	s.Signed.Meta = map[string]*metadata.MetaFiles{metadata.TARGETS + ".json": metadata.MetaFile(t.Signed.Version)}
	text, err := s.ToBytes(false)
	if err != nil {
		return nil, fmt.Errorf("make snapshot: %w", err)
	}
	return sign(metadata.Snapshot(), text, key)
}

// Timestamp returns a signed timestamp that follows the one before, nil for the first,
// and vouches for a snapshot.
func Timestamp(before, snapshot json.RawMessage, key ed25519.PrivateKey, now time.Time) (json.RawMessage, error) {
	return LaterTimestamp(before, snapshot, key, now, 0)
}

// LaterTimestamp is [Timestamp] with some numbers left out: those that a registry may have
// given out before it went back to a backup.
func LaterTimestamp(before, snapshot json.RawMessage, key ed25519.PrivateKey, now time.Time, skipped int64) (json.RawMessage, error) {
	s, err := metadata.Snapshot().FromBytes(snapshot)
	if err != nil {
		return nil, fmt.Errorf("make timestamp: %w: %w", ErrMalformed, err)
	}
	t := metadata.Timestamp(now.Add(TimestampLife).UTC().Truncate(time.Second))
	if before != nil {
		old, err := metadata.Timestamp().FromBytes(before)
		if err != nil {
			return nil, fmt.Errorf("make timestamp: %w: %w", ErrMalformed, err)
		}
		t.Signed.Version = old.Signed.Version + 1 + skipped
	}
	t.Signed.Meta = map[string]*metadata.MetaFiles{metadata.SNAPSHOT + ".json": metadata.MetaFile(s.Signed.Version)}
	text, err := t.ToBytes(false)
	if err != nil {
		return nil, fmt.Errorf("make timestamp: %w", err)
	}
	return sign(metadata.Timestamp(), text, key)
}
