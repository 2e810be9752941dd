package main

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/cmd/terminal/inputmethod"
	"madoguchi/ui/kit"
	"madoguchi/ui/kit/ime"
)

// useInputMethod has the fields speak to the input method of the desktop. It is called
// before the window is made, and what it returns is run beside it.
func (w *window) useInputMethod() (run func(context.Context)) {
	var router *ime.Router
	m := inputmethod.New(w.log, func() { fyne.Do(func() { router.Drain() }) })
	if m == nil {
		return func(context.Context) {}
	}
	router = ime.NewRouter(m)
	kit.UseInput(router)
	w.inputName = m.Name
	return m.Run
}

// inputMethod returns what the input method is called, "" without one.
func (w *window) inputMethod() string {
	if w.inputName == nil {
		return ""
	}
	return w.inputName()
}
