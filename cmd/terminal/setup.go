package main

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"madoguchi/app/audit"
	"madoguchi/app/keys"
	"madoguchi/app/keys/tpm"
	"madoguchi/app/store"
	"madoguchi/cmd/custody"
)

// fileName is the sealed file in the data folder.
const fileName = "terminal.db"

func (c Config) store() store.Config {
	return store.Config{Path: filepath.Join(c.Data, fileName), Ring: keys.WithChip(keys.OSRing(), c.chip()), Terminal: c.Terminal}
}

// chip is what guards a share of the file's key. A device that the configuration names has
// to be there; the machine's own is used where it is.
func (c Config) chip() keys.Chip {
	switch c.TPM {
	case noTPM:
		return nil
	case "":
		return tpm.Here()
	}
	return tpm.Chip(c.TPM)
}

// create makes the sealed file, where there is none, and has the recovery key that the
// configuration names open it.
func (c Config) create(ctx context.Context) error {
	// It is not made here: a disk that is not mounted would get an empty file.
	if _, err := os.Stat(c.Data); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("data: %s is not there: mount it, or make the folder for the account that the terminal runs under", c.Data)
	}
	var recovery *keys.RecoveryPublic
	if c.Recovery != "" {
		var err error
		if recovery, err = custody.Public(c.Recovery); err != nil {
			return err
		}
	}
	if err := store.Create(ctx, c.store()); err != nil && !errors.Is(err, store.ErrExists) {
		return err
	}
	if recovery == nil {
		return nil
	}
	s, err := store.Open(ctx, c.store())
	if err != nil {
		return err
	}
	set := s.Keys().Recovery() == recovery.Fingerprint()
	if err := s.Close(); err != nil || set {
		return err
	}
	return store.Rotate(ctx, c.store(), keys.Rotation{Recovery: recovery}, c.note(audit.RecoverySet, "key="+recovery.Fingerprint()))
}

// runSetup makes the sealed file, or opens the one there is, and writes the
// certificate request of its key.
func runSetup(args []string, stderr io.Writer) (err error) {
	var request string
	config, err := configFlag("setup", args, stderr, func(f *flag.FlagSet) {
		f.StringVar(&request, "request", "", "where to write the certificate request (`file`)")
	})
	if err != nil {
		return err
	}
	if request == "" {
		return errors.New("set up: -request is missing")
	}
	ctx := context.Background()
	if err := config.create(ctx); err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	s, err := store.Open(ctx, config.store())
	if err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: pkix.Name{CommonName: config.Terminal, OrganizationalUnit: []string{config.Ward}},
	}, s.Keys().Terminal())
	if err != nil {
		return fmt.Errorf("set up: make certificate request: %w", err)
	}
	if err := os.WriteFile(request, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}), 0o644); err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	return nil
}
