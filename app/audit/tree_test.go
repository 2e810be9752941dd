package audit_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/app/audit"
)

func links(events []audit.Event) iter.Seq2[audit.Link, error] {
	return func(yield func(audit.Link, error) bool) {
		for _, e := range events {
			if !yield(e.Link, nil) {
				return
			}
		}
	}
}

func treeOf(t *testing.T, events []audit.Event) audit.Tree {
	t.Helper()
	var tree audit.Tree
	for _, e := range events {
		if err := tree.Add(e.Link); err != nil {
			t.Fatal(err)
		}
	}
	return tree
}

type stored []tlog.Hash

func (s stored) ReadHashes(at []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, n := range at {
		out = append(out, s[n])
	}
	return out, nil
}

// TestTreeIsRFC6962 compares the root with that of the library, which keeps every hash.
func TestTreeIsRFC6962(t *testing.T) {
	events := chain(130)
	var tree audit.Tree
	var all stored
	for i, e := range events {
		if err := tree.Add(e.Link); err != nil {
			t.Fatal(err)
		}
		head := e.Head()
		more, err := tlog.StoredHashes(int64(i), head.Hash[:], all)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, more...)
		want, err := tlog.TreeHash(int64(i+1), all)
		if err != nil {
			t.Fatal(err)
		}
		if got := tree.Root(); got != audit.Hash(want) {
			t.Fatalf("root of %d records differs", i+1)
		}
		again, err := audit.DecodeTree(tree.Encode())
		if err != nil || again.Root() != tree.Root() || again.Size() != tree.Size() {
			t.Fatalf("%d records do not come back: %v", i+1, err)
		}
	}
	if err := tree.Add(events[5].Link); !errors.Is(err, audit.ErrTree) {
		t.Errorf("a link out of order: %v", err)
	}
}

// TestGrowth is D23: a root proves the root before it, also without any body.
func TestGrowth(t *testing.T) {
	events := chain(40)
	for i := range events {
		events[i].Sealed = nil
	}
	end := treeOf(t, events)
	forged := slices.Clone(events)
	head := forged[9].Head()
	for i := 10; i < len(forged); i++ {
		forged[i].Link = head.Next([]byte("forged"))
		head = forged[i].Head()
	}
	forgedEnd := treeOf(t, forged)
	for size := int64(1); size <= 40; size++ {
		then := treeOf(t, events[:size])
		proof, err := audit.ProveGrowth(links(events), size)
		if err != nil {
			t.Fatal(err)
		}
		if err := audit.CheckGrowth(proof, 40, end.Root(), size, then.Root()); err != nil {
			t.Errorf("from %d: %v", size, err)
		}
		wrong, err := audit.ProveGrowth(links(forged), size)
		if err != nil {
			t.Fatal(err)
		}
		err = audit.CheckGrowth(wrong, 40, forgedEnd.Root(), size, then.Root())
		if changed := size > 10; changed != errors.Is(err, audit.ErrTree) {
			t.Errorf("changed from 11 on, grown from %d: %v", size, err)
		}
	}
	for _, size := range []int64{0, -1, 41} {
		if _, err := audit.ProveGrowth(links(events), size); !errors.Is(err, audit.ErrTree) {
			t.Errorf("from %d: %v, want one of the tree", size, err)
		}
	}
	if _, err := audit.ProveGrowth(links(append(slices.Clone(events[:3]), events[4:]...)), 2); !errors.Is(err, audit.ErrTree) {
		t.Errorf("with a gap: %v", err)
	}
}

func TestCheckpoint(t *testing.T) {
	public, key, _ := ed25519.GenerateKey(nil)
	other, _, _ := ed25519.GenerateKey(nil)
	events := chain(7)
	tree := treeOf(t, events)
	c := audit.Checkpoint{Origin: "T-01-03", Head: events[6].Head(), Root: tree.Root(), At: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	signed, err := c.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := audit.ReadCheckpoint(signed, "T-01-03", public); err != nil || got != c {
		t.Errorf("read %+v, %v", got, err)
	}
	change := func(old, new string) []byte { return []byte(strings.Replace(string(signed), old, new, 1)) }
	for name, tt := range map[string]struct {
		signed []byte
		origin string
		key    crypto.PublicKey
	}{
		"another key":      {signed, "T-01-03", other},
		"another terminal": {signed, "T-01-04", public},
		"another size":     {change("\n7\n", "\n8\n"), "T-01-03", public},
		"another day":      {change("2026-11-24", "2026-11-25"), "T-01-03", public},
		"cut":              {signed[:len(signed)/2], "T-01-03", public},
		"nothing":          {nil, "T-01-03", public},
		"too long":         {append(signed, make([]byte, 5000)...), "T-01-03", public},
		"no key":           {signed, "T-01-03", nil},
	} {
		if _, err := audit.ReadCheckpoint(tt.signed, tt.origin, tt.key); !errors.Is(err, audit.ErrCheckpoint) {
			t.Errorf("%s: %v, want one of the checkpoint", name, err)
		}
	}
	terminal, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if signed, err = c.Sign(terminal); err != nil {
		t.Fatal(err)
	}
	if got, err := audit.ReadCheckpoint(signed, "T-01-03", &terminal.PublicKey); err != nil || got != c {
		t.Errorf("by the key of a terminal: %+v, %v", got, err)
	}
	if _, err := audit.ReadCheckpoint(change("\n7\n", "\n8\n"), "T-01-03", &terminal.PublicKey); !errors.Is(err, audit.ErrCheckpoint) {
		t.Errorf("another size by the key of a terminal: %v", err)
	}
	c.Origin = "two words"
	if _, err := c.Sign(key); !errors.Is(err, audit.ErrCheckpoint) {
		t.Errorf("an origin that breaks the note: %v", err)
	}
}

func FuzzDecodeTree(f *testing.F) {
	t := audit.Tree{}
	for _, e := range chain(5) {
		_ = t.Add(e.Link)
	}
	f.Add(t.Encode())
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		tree, err := audit.DecodeTree(b)
		if err == nil && string(tree.Encode()) != string(b) {
			t.Error("comes back as something else")
		}
	})
}
