package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"madoguchi/sync/bundle"
)

// stickFile is the name of a bundle on a stick, as admin policy publish -usb writes it.
const stickFile = "madoguchi-policy.json"

// stickRoots returns where sticks are found, as patterns.
var stickRoots = func() []string {
	if runtime.GOOS != "windows" {
		return []string{"/media/*", "/media/*/*", "/run/media/*/*", "/mnt/*"}
	}
	var roots []string
	for drive := 'D'; drive <= 'Z'; drive++ {
		roots = append(roots, string(drive)+`:\`)
	}
	return roots
}

// readStick reads the bundle of the first stick that has one. More than a bundle can be
// is not read.
func readStick(roots []string) ([]byte, error) {
	for _, root := range roots {
		names, err := filepath.Glob(filepath.Join(root, stickFile))
		if err != nil {
			return nil, fmt.Errorf("look for a stick: %w", err)
		}
		for _, name := range names {
			text, err := readBundle(name)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			return text, err
		}
	}
	return nil, errNoStick
}

func readBundle(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read stick: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(f, bundle.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read stick: %w", err)
	}
	return text, nil
}
