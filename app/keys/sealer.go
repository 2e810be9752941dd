package keys

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/bits"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrSealed means that a sealed body does not open at its place: it was changed,
// moved from another row, or sealed by another terminal.
var ErrSealed = errors.New("sealed body does not open here")

// A Place says where a body stands. It is authenticated with the body, so that a
// body moved to another row, column or table no longer opens.
type Place struct {
	Table  string
	Row    string
	Column string
	Schema int // layout of the body; counts up when the layout changes
}

// data is the associated data of p. The parts are separated by a byte that no table,
// row id or column name holds.
func (p Place) data() []byte {
	return fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", p.Table, p.Row, p.Column, p.Schema)
}

// A Sealer seals bodies under the terminal's data key. It is safe for concurrent use.
type Sealer struct {
	data  tink.AEAD
	roots []byte // of the blind indexes, one after the other, the oldest first
}

// Seal seals body for place. The body is padded first, so that its length on disk
// says little about a family's size or a name's.
func (s *Sealer) Seal(place Place, body []byte) ([]byte, error) {
	padded := pad(body)
	defer clear(padded)
	out, err := s.data.Encrypt(padded, place.data())
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", place.Table, place.Column, err)
	}
	return out, nil
}

// Open opens what [Sealer.Seal] sealed for the same place.
func (s *Sealer) Open(place Place, sealed []byte) ([]byte, error) {
	padded, err := s.data.Decrypt(sealed, place.data())
	if err != nil {
		return nil, fmt.Errorf("open %s.%s: %w", place.Table, place.Column, ErrSealed)
	}
	body, ok := unpad(padded)
	if !ok {
		return nil, fmt.Errorf("open %s.%s: padding: %w", place.Table, place.Column, ErrSealed)
	}
	return body, nil
}

// BlindIndex returns what stands for value in an index of the column: equal for
// equal values, and of no use without the terminal's keys. Each column has a key of
// its own, so that two indexes cannot be joined.
func (s *Sealer) BlindIndex(column, value string) ([]byte, error) {
	index := []byte(value)
	for root := s.roots; len(root) > 0; root = root[secretSize:] {
		var err error
		if index, err = indexUnder(root[:secretSize], column, index); err != nil {
			return nil, err
		}
	}
	return index, nil
}

// Reindex moves an index that was made before the newest root was added on to it. What it
// stands for need not be known, so that also what is stored as an index alone can be moved.
func (s *Sealer) Reindex(column string, index []byte) ([]byte, error) {
	return indexUnder(s.roots[len(s.roots)-secretSize:], column, index)
}

func indexUnder(root []byte, column string, value []byte) ([]byte, error) {
	key, err := hkdf.Expand(sha256.New, root, "blind index\x00"+column, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive index key: %w", err)
	}
	defer clear(key)
	mac := hmac.New(sha256.New, key)
	mac.Write(value)
	return mac.Sum(nil), nil
}

// smallest is the length that every shorter body is padded to.
const smallest = 256

// bucket returns the padded length for n bytes: 256, then four steps to each
// doubling (320, 384, 448, 512, 640 …), which costs a quarter at most.
func bucket(n int) int {
	if n <= smallest {
		return smallest
	}
	step := 1 << (bits.Len(uint(n-1)) - 3)
	return (n + step - 1) / step * step
}

// pad appends a one bit and zeros up to the bucket (ISO/IEC 7816-4).
func pad(body []byte) []byte {
	padded := make([]byte, bucket(len(body)+1))
	copy(padded, body)
	padded[len(body)] = 0x80
	return padded
}

func unpad(padded []byte) ([]byte, bool) {
	for i := len(padded) - 1; i >= 0; i-- {
		switch padded[i] {
		case 0:
		case 0x80:
			return padded[:i], true
		default:
			return nil, false
		}
	}
	return nil, false
}
