// Package pskc reads the file that a maker delivers the seeds of tokens in (Portable
// Symmetric Key Container, RFC 6030): in the clear, under a pre-shared key, or under a
// password.
//
// The authenticity of a value is checked before it is decrypted, as the RFC asks. Of the
// many algorithms that may stand there, those of its figures 6 and 7 are read: AES-CBC of
// 128, 192 or 256 bits with HMAC-SHA1, and PBKDF2. Signed files are not checked for their
// signature.
//
// What a token is given to is the registry's; how its codes are checked, app/operator's.
package pskc

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // what the RFC's MAC is made with
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"
)

// Errors of reading.
var (
	ErrFormat = errors.New("not a PSKC file")
	// ErrAlgorithm says that the file is protected by something this package cannot open.
	ErrAlgorithm = errors.New("PSKC file uses an algorithm that is not supported")
	// ErrMAC says that the key or password is wrong, or the file was changed.
	ErrMAC = errors.New("key or password is wrong, or the PSKC file was changed")
)

// A Protection is how the seeds of a file are protected.
type Protection uint8

// The protections.
const (
	None      Protection = 1
	PreShared Protection = 2
	Password  Protection = 3
)

// A Token is one key package.
type Token struct {
	Serial    string
	Algorithm string // URN
	Digits    int
	Interval  int // seconds; 0 when not said
	Seed      []byte
}

// totp is the URN of time-based tokens.
const totp = "urn:ietf:params:xml:ns:keyprov:pskc:totp"

// Fits reports whether the codes of the token are those that are checked here: time-based,
// six digits, thirty seconds.
func (t Token) Fits() bool {
	return t.Algorithm == totp && t.Digits == 6 && (t.Interval == 0 || t.Interval == 30)
}

// A Container is a file that was read and not opened.
type Container struct{ file container }

type container struct {
	XMLName xml.Name  `xml:"KeyContainer"`
	Name    string    `xml:"EncryptionKey>KeyName"`
	Derived *derived  `xml:"EncryptionKey>DerivedKey"`
	MAC     *mac      `xml:"MACMethod"`
	Keys    []keyPack `xml:"KeyPackage"`
}

type derived struct {
	Method struct {
		Algorithm string `xml:"Algorithm,attr"`
		Salt      string `xml:"PBKDF2-params>Salt>Specified"`
		Rounds    int    `xml:"PBKDF2-params>IterationCount"`
		Length    int    `xml:"PBKDF2-params>KeyLength"`
		PRF       struct {
			Algorithm string `xml:"Algorithm,attr"`
		} `xml:"PBKDF2-params>PRF"`
	} `xml:"KeyDerivationMethod"`
}

type encrypted struct {
	Method struct {
		Algorithm string `xml:"Algorithm,attr"`
	} `xml:"EncryptionMethod"`
	Value string `xml:"CipherData>CipherValue"`
}

type mac struct {
	Algorithm string     `xml:"Algorithm,attr"`
	Key       *encrypted `xml:"MACKey"`
}

type keyPack struct {
	Serial string `xml:"DeviceInfo>SerialNo"`
	Key    struct {
		Algorithm string `xml:"Algorithm,attr"`
		Format    struct {
			Length int `xml:"Length,attr"`
		} `xml:"AlgorithmParameters>ResponseFormat"`
		Plain     string     `xml:"Data>Secret>PlainValue"`
		Encrypted *encrypted `xml:"Data>Secret>EncryptedValue"`
		MAC       string     `xml:"Data>Secret>ValueMAC"`
		Interval  string     `xml:"Data>TimeInterval>PlainValue"`
	} `xml:"Key"`
}

const (
	maxFile   = 16 << 20
	maxRounds = 10_000_000 // a file must not keep the machine busy for ever
	hmacSHA1  = "http://www.w3.org/2000/09/xmldsig#hmac-sha1"
)

// Read reads a file.
func Read(r io.Reader) (*Container, error) {
	var c Container
	if err := xml.NewDecoder(io.LimitReader(r, maxFile)).Decode(&c.file); err != nil || len(c.file.Keys) == 0 {
		return nil, fmt.Errorf("read tokens: %w", ErrFormat) // the cause may quote a seed
	}
	return &c, nil
}

// Protection returns what [Container.Open] needs.
func (c *Container) Protection() Protection {
	switch {
	case c.file.Derived != nil:
		return Password
	case c.file.MAC != nil || c.file.Name != "":
		return PreShared
	}
	return None
}

// Open returns the tokens. secret is the pre-shared key in hexadecimal or the password, ""
// for a file that is in the clear. Errors quote nothing of the file.
func (c *Container) Open(secret string) ([]Token, error) {
	key, err := c.key(secret)
	if err != nil {
		return nil, fmt.Errorf("open tokens: %w", err)
	}
	macKey, err := c.macKey(key)
	if err != nil {
		return nil, fmt.Errorf("open tokens: %w", err)
	}
	var tokens []Token
	for i, pack := range c.file.Keys {
		t := Token{Serial: strings.TrimSpace(pack.Serial), Algorithm: pack.Key.Algorithm, Digits: pack.Key.Format.Length}
		if text := strings.TrimSpace(pack.Key.Interval); text != "" {
			if t.Interval, err = strconv.Atoi(text); err != nil {
				return nil, fmt.Errorf("open tokens: key %d: interval: %w", i+1, ErrFormat)
			}
		}
		if t.Seed, err = pack.seed(key, macKey); err != nil {
			return nil, fmt.Errorf("open tokens: key %d: %w", i+1, err)
		}
		tokens = append(tokens, t)
	}
	return tokens, nil
}

// key returns the key that the file is protected with.
func (c *Container) key(secret string) ([]byte, error) {
	switch c.Protection() {
	case None:
		return nil, nil
	case PreShared:
		key, err := hex.DecodeString(strings.TrimSpace(secret))
		if err != nil {
			return nil, ErrMAC
		}
		return key, nil
	}
	m := c.file.Derived.Method
	salt, err := value(m.Salt)
	switch {
	case err != nil:
		return nil, err
	case !strings.HasSuffix(m.Algorithm, "#pbkdf2"), m.Rounds < 1, m.Rounds > maxRounds, m.Length != 16 && m.Length != 24 && m.Length != 32:
		return nil, ErrAlgorithm
	case m.PRF.Algorithm != "" && m.PRF.Algorithm != hmacSHA1:
		return nil, ErrAlgorithm
	}
	return pbkdf2.Key(newSHA1, secret, salt, m.Rounds, m.Length)
}

func newSHA1() hash.Hash { return sha1.New() } //nolint:gosec // see the import

// macKey returns the key of the MAC, which the file carries under its own; where it says
// none it is the same (RFC 6030, 6.1.1).
func (c *Container) macKey(key []byte) ([]byte, error) {
	switch m := c.file.MAC; {
	case m == nil && key == nil:
		return nil, nil
	case m == nil, m.Algorithm != hmacSHA1:
		return nil, ErrAlgorithm // AES-CBC without a MAC is not to be trusted
	case m.Key == nil:
		return key, nil
	default:
		return m.Key.open(key)
	}
}

// seed returns the seed of a key, after its MAC was right.
func (p keyPack) seed(key, macKey []byte) ([]byte, error) {
	k := p.Key
	if k.Encrypted == nil {
		if key != nil || strings.TrimSpace(k.Plain) == "" {
			return nil, ErrFormat // never mixed: a value in the clear could be anybody's
		}
		return value(k.Plain)
	}
	if key == nil {
		return nil, ErrAlgorithm
	}
	sealed, err1 := value(k.Encrypted.Value)
	want, err2 := value(k.MAC)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	sum := hmac.New(newSHA1, macKey)
	sum.Write(sealed)
	if len(want) == 0 || !hmac.Equal(sum.Sum(nil), want) {
		return nil, ErrMAC
	}
	return k.Encrypted.open(key)
}

// open decrypts AES-CBC, whose first block is the initial vector, and takes off the padding.
func (e *encrypted) open(key []byte) ([]byte, error) {
	bits := map[string]int{"#aes128-cbc": 16, "#aes192-cbc": 24, "#aes256-cbc": 32}
	_, name, _ := strings.Cut(e.Method.Algorithm, "#")
	if bits["#"+name] == 0 {
		return nil, ErrAlgorithm
	}
	sealed, err := value(e.Value)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil || len(key) != bits["#"+name] {
		return nil, ErrMAC
	}
	if len(sealed) < 2*aes.BlockSize || len(sealed)%aes.BlockSize != 0 {
		return nil, ErrFormat
	}
	plain := make([]byte, len(sealed)-aes.BlockSize)
	cipher.NewCBCDecrypter(block, sealed[:aes.BlockSize]).CryptBlocks(plain, sealed[aes.BlockSize:])
	pad := int(plain[len(plain)-1])
	if pad < 1 || pad > aes.BlockSize {
		return nil, ErrMAC // with a wrong key it decrypts to anything
	}
	return plain[:len(plain)-pad], nil
}

// value reads base64 as it stands in a file, with spaces and line breaks.
func value(text string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, ErrFormat
	}
	return b, nil
}
