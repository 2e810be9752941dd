// Package locked keeps the locked configuration (施錠された設定) of a terminal: it asks the
// registry for the newest bundle when there is one, takes one from a stick, decides about
// it by sync/bundle, stores it sealed, and tells what is in force and why (R031, D19).
//
// What is stored is verified again at every start, as of when it was accepted. What is
// refused changes nothing: the bundle before stays in force, the refusal is recorded, and
// the registry is told.
//
// What the values do is left to whoever is told by Changed; publishing, to cmd/admin.
package locked

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/policy"
	"madoguchi/app/store"
	"madoguchi/sync/bundle"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// GraceDays is how long the terminal goes on with a bundle that nobody vouches for any
// more: from then on nothing new is begun.
const GraceDays = 7

// ErrNoRoot says that this terminal was set up without a root: it takes no bundle.
var ErrNoRoot = errors.New("no root of locked configurations in the set-up")

// noRoot is what the registry is told of such a terminal.
const noRoot = "no_root"

// setting holds the bundle in the terminal's file.
const setting = "policy_bundle"

// A Line is what the keeper asks of the registry.
type Line interface {
	FetchBundle(context.Context, *wirev1.FetchBundleRequest) (*wirev1.FetchBundleResponse, error)
	ReportPolicy(context.Context, *wirev1.ReportPolicyRequest) (*wirev1.ReportPolicyResponse, error)
}

// Config is what a keeper is made of.
type Config struct {
	Store    *store.Store
	Root     []byte // the first root; nil: the built-in values stay in force
	Terminal string
	Ward     string
	// Local are the terminal's own settings, which only tighten.
	Local policy.Local
	Now   func() time.Time
	// Changed is called when something else is in force, or a bundle was refused. It must
	// not wait.
	Changed func()
	Log     *slog.Logger
}

// A Standing is what is in force and where it came from.
type Standing struct {
	// Published is the policy as IT published it, or the built-in one; Policy what is in
	// force of it, with what this terminal tightened.
	Published, Policy policy.Policy
	Ring              bundle.Ring // "" for the built-in values
	By, Note          string
	Since             time.Time // as the edition says
	AcceptedAt        time.Time
	FreshUntil        time.Time // until when the registry vouches for it; zero: nobody does
	Until             time.Time // until when its signatures count
	Targets           int64
	Number            uint64
	// Refused is the code of why the newest bundle offered was not taken, "" for none.
	Refused string
	// Damaged says that the stored bundle did not verify: nothing new is begun until
	// another comes.
	Damaged bool
	// Expected says that this terminal has a root, and so is to have a bundle.
	Expected bool
}

// Stale reports whether nobody vouches any more that this is the newest.
func (s Standing) Stale(now time.Time) bool {
	return !s.FreshUntil.IsZero() && !now.Before(s.FreshUntil)
}

// StopsAt returns when nothing new will be begun unless another bundle comes.
func (s Standing) StopsAt() time.Time { return s.FreshUntil.AddDate(0, 0, GraceDays) }

// Frozen reports whether nothing new may be begun by it.
func (s Standing) Frozen(now time.Time) bool {
	return s.Damaged || s.Stale(now) && !now.Before(s.StopsAt())
}

// A Keeper keeps the bundle of a terminal.
type Keeper struct {
	cfg  Config
	wake chan struct{}

	step sync.Mutex // held while a bundle is decided about

	mu       sync.Mutex // guards what follows
	bundle   *bundle.Bundle
	standing Standing
	noticed  uint64 // the newest number that the registry spoke of
	refused  [sha256.Size]byte
	waiting  string
}

// kept is how the bundle stands in the file.
type kept struct {
	AcceptedAt time.Time       `json:"accepted_at"`
	Bundle     json.RawMessage `json:"bundle"`
}

// Open reads what is stored and verifies it again.
func Open(ctx context.Context, c Config) (*Keeper, error) {
	if c.Changed == nil {
		c.Changed = func() {}
	}
	k := &Keeper{cfg: c, wake: make(chan struct{}, 1)}
	k.standing = Standing{Published: policy.Default(), Expected: c.Root != nil}
	text, err := c.Store.Setting(ctx, setting)
	switch {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return nil, fmt.Errorf("open locked configuration: %w", err)
	default:
		if err := k.restore(text); err != nil {
			c.Log.ErrorContext(ctx, "stored bundle is refused", "err", err)
			k.standing.Damaged, k.standing.Refused = true, bundle.Code(err)
		}
	}
	k.standing.Policy = k.standing.Published.Tighten(c.Local)
	c.Store.SetPolicy(k.standing.Published.Version)
	return k, nil
}

// restore puts a stored bundle in force, if it is still one.
func (k *Keeper) restore(text []byte) error {
	var stored kept
	if err := json.Unmarshal(text, &stored); err != nil {
		return fmt.Errorf("%w: %w", bundle.ErrMalformed, err)
	}
	b, err := bundle.Decode(stored.Bundle)
	if err != nil {
		return err
	}
	if k.cfg.Root == nil {
		return fmt.Errorf("%w: %w", bundle.ErrSignature, ErrNoRoot)
	}
	a, err := bundle.Verify(k.cfg.Root, b, stored.AcceptedAt, k.place())
	if err != nil {
		return err
	}
	k.inForce(a, stored.AcceptedAt)
	return nil
}

func (k *Keeper) place() bundle.Place {
	return bundle.Place{Terminal: k.cfg.Terminal, Ward: k.cfg.Ward}
}

// inForce sets what is in force; k.mu is held or nobody else knows k yet.
func (k *Keeper) inForce(a bundle.Accepted, at time.Time) {
	number, _, err := a.Bundle.Versions()
	if err != nil {
		number = 0 // a bundle that was accepted has versions
	}
	k.bundle = a.Bundle
	k.standing = Standing{
		Published: a.Edition.Policy, Policy: a.Edition.Policy.Tighten(k.cfg.Local), Ring: a.Ring, By: a.Edition.By, Note: a.Edition.Note,
		Since: a.Edition.Since, AcceptedAt: at, FreshUntil: a.FreshUntil, Until: a.Until, Targets: a.Targets, Number: number, Expected: true,
	}
}

// Standing returns what is in force.
func (k *Keeper) Standing() Standing {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.standing
}

// Frozen reports whether nothing new may be begun.
func (k *Keeper) Frozen() bool { return k.Standing().Frozen(k.cfg.Now()) }

// Take decides about a bundle that came over the line or on a stick. The very same as in
// force changes nothing.
func (k *Keeper) Take(ctx context.Context, text []byte) error {
	k.step.Lock()
	defer k.step.Unlock()
	now := k.cfg.Now()
	a, err := k.decide(text, now)
	if err != nil {
		return errors.Join(err, k.refuse(ctx, text, err))
	}
	encoded, err := json.Marshal(kept{now, text})
	if err != nil {
		return fmt.Errorf("take bundle: %w", err)
	}
	before := k.Standing()
	change := store.Change{Settings: []store.Setting{{Name: setting, Value: encoded}}}
	if before.Targets != a.Targets || before.Ring != a.Ring || before.Damaged { // not for each new timestamp
		change.Audit = k.record(audit.ConfigTaken, a.Edition.Policy.Version, "ring="+string(a.Ring), fmt.Sprintf("targets=%d", a.Targets))
	}
	if _, err := k.cfg.Store.Commit(ctx, change); err != nil {
		return fmt.Errorf("take bundle: %w", err)
	}
	k.mu.Lock()
	k.inForce(a, now)
	k.cfg.Store.SetPolicy(a.Edition.Policy.Version)
	k.refused = [sha256.Size]byte{}
	k.mu.Unlock()
	k.cfg.Changed()
	return nil
}

func (k *Keeper) decide(text []byte, now time.Time) (bundle.Accepted, error) {
	if k.cfg.Root == nil {
		return bundle.Accepted{}, fmt.Errorf("take bundle: %w", ErrNoRoot)
	}
	next, err := bundle.Decode(text)
	if err != nil {
		return bundle.Accepted{}, fmt.Errorf("take bundle: %w", err)
	}
	k.mu.Lock()
	inForce := k.bundle
	k.mu.Unlock()
	a, err := bundle.Replace(k.cfg.Root, inForce, next, now, k.place())
	if err != nil {
		return a, fmt.Errorf("take bundle: %w", err)
	}
	if ward := a.Edition.Policy.Ward; ward != "" && ward != k.cfg.Ward {
		return a, fmt.Errorf("take bundle: it is for another ward: %w", bundle.ErrPolicy)
	}
	return a, nil
}

// refuse records why a bundle was not taken, once for each. A bundle that could be taken
// later, or was never meant for us, is recorded like any other: somebody offered it.
func (k *Keeper) refuse(ctx context.Context, text []byte, why error) error {
	sum := sha256.Sum256(text)
	code := bundle.Code(why)
	if errors.Is(why, ErrNoRoot) {
		code = noRoot
	}
	k.mu.Lock()
	again := k.refused == sum && k.standing.Refused == code
	k.refused, k.standing.Refused = sum, code
	version := k.standing.Published.Version
	k.mu.Unlock()
	if again {
		return nil
	}
	k.cfg.Log.WarnContext(ctx, "bundle refused", "reason", code, "err", why)
	_, err := k.cfg.Store.Commit(ctx, store.Change{Audit: k.record(audit.ConfigRefused, version, "reason="+code)})
	k.cfg.Changed()
	return err
}

func (k *Keeper) record(kind audit.Kind, version int, detail ...string) []audit.Record {
	return []audit.Record{{Kind: kind, At: k.cfg.Now(), Terminal: k.cfg.Terminal, Detail: detail, Policy: int64(version)}}
}
