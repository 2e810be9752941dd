package main

import (
	"bytes"
	"encoding/base32"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/app/operator"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/registry"
)

// authorised makes a site whose registry holds the authority's key, and a request of a
// seat.
func (s *site) authorised() (request string) {
	s.Helper()
	plain, err := s.city.Authority.MarshalPEM()
	s.must(err)
	s.must(os.WriteFile(s.path("open.pem"), plain, 0o600))
	s.configure(map[string]any{"authority_key": "authority.key", "authority_passphrase": "passphrase"})
	if code, out := s.runWith("authority", "-from", s.path("open.pem")); code != 0 {
		s.Fatal(out)
	}
	key, err := pinned.NewKey()
	s.must(err)
	der, err := pinned.MakeRequest(key, "A-01", pinnedtest.Ward)
	s.must(err)
	s.must(os.WriteFile(s.path("seat.csr"), pinned.EncodeRequest(der), 0o600))
	return s.path("seat.csr")
}

func (s *site) runWith(command string, args ...string) (int, string) {
	var out bytes.Buffer
	code := run(s.Context(), append([]string{command, "-config", s.path("registry.json")}, args...), &out)
	return code, out.String()
}

func TestFound(t *testing.T) {
	s := newSite(t)
	if code, out := s.run("init"); code != 0 {
		t.Fatal(out)
	}
	request := s.authorised()
	args := []string{"-seat", "A-01", "-ward", pinnedtest.Ward, "-request", request, "-certificate", s.path("seat.pem"), "-operator", "it01:情報 一"}
	if code, out := s.runWith("found", args...); code == 0 || !strings.Contains(out, "two administrators") {
		t.Errorf("one administrator: exit %d, %s", code, out)
	}
	if code, out := s.runWith("found", append(args, "-operator", "it01:情報 一")...); code == 0 || !strings.Contains(out, "the same") {
		t.Errorf("the same one twice: exit %d, %s", code, out)
	}
	args = append(args, "-operator", "it02:情報 二")
	code, out := s.runWith("found", args...)
	if code != 0 {
		t.Fatal(out)
	}
	pins := regexp.MustCompile(`first PIN .*: (\d{8})\n`).FindAllStringSubmatch(out, -1)
	seeds := regexp.MustCompile(`secret=([A-Z2-7]+)`).FindAllStringSubmatch(out, -1)
	if len(pins) != 2 || len(seeds) != 2 || pins[0][1] == pins[1][1] || seeds[0][1] == seeds[1][1] {
		t.Fatalf("slips:\n%s", out)
	}
	body, err := os.ReadFile(s.path("seat.pem"))
	s.must(err)
	cert, err := pinned.ParseCertificate(body)
	if err != nil || cert.Subject.CommonName != "A-01" || time.Until(cert.NotAfter) < pinned.MinValidity {
		t.Errorf("certificate = %v", err)
	}
	if code, out := s.runWith("found", args...); code == 0 || !strings.Contains(out, registry.ErrFounded.Error()) {
		t.Errorf("founded twice: exit %d, %s", code, out)
	}
	db := s.open()
	defer func() { s.must(db.Close()) }()
	s.must(db.View(t.Context(), func(tx registry.Tx) error {
		a, err := tx.Account("it01")
		seed, _ := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(seeds[0][1])
		if err != nil || !a.PINDue || !bytes.Equal(a.Seed, seed) || !a.Profile.Has(operator.AdminIT, time.Now()) {
			t.Errorf("account = %v, %v", a.Profile, err)
		}
		keys, err := tx.TerminalKeys("A-01")
		if err != nil || len(keys) != 1 || keys[0].Pin != pinned.PinOf(cert) {
			t.Errorf("keys of the seat = %v, %v", keys, err)
		}
		return nil
	}))
}

// TestFoundAgain: the one seat broke, and one of two administrators lost the token.
func TestFoundAgain(t *testing.T) {
	s := newSite(t)
	s.run("init")
	request := s.authorised()
	seat := []string{"-seat", "A-01", "-ward", pinnedtest.Ward, "-request", request, "-certificate", s.path("seat.pem")}
	if code, out := s.runWith("found", append(seat, "-operator", "it01:情報 一", "-operator", "it02:情報 二")...); code != 0 {
		t.Fatal(out)
	}
	before := func(id operator.ID) (a registry.Account) {
		db := s.open()
		defer func() { s.must(db.Close()) }()
		s.must(db.View(t.Context(), func(tx registry.Tx) (err error) { a, err = tx.Account(id); return err }))
		return a
	}
	one, two := before("it01"), before("it02")
	s.must(os.Remove(s.path("seat.pem")))
	for _, tt := range []struct {
		name string
		args []string
		says string
	}{
		{"neither seat nor administrators", []string{"-again", "-ward", pinnedtest.Ward}, "wants a seat"},
		{"without saying so", append(seat, "-operator", "it02:情報 二", "-operator", "it03:情報 三"), registry.ErrFounded.Error()},
	} {
		if code, out := s.runWith("found", tt.args...); code == 0 || !strings.Contains(out, tt.says) {
			t.Errorf("%s: exit %d, %s", tt.name, code, out)
		}
	}
	if _, err := os.Stat(s.path("seat.pem")); err == nil {
		t.Error("a certificate was written though nothing was founded")
	}
	if code, out := s.runWith("found", append(seat, "-again", "-operator", "it02:情報 二")...); code != 0 || strings.Count(out, "first PIN") != 1 {
		t.Fatalf("exit %d, %s", code, out)
	}
	if _, err := os.Stat(s.path("seat.pem")); err != nil {
		t.Error(err)
	}
	if now := before("it01"); !bytes.Equal(now.Seed, one.Seed) || now.PIN != one.PIN {
		t.Error("an administrator who was not named got another token or PIN")
	}
	if now := before("it02"); bytes.Equal(now.Seed, two.Seed) || now.PIN == two.PIN || !now.PINDue || !now.Profile.Has(operator.AdminIT, time.Now()) {
		t.Error("the administrator who was named goes on with the token or PIN that was lost")
	}
}

// TestTellEnd: the log says in time that the registry's own certificate ends.
func TestTellEnd(t *testing.T) {
	now := time.Now()
	for left, told := range map[time.Duration]bool{31 * 24 * time.Hour: false, 29 * 24 * time.Hour: true, -time.Hour: true} {
		var out bytes.Buffer
		tellEnd(now.Add(left), now, slog.New(slog.NewTextHandler(&out, nil)))
		if strings.Contains(out.String(), "ends soon") != told {
			t.Errorf("%v left: %q", left, out.String())
		}
	}
}

func TestAuthorityKey(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(s *site)
		says    string
	}{
		{"whole", func(*site) {}, "stopped"},
		{"passphrase gone", func(s *site) { s.must(os.Remove(s.path("passphrase"))) }, "authority_passphrase"},
		{"another passphrase", func(s *site) { s.must(os.WriteFile(s.path("passphrase"), []byte("not this one at all"), 0o600)) }, "wrong passphrase"},
		{"key lies open", func(s *site) { s.must(os.Rename(s.path("open.pem"), s.path("authority.key"))) }, "lies open"},
		{"of another authority", func(s *site) {
			s.must(os.WriteFile(s.path("ca.pem"), pinned.EncodeCertificate(pinnedtest.New(s.T).Authority.Certificate()), 0o600))
		}, "another authority"},
		{"reception without the key", func(s *site) { s.configure(map[string]any{"enrol_listen": "127.0.0.1:0"}) }, "needs authority_key"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			s.run("init")
			s.authorised()
			tt.prepare(s)
			if _, out := s.run("run"); !strings.Contains(out, tt.says) {
				t.Errorf("%s; want %q", out, tt.says)
			}
		})
	}
}

// TestIdentity: a renewed certificate keeps its key, and so its pin.
func TestIdentity(t *testing.T) {
	s := newSite(t)
	s.authorised()
	s.must(os.Remove(s.path("server.pem")))
	told := regexp.MustCompile(`pins: ([0-9a-f]{64})(,[0-9a-f]{64})?\n`)
	if code, out := s.runWith("identity"); code == 0 || !strings.Contains(out, "-host") {
		t.Errorf("without a host: exit %d, %s", code, out)
	}
	code, out := s.runWith("identity", "-host", "127.0.0.1,registry.city")
	first := told.FindStringSubmatch(out)
	if code != 0 || first == nil || first[2] == "" {
		t.Fatalf("exit %d, %s", code, out)
	}
	if code, out := s.runWith("identity", "-host", "127.0.0.1"); code != 0 || told.FindStringSubmatch(out)[1] != first[1] || strings.Contains(out, "safe") {
		t.Errorf("renewed: exit %d, %s; want the same pin", code, out)
	}
	if code, out := s.runWith("identity", "-host", "127.0.0.1", "-new-reserve"); code == 0 || !strings.Contains(out, "safe") {
		t.Errorf("a reserve over a reserve: exit %d, %s", code, out)
	}
	s.must(os.Rename(s.path("server.pem.reserve"), s.path("server.pem"))) // the key in use was seen
	code, out = s.runWith("identity", "-host", "127.0.0.1", "-new-reserve")
	if pins := told.FindStringSubmatch(out); code != 0 || pins == nil || ","+pins[1] != first[2] || pins[2] == "" || pins[2] == first[2] {
		t.Errorf("reserve in use: exit %d, %s; want its pin and that of another", code, out)
	}
	body, err := os.ReadFile(s.path("server.pem"))
	s.must(err)
	id, err := pinned.ParseIdentity(body)
	if err != nil || id.Certificate.CheckSignatureFrom(s.city.Authority.Certificate()) != nil {
		t.Errorf("identity = %v", err)
	}
}
