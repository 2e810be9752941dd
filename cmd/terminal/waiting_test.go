package main

import (
	"testing"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/operator"
	"madoguchi/app/output"
)

// TestUndecided: a chief is told of what they may decide about, and of nothing else.
func TestUndecided(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, civil.Japan)
	today := civil.FromTime(now)
	asked := output.Approval{Act: output.Print, State: output.Asked, From: today, Until: today, Asked: operator.Mark{By: "c01"}}
	own, over, used, provision := asked, asked, asked, asked
	own.Asked.By, used.State, provision.Act = "k01", output.Used, output.Attended
	over.From, over.Until = today.AddDays(-1), today.AddDays(-1)
	if n := undecided([]output.Approval{asked, own, over, used, provision, asked}, "k01", now); n != 2 {
		t.Errorf("%d wait, want 2", n)
	}
}
