package tpm

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/google/go-tpm/tpm2/transport"
	"github.com/google/go-tpm/tpm2/transport/linuxtpm"
	"github.com/google/go-tpm/tpm2/transport/linuxudstpm"
)

// Default is the device of the machine's TPM, behind the kernel's resource manager.
const Default = "/dev/tpmrm0"

// Open opens the TPM at path: a device, or the socket of a TPM in software.
func Open(path string) (*TPM, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	var device transport.TPMCloser
	if info.Mode()&fs.ModeSocket != 0 {
		device, err = linuxudstpm.Open(path)
	} else {
		device, err = linuxtpm.Open(path)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	return &TPM{device: device}, nil
}
