package store_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/app/mynumber"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
	"madoguchi/sync/registry/store/storetest"
)

// TestBackup copies a database in use, goes on writing, and goes back to the copy.
func TestBackup(t *testing.T) {
	path, ring := inUse(t)
	s, err := store.Open(t.Context(), path, ring)
	check(t, err)
	put := func(id notification.EntryID) uint64 {
		t.Helper()
		var newest uint64
		check(t, s.Update(t.Context(), func(tx registry.Tx) error {
			err := errors.Join(tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015"}), tx.PutCase(registry.Case{ID: id, Revision: 1, Stage: registry.Pending, Terminal: "T1", Ward: "991015", Writer: "c01"}))
			if err != nil {
				return err
			}
			newest, err = tx.Newest("991015")
			return err
		}))
		return newest
	}
	put("E1")
	folder := filepath.Join(t.TempDir(), "copy")
	m, err := s.Backup(t.Context(), folder, time.Now())
	check(t, err)
	if m.News == 0 || m.Size == 0 {
		t.Errorf("manifest %+v", m)
	}
	put("E2")
	cursor := put("E3") // what terminals have heard by now
	if _, err := store.Restore(t.Context(), folder, path, store.Restoring{Ring: ring, Now: time.Now()}); !errors.Is(err, store.ErrInUse) {
		t.Errorf("restore under a registry that runs = %v", err)
	}
	if _, err := s.Backup(t.Context(), folder, time.Now()); !errors.Is(err, os.ErrExist) {
		t.Errorf("backup over a backup = %v", err)
	}
	check(t, s.Close())
	noted := false
	restored, err := store.Restore(t.Context(), folder, path, store.Restoring{Ring: ring, Now: time.Now(), Note: func(registry.Tx, store.Restored) error { noted = true; return nil }})
	check(t, err)
	if _, err := os.Stat(restored.Kept); err != nil || !noted {
		t.Errorf("the database that was there: %v; noted %v", err, noted)
	}
	wholly(t, path, ring)
	s, err = store.Open(t.Context(), path, ring)
	check(t, err)
	check(t, s.View(t.Context(), func(tx registry.Tx) error {
		news, err := tx.News("991015", cursor, 10)
		if err != nil || len(news) != 1 || news[0].Case.ID != "E1" {
			t.Errorf("a terminal that heard everything is told %d changes, %v; want that of the backup again", len(news), err)
		}
		return nil
	}))
	if after := put("E4"); after <= cursor {
		t.Errorf("cursor %d after the restore, %d was given out before", after, cursor)
	}
	check(t, s.Close())
	// A second restore of the same backup is another registry again.
	_, err = store.Restore(t.Context(), folder, path, store.Restoring{Ring: ring, Now: time.Now().Add(time.Second)})
	check(t, err)
	wholly(t, path, ring)
}

// TestBackupSealed: a backup without the key file gives the two numbers away no more than
// the database does.
func TestBackupSealed(t *testing.T) {
	path, ring := inUse(t)
	s, err := store.Open(t.Context(), path, ring)
	check(t, err)
	folder := filepath.Join(t.TempDir(), "copy")
	_, err = s.Backup(t.Context(), folder, time.Now())
	check(t, err)
	check(t, s.Close())
	notThere(t, folder, holderNumber, formerNumber, holderCode, stockCode)
	notThere(t, filepath.Dir(path), holderNumber, formerNumber, holderCode, stockCode)
}

// notThere searches every file of a folder for words.
func notThere(t *testing.T, folder string, words ...string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	check(t, err)
	for _, f := range files {
		body, err := os.ReadFile(filepath.Join(folder, f.Name()))
		check(t, err)
		for _, word := range words {
			for how, b := range encodings(word) {
				if bytes.Contains(body, b) {
					t.Errorf("%s holds a number as %s", f.Name(), how)
				}
			}
		}
	}
}

// TestDamagedBackup: what was changed is never restored.
func TestDamagedBackup(t *testing.T) {
	path, ring := inUse(t)
	s, err := store.Open(t.Context(), path, ring)
	check(t, err)
	r := storetest.Resident("12", "22", "別の 人", "ベツノ ヒト")
	r.Number, err = mynumber.Complete("11111111111")
	check(t, err)
	check(t, s.Update(t.Context(), func(tx registry.Tx) error {
		return errors.Join(tx.PutHousehold(registry.Household{ID: resident.HouseholdID("22")}), tx.Append(&r))
	}))
	folder := filepath.Join(t.TempDir(), "copy")
	_, err = s.Backup(t.Context(), folder, time.Now())
	check(t, err)
	check(t, s.Close())
	file := filepath.Join(folder, "registry.db")
	body, err := os.ReadFile(file)
	check(t, err)
	for name, change := range map[string]func([]byte) []byte{
		"one bit":   func(b []byte) []byte { b[len(b)-100] ^= 1; return b },
		"truncated": func(b []byte) []byte { return b[:len(b)/2] },
		"empty":     func([]byte) []byte { return nil },
		"no header": func(b []byte) []byte { copy(b, "no database here"); return b },
	} {
		check(t, os.WriteFile(file, change(append([]byte{}, body...)), 0o600))
		if _, err := store.Restore(t.Context(), folder, path, store.Restoring{Ring: ring, Now: time.Now()}); err == nil {
			t.Errorf("%s: restored", name)
		}
		wholly(t, path, ring)
	}
	check(t, os.WriteFile(file, body, 0o600))
	_, err = store.Verify(t.Context(), folder)
	check(t, err)
}

// encodings are the ways in which digits may have been written.
func encodings(word string) map[string][]byte {
	wide := make([]byte, 0, 2*len(word))
	for i := range len(word) {
		wide = append(wide, word[i], 0)
	}
	all := map[string][]byte{"text": []byte(word), "UTF-16": wide[:len(wide)-1], "hex": []byte(hex.EncodeToString([]byte(word)))}
	for shift := range 3 {
		text := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), word...))
		all[fmt.Sprintf("base64+%d", shift)] = []byte(text[(shift*8+5)/6 : (shift+len(word))*8/6])
	}
	return all
}
