// Package secret holds text that must not leak into a log, an error or a message:
// the digits of identifiers such as the Individual Number (個人番号).
//
// A [Text] prints, logs and marshals as asterisks whatever the verb, also from an
// unexported field of another struct, where fmt calls no methods. Packages that
// hold an identifier embed it, so that the printing rules exist once.
//
// What makes the text valid (lengths, check digits) is left to those packages.
package secret

import (
	"fmt"
	"log/slog"
	"unique"
)

// Redacted is what a Text shows of itself. Its length says nothing of the text's.
const Redacted = "************"

// A Text is a string that shows itself as asterisks. It is comparable, and the zero
// Text stands for "none".
type Text struct {
	// A handle and not a string: fmt calls no method on an unexported field, so a
	// struct that keeps a Text in one would print a string, but prints a handle
	// as an address.
	value unique.Handle[string]
}

// New hides s.
func New(s string) Text { return Text{unique.Make(s)} }

// Reveal returns the hidden text, "" for the zero Text.
func (t Text) Reveal() string {
	if t.IsZero() {
		return ""
	}
	return t.value.Value()
}

// IsZero reports whether t is absent.
func (t Text) IsZero() bool { return t == Text{} }

// String returns asterisks.
func (t Text) String() string { return Redacted }

// GoString returns asterisks.
func (t Text) GoString() string { return Redacted }

// Format writes asterisks for every verb.
func (t Text) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(Redacted)) }

// LogValue returns asterisks.
func (t Text) LogValue() slog.Value { return slog.StringValue(Redacted) }

// MarshalText returns asterisks: a store or a wire must call Reveal on purpose.
func (t Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }
