package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"madoguchi/app/keys"
)

// KeyFile is a [keys.Ring] in a file of its own, for a server that has no keyring.
// Keep it on another volume than the database and out of its backups: the two
// together open the sealed columns, neither does alone.
type KeyFile string

var _ keys.Ring = KeyFile("")

// Get implements [keys.Ring].
func (f KeyFile) Get(name string) ([]byte, error) {
	body, err := os.ReadFile(string(f))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, keys.ErrNoSecret
	case err != nil:
		return nil, fmt.Errorf("read key file: %w", err)
	}
	var held map[string][]byte
	if err := json.Unmarshal(body, &held); err != nil {
		return nil, fmt.Errorf("read key file: %w", keys.ErrMismatch) // not quoted: it is a secret
	}
	secret, ok := held[name]
	if !ok {
		return nil, keys.ErrNoSecret
	}
	return secret, nil
}

// Set implements [keys.Ring]. It makes the file and never changes one.
func (f KeyFile) Set(name string, secret []byte) error {
	body, err := json.Marshal(map[string][]byte{name: secret})
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	file, err := os.OpenFile(string(f), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	_, err = file.Write(body)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return nil
}
