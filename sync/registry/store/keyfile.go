package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"madoguchi/app/keys"
)

// KeyFile is a [keys.Ring] in a file of its own, for a server that has no keyring.
// Keep it on another volume than the database and out of its backups: the two
// together open the sealed columns, neither does alone.
type KeyFile string

var (
	_ keys.Ring    = KeyFile("")
	_ keys.Remover = KeyFile("")
)

// Get implements [keys.Ring].
func (f KeyFile) Get(name string) ([]byte, error) {
	held, err := f.read()
	if err != nil {
		return nil, err
	}
	secret, ok := held[name]
	if !ok {
		return nil, keys.ErrNoSecret
	}
	return secret, nil
}

// Set implements [keys.Ring]. It makes the file, or adds another key of the same database
// to it; a file with the key of another database is not touched.
func (f KeyFile) Set(name string, secret []byte) error {
	held, err := f.read()
	switch {
	case errors.Is(err, keys.ErrNoSecret):
		held = map[string][]byte{}
	case err != nil:
		return err
	case !sameDatabase(held, name):
		return fmt.Errorf("write key file: %w", fs.ErrExist)
	}
	held[name] = secret
	return f.write(held)
}

// Remove implements [keys.Remover].
func (f KeyFile) Remove(name string) error {
	held, err := f.read()
	if err != nil {
		return err
	}
	if _, ok := held[name]; !ok {
		return keys.ErrNoSecret
	}
	delete(held, name)
	return f.write(held)
}

func (f KeyFile) read() (map[string][]byte, error) {
	body, err := os.ReadFile(string(f))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, keys.ErrNoSecret
	case err != nil:
		return nil, fmt.Errorf("read key file: %w", err)
	}
	var held map[string][]byte
	if err := json.Unmarshal(body, &held); err != nil || held == nil {
		return nil, fmt.Errorf("read key file: %w", keys.ErrMismatch) // not quoted: it is a secret
	}
	return held, nil
}

// sameDatabase reports whether a file holds halves of the hierarchy that name is of:
// package keys counts them up behind a dot.
func sameDatabase(held map[string][]byte, name string) bool {
	id, _, _ := strings.Cut(name, ".")
	for other := range held {
		if of, _, _ := strings.Cut(other, "."); of != id {
			return false
		}
	}
	return true
}

// write replaces the file as a whole: whenever the machine stops, there is the old one or
// the new one.
func (f KeyFile) write(held map[string][]byte) error {
	body, err := json.Marshal(held)
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	beside := string(f) + ".new"
	file, err := os.OpenFile(beside, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	_, err = file.Write(body)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	if err := os.Rename(beside, string(f)); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return syncFolder(string(f))
}

// syncFolder makes the name of a file durable.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
