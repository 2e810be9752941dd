package pinned

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
)

// PEM block types, as everyone names them.
const (
	certificateBlock = "CERTIFICATE"
	keyBlock         = "PRIVATE KEY"
	requestBlock     = "CERTIFICATE REQUEST"
)

// A Pin is the SHA-256 of a public key as it stands in a certificate (its
// SubjectPublicKeyInfo): it outlives the certificate and dies with the key.
type Pin [sha256.Size]byte

// PinOf returns the pin of a certificate's key.
func PinOf(cert *x509.Certificate) Pin { return sha256.Sum256(cert.RawSubjectPublicKeyInfo) }

// PinOfKey returns the pin of a key that has no certificate yet, such as the backup.
func PinOfKey(key crypto.PublicKey) (Pin, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return Pin{}, fmt.Errorf("pin: %w", err)
	}
	return sha256.Sum256(der), nil
}

// An Identity is a certificate with its private key: a terminal's or a registry's.
// The key may live in a TPM; only [Identity.MarshalPEM] needs its bytes.
type Identity struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
}

// NewKey returns a fresh ECDSA P-256 key.
func NewKey() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

// MarshalPEM returns certificate and key as PEM. Whoever stores it seals it.
func (id Identity) MarshalPEM() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(id.Key)
	if err != nil {
		return nil, fmt.Errorf("encode identity: %w", err)
	}
	return append(EncodeCertificate(id.Certificate),
		pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: key})...), nil
}

// ParseIdentity reads what [Identity.MarshalPEM] wrote.
func ParseIdentity(data []byte) (Identity, error) {
	cert, err := ParseCertificate(data)
	if err != nil {
		return Identity{}, fmt.Errorf("parse identity: %w", err)
	}
	block := findBlock(data, keyBlock)
	if block == nil {
		return Identity{}, errors.New("parse identity: no private key")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Identity{}, fmt.Errorf("parse identity: %w", err)
	}
	signer, ok := key.(*ecdsa.PrivateKey)
	if !ok || !signer.PublicKey.Equal(cert.PublicKey) {
		return Identity{}, errors.New("parse identity: key is not that of the certificate")
	}
	return Identity{Certificate: cert, Key: signer}, nil
}

// MarshalPEM returns the authority with its key as PEM.
func (a *Authority) MarshalPEM() ([]byte, error) {
	return Identity{Certificate: a.cert, Key: a.key}.MarshalPEM()
}

// ParseAuthority reads what [Authority.MarshalPEM] wrote.
func ParseAuthority(data []byte) (*Authority, error) {
	id, err := ParseIdentity(data)
	if err != nil {
		return nil, err
	}
	if !id.Certificate.IsCA {
		return nil, errors.New("parse authority: not an authority's certificate")
	}
	return &Authority{cert: id.Certificate, key: id.Key}, nil
}

// EncodeCertificate returns a certificate as PEM.
func EncodeCertificate(cert *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: cert.Raw})
}

// ParseCertificate reads the first certificate in data.
func ParseCertificate(data []byte) (*x509.Certificate, error) {
	block := findBlock(data, certificateBlock)
	if block == nil {
		return nil, errors.New("parse certificate: none found")
	}
	return x509.ParseCertificate(block.Bytes)
}

func findBlock(data []byte, kind string) *pem.Block {
	for {
		block, rest := pem.Decode(data)
		if block == nil || block.Type == kind {
			return block
		}
		data = rest
	}
}

// tls returns the certificate for a handshake, an empty one for nobody.
func (id Identity) tls() tls.Certificate {
	if id.Certificate == nil {
		return tls.Certificate{}
	}
	return tls.Certificate{
		Certificate: [][]byte{id.Certificate.Raw},
		PrivateKey:  id.Key,
		Leaf:        id.Certificate,
		// What a TPM's P-256 key can sign.
		SupportedSignatureAlgorithms: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256},
	}
}

func addHost(template *x509.Certificate, host string) {
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = append(template.IPAddresses, ip)
		return
	}
	template.DNSNames = append(template.DNSNames, host)
}
