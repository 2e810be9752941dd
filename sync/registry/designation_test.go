package registry_test

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// An estate is a registry that holds the authority's key, with its reception and two
// administrators at two seats.
type estate struct {
	*house
	reception string
	sessions  map[operator.ID]string
}

// The administrators and the seats they sit at.
var seats = map[operator.ID]string{"it01": "A-01", "it02": "A-02"}

func newEstate(t *testing.T) *estate {
	t.Helper()
	e := &estate{house: newHouse(t), sessions: map[operator.ID]string{}}
	var err error
	e.registry, err = registry.New(registry.Config{Store: e.store, Repertoire: registrytest.Anything{}, Now: e.clock.Now, Log: slog.New(slog.DiscardHandler), Issuer: e.city.Authority})
	if err != nil {
		t.Fatal(err)
	}
	e.url = e.city.Serve(e.registry).Listener.Addr().String()
	t.Cleanup(e.registry.Stop)
	hall := httptest.NewUnstartedServer(registry.NewReception(e.registry))
	hall.EnableHTTP2, hall.TLS = true, pinned.EnrolmentConfig(e.city.Registry, time.Now)
	hall.StartTLS()
	t.Cleanup(hall.Close)
	e.reception = hall.Listener.Addr().String()
	for id, seat := range seats {
		e.update(func(tx registry.Tx) error {
			return errors.Join(tx.PutTerminal(registry.Terminal{ID: seat, Ward: registrytest.Ward, Personality: policy.AdminSeat}),
				tx.PutAccount(registry.Account{Profile: operator.Profile{ID: id, Name: "情報 担当", Ward: registrytest.Ward, Rights: []operator.Right{operator.AdminIT}},
					PIN: registry.HashPIN(registrytest.PIN), Seed: registrytest.Seed(id)}))
		})
		e.sessions[id] = e.signInFirst(seat, id)
	}
	return e
}

func (e *estate) line(id pinned.Identity) (connectClient *http.Client, url string) {
	transport, err := pinned.NewTransport(e.url, id, e.city.Trust, time.Now)
	if err != nil {
		panic(err)
	}
	return &http.Client{Transport: transport}, "https://" + e.url
}

func (e *estate) seat(id operator.ID) wirev1connect.DesignationServiceClient {
	client, url := e.line(e.city.Terminal(seats[id]))
	return wirev1connect.NewDesignationServiceClient(client, url, wire.ClientOptions()...)
}

func (e *estate) ask(id operator.ID, q *wirev1.AskTerminalRequest) (uint64, error) {
	q.SessionId = e.sessions[id]
	answer, err := e.seat(id).AskTerminal(e.Context(), q)
	return answer.GetNumber(), err
}

func (e *estate) decide(id operator.ID, number uint64) (*wirev1.DecideTerminalResponse, error) {
	return e.seat(id).DecideTerminal(e.Context(), &wirev1.DecideTerminalRequest{SessionId: e.sessions[id], Number: number})
}

// both has one administrator ask and the other approve, and returns the code.
func (e *estate) both(q *wirev1.AskTerminalRequest) string {
	e.Helper()
	n, err := e.ask("it01", q)
	if err != nil {
		e.Fatalf("ask: %v", err)
	}
	answer, err := e.decide("it02", n)
	if err != nil {
		e.Fatalf("approve: %v", err)
	}
	return answer.GetCode()
}

// enrol comes to the reception with a key and a code.
func (e *estate) enrol(terminal string, key crypto.Signer, code string) (pinned.Identity, *wirev1.EnrolResponse, error) {
	e.Helper()
	e.clock.set(e.clock.Now().Add(3 * time.Second))
	transport, err := pinned.NewGuestTransport(e.reception, e.city.Trust, time.Now)
	if err != nil {
		e.Fatal(err)
	}
	defer transport.Close()
	request, err := pinned.MakeRequest(key, terminal, registrytest.Ward)
	if err != nil {
		e.Fatal(err)
	}
	proof, err := pinned.NewEnrolmentKey(terminal, code)
	if err != nil {
		e.Fatal(err)
	}
	client := wirev1connect.NewEnrolmentServiceClient(&http.Client{Transport: transport}, "https://"+e.reception, wire.ClientOptions()...)
	answer, err := client.Enrol(e.Context(), &wirev1.EnrolRequest{Terminal: terminal, Request: request, Proof: proof.Prove(pinned.RequestProof, request)})
	if err != nil {
		return pinned.Identity{}, nil, err
	}
	if !proof.Proves(pinned.CertificateProof, answer.GetCertificate(), answer.GetProof()) {
		e.Error("the registry does not prove the code")
	}
	cert, err := x509.ParseCertificate(answer.GetCertificate())
	if err != nil {
		e.Fatal(err)
	}
	return pinned.Identity{Certificate: cert, Key: key}, answer, nil
}

func (e *estate) pull(id pinned.Identity) error {
	client, url := e.line(id)
	_, err := wirev1connect.NewRegistryServiceClient(client, url, wire.ClientOptions()...).Pull(e.Context(), &wirev1.PullRequest{})
	return err
}

func newKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := pinned.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func addition() *wirev1.AskTerminalRequest {
	return &wirev1.AskTerminalRequest{Act: uint32(registry.ActAdd), Terminal: "T-05", Ward: registrytest.Ward, Personality: uint32(policy.RegisterTerminal)}
}

func TestTwoPersons(t *testing.T) {
	e := newEstate(t)
	n, err := e.ask("it01", addition())
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.decide("it01", n)
	wantKind(t, "approved by who asked", err, wire.SamePerson)
	if err := e.pull(e.city.Terminal("T-05")); !errors.Is(err, pinned.ErrRevoked) {
		t.Errorf("a terminal that is only asked for = %v, want refused", err)
	}
	answer, err := e.decide("it02", n)
	wantKind(t, "approved by another", err, 0)
	if until := time.UnixMilli(answer.GetCodeUntil()); until.Sub(e.clock.Now()) > registry.CodeLife || answer.GetCode() == "" {
		t.Errorf("code until %v", until)
	}
	_, err = e.decide("it02", n)
	wantKind(t, "approved twice", err, wire.RequestState)
	_, err = e.decide("it02", 99)
	wantKind(t, "a request nobody made", err, wire.NotFound)
	_, err = e.ask("it01", addition())
	wantKind(t, "a terminal there is", err, wire.NotThisAct)
	if err := e.pull(e.city.Terminal("T-05")); !errors.Is(err, pinned.ErrRevoked) {
		t.Errorf("a terminal with a certificate and before it enrolled = %v, want refused", err)
	}
	counter, _ := e.line(e.city.Terminal("T1"))
	_, err = wirev1connect.NewDesignationServiceClient(counter, "https://"+e.url, wire.ClientOptions()...).AskTerminal(t.Context(),
		&wirev1.AskTerminalRequest{SessionId: e.signInFirst("T1", registrytest.Admin), Act: uint32(registry.ActRevoke), Terminal: "T1", Reason: "lost"})
	wantKind(t, "an administrator at a counter", err, wire.NoRight)
	for name, bad := range map[string]*wirev1.AskTerminalRequest{
		"no ward":                   {Act: uint32(registry.ActAdd), Terminal: "T-06", Personality: 1},
		"no personality":            {Act: uint32(registry.ActAdd), Terminal: "T-06", Ward: registrytest.Ward},
		"an ID of nothing":          {Act: uint32(registry.ActAdd), Terminal: "", Ward: registrytest.Ward, Personality: 1},
		"no such reason":            {Act: uint32(registry.ActRevoke), Terminal: "T1", Reason: "because"},
		"no such act":               {Act: 9, Terminal: "T1"},
		"an act in one byte":        {Act: 256 + uint32(registry.ActRevoke), Terminal: "T1", Reason: "lost"},
		"a personality in one byte": {Act: uint32(registry.ActAdd), Terminal: "T-06", Ward: registrytest.Ward, Personality: 257},
	} {
		_, err := e.ask("it01", bad)
		wantKind(t, name, err, wire.Malformed)
	}
	for kind, want := range map[audit.Kind]int{audit.TerminalAsked: 1, audit.TerminalAdded: 1} {
		if n := e.logged(kind, ""); n != want {
			t.Errorf("%v stands %d times in the log, want %d", kind, n, want)
		}
	}
}

func TestEnrol(t *testing.T) {
	e := newEstate(t)
	code := e.both(addition())
	key := newKey(t)
	identity, answer, err := e.enrol("T-05", key, strings.ToLower(code))
	if err != nil {
		t.Fatal(err)
	}
	if left := identity.Certificate.NotAfter.Sub(e.clock.Now()); left < pinned.MinValidity || left > pinned.MaxValidity || answer.GetWatermark() != 0 {
		t.Errorf("certificate for %v, watermark %d", left, answer.GetWatermark())
	}
	wantKind(t, "pull with the new certificate", e.pull(identity), 0)
	if err := e.pull(e.city.Terminal("T-05")); !errors.Is(err, pinned.ErrRevoked) {
		t.Errorf("a certificate of the authority for another key = %v, want refused", err)
	}
	_, _, err = e.enrol("T-05", newKey(t), code)
	wantKind(t, "the code again", err, wire.CodeOver)
	_, _, err = e.enrol("T-77", newKey(t), code)
	wantKind(t, "a terminal nobody designated", err, wire.CodeOver)

	t.Run("again with a new key: the old one ends", func(t *testing.T) {
		code := e.both(&wirev1.AskTerminalRequest{Act: uint32(registry.ActEnrol), Terminal: "T-05"})
		wantKind(t, "the old key until then", e.pull(identity), 0)
		again, _, err := e.enrol("T-05", newKey(t), code)
		if err != nil {
			t.Fatal(err)
		}
		wantKind(t, "the new key", e.pull(again), 0)
		if err := e.pull(identity); !errors.Is(err, pinned.ErrRevoked) {
			t.Errorf("the old key = %v, want refused", err)
		}
	})
	t.Run("five wrong codes burn it", func(t *testing.T) {
		code := e.both(&wirev1.AskTerminalRequest{Act: uint32(registry.ActEnrol), Terminal: "T-05"})
		for range 5 {
			_, _, err := e.enrol("T-05", newKey(t), pinned.NewEnrolmentCode())
			wantKind(t, "a wrong code", err, wire.CodeOver)
		}
		_, _, err := e.enrol("T-05", newKey(t), code)
		wantKind(t, "the right one after them", err, wire.CodeOver)
		if n := e.logged(audit.EnrolmentRefused, ""); n != 5 {
			t.Errorf("%d refusals in the log, want 5", n)
		}
	})
	t.Run("a day later it is over", func(t *testing.T) {
		code := e.both(&wirev1.AskTerminalRequest{Act: uint32(registry.ActEnrol), Terminal: "T-05"})
		e.clock.set(e.clock.Now().Add(registry.CodeLife))
		_, _, err := e.enrol("T-05", newKey(t), code)
		wantKind(t, "a code of yesterday", err, wire.CodeOver)
	})
	t.Run("tries from one address wait", func(t *testing.T) {
		e.clock.set(e.clock.Now().Add(time.Minute))
		_, _, _ = e.enrol("T-05", newKey(t), code)
		e.clock.set(e.clock.Now().Add(-3 * time.Second))
		_, _, err := e.enrol("T-05", newKey(t), code)
		wantKind(t, "at once again", err, wire.Waiting)
	})
}

// TestRevokeLive: whoever is revoked loses the stream that is open, at once.
func TestRevokeLive(t *testing.T) {
	for _, tt := range []struct {
		name   string
		revoke func(e *estate) error
	}{
		{"by two persons", func(e *estate) error {
			e.both(&wirev1.AskTerminalRequest{Act: uint32(registry.ActRevoke), Terminal: "T-05", Reason: "stolen"})
			return nil
		}},
		{"in an emergency, by one", func(e *estate) error {
			_, err := e.seat("it01").StopTerminal(e.Context(), &wirev1.StopTerminalRequest{SessionId: e.sessions["it01"], Terminal: "T-05", Reason: "stolen"})
			return err
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := newEstate(t)
			identity, _, err := e.enrol("T-05", newKey(t), e.both(addition()))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			client, url := e.line(identity)
			live := wirev1connect.NewRegistryServiceClient(client, url, wire.ClientOptions()...)
			stream, err := live.Watch(ctx, &wirev1.WatchRequest{})
			if err != nil || !stream.Receive() {
				t.Fatal("no stream:", err, stream.Err())
			}
			if err := tt.revoke(e); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			for stream.Receive() {
			}
			if took := time.Since(began); took > time.Second || ctx.Err() != nil {
				t.Errorf("the stream lived on for %v", took)
			}
			_, err = live.Pull(t.Context(), &wirev1.PullRequest{})
			var why *pinned.Revocation
			if !errors.As(err, &why) || why.Why != "stolen" {
				t.Errorf("the next call = %v, want revoked as stolen", err)
			}
			_, err = e.ask("it01", &wirev1.AskTerminalRequest{Act: uint32(registry.ActRevoke), Terminal: "T-05", Reason: "lost"})
			wantKind(t, "revoked again", err, wire.NotThisAct)
			e.both(&wirev1.AskTerminalRequest{Act: uint32(registry.ActRestore), Terminal: "T-05"})
			wantKind(t, "restored", e.pull(identity), 0)
			all, err := e.seat("it01").TerminalRequests(t.Context(), &wirev1.TerminalRequestsRequest{SessionId: e.sessions["it01"], All: true})
			if err != nil || len(all.GetRequests()) != 3 {
				t.Errorf("%d requests, %v; want 3", len(all.GetRequests()), err)
			}
		})
	}
}

// TestEmergencyStop: what one administrator did at once waits for the word of another.
func TestEmergencyStop(t *testing.T) {
	e := newEstate(t)
	answer, err := e.seat("it01").StopTerminal(t.Context(), &wirev1.StopTerminalRequest{SessionId: e.sessions["it01"], Terminal: "T1", Reason: "stolen"})
	if err != nil {
		t.Fatal(err)
	}
	waiting := func() int {
		list, err := e.seat("it02").TerminalRequests(t.Context(), &wirev1.TerminalRequestsRequest{SessionId: e.sessions["it02"]})
		if err != nil {
			t.Fatal(err)
		}
		return len(list.GetRequests())
	}
	if n := waiting(); n != 1 {
		t.Errorf("%d wait, want the emergency", n)
	}
	_, err = e.decide("it01", answer.GetNumber())
	wantKind(t, "the word of who did it", err, wire.SamePerson)
	_, err = e.seat("it02").DecideTerminal(t.Context(), &wirev1.DecideTerminalRequest{SessionId: e.sessions["it02"], Number: answer.GetNumber(), Refuse: true})
	wantKind(t, "refused afterwards", err, wire.RequestState)
	said, err := e.decide("it02", answer.GetNumber())
	wantKind(t, "the word of another", err, 0)
	if said.GetRequest().GetState() != uint32(registry.RequestConfirmed) || said.GetCode() != "" || waiting() != 0 {
		t.Errorf("confirmed: %v, %d wait", said, waiting())
	}
	_, err = e.decide("it02", answer.GetNumber())
	wantKind(t, "twice", err, wire.RequestState)
	if n := e.logged(audit.TerminalConfirmed, ""); n != 1 {
		t.Errorf("it stands %d times in the log", n)
	}
}

// TestFork: two machines with one file are both stopped, and stay so until one enrols anew.
func TestForkStops(t *testing.T) {
	e := newEstate(t)
	identity, _, err := e.enrol("T-05", newKey(t), e.both(addition()))
	if err != nil {
		t.Fatal(err)
	}
	counter := registrytest.NewCounter(t, e.store, "T-05", e.clock.Now)
	_, events := counter.Approved(counter.MovingIn(1))
	client, url := e.line(identity)
	live := wirev1connect.NewRegistryServiceClient(client, url, wire.ClientOptions()...)
	if _, err := live.Push(t.Context(), &wirev1.PushRequest{Events: events}); err != nil {
		t.Fatal(err)
	}
	copied := registrytest.NewCounter(t, e.store, "T-05", e.clock.Now)
	_, others := copied.Approved(copied.MovingIn(2))
	answer, err := live.Push(t.Context(), &wirev1.PushRequest{Events: others[:1]})
	if err != nil || answer.GetResults()[0].GetOutcome() != wirev1.EventOutcome_EVENT_OUTCOME_FORK {
		t.Fatalf("the copy's push = %v, %v; want a fork", answer, err)
	}
	var why *pinned.Revocation
	if err := e.pull(identity); !errors.As(err, &why) || why.Why != registry.ForFork {
		t.Errorf("the next call of either = %v, want revoked for the fork", err)
	}
	_, err = e.ask("it01", &wirev1.AskTerminalRequest{Act: uint32(registry.ActRestore), Terminal: "T-05"})
	wantKind(t, "restored without a new file", err, wire.NotThisAct)
	anew, enrolled, err := e.enrol("T-05", newKey(t), e.both(&wirev1.AskTerminalRequest{Act: uint32(registry.ActEnrol), Terminal: "T-05"}))
	if err != nil || enrolled.GetWatermark() != uint64(len(events)) {
		t.Fatalf("enrolled anew = %v, watermark %d; want %d", err, enrolled.GetWatermark(), len(events))
	}
	wantKind(t, "the new file", e.pull(anew), 0)
	if err := e.pull(identity); !errors.Is(err, pinned.ErrRevoked) {
		t.Errorf("the old file = %v, want refused", err)
	}
	registrytest.Check(t, e.store)
}

func TestReport(t *testing.T) {
	e := newEstate(t)
	identity, _, err := e.enrol("T-05", newKey(t), e.both(addition()))
	if err != nil {
		t.Fatal(err)
	}
	client, url := e.line(identity)
	terminal := wirev1connect.NewStandingServiceClient(client, url, wire.ClientOptions()...)
	said := &wirev1.ReportRequest{Version: "v0.4.0", ClockAhead: -3000, Owed: 4, OwedFor: 60_000, Fonts: "IPAmjMincho 6.01", DiskFree: 5 << 30, UnlockFailures: 2, Tpm: true}
	if _, err := terminal.Report(t.Context(), said); err != nil {
		t.Fatal(err)
	}
	fleet := func() *wirev1.FleetTerminal {
		client, url := e.line(e.city.Terminal("A-01"))
		answer, err := wirev1connect.NewSeatServiceClient(client, url, wire.ClientOptions()...).Fleet(t.Context(), &wirev1.FleetRequest{SessionId: e.sessions["it01"]})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range answer.GetTerminals() {
			if one.GetId() == "T-05" {
				return one
			}
		}
		return nil
	}
	if got := fleet(); got.GetStanding().String() != said.String() || got.GetReportedAt() != e.clock.Now().UnixMilli() {
		t.Errorf("fleet shows %v, want %v", got.GetStanding(), said)
	}
	_, err = terminal.Report(t.Context(), &wirev1.ReportRequest{Version: strings.Repeat("v", 300)})
	wantKind(t, "a long version", err, wire.Malformed)

	t.Run("a restored file is stopped", func(t *testing.T) {
		if _, err := terminal.Report(t.Context(), &wirev1.ReportRequest{Forked: true}); err != nil {
			t.Fatal(err)
		}
		if got := fleet(); got.GetRevokedFor() != registry.ForFork || got.GetRevokedAt() == 0 || got.GetRevokedBy() != "" {
			t.Errorf("fleet shows %v", got)
		}
		if n := e.logged(audit.TerminalRevoked, ""); n != 1 {
			t.Errorf("%d revocations in the log, want 1", n)
		}
		if err := e.pull(identity); !errors.Is(err, pinned.ErrRevoked) {
			t.Errorf("the next call = %v, want refused", err)
		}
	})
}

func TestRenew(t *testing.T) {
	e := newEstate(t)
	identity, _, err := e.enrol("T-05", newKey(t), e.both(addition()))
	if err != nil {
		t.Fatal(err)
	}
	renew := func(with pinned.Identity, key crypto.Signer, terminal string) (pinned.Identity, error) {
		client, url := e.line(with)
		request, err := pinned.MakeRequest(key, terminal, registrytest.Ward)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := wirev1connect.NewStandingServiceClient(client, url, wire.ClientOptions()...).Renew(t.Context(), &wirev1.RenewRequest{Request: request})
		if err != nil {
			return pinned.Identity{}, err
		}
		cert, err := x509.ParseCertificate(answer.GetCertificate())
		return pinned.Identity{Certificate: cert, Key: key}, err
	}
	e.clock.set(e.clock.Now().Add(time.Minute))
	same, err := renew(identity, identity.Key, "T-05")
	if err != nil || !same.Certificate.NotAfter.After(identity.Certificate.NotAfter) {
		t.Fatalf("renewed until %v, %v", same.Certificate, err)
	}
	wantKind(t, "renewed", e.pull(same), 0)
	wantKind(t, "the one before, until it ends", e.pull(identity), 0)
	_, err = renew(identity, newKey(t), "T-06")
	wantKind(t, "for another terminal", err, wire.Malformed)

	other, err := renew(same, newKey(t), "T-05")
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, "the old key before the new one was used", e.pull(same), 0)
	client, url := e.line(other)
	if _, err := wirev1connect.NewStandingServiceClient(client, url, wire.ClientOptions()...).Report(t.Context(), &wirev1.ReportRequest{}); err != nil {
		t.Fatal(err)
	}
	if err := e.pull(same); !errors.Is(err, pinned.ErrRevoked) {
		t.Errorf("the old key after it = %v, want refused", err)
	}
	_, err = renew(other, same.Key, "T-05")
	wantKind(t, "back to a key that was given up", err, wire.NotThisAct)
}
