package pinned

import (
	"encoding/pem"
	"fmt"

	"madoguchi/app/keys"
)

// sealedBlock is the PEM type of an authority under a passphrase.
const sealedBlock = "MADOGUCHI SEALED AUTHORITY"

// sealedContext says what stands under the passphrase, and is bound to it.
const sealedContext = "madoguchi authority v1"

// Seal returns the authority with its key under a passphrase, as PEM.
func (a *Authority) Seal(passphrase string) ([]byte, error) {
	plain, err := a.MarshalPEM()
	if err != nil {
		return nil, err
	}
	sealed, err := keys.SealUnderPassphrase(passphrase, sealedContext, plain, keys.PassphraseCost)
	if err != nil {
		return nil, fmt.Errorf("seal authority: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: sealedBlock, Bytes: sealed}), nil
}

// Sealed reports whether data is an authority under a passphrase.
func Sealed(data []byte) bool { return findBlock(data, sealedBlock) != nil }

// OpenAuthority reads an authority: what [Authority.Seal] wrote, with its passphrase, or
// what [Authority.MarshalPEM] wrote, without one.
func OpenAuthority(data []byte, passphrase string) (*Authority, error) {
	block := findBlock(data, sealedBlock)
	if block == nil {
		return ParseAuthority(data)
	}
	plain, err := keys.OpenUnderPassphrase(passphrase, sealedContext, block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("open authority: %w", err)
	}
	return ParseAuthority(plain)
}
