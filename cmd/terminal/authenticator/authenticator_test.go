package authenticator_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/app/operator"
	"madoguchi/cmd/terminal/authenticator"
	"madoguchi/sync/registry/passkey"
)

const party = "registry.minato.example"

// TestMain is also the authenticator: there is no other on a machine without one. It speaks
// as the programs of libfido2 do, as their manual has it.
func TestMain(m *testing.M) {
	if role := os.Getenv("TEST_AUTHENTICATOR"); role != "" {
		if err := play(role, os.Getenv("TEST_AUTHENTICATOR_KEY")); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func play(role, keyFile string) error {
	if role == "token" {
		fmt.Println("/dev/hidraw5: vendor=0x1050, product=0x0407 (Virtual)")
		return nil
	}
	var in []string
	for s := bufio.NewScanner(os.Stdin); s.Scan(); {
		in = append(in, s.Text())
	}
	der, err := os.ReadFile(keyFile)
	if err != nil {
		return err
	}
	key, err := x509.ParseECPrivateKey(der)
	if err != nil {
		return err
	}
	flags := byte(0x05) // user present, user verified
	if os.Getenv("TEST_AUTHENTICATOR_UNVERIFIED") != "" {
		flags = 0x01
	}
	id := []byte("the key of the test")
	hash, err := base64.StdEncoding.DecodeString(in[0])
	if err != nil {
		return err
	}
	rp := sha256.Sum256([]byte(in[1]))
	count := uint32(os.Getpid())
	write := func(lines ...string) { fmt.Println(strings.Join(lines, "\n")) }
	b64 := base64.StdEncoding.EncodeToString
	if role == "cred" {
		data := binary.BigEndian.AppendUint32(append(rp[:], flags|0x40), 0)
		data = append(data, make([]byte, 16)...)
		data = binary.BigEndian.AppendUint16(data, uint16(len(id)))
		data = append(append(data, id...), cose(key)...)
		write(in[0], in[1], "packed", b64(wrap(data)), b64(id), b64([]byte("attestation")))
		return nil
	}
	data := binary.BigEndian.AppendUint32(append(rp[:], flags), count)
	sum := sha256.Sum256(append(bytes.Clone(data), hash...))
	signature, err := ecdsa.SignASN1(rand.Reader, key, sum[:])
	if err != nil {
		return err
	}
	write(in[0], in[1], b64(wrap(data)), b64(signature))
	return nil
}

func wrap(b []byte) []byte { return append([]byte{0x58, byte(len(b))}, b...) }

// cose is an ES256 key (RFC 9053).
func cose(key *ecdsa.PrivateKey) []byte {
	point, err := key.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	b := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, point[1:33]...)
	return append(append(b, 0x22, 0x58, 0x20), point[33:]...)
}

// tools returns programs that are this test.
func tools(t *testing.T) (authenticator.Tools, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	keyFile := filepath.Join(folder, "key")
	if err := os.WriteFile(keyFile, der, 0o600); err != nil {
		t.Fatal(err)
	}
	program := func(role string) string {
		name := filepath.Join(folder, role)
		script := fmt.Sprintf("#!/bin/sh\nTEST_AUTHENTICATOR=%s TEST_AUTHENTICATOR_KEY=%s exec %s\n", role, keyFile, os.Args[0])
		if err := os.WriteFile(name, []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		return name
	}
	return authenticator.Tools{Token: program("token"), Cred: program("cred"), Assert: program("assert")}, key
}

var sato = operator.Profile{ID: "n05", Name: "灘 渚"}

// TestProve goes the whole way with what the registry checks with: a key is enrolled, proves
// its user, and proves nothing when it did not see one.
func TestProve(t *testing.T) {
	fido, _ := tools(t)
	c, err := passkey.New(party)
	if err != nil {
		t.Fatal(err)
	}
	options, state, err := c.Offer(sato, nil)
	if err != nil {
		t.Fatal(err)
	}
	made, err := fido.Enrol(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	held, err := c.Add(state, made, sato, nil)
	if err != nil {
		t.Fatal(err)
	}
	prove := func() error {
		options, state, err := c.Ask(sato, held)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := fido.Prove(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Check(state, proof, sato, held)
		return err
	}
	if err := prove(); err != nil {
		t.Errorf("user verified: %v", err)
	}
	t.Setenv("TEST_AUTHENTICATOR_UNVERIFIED", "1")
	if err := prove(); !errors.Is(err, passkey.ErrAnswer) {
		t.Errorf("user not verified: %v", err)
	}
}

// TestOtherTool: what the test's authenticator says is what libfido2 says, as its own
// program verifies it.
func TestOtherTool(t *testing.T) {
	if _, err := exec.LookPath("fido2-assert"); err != nil {
		t.Skip("fido2-assert is not installed")
	}
	fido, key := tools(t)
	hash := sha256.Sum256([]byte("client data"))
	b64 := base64.StdEncoding.EncodeToString
	cmd := exec.CommandContext(t.Context(), fido.Assert, "-G")
	cmd.Stdin = strings.NewReader(strings.Join([]string{b64(hash[:]), party, b64([]byte("id")), ""}, "\n"))
	said, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public := filepath.Join(t.TempDir(), "public.pem")
	if err := os.WriteFile(public, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	verify := exec.CommandContext(t.Context(), "fido2-assert", "-V", "-p", "-v", public, "es256")
	verify.Stdin = bytes.NewReader(said)
	if out, err := verify.CombinedOutput(); err != nil {
		t.Errorf("libfido2 refuses it: %v: %s", err, out)
	}
}

// TestNone: a machine without an authenticator, or without the programs, says so.
func TestNone(t *testing.T) {
	none := authenticator.Tools{Token: filepath.Join(t.TempDir(), "none")}
	if _, err := none.Prove(context.Background(), []byte(`{"publicKey":{}}`)); !errors.Is(err, authenticator.ErrMissing) {
		t.Errorf("prove = %v", err)
	}
	if _, err := none.Prove(context.Background(), []byte(`nonsense`)); err == nil {
		t.Error("nonsense was taken for a question")
	}
}
