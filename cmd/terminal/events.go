package main

import (
	"encoding/json"
	"io"
	"os"
	"sync"

	"madoguchi/app/counter"
	"madoguchi/ui/kit"
)

// An events writer tells whoever drives a training terminal what it shows: names
// of screens, the line and counts, never data of a resident. The zero value tells
// nobody.
type events struct {
	mu    sync.Mutex // guards what follows
	out   io.WriteCloser
	line  string
	was   [3]int // the counts last told
	at    event  // the stage and field last told
	shown string // the screen last told
	tally tally  // the one last told
}

// An event is one line of JSON. What it does not speak of is absent.
type event struct {
	Screen string         `json:"screen,omitempty"`
	Stage  string         `json:"stage,omitempty"`  // of the form or the review
	Field  string         `json:"field,omitempty"`  // the item that has the keyboard
	Person int            `json:"person,omitempty"` // of Field, from 1; 0 for the header
	Line   string         `json:"line,omitempty"`
	Counts map[string]int `json:"counts,omitempty"`
	Alert  string         `json:"alert,omitempty"` // the rule of the first alert that waits for the clerk, or [nowhere]
	Stop   string         `json:"stop,omitempty"`  // the rule and the item of the first error of the form
	Kind   string         `json:"kind,omitempty"`  // of the entry under review
}

// nowhere says that the keyboard is in no field of the form, or that no alert waits.
const nowhere = "-"

// A tally is what a form or a queue counts, and what it is about.
type tally struct {
	stops, alerts int // of the form
	rows, may     int // of the queue: how many, and a bit for each of the first the operator may review
	alert, kind   string
	stop          string
}

// openEvents appends to a file; path "" tells nobody.
func openEvents(path string) (*events, error) {
	if path == "" {
		return &events{}, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &events{out: f}, nil
}

func (e *events) tell(v event) {
	if e.out == nil {
		return
	}
	b, err := json.Marshal(v)
	if err == nil {
		_, _ = e.out.Write(append(b, '\n')) // the driver sees that nothing comes
	}
}

func (e *events) screen(name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.shown, e.at, e.tally = name, event{}, tally{}
	e.tell(event{Screen: name})
}

// showing reports whether a screen is the one shown.
func (e *events) showing(name string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.shown == name
}

// where tells the stage and the field when they changed.
func (e *events) where(stage, field string, person int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if stage != e.at.Stage && stage != "" {
		e.tell(event{Stage: stage})
	}
	if field != "" && (field != e.at.Field || person != e.at.Person) {
		e.tell(event{Field: field, Person: person})
	}
	e.at.Stage, e.at.Field, e.at.Person = stage, field, person
}

// count tells a tally when it changed.
func (e *events) count(now tally) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now == e.tally {
		return
	}
	e.tally = now
	e.tell(event{Alert: now.alert, Stop: now.stop, Kind: now.kind, Counts: map[string]int{"stops": now.stops, "alerts": now.alerts, "rows": now.rows, "may": now.may}})
}

// status tells the line and the counts when they changed.
func (e *events) status(line counter.LineState, counts counter.Counts) {
	e.mu.Lock()
	defer e.mu.Unlock()
	name := map[counter.LineState]string{counter.Offline: "offline", counter.Connecting: "connecting", counter.Online: "online"}[line]
	if name != e.line {
		e.line = name
		e.tell(event{Line: name})
	}
	now := [3]int{counts.Of[counter.Unsent].N, counts.Of[counter.Sent].N, counts.Of[counter.Accepted].N}
	if now != e.was {
		e.was = now
		e.tell(event{Counts: map[string]int{"unsent": now[0], "sent": now[1], "accepted": now[2]}})
	}
}

func (e *events) close() {
	if e.out != nil {
		_ = e.out.Close()
	}
}

// named tells the name of a screen each time it is shown.
type named struct {
	kit.Screen
	name  string
	tells *events
}

// Shown implements kit.Screen.
func (n named) Shown() {
	n.Screen.Shown()
	n.tells.screen(n.name)
}

// Back implements kit.Backer for a screen that does.
func (n named) Back() bool {
	b, ok := n.Screen.(kit.Backer)
	return ok && b.Back()
}

// Help implements shell.Helper for a screen that does.
func (n named) Help() string {
	if h, ok := n.Screen.(interface{ Help() string }); ok {
		return h.Help()
	}
	return ""
}
