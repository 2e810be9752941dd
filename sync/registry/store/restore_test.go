package store_test

import (
	"bufio"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/keys"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/bundle"
	"madoguchi/sync/bundle/bundletest"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
	"madoguchi/sync/registry/store/storetest"
)

// A server is a registry with everything that a backup may be behind in.
type server struct {
	*testing.T
	path   string
	ring   keys.Ring
	folder string
	now    time.Time
}

func measure(t *testing.T, id string, of resident.ID) resident.Measure {
	t.Helper()
	m, err := resident.NewMeasure(resident.Measure{ID: id, Kind: resident.Regular, Applicant: of, Start: civil.MustParse("2026-11-20")}, "s01", time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC))
	check(t, err)
	m.Perpetrator = &resident.Perpetrator{Name: "加害 者"}
	return m
}

// newServer makes a registry, backs it up, and then has IT and officers decide things.
func newServer(t *testing.T) *server {
	t.Helper()
	v := &server{T: t, now: time.Now()}
	v.path, v.ring = inUse(t)
	v.folder = filepath.Join(t.TempDir(), "copy")
	s, err := store.Open(t.Context(), v.path, v.ring)
	check(t, err)
	check(t, s.Update(t.Context(), func(tx registry.Tx) error {
		return errors.Join(v.publish(tx), tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015"}), tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "c03"}, Seed: []byte("seed")}), tx.PutRoll("c03"),
			tx.PutEnrolment(registry.Enrolment{Terminal: "T1", Key: pinned.EnrolmentKey("key of a code"), Until: v.now.Add(time.Hour)}),
			tx.Enrol(registry.Key{Operator: "c03", Terminal: "T1", Public: []byte("first key"), EnrolledAt: v.now}))
	}))
	_, err = s.Backup(t.Context(), v.folder, v.now)
	check(t, err)
	check(t, s.Update(t.Context(), func(tx registry.Tx) error {
		asked, err := tx.AskTerminal(registry.TerminalRequest{Act: registry.ActRevoke, Terminal: "T1", Reason: "stolen", AskedBy: "it01", AskedAt: v.now, State: registry.RequestEmergency})
		if asked != 1 {
			t.Errorf("request %d", asked)
		}
		locked, e := tx.Locked()
		check(t, errors.Join(err, e))
		if locked, err = locked.VouchedAnew(v.now, 0); err != nil {
			return err
		}
		return errors.Join(tx.PutLocked(locked),
			tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015", RevokedAt: v.now, RevokedFor: "stolen"}),
			tx.PutTerminal(registry.Terminal{ID: "T2", Ward: "991015"}), tx.PutTerminalKey(registry.TerminalKey{Terminal: "T2", Pin: pinned.Pin{7}, Since: v.now}),
			tx.PutEnrolment(registry.Enrolment{Terminal: "T1", Until: v.now.Add(time.Hour)}), // used
			tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "c03", ValidUntil: v.now.Add(-time.Minute)}, Seed: []byte("another seed")}),
			tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "c02"}, Seed: []byte("seed of c02")}), tx.PutRoll("c03"),
			tx.Enrol(registry.Key{Operator: "c03", Terminal: "T1", Public: []byte("second key"), EnrolledAt: v.now.Add(time.Minute)}),
			tx.Retire("c03", v.now.Add(2*time.Minute)),
			tx.PutMeasure(measure(t, "m1", "11")), tx.PutMeasure(measure(t, "m2", "99")), v.bear(tx))
	}))
	check(t, s.Close())
	return v
}

// bear has somebody be born who is given the code in stock.
func (v *server) bear(tx registry.Tx) error {
	code, err := tx.TakeCode()
	check(v.T, err)
	r := storetest.Resident("12", "21", "海野 凪", "ウンノ ナギ")
	r.Code = code
	return tx.Append(&r)
}

// publish makes a bundle the newest.
func (v *server) publish(tx registry.Tx) error {
	public, key, err := ed25519.GenerateKey(nil)
	check(v.T, err)
	holders := bundletest.New(v.T, public, v.now)
	b := holders.Stage(nil, map[bundle.Ring]bundle.Edition{bundle.All: bundletest.Edition("")})
	b = holders.Stamp(b, nil, key, v.now)
	text, err := b.Encode()
	check(v.T, err)
	number, _, err := b.Versions()
	check(v.T, err)
	return tx.PutLocked(registry.Locked{Root: holders.Roots[0], Seeds: [][]byte{key.Seed()}, Bundle: text, Number: number, PublishedAt: v.now, StampedAt: v.now})
}

func (v *server) restore(how store.Restoring) (store.Restored, error) {
	how.Ring, how.Now = v.ring, v.now.Add(time.Hour)
	return store.Restore(v.Context(), v.folder, v.path, how)
}

// view looks into the restored registry.
func (v *server) view(f func(registry.Tx)) {
	v.Helper()
	s, err := store.Open(v.Context(), v.path, v.ring)
	check(v.T, err)
	check(v.T, s.View(v.Context(), func(tx registry.Tx) error { f(tx); return nil }))
	check(v.T, s.Close())
}

// TestRestoreCarries: whoever was kept out since the backup stays out, and whoever is
// protected since then stays protected.
func TestRestoreCarries(t *testing.T) {
	v := newServer(t)
	noted := store.Restored{}
	r, err := v.restore(store.Restoring{Note: func(_ registry.Tx, r store.Restored) error { noted = r; return nil }})
	check(t, err)
	if !r.Carried || r.Uncovered != 1 || !noted.Carried {
		t.Errorf("restored %+v, noted %+v; want it carried, one resident uncovered", r, noted)
	}
	v.view(func(tx registry.Tx) {
		if one, err := tx.Terminal("T1"); err != nil || one.RevokedFor != "stolen" {
			t.Errorf("the stolen terminal: %+v, %v", one, err)
		}
		if k, err := tx.TerminalKeys("T2"); err != nil || len(k) != 1 {
			t.Errorf("keys of the new terminal: %v, %v", k, err)
		}
		if e, err := tx.Enrolment("T1"); err != nil || len(e.Key) != 0 {
			t.Errorf("a code that was used is good again: %v", err)
		}
		if a, err := tx.Account("c03"); err != nil || string(a.Seed) != "another seed" || a.Profile.Valid(v.now) {
			t.Errorf("who was revoked: %+v, %v", a.Profile, err)
		}
		if k, err := tx.Keys("c03", "T1"); err != nil || len(k) != 2 || k[0].ReplacedAt.IsZero() || k[1].ReplacedAt.IsZero() {
			t.Errorf("keys of who was revoked: %+v, %v", k, err)
		}
		if _, err := tx.Account("c02"); err != nil {
			t.Errorf("who came since: %v", err)
		}
		if q, err := tx.TerminalRequests(true); err != nil || len(q) != 1 || q[0].Number != 1 || q[0].State != registry.RequestEmergency {
			t.Errorf("requests = %+v, %v", q, err)
		}
		m, err := tx.Measure("m1")
		if err != nil || tx.Perpetrator(&m) != nil || m.Perpetrator == nil {
			t.Errorf("support measure: %v", err)
		}
		if found, err := tx.Current("11"); err != nil || !found.Protected {
			t.Errorf("resident under a support measure is protected: %v, %v", found.Protected, err)
		}
		if code, err := tx.EarlierCode("12"); err != nil || code != full(t, residentcode.Complete, stockCode) {
			t.Errorf("the code that the newborn was told: %v", err)
		}
		if left, err := tx.CodesLeft(); err != nil || left != 0 {
			t.Errorf("%d codes in stock, %v: somebody was told it", left, err)
		}
		if l, err := tx.Locked(); err != nil || l.Number != 2 {
			t.Errorf("configuration %d, %v; want that of today", l.Number, err)
		}
		if n, err := tx.Roll(); err != nil || n < 100_000 {
			t.Errorf("roll %d, %v", n, err)
		}
	})
}

// TestRestorePurged: what is kept for entries that come again goes when their time is over.
func TestRestorePurged(t *testing.T) {
	v := newServer(t)
	_, err := v.restore(store.Restoring{})
	check(t, err)
	s, err := store.Open(t.Context(), v.path, v.ring)
	check(t, err)
	for _, days := range []int{30, 800} {
		_, err := s.Purge(t.Context(), civil.FromTime(v.now).AddDays(days), false, nil)
		check(t, err)
		check(t, s.View(t.Context(), func(tx registry.Tx) error {
			if _, err := tx.EarlierCode("12"); errors.Is(err, registry.ErrNotFound) != (days > 366) {
				t.Errorf("%d days later: %v", days, err)
			}
			return nil
		}))
	}
	check(t, s.Close())
}

// TestRestoreAlone: of the database before nothing can be read any more.
func TestRestoreAlone(t *testing.T) {
	for name, wreck := range map[string]func(path string) error{
		"gone":    os.Remove,
		"damaged": func(path string) error { return os.WriteFile(path, []byte("SQLite format 3\x00 and no more"), 0o600) },
		"cut":     func(path string) error { return os.Truncate(path, 8192) },
	} {
		t.Run(name, func(t *testing.T) {
			v := newServer(t)
			check(t, wreck(v.path))
			r, err := v.restore(store.Restoring{})
			check(t, err)
			if r.Carried || r.LogEnd != 0 {
				t.Errorf("restored %+v; want nothing carried", r)
			}
			v.view(func(tx registry.Tx) {
				if e, err := tx.Enrolment("T1"); err != nil || len(e.Key) != 0 {
					t.Errorf("a code that may have been used is good: %v", err)
				}
				l, err := tx.Locked()
				if err != nil || l.Number < 100_000 {
					t.Errorf("configuration %d, %v: terminals have seen higher", l.Number, err)
				}
				b, err := bundle.Decode(l.Bundle)
				check(t, err)
				if _, err := bundle.Verify(l.Root, b, v.now, bundle.Place{}); err != nil {
					t.Errorf("what vouches for the configuration does not verify: %v", err)
				}
			})
		})
	}
}

// TestRestoreByRecovery: the key file is lost with the server, or is of after a rotation.
func TestRestoreByRecovery(t *testing.T) {
	for name, lose := range map[string]func(t *testing.T, v *server){
		"key file lost": func(t *testing.T, v *server) {
			t.Helper()
			check(t, os.Remove(string(v.ring.(store.KeyFile))))
			check(t, os.Remove(v.path))
		},
		"keys replaced since": func(t *testing.T, v *server) {
			t.Helper()
			check(t, store.Rotate(t.Context(), v.path, v.ring, everything, nil))
		},
	} {
		t.Run(name, func(t *testing.T) {
			public, shares, err := keys.MakeRecovery(custodians, cheap)
			check(t, err)
			key, err := keys.ParseRecovery(public)
			check(t, err)
			v := newServer(t)
			check(t, store.Rotate(t.Context(), v.path, v.ring, keys.Rotation{Recovery: key}, nil))
			s, err := store.Open(t.Context(), v.path, v.ring)
			check(t, err)
			v.folder += "2"
			_, err = s.Backup(t.Context(), v.folder, v.now)
			check(t, err)
			check(t, s.Close())
			lose(t, v)
			if _, err := v.restore(store.Restoring{}); !errors.Is(err, keys.ErrHalfMissing) {
				t.Fatalf("without the shares: %v", err)
			}
			secret, err := keys.OpenRecovery(shares, custodians)
			check(t, err)
			r, err := v.restore(store.Restoring{Key: secret})
			check(t, err)
			v.view(func(registry.Tx) {})
			if r.Kept == "" {
				return
			}
			// The database that was there still opens with the same key file.
			kept, err := store.Open(t.Context(), r.Kept, v.ring)
			check(t, err)
			check(t, kept.Close())
		})
	}
}

// TestKillRestore kills a restore at random moments, and restores again: a registry is
// always there, and what was decided since the backup is carried over each time.
func TestKillRestore(t *testing.T) {
	if folder := os.Getenv("REGISTRY_TEST_RESTORE"); folder != "" {
		path := os.Getenv("REGISTRY_TEST_PATH")
		for {
			fmt.Println("restoring")
			_, err := store.Restore(t.Context(), folder, path, store.Restoring{Ring: store.KeyFile(path + ".key"), Now: time.Now()})
			check(t, err)
		}
	}
	v := newServer(t)
	key := v.path + ".key"
	check(t, os.Rename(string(v.ring.(store.KeyFile)), key))
	v.ring = store.KeyFile(key)
	const kills = 8
	for range kills {
		child := exec.Command(os.Args[0], "-test.run=^TestKillRestore$", "-test.count=1")
		child.Env = append(os.Environ(), "REGISTRY_TEST_RESTORE="+v.folder, "REGISTRY_TEST_PATH="+v.path)
		said, err := child.StdoutPipe()
		check(t, err)
		check(t, child.Start())
		for lines, first := bufio.NewScanner(said), true; lines.Scan(); first = false {
			if first {
				time.AfterFunc(time.Duration(rand.IntN(120))*time.Millisecond, func() { _ = child.Process.Kill() })
			}
		}
		if err := child.Wait(); err == nil || child.ProcessState.Exited() {
			t.Fatalf("the child ended by itself: %v", err)
		}
		s, err := store.Open(t.Context(), v.path, v.ring)
		check(t, err)
		check(t, s.View(t.Context(), func(tx registry.Tx) error {
			if one, err := tx.Terminal("T1"); err != nil || one.RevokedFor != "stolen" {
				t.Errorf("the stolen terminal: %+v, %v", one, err)
			}
			return nil
		}))
		check(t, s.Close())
	}
}
