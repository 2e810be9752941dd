package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/app/residentcode"
	"madoguchi/sync/registry"
)

func someCodes(t *testing.T, n int) []residentcode.Code {
	all := make([]residentcode.Code, n)
	for i := range all {
		var err error
		if all[i], err = residentcode.Complete(fmt.Sprintf("55501%05d", i)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// codes: STD 4.3.1. Who already has one or had one shows in the stock, too.
func codes(t *testing.T, s registry.Store) {
	all := someCodes(t, 12)
	holder, former := Resident("11", "21", "海野 潮", "ウンノ ウシオ"), Resident("12", "21", "海野 渚", "ウンノ ナギサ")
	holder.Code, former.Code = all[10], all[11]
	again := former
	again.History, again.Code = 2, code1
	put(t, s, holder, former, again)
	update(t, s, func(tx registry.Tx) error {
		if n, err := tx.AddCodes(all[:8]); err != nil || n != 8 {
			t.Errorf("add 8 = %d, %v", n, err)
		}
		if n, err := tx.AddCodes(all); err != nil || n != 2 {
			t.Errorf("add 12 of which 2 are new = %d, %v", n, err)
		}
		return nil
	})
	view(t, s, func(tx registry.Tx) error {
		if id, err := tx.FormerHolder(registry.ResidentCode, all[11].Reveal()); err != nil || id != "12" {
			t.Errorf("former holder = %q, %v; want 12", id, err)
		}
		for _, c := range []residentcode.Code{all[10], all[0], code1} {
			if id, err := tx.FormerHolder(registry.ResidentCode, c.Reveal()); !errors.Is(err, registry.ErrNotFound) {
				t.Errorf("former holder of a code in use or of nobody = %q, %v", id, err)
			}
		}
		return nil
	})
	// Somebody brings a code that is in the stock.
	brings := Resident("13", "21", "海野 岬", "ウンノ ミサキ")
	brings.Code = all[0]
	put(t, s, brings)
	var taken []residentcode.Code
	update(t, s, func(tx registry.Tx) error {
		for range 9 {
			c, err := tx.TakeCode()
			if err != nil {
				return err
			}
			if slices.Contains(taken, c) || !slices.Contains(all[1:10], c) {
				t.Errorf("code %d was taken twice, or is not of the stock", len(taken))
			}
			taken = append(taken, c)
		}
		if _, err := tx.TakeCode(); !errors.Is(err, registry.ErrNoCodes) {
			t.Errorf("take from an empty stock = %v, want %v", err, registry.ErrNoCodes)
		}
		if n, err := tx.AddCodes(all); err != nil || n != 0 {
			t.Errorf("codes that were allotted taken in again: %d, %v", n, err)
		}
		return nil
	})
	if slices.Equal(taken, all[1:10]) {
		t.Error("codes were taken in their order, not at random")
	}
	// What was told to somebody before a restore is never allotted.
	told := someCodes(t, 14)[12:]
	update(t, s, func(tx registry.Tx) error {
		before, err := tx.RetireCodes(told[:1])
		added, err2 := tx.AddCodes(told)
		after, err3 := tx.RetireCodes(told)
		left, err4 := tx.CodesLeft()
		if err := errors.Join(err, err2, err3, err4); err != nil || before != 0 || added != 1 || after != 1 || left != 0 {
			t.Errorf("retired %d, added %d, retired %d, left %d, %v; want 0, 1, 1, 0", before, added, after, left, err)
		}
		return nil
	})
}

func numberRequests(t *testing.T, s registry.Store) {
	put(t, s, Resident("11", "21", "海野 潮", "ウンノ ウシオ"), Resident("12", "21", "海野 渚", "ウンノ ナギサ"))
	first := registry.NumberRequest{Resident: "12", On: civil.MustParse("2026-04-01"), Entry: "E1"}
	second := registry.NumberRequest{Resident: "11", On: civil.MustParse("2026-04-02"), Entry: "E2"}
	again := registry.NumberRequest{Resident: "12", On: civil.MustParse("2026-04-03"), Entry: "E3"}
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.RequestNumber(second), tx.RequestNumber(first), tx.RequestNumber(again))
	})
	want := []registry.NumberRequest{first, second}
	view(t, s, func(tx registry.Tx) error {
		if got, err := tx.NumberRequests(); err != nil || !slices.Equal(got, want) {
			t.Errorf("requests = %v, %v; want %v", got, err, want)
		}
		return nil
	})
	update(t, s, func(tx registry.Tx) error { return errors.Join(tx.ForgetRequest("12"), tx.ForgetRequest("99")) })
	view(t, s, func(tx registry.Tx) error {
		if got, err := tx.NumberRequests(); err != nil || !slices.Equal(got, want[1:]) {
			t.Errorf("requests after one was forgotten = %v, %v", got, err)
		}
		return nil
	})
}

func written(t *testing.T, s registry.Store) {
	a, b := Resident("11", "21", "海野 潮", "ウンノ ウシオ"), Resident("12", "21", "海野 渚", "ウンノ ナギサ")
	a.Entry, b.Entry = "E1", "E1"
	a2 := a
	a2.History, a2.Entry = 2, "E2"
	put(t, s, a, b, a2, Resident("13", "21", "海野 岬", "ウンノ ミサキ"))
	view(t, s, func(tx registry.Tx) error {
		for entry, want := range map[notification.EntryID][]resident.ID{"E1": {"11", "12"}, "E2": {"11"}, "E3": nil, "": nil} {
			rows, err := tx.Written(entry)
			var ids []resident.ID
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
			if err != nil || !slices.Equal(ids, want) {
				t.Errorf("written by %q = %v, %v; want %v", entry, ids, err, want)
			}
		}
		return nil
	})
}
