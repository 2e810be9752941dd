package storetest

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/app/operator"
	"madoguchi/sync/registry"
)

func enrolment(t *testing.T, s registry.Store) {
	terminal(t, s)
	update(t, s, func(tx registry.Tx) error { return tx.PutAccount(account("sato")) })
	k1 := registry.Key{Operator: "sato", Terminal: "T1", Public: bytes.Repeat([]byte{1}, 32), EnrolledAt: at}
	k2 := registry.Key{Operator: "sato", Terminal: "T1", Public: bytes.Repeat([]byte{2}, 32), EnrolledAt: at.Add(time.Hour)}
	update(t, s, func(tx registry.Tx) error { return errors.Join(tx.Enrol(k1), tx.Enrol(k1), tx.Enrol(k2)) })
	view(t, s, func(tx registry.Tx) error {
		got, err := tx.Keys("sato", "T1")
		if err != nil || len(got) != 2 || !bytes.Equal(got[0].Public, k2.Public) || !got[0].ReplacedAt.IsZero() || !got[1].ReplacedAt.Equal(k2.EnrolledAt) {
			t.Errorf("keys = %+v, %v; want the new one and the replaced one", got, err)
		}
		if got, err := tx.Keys("sato", "T2"); err != nil || len(got) != 0 {
			t.Errorf("keys at another terminal = %v, %v; want none", got, err)
		}
		return nil
	})
}

func directory(t *testing.T, s registry.Store) {
	terminal(t, s)
	a := account("sato")
	session := registry.Session{ID: [32]byte{5}, Operator: "sato", Terminal: "T1", OpenedAt: at}
	update(t, s, func(tx registry.Tx) error { return errors.Join(tx.PutAccount(a), tx.PutSession(session)) })
	session.ClosedAt = at.Add(time.Minute)
	a.Step = 99
	update(t, s, func(tx registry.Tx) error {
		return errors.Join(tx.PutAccount(a), tx.PutSession(session), tx.PutTerminal(registry.Terminal{ID: "T1", Ward: "991015", Policy: 4, RevokedAt: at}))
	})
	view(t, s, func(tx registry.Tx) error {
		if got, err := tx.Session(session.ID); err != nil || got != session {
			t.Errorf("session = %+v, %v; want %+v", got, err, session)
		}
		if got, err := tx.Account("sato"); err != nil || got.Step != 99 || got.PIN != a.PIN || got.Guard.Failures != 1 || !slices.Equal(got.Profile.Rights, a.Profile.Rights) || !bytes.Equal(got.Seed, a.Seed) {
			t.Errorf("account differs, %v", err)
		}
		if got, err := tx.Terminal("T1"); err != nil || got.Policy != 4 || !got.RevokedAt.Equal(at) {
			t.Errorf("terminal = %+v, %v", got, err)
		}
		_, err1 := tx.Account("nobody")
		_, err2 := tx.Terminal("none")
		_, err3 := tx.Session([32]byte{})
		if !errors.Is(err1, registry.ErrNotFound) || !errors.Is(err2, registry.ErrNotFound) || !errors.Is(err3, registry.ErrNotFound) {
			t.Errorf("strangers = %v, %v, %v; want not found", err1, err2, err3)
		}
		return nil
	})
}

func account(id operator.ID) registry.Account {
	return registry.Account{Profile: operator.Profile{ID: id, Name: "佐藤", Ward: "991015", Rights: []operator.Right{operator.Enter}},
		PIN: "verifier", Seed: []byte("seed of " + id), Step: 7, Guard: operator.Guard{}.Fail(at)}
}
