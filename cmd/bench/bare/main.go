// Command bare is the limit that cmd/bench measures the terminal's window against: what
// a window costs that does nothing. It is a Fyne window of the terminal's size with one
// Japanese label in the font that the system offers, built with the terminal's flags.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	window := app.New().NewWindow("bare")
	window.SetContent(widget.NewLabel("みなと野市 住民異動届の窓口"))
	window.Resize(fyne.NewSize(1366, 768))
	window.ShowAndRun()
}
