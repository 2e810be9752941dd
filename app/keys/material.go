package keys

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// sealed is Material in its written form.
type sealed struct {
	Version    int      `json:"version"`
	ID         string   `json:"id"`             // of the hierarchy
	Generation int      `json:"half,omitempty"` // how often the half was replaced
	Retired    []string `json:"retired,omitempty"`
	Chip       []byte   `json:"chip,omitempty"` // the TPM's share, which that TPM opens
	DEK        []byte   `json:"dek"`
	Blind      []byte   `json:"blind"` // the roots one after the other, the oldest first
	Terminal   []byte   `json:"terminal"`
	Next       []byte   `json:"next,omitempty"`
	Recovery   []byte   `json:"recovery,omitempty"` // the public recovery key: sealed, so that nobody puts another one here
	Wrapped    []byte   `json:"wrapped,omitempty"`  // the KEK under the recovery key
}

// contents are what a material seals, opened.
type contents struct {
	dek            *keyset.Handle
	roots          []byte
	terminal, next *ecdsa.PrivateKey
	recovery       *RecoveryPublic
}

func parse(material Material) (*sealed, error) {
	var m sealed
	if err := json.Unmarshal(material, &m); err != nil || m.Version != materialVersion || m.ID == "" || m.Generation < 0 {
		return nil, ErrMaterial
	}
	return &m, nil
}

// half names the half in the keyring that opens m.
func (m *sealed) half() string {
	if m.Generation == 0 {
		return m.ID
	}
	return fmt.Sprintf("%s.%d", m.ID, m.Generation)
}

// place binds a sealed key to this file and to its own role in it.
func (m *sealed) place(role string) []byte {
	return fmt.Appendf(nil, "keys\x00%s\x00%s\x00%d", m.ID, role, m.Version)
}

// kek derives the key-encryption key from what ring holds.
func (m *sealed) kek(ring Ring) ([]byte, error) {
	half, err := getBounded(ring, m.half())
	switch {
	case errors.Is(err, ErrNoSecret):
		return nil, ErrHalfMissing
	case err != nil:
		return nil, err
	case len(half) != secretSize:
		return nil, ErrMismatch
	}
	defer clear(half)
	if m.Chip == nil {
		return m.derive(half, nil)
	}
	share, err := unsealShare(ring, m.Chip)
	if err != nil {
		return nil, err
	}
	defer clear(share)
	return m.derive(half, share)
}

func (m *sealed) derive(half, share []byte) ([]byte, error) {
	secret := append(bytes.Clone(half), share...)
	defer clear(secret)
	key, err := hkdf.Key(sha256.New, secret, []byte(m.ID), kekInfo, secretSize)
	if err != nil {
		return nil, fmt.Errorf("derive kek: %w", err)
	}
	return key, nil
}

// bind puts a fresh half into ring under the name of m's generation, has the ring's chip,
// if there is one, seal a fresh share, and returns the key-encryption key of both.
func (m *sealed) bind(ring Ring) ([]byte, error) {
	half := random(secretSize)
	defer clear(half)
	if err := setBounded(ring, m.half(), half); err != nil {
		return nil, err
	}
	m.Chip = nil
	if chip := chipOf(ring); chip != nil {
		share := random(secretSize)
		defer clear(share)
		blob, err := bounded(func() ([]byte, error) { return chip.Seal(share) })
		if err != nil {
			return nil, fmt.Errorf("seal share: %w", err)
		}
		m.Chip = blob
		if err := m.readBack(ring, half, share); err != nil {
			return nil, err
		}
		return m.derive(half, share)
	}
	if err := m.readBack(ring, half, nil); err != nil {
		return nil, err
	}
	return m.derive(half, nil)
}

// readBack asks for what was just given away. A keyring that takes a secret and forgets
// it would cost every entry at the next start.
func (m *sealed) readBack(ring Ring, half, share []byte) error {
	want, err := m.derive(half, share)
	if err != nil {
		return err
	}
	defer clear(want)
	got, err := m.kek(ring)
	switch {
	case errors.Is(err, ErrHalfMissing):
		return fmt.Errorf("read back: %w", ErrNoSecret)
	case err != nil:
		return fmt.Errorf("read back: %w", err)
	}
	defer clear(got)
	if !bytes.Equal(got, want) {
		return fmt.Errorf("read back: %w", ErrMismatch)
	}
	return nil
}

// write seals c under kek into m, and returns the keys with m in its written form.
func (m *sealed) write(kek []byte, c contents) (*Keys, Material, error) {
	if err := m.seal(kek, c); err != nil {
		return nil, nil, err
	}
	written, err := json.Marshal(m)
	if err != nil {
		return nil, nil, err
	}
	k, err := m.assemble(c)
	return k, written, err
}

func (m *sealed) seal(kek []byte, c contents) error {
	cipher, err := subtle.NewAESGCM(kek)
	if err != nil {
		return err
	}
	var written bytes.Buffer
	if err := c.dek.WriteWithAssociatedData(keyset.NewBinaryWriter(&written), cipher, m.place("dek")); err != nil {
		return fmt.Errorf("seal data key: %w", err)
	}
	m.DEK = written.Bytes()
	if m.Blind, err = cipher.Encrypt(c.roots, m.place("blind")); err != nil {
		return fmt.Errorf("seal blind-index root: %w", err)
	}
	if m.Terminal, err = m.sealSigner(cipher, "terminal", c.terminal); err != nil {
		return err
	}
	m.Next = nil
	if c.next != nil {
		if m.Next, err = m.sealSigner(cipher, "next", c.next); err != nil {
			return err
		}
	}
	m.Recovery, m.Wrapped = nil, nil
	if c.recovery == nil {
		return nil
	}
	if m.Recovery, err = cipher.Encrypt(c.recovery.key.Bytes(), m.place("recovery")); err != nil {
		return fmt.Errorf("seal recovery key: %w", err)
	}
	if m.Wrapped, err = c.recovery.wrap(m.place("wrapped"), kek); err != nil {
		return fmt.Errorf("wrap for recovery: %w", err)
	}
	return nil
}

func (m *sealed) sealSigner(cipher tink.AEAD, role string, key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("write %s key: %w", role, err)
	}
	defer clear(der)
	out, err := cipher.Encrypt(der, m.place(role))
	if err != nil {
		return nil, fmt.Errorf("seal %s key: %w", role, err)
	}
	return out, nil
}

// unseal opens what m holds.
func (m *sealed) unseal(kek []byte) (c contents, err error) {
	cipher, err := subtle.NewAESGCM(kek)
	if err != nil {
		return c, err
	}
	if c.dek, err = keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(m.DEK)), cipher, m.place("dek")); err != nil {
		return c, ErrMismatch
	}
	// The half is the right one from here on; what does not open now was changed.
	if c.roots, err = cipher.Decrypt(m.Blind, m.place("blind")); err != nil || len(c.roots) == 0 || len(c.roots)%secretSize != 0 {
		return c, fmt.Errorf("blind-index root: %w", ErrMaterial)
	}
	if c.terminal, err = m.unsealSigner(cipher, "terminal", m.Terminal); err != nil {
		return c, err
	}
	if m.Next != nil {
		if c.next, err = m.unsealSigner(cipher, "next", m.Next); err != nil {
			return c, err
		}
	}
	if m.Recovery != nil {
		public, err := cipher.Decrypt(m.Recovery, m.place("recovery"))
		if err != nil {
			return c, fmt.Errorf("recovery key: %w", ErrMaterial)
		}
		if c.recovery, err = newRecoveryPublic(public); err != nil {
			return c, fmt.Errorf("recovery key: %w", ErrMaterial)
		}
	}
	return c, nil
}

func (m *sealed) unsealSigner(cipher tink.AEAD, role string, body []byte) (*ecdsa.PrivateKey, error) {
	der, err := cipher.Decrypt(body, m.place(role))
	if err != nil {
		return nil, fmt.Errorf("%s key: %w", role, ErrMaterial)
	}
	defer clear(der)
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("%s key: %w", role, ErrMaterial)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s key: %w", role, ErrMaterial)
	}
	return key, nil
}

func (m *sealed) assemble(c contents) (*Keys, error) {
	data, err := aead.New(c.dek)
	if err != nil {
		return nil, fmt.Errorf("use data key: %w", err)
	}
	k := &Keys{sealer: &Sealer{data: data, roots: c.roots}, terminal: c.terminal, next: c.next, stale: len(m.Retired) > 0}
	if c.recovery != nil {
		k.recovery = c.recovery.Fingerprint()
	}
	return k, nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return b
}
