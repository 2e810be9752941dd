package operator_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"madoguchi/app/operator"
)

// TestGuardWaits walks through ten failures, each tried as soon as it is due, with
// the program started anew (the guard written and read) between any two.
func TestGuardWaits(t *testing.T) {
	want := []time.Duration{0, 0, 0, 0, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour}
	var g operator.Guard
	now := noon
	for i, wait := range want {
		if err := g.Check(now); err != nil {
			t.Fatalf("before failure %d: %v", i+1, err)
		}
		g = restart(t, g.Fail(now))
		if got := g.Wait(now); got != wait {
			t.Fatalf("after failure %d: wait %v, want %v", i+1, got, wait)
		}
		if wait > 0 {
			if err := g.Check(now.Add(wait - 1)); !errors.Is(err, operator.ErrWait) {
				t.Fatalf("after failure %d, too early: %v", i+1, err)
			}
		}
		now = now.Add(wait)
	}
	if g.Left() != 1 {
		t.Errorf("left = %d, want 1", g.Left())
	}
	g = restart(t, g.Fail(now))
	if err := g.Check(now.AddDate(1, 0, 0)); !errors.Is(err, operator.ErrDisabled) {
		t.Errorf("after failure 10, a year later: %v, want %v", err, operator.ErrDisabled)
	}
}

func TestGuardSuccessForgives(t *testing.T) {
	var g operator.Guard
	for range 4 {
		g = g.Fail(noon)
	}
	g = g.Succeed(noon)
	for range 4 {
		g = g.Fail(noon)
	}
	if err := g.Check(noon); err != nil {
		t.Errorf("four failures after a success: %v", err)
	}
}

// TestGuardClockSetBack sets the clock back a day before the failures that bring a
// wait, and right again after them: the wait counts from the highest time seen.
func TestGuardClockSetBack(t *testing.T) {
	g := operator.Guard{}.Succeed(noon)
	yesterday := noon.AddDate(0, 0, -1)
	for range 5 {
		g = restart(t, g.Fail(yesterday))
	}
	for name, now := range map[string]time.Time{"still set back": yesterday.Add(time.Minute), "set right": noon.Add(29 * time.Second)} {
		if err := g.Check(now); !errors.Is(err, operator.ErrWait) {
			t.Errorf("%s: %v, want %v", name, err, operator.ErrWait)
		}
	}
	if err := g.Check(noon.Add(30 * time.Second)); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

// TestGuardClockFarAhead fails five tries under a clock of years ahead: once the registry
// has told the time, the wait is the one that five failures earn.
func TestGuardClockFarAhead(t *testing.T) {
	var g operator.Guard
	for range 5 {
		g = restart(t, g.Fail(noon.AddDate(4, 0, 0)))
	}
	if err := g.Check(noon.AddDate(1, 0, 0)); !errors.Is(err, operator.ErrWait) {
		t.Errorf("before the registry told: %v, want %v", err, operator.ErrWait)
	}
	g = restart(t, g.Correct(noon))
	if got := g.Wait(noon); got != 30*time.Second {
		t.Errorf("wait %v, want 30s", got)
	}
	if again := g.Correct(noon.Add(10 * time.Second)); again != g {
		t.Error("corrected once more, the wait begins anew")
	}
	if near := g.Correct(noon.Add(-time.Minute)); near != g {
		t.Error("a minute is within what clocks are corrected by")
	}
	if g = g.Fail(noon.Add(30 * time.Second)); g.Wait(noon.Add(30*time.Second)) != 2*time.Minute {
		t.Errorf("the next wait is %v", g.Wait(noon.Add(30*time.Second)))
	}
}

func restart(t *testing.T, g operator.Guard) operator.Guard {
	t.Helper()
	written, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	var back operator.Guard
	if err := json.Unmarshal(written, &back); err != nil {
		t.Fatal(err)
	}
	return back
}
