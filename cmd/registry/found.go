package main

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"os"
	"strings"
	"time"

	"madoguchi/app/municipality"
	"madoguchi/app/operator"
	"madoguchi/cmd/admin/otpauth"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
)

// A founding is what registry found makes: the first admin seat and the first two
// administrators, from whom every other right comes.
type founding struct {
	seat, ward, request, certificate string
	operators                        people
	again                            bool      // somebody is there, but nobody can be asked
	tell                             io.Writer // the slips; nobody logs it
}

// people are given as -operator ID:NAME, once each.
type people []operator.Profile

// String implements [flag.Value].
func (p *people) String() string { return "" }

// Set implements [flag.Value].
func (p *people) Set(text string) error {
	id, name, _ := strings.Cut(text, ":")
	one := operator.Profile{Name: name}
	var err error
	if one.ID, err = operator.ParseID(id); err != nil {
		return err
	}
	if name == "" {
		return errors.New("want ID:NAME")
	}
	*p = append(*p, one)
	return nil
}

func (f *founding) flags(set *flag.FlagSet) {
	set.StringVar(&f.seat, "seat", "", "`ID` of the first admin seat")
	set.StringVar(&f.ward, "ward", "", "municipality `code` of its office")
	set.StringVar(&f.request, "request", "", "certificate request of the seat, a `file`")
	set.StringVar(&f.certificate, "certificate", "", "where to write the seat's certificate, a `file`")
	set.Var(&f.operators, "operator", "`ID:NAME` of an administrator; two at least")
	set.BoolVar(&f.again, "again", false, "no seat or no second administrator is left: make them anew, logged as that")
}

func (f *founding) check() error {
	if _, err := municipality.ParseCode(f.ward); err != nil {
		return errors.New("-ward is missing")
	}
	if f.again && f.seat == "" && f.request == "" {
		if len(f.operators) == 0 {
			return errors.New("-again wants a seat, administrators, or both")
		}
		return nil
	}
	_, seatErr := operator.ParseID(f.seat)
	switch {
	case seatErr != nil:
		return errors.New("-seat is missing")
	case f.request == "":
		return errors.New("-request is missing: admin seat -request writes it")
	case f.again:
	case len(f.operators) < 2:
		return errors.New("two administrators are needed, with an -operator for each: one asks, the other approves")
	case f.operators[0].ID == f.operators[1].ID:
		return errors.New("the two administrators are the same")
	}
	return nil
}

// found makes them, once. The slips are shown when everything is kept and never again.
func (f *founding) found(ctx context.Context, cfg Config, log *slog.Logger) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	s, err := store.Open(ctx, cfg.Database, store.KeyFile(cfg.Keys))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	first := registry.First{Seat: f.seat, Ward: f.ward, Again: f.again}
	var cert *x509.Certificate
	if f.seat != "" {
		if first.Key, cert, err = f.certify(cfg); err != nil {
			return err
		}
	}
	var slips []slip
	for _, p := range f.operators {
		p.Ward, p.Rights = f.ward, []operator.Right{operator.AdminIT}
		one := slip{p, newPIN(), make([]byte, otpauth.SeedSize)}
		_, _ = rand.Read(one.seed) // never fails (crypto/rand)
		slips = append(slips, one)
		first.Administrators = append(first.Administrators, registry.Account{Profile: p, PIN: registry.HashPIN(one.pin), Seed: one.seed, PINDue: true})
	}
	if err := registry.Found(ctx, s, first, time.Now()); err != nil {
		return err
	}
	log.Info("founded", "seat", f.seat, "administrators", len(slips))
	for _, one := range slips {
		if err := one.print(f.tell); err != nil {
			return err
		}
	}
	switch {
	case f.seat == "":
		return nil
	case cert == nil:
		_, err := fmt.Fprintf(f.tell, "No certificate was issued: issue the seat's where the authority's key is, with\n  admin certify -ca FILE -request %s -out certificate.pem\n", f.request)
		return err
	}
	return os.WriteFile(f.certificate, pinned.EncodeCertificate(cert), 0o644)
}

// certify returns the key of the seat's request, and its certificate where it is asked for
// and the authority's key is here.
func (f *founding) certify(cfg Config) (pinned.Pin, *x509.Certificate, error) {
	request, err := os.ReadFile(f.request)
	if err != nil {
		return pinned.Pin{}, nil, err
	}
	q, err := pinned.ParseRequest(request)
	if err != nil {
		return pinned.Pin{}, nil, err
	}
	pin, err := pinned.PinOfKey(q.PublicKey)
	if err != nil || f.certificate == "" {
		return pin, nil, err
	}
	issuer, err := cfg.issuer()
	if issuer == nil || err != nil {
		return pin, nil, err
	}
	cert, err := sign(issuer, request, f.seat, f.ward)
	return pin, cert, err
}

// A slip is handed to its operator in a closed envelope.
type slip struct {
	operator.Profile
	pin  string
	seed []byte
}

func (s slip) print(w io.Writer) error {
	address := otpauth.Address(s.ID, s.seed)
	fmt.Fprintf(w, "\n---- for %s (%s) only: read the code with the token, then close the window ----\n", s.Name, s.ID)
	fmt.Fprintf(w, "first PIN (to be replaced at the first sign-in): %s\n%s\n", s.pin, address)
	return otpauth.Draw(w, address)
}

// newPIN returns a first PIN that passes for one.
func newPIN() string {
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
		if err != nil {
			panic(err) // never fails (crypto/rand)
		}
		if pin := fmt.Sprintf("%08d", n); operator.CheckPIN(pin) == nil {
			return pin
		}
	}
}
