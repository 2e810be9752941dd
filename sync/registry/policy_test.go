package registry_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/bundle"
	"madoguchi/sync/bundle/bundletest"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// A policyHouse is a registry with an admin seat whose operator is signed in, and the
// holders of the city's keys.
type policyHouse struct {
	*house
	holders *bundletest.Holders
	seat    wirev1connect.PolicyServiceClient
	session string
}

func (h *house) policyClient(terminal string) wirev1connect.PolicyServiceClient {
	transport, err := pinned.NewTransport(h.url, h.city.Terminal(terminal), h.city.Trust, time.Now)
	if err != nil {
		panic(err)
	}
	return wirev1connect.NewPolicyServiceClient(&http.Client{Transport: transport}, "https://"+h.url, wire.ClientOptions()...)
}

func newPolicyHouse(t *testing.T) *policyHouse {
	t.Helper()
	h := &policyHouse{house: newHouse(t)}
	h.update(func(tx registry.Tx) error {
		if err := tx.PutTerminal(registry.Terminal{ID: "A-01", Ward: registrytest.Ward, Personality: policy.AdminSeat}); err != nil {
			return err
		}
		return tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "it01", Name: "情報 担当", Ward: registrytest.Ward, Rights: []operator.Right{operator.AdminIT}},
			PIN: registry.HashPIN(registrytest.PIN), Seed: registrytest.Seed("it01")})
	})
	h.seat = h.policyClient("A-01")
	h.session = h.signInFirst("A-01", "it01")
	key, err := h.seat.TimestampKey(t.Context(), &wirev1.TimestampKeyRequest{SessionId: h.session})
	if err != nil {
		t.Fatal(err)
	}
	h.holders = bundletest.New(t, key.GetPublicKey(), h.clock.Now())
	return h
}

// signInFirst signs somebody in with a key of their own for a place.
func (h *house) signInFirst(terminal string, id operator.ID) string {
	h.Helper()
	public, _, _ := ed25519.GenerateKey(nil)
	r, err := h.client(terminal).SignIn(h.Context(), &wirev1.SignInRequest{OperatorId: string(id), Pin: registrytest.PIN, TokenCode: h.code(id), PublicKey: public})
	if err != nil {
		h.Fatalf("sign in %s: %v", id, err)
	}
	return r.GetSessionId()
}

// publish sends a bundle from the admin seat and returns the code of the refusal.
func (h *policyHouse) publish(b *bundle.Bundle) string {
	h.Helper()
	text, err := b.Encode()
	if err != nil {
		h.Fatal(err)
	}
	answer, err := h.seat.PublishBundle(h.Context(), &wirev1.PublishBundleRequest{SessionId: h.session, Bundle: text})
	if err != nil {
		h.Fatal(err)
	}
	return answer.GetRefused()
}

func (h *policyHouse) fetch(have uint64) *wirev1.FetchBundleResponse {
	h.Helper()
	answer, err := h.policyClient("T1").FetchBundle(h.Context(), &wirev1.FetchBundleRequest{Have: have})
	if err != nil {
		h.Fatal(err)
	}
	return answer
}

func all(note string) map[bundle.Ring]bundle.Edition {
	return map[bundle.Ring]bundle.Edition{bundle.All: bundletest.Edition(note)}
}

// TestPublish: R031, a bundle comes from an admin seat only, is verified against the root
// told in the server room, and what attacks it is refused by name and logged.
func TestPublish(t *testing.T) {
	h := newPolicyHouse(t)
	c := h.holders
	first := c.Stage(nil, all("first"))
	if got := h.publish(first); got != "no_root" {
		t.Fatalf("before anybody told the root: %q", got)
	}
	foreign := bundletest.New(t, c.Timestamp, h.clock.Now())
	for _, tt := range []struct {
		name string
		root []byte
		want error
	}{
		{"no root", []byte("{}"), bundle.ErrMalformed},
		{"signed by one", c.SignedRoot(1, c.Root[0]), bundle.ErrSignature},
		{"the city's", c.Roots[0], nil},
		{"the city's again", c.Roots[0], nil},
		{"another city's", foreign.Roots[0], registry.ErrRootKnown},
	} {
		if err := registry.FoundPolicy(t.Context(), h.store, tt.root, h.clock.Now()); !errors.Is(err, tt.want) {
			t.Errorf("found by %s = %v, want %v", tt.name, err, tt.want)
		}
	}
	if h.fetch(0).GetNumber() != 0 {
		t.Error("a bundle before the first")
	}
	if got := h.publish(first); got != "" {
		t.Fatalf("first refused: %s", got)
	}
	fetched := h.fetch(0)
	one, err := bundle.Decode(fetched.GetBundle())
	if err != nil {
		t.Fatal(err)
	}
	if len(h.fetch(fetched.GetNumber()).GetBundle()) != 0 {
		t.Error("sent again to who has it")
	}
	second := c.Stage(one, all("second"))
	if got := h.publish(second); got != "" {
		t.Fatalf("second refused: %s", got)
	}
	two, _ := bundle.Decode(h.fetch(0).GetBundle())

	oneSignature := c.StageSigned(two, all("x"), c.Targets[0])
	twice := c.StageSigned(two, all("x"), c.Targets[0], c.Targets[0])
	mixed := c.Stage(two, all("third"))
	mixed.Files = two.Files
	otherSame := c.Stage(one, all("another second"))
	loose := c.Stage(two, all("third"))
	for path, text := range loose.Files {
		loose.Files[path] = bytes.Replace(text, []byte(`"lock_seconds":300`), []byte(`"lock_seconds":900`), 1)
	}
	c.Resign(loose, two)
	for _, tt := range []struct {
		name string
		b    *bundle.Bundle
		want string
	}{
		{"rollback", c.Again(first), "rollback"},
		{"one signature", oneSignature, "signature"},
		{"one holder twice", twice, "signature"},
		{"mix and match", mixed, "mixed"},
		{"other targets of the same number", otherSame, "mixed"},
		{"another city", foreign.Stage(nil, all("foreign")), "signature"},
		{"out of bounds", loose, "policy"},
	} {
		if got := h.publish(tt.b); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if n := h.logged(audit.PolicyRefused, ""); n != 8 {
		t.Errorf("%d refusals logged, want 8", n)
	}
	if n := h.logged(audit.PolicyPublished, ""); n != 2 {
		t.Errorf("%d publications logged, want 2", n)
	}
	if !bytes.Equal(h.fetch(0).GetBundle(), encode(t, two)) {
		t.Error("what was refused is given out")
	}
}

func encode(t *testing.T, b *bundle.Bundle) []byte {
	t.Helper()
	text, err := b.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestPublishNotBundles: what is no bundle at all, or too much.
func TestPublishNotBundles(t *testing.T) {
	h := newPolicyHouse(t)
	if err := registry.FoundPolicy(t.Context(), h.store, h.holders.Roots[0], h.clock.Now()); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"nothing": nil, "no JSON": []byte("bundle"), "nested": []byte(strings.Repeat("[", 100_000)), "one byte more than there may be": make([]byte, bundle.MaxBytes+1)} {
		answer, err := h.seat.PublishBundle(t.Context(), &wirev1.PublishBundleRequest{SessionId: h.session, Bundle: text})
		if err != nil || answer.GetRefused() != "malformed" {
			t.Errorf("%s: %v, %v", name, answer.GetRefused(), err)
		}
	}
	if _, err := h.seat.PublishBundle(t.Context(), &wirev1.PublishBundleRequest{SessionId: h.session, Bundle: make([]byte, 2<<20)}); err == nil {
		t.Error("two megabytes were read")
	}
}

// TestPublishRights: neither a clerk nor IT at a counter publishes, sees the status, or
// has a key made.
func TestPublishRights(t *testing.T) {
	h := newPolicyHouse(t)
	counter, clerk := h.policyClient("T1"), h.signInFirst("A-01", registrytest.Writer)
	it := h.signInFirst("T1", "it01")
	for _, tt := range []struct {
		name    string
		from    wirev1connect.PolicyServiceClient
		session string
	}{{"a clerk at the seat", h.seat, clerk}, {"IT at a counter", counter, it}} {
		_, err := tt.from.PublishBundle(t.Context(), &wirev1.PublishBundleRequest{SessionId: tt.session, Bundle: []byte("{}")})
		wantKind(t, tt.name+" publishes", err, wire.NoRight)
		_, err = tt.from.PolicyStatus(t.Context(), &wirev1.PolicyStatusRequest{SessionId: tt.session})
		wantKind(t, tt.name+" sees the status", err, wire.NoRight)
		_, err = tt.from.TimestampKey(t.Context(), &wirev1.TimestampKeyRequest{SessionId: tt.session, Renew: true})
		wantKind(t, tt.name+" has a key made", err, wire.NoRight)
	}
}

// TestPolicyStatus: D19, who has it, who has not and why.
func TestPolicyStatus(t *testing.T) {
	h := newPolicyHouse(t)
	if err := registry.FoundPolicy(t.Context(), h.store, h.holders.Roots[0], h.clock.Now()); err != nil {
		t.Fatal(err)
	}
	h.update(func(tx registry.Tx) error {
		return tx.PutTerminal(registry.Terminal{ID: "T2", Ward: registrytest.Ward})
	})
	put := all("")
	put[bundle.Terminal("T2")] = bundletest.Edition("pilot")
	if got := h.publish(h.holders.Stage(nil, put)); got != "" {
		t.Fatal(got)
	}
	say := func(terminal string, m *wirev1.ReportPolicyRequest) error {
		_, err := h.policyClient(terminal).ReportPolicy(t.Context(), m)
		return err
	}
	if err := say("T1", &wirev1.ReportPolicyRequest{PolicyVersion: 2, Ring: "all", Targets: 1, Refused: "rollback"}); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "a report that is none", say("T1", &wirev1.ReportPolicyRequest{Refused: "山田 太郎"}), wire.Malformed)
	status, err := h.seat.PolicyStatus(t.Context(), &wirev1.PolicyStatusRequest{SessionId: h.session})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]*wirev1.PolicyReport{}
	for _, r := range status.GetReports() {
		got[r.GetTerminal()] = r
	}
	if got["A-01"] != nil {
		t.Error("an admin seat is listed")
	}
	if r := got["T1"]; r.GetSaid().GetRefused() != "rollback" || r.GetDueRing() != "all" || r.GetSince() != h.clock.Now().UnixMilli() {
		t.Errorf("T1 is %v", r)
	}
	if r := got["T2"]; r.GetDueRing() != "terminal/T2" || r.GetSince() != 0 {
		t.Errorf("T2 is %v", r)
	}
	if status.GetTargets() != 1 || status.GetFreshUntil() <= h.clock.Now().UnixMilli() {
		t.Errorf("newest is %d until %d", status.GetTargets(), status.GetFreshUntil())
	}
}

// TestTimestampIsRenewed: freeze, the registry vouches anew each day, and by the key that
// the newest root names.
func TestTimestampIsRenewed(t *testing.T) {
	h := newPolicyHouse(t)
	if err := registry.FoundPolicy(t.Context(), h.store, h.holders.Roots[0], h.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if got := h.publish(h.holders.Stage(nil, all(""))); got != "" {
		t.Fatal(got)
	}
	before := h.fetch(0).GetNumber()
	renew := func() uint64 {
		if err := h.registry.RenewTimestamp(t.Context()); err != nil {
			t.Fatal(err)
		}
		return h.fetch(0).GetNumber()
	}
	if n := renew(); n != before {
		t.Errorf("renewed at once: %d", n)
	}
	h.clock.set(h.clock.Now().Add(24 * time.Hour))
	if n := renew(); n != before+1 {
		t.Errorf("number a day later = %d, want %d", n, before+1)
	}
	b, _ := bundle.Decode(h.fetch(0).GetBundle())
	if until, err := b.FreshUntil(); err != nil || until.Before(h.clock.Now().Add(bundle.TimestampLife-time.Hour)) {
		t.Errorf("fresh until %v, %v", until, err)
	}
	h.session = h.signInFirst("A-01", "it01")
	key, err := h.seat.TimestampKey(t.Context(), &wirev1.TimestampKeyRequest{SessionId: h.session, Renew: true})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(key.GetPublicKey(), h.holders.Timestamp) {
		t.Fatal("the same key")
	}
	h.clock.set(h.clock.Now().Add(24 * time.Hour))
	if n := renew(); n != before+2 {
		t.Errorf("by the key in force: %d, want %d", n, before+2)
	}
	b, _ = bundle.Decode(h.fetch(0).GetBundle())
	h.holders.Timestamp = ed25519.PublicKey(key.GetPublicKey())
	h.holders.Rotate()
	h.session = h.signInFirst("A-01", "it01")
	next := *b
	next.Roots = append(next.Roots[:1:1], h.holders.Roots[1:]...)
	if got := h.publish(&next); got != "" {
		t.Fatalf("with the new timestamp key: %s", got)
	}
	h.clock.set(h.clock.Now().Add(24 * time.Hour))
	if n := renew(); n != before+4 {
		t.Errorf("by the new key: %d, want %d", n, before+4)
	}
}

// TestFeedTellsTheBundle: the stream and the pull say the number at once.
func TestFeedTellsTheBundle(t *testing.T) {
	h := newPolicyHouse(t)
	if err := registry.FoundPolicy(t.Context(), h.store, h.holders.Roots[0], h.clock.Now()); err != nil {
		t.Fatal(err)
	}
	c := h.client("T1")
	stream, err := c.Watch(t.Context(), &wirev1.WatchRequest{})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	if !stream.Receive() || stream.Msg().GetPolicy() != 0 {
		t.Fatalf("first message %v, %v", stream.Msg(), stream.Err())
	}
	if got := h.publish(h.holders.Stage(nil, all(""))); got != "" {
		t.Fatal(got)
	}
	begun := time.Now()
	if !stream.Receive() || stream.Msg().GetPolicy() != 1 || time.Since(begun) > 2*time.Second {
		t.Errorf("after publishing: %v, %v after %v", stream.Msg(), stream.Err(), time.Since(begun))
	}
	answer, err := c.Pull(t.Context(), &wirev1.PullRequest{})
	if err != nil || answer.GetPolicy() != 1 {
		t.Errorf("pull says %d, %v", answer.GetPolicy(), err)
	}
}
