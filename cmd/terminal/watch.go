package main

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/ui/intake"
	"madoguchi/ui/reviewing"
)

// watchEvery is how often whoever drives a training terminal is told where it is.
const watchEvery = 100 * time.Millisecond

// watch tells the stage and the field that has the keyboard until ctx ends. It runs
// in training only.
func (w *window) watch(ctx context.Context, frame fyne.Window) {
	if w.config.Events == "" {
		return
	}
	t := time.NewTicker(watchEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			fyne.Do(func() { w.tellWhere(frame.Canvas().Focused()) })
		}
	}
}

func (w *window) tellWhere(focused fyne.Focusable) {
	r := &w.rooms
	switch {
	case r.intake != nil && w.tells.showing("intake"):
		at, ok := r.intakeFields(focused)
		field, person := "", 0
		switch {
		case ok:
			field, person = string(at.Item), at.Person+1
		case r.intake.Stage() == intake.Filling || r.intake.Stage() == intake.Arranging:
			field = nowhere
		}
		w.tells.count(formTally(r.intake))
		w.tells.where("intake."+strconv.Itoa(int(r.intake.Stage())), field, person)
	case r.reviewing != nil && w.tells.showing("reviewing"):
		field, person := "", 0
		if r.reviewing.Stage() == reviewing.Retyping {
			for _, k := range r.reviewing.Rekeys() {
				if !k.Matched {
					field, person = string(k.At.Item), k.At.Person+1
					break
				}
			}
		}
		w.tells.count(queueTally(r.reviewing))
		w.tells.where("reviewing."+strconv.Itoa(int(r.reviewing.Stage())), field, person)
	case r.search != nil && w.tells.showing("search"):
		w.tells.where("search."+strconv.Itoa(int(r.search.State())), "", 0)
	default:
		w.tells.where("", "", 0)
	}
}

// formTally counts what stands in the way of handing an entry over.
func formTally(p *intake.Presenter) tally {
	t := tally{alert: nowhere}
	if p.Entry() == nil || p.Stage() != intake.Filling {
		return t
	}
	for _, x := range p.AllProblems() {
		switch {
		case x.Stops:
			if t.stops++; t.stop == "" {
				t.stop = x.Rule + " " + string(x.At.Item)
			}
		case !x.Acknowledged:
			if t.alerts++; t.alert == nowhere {
				t.alert = x.Rule
			}
		}
	}
	return t
}

// queueTally tells which rows the operator may review, and the kind of the entry that is
// open.
func queueTally(p *reviewing.Presenter) tally {
	t := tally{alert: nowhere}
	switch stage := p.Stage(); {
	case stage == reviewing.Queue:
		t.rows = p.Len()
		for i := range t.rows {
			if i < 62 && p.WhyNot(i) == "" {
				t.may |= 1 << i
			}
		}
	case stage >= reviewing.Comparing && stage <= reviewing.Deciding:
		t.kind = p.Entry().Content.Kind.Key()
	}
	return t
}
