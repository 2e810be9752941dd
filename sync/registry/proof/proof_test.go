package proof_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/keys/keystest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/proof"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/registry/store"
)

// A site is a registry that has logged and signed three days, with a terminal's log
// beside its own, and exported them.
type site struct {
	*testing.T
	path, folder string
	ring         *keystest.Ring
	public       []byte // of the key that signs the registry's log
	private      ed25519.PrivateKey
	now          time.Time
}

func newSite(t *testing.T) *site {
	t.Helper()
	dir := t.TempDir()
	s := &site{T: t, path: filepath.Join(dir, "registry.db"), folder: filepath.Join(dir, "export"), ring: &keystest.Ring{}, now: time.Date(2026, 11, 20, 1, 0, 0, 0, civil.Japan)}
	public, private, err := ed25519.GenerateKey(nil)
	s.must(err)
	s.private = private
	s.public, err = x509.MarshalPKIXPublicKey(public)
	s.must(err)
	db, err := store.Create(t.Context(), s.path, s.ring)
	s.must(err)
	defer func() { s.must(db.Close()) }()
	s.must(registry.AddTerminal(t.Context(), db, "T-01", registrytest.Ward))
	r, err := registry.New(registry.Config{Store: db, Repertoire: registrytest.Anything{}, Now: func() time.Time { return s.now }, Log: slog.New(slog.DiscardHandler), AuditKey: private})
	s.must(err)
	anchor := registry.Anchor{Terminal: "T-01", Book: 1, Key: s.public}
	for range 3 {
		s.must(db.Update(t.Context(), func(tx registry.Tx) error { return s.day(tx, &anchor) }))
		s.now = s.now.Add(24 * time.Hour)
		_, err := r.SignLog(t.Context())
		s.must(err)
	}
	_, err = proof.Export(t.Context(), db, s.folder)
	s.must(err)
	return s
}

// copy returns the same site in a folder of its own: making one takes many transactions.
func (s *site) copy(t *testing.T) *site {
	t.Helper()
	c, dir := *s, t.TempDir()
	c.T, c.path, c.folder = t, filepath.Join(dir, "registry.db"), filepath.Join(dir, "export")
	b, err := os.ReadFile(s.path)
	c.must(err)
	c.must(os.WriteFile(c.path, b, 0o600))
	c.must(os.CopyFS(c.folder, os.DirFS(s.folder)))
	return &c
}

func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// day logs ten records at the registry, and hands ten of the terminal over.
func (s *site) day(tx registry.Tx, a *registry.Anchor) error {
	for i := range 10 {
		body, err := audit.Record{Kind: audit.Searched, At: s.now, Terminal: "T-01", Subject: string(rune('a' + i))}.Encode()
		if err != nil {
			return err
		}
		if _, err := tx.Extend(s.now, body); err != nil {
			return err
		}
		link := a.Head.Next(append([]byte("sealed at the terminal"), body...))
		if err := a.Tree.Add(link); err != nil {
			return err
		}
		a.Head = link.Head()
		if a.Copied, err = tx.Archive("T-01", 1, a.Copied, link.Body, s.now, body); err != nil {
			return err
		}
	}
	var err error
	a.Day, a.At = civil.FromTime(s.now), s.now
	if a.Note, err = (audit.Checkpoint{Origin: "T-01", Head: a.Head, Root: a.Tree.Root(), At: s.now}).Sign(s.private); err != nil {
		return err
	}
	return tx.PutAnchor(*a)
}

// edit changes the database as whoever has the file would.
func (s *site) edit(statements ...string) {
	s.Helper()
	db, err := sql.Open("sqlite", s.path)
	s.must(err)
	defer func() { s.must(db.Close()) }()
	for _, statement := range statements {
		if _, err := db.ExecContext(s.Context(), statement); err != nil {
			s.Fatalf("%s: %v", statement, err)
		}
	}
}

// verify verifies the database, or the folder.
func (s *site) verify(source proof.Source, terms proof.Terms) map[string]proof.Result {
	s.Helper()
	if source == nil {
		db, err := store.OpenLogs(s.Context(), s.path) // without any key
		s.must(err)
		defer func() { s.must(db.Close()) }()
		source = proof.Database{Store: db}
	}
	all, err := proof.Verify(s.Context(), source, terms)
	s.must(err)
	out := make(map[string]proof.Result)
	for _, r := range all {
		out[r.Log] = r
	}
	return out
}

// TestVerifyDatabase is D23 over the database: every fault is found, and where.
func TestVerifyDatabase(t *testing.T) {
	base := newSite(t)
	whole := base.verify(nil, proof.Terms{})
	for log, want := range map[string][2]int64{"registry": {32, 3}, "T-01": {30, 3}} { // two of the registry's say that a day was signed
		if r := whole[log]; r.Fault != nil || r.Records < want[0] || int64(r.Signed) != want[1] {
			t.Errorf("%s = %+v", log, r)
		}
	}
	tests := []struct {
		name, log string
		edits     []string
		want      error
		seq       int64
	}{
		{"a record changed", "registry", []string{"UPDATE audit SET record = x'00' WHERE seq = 7"}, audit.ErrChanged, 7},
		{"a record and its hash changed", "registry", []string{"UPDATE audit SET record = x'00', body = x'6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d' WHERE seq = 7"}, audit.ErrChanged, 8},
		{"a record missing", "registry", []string{"DELETE FROM audit WHERE seq = 7"}, audit.ErrMissing, 7},
		{"records exchanged", "registry", []string{"UPDATE audit SET seq = 1000 WHERE seq = 7", "UPDATE audit SET seq = 7 WHERE seq = 8", "UPDATE audit SET seq = 8 WHERE seq = 1000"}, audit.ErrChanged, 7},
		{"the end cut off", "registry", []string{"DELETE FROM audit WHERE seq > 25"}, audit.ErrTruncated, 26},
		{"everything gone", "registry", []string{"DELETE FROM audit"}, audit.ErrTruncated, 1},
		{"a checkpoint forged", "registry", []string{"UPDATE checkpoints SET note = x'00' WHERE seq = 10"}, audit.ErrSigned, 10},
		{"a record of a terminal changed", "T-01", []string{"UPDATE archive SET record = x'00' WHERE seq = 7"}, audit.ErrChanged, 7},
		{"a hash of a terminal changed", "T-01", []string{"UPDATE archive SET own = zeroblob(32) WHERE seq = 7"}, audit.ErrSigned, 10},
		{"a record of a terminal missing", "T-01", []string{"DELETE FROM archive WHERE seq = 7"}, audit.ErrMissing, 7},
		{"records of a terminal exchanged", "T-01", []string{"UPDATE archive SET seq = 1000 WHERE seq = 7", "UPDATE archive SET seq = 7 WHERE seq = 8", "UPDATE archive SET seq = 8 WHERE seq = 1000"}, audit.ErrChanged, 7},
		{"everything of a terminal gone", "T-01", []string{"DELETE FROM archive"}, audit.ErrTruncated, 1},
		{"the end of a terminal's log cut off", "T-01", []string{"DELETE FROM archive WHERE seq > 25"}, audit.ErrTruncated, 26},
		{"a record of another day put in", "T-01", []string{"UPDATE archive SET record = (SELECT record FROM archive WHERE seq = 20) WHERE seq = 7"}, audit.ErrChanged, 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := base.copy(t)
			s.edit(tt.edits...)
			for log, r := range s.verify(nil, proof.Terms{}) {
				if log != tt.log {
					if r.Fault != nil {
						t.Errorf("%s has a fault, too: %v", log, r.Fault)
					}
					continue
				}
				var broken *audit.Broken
				if !errors.Is(r.Fault, tt.want) || !errors.As(r.Fault, &broken) || broken.Seq != tt.seq {
					t.Errorf("fault = %v, want %v at %d", r.Fault, tt.want, tt.seq)
				}
			}
		})
	}
}

// TestForgedWhole: who rewrites the log, and signs it with a key of their own, is found by
// the key, or by what was exported before.
func TestForgedWhole(t *testing.T) {
	s, other := newSite(t), newSite(t)
	if r := other.verify(nil, proof.Terms{Trusted: [][]byte{s.public}})["registry"]; !errors.Is(r.Fault, proof.ErrKey) {
		t.Errorf("signed by another key: %v", r.Fault)
	}
	if r := s.verify(nil, proof.Terms{Trusted: [][]byte{other.public, s.public}})["registry"]; r.Fault != nil {
		t.Errorf("signed by one of two keys: %v", r.Fault)
	}
	for log, r := range other.verify(nil, proof.Terms{Witness: proof.Folder(s.folder)}) {
		if !errors.Is(r.Fault, audit.ErrSigned) {
			t.Errorf("%s against what was exported of the right one: %v", log, r.Fault)
		}
	}
	note, err := os.ReadFile(filepath.Join(s.folder, "2026-11-21.registry.note"))
	s.must(err)
	kept := proof.Terms{Trusted: [][]byte{s.public}, Notes: [][]byte{note}}
	if r := s.verify(nil, kept)["registry"]; r.Fault != nil || r.Signed != 3 {
		t.Errorf("with a note that was kept: %+v", r)
	}
	if r := other.verify(nil, proof.Terms{Trusted: [][]byte{s.public, other.public}, Notes: [][]byte{note}})["registry"]; !errors.Is(r.Fault, audit.ErrSigned) {
		t.Errorf("another log with the note of this one: %v", r.Fault)
	}
	db, err := store.OpenLogs(t.Context(), s.path)
	s.must(err)
	if _, err := proof.Verify(t.Context(), proof.Database{Store: db}, proof.Terms{Trusted: [][]byte{other.public}, Notes: [][]byte{note}}); !errors.Is(err, proof.ErrKey) {
		t.Errorf("a note that nobody trusted signed: %v", err)
	}
	s.must(db.Close())
	s.edit("DELETE FROM archive", "DELETE FROM anchors", "DELETE FROM checkpoints WHERE seq > 15", "DELETE FROM audit WHERE seq > 15")
	if r := s.verify(nil, proof.Terms{})["T-01"]; r.Fault != nil {
		t.Fatalf("without a witness there is nothing to see: %v", r.Fault)
	}
	if r := s.verify(nil, kept)["registry"]; !errors.Is(r.Fault, audit.ErrTruncated) {
		t.Errorf("cut off before a note that was kept: %v", r.Fault)
	}
	for log, r := range s.verify(nil, proof.Terms{Witness: proof.Folder(s.folder)}) {
		if !errors.Is(r.Fault, audit.ErrTruncated) {
			t.Errorf("%s with its checkpoints cut off, too: %v", log, r.Fault)
		}
	}
}

// TestVerifyFolder is D23 over an export.
func TestVerifyFolder(t *testing.T) {
	base := newSite(t)
	s := base.copy(t)
	for log, r := range s.verify(proof.Folder(s.folder), proof.Terms{Trusted: [][]byte{s.public}}) {
		if r.Fault != nil || r.Signed != 3 || r.Unsigned != 0 || r.Records < 30 {
			t.Errorf("%s = %+v", log, r)
		}
	}
	notes, err := filepath.Glob(filepath.Join(s.folder, "*.note"))
	if err != nil || len(notes) != 6 {
		t.Errorf("notes = %v, %v", notes, err)
	}
	edit := func(t *testing.T, s *site, name string, f func([]string) []string) {
		t.Helper()
		path := filepath.Join(s.folder, name)
		b, err := os.ReadFile(path)
		s.must(err)
		lines := f(strings.Split(strings.TrimSuffix(string(b), "\n"), "\n"))
		s.must(os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	}
	tests := []struct {
		name  string
		spoil func(t *testing.T, s *site, file string)
		want  error
	}{
		{"a record changed", func(t *testing.T, s *site, file string) {
			edit(t, s, file, func(l []string) []string { l[3] = strings.Replace(l[3], `"sealed":"`, `"sealed":"AAAA`, 1); return l })
		}, audit.ErrChanged},
		{"a record missing", func(t *testing.T, s *site, file string) {
			edit(t, s, file, func(l []string) []string { return slices.Delete(l, 3, 4) })
		}, audit.ErrMissing},
		{"records exchanged", func(t *testing.T, s *site, file string) {
			edit(t, s, file, func(l []string) []string { l[3], l[4] = l[4], l[3]; return l })
		}, audit.ErrMissing},
		{"a record twice", func(t *testing.T, s *site, file string) {
			edit(t, s, file, func(l []string) []string { return slices.Insert(l, 4, l[3]) })
		}, audit.ErrReordered},
		{"a file cut off", func(t *testing.T, s *site, file string) { edit(t, s, file, func(l []string) []string { return l[:5] }) }, proof.ErrKey},
		{"a day missing", func(_ *testing.T, s *site, file string) { s.must(os.Remove(filepath.Join(s.folder, file))) }, audit.ErrMissing},
		{"the last day missing, against the database", func(_ *testing.T, s *site, file string) {
			s.must(os.Remove(filepath.Join(s.folder, strings.Replace(file, "-21.", "-22.", 1))))
		}, audit.ErrTruncated},
	}
	for log, file := range map[string]string{"registry": "2026-11-21.registry.jsonl", "T-01": "2026-11-21.T-01.jsonl"} { // from record 11 on
		for _, tt := range tests {
			t.Run(log+": "+tt.name, func(t *testing.T) {
				s := base.copy(t)
				tt.spoil(t, s, file)
				db, err := store.Open(t.Context(), s.path, s.ring)
				s.must(err)
				defer func() { s.must(db.Close()) }()
				for of, r := range s.verify(proof.Folder(s.folder), proof.Terms{Witness: proof.Database{Store: db}}) {
					if of == log != (r.Fault != nil) || of == log && !errors.Is(r.Fault, tt.want) {
						t.Errorf("%s: fault = %v, want %v of %s", of, r.Fault, tt.want, log)
					}
				}
			})
		}
	}
}

// TestExportIsFinal: what was exported is not written again, holds nothing readable, and
// still verifies after a year was erased at the registry.
func TestExportIsFinal(t *testing.T) {
	s := newSite(t)
	db, err := store.Open(t.Context(), s.path, s.ring)
	s.must(err)
	defer func() { s.must(db.Close()) }()
	if n, err := proof.Export(t.Context(), db, s.folder); err != nil || n != 0 {
		t.Errorf("exported %d files again, %v", n, err)
	}
	files, err := filepath.Glob(filepath.Join(s.folder, "*"))
	s.must(err)
	for _, f := range files {
		b, err := os.ReadFile(f)
		s.must(err)
		if bytes.Contains(b, []byte("kind")) || bytes.Contains(b, []byte("subject")) {
			t.Errorf("%s is readable", f)
		}
	}
	s.must(db.Update(context.Background(), func(tx registry.Tx) error { _, err := tx.EraseYear(2026, s.now); return err }))
	for _, source := range []proof.Source{proof.Database{Store: db}, proof.Folder(s.folder)} {
		for log, r := range s.verify(source, proof.Terms{}) {
			if r.Fault != nil || r.Records < 30 {
				t.Errorf("%s after the year was erased: %+v", log, r)
			}
		}
	}
}
