// Command frames says how long the terminal's screens keep the window's goroutine: while
// it works, nothing is painted and no key is heard. It opens a window of the terminal's
// size, does each thing many times as an operator's key would, and prints one line of
// JSON for each: {"what": …, "seconds": […]}.
//
// The screens, their forms and rules, and the driver are the terminal's own. Only the desk
// is a stand-in: what it does happens beside the window's goroutine and is not measured.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"

	"madoguchi/app/civil"
	"madoguchi/app/letters"
	"madoguchi/app/notification"
	"madoguchi/app/notification/notificationtest"
	"madoguchi/app/review"
	"madoguchi/app/rules"
	"madoguchi/assets"
	"madoguchi/ui/intake"
	"madoguchi/ui/kit"
	"madoguchi/ui/look"
	"madoguchi/ui/reviewing"
)

// repeats is how often each thing is done.
const repeats = 120

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "frames:", err)
		os.Exit(1)
	}
}

func run() error {
	table, err := letters.OpenTable(bytes.NewReader(assets.Chars), bytes.NewReader(assets.Sequences))
	if err != nil {
		return err
	}
	if len(os.Args) > 1 {
		if err := look.LoadNameFont(os.Args[1]); err != nil {
			return err
		}
	}
	a := app.New()
	a.Settings().SetTheme(look.Theme{})
	w := a.NewWindow("frames")
	w.Resize(fyne.NewSize(1366, 768))
	s := &stage{window: w}
	desk := &stand{rules: rules.New(table), day: civil.FromTime(time.Now())}
	go func() {
		time.Sleep(time.Second) // the window is on the display
		for _, t := range tasks(desk, table, s) {
			if err := t.measure(); err != nil {
				fmt.Fprintln(os.Stderr, "frames:", err)
			}
		}
		fyne.Do(a.Quit)
	}()
	w.ShowAndRun()
	return nil
}

// A task is what an operator's key begins.
type task struct {
	what   string
	before func() // not measured
	do     func()
}

// measure does a task on the window's goroutine and prints how long each time took.
func (t task) measure() error {
	took := make([]float64, 0, repeats)
	for i := range repeats + 5 {
		if t.before != nil {
			fyne.DoAndWait(t.before)
		}
		fyne.DoAndWait(func() {
			began := time.Now()
			t.do()
			if i >= 5 { // glyphs are measured once, which is the first time's
				took = append(took, time.Since(began).Seconds())
			}
		})
		time.Sleep(2 * time.Millisecond) // it paints
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"what": t.what, "seconds": took})
}

// tasks are those that have an aim of their own, and the empty handler.
func tasks(d *stand, table *letters.Table, s *stage) []task {
	p := intake.New(intake.Config{
		Desk: d, Guide: nowhere{}, Gazetteer: noTowns{}, Repertoire: table, Run: atOnce,
		Later: func(time.Duration, func()) func() { return func() {} }, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	form := intake.NewForm(p, s)
	r := reviewing.New(reviewing.Config{
		Desk: d, Guide: reviewer{}, Run: atOnce, Later: func(time.Duration, func()) func() { return func() {} }, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	review := reviewing.NewForm(r, s)
	begin := func() { p.Begin(notification.MovingIn); s.Show(form) }
	filled := func() {
		e, _ := d.Begin(notification.MovingIn)
		e.Content = notificationtest.Example(notification.MovingIn, d.day)
		d.entry = e
		p.Open(e.ID)
		s.Show(form)
	}
	return []task{
		{"an empty handler", nil, func() {}},
		{"open a form", nil, begin},
		{"add a person", begin, p.AddPerson},
		{"validate a form of 50 fields", filled, p.Confirm},
		{"open a review", func() { d.handOver() }, func() { r.Open(d.entry.ID); s.Show(review) }},
	}
}

// atOnce does both halves on the window's goroutine: the desk takes no time here.
func atOnce(work func() (finish func())) {
	if finish := work(); finish != nil {
		finish()
	}
}

// A stage shows one screen.
type stage struct {
	window fyne.Window
	shown  kit.Screen
	room   *fyne.Container
}

var _ kit.Stage = (*stage)(nil)

// Say implements [kit.Stage].
func (*stage) Say(look.Tone, string) {}

// Ask implements [kit.Stage].
func (*stage) Ask(kit.Question, func(int)) {}

// ActionsChanged implements [kit.Stage].
func (s *stage) ActionsChanged() {
	if s.shown != nil {
		s.shown.Actions()
	}
}

// Show implements [kit.Stage].
func (s *stage) Show(screen kit.Screen) {
	if s.room == nil {
		s.room = container.NewStack()
		s.window.SetContent(s.room)
	}
	if s.shown != nil && s.shown != screen {
		s.shown.Hidden()
	}
	s.shown = screen
	s.room.Objects = []fyne.CanvasObject{screen.Content()}
	s.room.Refresh()
	screen.Shown()
}

// Back implements [kit.Stage].
func (*stage) Back() {}

// Home implements [kit.Stage].
func (*stage) Home() {}

// opened is a sitting over an entry.
func opened(e *notification.Entry) *review.Case {
	schema, err := notification.SchemaOf(e.Content.Kind, e.Content.Version)
	if err != nil {
		panic(err) // it is on the newest form
	}
	return review.Open(&e.Content, schema, nil, time.Now)
}
