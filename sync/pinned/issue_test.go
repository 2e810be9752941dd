package pinned_test

import (
	"crypto"
	"testing"
	"time"

	"madoguchi/sync/pinned"
)

func newKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := pinned.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestIssue(t *testing.T) {
	a, key := newAuthority(t), newKey(t).Public()
	terminal := func(id, ward string, validity time.Duration) error {
		_, err := a.IssueTerminal(key, id, ward, start, validity)
		return err
	}
	server := func(hosts ...string) error {
		_, err := a.IssueServer(key, hosts, start, validity)
		return err
	}
	tests := []struct {
		name string
		err  error
		ok   bool
	}{
		{"30 days", terminal("T", "W", pinned.MinValidity), true},
		{"90 days", terminal("T", "W", pinned.MaxValidity), true},
		{"less than 30 days", terminal("T", "W", pinned.MinValidity-1), false},
		{"more than 90 days", terminal("T", "W", pinned.MaxValidity+1), false},
		{"no terminal", terminal("", "W", validity), false},
		{"no ward", terminal("T", "", validity), false},
		{"name and address", server("registry.example", "::1"), true},
		{"no host", server(), false},
	}
	for _, tt := range tests {
		if ok := tt.err == nil; ok != tt.ok {
			t.Errorf("%s: error = %v", tt.name, tt.err)
		}
	}
}

func TestPEM(t *testing.T) {
	c := newCity(t)
	data, err := c.terminal.MarshalPEM()
	if err != nil {
		t.Fatal(err)
	}
	id, err := pinned.ParseIdentity(data)
	if err != nil || !id.Certificate.Equal(c.terminal.Certificate) {
		t.Errorf("identity changed: %v", err)
	}
	if _, err := pinned.ParseAuthority(data); err == nil {
		t.Error("a terminal was read as an authority")
	}
	data, err = c.authority.MarshalPEM()
	if err != nil {
		t.Fatal(err)
	}
	a, err := pinned.ParseAuthority(data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.IssueTerminal(newKey(t).Public(), "T", "W", start, validity); err != nil {
		t.Error(err)
	}
	mixed := append(pinned.EncodeCertificate(c.terminal.Certificate), data[len(pinned.EncodeCertificate(a.Certificate())):]...)
	for name, bad := range map[string][]byte{
		"empty":           nil,
		"no key":          pinned.EncodeCertificate(c.terminal.Certificate),
		"another's key":   mixed,
		"cut in the cert": data[:40],
	} {
		if _, err := pinned.ParseIdentity(bad); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzParseIdentity(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if id, err := pinned.ParseIdentity(data); err == nil && (id.Certificate == nil || id.Key == nil) {
			t.Error("half an identity")
		}
	})
}
