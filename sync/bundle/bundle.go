package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"madoguchi/app/policy"
)

// The reasons a bundle is refused. Each error wraps one of them.
var (
	ErrMalformed = errors.New("not a bundle")
	ErrSignature = errors.New("signatures that count are missing")
	ErrRollback  = errors.New("older than what is in force")
	ErrExpired   = errors.New("no longer vouched for as the newest")
	ErrMixed     = errors.New("parts that do not belong together")
	ErrNoEdition = errors.New("no edition for this terminal")
	ErrPolicy    = errors.New("a policy out of bounds")
)

// Bounds of what is read.
const (
	MaxBytes = 1 << 20
	maxRoots = 200
	maxFiles = 500
)

// A Bundle is what travels.
type Bundle struct {
	// Roots are the versions 1, 2, 3 … each signed by the one before it.
	Roots     []json.RawMessage          `json:"roots"`
	Timestamp json.RawMessage            `json:"timestamp"`
	Snapshot  json.RawMessage            `json:"snapshot"`
	Targets   json.RawMessage            `json:"targets"`
	Files     map[string]json.RawMessage `json:"files"` // editions by path
}

// Encode returns b as it travels.
func (b *Bundle) Encode() ([]byte, error) {
	out, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("encode bundle: %w", err)
	}
	if len(out) > MaxBytes {
		return nil, fmt.Errorf("encode bundle: %d bytes: %w", len(out), ErrMalformed)
	}
	return out, nil
}

// Decode reads what [Bundle.Encode] wrote. It believes nothing of it yet.
func Decode(text []byte) (*Bundle, error) {
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("decode bundle: %d bytes: %w", len(text), ErrMalformed)
	}
	var b Bundle
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&b); err != nil {
		return nil, fmt.Errorf("decode bundle: %w: %w", ErrMalformed, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("decode bundle: more after its end: %w", ErrMalformed)
	}
	if len(b.Roots) == 0 || len(b.Roots) > maxRoots || len(b.Files) > maxFiles {
		return nil, fmt.Errorf("decode bundle: %d roots, %d files: %w", len(b.Roots), len(b.Files), ErrMalformed)
	}
	return &b, nil
}

// An Edition is one policy as it is published for a ring.
type Edition struct {
	Policy policy.Policy `json:"policy"` // its Version is the edition's
	// By is who published it, as IT writes it: a section or an operator's ID.
	By    string    `json:"by"`
	Since time.Time `json:"since"`
	// Note says why, for the machine screen.
	Note string `json:"note,omitempty"`
}

// A Ring is a set of terminals that an edition is for. Its text is "all", "ward/" and a
// municipality code, or "terminal/" and an ID.
type Ring string

// All is the ring of the whole city.
const All Ring = "all"

// Ward is the ring of a ward's terminals.
func Ward(code string) Ring { return Ring("ward/" + code) }

// Terminal is the ring of one terminal, as for a pilot.
func Terminal(id string) Ring { return Ring("terminal/" + id) }

// path is where a ring's edition stands in the bundle.
func (r Ring) path() string { return "policy/" + string(r) + ".json" }

// RingOf returns the ring of a path, and false for a path of something else.
func RingOf(path string) (Ring, bool) {
	ring, ok := strings.CutPrefix(path, "policy/")
	ring, ok2 := strings.CutSuffix(ring, ".json")
	return Ring(ring), ok && ok2 && Ring(ring).valid()
}

func (r Ring) valid() bool {
	if r == All {
		return true
	}
	kind, name, ok := strings.Cut(string(r), "/")
	return ok && (kind == "ward" || kind == "terminal") && name != "" && len(name) <= 40 && !strings.ContainsAny(name, "/\\.\x00 ")
}

// widerThan reports whether terminals of another ring may be in r as well, and take the
// other's edition before r's.
func (r Ring) widerThan(other Ring) bool {
	return r != other && other != All && (r == All || strings.HasPrefix(string(r), "ward/") && strings.HasPrefix(string(other), "terminal/"))
}

// A Place is the terminal that a bundle is read at.
type Place struct{ Terminal, Ward string }

// rings returns the rings the terminal is in, the narrowest first.
func (p Place) rings() []Ring { return []Ring{Terminal(p.Terminal), Ward(p.Ward), All} }
