package policy_test

import (
	"errors"
	"testing"

	"madoguchi/app/policy"
)

// TestSet: every value comes back as its text, and what is no value is refused by name.
func TestSet(t *testing.T) {
	p := valid()
	for _, key := range policy.Keys() {
		var q policy.Policy
		if err := q.Set(key, p.Text(key)); err != nil || q.Text(key) != p.Text(key) {
			t.Errorf("%s set to %q is %q, %v", key, p.Text(key), q.Text(key), err)
		}
	}
	for key, text := range map[string]string{"idle.lock_seconds": "long", "idle.lock": "1", "personality": "3", "registry.pins": "ab,cd"} {
		if err := p.Set(key, text); !errors.Is(err, policy.ErrPolicy) {
			t.Errorf("%s set to %q: %v", key, text, err)
		}
	}
}
