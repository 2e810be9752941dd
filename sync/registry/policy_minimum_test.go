package registry_test

import (
	"testing"

	"madoguchi/app/notification"
	"madoguchi/sync/bundle"
	"madoguchi/sync/bundle/bundletest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
)

// TestPolicyMinimum: R031, R006. The reviewers that the locked configuration asks for are
// asked for by the registry, of entries that were signed under it.
func TestPolicyMinimum(t *testing.T) {
	b := newBench(t)
	one := b.current(b.accept(b.counter.MovingIn(1)))
	two := b.current(b.accept(b.counter.MovingIn(1)))
	three := b.current(b.accept(b.counter.MovingIn(1)))
	key, err := registry.PolicyTimestampKey(t.Context(), b.store, false, b.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	holders := bundletest.New(t, key, b.clock.Now())
	if err := registry.FoundPolicy(t.Context(), b.store, holders.Roots[0], b.clock.Now()); err != nil {
		t.Fatal(err)
	}
	stricter := bundletest.Edition("two for this terminal")
	stricter.Policy.Review.Reviewers = 2
	var before *bundle.Bundle
	for _, put := range []map[bundle.Ring]bundle.Edition{all("one for all"), {bundle.Terminal("T1"): stricter}} {
		text, err := holders.Stage(before, put).Encode()
		if err != nil {
			t.Fatal(err)
		}
		given, err := registry.PublishPolicy(t.Context(), b.store, text, b.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if before, err = bundle.Decode(given.Bundle); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name    string
		version int // that the writer signed under
		about   notification.Content
		want    registry.Stage // after one review
	}{
		{"from before", 1, b.counter.MovingWithin(one...), registry.Accepted},
		{"under it", 2, b.counter.MovingWithin(two...), registry.Pending},
		{"under a later one", 3, b.counter.MovingWithin(three...), registry.Pending},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := b.counter.Submit(tt.about)
			s.PolicyVersion = tt.version
			b.counter.Sign(s)
			b.push(b.counter.Event(s), b.counter.Event(b.counter.Review(s, registrytest.First, notification.Approve)))
			if got := b.stage(s); got != tt.want {
				t.Errorf("after one review: stage %d, want %d", got, tt.want)
			}
			if tt.want == registry.Pending {
				b.push(b.counter.Event(b.counter.Review(s, registrytest.Second, notification.Approve)))
				if got := b.stage(s); got != registry.Accepted {
					t.Errorf("after two reviews: stage %d", got)
				}
			}
		})
	}
	b.check()
}
