package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/cmd/custody"
)

// typed answers what custodians type, one line after the other.
func typed(t *testing.T, lines ...string) *custody.Asker {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	if _, err := w.WriteString(strings.Join(lines, "\n") + "\n"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return custody.NewAsker(r, new(strings.Builder))
}

func TestRecoveryFiles(t *testing.T) {
	const first, second = "words of the first", "words of the second"
	dir := t.TempDir()
	public, shares := filepath.Join(dir, "recovery.pub"), [2]string{filepath.Join(dir, "1"), filepath.Join(dir, "2")}
	for name, ask := range map[string]*custody.Asker{
		"mistyped": typed(t, first, "other words than the first"), "too short": typed(t, "short", "short", second, second),
		"one passphrase for both": typed(t, first, first, first, first),
	} {
		if err := writeRecovery(new(strings.Builder), ask, public, shares); err == nil {
			t.Errorf("%s: made", name)
		}
	}
	var said strings.Builder
	if err := writeRecovery(&said, typed(t, first, first, second, second), public, shares); err != nil {
		t.Fatal(err)
	}
	secret, err := custody.Open(shares, typed(t, first, second))
	if err != nil {
		t.Fatal(err)
	}
	key, err := custody.Public(public)
	if err != nil {
		t.Fatal(err)
	}
	if secret.Fingerprint() != key.Fingerprint() || !strings.Contains(said.String(), key.Fingerprint()) {
		t.Errorf("said %q of key %s, shares of %s", said.String(), key.Fingerprint(), secret.Fingerprint())
	}
	if err := writeRecovery(&said, typed(t, first, first, second, second), public, shares); err == nil {
		t.Error("wrote over a recovery key")
	}
}
