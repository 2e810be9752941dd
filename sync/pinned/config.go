package pinned

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Trust is what a terminal knows of its registry. It comes with the locked
// configuration; every field is required.
type Trust struct {
	Authority *x509.Certificate // the only root
	Host      string            // the name or address in the registry's certificate
	Pins      []Pin             // the registry's key and at least one backup
}

func (t Trust) check() error {
	switch {
	case t.Authority == nil:
		return errors.New("trust: no authority")
	case t.Host == "":
		return errors.New("trust: no host")
	case len(t.Pins) < 2 || t.Pins[0] == t.Pins[1]:
		return errors.New("trust: a pin and a different backup pin are needed")
	}
	return nil
}

// ClientConfig returns the TLS configuration of a terminal. Use [NewTransport], which
// also tells errors apart.
func ClientConfig(id Identity, trust Trust, now func() time.Time) (*tls.Config, error) {
	if err := trust.check(); err != nil {
		return nil, err
	}
	pins := slices.Clone(trust.Pins)
	cert := id.tls()
	ends := time.Time{}
	if id.Certificate != nil {
		ends = id.Certificate.NotAfter
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		RootCAs:    poolOf(trust.Authority),
		ServerName: trust.Host,
		Time:       now,
		// Not Certificates: crypto/tls would leave our certificate out, and so be
		// refused without a reason, when the server's list of authorities lacks ours.
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if len(cert.Certificate) > 0 && now().After(ends) {
				return nil, fmt.Errorf("%w: of this terminal", ErrExpired)
			}
			return &cert, nil
		},
		// VerifyConnection and not VerifyPeerCertificate: it runs on every connection.
		VerifyConnection: func(cs tls.ConnectionState) error {
			if cs.DidResume {
				return fmt.Errorf("%w: session was resumed", ErrPin)
			}
			if len(cs.PeerCertificates) == 0 || !slices.Contains(pins, PinOf(cs.PeerCertificates[0])) {
				return fmt.Errorf("%w: key is not pinned", ErrPin)
			}
			return nil
		},
		// ClientSessionCache stays nil: nothing is resumed.
	}, nil
}

// EnrolmentConfig returns the TLS configuration of the registry's listener for terminals
// that have no certificate yet. Only the registry proves itself there; what proves the
// terminal is its code.
func EnrolmentConfig(id Identity, now func() time.Time) *tls.Config {
	return &tls.Config{
		MinVersion:             tls.VersionTLS13,
		Certificates:           []tls.Certificate{id.tls()},
		NextProtos:             []string{"h2"},
		SessionTicketsDisabled: true,
		Time:                   now,
	}
}

// ServerConfig returns the TLS configuration of the registry. It admits certificates
// of the authority that have not expired; wrap the handler in a [Guard] for the rest.
func ServerConfig(id Identity, authority *x509.Certificate, now func() time.Time) *tls.Config {
	return &tls.Config{
		MinVersion:             tls.VersionTLS13,
		Certificates:           []tls.Certificate{id.tls()},
		ClientAuth:             tls.RequireAndVerifyClientCert,
		ClientCAs:              poolOf(authority),
		NextProtos:             []string{"h2"},
		SessionTicketsDisabled: true,
		Time:                   now,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if cs.DidResume {
				return errors.New("session was resumed")
			}
			return nil
		},
	}
}

func poolOf(root *x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return pool
}
