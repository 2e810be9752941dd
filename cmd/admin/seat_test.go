package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
)

// A bureau is a real registry that issues certificates, and the folder of a seat.
type bureau struct {
	*testing.T
	store     *store.Store
	city      *pinnedtest.City
	reception string
	folder    string
	step      time.Duration // each code of a token is good once
}

const seatCode = "ABCDE-FGHJK-MNPQR-STVWX"

func newBureau(t *testing.T) *bureau {
	t.Helper()
	keyring.MockInit()
	o := &bureau{T: t, city: pinnedtest.New(t), folder: t.TempDir(), step: -operator.TokenPeriod}
	var err error
	o.store, err = store.Create(t.Context(), filepath.Join(o.folder, "registry.db"), store.KeyFile(filepath.Join(o.folder, "registry.key")))
	o.must(err)
	t.Cleanup(func() { _ = o.store.Close() })
	r, err := registry.New(registry.Config{Store: o.store, Repertoire: registrytest.Anything{}, Now: time.Now, Log: slog.New(slog.DiscardHandler), Issuer: o.city.Authority, Ends: time.Now().Add(19 * 24 * time.Hour)})
	o.must(err)
	t.Cleanup(r.Stop)
	hall := httptest.NewUnstartedServer(registry.NewReception(r))
	hall.EnableHTTP2, hall.TLS = true, pinned.EnrolmentConfig(o.city.Registry, time.Now)
	hall.StartTLS()
	t.Cleanup(hall.Close)
	o.reception = hall.Listener.Addr().String()
	proof, err := pinned.NewEnrolmentKey("A-02", seatCode)
	o.must(err)
	o.must(o.store.Update(t.Context(), func(tx registry.Tx) error {
		return errors.Join(tx.PutTerminal(registry.Terminal{ID: "A-02", Ward: pinnedtest.Ward, Personality: policy.AdminSeat}),
			tx.PutEnrolment(registry.Enrolment{Terminal: "A-02", Key: proof, Until: time.Now().Add(time.Hour)}),
			tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "it01", Name: "情報 一", Ward: pinnedtest.Ward, Rights: []operator.Right{operator.AdminIT}},
				PIN: registry.HashPIN(registrytest.PIN), Seed: registrytest.Seed("it01")}))
	}))
	ca := filepath.Join(o.folder, "city.pem")
	o.must(os.WriteFile(ca, pinned.EncodeCertificate(o.city.Authority.Certificate()), 0o600))
	c := seatConfig{Seat: "A-02", Ward: pinnedtest.Ward, Registry: o.city.Serve(r).Listener.Addr().String(), Host: pinnedtest.Host, Authority: ca}
	for _, pin := range o.city.Trust.Pins {
		c.Pins = append(c.Pins, hex.EncodeToString(pin[:]))
	}
	o.must(makeSeat(o.folder, c, ""))
	return o
}

func (o *bureau) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *bureau) seat() *seat {
	o.Helper()
	s, err := readSeat(o.folder)
	o.must(err)
	return s
}

// fleet runs admin fleet as it01.
func (o *bureau) fleet() (listed, told string, err error) {
	o.Helper()
	code, err := operator.TokenCode(registrytest.Seed("it01"), time.Now().Add(o.step))
	o.must(err)
	o.step += operator.TokenPeriod
	var out, tell bytes.Buffer
	ask := &prompt{in: bufio.NewReader(strings.NewReader("it01\n" + registrytest.PIN + "\n" + code + "\n")), fd: -1, tell: &tell}
	err = listFleet(o.Context(), o.seat(), ask, &out, false)
	return out.String(), tell.String(), err
}

// TestSeatCertificate: a seat fetches its certificate for a code, what is done there renews
// it in time, and the fleet shows how the seat stands (R032, D22).
func TestSeatCertificate(t *testing.T) {
	o := newBureau(t)
	if _, _, err := o.fleet(); err == nil || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a certificate: %v", err)
	}
	o.step = -operator.TokenPeriod
	ask := func(text string) *prompt {
		return &prompt{in: bufio.NewReader(strings.NewReader(text + "\n")), fd: -1, tell: &bytes.Buffer{}}
	}
	o.must(o.seat().enrol(t.Context(), o.reception, ask(strings.ToLower(seatCode))))
	listed, told, err := o.fleet()
	first, _ := o.seat().certificate()
	if err != nil || !strings.Contains(listed, first.Certificate.NotAfter.Local().Format(time.DateOnly)) || strings.Contains(told, "renew") {
		t.Fatalf("enrolled: %v\n%s%s", err, listed, told)
	}
	if !strings.Contains(listed, "the registry's own certificate ENDS") {
		t.Errorf("nobody is told that the registry's certificate ends:\n%s", listed)
	}
	k, err := o.seat().keys()
	o.must(err)
	aged, err := o.city.Authority.IssueTerminal(k.Terminal().Public(), "A-02", pinnedtest.Ward, time.Now().Add(-41*24*time.Hour), registry.CertificateLife)
	o.must(err)
	o.must(o.seat().keepCertificate(pinned.EncodeCertificate(aged)))
	if _, told, err := o.fleet(); err != nil || strings.Contains(told, "not renewed") {
		t.Fatalf("renewing: %v\n%s", err, told)
	}
	renewed, err := o.seat().certificate()
	if err != nil || !renewed.Certificate.NotAfter.After(time.Now().Add(59*24*time.Hour)) {
		t.Errorf("the certificate ends on %v, %v", renewed.Certificate.NotAfter, err)
	}
	o.city.Revoke("A-02", true)
	if _, _, err := o.fleet(); err == nil || !strings.Contains(err.Error(), "this seat is revoked") {
		t.Errorf("at a revoked seat: %v", err)
	}
}
