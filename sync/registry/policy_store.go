package registry

import "time"

// Locked is what the registry keeps of locked configurations.
type Locked struct {
	Root   []byte // the first root, as it was told in the server room; nil before
	Bundle []byte // the newest, with its timestamp; nil before the first
	// Seeds are the registry's own Ed25519 keys for timestamps, the newest last. The
	// newest root says which of them counts.
	Seeds       [][]byte
	Number      uint64 // of Bundle: the version of its timestamp
	PublishedAt time.Time
	StampedAt   time.Time // when the timestamp was made
}

// A PolicyReport is what a terminal said last of its locked configuration.
type PolicyReport struct {
	Terminal string
	Version  int
	Ring     string
	Targets  uint64
	Refused  string // a code; "" when it has the newest it was given
	Waiting  string // what of it waits: "sign_in", "start" or ""
	Since    time.Time
}

// Locks is the part of a transaction that locked configurations are kept in.
type Locks interface {
	// Locked returns what is kept; the zero Locked when there is nothing.
	Locked() (Locked, error)
	PutLocked(Locked) error
	// LockedNumber returns the number of the newest bundle, 0 for none. It is quick.
	LockedNumber() (uint64, error)
	// PutPolicyReport keeps what a terminal says. Since stays while it says the same.
	PutPolicyReport(PolicyReport) error
	// PolicyReports returns all of them in the order of the terminals.
	PolicyReports() ([]PolicyReport, error)
}
