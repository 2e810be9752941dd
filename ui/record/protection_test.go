package record_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/resident"
	"madoguchi/ui/kit/kittest"
	"madoguchi/ui/record"
	"madoguchi/ui/words"
)

func (d *desk) RevealAddress(context.Context, resident.ID, counter.Purpose) (resident.Address, error) {
	if !resident.Lifted(d.opened.Protection.Measures, time.Date(2026, 11, 23, 9, 0, 0, 0, civil.Japan)) {
		return resident.Address{}, counter.ErrWithheld
	}
	return resident.Address{Town: "大通西", Number: "9"}, nil
}

// guarded is a household under a measure that is over and under two holds.
func guarded(t *testing.T) *desk {
	t.Helper()
	at := time.Date(2025, 11, 1, 9, 0, 0, 0, civil.Japan)
	members := household()
	for i := range members {
		members[i].Protected, members[i].Address = true, resident.Address{}
	}
	m, err := resident.NewMeasure(resident.Measure{ID: "m1", Kind: resident.Regular, Applicant: members[0].ID, Start: civil.MustParse("2025-11-01")}, "s01", at)
	if err != nil {
		t.Fatal(err)
	}
	over := resident.Hold{ID: "h1", Process: resident.ToChange, Level: resident.ErrorLevel, Start: civil.MustParse("2025-11-01"), End: civil.MustParse("2026-10-31")}
	alert := resident.Hold{ID: "h2", Process: resident.ToIssue, Level: resident.AlertLevel, Start: civil.MustParse("2025-11-01")}
	released := resident.Hold{ID: "h3", Process: resident.ToIssue, Level: resident.ErrorLevel, Start: civil.MustParse("2025-11-01"), ReleasedAt: at}
	return &desk{opened: counter.Opened{Members: members, History: members[:1],
		Protection: counter.Protection{Measures: []resident.Measure{m}, Holds: []resident.Hold{over, alert, released}}}}
}

// TestGuards: what protects stands above the record, and what is past its end still does.
func TestGuards(t *testing.T) {
	p, _ := start(guarded(t), now)
	p.Open("000000012", counter.ForEnquiry)
	var got []string
	for _, g := range p.Guards() {
		got = append(got, g.Text)
	}
	want := []string{"支援措置　期間満了・未処理（継続中）", "抑止　異動・エラー（止める）（期限超過・継続中）", "抑止　発行・アラート"}
	if !slices.Equal(got, want) {
		t.Errorf("guards %q, want %q", got, want)
	}
}

// TestAddress: shown while the measure is lifted, and hidden with the screen (E20).
func TestAddress(t *testing.T) {
	d := guarded(t)
	f, _, c := shown(t, d)
	kittest.Picture(t, c, "record_guarded")
	press(f, fyne.KeyF11)
	if text(f.Presenter, words.RecordAddress) != words.T(words.RecordAddressHidden) {
		t.Error("address shown without a lift")
	}
	m, err := d.opened.Protection.Measures[0].LiftFor(10, resident.OwnRequest, "s01", time.Date(2026, 11, 23, 8, 55, 0, 0, civil.Japan))
	if err != nil {
		t.Fatal(err)
	}
	d.opened.Protection.Measures[0] = m
	f.Refresh()
	if press(f, fyne.KeyF11); !strings.Contains(text(f.Presenter, words.RecordAddress), "大通西9") {
		t.Error("address not shown while lifted")
	}
	kittest.Picture(t, c, "record_lifted")
	f.Hidden()
	if text(f.Presenter, words.RecordAddress) != words.T(words.RecordAddressHidden) {
		t.Error("address still there after the screen was left")
	}
	f.Shown()
	press(f, fyne.KeyF11)
	if press(f, fyne.KeyF11); strings.Contains(text(f.Presenter, words.RecordAddress), "大通西") {
		t.Error("the key did not hide it again")
	}
}

// TestWithheld: an inquiry hold says whom to ask.
func TestWithheld(t *testing.T) {
	p, _ := start(&desk{err: counter.ErrWithheld}, now)
	p.Open("000000012", counter.ForEnquiry)
	if p.State() != record.Failed || p.Why() != words.ProtectionRecordWithheld {
		t.Errorf("state %d, %s", p.State(), p.Why())
	}
}
