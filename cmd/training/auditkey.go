package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// auditKey makes, once, the key that the registry signs its operation log with, and the
// public one for whoever verifies it, as registry audit-key does.
func (r *cityRun) auditKey() error {
	path := r.path("registry", "audit.key")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	private, privateErr := x509.MarshalPKCS8PrivateKey(key)
	open, openErr := x509.MarshalPKIXPublicKey(public)
	if err := errors.Join(privateErr, openErr); err != nil {
		return fmt.Errorf("make audit key: %w", err)
	}
	return errors.Join(os.WriteFile(path+".pub", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: open}), 0o644),
		os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
}
