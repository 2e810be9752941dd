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
	"os"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/keys"
	"madoguchi/app/store"
	"madoguchi/cmd/custody"
)

// keysUsage is what "terminal keys" says of itself.
const keysUsage = `terminal keys show     -config FILE
terminal keys rotate   -config FILE [-half] [-data] [-index]
terminal keys recovery -config FILE -public FILE
terminal keys next     -config FILE -request FILE
terminal recover       -config FILE -share FILE -share2 FILE

The window must be closed. admin help keys says when to use which; without -half, -data and
-index, rotate replaces half and data.
`

// runKeys shows and replaces the keys of the sealed file.
func runKeys(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	commands := map[string]func(context.Context, []string, io.Writer, io.Writer) error{
		"show": showKeys, "rotate": rotateKeys, "recovery": setRecovery, "next": nextKey,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprint(stderr, keysUsage)
		return flag.ErrHelp
	}
	return commands[args[0]](ctx, args[1:], stdout, stderr)
}

func (c Config) note(kind audit.Kind, detail ...string) audit.Record {
	return audit.Record{Kind: kind, At: time.Now(), Terminal: c.Terminal, Detail: detail}
}

func showKeys(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	config, err := configFlag("keys show", args, stderr, nil)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, config.store())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	_, err = s.Setting(ctx, chipKeySetting)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return tellKeys(stdout, s.Terminal(), s.Keys(), err == nil)
}

func tellKeys(w io.Writer, terminal string, k *keys.Keys, chipped bool) error {
	recovery, next, where := k.Recovery(), "no", "in the sealed file"
	if chipped {
		where = "in the TPM"
	}
	if recovery == "" {
		recovery = "none: if the keyring is lost nothing opens this file; set one with terminal keys recovery"
	}
	if k.Next() != nil {
		next = "yes, it waits for its certificate"
	}
	_, err := fmt.Fprintf(w, "terminal %s: the file opens\nrecovery key: %s\nterminal key: %s\nnext terminal key: %s\n", terminal, recovery, where, next)
	return err
}

func rotateKeys(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var rotation func() (keys.Rotation, []string)
	config, err := configFlag("keys rotate", args, stderr, func(f *flag.FlagSet) { rotation = custody.Rotation(f) })
	if err != nil {
		return err
	}
	r, parts := rotation()
	if err := store.Rotate(ctx, config.store(), r, config.note(audit.KeysRotated, parts...)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "rotated:", parts)
	return err
}

func setRecovery(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var path string
	config, err := configFlag("keys recovery", args, stderr, func(f *flag.FlagSet) {
		f.StringVar(&path, "public", "", "`file` of the public recovery key")
	})
	if err != nil {
		return err
	}
	public, err := custody.Public(path)
	if err != nil {
		return err
	}
	err = store.Rotate(ctx, config.store(), keys.Rotation{Recovery: public}, config.note(audit.RecoverySet, "key="+public.Fingerprint()))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "recovery key", public.Fingerprint())
	return err
}

// nextKey makes the key that the terminal will have, and the request for its certificate.
// The one in use stays until the new certificate lies where the configuration says.
func nextKey(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	var request string
	config, err := configFlag("keys next", args, stderr, func(f *flag.FlagSet) {
		f.StringVar(&request, "request", "", "where to write the certificate request (`file`)")
	})
	if err != nil {
		return err
	}
	if request == "" {
		return errors.New("-request is missing")
	}
	if err := keyInFile(ctx, config); err != nil {
		return err
	}
	if err := store.Rotate(ctx, config.store(), keys.Rotation{Terminal: true}, config.note(audit.KeysRotated, "next")); err != nil {
		return err
	}
	s, err := store.Open(ctx, config.store())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: pkix.Name{CommonName: config.Terminal, OrganizationalUnit: []string{config.Ward}},
	}, s.Keys().Next())
	if err != nil {
		return fmt.Errorf("make certificate request: %w", err)
	}
	if err := os.WriteFile(request, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}), 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "made the next terminal key; have the request signed and put the certificate at", config.Certificate)
	return err
}

// keyInFile fails where the terminal's key is in the TPM, which makes requests for no other.
func keyInFile(ctx context.Context, c Config) error {
	s, err := store.Open(ctx, c.store())
	if err != nil {
		return err
	}
	_, err = s.Setting(ctx, chipKeySetting)
	switch {
	case err == nil:
		err = errors.New("the terminal's key is in its TPM: have an enrolment approved (admin help terminal enrol), then terminal enrol -new-key")
	case errors.Is(err, store.ErrNotFound):
		err = nil
	}
	return errors.Join(err, s.Close())
}

// runRecover opens with the recovery key what the keyring opens no more, and binds it to
// the keyring there is now.
func runRecover(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var shares [2]string
	config, err := configFlag("recover", args, stderr, func(f *flag.FlagSet) {
		f.StringVar(&shares[0], "share", "", "`file` of one custodian's share")
		f.StringVar(&shares[1], "share2", "", "`file` of the other custodian's share")
	})
	if err != nil {
		return err
	}
	secret, err := custody.Open(shares, custody.NewAsker(os.Stdin, stderr))
	if err != nil {
		return err
	}
	err = store.Recover(ctx, config.store(), secret, config.note(audit.KeysRecovered, "key="+secret.Fingerprint()))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "recovered: the file opens with this machine's keyring again")
	return err
}

// openFile opens the sealed file. Where a certificate for the next terminal key has come,
// that key is the terminal's from now on.
func openFile(ctx context.Context, c Config) (*store.Store, error) {
	s, err := store.Open(ctx, c.store())
	if err != nil {
		return nil, err
	}
	next := s.Keys().Next()
	if next == nil {
		return s, nil
	}
	if _, err := newestCertificate(ctx, c, s, next.Public()); err != nil {
		return s, nil // it has not come yet
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	if err := store.Rotate(ctx, c.store(), keys.Rotation{Promote: true}, c.note(audit.KeysRotated, "terminal")); err != nil {
		return nil, err
	}
	return store.Open(ctx, c.store())
}
