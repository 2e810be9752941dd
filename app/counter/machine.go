package counter

import (
	"time"

	"madoguchi/app/notification"
)

// A Value is one value of the policy in force (D19).
type Value struct {
	Name   string // as the policy names it
	Value  string
	Origin string // who set it: built in, city, ward, terminal
	Since  time.Time
	Until  time.Time // zero: without end
}

// A LineState says how the line to the registry is.
type LineState uint8

// The states of the line.
const (
	Offline    LineState = 1
	Connecting LineState = 2
	Online     LineState = 3
)

// A Machine is what there is to know about a terminal.
type Machine struct {
	Terminal      string
	Version       string
	PolicyVersion int
	PolicyUntil   time.Time // zero: without end
	Policy        []Value
	Forms         map[notification.Kind]int // newest form version

	Line         LineState
	LastSync     time.Time
	ClockAhead   time.Duration // of this terminal against the registry
	Certificate  time.Time     // end of the terminal's certificate
	KeyringFault string        // empty: in order; else the kind of fault
	StoreBytes   int64
	AuditHead    string // of the hash chain, as hex
	AuditCount   int64
	AuditAnchor  time.Time // when the registry last anchored it
}
