package main

import (
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"madoguchi/sync/pinned"
)

// host is the name that the registry of a training city has: it is reached from this
// machine only.
const host = "127.0.0.1"

func (f folder) authority() (*pinned.Authority, error) {
	b, err := os.ReadFile(f.path("authority.pem"))
	if err != nil {
		return nil, fmt.Errorf("read authority: %w", err)
	}
	return pinned.ParseAuthority(b)
}

// certifyServer writes a fresh certificate for the key in a file of the registry,
// which is made the first time, and returns the pin of the key.
func (f folder) certifyServer(file string, now time.Time) (pin string, err error) {
	authority, err := f.authority()
	if err != nil {
		return "", err
	}
	key, err := keyOf(f.path("registry", file))
	if err != nil {
		return "", err
	}
	cert, err := authority.IssueServer(key.Public(), []string{host}, now, pinned.MaxValidity)
	if err != nil {
		return "", err
	}
	b, err := pinned.Identity{Certificate: cert, Key: key}.MarshalPEM()
	if err != nil {
		return "", err
	}
	sum := pinned.PinOf(cert)
	return hex.EncodeToString(sum[:]), os.WriteFile(f.path("registry", file), b, 0o600)
}

// keyOf returns the key of an identity file, a fresh one if there is no file.
func keyOf(path string) (crypto.Signer, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return pinned.NewKey()
	}
	if err != nil {
		return nil, err
	}
	id, err := pinned.ParseIdentity(b)
	return id.Key, err
}

// certifyTerminal answers the request that a terminal wrote with a certificate.
func (f folder) certifyTerminal(request, certificate, id, ward string, now time.Time) error {
	b, err := os.ReadFile(request)
	if err != nil {
		return err
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return errors.New("certificate request is no PEM")
	}
	csr, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		return err
	}
	if err := csr.CheckSignature(); err != nil {
		return err
	}
	authority, err := f.authority()
	if err != nil {
		return err
	}
	cert, err := authority.IssueTerminal(csr.PublicKey, id, ward, now, pinned.MaxValidity)
	if err != nil {
		return err
	}
	return os.WriteFile(certificate, pinned.EncodeCertificate(cert), 0o600)
}
