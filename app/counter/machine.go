package counter

import (
	"time"

	"madoguchi/app/notification"
)

// A Value is one value of the policy in force (D19).
type Value struct {
	Name        string // as the policy names it
	Value       string
	Least, Most string // its bounds; empty for what is no number
	// Origin is who set it: "built_in", "city", "ward", "pilot" (an edition for this
	// terminal alone) or "terminal" (this terminal's own, stricter).
	Origin string
	By     string // who published it; empty for what was not
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

// A Capture says whether the window can be in a picture of the screen (R129).
type Capture uint8

// What is done about pictures of the screen.
const (
	CaptureAllowed       Capture = 1 // the locked configuration lets it
	CaptureExcluded      Capture = 2 // the system leaves the window out
	CaptureUnpreventable Capture = 3 // this system (X11) has no means to
	CaptureFailed        Capture = 4 // the system was asked to and does not
)

// A Machine is what there is to know about a terminal.
type Machine struct {
	Terminal      string
	Version       string
	PolicyVersion int
	PolicyTargets int64     // the version of the signed list it came by; 0: built in
	PolicyUntil   time.Time // until when its signatures count; zero: without end
	PolicyFresh   time.Time // until when the registry vouches for it; zero: nobody has to
	PolicyNote    string    // why it was published
	PolicyMissing bool      // there should be one, and none has come yet
	PolicyDamaged bool      // what was stored could not be verified
	PolicyRefused string    // the code of why the newest offered was not taken
	PolicyWaits   string    // what of it waits: "sign_in", "start" or nothing
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
	Capture      Capture
	AuditAnchor  time.Time // when the registry last anchored it
}

// Imported is what came of a bundle on a stick.
type Imported struct {
	NoStick bool   // none was found
	Version int    // in force now
	Same    bool   // it was in force before
	Refused string // the code of why it was not taken; empty when it was
}
