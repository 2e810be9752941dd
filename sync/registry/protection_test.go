package registry_test

import (
	"crypto/ed25519"
	"net/http"
	"slices"
	"testing"
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
	"madoguchi/app/notification"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/sync/pinned"
	"madoguchi/sync/registry"
	"madoguchi/sync/registry/registrytest"
	"madoguchi/sync/wire"
	wirev1 "madoguchi/sync/wire/madoguchi/v1"
	"madoguchi/sync/wire/madoguchi/v1/wirev1connect"
)

// second is another officer than [registrytest.Officer].
const second operator.ID = "s02"

// protect sets a measure as of now, the first of its residents the applicant.
func (b *bench) protect(id string, of ...resident.ID) resident.Measure {
	b.Helper()
	m, err := resident.NewMeasure(resident.Measure{ID: id, Kind: resident.Regular, Applicant: of[0], Together: of[1:], Start: civil.FromTime(b.clock.Now()), Forwarded: []string{"別市"}},
		registrytest.Officer, b.clock.Now())
	if err != nil {
		b.Fatal(err)
	}
	m.Perpetrator = &resident.Perpetrator{Name: "悪所　太郎", Relationship: "元配偶者"}
	b.update(func(tx registry.Tx) error { return tx.PutMeasure(m) })
	return m
}

// guard sets a hold as of now on a resident.
func (b *bench) guard(id string, of resident.ID, process resident.Process, level resident.HoldLevel) {
	b.Helper()
	h, err := resident.NewHold(resident.Hold{ID: id, Resident: of, Process: process, Level: level, Start: civil.FromTime(b.clock.Now()), Reason: resident.Impersonation}, registrytest.Officer, b.clock.Now())
	if err != nil {
		b.Fatal(err)
	}
	b.update(func(tx registry.Tx) error { return tx.PutHold(h) })
}

// protection returns a client of a terminal.
func (h *house) protection(terminal string) wirev1connect.ProtectionServiceClient {
	transport, err := pinned.NewTransport(h.url, h.city.Terminal(terminal), h.city.Trust, time.Now)
	if err != nil {
		panic(err)
	}
	return wirev1connect.NewProtectionServiceClient(&http.Client{Transport: transport}, "https://"+h.url, wire.ClientOptions()...)
}

// wait lets time pass.
func (b *bench) wait(d time.Duration) { b.clock.set(b.clock.Now().Add(d)) }

func (h *house) secondOfficer() {
	h.update(func(tx registry.Tx) error {
		p := operator.Profile{ID: second, Name: "操作者", Ward: registrytest.Ward, Rights: []operator.Right{operator.Search, operator.SupportMeasure}}
		public, _, err := ed25519.GenerateKey(nil)
		if err != nil {
			return err
		}
		if err := tx.PutAccount(registry.Account{Profile: p, PIN: registrytest.Verifier, Seed: registrytest.Seed(second)}); err != nil {
			return err
		}
		return tx.Enrol(registry.Key{Operator: second, Terminal: "T1", Public: public, EnrolledAt: h.clock.Now()})
	})
}

// TestWithheld: the address of a household with a protected member is shown to nobody
// but while the officer has lifted every measure on it, and each look is logged (E20).
func TestWithheld(t *testing.T) {
	h := newHouse(t)
	family := h.current(h.accept(h.counter.MovingIn(3)))
	h.protect("m1", family[0].ID, family[2].ID)
	h.protect("m2", family[1].ID)
	c, p := h.client("T1"), h.protection("T1")
	clerk, officer := h.signIn(c, registrytest.Writer), h.signIn(c, registrytest.Officer)
	reveal := func(session string, of int) (*wirev1.RevealAddressResponse, error) {
		return p.RevealAddress(t.Context(), &wirev1.RevealAddressRequest{SessionId: session, ResidentId: string(family[of].ID), Purpose: 1})
	}
	lift := func(session, measure string, minutes uint32) error {
		_, err := p.Lift(t.Context(), &wirev1.LiftRequest{SessionId: session, MeasureId: measure, Reason: 1, Minutes: minutes})
		return err
	}
	_, err := reveal(officer, 0)
	wantKind(t, "address without a lift, by the officer", err, wire.Withheld)
	wantKind(t, "lift by a clerk", lift(clerk, "m1", 10), wire.NoRight)
	wantKind(t, "lift for two hours", lift(officer, "m1", 120), wire.Malformed)
	wantKind(t, "lift of nothing", lift(officer, "m9", 10), wire.NotFound)
	if err := lift(officer, "m1", 10); err != nil {
		t.Fatal(err)
	}
	_, err = reveal(clerk, 0)
	wantKind(t, "address while another measure of the household stands", err, wire.Withheld)
	if err := lift(officer, "m2", 5); err != nil {
		t.Fatal(err)
	}
	h.wait(4 * time.Minute)
	for i := range family {
		at, err := reveal(clerk, i)
		if err != nil || at.GetTown() != family[i].Address.Town || at.GetNumber() != family[i].Address.Number {
			t.Errorf("address of member %d while lifted: %v", i, err)
		}
	}
	h.wait(time.Minute)
	_, err = reveal(clerk, 0)
	wantKind(t, "address after the lift", err, wire.Withheld)
	if n := h.logged(audit.AddressShown, string(family[0].ID)); n != 1 {
		t.Errorf("looks logged = %d, want 1", n)
	}
	if n := h.logged(audit.Lifted, string(family[0].ID)); n != 1 {
		t.Errorf("lifts logged = %d, want 1", n)
	}
	// The lift was not passed on: the record is protected all the while.
	h.view(func(tx registry.Tx) error {
		r, err := tx.Current(family[0].ID)
		if !r.Protected {
			t.Error("not protected during a temporary lift")
		}
		return err
	})
	h.check()
}

// TestOutline: a clerk is told that somebody is protected and by what, and nothing of
// who else is, where the application went and who was fled (R035).
func TestOutline(t *testing.T) {
	h := newHouse(t)
	family := h.current(h.accept(h.counter.MovingIn(2)))
	other := h.current(h.accept(h.counter.MovingIn(1)))
	h.protect("m1", other[0].ID, family[1].ID)
	c, p := h.client("T1"), h.protection("T1")
	clerk, officer := h.signIn(c, registrytest.Writer), h.signIn(c, registrytest.Officer)
	for _, who := range []struct {
		session string
		officer bool
	}{{clerk, false}, {officer, true}} {
		opened, err := c.OpenRecord(t.Context(), &wirev1.OpenRecordRequest{SessionId: who.session, ResidentId: string(family[0].ID), Purpose: 1})
		if err != nil || len(opened.GetProtection().GetMeasures()) != 1 {
			t.Fatalf("opened with %d measures, %v", len(opened.GetProtection().GetMeasures()), err)
		}
		m, err := resident.DecodeMeasure(opened.GetProtection().GetMeasures()[0])
		if err != nil || !m.Covers(family[1].ID) || m.Covers(other[0].ID) != who.officer || (len(m.Forwarded) > 0) != who.officer {
			t.Errorf("officer %v: covers the other %v, forwarded %v, %v", who.officer, m.Covers(other[0].ID), m.Forwarded, err)
		}
		_, err = p.ListMeasures(t.Context(), &wirev1.ListMeasuresRequest{SessionId: who.session})
		_, err2 := p.RevealPerpetrator(t.Context(), &wirev1.RevealPerpetratorRequest{SessionId: who.session, MeasureId: "m1"})
		if !who.officer {
			wantKind(t, "list by a clerk", err, wire.NoRight)
			wantKind(t, "perpetrator to a clerk", err2, wire.NoRight)
		} else if err != nil || err2 != nil {
			t.Errorf("officer: %v, %v", err, err2)
		}
	}
	r, err := p.RevealPerpetrator(t.Context(), &wirev1.RevealPerpetratorRequest{SessionId: officer, MeasureId: "m1"})
	if err != nil || r.GetName() != "悪所　太郎" || h.logged(audit.PerpetratorShown, string(other[0].ID)) != 2 {
		t.Errorf("perpetrator: %v, logged %d", err, h.logged(audit.PerpetratorShown, ""))
	}
}

// TestTick: the proof of each place is kept, and all are open again after an extension.
func TestTick(t *testing.T) {
	h := newHouse(t)
	family := h.current(h.accept(h.counter.MovingIn(1)))
	m := h.protect("m1", family[0].ID)
	c, p := h.client("T1"), h.protection("T1")
	officer := h.signIn(c, registrytest.Officer)
	tick := func(place uint32, target, reference string) (resident.Measure, error) {
		r, err := p.TickTripwire(t.Context(), &wirev1.TickTripwireRequest{SessionId: officer, MeasureId: "m1", Place: place, Target: target, Reference: reference})
		if err != nil {
			return resident.Measure{}, err
		}
		return resident.DecodeMeasure(r.GetMeasure())
	}
	_, err := tick(uint32(resident.AtMiddleServer), "", "")
	wantKind(t, "without a proof", err, wire.Malformed)
	_, err = tick(uint32(resident.AtForwarded), "他市", "1")
	wantKind(t, "to where it was not forwarded", err, wire.Malformed)
	_, err = tick(256+uint32(m.Tripwires()[0].Place), m.Tripwires()[0].Target, "み北住第12号")
	wantKind(t, "a place that is another in one byte", err, wire.Malformed)
	_, err = p.Lift(t.Context(), &wirev1.LiftRequest{SessionId: officer, MeasureId: "m1", Reason: 257, Minutes: 10})
	wantKind(t, "a reason that is another in one byte", err, wire.Malformed)
	for i, w := range m.Tripwires() {
		now, err := tick(uint32(w.Place), w.Target, "み北住第12号")
		if err != nil || now.Open() != len(m.Tripwires())-1-i {
			t.Fatalf("tick of %s: %d open, %v", w.Place.Key(), now.Open(), err)
		}
	}
	listed, err := p.ListMeasures(t.Context(), &wirev1.ListMeasuresRequest{SessionId: officer})
	if err != nil || len(listed.GetMeasures()) != 1 || !listed.GetMeasures()[0].GetHasPerpetrator() || listed.GetMeasures()[0].GetPersons()[0].GetName() != family[0].Name {
		t.Fatalf("list = %d measures, %v", len(listed.GetMeasures()), err)
	}
	h.update(func(tx registry.Tx) error { // as the posting of an extension does
		m, err := tx.Measure("m1")
		if err != nil || m.Open() != 0 {
			t.Errorf("%d open, %v", m.Open(), err)
		}
		if m, err = m.Extend(m.End, h.clock.Now().Add(time.Minute)); err != nil {
			return err
		}
		return tx.PutMeasure(m)
	})
	h.view(func(tx registry.Tx) error {
		m, err := tx.Measure("m1")
		if m.Open() != len(m.Tripwires()) {
			t.Errorf("%d open after the extension, want all", m.Open())
		}
		return err
	})
}

// TestInquiryHold: an inquiry hold (照会の抑止) binds everybody but the officer.
func TestInquiryHold(t *testing.T) {
	h := newHouse(t)
	family := h.current(h.accept(h.counter.MovingIn(2)))
	h.guard("h1", family[0].ID, resident.ToInquire, resident.ErrorLevel)
	h.guard("h2", family[1].ID, resident.ToInquire, resident.AlertLevel)
	c, p := h.client("T1"), h.protection("T1")
	clerk, officer := h.signIn(c, registrytest.Writer), h.signIn(c, registrytest.Officer)
	open := func(session string, of int) error {
		_, err := c.OpenRecord(t.Context(), &wirev1.OpenRecordRequest{SessionId: session, ResidentId: string(family[of].ID), Purpose: 1})
		return err
	}
	wantKind(t, "a clerk", open(clerk, 0), wire.Withheld)
	_, err := p.RevealAddress(t.Context(), &wirev1.RevealAddressRequest{SessionId: clerk, ResidentId: string(family[0].ID), Purpose: 1})
	wantKind(t, "the address to a clerk", err, wire.Withheld)
	_, err = c.RevealNumber(t.Context(), &wirev1.RevealNumberRequest{SessionId: clerk, ResidentId: string(family[0].ID), Number: 1, Purpose: 1})
	wantKind(t, "the number to a clerk", err, wire.Withheld)
	if open(officer, 0) != nil || open(clerk, 1) != nil {
		t.Error("the officer, or a hold of level alert, was refused")
	}
	if _, err := p.Lift(t.Context(), &wirev1.LiftRequest{SessionId: officer, HoldId: "h1", Reason: 2, Minutes: 10}); err != nil {
		t.Fatal(err)
	}
	if err := open(clerk, 0); err != nil {
		t.Errorf("while it is lifted: %v", err)
	}
	h.wait(10 * time.Minute)
	wantKind(t, "after the lift", open(clerk, 0), wire.Withheld)
	holds, err := p.ListHolds(t.Context(), &wirev1.ListHoldsRequest{SessionId: officer})
	if err != nil || len(holds.GetHolds()) != 2 {
		t.Errorf("%d holds listed, %v", len(holds.GetHolds()), err)
	}
	_, err = p.ListHolds(t.Context(), &wirev1.ListHoldsRequest{SessionId: clerk})
	wantKind(t, "list by a clerk", err, wire.NoRight)
}

// TestHeldChange: E19 by the register itself, and a lift that was open when the entry
// was handed over is one for the entry, however long its review takes.
func TestHeldChange(t *testing.T) {
	b := newBench(t)
	family := b.current(b.accept(b.counter.MovingIn(1)))
	b.guard("h1", family[0].ID, resident.ToChange, resident.ErrorLevel)
	out := b.counter.MovingOut(civil.MustParse("2026-04-01"), family...)
	v := b.decide(out)
	if v.Accepted || !slices.ContainsFunc(v.Findings, func(f notification.Finding) bool { return f.Rule == "E19" }) {
		t.Errorf("held change: accepted %v, %v", v.Accepted, v.Findings)
	}
	b.update(func(tx registry.Tx) error {
		h, err := tx.Hold("h1")
		if err != nil {
			return err
		}
		if h, err = h.LiftFor(10, resident.ChangeOfRecord, registrytest.Officer, b.clock.Now()); err != nil {
			return err
		}
		return tx.PutHold(h)
	})
	b.wait(5 * time.Minute)
	s := b.counter.Submit(out)
	b.push(b.counter.Event(s))
	b.wait(time.Hour) // the lift is long over
	b.push(b.counter.Event(b.counter.Review(s, registrytest.First, notification.Approve)))
	if got := b.stage(s); got != registry.Accepted {
		t.Errorf("handed over while lifted: stage %d, %v", got, b.verdict(s).Findings)
	}
	b.check()
}

// TestBulkRelease: a list made before a protection does not undo it (D18; Meguro 2025),
// and nobody releases alone.
func TestBulkRelease(t *testing.T) {
	h := newHouse(t)
	h.secondOfficer()
	old := h.current(h.accept(h.counter.MovingIn(2)))
	fresh := h.current(h.accept(h.counter.MovingIn(1)))
	h.protect("m1", old[0].ID, old[1].ID)
	h.wait(time.Minute)
	made := h.clock.Now()
	h.wait(time.Minute)
	h.protect("m2", fresh[0].ID) // after the list was made
	h.wait(time.Minute)
	c, p := h.client("T1"), h.protection("T1")
	one, other := h.signIn(c, registrytest.Officer), h.signIn(c, second)
	all := []string{string(old[0].ID), string(old[1].ID), string(fresh[0].ID)}
	checked, err := p.CheckRelease(t.Context(), &wirev1.CheckReleaseRequest{SessionId: one, MadeAt: made.UnixMilli(), ResidentIds: all})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []resident.Conflict{resident.NoConflict, resident.NoConflict, resident.YoungerMeasure} {
		if got := resident.Conflict(checked.GetLines()[i].GetConflict()); got != want {
			t.Errorf("line %d: %s, want %s", i, got.Key(), want.Key())
		}
	}
	propose := func(ids, confirmed []string) (string, error) {
		r, err := p.ProposeRelease(t.Context(), &wirev1.ProposeReleaseRequest{SessionId: one, MadeAt: made.UnixMilli(), ResidentIds: ids, ConfirmedIds: confirmed})
		return r.GetReleaseId(), err
	}
	_, err = propose(all, nil)
	wantKind(t, "as a whole", err, wire.ReleaseConflict)
	_, err = propose(all, all)
	wantKind(t, "with the younger one confirmed", err, wire.ReleaseConflict)
	_, err = propose(all[:1], all[:2])
	wantKind(t, "confirmed and not listed", err, wire.Malformed)
	_, err = propose(all, all[1:2])
	wantKind(t, "the child without the mother", err, wire.ReleaseConflict)
	id, err := propose(all, all[:2])
	if err != nil {
		t.Fatal(err)
	}
	do := func(session string) error {
		_, err := p.DoRelease(t.Context(), &wirev1.DoReleaseRequest{SessionId: session, ReleaseId: id})
		return err
	}
	wantKind(t, "by who proposed it", do(one), wire.SamePerson)
	h.guard("h1", old[1].ID, resident.ToIssue, resident.ErrorLevel) // something happened since
	wantKind(t, "after a hold was set", do(other), wire.ReleaseConflict)
	waits, err := p.ListReleases(t.Context(), &wirev1.ListReleasesRequest{SessionId: other})
	if err != nil || len(waits.GetReleases()) != 1 || waits.GetReleases()[0].GetLines()[1].GetConflict() != uint32(resident.ChangedHold) {
		t.Fatalf("waiting = %v, %v", len(waits.GetReleases()), err)
	}
	protected := func(of resident.Record) (yes bool) {
		h.view(func(tx registry.Tx) error {
			r, err := tx.Current(of.ID)
			yes = r.Protected
			return err
		})
		return yes
	}
	if !protected(old[0]) || !protected(old[1]) {
		t.Fatal("a refused release released somebody")
	}
	h.wait(time.Second)
	made = h.clock.Now() // a list made after all that
	if id, err = propose(all[:2], nil); err != nil {
		t.Fatal(err)
	}
	h.wait(time.Second)
	if err := do(other); err != nil {
		t.Fatal(err)
	}
	if protected(old[0]) || protected(old[1]) || !protected(fresh[0]) {
		t.Errorf("protected after the release: %v, %v, %v", protected(old[0]), protected(old[1]), protected(fresh[0]))
	}
	wantKind(t, "twice", do(other), wire.EntryClosed)
	for kind, whose := range map[audit.Kind]string{audit.ReleaseDone: id, audit.MeasureEnded: string(old[0].ID)} {
		if n := h.logged(kind, whose); n != 1 {
			t.Errorf("%v logged %d times", kind, n)
		}
	}
	h.check()
}

// TestLoadProtected: a protected record that is taken over has a measure, so that it
// stays protected and the officer sees it.
func TestLoadProtected(t *testing.T) {
	s := newStore(t)
	row := func(order int, protected bool) resident.Record {
		return resident.Record{Order: order, Status: resident.Living, Cause: resident.Initial, ProcessedOn: civil.MustParse("2026-03-31"), Class: resident.Japanese,
			Name: "海野　潮", Reading: "ウンノ　ウシオ", Birth: civil.Certain(civil.MustParse("1985-03-09")), Sex: resident.Female, Relationship: resident.Head, Protected: protected}
	}
	n, err := registry.Load(t.Context(), s, slices.Values([][]resident.Record{{row(1, true), row(2, false), row(3, true)}, {row(1, false)}}))
	if err != nil || n != 4 {
		t.Fatalf("loaded %d, %v", n, err)
	}
	err = s.View(t.Context(), func(tx registry.Tx) error {
		all, err := tx.Measures(false)
		if err != nil || len(all) != 1 || len(all[0].Covered()) != 2 || all[0].End != civil.MustParse("2027-03-30") || all[0].Open() == 0 {
			t.Errorf("%d measures, %v", len(all), err)
		}
		count := 0
		err = tx.Residents(func(r resident.Record) error {
			if r.Protected {
				count++
			}
			return nil
		})
		if count != 2 {
			t.Errorf("%d protected, want 2", count)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestHitsOfHousehold: the address of one is that of all, in a list, too; and a search by
// the address tells only the officer who is protected there.
func TestHitsOfHousehold(t *testing.T) {
	h := newHouse(t)
	family := h.current(h.accept(h.counter.MovingIn(2)))
	h.protect("m1", family[1].ID)
	c := h.client("T1")
	clerk, officer := h.signIn(c, registrytest.Writer), h.signIn(c, registrytest.Officer)
	for _, session := range []string{clerk, officer} {
		r, err := c.Search(t.Context(), &wirev1.SearchRequest{SessionId: session, ResidentId: string(family[0].ID), Purpose: 1})
		if err != nil || len(r.GetHits()) != 1 || r.GetHits()[0].GetAddress() != "" || !r.GetHits()[0].GetProtected() {
			t.Errorf("who lives with a protected resident: %d hits, %v", len(r.GetHits()), err)
		}
		r, err = c.Search(t.Context(), &wirev1.SearchRequest{SessionId: session, Address: "潮見町", Purpose: 1})
		if want := map[bool]int{false: 0, true: 2}[session == officer]; err != nil || len(r.GetHits()) != want {
			t.Errorf("by the address, officer %v: %d hits, %v", session == officer, len(r.GetHits()), err)
		}
	}
}
