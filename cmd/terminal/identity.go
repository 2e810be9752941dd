package main

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/keys/tpm"
	"madoguchi/app/store"
	"madoguchi/sync/link"
	"madoguchi/sync/pinned"
)

// What the sealed file keeps of the terminal's identity.
const (
	certificateSetting = "certificate"  // as the registry issued it last, PEM
	chipKeySetting     = "terminal_key" // the stored half of the key in the TPM
)

// noTPM as the configuration's tpm has the key stay in the sealed file.
const noTPM = "none"

// An identity is the terminal's key and certificate. The certificate is replaced while the
// terminal works; the key is not.
type identity struct {
	key  crypto.Signer
	chip *tpm.TPM        // that the key is in; nil for the sealed file
	kept []store.Setting // what is stored of a new key when it has a certificate
}

func (i identity) close() error {
	if i.chip == nil {
		return nil
	}
	if k, ok := i.key.(*tpm.Key); ok {
		k.Close()
	}
	return i.chip.Close()
}

// openIdentity returns the key that the terminal enrolled with: the one in the TPM, or
// that of the sealed file.
func openIdentity(ctx context.Context, c Config, s *store.Store) (identity, error) {
	blob, err := s.Setting(ctx, chipKeySetting)
	if errors.Is(err, store.ErrNotFound) {
		return identity{key: s.Keys().Terminal()}, nil
	}
	if err != nil {
		return identity{}, err
	}
	chip, err := tpm.Open(c.tpm())
	if err != nil {
		return identity{}, err
	}
	key, err := chip.Load(blob)
	if err != nil {
		return identity{}, errors.Join(err, chip.Close())
	}
	return identity{key: key, chip: chip}, nil
}

func (c Config) tpm() string {
	if c.TPM == "" {
		return tpm.Default
	}
	return c.TPM
}

// newestCertificate returns the certificate of key that ends last: the one that the
// registry renewed, or the one in the file that the configuration names.
func newestCertificate(ctx context.Context, c Config, s *store.Store, key crypto.PublicKey) (*x509.Certificate, error) {
	var newest *x509.Certificate
	var failed error
	if c.Certificate != "" {
		newest, failed = c.certificate(key)
	}
	text, err := s.Setting(ctx, certificateSetting)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	if err == nil {
		kept, err := pinned.ParseCertificate(text)
		if err != nil {
			return nil, fmt.Errorf("kept certificate: %w", err)
		}
		if own, ok := kept.PublicKey.(interface{ Equal(crypto.PublicKey) bool }); ok && own.Equal(key) && (newest == nil || kept.NotAfter.After(newest.NotAfter)) {
			newest = kept
		}
	}
	switch {
	case newest != nil:
		return newest, nil
	case failed != nil:
		return nil, failed
	}
	return nil, errors.New("there is no certificate yet: terminal enrol fetches one")
}

// renewalCheck is how often it is looked whether the certificate has to be renewed.
const renewalCheck = time.Hour

// keepIdentity renews the certificate in time until ctx ends.
func (p *parts) keepIdentity(ctx context.Context) {
	tick := time.NewTicker(renewalCheck)
	defer tick.Stop()
	online := make(chan struct{}, 1)
	defer p.client.Line.Subscribe(func(s link.Status) {
		if s.State == link.Online {
			select {
			case online <- struct{}{}:
			default:
			}
		}
	})()
	for {
		if link.RenewalDue(p.certificate.Load(), p.client.Clock.Now()) && p.client.Line.Status().State == link.Online {
			if err := p.renew(ctx); err != nil && ctx.Err() == nil {
				p.log.WarnContext(ctx, "renew certificate", "ends", p.certificate.Load().NotAfter, "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-online:
		}
	}
}

// renew fetches a certificate over the one there is, keeps it, and has the line go on
// under it: whatever is under way ends as it began.
func (p *parts) renew(ctx context.Context) error {
	trust, err := p.config.trust()
	if err != nil {
		return err
	}
	cert, err := p.client.Renew(ctx, link.Machine{ID: p.config.Terminal, Ward: p.config.Ward, Key: p.identity.key, Authority: trust.Authority})
	if err != nil {
		return err
	}
	if err := keepCertificate(ctx, p.store, p.config.Terminal, cert, 0); err != nil {
		return err
	}
	if err := p.client.Identify(pinned.Identity{Certificate: cert, Key: p.identity.key}); err != nil {
		return err
	}
	p.certificate.Store(cert)
	p.log.InfoContext(ctx, "renewed certificate", "ends", cert.NotAfter)
	return nil
}

// keepCertificate keeps what the registry issued. begin is the last number that it holds
// of another file of this terminal, for a new one.
func keepCertificate(ctx context.Context, s *store.Store, terminal string, cert *x509.Certificate, begin uint64, more ...store.Setting) error {
	kind := audit.TerminalRenewed
	if begin > 0 {
		kind = audit.TerminalEnrolled
	}
	_, err := s.Commit(ctx, store.Change{
		Begin: begin, Settings: append(more, store.Setting{Name: certificateSetting, Value: pinned.EncodeCertificate(cert)}),
		Audit: []audit.Record{{Kind: kind, At: time.Now(), Terminal: terminal, Detail: []string{"serial=" + cert.SerialNumber.Text(16)}}},
	})
	return err
}
