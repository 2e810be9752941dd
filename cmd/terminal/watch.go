package main

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

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
		if ok {
			field, person = string(at.Item), at.Person+1
		}
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
		w.tells.where("reviewing."+strconv.Itoa(int(r.reviewing.Stage())), field, person)
	case r.search != nil && w.tells.showing("search"):
		w.tells.where("search."+strconv.Itoa(int(r.search.State())), "", 0)
	default:
		w.tells.where("", "", 0)
	}
}
