package registry_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/policy"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/passkey"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// Who works at the admin seat.
const (
	jinji  operator.ID = "p01" // asks for rights
	kakari operator.ID = "p02" // approves
	johoo  operator.ID = "it1" // sets them
)

// A rightsHouse is a registry with an admin seat and the people of the rights workflow.
type rightsHouse struct {
	*house
	seat     wirev1connect.OperatorServiceClient
	sessions map[operator.ID]string
}

func newRightsHouse(t *testing.T) *rightsHouse {
	t.Helper()
	h := &rightsHouse{house: newHouse(t), sessions: map[operator.ID]string{}}
	h.update(func(tx registry.Tx) error {
		err := errors.Join(tx.PutTerminal(registry.Terminal{ID: "A-01", Ward: registrytest.Ward, Personality: policy.AdminSeat}),
			tx.PutTerminal(registry.Terminal{ID: "I-01", Ward: registrytest.Ward, Personality: policy.IntegratedTerminal}))
		for id, right := range map[operator.ID]operator.Right{jinji: operator.Personnel, kakari: operator.Personnel, johoo: operator.AdminIT} {
			p := operator.Profile{ID: id, Name: "担当", Ward: registrytest.Ward, Rights: []operator.Right{right}}
			err = errors.Join(err, registry.SetUp(tx, registry.Account{Profile: p, PIN: registrytest.Verifier, Seed: registrytest.Seed(id)}, h.clock.Now()))
		}
		return err
	})
	h.seat = wirev1connect.NewOperatorServiceClient(h.http("A-01"), "https://"+h.url, wire.ClientOptions()...)
	for _, id := range []operator.ID{jinji, kakari, johoo} {
		h.sessions[id] = h.signInFirst("A-01", id)
	}
	return h
}

func (h *house) http(terminal string) *http.Client {
	transport, err := pinned.NewTransport(h.url, h.city.Terminal(terminal), h.city.Trust, time.Now)
	if err != nil {
		panic(err)
	}
	return &http.Client{Transport: transport}
}

func (h *house) holderClient(terminal string) wirev1connect.HolderServiceClient {
	return wirev1connect.NewHolderServiceClient(h.http(terminal), "https://"+h.url, wire.ClientOptions()...)
}

// ask files a request and returns it as it was kept.
func (h *rightsHouse) ask(by operator.ID, r operator.Request) (operator.Request, error) {
	h.Helper()
	body, err := r.Encode()
	if err != nil {
		h.Fatal(err)
	}
	answer, err := h.seat.FileRequest(h.Context(), &wirev1.FileRequestRequest{SessionId: h.sessions[by], Request: body})
	if err != nil {
		return operator.Request{}, err
	}
	kept, err := operator.DecodeRequest(answer.GetRequest())
	if err != nil {
		h.Fatal(err)
	}
	return kept, nil
}

func (h *rightsHouse) approve(by operator.ID, id string) error {
	_, err := h.seat.DecideRequest(h.Context(), &wirev1.DecideRequestRequest{SessionId: h.sessions[by], RequestId: id})
	return err
}

func (h *rightsHouse) apply(by operator.ID, id string) (*wirev1.ApplyRequestResponse, error) {
	return h.seat.ApplyRequest(h.Context(), &wirev1.ApplyRequestRequest{SessionId: h.sessions[by], RequestId: id})
}

// through takes a request all the way.
func (h *rightsHouse) through(r operator.Request) *wirev1.ApplyRequestResponse {
	h.Helper()
	kept, err := h.ask(jinji, r)
	if err == nil {
		err = h.approve(kakari, kept.ID)
	}
	if err != nil {
		h.Fatalf("%v of %s: %v", r.Act, r.Subject(), err)
	}
	answer, err := h.apply(johoo, kept.ID)
	if err != nil {
		h.Fatalf("apply %v of %s: %v", r.Act, r.Subject(), err)
	}
	return answer
}

var clerkRights = []operator.Right{operator.Enter, operator.Search}

func (h *rightsHouse) unit(rights ...operator.Right) {
	h.Helper()
	h.through(operator.Request{Act: operator.SetUnit, Reason: "組織改正", Terms: operator.Terms{Unit: "kita-1", Name: "北区 市民課 届出係", Ward: registrytest.Ward, Rights: rights}})
}

func grant(id operator.ID, rights ...operator.Right) operator.Request {
	return operator.Request{Act: operator.Grant, Operator: id, Reason: "4月1日付け異動",
		Terms: operator.Terms{Name: "灘 渚", Unit: "kita-1", Ward: registrytest.Ward, Rights: rights}}
}

func (h *house) profile(id operator.ID) (p operator.Profile) {
	h.Helper()
	h.view(func(tx registry.Tx) error {
		a, err := tx.Account(id)
		p = a.Profile
		return err
	})
	return p
}

// TestGrant is R025, R026: a request of one person, approved by another, set by IT; the
// holder sets the PIN at the first sign-in, and until then nothing opens.
func TestGrant(t *testing.T) {
	h := newRightsHouse(t)
	h.unit(clerkRights...)
	kept, err := h.ask(jinji, grant("n01", clerkRights...))
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.apply(johoo, kept.ID)
	wantKind(t, "applied before it was approved", err, wire.RequestState)
	wantKind(t, "approved by who asked", h.approve(jinji, kept.ID), wire.SamePerson)
	wantKind(t, "approved", h.approve(kakari, kept.ID), 0)
	wantKind(t, "approved twice", h.approve(johoo, kept.ID), wire.RequestState)
	_, err = h.apply(kakari, kept.ID)
	wantKind(t, "applied without IT's right", err, wire.NoRight)
	done, err := h.apply(johoo, kept.ID)
	if err != nil {
		t.Fatal(err)
	}
	if operator.CheckPIN(done.GetFirstPin()) != nil || len(done.GetTokenSeed()) != 20 {
		t.Fatalf("first PIN of %d digits, seed of %d bytes", len(done.GetFirstPin()), len(done.GetTokenSeed()))
	}
	_, err = h.apply(johoo, kept.ID)
	wantKind(t, "applied twice", err, wire.RequestState)

	c, holder := h.client("T1"), h.holderClient("T1")
	public, _, _ := ed25519.GenerateKey(nil)
	signIn := func(pin string) (*wirev1.SignInResponse, error) {
		h.clock.set(h.clock.Now().Add(operator.TokenPeriod))
		code, _ := operator.TokenCode(done.GetTokenSeed(), h.clock.Now())
		return c.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "n01", Pin: pin, TokenCode: code, PublicKey: public})
	}
	in, err := signIn(done.GetFirstPin())
	if err != nil || !in.GetPinDue() {
		t.Fatalf("first sign-in: PIN due %v, %v", in.GetPinDue(), err)
	}
	search := func(session string) error {
		_, err := c.Search(t.Context(), &wirev1.SearchRequest{SessionId: session, Name: "海野", Purpose: 1})
		return err
	}
	wantKind(t, "search with a PIN that is due", search(in.GetSessionId()), wire.PINDue)
	change := func(old, now string) error {
		_, err := holder.ChangePIN(t.Context(), &wirev1.ChangePINRequest{SessionId: in.GetSessionId(), Pin: old, NewPin: now})
		return err
	}
	wantKind(t, "a PIN that is a run", change(done.GetFirstPin(), "123456"), wire.WeakPIN)
	wantKind(t, "the same PIN", change(done.GetFirstPin(), done.GetFirstPin()), wire.WeakPIN)
	wantKind(t, "a wrong old PIN", change("739164", "739165"), wire.Credentials)
	wantKind(t, "the holder's own", change(done.GetFirstPin(), "739165"), 0)
	wantKind(t, "search then", search(in.GetSessionId()), 0)
	_, err = signIn(done.GetFirstPin())
	wantKind(t, "the first PIN afterwards", err, wire.Credentials)
	if in, err = signIn("739165"); err != nil || in.GetPinDue() {
		t.Errorf("own PIN: due %v, %v", in.GetPinDue(), err)
	}
	for kind, want := range map[audit.Kind]int{audit.RightsRequested: 1, audit.RightsApproved: 1, audit.RightsApplied: 1, audit.RightsInForce: 1} {
		if n := h.logged(kind, "n01"); n != want {
			t.Errorf("%v logged %d times, want %d", kind, n, want)
		}
	}
	if n := h.logged(audit.OperatorSetUp, ""); n != 3 {
		t.Errorf("%d operators set up in the log, want 3", n)
	}
}

// TestRequestRefused: what is not filed at all.
func TestRequestRefused(t *testing.T) {
	h := newRightsHouse(t)
	h.unit(clerkRights...)
	with := func(edit func(*operator.Request)) operator.Request {
		r := grant("n02", clerkRights...)
		edit(&r)
		return r
	}
	tests := []struct {
		name string
		r    operator.Request
		want wire.Kind
	}{
		{"rights beyond the unit's (STD 10.3)", grant("n02", operator.Enter, operator.SeeNumber), wire.OverUnit},
		{"a unit nobody set", with(func(r *operator.Request) { r.Terms.Unit = "minami-9" }), wire.OverUnit},
		{"no reason", with(func(r *operator.Request) { r.Reason = " " }), wire.Malformed},
		{"no rights", with(func(r *operator.Request) { r.Terms.Rights = nil }), wire.Malformed},
		{"a right that there is not", with(func(r *operator.Request) { r.Terms.Rights = []operator.Right{99} }), wire.Malformed},
		{"ends before it begins", with(func(r *operator.Request) {
			r.Terms.From, r.Terms.Until = civil.MustParse("2026-04-02"), civil.MustParse("2026-04-01")
		}), wire.Malformed},
		{"granted twice", grant("c01", clerkRights...), wire.RequestState},
		{"a change of nobody", with(func(r *operator.Request) { r.Act = operator.Change }), wire.NotFound},
		{"an emergency that grants", with(func(r *operator.Request) { r.Emergency = true }), wire.Malformed},
		{"the login is an operator's ID (R117)", with(func(r *operator.Request) { r.Terms.Login = "c01" }), wire.LoginTaken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := h.ask(jinji, tt.r)
			wantKind(t, tt.name, err, tt.want)
		})
	}
	counter := h.signIn(h.client("T1"), registrytest.Writer)
	body, _ := grant("n02", clerkRights...).Encode()
	_, err := h.seat.FileRequest(t.Context(), &wirev1.FileRequestRequest{SessionId: counter, Request: body})
	wantKind(t, "with the session of a counter", err, wire.NoSession)
	at := wirev1connect.NewOperatorServiceClient(h.http("T1"), "https://"+h.url, wire.ClientOptions()...)
	_, err = at.FileRequest(t.Context(), &wirev1.FileRequestRequest{SessionId: counter, Request: body})
	wantKind(t, "at a counter", err, wire.NoRight)
}

// standing asks how an operator stands at a terminal.
func (h *house) standing(terminal string, id operator.ID) *wirev1.Standing {
	h.Helper()
	answer, err := h.holderClient(terminal).Standings(h.Context(), &wirev1.StandingsRequest{OperatorIds: []string{string(id)}})
	if err != nil || len(answer.GetStandings()) != 1 {
		h.Fatalf("standings of %s: %v", id, err)
	}
	return answer.GetStandings()[0]
}

// TestEmergency is R027: one person revokes at once, and it shows until a second one has
// said a word to it. Sessions and credentials are over.
func TestEmergency(t *testing.T) {
	h := newRightsHouse(t)
	c := h.client("T1")
	session := h.signIn(c, registrytest.Writer)
	if s := h.standing("T1", registrytest.Writer); s.GetDrop() {
		t.Fatal("dropped before")
	}
	pull := func() uint64 {
		r, err := c.Pull(t.Context(), &wirev1.PullRequest{})
		if err != nil {
			t.Fatal(err)
		}
		return r.GetRoll()
	}
	before := pull()
	one, err := h.ask(jinji, operator.Request{Act: operator.Revoke, Operator: registrytest.Writer, Reason: "端末の前で不審な操作", Emergency: true})
	if err != nil || one.State != operator.InForce {
		t.Fatalf("emergency: %v, %v", one.State, err)
	}
	if pull() == before {
		t.Error("the terminals are not told")
	}
	_, err = c.Search(t.Context(), &wirev1.SearchRequest{SessionId: session, Name: "海野", Purpose: 1})
	wantKind(t, "search in the session of before", err, wire.NoSession)
	_, err = c.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "c01", Pin: registrytest.PIN, TokenCode: h.code(registrytest.Writer)})
	wantKind(t, "sign in", err, wire.OperatorInvalid)
	at := h.clock.Now()
	_, err = c.ResumeSession(t.Context(), &wirev1.ResumeSessionRequest{OperatorId: "c01", SignedAt: at.UnixMilli(),
		Signature: ed25519.Sign(h.counter.Key("c01"), operator.ResumeSignable("T1", "c01", at))})
	wantKind(t, "resume", err, wire.NotEnrolled)
	if s := h.standing("T1", registrytest.Writer); !s.GetDrop() || !s.GetEnded() {
		t.Errorf("standing = %v, want dropped and ended", s)
	}
	wantKind(t, "the word of who did it", h.approve(jinji, one.ID), wire.SamePerson)
	wantKind(t, "the word of a second person", h.approve(kakari, one.ID), 0)
}

// TestRevoked: whoever was revoked gets rights again by a grant alone, with another PIN and
// token, and nothing that waited for its day gives them back.
func TestRevoked(t *testing.T) {
	h := newRightsHouse(t)
	h.unit(append(clerkRights, operator.Review)...)
	old := h.through(grant("n06", clerkRights...))
	change := grant("n06", append(clerkRights, operator.Review)...)
	change.Act = operator.Change
	later := change
	later.Effective = civil.FromTime(h.clock.Now()).AddDays(1)
	h.through(later)
	waits, err := h.ask(jinji, change)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.ask(jinji, operator.Request{Act: operator.Revoke, Operator: "n06", Reason: "盗難", Emergency: true}); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "approve what waited", h.approve(kakari, waits.ID), wire.RequestState)
	if p := h.profile("n06"); p.Valid(h.clock.Now()) {
		t.Errorf("revoked: %v", p)
	}
	_, err = h.ask(jinji, change)
	wantKind(t, "a change of whoever was revoked", err, wire.WasRevoked)
	again := h.through(grant("n06", clerkRights...))
	if p := h.profile("n06"); !p.Valid(h.clock.Now()) || p.Has(operator.Review, h.clock.Now()) {
		t.Errorf("granted again: %v", p)
	}
	if again.GetFirstPin() == "" || len(again.GetTokenSeed()) == 0 || again.GetFirstPin() == old.GetFirstPin() || bytes.Equal(again.GetTokenSeed(), old.GetTokenSeed()) {
		t.Error("granted again with the PIN or token of before")
	}
	_, err = h.ask(jinji, grant("n06", clerkRights...))
	wantKind(t, "granted a third time", err, wire.RequestState)
	h.clock.set(h.clock.Now().AddDate(0, 0, 1))
	if err := h.registry.DueRights(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := h.profile("n06"); p.Has(operator.Review, h.clock.Now()) {
		t.Errorf("the change that waited for its day took place: %v", p)
	}
}

// TestScheduled: what is applied for a day counts from that day on.
func TestScheduled(t *testing.T) {
	h := newRightsHouse(t)
	h.unit(append(clerkRights, operator.Review)...)
	h.through(grant("n03", clerkRights...))
	tomorrow := civil.FromTime(h.clock.Now()).AddDays(1)
	change := grant("n03", operator.Review)
	change.Act, change.Effective = operator.Change, tomorrow
	h.through(change)
	if err := h.registry.DueRights(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.profile("n03").Rights; !slices.Equal(got, clerkRights) {
		t.Errorf("rights the day before = %v", got)
	}
	h.clock.set(h.clock.Now().AddDate(0, 0, 1))
	if err := h.registry.DueRights(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.profile("n03").Rights; !slices.Equal(got, []operator.Right{operator.Review}) {
		t.Errorf("rights on the day = %v", got)
	}
	if s := h.standing("T1", "n03"); !s.GetDrop() || s.GetEnded() {
		t.Errorf("standing = %v, want dropped and not ended", s)
	}
}

// TestUnitLimits: members of a unit lose at once what the unit may not have any more, and
// get it back with it (STD 10.3).
func TestUnitLimits(t *testing.T) {
	h := newRightsHouse(t)
	h.unit(clerkRights...)
	h.through(grant("n04", clerkRights...))
	h.unit(operator.Search)
	if got := h.profile("n04").Rights; !slices.Equal(got, []operator.Right{operator.Search}) {
		t.Errorf("rights under a narrower unit = %v", got)
	}
	h.unit(clerkRights...)
	if got := h.profile("n04").Rights; !slices.Equal(got, clerkRights) {
		t.Errorf("rights under the unit of before = %v", got)
	}
}

// TestResetPIN: two people and IT; the seed stays, the PIN is the holder's to set.
func TestResetPIN(t *testing.T) {
	h := newRightsHouse(t)
	done := h.through(operator.Request{Act: operator.ResetPIN, Operator: registrytest.First, Reason: "本人から申出"})
	if done.GetFirstPin() == "" || len(done.GetTokenSeed()) != 0 {
		t.Fatalf("reset gives %d bytes of seed", len(done.GetTokenSeed()))
	}
	c := h.client("T1")
	_, err := c.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "r01", Pin: registrytest.PIN, TokenCode: h.code(registrytest.First)})
	wantKind(t, "the PIN of before", err, wire.Credentials)
	public, _, _ := ed25519.GenerateKey(nil)
	in, err := c.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "r01", Pin: done.GetFirstPin(), TokenCode: h.code(registrytest.First), PublicKey: public})
	if err != nil || !in.GetPinDue() {
		t.Errorf("the new PIN: due %v, %v", in.GetPinDue(), err)
	}
	replaced := h.through(operator.Request{Act: operator.ReplaceToken, Operator: registrytest.First, Reason: "紛失"})
	if replaced.GetFirstPin() != "" || len(replaced.GetTokenSeed()) != 20 {
		t.Errorf("replacing the token gives a PIN of %d digits, %d bytes of seed", len(replaced.GetFirstPin()), len(replaced.GetTokenSeed()))
	}
}

// TestTwoIDs is R117: at an integrated terminal the 照合ID is typed, elsewhere the 操作者ID.
func TestTwoIDs(t *testing.T) {
	h := newRightsHouse(t)
	h.unit(operator.Search)
	r := grant("n05", operator.Search)
	r.Terms.Login = "SG000105"
	done := h.through(r)
	public, _, _ := ed25519.GenerateKey(nil)
	for _, tt := range []struct {
		name, terminal, typed string
		want                  wire.Kind
	}{
		{"integrated terminal, 照合ID", "I-01", "SG000105", 0},
		{"integrated terminal, 操作者ID", "I-01", "n05", wire.Credentials},
		{"register terminal, 照合ID", "T1", "SG000105", wire.Credentials},
		{"register terminal, 操作者ID", "T1", "n05", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h.clock.set(h.clock.Now().Add(operator.TokenPeriod))
			code, _ := operator.TokenCode(done.GetTokenSeed(), h.clock.Now())
			in, err := h.client(tt.terminal).SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: tt.typed, Pin: done.GetFirstPin(), TokenCode: code, PublicKey: public})
			wantKind(t, tt.name, err, tt.want)
			if err == nil && (in.GetProfile().GetOperatorId() != "n05" || in.GetProfile().GetLogin() != "SG000105") {
				t.Errorf("profile = %v", in.GetProfile())
			}
		})
	}
}

// TestRegisterOfRights is R028, R118: the whole history, and who checked it.
func TestRegisterOfRights(t *testing.T) {
	h := newRightsHouse(t)
	h.unit(clerkRights...)
	h.through(grant("n06", clerkRights...))
	granted := h.clock.Now()
	h.clock.set(granted.Add(time.Hour))
	h.through(operator.Request{Act: operator.Revoke, Operator: "n06", Reason: "退職"})
	list, err := h.seat.ListRequests(t.Context(), &wirev1.ListRequestsRequest{SessionId: h.sessions[kakari]})
	if err != nil {
		t.Fatal(err)
	}
	var all []operator.Request
	for _, body := range list.GetRequests() {
		one, err := operator.DecodeRequest(body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	find := func(at time.Time) operator.Line {
		for _, line := range operator.RegisterOn(all, at) {
			if line.Operator == "n06" {
				return line
			}
		}
		return operator.Line{}
	}
	if line := find(granted.Add(-time.Hour)); line.Operator != "" {
		t.Errorf("an hour before the grant: %+v", line)
	}
	if line := find(granted); line.Ended || !slices.Equal(line.Rights, clerkRights) || line.By.Asked.By != jinji || line.By.Agreed.By != kakari || line.By.Done.By != johoo {
		t.Errorf("after the grant: %+v", line)
	}
	if line := find(h.clock.Now()); !line.Ended {
		t.Errorf("after the revocation: %+v", line)
	}
	digest := "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	_, err = h.seat.CheckRegister(t.Context(), &wirev1.CheckRegisterRequest{SessionId: h.sessions[kakari], Digest: digest, Note: "年度当初"})
	if err != nil {
		t.Fatal(err)
	}
	list, err = h.seat.ListRequests(t.Context(), &wirev1.ListRequestsRequest{SessionId: h.sessions[johoo]})
	if c := list.GetChecks(); err != nil || len(c) != 1 || c[0].GetBy() != string(kakari) || c[0].GetSeat() != "A-01" || c[0].GetDigest() != digest {
		t.Errorf("checks = %v, %v", c, err)
	}
}

// TestPasskey is R116, R117: an integrated terminal lets in whoever proves to be there by an
// authenticator that verified its user, and nobody else; a register terminal asks for none.
func TestPasskey(t *testing.T) {
	h := newRightsHouse(t)
	checker, err := passkey.New("registry.minato.example")
	if err != nil {
		t.Fatal(err)
	}
	with, err := registry.New(registry.Config{Store: h.store, Repertoire: registrytest.Anything{}, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler), Passkeys: checker})
	if err != nil {
		t.Fatal(err)
	}
	server := h.city.Serve(with)
	t.Cleanup(with.Stop)
	h.url = server.Listener.Addr().String()
	party := virtualwebauthn.RelyingParty{ID: "registry.minato.example", Name: "Madoguchi", Origin: "https://registry.minato.example"}
	auth := virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte("c01")})
	key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)

	counter, integrated := h.holderClient("T1"), h.holderClient("I-01")
	session := h.signIn(h.client("T1"), registrytest.Writer)
	offer, err := counter.OfferPasskey(t.Context(), &wirev1.OfferPasskeyRequest{SessionId: session})
	if err != nil {
		t.Fatal(err)
	}
	made, err := virtualwebauthn.ParseAttestationOptions(string(offer.GetOptions()))
	if err != nil {
		t.Fatal(err)
	}
	_, err = counter.AddPasskey(t.Context(), &wirev1.AddPasskeyRequest{SessionId: session, Answer: []byte(virtualwebauthn.CreateAttestationResponse(party, auth, key, *made))})
	if err != nil {
		t.Fatal(err)
	}
	auth.AddCredential(key)
	public, _, _ := ed25519.GenerateKey(nil)
	signIn := func(proof []byte) error {
		_, err := h.client("I-01").SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "c01", Pin: registrytest.PIN, TokenCode: h.code(registrytest.Writer), PublicKey: public, Passkey: proof})
		return err
	}
	prove := func() []byte {
		ask, err := integrated.AskPasskey(t.Context(), &wirev1.AskPasskeyRequest{OperatorId: "c01"})
		if err != nil {
			t.Fatal(err)
		}
		options, err := virtualwebauthn.ParseAssertionOptions(string(ask.GetOptions()))
		if err != nil {
			t.Fatal(err)
		}
		key.Counter++
		return []byte(virtualwebauthn.CreateAssertionResponse(party, auth, key, *options))
	}
	wantKind(t, "no proof", signIn(nil), wire.NeedsPasskey)
	proof := prove()
	wantKind(t, "a proof", signIn(proof), 0)
	wantKind(t, "the same again", signIn(proof), wire.NeedsPasskey)
	auth.Options.UserNotVerified = true
	wantKind(t, "nobody verified", signIn(prove()), wire.NeedsPasskey)
	auth.Options.UserNotVerified = false
	proof = prove()
	h.clock.set(h.clock.Now().Add(3 * time.Minute))
	wantKind(t, "too late", signIn(proof), wire.NeedsPasskey)
	if n := h.logged(audit.PasskeyAdded, ""); n != 1 {
		t.Errorf("%d keys logged, want 1", n)
	}
}

// TestLastAdmins: fewer than two administrators are never left, but after a theft.
func TestLastAdmins(t *testing.T) {
	h := newRightsHouse(t)
	revoke := func(id operator.ID) error {
		kept, err := h.ask(jinji, operator.Request{Act: operator.Revoke, Operator: id, Reason: "異動"})
		if err == nil {
			err = h.approve(kakari, kept.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.apply(johoo, kept.ID)
		return err
	}
	h.update(func(tx registry.Tx) error {
		var err error
		for _, id := range []operator.ID{"it2", "it3"} {
			p := operator.Profile{ID: id, Name: "担当", Ward: registrytest.Ward, Rights: []operator.Right{operator.AdminIT}}
			err = errors.Join(err, registry.SetUp(tx, registry.Account{Profile: p, PIN: registrytest.Verifier, Seed: registrytest.Seed(id)}, h.clock.Now()))
		}
		return err
	})
	wantKind(t, "one of three", revoke("it2"), 0)
	wantKind(t, "one of two", revoke("it3"), wire.LastAdmins)
	if h.profile("it3").ValidUntil != (time.Time{}) {
		t.Error("refused and revoked all the same")
	}
	_, err := h.ask(jinji, operator.Request{Act: operator.Revoke, Operator: "it3", Reason: "盗難", Emergency: true})
	wantKind(t, "one of two, after a theft", err, 0)
}
