package tpm_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/app/keys/tpm"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
)

// swtpm starts a TPM in software and returns its socket.
func swtpm(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("swtpm"); err != nil {
		t.Skip("swtpm is not installed")
	}
	dir := t.TempDir() // absolute, which swtpm needs
	socket := filepath.Join(dir, "s")
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "swtpm", "socket", "--tpm2", "--tpmstate", "dir="+dir, "--server", "type=unixio,path="+socket,
		"--flags", "not-need-init,startup-clear")
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	for range 200 { // the file is there before anybody listens at it
		if c, err := net.Dial("unix", socket); err == nil {
			_ = c.Close()
			return socket
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("swtpm does not answer")
	return ""
}

func open(t *testing.T, socket string) *tpm.TPM {
	t.Helper()
	device, err := tpm.Open(socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = device.Close() })
	return device
}

func TestKey(t *testing.T) {
	device := open(t, swtpm(t))
	blob, err := device.Create()
	if err != nil {
		t.Fatal(err)
	}
	key, err := device.Load(blob)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte("said"))
	signature, err := key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil || !ecdsa.VerifyASN1(key.Public().(*ecdsa.PublicKey), digest[:], signature) {
		t.Errorf("signature does not verify: %v", err)
	}
	if _, err := key.Sign(rand.Reader, digest[:], crypto.SHA512); err == nil {
		t.Error("signed a digest of another hash")
	}
	for range 10 { // a TPM has room for three keys: none may be left loaded
		again, err := device.Load(blob)
		if err != nil {
			t.Fatal(err)
		}
		if !again.Public().(*ecdsa.PublicKey).Equal(key.Public()) {
			t.Fatal("another key")
		}
		again.Close()
	}
	if _, err := device.Load(tpm.Blob(`{"version":1}`)); !errors.Is(err, tpm.ErrBlob) {
		t.Errorf("damaged: %v, want %v", err, tpm.ErrBlob)
	}
	crowded := open(t, swtpm(t))
	mine, err := crowded.Create()
	if err != nil {
		t.Fatal(err)
	}
	for room := 0; err == nil && room < 10; room++ { // as programs that were killed leave it without a resource manager
		_, err = crowded.Load(mine)
	}
	if !errors.Is(err, tpm.ErrBusy) || errors.Is(err, tpm.ErrForeign) {
		t.Errorf("no room: %v, want %v", err, tpm.ErrBusy)
	}
	other := open(t, swtpm(t))
	if _, err := other.Load(blob); !errors.Is(err, tpm.ErrForeign) {
		t.Errorf("at another TPM: %v, want %v", err, tpm.ErrForeign)
	}
}

// TestLine has a terminal come in with a key that never leaves its TPM.
func TestLine(t *testing.T) {
	device := open(t, swtpm(t))
	blob, err := device.Create()
	if err != nil {
		t.Fatal(err)
	}
	key, err := device.Load(blob)
	if err != nil {
		t.Fatal(err)
	}
	der, err := pinned.MakeRequest(key, "T-01", pinnedtest.Ward)
	if err != nil {
		t.Fatal(err)
	}
	request, err := pinned.ParseRequest(der)
	if err != nil {
		t.Fatal(err)
	}
	city := pinnedtest.New(t)
	cert, err := city.Authority.IssueTerminal(request.PublicKey, "T-01", pinnedtest.Ward, time.Now(), pinned.MinValidity)
	if err != nil {
		t.Fatal(err)
	}
	server := city.Serve(http.NotFoundHandler())
	transport, err := pinned.NewTransport(server.Listener.Addr().String(), pinned.Identity{Certificate: cert, Key: key}, city.Trust, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := transport.Alive(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestMissing(t *testing.T) {
	if _, err := tpm.Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, tpm.ErrMissing) {
		t.Errorf("error = %v, want %v", err, tpm.ErrMissing)
	}
}
