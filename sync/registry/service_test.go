package registry_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/pinned"
	"madoguchi/sync/pinned/pinnedtest"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// A house is a registry on a real line, over TLS on the loopback.
type house struct {
	*bench
	city     *pinnedtest.City
	registry *registry.Registry
	url      string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{bench: newBench(t), city: pinnedtest.New(t)}
	h.clock.set(time.Now()) // certificates are valid today
	var err error
	h.registry, err = registry.New(registry.Config{Store: h.store, Repertoire: registrytest.Anything{}, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := h.city.Serve(h.registry)
	t.Cleanup(h.registry.Stop)
	h.url = server.Listener.Addr().String()
	return h
}

// client returns a client of a terminal.
func (h *house) client(terminal string) wirev1connect.RegistryServiceClient {
	transport, err := pinned.NewTransport(h.url, h.city.Terminal(terminal), h.city.Trust, time.Now)
	if err != nil {
		panic(err)
	}
	return wirev1connect.NewRegistryServiceClient(&http.Client{Transport: transport}, "https://"+h.url, wire.ClientOptions()...)
}

// code returns what the operator's token shows, a step later each time it is asked.
func (h *house) code(id operator.ID) string {
	h.Helper()
	h.clock.set(h.clock.Now().Add(operator.TokenPeriod))
	code, err := operator.TokenCode(registrytest.Seed(id), h.clock.Now())
	if err != nil {
		h.Fatal(err)
	}
	return code
}

func (h *house) signIn(c wirev1connect.RegistryServiceClient, id operator.ID) string {
	h.Helper()
	r, err := c.SignIn(h.Context(), &wirev1.SignInRequest{OperatorId: string(id), Pin: registrytest.PIN, TokenCode: h.code(id)})
	if err != nil {
		h.Fatalf("sign in %s: %v", id, err)
	}
	return r.GetSessionId()
}

// logged counts records of the operation log.
func (h *house) logged(kind audit.Kind, subject string) (n int) {
	h.Helper()
	h.view(func(tx registry.Tx) error {
		return tx.Events(1, func(e audit.Event) error {
			r, err := tx.Record(e)
			if err == nil && r.Kind == kind && (subject == "" || strings.Contains(r.Subject, subject)) {
				n++
			}
			return err
		})
	})
	return n
}

func wantKind(t *testing.T, what string, err error, want wire.Kind) {
	t.Helper()
	got, ok := wire.KindOf(err)
	if want == 0 && err == nil {
		return
	}
	if !ok || got != want {
		t.Errorf("%s = %v, want kind %d %v", what, err, want, want)
	}
}

func TestSignIn(t *testing.T) {
	h := newHouse(t)
	c := h.client("T1")
	public, private, _ := ed25519.GenerateKey(nil)
	code := h.code(registrytest.Writer)
	r, err := c.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "c01", Pin: registrytest.PIN, TokenCode: code, PublicKey: public})
	if err != nil {
		t.Fatal(err)
	}
	if r.GetProfile().GetWard() != registrytest.Ward || !slices.Equal(r.GetProfile().GetRights(), []uint32{1, 4, 6, 7, 8, 9}) ||
		string(r.GetTokenSeed()) != string(registrytest.Seed("c01")) || r.GetTokenStep() != operator.TokenStep(h.clock.Now()) || r.GetOfflineUntil() <= h.clock.Now().UnixMilli() {
		t.Errorf("sign in answers %v", r.GetProfile())
	}
	_, err = c.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "c01", Pin: registrytest.PIN, TokenCode: code})
	wantKind(t, "the same code again (replay)", err, wire.CodeUsed)
	_, err = c.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "c01", Pin: "000000", TokenCode: h.code(registrytest.Writer)})
	wantKind(t, "a wrong PIN", err, wire.Credentials)
	_, err = c.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "nobody", Pin: registrytest.PIN, TokenCode: h.code(registrytest.Writer)})
	wantKind(t, "an ID nobody has", err, wire.Credentials)
	_, err = c.SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "c 01", Pin: registrytest.PIN, TokenCode: "123456"})
	wantKind(t, "an ID that is none", err, wire.Malformed)

	resume := func(terminal string, at time.Time, key ed25519.PrivateKey) error {
		_, err := c.ResumeSession(t.Context(), &wirev1.ResumeSessionRequest{OperatorId: "c01", SignedAt: at.UnixMilli(),
			Signature: ed25519.Sign(key, operator.ResumeSignable(terminal, "c01", at))})
		return err
	}
	wantKind(t, "resumed", resume("T1", h.clock.Now(), private), 0)
	wantKind(t, "resumed with the key before", resume("T1", h.clock.Now(), h.counter.Key("c01")), wire.BadSignature)
	wantKind(t, "resumed with a signature for another terminal", resume("T2", h.clock.Now(), private), wire.BadSignature)
	wantKind(t, "resumed with an old signature", resume("T1", h.clock.Now().Add(-time.Hour), private), wire.ClockSkew)
	if n := h.logged(audit.SignInRefused, ""); n != 5 {
		t.Errorf("%d refusals logged, want 5", n) // also of the ID nobody has
	}
}

// A guesser who breaks the line before each answer, on many connections at once, gets
// no more tries than one who waits for it.
func TestBruteForce(t *testing.T) {
	h := newHouse(t)
	tries := make(chan error, 12)
	var wg sync.WaitGroup
	for range cap(tries) {
		wg.Go(func() {
			_, err := h.client("T1").SignIn(context.WithoutCancel(t.Context()), &wirev1.SignInRequest{OperatorId: "c01", Pin: "000000", TokenCode: "000000"})
			tries <- err
		})
	}
	wg.Wait()
	close(tries)
	got := map[wire.Kind]int{}
	for err := range tries {
		kind, _ := wire.KindOf(err)
		got[kind]++
	}
	// Four tries are free, and the fifth begins the first wait.
	if got[wire.Credentials] != 5 || got[wire.Waiting] != 7 {
		t.Errorf("twelve tries at once: %v, want 5 checked and 7 told to wait", got)
	}
	code, err := operator.TokenCode(registrytest.Seed("c01"), h.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.client("T1").SignIn(t.Context(), &wirev1.SignInRequest{OperatorId: "c01", Pin: registrytest.PIN, TokenCode: code})
	var e *wire.Error
	if !errors.As(err, &e) || e.Kind != wire.Waiting || e.Wait <= 0 {
		t.Errorf("right PIN within the wait = %v, want to wait", err)
	}
	h.clock.set(h.clock.Now().Add(time.Hour))
	h.signIn(h.client("T1"), "c01")
}

func TestSessions(t *testing.T) {
	h := newHouse(t)
	registrytest.NewCounter(t, h.store, "T2", h.clock.Now)
	c := h.client("T1")
	session := h.signIn(c, registrytest.Writer)
	search := func(c wirev1connect.RegistryServiceClient, session string) error {
		_, err := c.Search(t.Context(), &wirev1.SearchRequest{SessionId: session, Name: "海野", Purpose: 1})
		return err
	}
	wantKind(t, "search", search(c, session), 0)
	wantKind(t, "another terminal with the session", search(h.client("T2"), session), wire.NoSession)
	wantKind(t, "a session nobody opened", search(c, "x"), wire.NoSession)
	_, err := c.ListReviews(t.Context(), &wirev1.ListReviewsRequest{SessionId: session})
	wantKind(t, "R012: reviews without the right", err, wire.NoRight)
	wantKind(t, "R060: IT has no resident data", search(c, h.signIn(c, registrytest.Admin)), wire.NoRight)

	h.update(func(tx registry.Tx) error { // R027: the right ends while the session is open
		a, err := tx.Account(registrytest.Writer)
		if err != nil {
			return err
		}
		a.Profile.ValidUntil = h.clock.Now()
		return tx.PutAccount(a)
	})
	wantKind(t, "search after the validity ended", search(c, session), wire.OperatorInvalid)
	reviewer := h.signIn(c, registrytest.First)
	if _, err := c.SignOut(t.Context(), &wirev1.SignOutRequest{SessionId: reviewer}); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "search after signing out", search(c, reviewer), wire.NoSession)
	again := h.signIn(c, registrytest.First)
	h.clock.set(h.clock.Now().Add(17 * time.Hour))
	wantKind(t, "search the day after", search(c, again), wire.NoSession)
}

func TestDesignatedTerminals(t *testing.T) {
	h := newHouse(t)
	pull := func(terminal string) error {
		_, err := h.client(terminal).Pull(t.Context(), &wirev1.PullRequest{})
		return err
	}
	wantKind(t, "pull", pull("T1"), 0)
	if err := pull("T9"); !errors.Is(err, pinned.ErrRevoked) { // R032
		t.Errorf("a terminal nobody enrolled = %v, want refused", err)
	}
	live := h.client("T1")
	if _, err := live.Pull(t.Context(), &wirev1.PullRequest{}); err != nil {
		t.Fatal(err)
	}
	if err := registry.RevokeTerminal(t.Context(), h.store, "T1", h.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := live.Pull(t.Context(), &wirev1.PullRequest{}); !errors.Is(err, pinned.ErrRevoked) {
		t.Errorf("a live connection of a revoked terminal = %v, want refused", err)
	}
	if err := registry.AddTerminal(t.Context(), h.store, "T3", "991023"); err != nil {
		t.Fatal(err)
	}
	if err := pull("T3"); !errors.Is(err, pinned.ErrRevoked) { // its certificate says another ward
		t.Errorf("a certificate of another ward = %v, want refused", err)
	}
}

func TestLookup(t *testing.T) {
	h := newHouse(t)
	arrival := h.counter.MovingIn(3)
	arrival.Persons[0].Set(notification.FullName, "髙橋　潮")
	arrival.Persons[0].Set(notification.FullReading, "タカハシ　ウシオ")
	arrival.Persons[0].Set(notification.Code, "24727059608")
	arrival.Persons[0].Set(notification.MyNumber, "123456789018")
	family := h.current(h.accept(arrival))
	h.update(func(tx registry.Tx) error { // a support measure for the second
		return tx.PutMeasure(resident.Measure{ID: "M1", Kind: resident.Regular, Applicant: family[1].ID, SetBy: registrytest.Officer, SetAt: h.clock.Now(), ChangedAt: h.clock.Now(),
			Start: civil.FromTime(h.clock.Now()), End: civil.FromTime(h.clock.Now()).AddDays(365)})
	})
	c := h.client("T1")
	clerk, officer := h.signIn(c, registrytest.Writer), h.signIn(c, registrytest.Officer)
	search := func(r *wirev1.SearchRequest) (*wirev1.SearchResponse, error) {
		r.SessionId, r.Purpose = clerk, 1
		return c.Search(t.Context(), r)
	}
	for _, tt := range []struct {
		name string
		q    *wirev1.SearchRequest
		want bool
	}{
		{"kanji variant", &wirev1.SearchRequest{Name: "高橋"}, true},
		{"hiragana", &wirev1.SearchRequest{Name: "たかはし"}, true},
		{"half-width kana, voiced or not", &wirev1.SearchRequest{Name: "ﾀｶﾊｼｳｼｵ"}, true},
		{"given name alone", &wirev1.SearchRequest{Name: "潮"}, true},
		{"birth", &wirev1.SearchRequest{Birth: family[0].Birth.String()}, true},
		{"address of a protected household", &wirev1.SearchRequest{Address: "潮見町"}, false},
		{"宛名番号", &wirev1.SearchRequest{ResidentId: string(family[0].ID)}, true},
		{"住民票コード", &wirev1.SearchRequest{ResidentCode: "24727059608"}, true},
		{"code and another name", &wirev1.SearchRequest{ResidentCode: "24727059608", Name: "鈴木"}, false},
		{"nobody", &wirev1.SearchRequest{Name: "存在しない"}, false},
	} {
		before := h.logged(audit.Searched, "")
		r, err := search(tt.q)
		found := slices.ContainsFunc(r.GetHits(), func(m *wirev1.Hit) bool { return m.GetResidentId() == string(family[0].ID) })
		if err != nil || found != tt.want {
			t.Errorf("search by %s: found %v, %v; want %v", tt.name, found, err, tt.want)
		}
		if h.logged(audit.Searched, "") <= before { // R030, also when nobody was found
			t.Errorf("search by %s was not logged", tt.name)
		}
	}
	if h.logged(audit.Searched, string(family[0].ID)) == 0 {
		t.Error("whose information a search showed was not logged")
	}
	_, err := search(&wirev1.SearchRequest{ResidentCode: "24727059600"})
	wantKind(t, "search by a wrong code", err, wire.Malformed)
	_, err = search(&wirev1.SearchRequest{Name: strings.Repeat("あ", 101)})
	wantKind(t, "search by a long text", err, wire.TooLarge)

	for _, who := range []struct {
		session string
		officer bool
	}{{clerk, false}, {officer, true}} {
		found, err := c.Search(t.Context(), &wirev1.SearchRequest{SessionId: who.session, ResidentId: string(family[1].ID), Purpose: 1})
		if err != nil || len(found.GetHits()) != 1 || !found.GetHits()[0].GetProtected() || found.GetHits()[0].GetAddress() != "" {
			t.Errorf("protected resident, officer %v: %d hits, %v", who.officer, len(found.GetHits()), err)
		}
		opened, err := c.OpenRecord(t.Context(), &wirev1.OpenRecordRequest{SessionId: who.session, ResidentId: string(family[0].ID), Purpose: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(opened.GetMembers()) != 3 || len(opened.GetHistory()) != 1 || !opened.GetMembers()[0].GetHasResidentCode() || opened.GetMembers()[1].GetHasResidentCode() {
			t.Errorf("opened %d members, %d rows", len(opened.GetMembers()), len(opened.GetHistory()))
		}
		for _, m := range opened.GetMembers() {
			r, err := resident.Decode(m.GetRecord())
			if err != nil || !r.Address.IsZero() {
				t.Errorf("household of a protected resident, officer %v: address shown %v, %v", who.officer, !r.Address.IsZero(), err)
			}
			if strings.Contains(string(m.GetRecord()), "123456789018") {
				t.Error("opened record holds the number")
			}
		}
	}
	if n := h.logged(audit.RecordOpened, string(family[2].ID)); n != 2 {
		t.Errorf("openings logged for a member = %d, want 2", n)
	}
	_, err = c.OpenRecord(t.Context(), &wirev1.OpenRecordRequest{SessionId: clerk, ResidentId: "123456785", Purpose: 1})
	wantKind(t, "open nobody", err, wire.NotFound)
	shown, err := c.RevealNumber(t.Context(), &wirev1.RevealNumberRequest{SessionId: clerk, ResidentId: string(family[0].ID), Number: 1, Purpose: 1})
	if err != nil || shown.GetDigits() != "123456789018" || h.logged(audit.NumberShown, string(family[0].ID)) != 1 {
		t.Errorf("reveal = %v, logged %d", err, h.logged(audit.NumberShown, ""))
	}
	_, err = c.RevealNumber(t.Context(), &wirev1.RevealNumberRequest{SessionId: clerk, ResidentId: string(family[0].ID), Number: 257, Purpose: 1})
	wantKind(t, "a number that is another in one byte", err, wire.Malformed)
	_, err = c.RevealNumber(t.Context(), &wirev1.RevealNumberRequest{SessionId: clerk, ResidentId: string(family[2].ID), Number: 2, Purpose: 1})
	wantKind(t, "reveal a number that is not there", err, wire.NotFound)
	h.check()
}

func TestReviewing(t *testing.T) {
	h := newHouse(t)
	c := h.client("T1")
	s := h.counter.Submit(h.counter.MovingIn(1))
	s.Acknowledged = alerts
	h.counter.Sign(s)
	pushed, err := c.Push(t.Context(), &wirev1.PushRequest{Events: []*wirev1.Event{h.counter.Event(s)}})
	if err != nil || pushed.GetWatermark() != 1 || pushed.GetResults()[0].GetOutcome() != wirev1.EventOutcome_EVENT_OUTCOME_TAKEN {
		t.Fatalf("push = %v, %v", pushed, err)
	}
	first, second := h.signIn(c, registrytest.First), h.signIn(c, registrytest.Second)
	list, err := c.ListReviews(t.Context(), &wirev1.ListReviewsRequest{SessionId: first})
	if err != nil || len(list.GetReviews()) != 1 || list.GetReviews()[0].GetNeeded() != 2 || list.GetReviews()[0].GetTerminal() != "T1" {
		t.Fatalf("list = %v, %v", list, err)
	}
	id := string(s.EntryID)
	claim := func(session string) (*wirev1.ClaimReviewResponse, error) {
		return c.ClaimReview(t.Context(), &wirev1.ClaimReviewRequest{SessionId: session, EntryId: id})
	}
	got, err := claim(first)
	if err != nil || string(got.GetSubmission().GetContent()) != string(s.Content) {
		t.Fatalf("claim: %v", err)
	}
	if held, err := wire.ToSubmission(got.GetSubmission()); err != nil || !slices.Equal(held.Acknowledged, alerts) || held.Verify(h.counter.Key(s.Writer).Public().(ed25519.PublicKey)) != nil {
		t.Errorf("the reviewer is told of %d alerts as the writer signed them, %v; want %d", len(held.Acknowledged), err, len(alerts))
	}
	_, err = claim(second)
	wantKind(t, "claim what another has", err, wire.Claimed)
	h.clock.set(h.clock.Now().Add(time.Hour))
	if _, err = claim(second); err != nil { // a claim nobody uses runs out
		t.Errorf("claim an hour later: %v", err)
	}
	if _, err := c.ReleaseReview(t.Context(), &wirev1.ReleaseReviewRequest{SessionId: second, EntryId: id}); err != nil {
		t.Error(err)
	}
	review := h.counter.Review(s, registrytest.First, notification.Approve)
	if _, err := c.Push(t.Context(), &wirev1.PushRequest{Events: []*wirev1.Event{h.counter.Event(review)}}); err != nil {
		t.Fatal(err)
	}
	_, err = claim(first)
	wantKind(t, "claim what one has approved", err, wire.ReviewerTwice)
	if got, err = claim(second); err != nil || len(got.GetReviews()) != 1 {
		t.Errorf("second reviewer sees %d reviews, %v", len(got.GetReviews()), err)
	}

	// A terminal of another ward sees nothing of it, whoever sits at it.
	if err := registry.AddTerminal(t.Context(), h.store, "T2", pinnedtest.Ward); err != nil {
		t.Fatal(err)
	}
	h.update(func(tx registry.Tx) error { // the terminal stays, the entry's ward is another
		k, err := tx.Case(s.EntryID)
		k.Ward = "991023"
		return errors.Join(err, tx.PutCase(k))
	})
	_, err = claim(second)
	wantKind(t, "claim an entry of another ward", err, wire.UnknownEntry)
	if news, err := c.Pull(t.Context(), &wirev1.PullRequest{}); err != nil || len(news.GetChanges()) != 0 {
		t.Errorf("news of another ward: %d, %v", len(news.GetChanges()), err)
	}
}

func TestPullAndWatch(t *testing.T) {
	h := newHouse(t)
	c := h.client("T1")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stream, err := c.Watch(ctx, &wirev1.WatchRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if !stream.Receive() || stream.Msg().GetCursor() != 0 {
		t.Fatalf("watch: no first message, %v", stream.Err())
	}
	s, events := h.counter.Approved(h.counter.MovingIn(2))
	if _, err := c.Push(t.Context(), &wirev1.PushRequest{Events: events}); err != nil {
		t.Fatal(err)
	}
	if !stream.Receive() || stream.Msg().GetCursor() == 0 {
		t.Fatalf("watch: %v", stream.Err())
	}
	news, err := c.Pull(t.Context(), &wirev1.PullRequest{PolicyVersion: 7})
	if err != nil || len(news.GetChanges()) != 1 || news.GetMore() || news.GetWatermark() != 3 || news.GetCursor() != stream.Msg().GetCursor() {
		t.Fatalf("pull = %v, %v", news, err)
	}
	change := news.GetChanges()[0]
	v, err := wire.ToVerdict(change.GetVerdict())
	if err != nil || !v.Accepted || len(v.Persons) != 2 || v.ProcessedOn != civil.FromTime(h.clock.Now()) || change.GetEntryId() != string(s.EntryID) ||
		change.GetStage() != wirev1.EntryStage_ENTRY_STAGE_ACCEPTED || len(change.GetReviews()) != 2 || len(change.GetReviews()[0].GetEvidence()) != 0 {
		t.Errorf("change = %v, %v", change, err)
	}
	if again, err := c.Pull(t.Context(), &wirev1.PullRequest{Cursor: news.GetCursor(), PolicyVersion: 7}); err != nil || len(again.GetChanges()) != 0 || again.GetCursor() != news.GetCursor() {
		t.Errorf("pull after the cursor = %v, %v", again, err)
	}
	h.view(func(tx registry.Tx) error {
		if terminal, err := tx.Terminal("T1"); err != nil || terminal.Policy != 7 {
			t.Errorf("policy version kept = %d, %v", terminal.Policy, err)
		}
		return nil
	})
	// Stopping ends the stream and answers everything else with a kind.
	h.registry.Stop()
	for stream.Receive() {
	}
	wantKind(t, "stream of a registry that stops", wire.FromConnect(stream.Err()), wire.Unavailable)
	_, err = c.Pull(t.Context(), &wirev1.PullRequest{})
	wantKind(t, "call to a registry that stops", err, wire.Unavailable)
}

func TestPushFrame(t *testing.T) {
	h := newHouse(t)
	c := h.client("T1")
	e := h.counter.Event(h.counter.Submit(h.counter.MovingIn(1)))
	_, err := c.Push(t.Context(), &wirev1.PushRequest{Events: []*wirev1.Event{{Seq: 1}, {Seq: 3}}})
	wantKind(t, "numbers with a hole", err, wire.Malformed)
	many := make([]*wirev1.Event, wire.MaxBatchEvents+1)
	for i := range many {
		many[i] = &wirev1.Event{Seq: uint64(i + 1)}
	}
	_, err = c.Push(t.Context(), &wirev1.PushRequest{Events: many})
	wantKind(t, "too many events", err, wire.TooLarge)
	e.Seq = 5
	_, err = c.Push(t.Context(), &wirev1.PushRequest{Events: []*wirev1.Event{e}})
	wantKind(t, "events that do not follow", err, wire.Gap)
	huge := &wirev1.Event{Seq: 1, Body: &wirev1.Event_Submission{Submission: &wirev1.Submission{Content: make([]byte, 2<<20)}}}
	if _, err = c.Push(t.Context(), &wirev1.PushRequest{Events: []*wirev1.Event{huge}}); err == nil {
		t.Error("two megabytes were taken")
	}
	if r, err := c.Push(t.Context(), &wirev1.PushRequest{}); err != nil || r.GetWatermark() != 0 {
		t.Errorf("an empty push = %v, %v", r, err)
	}
}
