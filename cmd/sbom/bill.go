package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
)

// A bill is a bill of materials as CycloneDX 1.6 spells it.
type bill struct {
	Schema      string      `json:"$schema"`
	Format      string      `json:"bomFormat"`
	SpecVersion string      `json:"specVersion"`
	Serial      string      `json:"serialNumber"`
	Version     int         `json:"version"`
	Metadata    metadata    `json:"metadata"`
	Components  []component `json:"components"`
	Depends     []depends   `json:"dependencies"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version,omitempty"`
	PURL       string     `json:"purl,omitempty"`
	Hashes     []hash     `json:"hashes,omitempty"`
	Licences   []choice   `json:"licenses,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

// A choice is a licence: by its SPDX identifier, or by name where it has none.
type choice struct {
	Licence struct {
		ID   string `json:"id,omitempty"`
		Name string `json:"name,omitempty"`
	} `json:"license"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type depends struct {
	Ref string   `json:"ref"`
	On  []string `json:"dependsOn"`
}

func choices(l licence) (all []choice) {
	for _, id := range l.ids {
		var c choice
		if c.Licence.ID = id; id == "Unicode-3.0" { // which the list of CycloneDX 1.6 has not yet
			c.Licence.ID, c.Licence.Name = "", "Unicode License v3"
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		var c choice
		c.Licence.Name = "see the list of licences"
		all = append(all, c)
	}
	return all
}

// writeBill writes the bill of a binary beside it.
func writeBill(binary string, info *debug.BuildInfo, modules []module, known map[string]licence, assets []licence) error {
	content, err := os.ReadFile(binary)
	if err != nil {
		return fmt.Errorf("read %s: %w", binary, err)
	}
	sum := sha256.Sum256(content)
	var serial [16]byte
	_, _ = rand.Read(serial[:]) // never fails
	serial[6], serial[8] = serial[6]&0x0f|0x40, serial[8]&0x3f|0x80
	self := component{Type: "application", Ref: info.Path, Name: info.Path, Version: info.Main.Version,
		Hashes: []hash{{"SHA-256", hex.EncodeToString(sum[:])}}, Properties: []property{{"go", info.GoVersion}}}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "-tags" || s.Key == "GOOS" || s.Key == "GOARCH" || s.Key == "CGO_ENABLED" {
			self.Properties = append(self.Properties, property{s.Key, s.Value})
		}
	}
	b := bill{
		Schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Serial:   fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", serial[:4], serial[4:6], serial[6:8], serial[8:10], serial[10:]),
		Metadata: metadata{time.Now().UTC().Format(time.RFC3339), self},
	}
	on := depends{Ref: self.Ref, On: []string{}}
	for _, m := range modules {
		one := component{Type: "library", Ref: m.String(), Name: m.Path, Version: m.Version, PURL: "pkg:golang/" + m.String(), Licences: choices(known[m.String()])}
		if m.Sum != "" {
			one.Properties = []property{{"go.sum", m.Sum}}
		}
		b.Components, on.On = append(b.Components, one), append(on.On, one.Ref)
	}
	for _, a := range assets {
		one := component{Type: "data", Ref: a.of, Name: a.of, Licences: choices(a)}
		b.Components, on.On = append(b.Components, one), append(on.On, one.Ref)
	}
	b.Depends = []depends{on}
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(binary, filepath.Ext(binary)) + ".cdx.json"
	if filepath.Ext(binary) == ".exe" {
		name = binary + ".cdx.json"
	}
	return os.WriteFile(name, append(text, '\n'), 0o644)
}
