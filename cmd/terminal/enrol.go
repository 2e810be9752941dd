package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"madoguchi/app/audit"
	"madoguchi/app/keys"
	"madoguchi/app/keys/tpm"
	"madoguchi/app/store"
	"madoguchi/sync/link"
)

// errOldFile says that what the registry holds of this terminal is more than its file does.
var errOldFile = errors.New("the registry holds more of this terminal than this file: it is a copy, or came back from a backup. " +
	"Move it away, and have the terminal enrol again with a new one")

// runEnrol has the registry issue this terminal's first certificate, or one for a new key,
// for the one-time code that IT was given for it. The file is made when there is none.
func runEnrol(ctx context.Context, args []string, in io.Reader, stderr io.Writer) (err error) {
	var anew bool
	config, err := configFlag("enrol", args, stderr, func(f *flag.FlagSet) {
		f.BoolVar(&anew, "new-key", false, "make a new key, and leave the one there is when its certificate has come")
	})
	if err != nil {
		return err
	}
	if config.Enrolment == "" {
		return errors.New("enrol: the configuration names no enrolment")
	}
	if err := config.create(ctx); err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	if err := enrolWith(ctx, config, anew, in, stderr); err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	s, err := openFile(ctx, config) // a new key in the file is the terminal's from here on
	if err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	return s.Close()
}

func enrolWith(ctx context.Context, config Config, anew bool, in io.Reader, stderr io.Writer) (err error) {
	s, id, err := openToEnrol(ctx, config, anew)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, id.close(), s.Close()) }()
	where := "in the sealed file"
	if id.chip != nil {
		where = "in the TPM"
	}
	fmt.Fprintf(stderr, "terminal %s, its key is %s\nenrolment code: ", config.Terminal, where)
	code, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && code == "" {
		return fmt.Errorf("no code: %w", err)
	}
	cert, err := enrol(ctx, config, s, id, strings.TrimSpace(code))
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "enrolled; the certificate is good until %s and renewed by itself\n", cert.NotAfter.Local().Format("2006-01-02"))
	return nil
}

// openToEnrol opens the file and the key to enrol with. A new key in the file is made
// beside the one there is.
func openToEnrol(ctx context.Context, c Config, anew bool) (*store.Store, identity, error) {
	s, err := store.Open(ctx, c.store())
	if err != nil {
		return nil, identity{}, err
	}
	if of := s.Terminal(); of != c.Terminal {
		return nil, identity{}, errors.Join(fmt.Errorf("the file is of terminal %s: %w", of, store.ErrForeign), s.Close())
	}
	id, err := makeIdentity(ctx, c, s, anew)
	if err != nil {
		return nil, identity{}, errors.Join(err, s.Close())
	}
	if !anew || id.chip != nil || s.Keys().Next() != nil {
		return s, id, nil
	}
	if err := s.Close(); err != nil {
		return nil, identity{}, err
	}
	if err := store.Rotate(ctx, c.store(), keys.Rotation{Terminal: true}, c.note(audit.KeysRotated, "next")); err != nil {
		return nil, identity{}, err
	}
	return openToEnrol(ctx, c, anew)
}

// makeIdentity returns the key to enrol with: the one there is, or a new one where there
// is none in the TPM, where the TPM is another one than before, and where a new one is
// asked for. What is new is kept with its certificate; until then nothing has changed.
func makeIdentity(ctx context.Context, c Config, s *store.Store, anew bool) (identity, error) {
	_, err := s.Setting(ctx, chipKeySetting)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return identity{}, err
	}
	chipped := err == nil
	if chipped && !anew && c.TPM != noTPM {
		id, err := openIdentity(ctx, c, s)
		if !errors.Is(err, tpm.ErrForeign) && !errors.Is(err, tpm.ErrBlob) && !errors.Is(err, tpm.ErrMissing) {
			return id, err
		}
	}
	if c.TPM == noTPM {
		return fileIdentity(s, anew, chipped), nil
	}
	chip, err := tpm.Open(c.tpm())
	if errors.Is(err, tpm.ErrMissing) && c.TPM == "" {
		return fileIdentity(s, anew, chipped), nil
	}
	if err != nil {
		return identity{}, err
	}
	blob, err := chip.Create()
	if err != nil {
		return identity{}, errors.Join(err, chip.Close())
	}
	key, err := chip.Load(blob)
	if err != nil {
		return identity{}, errors.Join(err, chip.Close())
	}
	return identity{key: key, chip: chip, kept: []store.Setting{{Name: chipKeySetting, Value: blob}}}, nil
}

// fileIdentity is the key in the sealed file. Where one in a TPM was used it is forgotten.
func fileIdentity(s *store.Store, anew, chipped bool) identity {
	id := identity{key: s.Keys().Terminal()}
	if next := s.Keys().Next(); anew && next != nil {
		id.key = next
	}
	if chipped {
		id.kept = []store.Setting{{Name: chipKeySetting}}
	}
	return id
}

func enrol(ctx context.Context, c Config, s *store.Store, id identity, code string) (*x509.Certificate, error) {
	trust, err := c.trust()
	if err != nil {
		return nil, err
	}
	own := link.Machine{ID: c.Terminal, Ward: c.Ward, Key: id.key, Authority: trust.Authority}
	cert, watermark, err := own.Enrol(ctx, c.Enrolment, trust, code)
	if err != nil {
		return nil, err
	}
	last, _, _, err := s.Watermarks(ctx)
	if err != nil {
		return nil, err
	}
	begin := uint64(0)
	switch {
	case last == 0:
		begin = watermark
	case watermark > last:
		return nil, errOldFile
	}
	return cert, keepCertificate(ctx, s, c.Terminal, cert, begin, id.kept...)
}
