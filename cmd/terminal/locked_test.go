package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	appstore "madoguchi/app/store"
	"madoguchi/cmd/terminal/locked"
	"madoguchi/sync/bundle"
	"madoguchi/sync/bundle/bundletest"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
	"madoguchi/ui/shell"
)

// A lockedCity is a real registry with a seat where IT is signed in, the city's key
// holders, and the folder of one real terminal.
type lockedCity struct {
	*testing.T
	store   *store.Store
	holders *bundletest.Holders
	seat    wirev1connect.PolicyServiceClient
	session string
	config  Config
}

func newLockedCity(t *testing.T) *lockedCity {
	t.Helper()
	keyring.MockInit()
	c := &lockedCity{T: t}
	folder, city := t.TempDir(), pinnedtest.New(t)
	var err error
	c.store, err = store.Create(t.Context(), filepath.Join(folder, "registry.db"), store.KeyFile(filepath.Join(folder, "registry.key")))
	c.must(err)
	t.Cleanup(func() { _ = c.store.Close() })
	r, err := registry.New(registry.Config{Store: c.store, Repertoire: registrytest.Anything{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	c.must(err)
	server := city.Serve(r)
	t.Cleanup(r.Stop)
	address := server.Listener.Addr().String()
	c.must(c.store.Update(t.Context(), func(tx registry.Tx) error {
		return errors.Join(
			tx.PutTerminal(registry.Terminal{ID: "A-01", Ward: pinnedtest.Ward, Personality: policy.AdminSeat}),
			tx.PutTerminal(registry.Terminal{ID: "T-01-01", Ward: pinnedtest.Ward}),
			tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "it01", Name: "情報 担当", Ward: pinnedtest.Ward, Rights: []operator.Right{operator.AdminIT}},
				PIN: registry.HashPIN(registrytest.PIN), Seed: registrytest.Seed("it01")}),
			tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "c01", Name: "窓口 花子", Ward: pinnedtest.Ward, Rights: []operator.Right{operator.Enter, operator.Search}},
				PIN: registry.HashPIN(registrytest.PIN), Seed: registrytest.Seed("c01")}))
	}))
	c.sitDown(city, address)
	c.setUp(city, address, folder)
	return c
}

func (c *lockedCity) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// sitDown signs IT in at the seat and tells the registry the city's root.
func (c *lockedCity) sitDown(city *pinnedtest.City, address string) {
	c.Helper()
	transport, err := pinned.NewTransport(address, city.Terminal("A-01"), city.Trust, time.Now)
	c.must(err)
	client := &http.Client{Transport: transport}
	c.seat = wirev1connect.NewPolicyServiceClient(client, "https://"+address, wire.ClientOptions()...)
	code, err := operator.TokenCode(registrytest.Seed("it01"), time.Now())
	c.must(err)
	public, _, _ := ed25519.GenerateKey(nil)
	answer, err := wirev1connect.NewRegistryServiceClient(client, "https://"+address, wire.ClientOptions()...).SignIn(c.Context(),
		&wirev1.SignInRequest{OperatorId: "it01", Pin: registrytest.PIN, TokenCode: code, PublicKey: public})
	c.must(err)
	c.session = answer.GetSessionId()
	key, err := c.seat.TimestampKey(c.Context(), &wirev1.TimestampKeyRequest{SessionId: c.session})
	c.must(err)
	c.holders = bundletest.New(c, key.GetPublicKey(), time.Now())
	c.must(registry.FoundPolicy(c.Context(), c.store, c.holders.Roots[0], time.Now()))
}

// setUp makes the folder of the terminal, as IT does.
func (c *lockedCity) setUp(city *pinnedtest.City, address, folder string) {
	c.Helper()
	c.config = Config{Terminal: "T-01-01", Ward: pinnedtest.Ward, Data: folder, Registry: address, Host: pinnedtest.Host, City: "みなと野市",
		Authority: filepath.Join(folder, "ca.pem"), Certificate: filepath.Join(folder, "certificate.pem"), Root: filepath.Join(folder, "root.json")}
	for _, pin := range city.Trust.Pins {
		c.config.Pins = append(c.config.Pins, hex.EncodeToString(pin[:]))
	}
	file := c.config.store()
	c.must(appstore.Create(c.Context(), file))
	s, err := appstore.Open(c.Context(), file)
	c.must(err)
	certificate, err := city.Authority.IssueTerminal(s.Keys().Terminal().Public(), c.config.Terminal, c.config.Ward, time.Now(), pinned.MinValidity)
	c.must(err)
	c.must(s.Close())
	for name, text := range map[string][]byte{c.config.Authority: pinned.EncodeCertificate(city.Authority.Certificate()),
		c.config.Certificate: pinned.EncodeCertificate(certificate), c.config.Root: c.holders.Roots[0]} {
		c.must(os.WriteFile(name, text, 0o600))
	}
}

// open starts the terminal below its window.
func (c *lockedCity) open() (p *parts, end func()) {
	c.Helper()
	p, err := openParts(c.Context(), c.config, slog.New(slog.DiscardHandler), func() {})
	c.must(err)
	p.start(context.WithoutCancel(c.Context()))
	return p, func() { c.must(p.close()) }
}

// edition is what terminals ship with, for this city, changed.
func (c *lockedCity) edition(change func(*policy.Policy)) bundle.Edition {
	e := bundletest.Edition("")
	e.Policy.Registry.Address, e.Policy.Registry.Pins = c.config.Registry, nil
	for _, text := range c.config.Pins {
		raw, err := hex.DecodeString(text)
		c.must(err)
		e.Policy.Registry.Pins = append(e.Policy.Registry.Pins, policy.Pin(raw))
	}
	change(&e.Policy)
	return e
}

// publish gives a bundle out from the seat and returns it as it is given out.
func (c *lockedCity) publish(b *bundle.Bundle) *bundle.Bundle {
	c.Helper()
	text, err := b.Encode()
	c.must(err)
	answer, err := c.seat.PublishBundle(c.Context(), &wirev1.PublishBundleRequest{SessionId: c.session, Bundle: text})
	c.must(err)
	if answer.GetRefused() != "" {
		c.Fatalf("refused: %s", answer.GetRefused())
	}
	published, err := bundle.Decode(answer.GetBundle())
	c.must(err)
	return published
}

// eventually waits for something and returns how long it took.
func (c *lockedCity) eventually(what string, happened func() bool) time.Duration {
	c.Helper()
	begun := time.Now()
	for !happened() {
		if time.Since(begun) > 20*time.Second {
			c.Fatalf("%s: not within 20 s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
	return time.Since(begun)
}

// said is what the registry heard of the terminal.
func (c *lockedCity) said() *wirev1.PolicyReport {
	c.Helper()
	time.Sleep(500 * time.Millisecond) // a seat that asks without end is stopped
	status, err := c.seat.PolicyStatus(c.Context(), &wirev1.PolicyStatusRequest{SessionId: c.session})
	c.must(err)
	return status.GetReports()[0]
}

// TestPush: R031, D19. What is published is in force at a terminal that is online within
// two seconds, is applied while somebody works, and what cannot be waits and says so; the
// registry is told; it is in force again after a restart without a line.
func TestPush(t *testing.T) {
	c := newLockedCity(t)
	p, end := c.open()
	c.eventually("a line", func() bool { return !p.pusher.Status().Synced.IsZero() })
	if m, err := p.Machine(t.Context()); err != nil || !m.PolicyMissing || m.PolicyTargets != 0 {
		t.Errorf("before the first: %+v, %v", m.Policy, err)
	}
	time.Sleep(300 * time.Millisecond) // the stream opens beside the first round
	put := func(change func(*policy.Policy)) map[bundle.Ring]bundle.Edition {
		return map[bundle.Ring]bundle.Edition{bundle.All: c.edition(change)}
	}
	one := c.publish(c.holders.Stage(nil, put(func(q *policy.Policy) { q.Idle.LockSeconds, q.Idle.WarnSeconds, q.Push.Events = 200, 150, 7 })))
	took := c.eventually("the first edition", func() bool { return p.policy().Idle.LockSeconds == 200 })
	if took > 2*time.Second {
		t.Errorf("in force after %v, want 2 s", took)
	}
	t.Logf("in force %v after publishing", took)
	if w := (&window{parts: p}); w.limits().Lock != 200*time.Second {
		t.Errorf("locks after %v", w.limits().Lock)
	}
	c.eventually("the report", func() bool { return c.said().GetSaid().GetTargets() == 1 })

	code, err := operator.TokenCode(registrytest.Seed("c01"), time.Now())
	c.must(err)
	c.must(p.desk.SignIn(t.Context(), "c01", registrytest.PIN, code))
	c.publish(c.holders.Stage(one, put(func(q *policy.Policy) { q.Personality, q.Review.Reviewers = policy.IntegratedTerminal, 3 })))
	took = c.eventually("the second edition", func() bool { return p.desk.Terms().Reviewers == 3 })
	if took > 2*time.Second {
		t.Errorf("in force after %v, want 2 s", took)
	}
	if p.desk.Terms().Integrated {
		t.Error("the personality changed under an operator")
	}
	if m, err := p.Machine(t.Context()); err != nil || m.PolicyWaits != "sign_in" {
		t.Errorf("waits %q, %v", m.PolicyWaits, err)
	}
	c.eventually("the report that it waits", func() bool { return c.said().GetSaid().GetWaiting() == "sign_in" })
	c.must(p.desk.SignOut(t.Context(), shell.ByOperator))
	p.apply() // as the entrance does
	if !p.desk.Terms().Integrated {
		t.Error("the personality is not in force after signing out")
	}
	version := p.policy().Version
	end()

	p, end = c.open()
	defer end()
	if s := p.keeper.Standing(); s.Published.Version != version || s.Ring != bundle.All || s.Damaged || !p.desk.Terms().Integrated {
		t.Errorf("after a restart: %+v", s)
	}
	if !strings.Contains(logOf(t, p), audit.ConfigTaken.String()) {
		t.Error("no record of what was taken")
	}
}

// logOf names the kinds of the terminal's records.
func logOf(t *testing.T, p *parts) string {
	t.Helper()
	var kinds []string
	for e, err := range p.store.AuditEvents(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := p.store.OpenRecord(e)
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, r.Kind.String())
	}
	return strings.Join(kinds, " ")
}

// countsOf are the counts that the head shows.
func countsOf(t *testing.T, p *parts) counter.Counts {
	t.Helper()
	counts, err := p.desk.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// TestPolicyAttacks: R031. Each attack on the configuration is refused by its reason, what
// was in force stays, the head and the machine screen say so, it is recorded and the
// registry hears of it.
func TestPolicyAttacks(t *testing.T) {
	c := newLockedCity(t)
	p, end := c.open()
	defer end()
	put := map[bundle.Ring]bundle.Edition{bundle.All: c.edition(func(q *policy.Policy) { q.Idle.LockSeconds, q.Idle.WarnSeconds = 200, 150 })}
	one := c.publish(c.holders.Stage(nil, put))
	two := c.publish(c.holders.Stage(one, put))
	c.eventually("the second list", func() bool { return p.keeper.Standing().Targets == 2 })
	version := p.policy().Version

	_, thief, _ := ed25519.GenerateKey(nil)
	foreign := bundletest.New(t, thief.Public().(ed25519.PublicKey), time.Now())
	elsewhere := foreign.Stage(nil, put)
	elsewhere = foreign.Stamp(elsewhere, nil, thief, time.Now())
	oneSignature := c.holders.StageSigned(two, put, c.holders.Targets[0])
	oneSignature = c.holders.Stamp(oneSignature, two, c.timestampKey(), time.Now()) // even a registry that was taken over cannot
	mixed := *two
	mixed.Files = one.Files
	mixed.Targets = one.Targets
	stolen := c.holders.Stage(two, put)
	stolen = c.holders.Stamp(stolen, two, thief, time.Now())
	text := func(b *bundle.Bundle) []byte { return encoded(t, b) }
	for _, tt := range []struct {
		name, want string
		text       []byte
	}{
		{"rollback", "rollback", text(one)},
		{"one signature", "signature", text(oneSignature)},
		{"mix and match", "mixed", text(&mixed)},
		{"foreign city", "signature", text(elsewhere)},
		{"a timestamp by a stolen key", "signature", text(stolen)},
		{"oversized", "malformed", make([]byte, bundle.MaxBytes+1)},
		{"malformed", "malformed", []byte(`{"roots":[]}`)},
		{"a bomb of brackets", "malformed", []byte(strings.Repeat("[", 500_000))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := len(strings.Split(logOf(t, p), audit.ConfigRefused.String()))
			c.offer(p, tt.text)
			c.eventually("the refusal", func() bool { return len(strings.Split(logOf(t, p), audit.ConfigRefused.String())) > before })
			s := p.keeper.Standing()
			if s.Refused != tt.want || s.Targets != 2 || p.policy().Version != version || p.policy().Idle.LockSeconds != 200 {
				t.Errorf("refused %q (want %q), list %d, version %d", s.Refused, tt.want, s.Targets, p.policy().Version)
			}
			if got, _ := p.symptoms(countsOf(t, p)).trouble(); got != shell.PolicyRefused {
				t.Errorf("the head says %d", got)
			}
			if m, err := p.Machine(t.Context()); err != nil || m.PolicyRefused != tt.want {
				t.Errorf("the machine screen says %q, %v", m.PolicyRefused, err)
			}
			c.eventually("the report", func() bool { return c.reported().Refused == tt.want })
		})
	}
	c.offer(p, text(two))
	c.eventually("the very same again", func() bool { return p.keeper.Standing().Refused == "" })
	c.eventually("the report that all is well", func() bool { return c.reported().Refused == "" })
}

// offer has a registry that was taken over hand a terminal anything as the newest bundle.
func (c *lockedCity) offer(p *parts, text []byte) {
	c.Helper()
	c.must(c.store.Update(c.Context(), func(tx registry.Tx) error {
		kept, err := tx.Locked()
		kept.Bundle, kept.Number = text, kept.Number+1
		return errors.Join(err, tx.PutLocked(kept))
	}))
	p.pusher.Wake()
}

// timestampKey is the registry's, in the hands of who took it over.
func (c *lockedCity) timestampKey() (key ed25519.PrivateKey) {
	c.Helper()
	c.must(c.store.View(c.Context(), func(tx registry.Tx) error {
		kept, err := tx.Locked()
		if err == nil {
			key = ed25519.NewKeyFromSeed(kept.Seeds[0])
		}
		return err
	}))
	return key
}

// reported is what the terminal last told the registry.
func (c *lockedCity) reported() (last registry.PolicyReport) {
	c.Helper()
	c.must(c.store.View(c.Context(), func(tx registry.Tx) error {
		all, err := tx.PolicyReports()
		if len(all) > 0 {
			last = all[0]
		}
		return err
	}))
	return last
}

// TestFrozenTerminal: a terminal that is kept from newer configurations warns when nobody
// vouches any more for the one it has, begins nothing new a week later, also after a
// restart, and goes on as soon as the registry vouches again.
func TestFrozenTerminal(t *testing.T) {
	c := newLockedCity(t)
	put := map[bundle.Ring]bundle.Edition{bundle.All: c.edition(func(*policy.Policy) {})}
	one := c.publish(c.holders.Stage(nil, put))
	const day = 24 * time.Hour
	for _, tt := range []struct {
		name string
		ago  time.Duration // when the registry last vouched
		says shell.Trouble
		bar  counter.Bar
	}{
		{"vouched for", day, 0, 0},
		{"stale", bundle.TimestampLife + day, shell.PolicyStale, 0},
		{"stale for a week", bundle.TimestampLife + (locked.GraceDays+1)*day, shell.PolicyStop, counter.PolicyBar},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c.keep(c.holders.Stamp(one, nil, c.timestampKey(), time.Now().Add(-tt.ago)), time.Now().Add(-tt.ago))
			p, err := openParts(t.Context(), c.config, slog.New(slog.DiscardHandler), func() {}) // and never online
			c.must(err)
			defer func() { c.must(p.close()) }()
			counts := countsOf(t, p)
			if got, _ := p.symptoms(counts).trouble(); got != tt.says || counts.Bar != tt.bar {
				t.Errorf("the head says %d, barred by %d; want %d and %d", got, counts.Bar, tt.says, tt.bar)
			}
		})
	}
	p, end := c.open()
	defer end()
	c.must(c.store.Update(t.Context(), func(tx registry.Tx) error { // a day later, as RenewTimestamp does
		kept, err := tx.Locked()
		kept.Bundle, kept.Number = encoded(t, c.holders.Stamp(one, one, c.timestampKey(), time.Now())), kept.Number+1
		return errors.Join(err, tx.PutLocked(kept))
	}))
	p.pusher.Wake()
	c.eventually("to be vouched for", func() bool { return countsOf(t, p).Bar == 0 })
}

// keep puts a bundle into the terminal's file as if it had been accepted at a time.
func (c *lockedCity) keep(b *bundle.Bundle, at time.Time) {
	c.Helper()
	value, err := json.Marshal(map[string]any{"accepted_at": at, "bundle": json.RawMessage(encoded(c.T, b))})
	c.must(err)
	s, err := appstore.Open(c.Context(), c.config.store())
	c.must(err)
	_, err = s.Commit(c.Context(), appstore.Change{Settings: []appstore.Setting{{Name: "policy_bundle", Value: value}}})
	c.must(errors.Join(err, s.Close()))
}

func encoded(t *testing.T, b *bundle.Bundle) []byte {
	t.Helper()
	text, err := b.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestFreeze: nobody vouches for the configuration any more: a warning, then a week later
// nothing new is begun.
func TestFreeze(t *testing.T) {
	now := time.Now()
	s := locked.Standing{FreshUntil: now}
	for _, tt := range []struct {
		after         time.Duration
		stale, frozen bool
	}{{-time.Minute, false, false}, {time.Minute, true, false}, {6 * 24 * time.Hour, true, false}, {7*24*time.Hour + time.Hour, true, true}} {
		at := now.Add(tt.after)
		if s.Stale(at) != tt.stale || s.Frozen(at) != tt.frozen {
			t.Errorf("%v later: stale %v, frozen %v", tt.after, s.Stale(at), s.Frozen(at))
		}
	}
}

// TestStoredBundleIsVerified: what is stored and does not verify at a start is not in
// force, and nothing new is begun until a valid one comes.
func TestStoredBundleIsVerified(t *testing.T) {
	c := newLockedCity(t)
	p, end := c.open()
	put := map[bundle.Ring]bundle.Edition{bundle.All: c.edition(func(*policy.Policy) {})}
	c.publish(c.holders.Stage(nil, put))
	c.eventually("the first list", func() bool { return p.keeper.Standing().Targets == 1 })
	end()
	_, thief, _ := ed25519.GenerateKey(nil)
	foreign := bundletest.New(t, thief.Public().(ed25519.PublicKey), time.Now())
	c.must(os.WriteFile(c.config.Root, foreign.Roots[0], 0o600))
	p, end = c.open()
	s := p.keeper.Standing()
	if !s.Damaged || s.Ring != "" || !p.keeper.Frozen() || s.Refused != "signature" {
		t.Errorf("with another root: %+v", s)
	}
	if got, _ := p.symptoms(countsOf(t, p)).trouble(); got != shell.PolicyDamaged {
		t.Errorf("the head says %d", got)
	}
	end()
	c.must(os.WriteFile(c.config.Root, c.holders.Roots[0], 0o600))
	p, end = c.open()
	defer end()
	if s := p.keeper.Standing(); s.Damaged || s.Targets != 1 {
		t.Errorf("with the city's root again: %+v", s)
	}
}

// TestTakenByHand: where nobody can sign in, IT takes a list in at the command line, by the
// same rules, and is told what is in force.
func TestTakenByHand(t *testing.T) {
	c := newLockedCity(t)
	one := c.publish(c.holders.Stage(nil, map[bundle.Ring]bundle.Edition{bundle.All: c.edition(func(q *policy.Policy) { q.Idle.LockSeconds, q.Idle.WarnSeconds = 200, 150 })}))
	config, list := filepath.Join(c.config.Data, "config.json"), filepath.Join(c.config.Data, "list.json")
	text, err := json.Marshal(c.config)
	c.must(err)
	c.must(os.WriteFile(config, text, 0o600))
	tell := func(args ...string) (string, error) {
		var out strings.Builder
		err := runPolicy(t.Context(), append([]string{"-config", config}, args...), &out, &out)
		return out.String(), err
	}
	if told, err := tell(); err != nil || !strings.Contains(told, "the values it ships with") || !strings.Contains(told, "idle.lock_seconds        300") {
		t.Errorf("before: %s, %v", told, err)
	}
	cut := encoded(t, one)
	c.must(os.WriteFile(list, cut[:len(cut)/2], 0o600))
	if _, err := tell("-take", list); !errors.Is(err, bundle.ErrMalformed) {
		t.Errorf("half a list: %v", err)
	}
	c.must(os.WriteFile(list, cut, 0o600))
	for _, args := range [][]string{{"-take", list}, nil} {
		if told, err := tell(args...); err != nil || !strings.Contains(told, "version 1 for all (list 1)") || !strings.Contains(told, "idle.lock_seconds        200") {
			t.Errorf("%v: %s, %v", args, told, err)
		}
	}
}

// TestStick: a bundle on a stick is taken in without a line.
func TestStick(t *testing.T) {
	c := newLockedCity(t)
	put := map[bundle.Ring]bundle.Edition{bundle.All: c.edition(func(q *policy.Policy) { q.Review.BulkCap = 3 })}
	one := c.publish(c.holders.Stage(nil, put))
	text, err := one.Encode()
	c.must(err)
	p, err := openParts(t.Context(), c.config, slog.New(slog.DiscardHandler), func() {}) // and never online
	c.must(err)
	defer func() { c.must(p.close()) }()
	stick := filepath.Join(t.TempDir(), "usb")
	c.must(os.Mkdir(stick, 0o700))
	old := stickRoots
	stickRoots = func() []string { return []string{filepath.Join(filepath.Dir(stick), "*")} }
	defer func() { stickRoots = old }()
	if got, err := p.ImportPolicy(t.Context()); err != nil || !got.NoStick {
		t.Errorf("no stick: %+v, %v", got, err)
	}
	c.must(os.WriteFile(filepath.Join(stick, stickFile), text, 0o600))
	if got, err := p.ImportPolicy(t.Context()); err != nil || got.Refused != "" || got.Version == 0 || got.Same {
		t.Errorf("taken in: %+v, %v", got, err)
	}
	if p.desk.Terms().Review.BulkCap != 3 {
		t.Error("not applied")
	}
	if got, err := p.ImportPolicy(t.Context()); err != nil || !got.Same {
		t.Errorf("again: %+v, %v", got, err)
	}
	c.must(os.WriteFile(filepath.Join(stick, stickFile), text[:len(text)/2], 0o600))
	if got, err := p.ImportPolicy(t.Context()); err != nil || got.Refused != "malformed" {
		t.Errorf("half a file: %+v, %v", got, err)
	}
}
