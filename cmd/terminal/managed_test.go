//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestManaged: R031, the system's own policy says where the registry is, which keys it has
// and which root counts, over what the configuration says, and nothing else.
func TestManaged(t *testing.T) {
	pin := strings.Repeat("cd", 32)
	tests := []struct {
		name  string
		files map[string]string
		want  string // the registry in force; an error with "!"
	}{
		{"no folder", nil, "127.0.0.1:8443"},
		{"registry, pins and root", map[string]string{"it.json": `{"registry":"r.city:8443","pins":["` + pin + `","` + pin + `"],"root":"/etc/root.json"}`}, "r.city:8443"},
		{"the later over the earlier", map[string]string{"10.json": `{"registry":"a.city:8443"}`, "20.json": `{"registry":"b.city:8443"}`}, "b.city:8443"},
		{"another ending", map[string]string{"it.json.bak": `{"registry":"r.city:8443"}`}, "127.0.0.1:8443"},
		{"a value of the policy", map[string]string{"it.json": `{"idle.lock_seconds":3000}`}, "!idle.lock_seconds"},
		{"a terminal's name", map[string]string{"it.json": `{"terminal":"T-09-01"}`}, "!terminal"},
		{"a root beside the file", map[string]string{"it.json": `{"root":"root.json"}`}, "!absolute"},
		{"no JSON", map[string]string{"it.json": `registry=r.city`}, "!it.json"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			old := managedFolder
			managedFolder = filepath.Join(t.TempDir(), "managed")
			defer func() { managedFolder = old }()
			if err := os.Mkdir(managedFolder, 0o700); err != nil {
				t.Fatal(err)
			}
			for name, text := range tt.files {
				if err := os.WriteFile(filepath.Join(managedFolder, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			c, err := ReadConfig(writeConfig(t, configuration()))
			if why, refused := strings.CutPrefix(tt.want, "!"); refused {
				if err == nil || !strings.Contains(err.Error(), why) {
					t.Errorf("error %v, want one with %q", err, why)
				}
				return
			}
			if err != nil || c.Registry != tt.want || c.Terminal != "T-01-01" {
				t.Errorf("registry %q of %q, %v; want %q", c.Registry, c.Terminal, err, tt.want)
			}
			if tt.want == "r.city:8443" && (!slices.Equal(c.Pins, []string{pin, pin}) || c.Root != "/etc/root.json") {
				t.Errorf("pins %v, root %q", c.Pins, c.Root)
			}
		})
	}
}

// TestSystemNameFont finds the font for names where the system keeps fonts.
func TestSystemNameFont(t *testing.T) {
	root := t.TempDir()
	folders := []string{filepath.Join(root, "*", "*"), filepath.Join(root, "*")}
	if got := systemNameFont(folders); got != "" {
		t.Errorf("none there: %q", got)
	}
	want := filepath.Join(root, "truetype", "ipamj", nameFontFile)
	if err := os.MkdirAll(filepath.Dir(want), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(want, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := systemNameFont(folders); got != want {
		t.Errorf("found %q, want %q", got, want)
	}
}
