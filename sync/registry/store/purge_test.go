package store_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"maps"
	"os"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	"madoguchi/app/resident"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/store"
	"madoguchi/sync/registry/store/storetest"
)

// TestPurge is R071: 除票 of 150 years and 異動データ of one year, and nothing else.
func TestPurge(t *testing.T) {
	s, path, ring := create(t)
	today := civil.MustParse("2026-11-23")
	put := func(tx registry.Tx, id resident.ID, name, changed string, status resident.Status) error {
		r := storetest.Resident(id, "21", name, "ヨミ")
		r.Status, r.ChangedOn = status, civil.MustParse(changed)
		return tx.Append(&r)
	}
	year := 365 * 24 * time.Hour
	entry := func(tx registry.Tx, id notification.EntryID, stage registry.Stage, at time.Time) error {
		sub := notification.Submission{EntryID: id, Revision: 1, Content: []byte("what was written"), WrittenAt: at, Signature: []byte{1}}
		return errors.Join(tx.PutCase(registry.Case{ID: id, Revision: 1, Stage: stage, Terminal: "T1", Ward: "991015", Writer: "c01"}),
			tx.AddSubmission(registry.Submission{Submission: sub, Terminal: "T1"}))
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	leave := func(tx registry.Tx, at time.Time) error { // R131
		by := operator.Mark{By: "c01", At: at, Seat: "T1"}
		_, err1 := tx.AddOutput(civil.FromTime(at), output.Approval{Act: output.Print, State: output.Declined, Asked: by})
		_, err2 := tx.AddMedium(at.Year(), output.Medium{Kind: output.DVD, State: output.Destroyed, Steps: []output.Step{{Mark: by, Move: output.Destroy}}})
		_, err3 := tx.AddMedium(at.Year(), output.Medium{Kind: output.DVD, State: output.Held, Steps: []output.Step{{Mark: by, Move: output.Registered}}})
		return errors.Join(err1, err2, err3)
	}
	check(t, s.Update(t.Context(), func(tx registry.Tx) error {
		return errors.Join(tx.PutHousehold(registry.Household{ID: "21"}), tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015"}),
			tx.PutAccount(registry.Account{Profile: operator.Profile{ID: "c01"}}),
			put(tx, "11", "古人", "1876-11-22", resident.Dead), put(tx, "12", "百五十", "1876-11-23", resident.Dead),
			put(tx, "13", "現存者", "1874-01-01", resident.Living), put(tx, "14", "転出者", "1874-01-01", resident.Left),
			entry(tx, "E1", registry.Accepted, now.Add(-2*year)), entry(tx, "E2", registry.Accepted, now.Add(-year/2)),
			entry(tx, "E3", registry.Pending, now.Add(-2*year)), entry(tx, "E4", registry.Refused, now.Add(-2*year)),
			leave(tx, now.AddDate(-7, 0, -1)), leave(tx, now.AddDate(-7, 0, 1)))
	}))
	counts := func(dry bool) map[string]int {
		t.Helper()
		noted := 0
		sheet, err := s.Purge(t.Context(), today, dry, func(registry.Tx, store.Purged) error { noted++; return nil })
		check(t, err)
		if (noted > 0) == dry {
			t.Errorf("dry %v, noted %d", dry, noted)
		}
		out := map[string]int{}
		for _, p := range sheet {
			out[p.Class] = p.Count
		}
		return out
	}
	if n, err := s.Overdue(t.Context(), today); err != nil || n != 0 {
		t.Errorf("%d entries overdue, %v; two years are just over", n, err)
	}
	if n, err := s.Overdue(t.Context(), today.AddDays(10)); err != nil || n != 2 {
		t.Errorf("%d entries overdue, %v; want those of two years ago that were decided", n, err)
	}
	for i, want := range []map[string]int{{"removed": 2, "content": 2, "outputs": 2}, {"removed": 2, "content": 2, "outputs": 2}, {"removed": 0, "content": 0, "outputs": 0}} {
		if got := counts(i == 0); !maps.Equal(got, want) {
			t.Errorf("run %d: %v, want %v", i, got, want)
		}
	}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() != 0 {
		t.Errorf("the log still holds %d bytes", info.Size())
	}
	check(t, s.View(t.Context(), func(tx registry.Tx) error {
		for id, gone := range map[resident.ID]bool{"11": true, "12": false, "13": false, "14": true} {
			if _, err := tx.Current(id); errors.Is(err, registry.ErrNotFound) != gone {
				t.Errorf("resident %s: %v, gone should be %v", id, err, gone)
			}
		}
		for id, gone := range map[notification.EntryID]bool{"E1": true, "E2": false, "E3": false, "E4": true} {
			if sub, err := tx.Submission(id, 1); err != nil || (len(sub.Content) == 0) != gone {
				t.Errorf("entry %s: %d bytes, %v; gone should be %v", id, len(sub.Content), err, gone)
			}
		}
		return nil
	}))
	check(t, s.Close())
	file, err := os.ReadFile(path)
	check(t, err)
	if !bytes.Contains(file, []byte("百五十")) {
		t.Error("who stays is not in the file: the test looks in the wrong place")
	}
	for _, name := range []string{"古人", "転出者"} {
		// The index writes its terms in hexadecimal, and a term may stand behind another's beginning.
		if bytes.Contains(file, []byte(name)) || bytes.Contains(file, []byte(hex.EncodeToString([]byte(name)[:6]))) {
			t.Errorf("%s is still in the file", name)
		}
	}
	s, err = store.Open(t.Context(), path, ring)
	check(t, err)
	check(t, s.Close())
}
