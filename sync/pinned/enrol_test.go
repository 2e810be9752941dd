package pinned_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"madoguchi/app/keys"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
)

func TestEnrolmentKey(t *testing.T) {
	code := pinned.NewEnrolmentCode()
	if again := pinned.NewEnrolmentCode(); again == code {
		t.Fatal("the same code twice")
	}
	key, err := pinned.NewEnrolmentKey("T-01-05", code)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, terminal, typed string
		same                  bool
		err                   error
	}{
		{"as printed", "T-01-05", code, true, nil},
		{"small letters without hyphens", "T-01-05", strings.ToLower(strings.ReplaceAll(code, "-", "")), true, nil},
		{"O for 0, I and l for 1", "T-01-05", strings.NewReplacer("0", "O", "1", "l").Replace(code), true, nil},
		{"another terminal", "T-01-06", code, false, nil},
		{"one letter missing", "T-01-05", code[1:], false, pinned.ErrCode},
		{"not a letter of ours", "T-01-05", "U" + code[1:], false, pinned.ErrCode},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := pinned.NewEnrolmentKey(tt.terminal, tt.typed)
			if !errors.Is(err, tt.err) || bytes.Equal(got, key) != tt.same {
				t.Errorf("same = %v, %v; want %v, %v", bytes.Equal(got, key), err, tt.same, tt.err)
			}
		})
	}
	said := []byte("request")
	proof := key.Prove(pinned.RequestProof, said)
	if !key.Proves(pinned.RequestProof, said, proof) || key.Proves(pinned.CertificateProof, said, proof) ||
		key.Proves(pinned.RequestProof, []byte("Request"), proof) || (pinned.EnrolmentKey{}).Proves(pinned.RequestProof, said, proof) {
		t.Error("a proof passes for another role, text or key")
	}
}

// TestIdentify renews the certificate of a live line: the next call shows the new one.
func TestIdentify(t *testing.T) {
	city := pinnedtest.New(t)
	server := city.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, _ := pinned.PeerFrom(r.Context())
		_, _ = io.WriteString(w, p.Serial)
	}))
	before := city.Terminal("T-01")
	transport, err := pinned.NewTransport(server.Listener.Addr().String(), before, city.Trust, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	after, err := city.Authority.IssueTerminal(before.Key.Public(), "T-01", pinnedtest.Ward, time.Now(), pinned.MinValidity)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		do   func() error
		want string
	}{
		{"as it began", func() error { return nil }, before.Certificate.SerialNumber.Text(16)},
		{"renewed", func() error { return transport.Identify(pinned.Identity{Certificate: after, Key: before.Key}) }, after.SerialNumber.Text(16)},
	} {
		if err := tt.do(); err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+server.Listener.Addr().String()+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if string(got) != tt.want {
			t.Errorf("%s: serial %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestGuests come in at the listener for enrolment only, and only to our registry.
func TestGuests(t *testing.T) {
	city := pinnedtest.New(t)
	hall := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	hall.EnableHTTP2, hall.TLS = true, pinned.EnrolmentConfig(city.Registry, time.Now)
	hall.StartTLS()
	t.Cleanup(hall.Close)
	closed := city.Serve(http.NotFoundHandler())
	stranger := pinnedtest.New(t)
	for _, tt := range []struct {
		name, address string
		trust         pinned.Trust
		want          error
	}{
		{"the listener for enrolment", hall.Listener.Addr().String(), city.Trust, nil},
		{"that of terminals", closed.Listener.Addr().String(), city.Trust, pinned.ErrRefused},
		{"another city's registry", hall.Listener.Addr().String(), stranger.Trust, pinned.ErrPin},
	} {
		t.Run(tt.name, func(t *testing.T) {
			transport, err := pinned.NewGuestTransport(tt.address, tt.trust, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+tt.address+"/", nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := transport.RoundTrip(r)
			if err == nil {
				_ = answer.Body.Close()
				if answer.TLS.Version != tls.VersionTLS13 {
					t.Errorf("TLS version %x", answer.TLS.Version)
				}
			}
			if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestSealedAuthority(t *testing.T) {
	city := pinnedtest.New(t)
	const passphrase = "correct horse battery"
	sealed, err := city.Authority.Seal(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if !pinned.Sealed(sealed) || bytes.Contains(sealed, []byte("PRIVATE KEY")) {
		t.Error("the key is not sealed")
	}
	opened, err := pinned.OpenAuthority(sealed, passphrase)
	if err != nil || !opened.Certificate().Equal(city.Authority.Certificate()) {
		t.Errorf("opened = %v", err)
	}
	if _, err := pinned.OpenAuthority(sealed, passphrase+"!"); !errors.Is(err, keys.ErrPassphrase) {
		t.Errorf("with another passphrase: %v, want %v", err, keys.ErrPassphrase)
	}
	plain, err := city.Authority.MarshalPEM()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pinned.OpenAuthority(plain, ""); err != nil || pinned.Sealed(plain) {
		t.Errorf("one that is not sealed: %v", err)
	}
}
