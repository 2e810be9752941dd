package audit

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// A Line is a record of an exported log, still sealed, or with a note the checkpoint that
// ends the file. A file of a log has one JSON object a line.
type Line struct {
	Seq    int64  `json:"seq"`
	Prev   []byte `json:"prev,omitempty"`
	Body   []byte `json:"body,omitempty"`
	Sealed []byte `json:"sealed,omitempty"`

	Origin string `json:"origin,omitempty"` // whose log it is, in the last line of a terminal's file
	Note   []byte `json:"note,omitempty"`
	Key    []byte `json:"key,omitempty"` // PKIX, of whoever signed the note
}

// ErrLine means that a file is not one of a log.
var ErrLine = errors.New("not a line of an operation log")

// maxLine bounds a line.
const maxLine = 1 << 20

// LineOf returns the line of an event.
func LineOf(e Event) Line {
	return Line{Seq: e.Seq, Prev: e.Prev[:], Body: e.Body[:], Sealed: e.Sealed}
}

// Event returns the record of a line.
func (l Line) Event() (Event, error) {
	e := Event{Link: Link{Seq: l.Seq}, Sealed: l.Sealed}
	if len(l.Prev) != len(e.Prev) || len(l.Body) != len(e.Body) {
		return e, fmt.Errorf("a hash is not whole: %w", ErrLine)
	}
	copy(e.Prev[:], l.Prev)
	copy(e.Body[:], l.Body)
	return e, nil
}

// WriteFile writes a whole log and what signs it.
func WriteFile(w io.Writer, events iter.Seq2[Event, error], origin string, note, key []byte) error {
	out := json.NewEncoder(w)
	last := Line{Origin: origin, Note: note, Key: key}
	for e, err := range events {
		if err != nil {
			return fmt.Errorf("write log: %w", err)
		}
		if err := out.Encode(LineOf(e)); err != nil {
			return fmt.Errorf("write log: %w", err)
		}
		last.Seq = e.Seq
	}
	if err := out.Encode(last); err != nil {
		return fmt.Errorf("write log: %w", err)
	}
	return nil
}

// Lines reads a file line by line, each a [Line] or what has one embedded. An error says
// at which line.
func Lines[T any](r io.Reader) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, maxLine)
		for n := 1; lines.Scan(); n++ {
			var l T
			if json.Unmarshal(lines.Bytes(), &l) != nil { // whose own message would quote it
				yield(none, fmt.Errorf("line %d: %w", n, ErrLine))
				return
			}
			if !yield(l, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(none, err)
		}
	}
}
