package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/app/keys"
	"madoguchi/app/keys/tpm"
	appstore "madoguchi/app/store"
	"madoguchi/cmd/custody"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
)

// An enrolling is a terminal of a registry that issues certificates.
type enrolling struct {
	*lockedCity
	city   *pinnedtest.City
	shares [2]string
}

const enrolmentCode = "ABCDE-FGHJK-MNPQR-STVWX"

func newEnrolling(t *testing.T) *enrolling {
	t.Helper()
	e := &enrolling{lockedCity: newLockedCity(t)}
	city := pinnedtest.New(t)
	e.city = city
	r, err := registry.New(registry.Config{Store: e.store, Repertoire: registrytest.Anything{}, Now: time.Now, Log: slog.New(slog.DiscardHandler), Issuer: city.Authority})
	e.must(err)
	t.Cleanup(r.Stop)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		registry.NewReception(r).ServeHTTP(w, q) // anew for each try: they come faster than it lets them
	}))
	server.EnableHTTP2 = true
	server.TLS = pinned.EnrolmentConfig(city.Registry, time.Now)
	server.StartTLS()
	t.Cleanup(server.Close)
	data := t.TempDir()
	line := city.Serve(r)
	c := Config{Terminal: "T-01-01", Ward: pinnedtest.Ward, Data: data, Registry: line.Listener.Addr().String(), Host: pinnedtest.Host, City: "みなと野市",
		Authority: "ca.pem", Enrolment: server.Listener.Addr().String(), Recovery: "recovery.pub", Pins: nil}
	for _, pin := range city.Trust.Pins {
		c.Pins = append(c.Pins, hex.EncodeToString(pin[:]))
	}
	e.config = c
	e.must(os.WriteFile(filepath.Join(data, "ca.pem"), pinned.EncodeCertificate(city.Authority.Certificate()), 0o600))
	public, shares, err := keys.MakeRecovery(custodiansWords, keys.Cost{MemoryKiB: 64, Passes: 1, Threads: 1})
	e.must(err)
	for i, name := range []string{"share-1", "share-2"} {
		e.shares[i] = filepath.Join(data, name)
		e.must(os.WriteFile(e.shares[i], shares[i], 0o600))
	}
	e.must(os.WriteFile(filepath.Join(data, "recovery.pub"), public, 0o600))
	return e
}

var custodiansWords = [2]string{"first custodian's words", "second custodian's words"}

// enrol has an enrolment approved and runs "terminal enrol".
func (e *enrolling) enrol(chip string, args ...string) (string, error) {
	e.Helper()
	e.config.TPM = chip
	e.write()
	proof, err := pinned.NewEnrolmentKey("T-01-01", enrolmentCode)
	e.must(err)
	e.must(e.store.Update(e.Context(), func(tx registry.Tx) error {
		return tx.PutEnrolment(registry.Enrolment{Terminal: "T-01-01", Key: proof, Until: time.Now().Add(time.Hour)})
	}))
	var out bytes.Buffer
	err = runEnrol(e.Context(), append([]string{"-config", e.path()}, args...), strings.NewReader(enrolmentCode+"\n"), &out)
	return out.String(), err
}

func (e *enrolling) path() string { return filepath.Join(e.config.Data, "terminal.json") }

func (e *enrolling) write() {
	e.Helper()
	c := e.config
	c.Data = "."
	body, err := json.Marshal(c)
	e.must(err)
	e.must(os.WriteFile(e.path(), body, 0o600))
	e.config, err = ReadConfig(e.path())
	e.must(err)
}

// comesIn opens the terminal as the window does, and tells where its key is.
func (e *enrolling) comesIn() (pin pinned.Pin, chipped bool) {
	e.Helper()
	s, err := openFile(e.Context(), e.config)
	e.must(err)
	id, err := openIdentity(e.Context(), e.config, s)
	e.must(err)
	cert, err := newestCertificate(e.Context(), e.config, s, id.key.Public())
	e.must(err)
	trust, err := e.config.trust()
	e.must(err)
	transport, err := pinned.NewTransport(e.config.Registry, pinned.Identity{Certificate: cert, Key: id.key}, trust, time.Now)
	e.must(err)
	if _, err := transport.Alive(e.Context()); err != nil {
		e.Errorf("the terminal does not come in: %v", err)
	}
	transport.Close()
	e.must(errors.Join(id.close(), s.Close()))
	return pinned.PinOf(cert), id.chip != nil
}

// TestReplaceTerminalKey replaces a terminal's key as IT does: in the file, and in the TPM. It
// takes its seconds because a code costs Argon2id at both ends.
func TestReplaceTerminalKey(t *testing.T) {
	e := newEnrolling(t)
	out, err := e.enrol(noTPM)
	if err != nil || !strings.Contains(out, "in the sealed file") {
		t.Fatal(out, err)
	}
	first, _ := e.comesIn()
	if _, err := e.enrol(noTPM); err != nil { // the certificate alone
		t.Fatal(err)
	}
	if again, _ := e.comesIn(); again != first {
		t.Error("enrolled again without -new-key, and it is another key")
	}
	if _, err := e.enrol(noTPM, "-new-key"); err != nil {
		t.Fatal(err)
	}
	second, chipped := e.comesIn()
	if second == first || chipped {
		t.Error("the key in the file is the one of before")
	}
	chip := softTPM(t)
	if out, err := e.enrol(chip, "-new-key"); err != nil || !strings.Contains(out, "in the TPM") {
		t.Fatal(out, err)
	}
	third, chipped := e.comesIn()
	if third == second || !chipped {
		t.Error("the key is not in the TPM")
	}
	if err := nextKey(t.Context(), []string{"-config", e.path(), "-request", filepath.Join(t.TempDir(), "csr")}, &bytes.Buffer{}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "-new-key") {
		t.Errorf("a request for a key that is not used: %v", err)
	}
	if _, err := e.enrol(noTPM); err != nil { // the machine is to do without its TPM
		t.Fatal(err)
	}
	if _, chipped := e.comesIn(); chipped {
		t.Error("the key is still in the TPM")
	}
}

// TestReplacedTPM: the board of a terminal is replaced. Both custodians open the file, and
// the terminal enrols again with the entries that it has.
func TestReplacedTPM(t *testing.T) {
	e := newEnrolling(t)
	chips := [2]string{softTPM(t), softTPM(t)}
	if out, err := e.enrol(chips[0]); err != nil {
		t.Fatal(out, err)
	}
	first, _ := e.comesIn()
	e.config.TPM = chips[1]
	if _, err := openFile(t.Context(), e.config); !errors.Is(err, keys.ErrChipForeign) {
		t.Fatalf("the file opens at another TPM: %v", err)
	}
	if _, err := e.enrol(chips[1]); !errors.Is(err, keys.ErrChipForeign) {
		t.Fatalf("enrolled before the file was recovered: %v", err)
	}
	if len(first) == 0 {
		t.Fatal("no pin")
	}
	secret, err := custody.Open(e.shares, pipedAsker(t, custodiansWords[0]+"\n"+custodiansWords[1]+"\n"))
	e.must(err)
	e.must(appstore.Recover(t.Context(), e.config.store(), secret))
	if _, err := openParts(t.Context(), e.config, slog.New(slog.DiscardHandler), func() {}); !errors.Is(err, tpm.ErrForeign) {
		t.Errorf("the terminal key opens at another TPM: %v", err)
	}
	if out, err := e.enrol(chips[1]); err != nil || !strings.Contains(out, "in the TPM") {
		t.Fatal(out, err)
	}
	if second, chipped := e.comesIn(); second == first || !chipped {
		t.Error("the terminal did not get a key in the TPM there is")
	}
	e.config.TPM = chips[0]
	if _, err := openFile(t.Context(), e.config); !errors.Is(err, keys.ErrChipForeign) {
		t.Errorf("the TPM of before still opens the file: %v", err)
	}
}

// pipedAsker asks somebody whose lines come from a pipe.
func pipedAsker(t *testing.T, lines string) *custody.Asker {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	if _, err := w.WriteString(lines); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	return custody.NewAsker(r, &bytes.Buffer{})
}

// softTPM starts a TPM in software and returns its socket.
func softTPM(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("swtpm"); err != nil {
		t.Skip("swtpm is not installed")
	}
	dir := t.TempDir()
	socket := filepath.Join(dir, "s")
	ctx, cancel := context.WithCancel(context.Background())
	// It answers one caller after the other, as long as it runs.
	cmd := exec.CommandContext(ctx, "swtpm", "socket", "--tpm2", "--tpmstate", "dir="+dir, "--server", "type=unixio,path="+socket, "--flags", "not-need-init,startup-clear")
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	for range 200 {
		if c, err := net.Dial("unix", socket); err == nil { // the file is there before anybody listens at it
			_ = c.Close()
			return socket
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("swtpm does not answer")
	return ""
}
