package review

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"madoguchi/app/notification"
)

// Errors of evidence.
var (
	ErrEvidence = errors.New("not canonical evidence")
	// ErrIncomplete says that the sitting was not finished: a section not seen or a
	// dangerous field not typed again.
	ErrIncomplete = errors.New("review is not complete")
)

// maxEvidence bounds the canonical bytes.
const maxEvidence = 64 << 10

// A Place is an item of a person, or of the header for [notification.Header].
type Place struct {
	Person int               `json:"person"`
	Item   notification.Item `json:"item"`
}

// A Seen is a section that was shown, and for how long in all.
type Seen struct {
	Person       int    `json:"person"`
	Section      string `json:"section"`
	Milliseconds int64  `json:"ms"`
}

// A Retyped is a dangerous field that was typed again, how often, and whether it
// matched in the end.
type Retyped struct {
	Place
	Tries   int  `json:"tries"`
	Matched bool `json:"matched"`
}

// Evidence is what a sitting leaves behind. It is written in canonical bytes; those
// are signed.
type Evidence struct {
	Version      int       `json:"version"`
	Milliseconds int64     `json:"ms"` // from the first look to the decision
	Sections     []Seen    `json:"sections"`
	Retyped      []Retyped `json:"retyped"`

	// Of version 2; version 1 says nothing about them.

	// Hasty says that the reviewer was told of a sitting too quick to be believed (A17)
	// and approved all the same.
	Hasty bool `json:"hasty,omitempty"`
	// Officer says that the reviewer is responsible for support measures. It is a hint
	// for the next terminal; the registry asks its own directory.
	Officer bool `json:"officer,omitempty"`
}

// version is that of evidence written now. Evidence of former versions stays valid.
const version = 2

// Encode returns the canonical bytes of e: JSON without white space, the lists in the
// order of person, then section or item.
func (e Evidence) Encode() ([]byte, error) {
	e.Sections = slices.SortedFunc(slices.Values(e.Sections), func(a, b Seen) int {
		return comparePlaces(a.Person, a.Section, b.Person, b.Section)
	})
	e.Retyped = slices.SortedFunc(slices.Values(e.Retyped), func(a, b Retyped) int {
		return comparePlaces(a.Person, string(a.Item), b.Person, string(b.Item))
	})
	b, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode evidence: %w", err)
	}
	return b, nil
}

// DecodeEvidence reads canonical bytes and refuses every other spelling.
func DecodeEvidence(b []byte) (Evidence, error) {
	if len(b) > maxEvidence {
		return Evidence{}, fmt.Errorf("decode evidence: %d bytes: %w", len(b), ErrEvidence)
	}
	var e Evidence
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if dec.Decode(&e) != nil || e.Version < 1 || e.Version > version || e.Version == 1 && (e.Hasty || e.Officer) {
		return Evidence{}, fmt.Errorf("decode evidence: %w", ErrEvidence)
	}
	again, err := e.Encode()
	if err != nil {
		return Evidence{}, err
	}
	if !bytes.Equal(again, b) {
		return Evidence{}, fmt.Errorf("decode evidence: %w", ErrEvidence)
	}
	return e, nil
}

// CheckEvidence reports whether the evidence shows a whole sitting over a content and
// the alerts acknowledged in it: every section was seen and every dangerous field typed again until it matched. What
// the evidence says besides is not looked at.
func CheckEvidence(c *notification.Content, schema *notification.Schema, alerts []notification.Acknowledgement, e Evidence) error {
	for _, want := range Sections(c, schema, alerts) {
		if !slices.ContainsFunc(e.Sections, func(s Seen) bool { return s.Person == want.Person && s.Section == want.Key }) {
			return fmt.Errorf("check evidence: person %d: section %s: %w", want.Person, want.Key, ErrIncomplete)
		}
	}
	for _, want := range Dangerous(c, schema) {
		if !slices.ContainsFunc(e.Retyped, func(r Retyped) bool { return r.Place == want && r.Matched }) {
			return fmt.Errorf("check evidence: person %d: item %s: %w", want.Person, want.Item, ErrIncomplete)
		}
	}
	return nil
}
