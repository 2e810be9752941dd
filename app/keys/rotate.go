package keys

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// ErrNoRecovery means that the material was never given a recovery key, or another one
// than the shares make up.
var ErrNoRecovery = errors.New("this recovery key does not open the file")

// A Rotation says which keys are replaced.
type Rotation struct {
	// Half replaces the half in the keyring and the TPM's share, and with them the
	// key that everything else stands under. A TPM that was not there before is
	// bound now, one that is gone no longer.
	Half bool
	// Data makes a new key for all that is sealed from now on. What was sealed before
	// stays readable under the old ones, which are kept.
	Data bool
	// Index adds a root to the blind indexes: each of them changes, and the caller
	// moves what it stored with [Sealer.Reindex] in the same transaction.
	Index bool
	// Terminal makes the next key of the terminal. It is in use only after Promote,
	// when there is a certificate for it.
	Terminal bool
	// Promote makes the next key the terminal's own.
	Promote bool
	// Recovery replaces the recovery key; nil leaves it. Half and Data are then replaced as
	// well: the key before opens copies of the file from before, and what it finds in them
	// must not open what is sealed from now on.
	Recovery *RecoveryPublic
}

// Rotate replaces keys. The caller stores the material it returns, in one step with what
// the rotation changes, and then calls [Retire]. Until the material is stored the old one
// opens as before; from then on the new one does: there is no moment at which neither
// opens.
func Rotate(ring Ring, material Material, r Rotation) (*Keys, Material, error) {
	m, err := parse(material)
	if err != nil {
		return nil, nil, fmt.Errorf("rotate keys: %w", err)
	}
	kek, err := m.kek(ring)
	if err != nil {
		return nil, nil, fmt.Errorf("rotate keys: %w", err)
	}
	k, written, err := m.rotate(ring, kek, r, false)
	if err != nil {
		return nil, nil, fmt.Errorf("rotate keys: %w", err)
	}
	return k, written, nil
}

// Recover opens a hierarchy whose half is lost, or whose TPM was replaced, and binds it
// to a new half in ring. The caller stores the material.
func Recover(ring Ring, material Material, key *RecoverySecret) (*Keys, Material, error) {
	m, err := parse(material)
	if err != nil {
		return nil, nil, fmt.Errorf("recover keys: %w", err)
	}
	if m.Wrapped == nil {
		return nil, nil, fmt.Errorf("recover keys: none was set: %w", ErrNoRecovery)
	}
	kek, err := key.unwrap(m.place("wrapped"), m.Wrapped)
	if err != nil {
		return nil, nil, fmt.Errorf("recover keys: %w", ErrNoRecovery)
	}
	k, written, err := m.rotate(ring, kek, Rotation{Half: true}, true)
	if err != nil {
		return nil, nil, fmt.Errorf("recover keys: %w", err)
	}
	return k, written, nil
}

// rotate replaces the keys of r. What a rotation that was cut short left under the name of
// the new half is overwritten; a recovery keeps what it finds, because the material may be
// that of an old copy of a file which the half opens.
func (m *sealed) rotate(ring Ring, kek []byte, r Rotation, recovering bool) (*Keys, Material, error) {
	defer func() { clear(kek) }() // the one in use at the end
	c, err := m.unseal(kek)
	if err != nil {
		return nil, nil, err
	}
	if old := c.recovery; r.Recovery != nil && old != nil && old.Fingerprint() != r.Recovery.Fingerprint() {
		r.Half, r.Data = true, true
	}
	if err := c.replace(r); err != nil {
		return nil, nil, err
	}
	if r.Half {
		clear(kek)
		m.Retired = append(m.Retired, m.half())
		for m.Generation++; recovering; m.Generation++ {
			if _, err := getBounded(ring, m.half()); errors.Is(err, ErrNoSecret) {
				break
			} else if err != nil {
				return nil, nil, err
			}
		}
		if kek, err = m.bind(ring); err != nil {
			return nil, nil, err
		}
	}
	return m.write(kek, c)
}

// replace makes the new keys of r beside or in place of the old ones.
func (c *contents) replace(r Rotation) (err error) {
	if r.Data {
		if c.dek, err = moreKeys(c.dek); err != nil {
			return fmt.Errorf("make data key: %w", err)
		}
	}
	if r.Index {
		c.roots = append(c.roots, random(secretSize)...)
	}
	if r.Terminal {
		if c.next, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			return fmt.Errorf("make terminal key: %w", err)
		}
	}
	if r.Promote {
		if c.next == nil {
			return errors.New("there is no next terminal key")
		}
		c.terminal, c.next = c.next, nil
	}
	if r.Recovery != nil {
		c.recovery = r.Recovery
	}
	return nil
}

// moreKeys adds a key to a keyset, which seals from now on.
func moreKeys(h *keyset.Handle) (*keyset.Handle, error) {
	manager := keyset.NewManagerFromHandle(h)
	id, err := manager.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	if err := manager.SetPrimary(id); err != nil {
		return nil, err
	}
	return manager.Handle()
}

// Retire removes the halves that were replaced from ring, after the caller has stored
// material. It returns the material to store without them.
func Retire(ring Ring, material Material) (Material, error) {
	m, err := parse(material)
	if err != nil {
		return nil, fmt.Errorf("retire keys: %w", err)
	}
	for _, name := range m.Retired {
		if err := removeBounded(ring, name); err != nil && !errors.Is(err, ErrNoSecret) {
			return nil, fmt.Errorf("retire keys: %w", err)
		}
	}
	m.Retired = nil
	written, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("retire keys: %w", err)
	}
	return written, nil
}
