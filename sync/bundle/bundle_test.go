package bundle_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/app/policy"
	"madoguchi/sync/bundle"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// A city is IT with all its keys.
type city struct {
	t                   *testing.T
	root, targets       []ed25519.PrivateKey
	snapshot, timestamp ed25519.PrivateKey
	roots               []json.RawMessage
}

func newKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newCity(t *testing.T) *city {
	c := &city{t: t, snapshot: newKey(t), timestamp: newKey(t)}
	for range bundle.RootKeys {
		c.root = append(c.root, newKey(t))
	}
	for range bundle.TargetsKeys {
		c.targets = append(c.targets, newKey(t))
	}
	c.roots = []json.RawMessage{c.newRoot(1, c.root[0], c.root[2])}
	return c
}

func public(keys ...ed25519.PrivateKey) []ed25519.PublicKey {
	var out []ed25519.PublicKey
	for _, k := range keys {
		out = append(out, k.Public().(ed25519.PublicKey))
	}
	return out
}

func (c *city) newRoot(version int64, signers ...ed25519.PrivateKey) json.RawMessage {
	c.t.Helper()
	root, err := bundle.NewRoot(version, bundle.Keys{Root: public(c.root...), Targets: public(c.targets...),
		Snapshot: public(c.snapshot)[0], Timestamp: public(c.timestamp)[0]}, noon)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, s := range signers {
		if root, err = bundle.SignRoot(root, s); err != nil {
			c.t.Fatal(err)
		}
	}
	return root
}

func edition(note string) bundle.Edition {
	p := policy.Default()
	p.Registry = policy.Registry{Address: "registry.example:8443", Pins: []policy.Pin{{1}, {2}}}
	return bundle.Edition{Policy: p, By: "IT", Since: noon, Note: note}
}

// publish makes the bundle that follows one, with editions put in and rings dropped.
func (c *city) publish(before *bundle.Bundle, put map[bundle.Ring]bundle.Edition, drop ...bundle.Ring) *bundle.Bundle {
	return c.publishSigned(before, put, drop, c.targets...)
}

func (c *city) publishSigned(before *bundle.Bundle, put map[bundle.Ring]bundle.Edition, drop []bundle.Ring, signers ...ed25519.PrivateKey) *bundle.Bundle {
	c.t.Helper()
	targets, files, _, err := bundle.Stage(before, put, drop, noon)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, s := range signers {
		if targets, err = bundle.SignTargets(targets, s); err != nil {
			c.t.Fatal(err)
		}
	}
	b := &bundle.Bundle{Roots: c.roots, Targets: targets, Files: files}
	var oldSnapshot, oldTimestamp json.RawMessage
	if before != nil {
		oldSnapshot, oldTimestamp = before.Snapshot, before.Timestamp
	}
	if b.Snapshot, err = bundle.Snapshot(oldSnapshot, targets, c.snapshot, noon); err != nil {
		c.t.Fatal(err)
	}
	if b.Timestamp, err = bundle.Timestamp(oldTimestamp, b.Snapshot, c.timestamp, noon); err != nil {
		c.t.Fatal(err)
	}
	return travelled(c.t, b)
}

// travelled is a bundle after the line or the stick.
func travelled(t *testing.T, b *bundle.Bundle) *bundle.Bundle {
	t.Helper()
	text, err := b.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := bundle.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

var here = bundle.Place{Terminal: "T-01-03", Ward: "991015"}

// TestRings: the narrowest ring counts, and a version is given out once (D19).
func TestRings(t *testing.T) {
	c := newCity(t)
	b := c.publish(nil, map[bundle.Ring]bundle.Edition{bundle.All: edition("first")})
	check := func(step string, where bundle.Place, ring bundle.Ring, version int) {
		t.Helper()
		a, err := bundle.Verify(c.roots[0], b, noon, where)
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
		if a.Ring != ring || a.Edition.Policy.Version != version {
			t.Errorf("%s: ring %s version %d, want %s %d", step, a.Ring, a.Edition.Policy.Version, ring, version)
		}
	}
	other := bundle.Place{Terminal: "T-01-04", Ward: "991015"}
	far := bundle.Place{Terminal: "T-02-01", Ward: "991023"}
	check("first", here, bundle.All, 1)
	b = c.publish(b, map[bundle.Ring]bundle.Edition{bundle.Terminal("T-01-03"): edition("pilot")})
	check("pilot", here, bundle.Terminal("T-01-03"), 2)
	check("pilot's neighbour", other, bundle.All, 1)
	b = c.publish(b, map[bundle.Ring]bundle.Edition{bundle.Ward("991015"): edition("ward")}, bundle.Terminal("T-01-03"))
	check("ward", here, bundle.Ward("991015"), 3)
	check("another ward", far, bundle.All, 3) // the same values: the pilot might stand there
	b = c.publish(b, map[bundle.Ring]bundle.Edition{bundle.All: edition("all")}, bundle.Ward("991015"))
	check("all", here, bundle.All, 4)
	check("all, far", far, bundle.All, 4)
}

// TestFallingBack: D19, a terminal whose ring is taken out takes the wider ring's edition,
// under a version that is not smaller than the one it had; others notice no other values.
func TestFallingBack(t *testing.T) {
	c := newCity(t)
	ward, pilot := bundle.Ward(here.Ward), bundle.Terminal(here.Terminal)
	tests := []struct {
		name string
		put  []bundle.Ring // one after the other
		drop []bundle.Ring
		ring bundle.Ring
	}{
		{"a pilot to the city", []bundle.Ring{bundle.All, pilot}, []bundle.Ring{pilot}, bundle.All},
		{"a pilot to its ward", []bundle.Ring{bundle.All, ward, pilot}, []bundle.Ring{pilot}, ward},
		{"a ward to the city", []bundle.Ring{bundle.All, ward}, []bundle.Ring{ward}, bundle.All},
		{"both to the city", []bundle.Ring{bundle.All, pilot, ward}, []bundle.Ring{ward, pilot}, bundle.All},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b *bundle.Bundle
			for _, ring := range tt.put {
				b = c.publish(b, map[bundle.Ring]bundle.Edition{ring: edition(string(ring))})
			}
			next := c.publish(b, nil, tt.drop...)
			a, err := bundle.Replace(c.roots[0], b, next, noon, here)
			if err != nil || a.Ring != tt.ring || a.Edition.Note != string(tt.ring) || a.Edition.Policy.Version != len(tt.put)+1 {
				t.Errorf("ring %s, %q, version %d, %v", a.Ring, a.Edition.Note, a.Edition.Policy.Version, err)
			}
		})
	}
	b := c.publish(nil, map[bundle.Ring]bundle.Edition{bundle.All: edition("")})
	if _, files, _, err := bundle.Stage(b, nil, []bundle.Ring{pilot}, noon); err != nil || string(files["policy/all.json"]) != string(b.Files["policy/all.json"]) {
		t.Errorf("a ring that had none: %v", err)
	}
}

// TestReplace: what a terminal takes and what it refuses.
func TestReplace(t *testing.T) {
	c := newCity(t)
	first := c.publish(nil, map[bundle.Ring]bundle.Edition{bundle.All: edition("first")})
	second := c.publish(first, map[bundle.Ring]bundle.Edition{bundle.All: edition("second")})
	stranger := newCity(t)
	with := func(b *bundle.Bundle, edit func(*bundle.Bundle)) *bundle.Bundle {
		n := travelled(t, b)
		edit(n)
		return n
	}
	loose := edition("loose")
	loose.Policy.Idle.LockSeconds = 300
	tests := []struct {
		name    string
		inForce *bundle.Bundle
		next    *bundle.Bundle
		at      time.Time
		want    error
	}{
		{"the first", nil, first, noon, nil},
		{"the next", first, second, noon, nil},
		{"the same again", second, second, noon, nil},
		{"rollback: the one before", second, first, noon, bundle.ErrRollback},
		{"rollback: the old editions under the new timestamp", second, with(second, func(b *bundle.Bundle) { b.Targets, b.Files = first.Targets, first.Files }), noon, bundle.ErrMixed},
		{"rollback: the old snapshot under the new timestamp", second, with(second, func(b *bundle.Bundle) { b.Snapshot = first.Snapshot }), noon, bundle.ErrMixed},
		{"mix and match: another edition's file", first, with(second, func(b *bundle.Bundle) { b.Files = first.Files }), noon, bundle.ErrMixed},
		{"mix and match: a file too many", first, with(second, func(b *bundle.Bundle) { b.Files["policy/ward/991015.json"] = b.Files["policy/all.json"] }), noon, bundle.ErrMixed},
		{"mix and match: a file too few", first, with(second, func(b *bundle.Bundle) { b.Files = nil }), noon, bundle.ErrMixed},
		{"freeze: not vouched for any more", first, second, noon.Add(bundle.TimestampLife + time.Hour), bundle.ErrExpired},
		{"one targets signature", first, c.publishSigned(first, map[bundle.Ring]bundle.Edition{bundle.All: edition("alone")}, nil, c.targets[0]), noon, bundle.ErrSignature},
		{"one targets key twice", first, c.publishSigned(first, map[bundle.Ring]bundle.Edition{bundle.All: edition("alone")}, nil, c.targets[0], c.targets[0]), noon, bundle.ErrSignature},
		{"a root key signs editions", first, c.publishSigned(first, map[bundle.Ring]bundle.Edition{bundle.All: edition("root")}, nil, c.targets[0], c.root[0]), noon, bundle.ErrSignature},
		{"another city's", nil, stranger.publish(nil, map[bundle.Ring]bundle.Edition{bundle.All: edition("theirs")}), noon, bundle.ErrSignature},
		{"another city's under this root", nil, with(stranger.publish(nil, map[bundle.Ring]bundle.Edition{bundle.All: edition("theirs")}), func(b *bundle.Bundle) { b.Roots = c.roots }), noon, bundle.ErrSignature},
		{"no edition for this terminal", nil, c.publish(nil, map[bundle.Ring]bundle.Edition{bundle.Ward("991023"): edition("far")}), noon, bundle.ErrNoEdition},
		{"no timestamp", first, with(second, func(b *bundle.Bundle) { b.Timestamp = nil }), noon, bundle.ErrMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := bundle.Replace(c.roots[0], tt.inForce, tt.next, tt.at, here)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error = %v, want %v", err, tt.want)
			}
			if err == nil && (a.Edition.Note == "" || !a.FreshUntil.After(tt.at)) {
				t.Errorf("accepted %+v", a)
			}
		})
	}
}

// TestRootRotation: a new root is signed by two of the old keys and two of its own, and a
// terminal that missed one walks through it.
func TestRootRotation(t *testing.T) {
	c := newCity(t)
	first := c.publish(nil, map[bundle.Ring]bundle.Edition{bundle.All: edition("first")})
	rollForward := func(old []ed25519.PrivateKey, signers ...ed25519.PrivateKey) error {
		c.root = old
		c.roots = append(c.roots[:1:1], c.newRoot(2, signers...))
		b := c.publish(first, map[bundle.Ring]bundle.Edition{bundle.All: edition("second")})
		_, err := bundle.Replace(c.roots[0], first, b, noon, here)
		return err
	}
	before := c.root
	next := []ed25519.PrivateKey{before[0], before[1], newKey(t)} // the third holder left
	for name, tt := range map[string]struct {
		signers []ed25519.PrivateKey
		want    error
	}{
		"by two old keys that stay":      {[]ed25519.PrivateKey{before[0], before[1]}, nil},
		"by one old and the new one":     {[]ed25519.PrivateKey{before[0], next[2]}, bundle.ErrSignature},
		"by the one who left and an old": {[]ed25519.PrivateKey{before[2], before[0]}, bundle.ErrSignature},
		"by nobody":                      {nil, bundle.ErrSignature},
	} {
		t.Run(name, func(t *testing.T) {
			if err := rollForward(next, tt.signers...); !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
		})
	}
	// A stolen targets key is put out of use by a root, although it ran far ahead.
	if err := rollForward(next, before[0], before[1]); err != nil {
		t.Fatal(err)
	}
	ahead := first
	for range 5 {
		ahead = c.publish(ahead, map[bundle.Ring]bundle.Edition{bundle.All: edition("thief")})
	}
	c.targets = []ed25519.PrivateKey{newKey(t), newKey(t)}
	c.snapshot, c.timestamp = newKey(t), newKey(t)
	c.roots = append(c.roots, c.newRoot(3, c.root[0], c.root[1]))
	honest := c.publish(first, map[bundle.Ring]bundle.Edition{bundle.All: edition("honest")})
	if a, err := bundle.Replace(c.roots[0], ahead, honest, noon, here); err != nil || a.Root != 3 {
		t.Errorf("root %d, error %v", a.Root, err)
	}
	if _, err := bundle.Replace(c.roots[0], honest, ahead, noon, here); !errors.Is(err, bundle.ErrRollback) {
		t.Errorf("error = %v, want a rollback", err)
	}
}

// TestStoredStaysReadable: at a start the stored bundle is verified as of the day it was
// taken; that it is no longer fresh is told, not refused.
func TestStoredStaysReadable(t *testing.T) {
	c := newCity(t)
	b := c.publish(nil, map[bundle.Ring]bundle.Edition{bundle.All: edition("first")})
	a, err := bundle.Verify(c.roots[0], b, noon, here)
	if err != nil || !a.FreshUntil.Equal(noon.Add(bundle.TimestampLife)) {
		t.Errorf("fresh until %v, error %v", a.FreshUntil, err)
	}
	b.Files["policy/all.json"] = json.RawMessage(strings.Replace(string(b.Files["policy/all.json"]), `"lock_seconds":300`, `"lock_seconds":299`, 1))
	if _, err := bundle.Verify(c.roots[0], b, noon, here); !errors.Is(err, bundle.ErrMixed) {
		t.Errorf("changed on disk: %v, want parts that do not belong together", err)
	}
}

func TestStageRefuses(t *testing.T) {
	bad := edition("out of bounds")
	bad.Policy.Idle.LockSeconds = 301 // R126
	for name, tt := range map[string]struct {
		put  map[bundle.Ring]bundle.Edition
		want error
	}{
		"a policy out of bounds": {map[bundle.Ring]bundle.Edition{bundle.All: bad}, bundle.ErrPolicy},
		"a ring that is a path":  {map[bundle.Ring]bundle.Edition{"ward/../x": edition("")}, bundle.ErrMalformed},
		"no ring":                {map[bundle.Ring]bundle.Edition{"": edition("")}, bundle.ErrMalformed},
	} {
		if _, _, _, err := bundle.Stage(nil, tt.put, nil, noon); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	k := public(newKey(t))[0]
	if _, err := bundle.NewRoot(1, bundle.Keys{Root: []ed25519.PublicKey{k, k, k}, Targets: []ed25519.PublicKey{k, k}, Snapshot: k, Timestamp: k}, noon); !errors.Is(err, bundle.ErrKeys) {
		t.Errorf("one key for all: %v, want one of keys", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"roots":[{}],"timestamp":{},"snapshot":{},"targets":{},"files":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := bundle.Decode(text)
		if err != nil {
			if !errors.Is(err, bundle.ErrMalformed) {
				t.Errorf("%v, want malformed", err)
			}
			return
		}
		if _, err := bundle.Verify([]byte("{}"), b, noon, here); err == nil {
			t.Error("believed")
		}
	})
}
