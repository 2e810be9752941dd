package tpm

import (
	"fmt"

	"github.com/google/go-tpm/tpm2/transport/windowstpm"
)

// Default stands for the machine's TPM: Windows has one way to it.
const Default = "tbs"

// Open opens the machine's TPM.
func Open(string) (*TPM, error) {
	device, err := windowstpm.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	return &TPM{device: device}, nil
}
