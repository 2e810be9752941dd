package main

import (
	"fmt"

	"fyne.io/fyne/v2"
)

// show shows the window until it is closed. Where there is no display the library
// below panics; that is told as an error. A panic of a window that has started is a
// fault of the program and stays one.
func show(frame fyne.Window, started *bool) (err error) {
	defer func() {
		if *started {
			return
		}
		if r := recover(); r != nil {
			err = fmt.Errorf("open window: no display can be used: %v", r)
		}
	}()
	frame.ShowAndRun()
	return nil
}

// quitOn closes the window when a signal comes, as if it was closed by hand, and ends
// with it.
func (w *window) quitOn(signal, closed <-chan struct{}) {
	select {
	case <-signal:
		fyne.Do(w.shell.Quit)
	case <-closed:
	}
}
