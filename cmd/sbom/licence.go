package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A licence is the texts under which one part may be used.
type licence struct {
	of   string   // the part
	ids  []string // SPDX identifiers, none when the text holds none that is known
	text string
}

// marks are words that stand in one licence and in no other here.
var marks = []struct{ id, words string }{
	{"Apache-2.0", "apache license version 2.0"},
	{"MPL-2.0", "mozilla public license version 2.0"},
	{"OFL-1.1", "sil open font license version 1.1"},
	{"CC-BY-SA-2.1-JP", "creative commons attribution-sharealike 2.1 japan"},
	{"Unicode-3.0", "unicode license v3"},
	{"NAIST-2003", "nara institute of science and technology"},
	{"BSD-3-Clause", "endorse or promote products derived from"},
	{"BSD-2-Clause", "redistributions in binary form must reproduce the above copyright notice"},
	{"ISC", "permission to use copy modify and/or distribute this software"},
	{"MIT", "any person obtaining a copy of this software and associated documentation files"},
	{"MIT", "(mit license"},
	{"CC0-1.0", "cc0 1.0 universal"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
}

// identify returns the SPDX identifiers of what a text holds.
func identify(text string) (ids []string) {
	plain := strings.ReplaceAll(strings.Join(strings.Fields(strings.ToLower(text)), " "), ",", "")
	for _, m := range marks {
		longer := m.id == "BSD-2-Clause" && slices.Contains(ids, "BSD-3-Clause") // which says the same and more
		if strings.Contains(plain, m.words) && !longer && !slices.Contains(ids, m.id) {
			ids = append(ids, m.id)
		}
	}
	return ids
}

// isLicence reports whether a file holds a licence or what has to be kept with it.
func isLicence(name string) bool {
	name = strings.ToLower(name)
	for _, begins := range []string{"license", "licence", "copying", "notice", "ofl", "unlicense", "patents"} {
		if ext := filepath.Ext(name); strings.HasPrefix(name, begins) && (ext == "" || ext == ".txt" || ext == ".md" || !strings.Contains(".go.json.yml", ext)) {
			return true
		}
	}
	return false
}

// readLicences finds the licences of modules that are not known yet.
func readLicences(ctx context.Context, modules []module, known map[string]licence) error {
	var ask []string
	for _, m := range modules {
		switch _, is := known[m.String()]; {
		case is:
		case m.Path == "std":
			root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
			if err != nil {
				return fmt.Errorf("find Go: %w", err)
			}
			text, err := textsIn(strings.TrimSpace(string(root)))
			if err != nil {
				return err
			}
			known[m.String()] = licence{m.String(), identify(text), text}
		default:
			ask = append(ask, m.String())
		}
	}
	if len(ask) == 0 {
		return nil
	}
	list := exec.CommandContext(ctx, "go", append([]string{"mod", "download", "-json"}, ask...)...)
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return fmt.Errorf("find modules: %w", err)
	}
	for in := json.NewDecoder(strings.NewReader(string(out))); ; {
		var found struct{ Path, Version, Dir string }
		if err := in.Decode(&found); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("find modules: %w", err)
		}
		of := found.Path + "@" + found.Version
		text, err := textsIn(found.Dir)
		if err != nil {
			return fmt.Errorf("%s: %w", of, err)
		}
		known[of] = licence{of, identify(text), text}
	}
}

// textsIn returns the licence texts that stand in a folder.
func textsIn(folder string) (string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	var all []string
	for _, e := range entries {
		if e.IsDir() || !isLicence(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return "", err
		}
		all = append(all, strings.TrimSpace(string(text)))
	}
	if len(all) == 0 {
		return "", fmt.Errorf("%s: %w", folder, errNoLicence)
	}
	return strings.Join(all, "\n\n"), nil
}

// assetLicences are those of fonts and tables, which stand beside them.
func assetLicences(root string) ([]licence, error) {
	var all []licence
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isLicence(d.Name()) || filepath.Ext(name) == ".json" {
			return err
		}
		if folder := filepath.Dir(name); filepath.Dir(folder) != "." {
			return nil // a page of the manual
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		all = append(all, licence{filepath.ToSlash(filepath.Join(root, filepath.Dir(name))), identify(string(text)), strings.TrimSpace(string(text))})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("licences of assets: %w", err)
	}
	return all, nil
}

// writeLicences writes every text once, below the parts it is for.
func writeLicences(to string, known map[string]licence, assets []licence) error {
	parts := map[string][]string{} // by text
	for _, l := range append(slices.Collect(maps.Values(known)), assets...) {
		name := l.of
		if len(l.ids) > 0 {
			name += " (" + strings.Join(l.ids, ", ") + ")"
		}
		parts[l.text] = append(parts[l.text], name)
	}
	texts := slices.Collect(maps.Keys(parts))
	for _, names := range parts {
		slices.Sort(names)
	}
	slices.SortFunc(texts, func(a, b string) int { return strings.Compare(parts[a][0], parts[b][0]) })
	var out strings.Builder
	rule := strings.Repeat("=", 80) + "\n"
	for _, text := range texts {
		out.WriteString(rule + strings.Join(parts[text], "\n") + "\n" + rule + "\n" + text + "\n\n")
	}
	return os.WriteFile(to, []byte(out.String()), 0o644)
}
