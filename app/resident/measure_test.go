package resident_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/resident"
)

const (
	mother resident.ID = "000000012"
	child  resident.ID = "000000029"
	uncle  resident.ID = "000000037"
)

func measure(t *testing.T, start string, change func(*resident.Measure)) resident.Measure {
	t.Helper()
	m := resident.Measure{ID: "m1", Kind: resident.Regular, Applicant: mother,
		Together: []resident.ID{child, child, mother, ""}, Forwarded: []string{"架空市"}, Start: civil.MustParse(start)}
	if change != nil {
		change(&m)
	}
	m, err := resident.NewMeasure(m, "s01", at(start+" 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestTermEnd: start + 1 year − 1 day (STD 1.1.16).
func TestTermEnd(t *testing.T) {
	for _, tt := range []struct{ name, start, end, extendable string }{
		{"the standard's own example: 令和2.4.1 to 令和3.3.31", "2020-04-01", "2021-03-31", "2021-02-28"},
		{"over a leap day", "2023-03-01", "2024-02-29", "2024-01-29"},
		{"from a leap day: the month ends it (民法143条)", "2024-02-29", "2025-02-28", "2025-01-28"},
		{"from new year", "2026-01-01", "2026-12-31", "2026-11-30"},
		{"to the end of a short month", "2026-03-01", "2027-02-28", "2027-01-28"},
		{"a day like any other", "2026-11-24", "2027-11-23", "2027-10-23"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := measure(t, tt.start, nil)
			if got := m.End.String(); got != tt.end {
				t.Errorf("ends %s, want %s", got, tt.end)
			}
			if got := m.ExtendableFrom().String(); got != tt.extendable {
				t.Errorf("extendable from %s, want %s", got, tt.extendable)
			}
		})
	}
}

// TestTerm: it never ends by itself, and A04 from a month before the end on.
func TestTerm(t *testing.T) {
	m := measure(t, "2026-04-01", nil)
	for _, tt := range []struct {
		day          string
		due, overdue bool
	}{{"2026-04-01", false, false}, {"2027-02-27", false, false}, {"2027-02-28", true, false}, {"2027-03-31", true, false}, {"2027-04-01", true, true}, {"2030-01-01", true, true}} {
		day := civil.MustParse(tt.day)
		if m.Due(day) != tt.due || m.Overdue(day) != tt.overdue {
			t.Errorf("%s: due %v, overdue %v", tt.day, m.Due(day), m.Overdue(day))
		}
		if !resident.Protects([]resident.Measure{m}, child) {
			t.Errorf("%s: protects no more", tt.day)
		}
	}
	if resident.Protects([]resident.Measure{m}, uncle) {
		t.Error("protects somebody else")
	}
	ended, err := m.EndFor("s01", at("2027-04-02 10:00"))
	if err != nil {
		t.Fatal(err)
	}
	if resident.Protects([]resident.Measure{ended}, mother) || ended.Due(civil.MustParse("2027-04-03")) {
		t.Error("the officer's end did not end it")
	}
	if _, err := ended.EndFor("s01", at("2027-04-03 10:00")); !errors.Is(err, resident.ErrOver) {
		t.Errorf("ended twice: %v", err)
	}
}

// TestExtend: from one month before the end; the new year follows the old one.
func TestExtend(t *testing.T) {
	m := measure(t, "2026-04-01", nil)
	for _, tt := range []struct {
		name, on, end string
		err           error
	}{
		{"too early", "2027-02-27", "", resident.ErrTerm},
		{"a month before", "2027-02-28", "2028-03-31", nil},
		{"on the last day", "2027-03-31", "2028-03-31", nil},
		{"after the end, unprocessed", "2027-05-10", "2028-03-31", nil},
		{"years after the end", "2029-05-10", "2030-05-09", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x, err := m.Extend(civil.MustParse(tt.on), at(tt.on+" 10:00"))
			if !errors.Is(err, tt.err) || err == nil && (x.End.String() != tt.end || x.Start != m.Start || x.Extended != 1) {
				t.Errorf("extended to %s, %v", x.End, err)
			}
		})
	}
	ended, _ := m.EndFor("s01", at("2027-03-01 10:00"))
	if _, err := ended.Extend(civil.MustParse("2027-03-02"), at("2027-03-02 10:00")); !errors.Is(err, resident.ErrOver) {
		t.Errorf("extended after its end: %v", err)
	}
	provisional := measure(t, "2026-04-01", func(m *resident.Measure) { m.Kind = resident.Provisional })
	regular, err := provisional.Confirm(civil.MustParse("2026-04-20"), at("2026-04-20 10:00"))
	if err != nil || regular.Kind != resident.Regular || regular.End.String() != "2027-04-19" {
		t.Errorf("confirmed: %v to %s, %v", regular.Kind, regular.End, err)
	}
	if _, err := regular.Confirm(civil.MustParse("2026-04-21"), at("2026-04-21 10:00")); !errors.Is(err, resident.ErrProtection) {
		t.Errorf("confirmed twice: %v", err)
	}
}

// TestLiftMeasure: the officer's lift ends by itself, and each measure needs its own.
func TestLiftMeasure(t *testing.T) {
	one, other := measure(t, "2026-04-01", nil), measure(t, "2026-05-01", nil)
	now := at("2026-06-01 10:00")
	lifted, err := one.LiftFor(10, resident.OwnRequest, "s01", now)
	if err != nil {
		t.Fatal(err)
	}
	ended, _ := other.EndFor("s01", now)
	for _, tt := range []struct {
		name     string
		measures []resident.Measure
		minutes  int
		want     bool
	}{
		{"none", nil, 0, true},
		{"not lifted", []resident.Measure{one}, 0, false},
		{"lifted", []resident.Measure{lifted}, 9, true},
		{"protects again by itself", []resident.Measure{lifted}, 10, false},
		{"one of two", []resident.Measure{lifted, other}, 5, false},
		{"the other one ended", []resident.Measure{lifted, ended}, 5, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := resident.Lifted(tt.measures, now.Add(time.Duration(tt.minutes)*time.Minute)); got != tt.want {
				t.Errorf("lifted: %v", got)
			}
		})
	}
}

// TestTripwires: every place, each with its own proof, all armed anew (D18).
func TestTripwires(t *testing.T) {
	m := measure(t, "2026-04-01", func(m *resident.Measure) { m.Forwarded = []string{"架空市", "別市"} })
	if got, want := len(m.Tripwires()), len(resident.Places())-1+2; got != want {
		t.Fatalf("%d tripwires, want %d: one for each place and each municipality", got, want)
	}
	all := m.Open()
	now := at("2026-04-02 10:00")
	for _, tt := range []struct {
		name              string
		place             resident.Place
		target, reference string
		at                time.Time
	}{
		{"no such place", 99, "", "1", now},
		{"a municipality it was not forwarded to", resident.AtForwarded, "他市", "1", now},
		{"without a reference", resident.AtKiosk, "", " ", now},
		{"with a letter instead of its number", resident.AtKiosk, "", strings.Repeat("番", 41), now},
		{"before the measure was set", resident.AtKiosk, "", "1", at("2026-03-31 10:00")},
	} {
		if _, err := m.Tick(tt.place, tt.target, tt.reference, "s01", tt.at); !errors.Is(err, resident.ErrTripwire) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	ticked, err := m.Tick(resident.AtForwarded, "別市", "み市発第12号", "s01", now)
	if err != nil || ticked.Open() != all-1 || m.Open() != all {
		t.Fatalf("ticked: %d open of %d, %v", ticked.Open(), all, err)
	}
	wire := ticked.Tripwires()[all-1]
	if !wire.Done() || wire.Target != "別市" || wire.Tick.Reference != "み市発第12号" || wire.Tick.By != "s01" {
		t.Errorf("proof is %+v", wire)
	}
	extended, err := ticked.Extend(civil.MustParse("2027-03-01"), at("2027-03-01 10:00"))
	if err != nil || extended.Open() != all || len(extended.Ticks) != 1 {
		t.Errorf("extended: %d open of %d with %d proofs kept, %v", extended.Open(), all, len(extended.Ticks), err)
	}
	if ended, _ := ticked.EndFor("s01", at("2027-03-02 10:00")); ended.Open() != all {
		t.Errorf("ended: %d open of %d", ended.Open(), all)
	}
	if lifted, _ := ticked.LiftFor(5, resident.OwnRequest, "s01", at("2026-04-03 10:00")); lifted.Open() != all-1 {
		t.Error("a temporary lift armed tripwires anew: it is not passed on to other systems")
	}
	seen := map[string]bool{}
	for _, p := range resident.Places() {
		if seen[p.Key()] || p.Key() == "unknown" {
			t.Errorf("place %d is called %q", p, p.Key())
		}
		seen[p.Key()] = true
	}
}

// TestCheckRelease: a list made at one time against a register that went on (D18; in
// 2025 a bulk release list undid a protection that was younger than the list).
func TestCheckRelease(t *testing.T) {
	made := at("2026-06-01 00:00")
	old := measure(t, "2026-04-01", nil)
	young := measure(t, "2026-06-03", func(m *resident.Measure) { m.ID = "m2" })
	anothers := measure(t, "2026-04-01", func(m *resident.Measure) { m.ID, m.Applicant, m.Together = "m3", uncle, []resident.ID{mother} })
	extended, err := old.Extend(civil.MustParse("2027-03-05"), at("2027-03-05 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	lifted, _ := old.LiftFor(5, resident.OwnRequest, "s01", at("2026-06-02 09:00"))
	ended, _ := old.EndFor("s01", at("2026-05-01 09:00"))
	before := hold(t, nil)
	after, _ := hold(t, nil).Release("s01", at("2026-06-02 09:00"))
	for _, tt := range []struct {
		name     string
		of       resident.ID
		list     []resident.ID
		measures []resident.Measure
		holds    []resident.Hold
		want     resident.Conflict
		ends     int
	}{
		{"nothing happened since", mother, nil, []resident.Measure{old}, []resident.Hold{before}, resident.NoConflict, 1},
		{"set after the list", mother, nil, []resident.Measure{ended, young}, nil, resident.YoungerMeasure, 1},
		{"an old and a young one", mother, nil, []resident.Measure{old, young}, nil, resident.YoungerMeasure, 2},
		{"extended after the list", mother, nil, []resident.Measure{extended}, nil, resident.ChangedMeasure, 1},
		{"a lift is no change", mother, nil, []resident.Measure{lifted}, nil, resident.NoConflict, 1},
		{"a hold changed after the list", mother, nil, []resident.Measure{old}, []resident.Hold{after}, resident.ChangedHold, 1},
		{"on another's measure, too", mother, nil, []resident.Measure{old, anothers}, nil, resident.AnothersMeasure, 1},
		{"the child, on the mother's", child, nil, []resident.Measure{old}, nil, resident.AnothersMeasure, 0},
		{"the child, the mother on the list, too", child, []resident.ID{mother, child}, []resident.Measure{old}, nil, resident.NoConflict, 1},
		{"nothing in force", mother, nil, []resident.Measure{ended}, nil, resident.NothingInForce, 0},
		{"never protected", mother, nil, nil, nil, resident.NothingInForce, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			line := resident.CheckRelease(tt.of, tt.list, made, tt.measures, tt.holds)
			if line.Conflict != tt.want || len(line.Measures) != tt.ends {
				t.Errorf("%s with %d measures, want %s with %d", line.Conflict.Key(), len(line.Measures), tt.want.Key(), tt.ends)
			}
		})
	}
}

// TestEndFor: nobody loses protection who was not named.
func TestEndFor(t *testing.T) {
	m := measure(t, "2026-04-01", func(m *resident.Measure) { m.Together = []resident.ID{child, uncle} })
	now := at("2026-06-01 10:00")
	part, err := m.EndFor("s01", now, mother)
	if err != nil || part.Ended() || part.Covers(mother) || !part.Covers(uncle) || part.Applicant != child || part.Open() != m.Open() {
		t.Errorf("ended for the mother: ended %v, applicant %s, %v", part.Ended(), part.Applicant, err)
	}
	if !slices.Equal(part.Former, []resident.ID{mother}) || !part.ChangedAt.Equal(now) {
		t.Errorf("former are %v", part.Former)
	}
	rest, err := part.EndFor("s01", now, child, uncle)
	if err != nil || !rest.Ended() {
		t.Errorf("ended for all who were left: %v, %v", rest.Ended(), err)
	}
	if _, err := part.EndFor("s01", now, mother); !errors.Is(err, resident.ErrProtection) {
		t.Errorf("ended for somebody it does not cover: %v", err)
	}
}

// TestRelease: two officers, and line by line when one line is refused.
func TestRelease(t *testing.T) {
	free := resident.ReleaseLine{Resident: mother, Measures: []string{"m1"}}
	other := resident.ReleaseLine{Resident: uncle, Measures: []string{"m3"}}
	young := resident.ReleaseLine{Resident: child, Measures: []string{"m2"}, Conflict: resident.YoungerMeasure}
	proposal := resident.Release{ID: "r1", MadeAt: at("2026-06-01 00:00"), ProposedBy: "s01", ProposedAt: at("2026-06-05 10:00")}
	for _, tt := range []struct {
		name      string
		checked   []resident.ReleaseLine
		confirmed []resident.ID
		want      int // lines; 0 for refused
	}{
		{"all free", []resident.ReleaseLine{free, other}, nil, 2},
		{"one is younger than the list", []resident.ReleaseLine{free, young}, nil, 0},
		{"the others confirmed by themselves", []resident.ReleaseLine{free, young, other}, []resident.ID{mother}, 1},
		{"the younger one confirmed", []resident.ReleaseLine{free, young}, []resident.ID{mother, child}, 0},
		{"nothing left", []resident.ReleaseLine{young}, nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := resident.Propose(proposal, tt.checked, tt.confirmed)
			if (err == nil) != (tt.want > 0) || len(r.Lines) != tt.want {
				t.Errorf("%d lines, %v; want %d", len(r.Lines), err, tt.want)
			}
		})
	}
	late := proposal
	late.MadeAt = late.ProposedAt.Add(time.Minute)
	if _, err := resident.Propose(late, []resident.ReleaseLine{free}, nil); err == nil {
		t.Error("a list of tomorrow was proposed")
	}
	r, err := resident.Propose(proposal, []resident.ReleaseLine{free}, nil)
	if err != nil {
		t.Fatal(err)
	}
	changed := free
	changed.Measures = []string{"m9"}
	for _, tt := range []struct {
		name    string
		checked []resident.ReleaseLine
		by      string
		err     error
	}{
		{"by the same person", []resident.ReleaseLine{free}, "s01", resident.ErrSamePerson},
		{"in conflict meanwhile", []resident.ReleaseLine{young}, "s02", resident.ErrConflict},
		{"other measures meanwhile", []resident.ReleaseLine{changed}, "s02", resident.ErrConflict},
		{"by a second person", []resident.ReleaseLine{free}, "s02", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			done, err := r.Do(tt.checked, "s02", at("2026-06-05 11:00"))
			if tt.by == "s01" {
				done, err = r.Do(tt.checked, "s01", at("2026-06-05 11:00"))
			}
			if !errors.Is(err, tt.err) || done.DoneAt.IsZero() == (tt.err == nil) {
				t.Errorf("done %v, %v", !done.DoneAt.IsZero(), err)
			}
		})
	}
	done, _ := r.Do([]resident.ReleaseLine{free}, "s02", at("2026-06-05 11:00"))
	if _, err := done.Do([]resident.ReleaseLine{free}, "s02", at("2026-06-05 12:00")); !errors.Is(err, resident.ErrOver) {
		t.Errorf("done twice: %v", err)
	}
}

// TestMeasureTravels: the encoding leaves the perpetrator out, printing leaves
// everything out, and the outline says no more than a counter must know.
func TestMeasureTravels(t *testing.T) {
	m := measure(t, "2026-04-01", func(m *resident.Measure) {
		m.Perpetrator = &resident.Perpetrator{Name: "加害　太郎", Address: "暗町一丁目"}
	})
	b, err := m.Encode()
	if err != nil || strings.Contains(string(b), "加害") || strings.Contains(string(b), "暗町") {
		t.Errorf("encoded with the perpetrator: %v", err)
	}
	back, err := resident.DecodeMeasure(b)
	if err != nil || back.End != m.End || !slices.Equal(back.Covered(), []resident.ID{mother, child}) {
		t.Errorf("came back otherwise: %v", err)
	}
	if got := fmt.Sprintf("%+v %v", m, *m.Perpetrator); got != "measure m1 perpetrator" {
		t.Errorf("prints %q", got)
	}
	o := m.Outline(child, uncle)
	if o.Applicant != child || len(o.Together) != 0 || len(o.Forwarded) != 0 || len(o.Affairs) != 0 || o.Perpetrator != nil || o.End != m.End {
		t.Errorf("outline for the child's household tells too much: applicant %s, %d together, %d forwarded", o.Applicant, len(o.Together), len(o.Forwarded))
	}
	if _, err := resident.NewMeasure(resident.Measure{ID: "m", Kind: resident.Regular, Applicant: mother, Start: m.Start, Affairs: []resident.Affair{9}}, "s01", at("2026-04-01 09:00")); err == nil {
		t.Error("an affair nobody knows was taken")
	}
}
