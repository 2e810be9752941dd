package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/policy"
	"madoguchi/app/store"
	"madoguchi/cmd/terminal/locked"
	"madoguchi/sync/link"
	"madoguchi/sync/outbox"
	"madoguchi/sync/pinned"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// openPolicy opens the locked configuration that is stored.
func (p *parts) openPolicy(ctx context.Context) (err error) {
	c, err := p.config.locked(p.store, p.log)
	if err != nil {
		return err
	}
	c.Now, c.Changed = p.now, p.apply
	if p.keeper, err = locked.Open(ctx, c); err != nil {
		return err
	}
	p.opened = p.keeper.Standing()
	return nil
}

// now is registry time as far as it is known.
func (p *parts) now() time.Time {
	if p.client == nil {
		return time.Now()
	}
	return p.client.Clock.Now()
}

// policy is what is in force.
func (p *parts) policy() policy.Policy { return p.keeper.Standing().Policy }

// endpoint is where the registry is and which keys it has: what the locked configuration
// says, and before there is one, the set-up. That of a training city moves with every
// start.
func (p *parts) endpoint() (address string, pins []pinned.Pin) {
	if p.opened.Ring == "" || p.config.Training {
		return p.config.Registry, nil
	}
	for _, pin := range p.opened.Published.Registry.Pins {
		pins = append(pins, pinned.Pin(pin))
	}
	return p.opened.Published.Registry.Address, pins
}

// apply puts what is in force to work. What somebody is in the middle of, such as being
// an integrated terminal, waits for the next sign-in.
func (p *parts) apply() {
	if p.desk == nil { // not open yet
		return
	}
	inForce := p.keeper.Standing()
	terms := termsOf(inForce.Policy)
	if _, signedIn := p.desk.Operator(); signedIn {
		terms.Integrated = p.desk.Terms().Integrated
	}
	p.desk.Apply(terms)
	p.keeper.Waits(p.waits(inForce))
	p.changed()
}

// What a value may wait for.
const (
	waitsForSignIn = "sign_in"
	waitsForStart  = "start"
)

// waits says what of a configuration is not in force yet, "" for nothing.
func (p *parts) waits(s locked.Standing) string {
	is := s.Published
	same := func(a pinned.Pin, b policy.Pin) bool { return a == pinned.Pin(b) }
	moved := p.address != is.Registry.Address || !slices.EqualFunc(p.pins, is.Registry.Pins, same)
	switch {
	case s.Ring != "" && (moved && !p.config.Training || p.opened.Published.NameFont != is.NameFont):
		return waitsForStart
	case p.desk.Terms().Integrated != (is.Personality == policy.IntegratedTerminal):
		return waitsForSignIn
	}
	return ""
}

// nameFont is the font file for names.
func (p *parts) nameFont() string {
	if font := p.opened.Published.NameFont; font != "" {
		return font
	}
	if p.config.NameFont != "" {
		return p.config.NameFont
	}
	return systemNameFont(fontFolders())
}

// termsOf are what a policy says of the desk's work.
func termsOf(p policy.Policy) desk.Terms {
	return desk.Terms{
		PolicyVersion: p.Version, Reviewers: p.Review.Reviewers, Review: reviewTerms(p.Review), Integrated: p.Personality == policy.IntegratedTerminal, Presence: p.SignIn.Presence == 1,
		NoticeDays: p.SignIn.NoticeDays,
		Output:     desk.OutputTerms{Most: p.Output.Records, MostToday: p.Output.RecordsDay},
		Limits: desk.Limits{
			SyncDays: p.Sync.BlockOfficeDays, UnreviewedCount: p.Unreviewed.AlertCount, UnreviewedDays: p.Unreviewed.AlertDays,
			ReviewStopDays: p.Unreviewed.BlockDays, UnsentCount: p.Unsent.AlertCount, UnsentDays: p.Unsent.AlertDays,
		},
	}
}

// reviewTerms are what the policy says of reviewing, as the desk takes them.
func reviewTerms(r policy.Review) counter.ReviewTerms {
	return counter.ReviewTerms{Proof: counter.ApprovalProof(r.ApproveProof), BulkCap: r.BulkCap, Floor: time.Duration(r.SectionFloor) * time.Millisecond}
}

// A noticing client tells the keeper what each pull says of the newest bundle.
type noticing struct {
	*link.Client
	keeper *locked.Keeper
}

// Pull implements outbox.Registry.
func (n noticing) Pull(ctx context.Context, m *wirev1.PullRequest) (*wirev1.PullResponse, error) {
	answer, err := n.Client.Pull(ctx, m)
	if err == nil {
		n.keeper.Notice(answer.GetPolicy())
	}
	return answer, err
}

// policyLine is the way to the registry for bundles.
func policyLine(c *link.Client) locked.Line {
	http, address, options := c.Reach()
	return wirev1connect.NewPolicyServiceClient(http, address, options...)
}

// syncedSetting keeps when the registry was last in step with this terminal: going
// without it for days is counted over restarts.
const (
	syncedSetting = "last_sync"
	keepSynced    = 5 * time.Minute
)

// A lastSync is when the registry was last in step with this terminal.
type lastSync struct {
	at   atomic.Int64 // milliseconds
	kept atomic.Int64 // as the file says
}

func (l *lastSync) time() time.Time { return time.UnixMilli(l.at.Load()) }

// openSynced reads when that was; a terminal that never synced counts from now on.
func (p *parts) openSynced(ctx context.Context) error {
	b, err := p.store.Setting(ctx, syncedSetting)
	switch {
	case errors.Is(err, store.ErrNotFound):
		p.synced.at.Store(p.now().UnixMilli())
		return p.keepSynced(ctx)
	case err != nil:
		return err
	case len(b) != 8:
		return fmt.Errorf("setting %s: %w", syncedSetting, store.ErrDamaged)
	}
	at := int64(binary.BigEndian.Uint64(b))
	p.synced.at.Store(at)
	p.synced.kept.Store(at)
	return nil
}

func (p *parts) keepSynced(ctx context.Context) error {
	at := p.synced.at.Load()
	value := binary.BigEndian.AppendUint64(nil, uint64(at))
	_, err := p.store.Commit(ctx, store.Change{Settings: []store.Setting{{Name: syncedSetting, Value: value}}})
	if err == nil {
		p.synced.kept.Store(at)
	}
	return err
}

// roundEnded notes a round of the outbox that ended well. It is kept now and then: a
// crash makes it a little older than it was.
func (p *parts) roundEnded(s outbox.Status) {
	p.ended()
	if s.Err != nil {
		return
	}
	p.synced.at.Store(s.Synced.UnixMilli())
	if s.Synced.UnixMilli()-p.synced.kept.Load() < keepSynced.Milliseconds() {
		return
	}
	if err := p.keepSynced(context.Background()); err != nil {
		p.log.Error("keep time of sync", "err", err)
	}
}

// errNoStick says that no stick with a bundle is plugged in.
var errNoStick = errors.New("no stick with a bundle")

// ImportPolicy implements machine.Desk.
func (p *parts) ImportPolicy(ctx context.Context) (counter.Imported, error) {
	text, err := readStick(stickRoots())
	if err != nil {
		if errors.Is(err, errNoStick) {
			return counter.Imported{NoStick: true}, nil
		}
		return counter.Imported{}, err
	}
	before := p.keeper.Standing()
	err = p.keeper.Take(ctx, text)
	after := p.keeper.Standing()
	if err != nil && after.Refused == "" {
		return counter.Imported{}, err // the disk, not the bundle
	}
	return counter.Imported{Version: after.Published.Version, Refused: after.Refused, Same: err == nil && before.Number == after.Number}, nil
}
