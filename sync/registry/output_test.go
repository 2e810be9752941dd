package registry_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	"madoguchi/app/policy"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// Who works with outputs besides the counter's operators.
const (
	kakaricho operator.ID = "k01" // chief of the ward
	kacho     operator.ID = "k03" // chief for the whole city
	johoIchi  operator.ID = "it1"
	johoNi    operator.ID = "it2"
)

// A gate is a registry with counters and an admin seat.
type gate struct {
	*house
	t1, t2, seat wirev1connect.OutputServiceClient
	sessions     map[operator.ID]string
}

func newGate(t *testing.T) *gate {
	t.Helper()
	h := newHouse(t)
	g := &gate{house: h, sessions: map[operator.ID]string{}}
	h.update(func(tx registry.Tx) error {
		err := errors.Join(tx.PutTerminal(registry.Terminal{ID: "A-01", Ward: registrytest.Ward, Personality: policy.AdminSeat}), tx.PutTerminal(registry.Terminal{ID: "T2", Ward: registrytest.Ward}))
		for id, p := range map[operator.ID]operator.Profile{
			kakaricho: {Ward: registrytest.Ward, Rights: []operator.Right{operator.Chief}}, kacho: {Rights: []operator.Right{operator.Chief}},
			johoIchi: {Rights: []operator.Right{operator.AdminIT}}, johoNi: {Rights: []operator.Right{operator.AdminIT}},
		} {
			p.ID, p.Name = id, "担当"
			err = errors.Join(err, tx.PutAccount(registry.Account{Profile: p, PIN: registrytest.Verifier, Seed: registrytest.Seed(id)}))
		}
		return err
	})
	client := func(terminal string) wirev1connect.OutputServiceClient {
		return wirev1connect.NewOutputServiceClient(h.http(terminal), "https://"+h.url, wire.ClientOptions()...)
	}
	g.t1, g.t2, g.seat = client("T1"), client("T2"), client("A-01")
	g.sessions[registrytest.Writer], g.sessions[kakaricho] = h.signInFirst("T1", registrytest.Writer), h.signInFirst("T2", kakaricho)
	for _, id := range []operator.ID{kacho, johoIchi, johoNi} {
		g.sessions[id] = h.signInFirst("A-01", id)
	}
	return g
}

func (g *gate) today() civil.Date { return civil.FromTime(g.clock.Now()) }

func (g *gate) ask(c wirev1connect.OutputServiceClient, by operator.ID, a output.Approval) (output.Approval, error) {
	g.Helper()
	a.From, a.Until = g.today(), g.today()
	body, err := a.Encode()
	if err != nil {
		g.Fatal(err)
	}
	answer, err := c.AskOutput(g.Context(), &wirev1.AskOutputRequest{SessionId: g.sessions[by], Approval: body})
	if err != nil {
		return output.Approval{}, err
	}
	kept, err := output.DecodeApproval(answer.GetApproval())
	if err != nil {
		g.Fatal(err)
	}
	return kept, nil
}

func (g *gate) must(a output.Approval, err error) output.Approval {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
	return a
}

func (g *gate) decide(c wirev1connect.OutputServiceClient, by operator.ID, number, decline string) error {
	_, err := c.DecideOutput(g.Context(), &wirev1.DecideOutputRequest{SessionId: g.sessions[by], Number: number, Decline: decline != "", Note: decline})
	return err
}

var sheet = strings.Repeat("ab", 32)

func (g *gate) use(c wirev1connect.OutputServiceClient, by operator.ID, number string, records int) error {
	_, err := c.UseOutput(g.Context(), &wirev1.UseOutputRequest{SessionId: g.sessions[by], Number: number, Records: uint32(records), What: "review_list", Digest: sheet})
	return err
}

func printing(records int) output.Approval {
	return output.Approval{Act: output.Print, Records: records, What: "review_list", Purpose: 3, Reason: "月末の点検"}
}

// TestMassPrinting is R130: asked at the counter, approved by the chief before, used once for
// as much as was approved; R131: what is refused is recorded too.
func TestMassPrinting(t *testing.T) {
	g := newGate(t)
	forged := printing(40)
	forged.State, forged.Decided = output.Approved, operator.Mark{By: kakaricho}
	one := g.must(g.ask(g.t1, registrytest.Writer, forged))
	if one.State != output.Asked || one.Asked.By != registrytest.Writer || one.Asked.Seat != "T1" || one.Ward != registrytest.Ward || one.Decided.By != "" {
		t.Errorf("asked = %+v", one)
	}
	wantKind(t, "used before it was approved", g.use(g.t1, registrytest.Writer, one.Number, 40), wire.NotApproved)
	wantKind(t, "decided by a clerk", g.decide(g.t1, registrytest.Writer, one.Number, ""), wire.NoRight)
	wantKind(t, "approved by the chief", g.decide(g.t2, kakaricho, one.Number, ""), 0)
	wantKind(t, "approved twice", g.decide(g.t2, kakaricho, one.Number, ""), wire.RequestState)
	wantKind(t, "more than approved", g.use(g.t1, registrytest.Writer, one.Number, 41), wire.OverApproved)
	wantKind(t, "another's", g.use(g.t2, kakaricho, one.Number, 40), wire.NotApproved)
	wantKind(t, "a number nobody has", g.use(g.t1, registrytest.Writer, "991231-001", 40), wire.NotApproved)
	wantKind(t, "what is no number", g.use(g.t1, registrytest.Writer, "123456789018", 40), wire.NotApproved)
	wantKind(t, "without its stroke", g.use(g.t1, registrytest.Writer, strings.ReplaceAll(one.Number, "-", ""), 40), 0)
	wantKind(t, "twice", g.use(g.t1, registrytest.Writer, one.Number, 40), wire.RequestState)
	_, err := g.t1.ReturnOutput(t.Context(), &wirev1.ReturnOutputRequest{SessionId: g.sessions[registrytest.Writer], Number: one.Number, Digest: strings.Repeat("00", 32)})
	wantKind(t, "returned with another document", err, wire.NotApproved)
	_, err = g.t1.ReturnOutput(t.Context(), &wirev1.ReturnOutputRequest{SessionId: g.sessions[registrytest.Writer], Number: one.Number, Digest: sheet})
	wantKind(t, "nothing came out", err, 0)
	wantKind(t, "once more", g.use(g.t1, registrytest.Writer, one.Number, 40), 0)

	other := g.must(g.ask(g.t1, registrytest.Writer, printing(300)))
	wantKind(t, "declined without why", func() error {
		_, err := g.t2.DecideOutput(t.Context(), &wirev1.DecideOutputRequest{SessionId: g.sessions[kakaricho], Number: other.Number, Decline: true})
		return err
	}(), wire.Malformed)
	wantKind(t, "declined", g.decide(g.t2, kakaricho, other.Number, "範囲を絞ること"), 0)
	wantKind(t, "used though declined", g.use(g.t1, registrytest.Writer, other.Number, 1), wire.NotApproved)

	mine := g.must(g.ask(g.t2, kakaricho, printing(40)))
	wantKind(t, "a chief's own", g.decide(g.t2, kakaricho, mine.Number, ""), wire.SamePerson)

	for kind, want := range map[audit.Kind]int{audit.OutputAsked: 3, audit.OutputApproved: 1, audit.OutputDeclined: 1, audit.OutputUsed: 2, audit.OutputReturned: 1, audit.OutputRefused: 7} {
		if got := g.logged(kind, ""); got != want {
			t.Errorf("%v logged %d times, want %d", kind, got, want)
		}
	}
}

// TestApprovalOfTheDay: an approval is worth nothing on the next day.
func TestApprovalOfTheDay(t *testing.T) {
	g := newGate(t)
	one := g.must(g.ask(g.t1, registrytest.Writer, printing(40)))
	wantKind(t, "approved", g.decide(g.t2, kakaricho, one.Number, ""), 0)
	g.clock.set(g.clock.Now().AddDate(0, 0, 1))
	g.sessions[registrytest.Writer] = g.signInFirst("T1", registrytest.Writer)
	wantKind(t, "on the day after", g.use(g.t1, registrytest.Writer, one.Number, 1), wire.NotApproved)
	answer, err := g.t1.ListOutputs(t.Context(), &wirev1.ListOutputsRequest{SessionId: g.sessions[registrytest.Writer], OpenOnly: true})
	if err != nil || len(answer.GetApprovals()) != 0 {
		t.Errorf("still open on the day after: %d, %v", len(answer.GetApprovals()), err)
	}
}

// TestOutputsAreRead: the chief reads those of the ward, a clerk their own.
func TestOutputsAreRead(t *testing.T) {
	g := newGate(t)
	elsewhere := printing(40)
	g.update(func(tx registry.Tx) (err error) {
		elsewhere.State, elsewhere.Ward, elsewhere.From, elsewhere.Until = output.Asked, "991023", g.today(), g.today()
		elsewhere.Asked = operator.Mark{By: "c77", At: g.clock.Now(), Seat: "T9"}
		elsewhere, err = tx.AddOutput(g.today(), elsewhere)
		return err
	})
	g.must(g.ask(g.t1, registrytest.Writer, printing(40)))
	g.must(g.ask(g.t2, kakaricho, printing(50)))
	g.must(g.ask(g.seat, johoIchi, handing(10)))
	wantKind(t, "decided in another ward", g.decide(g.t2, kakaricho, elsewhere.Number, ""), wire.NoRight)
	for _, tt := range []struct {
		client wirev1connect.OutputServiceClient
		by     operator.ID
		want   int
	}{{g.t1, registrytest.Writer, 1}, {g.t2, kakaricho, 2}, {g.seat, kacho, 4}, {g.seat, johoNi, 4}} {
		answer, err := tt.client.ListOutputs(t.Context(), &wirev1.ListOutputsRequest{SessionId: g.sessions[tt.by]})
		if err != nil || len(answer.GetApprovals()) != tt.want {
			t.Errorf("%s reads %d, %v; want %d", tt.by, len(answer.GetApprovals()), err, tt.want)
		}
	}
}

func handing(records int) output.Approval {
	return output.Approval{Act: output.Attended, Records: records, What: "整合性検査用ファイル", To: "北海県", Basis: "法第30条の6 依頼文 市住第12号", Reason: "年次の整合性検査"}
}

func (g *gate) provide(by, witness operator.ID, number, medium string, records int) error {
	_, err := g.seat.Provide(g.Context(), &wirev1.ProvideRequest{SessionId: g.sessions[by], WitnessSessionId: g.sessions[witness], Number: number, Medium: medium, Records: uint32(records)})
	return err
}

func (g *gate) move(by, witness operator.ID, number string, s output.Step) error {
	body, err := json.Marshal(s)
	if err != nil {
		g.Fatal(err)
	}
	_, err = g.seat.MoveMedium(g.Context(), &wirev1.MoveMediumRequest{SessionId: g.sessions[by], WitnessSessionId: g.sessions[witness], Number: number, Step: body})
	return err
}

// TestProvision is R042, R045, R136: approved before, handed over before a witness of IT who
// is signed in at the same seat, on a sealed medium of the ledger.
func TestProvision(t *testing.T) {
	g := newGate(t)
	_, err := g.ask(g.t1, registrytest.Writer, handing(10))
	wantKind(t, "asked at a counter", err, wire.NoRight)
	one := g.must(g.ask(g.seat, johoIchi, handing(10)))
	written := output.Step{Move: output.Written, Approval: one.Number, Records: 10, Recipient: "age1example", Digest: sheet}
	body, err := output.Medium{Kind: output.DVD, Serial: "TDK-0042"}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := g.seat.KeepMedium(t.Context(), &wirev1.KeepMediumRequest{SessionId: g.sessions[johoIchi], Medium: body})
	if err != nil {
		t.Fatal(err)
	}
	medium, err := output.DecodeMedium(kept.GetMedium())
	if err != nil || medium.State != output.Held || !strings.HasPrefix(medium.Number, "M") {
		t.Fatalf("medium = %+v, %v", medium, err)
	}
	wantKind(t, "written before it was approved", g.move(johoIchi, "", medium.Number, written), wire.NotApproved)
	wantKind(t, "approved at a counter", g.decide(g.t2, kakaricho, one.Number, ""), wire.NoRight)
	wantKind(t, "approved at the seat", g.decide(g.seat, kacho, one.Number, ""), 0)
	more := written
	more.Records = 11
	wantKind(t, "more written than approved", g.move(johoIchi, "", medium.Number, more), wire.OverApproved)
	wantKind(t, "handed over blank", g.provide(johoIchi, johoNi, one.Number, medium.Number, 10), wire.NotThisMove)
	wantKind(t, "written", g.move(johoIchi, "", medium.Number, written), 0)
	wantKind(t, "handed over alone", g.provide(johoIchi, "", one.Number, medium.Number, 10), wire.NoWitness)
	wantKind(t, "her own witness", g.provide(johoIchi, johoIchi, one.Number, medium.Number, 10), wire.NoWitness)
	wantKind(t, "a witness from elsewhere", g.provide(johoIchi, kakaricho, one.Number, medium.Number, 10), wire.NoWitness)
	wantKind(t, "a witness who is not of IT", g.provide(johoIchi, kacho, one.Number, medium.Number, 10), wire.NoWitness)
	wantKind(t, "by another", g.provide(johoNi, johoIchi, one.Number, medium.Number, 10), wire.NotApproved)
	wantKind(t, "as a printing", g.use(g.t1, registrytest.Writer, one.Number, 10), wire.NotApproved)
	wantKind(t, "handed over", g.provide(johoIchi, johoNi, one.Number, medium.Number, 10), 0)
	wantKind(t, "handed over twice", g.provide(johoIchi, johoNi, one.Number, medium.Number, 10), wire.RequestState)
	wantKind(t, "out without an approval", g.move(johoIchi, johoNi, medium.Number, output.Step{Move: output.TakenOut, Approval: one.Number, Records: 10}), wire.Malformed)
	wantKind(t, "in", g.move(johoIchi, "", medium.Number, output.Step{Move: output.Returned}), 0)
	wantKind(t, "destroyed alone", g.move(johoIchi, "", medium.Number, output.Step{Move: output.Destroy, Note: "裁断"}), wire.NoWitness)
	wantKind(t, "destroyed", g.move(johoIchi, johoNi, medium.Number, output.Step{Move: output.Destroy, Note: "裁断"}), 0)
	wantKind(t, "written after its end", g.move(johoIchi, "", medium.Number, written), wire.NotApproved)

	listed, err := g.seat.ListMedia(t.Context(), &wirev1.ListMediaRequest{SessionId: g.sessions[johoNi]})
	if err != nil || len(listed.GetMedia()) != 1 {
		t.Fatalf("media: %d, %v", len(listed.GetMedia()), err)
	}
	if medium, err = output.DecodeMedium(listed.GetMedia()[0]); err != nil || len(medium.Steps) != 5 || medium.Steps[2].Witness != johoNi || medium.Steps[2].Note != "北海県" || medium.State != output.Destroyed {
		t.Errorf("ledger = %+v, %v", medium, err)
	}
	for kind, want := range map[audit.Kind]int{audit.MediumMoved: 5, audit.OutputUsed: 1, audit.OutputRefused: 8} {
		if got := g.logged(kind, ""); got != want {
			t.Errorf("%v logged %d times, want %d", kind, got, want)
		}
	}
}
