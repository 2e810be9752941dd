package registry

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/operator"
	"madoguchi/sync/bundle"
)

// Errors of publishing, besides those of package bundle.
var (
	// ErrNoRoot says that nobody told the registry yet whose bundles it may give out.
	ErrNoRoot = errors.New("the registry knows no root of locked configurations")
	// ErrRootKnown says that the registry follows another first root already.
	ErrRootKnown = errors.New("the registry follows another root already")
)

// serverRoom is the place of what is done at the registry itself, in the log.
const serverRoom = "registry"

// stampAge is how old a timestamp may be before the registry makes another.
const stampAge = 20 * time.Hour

// FoundPolicy tells the registry the first root, once and for all: every later one is
// signed by the one before. It is done in the server room, so that no admin seat can put
// keys of its own in the place of the city's.
func FoundPolicy(ctx context.Context, s Store, root []byte, now time.Time) error {
	if err := bundle.CheckRoot(root, now); err != nil {
		return fmt.Errorf("found policy: %w", err)
	}
	err := s.Update(ctx, func(tx Tx) error {
		kept, err := tx.Locked()
		switch {
		case err != nil:
			return err
		case bytes.Equal(kept.Root, root):
			return nil
		case kept.Root != nil:
			return ErrRootKnown
		}
		kept.Root = root
		if err := tx.PutLocked(kept); err != nil {
			return err
		}
		return record(tx, audit.Record{Kind: audit.PolicyRoot, At: now, Terminal: serverRoom})
	})
	if err != nil {
		return fmt.Errorf("found policy: %w", err)
	}
	return nil
}

// PolicyTimestampKey returns the key that the next root is to name for timestamps. It is
// made the first time, and another one with renew.
func PolicyTimestampKey(ctx context.Context, s Store, renew bool, now time.Time) (public ed25519.PublicKey, err error) {
	err = s.Update(ctx, func(tx Tx) error {
		public, err = timestampKey(tx, renew, audit.Record{At: now, Terminal: serverRoom})
		return err
	})
	return public, err
}

func timestampKey(tx Tx, renew bool, by audit.Record) (ed25519.PublicKey, error) {
	kept, err := tx.Locked()
	if err != nil {
		return nil, err
	}
	if len(kept.Seeds) == 0 || renew {
		seed := make([]byte, ed25519.SeedSize)
		_, _ = rand.Read(seed) // never fails (crypto/rand)
		kept.Seeds = append(kept.Seeds[max(0, len(kept.Seeds)-1):], seed)
		if err := tx.PutLocked(kept); err != nil {
			return nil, err
		}
		by.Kind = audit.PolicyKeyMade
		if err := record(tx, by); err != nil {
			return nil, err
		}
	}
	return keyOfSeed(kept.Seeds[len(kept.Seeds)-1]).Public().(ed25519.PublicKey), nil
}

func keyOfSeed(seed []byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(seed) }

// PublishPolicy puts the registry's timestamp into a bundle and makes it the newest.
func PublishPolicy(ctx context.Context, s Store, text []byte, now time.Time) (published Locked, err error) {
	err = s.Update(ctx, func(tx Tx) error {
		published, err = publish(tx, text, audit.Record{At: now, Terminal: serverRoom})
		return err
	})
	return published, err
}

// publish does what PublishPolicy says, in the name of somebody.
func publish(tx Tx, text []byte, by audit.Record) (Locked, error) {
	kept, err := tx.Locked()
	if err != nil {
		return Locked{}, err
	}
	if kept.Root == nil {
		return Locked{}, ErrNoRoot
	}
	next, err := bundle.Decode(text)
	if err != nil {
		return Locked{}, err
	}
	before, err := kept.decode()
	if err != nil {
		return Locked{}, err
	}
	if err := kept.stamp(before, next, by.At); err != nil {
		return Locked{}, err
	}
	// Nobody's place: the edition for the whole city, which every bundle has.
	if _, err := bundle.Replace(kept.Root, before, next, by.At, bundle.Place{}); err != nil {
		return Locked{}, err
	}
	if err := follows(before, next); err != nil {
		return Locked{}, err
	}
	if kept.Bundle, err = next.Encode(); err != nil {
		return Locked{}, err
	}
	number, targets, err := next.Versions()
	if err != nil {
		return Locked{}, err
	}
	kept.Number, kept.PublishedAt, kept.StampedAt = number, by.At, by.At
	if err := tx.PutLocked(kept); err != nil {
		return Locked{}, err
	}
	by.Kind, by.Subject = audit.PolicyPublished, "targets-"+strconv.FormatUint(targets, 10)
	return kept, record(tx, by)
}

// decode returns the bundle given out, nil for none.
func (l Locked) decode() (*bundle.Bundle, error) {
	if l.Bundle == nil {
		return nil, nil
	}
	return bundle.Decode(l.Bundle)
}

// stamp vouches for next by the key that its newest root names.
func (l Locked) stamp(before, next *bundle.Bundle, now time.Time) error {
	return l.stampLater(before, next, now, 0)
}

// VouchedAnew returns l vouched for under a number that leaves some out. A registry that
// went back to a backup may have given them out, and terminals take none twice.
func (l Locked) VouchedAnew(now time.Time, skipped int64) (Locked, error) {
	b, err := l.decode()
	if err != nil {
		return l, err
	}
	if err := l.stampLater(b, b, now, skipped); err != nil {
		return l, err
	}
	if l.Bundle, err = b.Encode(); err != nil {
		return l, err
	}
	l.StampedAt = now
	l.Number, _, err = b.Versions()
	return l, err
}

func (l Locked) stampLater(before, next *bundle.Bundle, now time.Time, skipped int64) error {
	keys, _, err := bundle.KeysOf(next.Roots[len(next.Roots)-1])
	if err != nil {
		return err
	}
	for _, seed := range l.Seeds {
		key := keyOfSeed(seed)
		if !keys.Timestamp.Equal(key.Public()) {
			continue
		}
		var old json.RawMessage
		if before != nil {
			old = before.Timestamp
		}
		next.Timestamp, err = bundle.LaterTimestamp(old, next.Snapshot, key, now, skipped)
		return err
	}
	return fmt.Errorf("the root names another timestamp key than the registry's: %w", bundle.ErrSignature)
}

// follows checks what no terminal can see alone: that every edition is in bounds, that
// none is older than the one of its ring before, and that other targets have another
// number.
func follows(before, next *bundle.Bundle) error {
	after, err := next.Editions()
	if err != nil || before == nil {
		return err
	}
	_, was, err := before.Versions()
	if err != nil {
		return err
	}
	_, is, err := next.Versions()
	if err != nil {
		return err
	}
	if is == was && !bytes.Equal(before.Targets, next.Targets) {
		return fmt.Errorf("targets %d twice: %w", is, bundle.ErrMixed)
	}
	old, err := before.Editions()
	if err != nil {
		return err
	}
	for ring, e := range after {
		if o, ok := old[ring]; ok && e.Policy.Version < o.Policy.Version {
			return fmt.Errorf("ring %s: policy %d: %w", ring, e.Policy.Version, bundle.ErrRollback)
		}
	}
	return nil
}

// RenewTimestamp vouches anew for the newest bundle once a day, so that terminals can
// tell that nobody keeps a newer one from them. It is run with [Registry.CarryOut].
func (r *Registry) RenewTimestamp(ctx context.Context) error {
	renewed := false
	err := r.cfg.Store.Update(ctx, func(tx Tx) error {
		kept, err := tx.Locked()
		if err != nil || kept.Bundle == nil || r.cfg.Now().Sub(kept.StampedAt) < stampAge {
			return err
		}
		b, err := kept.decode()
		if err != nil {
			return err
		}
		if err := kept.stamp(b, b, r.cfg.Now()); err != nil {
			return err
		}
		if kept.Bundle, err = b.Encode(); err != nil {
			return err
		}
		if kept.Number, _, err = b.Versions(); err != nil {
			return err
		}
		kept.StampedAt, renewed = r.cfg.Now(), true
		return tx.PutLocked(kept)
	})
	if err != nil {
		return fmt.Errorf("renew timestamp: %w", err)
	}
	if renewed {
		r.bell.ring()
	}
	return nil
}

// by is the record of what an administrator does.
func (r *Registry) by(who caller) audit.Record {
	return audit.Record{At: r.cfg.Now(), Operator: operator.ID(who.ID), Terminal: who.terminal.ID}
}
