package keys

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// CallLimit bounds every call to the keyring. A prompt that nobody answers blocks
// the call beneath it for ever.
const CallLimit = 3 * time.Second

// Errors of the keyring. Each is a state with its own remedy on screen.
var (
	// ErrRingMissing means that no keyring service answers in this session.
	ErrRingMissing = errors.New("no keyring service")
	// ErrRingLocked means that the keyring is there and was not unlocked.
	ErrRingLocked = errors.New("keyring is locked")
	// ErrRingTimeout means that the keyring did not answer within [CallLimit].
	ErrRingTimeout = errors.New("keyring does not answer")
	// ErrNoSecret means that the keyring works and does not hold the secret.
	ErrNoSecret = errors.New("secret not in keyring")
)

// A Ring keeps small secrets outside the terminal's file. Get returns [ErrNoSecret]
// for a name that was never set. The package bounds each call itself, so that an
// implementation may block.
type Ring interface {
	Get(name string) ([]byte, error)
	Set(name string, secret []byte) error
}

// A Remover is a [Ring] from which a secret can be taken out again. Where a ring is none,
// what was replaced stays in it.
type Remover interface {
	Remove(name string) error
}

// service is the name under which the terminal's secrets stand in the OS keyring.
const service = "madoguchi-terminal"

// OSRing returns the keyring of the operating system: the Secret Service on Linux,
// the Credential Manager on Windows.
func OSRing() Ring { return osRing{} }

type osRing struct{}

// Get implements [Ring].
func (osRing) Get(name string) ([]byte, error) {
	text, err := keyring.Get(service, name)
	if err != nil {
		return nil, ringError(err)
	}
	secret, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, ErrMismatch // not quoted: it may be a secret of somebody
	}
	return secret, nil
}

// Set implements [Ring].
func (osRing) Set(name string, secret []byte) error {
	// Text, because the Credential Manager and some keyring tools expect it.
	if err := keyring.Set(service, name, base64.StdEncoding.EncodeToString(secret)); err != nil {
		return ringError(err)
	}
	return nil
}

// Remove implements [Remover].
func (osRing) Remove(name string) error {
	if err := keyring.Delete(service, name); err != nil {
		return ringError(err)
	}
	return nil
}

// ringError gives go-keyring's errors a kind. It types "not found" only; "locked" is
// plain text (v0.2.8), and what is neither means that no keyring can be used.
func ringError(err error) error {
	text := err.Error()
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNoSecret
	case strings.Contains(text, "failed to unlock"), strings.Contains(text, "locked"):
		return fmt.Errorf("%w: %w", ErrRingLocked, err)
	default:
		return fmt.Errorf("%w: %w", ErrRingMissing, err)
	}
}

func getBounded(ring Ring, name string) ([]byte, error) {
	return bounded(func() ([]byte, error) { return ring.Get(name) })
}

func setBounded(ring Ring, name string, secret []byte) error {
	_, err := bounded(func() (struct{}, error) { return struct{}{}, ring.Set(name, secret) })
	return err
}

func removeBounded(ring Ring, name string) error {
	if g, ok := ring.(guarded); ok {
		ring = g.Ring
	}
	r, ok := ring.(Remover)
	if !ok {
		return nil
	}
	_, err := bounded(func() (struct{}, error) { return struct{}{}, r.Remove(name) })
	return err
}

// bounded runs call for at most [CallLimit]. A call that does not come back keeps its
// goroutine: the keyring's protocol has no way to take a question back.
func bounded[T any](call func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		// go-keyring (v0.2.8) reads from a closed channel when the service dies
		// under an open prompt, and panics.
		defer func() {
			if recover() != nil {
				done <- answer{err: fmt.Errorf("%w: it went away", ErrRingMissing)}
			}
		}()
		value, err := call()
		done <- answer{value, err}
	}()
	limit := time.NewTimer(CallLimit)
	defer limit.Stop()
	select {
	case a := <-done:
		return a.value, a.err
	case <-limit.C:
		var none T
		return none, ErrRingTimeout
	}
}
