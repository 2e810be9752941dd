package notification

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// MaxPersons bounds a notification; a larger household is written on two forms.
const MaxPersons = 20

// MaxContent bounds the canonical bytes of a content.
const MaxContent = 64 << 10

// Header is the person index of a value that concerns the whole notification.
const Header = -1

// A Content is what a notification says.
type Content struct {
	Kind    Kind
	Version int // of the form schema
	Header  Values
	Persons []Values
}

// A Hash is the SHA-256 of a canonical content.
type Hash [sha256.Size]byte

// Of returns the values of a person, or of the header for [Header].
func (c *Content) Of(person int) *Values {
	if person == Header {
		return &c.Header
	}
	return &c.Persons[person]
}

// Clone returns a copy that shares nothing with c.
func (c Content) Clone() Content {
	d := c
	d.Header = c.Header.Clone()
	d.Persons = make([]Values, len(c.Persons))
	for i, p := range c.Persons {
		d.Persons[i] = p.Clone()
	}
	return d
}

// encoded is the canonical form: JSON without white space, keys sorted (as
// encoding/json sorts maps and this struct is written), UTF-8 not escaped.
type encoded struct {
	Header  map[Item]string   `json:"header"`
	Kind    Kind              `json:"kind"`
	Persons []map[Item]string `json:"persons"`
	Version int               `json:"version"`
}

// Encode returns the canonical bytes of c: the same content always gives the
// same bytes, and only they are hashed, signed, stored and sent.
func (c Content) Encode() ([]byte, error) {
	e := encoded{Header: plain(c.Header), Kind: c.Kind, Persons: make([]map[Item]string, len(c.Persons)), Version: c.Version}
	for i, p := range c.Persons {
		e.Persons[i] = plain(p)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Decode reads canonical bytes and refuses any other spelling of the same
// content with [ErrContent], so that what was signed is what is applied.
func Decode(b []byte) (Content, error) {
	if len(b) > MaxContent {
		return Content{}, fmt.Errorf("decode content: %d bytes: %w", len(b), ErrContent)
	}
	var e encoded
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e); err != nil {
		// The decoder's own message may quote a value.
		return Content{}, fmt.Errorf("decode content: not the expected JSON: %w", ErrContent)
	}
	if len(e.Persons) > MaxPersons {
		return Content{}, fmt.Errorf("decode content: %d persons: %w", len(e.Persons), ErrContent)
	}
	c := Content{Kind: e.Kind, Version: e.Version, Header: fromPlain(e.Header), Persons: make([]Values, len(e.Persons))}
	for i, p := range e.Persons {
		c.Persons[i] = fromPlain(p)
	}
	again, err := c.Encode()
	if err != nil {
		return Content{}, err
	}
	if !bytes.Equal(again, b) {
		return Content{}, fmt.Errorf("decode content: %w", ErrContent)
	}
	return c, nil
}

// HashOf returns the hash of canonical bytes.
func HashOf(canonical []byte) Hash { return sha256.Sum256(canonical) }

func plain(v Values) map[Item]string {
	m := make(map[Item]string, v.Len())
	for item, s := range v.m { // the encoder sorts
		m[item] = *s
	}
	return m
}

func fromPlain(m map[Item]string) Values {
	var v Values
	for item, s := range m {
		v.Set(item, s)
	}
	return v
}
