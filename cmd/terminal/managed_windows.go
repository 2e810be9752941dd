package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"golang.org/x/sys/windows/registry"
)

// managedKey is where group policy puts values.
const managedKey = `SOFTWARE\Policies\Madoguchi`

// readManaged reads the policy branch, which operators cannot write: Registry and Root
// (REG_SZ), Pins (REG_MULTI_SZ).
func readManaged() (managed, error) {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, managedKey, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return managed{}, nil
	}
	if err != nil {
		return managed{}, fmt.Errorf("read group policy: %w", err)
	}
	defer func() { _ = key.Close() }() // it was only read
	var m managed
	for name, to := range map[string]*string{"Registry": &m.Registry, "Root": &m.Root} {
		if *to, _, err = key.GetStringValue(name); err != nil && !errors.Is(err, registry.ErrNotExist) {
			return managed{}, fmt.Errorf("read group policy: %s: %w", name, err)
		}
	}
	if m.Pins, _, err = key.GetStringsValue("Pins"); err != nil && !errors.Is(err, registry.ErrNotExist) {
		return managed{}, fmt.Errorf("read group policy: Pins: %w", err)
	}
	if m.Root != "" && !filepath.IsAbs(m.Root) {
		return managed{}, fmt.Errorf("read group policy: Root %q: want an absolute path", m.Root)
	}
	return m, nil
}
