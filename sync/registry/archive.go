package registry

import (
	"time"

	"madoguchi/app/audit"
	"madoguchi/app/civil"
)

// A Log is the part of a transaction that the registry's operation log (操作ログ) is kept
// in. Records are sealed under the key of their year.
type Log interface {
	// Head returns the end of the chain.
	Head() (audit.Head, error)
	// Extend seals an encoded record of a time and keeps it as the next of the chain.
	Extend(at time.Time, record []byte) (audit.Head, error)
	// Events calls f with each event from a number on, in order, until f fails.
	Events(from int64, f func(audit.Event) error) error
	// Record opens an event of the chain; [ErrErased] when its year is gone.
	Record(audit.Event) (audit.Record, error)
}

// An Archive is the part of a transaction that the logs of the terminals are kept in, and
// what was signed of every log.
type Archive interface {
	// Anchor returns the newest anchor of a terminal.
	Anchor(terminal string) (Anchor, error)
	// PutAnchor keeps a; it takes the place of the one of the same terminal, book and day.
	PutAnchor(a Anchor) error
	// Anchors calls f with each anchor of a terminal since a day, oldest first, until f
	// fails.
	Anchors(terminal string, since civil.Date, f func(Anchor) error) error
	// Archive seals a record of a terminal under the key of its year, and keeps it as the
	// next after copied. own is the record's hash in the terminal's chain, that of a book;
	// a record that was purged there is empty.
	Archive(terminal string, book int, copied audit.Head, own audit.Hash, at time.Time, record []byte) (audit.Head, error)
	// Archived calls f with each archived record of a terminal from a number on, in order,
	// until f fails. They are sealed; Unarchive opens one.
	Archived(terminal string, from int64, f func(Archived) error) error
	Unarchive(terminal string, a Archived) (audit.Record, error)

	// Signed returns the newest signed checkpoint of the registry's own log.
	Signed() (Signed, error)
	AddSigned(Signed) error
	// AllSigned calls f with each, oldest first, until f fails.
	AllSigned(f func(Signed) error) error

	// Years returns the years that records were sealed in, the oldest first.
	Years() ([]Year, error)
	// EraseYear destroys the key of a year and drops the bodies of its records, of the
	// registry and of the terminals. What it returns is counted before.
	EraseYear(year int, at time.Time) (Year, error)
}

// An Anchor is the end of a terminal's log as the registry took it over.
type Anchor struct {
	Terminal string
	// Book counts the logs of the terminal: one that was enrolled anew with a new file
	// begins another.
	Book int
	Day  civil.Date
	At   time.Time
	Head audit.Head // of the terminal's own chain
	Tree audit.Tree
	// Copied is the end of the chain over the records of all books as the registry sealed
	// them.
	Copied audit.Head
	Note   []byte // the terminal's signed checkpoint
	Key    []byte // its public key then, PKIX
}

// Archived is a record of a terminal as the registry keeps it: a link of the copy's own
// chain besides the hash that the terminal's chain has for it.
type Archived struct {
	audit.Event
	Book int
	Own  audit.Hash
}

// Signed is a checkpoint of the registry's own log.
type Signed struct {
	Day  civil.Date
	Head audit.Head
	Tree audit.Tree
	Note []byte
	Key  []byte // PKIX
}

// A Year says what is kept of a year.
type Year struct {
	Year     int
	Records  int64 // of the registry, with their bodies
	Copies   int64 // of the terminals, with their bodies
	ErasedAt time.Time
}
