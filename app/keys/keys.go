// Package keys holds the key hierarchy of a terminal: which secret opens which.
//
//	OS keyring (32 random bytes) ──HKDF──► KEK ──opens──► Material, kept in the terminal's file:
//	                                                        DEK keyset        seals every body in the file
//	                                                        blind-index root  finds sealed values by equality
//	                                                        terminal key      TLS and signatures of the terminal
//	PIN ──Argon2id──► an operator's credential, sealed under the DEK besides
//
// The file alone opens nothing, the keyring alone opens nothing, and a PIN can only
// be guessed by whoever has both. There is no second way in: where the keyring is
// missing, locked or silent the caller gets an error of its own and the terminal
// stays shut. Nothing here ever writes a secret to a file instead.
//
// A file whose keyring half is gone is [ErrHalfMissing], never a reason to make new
// keys. [Create] is for the first set-up and [Open] for every start after it.
//
// Where the material and the sealed bodies are stored is left to app/store, what an
// operator's credential says to app/operator, and certificates to sync/pinned.
package keys

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
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

// Keys is an opened hierarchy. Make one with [Create] or [Open].
type Keys struct {
	sealer   *Sealer
	terminal *ecdsa.PrivateKey
}

// sealed is Material in its written form.
type sealed struct {
	Version  int    `json:"version"`
	ID       string `json:"id"` // names the keyring half
	DEK      []byte `json:"dek"`
	Blind    []byte `json:"blind"`
	Terminal []byte `json:"terminal"`
}

// Create makes a new hierarchy: it puts a fresh half into ring, reads it back, and
// returns the keys with the material that the caller must store before anything is
// sealed with them.
func Create(ring Ring) (*Keys, Material, error) {
	m := sealed{Version: materialVersion, ID: uuid.NewString()}
	half := make([]byte, secretSize)
	_, _ = rand.Read(half) // never fails (crypto/rand)
	if err := setBounded(ring, m.ID, half); err != nil {
		return nil, nil, fmt.Errorf("create keys: %w", err)
	}
	// A keyring that takes a secret and forgets it would cost every entry at the
	// next start, so the half is read back before anything depends on it.
	back, err := getBounded(ring, m.ID)
	if err != nil {
		return nil, nil, fmt.Errorf("create keys: read back: %w", err)
	}
	if !bytes.Equal(back, half) {
		return nil, nil, fmt.Errorf("create keys: read back: %w", ErrMismatch)
	}
	k, err := m.fill(half)
	if err != nil {
		return nil, nil, fmt.Errorf("create keys: %w", err)
	}
	written, err := json.Marshal(m)
	if err != nil {
		return nil, nil, fmt.Errorf("create keys: %w", err)
	}
	return k, written, nil
}

// Open opens the hierarchy that material belongs to. Its errors are those of the
// ring, [ErrHalfMissing], [ErrMismatch] and [ErrMaterial].
func Open(ring Ring, material Material) (*Keys, error) {
	var m sealed
	if err := json.Unmarshal(material, &m); err != nil || m.Version != materialVersion || m.ID == "" {
		return nil, fmt.Errorf("open keys: %w", ErrMaterial)
	}
	half, err := getBounded(ring, m.ID)
	switch {
	case errors.Is(err, ErrNoSecret):
		return nil, fmt.Errorf("open keys: %w", ErrHalfMissing)
	case err != nil:
		return nil, fmt.Errorf("open keys: %w", err)
	case len(half) != secretSize:
		return nil, fmt.Errorf("open keys: %w", ErrMismatch)
	}
	k, err := m.open(half)
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	return k, nil
}

// Sealer seals and opens what the terminal's file holds.
func (k *Keys) Sealer() *Sealer { return k.sealer }

// Terminal is the terminal's own key (ECDSA P-256), for its TLS certificate and for
// what the terminal itself signs.
func (k *Keys) Terminal() crypto.Signer { return k.terminal }

// fill makes the three keys and seals them into m.
func (m *sealed) fill(half []byte) (*Keys, error) {
	kek, err := m.kek(half)
	if err != nil {
		return nil, err
	}
	dek, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make data key: %w", err)
	}
	var written bytes.Buffer
	if err := dek.WriteWithAssociatedData(keyset.NewBinaryWriter(&written), kek, m.place("dek")); err != nil {
		return nil, fmt.Errorf("seal data key: %w", err)
	}
	m.DEK = written.Bytes()

	blind := make([]byte, secretSize)
	_, _ = rand.Read(blind) // never fails (crypto/rand)
	if m.Blind, err = kek.Encrypt(blind, m.place("blind")); err != nil {
		return nil, fmt.Errorf("seal blind-index root: %w", err)
	}

	terminal, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make terminal key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(terminal)
	if err != nil {
		return nil, fmt.Errorf("write terminal key: %w", err)
	}
	if m.Terminal, err = kek.Encrypt(der, m.place("terminal")); err != nil {
		return nil, fmt.Errorf("seal terminal key: %w", err)
	}
	return assemble(dek, blind, terminal)
}

// open opens the three keys that m holds.
func (m *sealed) open(half []byte) (*Keys, error) {
	kek, err := m.kek(half)
	if err != nil {
		return nil, err
	}
	dek, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(m.DEK)), kek, m.place("dek"))
	if err != nil {
		return nil, ErrMismatch
	}
	// The half is the right one from here on; what does not open now was changed.
	blind, err := kek.Decrypt(m.Blind, m.place("blind"))
	if err != nil {
		return nil, fmt.Errorf("blind-index root: %w", ErrMaterial)
	}
	der, err := kek.Decrypt(m.Terminal, m.place("terminal"))
	if err != nil {
		return nil, fmt.Errorf("terminal key: %w", ErrMaterial)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("terminal key: %w", ErrMaterial)
	}
	terminal, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("terminal key: %w", ErrMaterial)
	}
	return assemble(dek, blind, terminal)
}

// kek derives the key-encryption key. A TPM's share will be appended to half, which
// is why this is a derivation already and not the half itself.
func (m *sealed) kek(half []byte) (tink.AEAD, error) {
	key, err := hkdf.Key(sha256.New, half, []byte(m.ID), kekInfo, secretSize)
	if err != nil {
		return nil, fmt.Errorf("derive kek: %w", err)
	}
	return subtle.NewAESGCM(key)
}

// place binds a sealed key to this file and to its own role in it.
func (m *sealed) place(role string) []byte {
	return fmt.Appendf(nil, "keys\x00%s\x00%s\x00%d", m.ID, role, m.Version)
}

func assemble(dek *keyset.Handle, blind []byte, terminal *ecdsa.PrivateKey) (*Keys, error) {
	data, err := aead.New(dek)
	if err != nil {
		return nil, fmt.Errorf("use data key: %w", err)
	}
	return &Keys{sealer: &Sealer{data: data, blind: blind}, terminal: terminal}, nil
}
