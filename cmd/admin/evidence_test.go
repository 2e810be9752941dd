package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// TestClaims: what a claim rests on is there, and a requirement is claimed or left to
// others, not both.
func TestClaims(t *testing.T) {
	for _, c := range claims {
		if len(c.kinds) == 0 && len(c.files) == 0 {
			t.Errorf("%s rests on nothing", c.row)
		}
		for _, k := range c.kinds {
			if k.Class() == 0 {
				t.Errorf("%s rests on %v, which is none", c.row, k)
			}
		}
		for row := range strings.FieldsSeq(c.row) {
			if strings.Contains(" "+elsewhere+" ", " "+row+" ") {
				t.Errorf("%s is claimed and left to others", row)
			}
		}
	}
}

// TestPack is D23: the pack says what was found, also when a log does not hold, counts by
// requirement, says what it lacks, and its sums are those of the files.
func TestPack(t *testing.T) {
	_, export, key := archive(t)
	sheets := t.TempDir()
	if err := os.WriteFile(filepath.Join(sheets, "purge-2026.txt"), []byte("purge sheet"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &pack{files: make(map[string][]byte), verification: verification{export: export, key: key}}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(p.days("", "", civil.MustParse("2026-11-23")))
	if p.first.String() != "2025-11-23" || p.last.String() != "2026-11-23" {
		t.Errorf("over %v to %v", p.first, p.last)
	}
	results, err := p.verification.verify(context.Background())
	check(err)
	results[0].Fault = &audit.Broken{Seq: 7, Err: audit.ErrMissing}
	check(p.logs(results))
	check(p.copySheets(sheets))
	p.Evidence.Rows, p.Evidence.Classes = weigh([]*wirev1.RecordCount{{Kind: uint32(audit.NoticeTaken), Registry: 0, Terminals: 5}, {Kind: uint32(audit.Searched), Registry: 3, Terminals: 4}, {Kind: uint32(audit.RecordOpened), Registry: 1, Terminals: 1}})
	to := filepath.Join(t.TempDir(), "pack")
	check(p.write(to))
	text, err := os.ReadFile(filepath.Join(to, "evidence.md"))
	check(err)
	for _, want := range []string{"**does not hold**: audit chain at 7: record missing", "| R034 |", "notice_taken 0/5", "searched 3/4", "| operation | 4 | 10 |", "| sheets |", "ledger of media (媒体管理簿) | medium_moved 0/0 | media.txt (missing) |"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in the pack:\n%s", want, text)
		}
	}
	var e evidence
	text, err = os.ReadFile(filepath.Join(to, "evidence.json"))
	check(err)
	check(json.Unmarshal(text, &e))
	if len(e.Rows) != len(claims) || len(e.Logs) != 1 || e.Logs[0].Holds {
		t.Errorf("evidence.json = %+v", e)
	}
	sums, err := os.ReadFile(filepath.Join(to, "SHA256SUMS"))
	check(err)
	lines := strings.Split(strings.TrimSpace(string(sums)), "\n")
	if len(lines) != 4 {
		t.Errorf("sums of %d files", len(lines))
	}
	for _, line := range lines {
		digest, name, _ := strings.Cut(line, "  ")
		text, err := os.ReadFile(filepath.Join(to, name))
		check(err)
		if fmt.Sprintf("%x", sha256.Sum256(text)) != digest {
			t.Errorf("the sum of %s is another", name)
		}
	}
}
