package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"madoguchi/app/keys"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/bundle"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
)

// An office is an admin seat with a real registry, where IT works with admin alone.
type office struct {
	*testing.T
	store  *store.Store
	folder string
	ahead  time.Duration  // of the registry's clock: each sign-in takes a code of its own
	last   *bundle.Bundle // that the terminal took
}

func newOffice(t *testing.T) *office {
	t.Helper()
	keyring.MockInit()
	cost := keys.PassphraseCost
	keys.PassphraseCost = keys.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}
	t.Cleanup(func() { keys.PassphraseCost = cost })
	o := &office{T: t, folder: t.TempDir()}
	city := pinnedtest.New(t)
	var err error
	o.store, err = store.Create(t.Context(), o.at("registry.db"), store.KeyFile(o.at("registry.key")))
	o.must(err)
	t.Cleanup(func() { _ = o.store.Close() })
	r, err := registry.New(registry.Config{Store: o.store, Repertoire: registrytest.Anything{}, Now: o.now, Log: slog.New(slog.DiscardHandler)})
	o.must(err)
	server := city.Serve(r)
	t.Cleanup(r.Stop)
	o.must(o.store.Update(t.Context(), func(tx registry.Tx) error {
		return errors.Join(
			tx.PutTerminal(registry.Terminal{ID: "A-01", Ward: pinnedtest.Ward, Personality: policy.AdminSeat}),
			tx.PutTerminal(registry.Terminal{ID: "T-01-03", Ward: pinnedtest.Ward}),
			tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "it01", Name: "情報 担当", Ward: pinnedtest.Ward, Rights: []operator.Right{operator.AdminIT}},
				PIN: registry.HashPIN(registrytest.PIN), Seed: registrytest.Seed("it01")}))
	}))
	o.must(os.WriteFile(o.at("ca.pem"), pinned.EncodeCertificate(city.Authority.Certificate()), 0o600))
	pins := fmt.Sprintf("%x,%x", city.Trust.Pins[0], city.Trust.Pins[1])
	o.does("", "seat", "-id", "A-01", "-ward", pinnedtest.Ward, "-registry", server.Listener.Addr().String(), "-host", pinnedtest.Host,
		"-authority", o.at("ca.pem"), "-pins", pins, "-request", o.at("seat.csr"))
	request, err := os.ReadFile(o.at("seat.csr"))
	o.must(err)
	q, err := pinned.ParseRequest(request)
	o.must(err)
	certificate, err := city.Authority.IssueTerminal(q.PublicKey, "A-01", pinnedtest.Ward, time.Now(), pinned.MinValidity)
	o.must(err)
	o.must(os.WriteFile(o.at("seat/certificate.pem"), pinned.EncodeCertificate(certificate), 0o600))
	return o
}

func (o *office) now() time.Time        { return time.Now().Add(o.ahead) }
func (o *office) at(name string) string { return filepath.Join(o.folder, name) }

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// admin calls the program as IT types it, with what IT answers to its questions.
func (o *office) admin(typed string, args ...string) (told string, code int) {
	o.Helper()
	o.must(os.WriteFile(o.at("typed"), []byte(typed), 0o600))
	in, err := os.Open(o.at("typed"))
	o.must(err)
	defer func() { _ = in.Close() }()
	old := os.Stdin
	os.Stdin = in
	defer func() { os.Stdin = old }()
	command, rest, ok := find(args)
	if !ok {
		o.Fatalf("no command %q", args)
	}
	args = append(append(strings.Fields(command.name), "-seat", o.at("seat")), rest...)
	var out bytes.Buffer
	code = run(context.WithoutCancel(o.Context()), args, &out, &out)
	return out.String(), code
}

// does calls it and expects it to succeed.
func (o *office) does(typed string, args ...string) string {
	o.Helper()
	told, code := o.admin(typed, args...)
	if code != 0 {
		o.Fatalf("admin %s: %d: %s", strings.Join(args, " "), code, told)
	}
	return told
}

// refuses calls it and expects a refusal that says why.
func (o *office) refuses(why, typed string, args ...string) {
	o.Helper()
	if told, code := o.admin(typed, args...); code == 0 || !strings.Contains(told, why) {
		o.Errorf("admin %s: %d: %s; want a refusal with %q", strings.Join(args, " "), code, told, why)
	}
}

// in is what somebody types to sign in.
func (o *office) in() string {
	o.Helper()
	o.ahead += 30 * time.Second
	code, err := operator.TokenCode(registrytest.Seed("it01"), o.now())
	o.must(err)
	return "it01\n" + registrytest.PIN + "\n" + code + "\n"
}

// signed has the holders sign what is staged, and publishes it.
func (o *office) signed(roles ...string) string {
	o.Helper()
	for _, role := range roles {
		o.does("words of "+role+"\n", "policy sign", "-key", o.at("keys/"+role+".key"))
	}
	return o.does(o.in(), "policy publish")
}

// lists are the signatures that every list needs.
var lists = []string{"targets-1", "targets-2", "snapshot"}

// given is what a terminal takes that follows what the registry gives out.
func (o *office) given() (bundle.Ring, bundle.Edition) {
	o.Helper()
	var kept registry.Locked
	o.must(o.store.View(o.Context(), func(tx registry.Tx) (err error) { kept, err = tx.Locked(); return err }))
	b, err := bundle.Decode(kept.Bundle)
	o.must(err)
	a, err := bundle.Replace(kept.Root, o.last, b, o.now(), bundle.Place{Terminal: "T-01-03", Ward: pinnedtest.Ward})
	o.must(err)
	o.last = b
	return a.Ring, a.Edition
}

// TestPolicyByHand: R031, D19. A city's locked configurations from the keys to the rotation
// of a root, with admin alone: rings, promotion, taking back, sticks, and what is refused.
func TestPolicyByHand(t *testing.T) {
	o := newOffice(t)
	o.refuses("admin policy init", "", "policy edit", "-ring", "all")
	const holders = "kato,ito,abe,mori,hara,abe"
	o.refuses("different holders", "", "policy init", "-keys", o.at("keys"), "-holders", "kato,ito,abe,mori,mori,abe")
	typed := o.in()
	for _, role := range roles {
		typed += strings.Repeat("words of "+role+"\n", 2)
	}
	o.does(typed, "policy init", "-keys", o.at("keys"), "-holders", holders)
	o.refuses("already", "", "policy init", "-keys", o.at("keys2"), "-holders", holders)

	o.does("", "policy edit", "-ring", "all", "-note", "first")
	o.refuses("signatures are missing", "", "policy publish")
	o.refuses("wrong passphrase", "words of targets-2\n", "policy sign", "-key", o.at("keys/targets-1.key"))
	o.refuses("no new root is staged", "words of root-1\n", "policy sign", "-key", o.at("keys/root-1.key"))
	for range 2 { // one holder twice is one signature
		o.does("words of targets-1\n", "policy sign", "-key", o.at("keys/targets-1.key"))
	}
	o.refuses("1 more of the targets keys", "", "policy publish")
	for _, role := range lists[1:] {
		o.does("words of "+role+"\n", "policy sign", "-key", o.at("keys/"+role+".key"))
	}
	o.refuses("the root was not told to it yet", o.in(), "policy publish")
	root, err := os.ReadFile(o.at("keys/root.json"))
	o.must(err)
	o.must(registry.FoundPolicy(t.Context(), o.store, root, time.Now()))
	if told := o.does(o.in(), "policy publish"); !strings.Contains(told, "published list 1") {
		t.Errorf("told %s", told)
	}
	o.rings()
	o.overtaken()
	o.rotations()
}

func (o *office) rings() {
	o.Helper()
	expect := func(step string, ring bundle.Ring, lock, version int, note string) {
		o.Helper()
		if r, e := o.given(); r != ring || e.Policy.Idle.LockSeconds != lock || e.Policy.Version != version || e.Note != note || e.By != "A-01" {
			o.Errorf("%s: ring %s, lock %d, version %d by %s: %s", step, r, e.Policy.Idle.LockSeconds, e.Policy.Version, e.By, e.Note)
		}
	}
	pilot, ward := "terminal/T-01-03", "ward/"+pinnedtest.Ward
	o.refuses("must be from 30 to 300", "", "policy edit", "-ring", pilot, "-set", "idle.lock_seconds=301") // R126
	o.refuses("there is no such value", "", "policy edit", "-ring", pilot, "-set", "idle.lock=200")
	o.refuses("must be empty for all", "", "policy edit", "-ring", "all", "-set", "ward=991023")
	o.refuses("terminals would lose their line", "", "policy edit", "-ring", pilot, "-set", "registry.pins="+strings.Repeat("ab", 32)+","+strings.Repeat("cd", 32))
	o.refuses("or empty for ward/", "", "policy edit", "-ring", ward, "-set", "ward=991023")
	told := o.does("", "policy edit", "-ring", pilot, "-set", "idle.lock_seconds=240", "-set", "idle.warn_seconds=200", "-note", "pilot", "-preview")
	if !strings.Contains(told, "before are the values of all") || !strings.Contains(told, "stricter") || !strings.Contains(told, "nothing is staged") {
		o.Errorf("preview says %s", told)
	}
	o.refuses("nothing is staged", o.in(), "policy publish")
	o.does("", "policy edit", "-ring", pilot, "-set", "idle.lock_seconds=240", "-set", "idle.warn_seconds=200", "-note", "pilot")
	o.signed(lists...)
	expect("pilot", bundle.Ring(pilot), 240, 2, "pilot")
	if told := o.does("", "policy edit", "-ring", "all", "-preview", "-set", "sync.warn_minutes=30"); !strings.Contains(told, "idle.lock_seconds        300") {
		o.Errorf("the city has the pilot's values: %s", told)
	}
	o.does("", "policy promote", "-from", pilot, "-to", ward)
	o.signed(lists...)
	expect("promoted to the ward", bundle.Ring(ward), 240, 3, "pilot")
	o.refuses("no edition of its own", "", "policy promote", "-from", pilot, "-to", "all")
	o.refuses("there are some of wards", "", "policy edit", "-ring", pilot, "-set", "push.events=90")
	if told := o.does("", "policy edit", "-ring", pilot, "-set", "push.events=90", "-like", ward, "-preview"); !strings.Contains(told, "idle.lock_seconds        240") {
		o.Errorf("a pilot like its ward: %s", told)
	}
	o.does("", "policy promote", "-from", ward, "-to", "all", "-note", "for all")
	o.signed(lists...)
	expect("promoted to all", bundle.All, 240, 4, "for all")
	o.refuses("not published from this seat", "", "policy take-back", "-ring", "all", "-list", "9")
	if told := o.does("", "policy take-back", "-ring", "all", "-list", "1", "-note", "too short"); !strings.Contains(told, "LOOSER") {
		o.Errorf("taking back says %s", told)
	}
	o.signed(lists...)
	expect("taken back, forwards", bundle.All, 300, 5, "too short")

	o.does("", "policy edit", "-ring", pilot, "-set", "idle.lock_seconds=280")
	o.signed(lists...)
	expect("another pilot", bundle.Ring(pilot), 280, 6, "")
	if told := o.does("", "policy edit", "-ring", pilot, "-drop"); !strings.Contains(told, "all: the same values under version 7") {
		o.Errorf("dropping says %s", told)
	}
	o.signed(lists...)
	expect("the pilot is over", bundle.All, 300, 7, "too short")

	o.must(os.Mkdir(o.at("stick"), 0o700))
	o.does("", "policy publish", "-usb", o.at("stick"))
	text, err := os.ReadFile(o.at("stick/" + usbFile))
	o.must(err)
	if b, err := bundle.Decode(text); err != nil || len(b.Files) != 1 {
		o.Errorf("on the stick: %v", err)
	}
	told = o.does(o.in(), "policy status")
	for _, want := range []string{"list 7", "T-01-03", "never heard of", "signatures of the lists count until", "signatures of the root count until"} {
		if !strings.Contains(told, want) {
			o.Errorf("status lacks %q: %s", want, told)
		}
	}
}

// overtaken: another seat published while something was staged here.
func (o *office) overtaken() {
	o.Helper()
	o.does("", "policy edit", "-ring", "all", "-set", "push.events=50")
	o.must(os.Rename(o.at("seat/policy/staged.json"), o.at("ours.json")))
	o.does("", "policy edit", "-ring", "all", "-set", "push.events=60")
	o.signed(lists...)
	o.must(os.Rename(o.at("ours.json"), o.at("seat/policy/staged.json")))
	o.refuses("list 8 was published meanwhile", "", "policy edit", "-ring", "all", "-set", "push.events=70")
	for _, role := range lists {
		o.does("words of "+role+"\n", "policy sign", "-key", o.at("keys/"+role+".key"))
	}
	o.refuses("list 8 was published meanwhile", o.in(), "policy publish")
	o.does("", "policy edit", "-ring", "all", "-set", "push.events=70", "-anew")
	o.signed(lists...)
	if _, e := o.given(); e.Policy.Push.Events != 70 {
		o.Errorf("batches of %d", e.Policy.Push.Events)
	}
}

// rotations: a new root, another targets holder, another key of the registry.
func (o *office) rotations() {
	o.Helper()
	o.does("", "policy rotate-root")
	o.refuses("2 more of the root keys", "", "policy publish")
	o.signed("root-1", "root-3")
	o.must(os.Rename(o.at("keys/targets-1.key"), o.at("mori.key")))
	o.refuses("different holders", "", "policy rotate-key", "-role", "targets-1", "-holder", "hara", "-keys", o.at("keys"))
	o.does(strings.Repeat("words of targets-1\n", 2), "policy rotate-key", "-role", "targets-1", "-holder", "sano", "-keys", o.at("keys"))
	o.refuses("not one of the keys that count now", "words of targets-1\n", "policy sign", "-key", o.at("mori.key"))
	o.signed("root-2", "root-3", "targets-1", "targets-2", "snapshot")
	o.does(o.in(), "policy rotate-key", "-role", "timestamp")
	o.signed("root-1", "root-2")
	if _, e := o.given(); e.Policy.Push.Events != 70 {
		o.Errorf("after the rotations: batches of %d", e.Policy.Push.Events)
	}
	o.does("", "policy edit", "-ring", "all", "-set", "push.events=80")
	o.signed(lists...)
	if _, e := o.given(); e.Policy.Push.Events != 80 {
		o.Errorf("under the third root: batches of %d", e.Policy.Push.Events)
	}
}

// TestEnds: who looks at the status is told in time that signatures have to be renewed.
func TestEnds(t *testing.T) {
	o := newOffice(t)
	typed := o.in()
	for _, role := range roles {
		typed += strings.Repeat("words of "+role+"\n", 2)
	}
	o.does(typed, "policy init", "-keys", o.at("keys"), "-holders", "kato,ito,abe,mori,hara,abe")
	root, err := os.ReadFile(o.at("keys/root.json"))
	o.must(err)
	o.must(registry.FoundPolicy(t.Context(), o.store, root, time.Now()))
	o.does("", "policy edit", "-ring", "all")
	o.signed(lists...)
	var b bundle.Bundle
	o.must((&seat{folder: o.at("seat")}).readJSON(publishedFile, &b))
	for _, tt := range []struct {
		name string
		in   time.Duration
		want int // how many to renew
	}{{"today", 0, 0}, {"ten months later", bundle.TargetsLife - endsSoon + time.Hour, 1}, {"two years later", bundle.RootLife, 2}} {
		var told bytes.Buffer
		o.must(tellEnds(&told, &b, time.Now().Add(tt.in)))
		if got := strings.Count(told.String(), "RENEW NOW"); got != tt.want {
			t.Errorf("%s: %d to renew, want %d: %s", tt.name, got, tt.want, told.String())
		}
	}
}
