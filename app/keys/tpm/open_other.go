//go:build !linux && !windows

package tpm

// Default is no device.
const Default = ""

// Open finds no TPM on this system.
func Open(string) (*TPM, error) { return nil, ErrMissing }
