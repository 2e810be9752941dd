package main

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/ui/asked"
	"madoguchi/ui/notice"
)

// positioned goes on after the screen's position: with the notice that access is logged
// where it is due (R034), with what the operator is asked (R122), else with the worklist.
func (w *window) positioned() {
	due, err := w.parts.desk.NoticeDue(context.Background())
	if err != nil {
		w.log.Error("look whether the notice is due", "err", err)
	}
	if !due && err == nil {
		w.noticed()
		return
	}
	form := notice.NewForm()
	form.Stage = w.shell
	form.Presenter = notice.New(notice.Config{Desk: w.parts.desk, View: form, Do: fyne.Do, Taken: w.noticed, Log: w.log})
	w.shell.Begin(w.named("notice", form))
}

// noticed goes on after the notice.
func (w *window) noticed() {
	if len(w.parts.desk.Asked()) == 0 {
		w.begun()
		return
	}
	form := asked.NewForm()
	form.Stage = w.shell
	form.Presenter = asked.New(asked.Config{Desk: w.parts.desk, View: form, Do: fyne.Do, Done: w.begun, Log: w.log})
	w.shell.Begin(w.named("asked", form))
}
