package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/cmd/training/city"
	"madoguchi/cmd/training/quarter"
	"madoguchi/sync/bundle"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
)

var small = plan{Version: planVersion, Seed: 7, Residents: 120, On: civil.MustParse("2026-04-01")}

var shared folder

// TestMain makes the city that the tests look at: the PINs alone take a second.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "training")
	if err != nil {
		panic(err)
	}
	shared = folder(filepath.Join(dir, "city"))
	if _, err := shared.open(context.Background(), small, func(string) {}); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// TestMake opens the register that was made and looks at everybody in it.
func TestMake(t *testing.T) {
	f := shared
	s, err := store.Open(t.Context(), f.path("registry", "registry.db"), store.KeyFile(f.path("registry", "keys.json")))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	registrytest.Check(t, s)
	residents := 0
	err = s.View(t.Context(), func(tx registry.Tx) error {
		for _, o := range city.Operators(small.Seed) {
			a, err := tx.Account(o.ID)
			if err != nil || !bytes.Equal(a.Seed, o.Seed) || a.Profile.Ward != "991015" || len(a.Profile.Rights) == 0 {
				t.Errorf("account of %s: %v", o.ID, err)
			}
		}
		return tx.Residents(func(r resident.Record) error {
			if !r.Status.Current() {
				return nil
			}
			residents++
			if err := tx.Numbers(&r); err != nil {
				return err
			}
			if r.Code.IsZero() || r.Number.IsZero() {
				t.Errorf("%v has no numbers", r)
			}
			home, err := tx.Household(r.Household)
			if err != nil {
				return err
			}
			members, err := tx.Members(r.Household)
			if err == nil && !home.Headless && !members[0].IsHead() {
				t.Errorf("household %s begins without its head", r.Household)
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if residents != small.Residents+quarter.Size {
		t.Errorf("%d residents, want %d and %d", residents, small.Residents, quarter.Size)
	}
}

// TestLocked: R031, the terminals of a training city run on a signed configuration, which is
// made once and stays.
func TestLocked(t *testing.T) {
	f, pins := shared, []string{strings.Repeat("ab", 32), strings.Repeat("cd", 32)}
	s, err := store.Open(t.Context(), f.path("registry", "registry.db"), store.KeyFile(f.path("registry", "keys.json")))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	given := func() (kept registry.Locked) {
		t.Helper()
		if err := f.publishPolicy(t.Context(), s, pins); err != nil {
			t.Fatal(err)
		}
		if err := s.View(t.Context(), func(tx registry.Tx) (err error) { kept, err = tx.Locked(); return err }); err != nil {
			t.Fatal(err)
		}
		return kept
	}
	first := given()
	root, err := os.ReadFile(f.path(rootFile)) // as the terminals are configured with
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Decode(first.Bundle)
	if err != nil {
		t.Fatal(err)
	}
	a, err := bundle.Verify(root, b, time.Now(), bundle.Place{Terminal: id(1), Ward: ward(1)})
	if err != nil || a.Ring != bundle.All || a.Edition.By != "training" || a.Edition.Policy.Version != 1 {
		t.Errorf("ring %s by %s, version %d, %v", a.Ring, a.Edition.By, a.Edition.Policy.Version, err)
	}
	if again := given(); again.Number != first.Number || !bytes.Equal(again.Bundle, first.Bundle) {
		t.Errorf("published again at the next start: bundle %d, then %d", first.Number, again.Number)
	}
}

func TestOpenRefuses(t *testing.T) {
	f := shared
	other := small
	other.Seed++
	if _, err := f.open(t.Context(), other, func(string) {}); err == nil || !strings.Contains(err.Error(), "seed 7") {
		t.Errorf("another seed: %v", err)
	}
	later := small
	later.On = later.On.AddDays(100)
	if p, err := f.open(t.Context(), later, func(string) {}); err != nil || p.On != small.On {
		t.Errorf("another day: %v, %v", p.On, err)
	}
	foreign := folder(t.TempDir())
	if err := os.WriteFile(foreign.path("letter.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := foreign.open(t.Context(), small, func(string) {}); err == nil {
		t.Error("a folder with something else in it is taken")
	}
	if b, err := os.ReadFile(foreign.path("letter.txt")); err != nil || string(b) != "mine" {
		t.Error("something else was touched")
	}
}

// TestCommands runs the command line on a city.
func TestCommands(t *testing.T) {
	f := string(shared)
	tests := []struct {
		name string
		args []string
		code int
		want string // in the output
	}{
		{"operators", []string{"operators", "-data", f}, 0, "s301"},
		{"token", []string{"token", "-data", f, "c101"}, 0, " s left)"},
		{"token of nobody", []string{"token", "-data", f, "c999"}, 1, `no operator "c999"`},
		{"token without operator", []string{"token", "-data", f}, 2, "-data"},
		{"no city", []string{"operators", "-data", f + "-not"}, 1, "no training city yet"},
		{"no command", nil, 2, "usage"},
		{"unknown command", []string{"rnu"}, 2, "usage"},
		{"unknown flag", []string{"operators", "-x"}, 2, "-data"},
		{"too many", []string{"run", "-terminals", "10", "-data", f}, 2, "1 to 9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			if code := run(t.Context(), tt.args, &out, &out); code != tt.code || !strings.Contains(out.String(), tt.want) {
				t.Errorf("status %d, want %d; %s", code, tt.code, out.String())
			}
		})
	}
}

// TestToken checks that the code printed is one that opens.
func TestToken(t *testing.T) {
	var out bytes.Buffer
	if code := run(t.Context(), []string{"token", "-data", string(shared), "r202"}, &out, &out); code != 0 {
		t.Fatal(out.String())
	}
	for _, o := range city.Operators(small.Seed) {
		_, err := operator.CheckToken(o.Seed, out.String()[:6], time.Now(), 0)
		if (err == nil) != (o.ID == "r202") {
			t.Errorf("token of %s: %v", o.ID, err)
		}
	}
}

// TestCertificates opens a line with the certificates of a city.
func TestCertificates(t *testing.T) {
	f := shared
	now := time.Now()
	pin, err := f.certifyServer("server.pem", now)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := f.certifyServer("server.pem", now); err != nil || again != pin {
		t.Errorf("renewing changed the key: %v", err)
	}
	backup, err := f.certifyServer("backup.pem", now)
	if err != nil || backup == pin {
		t.Errorf("backup pin is the same, %v", err)
	}

	key, err := pinned.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		t.Fatal(err)
	}
	request, certificate := f.path("request.pem"), f.path("certificate.pem")
	if err := os.WriteFile(request, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.certifyTerminal(request, certificate, id(1), ward(1), now); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(certificate)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := pinned.ParseCertificate(b)
	if err != nil {
		t.Fatal(err)
	}
	shake(t, f, pinned.Identity{Certificate: cert, Key: key}, pin, backup)
}

// shake makes one TLS handshake between a terminal and the registry of f.
func shake(t *testing.T, f folder, terminal pinned.Identity, pins ...string) {
	t.Helper()
	authority, err := f.authority()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(f.path("registry", "server.pem"))
	if err != nil {
		t.Fatal(err)
	}
	server, err := pinned.ParseIdentity(b)
	if err != nil {
		t.Fatal(err)
	}
	trust := pinned.Trust{Authority: authority.Certificate(), Host: host}
	for _, pin := range pins {
		raw, err := hex.DecodeString(pin)
		if err != nil {
			t.Fatal(err)
		}
		trust.Pins = append(trust.Pins, pinned.Pin(raw))
	}
	config, err := pinned.ClientConfig(terminal, trust, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	near, far := net.Pipe()
	defer near.Close()
	go func() {
		_ = tls.Server(far, pinned.ServerConfig(server, authority.Certificate(), time.Now)).HandshakeContext(t.Context())
	}()
	if err := tls.Client(near, config).HandshakeContext(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestCable pulls the cable under an open connection.
func TestCable(t *testing.T) {
	echo, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	defer echo.Close()
	go func() {
		for {
			conn, err := echo.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(conn, conn); conn.Close() }()
		}
	}()
	c, err := layCable(echo.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	dial := func() net.Conn {
		t.Helper()
		conn, err := net.Dial("tcp", c.Addr())
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
		return conn
	}
	said := func(conn net.Conn) error {
		if _, err := conn.Write([]byte("x")); err != nil {
			return err
		}
		_, err := io.ReadFull(conn, make([]byte, 1))
		return err
	}
	open := dial()
	if err := said(open); err != nil {
		t.Fatalf("plugged in: %v", err)
	}
	c.Pull()
	if err := said(open); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("open connection after the pull: %v", err)
	}
	if err := said(dial()); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("new connection while pulled: %v", err)
	}
	c.Plug()
	last := dial()
	if err := said(last); err != nil {
		t.Errorf("plugged in again: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := said(last); err == nil {
		t.Error("the cable carries on after it was taken away")
	}
}

func TestListening(t *testing.T) {
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	end := make(chan error, 1)
	end <- errors.New("exit status 1")
	if err := listening(context.Background(), address, end); err == nil || !strings.Contains(err.Error(), "exit status 1") {
		t.Errorf("a program that ended: %v", err)
	}
}

// TestEnrol: the registry has codes to allot that nobody has, also of a city that was
// started before.
func TestEnrol(t *testing.T) {
	r := &cityRun{folder: shared, terminals: 1, plan: small}
	for range 2 {
		if err := r.enrol(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(t.Context(), shared.path("registry", "registry.db"), store.KeyFile(shared.path("registry", "keys.json")))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(t.Context(), func(tx registry.Tx) error {
		if left, err := tx.CodesLeft(); err != nil || left < stock-5 || left > stock {
			t.Errorf("%d codes in the stock, %v; want about %d", left, err, stock)
		}
		_, err := tx.Terminal(id(1))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
