package main

import (
	"context"
	"errors"
	"time"

	"madoguchi/app/civil"
	"madoguchi/app/counter"
	"madoguchi/app/operator"
	"madoguchi/app/output"
	"madoguchi/ui/look"
	"madoguchi/ui/words"
)

// begun opens the first screen of a session, and tells a chief there of mass printing that
// waits for a decision (R130).
func (w *window) begun() {
	w.shell.Begin(w.home())
	desk, now := w.parts.desk, w.now()
	if !desk.MayLead() {
		return
	}
	w.besides(func() func() {
		all, err := desk.Outputs(context.Background())
		if err != nil && !errors.Is(err, counter.ErrOffline) {
			w.log.Error("look for mass printing that waits", "err", err)
		}
		who, _ := desk.Operator()
		n := undecided(all, who.ID, now)
		if n == 0 {
			return nil
		}
		return func() { w.shell.Say(look.Alert, words.T(words.OutputsWaiting, n)) }
	})
}

// undecided counts the printings that somebody may decide about.
func undecided(all []output.Approval, who operator.ID, now time.Time) (n int) {
	for _, a := range all {
		if a.Act == output.Print && a.State == output.Asked && !a.Over(civil.FromTime(now)) && a.Asked.By != who {
			n++
		}
	}
	return n
}
