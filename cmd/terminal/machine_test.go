package main

import (
	"slices"
	"testing"

	"madoguchi/app/policy"
)

// TestInForce: D19, the machine screen shows what this program acts on, with who said
// it, and nothing else.
func TestInForce(t *testing.T) {
	var got []string
	for _, v := range inForce(policy.Default().Values(policy.Local{"idle.lock_seconds": 120, "unsent.alert_count": 10})) {
		got = append(got, v.Name+" "+v.Value+" "+v.Origin)
	}
	want := []string{"idle.warn_seconds 108 terminal", "idle.lock_seconds 120 terminal", "idle.log_off_seconds 1800 built_in", "review.reviewers 1 built_in",
		"review.approve_proof 1 built_in", "review.bulk_cap 10 built_in", "review.section_floor_ms 700 built_in"}
	if !slices.Equal(got, want) {
		t.Errorf("shown = %q, want %q", got, want)
	}
}
