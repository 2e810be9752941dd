package storetest

import (
	"errors"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/sync/registry"
)

func rights(t *testing.T, s registry.Store) {
	terminal(t, s)
	a := account("sato")
	a.PINDue, a.Passkeys, a.Profile.Login = true, []byte(`[1]`), "SG0001"
	session := registry.Session{ID: [32]byte{5}, Operator: "sato", Terminal: "T1", OpenedAt: at}
	key := registry.Key{Operator: "sato", Terminal: "T1", Public: make([]byte, 32), EnrolledAt: at}
	first := operator.Request{ID: "r1", Act: operator.Revoke, Operator: "sato", Reason: "退職", State: operator.Requested}
	second := operator.Request{ID: "r2", Act: operator.Change, Operator: "sato", State: operator.Scheduled, Effective: civil.MustParse("2026-04-01")}
	check := registry.RegisterCheck{At: at, By: "sato", Seat: "A-01", Digest: "00", Note: "年度当初"}
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutAccount(a), tx.PutSession(session), tx.Enrol(key), tx.PutRequest(first), tx.PutRequest(second), tx.AddCheck(check), tx.PutRoll("sato"))
	})
	var before uint64
	view(t, s, func(tx registry.Tx) (err error) { before, err = tx.Roll(); return err })
	first.State = operator.Approved
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutRequest(first), tx.Retire("sato", at.Add(time.Hour)), tx.PutRoll("sato"))
	})
	view(t, s, func(tx registry.Tx) error {
		if got, err := tx.Account("sato"); err != nil || !got.PINDue || string(got.Passkeys) != `[1]` || got.Profile.Login != "SG0001" {
			t.Errorf("account differs, %v", err)
		}
		if id, err := tx.ByLogin("SG0001"); err != nil || id != "sato" {
			t.Errorf("by login = %q, %v", id, err)
		}
		for _, nobody := range []operator.ID{"sato", ""} {
			if id, err := tx.ByLogin(nobody); !errors.Is(err, registry.ErrNotFound) {
				t.Errorf("by login %q = %q, %v", nobody, id, err)
			}
		}
		all, err := tx.Requests()
		if err != nil || len(all) != 2 || all[0].ID != "r1" || all[0].State != operator.Approved {
			t.Errorf("requests = %+v, %v", all, err)
		}
		if got, err := tx.Request("r1"); err != nil || got.State != operator.Approved || got.Reason != first.Reason {
			t.Errorf("request = %+v, %v", got, err)
		}
		for day, want := range map[string]int{"2026-03-31": 0, "2026-04-01": 1, "2027-01-01": 1} {
			if due, err := tx.DueRequests(civil.MustParse(day)); err != nil || len(due) != want {
				t.Errorf("due on %s = %d, %v, want %d", day, len(due), err, want)
			}
		}
		if checks, err := tx.Checks(); err != nil || len(checks) != 1 || checks[0] != check {
			t.Errorf("checks = %+v, %v", checks, err)
		}
		if got, err := tx.Session(session.ID); err != nil || got.ClosedAt.IsZero() {
			t.Errorf("session is open after its operator was retired, %v", err)
		}
		if keys, err := tx.Keys("sato", "T1"); err != nil || len(keys) != 1 || keys[0].ReplacedAt.IsZero() {
			t.Errorf("keys = %+v, %v", keys, err)
		}
		if after, err := tx.Roll(); err != nil || after <= before {
			t.Errorf("roll %d after %d, %v", after, before, err)
		}
		_, err = tx.Request("none")
		if !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("a request that there is not: %v", err)
		}
		return nil
	})
}
