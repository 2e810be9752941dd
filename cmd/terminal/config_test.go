package main

import (
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
)

// configuration is one with everything a terminal needs.
func configuration() map[string]any {
	pin := strings.Repeat("ab", 32)
	return map[string]any{
		"terminal": "T-01-01", "ward": "991015", "city": "みなと野市", "data": "data", "registry": "127.0.0.1:8443", "host": "127.0.0.1",
		"authority": "ca.pem", "certificate": "/etc/terminal/certificate.pem", "pins": []string{pin, pin},
	}
}

func writeConfig(t *testing.T, values map[string]any) string {
	t.Helper()
	b, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadConfig(t *testing.T) {
	tests := []struct {
		name string
		edit func(c map[string]any)
		want string // in the error; none if empty
	}{
		{"complete", func(map[string]any) {}, ""},
		{"in English", func(c map[string]any) { c["language"] = "en" }, ""},
		{"key nobody knows", func(c map[string]any) { c["auto_lock"] = false }, "auto_lock"},
		{"no terminal", func(c map[string]any) { delete(c, "terminal") }, "terminal is missing"},
		{"no ward", func(c map[string]any) { c["ward"] = "" }, "ward is missing"},
		{"no city", func(c map[string]any) { delete(c, "city") }, "city is missing"},
		{"no registry", func(c map[string]any) { delete(c, "registry") }, "registry is missing"},
		{"no backup pin", func(c map[string]any) { c["pins"] = []string{"ab"} }, "pins"},
		{"another language", func(c map[string]any) { c["language"] = "fr" }, "language"},
		{"driven in training", func(c map[string]any) { c["events"], c["training"] = "events.jsonl", true }, ""},
		{"driven in earnest", func(c map[string]any) { c["events"] = "events.jsonl" }, "training"},
		{"a number where a text is", func(c map[string]any) { c["ward"] = 991015 }, "ward"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			values := maps.Clone(configuration())
			tt.edit(values)
			path := writeConfig(t, values)
			c, err := ReadConfig(path)
			if tt.want != "" {
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("error %v, want one about %s", err, tt.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			base := filepath.Dir(path)
			if c.Data != filepath.Join(base, "data") || c.Authority != filepath.Join(base, "ca.pem") || c.Certificate != "/etc/terminal/certificate.pem" || c.NameFont != "" {
				t.Errorf("paths %s, %s, %s, %q", c.Data, c.Authority, c.Certificate, c.NameFont)
			}
		})
	}
	if _, err := ReadConfig(filepath.Join(t.TempDir(), "none.json")); err == nil {
		t.Error("read a file that is not there")
	}
}

func TestTrust(t *testing.T) {
	city := pinnedtest.New(t)
	pins := []string{hex.EncodeToString(city.Trust.Pins[0][:]), hex.EncodeToString(city.Trust.Pins[1][:])}
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, pinned.EncodeCertificate(city.Authority.Certificate()), 0o600); err != nil {
		t.Fatal(err)
	}
	c := Config{Authority: authority, Host: pinnedtest.Host, Pins: pins}
	trust, err := c.trust()
	if err != nil || trust.Host != pinnedtest.Host || trust.Pins[0] != city.Trust.Pins[0] || !trust.Authority.Equal(city.Authority.Certificate()) {
		t.Errorf("trust: %v", err)
	}
	for name, bad := range map[string]Config{
		"no authority":    {Authority: authority + ".none", Pins: pins},
		"not a pin":       {Authority: authority, Pins: []string{"no hex", pins[1]}},
		"half a pin":      {Authority: authority, Pins: []string{pins[0][:32], pins[1]}},
		"not certificate": {Authority: writeConfig(t, nil), Pins: pins},
	} {
		if _, err := bad.trust(); err == nil {
			t.Errorf("%s: trusted", name)
		}
	}
}

// TestCertificate checks that a certificate for another key is found at the start, not
// by a registry that refuses it.
func TestCertificate(t *testing.T) {
	city := pinnedtest.New(t)
	own, other := city.Terminal("T-01-01"), city.Terminal("T-01-01")
	path := filepath.Join(t.TempDir(), "certificate.pem")
	if err := os.WriteFile(path, pinned.EncodeCertificate(own.Certificate), 0o600); err != nil {
		t.Fatal(err)
	}
	c := Config{Certificate: path}
	if cert, err := c.certificate(own.Key.Public()); err != nil || !cert.Equal(own.Certificate) {
		t.Errorf("own certificate: %v", err)
	}
	if _, err := c.certificate(other.Key.Public()); err == nil {
		t.Error("took the certificate of another key")
	}
	for _, bad := range []string{path + ".none", writeConfig(t, nil)} {
		if _, err := (Config{Certificate: bad}).certificate(own.Key.Public()); err == nil {
			t.Errorf("read a certificate from %s", filepath.Base(bad))
		}
	}
}
