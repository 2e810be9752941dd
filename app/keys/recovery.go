package keys

import (
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// The recovery key opens a file that its keyring opens no more. It is kept offline and in
// two parts, each with another custodian and under that custodian's passphrase: nobody
// recovers alone. One part says nothing about the key (it is a one-time pad to the other),
// and both are needed: a part that is lost ends the recovery key, which is then replaced.

// ErrShares means that two shares are not the two of one recovery key.
var ErrShares = errors.New("shares do not belong together")

// Formats of the files of a recovery key.
const (
	publicFormat = "madoguchi recovery key 1"
	shareFormat  = "madoguchi recovery share 1"
)

// recoveryKEM and what goes with it are one suite of RFC 9180.
func recoveryKEM() hpke.KEM { return hpke.DHKEM(ecdh.X25519()) }

// A RecoveryPublic is the part of a recovery key that files are wrapped for. It is no
// secret; that it is the right one is told by its [RecoveryPublic.Fingerprint].
type RecoveryPublic struct{ key hpke.PublicKey }

// A RecoverySecret is a recovery key put together.
type RecoverySecret struct{ key hpke.PrivateKey }

type publicFile struct {
	Format string `json:"format"`
	Key    []byte `json:"key"`
}

type shareFile struct {
	Format string `json:"format"`
	Key    string `json:"key"`   // fingerprint
	Share  int    `json:"share"` // 1 or 2
	Sealed []byte `json:"sealed"`
}

// MakeRecovery makes a recovery key: the file of its public part, and the files of the
// two shares, each sealed under its custodian's passphrase.
func MakeRecovery(passphrases [2]string, cost Cost) (public []byte, shares [2][]byte, err error) {
	fail := func(err error) ([]byte, [2][]byte, error) {
		return nil, [2][]byte{}, fmt.Errorf("make recovery key: %w", err)
	}
	key, err := tellingKey()
	if err != nil {
		return fail(err)
	}
	secret, err := key.Bytes()
	if err != nil {
		return fail(err)
	}
	defer clear(secret)
	if public, err = json.Marshal(publicFile{publicFormat, key.PublicKey().Bytes()}); err != nil {
		return fail(err)
	}
	first := random(len(secret))
	second := make([]byte, len(secret))
	subtle.XORBytes(second, secret, first)
	fingerprint := (&RecoveryPublic{key.PublicKey()}).Fingerprint()
	for i, part := range [][]byte{first, second} {
		f := shareFile{Format: shareFormat, Key: fingerprint, Share: i + 1}
		if f.Sealed, err = SealUnderPassphrase(passphrases[i], f.context(), part, cost); err != nil {
			return fail(err)
		}
		clear(part)
		if shares[i], err = json.Marshal(f); err != nil {
			return fail(err)
		}
	}
	return public, shares, nil
}

// tellingKey makes a key whose fingerprint is not all digits: in a log it would be taken for
// somebody's number, and refused.
func tellingKey() (hpke.PrivateKey, error) {
	for {
		key, err := recoveryKEM().GenerateKey()
		if err != nil {
			return nil, err
		}
		if strings.ContainsAny((&RecoveryPublic{key.PublicKey()}).Fingerprint(), "abcdef") {
			return key, nil
		}
	}
}

func (f shareFile) context() string { return fmt.Sprintf("%s %s %d", f.Format, f.Key, f.Share) }

// ParseRecovery reads the file of a public recovery key.
func ParseRecovery(file []byte) (*RecoveryPublic, error) {
	var f publicFile
	if err := json.Unmarshal(file, &f); err != nil || f.Format != publicFormat {
		return nil, errors.New("read recovery key: not the file of one")
	}
	p, err := newRecoveryPublic(f.Key)
	if err != nil {
		return nil, errors.New("read recovery key: damaged")
	}
	return p, nil
}

func newRecoveryPublic(key []byte) (*RecoveryPublic, error) {
	k, err := recoveryKEM().NewPublicKey(key)
	if err != nil {
		return nil, err
	}
	return &RecoveryPublic{k}, nil
}

// Fingerprint is what two people compare a recovery key by.
func (p *RecoveryPublic) Fingerprint() string {
	sum := sha256.Sum256(p.key.Bytes())
	return hex.EncodeToString(sum[:8])
}

func (p *RecoveryPublic) wrap(place, kek []byte) ([]byte, error) {
	return hpke.Seal(p.key, hpke.HKDFSHA256(), hpke.AES256GCM(), place, kek)
}

func (s *RecoverySecret) unwrap(place, wrapped []byte) ([]byte, error) {
	return hpke.Open(s.key, hpke.HKDFSHA256(), hpke.AES256GCM(), place, wrapped)
}

// Fingerprint is that of the public part.
func (s *RecoverySecret) Fingerprint() string {
	return (&RecoveryPublic{s.key.PublicKey()}).Fingerprint()
}

// OpenRecovery puts a recovery key together. Its errors are [ErrPassphrase] and
// [ErrShares].
func OpenRecovery(shares [2][]byte, passphrases [2]string) (*RecoverySecret, error) {
	var parts [2][]byte
	var files [2]shareFile
	for i, body := range shares {
		f := &files[i]
		if err := json.Unmarshal(body, f); err != nil || f.Format != shareFormat || f.Share < 1 || f.Share > 2 {
			return nil, fmt.Errorf("open recovery key: share %d: not the file of one", i+1)
		}
		part, err := OpenUnderPassphrase(passphrases[i], f.context(), f.Sealed)
		if err != nil {
			return nil, fmt.Errorf("open recovery key: share %d: %w", i+1, err)
		}
		defer clear(part)
		parts[i] = part
	}
	if files[0].Key != files[1].Key || files[0].Share == files[1].Share || len(parts[0]) != len(parts[1]) {
		return nil, fmt.Errorf("open recovery key: %w", ErrShares)
	}
	secret := make([]byte, len(parts[0]))
	defer clear(secret)
	subtle.XORBytes(secret, parts[0], parts[1])
	key, err := recoveryKEM().NewPrivateKey(secret)
	if err != nil {
		return nil, fmt.Errorf("open recovery key: %w", ErrShares)
	}
	s := &RecoverySecret{key}
	if s.Fingerprint() != files[0].Key {
		return nil, fmt.Errorf("open recovery key: %w", ErrShares)
	}
	return s, nil
}
