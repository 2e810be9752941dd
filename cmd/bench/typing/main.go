// Command typing is what cmd/bench types into: a window with two fields, one above the
// other. Above is the terminal's own; below is Fyne's entry, or with the argument
// "method" the terminal's own without an input method. F5 gives the keyboard to the other
// field, F6 empties both.
package main

import (
	"context"
	"log/slog"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"madoguchi/cmd/terminal/inputmethod"
	"madoguchi/ui/kit"
	"madoguchi/ui/kit/ime"
	"madoguchi/ui/kit/keyhook"
	"madoguchi/ui/look"
)

func main() {
	if os.Getenv("XMODIFIERS") == "" {
		_ = os.Setenv("XMODIFIERS", "@im=none") // cannot fail for this name and value
	}
	a := app.New()
	a.Settings().SetTheme(look.Theme{})
	router := ime.NewRouter(nil)
	if len(os.Args) > 1 && os.Args[1] == "method" {
		m := inputmethod.New(slog.Default(), func() { fyne.Do(func() { router.Drain() }) })
		router = ime.NewRouter(m)
		a.Lifecycle().SetOnStarted(func() { go m.Run(context.Background()) })
	}
	kit.UseInput(router)
	show(a.NewWindow("typing"), router, len(os.Args) > 1)
	a.Run()
}

// show opens the window with its fields.
func show(w fyne.Window, router *ime.Router, both bool) {
	ours := kit.NewField(kit.Spec{LabelEm: -1, Kanji: true})
	entry := widget.NewEntry()
	fields := []fyne.Focusable{ours, entry}
	empty := func() {
		ours.SetText("")
		entry.SetText("")
	}
	if both {
		plain := kit.NewField(kit.Spec{LabelEm: -1, Fold: kit.HalfWidth})
		fields[1] = plain
		empty = func() {
			ours.SetText("")
			plain.SetText("")
		}
	}
	now := 0
	hook := keyhook.New(keyhook.Listener{Router: router, Input: func() {}, Key: func(k fyne.KeyName) bool {
		switch k {
		case fyne.KeyF5:
			now = 1 - now
			w.Canvas().Focus(fields[now])
		case fyne.KeyF6:
			empty()
		}
		return true
	}})
	room := container.NewWithoutLayout(hook)
	hook.Resize(fyne.NewSize(1, 1))
	for i, f := range fields {
		o, _ := f.(fyne.CanvasObject)
		o.Move(fyne.NewPos(10, float32(20+100*i)))
		o.Resize(fyne.NewSize(1300, 40))
		room.Add(o)
	}
	w.SetPadded(false)
	w.SetContent(room)
	w.SetFullScreen(true)
	w.Canvas().Focus(ours)
	w.Show()
}
