package tpm

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/go-tpm/tpm2"

	"madoguchi/app/keys"
)

// A Chip is the TPM at a path as what guards a share of a file's key. It opens the device
// for each call alone: a share is asked for once a start.
type Chip string

var _ keys.Chip = Chip("")

// Here returns the chip of this machine, or nil where there is none that this account may
// open.
func Here() keys.Chip {
	device, err := Open(Default)
	if err != nil {
		return nil
	}
	_ = device.Close()
	return Chip(Default)
}

// shareTemplate is of a sealed object that no other TPM can hold.
var shareTemplate = tpm2.TPMTPublic{
	Type:             tpm2.TPMAlgKeyedHash,
	NameAlg:          tpm2.TPMAlgSHA256,
	ObjectAttributes: tpm2.TPMAObject{FixedTPM: true, FixedParent: true, UserWithAuth: true, NoDA: true},
}

// Seal implements [keys.Chip].
func (c Chip) Seal(share []byte) (blob []byte, err error) {
	device, err := Open(string(c))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", keys.ErrChipMissing, err)
	}
	defer func() { err = errors.Join(err, device.Close()) }()
	return device.seal(share)
}

// Unseal implements [keys.Chip].
func (c Chip) Unseal(blob []byte) (share []byte, err error) {
	device, err := Open(string(c))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", keys.ErrChipMissing, err)
	}
	defer func() { err = errors.Join(err, device.Close()) }()
	return device.unseal(blob)
}

func (t *TPM) seal(share []byte) (Blob, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	parent, done, err := t.storageRoot()
	if err != nil {
		return nil, err
	}
	defer done()
	made, err := tpm2.Create{
		ParentHandle: parent, InPublic: tpm2.New2B(shareTemplate),
		InSensitive: tpm2.TPM2BSensitiveCreate{Sensitive: &tpm2.TPMSSensitiveCreate{
			Data: tpm2.NewTPMUSensitiveCreate(&tpm2.TPM2BSensitiveData{Buffer: share}),
		}},
	}.Execute(t.device)
	if err != nil {
		return nil, fmt.Errorf("seal by tpm: %w", err)
	}
	return json.Marshal(written{blobVersion, tpm2.Marshal(made.OutPublic), tpm2.Marshal(made.OutPrivate)})
}

func (t *TPM) unseal(b Blob) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	public, private, err := b.read()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", keys.ErrMaterial, err)
	}
	parent, done, err := t.storageRoot()
	if err != nil {
		return nil, err
	}
	defer done()
	loaded, err := tpm2.Load{ParentHandle: parent, InPrivate: *private, InPublic: *public}.Execute(t.device)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", refusal(err, keys.ErrChipForeign), err)
	}
	defer t.flush(loaded.ObjectHandle)
	opened, err := tpm2.Unseal{ItemHandle: tpm2.AuthHandle{Handle: loaded.ObjectHandle, Name: loaded.Name, Auth: tpm2.PasswordAuth(nil)}}.Execute(t.device)
	if err != nil {
		return nil, fmt.Errorf("unseal by tpm: %w", err)
	}
	return opened.OutData.Buffer, nil
}
