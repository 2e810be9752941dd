package killtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"madoguchi/app/keys"
	"madoguchi/app/operator"
	"madoguchi/app/store"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	registrystore "madoguchi/sync/registry/store"
)

const (
	terminal = "T-01-01"
	ward     = "991015"
	host     = "127.0.0.1"
)

// The operators: one who enters and two who review.
var operators = []operator.ID{"writer", "first", "second"}

// keyOf returns the key an operator signs with.
func keyOf(id operator.ID) ed25519.PrivateKey {
	seed := bytes.Repeat([]byte{byte(slices.Index(operators, id) + 1)}, ed25519.SeedSize)
	return ed25519.NewKeyFromSeed(seed)
}

// A city is the folder in which the files of both programs are. The halves of their
// keys lie beside them: these processes begin too often for a keyring, and app/keys
// tests the real ones.
type city string

func (c city) path(name string) string { return filepath.Join(string(c), name) }

func (c city) read(name string) []byte {
	b, err := os.ReadFile(c.path(name))
	fatal(err)
	return b
}

func (c city) ring(name string) keys.Ring { return registrystore.KeyFile(c.path(name)) }

func (c city) terminal() store.Config {
	return store.Config{Path: c.path("terminal.db"), Ring: c.ring("terminal.key"), Terminal: terminal}
}

func (c city) openTerminal() (*store.Store, error) {
	return store.Open(context.Background(), c.terminal())
}

func (c city) openRegistry() (*registrystore.Store, error) {
	return registrystore.Open(context.Background(), c.path("registry.db"), c.ring("registry.key"))
}

// trust is what the terminal knows of its registry.
func (c city) trust() pinned.Trust {
	authority, err := pinned.ParseCertificate(c.read("authority.pem"))
	fatal(err)
	trust := pinned.Trust{Authority: authority, Host: host}
	for _, name := range []string{"pin", "backup-pin"} {
		raw, err := hex.DecodeString(string(c.read(name)))
		fatal(err)
		trust.Pins = append(trust.Pins, pinned.Pin(raw))
	}
	return trust
}

// fatal ends a program of the test.
func fatal(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// anything is a repertoire that has every character: the programs begin often, and the
// real table takes its time.
type anything struct{}

func (anything) Check(string) error { return nil }

// found makes a city: both files, the certificates, and the operators with their keys
// at the registry.
func found(t *testing.T) city {
	t.Helper()
	c := city(t.TempDir())
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	write := func(name string, b []byte) { t.Helper(); must(os.WriteFile(c.path(name), b, 0o600)) }

	authority, err := pinned.NewAuthority("Test", time.Now(), pinned.MaxValidity)
	must(err)
	write("authority.pem", pinned.EncodeCertificate(authority.Certificate()))
	key, err := pinned.NewKey()
	must(err)
	cert, err := authority.IssueServer(key.Public(), []string{host}, time.Now(), pinned.MinValidity)
	must(err)
	identity, err := pinned.Identity{Certificate: cert, Key: key}.MarshalPEM()
	must(err)
	write("registry.pem", identity)
	backup, err := pinned.NewKey()
	must(err)
	backupPin, err := pinned.PinOfKey(backup.Public())
	must(err)
	pin := pinned.PinOf(cert)
	write("pin", []byte(hex.EncodeToString(pin[:])))
	write("backup-pin", []byte(hex.EncodeToString(backupPin[:])))

	must(store.Create(t.Context(), c.terminal()))
	file, err := c.openTerminal()
	must(err)
	cert, err = authority.IssueTerminal(file.Keys().Terminal().Public(), terminal, ward, time.Now(), pinned.MinValidity)
	must(err)
	write("terminal.pem", pinned.EncodeCertificate(cert))
	must(file.Close())

	register, err := registrystore.Create(t.Context(), c.path("registry.db"), c.ring("registry.key"))
	must(err)
	must(register.Update(t.Context(), enrolEverybody))
	must(register.Close())
	write("address", []byte(freeAddress(t)))
	return c
}

func enrolEverybody(tx registry.Tx) error {
	if err := tx.PutTerminal(registry.Terminal{ID: terminal, Ward: ward}); err != nil {
		return err
	}
	for _, id := range operators {
		profile := operator.Profile{ID: id, Name: string(id), Ward: ward, Rights: []operator.Right{operator.Enter, operator.Review}}
		public := keyOf(id).Public().(ed25519.PublicKey)
		err := errors.Join(
			tx.PutAccount(registry.Account{Profile: profile, PIN: "none", Seed: []byte("no token is used")}),
			tx.Enrol(registry.Key{Operator: id, Terminal: terminal, Public: public, EnrolledAt: time.Now()}),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}
