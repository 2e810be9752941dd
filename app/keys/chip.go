package keys

import (
	"errors"
	"fmt"
)

// Errors of the chip. Both are remedied by [Recover], or by putting the chip back.
var (
	// ErrChipMissing means that the file was bound to a TPM and this machine offers none.
	ErrChipMissing = errors.New("no TPM answers, and this file needs its share")
	// ErrChipForeign means that the TPM is another one, or was cleared.
	ErrChipForeign = errors.New("this TPM does not open its share of the file's key")
)

// A Chip keeps a share of the key-encryption key so that only this machine opens it: a
// TPM 2.0 (package tpm). Unseal answers [ErrChipForeign] for what another one sealed.
type Chip interface {
	Seal(share []byte) (blob []byte, err error)
	Unseal(blob []byte) (share []byte, err error)
}

// WithChip returns ring with a chip: what is created or bound over it from now on needs
// both. A nil chip returns ring itself.
func WithChip(ring Ring, chip Chip) Ring {
	if chip == nil {
		return ring
	}
	return guarded{ring, chip}
}

type guarded struct {
	Ring
	chip Chip
}

func chipOf(ring Ring) Chip {
	if g, ok := ring.(guarded); ok {
		return g.chip
	}
	return nil
}

func unsealShare(ring Ring, blob []byte) ([]byte, error) {
	chip := chipOf(ring)
	if chip == nil {
		return nil, ErrChipMissing
	}
	share, err := bounded(func() ([]byte, error) { return chip.Unseal(blob) })
	switch {
	case errors.Is(err, ErrRingTimeout):
		return nil, fmt.Errorf("%w: it does not answer", ErrChipMissing)
	case err != nil:
		return nil, err
	case len(share) != secretSize:
		return nil, ErrChipForeign
	}
	return share, nil
}
