package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"madoguchi/app/keys/tpm"
	"madoguchi/app/store"
	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// errOldFile says that what the registry holds of this terminal is more than its file does.
var errOldFile = errors.New("the registry holds more of this terminal than this file: it is a copy, or came back from a backup. " +
	"Move it away, and have the terminal enrol again with a new one")

// runEnrol has the registry issue this terminal's first certificate, or one for a new key,
// for the one-time code that IT was given for it. The file is made when there is none.
func runEnrol(ctx context.Context, args []string, in io.Reader, stderr io.Writer) (err error) {
	config, err := configFlag("enrol", args, stderr, nil)
	if err != nil {
		return err
	}
	if config.Enrolment == "" {
		return errors.New("enrol: the configuration names no enrolment")
	}
	if err := store.Create(ctx, config.store()); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("enrol: %w", err)
	}
	s, err := store.Open(ctx, config.store())
	if err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if of := s.Terminal(); of != config.Terminal {
		return fmt.Errorf("enrol: the file is of terminal %s: %w", of, store.ErrForeign)
	}
	id, err := makeIdentity(ctx, config, s)
	if err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	defer func() { err = errors.Join(err, id.close()) }()
	where := "in the sealed file"
	if id.chip != nil {
		where = "in the TPM"
	}
	fmt.Fprintf(stderr, "terminal %s, its key is %s\nenrolment code: ", config.Terminal, where)
	code, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && code == "" {
		return fmt.Errorf("enrol: no code: %w", err)
	}
	cert, err := enrol(ctx, config, s, id, code[:max(0, len(code)-1)])
	if err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	fmt.Fprintf(stderr, "enrolled; the certificate is good until %s and renewed by itself\n", cert.NotAfter.Local().Format("2006-01-02"))
	return nil
}

// makeIdentity returns the key to enrol with. A file that has none in the TPM gets one
// there, where there is a TPM.
func makeIdentity(ctx context.Context, c Config, s *store.Store) (identity, error) {
	if _, err := s.Setting(ctx, chipKeySetting); err == nil || c.TPM == noTPM {
		return openIdentity(ctx, c, s)
	}
	chip, err := tpm.Open(c.tpm())
	if errors.Is(err, tpm.ErrMissing) && c.TPM == "" {
		return openIdentity(ctx, c, s)
	}
	if err != nil {
		return identity{}, err
	}
	blob, err := chip.Create()
	if err != nil {
		return identity{}, errors.Join(err, chip.Close())
	}
	_, err = s.Commit(ctx, store.Change{Settings: []store.Setting{{Name: chipKeySetting, Value: blob}}})
	if err := errors.Join(err, chip.Close()); err != nil {
		return identity{}, err
	}
	return openIdentity(ctx, c, s)
}

func enrol(ctx context.Context, c Config, s *store.Store, id identity, code string) (*x509.Certificate, error) {
	proof, err := pinned.NewEnrolmentKey(c.Terminal, code)
	if err != nil {
		return nil, err
	}
	request, err := pinned.MakeRequest(id.key, c.Terminal, c.Ward)
	if err != nil {
		return nil, err
	}
	trust, err := c.trust()
	if err != nil {
		return nil, err
	}
	transport, err := pinned.NewGuestTransport(c.Enrolment, trust, time.Now)
	if err != nil {
		return nil, err
	}
	defer transport.Close()
	client := wirev1connect.NewEnrolmentServiceClient(&http.Client{Transport: transport}, "https://"+c.Enrolment, wire.ClientOptions()...)
	answer, err := client.Enrol(ctx, &wirev1.EnrolRequest{Terminal: c.Terminal, Request: request, Proof: proof.Prove(pinned.RequestProof, request)})
	if err != nil {
		return nil, err
	}
	if !proof.Proves(pinned.CertificateProof, answer.GetCertificate(), answer.GetProof()) {
		return nil, errors.New("the registry does not prove that it knows the code")
	}
	cert, err := ownCertificate(answer.GetCertificate(), c.Terminal, id.key.Public(), trust.Authority)
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
		begin = answer.GetWatermark()
	case answer.GetWatermark() > last:
		return nil, errOldFile
	}
	return cert, keepCertificate(ctx, s, c.Terminal, cert, begin)
}
