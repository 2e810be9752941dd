package keys

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"
)

// ErrPassphrase means that the passphrase does not open the body, or that the body was
// changed: the two cannot be told apart.
var ErrPassphrase = errors.New("wrong passphrase")

// MinPassphrase is how many characters a passphrase has at least. What stands under one
// alone can be guessed at by whoever has the file, without end.
const MinPassphrase = 12

// Bounds of a cost that is read from a file which anybody may have written.
const (
	maxMemoryKiB = 1 << 20
	maxPasses    = 16
	maxThreads   = 8
)

// PassphraseCost takes 256 MiB and about half a second a guess.
var PassphraseCost = Cost{MemoryKiB: 256 * 1024, Passes: 3, Threads: 2}

// SealUnderPassphrase seals body for keeping outside of any terminal: in the file of a
// key that somebody holds. Context says what it is and is bound to it.
func SealUnderPassphrase(passphrase, context string, body []byte, cost Cost) ([]byte, error) {
	if utf8.RuneCountInString(passphrase) < MinPassphrase {
		return nil, fmt.Errorf("seal under passphrase: fewer than %d characters", MinPassphrase)
	}
	if !cost.sensible() {
		return nil, errors.New("seal under passphrase: cost is not set")
	}
	header := cost.header(len(body))
	c, err := pinCipher(passphrase, header)
	if err != nil {
		return nil, fmt.Errorf("seal under passphrase: %w", err)
	}
	return c.Seal(header, nil, body, bound(header, context)), nil
}

// OpenUnderPassphrase opens what [SealUnderPassphrase] sealed with the same context.
func OpenUnderPassphrase(passphrase, context string, sealed []byte) ([]byte, error) {
	if len(sealed) < pinHeader || sealed[0] != pinVersion {
		return nil, fmt.Errorf("open under passphrase: header: %w", ErrPassphrase)
	}
	header, rest := sealed[:pinHeader:pinHeader], sealed[pinHeader:]
	cost := Cost{binary.BigEndian.Uint32(header[1:]), binary.BigEndian.Uint32(header[5:]), header[9]}
	if !cost.sensible() {
		return nil, fmt.Errorf("open under passphrase: cost: %w", ErrPassphrase)
	}
	var c cipher.AEAD
	c, err := pinCipher(passphrase, header)
	if err != nil {
		return nil, fmt.Errorf("open under passphrase: %w", err)
	}
	body, err := c.Open(nil, nil, rest, bound(header, context))
	if err != nil {
		return nil, fmt.Errorf("open under passphrase: %w", ErrPassphrase)
	}
	return body, nil
}

func (c Cost) sensible() bool {
	return c.MemoryKiB > 0 && c.MemoryKiB <= maxMemoryKiB && c.Passes > 0 && c.Passes <= maxPasses && c.Threads > 0 && c.Threads <= maxThreads
}

// bound is what a passphrase's cipher authenticates besides the body.
func bound(header []byte, context string) []byte {
	return append(header[:len(header):len(header)], context...)
}
