package main

import (
	"context"
	"crypto/rand"
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
}

func (f *founding) check() error {
	_, wardErr := municipality.ParseCode(f.ward)
	_, seatErr := operator.ParseID(f.seat)
	switch {
	case seatErr != nil:
		return errors.New("-seat is missing")
	case wardErr != nil:
		return errors.New("-ward is missing")
	case f.request == "":
		return errors.New("-request is missing: admin seat -request writes it")
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
	request, err := os.ReadFile(f.request)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, cfg.Database, store.KeyFile(cfg.Keys))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	first := registry.First{Seat: f.seat, Ward: f.ward}
	if first.Key, err = f.certify(cfg, request); err != nil {
		return err
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
	if f.certificate == "" || cfg.AuthorityKey == "" {
		fmt.Fprintf(f.tell, "The authority's key is not here: issue the seat's certificate where it is, with\n  admin certify -ca FILE -request %s -out certificate.pem\n", f.request)
	}
	return nil
}

// certify issues the seat's certificate where the authority's key is here, and returns the
// pin of the key it is for.
func (f *founding) certify(cfg Config, request []byte) (pinned.Pin, error) {
	q, err := pinned.ParseRequest(request)
	if err != nil {
		return pinned.Pin{}, err
	}
	pin, err := pinned.PinOfKey(q.PublicKey)
	if err != nil || f.certificate == "" {
		return pin, err
	}
	issuer, err := cfg.issuer()
	if issuer == nil || err != nil {
		return pin, err
	}
	cert, err := sign(issuer, request, f.seat, f.ward)
	if err != nil {
		return pin, err
	}
	return pin, os.WriteFile(f.certificate, pinned.EncodeCertificate(cert), 0o644)
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
