package bundle

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"
)

// ParseRing reads the text of a ring.
func ParseRing(text string) (Ring, error) {
	if r := Ring(text); r.valid() {
		return r, nil
	}
	return "", fmt.Errorf("ring %q: %w: want all, ward/CODE or terminal/ID", text, ErrMalformed)
}

// Editions returns every edition of a bundle, each within the bounds of its policy. It
// believes nothing else of the bundle.
func (b *Bundle) Editions() (map[Ring]Edition, error) {
	all := make(map[Ring]Edition, len(b.Files))
	for path, text := range b.Files {
		ring, ok := RingOf(path)
		if !ok {
			return nil, fmt.Errorf("read editions: a file for no ring: %w", ErrMalformed)
		}
		edition, err := readEdition(text)
		if err != nil {
			return nil, fmt.Errorf("read editions: ring %s: %w", ring, err)
		}
		all[ring] = edition
	}
	return all, nil
}

// For returns the edition that a terminal takes, of all there are.
func For(editions map[Ring]Edition, where Place) (Ring, Edition, bool) {
	for _, ring := range where.rings() {
		if e, ok := editions[ring]; ok {
			return ring, e, true
		}
	}
	return "", Edition{}, false
}

// Versions returns the version of the timestamp, which grows with each change of the
// bundle and by itself every day, and that of the targets.
func (b *Bundle) Versions() (number, targets uint64, err error) {
	t, err := metadata.Timestamp().FromBytes(b.Timestamp)
	if err != nil {
		return 0, 0, fmt.Errorf("read timestamp: %w: %w", ErrMalformed, err)
	}
	g, err := metadata.Targets().FromBytes(b.Targets)
	if err != nil {
		return 0, 0, fmt.Errorf("read targets: %w: %w", ErrMalformed, err)
	}
	if t.Signed.Version < 1 || g.Signed.Version < 1 {
		return 0, 0, fmt.Errorf("read versions: %w", ErrMalformed)
	}
	return uint64(t.Signed.Version), uint64(g.Signed.Version), nil
}

// FreshUntil returns until when the timestamp of a bundle counts. It does not check it.
func (b *Bundle) FreshUntil() (time.Time, error) {
	t, err := metadata.Timestamp().FromBytes(b.Timestamp)
	if err != nil {
		return time.Time{}, fmt.Errorf("read timestamp: %w: %w", ErrMalformed, err)
	}
	return t.Signed.Expires, nil
}

// Until returns when the newest root and what its holders signed last for the editions end.
// The registry renews neither.
func (b *Bundle) Until() (root, editions time.Time, err error) {
	r, err1 := metadata.Root().FromBytes(b.Roots[len(b.Roots)-1])
	s, err2 := metadata.Snapshot().FromBytes(b.Snapshot)
	t, err3 := metadata.Targets().FromBytes(b.Targets)
	if err := errors.Join(err1, err2, err3); err != nil {
		return root, editions, fmt.Errorf("read signatures: %w: %w", ErrMalformed, err)
	}
	return r.Signed.Expires, earliest(s.Signed.Expires, t.Signed.Expires), nil
}

// KeysOf returns the keys that a root names, those of a role in no particular order, with
// its version.
func KeysOf(root json.RawMessage) (keys Keys, version int64, err error) {
	m, err := metadata.Root().FromBytes(root)
	if err != nil {
		return Keys{}, 0, fmt.Errorf("read root: %w: %w", ErrMalformed, err)
	}
	of := func(role string) []ed25519.PublicKey {
		var all []ed25519.PublicKey
		if m.Signed.Roles[role] == nil {
			return nil
		}
		for _, id := range m.Signed.Roles[role].KeyIDs {
			key := m.Signed.Keys[id]
			if key == nil {
				continue
			}
			if public, err := key.ToPublicKey(); err == nil {
				if ed, ok := public.(ed25519.PublicKey); ok {
					all = append(all, ed)
				}
			}
		}
		return all
	}
	keys = Keys{Root: of(metadata.ROOT), Targets: of(metadata.TARGETS)}
	snapshot, timestamp := of(metadata.SNAPSHOT), of(metadata.TIMESTAMP)
	if len(snapshot) != 1 || len(timestamp) != 1 {
		return Keys{}, 0, fmt.Errorf("read root: %w", ErrKeys)
	}
	keys.Snapshot, keys.Timestamp = snapshot[0], timestamp[0]
	return keys, m.Signed.Version, keys.check()
}

// CheckRoot reports whether text is a first root, signed by as many of its own keys as
// it asks for and not expired.
func CheckRoot(text json.RawMessage, at time.Time) error {
	m, err := metadata.Root().FromBytes(text)
	if err != nil {
		return fmt.Errorf("check root: %w: %w", ErrMalformed, err)
	}
	if _, version, err := KeysOf(text); err != nil || version != 1 {
		return fmt.Errorf("check root: version %d: %w", version, errors.Join(ErrMalformed, err))
	}
	if err := m.VerifyDelegate(metadata.ROOT, m); err != nil {
		return fmt.Errorf("check root: %w", reason(err))
	}
	if m.Signed.IsExpired(at) {
		return fmt.Errorf("check root: %w", ErrExpired)
	}
	return nil
}

// codes name the reasons a bundle is refused, for audit records and on the line. Stored
// and sent: never rename them.
var codes = []struct {
	is   error
	code string
}{
	{ErrRollback, "rollback"}, {ErrExpired, "expired"}, {ErrMixed, "mixed"}, {ErrNoEdition, "no_edition"},
	{ErrPolicy, "policy"}, {ErrSignature, "signature"}, {ErrMalformed, "malformed"},
}

// Code returns the code of the reason a bundle was refused for: "" for none, "other" for
// one that is not this package's.
func Code(err error) string {
	if err == nil {
		return ""
	}
	for _, c := range codes {
		if errors.Is(err, c.is) {
			return c.code
		}
	}
	return "other"
}
