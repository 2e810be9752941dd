// Package keystest holds a keyring for tests of what is built over app/keys.
//
// It keeps secrets in memory and is gone with the test. The real keyrings are tested
// in app/keys itself.
package keystest

import (
	"bytes"
	"sync"

	"madoguchi/app/keys"
)

var (
	_ keys.Ring    = (*Ring)(nil)
	_ keys.Remover = (*Ring)(nil)
)

// A Ring is an unlocked keyring in memory. The zero Ring is empty and ready.
type Ring struct {
	mu      sync.Mutex
	secrets map[string][]byte
	fault   error
}

// Get implements [keys.Ring].
func (r *Ring) Get(name string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault != nil {
		return nil, r.fault
	}
	secret, ok := r.secrets[name]
	if !ok {
		return nil, keys.ErrNoSecret
	}
	return bytes.Clone(secret), nil
}

// Set implements [keys.Ring].
func (r *Ring) Set(name string, secret []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault != nil {
		return r.fault
	}
	if r.secrets == nil {
		r.secrets = map[string][]byte{}
	}
	r.secrets[name] = bytes.Clone(secret)
	return nil
}

// Remove implements [keys.Remover].
func (r *Ring) Remove(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault != nil {
		return r.fault
	}
	if _, ok := r.secrets[name]; !ok {
		return keys.ErrNoSecret
	}
	delete(r.secrets, name)
	return nil
}

// Len returns how many secrets the ring holds.
func (r *Ring) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.secrets)
}

// Fail makes every call answer err, for example [keys.ErrRingLocked]; nil ends that.
func (r *Ring) Fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault = err
}

// Forget empties the ring, as a reset keyring is.
func (r *Ring) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets = nil
}
