package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/proof"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
)

// archive is a registry's database with 20 signed records, and its export.
func archive(t *testing.T) (database, export, key string) {
	t.Helper()
	dir := t.TempDir()
	database, export, key = filepath.Join(dir, "registry.db"), filepath.Join(dir, "export"), filepath.Join(dir, "audit.key.pub")
	public, private, err := ed25519.GenerateKey(nil)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(err)
	der, err := x509.MarshalPKIXPublicKey(public)
	check(err)
	check(os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), 0o600))
	db, err := store.Create(t.Context(), database, store.KeyFile(filepath.Join(dir, "registry.key")))
	check(err)
	defer func() { check(db.Close()) }()
	now := time.Now()
	r, err := registry.New(registry.Config{Store: db, Repertoire: registrytest.Anything{}, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler), AuditKey: private})
	check(err)
	check(db.Update(t.Context(), func(tx registry.Tx) error {
		for range 20 {
			body, err := audit.Record{Kind: audit.Searched, At: now, Terminal: "T-01"}.Encode()
			if err != nil {
				return err
			}
			if _, err := tx.Extend(now, body); err != nil {
				return err
			}
		}
		return nil
	}))
	_, err = r.SignLog(t.Context())
	check(err)
	_, err = proof.Export(t.Context(), db, export)
	check(err)
	return database, export, key
}

// TestAuditVerify is D23 as IT runs it: status 0 and "holds", or status 1 and where.
func TestAuditVerify(t *testing.T) {
	database, export, key := archive(t)
	_, other, otherKey := archive(t)
	noteOf := func(export string) string {
		t.Helper()
		notes, err := filepath.Glob(filepath.Join(export, "*.registry.note"))
		if err != nil || len(notes) != 1 {
			t.Fatalf("notes = %v, %v", notes, err)
		}
		return notes[0]
	}
	tests := []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"the database", []string{"-database", database, "-key", key, "-witness", export}, 0, "holds"},
		{"the export", []string{"-export", export, "-key", key}, 0, "holds"},
		{"the export, and the database as witness", []string{"-export", export, "-witness", database}, 0, "holds"},
		{"a note that was kept", []string{"-database", database, "-key", key, "-note", noteOf(export)}, 0, "holds"},
		{"a note of another log", []string{"-database", database, "-key", key, "-note", noteOf(other)}, 1, "signed by a key that is not trusted"},
		{"another key", []string{"-export", export, "-key", otherKey}, 1, "DOES NOT HOLD: audit chain at 20: signed by a key that is not trusted"},
		{"another witness", []string{"-database", database, "-witness", other}, 1, "DOES NOT HOLD"},
		{"no witness there", []string{"-database", database, "-witness", t.TempDir()}, 1, "there is no export"},
		{"nothing to verify", nil, 2, "-export"},
		{"two at once", []string{"-export", export, "-database", database}, 2, "-export"},
		{"no database", []string{"-database", filepath.Join(t.TempDir(), "registry.db")}, 1, "no registry database"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, out, stderr := call(t, append([]string{"audit", "verify"}, tt.args...)...)
			if code != tt.status || !strings.Contains(out+stderr, tt.want) {
				t.Errorf("status %d, %s%s", code, out, stderr)
			}
		})
	}
	files, err := filepath.Glob(filepath.Join(export, "*.registry.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files = %v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	if err := os.WriteFile(files[0], bytes.Join(append(lines[:6:6], lines[7:]...), nil), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := call(t, "audit", "verify", "-export", export); code != 1 || !strings.Contains(out, "audit chain at 7: record missing") {
		t.Errorf("a line was taken out: status %d, %s", code, out)
	}
}

// TestSpan: without days a report is over the last whole week, or the last whole month for
// the traffic. 2026-11-23 is a Monday.
func TestSpan(t *testing.T) {
	for _, tt := range []struct{ kind, today, from, to, first, last string }{
		{"weekly", "2026-11-23", "", "", "2026-11-16", "2026-11-22"},
		{"weekly", "2026-11-22", "", "", "2026-11-09", "2026-11-15"},
		{"weekly", "2026-11-28", "", "", "2026-11-16", "2026-11-22"},
		{"traffic", "2026-03-31", "", "", "2026-02-01", "2026-02-28"},
		{"traffic", "2026-03-01", "2026-02-27", "", "2026-02-27", "2026-02-28"},
		{"off-hours,traffic", "2026-11-23", "", "2026-11-23", "2026-11-16", "2026-11-23"},
	} {
		kinds, err := kindsOf(tt.kind)
		if err != nil {
			t.Fatal(err)
		}
		first, last, err := span(kinds, tt.from, tt.to, civil.MustParse(tt.today))
		if err != nil || first.String() != tt.first || last.String() != tt.last {
			t.Errorf("%s on %s: %v to %v, %v", tt.kind, tt.today, first, last, err)
		}
	}
	if _, err := kindsOf("weekly,everything"); err == nil {
		t.Error("a report that there is not")
	}
	if _, _, err := span(nil, "soon", "", civil.MustParse("2026-11-23")); err == nil {
		t.Error("no day")
	}
}

// TestDue is D20: a check that was not made, or not signed, is told until it is.
func TestDue(t *testing.T) {
	today := civil.MustParse("2026-11-23")
	report := func(kind, first, last string, signed int64) *wirev1.Report {
		return &wirev1.Report{Id: "r-" + first, Kind: kind, FirstDay: first, LastDay: last, SignedAt: signed}
	}
	if got := due(nil, today); len(got) != weeksDue+1 || !strings.Contains(got[0], "off-hours, 2026-11-16 to 2026-11-22, not made") || !strings.Contains(got[weeksDue], "traffic, 2026-10-01 to 2026-10-31, not made") {
		t.Errorf("nothing made: %q", got)
	}
	made := []*wirev1.Report{
		report("off_hours", "2026-11-16", "2026-11-22", 0), report("off_hours", "2026-11-01", "2026-11-15", 5),
		report("off_hours", "2026-10-26", "2026-11-01", 0), report("off_hours", "2026-10-26", "2026-11-01", 7),
		report("searches", "2026-10-01", "2026-10-31", 7), report("traffic", "2026-10-01", "2026-10-30", 7),
	}
	got := due(made, today)
	if len(got) != 2 || !strings.Contains(got[0], "not signed: admin report sign -id r-2026-11-16") || !strings.Contains(got[1], "traffic") {
		t.Errorf("due: %q", got)
	}
}

// TestEraseSheet is D24: what went, when and by whom, and what proves the rest.
func TestEraseSheet(t *testing.T) {
	in := &session{at: &seat{seatConfig: seatConfig{Seat: "A-01"}}, operator: "it01"}
	gone := &wirev1.EraseYearResponse{Records: 12, Copies: 34, RegistryTime: time.Date(2034, 1, 5, 9, 0, 0, 0, civil.Japan).UnixMilli()}
	sheet := eraseSheet(2026, in, gone, &wirev1.ListYearsResponse{Checkpoint: []byte("madoguchi operation log 1\nregistry\n")})
	for _, want := range []string{"operation logs: 2026", "2034-01-05 09:00 at seat A-01 by it01", "registry: 12", "terminals: 34", "madoguchi operation log 1\nregistry\n", "audit verify"} {
		if !strings.Contains(sheet, want) {
			t.Errorf("%q is not on the sheet:\n%s", want, sheet)
		}
	}
	if unsigned := eraseSheet(2026, in, gone, nil); !strings.Contains(unsigned, "not signed") {
		t.Error("a log that is not signed is not told")
	}
}
