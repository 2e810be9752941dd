package storetest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/sync/registry"
)

func logged(t *testing.T, operator string, at time.Time) []byte {
	t.Helper()
	r := audit.Record{Kind: audit.Searched, At: at, Terminal: "T1", Purpose: operator}
	body, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// events returns the whole log.
func events(t *testing.T, tx registry.Tx) []audit.Event {
	t.Helper()
	var all []audit.Event
	if err := tx.Events(1, func(e audit.Event) error { all = append(all, e); return nil }); err != nil {
		t.Error(err)
	}
	return all
}

func log(t *testing.T, s registry.Store) {
	var head audit.Head
	update(t, s, func(tx registry.Tx) (err error) {
		if h, err := tx.Head(); err != nil || h != head {
			t.Errorf("head of an empty log = %v, %v", h, err)
		}
		if _, err = tx.Extend(at, logged(t, "sato", at)); err != nil {
			return err
		}
		head, err = tx.Extend(at, logged(t, "suzuki", at))
		return err
	})
	view(t, s, func(tx registry.Tx) error {
		if h, err := tx.Head(); err != nil || h != head {
			t.Errorf("head = %v, %v; want %v", h, err, head)
		}
		all := events(t, tx)
		if len(all) != 2 || all[0].Head().Hash != all[1].Prev || all[1].Head() != head {
			t.Fatalf("%d events, or no chain", len(all))
		}
		if bytes.Contains(all[1].Sealed, []byte("suzuki")) || sha256.Sum256(all[1].Sealed) != all[1].Body {
			t.Error("a record stands there unsealed, or is another than the chain says")
		}
		if r, err := tx.Record(all[1]); err != nil || r.Purpose != "suzuki" {
			t.Errorf("record = %+v, %v", r, err)
		}
		swapped := all[1]
		swapped.Sealed = all[0].Sealed
		if _, err := tx.Record(swapped); err == nil {
			t.Error("a record opens in the place of another")
		}
		return nil
	})
}

// logFails: the registry fails closed. A year whose key is destroyed takes no record.
func logFails(t *testing.T, s registry.Store) {
	update(t, s, func(tx registry.Tx) error { _, err := tx.Extend(at, logged(t, "sato", at)); return err })
	update(t, s, func(tx registry.Tx) error { _, err := tx.EraseYear(civil.FromTime(at).Year(), at); return err })
	err := s.Update(t.Context(), func(tx registry.Tx) error {
		if err := tx.PutHousehold(registry.Household{ID: "77"}); err != nil {
			return err
		}
		_, _ = tx.Extend(at, logged(t, "sato", at)) // also when whoever asked did not look
		return nil
	})
	if err == nil {
		t.Error("a change was kept without its record")
	}
	view(t, s, func(tx registry.Tx) error {
		if _, err := tx.Household("77"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("household without a record of it: %v", err)
		}
		return nil
	})
}

func erased(t *testing.T, s registry.Store) {
	then, now := at.AddDate(-8, 0, 0), at
	var signed audit.Checkpoint
	update(t, s, func(tx registry.Tx) error {
		if err := tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015"}); err != nil {
			return err
		}
		for _, when := range []time.Time{then, then, now} {
			if _, err := tx.Extend(when, logged(t, "sato", when)); err != nil {
				return err
			}
		}
		_, err := tx.Archive("T1", 1, audit.Head{}, audit.Hash{1}, then, logged(t, "sato", then))
		return err
	})
	view(t, s, func(tx registry.Tx) (err error) {
		var tree audit.Tree
		signed.Head, tree, err = audit.VerifyLog(func(yield func(audit.Event, error) bool) {
			for _, e := range events(t, tx) {
				if !yield(e, nil) {
					return
				}
			}
		})
		signed.Root = tree.Root()
		return err
	})
	year := civil.FromTime(then).Year()
	update(t, s, func(tx registry.Tx) error {
		y, err := tx.EraseYear(year, now)
		if y.Records != 2 || y.Copies != 1 || y.Year != year {
			t.Errorf("erased %+v", y)
		}
		if _, err := tx.EraseYear(year, now); !errors.Is(err, registry.ErrErased) {
			t.Errorf("erased twice: %v", err)
		}
		return err
	})
	view(t, s, func(tx registry.Tx) error {
		all := events(t, tx)
		if _, _, err := audit.VerifyLog(func(yield func(audit.Event, error) bool) {
			for _, e := range all {
				if !yield(e, nil) {
					return
				}
			}
		}, signed); err != nil {
			t.Errorf("chain and tree after a year was erased: %v", err)
		}
		if _, err := tx.Record(all[0]); !errors.Is(err, registry.ErrErased) || all[0].Sealed != nil {
			t.Errorf("record of the erased year: %v", err)
		}
		if r, err := tx.Record(all[2]); err != nil || r.Purpose != "sato" {
			t.Errorf("record of another year: %+v, %v", r, err)
		}
		years, err := tx.Years()
		if err != nil || len(years) != 2 || years[0].Records+years[0].Copies != 0 || years[0].ErasedAt.IsZero() || years[1].Records != 1 || !years[1].ErasedAt.IsZero() {
			t.Errorf("years = %+v, %v", years, err)
		}
		return nil
	})
}

func archive(t *testing.T, s registry.Store) {
	day := civil.FromTime(at)
	var copied audit.Head
	update(t, s, func(tx registry.Tx) error { return tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015"}) })
	update(t, s, func(tx registry.Tx) (err error) {
		if _, err := tx.Anchor("T1"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("anchor nobody put: %v", err)
		}
		if _, err := tx.Signed(); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("checkpoint nobody signed: %v", err)
		}
		var tree audit.Tree
		for i := range 3 {
			if copied, err = tx.Archive("T1", 2, copied, audit.Hash{byte(i)}, at, logged(t, "sato", at)); err != nil {
				return err
			}
			link := audit.Link{Seq: int64(i + 1)}
			if err := tree.Add(link); err != nil {
				return err
			}
		}
		for _, a := range []registry.Anchor{
			{Terminal: "T1", Book: 1, Day: day, At: at, Head: audit.Head{Seq: 9}, Note: []byte("book 1"), Key: []byte("k")},
			{Terminal: "T1", Book: 2, Day: day, At: at, Head: audit.Head{Seq: 1, Hash: audit.Hash{7}}, Note: []byte("early"), Key: []byte("k")},
			{Terminal: "T1", Book: 2, Day: day, At: at, Head: audit.Head{Seq: 3, Hash: audit.Hash{9}}, Tree: tree, Copied: copied, Note: []byte("n"), Key: []byte("k")},
			{Terminal: "T1", Book: 2, Day: day.AddDays(-1), At: at, Head: audit.Head{Seq: 2}, Note: []byte("yesterday"), Key: []byte("k")},
		} {
			if err := tx.PutAnchor(a); err != nil {
				return err
			}
		}
		return errors.Join(tx.AddSigned(registry.Signed{Day: day, Head: audit.Head{Seq: 3}, Tree: tree, Note: []byte("a"), Key: []byte("k")}),
			tx.AddSigned(registry.Signed{Day: day.AddDays(1), Head: audit.Head{Seq: 5, Hash: audit.Hash{1}}, Tree: tree, Note: []byte("b"), Key: []byte("k")}))
	})
	view(t, s, func(tx registry.Tx) error {
		a, err := tx.Anchor("T1")
		if err != nil || a.Head != (audit.Head{Seq: 3, Hash: audit.Hash{9}}) || a.Copied != copied || a.Book != 2 || a.Tree.Size() != 3 || string(a.Note) != "n" || !a.At.Equal(at) || a.Day != day {
			t.Errorf("anchor = %+v, %v", a, err)
		}
		var notes []string
		if err := tx.Anchors("T1", day.AddDays(-1), func(a registry.Anchor) error { notes = append(notes, string(a.Note)); return nil }); err != nil || !slices.Equal(notes, []string{"book 1", "yesterday", "n"}) {
			t.Errorf("anchors = %v, %v", notes, err)
		}
		n := 0
		err = tx.Archived("T1", 2, func(a registry.Archived) error {
			n++
			r, err := tx.Unarchive("T1", a)
			if a.Seq != int64(n+1) || a.Book != 2 || a.Own != (audit.Hash{byte(n)}) || r.Purpose != "sato" {
				t.Errorf("archived = %+v", a)
			}
			return err
		})
		if err != nil || n != 2 {
			t.Errorf("%d archived from 2, %v", n, err)
		}
		newest, err := tx.Signed()
		if err != nil || newest.Head != (audit.Head{Seq: 5, Hash: audit.Hash{1}}) || string(newest.Note) != "b" || newest.Day != day.AddDays(1) {
			t.Errorf("signed = %+v, %v", newest, err)
		}
		n = 0
		if err := tx.AllSigned(func(registry.Signed) error { n++; return nil }); err != nil || n != 2 {
			t.Errorf("%d signed, %v", n, err)
		}
		return nil
	})
}
