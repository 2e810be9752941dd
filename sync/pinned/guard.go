package pinned

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/http"
	"strconv"
	"time"
)

// alivePath is where a [Guard] itself answers, with registry time in timeHeader: a sign
// of life from a terminal that may come in.
const (
	alivePath  = "/alive"
	timeHeader = "Madoguchi-Time" // milliseconds since 1970
)

// maxRequest ends every request, so that a stream that was opened before a revocation is
// asked for again after it.
const maxRequest = 10 * time.Minute

// refusedHeader carries the [reason] of a 403 to the terminal.
const refusedHeader = "Madoguchi-Refused"

// whyHeader carries why a terminal is revoked.
const whyHeader = "Madoguchi-Why"

// A reason is why a request was refused. Sent: never renamed.
type reason string

const (
	reasonRevoked reason = "revoked"
	reasonExpired reason = "expired"
	reasonUnknown reason = "unknown"
)

// A Peer is the terminal at the other end of a request, as its certificate says.
type Peer struct {
	Terminal    string
	Ward        string
	Serial      string // of the certificate, in hexadecimal
	Certificate *x509.Certificate
}

type peerKey struct{}

// PeerFrom returns the terminal whose request ctx belongs to. It reports false outside
// a [Guard].
func PeerFrom(ctx context.Context) (Peer, bool) {
	p, ok := ctx.Value(peerKey{}).(Peer)
	return p, ok
}

// WithPeer returns a context that belongs to p, for tests of services.
func WithPeer(ctx context.Context, p Peer) context.Context {
	return context.WithValue(ctx, peerKey{}, p)
}

// A Guard lets requests of terminals through that are neither revoked nor expired, and
// tells the handler behind it which terminal asks. All fields but Why are required.
type Guard struct {
	// Revoked reports whether a terminal or its certificate is revoked. An error
	// refuses the request too: who cannot be checked does not come in.
	Revoked func(context.Context, Peer) (bool, error)
	// Why says for what a terminal is revoked, as a code that it is told; nil or "" says
	// nothing.
	Why func(context.Context, Peer) string
	Now func() time.Time
	Log *slog.Logger
}

// Handler returns next behind g.
func (g *Guard) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// VerifiedChains is empty unless the certificate is one of our authority.
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			refuse(w, reasonUnknown)
			return
		}
		p := peerOf(r.TLS.VerifiedChains[0][0])
		revoked, err := g.Revoked(r.Context(), p)
		switch {
		case err != nil:
			g.Log.ErrorContext(r.Context(), "check revocation", "terminal", p.Terminal, "err", err)
			http.Error(w, "revocation unknown", http.StatusServiceUnavailable)
		case revoked:
			g.Log.WarnContext(r.Context(), "request of revoked terminal", "terminal", p.Terminal, "serial", p.Serial)
			if g.Why != nil {
				w.Header().Set(whyHeader, g.Why(r.Context(), p))
			}
			refuse(w, reasonRevoked)
		case g.Now().After(p.Certificate.NotAfter):
			refuse(w, reasonExpired)
		case r.URL.Path == alivePath:
			w.Header().Set(timeHeader, strconv.FormatInt(g.Now().UnixMilli(), 10))
			w.WriteHeader(http.StatusNoContent)
		default:
			ctx, cancel := context.WithTimeout(WithPeer(r.Context(), p), maxRequest)
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		}
	})
}

func peerOf(cert *x509.Certificate) Peer {
	p := Peer{
		Terminal:    cert.Subject.CommonName,
		Serial:      cert.SerialNumber.Text(16),
		Certificate: cert,
	}
	if units := cert.Subject.OrganizationalUnit; len(units) > 0 {
		p.Ward = units[0]
	}
	return p
}

func refuse(w http.ResponseWriter, why reason) {
	w.Header().Set(refusedHeader, string(why))
	http.Error(w, "refused: "+string(why), http.StatusForbidden)
}

// err returns the error a terminal sees for a reason.
func (r reason) err(why string) error {
	switch r {
	case reasonRevoked:
		return &Revocation{Why: why}
	case reasonExpired:
		return ErrExpired
	}
	return ErrRefused
}
