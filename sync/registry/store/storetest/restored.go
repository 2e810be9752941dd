package storetest

import (
	"errors"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/sync/registry"
)

// restored is what a registry that went back knows of before (R066). That it went back is
// for the engine itself to say.
func restored(t *testing.T, s registry.Store) {
	update(t, s, func(tx registry.Tx) error {
		if at, err := tx.RestoredAt(); err != nil || !at.IsZero() {
			t.Errorf("restored at %v, %v", at, err)
		}
		if _, err := tx.Earlier("E1", 1); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("earlier verdict: %v", err)
		}
		if _, err := tx.EarlierCode("11"); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("earlier code: %v", err)
		}
		v := notification.Verdict{Accepted: true, ProcessedOn: civil.MustParse("2026-04-01"), DecidedAt: time.UnixMilli(1_775_000_000_000),
			Persons: []notification.Applied{{ResidentID: "000000019", HistoryNumber: 1, HouseholdID: "000000027"}}}
		other := v
		other.ProcessedOn = civil.MustParse("2026-04-02")
		err := errors.Join(tx.PutEarlier("E1", 1, registry.Earlier{Verdict: v, Sure: true}), tx.PutEarlier("E1", 1, registry.Earlier{Verdict: other}))
		e, e2 := tx.Earlier("E1", 1)
		if err = errors.Join(err, e2); err != nil || !e.Sure || e.Verdict.ProcessedOn != v.ProcessedOn || len(e.Verdict.Persons) != 1 || e.Verdict.Persons[0] != v.Persons[0] {
			t.Errorf("earlier verdict %+v, %v; want the first that was kept", e, err)
		}
		c := registry.Case{ID: "E1", Revision: 1, Stage: registry.Pending, Terminal: "T1", Ward: "991015", Writer: "c01", Needed: 1}
		if err := errors.Join(tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015"}), tx.PutCase(c)); err != nil {
			return err
		}
		if ids, err := tx.Awaiting(); err != nil || len(ids) != 0 {
			t.Errorf("waiting without an approval: %q, %v", ids, err)
		}
		c.Approvals = 1
		if err := tx.PutCase(c); err != nil {
			return err
		}
		if ids, err := tx.Awaiting(); err != nil || len(ids) != 1 || ids[0] != "E1" {
			t.Errorf("waiting: %q, %v", ids, err)
		}
		number, err := tx.Allot(registry.ResidentSeries)
		if err != nil {
			return err
		}
		for _, tt := range []struct {
			name, number string
			want         bool
		}{{"allotted, without a restore", number, false}, {"not yet", "999999993", false}, {"no number", "x", false}, {"wrong digit", number[:len(number)-1] + "x", false}} {
			if free, err := tx.GivenOut(registry.ResidentSeries, tt.number); err != nil || free != tt.want {
				t.Errorf("%s: free %v, %v", tt.name, free, err)
			}
		}
		return nil
	})
}
