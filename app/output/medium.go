package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"madoguchi/app/operator"
)

// ErrMedium says that a medium is not in a state for the step, or what is missing of it.
var ErrMedium = errors.New("not possible for this medium")

// A MediumKind is what a medium is. Stored and sent: never renumber.
type MediumKind uint8

// The kinds of media.
const (
	DVD   MediumKind = 1
	USB   MediumKind = 2
	Tape  MediumKind = 3
	Disk  MediumKind = 4 // 磁気ディスク
	Paper MediumKind = 5
)

var mediumKinds = map[MediumKind]string{DVD: "dvd", USB: "usb", Tape: "tape", Disk: "disk", Paper: "paper"}

// String returns the kind's name for IT.
func (k MediumKind) String() string { return mediumKinds[k] }

// ParseMediumKind reads what [MediumKind.String] wrote.
func ParseMediumKind(s string) (MediumKind, error) {
	for k, name := range mediumKinds {
		if name == s {
			return k, nil
		}
	}
	return 0, fmt.Errorf("kind %q: %w", s, ErrMedium)
}

// A MediumState is where a medium is. Stored and sent: never renumber.
type MediumState uint8

// The states of a medium.
const (
	Held      MediumState = 1 // in the locked cabinet
	Out       MediumState = 2
	Destroyed MediumState = 3
)

var mediumStates = map[MediumState]string{Held: "held", Out: "out", Destroyed: "destroyed"}

// String returns the state's name for IT.
func (s MediumState) String() string { return mediumStates[s] }

// A Move is what was done with a medium. Stored and sent: never renumber.
type Move uint8

// The moves.
const (
	Registered Move = 1
	Written    Move = 2 // something was sealed for its recipient and put on it
	TakenOut   Move = 3
	Returned   Move = 4
	Destroy    Move = 5
)

var moves = map[Move]string{Registered: "registered", Written: "written", TakenOut: "out", Returned: "in", Destroy: "destroyed"}

// String returns the move's name for IT.
func (m Move) String() string { return moves[m] }

// A Step is one move of a medium.
type Step struct {
	operator.Mark
	Move    Move        `json:"move"`
	Witness operator.ID `json:"witness,omitempty"`
	Note    string      `json:"note,omitempty"` // of the destruction how, of the way out to whom
	// Of what was written: the approval it is for, how many records, whose key opens it, and
	// SHA-256 of the sealed file, hexadecimal.
	Approval  string `json:"approval,omitempty"`
	Records   int    `json:"records,omitempty"`
	Recipient string `json:"recipient,omitempty"`
	Digest    string `json:"digest,omitempty"`
}

// A Medium is one line of the ledger of media (媒体管理簿). It is never deleted before its
// time.
type Medium struct {
	Number string      `json:"number"` // M26-0001; allotted by the registry
	Kind   MediumKind  `json:"kind"`
	Serial string      `json:"serial"` // of its maker, or of the label
	Label  string      `json:"label"`  // what is written on it
	State  MediumState `json:"state"`
	Steps  []Step      `json:"steps"`
}

// MediumNumber returns the number of the nth medium of a year.
func MediumNumber(year, nth int) string { return fmt.Sprintf("M%02d-%04d", year%100, nth) }

// Check reports what keeps m from being registered.
func (m Medium) Check() error {
	switch {
	case mediumKinds[m.Kind] == "":
		return fmt.Errorf("kind: %w", ErrMedium)
	case blank(m.Serial) || tooLong(m.Serial), tooLong(m.Label):
		return fmt.Errorf("serial and label: %w", ErrMedium)
	}
	return nil
}

// Do takes a step. Out go only media whose content was sealed (paper excepted), for the
// approval it was written for; out and destruction need a witness.
func (m *Medium) Do(s Step) error {
	last := m.written()
	refuse := func(what string) error { return fmt.Errorf("%s: %w", what, ErrMedium) }
	witnessed := s.Witness != "" && s.Witness != s.By
	next := m.State
	switch s.Move {
	case Written:
		if m.State != Held || m.Kind == Paper || s.Approval == "" || s.Records < 1 || len(s.Digest) != 64 || blank(s.Recipient) || len(s.Recipient) > 200 {
			return refuse("write")
		}
	case TakenOut:
		if m.State != Held || s.Approval == "" || m.Kind != Paper && (last.Approval != s.Approval || s.Records > last.Records) {
			return refuse("out")
		}
		if !witnessed {
			return ErrWitness
		}
		next = Out
	case Returned:
		if m.State != Out {
			return refuse("in")
		}
		next = Held
	case Destroy:
		if m.State == Destroyed || blank(s.Note) {
			return refuse("destroy")
		}
		if !witnessed {
			return ErrWitness
		}
		next = Destroyed
	default:
		return refuse("move")
	}
	if tooLong(s.Note) {
		return refuse("note")
	}
	m.State, m.Steps = next, append(m.Steps, s)
	return nil
}

// written returns the step that wrote what is on the medium, a zero one for a blank.
func (m Medium) written() Step {
	for i := len(m.Steps) - 1; i >= 0; i-- {
		if m.Steps[i].Move == Written {
			return m.Steps[i]
		}
	}
	return Step{}
}

// Last returns when the last step was taken.
func (m Medium) Last() time.Time {
	if len(m.Steps) == 0 {
		return time.Time{}
	}
	return m.Steps[len(m.Steps)-1].At
}

// Encode writes m.
func (m Medium) Encode() ([]byte, error) { return json.Marshal(m) }

// DecodeMedium reads what [Medium.Encode] wrote.
func DecodeMedium(b []byte) (Medium, error) {
	var m Medium
	if json.Unmarshal(b, &m) != nil {
		return Medium{}, fmt.Errorf("decode medium: %w", ErrMedium)
	}
	return m, nil
}

// ParseMediumNumber reads a number as it is typed.
func ParseMediumNumber(typed string) string { return strings.ToUpper(strings.TrimSpace(typed)) }
