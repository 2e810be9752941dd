package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
)

// authorityValidity is how long a new authority lasts.
const authorityValidity = 10 * 365 * 24 * time.Hour

// issuer returns the authority whose key the registry holds, nil where it does not.
func (c Config) issuer() (registry.Issuer, error) {
	a, err := c.openAuthority()
	if a == nil || err != nil {
		return nil, err // not a nil *Authority in an interface
	}
	return a, nil
}

func (c Config) openAuthority() (*pinned.Authority, error) {
	if c.AuthorityKey == "" {
		return nil, nil
	}
	body, err := os.ReadFile(c.AuthorityKey)
	if err != nil {
		return nil, fmt.Errorf("authority_key: %w", err)
	}
	passphrase, err := c.passphrase()
	if err != nil {
		return nil, err
	}
	if !pinned.Sealed(body) {
		return nil, errors.New("authority_key: the key lies open; registry authority -from FILE seals it")
	}
	a, err := pinned.OpenAuthority(body, passphrase)
	if err != nil {
		return nil, fmt.Errorf("authority_key: %w", err)
	}
	public, err := os.ReadFile(c.Authority)
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	cert, err := pinned.ParseCertificate(public)
	if err != nil || !bytes.Equal(cert.Raw, a.Certificate().Raw) {
		return nil, errors.New("authority_key: it is of another authority than authority")
	}
	return a, nil
}

// passphrase reads what opens the authority's key.
func (c Config) passphrase() (string, error) {
	body, err := os.ReadFile(c.AuthorityPassphrase)
	if err != nil {
		return "", fmt.Errorf("authority_passphrase: %w", err)
	}
	return string(bytes.TrimRight(body, "\r\n")), nil
}

// makeAuthority makes the city's authority, or takes over the one of a file, and seals its
// key under the passphrase of the configuration, which is made if there is none.
func makeAuthority(_ context.Context, cfg Config, from string, log *slog.Logger) error {
	if cfg.AuthorityKey == "" || cfg.AuthorityPassphrase == "" {
		return errors.New("the configuration names no authority_key and authority_passphrase")
	}
	if _, err := os.Stat(cfg.AuthorityKey); err == nil {
		return fmt.Errorf("there is an authority already: %s", cfg.AuthorityKey)
	}
	authority, err := newAuthority(from)
	if err != nil {
		return err
	}
	if _, err := os.Stat(cfg.AuthorityPassphrase); errors.Is(err, fs.ErrNotExist) {
		secret := make([]byte, 24)
		_, _ = rand.Read(secret) // never fails (crypto/rand)
		if err := os.WriteFile(cfg.AuthorityPassphrase, []byte(base64.RawURLEncoding.EncodeToString(secret)+"\n"), 0o600); err != nil {
			return err
		}
	}
	passphrase, err := cfg.passphrase()
	if err != nil {
		return err
	}
	sealed, err := authority.Seal(passphrase)
	if err != nil {
		return err
	}
	if err := os.WriteFile(cfg.AuthorityKey, sealed, 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(cfg.Authority, pinned.EncodeCertificate(authority.Certificate()), 0o644); err != nil {
		return err
	}
	log.Info("sealed the authority", "authority", cfg.Authority, "authority_key", cfg.AuthorityKey, "until", authority.Certificate().NotAfter.Format(time.DateOnly))
	return nil
}

func newAuthority(from string) (*pinned.Authority, error) {
	if from == "" {
		return pinned.NewAuthority("Madoguchi", time.Now(), authorityValidity)
	}
	body, err := os.ReadFile(from)
	if err != nil {
		return nil, err
	}
	return pinned.ParseAuthority(body)
}

// sign answers a certificate request of a seat.
func sign(issuer registry.Issuer, request []byte, id, ward string) (*x509.Certificate, error) {
	q, err := pinned.ParseRequest(request)
	if err != nil {
		return nil, err
	}
	if q.Subject.CommonName != id {
		return nil, fmt.Errorf("the request is of %q and not of %s", q.Subject.CommonName, id)
	}
	return issuer.IssueTerminal(q.PublicKey, id, ward, time.Now(), registry.CertificateLife)
}
