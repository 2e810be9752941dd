package resident_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/resident"
)

// jst is the clock of the counter.
var jst = time.FixedZone("JST", 9*60*60)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, jst)
	if err != nil {
		panic(err)
	}
	return t
}

func hold(t *testing.T, change func(*resident.Hold)) resident.Hold {
	t.Helper()
	h := resident.Hold{ID: "h1", Resident: "000000012", Process: resident.ToChange, Level: resident.ErrorLevel,
		Start: civil.MustParse("2026-04-01"), End: civil.MustParse("2026-04-30"), Reason: resident.RequestedByResident}
	if change != nil {
		change(&h)
	}
	h, err := resident.NewHold(h, "s01", at("2026-04-01 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestInForce: STD 3.1.
func TestInForce(t *testing.T) {
	plain := hold(t, nil)
	alert := hold(t, func(h *resident.Hold) { h.Level = resident.AlertLevel })
	note := hold(t, func(h *resident.Hold) { h.Level = resident.NoLevel })
	issue := hold(t, func(h *resident.Hold) { h.Process = resident.ToIssue })
	released, err := plain.Release("s01", at("2026-04-10 10:00"))
	if err != nil {
		t.Fatal(err)
	}
	lifted, err := plain.LiftFor(15, resident.OwnRequest, "s01", at("2026-04-10 10:00"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		holds   []resident.Hold
		process resident.Process
		at      string
		want    resident.HoldLevel
	}{
		{"none", nil, resident.ToChange, "2026-04-10 10:00", resident.NoLevel},
		{"before its start", []resident.Hold{plain}, resident.ToChange, "2026-03-31 23:59", resident.NoLevel},
		{"on its first day", []resident.Hold{plain}, resident.ToChange, "2026-04-01 00:00", resident.ErrorLevel},
		{"it does not end by itself", []resident.Hold{plain}, resident.ToChange, "2027-01-01 10:00", resident.ErrorLevel},
		{"another process", []resident.Hold{issue}, resident.ToChange, "2026-04-10 10:00", resident.NoLevel},
		{"the strongest of several", []resident.Hold{note, alert, plain}, resident.ToChange, "2026-04-10 10:00", resident.ErrorLevel},
		{"an alert beside a released one", []resident.Hold{released, alert}, resident.ToChange, "2026-04-10 10:00", resident.AlertLevel},
		{"a note holds nothing", []resident.Hold{note}, resident.ToChange, "2026-04-10 10:00", resident.NoLevel},
		{"released", []resident.Hold{released}, resident.ToChange, "2026-04-10 10:00", resident.NoLevel},
		{"lifted", []resident.Hold{lifted}, resident.ToChange, "2026-04-10 10:14", resident.NoLevel},
		{"the lift re-arms by itself", []resident.Hold{lifted}, resident.ToChange, "2026-04-10 10:15", resident.ErrorLevel},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := resident.InForce(tt.holds, tt.process, at(tt.at)); got != tt.want {
				t.Errorf("in force: %d, want %d", got, tt.want)
			}
		})
	}
	if !lifted.Standing(at("2026-04-10 10:05")) {
		t.Error("other systems are told of a temporary lift")
	}
	if plain.Overdue(at("2026-04-30 23:59")) || !plain.Overdue(at("2026-05-01 00:00")) || released.Overdue(at("2026-05-01 00:00")) {
		t.Error("overdue is wrong around the planned end")
	}
}

// TestHoldRefused: what is no hold, and what cannot be done to one.
func TestHoldRefused(t *testing.T) {
	whole := resident.Hold{ID: "h1", Household: "1", Process: resident.ToIssue, Start: civil.MustParse("2026-04-01"), Reason: resident.OtherReason}
	for name, change := range map[string]func(*resident.Hold){
		"whole":                func(*resident.Hold) {},
		"of nobody":            func(h *resident.Hold) { h.Household = "" },
		"of two":               func(h *resident.Hold) { h.Resident = "000000012" },
		"no process":           func(h *resident.Hold) { h.Process = 0 },
		"no such level":        func(h *resident.Hold) { h.Level = 3 },
		"no reason":            func(h *resident.Hold) { h.Reason = 0 },
		"no start":             func(h *resident.Hold) { h.Start = civil.Date{} },
		"an end before it all": func(h *resident.Hold) { h.End = civil.MustParse("2026-03-31") },
	} {
		h := whole
		change(&h)
		if _, err := resident.NewHold(h, "s01", at("2026-04-01 09:00")); (err == nil) != (name == "whole") {
			t.Errorf("%s: %v", name, err)
		}
	}
	h := hold(t, nil)
	for _, minutes := range []int{0, -1, resident.MaxLift + 1} {
		if _, err := h.LiftFor(minutes, resident.OwnRequest, "s01", at("2026-04-02 09:00")); !errors.Is(err, resident.ErrLift) {
			t.Errorf("lift for %d minutes: %v", minutes, err)
		}
	}
	if _, err := h.LiftFor(5, 0, "s01", at("2026-04-02 09:00")); !errors.Is(err, resident.ErrLift) {
		t.Errorf("lift without a reason: %v", err)
	}
	released, _ := h.Release("s01", at("2026-04-02 09:00"))
	if _, err := released.Release("s01", at("2026-04-03 09:00")); !errors.Is(err, resident.ErrOver) {
		t.Errorf("released twice: %v", err)
	}
	if _, err := released.LiftFor(5, resident.OwnRequest, "s01", at("2026-04-03 09:00")); !errors.Is(err, resident.ErrOver) {
		t.Errorf("lifted after its release: %v", err)
	}
}

// TestHoldTravels: a hold comes back from its encoding, and prints as its key only.
func TestHoldTravels(t *testing.T) {
	h, _ := hold(t, nil).LiftFor(5, resident.CourtOrder, "s01", at("2026-04-02 09:00"))
	b, err := h.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := resident.DecodeHold(b)
	if err != nil || back.Process != h.Process || !back.Lift.Until.Equal(h.Lift.Until) || back.End != h.End {
		t.Errorf("came back otherwise: %v", err)
	}
	if got := fmt.Sprintf("%+v", h); got != "hold h1" {
		t.Errorf("prints %q", got)
	}
	if _, err := resident.DecodeHold([]byte(`{"process":1}`)); !errors.Is(err, resident.ErrProtection) {
		t.Errorf("decoded without a key: %v", err)
	}
}
