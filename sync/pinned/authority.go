package pinned

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// How long certificates of servers and terminals live. Short enough that a forgotten
// machine drops out by itself, long enough for a terminal that was away for a month.
const (
	MinValidity = 30 * 24 * time.Hour
	MaxValidity = 90 * 24 * time.Hour
)

// skew is how far a terminal's clock may lag behind the authority's at issue.
const skew = time.Hour

// An Authority is the city's own certificate authority. Its key signs the
// certificates of the registry and of the terminals, and nothing else.
type Authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// NewAuthority makes an authority with a fresh ECDSA P-256 key.
func NewAuthority(name string, now time.Time, validity time.Duration) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("authority key: %w", err)
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             now.Add(-skew),
		NotAfter:              now.Add(validity),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
	}
	cert, err := sign(template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("authority certificate: %w", err)
	}
	return &Authority{cert: cert, key: key}, nil
}

// AuthorityOf returns the authority with a certificate whose key is kept elsewhere, such as
// in a module behind PKCS #11.
func AuthorityOf(cert *x509.Certificate, key crypto.Signer) (*Authority, error) {
	own, ok := cert.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !cert.IsCA || !ok || !own.Equal(key.Public()) {
		return nil, errors.New("authority: certificate is no authority's, or of another key")
	}
	return &Authority{cert: cert, key: key}, nil
}

// Certificate returns the authority's certificate, which is public.
func (a *Authority) Certificate() *x509.Certificate { return a.cert }

// IssueServer signs a certificate for a registry reached under the given host names or
// addresses.
func (a *Authority) IssueServer(key crypto.PublicKey, hosts []string, now time.Time, validity time.Duration) (*x509.Certificate, error) {
	if len(hosts) == 0 {
		return nil, errors.New("issue server: no host")
	}
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: hosts[0]},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, h := range hosts {
		addHost(template, h)
	}
	cert, err := a.issue(template, key, now, validity)
	if err != nil {
		return nil, fmt.Errorf("issue server: %w", err)
	}
	return cert, nil
}

// IssueTerminal signs a certificate for a terminal: its id stands in the common name,
// its ward in the organisational unit. Renewal is the same call with the same key.
func (a *Authority) IssueTerminal(key crypto.PublicKey, terminal, ward string, now time.Time, validity time.Duration) (*x509.Certificate, error) {
	if terminal == "" || ward == "" {
		return nil, errors.New("issue terminal: id or ward missing")
	}
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: terminal, OrganizationalUnit: []string{ward}},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	cert, err := a.issue(template, key, now, validity)
	if err != nil {
		return nil, fmt.Errorf("issue terminal: %w", err)
	}
	return cert, nil
}

func (a *Authority) issue(template *x509.Certificate, key crypto.PublicKey, now time.Time, validity time.Duration) (*x509.Certificate, error) {
	if validity < MinValidity || validity > MaxValidity {
		return nil, fmt.Errorf("validity %v is not between 30 and 90 days", validity)
	}
	template.NotBefore = now.Add(-skew)
	template.NotAfter = now.Add(validity)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.BasicConstraintsValid = true
	return sign(template, a.cert, key, a.key)
}

func sign(template, parent *x509.Certificate, public crypto.PublicKey, signer crypto.Signer) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}
