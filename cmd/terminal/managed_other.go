//go:build !windows

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// managedFolder is where a Linux machine's management puts policies.
var managedFolder = "/etc/opt/madoguchi/policies/managed"

// readManaged reads every file of the managed folder in the order of their names, the
// later over the earlier.
func readManaged() (managed, error) {
	names, err := filepath.Glob(filepath.Join(managedFolder, "*.json"))
	if err != nil {
		return managed{}, fmt.Errorf("read managed folder: %w", err)
	}
	var all Config
	for _, name := range names {
		text, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return managed{}, fmt.Errorf("read managed folder: %w", err)
		}
		m, err := parseManaged(text)
		if err != nil {
			return managed{}, fmt.Errorf("read managed folder: %s: %w", filepath.Base(name), err)
		}
		m.over(&all)
	}
	return managed{all.Registry, all.Pins, all.Root}, nil
}
