package store_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/keys"
	"madoguchi/app/keys/keystest"
	"madoguchi/app/store"
	"madoguchi/app/store/storetest"
)

// cheap keeps the tests quick; what a guess costs is not what they test.
var cheap = keys.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}

var custodians = [2]string{"first custodian's words", "second custodian's words"}

// everything is a rotation of every key.
var everything = keys.Rotation{Half: true, Data: true, Index: true, Terminal: true}

// readable reads what filled put into the file, and whether the chain holds.
func readable(t *testing.T, s *store.Store) {
	t.Helper()
	if _, err := s.Entry(t.Context(), storetest.Entry(1, 1).ID); err != nil {
		t.Error(err)
	}
	if _, err := s.Pending(t.Context(), 0, 100, 1<<20); err != nil {
		t.Error(err)
	}
	if _, err := s.Operator(t.Context(), "suzuki"); err != nil && !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	if _, err := s.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
	for e := range s.AuditEvents(t.Context(), 0) {
		if _, err := s.OpenRecord(e); err != nil {
			t.Error(err)
		}
	}
}

// TestRotate rotates every key of a file in use, twice, with the record of it.
func TestRotate(t *testing.T) {
	c := filled(t)
	for range 2 {
		s := reopen(t, c)
		head, _, err := s.AuditHead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		shut(t, s)
		if err := store.Rotate(t.Context(), c, everything, storetest.Record(audit.KeysRotated)); err != nil {
			t.Fatal(err)
		}
		s = reopen(t, c)
		readable(t, s)
		if after, _, err := s.AuditHead(t.Context()); err != nil || after.Seq != head.Seq+1 {
			t.Errorf("%d records after %d: %v", after.Seq, head.Seq, err)
		}
		if all, err := s.Households(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("%d households under an old index: %v", len(all), err)
		}
		if s.Keys().Next() == nil || s.Keys().Stale() {
			t.Error("no next terminal key, or the old half is still there")
		}
		if _, err := s.Commit(t.Context(), store.Change{
			Households: []store.Household{{ID: "h1", OpenedAt: storetest.Noon, Body: []byte("x")}},
			Audit:      []audit.Record{storetest.Record(audit.RecordOpened)},
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Household(t.Context(), "h1"); err != nil {
			t.Error(err)
		}
		shut(t, s)
	}
	if err := store.Rotate(t.Context(), c, keys.Rotation{Promote: true}); err != nil {
		t.Fatal(err)
	}
}

// TestRecover loses the keyring of a file in use.
func TestRecover(t *testing.T) {
	c := filled(t)
	public, shares, err := keys.MakeRecovery(custodians, cheap)
	if err != nil {
		t.Fatal(err)
	}
	key, err := keys.ParseRecovery(public)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Rotate(t.Context(), c, keys.Rotation{Recovery: key}); err != nil {
		t.Fatal(err)
	}
	c.Ring.(*keystest.Ring).Forget()
	if _, err := store.Open(t.Context(), c); !errors.Is(err, keys.ErrHalfMissing) {
		t.Fatalf("error = %v", err)
	}
	secret, err := keys.OpenRecovery(shares, custodians)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Recover(t.Context(), c, secret); err != nil {
		t.Fatal(err)
	}
	s := reopen(t, c)
	readable(t, s)
	if s.Keys().Recovery() != key.Fingerprint() {
		t.Errorf("recovery key = %q", s.Keys().Recovery())
	}
	shut(t, s)
}

// Remove implements keys.Remover.
func (r plainRing) Remove(name string) error {
	err := os.Remove(filepath.Join(r.folder, name))
	if errors.Is(err, os.ErrNotExist) {
		return keys.ErrNoSecret
	}
	return err
}

// TestKillRotation ends a program that rotates every key without a pause, again and again
// at a random moment. The file opens each time, and no half is left over.
func TestKillRotation(t *testing.T) {
	if path := os.Getenv("STORE_TEST_ROTATE"); path != "" {
		for {
			c := store.Config{Path: path, Ring: plainRing{filepath.Dir(path)}}
			fmt.Println("rotating")
			if err := store.Rotate(t.Context(), c, everything, storetest.Record(audit.KeysRotated)); err != nil {
				t.Fatal(err)
			}
		}
	}
	folder := t.TempDir()
	c := store.Config{Path: filepath.Join(folder, "killed"), Ring: plainRing{folder}, Terminal: "T-0001"}
	if err := store.Create(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	s := reopen(t, c)
	if _, err := s.Commit(t.Context(), store.Change{
		Entries: []store.Entry{storetest.Entry(1, 1)}, Outbox: []store.Event{storetest.Event(1)},
		Audit: []audit.Record{storetest.Record(audit.HandedOver)},
	}); err != nil {
		t.Fatal(err)
	}
	shut(t, s)
	rotations := 0
	for range 4 * kills {
		rotations += killRotation(t, c.Path)
		s := reopen(t, c)
		readable(t, s)
		shut(t, s)
		left, err := filepath.Glob(filepath.Join(folder, "*-*-*-*-*"))
		if err != nil {
			t.Fatal(err)
		}
		// One half is in use; one more may have been made and not yet be stored.
		if len(left) == 0 || len(left) > 2 {
			t.Fatalf("%d halves are left", len(left))
		}
	}
	t.Logf("%d rotations begun over %d kills", rotations, 4*kills)
}

func killRotation(t *testing.T, path string) (begun int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKillRotation$", "-test.count=1")
	child.Env = append(os.Environ(), "STORE_TEST_ROTATE="+path)
	said, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if !bytes.Equal(lines.Bytes(), []byte("rotating")) {
			continue
		}
		if begun++; begun == 1 {
			time.AfterFunc(time.Duration(rand.IntN(60))*time.Millisecond, func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return begun
}
