package store_test

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"madoguchi/app/keys"
	"madoguchi/app/mynumber"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
	"madoguchi/sync/registry/store/storetest"
)

// cheap keeps the tests quick; what a guess costs is not what they test.
var cheap = keys.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}

var custodians = [2]string{"first custodian's words", "second custodian's words"}

var everything = keys.Rotation{Half: true, Data: true, Index: true}

// Bases of numbers without their check digits.
const (
	holderNumber, formerNumber = "12345678901", "98765432101"
	holderCode, stockCode      = "1000000000", "1000000001"
)

func full[T any](t *testing.T, complete func(string) (T, error), base string) T {
	t.Helper()
	v, err := complete(base)
	check(t, err)
	return v
}

// inUse returns a database with all that is found by a blind index: numbers held now and
// before, codes in stock and allotted, and kept searches.
func inUse(t *testing.T) (string, keys.Ring) {
	t.Helper()
	s, path, ring := create(t)
	check(t, s.Update(t.Context(), func(tx registry.Tx) error {
		r := storetest.Resident("11", "21", "海野 潮", "ウンノ ウシオ")
		r.Number = full(t, mynumber.Complete, formerNumber)
		r.Code = full(t, residentcode.Complete, holderCode)
		err := errors.Join(tx.PutHousehold(registry.Household{ID: "21"}), tx.Append(&r))
		r.History, r.Number = 2, full(t, mynumber.Complete, holderNumber)
		_, codes := tx.AddCodes([]residentcode.Code{full(t, residentcode.Complete, stockCode)})
		return errors.Join(err, tx.Append(&r), codes, tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "c01"}, Seed: []byte("seed")}),
			tx.KeepSearch("c01", time.Now(), []byte("name=検索した人"), []byte("検索した人"), 5))
	}))
	check(t, s.Close())
	return path, ring
}

// wholly reads and finds everything that inUse stored.
func wholly(t *testing.T, path string, ring keys.Ring) {
	t.Helper()
	s, err := store.Open(t.Context(), path, ring)
	check(t, err)
	check(t, s.View(t.Context(), func(tx registry.Tx) error {
		r := resident.Record{ID: "11"}
		if err := tx.Numbers(&r); err != nil || r.Number != full(t, mynumber.Complete, holderNumber) || r.Code != full(t, residentcode.Complete, holderCode) {
			t.Errorf("numbers do not open: %v", err)
		}
		for kind, digits := range map[registry.NumberKind]string{registry.IndividualNumber: r.Number.Reveal(), registry.ResidentCode: r.Code.Reveal()} {
			if id, err := tx.Holder(kind, digits); err != nil || id != "11" {
				t.Errorf("holder by number kind %d = %q, %v", kind, id, err)
			}
		}
		if id, err := tx.FormerHolder(registry.IndividualNumber, full(t, mynumber.Complete, formerNumber).Reveal()); err != nil || id != "11" {
			t.Errorf("former holder = %q, %v", id, err)
		}
		if past, err := tx.PastNumbers("11"); err != nil || len(past) != 1 || past[0].SameNumber || !past[0].SameCode {
			t.Errorf("past numbers = %+v, %v", past, err)
		}
		if kept, err := tx.KeptSearches("c01", time.Time{}); err != nil || len(kept) != 1 || string(kept[0].Body) != "検索した人" {
			t.Errorf("%d kept searches, %v", len(kept), err)
		}
		if a, err := tx.Account("c01"); err != nil || string(a.Seed) != "seed" {
			t.Errorf("account: %v", err)
		}
		return nil
	}))
	// Also for writing: what is known as in stock or in use is not taken in again.
	undo := errors.New("undo")
	err = s.Update(t.Context(), func(tx registry.Tx) error {
		n, err := tx.AddCodes([]residentcode.Code{full(t, residentcode.Complete, stockCode), full(t, residentcode.Complete, holderCode)})
		if err != nil || n != 0 {
			t.Errorf("%d known codes taken in again: %v", n, err)
		}
		if code, err := tx.TakeCode(); err != nil || code != full(t, residentcode.Complete, stockCode) {
			t.Errorf("the code in stock does not open: %v", err)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Error(err)
	}
	check(t, s.Close())
}

// TestRotate rotates every key twice: what was sealed opens, and what is held as an index
// alone is still found.
func TestRotate(t *testing.T) {
	path, ring := inUse(t)
	for range 2 {
		noted := false
		check(t, store.Rotate(t.Context(), path, ring, everything, func(registry.Tx) error { noted = true; return nil }))
		if !noted {
			t.Error("rotated without a note")
		}
		wholly(t, path, ring)
	}
	file, err := os.ReadFile(string(ring.(store.KeyFile)))
	check(t, err)
	if n := strings.Count(string(file), ":"); n != 1 {
		t.Errorf("key file holds %d keys, want the newest alone", n)
	}
}

// TestRotateAlone: a registry that runs holds the keys, and must not meet others.
func TestRotateAlone(t *testing.T) {
	path, ring := inUse(t)
	s, err := store.Open(t.Context(), path, ring)
	check(t, err)
	second, err := store.Open(t.Context(), path, ring) // codes are taken in beside it
	check(t, err)
	check(t, second.Close())
	if err := store.Rotate(t.Context(), path, ring, everything, nil); !errors.Is(err, store.ErrInUse) {
		t.Errorf("rotate a database in use = %v, want %v", err, store.ErrInUse)
	}
	check(t, s.Close())
	check(t, store.Rotate(t.Context(), path, ring, everything, nil))
}

// TestRotateUnnoted: a rotation that cannot be recorded does not happen.
func TestRotateUnnoted(t *testing.T) {
	path, ring := inUse(t)
	refused := errors.New("log is full")
	if err := store.Rotate(t.Context(), path, ring, everything, func(registry.Tx) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("error = %v", err)
	}
	wholly(t, path, ring)
}

func TestRecover(t *testing.T) {
	path, ring := inUse(t)
	public, shares, err := keys.MakeRecovery(custodians, cheap)
	check(t, err)
	key, err := keys.ParseRecovery(public)
	check(t, err)
	check(t, store.Rotate(t.Context(), path, ring, keys.Rotation{Recovery: key}, nil))
	check(t, os.Remove(string(ring.(store.KeyFile))))
	if _, err := store.Open(t.Context(), path, ring); !errors.Is(err, keys.ErrHalfMissing) {
		t.Fatalf("open without the key file = %v", err)
	}
	secret, err := keys.OpenRecovery(shares, custodians)
	check(t, err)
	check(t, store.Recover(t.Context(), path, ring, secret, nil))
	wholly(t, path, ring)
}

// TestKillRotation kills a program that rotates every key without a pause.
func TestKillRotation(t *testing.T) {
	if path := os.Getenv("REGISTRY_TEST_ROTATE"); path != "" {
		for {
			fmt.Println("rotating")
			check(t, store.Rotate(t.Context(), path, store.KeyFile(path+".key"), everything, nil))
		}
	}
	path, ring := inUse(t)
	beside := path + ".key"
	check(t, os.Rename(string(ring.(store.KeyFile)), beside))
	begun := 0
	const kills = 25
	for range kills {
		child := exec.Command(os.Args[0], "-test.run=^TestKillRotation$", "-test.count=1")
		child.Env = append(os.Environ(), "REGISTRY_TEST_ROTATE="+path)
		said, err := child.StdoutPipe()
		check(t, err)
		check(t, child.Start())
		first := true
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if lines.Text() != "rotating" {
				continue
			}
			if begun++; first {
				time.AfterFunc(time.Duration(rand.IntN(80))*time.Millisecond, func() { _ = child.Process.Kill() })
			}
			first = false
		}
		if err := child.Wait(); err == nil || child.ProcessState.Exited() {
			t.Fatalf("the child ended by itself: %v", err)
		}
		wholly(t, path, store.KeyFile(beside))
	}
	t.Logf("%d rotations begun over %d kills", begun, kills)
}
