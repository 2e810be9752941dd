package main

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"madoguchi/sync/registry"
	"madoguchi/sync/registry/proof"
)

const auditKeyType = "PRIVATE KEY"

// makeAuditKey makes the key that signs the operation log, and the public one beside it
// for whoever verifies.
func makeAuditKey(_ context.Context, cfg Config, log *slog.Logger) error {
	if cfg.AuditKey == "" {
		return errors.New("audit_key is missing in the configuration")
	}
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	open, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(cfg.AuditKey, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // never over another
	if err != nil {
		return fmt.Errorf("make audit key: %w", err)
	}
	_, err = f.Write(pem.EncodeToMemory(&pem.Block{Type: auditKeyType, Bytes: private}))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("make audit key: %w", err)
	}
	if err := os.WriteFile(cfg.AuditKey+".pub", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: open}), 0o644); err != nil {
		return fmt.Errorf("make audit key: %w", err)
	}
	log.Info("made audit key", "key", cfg.AuditKey, "public", cfg.AuditKey+".pub")
	return nil
}

// auditKey reads the key; a configuration without one signs nothing.
func (c Config) auditKey() (crypto.Signer, error) {
	if c.AuditKey == "" {
		return nil, nil
	}
	body, err := os.ReadFile(c.AuditKey)
	if err != nil {
		return nil, fmt.Errorf("audit key: %w (registry audit-key makes one)", err)
	}
	block, _ := pem.Decode(body)
	if block == nil || block.Type != auditKeyType {
		return nil, fmt.Errorf("audit key %s: not a PEM private key", c.AuditKey)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("audit key %s: not a private key", c.AuditKey) // not quoted: it is a secret
	}
	signer, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("audit key %s: not an Ed25519 key", c.AuditKey)
	}
	return signer, nil
}

// proveDay signs the log of the day that is over and writes what is signed into the
// export folder.
func proveDay(ctx context.Context, cfg Config, s registry.Store, r *registry.Registry, log *slog.Logger) error {
	day, err := r.SignLog(ctx)
	if err != nil {
		return err
	}
	if !day.IsZero() {
		log.Info("signed the operation log", "day", day.String())
	}
	if cfg.AuditExport == "" {
		return nil
	}
	days, err := proof.Export(ctx, s, cfg.AuditExport)
	if err == nil && days > 0 {
		log.Info("exported the operation log", "folder", cfg.AuditExport, "days", days)
	}
	return err
}
