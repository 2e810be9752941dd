package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
)

// A managed configuration is what the operating system's own policy says (group policy
// on Windows, a managed folder elsewhere). It takes precedence over the terminal's
// configuration, and names only what a terminal has to know to find and to believe its
// registry: nothing of it loosens anything.
type managed struct {
	Registry string   `json:"registry,omitempty"`
	Pins     []string `json:"pins,omitempty"`
	Root     string   `json:"root,omitempty"` // absolute path
}

// over puts what m says over c.
func (m managed) over(c *Config) {
	if m.Registry != "" {
		c.Registry = m.Registry
	}
	if len(m.Pins) > 0 {
		c.Pins = m.Pins
	}
	if m.Root != "" {
		c.Root = m.Root
	}
}

// parseManaged reads one file of the managed folder. Anything but the three keys is
// refused: it would look as if it were in force.
func parseManaged(text []byte) (managed, error) {
	var m managed
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return managed{}, err
	}
	if m.Root != "" && !filepath.IsAbs(m.Root) {
		return managed{}, fmt.Errorf("root %q: want an absolute path", m.Root)
	}
	return m, nil
}
