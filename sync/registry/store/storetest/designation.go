package storetest

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"time"

	"madoguchi/app/policy"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
)

func designation(t *testing.T, s registry.Store) {
	terminal(t, s)
	asked := registry.TerminalRequest{Act: registry.ActAdd, Terminal: "T5", Ward: "991015", Personality: policy.RegisterTerminal, AskedBy: "ito", AskedAt: at}
	other := registry.TerminalRequest{Act: registry.ActRevoke, Terminal: "T1", Reason: "lost", Key: bytes.Repeat([]byte{3}, 32), AskedBy: "ito", AskedAt: at.Add(time.Hour)}
	update(t, s, func(tx registry.Tx) (err error) {
		asked.Number, err = tx.AskTerminal(asked)
		if err == nil {
			other.Number, err = tx.AskTerminal(other)
		}
		return err
	})
	decided := asked
	decided.State, decided.DecidedBy, decided.DecidedAt = registry.RequestApproved, "mori", at.Add(time.Minute)
	update(t, s, func(tx registry.Tx) error { return tx.DecideTerminal(decided) })
	if err := s.Update(t.Context(), func(tx registry.Tx) error { return tx.DecideTerminal(decided) }); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("decided twice: %v, want %v", err, registry.ErrNotFound)
	}
	emergency := registry.TerminalRequest{Act: registry.ActRevoke, Terminal: "T1", Reason: "stolen", Key: []byte{}, AskedBy: "ito", AskedAt: at, State: registry.RequestEmergency, DecidedBy: "ito", DecidedAt: at}
	update(t, s, func(tx registry.Tx) (err error) {
		emergency.Number, err = tx.AskTerminal(emergency)
		if open, openErr := tx.TerminalRequests(false); openErr != nil || len(open) != 2 {
			t.Errorf("%d wait, %v; want the emergency among them", len(open), openErr)
		}
		emergency.State, emergency.DecidedBy = registry.RequestConfirmed, "mori"
		return errors.Join(err, tx.DecideTerminal(emergency))
	})
	view(t, s, func(tx registry.Tx) error {
		if got, err := tx.TerminalRequest(asked.Number); err != nil || !reflect.DeepEqual(got, decided) {
			t.Errorf("request = %+v, %v; want %+v", got, err, decided)
		}
		waiting, err := tx.TerminalRequests(false)
		if err != nil || len(waiting) != 1 || !reflect.DeepEqual(waiting[0], other) {
			t.Errorf("waiting = %+v, %v; want the undecided one", waiting, err)
		}
		all, err := tx.TerminalRequests(true)
		if err != nil || len(all) != 3 || all[0].Number != asked.Number {
			t.Errorf("all = %+v, %v; want both, the oldest first", all, err)
		}
		_, err1 := tx.TerminalRequest(99)
		_, err2 := tx.Enrolment("T1")
		_, err3 := tx.Standing("T1")
		for _, err := range []error{err1, err2, err3} {
			if !errors.Is(err, registry.ErrNotFound) {
				t.Errorf("error = %v, want %v", err, registry.ErrNotFound)
			}
		}
		return nil
	})
}

func terminalKeys(t *testing.T, s registry.Store) {
	terminal(t, s)
	first := registry.TerminalKey{Terminal: "T1", Pin: pinned.Pin{1}, Since: at}
	second := registry.TerminalKey{Terminal: "T1", Pin: pinned.Pin{2}, Since: at.Add(time.Hour)}
	code := registry.Enrolment{Terminal: "T1", Key: bytes.Repeat([]byte{7}, 32), Until: at.Add(24 * time.Hour), Failures: 2}
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutTerminalKey(second), tx.PutTerminalKey(first), tx.PutEnrolment(registry.Enrolment{Terminal: "T1"}), tx.PutEnrolment(code),
			tx.PutStanding("T1", registry.Standing{At: at, Body: []byte("old")}), tx.PutStanding("T1", registry.Standing{At: at.Add(time.Second), Body: []byte("new")}))
	})
	first.EndedAt = at.Add(2 * time.Hour)
	update(t, s, func(tx registry.Tx) error { return tx.PutTerminalKey(first) })
	view(t, s, func(tx registry.Tx) error {
		if got, err := tx.TerminalKeys("T1"); err != nil || !reflect.DeepEqual(got, []registry.TerminalKey{first, second}) {
			t.Errorf("keys = %+v, %v; want the ended one and the good one", got, err)
		}
		if got, err := tx.Enrolment("T1"); err != nil || !reflect.DeepEqual(got, code) {
			t.Errorf("enrolment = %+v, %v; want the newest", got, err)
		}
		if got, err := tx.Standing("T1"); err != nil || !got.At.Equal(at.Add(time.Second)) || string(got.Body) != "new" {
			t.Errorf("standing = %+v, %v; want the newest", got, err)
		}
		return nil
	})
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutEnrolment(registry.Enrolment{Terminal: "T1", Until: at}),
			tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015", RevokedAt: at, RevokedFor: "fork", RevokedBy: "ito"}))
	})
	view(t, s, func(tx registry.Tx) error {
		if got, err := tx.Enrolment("T1"); err != nil || got.Key != nil {
			t.Errorf("a used code = %+v, %v; want no key", got, err)
		}
		one, err1 := tx.Terminal("T1")
		all, err2 := tx.Terminals()
		if err1 != nil || err2 != nil || one.RevokedFor != "fork" || one.RevokedBy != "ito" || all[0].RevokedFor != "fork" || all[0].RevokedBy != "ito" {
			t.Errorf("revoked = %+v, %+v, %v, %v", one, all, err1, err2)
		}
		return nil
	})
}
