// Package tpm keeps a terminal's key in a TPM 2.0: the private half is made there and never
// leaves it, so that a copied disk has no way to the registry.
//
// What is stored outside, a [Blob], is sealed by the TPM and of use to no other. The key
// signs without a password: whoever may open the device may sign, as whoever is on the
// machine may use the line.
//
// Whether a terminal uses its TPM is for cmd/terminal to decide, where the blob is kept for
// app/store.
package tpm

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/asn1"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"sync"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"
)

// Errors a caller branches on.
var (
	// ErrMissing means that there is no TPM, or none that this account may open.
	ErrMissing = errors.New("no TPM")
	// ErrForeign means that the key is another TPM's: the board was replaced, the TPM was
	// cleared, or the file was copied to another machine.
	ErrForeign = errors.New("key belongs to another TPM")
	// ErrBusy means that the TPM has no room for a key just now, or wants to be asked again.
	ErrBusy = errors.New("TPM is busy")
	// ErrBlob means that the stored half cannot be read as one.
	ErrBlob = errors.New("stored half of the key is damaged")
)

// A Blob is the stored half of a key. It may be kept as it is.
type Blob []byte

// written is a Blob in its written form.
type written struct {
	Version int    `json:"version"`
	Public  []byte `json:"public"`
	Private []byte `json:"private"`
}

const blobVersion = 1

// A TPM is an open device.
type TPM struct {
	device transport.TPMCloser
	mu     sync.Mutex // one command at a time
}

// Close closes the device.
func (t *TPM) Close() error { return t.device.Close() }

// A Key signs by its TPM, with ECDSA P-256 over SHA-256 alone.
type Key struct {
	tpm    *TPM
	handle tpm2.TPMHandle
	name   tpm2.TPM2BName
	public *ecdsa.PublicKey
}

var _ crypto.Signer = (*Key)(nil)

// template is of a signing key that no other TPM can hold.
var template = tpm2.TPMTPublic{
	Type:    tpm2.TPMAlgECC,
	NameAlg: tpm2.TPMAlgSHA256,
	ObjectAttributes: tpm2.TPMAObject{
		FixedTPM: true, FixedParent: true, SensitiveDataOrigin: true, UserWithAuth: true, NoDA: true, SignEncrypt: true,
	},
	Parameters: tpm2.NewTPMUPublicParms(tpm2.TPMAlgECC, &tpm2.TPMSECCParms{
		CurveID: tpm2.TPMECCNistP256,
		Scheme: tpm2.TPMTECCScheme{Scheme: tpm2.TPMAlgECDSA,
			Details: tpm2.NewTPMUAsymScheme(tpm2.TPMAlgECDSA, &tpm2.TPMSSigSchemeECDSA{HashAlg: tpm2.TPMAlgSHA256})},
	}),
}

// storageRoot makes the TPM's own parent key, the same each time, and returns how to let
// go of it: a TPM has room for three.
func (t *TPM) storageRoot() (parent tpm2.AuthHandle, done func(), err error) {
	p, err := tpm2.CreatePrimary{PrimaryHandle: tpm2.TPMRHOwner, InPublic: tpm2.New2B(tpm2.ECCSRKTemplate)}.Execute(t.device)
	if err != nil {
		return parent, nil, fmt.Errorf("tpm storage root: %w", refusal(err, err))
	}
	return tpm2.AuthHandle{Handle: p.ObjectHandle, Name: p.Name, Auth: tpm2.PasswordAuth(nil)}, func() { t.flush(p.ObjectHandle) }, nil
}

// flush lets go of a loaded key. One that is gone already is as good.
func (t *TPM) flush(handle tpm2.TPMHandle) {
	_, _ = tpm2.FlushContext{FlushHandle: handle}.Execute(t.device)
}

// Create makes a key and returns what is to be stored of it.
func (t *TPM) Create() (Blob, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	parent, done, err := t.storageRoot()
	if err != nil {
		return nil, err
	}
	defer done()
	made, err := tpm2.Create{ParentHandle: parent, InPublic: tpm2.New2B(template)}.Execute(t.device)
	if err != nil {
		return nil, fmt.Errorf("make tpm key: %w", err)
	}
	return json.Marshal(written{blobVersion, tpm2.Marshal(made.OutPublic), tpm2.Marshal(made.OutPrivate)})
}

// Load makes a stored key ready. Its errors are [ErrBlob], [ErrForeign] and [ErrBusy].
func (t *TPM) Load(b Blob) (*Key, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	public, private, err := b.read()
	if err != nil {
		return nil, err
	}
	key, err := publicKey(public)
	if err != nil {
		return nil, err
	}
	parent, done, err := t.storageRoot()
	if err != nil {
		return nil, err
	}
	defer done()
	loaded, err := tpm2.Load{ParentHandle: parent, InPrivate: *private, InPublic: *public}.Execute(t.device)
	if err != nil {
		return nil, fmt.Errorf("load tpm key: %w: %w", refusal(err, ErrForeign), err)
	}
	return &Key{tpm: t, handle: loaded.ObjectHandle, name: loaded.Name, public: key}, nil
}

// refusal says what the TPM means by an error of a load: it refuses what is not its own, or
// it warns that it cannot just now. IT must not be sent to the recovery key for a warning.
func refusal(err, foreign error) error {
	var code tpm2.TPMRC
	if errors.As(err, &code) && code.IsWarning() {
		return ErrBusy
	}
	return foreign
}

func (b Blob) read() (*tpm2.TPM2BPublic, *tpm2.TPM2BPrivate, error) {
	var w written
	if err := json.Unmarshal(b, &w); err != nil || w.Version != blobVersion {
		return nil, nil, ErrBlob
	}
	public, err := tpm2.Unmarshal[tpm2.TPM2BPublic](w.Public)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrBlob, err)
	}
	private, err := tpm2.Unmarshal[tpm2.TPM2BPrivate](w.Private)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrBlob, err)
	}
	return public, private, nil
}

func publicKey(b *tpm2.TPM2BPublic) (*ecdsa.PublicKey, error) {
	contents, err := b.Contents()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBlob, err)
	}
	point, err := contents.Unique.ECC()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBlob, err)
	}
	raw := make([]byte, 65) // uncompressed: 4, X, Y
	raw[0] = 4
	if len(point.X.Buffer) > 32 || len(point.Y.Buffer) > 32 {
		return nil, ErrBlob
	}
	copy(raw[33-len(point.X.Buffer):33], point.X.Buffer)
	copy(raw[65-len(point.Y.Buffer):], point.Y.Buffer)
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBlob, err)
	}
	return key, nil
}

// Public implements [crypto.Signer].
func (k *Key) Public() crypto.PublicKey { return k.public }

// Sign implements [crypto.Signer].
func (k *Key) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if opts.HashFunc() != crypto.SHA256 || len(digest) != crypto.SHA256.Size() {
		return nil, errors.New("sign by tpm: SHA-256 only")
	}
	k.tpm.mu.Lock()
	defer k.tpm.mu.Unlock()
	signed, err := tpm2.Sign{
		KeyHandle:  tpm2.AuthHandle{Handle: k.handle, Name: k.name, Auth: tpm2.PasswordAuth(nil)},
		Digest:     tpm2.TPM2BDigest{Buffer: digest},
		InScheme:   tpm2.TPMTSigScheme{Scheme: tpm2.TPMAlgNull},
		Validation: tpm2.TPMTTKHashCheck{Tag: tpm2.TPMSTHashCheck, Hierarchy: tpm2.TPMRHNull},
	}.Execute(k.tpm.device)
	if err != nil {
		return nil, fmt.Errorf("sign by tpm: %w", err)
	}
	s, err := signed.Signature.Signature.ECDSA()
	if err != nil {
		return nil, fmt.Errorf("sign by tpm: %w", err)
	}
	return asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(s.SignatureR.Buffer), new(big.Int).SetBytes(s.SignatureS.Buffer)})
}

// Close lets go of the key.
func (k *Key) Close() {
	k.tpm.mu.Lock()
	defer k.tpm.mu.Unlock()
	k.tpm.flush(k.handle)
}
