package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestBill writes the bill of this very test, which is a program made of modules.
func TestBill(t *testing.T) {
	t.Chdir("../..")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(binary, content, 0o700); err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(t.TempDir(), "licences.txt")
	if err := run(t.Context(), []string{"-licences", list, binary}, io.Discard); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(binary + ".cdx.json")
	if err != nil {
		t.Fatal(err)
	}
	var b bill
	if err := json.Unmarshal(text, &b); err != nil {
		t.Fatal(err)
	}
	has := func(name, id string) bool {
		return slices.ContainsFunc(b.Components, func(c component) bool {
			return c.Name == name && slices.ContainsFunc(c.Licences, func(l choice) bool { return l.Licence.ID == id })
		})
	}
	if b.Format != "CycloneDX" || len(b.Metadata.Component.Hashes) != 1 || !has("std", "BSD-3-Clause") || !has("assets/font", "OFL-1.1") || !has("assets/letters", "CC-BY-SA-2.1-JP") {
		t.Errorf("the bill says %.2000s", text)
	}
	licences, err := os.ReadFile(list)
	if err != nil || !strings.Contains(string(licences), "assets/letters (CC-BY-SA-2.1-JP") || !strings.Contains(string(licences), "The Go Authors") {
		t.Errorf("the list of licences has %d bytes, %v", len(licences), err)
	}
}

func TestIdentify(t *testing.T) {
	for text, want := range map[string]string{
		"Apache License\n Version 2.0, January 2004":                                                                     "Apache-2.0",
		"Redistributions in binary form must reproduce the above copyright notice":                                       "BSD-2-Clause",
		"… must reproduce the above copyright notice … to endorse or promote products derived from this software":        "BSD-3-Clause",
		"UNICODE LICENSE V3. Permission is hereby granted, free of charge, to any person obtaining a copy of data files": "Unicode-3.0",
		"all rights reserved": "",
	} {
		if got := strings.Join(identify(text), ","); got != want {
			t.Errorf("%.40q is %q, want %q", text, got, want)
		}
	}
}
