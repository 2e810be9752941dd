package intake_test

import (
	"testing"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/notification"
	"madoguchi/app/resident"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/words"
)

// TestProtected: somebody protected in the household is said over every page, also where
// the operator chooses who moves.
func TestProtected(t *testing.T) {
	for _, size := range kittest.Sizes {
		d := &desk{line: counter.Online, family: family()}
		f, stage, s := screen(t, size, d)
		s.BeginWith(notification.MovingWithin, "000000019")
		if s.Protected() {
			t.Error("protected before anybody was")
		}
		last := &d.family[len(d.family)-1]
		last.Protected = true
		s.BeginWith(notification.MovingWithin, "000000019")
		stage.Show(f)
		if !s.Protected() {
			t.Error("not protected")
		}
		stage.Picture("intake_protected_choosing_" + size.Name)
		s.TakeChosen()
		stage.Picture("intake_protected_" + size.Name)
	}
}

// TestQuoteWithheld: an inquiry hold (照会の抑止) says whom to ask.
func TestQuoteWithheld(t *testing.T) {
	s := start(t, &desk{line: counter.Online, family: family(), lookErr: counter.ErrWithheld})
	s.BeginWith(notification.MovingWithin, "000000019")
	if got := s.view.said[len(s.view.said)-1]; got != words.ProtectionRecordWithheld {
		t.Errorf("said %s", got)
	}
}

// TestQuoteProtection: an entry about a hold or a measure knows which, and the clerk
// sees which.
func TestQuoteProtection(t *testing.T) {
	hold := func(id string, end string, of resident.ID) resident.Hold {
		h := resident.Hold{ID: id, Resident: of, Process: resident.ToChange, Level: resident.ErrorLevel, Start: civil.MustParse("2026-01-01"), Reason: resident.Impersonation}
		if end != "" {
			h.End = civil.MustParse(end)
		}
		return h
	}
	d := &desk{line: counter.Online, family: family()}
	own, other := d.family[0].ID, d.family[1].ID
	d.protection = counter.Protection{
		Holds:    []resident.Hold{hold("h1", "", own), hold("h2", "2026-10-31", own), hold("h3", "2026-09-30", other)},
		Measures: []resident.Measure{{ID: "m1", Kind: resident.Regular, Applicant: own, Start: civil.MustParse("2026-01-01"), End: civil.MustParse("2026-12-31")}},
	}
	f, stage, s := screen(t, kittest.Sizes[0], d)
	quote := func(kind notification.Kind) {
		s.BeginWith(kind, own)
		s.TakeChosen() // where it is asked
	}
	quote(notification.HoldRelease)
	stage.Show(f)
	stage.Picture("intake_hold_release")
	if got := s.Entry().Content.Header.Get(notification.HoldID); got != "h2" {
		t.Errorf("releases %q, want the one that is past its end", got)
	}
	if g := s.Guarded(); len(g) != 3 || g[1].Label != words.ProtectionIntakeHold {
		t.Errorf("shown %+v", g)
	}
	s.Quote(own)
	s.TakeChosen()
	if got := s.Entry().Content.Header.Get(notification.HoldID); got != "h1" {
		t.Errorf("quoted again it releases %q, want the next", got)
	}
	for kind, want := range map[notification.Kind]string{notification.SupportExtension: "m1", notification.SupportEnd: "m1", notification.SupportRequest: "", notification.MovingWithin: ""} {
		quote(kind)
		if got := s.Entry().Content.Persons[0].Get(notification.SupportID); got != want {
			t.Errorf("%s is about measure %q, want %q", kind.Key(), got, want)
		}
	}
	d.protection = counter.Protection{}
	quote(notification.SupportEnd)
	if s.Entry().Content.Persons[0].Has(notification.SupportID) {
		t.Error("ends a measure that is not there")
	}
}
