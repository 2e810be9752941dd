package play

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// An Event is what a terminal says of itself: ids and counts, never data of a
// resident. What an event does not speak of is absent.
type Event struct {
	Screen string         `json:"screen,omitempty"` // the screen that opened: signin, cover, worklist …
	Stage  string         `json:"stage,omitempty"`  // of the form (intake.4) or the review
	Line   string         `json:"line,omitempty"`   // online, connecting, offline
	Field  string         `json:"field,omitempty"`  // the item that got the focus
	Person int            `json:"person,omitempty"` // of Field, from 1; 0 for the header
	Dialog string         `json:"dialog,omitempty"` // the message or question that opened
	Counts map[string]int `json:"counts,omitempty"` // entries by folder: drafts, waiting, unsent …; stops and alerts of the form; rows of the queue, and a bit for each that may be reviewed
	Alert  string         `json:"alert,omitempty"`  // the rule of the first alert that waits for the clerk, or [Nowhere]
	Stop   string         `json:"stop,omitempty"`   // the rule and the item of the first error of the form
	Kind   string         `json:"kind,omitempty"`   // of the entry under review
}

// Nowhere is the Field while the keyboard is in no field of the form, and the Alert while
// none waits.
const Nowhere = "-"

// perScreen are the counts that begin anew with a screen.
var perScreen = []string{"stops", "alerts", "rows", "may"}

// An eventFile reads what was appended since the last time.
type eventFile struct {
	name string
	read int64 // bytes of whole lines
}

// next returns the events of the lines completed since the last call. A file that
// is not there yet has none.
func (f *eventFile) next() ([]Event, error) {
	b, err := os.ReadFile(f.name)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	if f.read > int64(len(b)) {
		return nil, fmt.Errorf("read events: file shrank")
	}
	b = b[f.read:]
	var events []Event
	for {
		line, rest, whole := bytes.Cut(b, []byte("\n"))
		if !whole {
			return events, nil
		}
		var e Event
		if err := json.Unmarshal(line, &e); err != nil {
			return events, fmt.Errorf("read events: %w", err)
		}
		events = append(events, e)
		f.read += int64(len(line)) + 1
		b = rest
	}
}
