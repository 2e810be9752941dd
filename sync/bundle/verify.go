package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"
	"github.com/theupdateframework/go-tuf/v2/metadata/trustedmetadata"

	"madoguchi/app/policy"
)

// An Accepted is a bundle that was found good for a terminal.
type Accepted struct {
	Bundle  *Bundle
	Ring    Ring // the narrowest with an edition for the terminal
	Edition Edition
	// Root and Targets are the versions in force.
	Root, Targets int64
	// FreshUntil is how long the registry vouches for it as the newest; from then on the
	// terminal warns, and later takes no new entries (freeze).
	FreshUntil time.Time
	// Until is when the first of the signatures that holders renew ends.
	Until time.Time
}

// Verify reads the bundle a terminal has stored. root is the first root, which came
// with the terminal's set-up, and at is when the bundle was accepted: what has expired
// since tells [Accepted.FreshUntil].
func Verify(root []byte, b *Bundle, at time.Time, where Place) (Accepted, error) {
	t, err := trust(root, b, at)
	if err != nil {
		return Accepted{}, fmt.Errorf("verify bundle: %w", err)
	}
	a, err := finish(t, b, where)
	if err != nil {
		return Accepted{}, fmt.Errorf("verify bundle: %w", err)
	}
	return a, nil
}

// Replace decides about a bundle that arrives at a moment, beside the one in force, nil
// for the first. It is refused when any part of it is older than that, unless new root
// keys disown the old part; so a key that was stolen and used to run far ahead can be
// put out of use. The very same bundle is accepted again.
func Replace(root []byte, inForce, next *Bundle, at time.Time, where Place) (Accepted, error) {
	fail := func(err error) (Accepted, error) { return Accepted{}, fmt.Errorf("replace bundle: %w", err) }
	if inForce != nil && len(next.Roots) < len(inForce.Roots) {
		return fail(fmt.Errorf("root %d: %w", len(next.Roots), ErrRollback))
	}
	t, err := trust(root, next, at)
	if err != nil {
		return fail(err)
	}
	a, err := finish(t, next, where)
	if err != nil || inForce == nil {
		return a, err
	}
	if err := notOlder(t, inForce, where, a); err != nil {
		return fail(err)
	}
	return a, nil
}

// trust walks from the first root to the last and loads what it vouches for.
func trust(root []byte, b *Bundle, at time.Time) (*trustedmetadata.TrustedMetadata, error) {
	if !bytes.Equal(compact(root), compact(b.Roots[0])) {
		return nil, fmt.Errorf("root 1 is another city's: %w", ErrSignature)
	}
	t, err := trustedmetadata.New(root)
	if err != nil {
		return nil, fmt.Errorf("root 1: %w", reason(err))
	}
	t.RefTime = at
	for i, next := range b.Roots[1:] {
		if _, err := t.UpdateRoot(next); err != nil {
			return nil, fmt.Errorf("root %d: %w", i+2, reason(err))
		}
	}
	if _, err := t.UpdateTimestamp(b.Timestamp); err != nil {
		return nil, fmt.Errorf("timestamp: %w", reason(err))
	}
	if _, err := t.UpdateSnapshot(b.Snapshot, false); err != nil {
		return nil, fmt.Errorf("snapshot: %w", reason(err))
	}
	if _, err := t.UpdateTargets(b.Targets); err != nil {
		return nil, fmt.Errorf("targets: %w", reason(err))
	}
	return t, nil
}

// compact leaves out white space, which an editor may have put in.
func compact(text []byte) []byte {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return text // which is refused as malformed later
	}
	return b.Bytes()
}

// finish reads the edition for a terminal. Every file must be what the targets say, not
// only this terminal's: what is carried on is whole.
func finish(t *trustedmetadata.TrustedMetadata, b *Bundle, where Place) (Accepted, error) {
	targets := t.Targets[metadata.TARGETS].Signed
	if len(b.Files) != len(targets.Targets) {
		return Accepted{}, fmt.Errorf("%d files for %d targets: %w", len(b.Files), len(targets.Targets), ErrMixed)
	}
	for path, target := range targets.Targets {
		if err := target.VerifyLengthHashes(b.Files[path]); err != nil {
			return Accepted{}, fmt.Errorf("file: %w", ErrMixed)
		}
	}
	a := Accepted{Bundle: b, Root: t.Root.Signed.Version, Targets: targets.Version, FreshUntil: t.Timestamp.Signed.Expires,
		Until: earliest(targets.Expires, t.Snapshot.Signed.Expires, t.Root.Signed.Expires)}
	for _, ring := range where.rings() {
		if text, ok := b.Files[ring.path()]; ok {
			edition, err := readEdition(text)
			a.Ring, a.Edition = ring, edition
			return a, err
		}
	}
	return Accepted{}, ErrNoEdition
}

func earliest(all ...time.Time) time.Time { return slices.MinFunc(all, time.Time.Compare) }

// readEdition checks the policy of an edition by its own bounds, which no signature can
// widen.
func readEdition(text []byte) (Edition, error) {
	var raw struct {
		Policy json.RawMessage `json:"policy"`
		By     string          `json:"by"`
		Since  time.Time       `json:"since"`
		Note   string          `json:"note"`
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&raw); err != nil {
		return Edition{}, fmt.Errorf("edition: %w: %w", ErrPolicy, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Edition{}, fmt.Errorf("edition: more after its end: %w", ErrPolicy)
	}
	p, err := policy.Decode(raw.Policy)
	if err != nil {
		return Edition{}, fmt.Errorf("edition: %w: %w", ErrPolicy, err)
	}
	return Edition{Policy: p, By: raw.By, Since: raw.Since, Note: raw.Note}, nil
}

// notOlder compares with what is in force. A part of it whose keys the new root does not
// know any more cannot hold the new one back.
func notOlder(t *trustedmetadata.TrustedMetadata, inForce *Bundle, where Place, a Accepted) error {
	if old, err := metadata.Timestamp().FromBytes(inForce.Timestamp); err == nil && t.Root.VerifyDelegate(metadata.TIMESTAMP, old) == nil &&
		t.Timestamp.Signed.Version < old.Signed.Version {
		return fmt.Errorf("timestamp %d: %w", t.Timestamp.Signed.Version, ErrRollback)
	}
	if old, err := metadata.Snapshot().FromBytes(inForce.Snapshot); err == nil && t.Root.VerifyDelegate(metadata.SNAPSHOT, old) == nil &&
		t.Snapshot.Signed.Version < old.Signed.Version {
		return fmt.Errorf("snapshot %d: %w", t.Snapshot.Signed.Version, ErrRollback)
	}
	old, err := metadata.Targets().FromBytes(inForce.Targets)
	if err != nil || t.Root.VerifyDelegate(metadata.TARGETS, old) != nil {
		return nil
	}
	if a.Targets < old.Signed.Version {
		return fmt.Errorf("targets %d: %w", a.Targets, ErrRollback)
	}
	for _, ring := range where.rings() {
		if text, ok := inForce.Files[ring.path()]; ok {
			before, err := readEdition(text)
			if err == nil && a.Edition.Policy.Version < before.Policy.Version {
				return fmt.Errorf("policy %d: %w", a.Edition.Policy.Version, ErrRollback)
			}
			break
		}
	}
	return nil
}

// reason says in this package's terms why the framework refused something.
func reason(err error) error {
	var (
		unsigned *metadata.ErrUnsignedMetadata
		value    *metadata.ErrValue
		expired  *metadata.ErrExpiredMetadata
		version  *metadata.ErrBadVersionNumber
		hash     *metadata.ErrLengthOrHashMismatch
	)
	switch {
	case errors.As(err, &unsigned), errors.As(err, &value):
		return ErrSignature
	case errors.As(err, &expired):
		return ErrExpired
	case errors.As(err, &version), errors.As(err, &hash):
		return ErrMixed
	}
	return fmt.Errorf("%w: %w", ErrMalformed, err)
}
