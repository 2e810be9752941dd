package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/crypto/argon2"
)

// ErrPIN means that the PIN does not open the body.
var ErrPIN = errors.New("wrong PIN")

// Cost is what one guess of a PIN takes. It is written into each sealed body, so
// that it can be raised later without breaking what was sealed before.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// DefaultCost takes 64 MiB and about 0.1 s on a counter's machine (RFC 9106, second
// recommended choice, with one thread).
var DefaultCost = Cost{MemoryKiB: 64 * 1024, Passes: 3, Threads: 1}

const (
	pinVersion  = 1
	pinSaltSize = 16
	pinHeader   = 1 + 4 + 4 + 1 + pinSaltSize // version, memory, passes, threads, salt
)

// SealUnderPIN seals body for place so that it takes the terminal's data key and the
// PIN to open it. The PIN layer is the inner one: without the data key there is
// nothing to guess at.
func SealUnderPIN(pin string, s *Sealer, place Place, body []byte, cost Cost) ([]byte, error) {
	if cost.MemoryKiB == 0 || cost.Passes == 0 || cost.Threads == 0 {
		return nil, errors.New("seal under PIN: cost is not set")
	}
	header := cost.header(len(body))
	inner, err := pinCipher(pin, header)
	if err != nil {
		return nil, fmt.Errorf("seal under PIN: %w", err)
	}
	// The key is fresh with each salt, so that the nonce inside can be random.
	return s.Seal(place, inner.Seal(header, nil, body, header))
}

// header writes c and a fresh salt, with room for a sealed body of n bytes behind it.
func (c Cost) header(n int) []byte {
	header := make([]byte, pinHeader, pinHeader+n+64)
	header[0] = pinVersion
	binary.BigEndian.PutUint32(header[1:], c.MemoryKiB)
	binary.BigEndian.PutUint32(header[5:], c.Passes)
	header[9] = c.Threads
	_, _ = rand.Read(header[10:]) // never fails (crypto/rand)
	return header
}

// OpenUnderPIN opens what [SealUnderPIN] sealed. It answers [ErrPIN] when the
// terminal's half opens and the PIN's does not, and [ErrSealed] before that.
func OpenUnderPIN(pin string, s *Sealer, place Place, sealed []byte) ([]byte, error) {
	outer, err := s.Open(place, sealed)
	if err != nil {
		return nil, err
	}
	if len(outer) < pinHeader || outer[0] != pinVersion {
		return nil, fmt.Errorf("open under PIN: header: %w", ErrSealed)
	}
	header, rest := outer[:pinHeader], outer[pinHeader:]
	inner, err := pinCipher(pin, header)
	if err != nil {
		return nil, fmt.Errorf("open under PIN: %w", err)
	}
	body, err := inner.Open(nil, nil, rest, header)
	if err != nil {
		return nil, fmt.Errorf("open under PIN: %w", ErrPIN)
	}
	return body, nil
}

// pinCipher derives the PIN's key as header says. The header is authenticated by the
// data key before it gets here, so its cost is one that this program chose.
func pinCipher(pin string, header []byte) (cipher.AEAD, error) {
	memory, passes := binary.BigEndian.Uint32(header[1:]), binary.BigEndian.Uint32(header[5:])
	key := argon2.IDKey([]byte(pin), header[10:], passes, memory, header[9], secretSize)
	defer clear(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
