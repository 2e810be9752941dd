package protection_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/app/resident"
	"madoguchi/ui/protection"
	"madoguchi/ui/words"
)

const (
	mother resident.ID = "000000012"
	child  resident.ID = "000000029"
	uncle  resident.ID = "000000037"
)

var now = time.Date(2026, 11, 24, 10, 0, 0, 0, civil.Japan)

// desk is a register with what the domain itself makes of it.
type desk struct {
	measures []counter.ListedMeasure
	holds    []counter.ListedHold
	waiting  []counter.ProposedRelease
	who      operator.ID
	looks    []string // what was shown that is hidden otherwise
	err      error
}

func (d *desk) Measures(_ context.Context, ended bool) ([]counter.ListedMeasure, error) {
	var all []counter.ListedMeasure
	for _, m := range d.measures {
		if m.Ended() == ended {
			all = append(all, m)
		}
	}
	return all, d.err
}

func (d *desk) StandingHolds(context.Context) ([]counter.ListedHold, error) { return d.holds, d.err }

func (d *desk) Perpetrator(_ context.Context, m resident.Measure) (resident.Perpetrator, error) {
	d.looks = append(d.looks, "perpetrator of "+m.ID)
	return resident.Perpetrator{Name: "悪所　太郎", Relationship: "元配偶者", Address: "架空市暗町一丁目2番3号", Note: "職場へ連絡しない"}, d.err
}

func (d *desk) RevealAddress(_ context.Context, id resident.ID, _ counter.Purpose) (resident.Address, error) {
	var of []resident.Measure
	for _, m := range d.measures {
		if m.Covers(id) {
			of = append(of, m.Measure)
		}
	}
	if !resident.Lifted(of, now) {
		return resident.Address{}, counter.ErrWithheld
	}
	d.looks = append(d.looks, "address of "+string(id))
	return resident.Address{Town: "みなと野市北区潮見町", Number: "3番地4"}, d.err
}

func (d *desk) find(id string) *counter.ListedMeasure {
	i := slices.IndexFunc(d.measures, func(m counter.ListedMeasure) bool { return m.ID == id })
	return &d.measures[i]
}

func (d *desk) Tick(_ context.Context, _ resident.ID, proof counter.TripwireProof) (resident.Measure, error) {
	m := d.find(proof.Measure)
	ticked, err := m.Measure.Tick(proof.Place, proof.Target, proof.Reference, d.who, now)
	if err == nil {
		m.Measure = ticked
	}
	return ticked, err
}

func (d *desk) Lift(_ context.Context, _ resident.ID, o counter.LiftOrder) (time.Time, error) {
	if o.Hold != "" {
		h, err := d.holds[0].Hold.LiftFor(o.Minutes, o.Reason, d.who, now)
		d.holds[0].Hold = h
		return h.Lift.Until, err
	}
	m := d.find(o.Measure)
	lifted, err := m.LiftFor(o.Minutes, o.Reason, d.who, now)
	m.Measure = lifted
	return lifted.Lift.Until, err
}

func (d *desk) CheckRelease(_ context.Context, list counter.ReleaseList) ([]counter.ReleaseLine, error) {
	var lines []counter.ReleaseLine
	for _, id := range list.Residents {
		var of []resident.Measure
		name := ""
		for _, m := range d.measures {
			for _, p := range m.Persons {
				if p.ID == id {
					name = p.Name
				}
			}
			if m.Covers(id) {
				of = append(of, m.Measure)
			}
		}
		l := resident.CheckRelease(id, list.Residents, list.MadeAt, of, nil)
		lines = append(lines, counter.ReleaseLine{Resident: id, Name: name, Measures: len(l.Measures), Conflict: l.Conflict})
	}
	return lines, d.err
}

func (d *desk) ProposeRelease(_ context.Context, list counter.ReleaseList, confirmed []resident.ID) error {
	if len(confirmed) > 0 {
		list.Residents = confirmed
	}
	lines, _ := d.CheckRelease(context.Background(), list)
	for _, l := range lines {
		if l.Conflict != resident.NoConflict {
			return counter.ErrReleaseConflict
		}
	}
	d.waiting = append(d.waiting, counter.ProposedRelease{ID: "r1", MadeAt: list.MadeAt, ProposedBy: d.who, ProposedAt: now, Lines: lines})
	return d.err
}

func (d *desk) Releases(context.Context) ([]counter.ProposedRelease, error) { return d.waiting, d.err }

func (d *desk) DoRelease(_ context.Context, id string) error {
	if d.waiting[0].ProposedBy == d.who {
		return counter.ErrSamePerson
	}
	d.waiting = nil
	return nil
}

func (d *desk) Operator() (operator.Profile, bool) { return operator.Profile{ID: d.who}, true }

type guide struct {
	left   bool
	opened resident.ID
}

func (g *guide) Leave()                                       { g.left = true }
func (g *guide) OpenRecord(id resident.ID, _ counter.Purpose) { g.opened = id }

// seen is a view that writes down what it is told.
type seen struct {
	said   string
	asked  string
	answer func(int)
}

func (s *seen) ShowStage()                       {}
func (s *seen) ShowFacts()                       {}
func (s *seen) ShowWires()                       {}
func (s *seen) ShowLines()                       {}
func (s *seen) Say(_ protection.Grade, t string) { s.said = t }
func (s *seen) Ask(title, _ string, _ []string, answered func(int)) {
	s.asked, s.answer = title, answered
}

func person(id resident.ID, name string) counter.ProtectedPerson {
	return counter.ProtectedPerson{ID: id, Name: name, Birth: civil.Certain(civil.MustParse("1988-04-02"))}
}

func listed(t *testing.T, id, start string, setAt time.Time, persons ...counter.ProtectedPerson) counter.ListedMeasure {
	t.Helper()
	m := resident.Measure{ID: id, Kind: resident.Regular, Applicant: persons[0].ID, Start: civil.MustParse(start), Forwarded: []string{"架空市"}}
	for _, p := range persons[1:] {
		m.Together = append(m.Together, p.ID)
	}
	m, err := resident.NewMeasure(m, "s01", setAt)
	if err != nil {
		t.Fatal(err)
	}
	return counter.ListedMeasure{Measure: m, Persons: persons, HasPerpetrator: true}
}

// city has a measure that is over, one that ends soon and one set today.
func city(t *testing.T) *desk {
	day := func(s string) time.Time {
		d := civil.MustParse(s)
		return time.Date(d.Year(), d.Month(), d.Day(), 9, 0, 0, 0, civil.Japan)
	}
	over := listed(t, "m1", "2025-11-01", day("2025-11-01"), person(uncle, "髙橋　航"))
	soon := listed(t, "m2", "2025-12-10", day("2025-12-10"), person(mother, "葛󠄂西　渚"), person(child, "葛󠄂西　凪"))
	young := listed(t, "m3", "2026-11-24", now.Add(-time.Hour), person("000000045", "灘　汐里"))
	hold, err := resident.NewHold(resident.Hold{ID: "h1", Resident: mother, Process: resident.ToChange, Level: resident.ErrorLevel, Start: civil.MustParse("2026-04-01"),
		End: civil.MustParse("2026-10-31"), Reason: resident.Impersonation}, "s01", day("2026-04-01"))
	if err != nil {
		t.Fatal(err)
	}
	return &desk{measures: []counter.ListedMeasure{over, soon, young}, who: "s301", holds: []counter.ListedHold{{Hold: hold, Person: person(mother, "葛󠄂西　渚")}}}
}

func start(t *testing.T, d *desk) (*protection.Presenter, *seen, *guide) {
	t.Helper()
	g, s := &guide{}, &seen{}
	p := protection.New(config(d, g))
	p.Attach(s)
	p.Refresh()
	return p, s, g
}

func config(d *desk, g *guide) protection.Config {
	return protection.Config{Desk: d, Guide: g, Run: func(work func() func()) { work()() }, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}
}

// TestList: what has to be dealt with stands out, and stands first.
func TestList(t *testing.T) {
	d := city(t)
	p, _, _ := start(t, d)
	if p.Len() != 3 {
		t.Fatalf("%d rows", p.Len())
	}
	for i, want := range []struct {
		state string
		grade protection.Grade
	}{{words.T(words.ProtectionStateOverdue), protection.Stop}, {words.T(words.ProtectionStateDue, 15), protection.Alert}, {words.T(words.ProtectionStateOn), protection.Plain}} {
		if r := p.Row(i); r.State != want.state || r.StateGrade != want.grade {
			t.Errorf("row %d: %q (%d), want %q", i, r.State, r.StateGrade, want.state)
		}
	}
	if c := p.Counts(); c[0].N != "1" || c[1].N != "1" || c[2].N != "3" || c[3].Grade != protection.Plain {
		t.Errorf("counts %+v", c)
	}
	p.Turn()
	if r := p.HoldRow(0); p.Mode() != protection.Holds || r.State != words.T(words.ProtectionStateHoldOverdue) {
		t.Errorf("hold past its end: %q", r.State)
	}
	p.Turn()
	if p.Len() != 0 {
		t.Errorf("%d ended measures", p.Len())
	}
	d.err = counter.ErrOffline
	if p.Turn(); p.Stage() != protection.Failed || p.Why() != words.ProtectionOffline {
		t.Errorf("without a line: stage %d, %s", p.Stage(), p.Why())
	}
}

func said(p *protection.Presenter) string {
	var all []string
	for _, f := range p.Facts() {
		all = append(all, f.Text)
	}
	return strings.Join(all, "\n")
}

// TestHidden: address and perpetrator are there when they are asked for and gone with
// the screen; the address needs a lift (E20).
func TestHidden(t *testing.T) {
	d := city(t)
	p, s, _ := start(t, d)
	p.Choose(1)
	if text := said(p); strings.Contains(text, "潮見町") || strings.Contains(text, "悪所") {
		t.Fatal("shown before it was asked for")
	}
	p.ShowAddress()
	if s.said != words.T(words.ProtectionWithheld) || strings.Contains(said(p), "潮見町") || len(d.looks) != 0 {
		t.Errorf("address without a lift: said %q", s.said)
	}
	p.LiftShown()
	p.SetLiftMinutes("61")
	p.SetLiftReason("1")
	if p.Lift(); s.said != words.T(words.ProtectionLiftWrong, resident.MaxLift) {
		t.Errorf("61 minutes: said %q", s.said)
	}
	p.SetLiftMinutes("10")
	if p.Lift(); p.Stage() != protection.Showing || s.said != words.T(words.ProtectionLiftDone, "10:10") {
		t.Errorf("lifted: stage %d, said %q", p.Stage(), s.said)
	}
	if p.ShowAddress(); !strings.Contains(said(p), "潮見町") {
		t.Error("address not shown while lifted")
	}
	if p.ShowPerpetrator(); !strings.Contains(said(p), "悪所　太郎") {
		t.Error("perpetrator not shown")
	}
	if want := []string{"address of " + string(mother), "perpetrator of m2"}; !slices.Equal(d.looks, want) {
		t.Errorf("looks %q, want %q", d.looks, want)
	}
	p.Hide()
	if text := said(p); strings.Contains(text, "潮見町") || strings.Contains(text, "悪所") {
		t.Error("still shown after the screen was left")
	}
}

// TestProve: each place with its own proof, the next open one after it.
func TestProve(t *testing.T) {
	d := city(t)
	p, s, _ := start(t, d)
	p.Choose(2)
	if p.Prove(0, "  "); s.said != words.T(words.ProtectionReferenceMissing) {
		t.Errorf("without a reference: said %q", s.said)
	}
	n := len(p.Wires())
	for i := range n {
		p.Prove(i, "み北住第12号")
		if w := p.Wires()[i]; !w.Done || w.Reference != "み北住第12号" {
			t.Errorf("place %d is not told", i)
		}
		if next := p.NextOpen(i); next != min(i+1, n-1) {
			t.Errorf("after %d comes %d", i, next)
		}
	}
	if s.said != words.T(words.ProtectionTickedAll) {
		t.Errorf("after the last: %q", s.said)
	}
}

// TestRelease: a list made before a measure was set does not release it (D18), the
// others only line by line, and nobody alone.
func TestRelease(t *testing.T) {
	d := city(t)
	p, s, _ := start(t, d)
	if p.CheckMarked(); s.said != words.T(words.ProtectionReleaseNone) {
		t.Errorf("nothing marked: said %q", s.said)
	}
	p.Mark(1)
	p.Mark(2)
	if p.CheckMarked(); p.Stage() != protection.Checking || p.Refused() || len(p.Lines()) != 3 {
		t.Fatalf("marked just now: stage %d, refused %v, %d lines", p.Stage(), p.Refused(), len(p.Lines()))
	}
	p.SetMade("R8.11.25")
	if s.said != words.T(words.ProtectionReleaseMadeWrong) {
		t.Errorf("a list of tomorrow: said %q", s.said)
	}
	p.SetMade("R8.11.20")
	rows := p.Lines()
	if !p.Refused() || rows[1].Verdict != words.T(words.ProtectionConflictYounger) || rows[0].Grade != protection.Plain {
		t.Errorf("a list of last week: %+v", rows)
	}
	if p.Propose(); s.said != words.T(words.ProtectionReleaseUnconfirmed) || len(d.waiting) != 0 {
		t.Errorf("as a whole: said %q", s.said)
	}
	p.Confirm(1) // the younger one cannot be
	p.Confirm(0)
	p.Confirm(2)
	if p.Propose(); len(d.waiting) != 1 || len(d.waiting[0].Lines) != 2 || s.said != words.T(words.ProtectionReleaseProposed, 2) {
		t.Fatalf("line by line: %d waiting, said %q", len(d.waiting), s.said)
	}
	p.OpenWaiting()
	if why := p.WhyNotDo(); why != words.T(words.ProtectionReleaseSame) {
		t.Errorf("by who proposed it: %q", why)
	}
	if p.Do(); s.asked != "" {
		t.Error("asked who proposed it")
	}
	d.who = "s302"
	if p.Do(); s.asked != words.T(words.ProtectionReleaseAsk, 2) {
		t.Fatalf("asked %q", s.asked)
	}
	if s.answer(0); len(d.waiting) != 1 {
		t.Error("released on no")
	}
	if s.answer(1); len(d.waiting) != 0 || s.said != words.T(words.ProtectionReleaseDone) {
		t.Errorf("released on yes: %d waiting, said %q", len(d.waiting), s.said)
	}
}

// TestLeave: back goes one stage.
func TestLeave(t *testing.T) {
	p, _, g := start(t, city(t))
	p.Choose(0)
	p.LiftShown()
	if p.Leave(); p.Stage() != protection.Showing {
		t.Errorf("from the lift to stage %d", p.Stage())
	}
	p.OpenRecord()
	if g.opened != uncle {
		t.Errorf("opened %q", g.opened)
	}
	if p.Leave(); p.Stage() != protection.Listing || g.left {
		t.Errorf("from the measure to stage %d", p.Stage())
	}
	if p.Leave(); !g.left {
		t.Error("did not leave")
	}
}
