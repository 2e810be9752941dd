package link

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"

	"madoguchi/sync/pinned"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// ErrUnproved means that who answered an enrolment does not know the code.
var ErrUnproved = errors.New("the registry does not prove that it knows the code")

// A Machine is who a certificate is for: a terminal or an admin seat.
type Machine struct {
	ID, Ward  string
	Key       crypto.Signer
	Authority *x509.Certificate // of the city, which issues certificates
}

// Enrol has the registry at address, where it receives whoever has no certificate yet,
// issue the machine's first one, or one for a new key, for a one-time code. watermark is the
// last number that the registry holds of the machine.
func (m Machine) Enrol(ctx context.Context, address string, trust pinned.Trust, code string) (cert *x509.Certificate, watermark uint64, err error) {
	proof, err := pinned.NewEnrolmentKey(m.ID, code)
	if err != nil {
		return nil, 0, err
	}
	request, err := pinned.MakeRequest(m.Key, m.ID, m.Ward)
	if err != nil {
		return nil, 0, err
	}
	transport, err := pinned.NewGuestTransport(address, trust, time.Now)
	if err != nil {
		return nil, 0, err
	}
	defer transport.Close()
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	client := wirev1connect.NewEnrolmentServiceClient(&http.Client{Transport: transport}, "https://"+address, wire.ClientOptions()...)
	answer, err := client.Enrol(ctx, &wirev1.EnrolRequest{Terminal: m.ID, Request: request, Proof: proof.Prove(pinned.RequestProof, request)})
	if err != nil {
		return nil, 0, err
	}
	if !proof.Proves(pinned.CertificateProof, answer.GetCertificate(), answer.GetProof()) {
		return nil, 0, ErrUnproved
	}
	cert, err = m.own(answer.GetCertificate())
	return cert, answer.GetWatermark(), err
}

// renewalShare is how much of a certificate's life may be left when it is renewed: a third.
const renewalShare = 3

// RenewalDue reports whether less than a third of a certificate's life is left.
func RenewalDue(c *x509.Certificate, now time.Time) bool {
	return c.NotAfter.Sub(now) < c.NotAfter.Sub(c.NotBefore)/renewalShare
}

// Renew has the registry issue another certificate for the key of m. The caller keeps it
// and then has the client go on under it with [Client.Identify].
func (c *Client) Renew(ctx context.Context, m Machine) (*x509.Certificate, error) {
	request, err := pinned.MakeRequest(m.Key, m.ID, m.Ward)
	if err != nil {
		return nil, err
	}
	http, address, options := c.Reach()
	answer, err := wirev1connect.NewStandingServiceClient(http, address, options...).Renew(ctx, &wirev1.RenewRequest{Request: request})
	if err != nil {
		return nil, err
	}
	return m.own(answer.GetCertificate())
}

// own reads a certificate that the registry answered: it must be of the city's authority,
// for this machine and for its key.
func (m Machine) own(der []byte) (*x509.Certificate, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	key, ok := cert.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	switch {
	case !ok || !key.Equal(m.Key.Public()):
		return nil, errors.New("read certificate: it is for another key")
	case cert.Subject.CommonName != m.ID:
		return nil, errors.New("read certificate: it is for another machine")
	}
	if err := cert.CheckSignatureFrom(m.Authority); err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	return cert, nil
}
