package pinned

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// An enrolment code is read from a slip and typed once. It has no letters that are taken
// for digits (Crockford's base 32), and 100 random bits: nobody who sees a request and its
// proof finds it by trying.
const (
	codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength  = 20
	codeGroup   = 5
)

// ErrCode means that a text cannot be an enrolment code.
var ErrCode = errors.New("enrolment code is not four groups of five letters and digits")

// NewEnrolmentCode returns a fresh one-time code in groups, as it is printed.
func NewEnrolmentCode() string {
	raw := make([]byte, codeLength)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	var b strings.Builder
	for i, x := range raw {
		if i > 0 && i%codeGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(codeLetters[x%byte(len(codeLetters))])
	}
	return b.String()
}

// An EnrolmentKey proves that both ends know a terminal's code. The registry keeps it
// instead of the code, sealed.
type EnrolmentKey []byte

// enrolmentMemory and enrolmentPasses are RFC 9106's second recommended choice.
const (
	enrolmentMemory = 64 * 1024 // KiB
	enrolmentPasses = 3
)

// NewEnrolmentKey derives the key of a terminal's code as it was typed: small letters,
// spaces and hyphens do not matter, nor does O for 0 or I and L for 1.
func NewEnrolmentKey(terminal, code string) (EnrolmentKey, error) {
	plain := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
	if len(plain) != codeLength || strings.Trim(plain, codeLetters) != "" {
		return nil, ErrCode
	}
	salt := sha256.Sum256([]byte("madoguchi enrolment v1\x00" + terminal))
	return argon2.IDKey([]byte(plain), salt[:], enrolmentPasses, enrolmentMemory, 1, sha256.Size), nil
}

// Roles of a proof, so that nobody answers with what they were sent.
const (
	RequestProof     = "request"
	CertificateProof = "certificate"
)

// Prove returns the proof that belongs to something said in a role.
func (k EnrolmentKey) Prove(role string, said []byte) []byte {
	mac := hmac.New(sha256.New, k)
	mac.Write([]byte(role + "\x00"))
	mac.Write(said)
	return mac.Sum(nil)
}

// Proves reports whether proof belongs to what was said in a role.
func (k EnrolmentKey) Proves(role string, said, proof []byte) bool {
	return len(k) > 0 && hmac.Equal(k.Prove(role, said), proof)
}

// MakeRequest returns the certificate request (PKCS #10, DER) of a terminal's key.
func MakeRequest(key crypto.Signer, terminal, ward string) ([]byte, error) {
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: pkix.Name{CommonName: terminal, OrganizationalUnit: []string{ward}}, SignatureAlgorithm: x509.ECDSAWithSHA256,
	}, key)
	if err != nil {
		return nil, fmt.Errorf("make certificate request: %w", err)
	}
	return der, nil
}

// ParseRequest reads a certificate request, DER or PEM, whose signature is that of its key.
// The key must be one of ours: ECDSA on P-256.
func ParseRequest(data []byte) (*x509.CertificateRequest, error) {
	if block := findBlock(data, requestBlock); block != nil {
		data = block.Bytes
	}
	request, err := x509.ParseCertificateRequest(data)
	if err != nil {
		return nil, fmt.Errorf("read certificate request: %w", err)
	}
	if err := request.CheckSignature(); err != nil {
		return nil, fmt.Errorf("read certificate request: %w", err)
	}
	if key, ok := request.PublicKey.(*ecdsa.PublicKey); !ok || key.Curve != elliptic.P256() {
		return nil, errors.New("read certificate request: key is not ECDSA P-256")
	}
	return request, nil
}

// EncodeRequest returns a certificate request as PEM.
func EncodeRequest(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: requestBlock, Bytes: der})
}
