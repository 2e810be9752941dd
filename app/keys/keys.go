// Package keys holds the key hierarchy of a terminal and of the registry: which secret
// opens which.
//
//	OS keyring (32 random bytes) ‖ TPM's share, where there is one ──HKDF──► KEK
//	KEK ──opens──► Material, kept in the file:
//	                 DEK keyset         seals every body in the file; the newest key seals
//	                 blind-index roots  find sealed values by equality
//	                 terminal key       TLS and signatures of the terminal; and the next one
//	recovery key, of two custodians ──HPKE──► KEK
//	PIN ──Argon2id──► an operator's credential, sealed under the DEK besides
//
// The file alone opens nothing, the keyring alone opens nothing, and a PIN can only
// be guessed by whoever has both. Where the keyring is missing, locked or silent, or the
// TPM is another one, the caller gets an error of its own and the terminal stays shut.
// Nothing here ever writes a secret to a file instead.
//
// A file whose keyring half is gone is [ErrHalfMissing], never a reason to make new
// keys. [Create] is for the first set-up, [Open] for every start after it, [Rotate]
// replaces keys while what they sealed stays readable, and [Recover] opens with the
// recovery key what nothing else opens any more.
//
// Where the material and the sealed bodies are stored is left to app/store, what an
// operator's credential says to app/operator, and certificates to sync/pinned.
package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Errors of opening a hierarchy, besides those of the [Ring].
var (
	// ErrHalfMissing means that the file is there and its half in the keyring is not:
	// another account, a reset keyring, or a disk moved to another machine.
	ErrHalfMissing = errors.New("keyring half of this file is missing")
	// ErrMismatch means that the keyring half does not open this file.
	ErrMismatch = errors.New("keyring half does not open this file")
	// ErrMaterial means that the key material in the file is not readable as such.
	ErrMaterial = errors.New("key material is damaged")
)

const (
	secretSize      = 32
	materialVersion = 1
	kekInfo         = "madoguchi kek v1"
)

// Material is the sealed half of the hierarchy, kept in the terminal's file. It
// holds nothing readable and may be stored as it is.
type Material []byte

// Keys is an opened hierarchy. Make one with [Create], [Open], [Rotate] or [Recover].
type Keys struct {
	sealer   *Sealer
	terminal *ecdsa.PrivateKey
	next     *ecdsa.PrivateKey // nil for none
	stale    bool
	recovery string
}

// Sealer seals and opens what the terminal's file holds.
func (k *Keys) Sealer() *Sealer { return k.sealer }

// Terminal is the terminal's own key (ECDSA P-256), for its TLS certificate and for
// what the terminal itself signs.
func (k *Keys) Terminal() crypto.Signer { return k.terminal }

// Next is the key that will be the terminal's once it has a certificate, or nil. It comes
// of [Rotation.Terminal] and goes by [Rotation.Promote].
func (k *Keys) Next() crypto.Signer {
	if k.next == nil {
		return nil // not a signer that holds nil
	}
	return k.next
}

// Stale reports whether the keyring still holds halves that were replaced. [Retire]
// removes them.
func (k *Keys) Stale() bool { return k.stale }

// Recovery is the fingerprint of the recovery key that opens this hierarchy, "" for none.
func (k *Keys) Recovery() string { return k.recovery }

// Create makes a new hierarchy: it puts a fresh half into ring, reads it back, and
// returns the keys with the material that the caller must store before anything is
// sealed with them. Where the ring has a chip ([WithChip]) its share is needed as well.
// A recovery key is set by [Rotate].
func Create(ring Ring) (*Keys, Material, error) {
	m := sealed{Version: materialVersion, ID: uuid.NewString()}
	k, written, err := m.create(ring)
	if err != nil {
		return nil, nil, fmt.Errorf("create keys: %w", err)
	}
	return k, written, nil
}

func (m *sealed) create(ring Ring) (*Keys, Material, error) {
	kek, err := m.bind(ring)
	if err != nil {
		return nil, nil, err
	}
	defer clear(kek)
	c := contents{roots: random(secretSize)}
	if c.dek, err = keyset.NewHandle(aead.AES256GCMKeyTemplate()); err != nil {
		return nil, nil, fmt.Errorf("make data key: %w", err)
	}
	if c.terminal, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, nil, fmt.Errorf("make terminal key: %w", err)
	}
	return m.write(kek, c)
}

// Open opens the hierarchy that material belongs to. Its errors are those of the
// ring and its chip, [ErrHalfMissing], [ErrMismatch] and [ErrMaterial].
func Open(ring Ring, material Material) (*Keys, error) {
	m, err := parse(material)
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	kek, err := m.kek(ring)
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	defer clear(kek)
	c, err := m.unseal(kek)
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	return m.assemble(c)
}
