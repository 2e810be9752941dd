package storetest

import (
	"reflect"
	"testing"
	"time"

	"madoguchi/sync/registry"
)

// locked: R031, what the registry keeps of locked configurations comes back whole.
func locked(t *testing.T, s registry.Store) {
	view(t, s, func(tx registry.Tx) error {
		if l, err := tx.Locked(); err != nil || !reflect.DeepEqual(l, registry.Locked{}) {
			t.Errorf("before anything: %+v, %v", l, err)
		}
		if n, err := tx.LockedNumber(); err != nil || n != 0 {
			t.Errorf("number before anything = %d, %v", n, err)
		}
		return nil
	})
	for _, want := range []registry.Locked{
		{Seeds: [][]byte{[]byte("one")}},
		{Root: []byte("root"), Seeds: [][]byte{[]byte("one"), []byte("two")}, Bundle: []byte("bundle"), Number: 7, PublishedAt: at, StampedAt: at.Add(time.Hour)},
	} {
		update(t, s, func(tx registry.Tx) error { return tx.PutLocked(want) })
		view(t, s, func(tx registry.Tx) error {
			if l, err := tx.Locked(); err != nil || !reflect.DeepEqual(l, want) {
				t.Errorf("kept %+v, %v; want %+v", l, err, want)
			}
			if n, err := tx.LockedNumber(); err != nil || n != want.Number {
				t.Errorf("number = %d, %v; want %d", n, err, want.Number)
			}
			return nil
		})
	}
}

// policyReports: a terminal that says the same again said so since the first time.
func policyReports(t *testing.T, s registry.Store) {
	first := registry.PolicyReport{Terminal: "T1", Version: 3, Ring: "all", Targets: 4, Since: at}
	again, other := first, first
	again.Since, again.Targets = at.Add(time.Hour), 5
	other.Since, other.Refused = at.Add(2*time.Hour), "rollback"
	merged := again
	merged.Since = at
	update(t, s, func(tx registry.Tx) error { return tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015"}) })
	for _, tt := range []struct{ put, want registry.PolicyReport }{{first, first}, {again, merged}, {other, other}} {
		update(t, s, func(tx registry.Tx) error { return tx.PutPolicyReport(tt.put) })
		view(t, s, func(tx registry.Tx) error {
			if all, err := tx.PolicyReports(); err != nil || !reflect.DeepEqual(all, []registry.PolicyReport{tt.want}) {
				t.Errorf("reports = %+v, %v; want %+v", all, err, tt.want)
			}
			return nil
		})
	}
}
