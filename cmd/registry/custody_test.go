package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/app/keys"
	"madoguchi/app/policy"
	"madoguchi/sync/registry"
)

var custodians = [2]string{"first custodian's words", "second custodian's words"}

// do runs a task as IT does, with what the custodians type.
func (s *site) do(typed string, args ...string) (int, string) {
	s.Helper()
	in, typing, err := os.Pipe()
	s.must(err)
	_, err = typing.WriteString(typed)
	s.must(err)
	s.must(typing.Close())
	before := os.Stdin
	os.Stdin = in
	defer func() { os.Stdin = before; s.must(in.Close()) }()
	var out bytes.Buffer
	code, ok := runTask(s.Context(), append(args, "-config", s.path("registry.json")), &out, &out)
	if !ok {
		s.Fatalf("%q is no task", args)
	}
	return code, out.String()
}

func (s *site) done(typed string, args ...string) string {
	s.Helper()
	code, out := s.do(typed, args...)
	if code != 0 {
		s.Fatalf("%q: exit %d, %s", args, code, out)
	}
	return out
}

// folder is the only folder that matches.
func (s *site) only(pattern string) string {
	s.Helper()
	found, err := filepath.Glob(s.path(pattern))
	s.must(err)
	if len(found) != 1 {
		s.Fatalf("%s: %q", pattern, found)
	}
	return found[0]
}

// TestDisaster takes a registry through what IT prepares for: a recovery key, a backup, a
// rotation, the loss of the key file and of the whole server, and a purge.
func TestDisaster(t *testing.T) {
	s := newSite(t)
	if code, out := s.run("init"); code != 0 {
		t.Fatal(out)
	}
	public, shares, err := keys.MakeRecovery(custodians, keys.Cost{MemoryKiB: 64, Passes: 1, Threads: 1})
	s.must(err)
	for name, body := range map[string][]byte{"recovery.pub": public, "1": shares[0], "2": shares[1]} {
		s.must(os.WriteFile(s.path(name), body, 0o600))
	}
	both := []string{"-share", s.path("1"), "-share2", s.path("2")}
	typed := custodians[0] + "\n" + custodians[1] + "\n"
	if out := s.done("", "keys", "show"); !strings.Contains(out, "none") {
		t.Errorf("before: %s", out)
	}
	s.done("", "keys", "recovery", "-public", s.path("recovery.pub"))
	if out := s.done("", "keys", "show"); strings.Contains(out, "none") {
		t.Errorf("after: %s", out)
	}
	s.must(os.Mkdir(s.path("backups"), 0o700))
	s.done("", "backup", "-to", s.path("backups"))
	backup := s.only("backups/registry-*")
	s.done("", "verify", "-from", backup)

	db := s.open()
	s.must(db.Update(t.Context(), func(tx registry.Tx) error {
		return tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015", Personality: policy.RegisterTerminal, RevokedAt: time.Now(), RevokedFor: "stolen"})
	}))
	s.must(db.Close())
	s.done("", "keys", "rotate", "-half", "-data", "-index")
	if code, out := s.do("", "restore", "-from", backup); code == 0 || !strings.Contains(out, "-share2") {
		t.Errorf("with the key file of after a rotation: exit %d, %s", code, out)
	}
	if code, out := s.do(custodians[0]+"\n"+custodians[0]+"\n", append([]string{"restore", "-from", backup}, both...)...); code == 0 || !strings.Contains(out, "passphrase") {
		t.Errorf("by one custodian: exit %d, %s", code, out)
	}
	s.configure(map[string]any{"audit_key": "audit.key", "audit_export": "export"})
	s.must(os.Mkdir(s.path("export"), 0o700))
	out := s.done(typed, append([]string{"restore", "-from", backup}, both...)...)
	for _, want := range []string{"taken over", s.only("registry.db.before-*[0-9]"), s.only("export.before-*")} {
		if !strings.Contains(out, want) {
			t.Errorf("restore does not say %q: %s", want, out)
		}
	}
	db = s.open()
	s.must(db.View(t.Context(), func(tx registry.Tx) error {
		if one, err := tx.Terminal("T1"); err != nil || one.RevokedFor != "stolen" {
			t.Errorf("terminal = %+v, %v", one, err)
		}
		return nil
	}))
	s.must(db.Close())

	s.must(os.Remove(s.path("registry.key"))) // the key file alone
	if code, out := s.do("", "keys", "show"); code == 0 || !strings.Contains(out, "admin help keys") {
		t.Errorf("without its key file: exit %d, %s", code, out)
	}
	s.done(typed, append([]string{"recover"}, both...)...)
	s.done("", "keys", "show")

	s.must(os.Remove(s.path("registry.key"))) // the server
	s.must(os.Remove(s.path("registry.db")))
	out = s.done(typed, append([]string{"restore", "-from", backup}, both...)...)
	if !strings.Contains(out, "revoked since") || strings.Contains(out, "taken over") {
		t.Errorf("restore on a new server: %s", out)
	}

	if out := s.done("", "purge", "-dry-run", "-sheet", s.path("plan")); !strings.Contains(out, "would be erased") {
		t.Errorf("dry run: %s", out)
	}
	s.done("", "purge", "-sheet", s.path("sheet"))
	if code, _ := s.do("", "purge", "-sheet", s.path("sheet")); code == 0 {
		t.Error("wrote over a sheet")
	}
	sheet, err := os.ReadFile(s.path("sheet"))
	s.must(err)
	if !strings.Contains(string(sheet), "除票") || !strings.Contains(string(sheet), "seen by") {
		t.Errorf("sheet: %s", sheet)
	}
}

// TestHelp: every command and task has a page.
func TestHelp(t *testing.T) {
	var names []string
	for name := range tasks {
		names = append(names, name)
	}
	for _, name := range append(names, "init", "run", "codes", "root", "authority", "identity", "found", "audit-key") {
		var out bytes.Buffer
		if code := tellHelp(strings.Fields(name), &out, &out); code != 0 || out.Len() < 40 {
			t.Errorf("%s: exit %d, %s", name, code, out.String())
		}
	}
}
