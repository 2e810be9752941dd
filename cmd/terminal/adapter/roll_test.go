package adapter_test

import (
	"crypto/ed25519"
	"net/http"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/counter"
	"madoguchi/app/desk"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/pinned"
	central "madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

const seat = "A-01"

// atSeat files a request as IT does, in an emergency, at an admin seat of the registry.
func (w *wired) revoke(id operator.ID) {
	w.Helper()
	w.must(w.register.Update(w.Context(), func(tx central.Tx) error {
		return tx.PutTerminal(central.Terminal{ID: seat, Ward: ward, Personality: policy.AdminSeat})
	}))
	transport, err := pinned.NewTransport(w.cable.Addr(), w.city.Terminal(seat), w.city.Trust, time.Now)
	w.must(err)
	public, _, err := ed25519.GenerateKey(nil)
	w.must(err)
	client := &http.Client{Transport: transport}
	at := "https://" + w.cable.Addr()
	in, err := wirev1connect.NewRegistryServiceClient(client, at, wire.ClientOptions()...).SignIn(w.Context(), &wirev1.SignInRequest{
		OperatorId: string(registrytest.Admin), Pin: registrytest.PIN, TokenCode: w.tokenCode(registrytest.Admin), PublicKey: public})
	w.must(err)
	body, err := operator.Request{Act: operator.Revoke, Operator: id, Reason: "盗難", Emergency: true}.Encode()
	w.must(err)
	_, err = wirev1connect.NewOperatorServiceClient(client, at, wire.ClientOptions()...).FileRequest(w.Context(), &wirev1.FileRequestRequest{SessionId: in.GetSessionId(), Request: body})
	w.must(err)
}

// TestRevokedAtSync is R027: at the next sync a revoked operator's session is over, what was
// held for the times without a line is gone, and nothing opens without one either. What was
// typed is kept.
func TestRevokedAtSync(t *testing.T) {
	w := newWired(t)
	ctx := t.Context()
	w.must(w.SignIn(ctx, registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	draft, err := w.Begin(notification.MovingWithin)
	w.must(err)
	w.must(w.pusher.Round(ctx))
	if _, signedIn := w.Operator(); !signedIn {
		t.Fatal("a sync without a revocation ended the session")
	}
	w.revoke(registrytest.Writer)
	n := len(w.audits())
	w.must(w.pusher.Round(ctx))
	w.logged(n, audit.CredentialGone, audit.SignOut)
	if _, signedIn := w.Operator(); signedIn {
		t.Error("the session of a revoked operator is open after a sync")
	}
	if ids, err := w.Holders(ctx); err != nil || len(ids) != 0 {
		t.Errorf("credentials of %v are held, %v", ids, err)
	}
	w.want("sign in with a line", w.SignIn(ctx, registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)), desk.ErrExpired)
	w.cable.Cut()
	w.waitFor(counter.Offline)
	w.want("sign in without", w.SignIn(ctx, registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)), desk.ErrUnknownHere)
	_ = draft
}

// TestEndedKeepsWhatWasTyped: whoever shows the session is told, may keep the draft, and
// nothing else opens any more.
func TestEndedKeepsWhatWasTyped(t *testing.T) {
	w := newWired(t)
	ctx := t.Context()
	told := 0
	w.must(w.store.Close())
	w.ended = func() { told++ }
	w.start()
	w.must(w.SignIn(ctx, registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	draft, err := w.Begin(notification.MovingWithin)
	w.must(err)
	standings := []desk.Standing{{Typed: registrytest.Writer, Drop: true, Ended: true}, {Typed: registrytest.First, Drop: true}}
	w.must(w.TakeStandings(ctx, standings))
	w.must(w.TakeStandings(ctx, standings))
	if told != 1 {
		t.Errorf("told %d times, want once", told)
	}
	_, err = w.Begin(notification.MovingWithin)
	w.want("another entry", err, desk.ErrSignedOut)
	w.want("another PIN", w.ChangePIN(ctx, registrytest.PIN, "739165"), desk.ErrSignedOut)
	w.must(w.SaveDraft(ctx, draft))
	w.must(w.SignOut(ctx, "revoked"))
}

// TestChangePIN: set by the holder with a line, and sealed again for the times without; a
// PIN that was issued opens nothing else (R011).
func TestChangePIN(t *testing.T) {
	w := newWired(t)
	ctx := t.Context()
	w.must(w.register.Update(ctx, func(tx central.Tx) error {
		a, err := tx.Account(registrytest.Writer)
		a.PINDue = true
		if err != nil {
			return err
		}
		return tx.PutAccount(a)
	}))
	w.must(w.SignIn(ctx, registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)))
	if !w.PINDue() {
		t.Fatal("PIN is not due")
	}
	_, err := w.Begin(notification.MovingWithin)
	w.want("an entry before", err, desk.ErrPINDue)
	w.want("a run", w.ChangePIN(ctx, registrytest.PIN, "123456"), desk.ErrWeakPIN)
	w.want("the same", w.ChangePIN(ctx, registrytest.PIN, registrytest.PIN), desk.ErrWeakPIN)
	w.want("a wrong old one", w.ChangePIN(ctx, "739164", "739165"), desk.ErrRefused)
	n := len(w.audits())
	w.must(w.ChangePIN(ctx, registrytest.PIN, "739165"))
	w.logged(n, audit.PINChanged, audit.CredentialKept)
	if _, err := w.Begin(notification.MovingWithin); err != nil || w.PINDue() {
		t.Errorf("an entry afterwards: %v, due %v", err, w.PINDue())
	}
	w.must(w.SignOut(ctx, "operator"))
	w.cable.Cut()
	w.waitFor(counter.Offline)
	w.want("the old PIN without a line", w.SignIn(ctx, registrytest.Writer, registrytest.PIN, w.tokenCode(registrytest.Writer)), desk.ErrRefused)
	w.must(w.SignIn(ctx, registrytest.Writer, "739165", w.tokenCode(registrytest.Writer)))
	w.want("set without a line", w.ChangePIN(ctx, "739165", "739167"), counter.ErrOffline)
}
