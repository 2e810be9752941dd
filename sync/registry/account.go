package registry

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/argon2"

	"madoguchi/app/operator"
)

// An Account is an operator as the registry knows them. It holds secrets: never log
// one.
type Account struct {
	Profile operator.Profile
	PIN     string // verifier made by [HashPIN]
	Seed    []byte // shared secret of the token
	Step    int64  // last time step a code was taken for
	Guard   operator.Guard
	// PINDue says that the PIN was issued and not set by the holder: a session opens
	// nothing until it was.
	PINDue bool
	// Passkeys are the public keys of proofs with user verification (R116), as
	// sync/registry/passkey writes them; nil for none.
	Passkeys []byte
}

// A pinCost is what one guess of a PIN takes. It stands in the verifier, so that it can
// be raised without breaking the verifiers made before.
type pinCost struct {
	memory, passes uint32
}

// currentCost is RFC 9106's second recommended choice with one thread, as app/keys has
// it for the terminal.
var currentCost = pinCost{memory: 64 * 1024, passes: 3}

const (
	pinFormat  = "argon2id %d %d %s %s"
	pinSalt    = 16
	pinKeySize = 32
	maxMemory  = 1 << 20 // KiB; a verifier from a damaged file must not exhaust the machine
)

// HashPIN returns the verifier of a PIN.
func HashPIN(pin string) string {
	salt := make([]byte, pinSalt)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	c := currentCost
	return fmt.Sprintf(pinFormat, c.memory, c.passes, base64.RawStdEncoding.EncodeToString(salt),
		base64.RawStdEncoding.EncodeToString(c.key(pin, salt)))
}

func (c pinCost) key(pin string, salt []byte) []byte {
	return argon2.IDKey([]byte(pin), salt, c.passes, c.memory, 1, pinKeySize)
}

// checkPIN reports whether verifier is that of pin.
func checkPIN(verifier, pin string) bool {
	var c pinCost
	var salt64, key64 string
	if n, err := fmt.Sscanf(verifier, pinFormat, &c.memory, &c.passes, &salt64, &key64); err != nil || n != 4 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(salt64)
	key, err2 := base64.RawStdEncoding.DecodeString(key64)
	if err1 != nil || err2 != nil || c.passes == 0 || c.memory == 0 || c.memory > maxMemory {
		return false
	}
	return subtle.ConstantTimeCompare(c.key(pin, salt), key) == 1
}
